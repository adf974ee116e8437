//! Hand-written assembly of `cf`: the cases of a switch.

use terrace_ir::text::{
    Arg, Delim, Directive, DirectiveArgs, Directives, OpParser, OpPrinter, Tok,
};
use terrace_ir::{BlockId, OpRef, Reported};

use super::canon::switch_segments;

/// `default: ^bb1(%a : t), 42: ^bb2`
pub(super) const SWITCH: Directives = Directives(&[Directive {
    name: "SwitchOpCases",
    attrs: &["case_operand_segments"],
    parse,
    print,
}]);

/// Reads `^bb(%a, %b : t, t)` and adds it to the arguments at these positions. Gives the number of
/// values passed.
fn parse_target(
    p: &mut OpParser<'_>,
    args: &mut DirectiveArgs<'_>,
    (block, values): (usize, usize),
) -> Result<usize, Reported> {
    let target = p.parse_successor()?;
    args.add_successor(block, target);
    if !p.eat(Tok::LParen) {
        return Ok(0);
    }
    let operands = p.parse_operand_list(Delim::None)?;
    let types = p.parse_optional_colon_type_list()?;
    p.expect(Tok::RParen)?;
    let n = operands.len();
    let all = [args.operands(values), &operands].concat();
    let all_types = [args.types(values + 1), &types].concat();
    args.set_operands(values, all);
    args.set_types(values + 1, all_types);
    Ok(n)
}

fn parse(p: &mut OpParser<'_>, args: &mut DirectiveArgs<'_>) -> Result<(), Reported> {
    let cx = p.cx;
    let flag = args.types(0).first().copied().unwrap_or(cx.int_ty(32));
    args.set_types(3, Vec::new());
    args.set_types(7, Vec::new());
    p.parse_keyword("default")?;
    p.expect(Tok::Colon)?;
    parse_target(p, args, (1, 2))?;
    let (mut values, mut sizes) = (Vec::new(), Vec::new());
    while p.eat(Tok::Comma) {
        values.push(p.parse_integer()?);
        p.expect(Tok::Colon)?;
        sizes.push(parse_target(p, args, (5, 6))? as i32);
    }
    if !values.is_empty() {
        let n_bytes = flag.elem_bytes(cx).unwrap_or(8).min(8);
        let bytes = |v: &i64| v.to_le_bytes().into_iter().take(n_bytes);
        let data: Vec<u8> = values.iter().flat_map(bytes).collect();
        let splat = values.windows(2).all(|w| w[0] == w[1]);
        let data = if splat { data[..n_bytes].to_vec() } else { data };
        let cases = cx.dense(cx.vector_ty(&[values.len() as i64], flag), data, splat);
        args.set_attr(4, cases);
    }
    let sizes = cx.i32_array(&sizes);
    p.set_attr(args.state, "case_operand_segments", sizes);
    Ok(())
}

fn print(p: &mut OpPrinter<'_>, op: OpRef<'_>, _: &[Arg]) {
    let cases = op.attr("case_values").and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    let segments = switch_segments(op).unwrap_or_default();
    let blocks: Vec<BlockId> = op.body.successors(op.id).to_vec();
    for (i, (block, range)) in blocks.into_iter().zip(segments).enumerate() {
        match i.checked_sub(1).and_then(|i| cases.get(i)) {
            None => p.text("  default: "),
            Some(case) => {
                p.char(',');
                p.newline();
                p.text("  ");
                p.int(*case);
                p.text(": ");
            }
        }
        let args: Vec<_> = range.map(|k| op.operand(k)).collect();
        p.print_successor_and_args(op.body, block, &args);
    }
    p.newline();
}

//! The text of `te.scan`: `t = 8 init(%h) ins(%x by 1) outs(by 1) reverse : types -> types { .. }`.

use terrace_ir::text::{Delim, OpParser, OpPrinter, RegionPrint, Tok};
use terrace_ir::{OpRef, OpState, Reported};

use crate::Scan;

const SAID: &[&str] = &["axis", "extent", "in_dims", "out_dims", "reverse"];

pub(crate) fn parse(p: &mut OpParser<'_>, state: &mut OpState) -> Result<(), Reported> {
    let cx = p.cx;
    let axis = p.parse_any_keyword()?;
    p.set_attr(state, "axis", cx.str_attr(axis));
    p.expect(Tok::Equal)?;
    let extent = p.parse_integer()?;
    p.set_attr(state, "extent", cx.i64_attr(extent));
    p.parse_keyword("init")?;
    let mut operands = p.parse_operand_list(Delim::Paren)?;
    p.parse_keyword("ins")?;
    let ins = p.comma(Delim::Paren, |p| {
        operands.push(p.parse_operand()?);
        p.parse_keyword("by")?;
        p.parse_integer()
    })?;
    p.parse_keyword("outs")?;
    let outs = p.comma(Delim::Paren, |p| {
        p.parse_keyword("by")?;
        p.parse_integer()
    })?;
    p.set_attr(state, "in_dims", cx.i64_array(&ins));
    p.set_attr(state, "out_dims", cx.i64_array(&outs));
    if p.parse_optional_keyword("reverse") {
        p.set_attr(state, "reverse", cx.unit());
    }
    p.parse_optional_attr_dict_into(state)?;
    p.expect(Tok::Colon)?;
    let types = p.list(Delim::Paren, |p| p.parse_type())?;
    p.resolve_operands(&operands, &types, state)?;
    p.expect(Tok::Arrow)?;
    state.result_types = p.list(Delim::Paren, |p| p.parse_type())?;
    p.parse_region(state, &[])
}

pub(crate) fn print(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    let scan = Scan(op);
    let (ins, outs, n) = (scan.input_dims(), scan.output_dims(), scan.n_state());
    p.char(' ');
    p.text(scan.axis().get().and_then(|a| a.as_str(op.cx)).unwrap_or("?"));
    p.text(" = ");
    p.int(scan.n_steps());
    p.text(" init(");
    p.list(0..n, |p, i| p.print_operand(op, i));
    p.text(") ins(");
    p.list(ins.iter().enumerate(), |p, (i, dim)| {
        p.print_operand(op, n + i);
        p.text(" by ");
        p.int(*dim);
    });
    p.text(") outs(");
    p.list(&outs, |p, dim| {
        p.text("by ");
        p.int(*dim);
    });
    p.char(')');
    if scan.reverse().is_some() {
        p.keyword("reverse");
    }
    p.print_attr_dict(op, SAID);
    p.text(" : (");
    p.print_types(op.operands().map(|v| op.body.ty(v)));
    p.text(") -> (");
    p.print_types(op.results().map(|v| op.body.ty(v)));
    p.text(") ");
    if let Some(body) = scan.body() {
        p.print_region(body, RegionPrint::FULL);
    }
}

//! Text of the steps that give as many handles as they are asked for.

use terrace_ir::text::{Delim, OpParser, OpPrinter, Operand, Tok};
use terrace_ir::{DYNAMIC, OpRef, OpState, Reported, Type, TypeKind, ValueId};

use crate::{INT, Knob, LOOP, Loops, Split, Tile};

type Parsed = Result<(), Reported>;

fn ty(p: &OpParser<'_>, def: &'static terrace_ir::def::TypeDef) -> Type {
    p.cx.ty(TypeKind::Dialect { def, params: Box::default() })
}

/// One result of this type per name in front of the operation.
fn results(p: &OpParser<'_>, state: &mut OpState, def: &'static terrace_ir::def::TypeDef) {
    state.result_types = vec![ty(p, def); p.n_results_named()];
}

/// `%block`
pub(crate) fn parse_loops(p: &mut OpParser<'_>, state: &mut OpState) -> Parsed {
    let block = p.parse_operand()?;
    p.parse_optional_attr_dict_into(state)?;
    p.resolve_all(&[block], ty(p, &crate::BLOCK), state)?;
    results(p, state, &LOOP);
    Ok(())
}

pub(crate) fn print_loops(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    p.char(' ');
    p.print_value(op.body, Loops(op).block());
    p.print_attr_dict(op, &[]);
}

/// `"name" of [[4, 16], [6, 32]] = [6, 32]`
pub(crate) fn parse_knob(p: &mut OpParser<'_>, state: &mut OpState) -> Parsed {
    let cx = p.cx;
    let name = p.parse_string()?;
    p.set_attr(state, "name", cx.str_attr(&name));
    p.parse_keyword("of")?;
    let candidates = p.list(Delim::Square, |p| {
        let list = p.list(Delim::Square, |p| p.parse_integer())?;
        Ok(p.cx.i64_array(&list))
    })?;
    p.set_attr(state, "candidates", cx.array_attr(&candidates));
    p.expect(Tok::Equal)?;
    let chosen = p.list(Delim::Square, |p| p.parse_integer())?;
    p.set_attr(state, "chosen", cx.i64_array(&chosen));
    p.parse_optional_attr_dict_into(state)?;
    results(p, state, &INT);
    Ok(())
}

pub(crate) fn print_knob(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    let knob = Knob(op);
    let ints = |p: &mut OpPrinter<'_>, list: terrace_ir::Attr| {
        p.char('[');
        p.list(list.as_ints(op.cx).unwrap_or_default(), |p, v| p.int(v));
        p.char(']');
    };
    p.char(' ');
    p.print_string(knob.name().get().and_then(|n| n.as_str(op.cx)).unwrap_or(""));
    p.text(" of [");
    let candidates = knob.candidates().get().and_then(|c| c.as_array(op.cx)).unwrap_or(&[]);
    p.list(candidates, |p, &c| ints(p, c));
    p.text("] = ");
    match knob.chosen().get() {
        Some(chosen) => ints(p, chosen),
        None => p.text("[]"),
    }
    p.print_attr_dict(op, &["name", "candidates", "chosen"]);
}

/// `%loop, .. by [8, %knob]`
pub(crate) fn parse_split(p: &mut OpParser<'_>, state: &mut OpState) -> Parsed {
    let loops = p.parse_operand_list(Delim::None)?;
    p.parse_keyword("by")?;
    let mut knobs: Vec<Operand> = Vec::new();
    let factors = p.comma(Delim::Square, |p| match p.parse_optional_operand()? {
        Some(knob) => {
            knobs.push(knob);
            Ok(DYNAMIC)
        }
        None => p.parse_integer(),
    })?;
    p.set_attr(state, "factors", p.cx.i64_array(&factors));
    p.parse_optional_attr_dict_into(state)?;
    p.resolve_all(&loops, ty(p, &LOOP), state)?;
    p.resolve_all(&knobs, ty(p, &INT), state)?;
    if p.cx.op_name_str(state.name) == Tile::NAME {
        let sizes = [loops.len() as i32, knobs.len() as i32];
        p.set_attr(state, "operandSegmentSizes", p.cx.i32_array(&sizes));
    }
    results(p, state, &LOOP);
    Ok(())
}

pub(crate) fn print_split(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    let (on, knobs): (Vec<ValueId>, Vec<ValueId>) = match Tile::cast(op) {
        Some(tile) => (tile.on(), tile.knobs()),
        None => (vec![Split(op).on()], Split(op).knobs()),
    };
    p.char(' ');
    p.print_values(op.body, on);
    p.text(" by [");
    let factors = op.attr("factors").and_then(|f| f.as_ints(op.cx)).unwrap_or_default();
    let mut knobs = knobs.into_iter();
    p.list(factors, |p, factor| match (factor, factor == DYNAMIC) {
        (_, true) => match knobs.next() {
            Some(knob) => p.print_value(op.body, knob),
            None => p.text("<<missing knob>>"),
        },
        (factor, false) => p.int(factor),
    });
    p.char(']');
    p.print_attr_dict(op, &["factors", "operandSegmentSizes"]);
}

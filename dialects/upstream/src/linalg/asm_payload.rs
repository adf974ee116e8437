//! Assembly of `map`, `reduce`, `transpose` and `broadcast`: one operation in braces for a body,
//! or a region with its arguments in front.

use terrace_ir::text::{Argument, Delim, OpParser, OpPrinter, RegionPrint, Tok, fill_defaults};
use terrace_ir::{Attr, OpRef, OpState, Reported, Sym, Type, ValueId};

use super::asm::{parse_values, print_values};
use super::asm_named::body;
use super::named::elem;
use crate::codes::LINALG001;
use crate::ods::Asm;

/// An operation in braces: its name and its attributes.
type Payload = (String, Vec<(Sym, Attr)>, u32);

/// `{ name {attrs} }` if it is there.
fn parse_payload(p: &mut OpParser<'_>) -> Result<Option<Payload>, Reported> {
    if !p.eat(Tok::LBrace) {
        return Ok(None);
    }
    let at = p.offset();
    let name = p.parse_any_keyword()?.to_string();
    let attrs = p.parse_optional_attr_dict()?;
    p.expect(Tok::RBrace)?;
    Ok(Some((name, attrs, at)))
}

/// `{attrs} ins(..) outs(..) WORD = [..] {attrs}`; gives the types of all operands and sets those
/// of the results.
fn parse_parts(
    p: &mut OpParser<'_>,
    state: &mut OpState,
    list: Option<&str>,
) -> Result<Vec<Type>, Reported> {
    p.parse_optional_attr_dict_into(state)?;
    let mut types = parse_values(p, state, "ins")?;
    let outputs = parse_values(p, state, "outs")?;
    state.result_types = outputs.iter().copied().filter(|t| t.is_tensor(p.cx)).collect();
    types.extend(outputs);
    if let Some(word) = list {
        p.parse_keyword(word)?;
        p.expect(Tok::Equal)?;
        let values = p.comma(Delim::Square, |p| p.parse_integer())?;
        let values = p.cx.i64_array(&values);
        p.set_attr(state, word, values);
    }
    p.parse_optional_attr_dict_into(state)?;
    Ok(types)
}

fn print_list(p: &mut OpPrinter<'_>, op: OpRef<'_>, word: &str) {
    let values = op.attr(word).and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    p.char(' ');
    p.text(word);
    p.text(" = [");
    p.list(values, |p, v| p.int(v));
    p.char(']');
}

/// Operands of a payload: which block arguments, in order.
type Order = fn(&[ValueId]) -> Vec<ValueId>;

/// Every argument but the initial value.
const INPUTS: Order = |args| args[..args.len().saturating_sub(1)].to_vec();
/// The initial value, then the others.
const INIT_FIRST: Order = |args| match args.split_last() {
    Some((init, rest)) => std::iter::once(*init).chain(rest.iter().copied()).collect(),
    None => Vec::new(),
};

/// The region that holds the payload alone.
fn payload_body(
    p: &mut OpParser<'_>,
    state: &mut OpState,
    (name, attrs, at): Payload,
    types: &[Type],
    order: Order,
) -> Result<(), Reported> {
    let (cx, loc) = (p.cx, state.loc);
    let name = cx.op_name(&name);
    if cx.op_info(name).is_none() {
        let what = "the operation in braces is not known";
        return Err(p.error_at(at, &LINALG001, &[&cx.op_name_str(state.name), &what]));
    }
    let elems: Vec<Type> = types.iter().map(|t| elem(cx, *t)).collect();
    let mut payload = OpState::new(cx, name, loc);
    p.add_attrs(&mut payload, &attrs, at)?;
    fill_defaults(cx, &mut payload);
    let Some(last) = elems.last() else {
        let what = "there are no operands";
        return Err(p.error_at(at, &LINALG001, &[&cx.op_name_str(state.name), &what]));
    };
    payload.result_types = vec![*last];
    p.empty_region(state);
    let Some((body, region)) = p.latest_region(state) else { return Ok(()) };
    let block = body.new_block(region, &elems);
    payload.operands = order(body.args(block));
    let op = body.create(payload);
    body.append(block, op);
    let mut end = OpState::new(cx, cx.op_name("linalg.yield"), loc);
    end.operands = vec![body.result(op, 0)];
    let end = body.create(end);
    body.append(block, end);
    Ok(())
}

/// The only operation of the body, if the text may name it instead of the body.
fn payload_of<'a>(op: OpRef<'a>, order: Order) -> Option<OpRef<'a>> {
    let region = op.region(0)?;
    let [block] = region.blocks() else { return None };
    let mut ops = region.body.ops_of(*block).map(|id| OpRef::new(op.cx, region.body, id));
    let (payload, end) = (ops.next()?, ops.next()?);
    let alone = ops.next().is_none() && end.name_str() == "linalg.yield";
    let args = region.body.args(*block);
    let plain = payload.info().is_some()
        && payload.n_results() == 1
        && payload.regions().len() == 0
        && payload.operands().eq(order(args))
        && end.operands().eq([payload.result(0)])
        && args.last().is_some_and(|a| region.body.ty(*a) == payload.result_ty(0));
    (alone && plain).then_some(payload)
}

fn print_payload(p: &mut OpPrinter<'_>, payload: OpRef<'_>) {
    p.text(" { ");
    p.text(payload.name_str());
    let mut plain = OpState::new(payload.cx, payload.name(), payload.loc());
    fill_defaults(payload.cx, &mut plain);
    let slots = payload.def().map_or(&[][..], |d| d.attrs).iter().enumerate();
    let usual = slots.filter(|(i, _)| payload.inherent(*i) == plain.inherent[*i].get());
    let usual: Vec<&str> = usual.map(|(_, slot)| slot.name).collect();
    p.print_attr_dict(payload, &usual);
    p.text(" }");
}

/// `(%a: t, ..) { .. }`
fn parse_region(p: &mut OpParser<'_>, state: &mut OpState) -> Result<(), Reported> {
    let args: Vec<Argument> = p.comma(Delim::Paren, |p| p.parse_argument(true))?;
    p.parse_region(state, &args)
}

fn print_region(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    let Some(region) = op.region(0) else { return };
    p.newline();
    p.text("  (");
    if let Some(entry) = region.entry() {
        p.list(0..region.body.args(entry).len(), |p, i| p.print_argument(region.body, entry, i));
    }
    p.text(") ");
    p.print_region(region, RegionPrint::NO_ARGS);
}

/// Prints `ins(..) outs(..)` of an operation with `n` outputs at the end of its operands.
fn print_parts(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    print_values(p, op, 0, "ins");
    print_values(p, op, 1, "outs");
}

fn parse_with_body(
    p: &mut OpParser<'_>,
    state: &mut OpState,
    list: Option<&str>,
    order: Order,
) -> Result<(), Reported> {
    let payload = parse_payload(p)?;
    let types = parse_parts(p, state, list)?;
    match payload {
        Some(payload) => payload_body(p, state, payload, &types, order),
        None => parse_region(p, state),
    }
}

fn print_with_body(p: &mut OpPrinter<'_>, op: OpRef<'_>, list: Option<&str>, order: Order) {
    let payload = payload_of(op, order);
    if let Some(payload) = payload {
        print_payload(p, payload);
    }
    print_parts(p, op);
    if let Some(word) = list {
        print_list(p, op, word);
    }
    p.print_attr_dict(op, &["dimensions"]);
    if payload.is_none() {
        print_region(p, op);
    }
}

/// `{ op } ins(..) outs(..)`, or with a region
pub(super) const MAP: Asm = Asm::Hand {
    parse: |p, state| parse_with_body(p, state, None, INPUTS),
    print: |p, op| print_with_body(p, op, None, INPUTS),
};

/// `{ op } ins(..) outs(..) dimensions = [1]`, or with a region
pub(super) const REDUCE: Asm = Asm::Hand {
    parse: |p, state| parse_with_body(p, state, Some("dimensions"), INIT_FIRST),
    print: |p, op| print_with_body(p, op, Some("dimensions"), INIT_FIRST),
};

fn parse_moving(p: &mut OpParser<'_>, state: &mut OpState, list: &str) -> Result<(), Reported> {
    let at = p.offset();
    let types = parse_parts(p, state, Some(list))?;
    body(p, state, &types, at)
}

fn print_moving(p: &mut OpPrinter<'_>, op: OpRef<'_>, list: &str) {
    print_parts(p, op);
    print_list(p, op, list);
    p.print_attr_dict(op, &[list]);
}

/// `ins(..) outs(..) permutation = [1, 0]`
pub(super) const TRANSPOSE: Asm = Asm::Hand {
    parse: |p, state| parse_moving(p, state, "permutation"),
    print: |p, op| print_moving(p, op, "permutation"),
};

/// `ins(..) outs(..) dimensions = [1]`
pub(super) const BROADCAST: Asm = Asm::Hand {
    parse: |p, state| parse_moving(p, state, "dimensions"),
    print: |p, op| print_moving(p, op, "dimensions"),
};

//! Assembly of the structured operations whose text leaves out the body: `ins`, `outs`, and for
//! some of them maps or a kind in front.

use terrace_ir::text::{OpParser, OpPrinter, Tok};
use terrace_ir::{AffineExpr, AffineMap, Attr, Context, OpRef, OpState, Reported, Type};

use super::asm::{parse_values, print_values};
use super::named::{self, How};
use crate::codes::LINALG001;
use crate::ods::Asm;

/// Attributes that have their own place in the text, or none.
const HIDDEN: &[&str] =
    &["operandSegmentSizes", "linalg.memoized_indexing_maps", "indexing_maps", "kind"];

/// `{attrs} ins(..) outs(..) -> t`
pub(super) const NAMED: Asm = Asm::Hand { parse: parse_named, print: print_named };

fn parse_named(p: &mut OpParser<'_>, state: &mut OpState) -> Result<(), Reported> {
    let at = p.offset();
    let types = parse_parts(p, state)?;
    state.result_types = p.parse_optional_arrow_types()?;
    body(p, state, &types, at)
}

/// `{attrs} ins(..) outs(..)`; gives the types of all operands.
fn parse_parts(p: &mut OpParser<'_>, state: &mut OpState) -> Result<Vec<Type>, Reported> {
    p.parse_optional_attr_dict_into(state)?;
    let mut types = parse_values(p, state, "ins")?;
    let outputs = parse_values(p, state, "outs")?;
    let sizes = p.cx.i32_array(&[types.len() as i32, outputs.len() as i32]);
    if p.attr_of(state, "operandSegmentSizes").is_none() {
        p.set_attr(state, "operandSegmentSizes", sizes);
    }
    types.extend(outputs);
    Ok(types)
}

/// The region, on elements of these types.
pub(super) fn body(
    p: &mut OpParser<'_>,
    state: &mut OpState,
    types: &[Type],
    at: u32,
) -> Result<(), Reported> {
    let (cx, loc) = (p.cx, state.loc);
    let name = cx.op_name_str(state.name);
    let how = How::new(cx, name, p.attr_of(state, "cast"), p.attr_of(state, "kind"));
    let elems: Vec<Type> = types.iter().map(|t| named::elem(cx, *t)).collect();
    p.empty_region(state);
    let Some((body, region)) = p.latest_region(state) else { return Ok(()) };
    match named::build(cx, body, region, loc, name, how, &elems) {
        Ok(()) => Ok(()),
        Err(why) => Err(p.error_at(at, &LINALG001, &[&name, &why])),
    }
}

fn print_named(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    p.print_attr_dict(op, HIDDEN);
    print_values(p, op, 0, "ins");
    print_values(p, op, 1, "outs");
    let results: Vec<Type> = op.results().map(|r| op.body.ty(r)).collect();
    p.print_optional_arrow_types(&results);
}

/// `indexing_maps = [..]` if it is there.
fn parse_maps(p: &mut OpParser<'_>, state: &mut OpState) -> Result<bool, Reported> {
    let there = p.parse_optional_keyword("indexing_maps");
    if there {
        p.expect(Tok::Equal)?;
        if !p.at(Tok::LSquare) {
            return Err(p.expected("`[`"));
        }
        let maps = p.parse_attribute()?;
        p.set_attr(state, "indexing_maps", maps);
    }
    Ok(there)
}

fn print_maps(p: &mut OpPrinter<'_>, op: OpRef<'_>, default: Option<Attr>) {
    let Some(maps) = op.attr("indexing_maps").filter(|maps| Some(*maps) != default) else {
        return;
    };
    p.text(" indexing_maps = ");
    p.print_attr(maps);
}

/// The maps of a product, each a list of dimensions.
fn maps_of(cx: &Context, n_dims: u32, lists: &[&[u32]]) -> Attr {
    let map = |list: &&[u32]| {
        let results = list.iter().map(|d| AffineExpr::Dim(*d)).collect();
        cx.map_attr(AffineMap { n_dims, n_syms: 0, results })
    };
    cx.array_attr(&lists.iter().map(map).collect::<Vec<_>>())
}

/// The maps of a product that says none.
fn default_maps(cx: &Context, name: &str) -> Option<Attr> {
    Some(match name {
        "linalg.matmul" => maps_of(cx, 3, &[&[0, 2], &[2, 1], &[0, 1]]),
        "linalg.batch_matmul" => maps_of(cx, 4, &[&[0, 1, 3], &[0, 3, 2], &[0, 1, 2]]),
        "linalg.batch_reduce_matmul" => maps_of(cx, 4, &[&[0, 1, 3], &[0, 3, 2], &[1, 2]]),
        _ => return None,
    })
}

/// `indexing_maps = [..] {attrs} ins(..) outs(..) -> t`, the maps left out where they are usual
pub(super) const PRODUCT: Asm = Asm::Hand {
    parse: |p, state| {
        let name = p.cx.op_name_str(state.name);
        match default_maps(p.cx, name) {
            _ if parse_maps(p, state)? => {}
            Some(maps) => p.set_attr(state, "indexing_maps", maps),
            None => return Err(p.expected("`indexing_maps`")),
        }
        parse_named(p, state)
    },
    print: |p, op| {
        print_maps(p, op, default_maps(op.cx, op.name_str()));
        print_named(p, op);
    },
};

/// Identity maps for `n` operands of this rank.
fn identities(cx: &Context, rank: usize, n: usize) -> Attr {
    let dims: Vec<u32> = (0..rank as u32).collect();
    maps_of(cx, rank as u32, &vec![dims.as_slice(); n])
}

/// `kind=#linalg.elementwise_kind<add> indexing_maps = [..] {attrs} ins(..) outs(..) -> t`
pub(super) const ELEMENTWISE: Asm = Asm::Hand {
    parse: |p, state| {
        let at = p.offset();
        p.parse_keyword("kind")?;
        p.expect(Tok::Equal)?;
        let kind = p.parse_attribute()?;
        p.set_attr(state, "kind", kind);
        let mapped = parse_maps(p, state)?;
        let types = parse_parts(p, state)?;
        state.result_types = p.parse_optional_arrow_types()?;
        if !mapped {
            let rank = types.last().and_then(|t| t.shape(p.cx)).map_or(0, <[i64]>::len);
            let maps = identities(p.cx, rank, types.len());
            p.set_attr(state, "indexing_maps", maps);
        }
        body(p, state, &types, at)
    },
    print: |p, op| {
        if let Some(kind) = op.attr("kind") {
            p.text(" kind=");
            p.print_attr(kind);
        }
        let n = op.n_operands();
        let last = n.checked_sub(1).and_then(|i| op.operand_ty(i).shape(op.cx));
        print_maps(p, op, last.map(|shape| identities(op.cx, shape.len(), n)));
        print_named(p, op);
    },
};

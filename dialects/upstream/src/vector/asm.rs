//! Hand-written assembly of `vector`: contractions, products, masks and transfers.

use terrace_ir::text::{Delim, OpParser, OpPrinter, RegionPrint, Tok};
use terrace_ir::{Attr, Context, OpRef, OpState, Reported, Type, TypeKind};

use super::transfer::{compressed_mask, is_default_map, transfer_map};
use crate::codes::{ASM001, ASM002};
use crate::iterators;
use crate::ods::Asm;

/// `{maps, iterators, kind} %a, %b, %c {..} : t, t into t`
pub(super) const CONTRACT: Asm = Asm::Hand { parse: parse_contract, print: print_contract };

const CONTRACT_ATTRS: &[&str] = &["indexing_maps", "iterator_types", "kind"];

fn parse_contract(p: &mut OpParser<'_>, state: &mut OpState) -> Result<(), Reported> {
    let at = p.offset();
    let Some(dict) = p.parse_optional_attribute()? else {
        return Err(p.expected("a dictionary with maps and iterators"));
    };
    let Some(entries) = dict.as_dict(p.cx) else {
        return Err(p.expected("a dictionary with maps and iterators"));
    };
    let mut entries = entries.to_vec();
    for (key, value) in &mut entries {
        if p.cx.str(*key) == "iterator_types" {
            match iterators_from_words(p.cx, *value) {
                Some(array) => *value = array,
                None => return Err(p.error_at(at, &ASM002, &[])),
            }
        }
    }
    p.add_attrs(state, &entries, at)?;
    let lhs = p.parse_operand()?;
    p.expect(Tok::Comma)?;
    let rhs = p.parse_operand()?;
    p.expect(Tok::Comma)?;
    let acc = p.parse_operand()?;
    p.parse_optional_attr_dict_into(state)?;
    let types = p.parse_colon_type_list()?;
    p.parse_keyword("into")?;
    let ty = p.parse_type()?;
    let &[l, r] = types.as_slice() else {
        return Err(p.error(&ASM001, &[&2, &types.len()]));
    };
    p.resolve_operands(&[lhs, rhs, acc], &[l, r, ty], state)?;
    state.result_types.push(ty);
    Ok(())
}

/// `#vector.iterator_type`s for an array of words (or of such attributes).
fn iterators_from_words(cx: &Context, array: Attr) -> Option<Attr> {
    let def = super::table::ATTRS.iter().find(|d| d.name == "vector.iterator_type")?;
    iterators::from_words(cx, def, &super::table::ITERATOR_TYPE, array)
}

fn print_contract(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    let entries = iterators::entries(op, CONTRACT_ATTRS, &super::table::ITERATOR_TYPE);
    p.char(' ');
    p.print_dict(&entries);
    p.char(' ');
    p.print_operands(op);
    p.print_attr_dict(op, CONTRACT_ATTRS);
    p.print_colon_types([op.operand_ty(0), op.operand_ty(1)]);
    p.text(" into ");
    p.print_type(op.result_ty(0));
}

/// `%a, %b, %c {kind = ..} : t, t`
pub(super) const OUTERPRODUCT: Asm = Asm::Hand {
    parse: |p, state| {
        let operands = p.parse_operand_list(Delim::None)?;
        p.parse_optional_attr_dict_into(state)?;
        let types = p.parse_colon_type_list()?;
        let &[lhs, rhs] = types.as_slice() else {
            return Err(p.error(&ASM001, &[&2, &types.len()]));
        };
        let Some(ty) = product_type(p.cx, lhs, rhs) else {
            return Err(p.expected("a vector type on the left"));
        };
        if !(2..=3).contains(&operands.len()) {
            return Err(p.error(&ASM001, &[&"2 or 3", &operands.len()]));
        }
        let types = [lhs, rhs, ty];
        p.resolve_operands(&operands, &types[..operands.len()], state)?;
        state.result_types.push(ty);
        Ok(())
    },
    print: |p, op| {
        p.char(' ');
        p.print_operands(op);
        p.print_attr_dict(op, &[]);
        p.print_colon_types([op.operand_ty(0), op.operand_ty(1)]);
    },
};

/// `[n] x [m] -> [n, m]`; a scalar on the right scales the left.
pub(super) fn product_type(cx: &Context, lhs: Type, rhs: Type) -> Option<Type> {
    let TypeKind::Vector { shape, scalable, elem } = lhs.kind(cx) else { return None };
    let TypeKind::Vector { shape: right, scalable: right_scalable, .. } = rhs.kind(cx) else {
        return Some(lhs);
    };
    let (&[n], &[m]) = (&**shape, &**right) else { return None };
    let flags = [scalable.contains(&true), right_scalable.contains(&true)];
    let scalable = if flags.contains(&true) { flags.into() } else { Box::default() };
    Some(cx.ty(TypeKind::Vector { shape: [n, m].into(), scalable, elem: *elem }))
}

/// `%m, %passthru { op } : mask type -> t`
pub(super) const MASK: Asm = Asm::Hand { parse: parse_mask, print: print_mask };

fn parse_mask(p: &mut OpParser<'_>, state: &mut OpState) -> Result<(), Reported> {
    let mut operands = vec![p.parse_operand()?];
    if p.eat(Tok::Comma) {
        operands.push(p.parse_operand()?);
    }
    p.parse_region(state, &[])?;
    yield_last(p, state);
    p.parse_optional_attr_dict_into(state)?;
    let mask = p.parse_colon_type()?;
    state.result_types = p.parse_optional_arrow_types()?;
    let types: Vec<Type> = [mask].into_iter().chain(state.result_types.first().copied()).collect();
    if operands.len() > types.len() {
        return Err(p.error(&ASM001, &[&types.len(), &operands.len()]));
    }
    p.resolve_operands(&operands, &types[..operands.len()], state)
}

/// Ends the latest region with a `vector.yield` of its last operation's results.
fn yield_last(p: &mut OpParser<'_>, state: &mut OpState) {
    let (cx, loc) = (p.cx, state.loc);
    let Some((body, region)) = p.latest_region(state) else { return };
    let block = match body.blocks(region).last() {
        Some(&block) => block,
        None => body.new_block(region, &[]),
    };
    let mut ending = OpState::new(cx, cx.op_name("vector.yield"), loc);
    if let Some(last) = body.last_op(block) {
        if cx.op_info(body.name(last)).is_some_and(|i| i.def.has(terrace_ir::Traits::TERMINATOR)) {
            return;
        }
        ending.operands = body.results(last).collect();
    }
    let ending = body.create(ending);
    body.append(block, ending);
}

fn print_mask(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    p.char(' ');
    p.print_operands(op);
    p.char(' ');
    if let Some(region) = op.region(0) {
        let ops: Vec<OpRef<'_>> = region.ops().collect();
        match ops.as_slice() {
            // What the region yields must be what its operation gives, to be left unsaid.
            [inner, end] if end.operands().eq(inner.results()) => {
                p.text("{ ");
                p.print_op_without_results(*inner);
                p.text(" }");
            }
            [end] if end.n_operands() == 0 => p.text("{ }"),
            _ => p.print_region(region, RegionPrint::NO_ARGS),
        }
    }
    p.print_attr_dict(op, &[]);
    p.print_colon_types([op.operand_ty(0)]);
    let results: Vec<Type> = op.results().map(|r| op.body.ty(r)).collect();
    p.print_optional_arrow_types(&results);
}

/// `%base[%i, %j], %padding, %mask {..} : t, t`
pub(super) const TRANSFER_READ: Asm = Asm::Hand {
    parse: |p, state| {
        let base = p.parse_operand()?;
        let indices = p.parse_operand_list(Delim::Square)?;
        p.expect(Tok::Comma)?;
        let padding = p.parse_operand()?;
        let mask = if p.eat(Tok::Comma) { Some(p.parse_operand()?) } else { None };
        p.parse_optional_attr_dict_into(state)?;
        let types = p.parse_colon_type_list()?;
        let &[shaped, vector] = types.as_slice() else {
            return Err(p.error(&ASM001, &[&2, &types.len()]));
        };
        let index = p.cx.index_ty();
        p.resolve_all(&[base], shaped, state)?;
        p.resolve_all(&indices, index, state)?;
        let elem = shaped.elem(p.cx);
        p.resolve_all(&[padding], elem, state)?;
        finish_transfer(p, state, shaped, vector, mask, &[1, indices.len() as i32, 1])?;
        state.result_types.push(vector);
        Ok(())
    },
    print: |p, op| {
        let n = op.operand_values(1).len();
        p.char(' ');
        p.print_operand(op, 0);
        p.char('[');
        p.print_values(op.body, op.operand_values(1));
        p.text("], ");
        p.print_values(op.body, op.operands().skip(1 + n));
        print_transfer_attrs(p, op, op.operand_ty(0), op.result_ty(0));
        p.print_colon_types([op.operand_ty(0), op.result_ty(0)]);
    },
};

/// `%vector, %base[%i, %j], %mask {..} : t, t`
pub(super) const TRANSFER_WRITE: Asm = Asm::Hand {
    parse: |p, state| {
        let value = p.parse_operand()?;
        p.expect(Tok::Comma)?;
        let base = p.parse_operand()?;
        let indices = p.parse_operand_list(Delim::Square)?;
        let mask = if p.eat(Tok::Comma) { Some(p.parse_operand()?) } else { None };
        p.parse_optional_attr_dict_into(state)?;
        let types = p.parse_colon_type_list()?;
        let &[vector, shaped] = types.as_slice() else {
            return Err(p.error(&ASM001, &[&2, &types.len()]));
        };
        let index = p.cx.index_ty();
        p.resolve_operands(&[value, base], &[vector, shaped], state)?;
        p.resolve_all(&indices, index, state)?;
        finish_transfer(p, state, shaped, vector, mask, &[1, 1, indices.len() as i32])?;
        if shaped.is_tensor(p.cx) {
            state.result_types.push(shaped);
        }
        Ok(())
    },
    print: |p, op| {
        let n = op.operand_values(2).len();
        p.char(' ');
        p.print_operand(op, 0);
        p.text(", ");
        p.print_operand(op, 1);
        p.char('[');
        p.print_values(op.body, op.operand_values(2));
        p.char(']');
        for i in 2 + n..op.n_operands() {
            p.text(", ");
            p.print_operand(op, i);
        }
        print_transfer_attrs(p, op, op.operand_ty(1), op.operand_ty(0));
        p.print_colon_types([op.operand_ty(0), op.operand_ty(1)]);
    },
};

/// Fills in the map and the bounds where the text left them out, and resolves the mask.
fn finish_transfer(
    p: &mut OpParser<'_>,
    state: &mut OpState,
    shaped: Type,
    vector: Type,
    mask: Option<terrace_ir::text::Operand>,
    sizes: &[i32],
) -> Result<(), Reported> {
    let cx = p.cx;
    let map = match p.attr_of(state, "permutation_map") {
        Some(map) => map,
        None => match transfer_map(cx, shaped, vector) {
            Some(map) => cx.map_attr(map),
            None => return Err(p.expected("a shaped type and a vector of lower rank")),
        },
    };
    p.set_attr(state, "permutation_map", map);
    if p.attr_of(state, "in_bounds").is_none() {
        let n = map.as_map(cx).map_or(0, |m| m.results.len());
        let bounds = cx.array_attr(&vec![cx.bool_attr(false); n]);
        p.set_attr(state, "in_bounds", bounds);
    }
    if let Some(mask) = mask {
        let ty = map.as_map(cx).and_then(|m| compressed_mask(cx, vector, m));
        let Some(ty) = ty else { return Err(p.expected("a projected permutation as the map")) };
        p.resolve_all(&[mask], ty, state)?;
    }
    let sizes: Vec<i32> = sizes.iter().copied().chain([i32::from(mask.is_some())]).collect();
    let sizes = cx.i32_array(&sizes);
    p.set_attr(state, "operandSegmentSizes", sizes);
    Ok(())
}

fn print_transfer_attrs(p: &mut OpPrinter<'_>, op: OpRef<'_>, shaped: Type, vector: Type) {
    let cx = op.cx;
    let mut elided = vec!["operandSegmentSizes"];
    if op
        .attr("permutation_map")
        .and_then(|a| a.as_map(cx))
        .is_some_and(|m| is_default_map(cx, m, shaped, vector))
    {
        elided.push("permutation_map");
    }
    let bounds = op.attr("in_bounds").and_then(|a| a.as_array(cx)).unwrap_or(&[]);
    if bounds.iter().all(|b| b.as_int(cx) == Some(0)) {
        elided.push("in_bounds");
    }
    p.print_attr_dict(op, &elided);
}

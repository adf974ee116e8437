//! Hand-written assembly of `linalg`: generic operations and yields.

use terrace_ir::text::{Delim, OpParser, OpPrinter, RegionPrint, Tok};
use terrace_ir::{Attr, Context, OpRef, OpState, Reported, Type, ValueId};

use crate::codes::{ASM001, ASM003};
use crate::iterators;
use crate::ods::Asm;

pub(super) use super::asm_named::{ELEMENTWISE, NAMED};
pub(super) use super::asm_named::{
    PRODUCT as BATCH_MATMUL, PRODUCT as BATCH_REDUCE_MATMUL, PRODUCT as CONTRACT, PRODUCT as MATMUL,
};
pub(super) use super::asm_payload::{BROADCAST, MAP, REDUCE, TRANSPOSE};

/// `%a, %b : t, t`
pub(super) const YIELD: Asm = Asm::Hand {
    parse: |p, state| {
        let operands = p.parse_operand_list(Delim::None)?;
        p.parse_optional_attr_dict_into(state)?;
        let types = p.parse_optional_colon_type_list()?;
        p.resolve_operands(&operands, &types, state)
    },
    print: |p, op| {
        if op.n_operands() > 0 {
            p.char(' ');
            p.print_operands(op);
        }
        p.print_attr_dict(op, &[]);
        if op.n_operands() > 0 {
            p.print_colon_types(op.operands().map(|v| op.body.ty(v)));
        }
    },
};

/// Attributes of the dictionary in front.
const TRAITS: &[&str] = &["doc", "indexing_maps", "iterator_types", "library_call"];

/// `{maps, iterators} ins(%a : t) outs(%b : t) attrs = {..} { .. } -> t`
pub(super) const GENERIC: Asm = Asm::Hand { parse: parse_generic, print: print_generic };

fn parse_generic(p: &mut OpParser<'_>, state: &mut OpState) -> Result<(), Reported> {
    let cx = p.cx;
    let at = p.offset();
    let dict = p.parse_attribute()?;
    let Some(entries) = dict.as_dict(cx) else {
        return Err(p.expected("a dictionary with maps and iterators"));
    };
    let mut entries = entries.to_vec();
    for (key, value) in &mut entries {
        if cx.str(*key) == "iterator_types" {
            match iterators_from_words(cx, *value) {
                Some(array) => *value = array,
                None => return Err(p.error_at(at, &ASM003, &[])),
            }
        }
    }
    p.add_attrs(state, &entries, at)?;
    let n_inputs = parse_values(p, state, "ins")?.len();
    let outputs = parse_values(p, state, "outs")?;
    if p.parse_optional_keyword("attrs") {
        p.expect(Tok::Equal)?;
        p.parse_attr_dict_into(state)?;
    }
    let sizes = cx.i32_array(&[n_inputs as i32, outputs.len() as i32]);
    p.set_attr(state, "operandSegmentSizes", sizes);
    p.parse_region(state, &[])?;
    state.result_types = p.parse_optional_arrow_types()?;
    Ok(())
}

/// `ins(%a, %b : t, t)`; gives the types.
pub(super) fn parse_values(
    p: &mut OpParser<'_>,
    state: &mut OpState,
    keyword: &str,
) -> Result<Vec<Type>, Reported> {
    if !p.parse_optional_keyword(keyword) {
        return Ok(Vec::new());
    }
    p.expect(Tok::LParen)?;
    let operands = p.parse_operand_list(Delim::None)?;
    let types = p.parse_optional_colon_type_list()?;
    p.expect(Tok::RParen)?;
    if operands.len() != types.len() {
        return Err(p.error(&ASM001, &[&types.len(), &operands.len()]));
    }
    p.resolve_operands(&operands, &types, state)?;
    Ok(types)
}

/// ` ins(%a, %b : t, t)` of an operand group; nothing where it is empty.
pub(super) fn print_values(p: &mut OpPrinter<'_>, op: OpRef<'_>, group: usize, keyword: &str) {
    let values: Vec<ValueId> = op.operand_values(group);
    if values.is_empty() {
        return;
    }
    p.keyword(keyword);
    p.char('(');
    p.print_values(op.body, values.iter().copied());
    p.print_colon_types(values.iter().map(|v| op.body.ty(*v)));
    p.char(')');
}

fn iterators_from_words(cx: &Context, array: Attr) -> Option<Attr> {
    let def = super::table::ATTRS.iter().find(|d| d.name == "linalg.iterator_type")?;
    iterators::from_words(cx, def, &super::table::ITERATOR_TYPE, array)
}

fn print_generic(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    let cx = op.cx;
    let entries = iterators::entries(op, TRAITS, &super::table::ITERATOR_TYPE);
    p.char(' ');
    p.print_dict(&entries);
    print_values(p, op, 0, "ins");
    print_values(p, op, 1, "outs");
    let rest = op.body.discardable(op.id).get().and_then(|d| d.as_dict(cx)).unwrap_or(&[]);
    if !rest.is_empty() {
        p.text(" attrs = ");
        p.print_dict(rest);
    }
    p.char(' ');
    if let Some(region) = op.region(0) {
        p.print_region(region, RegionPrint { empty_block: false, ..RegionPrint::FULL });
    }
    let results: Vec<Type> = op.results().map(|r| op.body.ty(r)).collect();
    p.print_optional_arrow_types(&results);
}

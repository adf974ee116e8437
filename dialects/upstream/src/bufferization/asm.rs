//! Hand-written assembly of `bufferization`.

use terrace_ir::DYNAMIC;
use terrace_ir::text::Delim;

use crate::codes::ASM001;
use crate::ods::Asm;

/// `(%n) copy(%t) size_hint=%k : tensor<..>`
pub(super) const ALLOC_TENSOR: Asm = Asm::Hand {
    parse: |p, state| {
        let at = p.offset();
        let sizes = p.parse_operand_list(Delim::Paren)?;
        let copy = match p.parse_optional_keyword("copy") {
            true => p.parse_operand_list(Delim::Paren)?,
            false => Vec::new(),
        };
        let mut hint = Vec::new();
        if p.parse_optional_keyword("size_hint") {
            p.expect(terrace_ir::text::Tok::Equal)?;
            hint.push(p.parse_operand()?);
        }
        p.parse_optional_attr_dict_into(state)?;
        let ty = p.parse_colon_type()?;
        let cx = p.cx;
        let dynamic = ty.shape(cx).map_or(0, |s| s.iter().filter(|d| **d == DYNAMIC).count());
        let want = if copy.is_empty() { dynamic } else { 0 };
        if sizes.len() != want || copy.len() > 1 {
            return Err(p.error_at(at, &ASM001, &[&want, &sizes.len()]));
        }
        let index = cx.index_ty();
        p.resolve_all(&sizes, index, state)?;
        p.resolve_all(&copy, ty, state)?;
        p.resolve_all(&hint, index, state)?;
        state.result_types.push(ty);
        let segments = cx.i32_array(&[sizes.len(), copy.len(), hint.len()].map(|n| n as i32));
        p.set_attr(state, "operandSegmentSizes", segments);
        Ok(())
    },
    print: |p, op| {
        p.char('(');
        p.print_values(op.body, op.operand_values(0));
        p.char(')');
        if let Some(copy) = op.operand_values(1).first() {
            p.text(" copy(");
            p.print_value(op.body, *copy);
            p.char(')');
        }
        if let Some(hint) = op.operand_values(2).first() {
            p.text(" size_hint=");
            p.print_value(op.body, *hint);
        }
        p.print_attr_dict(op, &["operandSegmentSizes"]);
        p.print_colon_types([op.result_ty(0)]);
    },
};

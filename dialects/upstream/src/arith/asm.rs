//! Hand-written assembly of `arith`: selection.

use terrace_ir::text::Delim;

use crate::codes::ASM001;
use crate::ods::Asm;

/// `%c, %a, %b : [type of the condition, if it is not i1,] type`
pub(super) const SELECT: Asm = Asm::Hand {
    parse: |p, state| {
        let operands = p.parse_operand_list(Delim::None)?;
        p.parse_optional_attr_dict_into(state)?;
        let mut types = p.parse_colon_type_list()?;
        if types.len() == 1 {
            types.insert(0, p.cx.int_ty(1));
        }
        let (&[_, _, _], &[cond, ty]) = (operands.as_slice(), types.as_slice()) else {
            return Err(p.error(&ASM001, &[&3, &operands.len()]));
        };
        p.resolve_operands(&operands, &[cond, ty, ty], state)?;
        state.result_types.push(ty);
        Ok(())
    },
    print: |p, op| {
        p.char(' ');
        p.print_operands(op);
        p.print_attr_dict(op, &[]);
        p.text(" : ");
        if op.operand_ty(0).is_shaped(op.cx) {
            p.print_type(op.operand_ty(0));
            p.text(", ");
        }
        p.print_type(op.result_ty(0));
    },
};

//! Meaning of `ub`: poison is zero, and what must not be reached traps.

use terrace_ir::def::AnyInterface;
use terrace_ir::eval::{Branch, Compiler, Dtype, Eval, EvalBranch, SlotKind, Tensor, Value};
use terrace_ir::{OpRef, Reported};

/// What each operation means.
pub(super) static ATTACH: &[(&str, &[AnyInterface])] =
    &[("ub.poison", &[&Eval(poison)]), ("ub.unreachable", &[&EvalBranch(unreachable)])];

fn poison(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (ty, out) = (op.result_ty(0), c.result(op, 0));
    let value = match out.kind {
        SlotKind::Int => Value::Int(0),
        SlotKind::Float => Value::Float(0.0),
        SlotKind::Object => {
            let tensor = || Tensor::zeros(Dtype::of(c.cx, ty)?, ty.static_shape(c.cx)?);
            tensor().filter(|_| !ty.is_memref(c.cx)).map_or(Value::Unit, Value::from)
        }
    };
    c.preset(out, value);
    Ok(())
}

fn unreachable(_: &mut Compiler<'_>, _: OpRef<'_>) -> Result<Branch, Reported> {
    let pick = Box::new(|_: &mut _| Err(crate::arith::eval::unreachable()));
    Ok(Branch { pick, forwarded: Vec::new() })
}

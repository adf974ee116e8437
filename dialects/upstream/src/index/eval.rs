//! Meaning of `index`, whose type has 64 bits here.

use terrace_ir::OpRef;
use terrace_ir::def::AnyInterface;
use terrace_ir::eval::{Dtype, Eval, EvalScalar, ScalarOp, int_binary};

use crate::arith::eval as arith;

/// What each operation means.
pub(super) static ATTACH: &[(&str, &[AnyInterface])] = &[
    ("index.add", &[&EvalScalar(|_| int2(i64::wrapping_add))]),
    ("index.sub", &[&EvalScalar(|_| int2(i64::wrapping_sub))]),
    ("index.mul", &[&EvalScalar(|_| int2(i64::wrapping_mul))]),
    ("index.and", &[&EvalScalar(|_| int2(|a, b| a & b))]),
    ("index.or", &[&EvalScalar(|_| int2(|a, b| a | b))]),
    ("index.xor", &[&EvalScalar(|_| int2(|a, b| a ^ b))]),
    ("index.maxs", &[&EvalScalar(|_| int2(i64::max))]),
    ("index.mins", &[&EvalScalar(|_| int2(i64::min))]),
    ("index.maxu", &[&EvalScalar(|_| int2(|a, b| (a as u64).max(b as u64) as i64))]),
    ("index.minu", &[&EvalScalar(|_| int2(|a, b| (a as u64).min(b as u64) as i64))]),
    ("index.shl", &[&EvalScalar(|_| Some(arith::shift_left(Dtype::Index)))]),
    ("index.shrs", &[&EvalScalar(|_| Some(arith::shift_right_signed(Dtype::Index)))]),
    ("index.shru", &[&EvalScalar(|_| Some(arith::shift_right_unsigned(Dtype::Index)))]),
    ("index.divs", &[&EvalScalar(|_| signed(i64::wrapping_div))]),
    ("index.floordivs", &[&EvalScalar(|_| signed(arith::floor_div))]),
    ("index.ceildivs", &[&EvalScalar(|_| signed(arith::ceil_div))]),
    ("index.rems", &[&EvalScalar(|_| Some(arith::remainder_signed(Dtype::Index)))]),
    ("index.divu", &[&EvalScalar(|_| unsigned(|a, b| a / b))]),
    ("index.ceildivu", &[&EvalScalar(|_| unsigned(u64::div_ceil))]),
    ("index.remu", &[&EvalScalar(|_| unsigned(|a, b| a % b))]),
    ("index.cmp", &[&EvalScalar(|op| arith::compare_ints(Dtype::Index, predicate(op)?))]),
    ("index.casts", &[&EvalScalar(|op| casts(op, arith::extend_signed))]),
    ("index.castu", &[&EvalScalar(|op| casts(op, arith::extend_unsigned))]),
    ("index.constant", &[&Eval(arith::constant)]),
    ("index.bool.constant", &[&Eval(arith::constant)]),
];

fn int2(f: impl Fn(i64, i64) -> i64 + Copy + Send + Sync + 'static) -> Option<ScalarOp> {
    Some(int_binary(Dtype::Index, f))
}

fn signed(f: fn(i64, i64) -> i64) -> Option<ScalarOp> {
    Some(arith::divide_signed(Dtype::Index, f))
}

fn unsigned(f: fn(u64, u64) -> u64) -> Option<ScalarOp> {
    Some(arith::divide_unsigned(Dtype::Index, f))
}

fn casts(op: OpRef<'_>, f: fn(Dtype, Dtype) -> ScalarOp) -> Option<ScalarOp> {
    Some(f(arith::in_dtype(op)?, arith::int(op)?))
}

fn predicate(op: OpRef<'_>) -> Option<i64> {
    let attr = op.attr("pred")?;
    attr.as_i64(op.cx).or_else(|| attr.param(op.cx, 0)?.as_i64(op.cx))
}

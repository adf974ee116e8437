//! Meaning of `math`: computed in f64 and rounded once to the type of the result.
//!
//! The functions are Rust's and libm's, whose results are within one unit in the last place of
//! f64, so results in f32 and narrower formats are correctly rounded in all but rare cases.

use terrace_ir::def::AnyInterface;
use terrace_ir::eval::{
    Compiler, Dtype, Eval, EvalScalar, ScalarOp, binary, float_binary, float_unary, int_binary,
    ternary, unary,
};
use terrace_ir::{FloatTy, OpRef, Reported};

use crate::arith::eval::{float, in_dtype, int, maximum, minimum};

/// What each operation means.
pub(super) static ATTACH: &[(&str, &[AnyInterface])] = &[
    ("math.absf", &[&EvalScalar(|op| float1(op, f64::abs))]),
    ("math.acos", &[&EvalScalar(|op| float1(op, f64::acos))]),
    ("math.acosh", &[&EvalScalar(|op| float1(op, libm::acosh))]),
    ("math.asin", &[&EvalScalar(|op| float1(op, f64::asin))]),
    ("math.asinh", &[&EvalScalar(|op| float1(op, libm::asinh))]),
    ("math.atan", &[&EvalScalar(|op| float1(op, f64::atan))]),
    ("math.atanh", &[&EvalScalar(|op| float1(op, libm::atanh))]),
    ("math.cbrt", &[&EvalScalar(|op| float1(op, f64::cbrt))]),
    ("math.ceil", &[&EvalScalar(|op| float1(op, f64::ceil))]),
    ("math.cos", &[&EvalScalar(|op| float1(op, f64::cos))]),
    ("math.cosh", &[&EvalScalar(|op| float1(op, f64::cosh))]),
    ("math.erf", &[&EvalScalar(|op| float1(op, libm::erf))]),
    ("math.erfc", &[&EvalScalar(|op| float1(op, libm::erfc))]),
    ("math.exp", &[&EvalScalar(|op| float1(op, f64::exp))]),
    ("math.exp2", &[&EvalScalar(|op| float1(op, f64::exp2))]),
    ("math.expm1", &[&EvalScalar(|op| float1(op, f64::exp_m1))]),
    ("math.floor", &[&EvalScalar(|op| float1(op, f64::floor))]),
    ("math.log", &[&EvalScalar(|op| float1(op, f64::ln))]),
    ("math.log10", &[&EvalScalar(|op| float1(op, f64::log10))]),
    ("math.log1p", &[&EvalScalar(|op| float1(op, f64::ln_1p))]),
    ("math.log2", &[&EvalScalar(|op| float1(op, f64::log2))]),
    ("math.round", &[&EvalScalar(|op| float1(op, f64::round))]),
    ("math.roundeven", &[&EvalScalar(|op| float1(op, f64::round_ties_even))]),
    ("math.rsqrt", &[&EvalScalar(|op| float1(op, |a| 1.0 / a.sqrt()))]),
    ("math.sin", &[&EvalScalar(|op| float1(op, f64::sin))]),
    ("math.sinh", &[&EvalScalar(|op| float1(op, f64::sinh))]),
    ("math.sqrt", &[&EvalScalar(|op| float1(op, f64::sqrt))]),
    ("math.tan", &[&EvalScalar(|op| float1(op, f64::tan))]),
    ("math.tanh", &[&EvalScalar(|op| float1(op, f64::tanh))]),
    ("math.trunc", &[&EvalScalar(|op| float1(op, f64::trunc))]),
    ("math.atan2", &[&EvalScalar(|op| float2(op, f64::atan2))]),
    ("math.copysign", &[&EvalScalar(|op| float2(op, f64::copysign))]),
    ("math.powf", &[&EvalScalar(|op| float2(op, f64::powf))]),
    ("math.fma", &[&EvalScalar(|op| Some(fma(float(op)?)))]),
    ("math.clampf", &[&EvalScalar(|op| float(op).map(|_| clamp()))]),
    ("math.fpowi", &[&EvalScalar(|op| Some(float_to_int_power(float(op)?)))]),
    ("math.ipowi", &[&EvalScalar(|op| Some(int_power(int(op)?)))]),
    ("math.absi", &[&EvalScalar(|op| Some(absolute(int(op)?)))]),
    ("math.ctlz", &[&EvalScalar(|op| Some(leading_zeros(int(op)?)))]),
    ("math.cttz", &[&EvalScalar(|op| Some(trailing_zeros(int(op)?)))]),
    ("math.ctpop", &[&EvalScalar(|op| Some(population(int(op)?)))]),
    ("math.isfinite", &[&EvalScalar(|op| Some(is(in_dtype(op)?, |_, a| a.is_finite())))]),
    ("math.isinf", &[&EvalScalar(|op| Some(is(in_dtype(op)?, |_, a| a.is_infinite())))]),
    ("math.isnan", &[&EvalScalar(|op| Some(is(in_dtype(op)?, |_, a| a.is_nan())))]),
    ("math.isnormal", &[&EvalScalar(|op| Some(is(in_dtype(op)?, is_normal)))]),
    ("math.sincos", &[&Eval(sincos)]),
];

fn float1(op: OpRef<'_>, f: fn(f64) -> f64) -> Option<ScalarOp> {
    Some(float_unary(float(op)?, f))
}

fn float2(op: OpRef<'_>, f: fn(f64, f64) -> f64) -> Option<ScalarOp> {
    Some(float_binary(float(op)?, f))
}

/// One rounding in f32 and f64; narrower formats round the f64 result once more.
pub(crate) fn fma(ty: Dtype) -> ScalarOp {
    let f = f64::from_bits;
    match ty {
        Dtype::Float(FloatTy::F32) => ternary(move |a, b, c| {
            f64::from((f(a) as f32).mul_add(f(b) as f32, f(c) as f32)).to_bits()
        }),
        _ => ternary(move |a, b, c| ty.round(f(a).mul_add(f(b), f(c))).to_bits()),
    }
}

fn clamp() -> ScalarOp {
    let f = f64::from_bits;
    // A NaN anywhere makes the result NaN, as minimumf and maximumf do.
    ternary(move |x, lo, hi| maximum(minimum(f(x), f(hi)), f(lo)).to_bits())
}

fn float_to_int_power(ty: Dtype) -> ScalarOp {
    binary(move |a, n| {
        let n = (n as i64).clamp(i32::MIN.into(), i32::MAX.into()) as i32;
        ty.round(f64::from_bits(a).powi(n)).to_bits()
    })
}

/// Powers modulo 2^width; a negative exponent gives what the quotient 1 / base^n truncates to,
/// and 0 where that is not defined.
fn int_power(ty: Dtype) -> ScalarOp {
    int_binary(ty, move |base, n| {
        let (base, n) = (ty.signed(base), ty.signed(n));
        if n < 0 {
            return match base {
                1 => 1,
                -1 if n % 2 == 0 => 1,
                -1 => -1,
                _ => 0,
            };
        }
        let (mut result, mut square, mut rest) = (1i64, base, n);
        while rest > 0 {
            if rest & 1 == 1 {
                result = result.wrapping_mul(square);
            }
            square = square.wrapping_mul(square);
            rest >>= 1;
        }
        result
    })
}

fn absolute(ty: Dtype) -> ScalarOp {
    unary(move |a| ty.wrap(ty.signed(a as i64).wrapping_abs()) as u64)
}

fn leading_zeros(ty: Dtype) -> ScalarOp {
    let outside = 64 - ty.bits();
    let count = move |a| ty.unsigned(a).leading_zeros() - outside;
    unary(move |a| ty.wrap(count(a as i64).into()) as u64)
}

fn trailing_zeros(ty: Dtype) -> ScalarOp {
    let count = move |a| ty.unsigned(a).trailing_zeros().min(ty.bits());
    unary(move |a| ty.wrap(count(a as i64).into()) as u64)
}

fn population(ty: Dtype) -> ScalarOp {
    unary(move |a| ty.wrap(ty.unsigned(a as i64).count_ones().into()) as u64)
}

fn is(ty: Dtype, f: fn(Dtype, f64) -> bool) -> ScalarOp {
    unary(move |a| f(ty, f64::from_bits(a)).into())
}

fn is_normal(ty: Dtype, a: f64) -> bool {
    let least = match ty {
        Dtype::Float(FloatTy::F32) => f32::MIN_POSITIVE.into(),
        Dtype::Float(FloatTy::F16) => 2f64.powi(-14),
        Dtype::Float(FloatTy::BF16 | FloatTy::TF32) => 2f64.powi(-126),
        _ => f64::MIN_POSITIVE,
    };
    a.is_finite() && a.abs() >= least
}

fn sincos(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ty = c.dtype(op, op.result_ty(0))?;
    let (srcs, outs) = (c.operands(op), c.results(op));
    c.emit_kernel_on(&float_unary(ty, f64::sin), &srcs, outs[0], ty);
    c.emit_kernel_on(&float_unary(ty, f64::cos), &srcs, outs[1], ty);
    Ok(())
}

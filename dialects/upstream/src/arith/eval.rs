//! Meaning of `arith`.
//!
//! Integers wrap; what upstream leaves as poison (a shift by the width or more, a float out of an
//! integer's range, `nsw` overflow) has the value of the plain computation here. Division by zero
//! traps. Fast-math flags change nothing: they allow what the interpreter does not do.

use terrace_ir::def::AnyInterface;
use terrace_ir::eval::{
    Compiler, Dtype, Eval, EvalScalar, Reason, ScalarOp, SlotKind, Trap, binary, float_binary,
    float_unary, int_binary, ternary, try_binary, unary,
};
use terrace_ir::{FloatTy, OpRef, Reported};

/// What each operation means.
pub(super) static ATTACH: &[(&str, &[AnyInterface])] = &[
    ("arith.addf", &[&EvalScalar(|op| float2(op, |a, b| a + b))]),
    ("arith.subf", &[&EvalScalar(|op| float2(op, |a, b| a - b))]),
    ("arith.mulf", &[&EvalScalar(|op| float2(op, |a, b| a * b))]),
    ("arith.divf", &[&EvalScalar(|op| float2(op, |a, b| a / b))]),
    ("arith.remf", &[&EvalScalar(|op| float2(op, |a, b| a % b))]),
    ("arith.negf", &[&EvalScalar(|op| Some(float_unary(float(op)?, |a| -a)))]),
    ("arith.maximumf", &[&EvalScalar(|op| float2(op, maximum))]),
    ("arith.minimumf", &[&EvalScalar(|op| float2(op, minimum))]),
    ("arith.maxnumf", &[&EvalScalar(|op| float2(op, f64::max))]),
    ("arith.minnumf", &[&EvalScalar(|op| float2(op, f64::min))]),
    ("arith.addi", &[&EvalScalar(|op| int2(op, i64::wrapping_add))]),
    ("arith.subi", &[&EvalScalar(|op| int2(op, i64::wrapping_sub))]),
    ("arith.muli", &[&EvalScalar(|op| int2(op, i64::wrapping_mul))]),
    ("arith.andi", &[&EvalScalar(|op| int2(op, |a, b| a & b))]),
    ("arith.ori", &[&EvalScalar(|op| int2(op, |a, b| a | b))]),
    ("arith.xori", &[&EvalScalar(|op| int2(op, |a, b| a ^ b))]),
    ("arith.maxsi", &[&EvalScalar(|op| signed2(op, i64::max))]),
    ("arith.minsi", &[&EvalScalar(|op| signed2(op, i64::min))]),
    ("arith.maxui", &[&EvalScalar(|op| unsigned2(op, u64::max))]),
    ("arith.minui", &[&EvalScalar(|op| unsigned2(op, u64::min))]),
    ("arith.shli", &[&EvalScalar(|op| Some(shift_left(int(op)?)))]),
    ("arith.shrsi", &[&EvalScalar(|op| Some(shift_right_signed(int(op)?)))]),
    ("arith.shrui", &[&EvalScalar(|op| Some(shift_right_unsigned(int(op)?)))]),
    ("arith.divsi", &[&EvalScalar(|op| Some(divide_signed(int(op)?, i64::wrapping_div)))]),
    ("arith.floordivsi", &[&EvalScalar(|op| Some(divide_signed(int(op)?, floor_div)))]),
    ("arith.ceildivsi", &[&EvalScalar(|op| Some(divide_signed(int(op)?, ceil_div)))]),
    ("arith.remsi", &[&EvalScalar(|op| Some(remainder_signed(int(op)?)))]),
    ("arith.divui", &[&EvalScalar(|op| Some(divide_unsigned(int(op)?, |a, b| a / b)))]),
    ("arith.ceildivui", &[&EvalScalar(|op| Some(divide_unsigned(int(op)?, u64::div_ceil)))]),
    ("arith.remui", &[&EvalScalar(|op| Some(divide_unsigned(int(op)?, |a, b| a % b)))]),
    ("arith.addui_extended", &[&Eval(|c, op| extended(c, op, add_carry))]),
    ("arith.mulsi_extended", &[&Eval(|c, op| extended(c, op, multiply_high_signed))]),
    ("arith.mului_extended", &[&Eval(|c, op| extended(c, op, multiply_high_unsigned))]),
    ("arith.cmpi", &[&EvalScalar(|op| compare_ints(in_dtype(op)?, predicate(op)?))]),
    ("arith.cmpf", &[&EvalScalar(|op| compare_floats(predicate(op)?))]),
    ("arith.select", &[&EvalScalar(select), &Eval(select_whole)]),
    ("arith.extsi", &[&EvalScalar(|op| Some(extend_signed(in_dtype(op)?, int(op)?)))]),
    ("arith.extui", &[&EvalScalar(|op| Some(extend_unsigned(in_dtype(op)?, int(op)?)))]),
    ("arith.trunci", &[&EvalScalar(|op| Some(wrap(int(op)?)))]),
    ("arith.index_cast", &[&EvalScalar(|op| Some(extend_signed(in_dtype(op)?, int(op)?)))]),
    ("arith.index_castui", &[&EvalScalar(|op| Some(extend_unsigned(in_dtype(op)?, int(op)?)))]),
    ("arith.extf", &[&EvalScalar(round)]),
    ("arith.truncf", &[&EvalScalar(round)]),
    ("arith.sitofp", &[&EvalScalar(|op| Some(from_signed(in_dtype(op)?, float(op)?)))]),
    ("arith.uitofp", &[&EvalScalar(|op| Some(from_unsigned(in_dtype(op)?, float(op)?)))]),
    ("arith.fptosi", &[&EvalScalar(|op| Some(to_signed(int(op)?)))]),
    ("arith.fptoui", &[&EvalScalar(|op| Some(to_unsigned(int(op)?)))]),
    ("arith.bitcast", &[&EvalScalar(|op| Some(bitcast(in_dtype(op)?, out_dtype(op)?)))]),
    ("arith.constant", &[&Eval(constant)]),
];

/// The scalar type of the first result.
pub(crate) fn out_dtype(op: OpRef<'_>) -> Option<Dtype> {
    Dtype::of(op.cx, op.result_ty(0))
}

/// The scalar type of the first operand.
pub(crate) fn in_dtype(op: OpRef<'_>) -> Option<Dtype> {
    Dtype::of(op.cx, op.operand_ty(0))
}

/// The result's type where it is a float.
pub(crate) fn float(op: OpRef<'_>) -> Option<Dtype> {
    out_dtype(op).filter(|d| d.is_float())
}

/// The result's type where it is an integer or index.
pub(crate) fn int(op: OpRef<'_>) -> Option<Dtype> {
    out_dtype(op).filter(|d| !d.is_float())
}

fn predicate(op: OpRef<'_>) -> Option<i64> {
    op.attr("predicate")?.as_i64(op.cx)
}

fn float2(
    op: OpRef<'_>,
    f: impl Fn(f64, f64) -> f64 + Copy + Send + Sync + 'static,
) -> Option<ScalarOp> {
    Some(float_binary(float(op)?, f))
}

fn int2(
    op: OpRef<'_>,
    f: impl Fn(i64, i64) -> i64 + Copy + Send + Sync + 'static,
) -> Option<ScalarOp> {
    Some(int_binary(int(op)?, f))
}

fn signed2(op: OpRef<'_>, f: fn(i64, i64) -> i64) -> Option<ScalarOp> {
    let ty = int(op)?;
    Some(int_binary(ty, move |a, b| f(ty.signed(a), ty.signed(b))))
}

fn unsigned2(op: OpRef<'_>, f: fn(u64, u64) -> u64) -> Option<ScalarOp> {
    let ty = int(op)?;
    Some(int_binary(ty, move |a, b| f(ty.unsigned(a), ty.unsigned(b)) as i64))
}

/// IEEE 754-2019 maximum: a NaN wins, and +0 is more than -0.
pub(crate) fn maximum(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else if a == b {
        if a.is_sign_negative() { b } else { a }
    } else if a > b {
        a
    } else {
        b
    }
}

/// IEEE 754-2019 minimum: a NaN wins, and -0 is less than +0.
pub(crate) fn minimum(a: f64, b: f64) -> f64 {
    -maximum(-a, -b)
}

pub(crate) fn shift_left(ty: Dtype) -> ScalarOp {
    int_binary(ty, move |a, b| match ty.unsigned(b) {
        n if n < u64::from(ty.bits()) => a << n,
        _ => 0,
    })
}

pub(crate) fn shift_right_signed(ty: Dtype) -> ScalarOp {
    int_binary(ty, move |a, b| ty.signed(a) >> ty.unsigned(b).min(63))
}

pub(crate) fn shift_right_unsigned(ty: Dtype) -> ScalarOp {
    int_binary(ty, move |a, b| match ty.unsigned(b) {
        n if n < u64::from(ty.bits()) => (ty.unsigned(a) >> n) as i64,
        _ => 0,
    })
}

pub(crate) fn divide_signed(ty: Dtype, f: fn(i64, i64) -> i64) -> ScalarOp {
    let least = ty.signed(ty.wrap(1 << (ty.bits() - 1)));
    try_binary(move |a, b| {
        let (a, b) = (ty.signed(a as i64), ty.signed(b as i64));
        match b {
            0 => Err(Reason::DivisionByZero),
            -1 if a == least => Err(Reason::DivisionOverflow),
            _ => Ok(ty.wrap(f(a, b)) as u64),
        }
    })
}

pub(crate) fn floor_div(a: i64, b: i64) -> i64 {
    let q = a.wrapping_div(b);
    if a % b != 0 && (a < 0) != (b < 0) { q - 1 } else { q }
}

pub(crate) fn ceil_div(a: i64, b: i64) -> i64 {
    let q = a.wrapping_div(b);
    if a % b != 0 && (a < 0) == (b < 0) { q + 1 } else { q }
}

pub(crate) fn remainder_signed(ty: Dtype) -> ScalarOp {
    try_binary(move |a, b| {
        let (a, b) = (ty.signed(a as i64), ty.signed(b as i64));
        match b {
            0 => Err(Reason::DivisionByZero),
            _ => Ok(ty.wrap(a.wrapping_rem(b)) as u64),
        }
    })
}

pub(crate) fn divide_unsigned(ty: Dtype, f: fn(u64, u64) -> u64) -> ScalarOp {
    try_binary(move |a, b| match ty.unsigned(b as i64) {
        0 => Err(Reason::DivisionByZero),
        b => Ok(ty.wrap(f(ty.unsigned(a as i64), b) as i64) as u64),
    })
}

/// Operations with a low and a high part: the low one wraps, `high` gives the other.
fn extended(
    c: &mut Compiler<'_>,
    op: OpRef<'_>,
    high: fn(Dtype) -> ScalarOp,
) -> Result<(), Reported> {
    let ty = c.dtype(op, op.result_ty(0))?;
    let high_ty = c.dtype(op, op.result_ty(1))?;
    let low = match op.name_str() {
        "arith.addui_extended" => int_binary(ty, i64::wrapping_add),
        _ => int_binary(ty, i64::wrapping_mul),
    };
    let (srcs, outs) = (c.operands(op), c.results(op));
    c.emit_kernel_on(&low, &srcs, outs[0], ty);
    c.emit_kernel_on(&high(ty), &srcs, outs[1], high_ty);
    Ok(())
}

fn add_carry(ty: Dtype) -> ScalarOp {
    binary(move |a, b| {
        let sum = u128::from(ty.unsigned(a as i64)) + u128::from(ty.unsigned(b as i64));
        u64::from(sum >> ty.bits() != 0)
    })
}

fn multiply_high_signed(ty: Dtype) -> ScalarOp {
    binary(move |a, b| {
        let product = i128::from(ty.signed(a as i64)) * i128::from(ty.signed(b as i64));
        ty.wrap((product >> ty.bits()) as i64) as u64
    })
}

fn multiply_high_unsigned(ty: Dtype) -> ScalarOp {
    binary(move |a, b| {
        let product = u128::from(ty.unsigned(a as i64)) * u128::from(ty.unsigned(b as i64));
        ty.wrap((product >> ty.bits()) as i64) as u64
    })
}

/// Comparison of integers of type `ty` by the number of a predicate.
pub(crate) fn compare_ints(ty: Dtype, predicate: i64) -> Option<ScalarOp> {
    // Values are kept sign-extended, so only i1 needs care to compare as signed.
    let s = move |v: u64| ty.signed(v as i64);
    let u = move |v: u64| ty.unsigned(v as i64);
    Some(match predicate {
        0 => binary(|a, b| (a == b).into()),
        1 => binary(|a, b| (a != b).into()),
        2 => binary(move |a, b| (s(a) < s(b)).into()),
        3 => binary(move |a, b| (s(a) <= s(b)).into()),
        4 => binary(move |a, b| (s(a) > s(b)).into()),
        5 => binary(move |a, b| (s(a) >= s(b)).into()),
        6 => binary(move |a, b| (u(a) < u(b)).into()),
        7 => binary(move |a, b| (u(a) <= u(b)).into()),
        8 => binary(move |a, b| (u(a) > u(b)).into()),
        9 => binary(move |a, b| (u(a) >= u(b)).into()),
        _ => return None,
    })
}

fn compare_floats(predicate: i64) -> Option<ScalarOp> {
    let by = |f: fn(f64, f64) -> bool| {
        binary(move |a, b| f(f64::from_bits(a), f64::from_bits(b)).into())
    };
    Some(match predicate {
        0 => binary(|_, _| 0),
        1 => by(|a, b| a == b),
        2 => binary(|a, b| (f64::from_bits(a) > f64::from_bits(b)).into()),
        3 => by(|a, b| a >= b),
        4 => binary(|a, b| (f64::from_bits(a) < f64::from_bits(b)).into()),
        5 => by(|a, b| a <= b),
        6 => by(|a, b| a.partial_cmp(&b).is_some_and(|o| o.is_ne())),
        7 => by(|a, b| !a.is_nan() && !b.is_nan()),
        8 => by(|a, b| a.partial_cmp(&b).is_none_or(|o| o.is_eq())),
        9 => by(|a, b| a.is_nan() || b.is_nan() || a > b),
        10 => by(|a, b| a.is_nan() || b.is_nan() || a >= b),
        11 => by(|a, b| a.is_nan() || b.is_nan() || a < b),
        12 => by(|a, b| a.is_nan() || b.is_nan() || a <= b),
        13 => by(|a, b| a != b),
        14 => by(|a, b| a.is_nan() || b.is_nan()),
        15 => binary(|_, _| 1),
        _ => return None,
    })
}

/// Element by element, or of scalars; whole values of other types are [`select_whole`].
fn select(op: OpRef<'_>) -> Option<ScalarOp> {
    let whole = !op.operand_ty(0).is_shaped(op.cx) && op.result_ty(0).is_shaped(op.cx);
    out_dtype(op).filter(|_| !whole)?;
    Some(ternary(|c, a, b| if c != 0 { a } else { b }))
}

fn select_whole(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (srcs, out) = (c.operands(op), c.result(op, 0));
    if srcs[0].slot.kind == SlotKind::Object {
        return Err(c.unsupported(op, "it selects elements of a type without a scalar form"));
    }
    c.emit(move |frame| {
        let chosen = if frame.int(srcs[0].idx()) != 0 { srcs[1] } else { srcs[2] };
        let value = frame.get(chosen.slot);
        frame.set(out, value)
    });
    Ok(())
}

fn wrap(ty: Dtype) -> ScalarOp {
    unary(move |a| ty.wrap(a as i64) as u64)
}

/// Extends as signed and wraps: what casts between `index` and integers do, too.
pub(crate) fn extend_signed(from: Dtype, to: Dtype) -> ScalarOp {
    unary(move |a| to.wrap(from.signed(a as i64)) as u64)
}

/// Extends as unsigned and wraps.
pub(crate) fn extend_unsigned(from: Dtype, to: Dtype) -> ScalarOp {
    unary(move |a| to.wrap(from.unsigned(a as i64) as i64) as u64)
}

/// Conversion between float formats, to nearest; other rounding modes have no kernel.
fn round(op: OpRef<'_>) -> Option<ScalarOp> {
    let nearest = op.attr("roundingmode").is_none_or(|mode| {
        mode.as_i64(op.cx).or_else(|| mode.param(op.cx, 0)?.as_i64(op.cx)) == Some(0)
    });
    float(op).filter(|_| nearest).map(|ty| float_unary(ty, |a| a))
}

fn from_signed(from: Dtype, to: Dtype) -> ScalarOp {
    match to {
        // Straight to f32: rounding to f64 first would round twice.
        Dtype::Float(FloatTy::F32) => {
            unary(move |a| f64::from(from.signed(a as i64) as f32).to_bits())
        }
        _ => unary(move |a| to.round(from.signed(a as i64) as f64).to_bits()),
    }
}

fn from_unsigned(from: Dtype, to: Dtype) -> ScalarOp {
    match to {
        Dtype::Float(FloatTy::F32) => {
            unary(move |a| f64::from(from.unsigned(a as i64) as f32).to_bits())
        }
        _ => unary(move |a| to.round(from.unsigned(a as i64) as f64).to_bits()),
    }
}

fn to_signed(to: Dtype) -> ScalarOp {
    unary(move |a| to.wrap(f64::from_bits(a) as i64) as u64)
}

fn to_unsigned(to: Dtype) -> ScalarOp {
    unary(move |a| {
        // A negative number has no unsigned value; two's complement is what hardware gives.
        let v = f64::from_bits(a);
        let bits = if v < 0.0 { v as i64 } else { v as u64 as i64 };
        to.wrap(bits) as u64
    })
}

pub(crate) fn bitcast(from: Dtype, to: Dtype) -> ScalarOp {
    unary(move |a| to.decode(from.encode(a)))
}

/// `arith.constant` and its likes: the slot is set once per call.
pub(crate) fn constant(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let Some(attr) = op.attr("value") else {
        return Err(c.unsupported(op, "it has no value"));
    };
    let value = c.constant(op, attr, op.result_ty(0))?;
    let out = c.result(op, 0);
    c.preset(out, value);
    Ok(())
}

/// A trap for the successor that must not be reached.
pub(crate) fn unreachable() -> Trap {
    Trap::invalid("unreachable code was reached")
}

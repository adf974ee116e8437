//! Arithmetic on scalars and vectors, and constants.

use terrace_ir::{AttrKind, OpRef, Reported, Type, ValueId};

use super::{Emit, Family};
use crate::build::{Build, FloatIs, IntIs, Val};
use crate::types::{Class, class};

pub(super) const OPS: Family = &[
    ("arith.addf", |e, op| float2(e, op, Build::fadd)),
    ("arith.addi", |e, op| int2(e, op, Build::add)),
    ("arith.addui_extended", add_extended),
    ("arith.andi", |e, op| int2(e, op, Build::and)),
    ("arith.ceildivsi", |e, op| int2(e, op, ceil_div)),
    ("arith.ceildivui", |e, op| int2(e, op, ceil_div_unsigned)),
    ("arith.cmpf", cmpf),
    ("arith.cmpi", cmpi),
    ("arith.constant", constant),
    ("arith.divf", |e, op| float2(e, op, Build::fdiv)),
    ("arith.divsi", |e, op| int2(e, op, Build::sdiv)),
    ("arith.divui", |e, op| int2(e, op, Build::udiv)),
    ("arith.floordivsi", |e, op| int2(e, op, floor_div)),
    ("arith.maximumf", |e, op| intrinsic2(e, op, "llvm.maximum")),
    ("arith.maxnumf", |e, op| intrinsic2(e, op, "llvm.maxnum")),
    ("arith.maxsi", |e, op| intrinsic2(e, op, "llvm.smax")),
    ("arith.maxui", |e, op| intrinsic2(e, op, "llvm.umax")),
    ("arith.minimumf", |e, op| intrinsic2(e, op, "llvm.minimum")),
    ("arith.minnumf", |e, op| intrinsic2(e, op, "llvm.minnum")),
    ("arith.minsi", |e, op| intrinsic2(e, op, "llvm.smin")),
    ("arith.minui", |e, op| intrinsic2(e, op, "llvm.umin")),
    ("arith.mulf", |e, op| float2(e, op, Build::fmul)),
    ("arith.muli", |e, op| int2(e, op, Build::mul)),
    ("arith.mulsi_extended", |e, op| mul_extended(e, op, Build::sext)),
    ("arith.mului_extended", |e, op| mul_extended(e, op, Build::zext)),
    ("arith.negf", negf),
    ("arith.ori", |e, op| int2(e, op, Build::or)),
    ("arith.remf", |e, op| float2(e, op, Build::frem)),
    ("arith.remsi", |e, op| int2(e, op, Build::srem)),
    ("arith.remui", |e, op| int2(e, op, Build::urem)),
    ("arith.select", select),
    ("arith.shli", |e, op| int2(e, op, Build::shl)),
    ("arith.shrsi", |e, op| int2(e, op, Build::ashr)),
    ("arith.shrui", |e, op| int2(e, op, Build::lshr)),
    ("arith.subf", |e, op| float2(e, op, Build::fsub)),
    ("arith.subi", |e, op| int2(e, op, Build::sub)),
    ("arith.xori", |e, op| int2(e, op, Build::xor)),
];

/// `arith` counts its predicates differently from LLVM.
const INT_PREDICATES: [IntIs; 10] = [
    IntIs::LLVMIntEQ,
    IntIs::LLVMIntNE,
    IntIs::LLVMIntSLT,
    IntIs::LLVMIntSLE,
    IntIs::LLVMIntSGT,
    IntIs::LLVMIntSGE,
    IntIs::LLVMIntULT,
    IntIs::LLVMIntULE,
    IntIs::LLVMIntUGT,
    IntIs::LLVMIntUGE,
];

const FLOAT_PREDICATES: [FloatIs; 16] = [
    FloatIs::LLVMRealPredicateFalse,
    FloatIs::LLVMRealOEQ,
    FloatIs::LLVMRealOGT,
    FloatIs::LLVMRealOGE,
    FloatIs::LLVMRealOLT,
    FloatIs::LLVMRealOLE,
    FloatIs::LLVMRealONE,
    FloatIs::LLVMRealORD,
    FloatIs::LLVMRealUEQ,
    FloatIs::LLVMRealUGT,
    FloatIs::LLVMRealUGE,
    FloatIs::LLVMRealULT,
    FloatIs::LLVMRealULE,
    FloatIs::LLVMRealUNE,
    FloatIs::LLVMRealUNO,
    FloatIs::LLVMRealPredicateTrue,
];

impl Emit<'_, '_> {
    /// `N` operands of the type of the only result, and that type.
    pub(super) fn alike<const N: usize>(
        &mut self,
        op: OpRef<'_>,
    ) -> Result<([Val; N], Type), Reported> {
        let operands: [ValueId; N] = self.operands(op)?;
        let ty = self.result_ty(op)?;
        self.value_ty(op, ty)?;
        let same = operands.iter().all(|&v| op.body.ty(v) == ty);
        self.require(same, op, "operands and result have not one type")?;
        let values = self.vals(op, operands)?;
        // As many as there are operands.
        match values.try_into() {
            Ok(values) => Ok((values, ty)),
            Err(_) => Err(self.malformed(op, "its operands do not fit")),
        }
    }

    /// The bits of `arith.fastmath`, which LLVM numbers alike.
    pub(super) fn fast_flags(&self, op: OpRef<'_>) -> u32 {
        let value = op.attr("fastmath").and_then(|a| a.param(self.cx, 0));
        value.and_then(|a| a.as_i64(self.cx)).map_or(0, |bits| bits as u32 & 127)
    }

    fn require_class(&mut self, op: OpRef<'_>, ty: Type, float: bool) -> Result<(), Reported> {
        let is_float = matches!(class(self.cx, ty), Some(Class::Float(_)));
        let numbers = class(self.cx, ty).is_some() && !ty.is_memref(self.cx);
        let what = if float { "it works on floats" } else { "it works on integers" };
        self.require(numbers && is_float == float, op, what)
    }
}

fn int2<'a>(
    e: &mut Emit<'_, 'a>,
    op: OpRef<'_>,
    make: fn(&Build<'a>, Val, Val) -> Val,
) -> Result<(), Reported> {
    let ([a, b], ty) = e.alike(op)?;
    e.require_class(op, ty, false)?;
    let mut value = make(e.b, a, b);
    let flags = op.attr("overflowFlags").and_then(|f| f.param(e.cx, 0));
    let flags = flags.and_then(|f| f.as_i64(e.cx)).unwrap_or(0);
    value = e.b.no_wrap(value, flags & 1 != 0, flags & 2 != 0);
    if op.attr("isExact").is_some() {
        value = e.b.exact(value);
    }
    e.set_result(op, value)
}

fn float2<'a>(
    e: &mut Emit<'_, 'a>,
    op: OpRef<'_>,
    make: fn(&Build<'a>, Val, Val) -> Val,
) -> Result<(), Reported> {
    let ([a, b], ty) = e.alike(op)?;
    e.require_class(op, ty, true)?;
    let value = e.b.fast_math(make(e.b, a, b), e.fast_flags(op));
    e.set_result(op, value)
}

fn intrinsic2(e: &mut Emit<'_, '_>, op: OpRef<'_>, name: &str) -> Result<(), Reported> {
    let ([a, b], ty) = e.alike(op)?;
    e.require_class(op, ty, op.name_str().ends_with('f'))?;
    let overload = e.value_ty(op, ty)?;
    let value = e.intrinsic(op, name, &[overload], &[a, b])?;
    let value = e.b.fast_math(value, e.fast_flags(op));
    e.set_result(op, value)
}

fn negf(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ([a], ty) = e.alike(op)?;
    e.require_class(op, ty, true)?;
    let value = e.b.fast_math(e.b.fneg(a), e.fast_flags(op));
    e.set_result(op, value)
}

/// The quotient rounded down: one less than the truncated one where signs differ and a rest is
/// left.
fn floor_div(b: &Build<'_>, x: Val, y: Val) -> Val {
    let (quotient, rest) = (b.sdiv(x, y), b.srem(x, y));
    let zero = b.zero(b.ty(x));
    let inexact = b.icmp(IntIs::LLVMIntNE, rest, zero);
    let differ = b.icmp(IntIs::LLVMIntSLT, b.xor(rest, y), zero);
    let less = b.sext(b.and(inexact, differ), b.ty(x));
    b.add(quotient, less)
}

fn ceil_div(b: &Build<'_>, x: Val, y: Val) -> Val {
    let (quotient, rest) = (b.sdiv(x, y), b.srem(x, y));
    let zero = b.zero(b.ty(x));
    let inexact = b.icmp(IntIs::LLVMIntNE, rest, zero);
    let alike = b.icmp(IntIs::LLVMIntSGE, b.xor(rest, y), zero);
    let more = b.zext(b.and(inexact, alike), b.ty(x));
    b.add(quotient, more)
}

fn ceil_div_unsigned(b: &Build<'_>, x: Val, y: Val) -> Val {
    let (quotient, rest) = (b.udiv(x, y), b.urem(x, y));
    let inexact = b.icmp(IntIs::LLVMIntNE, rest, b.zero(b.ty(x)));
    b.add(quotient, b.zext(inexact, b.ty(x)))
}

/// Two results: the sum and whether it wrapped.
fn add_extended(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [x, y] = e.operands(op)?;
    let ty = op.body.ty(x);
    e.value_ty(op, ty)?;
    let fits = op.n_results() == 2
        && op.result_ty(0) == ty
        && op.body.ty(y) == ty
        && op.result_ty(1) == ty.with_elem(e.cx, e.cx.int_ty(1));
    e.require(fits, op, "its types do not fit")?;
    e.require_class(op, ty, false)?;
    let (x, y) = (e.val(op, x)?, e.val(op, y)?);
    let sum = e.b.add(x, y);
    e.set(op.result(0), sum);
    e.set(op.result(1), e.b.icmp(IntIs::LLVMIntULT, sum, x));
    Ok(())
}

/// Two results: the low and the high half of the product.
fn mul_extended<'a>(
    e: &mut Emit<'_, 'a>,
    op: OpRef<'_>,
    extend: fn(&Build<'a>, Val, crate::build::Ty) -> Val,
) -> Result<(), Reported> {
    let [x, y] = e.operands(op)?;
    let ty = op.body.ty(x);
    let narrow = e.value_ty(op, ty)?;
    let fits = op.n_results() == 2
        && [op.body.ty(y), op.result_ty(0), op.result_ty(1)].iter().all(|t| *t == ty);
    e.require(fits, op, "its types do not fit")?;
    let Some(Class::Int(bits)) = class(e.cx, ty) else {
        return Err(e.malformed(op, "it works on integers"));
    };
    let mut wide = e.b.int(2 * bits);
    let mut shift = e.b.int_value(wide, bits.into());
    if let Some(n) = e.lanes(op, ty)? {
        wide = e.b.vector(wide, n);
        shift = e.b.const_splat(shift, n);
    }
    let (x, y) = (e.val(op, x)?, e.val(op, y)?);
    let product = e.b.mul(extend(e.b, x, wide), extend(e.b, y, wide));
    e.set(op.result(0), e.b.trunc(product, narrow));
    e.set(op.result(1), e.b.trunc(e.b.lshr(product, shift), narrow));
    Ok(())
}

fn compared(
    e: &mut Emit<'_, '_>,
    op: OpRef<'_>,
    float: bool,
) -> Result<(Val, Val, usize), Reported> {
    let [x, y] = e.operands(op)?;
    let ty = op.body.ty(x);
    e.value_ty(op, ty)?;
    let result = e.result_ty(op)?;
    let fits = op.body.ty(y) == ty && result == ty.with_elem(e.cx, e.cx.int_ty(1));
    e.require(fits, op, "its types do not fit")?;
    e.require_class(op, ty, float)?;
    let predicate = e.int_attr(op, "predicate").and_then(|p| usize::try_from(p).ok());
    Ok((e.val(op, x)?, e.val(op, y)?, predicate.unwrap_or(usize::MAX)))
}

fn cmpi(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (x, y, predicate) = compared(e, op, false)?;
    let Some(&predicate) = INT_PREDICATES.get(predicate) else {
        return Err(e.malformed(op, "it has no predicate"));
    };
    e.set_result(op, e.b.icmp(predicate, x, y))
}

fn cmpf(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (x, y, predicate) = compared(e, op, true)?;
    let Some(&predicate) = FLOAT_PREDICATES.get(predicate) else {
        return Err(e.malformed(op, "it has no predicate"));
    };
    let value = e.b.fast_math(e.b.fcmp(predicate, x, y), e.fast_flags(op));
    e.set_result(op, value)
}

fn select(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [condition, yes, no] = e.operands(op)?;
    let ty = e.result_ty(op)?;
    e.value_ty(op, ty)?;
    let i1 = e.cx.int_ty(1);
    let condition_ty = op.body.ty(condition);
    let by_lane = ty.is_vector(e.cx) && condition_ty == ty.with_elem(e.cx, i1);
    let fits = op.body.ty(yes) == ty && op.body.ty(no) == ty && (condition_ty == i1 || by_lane);
    e.require(fits, op, "its types do not fit")?;
    let value = e.b.select(e.val(op, condition)?, e.val(op, yes)?, e.val(op, no)?);
    let value = e.b.fast_math(value, e.fast_flags(op));
    e.set_result(op, value)
}

fn constant(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ty = e.result_ty(op)?;
    let llvm = e.value_ty(op, ty)?;
    let (Some(value), Some(kind)) = (op.attr("value"), class(e.cx, ty)) else {
        return Err(e.malformed(op, "it has no value"));
    };
    let fits = value.ty(e.cx) == Some(ty) && !ty.is_memref(e.cx);
    e.require(fits, op, "its value has another type")?;
    let made = match &*value.kind(e.cx) {
        AttrKind::Int { value, .. } => e.b.int_value(llvm, *value),
        AttrKind::Float { bits, .. } => scalar(e.b, llvm, kind, *bits),
        AttrKind::DenseElements { data, splat, .. } => {
            let (Some(size), Some(n)) = (ty.elem_bytes(e.cx), e.lanes(op, ty)?) else {
                return Err(e.malformed(op, "it is no vector"));
            };
            let expected = if *splat { size } else { size * n as usize };
            e.require(data.len() == expected, op, "its value has too few or many bytes")?;
            let Some((elem, _)) = e.b.as_vector(llvm) else {
                return Err(e.malformed(op, "it is no vector"));
            };
            let items: Vec<Val> =
                data.chunks_exact(size).map(|bytes| scalar(e.b, elem, kind, bits(bytes))).collect();
            match (*splat, items.as_slice()) {
                (true, &[one]) => e.b.const_splat(one, n),
                _ => e.b.const_vector(&items),
            }
        }
        _ => return Err(e.refuse(op, "its value is neither a number nor dense elements")),
    };
    e.set_result(op, made)
}

fn bits(bytes: &[u8]) -> u128 {
    bytes.iter().rev().fold(0, |bits, &byte| bits << 8 | u128::from(byte))
}

fn scalar(b: &Build<'_>, ty: crate::build::Ty, kind: Class, bits: u128) -> Val {
    match kind {
        Class::Int(_) => b.int_value(ty, bits as i128),
        Class::Float(f) => b.float_bits(ty, b.int(f.bits()), bits),
    }
}

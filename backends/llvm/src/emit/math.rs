//! Mathematical functions: instructions where the processor has them, libm lane by lane else.
//!
//! `math-expand-approximations` turns the slow ones into arithmetic before they come here.

use terrace_ir::{FloatTy, OpRef, Reported, Type};

use super::{Emit, Family};
use crate::build::{At, FloatIs, Fun, Val};
use crate::types::{Class, class};

pub(super) const OPS: Family = &[
    ("math.absf", |e, op| intrinsic(e, op, "llvm.fabs")),
    ("math.absi", |e, op| with_flag(e, op, "llvm.abs")),
    ("math.acos", |e, op| libm(e, op, "acos")),
    ("math.acosh", |e, op| libm(e, op, "acosh")),
    ("math.asin", |e, op| libm(e, op, "asin")),
    ("math.asinh", |e, op| libm(e, op, "asinh")),
    ("math.atan", |e, op| libm(e, op, "atan")),
    ("math.atan2", |e, op| libm2(e, op, "atan2")),
    ("math.atanh", |e, op| libm(e, op, "atanh")),
    ("math.cbrt", |e, op| libm(e, op, "cbrt")),
    ("math.ceil", |e, op| intrinsic(e, op, "llvm.ceil")),
    ("math.clampf", clampf),
    ("math.copysign", copysign),
    ("math.cos", |e, op| libm(e, op, "cos")),
    ("math.cosh", |e, op| libm(e, op, "cosh")),
    ("math.ctlz", |e, op| with_flag(e, op, "llvm.ctlz")),
    ("math.ctpop", |e, op| intrinsic(e, op, "llvm.ctpop")),
    ("math.cttz", |e, op| with_flag(e, op, "llvm.cttz")),
    ("math.erf", |e, op| libm(e, op, "erf")),
    ("math.erfc", |e, op| libm(e, op, "erfc")),
    ("math.exp", |e, op| libm(e, op, "exp")),
    ("math.exp2", |e, op| libm(e, op, "exp2")),
    ("math.expm1", |e, op| libm(e, op, "expm1")),
    ("math.floor", |e, op| intrinsic(e, op, "llvm.floor")),
    ("math.fma", fma),
    ("math.isfinite", |e, op| is_class(e, op, FINITE)),
    ("math.isinf", |e, op| is_class(e, op, INFINITE)),
    ("math.isnan", isnan),
    ("math.isnormal", |e, op| is_class(e, op, NORMAL)),
    ("math.log", |e, op| libm(e, op, "log")),
    ("math.log10", |e, op| libm(e, op, "log10")),
    ("math.log1p", |e, op| libm(e, op, "log1p")),
    ("math.log2", |e, op| libm(e, op, "log2")),
    ("math.powf", |e, op| libm2(e, op, "pow")),
    ("math.round", |e, op| intrinsic(e, op, "llvm.round")),
    ("math.roundeven", |e, op| intrinsic(e, op, "llvm.roundeven")),
    ("math.rsqrt", rsqrt),
    ("math.sin", |e, op| libm(e, op, "sin")),
    ("math.sincos", sincos),
    ("math.sinh", |e, op| libm(e, op, "sinh")),
    ("math.sqrt", |e, op| intrinsic(e, op, "llvm.sqrt")),
    ("math.tan", |e, op| libm(e, op, "tan")),
    ("math.tanh", |e, op| libm(e, op, "tanh")),
    ("math.trunc", |e, op| intrinsic(e, op, "llvm.trunc")),
    ("vector.fma", fma),
];

// Bits of `llvm.is.fpclass`.
const INFINITE: u32 = 1 << 2 | 1 << 9;
const NORMAL: u32 = 1 << 3 | 1 << 8;
const FINITE: u32 = NORMAL | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7;

fn intrinsic(e: &mut Emit<'_, '_>, op: OpRef<'_>, name: &str) -> Result<(), Reported> {
    let ([x], ty) = e.alike(op)?;
    let float = name != "llvm.ctpop";
    let is_float = matches!(class(e.cx, ty), Some(Class::Float(_)));
    e.require(!ty.is_memref(e.cx) && is_float == float, op, "it works on other numbers")?;
    let overload = e.value_ty(op, ty)?;
    let value = e.intrinsic(op, name, &[overload], &[x])?;
    let value = e.b.fast_math(value, e.fast_flags(op));
    e.set_result(op, value)
}

/// Integer intrinsics that ask whether zero or the least integer may be left out: it may not.
fn with_flag(e: &mut Emit<'_, '_>, op: OpRef<'_>, name: &str) -> Result<(), Reported> {
    let ([x], ty) = e.alike(op)?;
    let is_int = matches!(class(e.cx, ty), Some(Class::Int(_))) && !ty.is_memref(e.cx);
    e.require(is_int, op, "it works on integers")?;
    let overload = e.value_ty(op, ty)?;
    let no = e.b.int_value(e.b.int(1), 0);
    let value = e.intrinsic(op, name, &[overload], &[x, no])?;
    e.set_result(op, value)
}

fn require_float(e: &mut Emit<'_, '_>, op: OpRef<'_>, ty: Type) -> Result<FloatTy, Reported> {
    match class(e.cx, ty) {
        Some(Class::Float(f)) if !ty.is_memref(e.cx) => Ok(f),
        _ => Err(e.malformed(op, "it works on floats")),
    }
}

fn fma(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ([a, b, c], ty) = e.alike(op)?;
    require_float(e, op, ty)?;
    let overload = e.value_ty(op, ty)?;
    let value = e.intrinsic(op, "llvm.fma", &[overload], &[a, b, c])?;
    let value = e.b.fast_math(value, e.fast_flags(op));
    e.set_result(op, value)
}

fn copysign(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ([x, sign], ty) = e.alike(op)?;
    require_float(e, op, ty)?;
    let overload = e.value_ty(op, ty)?;
    let value = e.intrinsic(op, "llvm.copysign", &[overload], &[x, sign])?;
    e.set_result(op, value)
}

fn clampf(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ([x, low, high], ty) = e.alike(op)?;
    require_float(e, op, ty)?;
    let overload = e.value_ty(op, ty)?;
    let flags = e.fast_flags(op);
    let least = e.intrinsic(op, "llvm.minimum", &[overload], &[x, high])?;
    let least = e.b.fast_math(least, flags);
    let value = e.intrinsic(op, "llvm.maximum", &[overload], &[least, low])?;
    let value = e.b.fast_math(value, flags);
    e.set_result(op, value)
}

fn rsqrt(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ([x], ty) = e.alike(op)?;
    let f = require_float(e, op, ty)?;
    let overload = e.value_ty(op, ty)?;
    let root = e.intrinsic(op, "llvm.sqrt", &[overload], &[x])?;
    let one_bits = terrace_ir::float::from_f64(f, 1.0);
    let scalar = e.b.float(f).unwrap_or(overload);
    let mut one = e.b.float_bits(scalar, e.b.int(f.bits()), one_bits);
    if let Some(n) = e.lanes(op, ty)? {
        one = e.b.const_splat(one, n);
    }
    let value = e.b.fast_math(e.b.fdiv(one, root), e.fast_flags(op));
    e.set_result(op, value)
}

/// The operand of a test on a float; the result is an `i1` for each.
fn tested(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(Val, Type), Reported> {
    let [x] = e.operands(op)?;
    let ty = op.body.ty(x);
    e.value_ty(op, ty)?;
    require_float(e, op, ty)?;
    let fits = e.result_ty(op)? == ty.with_elem(e.cx, e.cx.int_ty(1));
    e.require(fits, op, "its types do not fit")?;
    Ok((e.val(op, x)?, ty))
}

fn isnan(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (x, _) = tested(e, op)?;
    e.set_result(op, e.b.fcmp(FloatIs::LLVMRealUNO, x, x))
}

fn is_class(e: &mut Emit<'_, '_>, op: OpRef<'_>, classes: u32) -> Result<(), Reported> {
    let (x, ty) = tested(e, op)?;
    let overload = e.value_ty(op, ty)?;
    let mask = e.b.i32_value(classes);
    let value = e.intrinsic(op, "llvm.is.fpclass", &[overload], &[x, mask])?;
    e.set_result(op, value)
}

fn libm(e: &mut Emit<'_, '_>, op: OpRef<'_>, name: &str) -> Result<(), Reported> {
    let ([x], ty) = e.alike(op)?;
    let value = e.lane_calls(op, name, ty, &[x])?;
    e.set_result(op, value)
}

fn libm2(e: &mut Emit<'_, '_>, op: OpRef<'_>, name: &str) -> Result<(), Reported> {
    let ([x, y], ty) = e.alike(op)?;
    let value = e.lane_calls(op, name, ty, &[x, y])?;
    e.set_result(op, value)
}

fn sincos(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [x] = e.operands(op)?;
    let ty = op.body.ty(x);
    e.value_ty(op, ty)?;
    let fits = op.n_results() == 2 && op.result_ty(0) == ty && op.result_ty(1) == ty;
    e.require(fits, op, "its types do not fit")?;
    let x = e.val(op, x)?;
    for (result, name) in op.results().zip(["sin", "cos"]) {
        let value = e.lane_calls(op, name, ty, &[x])?;
        e.set(result, value);
    }
    Ok(())
}

impl Emit<'_, '_> {
    /// Calls a function of libm for each lane. Formats narrower than f32 are computed in f32.
    fn lane_calls(
        &mut self,
        op: OpRef<'_>,
        name: &str,
        ty: Type,
        args: &[Val],
    ) -> Result<Val, Reported> {
        let f = require_float(self, op, ty)?;
        let fun = self.libm_function(name, f, args.len());
        let Some(lanes) = self.lanes(op, ty)? else {
            return Ok(self.scalar_call(fun, f, args));
        };
        let vector = self.value_ty(op, ty)?;
        let mut result = self.b.poison(vector);
        for lane in 0..lanes {
            let lane = self.b.i64_value(lane.into());
            let args: Vec<Val> = args.iter().map(|&a| self.b.extract_lane(a, lane)).collect();
            let value = self.scalar_call(fun, f, &args);
            result = self.b.insert_lane(result, value, lane);
        }
        Ok(result)
    }

    fn scalar_call(&self, fun: Fun, f: FloatTy, args: &[Val]) -> Val {
        let (Some(single), Some(own)) = (self.b.float(FloatTy::F32), self.b.float(f)) else {
            return self.b.call(fun, args);
        };
        if f.bits() >= 32 {
            return self.b.call(fun, args);
        }
        let wide: Vec<Val> = args.iter().map(|&a| self.b.fp_ext(a, single)).collect();
        self.b.fp_trunc(self.b.call(fun, &wide), own)
    }

    /// `expf` or `exp`. It neither reads nor writes memory: nobody looks at `errno`.
    fn libm_function(&self, name: &str, f: FloatTy, n_args: usize) -> Fun {
        let b = self.b;
        let (symbol, float) = match f {
            FloatTy::F64 => (name.to_owned(), FloatTy::F64),
            _ => (format!("{name}f"), FloatTy::F32),
        };
        let ty = b.float(float).unwrap_or_else(|| b.int(32));
        let fun = b.function(&symbol, b.function_ty(&vec![ty; n_args], ty));
        for name in ["nounwind", "willreturn", "nofree", "nosync"] {
            b.attribute(fun, At::Function, name, 0);
        }
        // `memory(none)`
        b.attribute(fun, At::Function, "memory", 0);
        fun
    }
}

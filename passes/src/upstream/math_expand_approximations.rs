//! Computes `exp`, `tanh` and `erf` of f32 by polynomials, and small whole powers by products.
//!
//! A library has these functions for one number at a time; a polynomial is the same code for one
//! number and for all lanes of a vector, so a result does not depend on which of the two computes
//! it. Largest errors, in units in the last place, as this file's test measures them: `exp` 1,
//! `tanh` 1.3, `erf` 1. Infinities, NaN, zeros and results below the normal range come out as the
//! functions define them.
//!
//! It leaves other formats and other functions alone: those call the library.
//!
//! # Source
//! `exp` and `tanh`: S. L. Moshier, Cephes, `single/expf.c` and `single/tanhf.c`; the power of two
//! is applied in two factors, so that small results lose bits one by one instead of all at once.
//! `erf`: N. Juffa's minimax polynomials, as used in `microsoft/onnxruntime`
//! `onnxruntime/core/mlas/lib/erf.cpp`.

use terrace_ir::FloatTy;

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "math-expand-approximations",
    summary: "compute exp, tanh, erf and small powers by polynomials",
    reads: &["math"],
    leaves: &["arith", "math"],
    run: |body, cx| {
        cx.each_body(body, &|body, cx| {
            let n_expanded = expand_all(body, cx) as u64;
            cx.count("functions expanded", n_expanded);
            Ok(())
        })
    },
    ..PassInfo::EMPTY
};

fn expand_all(body: &mut Body, cx: &mut PassCx<'_>) -> usize {
    let mut rw = Rewriter::new(cx.cx, body);
    let all = rw.body.ops_below(ROOT);
    all.into_iter().filter(|&op| expand(op, &mut rw).is_some()).count()
}

fn expand(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let name = view.name_str();
    matches!(name, "math.exp" | "math.tanh" | "math.erf" | "math.powf").then_some(())?;
    let ty = view.result_ty(0);
    (ty.elem(rw.cx).float(rw.cx)? == FloatTy::F32 && !ty.is_tensor(rw.cx)).then_some(())?;
    let x = view.operand(0);
    let new = match name {
        "math.exp" => Formula::before(op, ty, rw)?.exp(x),
        "math.tanh" => Formula::before(op, ty, rw)?.tanh(x),
        "math.erf" => Formula::before(op, ty, rw)?.erf(x),
        _ => {
            let power = whole_power(view)?;
            Formula::before(op, ty, rw)?.power(x, power)
        }
    };
    rw.replace(op, &[new]);
    Some(())
}

/// The exponent of a `math.powf` that is 2, 3 or 4 in all lanes.
fn whole_power(op: OpRef<'_>) -> Option<u32> {
    let exponent = op.defining(op.operand(1)).filter(|c| c.name_str() == "arith.constant")?;
    let value = exponent.attr("value")?;
    let value = match &*value.kind(op.cx) {
        terrace_ir::AttrKind::Float { bits, .. } => f32::from_bits(*bits as u32),
        terrace_ir::AttrKind::DenseElements { data, splat: true, .. } => {
            f32::from_le_bytes(data[..].try_into().ok()?)
        }
        _ => return None,
    };
    (2..=4).find(|n| value == *n as f32)
}

/// 1.5 * 2^23: a small number added to it is rounded to a whole one, which its low bits hold.
const ROUND: f32 = 12_582_912.0;

/// Makes operations on one type, all before one place.
struct Formula<'r, 'a> {
    rw: &'r mut Rewriter<'a>,
    ty: Type,
    /// The same shape of i32.
    bits: Type,
    /// The same shape of i1.
    flags: Type,
}

impl<'r, 'a> Formula<'r, 'a> {
    fn before(op: OpId, ty: Type, rw: &'r mut Rewriter<'a>) -> Option<Formula<'r, 'a>> {
        let cx = rw.cx;
        let like = |elem| match ty.static_shape(cx) {
            Some(shape) => cx.vector_ty(shape, elem),
            None => elem,
        };
        if ty.shape(cx).is_some() && ty.static_shape(cx).is_none() {
            return None;
        }
        let (bits, flags) = (like(cx.int_ty(32)), like(cx.int_ty(1)));
        rw.before(op);
        Some(Formula { rw, ty, bits, flags })
    }

    fn float(&mut self, value: f32) -> ValueId {
        let cx = self.rw.cx;
        let attr = match self.ty.static_shape(cx) {
            Some(_) => cx.dense(self.ty, value.to_le_bytes(), true),
            None => cx.float_attr(f64::from(value), self.ty).unwrap_or(Attr::NONE),
        };
        self.rw.build("arith.constant").attr("value", attr).result(self.ty).value()
    }

    fn int(&mut self, value: i32) -> ValueId {
        let cx = self.rw.cx;
        let attr = match self.bits.static_shape(cx) {
            Some(_) => cx.dense(self.bits, value.to_le_bytes(), true),
            None => cx.int_attr(i128::from(value), self.bits),
        };
        self.rw.build("arith.constant").attr("value", attr).result(self.bits).value()
    }

    fn op(&mut self, name: &str, operands: &[ValueId]) -> ValueId {
        self.rw.build(name).operands(operands).result(self.ty).value()
    }

    fn int_op(&mut self, name: &str, a: ValueId, b: ValueId) -> ValueId {
        self.rw.build(name).operands(&[a, b]).result(self.bits).value()
    }

    fn bitcast(&mut self, value: ValueId, to: Type) -> ValueId {
        self.rw.build("arith.bitcast").operand(value).result(to).value()
    }

    /// `a > b`, false where one of them is NaN.
    fn greater(&mut self, a: ValueId, b: ValueId) -> ValueId {
        const OGT: i64 = 2;
        let predicate = self.rw.cx.i64_attr(OGT);
        let op = self.rw.build("arith.cmpf").operands(&[a, b]).attr("predicate", predicate);
        op.result(self.flags).value()
    }

    /// `a` where it is greater than the limit or NaN, else the limit.
    fn at_least(&mut self, a: ValueId, limit: f32) -> ValueId {
        let limit = self.float(limit);
        let below = self.greater(limit, a);
        self.op("arith.select", &[below, limit, a])
    }

    /// `a` where it is less than the limit or NaN, else the limit.
    fn at_most(&mut self, a: ValueId, limit: f32) -> ValueId {
        let limit = self.float(limit);
        let above = self.greater(a, limit);
        self.op("arith.select", &[above, limit, a])
    }

    fn fma(&mut self, a: ValueId, b: ValueId, c: ValueId) -> ValueId {
        self.op("math.fma", &[a, b, c])
    }

    /// `(..(c0 * x + c1) * x + ..) * x + cn`
    fn polynomial(&mut self, x: ValueId, coefficients: &[f32]) -> ValueId {
        let mut sum = self.float(coefficients[0]);
        for &c in &coefficients[1..] {
            let c = self.float(c);
            sum = self.fma(sum, x, c);
        }
        sum
    }

    /// `2^n` for a whole `n` in the range of normal numbers.
    fn power_of_two(&mut self, n: ValueId) -> ValueId {
        let (bias, shift) = (self.int(127), self.int(23));
        let biased = self.int_op("arith.addi", n, bias);
        let exponent = self.int_op("arith.shli", biased, shift);
        self.bitcast(exponent, self.ty)
    }

    /// With `x = n * ln 2 + r` and `n` whole: `e^x = 2^n * (1 + r + r^2 * P(r))`.
    fn exp(mut self, x: ValueId) -> ValueId {
        self.exp_of(x)
    }

    fn exp_of(&mut self, x: ValueId) -> ValueId {
        // Beyond these the result is 0 or infinite anyway, and `n` fits two exponents.
        let x = self.at_least(x, -104.0);
        let x = self.at_most(x, 89.0);
        let (log2e, round) = (self.float(std::f32::consts::LOG2_E), self.float(ROUND));
        let shifted = self.fma(x, log2e, round);
        let n = self.op("arith.subf", &[shifted, round]);
        // ln 2 in two parts, the first of few bits, so that n times it is exact.
        let (high, low) = (self.float(-0.693_359_4), self.float(2.121_944_4e-4));
        let r = self.fma(n, high, x);
        let r = self.fma(n, low, r);
        let p = self.polynomial(
            r,
            &[1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_6e-1, 0.5],
        );
        let square = self.op("arith.mulf", &[r, r]);
        let q = self.fma(square, p, r);
        let one = self.float(1.0);
        let y = self.op("arith.addf", &[q, one]);
        // n is in the low bits of `shifted`; 2^n as a product of two powers that are normal.
        let (bits, zero) = (self.bitcast(shifted, self.bits), self.int(ROUND.to_bits() as i32));
        let n = self.int_op("arith.subi", bits, zero);
        let by_two = self.int(1);
        let half = self.int_op("arith.shrsi", n, by_two);
        let rest = self.int_op("arith.subi", n, half);
        let (first, second) = (self.power_of_two(half), self.power_of_two(rest));
        let y = self.op("arith.mulf", &[y, first]);
        self.op("arith.mulf", &[y, second])
    }

    /// With `x >= 0`, near 0 `x + x^3 * P(x^2)`, else `1 - 2 / (e^(2x) + 1)`.
    fn tanh(mut self, x: ValueId) -> ValueId {
        let square = self.op("arith.mulf", &[x, x]);
        let p = self.polynomial(
            square,
            &[-5.704_988_7e-3, 2.063_908_8e-2, -5.373_971_5e-2, 1.333_144_2e-1, -3.333_328e-1],
        );
        let p = self.op("arith.mulf", &[p, square]);
        let size = self.op("math.absf", &[x]);
        let near = self.fma(p, size, size);
        let twice = self.op("arith.addf", &[size, size]);
        let e = self.exp_of(twice);
        let (one, two) = (self.float(1.0), self.float(2.0));
        let below = self.op("arith.addf", &[e, one]);
        let rest = self.op("arith.divf", &[two, below]);
        let far = self.op("arith.subf", &[one, rest]);
        let limit = self.float(0.625);
        let is_far = self.greater(size, limit);
        let positive = self.op("arith.select", &[is_far, far, near]);
        self.op("math.copysign", &[positive, x])
    }

    /// With `x >= 0`, near 0 `x + x * P(x^2)`, else `1 - e^Q(x)`.
    fn erf(mut self, x: ValueId) -> ValueId {
        let size = self.op("math.absf", &[x]);
        // erf(4) rounds to 1.
        let t = self.at_most(size, 4.0);
        let square = self.op("arith.mulf", &[t, t]);
        let upper = self.polynomial(t, &[-1.728_534_7e-5, 3.831_971_3e-4]);
        let lower = self.polynomial(t, &[-3.883_964_4e-3, 2.425_462_2e-2]);
        let mut q = self.fma(upper, square, lower);
        for c in [-1.067_778_8e-1, -6.348_467e-1, -1.287_175_1e-1] {
            let c = self.float(c);
            q = self.fma(q, t, c);
        }
        let minus = self.op("arith.negf", &[t]);
        let q = self.fma(q, t, minus);
        let e = self.exp_of(q);
        let one = self.float(1.0);
        let far = self.op("arith.subf", &[one, e]);
        let p = self.polynomial(
            square,
            &[
                -5.967_617e-4,
                4.991_194_2e-3,
                -2.676_813_5e-2,
                1.128_199_3e-1,
                -3.761_253_4e-1,
                1.283_791_7e-1,
            ],
        );
        let near = self.fma(p, size, size);
        let limit = self.float(0.927_734_4);
        let is_far = self.greater(size, limit);
        let positive = self.op("arith.select", &[is_far, far, near]);
        self.op("math.copysign", &[positive, x])
    }

    fn power(mut self, x: ValueId, n: u32) -> ValueId {
        let square = self.op("arith.mulf", &[x, x]);
        match n {
            2 => square,
            3 => self.op("arith.mulf", &[square, x]),
            _ => self.op("arith.mulf", &[square, square]),
        }
    }
}

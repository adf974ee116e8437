//! Folds of mathematical functions on constants.
//!
//! Values are computed in f64 and rounded once; the error functions are libm's.

use terrace_ir::Attr;
use terrace_ir::OpRef;
use terrace_ir::interface::{Fold, Folded};

use crate::arith::float::{binary, unary};
use crate::consts::{self, Num, attr, map, unsigned};

type Result = Option<Vec<Folded>>;

/// Folds one constant unless the result is none: upstream keeps operations that would make NaNs of
/// numbers out of their domain.
macro_rules! unary_folds {
    ($($id:ident $f:expr;)*) => {
        $(pub(super) const $id: Fold = Fold(|op, c| unary(op, c, $f));)*
    };
}

unary_folds! {
    ABSF |x| Some(x.abs());
    ACOS |x| Some(x.acos());
    ACOSH |x| Some(x.acosh());
    ASIN |x| Some(x.asin());
    ASINH |x| Some(x.asinh());
    ATAN |x| Some(x.atan());
    ATANH |x| Some(x.atanh());
    CEIL |x| Some(x.ceil());
    COS |x| Some(x.cos());
    COSH |x| Some(x.cosh());
    ERF |x| Some(libm::erf(x));
    EXP |x| Some(x.exp());
    EXP2 |x| Some(x.exp2());
    EXPM1 |x| Some(x.exp_m1());
    FLOOR |x| Some(x.floor());
    LOG |x| (x >= 0.0).then(|| x.ln());
    LOG10 |x| (x >= 0.0).then(|| x.log10());
    LOG1P |x| (x > -1.0).then(|| x.ln_1p());
    LOG2 |x| (x >= 0.0).then(|| x.log2());
    ROUND |x| Some(x.round());
    ROUNDEVEN |x| Some(x.round_ties_even());
    SIN |x| Some(x.sin());
    SINH |x| Some(x.sinh());
    SQRT |x| (x >= 0.0).then(|| x.sqrt());
    TAN |x| Some(x.tan());
    TANH |x| Some(x.tanh());
    TRUNC |x| Some(x.trunc());
}

pub(super) const ATAN2: Fold = Fold(|op, c| binary(op, c, f64::atan2));
pub(super) const COPYSIGN: Fold = Fold(|op, c| binary(op, c, f64::copysign));
pub(super) const POWF: Fold = Fold(|op, c| binary(op, c, f64::powf));

/// Folds one integer constant; the width comes last.
fn bits(op: OpRef<'_>, c: &[Option<Attr>], f: fn(i128, u32) -> i128) -> Result {
    let (cx, ty) = (op.cx, op.result_ty(0));
    let width = consts::width(cx, ty)?;
    attr(map(cx, ty, [*c.first()?], |[a]| Some(Num::Int(f(a.int()?, width)))))
}

pub(super) const ABSI: Fold = Fold(|op, c| bits(op, c, |a, _| a.abs()));

pub(super) const CTLZ: Fold =
    Fold(|op, c| bits(op, c, |a, w| i128::from(unsigned(a, w).leading_zeros() - (128 - w))));

pub(super) const CTTZ: Fold =
    Fold(|op, c| bits(op, c, |a, w| i128::from(unsigned(a, w).trailing_zeros().min(w))));

pub(super) const CTPOP: Fold =
    Fold(|op, c| bits(op, c, |a, w| i128::from(unsigned(a, w).count_ones())));

/// Folds a predicate of one float constant.
fn class(op: OpRef<'_>, c: &[Option<Attr>], f: fn(f64) -> bool) -> Result {
    let truth = |[a]: [Num; 1]| Some(Num::Int(-i128::from(f(a.float()?))));
    attr(map(op.cx, op.result_ty(0), [*c.first()?], truth))
}

pub(super) const ISNAN: Fold = Fold(|op, c| class(op, c, f64::is_nan));
pub(super) const ISINF: Fold = Fold(|op, c| class(op, c, f64::is_infinite));
pub(super) const ISFINITE: Fold = Fold(|op, c| class(op, c, f64::is_finite));

pub(super) const IPOWI: Fold = Fold(|op, c| {
    let (cx, ty) = (op.cx, op.result_ty(0));
    let &[a, b] = c else { return None };
    let width = consts::width(cx, ty)?;
    attr(map(cx, ty, [a, b], |[a, b]| Some(Num::Int(int_power(a.int()?, b.int()?, width)?))))
});

/// `base ^ exp` modulo the width; a negative power is the reciprocal rounded to zero.
fn int_power(base: i128, exp: i128, width: u32) -> Option<i128> {
    if exp < 0 {
        return match base {
            // Undefined: one divided by zero.
            0 => None,
            1 => Some(1),
            -1 => Some(if exp % 2 == 0 { 1 } else { -1 }),
            _ => Some(0),
        };
    }
    let (mut result, mut base, mut exp) = (1i128, base, exp);
    while exp > 0 {
        if exp & 1 == 1 {
            result = consts::wrap(result.wrapping_mul(base), width);
        }
        base = consts::wrap(base.wrapping_mul(base), width);
        exp >>= 1;
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::int_power;

    #[test]
    fn powers_of_integers() {
        assert_eq!(int_power(3, 4, 32), Some(81));
        assert_eq!(int_power(2, 31, 32), Some(-(1 << 31)));
        assert_eq!(int_power(-1, -3, 8), Some(-1));
        assert_eq!(int_power(5, -1, 8), Some(0));
        assert_eq!(int_power(0, -1, 8), None);
        assert_eq!(int_power(7, 0, 8), Some(1));
    }
}

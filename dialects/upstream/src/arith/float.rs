//! Folds of floating-point arithmetic.
//!
//! Sums, products and quotients of formats up to f32 are computed in f64 and rounded once more,
//! which gives the correctly rounded result (f64 has more than twice their precision).

use terrace_ir::interface::{Fold, Folded};
use terrace_ir::{Attr, OpRef};

use crate::consts::{Num, attr, defined, map, splat_float, value};
use crate::views::FastMath;

type Result = Option<Vec<Folded>>;
type Consts<'a> = &'a [Option<Attr>];

/// Folds two constants.
pub(crate) fn binary(op: OpRef<'_>, c: Consts<'_>, f: fn(f64, f64) -> f64) -> Result {
    let &[a, b] = c else { return None };
    attr(map(op.cx, op.result_ty(0), [a, b], |[a, b]| Some(Num::Float(f(a.float()?, b.float()?)))))
}

/// Folds one constant.
pub(crate) fn unary(op: OpRef<'_>, c: Consts<'_>, f: fn(f64) -> Option<f64>) -> Result {
    let &[a] = c else { return None };
    attr(map(op.cx, op.result_ty(0), [a], |[a]| Some(Num::Float(f(a.float()?)?))))
}

fn known(op: OpRef<'_>, c: Consts<'_>, i: usize) -> Option<f64> {
    splat_float(op.cx, *c.get(i)?)
}

/// Whether `x` is this zero: sign and all.
fn is_zero(x: Option<f64>, negative: bool) -> bool {
    x.is_some_and(|x| x == 0.0 && x.is_sign_negative() == negative)
}

pub(super) const NEGF: Fold = Fold(|op, c| {
    let inner = defined(op, op.operand(0), "arith.negf");
    inner.and_then(|n| value(n.operand(0))).or_else(|| unary(op, c, |a| Some(-a)))
});

pub(super) const ADDF: Fold = Fold(|op, c| {
    let flags = FastMath::of(op);
    for i in 0..2 {
        let x = known(op, c, i);
        if is_zero(x, true) || is_zero(x, false) && flags.nsz() {
            return value(op.operand(1 - i));
        }
    }
    binary(op, c, |a, b| a + b)
});

pub(super) const SUBF: Fold = Fold(|op, c| {
    let rhs = known(op, c, 1);
    if is_zero(rhs, false) || is_zero(rhs, true) && FastMath::of(op).nsz() {
        return value(op.operand(0));
    }
    binary(op, c, |a, b| a - b)
});

pub(super) const MULF: Fold = Fold(|op, c| {
    let flags = FastMath::of(op);
    for i in 0..2 {
        match known(op, c, i) {
            Some(1.0) => return value(op.operand(1 - i)),
            Some(0.0) if flags.nnan() && flags.nsz() => return value(op.operand(i)),
            _ => {}
        }
    }
    binary(op, c, |a, b| a * b)
});

pub(super) const DIVF: Fold = Fold(|op, c| match known(op, c, 1) {
    Some(1.0) => value(op.operand(0)),
    _ => binary(op, c, |a, b| a / b),
});

// C's fmod, which is exact.
pub(super) const REMF: Fold = Fold(|op, c| binary(op, c, |a, b| a % b));

/// A minimum or maximum: equal operands and the identity give the other operand.
fn extremum(
    op: OpRef<'_>,
    c: Consts<'_>,
    identity: fn(f64) -> bool,
    f: fn(f64, f64) -> f64,
) -> Result {
    if op.operand(0) == op.operand(1) {
        return value(op.operand(0));
    }
    for i in 0..2 {
        if known(op, c, i).is_some_and(identity) {
            return value(op.operand(1 - i));
        }
    }
    binary(op, c, f)
}

/// IEEE 754-2019 maximum: NaN wins, -0 is below +0.
pub(crate) fn maximum(a: f64, b: f64) -> f64 {
    match () {
        () if a.is_nan() || b.is_nan() => f64::NAN,
        () if a == b => {
            if a.is_sign_negative() {
                b
            } else {
                a
            }
        }
        () => a.max(b),
    }
}

/// IEEE 754-2019 minimum: NaN wins, -0 is below +0.
pub(crate) fn minimum(a: f64, b: f64) -> f64 {
    -maximum(-a, -b)
}

/// IEEE 754-2008 maxNum: a NaN loses.
pub(crate) fn maxnum(a: f64, b: f64) -> f64 {
    match (a.is_nan(), b.is_nan()) {
        (true, _) => b,
        (_, true) => a,
        _ => maximum(a, b),
    }
}

/// IEEE 754-2008 minNum: a NaN loses.
pub(crate) fn minnum(a: f64, b: f64) -> f64 {
    -maxnum(-a, -b)
}

pub(super) const MAXIMUMF: Fold =
    Fold(|op, c| extremum(op, c, |x| x == f64::NEG_INFINITY, maximum));
pub(super) const MINIMUMF: Fold = Fold(|op, c| extremum(op, c, |x| x == f64::INFINITY, minimum));
pub(super) const MAXNUMF: Fold = Fold(|op, c| extremum(op, c, f64::is_nan, maxnum));
pub(super) const MINNUMF: Fold = Fold(|op, c| extremum(op, c, f64::is_nan, minnum));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extremes_of_zeros_and_nans() {
        assert!(maximum(-0.0, 0.0).is_sign_positive() && maximum(0.0, -0.0).is_sign_positive());
        assert!(minimum(-0.0, 0.0).is_sign_negative() && minimum(0.0, -0.0).is_sign_negative());
        assert!(maximum(f64::NAN, 1.0).is_nan() && minimum(1.0, f64::NAN).is_nan());
        assert_eq!((maxnum(f64::NAN, 1.0), minnum(1.0, f64::NAN)), (1.0, 1.0));
    }
}

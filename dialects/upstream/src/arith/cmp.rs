//! Folds of comparisons and selection.

use terrace_ir::interface::{Fold, Folded};
use terrace_ir::{Attr, OpRef, ValueId};

use crate::consts::{self, Num, attr, defined, map, splat_int, unsigned, value};
use crate::views::case;

type Result = Option<Vec<Folded>>;

/// Cases of `arith.cmpi`'s predicate.
pub mod int {
    #![allow(missing_docs)]
    pub const EQ: i64 = 0;
    pub const NE: i64 = 1;
    pub const SLT: i64 = 2;
    pub const SLE: i64 = 3;
    pub const SGT: i64 = 4;
    pub const SGE: i64 = 5;
    pub const ULT: i64 = 6;
    pub const ULE: i64 = 7;
    pub const UGT: i64 = 8;
    pub const UGE: i64 = 9;
}

/// Whether two sign-extended integers of a width compare so.
pub fn compare_ints(predicate: i64, a: i128, b: i128, width: u32) -> Option<bool> {
    let (ua, ub) = (unsigned(a, width), unsigned(b, width));
    Some(match predicate {
        int::EQ => a == b,
        int::NE => a != b,
        int::SLT => a < b,
        int::SLE => a <= b,
        int::SGT => a > b,
        int::SGE => a >= b,
        int::ULT => ua < ub,
        int::ULE => ua <= ub,
        int::UGT => ua > ub,
        int::UGE => ua >= ub,
        _ => return None,
    })
}

/// The predicate that holds of swapped operands.
pub fn swapped(predicate: i64) -> i64 {
    match predicate {
        int::SLT => int::SGT,
        int::SLE => int::SGE,
        int::SGT => int::SLT,
        int::SGE => int::SLE,
        int::ULT => int::UGT,
        int::ULE => int::UGE,
        int::UGT => int::ULT,
        int::UGE => int::ULE,
        same => same,
    }
}

/// The predicate that holds where this one does not.
pub fn inverted(predicate: i64) -> i64 {
    match predicate {
        int::EQ => int::NE,
        int::NE => int::EQ,
        int::SLT => int::SGE,
        int::SLE => int::SGT,
        int::SGT => int::SLE,
        int::SGE => int::SLT,
        int::ULT => int::UGE,
        int::ULE => int::UGT,
        int::UGT => int::ULE,
        int::UGE => int::ULT,
        other => other,
    }
}

/// Whether two floats compare so (`arith.cmpf`'s predicate): ordered ones are 1 to 7, unordered
/// ones 8 to 14, 0 is false and 15 true.
pub fn compare_floats(predicate: i64, a: f64, b: f64) -> Option<bool> {
    let unordered = a.is_nan() || b.is_nan();
    let ordered = |p: i64| match p {
        1 => Some(a == b),
        2 => Some(a > b),
        3 => Some(a >= b),
        4 => Some(a < b),
        5 => Some(a <= b),
        6 => Some(a != b && !unordered),
        7 => Some(!unordered),
        _ => None,
    };
    match predicate {
        0 => Some(false),
        15 => Some(true),
        14 => Some(unordered),
        p @ 8..=13 => ordered(p - 7).map(|r| r || unordered),
        p => ordered(p),
    }
}

fn truth(b: bool) -> Num {
    Num::Int(-i128::from(b))
}

pub(super) const CMPI: Fold = Fold(|op, c| {
    let &[a, b] = c else { return None };
    let (cx, ty, predicate) = (op.cx, op.result_ty(0), case(op, "predicate")?);
    let width = consts::width(cx, op.operand_ty(0))?;
    if op.operand(0) == op.operand(1) {
        let holds = compare_ints(predicate, 0, 0, width)?;
        return attr(consts::constant(cx, ty, truth(holds)));
    }
    if splat_int(cx, b) == Some(0)
        && predicate == int::NE
        && let Some(ext) = op.defining(op.operand(0))
        && matches!(ext.name_str(), "arith.extui" | "arith.extsi")
        && consts::width(cx, ext.operand_ty(0)) == Some(1)
    {
        // (ext i1) != 0 -> the i1.
        return value(ext.operand(0));
    }
    if let Some(v) = bound(op, predicate, splat_int(cx, b), width) {
        return attr(consts::constant(cx, ty, truth(v)));
    }
    let holds = |[a, b]: [Num; 2]| compare_ints(predicate, a.int()?, b.int()?, width).map(truth);
    attr(map(cx, ty, [a, b], holds))
});

/// What a comparison with the least or greatest value of the order always is.
fn bound(_op: OpRef<'_>, predicate: i64, rhs: Option<i128>, width: u32) -> Option<bool> {
    let rhs = rhs?;
    let max = consts::max_signed(width);
    match predicate {
        int::SLT if rhs == -max - 1 => Some(false),
        int::SLE if rhs == max => Some(true),
        int::SGT if rhs == max => Some(false),
        int::SGE if rhs == -max - 1 => Some(true),
        int::ULT if rhs == 0 => Some(false),
        int::ULE if rhs == -1 => Some(true),
        int::UGT if rhs == -1 => Some(false),
        int::UGE if rhs == 0 => Some(true),
        _ => None,
    }
}

pub(super) const CMPF: Fold = Fold(|op, c| {
    let &[a, b] = c else { return None };
    let (cx, ty, predicate) = (op.cx, op.result_ty(0), case(op, "predicate")?);
    if matches!(predicate, 0 | 15) {
        return attr(consts::constant(cx, ty, truth(predicate == 15)));
    }
    let nan = [a, b].iter().any(|x| consts::splat_float(cx, *x).is_some_and(f64::is_nan));
    if nan {
        return attr(consts::constant(cx, ty, truth(compare_floats(predicate, f64::NAN, 0.0)?)));
    }
    let holds = |[a, b]: [Num; 2]| compare_floats(predicate, a.float()?, b.float()?).map(truth);
    attr(map(cx, ty, [a, b], holds))
});

pub(super) const SELECT: Fold = Fold(|op, c| {
    let &[cond, yes, no] = c else { return None };
    let (when, then, other) = (op.operand(0), op.operand(1), op.operand(2));
    if then == other {
        return value(then);
    }
    let is_poison = |c| consts::is_poison(op.cx, c);
    if is_poison(cond) {
        return attr(cond);
    }
    // The other value is one of those that poison may be.
    if is_poison(yes) || is_poison(no) {
        return value(if is_poison(yes) { other } else { then });
    }
    match splat_int(op.cx, cond) {
        Some(0) => return value(other),
        Some(_) => return value(then),
        None => {}
    }
    // select c, true, false -> c
    let is_bool = op.operand_ty(0) == op.result_ty(0);
    if is_bool && splat_int(op.cx, yes) == Some(-1) && splat_int(op.cx, no) == Some(0) {
        return value(when);
    }
    select_of_comparison(op, when, then, other).or_else(|| lane_by_lane(op, [cond, yes, no]))
});

/// `select (a == b), a, b -> b` and `select (a != b), a, b -> a`.
fn select_of_comparison(op: OpRef<'_>, when: ValueId, then: ValueId, other: ValueId) -> Result {
    let cmp = defined(op, when, "arith.cmpi")?;
    let (a, b) = (cmp.operand(0), cmp.operand(1));
    let same = (a, b) == (then, other) || (a, b) == (other, then);
    match case(cmp, "predicate")? {
        int::EQ if same => value(other),
        int::NE if same => value(then),
        _ => None,
    }
}

/// Chooses among dense constants by a dense condition.
fn lane_by_lane(op: OpRef<'_>, c: [Option<Attr>; 3]) -> Result {
    op.operand_ty(0).shape(op.cx)?;
    attr(map(op.cx, op.result_ty(0), c, |[w, a, b]| Some(if w.int()? != 0 { a } else { b })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unordered_comparisons_hold_for_nan() {
        for p in 1..=7 {
            assert_eq!(compare_floats(p, f64::NAN, 1.0), Some(false), "ordered {p}");
            let unordered = if p == 7 { 14 } else { p + 7 };
            assert_eq!(compare_floats(unordered, f64::NAN, 1.0), Some(true), "unordered {p}");
        }
        assert_eq!(compare_floats(4, 1.0, 2.0), Some(true));
        assert_eq!(compare_floats(14, 1.0, 2.0), Some(false));
    }

    #[test]
    fn swapping_and_inverting_agree_with_comparing() {
        for p in 0..10 {
            for (a, b) in [(-1, 1), (1, -1), (3, 3)] {
                let holds = compare_ints(p, a, b, 8).unwrap();
                assert_eq!(compare_ints(swapped(p), b, a, 8), Some(holds));
                assert_eq!(compare_ints(inverted(p), a, b, 8), Some(!holds));
            }
        }
    }
}

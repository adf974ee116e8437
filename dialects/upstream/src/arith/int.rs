//! Folds of integer arithmetic.

use terrace_ir::interface::{Fold, Folded};
use terrace_ir::{Attr, OpRef};

use crate::consts::{self, Num, attr, defined, map, max_signed, splat_int, unsigned, value, wrap};

/// What folds to constants or operands, if anything.
type Result = Option<Vec<Folded>>;

/// Constants of the operands.
type Consts<'a> = &'a [Option<Attr>];

/// Folds two constants with `f` on sign-extended values; the width comes last. Results wrap.
pub(super) fn binary(
    op: OpRef<'_>,
    c: Consts<'_>,
    f: fn(i128, i128, u32) -> Option<i128>,
) -> Result {
    let (cx, ty) = (op.cx, op.result_ty(0));
    let &[a, b] = c else { return None };
    let width = consts::width(cx, ty)?;
    attr(map(cx, ty, [a, b], |[a, b]| Some(Num::Int(f(a.int()?, b.int()?, width)?))))
}

/// The integer that all elements of operand `i` are known to equal.
fn known(op: OpRef<'_>, c: Consts<'_>, i: usize) -> Option<i128> {
    splat_int(op.cx, *c.get(i)?)
}

/// A constant of the result's type.
fn result(op: OpRef<'_>, v: i128) -> Result {
    attr(consts::int(op.cx, op.result_ty(0), v))
}

/// The other operand when one of the two is known to be `identity`.
fn identity(op: OpRef<'_>, c: Consts<'_>, identity: i128) -> Result {
    (0..2).find(|&i| known(op, c, i) == Some(identity)).and_then(|i| value(op.operand(1 - i)))
}

/// The constant `absorbing` when one of the two operands is known to be it.
fn absorbing(op: OpRef<'_>, c: Consts<'_>, absorbing: i128) -> Result {
    (0..2).any(|i| known(op, c, i) == Some(absorbing)).then(|| result(op, absorbing))?
}

pub(super) const ADDI: Fold = Fold(|op, c| {
    let (lhs, rhs) = (op.operand(0), op.operand(1));
    // (a - b) + b -> a, and b + (a - b) -> a.
    let undone = [(lhs, rhs), (rhs, lhs)].into_iter().find_map(|(sub, other)| {
        defined(op, sub, "arith.subi").filter(|s| s.operand(1) == other).map(|s| s.operand(0))
    });
    identity(op, c, 0).or_else(|| value(undone?)).or_else(|| binary(op, c, |a, b, _| Some(a + b)))
});

pub(super) const SUBI: Fold = Fold(|op, c| {
    let (lhs, rhs) = (op.operand(0), op.operand(1));
    if lhs == rhs {
        return result(op, 0);
    }
    if known(op, c, 1) == Some(0) {
        return value(lhs);
    }
    // (a + b) - b -> a, (a + b) - a -> b.
    if let Some(add) = defined(op, lhs, "arith.addi") {
        if add.operand(1) == rhs {
            return value(add.operand(0));
        }
        if add.operand(0) == rhs {
            return value(add.operand(1));
        }
    }
    binary(op, c, |a, b, _| Some(a - b))
});

pub(super) const MULI: Fold = Fold(|op, c| {
    absorbing(op, c, 0)
        .or_else(|| identity(op, c, one(op)))
        .or_else(|| binary(op, c, |a, b, _| Some(a.wrapping_mul(b))))
});

/// The integer 1 as its type has it: -1 for `i1`.
fn one(op: OpRef<'_>) -> i128 {
    consts::width(op.cx, op.result_ty(0)).map_or(1, |w| wrap(1, w))
}

/// `x / 1 -> x`, else two constants.
fn quotient(op: OpRef<'_>, c: Consts<'_>, f: fn(i128, i128, u32) -> Option<i128>) -> Result {
    if known(op, c, 1) == Some(one(op)) {
        return value(op.operand(0));
    }
    binary(op, c, f)
}

/// Whether a signed quotient is defined.
fn divides(a: i128, b: i128, width: u32) -> bool {
    b != 0 && !(a == wrap(1 << (width - 1), width) && b == -1)
}

pub(super) const DIVUI: Fold =
    Fold(|op, c| quotient(op, c, |a, b, w| unsigned(a, w).checked_div(unsigned(b, w))));

pub(super) const DIVSI: Fold =
    Fold(|op, c| quotient(op, c, |a, b, w| divides(a, b, w).then(|| a / b)));

pub(super) const CEILDIVUI: Fold = Fold(|op, c| {
    quotient(op, c, |a, b, w| {
        let (a, b) = (unsigned(a, w), unsigned(b, w));
        (b != 0).then(|| (a + b - 1) / b)
    })
});

pub(super) const CEILDIVSI: Fold = Fold(|op, c| {
    quotient(op, c, |a, b, w| {
        let up = |q: i128, r: i128| q + i128::from(r != 0 && (r < 0) == (b < 0));
        divides(a, b, w).then(|| up(a / b, a % b))
    })
});

pub(super) const FLOORDIVSI: Fold = Fold(|op, c| {
    quotient(op, c, |a, b, w| {
        let down = |q: i128, r: i128| q - i128::from(r != 0 && (r < 0) != (b < 0));
        divides(a, b, w).then(|| down(a / b, a % b))
    })
});

/// `x % 1 -> 0`, else two constants.
fn remainder(op: OpRef<'_>, c: Consts<'_>, f: fn(i128, i128, u32) -> Option<i128>) -> Result {
    if known(op, c, 1) == Some(one(op)) {
        return result(op, 0);
    }
    binary(op, c, f)
}

pub(super) const REMUI: Fold =
    Fold(|op, c| remainder(op, c, |a, b, w| unsigned(a, w).checked_rem(unsigned(b, w))));

pub(super) const REMSI: Fold = Fold(|op, c| remainder(op, c, |a, b, _| (b != 0).then(|| a % b)));

/// Whether `b` is `a` with all bits flipped: `xor(a, -1)`.
fn flipped(op: OpRef<'_>, a: terrace_ir::ValueId, b: terrace_ir::ValueId) -> bool {
    let xor = defined(op, b, "arith.xori").filter(|x| x.operand(0) == a);
    xor.is_some_and(|x| consts::known_int(x, x.operand(1)) == Some(-1))
}

pub(super) const ANDI: Fold = Fold(|op, c| {
    let (lhs, rhs) = (op.operand(0), op.operand(1));
    if flipped(op, lhs, rhs) || flipped(op, rhs, lhs) {
        return result(op, 0);
    }
    absorbing(op, c, 0)
        .or_else(|| identity(op, c, -1))
        .or_else(|| binary(op, c, |a, b, _| Some(a & b)))
});

pub(super) const ORI: Fold = Fold(|op, c| {
    let (lhs, rhs) = (op.operand(0), op.operand(1));
    if flipped(op, lhs, rhs) || flipped(op, rhs, lhs) {
        return result(op, -1);
    }
    absorbing(op, c, -1)
        .or_else(|| identity(op, c, 0))
        .or_else(|| binary(op, c, |a, b, _| Some(a | b)))
});

pub(super) const XORI: Fold = Fold(|op, c| {
    let (lhs, rhs) = (op.operand(0), op.operand(1));
    if lhs == rhs {
        return result(op, 0);
    }
    // (a ^ b) ^ b -> a on either side.
    for (nested, other) in [(lhs, rhs), (rhs, lhs)] {
        if let Some(inner) = defined(op, nested, "arith.xori") {
            if inner.operand(1) == other {
                return value(inner.operand(0));
            }
            if inner.operand(0) == other {
                return value(inner.operand(1));
            }
        }
    }
    identity(op, c, 0).or_else(|| binary(op, c, |a, b, _| Some(a ^ b)))
});

/// `x << 0 -> x` and its likes, else two constants when the distance is below the width.
fn shift(op: OpRef<'_>, c: Consts<'_>, f: fn(i128, i128, u32) -> Option<i128>) -> Result {
    if known(op, c, 1) == Some(0) {
        return value(op.operand(0));
    }
    binary(op, c, f)
}

/// The distance of a shift if it is below the width: beyond it is poison.
fn distance(b: i128, width: u32) -> Option<u32> {
    u32::try_from(unsigned(b, width)).ok().filter(|d| *d < width)
}

pub(super) const SHLI: Fold =
    Fold(|op, c| shift(op, c, |a, b, w| Some(unsigned(a, w) << distance(b, w)?)));

pub(super) const SHRUI: Fold =
    Fold(|op, c| shift(op, c, |a, b, w| Some(unsigned(a, w) >> distance(b, w)?)));

pub(super) const SHRSI: Fold = Fold(|op, c| shift(op, c, |a, b, w| Some(a >> distance(b, w)?)));

/// The extreme values of an order: what loses against everything, and what wins.
type Extremes = fn(u32) -> (i128, i128);

/// `min` or `max`: the loser gives the other operand, the winner itself.
fn extremum(
    op: OpRef<'_>,
    c: Consts<'_>,
    extremes: Extremes,
    f: fn(i128, i128, u32) -> Option<i128>,
) -> Result {
    if op.operand(0) == op.operand(1) {
        return value(op.operand(0));
    }
    let width = consts::width(op.cx, op.result_ty(0))?;
    let (loser, winner) = extremes(width);
    let (loser, winner) = (wrap(loser, width), wrap(winner, width));
    identity(op, c, loser).or_else(|| absorbing(op, c, winner)).or_else(|| binary(op, c, f))
}

pub(super) const MAXSI: Fold = Fold(|op, c| {
    extremum(op, c, |w| (-max_signed(w) - 1, max_signed(w)), |a, b, _| Some(a.max(b)))
});

pub(super) const MINSI: Fold = Fold(|op, c| {
    extremum(op, c, |w| (max_signed(w), -max_signed(w) - 1), |a, b, _| Some(a.min(b)))
});

pub(super) const MAXUI: Fold =
    Fold(|op, c| extremum(op, c, |_| (0, -1), |a, b, w| Some(unsigned(a, w).max(unsigned(b, w)))));

pub(super) const MINUI: Fold =
    Fold(|op, c| extremum(op, c, |_| (-1, 0), |a, b, w| Some(unsigned(a, w).min(unsigned(b, w)))));

pub(super) const ADDUI_EXTENDED: Fold = Fold(|op, c| {
    let (cx, ty) = (op.cx, op.result_ty(0));
    if known(op, c, 1) == Some(0) {
        let carry = consts::int(cx, op.result_ty(1), 0)?;
        return Some(vec![Folded::Value(op.operand(0)), Folded::Attr(carry)]);
    }
    let &[a, b] = c else { return None };
    let width = consts::width(cx, ty)?;
    let sum = |[a, b]: [Num; 2]| Some(unsigned(a.int()?, width) + unsigned(b.int()?, width));
    let low = map(cx, ty, [a, b], |ab| sum(ab).map(Num::Int))?;
    let carry = map(cx, op.result_ty(1), [a, b], |ab| Some(Num::Int(-(sum(ab)? >> width))))?;
    Some(vec![Folded::Attr(low), Folded::Attr(carry)])
});

/// Low and high halves of a product.
fn extended(op: OpRef<'_>, c: Consts<'_>, widen: fn(i128, u32) -> i128) -> Result {
    let (cx, ty) = (op.cx, op.result_ty(0));
    let zero = consts::int(cx, ty, 0)?;
    if (0..2).any(|i| known(op, c, i) == Some(0)) {
        return Some(vec![Folded::Attr(zero); 2]);
    }
    let &[a, b] = c else { return None };
    let width = consts::width(cx, ty)?;
    // Products of 64-bit unsigned values fit i128's bits, though not its sign.
    let product = |[a, b]: [Num; 2]| {
        Some(widen(a.int()?, width).wrapping_mul(widen(b.int()?, width)) as u128)
    };
    let low = map(cx, ty, [a, b], |ab| Some(Num::Int(product(ab)? as i128)))?;
    let high = map(cx, ty, [a, b], |ab| Some(Num::Int((product(ab)? >> width) as i128)))?;
    Some(vec![Folded::Attr(low), Folded::Attr(high)])
}

pub(super) const MULSI_EXTENDED: Fold = Fold(|op, c| extended(op, c, |v, _| v));

pub(super) const MULUI_EXTENDED: Fold = Fold(|op, c| {
    if known(op, c, 1) == Some(one(op)) && one(op) == 1 {
        let zero = consts::int(op.cx, op.result_ty(1), 0)?;
        return Some(vec![Folded::Value(op.operand(0)), Folded::Attr(zero)]);
    }
    extended(op, c, unsigned)
});

//! Folds of `index`, whose type has 32 or 64 bits: a constant stands only where both agree.

use terrace_ir::interface::{Canonicalize, Fold, Folded, Materialize};
use terrace_ir::{Attr, OpId, OpRef, Rewriter, ValueId};

use crate::arith::cmp::{compare_ints, int};
use crate::consts::{self, attr, known_int, splat_int, unsigned, value, wrap};
use crate::rewriting::pattern;
use crate::views::case;

type Result = Option<Vec<Folded>>;
type Consts<'a> = &'a [Option<Attr>];

/// A function of two integers of a width; `None` where it is undefined.
type Binary = fn(i128, i128, u32) -> Option<i128>;

/// The value of `f` if an index of 32 bits has the low half of what one of 64 bits has.
fn agreed(f: Binary, a: i128, b: i128) -> Option<i128> {
    let wide = wrap(f(a, b, 64)?, 64);
    let narrow = wrap(f(wrap(a, 32), wrap(b, 32), 32)?, 32);
    (wrap(wide, 32) == narrow).then_some(wide)
}

fn binary(op: OpRef<'_>, c: Consts<'_>, f: Binary) -> Result {
    let (a, b) = (splat_int(op.cx, *c.first()?)?, splat_int(op.cx, *c.get(1)?)?);
    attr(consts::int(op.cx, op.result_ty(0), agreed(f, a, b)?))
}

/// `op x, identity -> x`
fn identity(op: OpRef<'_>, c: Consts<'_>, identity: i128) -> Result {
    (splat_int(op.cx, *c.get(1)?)? == identity).then(|| value(op.operand(0)))?
}

const fn add(a: i128, b: i128, _: u32) -> Option<i128> {
    Some(a + b)
}

const fn mul(a: i128, b: i128, _: u32) -> Option<i128> {
    Some(a.wrapping_mul(b))
}

const fn and(a: i128, b: i128, _: u32) -> Option<i128> {
    Some(a & b)
}

const fn or(a: i128, b: i128, _: u32) -> Option<i128> {
    Some(a | b)
}

fn maxs(a: i128, b: i128, _: u32) -> Option<i128> {
    Some(a.max(b))
}

fn mins(a: i128, b: i128, _: u32) -> Option<i128> {
    Some(a.min(b))
}

fn maxu(a: i128, b: i128, w: u32) -> Option<i128> {
    Some(unsigned(a, w).max(unsigned(b, w)))
}

fn minu(a: i128, b: i128, w: u32) -> Option<i128> {
    Some(unsigned(a, w).min(unsigned(b, w)))
}

pub(super) const ADD: Fold = Fold(|op, c| identity(op, c, 0).or_else(|| binary(op, c, add)));

pub(super) const SUB: Fold =
    Fold(|op, c| identity(op, c, 0).or_else(|| binary(op, c, |a, b, _| Some(a - b))));

pub(super) const MUL: Fold = Fold(|op, c| {
    if splat_int(op.cx, *c.get(1)?) == Some(0) {
        return value(op.operand(1));
    }
    identity(op, c, 1).or_else(|| binary(op, c, mul))
});

pub(super) const AND: Fold = Fold(|op, c| binary(op, c, and));
pub(super) const OR: Fold = Fold(|op, c| binary(op, c, or));
pub(super) const XOR: Fold = Fold(|op, c| binary(op, c, |a, b, _| Some(a ^ b)));
pub(super) const MAXS: Fold = Fold(|op, c| binary(op, c, maxs));
pub(super) const MINS: Fold = Fold(|op, c| binary(op, c, mins));
pub(super) const MAXU: Fold = Fold(|op, c| binary(op, c, maxu));
pub(super) const MINU: Fold = Fold(|op, c| binary(op, c, minu));

/// Whether a signed quotient is defined in this width.
fn divides(a: i128, b: i128, w: u32) -> bool {
    b != 0 && !(b == -1 && a == -consts::max_signed(w) - 1)
}

pub(super) const DIVS: Fold =
    Fold(|op, c| binary(op, c, |a, b, w| divides(a, b, w).then(|| a / b)));

pub(super) const REMS: Fold = Fold(|op, c| binary(op, c, |a, b, _| a.checked_rem(b)));

pub(super) const DIVU: Fold =
    Fold(|op, c| binary(op, c, |a, b, w| unsigned(a, w).checked_div(unsigned(b, w))));

pub(super) const REMU: Fold =
    Fold(|op, c| binary(op, c, |a, b, w| unsigned(a, w).checked_rem(unsigned(b, w))));

pub(super) const CEILDIVU: Fold = Fold(|op, c| {
    binary(op, c, |a, b, w| {
        let (a, b) = (unsigned(a, w), unsigned(b, w));
        (b != 0).then(|| (a + b - 1) / b)
    })
});

pub(super) const CEILDIVS: Fold = Fold(|op, c| {
    binary(op, c, |a, b, w| {
        let up = |q: i128, r: i128| q + i128::from(r != 0 && (r < 0) == (b < 0));
        divides(a, b, w).then(|| up(a / b, a % b))
    })
});

pub(super) const FLOORDIVS: Fold = Fold(|op, c| {
    binary(op, c, |a, b, w| {
        let down = |q: i128, r: i128| q - i128::from(r != 0 && (r < 0) != (b < 0));
        divides(a, b, w).then(|| down(a / b, a % b))
    })
});

/// The distance of a shift; from the width on, it is poison.
fn distance(b: i128, width: u32) -> Option<u32> {
    u32::try_from(unsigned(b, width)).ok().filter(|d| *d < width)
}

pub(super) const SHL: Fold =
    Fold(|op, c| binary(op, c, |a, b, w| Some(unsigned(a, w) << distance(b, w)?)));

pub(super) const SHRU: Fold =
    Fold(|op, c| binary(op, c, |a, b, w| Some(unsigned(a, w) >> distance(b, w)?)));

pub(super) const SHRS: Fold = Fold(|op, c| binary(op, c, |a, b, w| Some(a >> distance(b, w)?)));

/// An integer of 32 bits or fewer reads the same from both kinds of index.
fn cast(op: OpRef<'_>, c: Consts<'_>, extend: fn(i128, u32) -> i128) -> Result {
    let from = consts::width(op.cx, op.operand_ty(0))?;
    let v = extend(splat_int(op.cx, *c.first()?)?, from);
    let fits = op.operand_ty(0).is_index(op.cx) && consts::width(op.cx, op.result_ty(0))? <= 32
        || from <= 32
        || wrap(v, 32) == v;
    fits.then(|| attr(consts::int(op.cx, op.result_ty(0), v)))?
}

pub(super) const CASTS: Fold = Fold(|op, c| cast(op, c, |v, _| v));
pub(super) const CASTU: Fold = Fold(|op, c| cast(op, c, unsigned));

pub(super) const CMP: Fold = Fold(|op, c| {
    let predicate = case(op, "pred")?;
    let truth = |holds: bool| attr(Some(op.cx.bool_attr(holds)));
    if op.operand(0) == op.operand(1) {
        return truth(compare_ints(predicate, 0, 0, 64)?);
    }
    let b = splat_int(op.cx, *c.get(1)?)?;
    let holds = |w: u32| match splat_int(op.cx, c[0]) {
        Some(a) => compare_ints(predicate, wrap(a, w), wrap(b, w), w),
        None => compare_clamped(op, predicate, wrap(b, w), w),
    };
    let (wide, narrow) = (holds(64)?, holds(32)?);
    (wide == narrow).then(|| truth(wide))?
});

/// How every value of `max x, c` or `min x, c` compares with `b`, if all do alike.
fn compare_clamped(op: OpRef<'_>, predicate: i64, b: i128, w: u32) -> Option<bool> {
    let clamp = op.defining(op.operand(0))?;
    let c = wrap(known_int(clamp, *clamp.operand_values(1).first()?)?, w);
    let top = consts::max_signed(w);
    let is_signed = match clamp.name_str() {
        "index.maxs" | "index.mins" => true,
        "index.maxu" | "index.minu" => false,
        _ => return None,
    };
    let (low, high) = match clamp.name_str() {
        "index.maxs" => (c, top),
        "index.mins" => (-top - 1, c),
        "index.maxu" => (c, -1),
        _ => (0, c),
    };
    let ordered = match predicate {
        int::EQ | int::NE => return equal_to_clamped(predicate, (low, high), b, is_signed, w),
        int::SLT | int::SLE | int::SGT | int::SGE => is_signed,
        _ => !is_signed,
    };
    // The comparison is monotone in the order of the clamp: both ends decide.
    let (first, last) = (compare_ints(predicate, low, b, w)?, compare_ints(predicate, high, b, w)?);
    (ordered && first == last).then_some(first)
}

/// A value outside of what the clamp lets through is never equal.
fn equal_to_clamped(
    predicate: i64,
    (low, high): (i128, i128),
    b: i128,
    is_signed: bool,
    w: u32,
) -> Option<bool> {
    let at_least = if is_signed { int::SGE } else { int::UGE };
    let inside = compare_ints(at_least, b, low, w)? && compare_ints(at_least, high, b, w)?;
    (!inside).then_some(predicate == int::NE)
}

pub(super) const CONSTANT: Materialize = Materialize(|rw, value, ty, loc| {
    let fits = ty.is_index(rw.cx) && value.ty(rw.cx) == Some(ty);
    fits.then(|| rw.build("index.constant").loc(loc).attr("value", value).result(ty).done())
});

pub(super) const BOOL_CONSTANT: Materialize = Materialize(|rw, value, ty, loc| {
    let fits = ty.int_width(rw.cx) == Some(1) && value.ty(rw.cx) == Some(ty);
    fits.then(|| rw.build("index.bool.constant").loc(loc).attr("value", value).result(ty).done())
});

/// The constants of chains of one associative and commutative operation come together.
macro_rules! chains {
    ($($id:ident $op:literal)*) => {
        $(pub(super) const $id: Canonicalize =
            Canonicalize(&[pattern("chain_of_constants", $op, chain_of_constants)]);)*
    };
}

chains! {
    ADD_CHAIN "index.add"
    MUL_CHAIN "index.mul"
    AND_CHAIN "index.and"
    OR_CHAIN "index.or"
    XOR_CHAIN "index.xor"
    MAXS_CHAIN "index.maxs"
    MINS_CHAIN "index.mins"
    MAXU_CHAIN "index.maxu"
    MINU_CHAIN "index.minu"
}

/// `(x op c) op d -> x op (c op d)`
fn chain_of_constants(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let inner = view.defining(view.operand(0)).filter(|i| i.name() == view.name())?;
    let (c, d) = (inner.operand(1), view.operand(1));
    known_int(view, c)?;
    known_int(view, d)?;
    let (x, name, ty) = (inner.operand(0), view.def()?.name, view.result_ty(0));
    rw.before(op);
    // Two constants fold wherever both widths agree, and stay what they are elsewhere.
    let both = rw.build(name).operands(&[c, d]).result(ty).value();
    let new = rw.build(name).operands(&[x, both]).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

pub(super) const CMP_PATTERNS: Canonicalize =
    Canonicalize(&[pattern("cmp_of_difference", "index.cmp", cmp_of_difference)]);

/// `a - b == 0 -> a == b`, and `!=`; an order would be lost where the difference overflows.
fn cmp_of_difference(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let predicate = case(view, "pred")?;
    if !matches!(predicate, int::EQ | int::NE) {
        return None;
    }
    let (lhs, rhs) = (view.operand(0), view.operand(1));
    let is_zero = |v: ValueId| known_int(view, v) == Some(0);
    let difference = if is_zero(rhs) { lhs } else { rhs };
    if !is_zero(rhs) && !is_zero(lhs) {
        return None;
    }
    let sub = consts::defined(view, difference, "index.sub")?;
    let (a, b) = (sub.operand(0), sub.operand(1));
    rw.set_operand(op, 0, a);
    rw.set_operand(op, 1, b);
    Some(())
}

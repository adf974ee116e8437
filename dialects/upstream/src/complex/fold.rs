//! Folds of `complex`.
//!
//! What upstream folds although the number changes is left alone here: `(a - b) + b` rounds twice,
//! `log(exp(a))` forgets the branch, and `a + 0` turns minus zero into zero.

use terrace_ir::interface::{Canonicalize, Fold, Folded, Materialize};
use terrace_ir::{Attr, AttrKind, OpId, OpRef, Rewriter, TypeKind, ValueId};

use crate::consts::{attr, defined, value};
use crate::rewriting::pattern;
use crate::views::FastMath;

type Result = Option<Vec<Folded>>;

/// Real and imaginary part of a constant.
fn parts(op: OpRef<'_>, constant: Option<Attr>) -> Option<[f64; 2]> {
    let [re, im] = constant?.as_array(op.cx)? else { return None };
    Some([re.as_f64(op.cx)?, im.as_f64(op.cx)?])
}

/// The operand of the operation of this name that made operand 0.
fn undone(op: OpRef<'_>, name: &str) -> Result {
    value(defined(op, op.operand(0), name)?.operand(0))
}

pub(super) const NEG: Fold = Fold(|op, _| undone(op, "complex.neg"));
pub(super) const CONJ: Fold = Fold(|op, _| undone(op, "complex.conj"));

/// `create(re(a), im(a)) -> a`
pub(super) const CREATE: Fold = Fold(|op, _| {
    let re = defined(op, op.operand(0), "complex.re")?;
    let im = defined(op, op.operand(1), "complex.im")?;
    let whole = re.operand(0);
    (whole == im.operand(0) && op.body.ty(whole) == op.result_ty(0)).then(|| value(whole))?
});

/// A part of a constant, or what a complex number was made of.
fn part(op: OpRef<'_>, c: &[Option<Attr>], i: usize) -> Result {
    if let Some(constant) = *c.first()? {
        return attr(constant.as_array(op.cx)?.get(i).copied());
    }
    value(defined(op, op.operand(0), "complex.create")?.operand(i))
}

pub(super) const RE: Fold = Fold(|op, c| part(op, c, 0));
pub(super) const IM: Fold = Fold(|op, c| part(op, c, 1));

/// Whether both parts are zeros that change nothing when added (`negative`) or subtracted.
fn neutral(op: OpRef<'_>, c: Option<Attr>, negative: bool) -> bool {
    let flags = FastMath::of(op);
    let is_neutral = |x: &f64| *x == 0.0 && (flags.nsz() || x.is_sign_negative() == negative);
    parts(op, c).is_some_and(|p| p.iter().all(is_neutral))
}

pub(super) const ADD: Fold = Fold(|op, c| {
    let (a, b) = (op.operand(0), op.operand(1));
    if neutral(op, *c.get(1)?, true) {
        return value(a);
    }
    let exact = FastMath::of(op).reassoc();
    let undo = |sum: ValueId, other: ValueId| {
        let sub = defined(op, sum, "complex.sub").filter(|s| exact && s.operand(1) == other)?;
        value(sub.operand(0))
    };
    undo(a, b).or_else(|| undo(b, a))
});

pub(super) const SUB: Fold = Fold(|op, c| {
    if neutral(op, *c.get(1)?, false) {
        return value(op.operand(0));
    }
    let add = defined(op, op.operand(0), "complex.add").filter(|_| FastMath::of(op).reassoc())?;
    (add.operand(1) == op.operand(1)).then(|| value(add.operand(0)))?
});

/// A product with one, or a quotient by one, is the number itself.
pub(super) const BY_ONE: Fold = Fold(|op, c| {
    let [re, im] = parts(op, *c.get(1)?)?;
    (re == 1.0 && im == 0.0).then(|| value(op.operand(0)))?
});

pub(super) const BITCAST: Fold =
    Fold(|op, _| (op.operand_ty(0) == op.result_ty(0)).then(|| value(op.operand(0)))?);

pub(super) const BITCAST_PATTERNS: Canonicalize =
    Canonicalize(&[pattern("bitcast_of_bitcast", "complex.bitcast", bitcast_of_bitcast)]);

/// `bitcast(bitcast(x)) -> bitcast(x)`, in `arith` where neither side is complex
fn bitcast_of_bitcast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let inner = view.defining(view.operand(0))?;
    if !matches!(inner.name_str(), "complex.bitcast" | "arith.bitcast") {
        return None;
    }
    let (x, ty) = (inner.operand(0), view.result_ty(0));
    let from = rw.ty(x);
    let is_complex = |t: terrace_ir::Type| matches!(t.kind(rw.cx), TypeKind::Complex(_));
    let new = match (is_complex(from), is_complex(ty)) {
        _ if from == ty => x,
        (false, false) => rw.before(op).build("arith.bitcast").operand(x).result(ty).value(),
        (true, true) => return None,
        _ => rw.before(op).build("complex.bitcast").operand(x).result(ty).value(),
    };
    rw.replace(op, &[new]);
    Some(())
}

macro_rules! parts_of_negated {
    ($($id:ident $op:literal $i:literal)*) => {
        $(pub(super) const $id: Canonicalize = Canonicalize(&[
            pattern("part_of_negated", $op, |op, rw| part_of_negated(op, rw, $i)),
        ]);)*
    };
}

parts_of_negated! {
    RE_PATTERNS "complex.re" 0
    IM_PATTERNS "complex.im" 1
}

/// `re(neg(create(a, b))) -> -a`, and `im` of it `-b`
fn part_of_negated(op: OpId, rw: &mut Rewriter<'_>, i: usize) -> Option<()> {
    let view = rw.op(op);
    let neg = defined(view, view.operand(0), "complex.neg")?;
    let create = defined(neg, neg.operand(0), "complex.create")?;
    let (x, ty) = (create.operand(i), view.result_ty(0));
    rw.before(op);
    let new = rw.build("arith.negf").operand(x).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

pub(super) const CONSTANT: Materialize = Materialize(|rw, value, ty, loc| {
    let TypeKind::Complex(part) = ty.kind(rw.cx) else { return None };
    let AttrKind::Array(items) = &*value.get()?.kind(rw.cx) else { return None };
    let fits = items.len() == 2 && items.iter().all(|a| a.ty(rw.cx) == Some(*part));
    fits.then(|| rw.build("complex.constant").loc(loc).attr("value", value).result(ty).done())
});

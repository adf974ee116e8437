//! Folds of conversions between scalar types, and `arith.constant`'s materialization.

use terrace_ir::interface::{Fold, Folded, Materialize};
use terrace_ir::{Attr, AttrKind, Context, DYNAMIC, FloatTy, OpRef, Type, TypeKind};

use crate::consts::{self, Num, attr, defined, map, unsigned, value};
use crate::views::FastMath;

type Result = Option<Vec<Folded>>;
type Consts<'a> = &'a [Option<Attr>];

/// Folds a constant by `f`, which gets the widths of operand and result (0 where they are floats).
fn constant(op: OpRef<'_>, c: Consts<'_>, f: fn(Num, u32, u32) -> Option<Num>) -> Result {
    let &[a] = c else { return None };
    let (cx, ty) = (op.cx, op.result_ty(0));
    let from = consts::width(cx, op.operand_ty(0)).unwrap_or(0);
    let to = consts::width(cx, ty).unwrap_or(0);
    attr(map(cx, ty, [a], |[a]| f(a, from, to)))
}

pub(super) const EXTUI: Fold =
    Fold(|op, c| constant(op, c, |a, from, _| Some(Num::Int(unsigned(a.int()?, from)))));

pub(super) const EXTSI: Fold = Fold(|op, c| constant(op, c, |a, _, _| a.int().map(Num::Int)));

pub(super) const TRUNCI: Fold = Fold(|op, c| {
    // trunci(extui(x)) -> x, where the widths cancel.
    let ext = op.defining(op.operand(0));
    let ext = ext.filter(|e| matches!(e.name_str(), "arith.extui" | "arith.extsi"));
    if let Some(ext) = ext
        && ext.operand_ty(0) == op.result_ty(0)
    {
        return value(ext.operand(0));
    }
    constant(op, c, |a, _, _| a.int().map(Num::Int))
});

/// Widening what was narrowed is what there was, where both may skip the rounding in between.
pub(super) const EXTF: Fold = Fold(|op, c| {
    let contract = |op| FastMath::of(op).contract();
    if let Some(narrowed) = defined(op, op.operand(0), "arith.truncf")
        && narrowed.operand_ty(0) == op.result_ty(0)
        && contract(op)
        && contract(narrowed)
    {
        return value(narrowed.operand(0));
    }
    constant(op, c, |a, _, _| a.float().map(Num::Float))
});

pub(super) const TRUNCF: Fold = Fold(|op, c| {
    if let Some(ext) = defined(op, op.operand(0), "arith.extf")
        && ext.operand_ty(0) == op.result_ty(0)
    {
        return value(ext.operand(0));
    }
    if op.attr("roundingmode").is_some() {
        return None;
    }
    constant(op, c, |a, _, _| a.float().map(Num::Float))
});

/// An integer that f64 holds exactly, as a float: larger ones would be rounded twice.
fn exact(v: i128) -> Option<Num> {
    (v.unsigned_abs() <= 1 << 53).then_some(Num::Float(v as f64))
}

pub(super) const SITOFP: Fold = Fold(|op, c| constant(op, c, |a, _, _| exact(a.int()?)));

pub(super) const UITOFP: Fold =
    Fold(|op, c| constant(op, c, |a, from, _| exact(unsigned(a.int()?, from))));

/// The integer part of a float when it lies in `min..=max`; beyond it is poison.
fn integral(a: Num, min: i128, max: i128) -> Option<Num> {
    let v = a.float().filter(|v| v.is_finite())?.trunc();
    // Above 2^100 the conversion to i128 is exact and out of range all the same.
    let v = v as i128;
    (min..=max).contains(&v).then_some(Num::Int(v))
}

pub(super) const FPTOSI: Fold = Fold(|op, c| {
    constant(op, c, |a, _, to| {
        let max = consts::max_signed(to.max(1));
        integral(a, -max - 1, max)
    })
});

pub(super) const FPTOUI: Fold =
    Fold(|op, c| constant(op, c, |a, _, to| integral(a, 0, (1i128 << to.max(1)) - 1)));

pub(super) const INDEX_CAST: Fold =
    Fold(|op, c| same_cast_twice(op).or_else(|| constant(op, c, |a, _, _| a.int().map(Num::Int))));

pub(super) const INDEX_CASTUI: Fold = Fold(|op, c| {
    let widened = |a: Num, from: u32, _| Some(Num::Int(unsigned(a.int()?, from)));
    same_cast_twice(op).or_else(|| constant(op, c, widened))
});

/// `cast(cast(x)) -> x` where the outer one undoes the inner one without loss.
fn same_cast_twice(op: OpRef<'_>) -> Result {
    let inner = defined(op, op.operand(0), op.name_str())?;
    (inner.operand_ty(0) == op.result_ty(0)).then(|| value(inner.operand(0)))?
}

pub(super) const BITCAST: Fold = Fold(|op, c| {
    if op.operand_ty(0) == op.result_ty(0) {
        return value(op.operand(0));
    }
    if let Some(inner) = defined(op, op.operand(0), "arith.bitcast") {
        // One cast from the first type is as good; `a -> b -> a` is none at all.
        if inner.operand_ty(0) == op.result_ty(0) {
            return value(inner.operand(0));
        }
    }
    let &[a] = c else { return None };
    attr(bits_as(op.cx, a?, op.result_ty(0)))
});

/// The same bits as another type of the same width, scalars and dense elements.
fn bits_as(cx: &Context, from: Attr, to: Type) -> Option<Attr> {
    let bits = match &*from.kind(cx) {
        AttrKind::DenseElements { ty, data, splat } => {
            let same =
                ty.elem_bytes(cx) == to.elem_bytes(cx) && bit_width(cx, *ty) == bit_width(cx, to);
            let shaped = to.is_vector(cx) || to.is_tensor(cx);
            return (same && shaped).then(|| cx.dense(to, data.to_vec(), *splat));
        }
        AttrKind::Int { value, ty } => unsigned(*value, consts::width(cx, *ty)?) as u128,
        AttrKind::Float { bits, .. } => *bits,
        _ => return None,
    };
    match to.kind(cx) {
        TypeKind::Float(FloatTy::F80 | FloatTy::F128) => None,
        TypeKind::Float(_) => Some(cx.attr(AttrKind::Float { bits, ty: to })),
        TypeKind::Int { .. } => consts::int(cx, to, bits as i128),
        _ => None,
    }
}

/// Bits of the elements of a type; `None` for what has no fixed width.
pub(crate) fn bit_width(cx: &Context, ty: Type) -> Option<u32> {
    let elem = ty.elem(cx);
    elem.int_width(cx).or_else(|| elem.float(cx).map(FloatTy::bits))
}

/// Makes `arith.constant`s of integers, floats and dense elements, and `ub.poison`.
pub(super) const MATERIALIZE: Materialize = Materialize(|rw, value, ty, loc| {
    let cx = rw.cx;
    if crate::consts::is_poison(cx, value.get()) {
        return Some(rw.build("ub.poison").loc(loc).attr("value", value).result(ty).done());
    }
    let fits = match &*value.get()?.kind(cx) {
        AttrKind::Int { ty: t, .. } | AttrKind::Float { ty: t, .. } => *t == ty,
        AttrKind::DenseElements { ty: t, .. } | AttrKind::DenseResource { ty: t, .. } => *t == ty,
        _ => false,
    };
    let is_static = ty.shape(cx).is_none_or(|s| s.iter().all(|d| *d != DYNAMIC));
    let signless = matches!(
        ty.elem(cx).kind(cx),
        TypeKind::Float(_)
            | TypeKind::Index
            | TypeKind::Int { sign: terrace_ir::Sign::Signless, .. }
    );
    (fits && is_static && signless)
        .then(|| rw.build("arith.constant").loc(loc).attr("value", value).result(ty).done())
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_survive_a_bitcast_both_ways() {
        let cx = Context::new();
        let one = cx.float_attr(1.0, cx.f32_ty()).unwrap();
        let as_int = bits_as(&cx, one, cx.int_ty(32)).unwrap();
        assert_eq!(as_int.as_int(&cx), Some(0x3f80_0000));
        assert_eq!(bits_as(&cx, as_int, cx.f32_ty()), Some(one));
        assert_eq!(terrace_ir::float::to_f64(FloatTy::F32, 0x3f80_0000), 1.0);
    }
}

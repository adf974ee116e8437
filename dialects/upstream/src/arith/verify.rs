//! What the definitions of `arith` cannot say.

use terrace_ir::interface::Verify;
use terrace_ir::text::type_to_string;
use terrace_ir::{Attr, AttrKind, Diags, OpRef, Type, TypeKind};

use super::casts::bit_width;
use crate::codes::*;

/// A conversion between widths: the result must be wider.
pub(super) const WIDER: Verify =
    Verify(|op, diags| widths(op, diags, "wider", |from, to| to > from));

/// A conversion between widths: the result must be narrower.
pub(super) const NARROWER: Verify =
    Verify(|op, diags| widths(op, diags, "narrower", |from, to| to < from));

fn widths(op: OpRef<'_>, diags: &mut Diags, what: &str, fits: fn(u32, u32) -> bool) {
    let cx = op.cx;
    let (from, to) = (op.operand_ty(0), op.result_ty(0));
    if !same_container(op, diags) {
        return;
    }
    if let (Some(f), Some(t)) = (bit_width(cx, from), bit_width(cx, to)) {
        diags.require(fits(f, t), &ARITH001, op.loc(), &[&what, &f, &t]);
    }
}

/// `arith.bitcast`: equal widths.
pub(super) const SAME_WIDTH: Verify = Verify(|op, diags| {
    let cx = op.cx;
    if !same_container(op, diags) {
        return;
    }
    if let (Some(f), Some(t)) = (bit_width(cx, op.operand_ty(0)), bit_width(cx, op.result_ty(0))) {
        diags.require(f == t, &ARITH001, op.loc(), &[&"equally wide", &f, &t]);
    }
});

/// A conversion of elements: shapes and encodings stay as they are.
fn same_container(op: OpRef<'_>, diags: &mut Diags) -> bool {
    let cx = op.cx;
    let (from, to) = (op.operand_ty(0), op.result_ty(0));
    let encoding = |ty: Type| match ty.kind(cx) {
        TypeKind::Tensor { encoding, .. } => *encoding,
        _ => Attr::NONE,
    };
    let same = from.shape(cx) == to.shape(cx) && encoding(from) == encoding(to);
    cast(op, same, "shapes and encodings differ", diags)
}

fn cast(op: OpRef<'_>, ok: bool, why: &str, diags: &mut Diags) -> bool {
    let text = |ty| type_to_string(op.cx, ty);
    let (from, to) = (text(op.operand_ty(0)), text(op.result_ty(0)));
    diags.require(ok, &ARITH006, op.loc(), &[&from, &to, &why]);
    ok
}

pub(super) const CAST: Verify = Verify(|op, diags| {
    same_container(op, diags);
});

/// Conversions between `index` and integers; those of the dialect `index` are of scalars.
pub(crate) const INDEX_CAST: Verify = Verify(|op, diags| {
    let index = |ty: Type| ty.elem(op.cx).is_index(op.cx);
    let one = index(op.operand_ty(0)) != index(op.result_ty(0));
    let _ = same_container(op, diags) && cast(op, one, "one of them is `index`", diags);
});

/// An overflow for each sum.
pub(super) const ADDUI_EXTENDED: Verify = Verify(|op, diags| {
    let want = op.result_ty(0).with_elem(op.cx, op.cx.int_ty(1));
    let text = |ty| type_to_string(op.cx, ty);
    let (got, sum) = (text(op.result_ty(1)), text(op.result_ty(0)));
    let why = "there is one overflow bit for each sum";
    diags.require(op.result_ty(1) == want, &ARITH006, op.loc(), &[&sum, &got, &why]);
});

pub(super) const CONSTANT: Verify = Verify(|op, diags| {
    let (cx, ty) = (op.cx, op.result_ty(0));
    let Some(value) = op.attr("value") else { return };
    if let TypeKind::Int { sign, .. } = ty.kind(cx) {
        diags.require(*sign == terrace_ir::Sign::Signless, &ARITH002, op.loc(), &[]);
    }
    let is_number = matches!(
        &*value.kind(cx),
        AttrKind::Int { .. }
            | AttrKind::Float { .. }
            | AttrKind::DenseElements { .. }
            | AttrKind::DenseResource { .. }
            | AttrKind::SparseElements { .. }
    );
    let scalable =
        matches!(ty.kind(cx), TypeKind::Vector { scalable, .. } if scalable.contains(&true));
    let splat = matches!(&*value.kind(cx), AttrKind::DenseElements { splat: true, .. });
    diags.require(is_number, &ARITH003, op.loc(), &[]);
    diags.require(!scalable || splat, &ARITH004, op.loc(), &[]);
});

/// `arith.select`: one condition for all, or one for each element.
pub(super) const SELECT: Verify = Verify(|op, diags| {
    let (cx, cond, ty) = (op.cx, op.operand_ty(0), op.result_ty(0));
    let fits =
        cond.shape(cx).is_none() && !cond.is_shaped(cx) || cond == ty.with_elem(cx, cx.int_ty(1));
    diags.require(fits, &ARITH005, op.loc(), &[]);
});

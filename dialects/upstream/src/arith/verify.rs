//! What the definitions of `arith` cannot say.

use terrace_ir::interface::Verify;
use terrace_ir::{AttrKind, Diags, OpRef, TypeKind};

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
    if let (Some(f), Some(t)) = (bit_width(cx, from), bit_width(cx, to)) {
        diags.require(fits(f, t), &ARITH001, op.loc(), &[&what, &f, &t]);
    }
}

/// `arith.bitcast`: equal widths.
pub(super) const SAME_WIDTH: Verify = Verify(|op, diags| {
    let cx = op.cx;
    if let (Some(f), Some(t)) = (bit_width(cx, op.operand_ty(0)), bit_width(cx, op.result_ty(0))) {
        diags.require(f == t, &ARITH001, op.loc(), &[&"equally wide", &f, &t]);
    }
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
    let fits = cond.shape(cx).is_none() && !cond.is_shaped(cx)
        || cond.is_shaped(cx) && cond.shape(cx) == ty.shape(cx);
    diags.require(fits, &ARITH005, op.loc(), &[]);
});

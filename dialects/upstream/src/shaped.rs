//! Folds that `memref` and `tensor` share: ranks, dimensions and casts in front of them.

use terrace_ir::interface::{Fold, Folded};
use terrace_ir::{Attr, Context, DYNAMIC, OpId, OpRef, Rewriter, Type, TypeKind, ValueId};

use crate::consts::{attr, defined, splat_int, value};
use crate::rewriting::constant;
use crate::slices::Mixed;

/// The number of dimensions, from the type.
pub const RANK: Fold = Fold(|op, _| {
    let rank = op.operand_ty(0).shape(op.cx)?.len() as i64;
    attr(Some(op.cx.index_attr(rank)))
});

/// The extent of a dimension of operand 0: from its type, or else one of the sizes that its maker
/// was given, one for each dynamic dimension.
///
/// `sizes` gives these sizes for a maker of a value with so many dimensions.
pub fn dim(
    op: OpRef<'_>,
    index: Option<Attr>,
    sizes: fn(OpRef<'_>, usize) -> Option<Vec<ValueId>>,
) -> Option<Vec<Folded>> {
    let index = usize::try_from(splat_int(op.cx, index)?).ok()?;
    let shape = op.operand_ty(0).shape(op.cx)?;
    let extent = *shape.get(index)?;
    if extent != DYNAMIC {
        return attr(Some(op.cx.index_attr(extent)));
    }
    let nth_dynamic = shape.iter().take(index).filter(|d| **d == DYNAMIC).count();
    let maker = op.defining(op.operand(0))?;
    value(*sizes(maker, shape.len())?.get(nth_dynamic)?)
}

/// The dynamic sizes of a slice, `None` where dimensions were dropped: then it is not clear which
/// is which.
pub fn sizes_of_slice(slice: OpRef<'_>, n_dims: usize) -> Option<Vec<ValueId>> {
    let n_sizes = slice.attr("static_sizes")?.as_ints(slice.cx)?.len();
    (n_sizes == n_dims).then(|| slice.operand_values(2))
}

/// `dim(cast(x)) -> dim(x)`, unless `x` has no rank: of such nothing more is known.
pub fn dim_of_cast(op: OpId, rw: &mut Rewriter<'_>, cast: &str) -> Option<()> {
    let view = rw.op(op);
    let source = defined(view, view.operand(0), cast)?.operand(0);
    view.body.ty(source).shape(view.cx)?;
    rw.set_operand(op, 0, source);
    Some(())
}

/// The tensor type of another shape.
pub fn with_shape(cx: &Context, ty: Type, shape: Vec<i64>) -> Option<Type> {
    let TypeKind::Tensor { elem, encoding, .. } = ty.kind(cx) else { return None };
    let (elem, encoding) = (*elem, *encoding);
    Some(cx.ty(TypeKind::Tensor { shape: shape.into(), elem, encoding }))
}

/// A tensor under this type: itself, or a `tensor.cast` of it.
pub fn cast(rw: &mut Rewriter<'_>, v: ValueId, to: Type) -> ValueId {
    if rw.ty(v) == to {
        return v;
    }
    rw.build("tensor.cast").operand(v).result(to).value()
}

/// The extent of a tensor's dimension: from its type, or else asked for by `tensor.dim`.
pub fn extent(rw: &mut Rewriter<'_>, tensor: ValueId, i: usize) -> Option<Mixed> {
    let known = *rw.ty(tensor).shape(rw.cx)?.get(i)?;
    if known != DYNAMIC {
        return Some(Mixed::Static(known));
    }
    let (at, index) = (rw.cx.index_attr(i as i64), rw.cx.index_ty());
    let at = constant(rw, at, index);
    Some(Mixed::Value(rw.build("tensor.dim").operands(&[tensor, at]).result(index).value()))
}

//! Transposing, broadcasting and packing: moves that undo or follow each other.

use terrace_ir::interface::{Canonicalize, Fold};
use terrace_ir::{OpId, OpRef, Pattern, Rewriter};

use crate::consts::{defined, value};
use crate::rewriting::{copy_with, pattern};
use crate::shaped::{extent, with_shape};
use crate::slices::values;

pub(super) const BROADCAST_OF_BROADCAST: Pattern =
    pattern("broadcast_of_broadcast", "linalg.broadcast", broadcast_of_broadcast);
pub(super) const TRANSPOSE_OF_TRANSPOSE: Pattern =
    pattern("transpose_of_transpose", "linalg.transpose", transpose_of_transpose);
pub(super) const TRANSPOSE_OF_BROADCAST: Pattern =
    pattern("transpose_of_broadcast", "linalg.transpose", transpose_of_broadcast);
pub(super) const PACK_UNPACK: Pattern = pattern("pack_of_unpack", "linalg.pack", pack_of_unpack);
pub(super) const UNPACK: Canonicalize =
    Canonicalize(&[pattern("unpack_of_pack", "linalg.unpack", unpack_of_pack)]);

fn ints(op: OpRef<'_>, name: &str) -> Option<Vec<i64>> {
    op.attr(name)?.as_ints(op.cx)
}

/// The input, where dimensions stay what they are (of tensors: memory is written).
fn same(op: OpRef<'_>, list: &[i64]) -> Option<Vec<terrace_ir::interface::Folded>> {
    let tensor = op.n_results() == 1 && op.operand_ty(0) == op.result_ty(0);
    (tensor && list.is_sorted()).then(|| value(op.operand(0)))?
}

/// Dimensions that are not permuted.
pub(super) const TRANSPOSE: Fold = Fold(|op, _| same(op, &ints(op, "permutation")?));

/// No added dimensions.
pub(super) const BROADCAST: Fold = Fold(|op, _| same(op, &[]));

/// Two permutations in a row -> one
fn transpose_of_transpose(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let inner = defined(view, view.operand(0), "linalg.transpose")?;
    let (outer_dims, inner_dims) = (ints(view, "permutation")?, ints(inner, "permutation")?);
    let moved = outer_dims.iter().map(|d| inner_dims.get(*d as usize).copied());
    let moved = rw.cx.i64_array(&moved.collect::<Option<Vec<i64>>>()?);
    let source = inner.operand(0);
    rw.set_attr(op, "permutation", Some(moved));
    rw.set_operand(op, 0, source);
    Some(())
}

/// Two broadcasts in a row -> one of all added dimensions
fn broadcast_of_broadcast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let inner = defined(view, view.operand(0), "linalg.broadcast")?;
    let (outer_dims, inner_dims) = (ints(view, "dimensions")?, ints(inner, "dimensions")?);
    let rank = view.operand_ty(1).shape(view.cx)?.len() as i64;
    // Where the dimensions of what is in between went.
    let kept: Vec<i64> = (0..rank).filter(|d| !outer_dims.contains(d)).collect();
    let moved = inner_dims.iter().map(|d| kept.get(*d as usize).copied());
    let mut all: Vec<i64> = moved.collect::<Option<_>>()?;
    all.extend(&outer_dims);
    all.sort_unstable();
    let (all, source) = (rw.cx.i64_array(&all), inner.operand(0));
    rw.set_attr(op, "dimensions", Some(all));
    rw.set_operand(op, 0, source);
    Some(())
}

/// `transpose(broadcast(x)) -> broadcast(transpose(x))`, which moves fewer elements
fn transpose_of_broadcast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let broadcast = defined(view, view.operand(0), "linalg.broadcast")?;
    let (permutation, added) = (ints(view, "permutation")?, ints(broadcast, "dimensions")?);
    if view.n_results() != 1 {
        return None;
    }
    let (input, init, ty) = (broadcast.operand(0), view.operand(1), view.result_ty(0));
    let (from, broadcast) = (broadcast.operand_ty(0), broadcast.id);
    let kept: Vec<i64> = (0..permutation.len() as i64).filter(|d| !added.contains(d)).collect();
    let (mut dims, mut order) = (Vec::new(), Vec::new());
    for (i, d) in permutation.iter().enumerate() {
        match kept.iter().position(|k| k == d) {
            Some(of_input) => order.push(of_input),
            None => dims.push(i as i64),
        }
    }
    let shape = from.shape(rw.cx)?;
    let shape: Vec<i64> = order.iter().map(|d| shape.get(*d).copied()).collect::<Option<_>>()?;
    let small = with_shape(rw.cx, from, shape)?;
    rw.before(op);
    let extents: Vec<_> = order.iter().map(|d| extent(rw, input, *d)).collect::<Option<_>>()?;
    let empty = rw.build("tensor.empty").operands(&values(&extents)).result(small).value();
    let transposed = copy_with(rw, op, op, &[input, empty], &[small]);
    let order: Vec<i64> = order.into_iter().map(|d| d as i64).collect();
    let (order, dims) = (rw.cx.i64_array(&order), rw.cx.i64_array(&dims));
    rw.set_attr(transposed, "permutation", Some(order));
    let transposed = rw.body.result(transposed, 0);
    let new = copy_with(rw, broadcast, op, &[transposed, init], &[ty]);
    rw.set_attr(new, "dimensions", Some(dims));
    let result = rw.body.result(new, 0);
    rw.replace(op, &[result]);
    Some(())
}

/// Whether two operations pack and unpack in the same way.
fn same_tiles(pack: OpRef<'_>, unpack: OpRef<'_>, pack_tiles: usize, unpack_tiles: usize) -> bool {
    let order = |op: OpRef<'_>| {
        let order = ints(op, "outer_dims_perm").unwrap_or_default();
        if order.is_sorted() { Vec::new() } else { order }
    };
    pack.attr("inner_dims_pos") == unpack.attr("inner_dims_pos")
        && pack.attr("static_inner_tiles") == unpack.attr("static_inner_tiles")
        && pack.operand_values(pack_tiles) == unpack.operand_values(unpack_tiles)
        && order(pack) == order(unpack)
}

/// What was unpacked, packed again
fn pack_of_unpack(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let unpack = defined(view, view.operand(0), "linalg.unpack")?;
    let source = unpack.operand(0);
    let padded = !view.operand_values(2).is_empty();
    let undone = same_tiles(view, unpack, 3, 2) && unpack.operand_ty(0) == view.result_ty(0);
    (undone && !padded).then(|| rw.replace(op, &[source]))
}

/// What was packed without padding, unpacked again
fn unpack_of_pack(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let pack = defined(view, view.operand(0), "linalg.pack")?;
    let source = pack.operand(0);
    let padded = !pack.operand_values(2).is_empty();
    let undone = same_tiles(pack, view, 3, 2) && pack.operand_ty(0) == view.result_ty(0);
    (undone && !padded).then(|| rw.replace(op, &[source]))
}

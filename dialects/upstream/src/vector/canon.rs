//! Rewrites of `vector`: moves that follow each other, masks, reductions of one element.

use terrace_ir::interface::Canonicalize;
use terrace_ir::{Attr, AttrKind, OpId, OpRef, Rewriter, Type, TypeKind, ValueId};

use super::masks;
use crate::consts::{self, defined};
use crate::rewriting::{pattern, set_operands};
use crate::slices::{Mixed, read, statics, values};

pub(super) const EXTRACT: Canonicalize = Canonicalize(&[
    pattern("extract_of_extract", "vector.extract", extract_of_extract),
    pattern("extract_of_broadcast", "vector.extract", extract_of_broadcast),
    pattern("extract_of_transpose", "vector.extract", extract_of_transpose),
    pattern("extract_of_insert", "vector.extract", extract_of_insert),
    pattern("extract_of_slice", "vector.extract", extract_of_slice),
    pattern("extract_of_insert_slice", "vector.extract", extract_of_insert_slice),
    pattern("extract_of_shape_cast", "vector.extract", extract_of_shape_cast),
    pattern("extract_of_elements", "vector.extract", extract_of_elements),
    masks::EXTRACT_OF_CREATE_MASK,
]);

pub(super) const EXTRACT_SLICE: Canonicalize = Canonicalize(&[
    masks::SLICE_OF_CONSTANT_MASK,
    pattern("slice_of_inserted_slice", "vector.extract_strided_slice", slice_of_inserted),
    pattern("slice_of_broadcast", "vector.extract_strided_slice", slice_of_broadcast),
]);

pub(super) const BROADCAST: Canonicalize =
    Canonicalize(&[pattern("broadcast_of_broadcast", "vector.broadcast", |op, rw| {
        look_through(op, rw, "vector.broadcast")
    })]);

pub(super) const SHAPE_CAST: Canonicalize = Canonicalize(&[
    pattern("shape_cast_of_shape_cast", "vector.shape_cast", |op, rw| {
        look_through(op, rw, "vector.shape_cast")
    }),
    pattern("shape_cast_of_broadcast", "vector.shape_cast", shape_cast_of_broadcast),
    masks::SHAPE_CAST_OF_MASK,
]);

pub(super) const BITCAST: Canonicalize =
    Canonicalize(&[pattern("bitcast_of_bitcast", "vector.bitcast", |op, rw| {
        look_through(op, rw, "vector.bitcast")
    })]);

pub(super) const TRANSPOSE: Canonicalize = Canonicalize(&[
    pattern("transpose_of_transpose", "vector.transpose", transpose_of_transpose),
    pattern("transpose_of_mask", "vector.transpose", transpose_of_mask),
    pattern("transpose_of_scalar", "vector.transpose", transpose_of_scalar),
]);

pub(super) const SHUFFLE: Canonicalize = Canonicalize(&[
    pattern("shuffle_of_single_elements", "vector.shuffle", shuffle_of_one),
    pattern("shuffle_in_turns", "vector.shuffle", shuffle_in_turns),
]);

pub(super) const INSERT: Canonicalize =
    Canonicalize(&[pattern("insert_of_all", "vector.insert", insert_of_all)]);

pub(super) const FROM_ELEMENTS: Canonicalize =
    Canonicalize(&[pattern("from_equal_elements", "vector.from_elements", from_equal_elements)]);

pub(super) fn ints(op: OpRef<'_>, name: &str) -> Option<Vec<i64>> {
    op.attr(name)?.as_ints(op.cx)
}

pub(super) fn position(op: OpRef<'_>, group: usize) -> Option<Vec<Mixed>> {
    read(op, "static_position", group)
}

fn all_static(position: &[Mixed]) -> Option<Vec<i64>> {
    let number = |n: &Mixed| if let Mixed::Static(n) = n { Some(*n) } else { None };
    position.iter().map(number).collect()
}

pub(super) fn n_dims(op: OpRef<'_>, ty: Type) -> usize {
    ty.shape(op.cx).map_or(0, <[i64]>::len)
}

/// `f(f(x)) -> f(x)`
fn look_through(op: OpId, rw: &mut Rewriter<'_>, name: &str) -> Option<()> {
    let view = rw.op(op);
    let source = defined(view, view.operand(0), name)?.operand(0);
    rw.set_operand(op, 0, source);
    Some(())
}

/// Replaces the operation by the extraction from `source` at this position; all of `source` where
/// the position is empty and the type is right.
fn extract_from(
    op: OpId,
    rw: &mut Rewriter<'_>,
    source: ValueId,
    position: &[Mixed],
) -> Option<()> {
    if position.is_empty() && rw.ty(source) == rw.op(op).result_ty(0) {
        rw.replace(op, &[source]);
        return Some(());
    }
    rw.ty(source).shape(rw.cx)?;
    let statics = rw.cx.i64_array(&statics(position));
    let operands: Vec<ValueId> = [source].into_iter().chain(values(position)).collect();
    rw.set_attr(op, "static_position", Some(statics));
    set_operands(rw, op, &operands);
    Some(())
}

/// `x[a][b] -> x[a, b]`
fn extract_of_extract(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let inner = defined(view, view.operand(0), "vector.extract")?;
    let whole = [position(inner, 1)?, position(view, 1)?].concat();
    let source = inner.operand(0);
    extract_from(op, rw, source, &whole)
}

/// A part of a broadcast -> the broadcast of a smaller part, or a part of what was broadcast
fn extract_of_broadcast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let broadcast = defined(view, view.operand(0), "vector.broadcast")?;
    let (source, ty) = (broadcast.operand(0), view.result_ty(0));
    let (n_source, n_result) = (n_dims(view, view.body.ty(source)), n_dims(view, ty));
    let (from, to) = (view.body.ty(source).shape(view.cx), view.operand_ty(0).shape(view.cx)?);
    if n_source > n_result {
        let added = to.len() - n_source;
        let place = position(view, 1)?;
        // A dimension that was stretched has one place.
        let stretched = |i: usize| from.is_some_and(|f| f[i] == 1 && to[added + i] != 1);
        let rest = place.get(added..)?.iter().enumerate();
        let rest = rest.map(|(i, p)| if stretched(i) { Mixed::Static(0) } else { *p });
        let rest: Vec<Mixed> = rest.collect();
        // What is left of the source may have been stretched, too.
        let left = from.and_then(|f| f.get(rest.len()..)).unwrap_or(&[]);
        if left != ty.shape(rw.cx).unwrap_or(&[]) {
            return None;
        }
        return extract_from(op, rw, source, &rest);
    }
    if rw.ty(source) == ty {
        rw.replace(op, &[source]);
        return Some(());
    }
    if ty.shape(rw.cx).is_none() {
        // The one element of a vector without dimensions.
        return extract_from(op, rw, source, &[]);
    }
    rw.before(op);
    let new = rw.build("vector.broadcast").operand(source).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// A part of a transposed vector, where the dimensions that are left were not moved
fn extract_of_transpose(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let transpose = defined(view, view.operand(0), "vector.transpose")?;
    let (permutation, place) = (ints(transpose, "permutation")?, position(view, 1)?);
    let n = place.len();
    let left = permutation.get(n..)?;
    if !left.iter().copied().eq(n as i64..permutation.len() as i64) {
        return None;
    }
    let mut new = vec![Mixed::Static(0); n];
    for (to, place) in permutation.iter().zip(&place) {
        *new.get_mut(usize::try_from(*to).ok()?)? = *place;
    }
    let source = transpose.operand(0);
    extract_from(op, rw, source, &new)
}

/// A part of what was put there, or of what was there before
fn extract_of_insert(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let insert = defined(view, view.operand(0), "vector.insert")?;
    let (there, here) = (all_static(&position(insert, 2)?)?, all_static(&position(view, 1)?)?);
    let (put, before) = (insert.operand(0), insert.operand(1));
    if there.iter().zip(&here).any(|(a, b)| a != b) {
        let here: Vec<Mixed> = here.into_iter().map(Mixed::Static).collect();
        return extract_from(op, rw, before, &here);
    }
    let rest: Vec<Mixed> = here.get(there.len()..)?.iter().copied().map(Mixed::Static).collect();
    extract_from(op, rw, put, &rest)
}

/// A part of a slice is a part of what the slice is of, where the slice leaves the rest whole.
fn extract_of_slice(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let slice = defined(view, view.operand(0), "vector.extract_strided_slice")?;
    let (offsets, here) = (ints(slice, "offsets")?, all_static(&position(view, 1)?)?);
    let (sizes, whole) = (ints(slice, "sizes")?, slice.operand_ty(0).shape(view.cx)?);
    let cut = |i: usize| offsets[i] != 0 || sizes[i] != whole[i];
    if ints(slice, "strides")?.iter().any(|s| *s != 1) || (here.len()..offsets.len()).any(cut) {
        return None;
    }
    let offset = |i: usize| offsets.get(i).copied().unwrap_or(0);
    let new = here.iter().enumerate().map(|(i, p)| p.checked_add(offset(i)));
    let new: Vec<Mixed> = new.map(|p| p.map(Mixed::Static)).collect::<Option<_>>()?;
    let source = slice.operand(0);
    extract_from(op, rw, source, &new)
}

/// A part that lies in an inserted slice, or beside it
fn extract_of_insert_slice(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let insert = defined(view, view.operand(0), "vector.insert_strided_slice")?;
    let (offsets, here) = (ints(insert, "offsets")?, all_static(&position(view, 1)?)?);
    let (source, dest) = (insert.operand(0), insert.operand(1));
    let (small, large) = (rw.ty(source).shape(rw.cx)?, rw.ty(dest).shape(rw.cx)?);
    let added = large.len() - small.len();
    if ints(insert, "strides")?.iter().any(|s| *s != 1) || here.len() < added {
        return None;
    }
    let size = |i: usize| if i < added { 1 } else { small[i - added] };
    let inside = |i: usize| (offsets[i]..offsets[i] + size(i)).contains(&here[i]);
    if (0..here.len()).any(|i| !inside(i)) {
        let here: Vec<Mixed> = here.into_iter().map(Mixed::Static).collect();
        return extract_from(op, rw, dest, &here);
    }
    if (here.len()..large.len()).any(|i| size(i) != large[i]) {
        return None;
    }
    let place = |i: usize| Mixed::Static(here[i] - offsets[i]);
    let new: Vec<Mixed> = (added..here.len()).map(place).collect();
    extract_from(op, rw, source, &new)
}

/// The place of the n-th element of a shape.
fn place_of(mut n: i64, shape: &[i64]) -> Option<Vec<Mixed>> {
    let mut place = Vec::with_capacity(shape.len());
    for extent in shape.iter().rev() {
        place.push(Mixed::Static(n.checked_rem(*extent)?));
        n /= extent;
    }
    place.reverse();
    Some(place)
}

fn index_of(place: &[i64], shape: &[i64]) -> Option<i64> {
    if place.iter().zip(shape).any(|(p, e)| !(0..*e).contains(p)) {
        return None;
    }
    place.iter().zip(shape).try_fold(0i64, |n, (p, e)| n.checked_mul(*e)?.checked_add(*p))
}

pub(super) fn is_scalable(op: OpRef<'_>, ty: Type) -> bool {
    matches!(ty.kind(op.cx), TypeKind::Vector { scalable, .. } if scalable.contains(&true))
}

/// A part of another shape of a vector is a part of the vector, or all of it in that shape.
fn extract_of_shape_cast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let cast = defined(view, view.operand(0), "vector.shape_cast")?;
    let (source, from, ty) = (cast.operand(0), cast.operand_ty(0), view.result_ty(0));
    let (shape, here) = (view.operand_ty(0).shape(view.cx)?, all_static(&position(view, 1)?)?);
    if is_scalable(view, from) || is_scalable(view, view.operand_ty(0)) {
        return None;
    }
    let (whole, part) = (from.shape(view.cx)?, ty.shape(view.cx).unwrap_or(&[]));
    let n_parts = index_of(&here, &shape[..here.len()])?;
    if let Some(outer) = whole.strip_suffix(part) {
        let place = place_of(n_parts, outer)?;
        return extract_from(op, rw, source, &place);
    }
    if from.n_elems(rw.cx) != ty.n_elems(rw.cx) {
        return None;
    }
    rw.before(op);
    let new = rw.build("vector.shape_cast").operand(source).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// A row of a vector made of elements -> a vector made of the row's elements
fn extract_of_elements(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let made = defined(view, view.operand(0), "vector.from_elements")?;
    let (shape, ty) = (view.operand_ty(0).static_shape(view.cx)?, view.result_ty(0));
    let here = all_static(&position(view, 1)?)?;
    let n = usize::try_from(ty.n_elems(view.cx)?).ok()?;
    let first = usize::try_from(index_of(&here, shape)?).ok()? * n;
    let all: Vec<ValueId> = made.operands().collect();
    let row = all.get(first..first + n)?.to_vec();
    rw.before(op);
    let new = rw.build("vector.from_elements").operands(&row).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// A slice of a broadcast -> the broadcast of what was broadcast, or of a slice of it
fn slice_of_broadcast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let broadcast = defined(view, view.operand(0), "vector.broadcast")?;
    let (mut source, ty) = (broadcast.operand(0), view.result_ty(0));
    let from = rw.ty(source);
    let small = from.shape(rw.cx).unwrap_or(&[]);
    let shape = ty.shape(rw.cx)?;
    let added = shape.len().checked_sub(small.len())?;
    // The dimensions that the source has must be there in full, or be stretched from one.
    let kept = &shape[added..];
    let cut = |(s, k): (&i64, &i64)| s != k && *s != 1;
    if small.iter().zip(kept).any(cut) {
        let (offsets, strides) = (ints(view, "offsets")?, ints(view, "strides")?);
        if is_scalable(view, from) || strides.iter().any(|s| *s != 1) {
            return None;
        }
        let part: Vec<i64> = small.iter().zip(kept).map(|(s, k)| *s.min(k)).collect();
        let stretched = |i: usize| small[i] == 1 && kept[i] != 1;
        let offset = |i: usize| offsets.get(added + i).copied().filter(|_| !stretched(i));
        let from_here: Vec<i64> = (0..small.len()).map(|i| offset(i).unwrap_or(0)).collect();
        let (elem, ones) = (from.elem(rw.cx), vec![1; small.len()]);
        let [offsets, sizes, strides] = [&from_here, &part, &ones].map(|list| int_array(rw, list));
        let part = rw.cx.vector_ty(&part, elem);
        rw.before(op);
        let slice = rw.build("vector.extract_strided_slice").operand(source);
        let slice = slice.attr("offsets", offsets).attr("sizes", sizes).attr("strides", strides);
        source = slice.result(part).value();
    }
    rw.before(op);
    let new = rw.build("vector.broadcast").operand(source).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// An array of 64-bit integers, as slices have them.
fn int_array(rw: &Rewriter<'_>, list: &[i64]) -> Attr {
    rw.cx.array_attr(&list.iter().map(|n| rw.cx.i64_attr(*n)).collect::<Vec<Attr>>())
}

/// A slice of a vector into which a slice was put: of what was put, or of what was there before.
fn slice_of_inserted(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let insert = defined(view, view.operand(0), "vector.insert_strided_slice")?;
    let (put, before) = (insert.operand(0), insert.operand(1));
    let (small, large) = (rw.ty(put).shape(rw.cx)?, rw.ty(before).shape(rw.cx)?);
    let (there, here) = (ints(insert, "offsets")?, ints(view, "offsets")?);
    let sizes = ints(view, "sizes")?;
    let mut strides = [ints(insert, "strides")?, ints(view, "strides")?].into_iter().flatten();
    if small.len() != large.len() || strides.any(|s| s != 1) {
        return None;
    }
    let taken = |i: usize| {
        let from = here.get(i).copied().unwrap_or(0);
        from..from + sizes.get(i).copied().unwrap_or(large[i])
    };
    let given = |i: usize| there[i]..there[i] + small[i];
    let all = 0..large.len();
    if all.clone().any(|i| taken(i).end <= given(i).start || given(i).end <= taken(i).start) {
        rw.set_operand(op, 0, before);
        return Some(());
    }
    if !all.clone().all(|i| given(i).start <= taken(i).start && taken(i).end <= given(i).end) {
        return None;
    }
    let moved: Vec<i64> = here.iter().zip(&there).map(|(a, b)| a - b).collect();
    let moved = int_array(rw, &moved);
    rw.set_attr(op, "offsets", Some(moved));
    rw.set_operand(op, 0, put);
    Some(())
}

/// A choice among vectors of one element without dimensions -> a broadcast
fn shuffle_of_one(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let mask = ints(view, "mask")?;
    let [chosen @ 0..=1] = mask.as_slice() else { return None };
    let (source, ty) = (view.operand(*chosen as usize), view.result_ty(0));
    if n_dims(view, rw.ty(source)) != 0 {
        return None;
    }
    rw.before(op);
    let new = rw.build("vector.broadcast").operand(source).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// The elements of two vectors in turns -> an interleaving
fn shuffle_in_turns(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (a, b, ty) = (view.operand(0), view.operand(1), view.result_ty(0));
    let n = match rw.ty(a).shape(rw.cx)? {
        [] => 1,
        [n] => *n,
        _ => return None,
    };
    let turns = (0..n).flat_map(|i| [i, n + i]);
    if rw.ty(a) != rw.ty(b) || !ints(view, "mask")?.into_iter().eq(turns) {
        return None;
    }
    rw.before(op);
    let new = rw.build("vector.interleave").operands(&[a, b]).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// What was put there, as a whole.
pub(super) fn slice_of_insert(op: OpRef<'_>) -> Option<ValueId> {
    let insert = defined(op, op.operand(0), "vector.insert_strided_slice")?;
    let same = insert.operand_ty(0) == op.result_ty(0)
        && ints(insert, "offsets")? == ints(op, "offsets")?
        && ints(insert, "strides")? == ints(op, "strides")?;
    same.then(|| insert.operand(0))
}

/// Inserting what is there already changes nothing.
pub(super) fn inserts_own_slice(op: OpRef<'_>) -> Option<ValueId> {
    let slice = defined(op, op.operand(0), "vector.extract_strided_slice")?;
    let same = slice.operand(0) == op.operand(1)
        && n_dims(op, op.operand_ty(0)) == n_dims(op, op.operand_ty(1))
        && ints(slice, "offsets")? == ints(op, "offsets")?
        && ints(slice, "strides")? == ints(op, "strides")?;
    same.then(|| op.operand(1))
}

/// A broadcast in another shape -> a broadcast to that shape, or another shape of the source
fn shape_cast_of_broadcast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let broadcast = defined(view, view.operand(0), "vector.broadcast")?;
    let (source, ty) = (broadcast.operand(0), view.result_ty(0));
    let from = rw.ty(source);
    let shape = ty.shape(rw.cx)?;
    if from == ty {
        rw.replace(op, &[source]);
        return Some(());
    }
    let is_suffix = from.shape(rw.cx).is_none_or(|small| shape.ends_with(small));
    let same_size = from.shape(rw.cx).is_some()
        && !is_scalable(view, from)
        && from.n_elems(rw.cx) == ty.n_elems(rw.cx);
    let name = match (same_size, is_suffix && !is_scalable(view, from)) {
        (true, _) => "vector.shape_cast",
        (_, true) => "vector.broadcast",
        _ => return None,
    };
    rw.before(op);
    let new = rw.build(name).operand(source).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// Two permutations in a row -> one
fn transpose_of_transpose(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let inner = defined(view, view.operand(0), "vector.transpose")?;
    let (outer_dims, inner_dims) = (ints(view, "permutation")?, ints(inner, "permutation")?);
    let moved = outer_dims.iter().map(|d| inner_dims.get(*d as usize).copied());
    let moved = rw.cx.i64_array(&moved.collect::<Option<Vec<i64>>>()?);
    let source = inner.operand(0);
    rw.set_attr(op, "permutation", Some(moved));
    rw.set_operand(op, 0, source);
    Some(())
}

/// A transposed mask -> the mask of permuted sizes
fn transpose_of_mask(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (mask, ty) = (view.defining(view.operand(0))?, view.result_ty(0));
    let permutation = ints(view, "permutation")?;
    match mask.name_str() {
        "vector.create_mask" => {
            let sizes: Vec<ValueId> = mask.operands().collect();
            let moved = permutation.iter().map(|d| sizes.get(*d as usize).copied());
            let moved: Vec<ValueId> = moved.collect::<Option<_>>()?;
            rw.before(op);
            let new = rw.build("vector.create_mask").operands(&moved).result(ty).value();
            rw.replace(op, &[new]);
        }
        "vector.constant_mask" => {
            let sizes = ints(mask, "mask_dim_sizes")?;
            let moved = permutation.iter().map(|d| sizes.get(*d as usize).copied());
            let moved = rw.cx.i64_array(&moved.collect::<Option<Vec<i64>>>()?);
            rw.before(op);
            let new = rw.build("vector.constant_mask").attr("mask_dim_sizes", moved);
            let new = new.result(ty).value();
            rw.replace(op, &[new]);
        }
        _ => return None,
    }
    Some(())
}

/// A transposed broadcast of one element -> a broadcast
fn transpose_of_scalar(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let broadcast = defined(view, view.operand(0), "vector.broadcast")?;
    let (source, ty) = (broadcast.operand(0), view.result_ty(0));
    let one = rw.ty(source).shape(rw.cx).is_none_or(|s| s.iter().all(|d| *d == 1));
    if !one || is_scalable(view, rw.ty(source)) {
        return None;
    }
    rw.before(op);
    let new = rw.build("vector.broadcast").operand(source).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// An insertion into a vector of one such part -> a broadcast
fn insert_of_all(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (source, ty, n) = (view.operand(0), view.result_ty(0), position(view, 2)?.len());
    let outer = ty.shape(view.cx)?.get(..n)?;
    if is_scalable(view, ty) || n == 0 || outer.iter().any(|d| *d != 1) {
        return None;
    }
    rw.before(op);
    let new = rw.build("vector.broadcast").operand(source).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// A vector of equal elements -> a broadcast
fn from_equal_elements(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (first, ty) = (view.operands().next()?, view.result_ty(0));
    if view.operands().any(|v| v != first) {
        return None;
    }
    rw.before(op);
    let new = rw.build("vector.broadcast").operand(first).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// The row-major places of a box in a shape.
fn places(offsets: &[i64], sizes: &[i64], shape: &[i64]) -> Option<Vec<usize>> {
    let mut all = vec![0usize];
    for (i, extent) in shape.iter().enumerate() {
        let (offset, size) =
            (offsets.get(i).copied().unwrap_or(0), sizes.get(i).copied().unwrap_or(*extent));
        if offset < 0 || size < 0 || offset.checked_add(size)? > *extent {
            return None;
        }
        let range = offset as usize..(offset + size) as usize;
        all = all
            .iter()
            .flat_map(|at| range.clone().map(move |p| at * *extent as usize + p))
            .collect();
    }
    Some(all)
}

/// The bytes of every element of a constant.
fn bytes(op: OpRef<'_>, constant: Attr) -> Option<(Vec<u8>, usize)> {
    let AttrKind::DenseElements { ty, data, splat } = &*constant.kind(op.cx) else { return None };
    let n_bytes = ty.elem_bytes(op.cx)?;
    let n = usize::try_from(ty.n_elems(op.cx)?).ok().filter(|n| *n <= MAX_FOLDED)?;
    let all = if *splat { data.repeat(n) } else { data.to_vec() };
    (all.len() == n * n_bytes).then_some((all, n_bytes))
}

/// Elements beyond which a constant is not taken apart: every such constant is kept for good.
const MAX_FOLDED: usize = 1 << 12;

fn rebuilt(op: OpRef<'_>, ty: Type, data: Vec<u8>, n_bytes: usize) -> Attr {
    let one = data.get(..n_bytes).unwrap_or(&[]).to_vec();
    let equal = data.chunks_exact(n_bytes).all(|c| c == one);
    op.cx.dense(ty, if equal { one } else { data }, equal)
}

/// A slice of a dense constant.
pub(super) fn slice_of_constant(op: OpRef<'_>, c: &[Option<Attr>]) -> Option<Attr> {
    let constant = (*c.first()?)?;
    let (data, n_bytes) = bytes(op, constant)?;
    if ints(op, "strides")?.iter().any(|s| *s != 1) {
        return None;
    }
    let shape = op.operand_ty(0).static_shape(op.cx)?;
    let taken = places(&ints(op, "offsets")?, &ints(op, "sizes")?, shape)?;
    let data: Vec<u8> =
        taken.iter().flat_map(|p| data[p * n_bytes..(p + 1) * n_bytes].to_vec()).collect();
    (!data.is_empty()).then(|| rebuilt(op, op.result_ty(0), data, n_bytes))
}

/// A constant put into a constant, at offsets with one box of the shape of what is put.
pub(super) fn insert_of_constants(
    op: OpRef<'_>,
    c: &[Option<Attr>],
    offsets: &[i64],
) -> Option<Attr> {
    let (small, large) = ((*c.first()?)?, (*c.get(1)?)?);
    let ty = op.result_ty(0);
    let shape = ty.static_shape(op.cx)?;
    let (mut data, n_bytes) = bytes(op, large)?;
    let put = match op.operand_ty(0).shape(op.cx) {
        Some(_) => bytes(op, small)?.0,
        None => {
            // One scalar as a constant of one element.
            let num = consts::splat(op.cx, small)?;
            let one = consts::constant(op.cx, op.cx.vector_ty(&[1], ty.elem(op.cx)), num)?;
            bytes(op, one)?.0
        }
    };
    let inner = op.operand_ty(0).shape(op.cx).unwrap_or(&[]);
    let added = shape.len().checked_sub(inner.len())?;
    let sizes: Vec<i64> = vec![1; added].into_iter().chain(inner.iter().copied()).collect();
    let taken = places(offsets, &sizes, shape)?;
    if taken.len() * n_bytes != put.len() || put.is_empty() {
        return None;
    }
    for (chunk, at) in put.chunks_exact(n_bytes).zip(taken) {
        data[at * n_bytes..(at + 1) * n_bytes].copy_from_slice(chunk);
    }
    Some(rebuilt(op, ty, data, n_bytes))
}

/// A choice among the elements of two constants.
pub(super) fn shuffle_of_constants(op: OpRef<'_>, c: &[Option<Attr>]) -> Option<Attr> {
    let ((a, n_bytes), (b, _)) = (bytes(op, (*c.first()?)?)?, bytes(op, (*c.get(1)?)?)?);
    if n_dims(op, op.operand_ty(0)) != 1 {
        return None;
    }
    let all = [a, b].concat();
    let mut data = Vec::new();
    for place in ints(op, "mask")? {
        // A place of -1 is poison: no constant says that of one element.
        let at = usize::try_from(place).ok()? * n_bytes;
        data.extend_from_slice(all.get(at..at + n_bytes)?);
    }
    Some(rebuilt(op, op.result_ty(0), data, n_bytes))
}

/// A constant whose bytes are read as elements of another width.
pub(super) fn bitcast_of_constant(op: OpRef<'_>, c: &[Option<Attr>]) -> Option<Attr> {
    let bits = |ty: Type| match ty.elem(op.cx).kind(op.cx) {
        TypeKind::Int { width, .. } => Some(*width),
        _ => ty.elem(op.cx).float(op.cx).and_then(|_| Some(8 * ty.elem_bytes(op.cx)? as u32)),
    };
    // Elements narrower than a byte do not lie side by side in constants.
    let whole_bytes = |ty: Type| bits(ty).is_some_and(|n| n % 8 == 0 && n.is_power_of_two());
    if !whole_bytes(op.operand_ty(0)) || !whole_bytes(op.result_ty(0)) {
        return None;
    }
    let (data, _) = bytes(op, (*c.first()?)?)?;
    let ty = op.result_ty(0);
    let n_bytes = ty.elem_bytes(op.cx)?;
    (!data.is_empty()).then(|| rebuilt(op, ty, data, n_bytes))
}

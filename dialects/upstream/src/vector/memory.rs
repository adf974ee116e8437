//! Loads, stores and transfers: casts they need not see, bounds that hold, masks that let all
//! through, and reads and writes of tensors that follow each other.

use terrace_ir::interface::{Canonicalize, Fold};
use terrace_ir::{AffineExpr, AffineMap, DYNAMIC, OpId, OpRef, Rewriter, Type, TypeKind, ValueId};

use super::canon::is_scalable;
use super::masks::{Passes, passes};
use crate::consts::{defined, known_int, value};
use crate::memref::cast_into_user;
use crate::rewriting::pattern;
use crate::tensor::forgets;

pub(super) const LOAD: Canonicalize =
    Canonicalize(&[pattern("cast_into_user", "vector.load", cast_into_user)]);
pub(super) const STORE: Canonicalize =
    Canonicalize(&[pattern("cast_into_user", "vector.store", cast_into_user)]);

pub(super) const TRANSFER_READ: Canonicalize = Canonicalize(&[
    pattern("cast_into_user", "vector.transfer_read", cast_into_user),
    pattern("transfer_read_in_bounds", "vector.transfer_read", read_in_bounds),
    pattern("transfer_read_of_cast", "vector.transfer_read", read_of_cast),
    pattern("transfer_mask_of_all", "vector.transfer_read", mask_of_all),
    pattern("transfer_read_of_write", "vector.transfer_read", read_of_write),
]);

pub(super) const TRANSFER_WRITE: Canonicalize = Canonicalize(&[
    pattern("cast_into_user", "vector.transfer_write", cast_into_user),
    pattern("transfer_write_in_bounds", "vector.transfer_write", write_in_bounds),
    pattern("transfer_mask_of_all", "vector.transfer_write", mask_of_all),
    pattern("transfer_write_over_write", "vector.transfer_write", write_over_write),
]);

/// Where a transfer goes.
struct Place<'a> {
    base: ValueId,
    indices: Vec<ValueId>,
    map: &'a AffineMap,
    vector: Type,
    /// All of it is in bounds, and nothing masks it.
    whole: bool,
}

impl<'a> Place<'a> {
    fn of(op: OpRef<'a>) -> Option<Place<'a>> {
        let (first, vector) = match op.name_str() {
            "vector.transfer_read" => (0, op.result_ty(0)),
            "vector.transfer_write" => (1, op.operand_ty(0)),
            _ => return None,
        };
        let in_bounds = op.attr("in_bounds")?.as_array(op.cx)?;
        let inside = in_bounds.iter().all(|a| *a == op.cx.bool_attr(true));
        Some(Place {
            base: op.operand(first),
            indices: op.operand_values(first + 1),
            map: op.attr("permutation_map")?.as_map(op.cx)?,
            vector,
            whole: inside && op.operand_values(3).is_empty(),
        })
    }

    fn same(&self, other: &Place<'_>) -> bool {
        self.indices == other.indices && self.map == other.map && self.vector == other.vector
    }

    /// How much of each dimension of the base is touched.
    fn extents(&self, op: OpRef<'_>) -> Option<Vec<i64>> {
        let shape = self.vector.shape(op.cx)?;
        let of = |d: usize| {
            let place = self.map.results.iter().position(|e| *e == AffineExpr::Dim(d as u32));
            place.map_or(1, |i| shape[i])
        };
        (!is_scalable(op, self.vector)).then(|| (0..self.indices.len()).map(of).collect())
    }

    /// Whether two places have nothing in common for sure.
    fn disjoint(&self, other: &Place<'_>, op: OpRef<'_>) -> bool {
        let (Some(a), Some(b)) = (self.extents(op), other.extents(op)) else { return false };
        let at = |v: ValueId| known_int(op, v);
        (0..a.len().min(b.len())).any(|i| match (at(self.indices[i]), at(other.indices[i])) {
            (Some(p), Some(q)) => p + i128::from(a[i]) <= q || q + i128::from(b[i]) <= p,
            _ => false,
        })
    }
}

/// The write of a tensor that a value comes from.
fn write_of(op: OpRef<'_>, v: ValueId) -> Option<OpRef<'_>> {
    defined(op, v, "vector.transfer_write")
}

/// What was written right there, though other places may have been written since.
pub(super) const READ: Fold = Fold(|op, _| {
    let here = Place::of(op)?;
    let mut write = write_of(op, here.base)?;
    loop {
        let there = Place::of(write)?;
        if there.same(&here) && there.whole && op.operand_values(3).is_empty() {
            return value(write.operand(0));
        }
        if !there.disjoint(&here, op) {
            return None;
        }
        write = write_of(op, there.base)?;
    }
});

/// Writing what was read there, or all of a tensor over another.
pub(super) const WRITE: Fold = Fold(|op, _| {
    let read = defined(op, op.operand(0), "vector.transfer_read")?;
    let (from, to) = (Place::of(read)?, Place::of(op)?);
    let tensor = op.n_results() == 1 && op.body.ty(from.base) == op.body.ty(to.base);
    let clean = read.operand_values(3).is_empty() && op.operand_values(3).is_empty();
    if !tensor || !clean || !from.same(&to) {
        return None;
    }
    if from.base == to.base {
        return value(to.base);
    }
    let shape = op.body.ty(to.base).static_shape(op.cx)?;
    let everything = from.whole
        && to.map.is_identity()
        && to.vector.shape(op.cx)? == shape
        && !is_scalable(op, to.vector)
        && to.indices.iter().all(|i| known_int(op, *i) == Some(0));
    everything.then(|| value(from.base))?
});

/// What was written and is written again in the same place need not be written before.
fn write_over_write(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let here = Place::of(view)?;
    let mut last = view;
    let mut write = write_of(view, here.base)?;
    loop {
        let there = Place::of(write)?;
        if !view.body.has_one_use(write.result(0)) {
            return None;
        }
        if there.same(&here) && write.operand_values(3) == view.operand_values(3) {
            break;
        }
        if !there.disjoint(&here, view) {
            return None;
        }
        last = write;
        write = write_of(view, there.base)?;
    }
    let (last, base) = (last.id, write.operand(1));
    rw.set_operand(last, 1, base);
    Some(())
}

/// A read of a tensor that was only cast -> of what was cast
fn read_of_cast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let source = defined(view, view.operand(0), "tensor.cast").filter(|c| forgets(*c))?.operand(0);
    rw.set_operand(op, 0, source);
    Some(())
}

/// A mask that lets everything through is none.
fn mask_of_all(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let mask = view.operand_group(3).filter(|g| g.len() == 1)?.start;
    (passes(view, view.operand(mask))? == Passes::All).then(|| rw.erase_operand(op, mask))
}

/// A read, repeated in new dimensions, of what was written there -> a broadcast, transposed
fn read_of_write(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let write = write_of(view, view.operand(0))?;
    let (here, there) = (Place::of(view)?, Place::of(write)?);
    if !here.whole || !there.whole || here.indices != there.indices {
        return None;
    }
    let (put, ty) = (write.operand(0), view.result_ty(0));
    if there.vector.elem(rw.cx) != ty.elem(rw.cx) {
        return None;
    }
    let dims = |ty: Type| match ty.kind(rw.cx) {
        TypeKind::Vector { shape, scalable, .. } => Some(
            (0..shape.len())
                .map(|i| (shape[i], scalable.get(i).copied().unwrap_or(false)))
                .collect::<Vec<(i64, bool)>>(),
        ),
        _ => None,
    };
    let (small, large) = (dims(there.vector)?, dims(ty)?);
    // Which dimension of what was written each one is; the others are new.
    let of = |e: &AffineExpr| match e {
        AffineExpr::Dim(_) => there.map.results.iter().position(|t| t == e),
        _ => None,
    };
    let from: Vec<Option<usize>> = here.map.results.iter().map(of).collect();
    let missing = here.map.results.iter().zip(&from).zip(&large).any(|((e, f), extent)| {
        matches!(e, AffineExpr::Dim(_)) && f.is_none() && *extent != (1, false)
    });
    let each_once = (0..small.len()).all(|i| from.iter().filter(|f| **f == Some(i)).count() == 1);
    let same = from.iter().zip(&large).all(|(f, extent)| f.is_none_or(|i| small[i] == *extent));
    if missing || !each_once || !same {
        return None;
    }
    let added: Vec<usize> = (0..from.len()).filter(|j| from[*j].is_none()).collect();
    let wide: Vec<(i64, bool)> = added.iter().map(|j| large[*j]).chain(small).collect();
    let order = |j: usize| match from[j] {
        Some(i) => (added.len() + i) as i64,
        None => added.iter().filter(|a| **a < j).count() as i64,
    };
    let order: Vec<i64> = (0..from.len()).map(order).collect();
    let (shape, scalable): (Vec<i64>, Vec<bool>) = wide.into_iter().unzip();
    let elem = ty.elem(rw.cx);
    let scalable = if scalable.contains(&true) { scalable } else { Vec::new() };
    let wide = rw.cx.ty(TypeKind::Vector { shape: shape.into(), elem, scalable: scalable.into() });
    rw.before(op);
    let mut result = put;
    if rw.ty(result) != wide {
        result = rw.build("vector.broadcast").operand(result).result(wide).value();
    }
    if !order.is_sorted() {
        let order = rw.cx.i64_array(&order);
        let moved = rw.build("vector.transpose").operand(result).attr("permutation", order);
        result = moved.result(ty).value();
    }
    rw.replace(op, &[result]);
    Some(())
}

fn read_in_bounds(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let vector = rw.op(op).result_ty(0);
    in_bounds(op, rw, 0, vector)
}

fn write_in_bounds(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let vector = rw.op(op).operand_ty(0);
    in_bounds(op, rw, 1, vector)
}

/// Marks dimensions that constant indices and static extents show to be in bounds.
fn in_bounds(op: OpId, rw: &mut Rewriter<'_>, memory: usize, vector: Type) -> Option<()> {
    let view = rw.op(op);
    let cx = view.cx;
    let shape = view.operand_ty(memory).shape(cx)?;
    let lengths = vector.shape(cx)?;
    let scalable = matches!(
        vector.kind(cx),
        TypeKind::Vector { scalable, .. } if scalable.contains(&true)
    );
    let map = view.attr("permutation_map")?.as_map(cx)?;
    let old = view.attr("in_bounds")?.as_array(cx)?;
    if scalable || old.len() != map.results.len() {
        return None;
    }
    let mut new = old.to_vec();
    for (i, result) in map.results.iter().enumerate() {
        let AffineExpr::Dim(d) = result else { continue };
        let (d, length) = (*d as usize, *lengths.get(i)?);
        let index = view.operand_values(memory + 1).get(d).and_then(|v| known_int(view, *v));
        let extent = *shape.get(d)?;
        let inside = extent != DYNAMIC
            && index.is_some_and(|k| k >= 0 && k + i128::from(length) <= i128::from(extent));
        if inside {
            new[i] = cx.bool_attr(true);
        }
    }
    if new == old {
        return None;
    }
    let new = cx.array_attr(&new);
    rw.set_attr(op, "in_bounds", Some(new));
    Some(())
}

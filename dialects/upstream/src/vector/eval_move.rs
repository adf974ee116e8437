//! Meaning of the `vector` operations that move elements.
//!
//! Shapes are static, so most of them are a table made once: which element of which operand each
//! element of the result is.

use std::sync::Arc;

use smallvec::SmallVec;
use terrace_ir::eval::{Compiler, SlotKind, Src, Trap, Value, index_of, n_elems, strides_of};
use terrace_ir::{DYNAMIC, OpRef, Reported};

use super::eval::{element, recycle, set_elements, shape};
use crate::arith::eval as arith;
use crate::eval::IndexList;

/// Most elements of a table: vectors are small.
const MAX_ELEMS: usize = 1 << 24;

/// Emits: element `i` of result `result` is element `table(i).1` of operand `table(i).0`.
fn emit_table(
    c: &mut Compiler<'_>,
    op: OpRef<'_>,
    result: usize,
    table: impl Fn(usize) -> Option<(usize, usize)>,
) -> Result<(), Reported> {
    let (out_shape, dtype) = shape(c, op, op.result_ty(result))?;
    let n = n_elems(&out_shape).filter(|n| *n <= MAX_ELEMS);
    let table: Option<Vec<(usize, usize)>> = n.and_then(|n| (0..n).map(table).collect());
    let Some(table) = table else {
        return Err(c.unsupported(op, "its shapes and positions do not fit"));
    };
    let (srcs, out) = (c.operands(op), c.result(op, result));
    if table.iter().any(|(src, _)| *src >= srcs.len()) {
        return Err(c.unsupported(op, "it lacks operands"));
    }
    c.emit(move |frame| {
        let mut raws: SmallVec<[u64; 32]> = SmallVec::with_capacity(table.len());
        for &(src, i) in &table {
            raws.push(element(frame, srcs[src], i)?);
        }
        set_elements(frame, out, dtype, &out_shape, &raws)
    });
    Ok(())
}

/// Trailing dimensions align; dimensions of size 1 and missing ones are repeated.
pub(super) fn broadcast(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (from, dtype) = shape(c, op, op.operand_ty(0))?;
    let (to, _) = shape(c, op, op.result_ty(0))?;
    if from.is_empty() && op.operand_ty(0).shape(op.cx).is_none() {
        let (src, out) = (c.operand(op, 0), c.result(op, 0));
        c.emit(move |frame| {
            let raw = frame.raw(src.idx());
            let mut tensor = recycle(frame, out, dtype, &to)?;
            (0..tensor.len()).for_each(|i| tensor.set_raw(i, raw));
            frame.set_object(out.idx, tensor.into());
            Ok(())
        });
        return Ok(());
    }
    let strides = strides_of(&from);
    let Some(missing) = to.len().checked_sub(from.len()) else {
        return Err(c.unsupported(op, "its result has a smaller rank"));
    };
    emit_table(c, op, 0, |i| {
        let index = index_of(&to, i);
        let place = |d: usize| if from[d] == 1 { 0 } else { index[missing + d] * strides[d] };
        Some((0, (0..from.len()).map(place).sum::<i64>() as usize))
    })
}

pub(super) fn shape_cast(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    emit_table(c, op, 0, |i| Some((0, i)))
}

pub(super) fn transpose(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (from, _) = shape(c, op, op.operand_ty(0))?;
    let (to, _) = shape(c, op, op.result_ty(0))?;
    let permutation = op.attr("permutation").and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    let strides = strides_of(&from);
    emit_table(c, op, 0, |i| {
        let index = index_of(&to, i);
        let place = |(&p, i): (&i64, &i64)| Some(strides.get(usize::try_from(p).ok()?)? * i);
        let at: Option<i64> = permutation.iter().zip(&index).map(place).sum();
        Some((0, at? as usize))
    })
}

/// Slices of the two operands put one after the other along the first dimension, chosen by `mask`;
/// -1 is poison, which is element 0 here.
pub(super) fn shuffle(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (first, _) = shape(c, op, op.operand_ty(0))?;
    let mask = op.attr("mask").and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    let rows = first.first().copied().unwrap_or(1);
    let row = n_elems(first.get(1..).unwrap_or(&[])).unwrap_or(1).max(1);
    emit_table(c, op, 0, |i| {
        let from = mask.get(i / row)?.max(&0);
        let (src, at) = if *from < rows { (0, *from) } else { (1, from - rows) };
        Some((src, at as usize * row + i % row))
    })
}

pub(super) fn interleave(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    emit_table(c, op, 0, |i| Some((i % 2, i / 2)))
}

pub(super) fn deinterleave(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    emit_table(c, op, 0, |i| Some((0, 2 * i)))?;
    emit_table(c, op, 1, |i| Some((0, 2 * i + 1)))
}

pub(super) fn from_elements(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    emit_table(c, op, 0, |i| Some((i, 0)))
}

pub(super) fn to_elements(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    (0..op.n_results()).try_for_each(|r| emit_table(c, op, r, |i| Some((0, r + i))))
}

pub(super) fn extract_strided_slice(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (from, _) = shape(c, op, op.operand_ty(0))?;
    let (to, _) = shape(c, op, op.result_ty(0))?;
    let list = |name| op.attr(name).and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    let (offsets, steps) = (list("offsets"), list("strides"));
    let strides = strides_of(&from);
    emit_table(c, op, 0, |i| {
        let index = index_of(&to, i);
        let mut at = 0;
        for (d, &i) in index.iter().enumerate() {
            // Trailing dimensions are taken whole.
            let from_d = offsets.get(d).unwrap_or(&0) + i * steps.get(d).unwrap_or(&1);
            if from_d < 0 || from_d >= *from.get(d)? {
                return None;
            }
            at += from_d * strides[d];
        }
        Some((0, at as usize))
    })
}

pub(super) fn insert_strided_slice(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (from, _) = shape(c, op, op.operand_ty(0))?;
    let (to, _) = shape(c, op, op.result_ty(0))?;
    let list = |name| op.attr(name).and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    let (offsets, steps) = (list("offsets"), list("strides"));
    let Some(leading) = to.len().checked_sub(from.len()) else {
        return Err(c.unsupported(op, "its source has a larger rank"));
    };
    let strides = strides_of(&from);
    emit_table(c, op, 0, |i| {
        let index = index_of(&to, i);
        let mut at = 0;
        for (d, &i) in index.iter().enumerate() {
            let offset = *offsets.get(d)?;
            let inside = match d.checked_sub(leading) {
                None => i == offset,
                Some(s) => {
                    let step = *steps.get(s)?;
                    let k = (i - offset).div_euclid(step.max(1));
                    at += k * strides[s];
                    i >= offset && (i - offset) % step.max(1) == 0 && k < from[s]
                }
            };
            if !inside {
                return Some((1, i_of(&index, &to)));
            }
        }
        Some((0, at as usize))
    })
}

fn i_of(index: &[i64], shape: &[i64]) -> usize {
    index.iter().zip(&strides_of(shape)).map(|(i, s)| i * s).sum::<i64>() as usize
}

/// Where the sub-vector at a position starts; checked at run time.
struct Position {
    list: IndexList,
    shape: Vec<i64>,
}

impl Position {
    fn new(
        c: &mut Compiler<'_>,
        op: OpRef<'_>,
        shape: Vec<i64>,
        first: usize,
    ) -> Result<Position, Reported> {
        let statics = op.attr("static_position").and_then(|a| a.as_ints(op.cx));
        let statics = statics.unwrap_or_default();
        let n_dynamic = statics.iter().filter(|p| **p == DYNAMIC).count();
        let list = IndexList::of(c, op, &statics, first..first + n_dynamic)?;
        if statics.len() > shape.len() || first + n_dynamic != op.n_operands() {
            return Err(c.unsupported(op, "its position does not fit the rank"));
        }
        Ok(Position { list, shape })
    }

    fn start(&self, frame: &terrace_ir::eval::Frame) -> Result<usize, Trap> {
        let mut at = 0;
        let strides = strides_of(&self.shape);
        for (dim, &index) in self.list.dims(frame).iter().enumerate() {
            let size = self.shape[dim];
            if index < 0 || index >= size {
                return Err(terrace_ir::eval::Reason::OutOfBounds { index, size, dim }.into());
            }
            at += index * strides[dim];
        }
        Ok(at as usize)
    }
}

pub(super) fn extract(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (from, dtype) = shape(c, op, op.operand_ty(0))?;
    let (to, _) = shape(c, op, op.result_ty(0))?;
    let position = Position::new(c, op, from, 1)?;
    let n = n_elems(&to).unwrap_or(0);
    let (src, out) = (c.operand(op, 0), c.result(op, 0));
    c.emit(move |frame| {
        let start = position.start(frame)?;
        let mut raws: SmallVec<[u64; 32]> = SmallVec::with_capacity(n);
        for i in 0..n {
            raws.push(element(frame, src, start + i)?);
        }
        set_elements(frame, out, dtype, &to, &raws)
    });
    Ok(())
}

pub(super) fn insert(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (part, _) = shape(c, op, op.operand_ty(0))?;
    let (to, _) = shape(c, op, op.result_ty(0))?;
    let position = Position::new(c, op, to, 2)?;
    let n = n_elems(&part).unwrap_or(0);
    let (src, dest, out) = (c.operand(op, 0), c.operand(op, 1), c.result(op, 0));
    c.emit(move |frame| {
        let start = position.start(frame)?;
        let mut vector = frame.take_tensor(dest)?;
        let elements = Arc::make_mut(&mut vector);
        for i in 0..n {
            let raw = element(frame, src, i)?;
            if start + i >= elements.len() {
                return Err(Trap::invalid("the part does not fit the vector"));
            }
            elements.set_raw(start + i, raw);
        }
        frame.set_object(out.idx, Value::Tensor(vector));
        Ok(())
    });
    Ok(())
}

/// The same bits as elements of another width, along the last dimension.
pub(super) fn bitcast(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (_, from) = shape(c, op, op.operand_ty(0))?;
    let (to_shape, to) = shape(c, op, op.result_ty(0))?;
    if from.bits() == to.bits() {
        return c.emit_kernel(op, &arith::bitcast(from, to));
    }
    if !from.bits().is_multiple_of(8) || !to.bits().is_multiple_of(8) {
        return Err(c.unsupported(op, "its elements are no whole bytes"));
    }
    let (src, out): (Src, _) = (c.operand(op, 0), c.result(op, 0));
    debug_assert!(out.kind == SlotKind::Object, "vectors are objects");
    c.emit(move |frame| {
        let bytes = frame.tensor(src.idx())?.to_le_bytes();
        let vector = terrace_ir::eval::Tensor::from_le_bytes(to, &to_shape, &bytes);
        let vector = vector.ok_or_else(|| Trap::invalid("the two vectors differ in size"))?;
        frame.set_object(out.idx, vector.into());
        Ok(())
    });
    Ok(())
}

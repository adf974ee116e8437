//! Meaning of `memref`: memory and views of it.

use std::sync::Arc;

use terrace_ir::def::AnyInterface;
use terrace_ir::eval::{Compiler, Dims, Eval, Frame, MemRef, Moves, Trap, Value, strides_of};
use terrace_ir::{DYNAMIC, OpRef, Reported, Type};

use crate::arith::table::ATOMIC_RMW_KIND;
use crate::combine::combiner;
use crate::eval::IndexList;
use crate::layout::strides_and_offset;

use super::eval_view as view;

/// What each operation means.
pub(super) static ATTACH: &[(&str, &[AnyInterface])] = &[
    ("memref.alloc", &[&Eval(alloc)]),
    ("memref.alloca", &[&Eval(alloc)]),
    ("memref.alloca_scope", &[&Eval(scope)]),
    ("memref.dealloc", &[&Eval(dealloc)]),
    ("memref.load", &[&Eval(load)]),
    ("memref.store", &[&Eval(store)]),
    ("memref.atomic_rmw", &[&Eval(atomic_rmw)]),
    ("memref.generic_atomic_rmw", &[&Eval(generic_atomic_rmw)]),
    ("memref.copy", &[&Eval(copy)]),
    ("memref.dim", &[&Eval(dim)]),
    ("memref.rank", &[&Eval(rank)]),
    ("memref.get_global", &[&Eval(get_global)]),
    ("memref.prefetch", &[&Eval(|_, _| Ok(()))]),
    ("memref.assume_alignment", &[&Eval(same)]),
    ("memref.distinct_objects", &[&Eval(same)]),
    ("memref.memory_space_cast", &[&Eval(same)]),
    ("memref.cast", &[&Eval(view::cast)]),
    ("memref.subview", &[&Eval(view::subview)]),
    ("memref.view", &[&Eval(view::view)]),
    ("memref.reinterpret_cast", &[&Eval(view::reinterpret_cast)]),
    ("memref.collapse_shape", &[&Eval(view::collapse_shape)]),
    ("memref.expand_shape", &[&Eval(view::expand_shape)]),
    ("memref.reshape", &[&Eval(view::reshape)]),
    ("memref.transpose", &[&Eval(view::transpose)]),
    ("memref.extract_strided_metadata", &[&Eval(view::metadata)]),
];

/// Scalar slots of a range of operands.
pub(super) fn slots(
    c: &mut Compiler<'_>,
    op: OpRef<'_>,
    range: std::ops::Range<usize>,
) -> Vec<u32> {
    c.operands_in(op, range).into_iter().map(|s| s.idx()).collect()
}

fn alloc(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ty = op.result_ty(0);
    let dtype = c.dtype(op, ty)?;
    let shape = ty.shape(op.cx).unwrap_or_default().to_vec();
    let sizes = IndexList::of(c, op, &shape, op.operand_group(0).unwrap_or(0..0))?;
    let layout = strided_alloc(c, op, ty, &shape)?;
    let out = c.result(op, 0).idx;
    c.emit(move |frame| {
        let sizes = sizes.dims(frame);
        let memref = match &layout {
            None => frame.new_memref(dtype, &sizes)?,
            Some((strides, offset)) => {
                let span = sizes.iter().zip(strides).map(|(n, s)| (n - 1).max(0) * s).sum::<i64>();
                let whole = frame.new_memref(dtype, &[span + offset + 1])?;
                MemRef { sizes, strides: strides.clone(), offset: *offset, ..whole }
            }
        };
        frame.set_object(out, memref.into());
        Ok(())
    });
    Ok(())
}

/// Strides and offset to allocate with, where the layout is not row-major.
fn strided_alloc(
    c: &mut Compiler<'_>,
    op: OpRef<'_>,
    ty: Type,
    shape: &[i64],
) -> Result<Option<(Dims, i64)>, Reported> {
    let Some((strides, offset)) = strides_and_offset(op.cx, ty) else {
        return Err(c.unsupported(op, "its layout is not strided"));
    };
    if strides == terrace_ir::row_major_strides(shape) && offset == 0 {
        return Ok(None);
    }
    let span = strides
        .iter()
        .zip(shape)
        .try_fold(offset, |sum, (&s, &n)| sum.checked_add((n.max(1) - 1).checked_mul(s)?));
    let known = offset >= 0 && !shape.contains(&DYNAMIC) && strides.iter().all(|s| *s >= 0);
    if !known || span.is_none() {
        return Err(c.unsupported(op, "its layout is not row-major nor static"));
    }
    Ok(Some((strides.into(), offset)))
}

fn scope(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let outs = c.results(op);
    let region = c.region(op, 0)?;
    let moves = Moves::new(&region.yields, &outs);
    c.emit(move |frame| {
        region.run(frame)?;
        moves.run(frame);
        Ok(())
    });
    Ok(())
}

fn dealloc(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let memref = c.operand(op, 0).idx();
    c.emit(move |frame| frame.memref(memref)?.buffer.free());
    Ok(())
}

fn load(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    c.dtype(op, op.result_ty(0))?;
    let memref = c.operand(op, 0).idx();
    let indices = slots(c, op, 1..op.n_operands());
    let out = c.result(op, 0).idx;
    c.emit(move |frame| {
        let raw = frame.load_element(memref, &indices)?;
        frame.set_raw(out, raw);
        Ok(())
    });
    Ok(())
}

fn store(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    c.dtype(op, op.operand_ty(0))?;
    let value = c.operand(op, 0).idx();
    let memref = c.operand(op, 1).idx();
    let indices = slots(c, op, 2..op.n_operands());
    c.emit(move |frame| frame.store_element(memref, &indices, frame.raw(value)));
    Ok(())
}

fn atomic_rmw(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let dtype = c.dtype(op, op.result_ty(0))?;
    let kind = op.attr("kind").and_then(|k| k.as_i64(op.cx)).unwrap_or(-1);
    let word = ATOMIC_RMW_KIND.cases.iter().find(|(_, v)| *v == kind).map(|(w, _)| *w);
    let Some(combine) = word.and_then(|w| combiner(w, dtype)) else {
        return Err(c.unsupported(op, "its kind does not fit its type"));
    };
    let value = c.operand(op, 0).idx();
    let memref = c.operand(op, 1).idx();
    let indices = slots(c, op, 2..op.n_operands());
    let out = c.result(op, 0).idx;
    c.emit(move |frame| {
        let byte = frame.element(memref, &indices)?;
        let value = frame.raw(value);
        let old = frame.update(memref, byte, |_, old| combine.call([old, value, 0]))?;
        frame.set_raw(out, old);
        Ok(())
    });
    Ok(())
}

fn generic_atomic_rmw(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    c.dtype(op, op.result_ty(0))?;
    let memref = c.operand(op, 0).idx();
    let indices = slots(c, op, 1..op.n_operands());
    let out = c.result(op, 0).idx;
    let region = c.region(op, 0)?;
    let ([current], [new]) = (region.args(), region.yields.as_slice()) else {
        return Err(c.unsupported(op, "its body is not a function of one value"));
    };
    let (current, new) = (current.idx, new.idx());
    c.emit(move |frame| {
        let byte = frame.element(memref, &indices)?;
        let old = frame.update(memref, byte, |frame, old| {
            frame.set_raw(current, old);
            region.run(frame)?;
            Ok(frame.raw(new))
        })?;
        frame.set_raw(out, old);
        Ok(())
    });
    Ok(())
}

fn copy(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (from, to) = (c.operand(op, 0).idx(), c.operand(op, 1).idx());
    c.emit(move |frame| {
        let (from, to) = (frame.memref(from)?.clone(), frame.memref(to)?.clone());
        copy_elements(frame, &from, &to)
    });
    Ok(())
}

/// Copies all elements; the two may overlap.
fn copy_elements(frame: &mut Frame, from: &MemRef, to: &MemRef) -> Result<(), Trap> {
    if from.sizes != to.sizes {
        return Err(Trap::invalid("source and target differ in shape"));
    }
    frame.spend(from.n_elems().unwrap_or(0) as u64 / 8)?;
    let mut raws = Vec::new();
    from.each_byte(&mut |byte| {
        raws.push(frame.load_from(from, byte)?);
        Ok(())
    })?;
    let mut raws = raws.into_iter();
    to.each_byte(&mut |byte| frame.store_to(to, byte, raws.next().unwrap_or(0)))
}

fn dim(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (memref, index, out) = (c.operand(op, 0).idx(), c.operand(op, 1).idx(), c.result(op, 0));
    c.emit(move |frame| {
        let d = frame.int(index);
        let sizes = &frame.memref(memref)?.sizes;
        let size = usize::try_from(d).ok().and_then(|d| sizes.get(d).copied());
        let size = size.ok_or_else(|| Trap::invalid(format!("there is no dimension {d}")))?;
        frame.set_int(out.idx, size);
        Ok(())
    });
    Ok(())
}

fn rank(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (memref, out) = (c.operand(op, 0).idx(), c.result(op, 0));
    c.emit(move |frame| {
        let rank = frame.memref(memref)?.sizes.len() as i64;
        frame.set_int(out.idx, rank);
        Ok(())
    });
    Ok(())
}

/// Hands each operand on to the result of the same place.
fn same(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let outs = c.results(op);
    let srcs = c.operands_in(op, 0..outs.len());
    let moves = Moves::new(&srcs, &outs);
    c.emit(move |frame| {
        moves.run(frame);
        Ok(())
    });
    Ok(())
}

fn get_global(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let Some(name) = op.attr("name") else {
        return Err(c.unsupported(op, "it names no global"));
    };
    let memory = c.global(name, |c| make_global(c, op, name))?;
    let out = c.result(op, 0);
    c.preset(out, memory);
    Ok(())
}

fn make_global(
    c: &mut Compiler<'_>,
    op: OpRef<'_>,
    name: terrace_ir::Attr,
) -> Result<Value, Reported> {
    let global = c.symbol_op(name).map(|g| (g.attr("type"), g.attr("initial_value")));
    let Some((ty, initial)) = global else {
        return Err(c.unsupported(op, "the global it names does not exist"));
    };
    let ty = ty.and_then(|t| t.as_type(op.cx)).unwrap_or(op.result_ty(0));
    let dtype = c.dtype(op, ty)?;
    let Some(shape) = ty.static_shape(op.cx) else {
        return Err(c.unsupported(op, "the shape of its global is dynamic"));
    };
    let row_major = strides_and_offset(op.cx, ty)
        .is_some_and(|(s, o)| o == 0 && s.as_slice() == strides_of(shape).as_slice());
    if !row_major {
        return Err(c.unsupported(op, "the layout of its global is not row-major"));
    }
    let memref = c.static_memory(op, dtype, shape)?;
    if let Some(initial) = initial.filter(|i| i.ty(op.cx).is_some()) {
        let Value::Tensor(initial) =
            c.constant(op, initial, op.cx.tensor_ty(shape, dtype.ty(op.cx)))?
        else {
            return Err(c.unsupported(op, "its initial value has no elements"));
        };
        if memref.fill_from(&initial).is_err() {
            return Err(c.unsupported(op, "its initial value does not fit its type"));
        }
    }
    Ok(Value::MemRef(Arc::new(memref)))
}

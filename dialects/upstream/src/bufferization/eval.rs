//! Meaning of `bufferization`: between tensors and memory.

use terrace_ir::def::AnyInterface;
use terrace_ir::eval::{Compiler, Eval, Value};
use terrace_ir::{OpRef, Reported};

use crate::eval::IndexList;
use crate::tensor::eval::{set_tensor, to_tensor};

/// What each operation means.
pub(super) static ATTACH: &[(&str, &[AnyInterface])] = &[
    ("bufferization.to_tensor", &[&Eval(read)]),
    ("bufferization.to_buffer", &[&Eval(write)]),
    ("bufferization.clone", &[&Eval(clone)]),
    ("bufferization.alloc_tensor", &[&Eval(alloc_tensor)]),
    ("bufferization.dealloc_tensor", &[&Eval(|_, _| Ok(()))]),
    ("bufferization.materialize_in_destination", &[&Eval(materialize)]),
];

fn read(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (src, out) = (c.operand(op, 0).idx(), c.result(op, 0));
    c.emit(move |frame| {
        let memref = frame.memref(src)?.clone();
        let tensor = to_tensor(frame, &memref)?;
        set_tensor(frame, out, tensor);
        Ok(())
    });
    Ok(())
}

/// New memory with the elements of the tensor.
fn write(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (src, out) = (c.operand(op, 0).idx(), c.result(op, 0));
    c.emit(move |frame| {
        let tensor = frame.tensor(src)?.clone();
        let memref = frame.new_memref(tensor.dtype(), tensor.shape())?;
        memref.fill_from(&tensor)?;
        frame.set_object(out.idx, memref.into());
        Ok(())
    });
    Ok(())
}

fn clone(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (src, out) = (c.operand(op, 0).idx(), c.result(op, 0));
    c.emit(move |frame| {
        let from = frame.memref(src)?.clone();
        let tensor = to_tensor(frame, &from)?;
        let memref = frame.new_memref(from.dtype, &from.sizes)?;
        memref.fill_from(&tensor)?;
        frame.set_object(out.idx, memref.into());
        Ok(())
    });
    Ok(())
}

fn alloc_tensor(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ty = op.result_ty(0);
    let dtype = c.dtype(op, ty)?;
    let out = c.result(op, 0);
    if let Some(copied) = op.operand_group(1).filter(|g| !g.is_empty()) {
        let src = c.operand(op, copied.start);
        c.emit(move |frame| {
            let tensor = frame.take_tensor(src)?;
            frame.set_object(out.idx, Value::Tensor(tensor));
            Ok(())
        });
        return Ok(());
    }
    let shape = ty.shape(op.cx).unwrap_or_default().to_vec();
    let sizes = IndexList::of(c, op, &shape, op.operand_group(0).unwrap_or(0..0))?;
    c.emit(move |frame| {
        let tensor = frame.new_tensor(dtype, &sizes.dims(frame), 0)?;
        set_tensor(frame, out, tensor);
        Ok(())
    });
    Ok(())
}

fn materialize(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (src, dest) = (c.operand(op, 0), c.operand(op, 1).idx());
    if op.n_results() == 1 {
        let out = c.result(op, 0);
        c.emit(move |frame| {
            let tensor = frame.take_tensor(src)?;
            frame.set_object(out.idx, Value::Tensor(tensor));
            Ok(())
        });
        return Ok(());
    }
    c.emit(move |frame| {
        let (tensor, memref) = (frame.tensor(src.idx())?.clone(), frame.memref(dest)?.clone());
        let mut at = 0;
        memref.each_byte(&mut |byte| {
            let raw = if at < tensor.len() { tensor.raw(at) } else { 0 };
            at += 1;
            frame.store_to(&memref, byte, raw)
        })
    });
    Ok(())
}

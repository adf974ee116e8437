//! Meaning of `tensor`. Tensors are values: what is written to is a copy, made only when somebody
//! else still holds the original.

use std::sync::Arc;

use terrace_ir::def::AnyInterface;
use terrace_ir::eval::{
    CompiledRegion, Compiler, Dims, Dtype, Eval, EvalScalar, Frame, MemRef, Reason, Slot, Src,
    Tensor, Trap, Value, index_of, n_elems, strides_of,
};
use terrace_ir::{DYNAMIC, OpRef, Reported};

use crate::arith::eval as arith;
use crate::eval::IndexList;
use crate::memref::eval_view::{inside, kept_dims, reassociation};

/// What each operation means.
pub(super) static ATTACH: &[(&str, &[AnyInterface])] = &[
    ("tensor.empty", &[&Eval(empty)]),
    ("tensor.splat", &[&Eval(splat)]),
    ("tensor.from_elements", &[&Eval(from_elements)]),
    ("tensor.generate", &[&Eval(generate)]),
    ("tensor.extract", &[&Eval(extract)]),
    ("tensor.insert", &[&Eval(insert)]),
    ("tensor.dim", &[&Eval(dim)]),
    ("tensor.rank", &[&Eval(rank)]),
    ("tensor.cast", &[&Eval(cast)]),
    (
        "tensor.bitcast",
        &[&EvalScalar(|op| Some(arith::bitcast(arith::in_dtype(op)?, arith::out_dtype(op)?)))],
    ),
    ("tensor.collapse_shape", &[&Eval(collapse_shape)]),
    ("tensor.expand_shape", &[&Eval(expand_shape)]),
    ("tensor.reshape", &[&Eval(reshape)]),
    ("tensor.extract_slice", &[&Eval(extract_slice)]),
    ("tensor.insert_slice", &[&Eval(insert_slice)]),
    ("tensor.concat", &[&Eval(concat)]),
    ("tensor.pad", &[&Eval(pad)]),
];

/// The sizes of a result: static ones of its type, the others from operands.
fn result_sizes(
    c: &mut Compiler<'_>,
    op: OpRef<'_>,
    operands: std::ops::Range<usize>,
) -> Result<(IndexList, Dtype), Reported> {
    let ty = op.result_ty(0);
    let dtype = c.dtype(op, ty)?;
    let shape = ty.shape(op.cx).unwrap_or_default().to_vec();
    Ok((IndexList::of(c, op, &shape, operands)?, dtype))
}

/// What elements are that nobody wrote: not a number, or all ones.
fn unwritten(dtype: Dtype) -> u64 {
    match dtype {
        Dtype::Float(_) => f64::NAN.to_bits(),
        _ => dtype.raw_of_i64(-1),
    }
}

fn empty(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (sizes, dtype) = result_sizes(c, op, 0..op.n_operands())?;
    let out = c.result(op, 0);
    c.emit(move |frame| {
        let tensor = frame.new_tensor(dtype, &sizes.dims(frame), unwritten(dtype))?;
        frame.set_object(out.idx, tensor.into());
        Ok(())
    });
    Ok(())
}

fn splat(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (sizes, dtype) = result_sizes(c, op, 1..op.n_operands())?;
    let (src, out) = (c.operand(op, 0).idx(), c.result(op, 0));
    c.emit(move |frame| {
        let tensor = frame.new_tensor(dtype, &sizes.dims(frame), frame.raw(src))?;
        frame.set_object(out.idx, tensor.into());
        Ok(())
    });
    Ok(())
}

fn from_elements(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let dtype = c.dtype(op, op.result_ty(0))?;
    let shape = op.result_ty(0).shape(op.cx).unwrap_or_default().to_vec();
    let (srcs, out) = (c.operands(op), c.result(op, 0));
    if n_elems(&shape) != Some(srcs.len()) {
        return Err(c.unsupported(op, "it has not one operand per element"));
    }
    c.emit(move |frame| {
        let mut tensor = frame.new_tensor(dtype, &shape, 0)?;
        srcs.iter().enumerate().for_each(|(i, s)| tensor.set_raw(i, frame.raw(s.idx())));
        frame.set_object(out.idx, tensor.into());
        Ok(())
    });
    Ok(())
}

/// Runs a region of one index per dimension that yields a scalar.
fn point(
    frame: &mut Frame,
    region: &CompiledRegion,
    yielded: Src,
    index: &[i64],
) -> Result<u64, Trap> {
    for (slot, i) in region.args().iter().zip(index) {
        frame.set_int(slot.idx, *i);
    }
    region.run(frame)?;
    Ok(frame.raw(yielded.idx()))
}

fn generate(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (sizes, dtype) = result_sizes(c, op, 0..op.n_operands())?;
    let region = c.region(op, 0)?;
    let out = c.result(op, 0);
    let Some(&yielded) = region.yields.first() else {
        return Err(c.unsupported(op, "its body yields nothing"));
    };
    c.emit(move |frame| {
        let shape = sizes.dims(frame);
        let mut tensor = frame.new_tensor(dtype, &shape, 0)?;
        let parts = frame.parallel(tensor.len(), 4096, |frame, range| {
            let each = |i: usize| point(frame, &region, yielded, &index_of(&shape, i));
            Ok((range.start, range.map(each).collect::<Result<Vec<u64>, Trap>>()?))
        })?;
        parts.iter().for_each(|(start, raws)| tensor.set_raws(*start, raws));
        frame.set_object(out.idx, tensor.into());
        Ok(())
    });
    Ok(())
}

fn indices(frame: &Frame, srcs: &[Src]) -> Dims {
    srcs.iter().map(|s| frame.int(s.idx())).collect()
}

/// The row-major position of an element; traps when it is out of bounds.
fn position(tensor: &Tensor, index: &[i64]) -> Result<usize, Trap> {
    tensor.position(index).ok_or_else(|| {
        let mut pairs = index.iter().zip(tensor.shape()).enumerate();
        match pairs.find(|(_, (i, n))| **i < 0 || *i >= *n) {
            Some((dim, (&index, &size))) => Reason::OutOfBounds { index, size, dim }.into(),
            None => Trap::invalid("number of indices differs from the rank"),
        }
    })
}

fn extract(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let src = c.operand(op, 0).idx();
    let at = c.operands_in(op, 1..op.n_operands());
    let out = c.result(op, 0);
    c.dtype(op, op.result_ty(0))?;
    c.emit(move |frame| {
        let tensor = frame.tensor(src)?;
        let raw = tensor.raw(position(tensor, &indices(frame, &at))?);
        frame.set_raw(out.idx, raw);
        Ok(())
    });
    Ok(())
}

fn insert(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (value, dest) = (c.operand(op, 0).idx(), c.operand(op, 1));
    let at = c.operands_in(op, 2..op.n_operands());
    let out = c.result(op, 0);
    c.dtype(op, op.operand_ty(0))?;
    c.emit(move |frame| {
        let mut tensor = frame.take_tensor(dest)?;
        let at = position(&tensor, &indices(frame, &at))?;
        Arc::make_mut(&mut tensor).set_raw(at, frame.raw(value));
        frame.set_object(out.idx, Value::Tensor(tensor));
        Ok(())
    });
    Ok(())
}

fn dim(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (src, index, out) = (c.operand(op, 0).idx(), c.operand(op, 1).idx(), c.result(op, 0));
    c.emit(move |frame| {
        let d = frame.int(index);
        let shape = frame.tensor(src)?.shape();
        let size = usize::try_from(d).ok().and_then(|d| shape.get(d).copied());
        let size = size.ok_or_else(|| Trap::invalid(format!("there is no dimension {d}")))?;
        frame.set_int(out.idx, size);
        Ok(())
    });
    Ok(())
}

fn rank(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (src, out) = (c.operand(op, 0).idx(), c.result(op, 0));
    c.emit(move |frame| {
        let rank = frame.tensor(src)?.shape().len() as i64;
        frame.set_int(out.idx, rank);
        Ok(())
    });
    Ok(())
}

fn cast(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let want = declared(op);
    let (src, out) = (c.operand(op, 0), c.result(op, 0));
    c.emit(move |frame| {
        let tensor = frame.take_tensor(src)?;
        expect_shape(want.as_deref(), tensor.shape())?;
        frame.set_object(out.idx, Value::Tensor(tensor));
        Ok(())
    });
    Ok(())
}

/// The shape that the type of the result states, if it is ranked.
fn declared(op: OpRef<'_>) -> Option<Vec<i64>> {
    op.result_ty(0).shape(op.cx).map(<[i64]>::to_vec)
}

/// Stops where a shape is not what a type states.
fn expect_shape(want: Option<&[i64]>, shape: &[i64]) -> Result<(), Trap> {
    let fits = |(&w, &n): (&i64, &i64)| w == DYNAMIC || w == n;
    if want.is_none_or(|w| w.len() == shape.len() && w.iter().zip(shape).all(fits)) {
        return Ok(());
    }
    Err(Trap::invalid(format!("shape {shape:?} is not the type's")))
}

/// Moves operand 0 to the result under the shape that `f` gives.
fn reshaped(
    c: &mut Compiler<'_>,
    op: OpRef<'_>,
    f: impl Fn(&Frame, &Tensor) -> Result<Dims, Trap> + Send + Sync + 'static,
) {
    let want = declared(op);
    let (src, out) = (c.operand(op, 0), c.result(op, 0));
    c.emit(move |frame| {
        let tensor = frame.take_tensor(src)?;
        let shape = f(frame, &tensor)?;
        expect_shape(want.as_deref(), &shape)?;
        let tensor = Arc::unwrap_or_clone(tensor).reshaped(&shape);
        let tensor = tensor.ok_or_else(|| Trap::invalid("the shapes differ in size"))?;
        frame.set_object(out.idx, tensor.into());
        Ok(())
    });
}

fn collapse_shape(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let Some(groups) = reassociation(op) else {
        return Err(c.unsupported(op, "its reassociation is malformed"));
    };
    reshaped(c, op, move |_, tensor| {
        let size = |g: &Vec<usize>| g.iter().map(|&d| tensor.shape().get(d)).product();
        let shape: Option<Dims> = groups.iter().map(size).collect();
        shape.ok_or_else(|| Trap::invalid("the reassociation names a missing dimension"))
    });
    Ok(())
}

fn expand_shape(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let sizes = IndexList::new(c, op, "static_output_shape", 1)?;
    reshaped(c, op, move |frame, _| Ok(sizes.dims(frame)));
    Ok(())
}

fn reshape(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let shape = c.operand(op, 1).idx();
    reshaped(c, op, move |frame, _| Ok(frame.tensor(shape)?.to_i64s().into()));
    Ok(())
}

/// Offsets, sizes and strides of a slice.
#[derive(Clone)]
pub(crate) struct Slice {
    offsets: IndexList,
    sizes: IndexList,
    strides: IndexList,
}

impl Slice {
    /// From operand groups `first` to `first + 2` and the static lists.
    pub(crate) fn new(
        c: &mut Compiler<'_>,
        op: OpRef<'_>,
        first: usize,
    ) -> Result<Slice, Reported> {
        Ok(Slice {
            offsets: IndexList::new(c, op, "static_offsets", first)?,
            sizes: IndexList::new(c, op, "static_sizes", first + 1)?,
            strides: IndexList::new(c, op, "static_strides", first + 2)?,
        })
    }

    /// The sizes of the slice and the position of each of its elements in a tensor of this shape.
    fn positions(&self, frame: &mut Frame, shape: &[i64]) -> Result<(Dims, Vec<usize>), Trap> {
        let (offsets, sizes, strides) =
            (self.offsets.dims(frame), self.sizes.dims(frame), self.strides.dims(frame));
        if [offsets.len(), sizes.len(), strides.len()] != [shape.len(); 3] {
            return Err(Trap::invalid("number of offsets differs from the rank"));
        }
        for d in 0..shape.len() {
            inside(offsets[d], sizes[d], strides[d], shape[d], d)?;
        }
        let n = n_elems(&sizes).ok_or_else(|| Trap::invalid("the slice is too large"))?;
        frame.spend(n as u64 / 8)?;
        let whole = strides_of(shape);
        let mut positions = Vec::with_capacity(n);
        for i in 0..n {
            let index = index_of(&sizes, i);
            let place = |d: usize| (offsets[d] + index[d] * strides[d]) * whole[d];
            positions.push((0..shape.len()).map(place).sum::<i64>() as usize);
        }
        Ok((sizes, positions))
    }

    /// `dest` with the elements of the slice replaced by those of `source`.
    pub(crate) fn replace(
        &self,
        frame: &mut Frame,
        source: &Tensor,
        mut dest: Arc<Tensor>,
    ) -> Result<Arc<Tensor>, Trap> {
        let (_, positions) = self.positions(frame, dest.shape())?;
        if positions.len() != source.len() || source.dtype() != dest.dtype() {
            return Err(Trap::invalid("the source does not fit the slice"));
        }
        let elements = Arc::make_mut(&mut dest);
        for (i, at) in positions.into_iter().enumerate() {
            elements.set_raw(at, source.raw(i));
        }
        Ok(dest)
    }
}

fn extract_slice(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let slice = Slice::new(c, op, 1)?;
    let statics = op.attr("static_sizes").and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    let Some(kept) = kept_dims(&statics, op.result_ty(0).shape(op.cx).unwrap_or_default()) else {
        return Err(c.unsupported(op, "its result drops a dimension that is not 1"));
    };
    let (src, out) = (c.operand(op, 0).idx(), c.result(op, 0));
    c.emit(move |frame| {
        let source = frame.tensor(src)?.clone();
        let (sizes, positions) = slice.positions(frame, source.shape())?;
        let shape: Dims = kept.iter().map(|&d| sizes[d]).collect();
        let mut tensor = frame.new_tensor(source.dtype(), &shape, 0)?;
        for (i, at) in positions.into_iter().enumerate() {
            tensor.set_raw(i, source.raw(at));
        }
        frame.set_object(out.idx, tensor.into());
        Ok(())
    });
    Ok(())
}

fn insert_slice(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let slice = Slice::new(c, op, 2)?;
    let (source, dest, out) = (c.operand(op, 0).idx(), c.operand(op, 1), c.result(op, 0));
    c.emit(move |frame| {
        let dest = frame.take_tensor(dest)?;
        let source = frame.tensor(source)?.clone();
        let tensor = slice.replace(frame, &source, dest)?;
        frame.set_object(out.idx, Value::Tensor(tensor));
        Ok(())
    });
    Ok(())
}

fn concat(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let dim = op.attr("dim").and_then(|d| d.as_i64(op.cx)).and_then(|d| usize::try_from(d).ok());
    let (srcs, out) = (c.operands(op), c.result(op, 0));
    let (Some(dim), false) = (dim, srcs.is_empty()) else {
        return Err(c.unsupported(op, "it has no dimension or no operands"));
    };
    c.emit(move |frame| {
        let parts: Result<Vec<Arc<Tensor>>, Trap> =
            srcs.iter().map(|s| frame.tensor(s.idx()).cloned()).collect();
        let parts = parts?;
        let mut shape: Dims = parts[0].shape().into();
        let bad = || Trap::invalid("the operands do not fit each other");
        let rank = shape.len();
        if dim >= rank || parts.iter().any(|p| p.shape().len() != rank) {
            return Err(bad());
        }
        shape[dim] = parts.iter().map(|p| p.shape()[dim]).sum();
        let mut tensor = frame.new_tensor(parts[0].dtype(), &shape, 0)?;
        let strides = strides_of(&shape);
        let mut offset = 0;
        for part in &parts {
            for i in 0..part.len() {
                let mut index = index_of(part.shape(), i);
                index[dim] += offset;
                let at: i64 = index.iter().zip(&strides).map(|(i, s)| i * s).sum();
                if at as usize >= tensor.len() {
                    return Err(bad());
                }
                tensor.set_raw(at as usize, part.raw(i));
            }
            offset += part.shape()[dim];
        }
        frame.set_object(out.idx, tensor.into());
        Ok(())
    });
    Ok(())
}

fn pad(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let low = IndexList::new(c, op, "static_low", 1)?;
    let high = IndexList::new(c, op, "static_high", 2)?;
    let region = c.region(op, 0)?;
    let (src, out) = (c.operand(op, 0).idx(), c.result(op, 0));
    let Some(&yielded) = region.yields.first() else {
        return Err(c.unsupported(op, "its body yields nothing"));
    };
    c.emit(move |frame| {
        let source = frame.tensor(src)?.clone();
        let (low, high) = (low.dims(frame), high.dims(frame));
        let sizes = source.shape();
        if low.len() != sizes.len() || high.len() != sizes.len() {
            return Err(Trap::invalid("number of paddings differs from the rank"));
        }
        let shape: Dims = (0..sizes.len())
            .map(|d| low[d].saturating_add(sizes[d]).saturating_add(high[d]))
            .collect();
        let mut tensor = frame.new_tensor(source.dtype(), &shape, 0)?;
        for i in 0..tensor.len() {
            let index = index_of(&shape, i);
            let from: Dims = index.iter().zip(&low).map(|(i, l)| i - l).collect();
            let raw = match source.position(&from) {
                Some(at) => source.raw(at),
                None => point(frame, &region, yielded, &index)?,
            };
            tensor.set_raw(i, raw);
        }
        frame.set_object(out.idx, tensor.into());
        Ok(())
    });
    Ok(())
}

/// Used by `bufferization`: the elements of memory as a tensor, and back.
pub(crate) fn to_tensor(frame: &Frame, memref: &MemRef) -> Result<Tensor, Trap> {
    let mut tensor = frame.new_tensor(memref.dtype, &memref.sizes, 0)?;
    let mut at = 0;
    memref.each_byte(&mut |byte| {
        tensor.set_raw(at, memref.load_byte(byte)?);
        at += 1;
        Ok(())
    })?;
    Ok(tensor)
}

/// Writes a tensor result of a step.
pub(crate) fn set_tensor(frame: &mut Frame, out: Slot, tensor: Tensor) {
    frame.set_object(out.idx, tensor.into());
}

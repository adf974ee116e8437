//! Constants, shapes as tensors, and branches that shapes decide.
use super::super::array::{Array, Data, MAX_ELEMENTS};
use super::super::emit::Const;
use super::*;
use crate::graph::AttrValue;
use crate::problem::{ONNX101, ONNX103, ONNX104, ONNX106, ONNX108};
use crate::tensor::element_count;
use bytes::Bytes;

pub(super) const OPS: &[Decoder] = &[
    op("Constant", 1, Run::With(constant)),
    op("ConstantOfShape", 9, Run::With(constant_of_shape)),
    op("Shape", 1, Run::With(shape)),
    op("Size", 1, Run::With(size)),
    op("Range", 11, Run::With(range)),
    op("EyeLike", 9, Run::With(eye_like)),
    op("If", 1, Run::With(branch)),
];

fn constant(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let floats = |floats: &[f32]| floats.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<_>>();
    let (dtype, shape, data): (_, _, Bytes) = if let Some(tensor) = n.tensor("value")? {
        (tensor.dtype, tensor.shape, tensor.data)
    } else if let Some(value) = n.opt_int("value_int")? {
        (DType::I64, vec![], value.to_le_bytes().to_vec().into())
    } else if let Some(value) = n.opt_float("value_float")? {
        (DType::F32, vec![], floats(&[value]).into())
    } else if let Some(values) = n.ints("value_ints")? {
        let data: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        (DType::I64, vec![values.len() as u64], data.into())
    } else if let Some(values) = n.floats("value_floats")? {
        (DType::F32, vec![values.len() as u64], floats(&values).into())
    } else {
        return n.fail(ONNX103, "none of the supported values is given");
    };
    let y = n.im.constant(dtype, shape, Const::Dense(data))?;
    n.output(0, y)
}

fn constant_of_shape(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let sizes = n.input(0)?;
    let sizes = n.const_ints(sizes, "the shape")?;
    let shape: Option<Vec<u64>> = sizes.iter().map(|&size| u64::try_from(size).ok()).collect();
    let Some(shape) = shape else {
        return n.fail(ONNX106, format!("{sizes:?} is no shape"));
    };
    let (dtype, one) = match n.tensor("value")? {
        Some(tensor) if tensor.elements() == 1 => (tensor.dtype, tensor.data),
        Some(_) => return n.fail(ONNX103, "`value` must have one element"),
        None => (DType::F32, Bytes::from_static(&[0; 4])),
    };
    let y = n.im.constant(dtype, shape, Const::Splat(one))?;
    n.output(0, y)
}

/// Part of the operand's shape, from version 15 on between `start` and `end`.
fn shape(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let sizes = n.shape(x);
    let (start, end) = (n.int("start", 0)?, n.int("end", i64::MAX)?);
    let (first, _, count) = super::super::shape::range(start, end, 1, sizes.len() as u64)?;
    let part = sizes.into_iter().skip(first as usize).take(count as usize);
    let part: Option<Vec<i64>> = part.map(|size| i64::try_from(size).ok()).collect();
    let y = n.im.int_vector(&part?)?;
    n.output(0, y)
}

fn size(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let count = element_count(&n.shape(x))?;
    let bytes = count.to_le_bytes().to_vec();
    let y = n.im.constant(DType::I64, Vec::new(), Const::Dense(bytes.into()))?;
    n.output(0, y)
}

fn range(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let ends = [n.input(0)?, n.input(1)?, n.input(2)?];
    let dtype = n.same_dtype(&ends)?;
    let parts: Option<Vec<_>> = ends.iter().map(|&end| n.im.array(end)).collect();
    let Some(parts) = parts else {
        return n.fail(ONNX108, "start, limit and delta must be known when the model is compiled");
    };
    let data: Vec<Data> = parts.into_iter().map(|part| part.data).collect();
    let data = match data.as_slice() {
        [Data::Ints(start), Data::Ints(limit), Data::Ints(delta)] => {
            let (start, limit, delta) = (*start.first()?, *limit.first()?, *delta.first()?);
            let Some(span) = limit.checked_sub(start).filter(|_| delta != 0) else {
                return n.fail(ONNX103, "the range does not end");
            };
            let count = if (span < 0) != (delta < 0) {
                0
            } else {
                span.unsigned_abs().div_ceil(delta.unsigned_abs())
            };
            check_count(n, count as f64)?;
            Data::Ints((0..count as i64).map(|at| start + at * delta).collect())
        }
        [Data::Floats(start), Data::Floats(limit), Data::Floats(delta)] => {
            let (start, limit, delta) = (*start.first()?, *limit.first()?, *delta.first()?);
            let count = ((limit - start) / delta).ceil().max(0.0);
            check_count(n, count)?;
            Data::Floats((0..count as u64).map(|at| start + at as f64 * delta).collect())
        }
        _ => return n.fail(ONNX106, "expected three scalars"),
    };
    let mut array = Array { dtype, shape: Vec::new(), data };
    array.shape = vec![array.len() as u64];
    let y = n.im.constant(dtype, array.shape.clone(), Const::Dense(array.encode()))?;
    n.output(0, y)
}

/// A range is written out, so it may not be long.
fn check_count(n: &mut NodeCx<'_, '_>, count: f64) -> Option<()> {
    let most = (MAX_ELEMENTS * 256) as f64;
    // Not a number is refused too.
    if count <= most {
        return Some(());
    }
    n.fail(ONNX106, format!("a range of {count} elements is too long"))
}

fn eye_like(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let (k, to) = (n.int("k", 0)?, n.opt_int("dtype")?);
    let dtype = match to {
        Some(to) => i32::try_from(to).ok().and_then(DType::from_number),
        None => Some(n.dtype(x)),
    };
    let (Some(dtype), Ok([rows, columns])) = (dtype, <[u64; 2]>::try_from(n.shape(x))) else {
        return n.fail(ONNX106, "expected a matrix and a supported element type");
    };
    let row = n.emit(Op::new("graph.iota", &[]).int("axis", 0), DType::I64, vec![rows, 1])?;
    let column = n.emit(Op::new("graph.iota", &[]).int("axis", 1), DType::I64, vec![1, columns])?;
    let offset = n.binary("graph.sub", column, row)?;
    let k = n.im.constant(DType::I64, Vec::new(), Const::Dense(k.to_le_bytes().to_vec().into()))?;
    let hit = n.compare("eq", offset, k)?;
    let y = n.cast(hit, dtype)?;
    n.output(0, y)
}

/// A branch whose condition is known; others need control flow, which is not supported.
fn branch(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let condition = n.input(0)?;
    let taken = match n.im.array(condition).map(|array| array.data) {
        Some(Data::Ints(bits)) if bits.len() == 1 => bits == [1],
        _ => {
            return n.fail(ONNX101, "a branch on a condition that is computed at run time");
        }
    };
    n.ignore("then_branch");
    n.ignore("else_branch");
    let name = if taken { "then_branch" } else { "else_branch" };
    let node = n.node;
    let Some(AttrValue::Graph(graph)) = node.attribute(name) else {
        return n.fail(ONNX104, format!("graph `{name}` is missing"));
    };
    let results = n.im.branch(graph)?;
    if results.len() != node.outputs.len() {
        return n.fail(ONNX106, "the branch has another number of results");
    }
    for (at, result) in results.into_iter().enumerate() {
        n.output(at, result?)?;
    }
    Some(())
}

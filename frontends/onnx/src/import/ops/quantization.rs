//! Quantised values as integers with a scale and a zero point.
use super::super::Val;
use super::*;
use crate::problem::{ONNX102, ONNX106};

pub(super) const OPS: &[Decoder] = &[
    op("QuantizeLinear", 10, Run::With(quantize)),
    op("DequantizeLinear", 10, Run::With(dequantize)),
    op("DynamicQuantizeLinear", 11, Run::With(dynamic_quantize)),
    op("MatMulInteger", 10, Run::With(matmul_integer)),
];

/// Scale and zero point, one for all or one for each index of an axis.
struct Grid {
    scale: Val,
    zero: Option<Val>,
    /// None when there is one scale for all.
    axis: Option<usize>,
}

fn grid(n: &mut NodeCx<'_, '_>, x: Val) -> Option<Grid> {
    let (scale, zero) = (n.input(1)?, n.optional(2)?);
    let axis = n.int("axis", 1)?;
    if n.int("block_size", 0)? != 0 {
        return n.fail(ONNX102, "blocked scales are not supported");
    }
    let (shape, scales) = (n.shape(x), n.shape(scale));
    let axis = match scales.as_slice() {
        [] => None,
        // One scale in a list is used for all of a tensor too.
        [1] => None,
        [count] => {
            let axis = n.axis(axis, shape.len())?;
            if shape.get(axis) != Some(count) {
                let message = format!("{count} scales for axis {axis} of {shape:?}");
                return n.fail(ONNX106, message);
            }
            Some(axis)
        }
        _ => return n.fail(ONNX102, "scales of more than one axis are not supported"),
    };
    if let Some(zero) = zero
        && n.shape(zero) != scales
    {
        return n.fail(ONNX106, "scale and zero point differ in shape");
    }
    let (scale, zero) = if axis.is_none() {
        let scale = n.reshape(scale, Vec::new())?;
        let zero = match zero {
            Some(zero) => Some(n.reshape(zero, Vec::new())?),
            None => None,
        };
        (scale, zero)
    } else {
        (scale, zero)
    };
    Some(Grid { scale, zero, axis })
}

fn convert(
    n: &mut NodeCx<'_, '_>,
    name: &'static str,
    x: Val,
    grid: &Grid,
    zero_type: DType,
    dtype: DType,
) -> Option<()> {
    let zero = match grid.zero {
        Some(zero) => zero,
        None => {
            let shape = n.shape(grid.scale);
            let one = vec![0; (zero_type.bits() / 8) as usize];
            n.im.constant(zero_type, shape, super::super::emit::Const::Splat(one.into()))?
        }
    };
    let operands = [x, grid.scale, zero];
    let mut op = Op::new(name, &operands);
    if let Some(axis) = grid.axis {
        op = op.int("axis", axis as u64);
    }
    let shape = n.shape(x);
    let y = n.emit(op, dtype, shape)?;
    n.output(0, y)
}

fn narrow(n: &mut NodeCx<'_, '_>, dtype: DType) -> Option<DType> {
    match dtype {
        DType::I8 | DType::U8 | DType::I16 | DType::U16 | DType::I32 => Some(dtype),
        _ => n.fail(ONNX105, format!("quantised {} is not supported", dtype.onnx_name())),
    }
}

fn quantize(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    n.ignore("saturate");
    n.ignore("precision");
    let grid = grid(n, x)?;
    n.same_dtype(&[x, grid.scale])?;
    n.float(x)?;
    let given = n.int("output_dtype", 0)?;
    let dtype = match (grid.zero, i32::try_from(given).ok().and_then(DType::from_number)) {
        (Some(zero), _) => n.dtype(zero),
        (None, Some(dtype)) => dtype,
        (None, None) => DType::U8,
    };
    let dtype = narrow(n, dtype)?;
    convert(n, "graph.quantize", x, &grid, dtype, dtype)
}

fn dequantize(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    n.ignore("output_dtype");
    let grid = grid(n, x)?;
    let from = n.dtype(x);
    let from = narrow(n, from)?;
    if let Some(zero) = grid.zero {
        n.same_dtype(&[x, zero])?;
    }
    let dtype = n.float(grid.scale)?;
    convert(n, "graph.dequantize", x, &grid, from, dtype)
}

/// Scale and zero point from the range of the values, which always includes 0.
fn dynamic_quantize(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    if n.dtype(x) != DType::F32 {
        return n.fail(ONNX105, "expected float elements");
    }
    let axes: Vec<usize> = (0..n.rank(x)).collect();
    let (zero, top) = (n.scalar(x, 0.0)?, n.scalar(x, 255.0)?);
    let high = super::reduction::reduce(n, "graph.reduce_max", x, &axes, false)?;
    let low = super::reduction::reduce(n, "graph.reduce_min", x, &axes, false)?;
    let (high, low) = (n.binary("graph.max", high, zero)?, n.binary("graph.min", low, zero)?);
    let span = n.binary("graph.sub", high, low)?;
    let scale = n.binary("graph.div", span, top)?;
    let start = n.binary("graph.div", low, scale)?;
    let start = n.unary("graph.neg", start)?;
    let start = n.binary("graph.max", start, zero)?;
    let start = n.binary("graph.min", start, top)?;
    let start = n.unary("graph.round", start)?;
    let start = n.cast(start, DType::U8)?;
    let shape = n.shape(x);
    let y = n.emit(Op::new("graph.quantize", &[x, scale, start]), DType::U8, shape)?;
    n.output(0, y)?;
    n.output(1, scale)?;
    n.output(2, start)
}

/// The product of `a - zero` and `b - zero` in 32-bit integers.
fn matmul_integer(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let mut sides = Vec::with_capacity(2);
    for at in 0..2 {
        let x = n.input(at)?;
        let from = n.dtype(x);
        narrow(n, from)?;
        let mut wide = n.cast(x, DType::I32)?;
        if let Some(zero) = n.optional(at + 2)? {
            let mut zero = n.cast(zero, DType::I32)?;
            // One zero point for each row of the left or column of the right operand.
            if at == 0 && n.rank(zero) == 1 {
                let rows = n.shape(zero)[0];
                zero = n.reshape(zero, vec![rows, 1])?;
            }
            let shape = n.shape(wide);
            wide = n.binary("graph.sub", wide, zero)?;
            if n.shape(wide) != shape {
                return n.fail(ONNX106, "a zero point does not broadcast to its operand");
            }
        }
        sides.push(wide);
    }
    let c = super::contraction::matrix_product(n, sides[0], sides[1])?;
    n.output(0, c)
}

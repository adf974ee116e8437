//! `ConvTranspose` as a convolution over the operand with gaps.
use super::super::Val;
use super::*;
use crate::problem::{ONNX103, ONNX106};

pub(super) const OPS: &[Decoder] = &[op("ConvTranspose", 1, Run::With(conv_transpose))];

/// One spatial axis.
struct Axis {
    size: u64,
    kernel: u64,
    stride: u64,
    dilation: u64,
    /// Elements cut off the full result at both ends; negative ones add.
    cut: (i64, i64),
    out: u64,
}

fn list(n: &mut NodeCx<'_, '_>, name: &'static str, rank: usize, least: i64) -> Option<Vec<i64>> {
    let Some(list) = n.ints(name)? else { return Some(vec![least; rank]) };
    if list.len() == rank && list.iter().all(|value| (least..1 << 31).contains(value)) {
        return Some(list);
    }
    n.fail(ONNX103, format!("`{name}` = {list:?} does not fit {rank} axes"))
}

fn axes(n: &mut NodeCx<'_, '_>, sizes: &[u64], kernel: &[u64]) -> Option<Vec<Axis>> {
    let rank = sizes.len();
    if let Some(given) = n.ints("kernel_shape")?
        && given.iter().map(|&size| u64::try_from(size).ok()).ne(kernel.iter().map(|&k| Some(k)))
    {
        return n.fail(ONNX103, "`kernel_shape` is not that of the weights");
    }
    let (strides, dilations) = (list(n, "strides", rank, 1)?, list(n, "dilations", rank, 1)?);
    let extra = list(n, "output_padding", rank, 0)?;
    let pads = list(n, "pads", 2 * rank, 0)?;
    let same = [
        ("NOTSET", None),
        ("VALID", None),
        ("SAME_UPPER", Some(true)),
        ("SAME_LOWER", Some(false)),
    ];
    let same = n.word("auto_pad", &same)?;
    let shape = n.ints("output_shape")?;
    if shape.as_ref().is_some_and(|shape| shape.len() != rank) {
        return n.fail(ONNX103, format!("`output_shape` does not fit {rank} axes"));
    }
    let mut all = Vec::with_capacity(rank);
    for i in 0..rank {
        let (size, reach) = (sizes[i] as i64, (kernel[i] as i64 - 1).checked_mul(dilations[i])?);
        let full = strides[i].checked_mul(size - 1)?.checked_add(reach + 1 + extra[i])?;
        let wanted = match (&shape, same) {
            (Some(shape), _) => Some(shape[i]),
            (None, Some(_)) => size.checked_mul(strides[i]),
            (None, None) => None,
        };
        let (low, high) = match wanted {
            Some(wanted) => {
                let total = full - wanted;
                // Rounded down, also where elements are added: the total is negative then.
                let half = total.div_euclid(2);
                // The odd element is cut at the end for SAME_UPPER, else at the start.
                if same == Some(true) { (half, total - half) } else { (total - half, half) }
            }
            None => (pads[i], pads[i + rank]),
        };
        let Ok(out) = u64::try_from(full - low - high) else {
            return n.fail(ONNX106, "the padding exceeds the result");
        };
        all.push(Axis {
            size: sizes[i],
            kernel: kernel[i],
            stride: strides[i] as u64,
            dilation: dilations[i] as u64,
            cut: (low, high - extra[i]),
            out,
        });
    }
    Some(all)
}

/// The operand with `stride - 1` zeros after each element of the spatial axes.
fn with_gaps(n: &mut NodeCx<'_, '_>, x: Val, lead: &[u64], axes: &[Axis]) -> Option<Val> {
    if axes.iter().all(|axis| axis.stride == 1) {
        return Some(x);
    }
    let pairs = |f: &dyn Fn(&Axis) -> u64| -> Vec<u64> {
        let tail = axes.iter().flat_map(|axis| [axis.size, f(axis)]);
        lead.iter().copied().chain(tail).collect()
    };
    let narrow = n.reshape(x, pairs(&|_| 1))?;
    let high = axes.iter().flat_map(|axis| [0, axis.stride as i64 - 1]);
    let high: Vec<i64> = lead.iter().map(|_| 0).chain(high).collect();
    let padded = zeros_around(n, narrow, &vec![0; high.len()], &high)?;
    let wide = axes.iter().map(|axis| axis.size.saturating_mul(axis.stride));
    n.reshape(padded, lead.iter().copied().chain(wide).collect())
}

fn zeros_around(n: &mut NodeCx<'_, '_>, x: Val, low: &[i64], high: &[i64]) -> Option<Val> {
    if low.iter().chain(high).all(|&count| count == 0) {
        return Some(x);
    }
    let grown = n.shape(x).into_iter().zip(low.iter().zip(high));
    let shape: Option<Vec<u64>> = grown
        .map(|(size, (low, high))| u64::try_from(i64::try_from(size).ok()? + low + high).ok())
        .collect();
    let Some(shape) = shape else { return n.fail(ONNX106, "the padding exceeds the operand") };
    let (zero, dtype) = (n.scalar(x, 0.0)?, n.dtype(x));
    let operands = [x, zero];
    let op = Op::new("graph.pad", &operands).ints("low", low).ints("high", high);
    n.emit(op.word("mode", "constant"), dtype, shape)
}

/// Weights `[C, M / groups, K..]` as `[M, C / groups, K..]`, reversed along each spatial axis.
fn flipped(n: &mut NodeCx<'_, '_>, w: Val, groups: u64) -> Option<Val> {
    let shape = n.shape(w);
    let [channels, filters, kernel @ ..] = shape.as_slice() else { return None };
    let rank = kernel.len();
    let split = [&[groups, channels / groups, *filters][..], kernel].concat();
    let parts = n.reshape(w, split)?;
    let perm: Vec<usize> = [0, 2, 1].into_iter().chain(3..3 + rank).collect();
    let turned = n.transpose(parts, &perm)?;
    let joined = [&[filters * groups, channels / groups][..], kernel].concat();
    let joined_val = n.reshape(turned, joined.clone())?;
    let starts: Vec<i64> =
        [0, 0].into_iter().chain(kernel.iter().map(|&size| size as i64 - 1)).collect();
    let steps: Vec<i64> = [1, 1].into_iter().chain(vec![-1; rank]).collect();
    let dtype = n.dtype(w);
    let operands = [joined_val];
    let op = Op::new("graph.slice", &operands).ints("starts", &starts).ints("steps", &steps);
    n.emit(op, dtype, joined)
}

fn conv_transpose(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (x, w, bias) = (n.input(0)?, n.input(1)?, n.optional(2)?);
    let dtype = n.same_dtype(&[x, w])?;
    n.float(x)?;
    let (x_shape, w_shape) = (n.shape(x), n.shape(w));
    let groups = n.int("group", 1)?;
    let ([batch, channels, sizes @ ..], [depth, filters, kernel @ ..]) =
        (x_shape.as_slice(), w_shape.as_slice())
    else {
        return n.fail(ONNX106, "expected at least two axes");
    };
    let groups = u64::try_from(groups).ok().filter(|&g| g > 0 && channels % g == 0);
    let empty = sizes.iter().chain(kernel).any(|&size| size == 0);
    let (Some(groups), true) = (groups, channels == depth && sizes.len() == kernel.len() && !empty)
    else {
        return n.fail(ONNX106, format!("{x_shape:?} and {w_shape:?} do not convolve"));
    };
    let axes = axes(n, sizes, kernel)?;
    let spread = with_gaps(n, x, &[*batch, *channels], &axes)?;
    // A full correlation needs `reach` zeros on both sides; the last element's gap is cut off.
    let side = |low: bool| -> Vec<i64> {
        let sides = axes.iter().map(|axis| {
            let reach = (axis.kernel as i64 - 1) * axis.dilation as i64;
            let gap = axis.stride as i64 - 1;
            if low { reach - axis.cut.0 } else { reach - axis.cut.1 - gap }
        });
        [0, 0].into_iter().chain(sides).collect()
    };
    let padded = zeros_around(n, spread, &side(true), &side(false))?;
    let weights = flipped(n, w, groups)?;
    let mut operands = vec![padded, weights];
    if let Some(bias) = bias {
        n.same_dtype(&[x, bias])?;
        if n.shape(bias) != [filters * groups] {
            return n.fail(ONNX106, "the bias does not have one element for each filter");
        }
        operands.push(bias);
    }
    let mut shape = vec![*batch, filters * groups];
    shape.extend(axes.iter().map(|axis| axis.out));
    let dilations: Vec<u64> = axes.iter().map(|axis| axis.dilation).collect();
    let op = Op::new("graph.conv", &operands)
        .ints("strides", &vec![1i64; axes.len()])
        .ints("dilations", &dilations)
        .ints("pads", &vec![0i64; 2 * axes.len()])
        .int("groups", groups);
    let y = n.emit(op, dtype, shape)?;
    n.output(0, y)
}

//! Pooling, and the sliding windows that convolutions share with it.
use super::super::shape::{AutoPad, Window};
use super::*;
use crate::problem::{ONNX102, ONNX103, ONNX106};

pub(super) const OPS: &[Decoder] = &[
    op("MaxPool", 1, Run::With(max_pool)),
    op("AveragePool", 7, Run::With(average_pool)),
    op("GlobalAveragePool", 1, Run::With(|n| global(n, "graph.reduce_mean"))),
    op("GlobalMaxPool", 1, Run::With(|n| global(n, "graph.reduce_max"))),
];

/// Windows over the spatial axes, padding resolved.
pub(super) struct Spatial {
    windows: Vec<Window>,
    /// Number of positions along each axis.
    pub out: Vec<u64>,
}

impl Spatial {
    /// Adds strides, dilations and padding (all low sides, then all high sides).
    pub fn describe<'a>(&self, op: Op<'a>) -> Op<'a> {
        let all = |f: fn(&Window) -> u64| self.windows.iter().map(f).collect::<Vec<_>>();
        let pads: Vec<i64> = self.windows.iter().map(|window| window.low).collect();
        let high: Vec<i64> = self.windows.iter().map(|window| window.high).collect();
        op.ints("strides", &all(|window| window.stride))
            .ints("dilations", &all(|window| window.dilation))
            .ints("pads", &[pads, high].concat())
    }

    fn kernel(&self) -> Vec<u64> {
        self.windows.iter().map(|window| window.kernel).collect()
    }
}

/// Reads the attributes of a window over axes of these sizes. The kernel is that of the weights if
/// there are any.
pub(super) fn spatial(
    n: &mut NodeCx<'_, '_>,
    sizes: &[u64],
    weights: Option<&[u64]>,
    ceil: bool,
) -> Option<Spatial> {
    let kernel = positive(n, "kernel_shape", sizes.len())?;
    let kernel = match (kernel, weights) {
        (Some(kernel), Some(weights)) if kernel != weights => {
            return n.fail(ONNX103, "`kernel_shape` is not that of the weights");
        }
        (_, Some(weights)) => weights.to_vec(),
        (Some(kernel), None) => kernel,
        (None, None) => return n.fail(ONNX103, "attribute `kernel_shape` is missing"),
    };
    let ones = vec![1; sizes.len()];
    let strides = positive(n, "strides", sizes.len())?.unwrap_or_else(|| ones.clone());
    let dilations = positive(n, "dilations", sizes.len())?.unwrap_or(ones);
    let auto = [
        ("NOTSET", AutoPad::Explicit),
        ("VALID", AutoPad::Valid),
        ("SAME_UPPER", AutoPad::SameUpper),
        ("SAME_LOWER", AutoPad::SameLower),
    ];
    let auto = n.word("auto_pad", &auto)?;
    let pads = n.ints("pads")?.unwrap_or_else(|| vec![0; 2 * sizes.len()]);
    // Larger ones would pad by whole tensors' worth; the bound keeps sums from overflowing.
    if pads.len() != 2 * sizes.len() || pads.iter().any(|pad| !(0..1 << 31).contains(pad)) {
        return n.fail(ONNX103, format!("`pads` = {pads:?} do not fit {} axes", sizes.len()));
    }
    let (mut windows, mut out) = (Vec::new(), Vec::new());
    for (axis, &size) in sizes.iter().enumerate() {
        let window = Window {
            kernel: kernel[axis],
            stride: strides[axis],
            dilation: dilations[axis],
            low: pads[axis],
            high: pads[axis + sizes.len()],
        };
        let placed = window.padded(auto, size).and_then(|mut window| {
            // The two automatic forms fix the number of positions, so there is nothing to round.
            let positions = window.positions(size, ceil && auto == AutoPad::Explicit)?;
            Some((window, positions))
        });
        let Some((window, positions)) = placed else {
            let message = format!("a window of {} does not fit size {size}", window.kernel);
            return n.fail(ONNX106, message);
        };
        windows.push(window);
        out.push(positions);
    }
    Some(Spatial { windows, out })
}

/// A list of `count` sizes that are at least 1.
fn positive(n: &mut NodeCx<'_, '_>, name: &'static str, count: usize) -> Option<Option<Vec<u64>>> {
    let Some(list) = n.ints(name)? else { return Some(None) };
    let sizes: Option<Vec<u64>> =
        list.iter().map(|&size| u64::try_from(size).ok().filter(|&size| size > 0)).collect();
    match sizes.filter(|sizes| sizes.len() == count && sizes.iter().all(|&s| s < 1 << 31)) {
        Some(sizes) => Some(Some(sizes)),
        None => n.fail(ONNX103, format!("`{name}` = {list:?} does not fit {count} axes")),
    }
}

fn pool(
    n: &mut NodeCx<'_, '_>,
    name: &'static str,
    flag: Option<(&'static str, bool)>,
) -> Option<()> {
    let x = n.input(0)?;
    let dtype = n.dtype(x);
    let x_shape = n.shape(x);
    let ceil = n.flag("ceil_mode", false)?;
    let [batch, channels, sizes @ ..] = x_shape.as_slice() else {
        return n.fail(ONNX106, "expected at least two axes");
    };
    let space = spatial(n, sizes, None, ceil)?;
    if ceil && matches!(flag, Some((_, true))) {
        // Whether the part of a window beyond the padding counts is contested.
        let plain = n.ints("pads")?.unwrap_or_default();
        let grown = space.windows.iter().enumerate();
        let grown = grown.map(|(at, w)| plain.get(at + sizes.len()).copied().unwrap_or(0) < w.high);
        if grown.into_iter().any(|grown| grown) {
            return n.fail(ONNX102, "`ceil_mode` with `count_include_pad` is not supported here");
        }
    }
    let mut shape = vec![*batch, *channels];
    shape.extend(&space.out);
    let operands = [x];
    let mut op = space.describe(Op::new(name, &operands)).ints("kernel", &space.kernel());
    if let Some((name, value)) = flag {
        op = op.flag(name, value);
    }
    let y = n.emit(op, dtype, shape)?;
    n.output(0, y)
}

fn max_pool(n: &mut NodeCx<'_, '_>) -> Option<()> {
    // The order of the indices, which are refused.
    n.ignore("storage_order");
    pool(n, "graph.max_pool", None)
}

fn average_pool(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    n.float(x)?;
    let include = n.flag("count_include_pad", false)?;
    pool(n, "graph.avg_pool", Some(("count_include_pad", include)))
}

fn global(n: &mut NodeCx<'_, '_>, name: &'static str) -> Option<()> {
    let x = n.input(0)?;
    let dtype = n.float(x)?;
    let mut shape = n.shape(x);
    if shape.len() < 2 {
        return n.fail(ONNX106, "expected at least two axes");
    }
    let axes: Vec<usize> = (2..shape.len()).collect();
    shape.iter_mut().skip(2).for_each(|size| *size = 1);
    let y =
        n.emit(Op::new(name, &[x]).ints("axes", &axes).flag("keep_dims", true), dtype, shape)?;
    n.output(0, y)
}

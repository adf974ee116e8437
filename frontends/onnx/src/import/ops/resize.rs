//! `Resize` and `Upsample`: along each axis, a weighted sum of gathered positions.
//!
//! Sizes and scales are known, so positions and weights are constants, computed here in f64 as the
//! specification's reference does.
use super::super::Val;
use super::super::emit::Const;
use super::*;
use crate::problem::{ONNX102, ONNX106};

pub(super) const OPS: &[Decoder] =
    &[op("Resize", 10, Run::With(resize)), op("Upsample", 7, Run::With(upsample))];

/// Where a position of the result lies in the operand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    HalfPixel,
    HalfPixelSymmetric,
    PytorchHalfPixel,
    AlignCorners,
    Asymmetric,
    Crop,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Nearest {
    PreferFloor,
    PreferCeil,
    Floor,
    Ceil,
}

#[derive(Clone, Copy, PartialEq)]
enum Kernel {
    Nearest(Nearest),
    Linear,
    /// With its coefficient.
    Cubic(f64),
}

/// How one axis is resampled.
struct Plan {
    axis: usize,
    from: u64,
    to: u64,
    scale: f64,
    /// Start and end of the part that is resampled, as shares of the axis.
    roi: (f64, f64),
}

/// What holds for all axes.
struct Style {
    place: Place,
    kernel: Kernel,
    antialias: bool,
    exclude_outside: bool,
    /// For positions outside when cropping.
    outside: f64,
}

/// Positions and weights for each position of the result; none where it is outside.
type Taps = Vec<Option<Vec<(u64, f64)>>>;

/// More would mean that a kernel spans a large part of the axis.
const MAX_TAPS: usize = 64;

impl Style {
    fn position(&self, plan: &Plan, at: f64) -> f64 {
        let (from, to, scale) = (plan.from as f64, plan.to as f64, plan.scale);
        let half = (at + 0.5) / scale - 0.5;
        match self.place {
            Place::HalfPixel => half,
            Place::HalfPixelSymmetric => from / 2.0 * (1.0 - to / (scale * from)) + half,
            Place::PytorchHalfPixel if to > 1.0 => half,
            Place::AlignCorners if to > 1.0 => at * (from - 1.0) / (to - 1.0),
            Place::PytorchHalfPixel | Place::AlignCorners => 0.0,
            Place::Asymmetric => at / scale,
            Place::Crop => {
                let (start, end) = plan.roi;
                let share = if to > 1.0 {
                    start + at * (end - start) / (to - 1.0)
                } else {
                    0.5 * (start + end)
                };
                share * (from - 1.0)
            }
        }
    }

    /// Weights of the positions around one, `ratio` in (0, 1] beyond the lower middle one.
    fn weights(&self, ratio: f64, scale: f64) -> Vec<f64> {
        let scale = if self.antialias { scale.min(1.0) } else { 1.0 };
        let (reach, kernel): (f64, Box<dyn Fn(f64) -> f64>) = match self.kernel {
            Kernel::Nearest(mode) => {
                let upper = match mode {
                    Nearest::PreferFloor => ratio > 0.5,
                    Nearest::PreferCeil => ratio >= 0.5,
                    Nearest::Floor => ratio == 1.0,
                    Nearest::Ceil => true,
                };
                return if upper { vec![0.0, 1.0] } else { vec![1.0, 0.0] };
            }
            Kernel::Linear => (1.0, Box::new(|x| (1.0 - x).max(0.0))),
            Kernel::Cubic(a) => (2.0, Box::new(move |x| cubic(a, x))),
        };
        let start = (-reach / scale).floor() as i64 + 1;
        let offsets = start..2 - start;
        let all: Vec<f64> = offsets.map(|at| kernel(((at as f64 - ratio) * scale).abs())).collect();
        let sum: f64 = all.iter().sum();
        if self.antialias { all.into_iter().map(|w| w / sum).collect() } else { all }
    }

    fn taps(&self, plan: &Plan) -> Option<Taps> {
        let last = plan.from.checked_sub(1)? as i64;
        let mut all = Vec::with_capacity(plan.to as usize);
        for at in 0..plan.to {
            let x = self.position(plan, at as f64);
            if self.place == Place::Crop && !(0.0..=last as f64).contains(&x) {
                all.push(None);
                continue;
            }
            // The pixel on the left is preferred, so a whole position has ratio 1.
            let ratio = x - (x.ceil() - 1.0);
            let mut weights = self.weights(ratio, plan.scale);
            if weights.len() > MAX_TAPS {
                return None;
            }
            let first = x.ceil() as i64 - (weights.len() / 2) as i64;
            if self.exclude_outside {
                let outside = |k: usize| !(0..=last).contains(&(first + k as i64));
                (0..weights.len()).filter(|&k| outside(k)).for_each(|k| weights[k] = 0.0);
                let sum: f64 = weights.iter().sum();
                weights.iter_mut().for_each(|weight| *weight /= sum);
            }
            let places = (first..).map(|at| at.clamp(0, last) as u64);
            all.push(Some(places.zip(weights).collect()));
        }
        Some(all)
    }
}

/// The cubic convolution kernel at a distance.
fn cubic(a: f64, x: f64) -> f64 {
    if x <= 1.0 {
        ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0
    } else if x < 2.0 {
        ((a * x - 5.0 * a) * x + 8.0 * a) * x - 4.0 * a
    } else {
        0.0
    }
}

/// Resamples one axis.
fn resample(n: &mut NodeCx<'_, '_>, x: Val, plan: &Plan, style: &Style) -> Option<Val> {
    let Some(taps) = style.taps(plan) else {
        return n.fail(ONNX102, format!("a scale of {} is too small to filter", plan.scale));
    };
    let mut shape = n.shape(x);
    shape[plan.axis] = plan.to;
    let dtype = n.dtype(x);
    let mut line = vec![1; shape.len()];
    line[plan.axis] = plan.to;
    let count = taps.iter().flatten().map(Vec::len).max().unwrap_or(0);
    let gather = |n: &mut NodeCx<'_, '_>, places: &[i64]| {
        let places = n.im.int_vector(places)?;
        let operands = [x, places];
        let op = Op::new("graph.gather", &operands).int("axis", plan.axis as u64);
        n.emit(op, dtype, shape.clone())
    };
    let tap = |at: &Option<Vec<(u64, f64)>>, k: usize| {
        at.as_ref().and_then(|taps| taps.get(k)).copied().unwrap_or((0, 0.0))
    };
    let mut sum = None;
    if let Kernel::Nearest(_) = style.kernel {
        // One of the two weights is 1.
        let places: Vec<i64> = taps
            .iter()
            .map(|at| tap(at, if tap(at, 1).1 == 1.0 { 1 } else { 0 }).0 as i64)
            .collect();
        sum = Some(gather(n, &places)?);
    } else {
        for k in 0..count {
            let weights: Vec<f64> = taps.iter().map(|at| tap(at, k).1).collect();
            if weights.iter().all(|&weight| weight == 0.0) {
                continue;
            }
            let places: Vec<i64> = taps.iter().map(|at| tap(at, k).0 as i64).collect();
            let part = gather(n, &places)?;
            let weights = n.im.float_vector(dtype, &weights)?;
            let weights = n.reshape(weights, line.clone())?;
            let part = n.binary("graph.mul", part, weights)?;
            sum = Some(match sum {
                Some(sum) => n.binary("graph.add", sum, part)?,
                None => part,
            });
        }
    }
    let outside = n.scalar(x, style.outside)?;
    let Some(y) = sum else { return n.expand(outside, shape) };
    if taps.iter().all(Option::is_some) {
        return Some(y);
    }
    let inside: Vec<u8> = taps.iter().map(|at| at.is_some().into()).collect();
    let inside = n.im.constant(DType::Bool, line, Const::Dense(inside.into()))?;
    n.select(inside, y, outside)
}

/// Sizes and scales of the resized axes, which come first in each list.
struct Target {
    axes: Vec<usize>,
    sizes: Vec<u64>,
    scales: Vec<f64>,
}

fn by_scales(
    n: &mut NodeCx<'_, '_>,
    axes: Vec<usize>,
    from: &[u64],
    scales: Vec<f64>,
) -> Option<Target> {
    let sizes = || -> Option<Vec<u64>> {
        axes.iter()
            .zip(&scales)
            .map(|(&axis, &scale)| {
                let size = (from[axis] as f64 * scale).floor();
                (scale > 0.0 && size < 2f64.powi(31)).then_some(size as u64)
            })
            .collect()
    };
    match sizes() {
        Some(sizes) if scales.len() == axes.len() => Some(Target { sizes, axes, scales }),
        _ => n.fail(ONNX106, format!("scales {scales:?} do not fit {from:?}")),
    }
}

fn by_sizes(
    n: &mut NodeCx<'_, '_>,
    axes: Vec<usize>,
    from: &[u64],
    sizes: &[i64],
) -> Option<Target> {
    let policies = [("stretch", 0), ("not_larger", 1), ("not_smaller", 2)];
    let policy = n.word("keep_aspect_ratio_policy", &policies)?;
    let fits = |(axis, &size): (&usize, &i64)| from[*axis] > 0 && (0..1 << 31).contains(&size);
    if sizes.len() != axes.len() || !axes.iter().zip(sizes).all(fits) {
        return n.fail(ONNX106, format!("sizes {sizes:?} do not fit {from:?}"));
    }
    let ratios = axes.iter().zip(sizes).map(|(&axis, &size)| size as f64 / from[axis] as f64);
    let mut scales: Vec<f64> = ratios.collect();
    let mut out: Vec<u64> = sizes.iter().map(|&size| size as u64).collect();
    if policy != 0 {
        let pick = if policy == 1 { f64::min } else { f64::max };
        let scale = scales.iter().copied().reduce(pick).unwrap_or(1.0);
        out = axes.iter().map(|&axis| (from[axis] as f64 * scale + 0.5).floor() as u64).collect();
        scales = vec![scale; axes.len()];
    }
    Some(Target { sizes: out, axes, scales })
}

fn resize(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let from = n.shape(x);
    let all: Vec<usize> = (0..from.len()).collect();
    let axes = match if n.opset < 18 { None } else { n.ints("axes")? } {
        Some(axes) => n.axes(&axes, from.len())?,
        None => all,
    };
    let places = [
        ("half_pixel", Place::HalfPixel),
        ("half_pixel_symmetric", Place::HalfPixelSymmetric),
        ("pytorch_half_pixel", Place::PytorchHalfPixel),
        ("align_corners", Place::AlignCorners),
        ("asymmetric", Place::Asymmetric),
        ("tf_crop_and_resize", Place::Crop),
    ];
    let place = n.word("coordinate_transformation_mode", &places)?;
    let rounding = [
        ("round_prefer_floor", Nearest::PreferFloor),
        ("round_prefer_ceil", Nearest::PreferCeil),
        ("floor", Nearest::Floor),
        ("ceil", Nearest::Ceil),
    ];
    let rounding = n.word("nearest_mode", &rounding)?;
    let coefficient = n.float_attr("cubic_coeff_a", -0.75)?;
    let kernels = [
        ("nearest", Kernel::Nearest(rounding)),
        ("linear", Kernel::Linear),
        ("cubic", Kernel::Cubic(coefficient)),
    ];
    let kernel = n.word("mode", &kernels)?;
    let mut style = Style {
        place,
        kernel,
        antialias: n.flag("antialias", false)?,
        exclude_outside: n.flag("exclude_outside", false)?,
        outside: n.float_attr("extrapolation_value", 0.0)?,
    };
    if n.opset < 11 {
        // The first version knew neither attribute.
        style.place = Place::Asymmetric;
        if let Kernel::Nearest(rounding) = &mut style.kernel {
            *rounding = Nearest::Floor;
        }
    }
    let (scales_at, sizes_at) = if n.opset < 11 { (1, None) } else { (2, Some(3)) };
    let scales = match n.optional(scales_at)? {
        // An empty list of scales means that sizes are given.
        Some(scales) if n.shape(scales) != [0] => Some(n.const_floats(scales, "the scales")?),
        _ => None,
    };
    let sizes = match sizes_at {
        Some(at) => n.optional_ints(at, "the sizes")?,
        None => None,
    };
    let target = match (scales, sizes) {
        (Some(scales), None) => {
            n.ignore("keep_aspect_ratio_policy");
            by_scales(n, axes, &from, scales)?
        }
        (None, Some(sizes)) => by_sizes(n, axes, &from, &sizes)?,
        _ => return n.fail(ONNX106, "either scales or sizes must be given"),
    };
    let roi = match n.optional(1)? {
        Some(roi) if place == Place::Crop && n.opset >= 11 => {
            n.const_floats(roi, "the region of interest")?
        }
        _ => [vec![0.0; target.axes.len()], vec![1.0; target.axes.len()]].concat(),
    };
    if roi.len() != 2 * target.axes.len() {
        return n.fail(ONNX106, "the region of interest does not fit the axes");
    }
    let y = apply(n, x, &target, &roi, &style)?;
    n.output(0, y)
}

fn apply(
    n: &mut NodeCx<'_, '_>,
    x: Val,
    target: &Target,
    roi: &[f64],
    style: &Style,
) -> Option<Val> {
    if !matches!(style.kernel, Kernel::Nearest(_)) {
        n.float(x)?;
    }
    let mut y = x;
    for (i, &axis) in target.axes.iter().enumerate() {
        let plan = Plan {
            axis,
            from: n.shape(y)[axis],
            to: target.sizes[i],
            scale: target.scales[i],
            roi: (roi[i], roi[i + target.axes.len()]),
        };
        let same = plan.from == plan.to && plan.scale == 1.0;
        if !same || style.place == Place::Crop {
            y = resample(n, y, &plan, style)?;
        }
    }
    Some(y)
}

/// The predecessor of `Resize`; scales are an attribute before version 9.
fn upsample(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let from = n.shape(x);
    let scales = if n.opset < 9 {
        n.floats("scales")?.unwrap_or_default().into_iter().map(f64::from).collect()
    } else {
        let scales = n.input(1)?;
        n.const_floats(scales, "the scales")?
    };
    let kernels = [("nearest", Kernel::Nearest(Nearest::Floor)), ("linear", Kernel::Linear)];
    let kernel = n.word("mode", &kernels)?;
    let axes = (0..from.len()).collect();
    let target = by_scales(n, axes, &from, scales)?;
    let style = Style {
        place: Place::Asymmetric,
        kernel,
        antialias: false,
        exclude_outside: false,
        outside: 0.0,
    };
    let roi = vec![0.0; 2 * from.len()];
    let y = apply(n, x, &target, &roi, &style)?;
    n.output(0, y)
}

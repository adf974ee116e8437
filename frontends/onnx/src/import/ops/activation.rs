//! Activation functions. Those without an operation of their own are spelled out as the ONNX
//! specification defines them.
use super::super::Val;
use super::*;
use crate::problem::ONNX106;

pub(super) const OPS: &[Decoder] = &[
    op("Relu", 6, Run::Unary("graph.relu")),
    op("Sigmoid", 6, Run::Float("graph.sigmoid")),
    op("Gelu", 20, Run::With(gelu)),
    op("Clip", 6, Run::With(clip)),
    op("LeakyRelu", 6, Run::With(leaky_relu)),
    op("PRelu", 7, Run::With(prelu)),
    op("ThresholdedRelu", 10, Run::With(thresholded_relu)),
    op("Elu", 6, Run::With(|n| exponential(n, 1.0, None))),
    op("Selu", 6, Run::With(|n| exponential(n, 1.673_263_2, Some(1.050_701)))),
    op("Celu", 12, Run::With(celu)),
    op("HardSigmoid", 6, Run::With(hard_sigmoid)),
    op("HardSwish", 14, Run::With(hard_swish)),
    op("Softplus", 1, Run::With(softplus)),
    op("Softsign", 1, Run::With(softsign)),
    op("Mish", 18, Run::With(mish)),
    op("Swish", 24, Run::With(swish)),
    op("Shrink", 9, Run::With(shrink)),
];

fn gelu(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let dtype = n.float(x)?;
    let form = n.word("approximate", &[("none", "none"), ("tanh", "tanh")])?;
    let shape = n.shape(x);
    let y = n.emit(Op::new("graph.gelu", &[x]).word("approximate", form), dtype, shape)?;
    n.output(0, y)
}

fn clip(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let (low, high) = if n.opset < 11 {
        let (low, high) = (n.opt_float("min")?, n.opt_float("max")?);
        let scalar = |n: &mut NodeCx<'_, '_>, bound: Option<f32>| match bound {
            Some(bound) => Some(Some(n.scalar(x, bound.into())?)),
            None => Some(None),
        };
        (scalar(n, low)?, scalar(n, high)?)
    } else {
        (n.optional(1)?, n.optional(2)?)
    };
    let mut y = x;
    for (name, bound) in [("graph.max", low), ("graph.min", high)] {
        let Some(bound) = bound else { continue };
        if n.im.value(bound).shape.iter().any(|&size| size != 1) {
            return n.fail(ONNX106, "a bound must be a scalar");
        }
        let bound = n.reshape(bound, Vec::new())?;
        y = n.binary(name, y, bound)?;
    }
    n.output(0, y)
}

/// `x < 0 ? slope * x : x`
fn sloped(n: &mut NodeCx<'_, '_>, x: Val, slope: Val) -> Option<()> {
    let zero = n.scalar(x, 0.0)?;
    let below = n.compare("lt", x, zero)?;
    let scaled = n.binary("graph.mul", x, slope)?;
    let y = n.select(below, scaled, x)?;
    n.output(0, y)
}

fn leaky_relu(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    n.float(x)?;
    let alpha = n.float_attr("alpha", 0.01)?;
    let slope = n.scalar(x, alpha)?;
    sloped(n, x, slope)
}

fn prelu(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let (x, slope) = (n.input(0)?, n.input(1)?);
    if n.broadcast(&[x, slope])? != n.shape(x) {
        return n.fail(ONNX106, "the slope does not broadcast to the operand");
    }
    sloped(n, x, slope)
}

fn thresholded_relu(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    n.float(x)?;
    let alpha = n.float_attr("alpha", 1.0)?;
    let (threshold, zero) = (n.scalar(x, alpha)?, n.scalar(x, 0.0)?);
    let above = n.compare("gt", x, threshold)?;
    let y = n.select(above, x, zero)?;
    n.output(0, y)
}

/// `gamma * (x <= 0 ? alpha * (exp(x) - 1) : x)`; Elu has no gamma.
fn exponential(n: &mut NodeCx<'_, '_>, alpha: f32, gamma: Option<f32>) -> Option<()> {
    let x = n.input(0)?;
    n.float(x)?;
    let alpha = n.float_attr("alpha", alpha)?;
    let (zero, one, alpha) = (n.scalar(x, 0.0)?, n.scalar(x, 1.0)?, n.scalar(x, alpha)?);
    let exp = n.unary("graph.exp", x)?;
    let less = n.binary("graph.sub", exp, one)?;
    let scaled = n.binary("graph.mul", less, alpha)?;
    let below = n.compare("le", x, zero)?;
    let mut y = n.select(below, scaled, x)?;
    if let Some(gamma) = gamma {
        let gamma = n.float_attr("gamma", gamma)?;
        let gamma = n.scalar(x, gamma)?;
        y = n.binary("graph.mul", y, gamma)?;
    }
    n.output(0, y)
}

/// `max(0, x) + min(0, alpha * (exp(x / alpha) - 1))`
fn celu(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    n.float(x)?;
    let alpha = n.float_attr("alpha", 1.0)?;
    let (zero, one, alpha) = (n.scalar(x, 0.0)?, n.scalar(x, 1.0)?, n.scalar(x, alpha)?);
    let ratio = n.binary("graph.div", x, alpha)?;
    let exp = n.unary("graph.exp", ratio)?;
    let less = n.binary("graph.sub", exp, one)?;
    let scaled = n.binary("graph.mul", less, alpha)?;
    let (low, high) = (n.binary("graph.min", scaled, zero)?, n.binary("graph.max", x, zero)?);
    let y = n.binary("graph.add", high, low)?;
    n.output(0, y)
}

/// `max(0, min(1, alpha * x + beta))`
fn hard(n: &mut NodeCx<'_, '_>, x: Val, alpha: f64, beta: f64) -> Option<Val> {
    n.float(x)?;
    let (alpha, beta) = (n.scalar(x, alpha)?, n.scalar(x, beta)?);
    let (zero, one) = (n.scalar(x, 0.0)?, n.scalar(x, 1.0)?);
    let scaled = n.binary("graph.mul", x, alpha)?;
    let moved = n.binary("graph.add", scaled, beta)?;
    let below = n.binary("graph.min", moved, one)?;
    n.binary("graph.max", below, zero)
}

fn hard_sigmoid(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let (alpha, beta) = (n.float_attr("alpha", 0.2)?, n.float_attr("beta", 0.5)?);
    let y = hard(n, x, alpha, beta)?;
    n.output(0, y)
}

fn hard_swish(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    // The specification's alpha is a float.
    let gate = hard(n, x, f64::from(1.0f32 / 6.0), 0.5)?;
    let y = n.binary("graph.mul", x, gate)?;
    n.output(0, y)
}

/// `ln(1 + exp(x))`, as `max(x, 0) + ln(1 + exp(-|x|))`, which does not overflow.
fn soft_plus(n: &mut NodeCx<'_, '_>, x: Val) -> Option<Val> {
    n.float(x)?;
    let (zero, one) = (n.scalar(x, 0.0)?, n.scalar(x, 1.0)?);
    let size = n.unary("graph.abs", x)?;
    let negative = n.unary("graph.neg", size)?;
    let exp = n.unary("graph.exp", negative)?;
    let more = n.binary("graph.add", exp, one)?;
    let log = n.unary("graph.log", more)?;
    let high = n.binary("graph.max", x, zero)?;
    n.binary("graph.add", high, log)
}

fn softplus(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let y = soft_plus(n, x)?;
    n.output(0, y)
}

fn softsign(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    n.float(x)?;
    let one = n.scalar(x, 1.0)?;
    let size = n.unary("graph.abs", x)?;
    let more = n.binary("graph.add", size, one)?;
    let y = n.binary("graph.div", x, more)?;
    n.output(0, y)
}

fn mish(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    let plus = soft_plus(n, x)?;
    let tanh = n.unary("graph.tanh", plus)?;
    let y = n.binary("graph.mul", x, tanh)?;
    n.output(0, y)
}

fn swish(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    n.float(x)?;
    let alpha = n.float_attr("alpha", 1.0)?;
    let mut scaled = x;
    if alpha != 1.0 {
        let alpha = n.scalar(x, alpha)?;
        scaled = n.binary("graph.mul", x, alpha)?;
    }
    let gate = n.unary("graph.sigmoid", scaled)?;
    let y = n.binary("graph.mul", x, gate)?;
    n.output(0, y)
}

/// `x < -lambd ? x + bias : (x > lambd ? x - bias : 0)`
fn shrink(n: &mut NodeCx<'_, '_>) -> Option<()> {
    let x = n.input(0)?;
    n.float(x)?;
    let (lambd, bias) = (n.float_attr("lambd", 0.5)?, n.float_attr("bias", 0.0)?);
    let (low, high) = (n.scalar(x, -lambd)?, n.scalar(x, lambd)?);
    let (bias, zero) = (n.scalar(x, bias)?, n.scalar(x, 0.0)?);
    let (more, less) = (n.binary("graph.add", x, bias)?, n.binary("graph.sub", x, bias)?);
    let (above, below) = (n.compare("gt", x, high)?, n.compare("lt", x, low)?);
    let upper = n.select(above, less, zero)?;
    let y = n.select(below, more, upper)?;
    n.output(0, y)
}

//! Normalisations and softmax.
use super::walk::around;
use super::{Spec, malformed, spend};
use std::sync::Arc;
use terrace_ir::eval::{Frame, Tensor, Trap};

type Result<T> = std::result::Result<T, Trap>;

pub(super) fn softmax(s: &Spec, f: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let ([x], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    spend(f, x.shape())?;
    let (outer, size, inner) = around(x.shape(), s.axis(x.shape().len())?);
    let dtype = x.dtype();
    for line in 0..outer * inner {
        let at = |i: usize| (line / inner * size + i) * inner + line % inner;
        let value = |i: usize| f64::from_bits(x.raw(at(i)));
        let max = (0..size)
            .map(value)
            .fold(f64::NEG_INFINITY, |a, b| if a.is_nan() || a > b { a } else { b });
        let sum: f64 = (0..size).map(|i| (value(i) - max).exp()).sum();
        for i in 0..size {
            let moved = value(i) - max;
            let log = s.name == "log_softmax";
            let result = if log { moved - sum.ln() } else { moved.exp() / sum };
            y.set_raw(at(i), dtype.raw_of_f64(result));
        }
    }
    Ok(())
}

pub(super) fn layer_norm(
    s: &Spec,
    f: &mut Frame,
    x: &[Arc<Tensor>],
    y: &mut [Tensor],
) -> Result<()> {
    let ([x, scale, bias @ ..], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    spend(f, x.shape())?;
    let axis = s.axis(x.shape().len())?;
    let size = x.shape()[axis..].iter().product::<i64>() as usize;
    if scale.len() != size || bias.first().is_some_and(|bias| bias.len() != size) {
        return Err(malformed("parameter"));
    }
    let value = |at: usize| f64::from_bits(x.raw(at));
    for row in (0..x.len()).step_by(size.max(1)) {
        let mean = (0..size).map(|i| value(row + i)).sum::<f64>() / size as f64;
        let square = |i: usize| (value(row + i) - mean).powi(2);
        let variance = (0..size).map(square).sum::<f64>() / size as f64;
        let deviation = (variance + s.float("epsilon")).sqrt();
        for i in 0..size {
            let scaled = (value(row + i) - mean) / deviation * f64::from_bits(scale.raw(i));
            let moved = scaled + bias.first().map_or(0.0, |bias| f64::from_bits(bias.raw(i)));
            y.set_raw(row + i, x.dtype().raw_of_f64(moved));
        }
    }
    Ok(())
}

pub(super) fn batch_norm(
    s: &Spec,
    f: &mut Frame,
    x: &[Arc<Tensor>],
    y: &mut [Tensor],
) -> Result<()> {
    let ([x, parameters @ ..], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    spend(f, x.shape())?;
    if x.shape().len() < 2 || parameters.len() != 4 {
        return Err(malformed("operand"));
    }
    let (_, channels, inner) = around(x.shape(), 1);
    if parameters.iter().any(|p| p.len() != channels) {
        return Err(malformed("parameter"));
    }
    for at in 0..x.len() {
        let channel = at / inner % channels;
        let parameter = |i: usize| f64::from_bits(parameters[i].raw(channel));
        let centered = f64::from_bits(x.raw(at)) - parameter(2);
        let normal = centered / (parameter(3) + s.float("epsilon")).sqrt();
        y.set_raw(at, x.dtype().raw_of_f64(normal * parameter(0) + parameter(1)));
    }
    Ok(())
}

pub(super) fn lrn(s: &Spec, f: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let ([x], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    if x.shape().len() < 2 {
        return Err(malformed("operand"));
    }
    let size = s.int("size").filter(|&size| size > 0).ok_or_else(|| malformed("size"))?;
    spend(f, &[x.shape(), &[size]].concat())?;
    let (_, channels, inner) = around(x.shape(), 1);
    let below = (size - 1) / 2;
    let above = size - 1 - below;
    for at in 0..x.len() {
        let channel = (at / inner % channels) as i64;
        let first = at as i64 - channel * inner as i64;
        let near = (channel - below).max(0)..=(channel + above).min(channels as i64 - 1);
        let square = |c: i64| f64::from_bits(x.raw((first + c * inner as i64) as usize)).powi(2);
        let sum: f64 = near.map(square).sum();
        let base = s.float("bias") + s.float("alpha") / size as f64 * sum;
        let value = f64::from_bits(x.raw(at)) / base.powf(s.float("beta"));
        y.set_raw(at, x.dtype().raw_of_f64(value));
    }
    Ok(())
}

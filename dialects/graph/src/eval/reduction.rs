//! Reductions over axes, and running sums.
use super::elementwise::order;
use super::walk::{around, dot, each, raw};
use super::window::greater;
use super::{Spec, malformed, spend};
use std::cmp::Ordering;
use std::sync::Arc;
use terrace_ir::eval::{Dims, Dtype, Frame, Tensor, Trap, strides_of};

type Result<T> = std::result::Result<T, Trap>;

pub(super) fn reduce(s: &Spec, f: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let ([x], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    spend(f, x.shape())?;
    let axes = s.ints("axes");
    // Strides of the result along the operand's axes; 0 along reduced ones.
    let kept: Vec<i64> = (0..x.shape().len() as i64).filter(|i| !axes.contains(i)).collect();
    let sizes: Vec<i64> = kept.iter().map(|&axis| x.shape()[axis as usize]).collect();
    let mut strides = Dims::from_elem(0, x.shape().len());
    for (&axis, stride) in kept.iter().zip(strides_of(&sizes)) {
        strides[axis as usize] = stride;
    }
    let dtype = x.dtype();
    let mut totals = vec![start(s.name, dtype); y.len()];
    each(x.shape(), |at, index| {
        let total = totals.get_mut(dot(index, &strides)).ok_or_else(|| malformed("shape"))?;
        *total = join(s.name, dtype, *total, raw(x, at)?)?;
        Ok(())
    })?;
    let count = x.len() as f64 / y.len().max(1) as f64;
    for (at, total) in totals.into_iter().enumerate() {
        let float = f64::from_bits(total) / if s.name == "reduce_mean" { count } else { 1.0 };
        let result = if dtype.is_float() { dtype.raw_of_f64(float) } else { total };
        y.set_raw(at, result);
    }
    Ok(())
}

/// The result over no elements.
fn start(name: &str, dtype: Dtype) -> u64 {
    match (name, dtype) {
        ("reduce_prod", Dtype::Float(_)) => 1f64.to_bits(),
        ("reduce_prod", _) => 1,
        ("reduce_max", Dtype::Float(_)) => f64::NEG_INFINITY.to_bits(),
        ("reduce_min", Dtype::Float(_)) => f64::INFINITY.to_bits(),
        ("reduce_max", Dtype::UInt(_)) => 0,
        ("reduce_min", Dtype::UInt(_)) => dtype.wrap(-1) as u64,
        ("reduce_max", Dtype::Int(1)) => 0,
        ("reduce_min", Dtype::Int(1)) => 1,
        ("reduce_max", _) => dtype.wrap(1i64.wrapping_shl(dtype.bits() - 1)) as u64,
        ("reduce_min", _) => (1i64.wrapping_shl(dtype.bits() - 1).wrapping_sub(1)) as u64,
        _ => 0,
    }
}

fn join(name: &str, dtype: Dtype, total: u64, value: u64) -> Result<u64> {
    let (a, b) = (total as i64, value as i64);
    let (p, q) = (f64::from_bits(total), f64::from_bits(value));
    Ok(match (name, dtype.is_float()) {
        ("reduce_sum" | "reduce_mean", true) => (p + q).to_bits(),
        ("reduce_prod", true) => (p * q).to_bits(),
        ("reduce_sum", false) => dtype.wrap(a.wrapping_add(b)) as u64,
        ("reduce_prod", false) => dtype.wrap(a.wrapping_mul(b)) as u64,
        ("reduce_max", _) => greater(dtype, total, value),
        ("reduce_min", _) => match order(dtype, total, value) {
            Some(Ordering::Greater) => value,
            Some(_) => total,
            None if p.is_nan() => total,
            None => value,
        },
        _ => return Err(malformed("element type")),
    })
}

pub(super) fn position(s: &Spec, f: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let ([x], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    spend(f, x.shape())?;
    let (outer, size, inner) = around(x.shape(), s.axis(x.shape().len())?);
    let wanted = if s.name == "argmax" { Ordering::Greater } else { Ordering::Less };
    let last = s.flag("last_index");
    for at in 0..outer * inner {
        let value = |i: usize| x.raw((at / inner * size + i) * inner + at % inner);
        let better = |i: usize, best: usize| match order(x.dtype(), value(i), value(best)) {
            Some(Ordering::Equal) => last,
            found => found == Some(wanted),
        };
        let best = (1..size).fold(0, |best, i| if better(i, best) { i } else { best });
        y.set_raw(at, best as u64);
    }
    Ok(())
}

pub(super) fn cumsum(s: &Spec, f: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let ([x], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    spend(f, x.shape())?;
    let (outer, size, inner) = around(x.shape(), s.axis(x.shape().len())?);
    let (exclusive, reverse) = (s.flag("exclusive"), s.flag("reverse"));
    let dtype = x.dtype();
    for line in 0..outer * inner {
        let mut total = 0u64;
        for step in 0..size {
            let i = if reverse { size - 1 - step } else { step };
            let at = (line / inner * size + i) * inner + line % inner;
            let next = join("reduce_sum", dtype, total, x.raw(at))?;
            let shown = if exclusive { total } else { next };
            let shown =
                if dtype.is_float() { dtype.raw_of_f64(f64::from_bits(shown)) } else { shown };
            y.set_raw(at, shown);
            total = next;
        }
    }
    Ok(())
}

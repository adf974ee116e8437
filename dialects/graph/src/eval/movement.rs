//! Ops that move elements without changing them.
use super::walk::{broadcast_strides, dot, each, raw};
use super::{Spec, malformed};
use std::sync::Arc;
use terrace_ir::eval::{Dims, Frame, Tensor, Trap, strides_of};

type Result<T> = std::result::Result<T, Trap>;

/// Each element of the result is the operand's at the position `from` gives its index.
fn pick(x: &Tensor, y: &mut Tensor, from: impl Fn(&[i64]) -> usize) -> Result<()> {
    let shape: Dims = y.shape().into();
    each(&shape, |at, index| {
        y.set_raw(at, raw(x, from(index))?);
        Ok(())
    })
}

pub(super) fn iota(s: &Spec, _: &mut Frame, _: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let axis = s.axis(s.shape().len())?;
    let y = &mut y[0];
    each(s.shape(), |at, index| {
        y.set_raw(at, y.dtype().raw_of_i64(index[axis]));
        Ok(())
    })
}

pub(super) fn reshape(_: &Spec, _: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let ([x], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    for at in 0..y.len() {
        y.set_raw(at, raw(x, at)?);
    }
    Ok(())
}

pub(super) fn transpose(
    s: &Spec,
    _: &mut Frame,
    x: &[Arc<Tensor>],
    y: &mut [Tensor],
) -> Result<()> {
    let ([x], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    let own = strides_of(x.shape());
    let stride = |&axis: &i64| own.get(axis as usize).copied();
    let strides: Option<Dims> = s.ints("perm").iter().map(stride).collect();
    let strides = strides.ok_or_else(|| malformed("permutation"))?;
    pick(x, y, |index| dot(index, &strides))
}

pub(super) fn broadcast(
    s: &Spec,
    _: &mut Frame,
    x: &[Arc<Tensor>],
    y: &mut [Tensor],
) -> Result<()> {
    let ([x], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    let strides = broadcast_strides(x.shape(), s.shape().len())?;
    pick(x, y, |index| dot(index, &strides))
}

pub(super) fn concat(s: &Spec, _: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let axis = s.axis(s.shape().len())?;
    let strides = strides_of(s.shape());
    let mut start = 0;
    for part in x {
        each(part.shape(), |at, index| {
            let to = dot(index, &strides) + (start * strides[axis]) as usize;
            if to >= y[0].len() {
                return Err(malformed("shape"));
            }
            y[0].set_raw(to, part.raw(at));
            Ok(())
        })?;
        start += part.shape().get(axis).copied().unwrap_or(0);
    }
    Ok(())
}

pub(super) fn slice(s: &Spec, _: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let ([x], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    let strides = strides_of(x.shape());
    let (starts, steps) = (s.ints("starts"), s.ints("steps"));
    pick(x, y, |index| {
        let axes = index.iter().zip(starts).zip(steps).zip(&strides);
        axes.map(|(((i, start), step), stride)| (start + i * step) * stride).sum::<i64>() as usize
    })
}

pub(super) fn pad(s: &Spec, _: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let ([x, value], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    let (low, mode) = (s.ints("low"), s.word("mode"));
    let strides = strides_of(x.shape());
    let fill = raw(value, 0)?;
    each(s.shape(), |at, index| {
        let mut position = 0;
        for (axis, (&i, &size)) in index.iter().zip(x.shape()).enumerate() {
            let place = i - low.get(axis).copied().unwrap_or(0);
            let place = match mode {
                "edge" => place.clamp(0, (size - 1).max(0)),
                "reflect" => mirror(place, size),
                _ => place,
            };
            if !(0..size).contains(&place) {
                y.set_raw(at, fill);
                return Ok(());
            }
            position += place * strides[axis];
        }
        y.set_raw(at, raw(x, position as usize)?);
        Ok(())
    })
}

/// The place inside `0..size` that a place outside mirrors to; the ends are not repeated.
fn mirror(place: i64, size: i64) -> i64 {
    let period = (2 * (size - 1)).max(1);
    let place = place.rem_euclid(period);
    if place < size { place } else { period - place }
}

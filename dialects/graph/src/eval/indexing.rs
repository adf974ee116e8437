//! Ops that read at indices held in a tensor, and those that find such indices.
use super::elementwise::order;
use super::walk::{around, dot, each, raw};
use super::{Spec, malformed, spend};
use std::sync::Arc;
use terrace_ir::eval::{Frame, Reason, Tensor, Trap, strides_of};

type Result<T> = std::result::Result<T, Trap>;

/// An index of an axis, counted from the end when negative.
fn place(index: i64, size: i64, dim: usize) -> Result<i64> {
    let at = if index < 0 { index + size } else { index };
    if (0..size).contains(&at) {
        return Ok(at);
    }
    Err(Reason::OutOfBounds { index, size, dim }.into())
}

pub(super) fn gather(s: &Spec, _: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let ([x, indices], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    let axis = s.axis(x.shape().len())?;
    let (strides, own) = (strides_of(x.shape()), strides_of(indices.shape()));
    let after = axis + indices.shape().len();
    each(s.shape(), |at, index| {
        let (Some(middle), Some(tail)) = (index.get(axis..after), index.get(after..)) else {
            return Err(malformed("shape"));
        };
        let pick = raw(indices, dot(middle, &own))? as i64;
        let from = dot(&index[..axis], &strides)
            + (place(pick, x.shape()[axis], axis)? * strides[axis]) as usize
            + dot(tail, &strides[axis + 1..]);
        y.set_raw(at, raw(x, from)?);
        Ok(())
    })
}

pub(super) fn gather_elements(
    s: &Spec,
    _: &mut Frame,
    x: &[Arc<Tensor>],
    y: &mut [Tensor],
) -> Result<()> {
    let ([x, indices], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    let axis = s.axis(x.shape().len())?;
    let strides = strides_of(x.shape());
    each(s.shape(), |at, index| {
        let pick = place(raw(indices, at)? as i64, x.shape()[axis], axis)?;
        let own = index.get(axis).copied().ok_or_else(|| malformed("shape"))?;
        let from = dot(index, &strides) as i64 + (pick - own) * strides[axis];
        y.set_raw(at, raw(x, from as usize)?);
        Ok(())
    })
}

pub(super) fn gather_nd(
    s: &Spec,
    _: &mut Frame,
    x: &[Arc<Tensor>],
    y: &mut [Tensor],
) -> Result<()> {
    let ([x, indices], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    let batch = usize::try_from(s.int("batch_dims").unwrap_or(0)).unwrap_or(usize::MAX);
    let Some((&depth, outer)) = indices.shape().split_last() else {
        return Err(malformed("operand"));
    };
    let strides = strides_of(x.shape());
    let outer_strides = strides_of(outer);
    each(s.shape(), |at, index| {
        let (Some(tuple), Some(tail)) = (index.get(..outer.len()), index.get(outer.len()..)) else {
            return Err(malformed("shape"));
        };
        let first = dot(tuple, &outer_strides) * depth as usize;
        let mut from = dot(tuple.get(..batch).ok_or_else(|| malformed("axis"))?, &strides);
        for k in 0..depth as usize {
            let (Some(&size), Some(&stride)) = (x.shape().get(batch + k), strides.get(batch + k))
            else {
                return Err(malformed("operand"));
            };
            from += (place(raw(indices, first + k)? as i64, size, batch + k)? * stride) as usize;
        }
        from += dot(tail, strides.get(batch + depth as usize..).unwrap_or_default());
        y.set_raw(at, raw(x, from)?);
        Ok(())
    })
}

pub(super) fn topk(s: &Spec, f: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let ([x], [values, positions]) = (x, y) else { return Err(malformed("operand")) };
    spend(f, x.shape())?;
    let axis = s.axis(x.shape().len())?;
    let (outer, size, inner) = around(x.shape(), axis);
    let count = values.shape().get(axis).copied().unwrap_or(0) as usize;
    let largest = s.flag("largest");
    for line in 0..outer * inner {
        let value = |i: usize| x.raw((line / inner * size + i) * inner + line % inner);
        let mut all: Vec<usize> = (0..size).collect();
        // Stable, so equal elements keep their order; NaN counts as the largest number.
        all.sort_by(|&a, &b| {
            let found = order(x.dtype(), value(a), value(b)).unwrap_or_else(|| {
                let nan = |i: usize| f64::from_bits(value(i)).is_nan();
                nan(a).cmp(&nan(b))
            });
            if largest { found.reverse() } else { found }
        });
        for (i, &place) in all.iter().take(count).enumerate() {
            let at = (line / inner * count + i) * inner + line % inner;
            values.set_raw(at, value(place));
            positions.set_raw(at, place as u64);
        }
    }
    Ok(())
}

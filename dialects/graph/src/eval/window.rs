//! Pools.
use super::walk::each;
use super::{Spec, malformed, spend};
use std::sync::Arc;
use terrace_ir::eval::{Dims, Frame, Tensor, Trap, strides_of};

type Result<T> = std::result::Result<T, Trap>;

/// Calls `f` for each result with the positions of its window that lie inside.
fn windows(
    s: &Spec,
    f: &mut Frame,
    x: &Tensor,
    mut reduce: impl FnMut(usize, &[usize]) -> Result<()>,
) -> Result<()> {
    let shape = s.shape().to_vec();
    let (kernel, strides) = (s.ints("kernel"), s.ints("strides"));
    let (dilations, pads) = (s.ints("dilations"), s.ints("pads"));
    let rank = shape.len().saturating_sub(2);
    if [kernel.len(), strides.len(), dilations.len()] != [rank; 3]
        || pads.len() != 2 * rank
        || x.shape().len() != shape.len()
    {
        return Err(malformed("window"));
    }
    spend(f, &[&shape, kernel].concat())?;
    let steps: Dims = strides_of(x.shape());
    let mut inside = Vec::new();
    each(&shape, |at, index| {
        inside.clear();
        let base = index[0] * steps[0] + index[1] * steps[1];
        each(kernel, |_, tap| {
            let mut position = base;
            for i in 0..rank {
                let place = index[2 + i] * strides[i] + tap[i] * dilations[i] - pads[i];
                if !(0..x.shape()[2 + i]).contains(&place) {
                    return Ok(());
                }
                position += place * steps[2 + i];
            }
            inside.push(position as usize);
            Ok(())
        })?;
        reduce(at, &inside)
    })
}

pub(super) fn max_pool(s: &Spec, f: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let ([x], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    let dtype = x.dtype();
    windows(s, f, x, |at, inside| {
        let most = inside.iter().map(|&i| x.raw(i)).reduce(|a, b| greater(dtype, a, b));
        let Some(most) = most else {
            return Err(Trap::invalid("a window lies wholly in the padding"));
        };
        y.set_raw(at, most);
        Ok(())
    })
}

/// The greater of two raw values; NaN if one is.
pub(super) fn greater(dtype: terrace_ir::eval::Dtype, a: u64, b: u64) -> u64 {
    match super::elementwise::order(dtype, a, b) {
        Some(std::cmp::Ordering::Less) => b,
        Some(_) => a,
        None if f64::from_bits(a).is_nan() => a,
        None => b,
    }
}

pub(super) fn avg_pool(s: &Spec, f: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let ([x], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    let whole = s.ints("kernel").iter().product::<i64>() as f64;
    windows(s, f, x, |at, inside| {
        let sum: f64 = inside.iter().map(|&i| f64::from_bits(x.raw(i))).sum();
        let count = if s.flag("count_include_pad") { whole } else { inside.len() as f64 };
        y.set_raw(at, x.dtype().raw_of_f64(sum / count));
        Ok(())
    })
}

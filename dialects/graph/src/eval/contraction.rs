//! Matrix products and convolutions.
use super::walk::{broadcast_strides, dot, each};
use super::{Spec, malformed, spend};
use rayon::prelude::*;
use std::sync::Arc;
use terrace_ir::eval::{Dtype, Frame, Tensor, Trap};

type Result<T> = std::result::Result<T, Trap>;

/// Writes numbers computed in f64.
fn store(y: &mut Tensor, start: usize, values: &[f64]) {
    let dtype = y.dtype();
    for (at, &value) in (start..).zip(values) {
        y.set_raw(at, dtype.raw_of_f64(value));
    }
}

pub(super) fn matmul(s: &Spec, f: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let ([a, b], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    let ([.., m, k], [.., other, n]) = (a.shape(), b.shape()) else {
        return Err(malformed("operand"));
    };
    let batch = s.shape().get(..s.shape().len().saturating_sub(2)).unwrap_or_default();
    if k != other || y.shape().get(batch.len()..) != Some(&[*m, *n]) {
        return Err(malformed("shape"));
    }
    spend(f, &[s.shape(), &[*k]].concat())?;
    let lead = |t: &Tensor| {
        let shape = t.shape().to_vec();
        broadcast_strides(&shape[..shape.len() - 2], batch.len())
    };
    let (m, k, n) = (*m as usize, *k as usize, *n as usize);
    let (a_lead, b_lead) = (lead(a)?, lead(b)?);
    if !matches!(y.dtype(), Dtype::Float(_)) {
        return int_matmul(a, b, (&a_lead, &b_lead), (m, k, n), y);
    }
    let (a, b) = (a.to_f64s(), b.to_f64s());
    let batch = batch.to_vec();
    each(&batch, |at, index| {
        let a = &a[dot(index, &a_lead) * m * k..][..m * k];
        let b = &b[dot(index, &b_lead) * k * n..][..k * n];
        let mut c = vec![0.0; m * n];
        c.par_chunks_mut(n.max(1)).enumerate().for_each(|(row, c)| {
            for (x, b) in a[row * k..][..k].iter().zip(b.chunks_exact(n.max(1))) {
                for (c, y) in c.iter_mut().zip(b) {
                    *c += x * y;
                }
            }
        });
        store(y, at * m * n, &c);
        Ok(())
    })
}

fn int_matmul(
    a: &Tensor,
    b: &Tensor,
    (a_lead, b_lead): (&[i64], &[i64]),
    (m, k, n): (usize, usize, usize),
    y: &mut Tensor,
) -> Result<()> {
    let batch = y.shape()[..y.shape().len() - 2].to_vec();
    each(&batch, |at, index| {
        let (from_a, from_b) = (dot(index, a_lead) * m * k, dot(index, b_lead) * k * n);
        for row in 0..m {
            for column in 0..n {
                let sum = (0..k).fold(0i64, |sum, i| {
                    let left = a.raw(from_a + row * k + i) as i64;
                    sum.wrapping_add(left.wrapping_mul(b.raw(from_b + i * n + column) as i64))
                });
                let raw = y.dtype().raw_of_i64(sum);
                y.set_raw(at * m * n + row * n + column, raw);
            }
        }
        Ok(())
    })
}

/// One spatial axis of a convolution.
#[derive(Clone, Copy)]
struct Axis {
    size: i64,
    out: i64,
    kernel: i64,
    stride: i64,
    dilation: i64,
    low: i64,
}

pub(super) fn conv(s: &Spec, f: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let ([x, w, bias @ ..], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    let shape = s.shape().to_vec();
    let ([batch, filters, outs @ ..], [_, channels, sizes @ ..], [_, depth, kernel @ ..]) =
        (shape.as_slice(), x.shape(), w.shape())
    else {
        return Err(malformed("shape"));
    };
    spend(f, &[&shape, w.shape().get(1..).unwrap_or_default()].concat())?;
    let rank = outs.len();
    let (strides, dilations, pads) = (s.ints("strides"), s.ints("dilations"), s.ints("pads"));
    if [sizes.len(), kernel.len(), strides.len(), dilations.len()] != [rank; 4]
        || pads.len() != 2 * rank
    {
        return Err(malformed("window"));
    }
    let axes: Vec<Axis> = (0..rank)
        .map(|i| Axis {
            size: sizes[i],
            out: outs[i],
            kernel: kernel[i],
            stride: strides[i],
            dilation: dilations[i],
            low: pads[i],
        })
        .collect();
    let groups = s.int("groups").unwrap_or(1).max(1);
    let per_group = (filters / groups).max(1);
    let (plane, out_plane, taps) = (
        sizes.iter().product::<i64>() as usize,
        outs.iter().product::<i64>() as usize,
        kernel.iter().product::<i64>() as usize,
    );
    let (data, weights) = (x.to_f64s(), w.to_f64s());
    let (channels, depth, filters) = (*channels as usize, *depth as usize, *filters as usize);
    let mut all = vec![0.0; *batch as usize * filters * out_plane];
    all.par_chunks_mut(out_plane.max(1)).enumerate().for_each(|(at, acc)| {
        let (n, filter) = (at / filters, at % filters);
        let first = filter / per_group as usize * depth;
        if let Some(bias) = bias.first() {
            acc.fill(bias.dtype().as_f64(bias.raw(filter)));
        }
        for c in 0..depth {
            let x = &data[(n * channels + first + c) * plane..][..plane];
            let w = &weights[(filter * depth + c) * taps..][..taps];
            correlate(&axes, x, w, acc);
        }
    });
    store(y, 0, &all);
    Ok(())
}

/// Adds one channel's part: `acc[o..] += x[o * stride + k * dilation - low..] * w[k..]`.
fn correlate(axes: &[Axis], x: &[f64], w: &[f64], acc: &mut [f64]) {
    let Some((axis, rest)) = axes.split_first() else {
        acc[0] += x[0] * w[0];
        return;
    };
    let inner = |f: fn(&Axis) -> i64| rest.iter().map(f).product::<i64>() as usize;
    let (x_inner, w_inner, out_inner) = (inner(|a| a.size), inner(|a| a.kernel), inner(|a| a.out));
    for k in 0..axis.kernel {
        let w = &w[k as usize * w_inner..][..w_inner];
        for o in 0..axis.out {
            let at = o * axis.stride + k * axis.dilation - axis.low;
            if !(0..axis.size).contains(&at) {
                continue;
            }
            if rest.is_empty() {
                acc[o as usize] += x[at as usize] * w[0];
            } else {
                let x = &x[at as usize * x_inner..][..x_inner];
                correlate(rest, x, w, &mut acc[o as usize * out_inner..][..out_inner]);
            }
        }
    }
}

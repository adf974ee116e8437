//! Pooling and other sliding windows.

use terrace_te::{Combiner, Formula};

use super::{Lowerer, Rule, at, axis, constant, number, scalar};
use crate::prelude::*;

pub(super) const RULES: &[(&str, Rule)] =
    &[("graph.max_pool", max_pool), ("graph.avg_pool", avg_pool), ("graph.lrn", lrn)];

struct Windows {
    formula: Formula,
    kernel: Vec<i64>,
    pads: Vec<i64>,
    strides: Vec<i64>,
    dilations: Vec<i64>,
}

/// A reduction over the windows of `[N, C, spatial..]` with this value for what lies outside.
fn windows(l: &Lowerer<'_>, op: OpId, combine: Combiner, outside: Attr) -> Option<Windows> {
    let (shape, _) = l.result(op)?;
    let n_spatial = shape.len().checked_sub(2)?;
    let [kernel, strides, dilations, pads] =
        ["kernel", "strides", "dilations", "pads"].map(|name| l.ints(op, name));
    let (kernel, strides, dilations, pads) = (kernel?, strides?, dilations?, pads?);
    (kernel.len() == n_spatial && strides.len() == n_spatial && dilations.len() == n_spatial)
        .then_some(())?;
    (pads.len() == 2 * n_spatial).then_some(())?;
    let taps: Vec<String> = (0..n_spatial).map(|i| format!("q{i}")).collect();
    let reduce: Vec<(&str, i64)> =
        taps.iter().map(String::as_str).zip(kernel.iter().copied()).collect();
    let mut index = vec![axis(0), axis(1)];
    for i in 0..n_spatial {
        let tap = axis(2 + n_spatial + i) * at(dilations[i]);
        index.push(axis(2 + i) * at(strides[i]) + tap + at(-pads[i]));
    }
    let cx = l.rw.cx;
    let formula = l.over(&shape).reduce(cx, &reduce, combine);
    let formula = if pads.iter().all(|&p| p == 0) {
        formula.read(index)
    } else {
        formula.read_padded(index, outside)
    };
    Some(Windows { formula, kernel, pads, strides, dilations })
}

fn max_pool(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let (_, elem) = l.result(op)?;
    let outside = Combiner::Max.identity(l.rw.cx, elem)?;
    let w = windows(l, op, Combiner::Max, outside)?;
    let x = *l.operands(op).first()?;
    Some(vec![l.compute(&w.formula, &[x], elem, "max_pool", |_, x| x[0])])
}

fn avg_pool(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let (shape, elem) = l.result(op)?;
    elem.float(l.rw.cx)?;
    let zero = number(l.rw.cx, 0.0, elem);
    let w = windows(l, op, Combiner::Add, zero)?;
    let x = *l.operands(op).first()?;
    let sizes = l.shape(x)?[2..].to_vec();
    let sum = l.compute(&w.formula, &[x], elem, "avg_pool", |_, x| x[0]);
    let whole: i64 = w.kernel.iter().product();
    let partial = !l.flag(op, "count_include_pad") && w.pads.iter().any(|&p| p != 0);
    let identity: Vec<_> = (0..shape.len()).map(axis).collect();
    let formula = l.over(&shape).read(identity);
    if !partial {
        let y = l.compute(&formula, &[sum], elem, "average", |rw, x| {
            let count = constant(rw, whole as f64, rw.ty(x[0]));
            scalar(rw, "arith.divf", &[x[0], count])
        });
        return Some(vec![y]);
    }
    // How many taps of each window lie inside, axis by axis.
    let y = l.compute(&formula, &[sum], elem, "average", |rw, x| {
        let mut count = constant(rw, 1.0, rw.ty(x[0]));
        for (i, &size) in sizes.iter().enumerate() {
            let inside = taps_inside(rw, &w, i, size);
            let inside = super::elementwise::scalar_cast(rw, inside, rw.ty(x[0]));
            count = scalar(rw, "arith.mulf", &[count, inside]);
        }
        scalar(rw, "arith.divf", &[x[0], count])
    });
    Some(vec![y])
}

/// The number of taps `q` in `0..kernel` with `0 <= stride * p + dilation * q - pad < size`, as an
/// i64.
fn taps_inside(rw: &mut Rewriter<'_>, w: &Windows, i: usize, size: i64) -> ValueId {
    let cx = rw.cx;
    let (index, i64_ty) = (cx.index_ty(), cx.int_ty(64));
    let p = rw.build("te.index").attr("axis", cx.i64_attr(2 + i as i64)).result(index).value();
    let mut count = constant(rw, 0.0, i64_ty);
    for tap in 0..w.kernel[i] {
        let stride = constant(rw, w.strides[i] as f64, index);
        let shift = constant(rw, (tap * w.dilations[i] - w.pads[i]) as f64, index);
        let at = scalar(rw, "arith.muli", &[p, stride]);
        let at = scalar(rw, "arith.addi", &[at, shift]);
        // Unsigned: a negative position is a huge one.
        let size = constant(rw, size as f64, index);
        let inside = super::elementwise::scalar_compare(rw, "arith.cmpi", 6, at, size);
        let one = rw.build("arith.extui").operand(inside).result(i64_ty).value();
        count = scalar(rw, "arith.addi", &[count, one]);
    }
    count
}

/// Local response normalisation across channels:
/// `x / (bias + alpha / size * sum of squares of the neighbours)^beta`.
fn lrn(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let (shape, elem) = l.result(op)?;
    elem.float(l.rw.cx)?;
    let size = l.int(op, "size")?;
    let [alpha, beta, bias] = ["alpha", "beta", "bias"].map(|n| l.float(op, n));
    let (alpha, beta, bias) = (alpha?, beta?, bias?);
    let x = *l.operands(op).first()?;
    let cx = l.rw.cx;
    let mut index: Vec<_> = (0..shape.len()).map(axis).collect();
    index[1] = axis(1) + axis(shape.len()) + at(-(size - 1) / 2);
    let formula = l.over(&shape).reduce(cx, &[("c", size)], Combiner::Add);
    let formula = formula.read_padded(index, number(cx, 0.0, elem));
    let squares = l.compute(&formula, &[x], elem, "lrn_squares", |rw, x| {
        scalar(rw, "arith.mulf", &[x[0], x[0]])
    });
    let same: Vec<_> = (0..shape.len()).map(axis).collect();
    let formula = l.over(&shape).read(same.clone()).read(same);
    let y = l.compute(&formula, &[x, squares], elem, "lrn", |rw, x| {
        let ty = rw.ty(x[0]);
        let factor = constant(rw, alpha / size as f64, ty);
        let scaled = scalar(rw, "arith.mulf", &[factor, x[1]]);
        let bias = constant(rw, bias, ty);
        let base = scalar(rw, "arith.addf", &[bias, scaled]);
        let exponent = constant(rw, beta, ty);
        let power = scalar(rw, "math.powf", &[base, exponent]);
        scalar(rw, "arith.divf", &[x[0], power])
    });
    Some(vec![y])
}

//! Reductions and the normalisations made of them.

use terrace_ir::AffineExpr;
use terrace_te::{Combiner, Formula};

use super::{Lowerer, Rule, at, axis, constant, scalar};
use crate::prelude::*;

pub(super) const RULES: &[(&str, Rule)] = &[
    ("graph.reduce_sum", |l, op| reduce(l, op, Combiner::Add)),
    ("graph.reduce_prod", |l, op| reduce(l, op, Combiner::Mul)),
    ("graph.reduce_max", |l, op| reduce(l, op, Combiner::Max)),
    ("graph.reduce_min", |l, op| reduce(l, op, Combiner::Min)),
    ("graph.reduce_mean", mean),
    ("graph.softmax", |l, op| softmax(l, op, false)),
    ("graph.log_softmax", |l, op| softmax(l, op, true)),
    ("graph.layer_norm", layer_norm),
    ("graph.batch_norm", batch_norm),
];

/// A reduction of `x` over `axes`; kept axes have extent 1 where `keep`.
struct Over {
    formula: Formula,
    /// The result's shape.
    shape: Vec<i64>,
    /// How many elements are combined into one.
    count: i64,
}

fn over(l: &Lowerer<'_>, x: &[i64], axes: &[usize], keep: bool, combine: Combiner) -> Over {
    let cx = l.rw.cx;
    let mut shape = Vec::new();
    let mut index: Vec<Option<AffineExpr>> = vec![None; x.len()];
    for (d, &size) in x.iter().enumerate() {
        if axes.contains(&d) {
            if keep {
                shape.push(1);
            }
        } else {
            index[d] = Some(axis(shape.len()));
            shape.push(size);
        }
    }
    let names: Vec<String> = (0..axes.len()).map(|i| format!("r{i}")).collect();
    let reduce: Vec<(&str, i64)> =
        names.iter().map(String::as_str).zip(axes.iter().map(|&a| x[a])).collect();
    for (i, &a) in axes.iter().enumerate() {
        index[a] = Some(axis(shape.len() + i));
    }
    let index = index.into_iter().map(|e| e.unwrap_or(at(0))).collect();
    let formula = l.over(&shape).reduce(cx, &reduce, combine).read(index);
    Over { formula, shape, count: axes.iter().map(|&a| x[a]).product() }
}

fn axes_of(l: &Lowerer<'_>, op: OpId, rank: usize) -> Option<Vec<usize>> {
    let axes = l.ints(op, "axes")?;
    axes.iter().map(|&a| usize::try_from(a).ok().filter(|a| *a < rank)).collect()
}

fn reduce(l: &mut Lowerer<'_>, op: OpId, combine: Combiner) -> Option<Vec<ValueId>> {
    let (_, elem) = l.result(op)?;
    combine.arith_op(l.rw.cx, elem)?;
    let x = *l.operands(op).first()?;
    let x_shape = l.shape(x)?;
    let axes = axes_of(l, op, x_shape.len())?;
    let over = over(l, &x_shape, &axes, l.flag(op, "keep_dims"), combine);
    let name = l.mnemonic();
    Some(vec![l.compute(&over.formula, &[x], elem, &name, |_, x| x[0])])
}

/// The sum divided by the count; element by element after the reduction.
fn mean(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let (_, elem) = l.result(op)?;
    elem.float(l.rw.cx)?;
    let x = *l.operands(op).first()?;
    let x_shape = l.shape(x)?;
    let axes = axes_of(l, op, x_shape.len())?;
    let over = over(l, &x_shape, &axes, l.flag(op, "keep_dims"), Combiner::Add);
    let sum = l.compute(&over.formula, &[x], elem, "reduce_mean", |_, x| x[0]);
    Some(vec![divide(l, sum, &over, elem)])
}

fn divide(l: &mut Lowerer<'_>, sum: ValueId, over: &Over, elem: Type) -> ValueId {
    let same = (0..over.shape.len()).map(axis).collect();
    let formula = l.over(&over.shape).read(same);
    let count = over.count as f64;
    l.compute(&formula, &[sum], elem, "mean", |rw, x| {
        let count = constant(rw, count, rw.ty(x[0]));
        scalar(rw, "arith.divf", &[x[0], count])
    })
}

/// `exp(x - max) / sum of exp(x - max)` along one axis, or its logarithm.
fn softmax(l: &mut Lowerer<'_>, op: OpId, log: bool) -> Option<Vec<ValueId>> {
    let (shape, elem) = l.result(op)?;
    elem.float(l.rw.cx)?;
    let x = *l.operands(op).first()?;
    let along = usize::try_from(l.int(op, "axis")?).ok().filter(|a| *a < shape.len())?;
    let max = over(l, &shape, &[along], true, Combiner::Max);
    let max = l.compute(&max.formula, &[x], elem, "softmax_max", |_, x| x[0]);
    let all: Vec<_> = (0..shape.len()).map(axis).collect();
    let mut row = all.clone();
    row[along] = at(0);
    let pair = l.over(&shape).read(all.clone()).read(row.clone());
    let shifted = |rw: &mut Rewriter<'_>, x: &[ValueId]| scalar(rw, "arith.subf", &x[..2]);
    let exp = l.compute(&pair, &[x, max], elem, "softmax_exp", |rw, x| {
        let moved = shifted(rw, x);
        scalar(rw, "math.exp", &[moved])
    });
    let sum = over(l, &shape, &[along], true, Combiner::Add);
    let sum = l.compute(&sum.formula, &[exp], elem, "softmax_sum", |_, x| x[0]);
    if !log {
        let y = l.compute(&pair, &[exp, sum], elem, "softmax", |rw, x| {
            scalar(rw, "arith.divf", &x[..2])
        });
        return Some(vec![y]);
    }
    let three = pair.read(row);
    let y = l.compute(&three, &[x, max, sum], elem, "log_softmax", |rw, x| {
        let moved = shifted(rw, x);
        let log = scalar(rw, "math.log", &[x[2]]);
        scalar(rw, "arith.subf", &[moved, log])
    });
    Some(vec![y])
}

/// `(x - mean) / sqrt(variance + epsilon) * scale + bias` over all axes from `axis` on.
fn layer_norm(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let (shape, elem) = l.result(op)?;
    elem.float(l.rw.cx)?;
    let operands = l.operands(op);
    let (x, scale) = (*operands.first()?, *operands.get(1)?);
    let from = usize::try_from(l.int(op, "axis")?).ok().filter(|a| *a < shape.len())?;
    let epsilon = l.float(op, "epsilon")?;
    let axes: Vec<usize> = (from..shape.len()).collect();
    let sum = over(l, &shape, &axes, true, Combiner::Add);
    let total = l.compute(&sum.formula, &[x], elem, "norm_sum", |_, x| x[0]);
    let mean = divide(l, total, &sum, elem);
    let row: Vec<_> = (0..shape.len()).map(|d| if d < from { axis(d) } else { at(0) }).collect();
    let all: Vec<_> = (0..shape.len()).map(axis).collect();
    // The squares are summed over the axes of the reduction, so both reads follow them.
    let mut spread = over(l, &shape, &axes, true, Combiner::Add);
    spread.formula = spread.formula.read(row.clone());
    let squares = l.compute(&spread.formula, &[x, mean], elem, "norm_squares", |rw, x| {
        let d = scalar(rw, "arith.subf", &x[..2]);
        scalar(rw, "arith.mulf", &[d, d])
    });
    let variance = divide(l, squares, &spread, elem);
    let mut formula = l.over(&shape).read(all).read(row.clone()).read(row);
    let mut inputs = vec![x, mean, variance, scale];
    formula = formula.read(l.broadcast(scale, shape.len())?);
    if let Some(&bias) = operands.get(2) {
        formula = formula.read(l.broadcast(bias, shape.len())?);
        inputs.push(bias);
    }
    let y = l.compute(&formula, &inputs, elem, "layer_norm", |rw, x| normalize(rw, x, epsilon));
    Some(vec![y])
}

/// `(x - mean) / sqrt(variance + epsilon) * scale (+ bias)` of scalars in this order.
fn normalize(rw: &mut Rewriter<'_>, x: &[ValueId], epsilon: f64) -> ValueId {
    let ty = rw.ty(x[0]);
    let centred = scalar(rw, "arith.subf", &x[..2]);
    let epsilon = constant(rw, epsilon, ty);
    let moved = scalar(rw, "arith.addf", &[x[2], epsilon]);
    let root = scalar(rw, "math.sqrt", &[moved]);
    let normal = scalar(rw, "arith.divf", &[centred, root]);
    let scaled = scalar(rw, "arith.mulf", &[normal, x[3]]);
    match x.get(4) {
        Some(&bias) => scalar(rw, "arith.addf", &[scaled, bias]),
        None => scaled,
    }
}

/// Operands x, scale, bias, mean, variance; the last four per channel (axis 1).
fn batch_norm(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let (shape, elem) = l.result(op)?;
    elem.float(l.rw.cx)?;
    let operands = l.operands(op);
    let [x, scale, bias, mean, variance] = *operands.as_slice() else { return None };
    let epsilon = l.float(op, "epsilon")?;
    let mut formula = l.over(&shape).read((0..shape.len()).map(axis).collect());
    for _ in 0..4 {
        formula = formula.read(vec![axis(1)]);
    }
    let inputs = [x, mean, variance, scale, bias];
    let y = l.compute(&formula, &inputs, elem, "batch_norm", |rw, x| normalize(rw, x, epsilon));
    Some(vec![y])
}

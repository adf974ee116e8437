//! Folds batch normalisation with constant statistics.
//!
//! Behind a convolution with constant weights it disappears into them and the bias; elsewhere it
//! becomes one multiplication and one addition with constants of each channel. It leaves a
//! convolution that has another user (which needs the result as it is), and weights of which only
//! one element is stored while the channels' factors differ (folding would store them all): there,
//! too, a multiplication and an addition remain.

use terrace_graph as graph;
use terrace_ir::eval::{Dtype, Tensor};

use super::constants::{Payload, erase_unused, hint};
use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "graph-fold-batch-norm",
    on: "func.func",
    summary: "fold batch normalisation into weights, or into one multiplication and addition",
    reads: &["graph"],
    leaves: &["graph"],
    run: |body, cx| {
        let Some(block) = body.root_block() else { return Ok(()) };
        for op in body.ops_of(block).collect::<Vec<_>>() {
            let mut rw = Rewriter::new(cx.cx, body);
            let Some(affine) = affine(rw.op(op)) else { continue };
            if into_conv(&mut rw, op, &affine).is_some() {
                cx.count("folded into weights", 1);
            } else if as_multiply_add(&mut rw, op, &affine).is_some() {
                cx.count("turned into a multiplication and an addition", 1);
            }
        }
        Ok(())
    },
    ..PassInfo::EMPTY
};

/// `y = factor * x + shift` for each channel, in f64.
struct Affine {
    factor: Vec<f64>,
    shift: Vec<f64>,
}

/// What a batch normalisation does to each channel; `None` unless its statistics are known.
fn affine(op: OpRef<'_>) -> Option<Affine> {
    op.is(&graph::BatchNorm::DEF).then_some(())?;
    let cx = op.cx;
    let epsilon = op.attr("epsilon")?.as_f64(cx)?;
    let values = |i: usize| {
        let payload = Payload::of(op.body, cx, op.operand(i))?;
        payload.ty.elem(cx).float(cx)?;
        Some(payload.to_tensor(cx)?.to_f64s())
    };
    let (scale, bias, mean, variance) = (values(1)?, values(2)?, values(3)?, values(4)?);
    let factor = scale.iter().zip(&variance).map(|(s, v)| s / (v + epsilon).sqrt());
    let factor: Vec<f64> = factor.collect();
    let shift = bias.iter().zip(&mean).zip(&factor).map(|((b, m), f)| b - m * f).collect();
    Some(Affine { factor, shift })
}

/// Scales the weights of the convolution that makes the operand.
fn into_conv(rw: &mut Rewriter<'_>, op: OpId, affine: &Affine) -> Option<()> {
    let cx = rw.cx;
    let x = rw.body.operand(op, 0);
    let conv = rw.defining(x)?;
    (conv.is(&graph::Conv::DEF) && rw.body.uses(x).count() == 1).then_some(())?;
    (rw.ty(x) == rw.ty(rw.body.result(op, 0))).then_some(())?;
    let operands: Vec<ValueId> = conv.operands().collect();
    let weights = scaled(cx, &Payload::of(rw.body, cx, operands[1])?, &affine.factor)?;
    let bias = match operands.get(2) {
        Some(&bias) => Payload::of(rw.body, cx, bias)?.to_tensor(cx)?.to_f64s(),
        None => vec![0.0; affine.shift.len()],
    };
    let bias = bias.iter().zip(&affine.factor).zip(&affine.shift).map(|((b, f), s)| b * f + s);
    let ty = rw.ty(x);
    let bias = channels(cx, ty.elem(cx), &[affine.shift.len() as i64], bias)?;
    let (conv, attrs) = (conv.id, conv.attrs());
    let hints = [operands[1], rw.body.operand(op, 2)].map(|v| hint(rw.body, cx, v));
    let loc = cx.fused_loc(&[rw.body.loc(conv), rw.body.loc(op)]);
    rw.before(op).loc = loc;
    let weights = weights.build(rw, &hints[0]);
    let bias = bias.build(rw, &hints[1]);
    let mut folded = rw.build(graph::Conv::NAME).operands(&[operands[0], weights, bias]);
    for (name, value) in attrs {
        folded = folded.attr(cx.str(name), value);
    }
    let y = folded.result(ty).value();
    finish(rw, op, y);
    rw.erase(conv);
    erase_unused(rw, &operands);
    Some(())
}

/// Replaces a batch normalisation by a multiplication and an addition.
fn as_multiply_add(rw: &mut Rewriter<'_>, op: OpId, affine: &Affine) -> Option<()> {
    let cx = rw.cx;
    let (x, ty) = (rw.body.operand(op, 0), rw.ty(rw.body.result(op, 0)));
    let rank = ty.shape(cx)?.len();
    let mut shape = vec![1; rank.checked_sub(1)?];
    *shape.first_mut()? = affine.factor.len() as i64;
    let values = |values: &[f64]| channels(cx, ty.elem(cx), &shape, values.iter().copied());
    let (factor, shift) = (values(&affine.factor)?, values(&affine.shift)?);
    let hints = [1, 2].map(|i| hint(rw.body, cx, rw.body.operand(op, i)));
    rw.before(op);
    let factor = factor.build(rw, &hints[0]);
    let shift = shift.build(rw, &hints[1]);
    let product = rw.build(graph::Mul::NAME).operands(&[x, factor]).result(ty).value();
    let y = rw.build(graph::Add::NAME).operands(&[product, shift]).result(ty).value();
    finish(rw, op, y);
    Some(())
}

fn finish(rw: &mut Rewriter<'_>, op: OpId, value: ValueId) {
    let statistics: Vec<ValueId> = rw.body.operands(op).skip(1).collect();
    rw.replace(op, &[value]);
    erase_unused(rw, &statistics);
}

/// Weights with output channel `i` multiplied by `factor[i]`, rounded once.
fn scaled(cx: &Context, weights: &Payload, factor: &[f64]) -> Option<Payload> {
    let shape = weights.ty.static_shape(cx)?;
    (shape.first() == Some(&(factor.len() as i64))).then_some(())?;
    let uniform = factor.iter().all(|f| f.to_bits() == factor[0].to_bits());
    if weights.splat && !uniform {
        return None;
    }
    let scalar = cx.tensor_ty(&[], weights.ty.elem(cx));
    let ty = if weights.splat { scalar } else { weights.ty };
    let mut tensor = Payload { ty, ..weights.clone() }.to_tensor(cx)?;
    let n = tensor.len() / if weights.splat { 1 } else { factor.len().max(1) };
    let mut raws = vec![0; n];
    for (start, f) in (0..tensor.len()).step_by(n.max(1)).zip(factor) {
        tensor.raws(start, &mut raws);
        raws.iter_mut().for_each(|raw| *raw = (f64::from_bits(*raw) * f).to_bits());
        tensor.set_raws(start, &raws);
    }
    let made = Payload::from_tensor(cx, &tensor, ty)?;
    Some(Payload { ty: weights.ty, splat: weights.splat || made.splat, ..made })
}

/// A constant of one number for each channel, rounded once.
fn channels(
    cx: &Context,
    elem: Type,
    shape: &[i64],
    values: impl Iterator<Item = f64>,
) -> Option<Payload> {
    let ty = cx.tensor_ty(shape, elem);
    let dtype = Dtype::of(cx, ty)?;
    let mut tensor = Tensor::zeros(dtype, shape)?;
    values.enumerate().take(tensor.len()).for_each(|(i, v)| tensor.set_raw(i, v.to_bits()));
    Payload::from_tensor(cx, &tensor, ty)
}

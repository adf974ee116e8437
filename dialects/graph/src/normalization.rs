//! Normalisations and softmax.
use crate::infer::{FLOAT, Infer, may_equal, shapes_may_equal, spell, verify_inferred};
use terrace_ir::def::{AttrC, OpDef, TypeRule};
use terrace_ir::interface::{InferArgs, InferTypes, Verify};
use terrace_ir::{Code, Diags, Type};
use terrace_macros::op;

/// `exp(x - max) / sum(exp(x - max))` along an axis.
///
/// # Errors
/// - `GRAPH003` no such axis
/// - `GRAPH002`, `GRAPH004` the result does not fit
/// # Source
/// ONNX `Softmax` from version 13 on.
#[op(
    "graph.softmax",
    traits(PURE),
    format = "$x attr-dict `:` type($x)",
    types(TypeRule::SameOperandsAndResults),
    interfaces(Verify(verify_inferred), InferTypes(infer_softmax))
)]
pub struct Softmax {
    x: Operand<FLOAT>,
    /// normalised axis
    axis: Attribute<{ AttrC::I(64) }>,
    y: OpResult<FLOAT>,
}

/// `x - max - log(sum(exp(x - max)))` along an axis.
///
/// # Errors
/// - `GRAPH003` no such axis
/// - `GRAPH002`, `GRAPH004` the result does not fit
/// # Source
/// ONNX `LogSoftmax` from version 13 on.
#[op(
    "graph.log_softmax",
    traits(PURE),
    format = "$x attr-dict `:` type($x)",
    types(TypeRule::SameOperandsAndResults),
    interfaces(Verify(verify_inferred), InferTypes(infer_softmax))
)]
pub struct LogSoftmax {
    x: Operand<FLOAT>,
    /// normalised axis
    axis: Attribute<{ AttrC::I(64) }>,
    y: OpResult<FLOAT>,
}

/// Normalisation over all axes from `axis` on.
///
/// # Semantics
/// `(x - mean) / sqrt(variance + epsilon) * scale + bias`, variance without Bessel's correction.
/// # Shapes
/// `scale` and `bias` have the shape of the normalised axes.
/// # Types
/// Mean and variance are computed in f32 or wider.
/// # Errors
/// - `GRAPH003` no such axis
/// - `GRAPH014` scale or bias has another shape
/// - `GRAPH002`, `GRAPH004` the result does not fit
/// # Source
/// ONNX `LayerNormalization` without its statistics as results.
#[op(
    "graph.layer_norm",
    traits(PURE),
    format = "operands attr-dict `:` functional-type(operands, results)",
    types(TypeRule::SameElem),
    interfaces(Verify(verify_inferred), InferTypes(infer_layer_norm))
)]
pub struct LayerNorm {
    x: Operand<FLOAT>,
    scale: Operand<FLOAT>,
    bias: OptionalOperand<FLOAT>,
    /// first normalised axis
    axis: Attribute<{ AttrC::I(64) }>,
    /// added to the variance
    epsilon: Attribute<{ AttrC::AnyFloat }>,
    y: OpResult<FLOAT>,
}

/// Normalisation with known statistics of each channel.
///
/// # Semantics
/// `(x - mean) / sqrt(variance + epsilon) * scale + bias`
/// # Shapes
/// `x: [N, C, D..]`; the four parameters are `[C]`.
/// # Errors
/// - `GRAPH014` a parameter has another shape
/// - `GRAPH002`, `GRAPH004` the result does not fit
/// # Source
/// ONNX `BatchNormalization` outside training.
#[op(
    "graph.batch_norm",
    traits(PURE),
    format = "operands attr-dict `:` functional-type(operands, results)",
    types(TypeRule::SameElem),
    interfaces(Verify(verify_inferred), InferTypes(infer_batch_norm))
)]
pub struct BatchNorm {
    x: Operand<FLOAT>,
    scale: Operand<FLOAT>,
    bias: Operand<FLOAT>,
    mean: Operand<FLOAT>,
    variance: Operand<FLOAT>,
    /// added to the variance
    epsilon: Attribute<{ AttrC::AnyFloat }>,
    y: OpResult<FLOAT>,
}

/// Local response normalisation across channels.
///
/// # Semantics
/// `y[n, c, ..] = x[n, c, ..] / (bias + alpha / size * s)^beta`, `s` the sum of `x[n, i, ..]^2`
/// over channels `i` from `c - floor((size - 1) / 2)` to `c + ceil((size - 1) / 2)` that exist.
/// # Shapes
/// `x: [N, C, D..]`
/// # Errors
/// - `GRAPH014` fewer than two axes
/// - `GRAPH002`, `GRAPH004` the result does not fit
/// # Source
/// ONNX `LRN`.
#[op(
    "graph.lrn",
    traits(PURE),
    format = "$x attr-dict `:` type($x)",
    types(TypeRule::SameOperandsAndResults),
    interfaces(Verify(verify_inferred), InferTypes(infer_lrn))
)]
pub struct Lrn {
    x: Operand<FLOAT>,
    /// number of channels summed
    size: Attribute<{ AttrC::I(64) }>,
    alpha: Attribute<{ AttrC::AnyFloat }>,
    beta: Attribute<{ AttrC::AnyFloat }>,
    bias: Attribute<{ AttrC::AnyFloat }>,
    y: OpResult<FLOAT>,
}

pub(crate) const OPS: &[OpDef] =
    &[Softmax::DEF, LogSoftmax::DEF, LayerNorm::DEF, BatchNorm::DEF, Lrn::DEF];

/// GRAPH014
pub const GRAPH014: Code = Code {
    id: "GRAPH014",
    message: "parameters of shape {0} do not fit an operand of shape {1}",
    explain: "Layer normalisation takes parameters with the shape of the normalised axes; batch \
              normalisation takes one for each channel, the second axis.",
};

fn infer_softmax(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let mut infer = Infer::new(args, diags);
    let shape = infer.shape(0)?;
    infer.axis(0, shape.len())?;
    infer.like(0, shape)
}

fn infer_layer_norm(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let mut infer = Infer::new(args, diags);
    let shape = infer.shape(0)?;
    let axis = infer.axis(0, shape.len())?;
    for i in 1..infer.n_operands() {
        let parameter = infer.shape(i)?;
        if !shapes_may_equal(parameter, &shape[axis..]) {
            return infer.fail(&GRAPH014, &[&spell(parameter), &spell(shape)]);
        }
    }
    infer.like(0, shape)
}

fn infer_batch_norm(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let mut infer = Infer::new(args, diags);
    let shape = infer.shape(0)?;
    for i in 1..infer.n_operands() {
        let parameter = infer.shape(i)?;
        let fits = match (parameter, shape) {
            ([size], [_, channels, ..]) => may_equal(*size, *channels),
            _ => false,
        };
        if !fits {
            return infer.fail(&GRAPH014, &[&spell(parameter), &spell(shape)]);
        }
    }
    infer.like(0, shape)
}

fn infer_lrn(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let mut infer = Infer::new(args, diags);
    let shape = infer.shape(0)?;
    if shape.len() < 2 || infer.int(0)? < 1 {
        return infer.fail(&GRAPH014, &[&infer.int(0)?, &spell(shape)]);
    }
    infer.like(0, shape)
}

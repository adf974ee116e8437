//! Pools: a reduction over each position of a sliding window.
use crate::infer::{FLOAT, Infer, NUMBER, spell, verify_inferred};
use crate::window;
use terrace_ir::def::{AttrC, OpDef, TypeRule};
use terrace_ir::interface::{InferArgs, InferTypes, Verify};
use terrace_ir::{Code, Diags, Type};
use terrace_macros::op;

/// Maximum over each window.
///
/// # Semantics
/// `y[n, c, o..] = max over k.. of x[n, c, o * stride + k * dilation - low..]` over positions
/// inside `x`; NaN if one is NaN.
/// # Shapes
/// `x: [N, C, D..] -> y: [N, C, O..]`
/// # Errors
/// - `GRAPH012` the window is malformed or does not fit
/// - `GRAPH013` fewer than two axes
/// - `GRAPH002`, `GRAPH004` the result does not fit
/// # Source
/// ONNX `MaxPool` without indices, `ceil_mode` turned into padding.
#[op(
    "graph.max_pool",
    traits(PURE),
    format = "$x attr-dict `:` type($x) `->` type($y)",
    types(TypeRule::SameElem),
    interfaces(Verify(verify_inferred), InferTypes(infer_pool))
)]
pub struct MaxPool {
    x: Operand<NUMBER>,
    /// one per spatial axis
    kernel: Attribute<{ AttrC::DenseArray(64) }>,
    /// one per spatial axis
    strides: Attribute<{ AttrC::DenseArray(64) }>,
    /// one per spatial axis
    dilations: Attribute<{ AttrC::DenseArray(64) }>,
    /// low sides, then high sides
    pads: Attribute<{ AttrC::DenseArray(64) }>,
    y: OpResult<NUMBER>,
}

/// Mean over each window.
///
/// # Semantics
/// The sum over positions inside `x`, divided by their number, or by the size of the kernel with
/// `count_include_pad`.
/// # Shapes
/// `x: [N, C, D..] -> y: [N, C, O..]`
/// # Errors
/// - `GRAPH012` the window is malformed or does not fit
/// - `GRAPH013` fewer than two axes
/// - `GRAPH002`, `GRAPH004` the result does not fit
/// # Source
/// ONNX `AveragePool`, `ceil_mode` turned into padding.
#[op(
    "graph.avg_pool",
    traits(PURE),
    format = "$x attr-dict `:` type($x) `->` type($y)",
    types(TypeRule::SameElem),
    interfaces(Verify(verify_inferred), InferTypes(infer_pool))
)]
pub struct AvgPool {
    x: Operand<FLOAT>,
    /// one per spatial axis
    kernel: Attribute<{ AttrC::DenseArray(64) }>,
    /// one per spatial axis
    strides: Attribute<{ AttrC::DenseArray(64) }>,
    /// one per spatial axis
    dilations: Attribute<{ AttrC::DenseArray(64) }>,
    /// low sides, then high sides
    pads: Attribute<{ AttrC::DenseArray(64) }>,
    /// whether padding counts among the elements
    count_include_pad: DefaultAttr<{ AttrC::Bool }, "false">,
    y: OpResult<FLOAT>,
}

pub(crate) const OPS: &[OpDef] = &[MaxPool::DEF, AvgPool::DEF];

/// GRAPH013
pub const GRAPH013: Code = Code {
    id: "GRAPH013",
    message: "expected a batch, a channel and spatial axes, got shape {0}",
    explain: "Images are [batch, channels, height, width], or have any number of spatial axes.",
};

fn infer_pool(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let mut infer = Infer::new(args, diags);
    let (x, kernel) = (infer.shape(0)?, infer.ints(0)?);
    let [batch, channels, sizes @ ..] = x else {
        return infer.fail(&GRAPH013, &[&spell(x)]);
    };
    let mut shape = vec![*batch, *channels];
    shape.extend(window::positions(&mut infer, sizes, &kernel, 1)?);
    infer.like(0, &shape)
}

//! Sums of products: matrix products and convolutions.
use crate::infer::{FLOAT, Infer, NUMBER, broadcast_shapes, may_equal, spell, verify_inferred};
use crate::window;
use terrace_ir::def::{AttrC, OpDef, TypeRule};
use terrace_ir::interface::{InferArgs, InferTypes, Verify};
use terrace_ir::{Code, DYNAMIC, Diags, Type};
use terrace_macros::op;

/// Matrix product, for each matrix of the leading axes.
///
/// # Semantics
/// `c[.., m, n] = sum over k of a[.., m, k] * b[.., k, n]`
/// # Shapes
/// `a: [.., M, K], b: [.., K, N] -> c: [.., M, N]`, rank 2 or more; leading axes broadcast.
/// # Errors
/// - `GRAPH010` contraction dimensions differ, or leading axes do not broadcast
/// - `GRAPH002`, `GRAPH004` the result does not fit
/// # Example
/// ```mlir
/// %c = graph.matmul %a, %b : tensor<4x8xf32>, tensor<8x16xf32> -> tensor<4x16xf32>
/// ```
/// # Source
/// ONNX `MatMul` without operands of rank 1.
#[op(
    "graph.matmul",
    traits(PURE),
    format = "$a `,` $b attr-dict `:` type($a) `,` type($b) `->` type($c)",
    types(TypeRule::SameElem),
    interfaces(Verify(verify_inferred), InferTypes(infer_matmul))
)]
pub struct Matmul {
    a: Operand<NUMBER>,
    b: Operand<NUMBER>,
    c: OpResult<NUMBER>,
}

/// Convolution over any number of spatial axes.
///
/// # Semantics
/// `y[n, f, o..] = bias[f] + sum over c, k.. of
/// x[n, (f / (F / groups)) * C/groups + c, o * stride + k * dilation - low..] * w[f, c, k..]`, with
/// `x` zero outside. `pads` holds the low side of every spatial axis, then the high sides.
/// # Shapes
/// `x: [N, C, D..], w: [F, C/groups, K..], bias: [F] -> y: [N, F, O..]`
/// # Errors
/// - `GRAPH011` channels, filters, groups or ranks do not fit
/// - `GRAPH012` strides, dilations or pads are malformed, or a window does not fit
/// - `GRAPH002`, `GRAPH004` the result does not fit
/// # Source
/// ONNX `Conv` with automatic padding resolved.
#[op(
    "graph.conv",
    traits(PURE),
    format = "operands attr-dict `:` functional-type(operands, results)",
    types(TypeRule::SameElem),
    interfaces(Verify(verify_inferred), InferTypes(infer_conv))
)]
pub struct Conv {
    x: Operand<FLOAT>,
    w: Operand<FLOAT>,
    bias: OptionalOperand<FLOAT>,
    /// one per spatial axis
    strides: Attribute<{ AttrC::DenseArray(64) }>,
    /// one per spatial axis
    dilations: Attribute<{ AttrC::DenseArray(64) }>,
    /// low sides, then high sides
    pads: Attribute<{ AttrC::DenseArray(64) }>,
    /// how many independent parts channels and filters fall into
    groups: Attribute<{ AttrC::I(64) }>,
    y: OpResult<FLOAT>,
}

pub(crate) const OPS: &[OpDef] = &[Matmul::DEF, Conv::DEF];

/// GRAPH010
pub const GRAPH010: Code = Code {
    id: "GRAPH010",
    message: "shapes {0} and {1} do not multiply",
    explain: "The last axis of the left operand and the last but one of the right operand must \
              agree, and the axes before them broadcast. Often a transpose is missing.",
};
/// GRAPH011
pub const GRAPH011: Code = Code {
    id: "GRAPH011",
    message: "an operand of shape {0} and weights of shape {1} do not convolve in {2} groups",
    explain: "Weights are [filters, channels / groups, kernel..]; groups must divide both channels \
              and filters, and a bias has one element for each filter.",
};

fn infer_matmul(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let mut infer = Infer::new(args, diags);
    let (a, b) = (infer.shape(0)?, infer.shape(1)?);
    if let ([batch_a @ .., m, k], [batch_b @ .., other, n]) = (a, b)
        && may_equal(*k, *other)
        && let Some(mut shape) = broadcast_shapes(batch_a, batch_b)
    {
        shape.extend([*m, *n]);
        return infer.like(0, &shape);
    }
    infer.fail(&GRAPH010, &[&spell(a), &spell(b)])
}

fn infer_conv(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let mut infer = Infer::new(args, diags);
    let (x, w, groups) = (infer.shape(0)?, infer.shape(1)?, infer.int(3)?);
    let bias_fits = |filters: i64| match infer.shape(2) {
        Some([size]) => may_equal(*size, filters),
        Some(_) => false,
        None => true,
    };
    if let ([batch, channels, sizes @ ..], [filters, depth, kernel @ ..]) = (x, w)
        && sizes.len() == kernel.len()
        && groups > 0
        && (*filters == DYNAMIC || filters % groups == 0)
        && (*depth == DYNAMIC || may_equal(depth.saturating_mul(groups), *channels))
        && bias_fits(*filters)
    {
        let mut shape = vec![*batch, *filters];
        shape.extend(window::positions(&mut infer, sizes, kernel, 0)?);
        return infer.like(0, &shape);
    }
    infer.fail(&GRAPH011, &[&spell(x), &spell(w), &groups])
}

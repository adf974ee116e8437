//! Between real numbers and integers on a grid.
use crate::infer::{FLOAT, INTEGER, Infer, may_equal, spell, verify_inferred};
use terrace_ir::def::{AttrC, OpDef, TypeRule};
use terrace_ir::interface::{InferArgs, InferTypes, Verify};
use terrace_ir::{Code, Diags, Type};
use terrace_macros::op;

/// Real numbers to integers on a grid.
///
/// # Semantics
/// `y = saturate(round(x / scale) + zero)`, ties to even.
/// # Shapes
/// `scale` and `zero` are scalars, or vectors with one element for each index of `axis`.
/// # Errors
/// - `GRAPH040` scale, zero point and axis do not fit
/// - `GRAPH002`, `GRAPH004` the result does not fit
/// # Source
/// ONNX `QuantizeLinear` without blocks.
#[op(
    "graph.quantize",
    traits(PURE),
    format = "operands attr-dict `:` functional-type(operands, results)",
    types(TypeRule::AllElemMatch(&["x", "scale"]), TypeRule::AllElemMatch(&["zero", "y"])),
    interfaces(Verify(verify_inferred), InferTypes(infer_quantize))
)]
pub struct Quantize {
    x: Operand<FLOAT>,
    scale: Operand<FLOAT>,
    zero: Operand<INTEGER>,
    /// axis with its own scales; absent when there is one scale
    axis: OptionalAttr<{ AttrC::I(64) }>,
    y: OpResult<INTEGER>,
}

/// Integers on a grid to real numbers.
///
/// # Semantics
/// `y = (x - zero) * scale`, the difference computed exactly.
/// # Shapes
/// `scale` and `zero` are scalars, or vectors with one element for each index of `axis`.
/// # Errors
/// - `GRAPH040` scale, zero point and axis do not fit
/// - `GRAPH002`, `GRAPH004` the result does not fit
/// # Source
/// ONNX `DequantizeLinear` without blocks.
#[op(
    "graph.dequantize",
    traits(PURE),
    format = "operands attr-dict `:` functional-type(operands, results)",
    types(TypeRule::AllElemMatch(&["x", "zero"]), TypeRule::AllElemMatch(&["scale", "y"])),
    interfaces(Verify(verify_inferred), InferTypes(infer_dequantize))
)]
pub struct Dequantize {
    x: Operand<INTEGER>,
    scale: Operand<FLOAT>,
    zero: Operand<INTEGER>,
    /// axis with its own scales; absent when there is one scale
    axis: OptionalAttr<{ AttrC::I(64) }>,
    y: OpResult<FLOAT>,
}

pub(crate) const OPS: &[OpDef] = &[Quantize::DEF, Dequantize::DEF];

/// GRAPH040
pub const GRAPH040: Code = Code {
    id: "GRAPH040",
    message: "scale {0} and zero point {1} do not fit an operand of shape {2}",
    explain: "Both are scalars and there is no axis, or both have one element for each index of \
              the axis.",
};

fn infer_quantize(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    infer_grid(args, diags, 2)
}

fn infer_dequantize(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    infer_grid(args, diags, 1)
}

/// The operand's shape with the elements of operand `elem`.
fn infer_grid(args: &InferArgs<'_>, diags: &mut Diags, elem: usize) -> Option<Vec<Type>> {
    let mut infer = Infer::new(args, diags);
    let (x, scale, zero) = (infer.shape(0)?, infer.shape(1)?, infer.shape(2)?);
    let axis = match args.inherent.first().and_then(|axis| axis.get()) {
        Some(_) => Some(infer.axis(0, x.len())?),
        None => None,
    };
    let fits = match (scale, zero, axis) {
        ([], [], None) => true,
        ([a], [b], Some(axis)) => may_equal(*a, x[axis]) && may_equal(*b, x[axis]),
        _ => false,
    };
    if !fits {
        return infer.fail(&GRAPH040, &[&spell(scale), &spell(zero), &spell(x)]);
    }
    infer.like(elem, x)
}

//! Values that depend on no operand.
use crate::infer::{ANY, GRAPH003, INTEGER, verify_result};
use terrace_ir::def::{AttrC, OpDef};
use terrace_ir::interface::{InferArgs, InferTypes, Verify};
use terrace_ir::{Diags, OpRef, Type};
use terrace_macros::op;

/// A tensor that is known: weights, tables, scalars.
///
/// # Semantics
/// Large payloads are resources (`dense_resource`) that stay in the mapped model file and are never
/// printed or copied.
/// # Errors
/// - `GRAPH002`, `GRAPH004` the result is not of the value's type
/// # Example
/// ```mlir
/// %c = graph.constant dense<[1.0, 2.0]> : tensor<2xf32>
/// ```
#[op(
    "graph.constant",
    traits(PURE, CONSTANT_LIKE),
    format = "attr-dict $value",
    interfaces(Verify(verify_constant), InferTypes(infer_constant))
)]
pub struct Constant {
    /// the elements
    value: Attribute<{ AttrC::Elements }>,
    y: OpResult<ANY>,
}

/// The position of each element along one axis.
///
/// # Semantics
/// `y[i0, .., in] = i_axis`
/// # Errors
/// - `GRAPH003` no such axis
/// # Example
/// ```mlir
/// %i = graph.iota {axis = 1 : i64} : tensor<2x3xi64>
/// ```
#[op(
    "graph.iota",
    traits(PURE),
    format = "attr-dict `:` type($y)",
    interfaces(Verify(verify_iota))
)]
pub struct Iota {
    /// along which axis positions are counted
    axis: Attribute<{ AttrC::I(64) }>,
    y: OpResult<INTEGER>,
}

pub(crate) const OPS: &[OpDef] = &[Constant::DEF, Iota::DEF];

fn infer_constant(args: &InferArgs<'_>, _: &mut Diags) -> Option<Vec<Type>> {
    Some(vec![args.inherent.first()?.ty(args.cx)?])
}

fn verify_constant(op: OpRef<'_>, diags: &mut Diags) {
    crate::layout::verify(op, diags);
    if let Some(ty) = Constant(op).value().ty(op.cx) {
        verify_result(op, 0, ty, diags);
    }
}

fn verify_iota(op: OpRef<'_>, diags: &mut Diags) {
    crate::layout::verify(op, diags);
    let rank = op.result_ty(0).shape(op.cx).map_or(0, <[i64]>::len);
    let axis = Iota(op).axis().as_i64(op.cx).unwrap_or(-1);
    let fits = usize::try_from(axis).is_ok_and(|axis| axis < rank);
    diags.require(fits, &GRAPH003, op.loc(), &[&format!("[{axis}]"), &rank]);
}

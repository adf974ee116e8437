//! What the body of a `te.compute` or `te.scatter` may use besides `arith` and `math`.

use terrace_ir::def::{AttrC, OpDef, TypeC};
use terrace_ir::eval::{Eval, EvalLanes};
use terrace_ir::interface::{InferArgs, InferTypes, Verify};
use terrace_ir::{Code, Diags, OpRef, Type};
use terrace_macros::op;

const TENSOR: TypeC = TypeC::RankedTensor(&TypeC::Any);

/// Gives the values of one point.
///
/// # Example
/// ```mlir
/// func.func @same(%a: tensor<4xf32>) -> tensor<4xf32> {
///   %c = te.compute axes(i = 4) ins(%a[i]) : tensor<4xf32> -> tensor<4xf32> {
///   ^bb0(%x: f32):
///     te.yield %x : f32
///   }
///   return %c : tensor<4xf32>
/// }
/// ```
#[op(
    "te.yield",
    traits(PURE, TERMINATOR, RETURN_LIKE),
    format = "attr-dict ($values^ `:` type($values))?"
)]
pub struct Yield {
    /// one per result
    values: Operands,
}

/// The element of a tensor at indices that are computed.
///
/// # Semantics
/// Out-of-bounds indices are an error of the program; the interpreter traps. Dependence analysis
/// treats the tensor as read whole.
///
/// # Errors
/// - `TE010` the number of indices is not the rank
///
/// # Example
/// ```mlir
/// func.func @gather(%ids: tensor<4xindex>, %table: tensor<9xf32>) -> tensor<4xf32> {
///   %c = te.compute axes(i = 4) ins(%ids[i], %table)
///       : tensor<4xindex>, tensor<9xf32> -> tensor<4xf32> {
///   ^bb0(%id: index):
///     %x = te.at %table[%id] : tensor<9xf32>
///     te.yield %x : f32
///   }
///   return %c : tensor<4xf32>
/// }
/// ```
#[op(
    "te.at",
    traits(PURE),
    format = "$tensor `[` $indices `]` attr-dict `:` type($tensor)",
    interfaces(
        Verify(verify_at),
        InferTypes(infer_at),
        Eval(crate::eval::at),
        EvalLanes(crate::eval::at_lanes)
    )
)]
pub struct At {
    /// what is read
    tensor: Operand<TENSOR>,
    /// one per dimension
    indices: Operands<{ TypeC::Index }>,
    /// its element
    value: OpResult,
}

/// The position on an axis of the enclosing `te.compute` or `te.scatter`.
///
/// # Errors
/// - `TE011` there is no such axis
///
/// # Example
/// ```mlir
/// func.func @count() -> tensor<4xindex> {
///   %c = te.compute axes(i = 4) ins() : -> tensor<4xindex> {
///     %i = te.index 0
///     te.yield %i : index
///   }
///   return %c : tensor<4xindex>
/// }
/// ```
#[op(
    "te.index",
    traits(PURE),
    format = "$axis attr-dict",
    interfaces(
        Verify(verify_index),
        InferTypes(infer_index),
        Eval(|_, _| Ok(())),
        EvalLanes(crate::eval::index_lanes)
    )
)]
pub struct Index {
    /// position among the axes, parallel ones first
    axis: Attribute<{ AttrC::I(64) }>,
    /// the position, from 0
    value: OpResult<{ TypeC::Index }>,
}

pub(crate) const OPS: &[OpDef] = &[Yield::DEF, At::DEF, Index::DEF];

/// TE010
pub const TE010: Code = Code {
    id: "TE010",
    message: "expected {0} indices for `{1}`, got {2}",
    explain: "`te.at` takes one index per dimension.",
};
/// TE011
pub const TE011: Code = Code {
    id: "TE011",
    message: "there is no axis {0} in the enclosing formula",
    explain: "Axes are counted from 0, parallel ones first.",
};

fn verify_at(op: OpRef<'_>, diags: &mut Diags) {
    let Some(shape) = op.operand_ty(0).shape(op.cx) else { return };
    let n = op.n_operands() - 1;
    diags.require(shape.len() == n, &TE010, op.loc(), &[&shape.len(), &"the tensor", &n]);
}

fn infer_at(args: &InferArgs<'_>, _: &mut Diags) -> Option<Vec<Type>> {
    args.operands.first().map(|t| vec![t.elem(args.cx)])
}

fn verify_index(op: OpRef<'_>, diags: &mut Diags) {
    let axis = Index(op).axis().as_i64(op.cx).unwrap_or(-1);
    let mut parent = op.parent();
    while let Some(p) = parent {
        if p.is(&crate::Compute::DEF) || p.is(&crate::Scatter::DEF) {
            let n = p.attr("axes").and_then(|a| a.as_array(op.cx)).map_or(0, |a| a.len() as i64);
            diags.require((0..n).contains(&axis), &TE011, op.loc(), &[&axis]);
            return;
        }
        parent = p.parent();
    }
    diags.error(&TE011, op.loc(), &[&axis]);
}

fn infer_index(args: &InferArgs<'_>, _: &mut Diags) -> Option<Vec<Type>> {
    Some(vec![args.cx.index_ty()])
}

//! Fusion groups: what becomes one kernel.
use crate::infer::ANY;
use terrace_ir::def::{AttrC, OpDef};
use terrace_ir::interface::Verify;
use terrace_ir::{Code, Diags, OpRef, Type};
use terrace_macros::op;

/// Ops that become one kernel.
///
/// # Semantics
/// The body is isolated: its block has one argument for each operand and yields one value for each
/// result. The meaning is that of the ops inside; grouping changes no number.
/// # Errors
/// - `GRAPH050` operands, arguments, yielded values and results do not agree
/// # Example
/// ```mlir
/// %y = graph.group (%x) {root = "relu"} : (tensor<4xf32>) -> tensor<4xf32> {
/// ^bb0(%a: tensor<4xf32>):
///   %b = graph.relu %a : tensor<4xf32>
///   graph.yield %b : tensor<4xf32>
/// }
/// ```
#[op(
    "graph.group",
    traits(PURE, ISOLATED, SINGLE_BLOCK),
    format = "`(` operands `)` attr-dict `:` functional-type(operands, results) $body",
    interfaces(Verify(verify_group))
)]
pub struct Group {
    inputs: Operands<ANY>,
    /// name of the op whose loops the kernel follows, without `graph.`
    root: OptionalAttr<{ AttrC::Str }>,
    outputs: OpResults<ANY>,
    body: Region,
}

/// Gives the results of a group.
///
/// # Errors
/// - `GRAPH050` reported by the group
#[op(
    "graph.yield",
    traits(PURE, TERMINATOR, RETURN_LIKE),
    format = "attr-dict ($values^ `:` type($values))?"
)]
pub struct Yield {
    values: Operands<ANY>,
}

pub(crate) const OPS: &[OpDef] = &[Group::DEF, Yield::DEF];

/// GRAPH050
pub const GRAPH050: Code = Code {
    id: "GRAPH050",
    message: "{0} of the group do not have the types of its {1}",
    explain: "A group's block takes the operands and yields the results, one to one, by type.",
};

fn verify_group(op: OpRef<'_>, diags: &mut Diags) {
    // Seen from inside, as the root of its own body, a group has no operands to compare with.
    if op.id == terrace_ir::ROOT {
        return;
    }
    crate::layout::verify(op, diags);
    let Some(region) = op.region(0) else { return };
    let args: Vec<Type> = match region.entry() {
        Some(block) => region.body.args(block).iter().map(|&arg| region.body.ty(arg)).collect(),
        None => return,
    };
    let operands: Vec<Type> = (0..op.n_operands()).map(|i| op.operand_ty(i)).collect();
    diags.require(args == operands, &GRAPH050, op.loc(), &[&"arguments", &"operands"]);
    let results: Vec<Type> = (0..op.n_results()).map(|i| op.result_ty(i)).collect();
    let yielded: Option<Vec<Type>> = region
        .terminator()
        .and_then(Yield::cast)
        .map(|end| (0..end.0.n_operands()).map(|i| end.0.operand_ty(i)).collect());
    let fits = yielded.as_ref() == Some(&results);
    diags.require(fits, &GRAPH050, op.loc(), &[&"yielded values", &"results"]);
}

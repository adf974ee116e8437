//! `te.scatter`: elements written at indices that are computed.

use terrace_ir::def::{AttrC, OpDef, TypeC};
use terrace_ir::eval::Eval;
use terrace_ir::interface::{InferArgs, InferTypes, Verify};
use terrace_ir::{BlockId, Code, Diags, OpRef, Type, ValueId};
use terrace_macros::op;

use crate::compute::{READ_OR_EXTENT, TE007, verify_operands, verify_reads};
use crate::formula::Formula;

const TENSOR: TypeC = TypeC::RankedTensor(&TypeC::Any);

/// A tensor with elements written or combined at indices that the body computes.
///
/// # Semantics
/// The result is what it is made `into`, changed at one element for each point of the axes, in
/// lexicographic order: the body yields the indices and a value, and the element becomes the value
/// or, with a combiner, what the combiner makes of the element and the value. So without a combiner
/// the last point wins. With `reassoc` any order is allowed. Indices outside are an error of the
/// program; the interpreter traps.
///
/// # Shapes
/// The result has the shape of what it is made into; the body yields one index per dimension of it.
///
/// # Errors
/// - `TE001` `TE002` `TE003` `TE007` `TE008` `TE012` as for `te.compute`
/// - `TE020` the body does not take the elements read, or does not yield indices and a value
/// - `TE021` there is more than one combiner, or it does not fit the element type
///
/// # Example
/// Occurrences, and what an embedding's gradient does:
/// ```mlir
/// func.func @rows(%ids: tensor<4xindex>, %g: tensor<4x3xf32>, %table: tensor<9x3xf32>)
///     -> tensor<9x3xf32> {
///   %r = te.scatter axes(i = 4, j = 3) ins(%ids[i], %g[i, j]) into %table combine add reassoc
///       : tensor<4xindex>, tensor<4x3xf32>, tensor<9x3xf32> {
///   ^bb0(%id: index, %x: f32):
///     %j = te.index 1
///     te.yield %id, %j, %x : index, index, f32
///   }
///   return %r : tensor<9x3xf32>
/// }
/// ```
///
/// # Source
/// ONNX `ScatterND` and XLA's scatter, with the indices computed by a formula.
#[op(
    "te.scatter",
    traits(PURE, SINGLE_BLOCK),
    asm(crate::asm::parse_scatter, crate::asm::print_scatter),
    interfaces(Verify(verify), InferTypes(infer), Eval(crate::eval::scatter))
)]
pub struct Scatter {
    /// what is read, then the extents that are operands, then what is written into
    inputs: Operands<READ_OR_EXTENT>,
    /// names of the axes
    axes: Attribute<{ AttrC::Array(&AttrC::Str) }>,
    /// extent of each axis, dynamic for the next operand behind those read
    extents: Attribute<{ AttrC::DenseArray(64) }>,
    /// as many as there are axes: all are parallel
    n_parallel: Attribute<{ AttrC::I(64) }>,
    /// one index map per operand that is read; unit for operands read with `te.at`
    maps: Attribute<{ AttrC::Array(&AttrC::Any) }>,
    /// one pad value per operand that is read; unit where reads stay inside
    pads: Attribute<{ AttrC::Array(&AttrC::Any) }>,
    /// one combiner word or none
    combine: OptionalAttr<{ AttrC::Array(&AttrC::Str) }>,
    /// whether the order of combining may change
    reassoc: OptionalAttr<{ AttrC::Unit }>,
    /// the changed tensor
    output: OpResult<TENSOR>,
    /// the indices and the value of one point
    body: Region,
}

pub(crate) const OPS: &[OpDef] = &[Scatter::DEF];

/// TE020
pub const TE020: Code = Code {
    id: "TE020",
    message: "the body of a scatter does not fit: {0}",
    explain: "It takes one scalar per operand that is read by a map, and yields one `index` per \
              dimension of the result and one value of its element type.",
};
/// TE021
pub const TE021: Code = Code {
    id: "TE021",
    message: "a scatter has at most one combiner, defined for its element type",
    explain: "The combiner makes one element of the element that is there and the value.",
};

impl<'a> Scatter<'a> {
    /// Axes, reads and combiner; `None` when the attributes do not form a formula.
    pub fn formula(self) -> Option<Formula> {
        Formula::of_attrs(self.0, 1).ok()
    }

    /// What is written into.
    pub fn into(self) -> Option<ValueId> {
        self.0.operands().last()
    }

    /// The block of the body.
    pub fn block(self) -> Option<BlockId> {
        self.body().and_then(|r| r.entry())
    }
}

fn infer(args: &InferArgs<'_>, _: &mut Diags) -> Option<Vec<Type>> {
    args.operands.last().map(|t| vec![*t])
}

fn verify(op: OpRef<'_>, diags: &mut Diags) {
    let formula = match Formula::of_attrs(op, 1) {
        Ok(formula) => formula,
        Err(why) => {
            diags.error(&crate::compute::TE001, op.loc(), &[&why]);
            return;
        }
    };
    diags.require(formula.n_points().is_some(), &TE007, op.loc(), &[]);
    if !verify_operands(op, &formula, diags) {
        return;
    }
    verify_reads(op, &formula, diags);
    let refuse = |ok: bool, what: &str, diags: &mut Diags| {
        diags.require(ok, &TE020, op.loc(), &[&what]);
    };
    let (cx, body, whole) = (op.cx, op.body, op.result_ty(0));
    let same = op.operand_ty(op.n_operands() - 1) == whole;
    refuse(same, "the result is not of the type it is made into", diags);
    let elem = whole.elem(cx);
    let fits = match formula.combine.as_slice() {
        [] => true,
        [one] => one.arith_op(cx, elem).is_some(),
        _ => false,
    };
    diags.require(fits && formula.identities.is_empty(), &TE021, op.loc(), &[]);
    let all_parallel = formula.n_parallel == formula.axes.len();
    refuse(all_parallel, "it has reduce axes", diags);
    let Some(block) = Scatter(op).block() else {
        return refuse(false, "it is empty", diags);
    };
    let reads = formula.reads.iter().enumerate().filter(|(_, r)| r.map.is_some());
    let expected: Vec<Type> = reads.map(|(i, _)| op.operand_ty(i).elem(cx)).collect();
    let actual: Vec<Type> = body.args(block).iter().map(|&a| body.ty(a)).collect();
    refuse(expected == actual, "its arguments are not the elements read", diags);
    let mut yields = vec![cx.index_ty(); whole.shape(cx).map_or(0, <[i64]>::len)];
    yields.push(elem);
    let last = body.last_op(block).map(|o| op.at(o)).filter(|l| l.name_str() == "te.yield");
    let given: Option<Vec<Type>> = last.map(|l| l.operands().map(|v| body.ty(v)).collect());
    refuse(given == Some(yields), "it does not yield indices and a value", diags);
}

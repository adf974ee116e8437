//! `te.scan`: a state carried along one axis.

use terrace_ir::def::{AttrC, OpDef, TypeC};
use terrace_ir::eval::Eval;
use terrace_ir::interface::Verify;
use terrace_ir::{BlockId, Code, DYNAMIC, Diags, OpRef, Type};
use terrace_macros::op;

const TENSOR: TypeC = TypeC::RankedTensor(&TypeC::Any);

/// A state carried along one axis: cumulative sums, recurrent layers.
///
/// # Semantics
/// For `t = 0, 1, ..` up to the extent the body gets `t`, the state and slice `t` of each input,
/// and yields the next state and one slice of each output. Results are the last state, then the
/// outputs, whose slices are stacked. `reverse` goes through the slices from the last to the first.
/// The body is a program over tensors (`te.compute` and its likes) that sees nothing from outside
/// but what outside operations computed. An extent of 0 gives the state it started from.
///
/// # Shapes
/// The axis is dimension `by N` of each input and output, its extent in each of them; a slice is
/// the tensor without this dimension. The state keeps its shape.
///
/// # Errors
/// - `TE030` the attributes do not fit the operands and results
/// - `TE031` an input or output does not have the extent at its dimension
/// - `TE032` the body's arguments or yielded types do not fit
///
/// # Example
/// Sums of the first columns, kept all and at the end:
/// ```mlir
/// func.func @cumsum(%x: tensor<4x8xf32>, %zero: tensor<4xf32>)
///     -> (tensor<4xf32>, tensor<4x8xf32>) {
///   %last, %all = te.scan t = 8 init(%zero) ins(%x by 1) outs(by 1)
///       : (tensor<4xf32>, tensor<4x8xf32>) -> (tensor<4xf32>, tensor<4x8xf32>) {
///   ^bb0(%t: index, %sum: tensor<4xf32>, %column: tensor<4xf32>):
///     %next = te.compute axes(i = 4) ins(%sum[i], %column[i])
///         : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32> {
///     ^bb0(%a: f32, %b: f32):
///       %c = arith.addf %a, %b : f32
///       te.yield %c : f32
///     }
///     te.yield %next, %next : tensor<4xf32>, tensor<4xf32>
///   }
///   return %last, %all : tensor<4xf32>, tensor<4x8xf32>
/// }
/// ```
///
/// # Source
/// ONNX `Scan` and JAX's `lax.scan`.
#[op(
    "te.scan",
    traits(PURE, SINGLE_BLOCK),
    asm(crate::asm_scan::parse, crate::asm_scan::print),
    interfaces(Verify(verify), Eval(crate::eval_scan::scan))
)]
pub struct Scan {
    /// the state to start from, then the inputs
    operands: Operands<TENSOR>,
    /// name of the axis
    axis: Attribute<{ AttrC::Str }>,
    /// how many steps are made
    extent: Attribute<{ AttrC::I(64) }>,
    /// for each input the dimension that the axis is
    in_dims: Attribute<{ AttrC::DenseArray(64) }>,
    /// for each output the dimension that the axis is
    out_dims: Attribute<{ AttrC::DenseArray(64) }>,
    /// whether slices are gone through from the last to the first
    reverse: OptionalAttr<{ AttrC::Unit }>,
    /// the last state, then the outputs
    outputs: OpResults<TENSOR>,
    /// one step
    body: Region,
}

pub(crate) const OPS: &[OpDef] = &[Scan::DEF];

/// TE030
pub const TE030: Code = Code {
    id: "TE030",
    message: "the attributes of `te.scan` do not fit: {0}",
    explain: "Operands are the state and one tensor per entry of `in_dims`, results are the state \
              and one tensor per entry of `out_dims`; dimensions are inside these tensors.",
};
/// TE031
pub const TE031: Code = Code {
    id: "TE031",
    message: "dimension {0} of {1} is {2}, the axis has {3} steps",
    explain: "Each step takes one slice of each input and gives one slice of each output.",
};
/// TE032
pub const TE032: Code = Code {
    id: "TE032",
    message: "the body of a scan does not fit: {0}",
    explain: "It takes the step as an `index`, the state and one slice per input, and yields the \
              next state and one slice per output.",
};

impl<'a> Scan<'a> {
    /// How many steps are made.
    pub fn n_steps(self) -> i64 {
        self.extent().get().and_then(|e| e.as_i64(self.0.cx)).unwrap_or(0)
    }

    /// For each input the dimension that the axis is.
    pub fn input_dims(self) -> Vec<i64> {
        self.in_dims().get().and_then(|d| d.as_ints(self.0.cx)).unwrap_or_default()
    }

    /// For each output the dimension that the axis is.
    pub fn output_dims(self) -> Vec<i64> {
        self.out_dims().get().and_then(|d| d.as_ints(self.0.cx)).unwrap_or_default()
    }

    /// How many tensors the state is.
    pub fn n_state(self) -> usize {
        self.0.n_operands().saturating_sub(self.input_dims().len())
    }

    /// The block of the body.
    pub fn block(self) -> Option<BlockId> {
        self.body().and_then(|r| r.entry())
    }
}

/// A tensor type without one of its dimensions.
pub(crate) fn slice_of(op: OpRef<'_>, ty: Type, dim: i64) -> Option<Type> {
    let mut shape = ty.shape(op.cx)?.to_vec();
    let dim = usize::try_from(dim).ok().filter(|d| *d < shape.len())?;
    shape.remove(dim);
    Some(op.cx.tensor_ty(&shape, ty.elem(op.cx)))
}

fn verify(op: OpRef<'_>, diags: &mut Diags) {
    let scan = Scan(op);
    let (ins, outs, n) = (scan.input_dims(), scan.output_dims(), scan.n_state());
    let named = scan.axis().get().and_then(|a| a.as_str(op.cx)).is_some_and(|a| !a.is_empty());
    let checks = [
        (named, "the axis has no name"),
        (scan.n_steps() >= 0, "the extent is negative"),
        (ins.len() <= op.n_operands(), "there are fewer operands than inputs"),
        (op.n_results() == n + outs.len(), "there is one result per state and output"),
    ];
    let before = diags.n_errors();
    for (ok, what) in checks {
        diags.require(ok, &TE030, op.loc(), &[&what]);
    }
    if diags.n_errors() > before {
        return;
    }
    let states: Vec<Type> = (0..n).map(|i| op.operand_ty(i)).collect();
    let same = (0..n).all(|i| op.result_ty(i) == states[i]);
    diags.require(same, &TE030, op.loc(), &[&"the state changes its type"]);
    let mut slices = |what: &str, types: Vec<Type>, dims: &[i64]| -> Option<Vec<Type>> {
        let mut all = Vec::new();
        for (i, (&ty, &dim)) in types.iter().zip(dims).enumerate() {
            let Some(slice) = slice_of(op, ty, dim) else {
                diags.error(&TE030, op.loc(), &[&"a dimension is outside its tensor"]);
                return None;
            };
            let size = ty.shape(op.cx).map_or(DYNAMIC, |s| s[dim as usize]);
            let fits = size == DYNAMIC || size == scan.n_steps();
            let name = format!("{what} {i}");
            let args: [&dyn std::fmt::Display; 4] = [&dim, &name, &size, &scan.n_steps()];
            diags.require(fits, &TE031, op.loc(), &args);
            all.push(slice);
        }
        Some(all)
    };
    let inputs = (n..op.n_operands()).map(|i| op.operand_ty(i)).collect();
    let outputs = (n..op.n_results()).map(|i| op.result_ty(i)).collect();
    let given = slices("input", inputs, &ins).zip(slices("output", outputs, &outs));
    if let Some((taken, given)) = given {
        verify_body(scan, states, taken, given, diags);
    }
}

fn verify_body(
    scan: Scan<'_>,
    states: Vec<Type>,
    taken: Vec<Type>,
    given: Vec<Type>,
    diags: &mut Diags,
) {
    let op = scan.0;
    let Some(block) = scan.block() else {
        diags.error(&TE032, op.loc(), &[&"it is empty"]);
        return;
    };
    let args: Vec<Type> = op.body.args(block).iter().map(|&a| op.body.ty(a)).collect();
    let mut expected = vec![op.cx.index_ty()];
    expected.extend(states.iter().chain(&taken));
    let what = "its arguments are not the step, the state and the slices";
    diags.require(args == expected, &TE032, op.loc(), &[&what]);
    let last = op.body.last_op(block).map(|o| op.at(o)).filter(|l| l.name_str() == "te.yield");
    let yields: Option<Vec<Type>> = last.map(|l| l.operands().map(|v| op.body.ty(v)).collect());
    let expected: Vec<Type> = states.into_iter().chain(given).collect();
    let what = "it does not yield the next state and the slices";
    diags.require(yields == Some(expected), &TE032, op.loc(), &[&what]);
}

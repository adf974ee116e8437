//! Ops that read at indices held in a tensor, and those that find such indices.
use crate::infer::{
    ANY, INDICES, Infer, NUMBER, may_equal, shapes_may_equal, spell, verify_inferred,
};
use terrace_ir::def::{AttrC, OpDef, TypeC, TypeRule};
use terrace_ir::interface::{InferArgs, InferTypes, Verify};
use terrace_ir::{Code, Diags, Type};
use terrace_macros::op;

const POSITIONS: TypeC = TypeC::RankedTensor(&TypeC::I(64));

/// Slices of a tensor at the given indices of one axis.
///
/// # Semantics
/// `y[a.., i.., b..] = x[a.., indices[i..], b..]` with `a..` the axes before `axis`. A negative
/// index counts from the end; one outside is an error of the program.
/// # Shapes
/// `x: [A.., D, B..], indices: [I..] -> y: [A.., I.., B..]`
/// # Errors
/// - `GRAPH003` no such axis
/// - `GRAPH002`, `GRAPH004` the result does not fit
/// # Source
/// ONNX `Gather`.
#[op(
    "graph.gather",
    traits(PURE),
    format = "$x `,` $indices attr-dict `:` type($x) `,` type($indices) `->` type($y)",
    types(TypeRule::AllElemMatch(&["x", "y"])),
    interfaces(Verify(verify_inferred), InferTypes(infer_gather))
)]
pub struct Gather {
    x: Operand<ANY>,
    indices: Operand<INDICES>,
    /// indexed axis
    axis: Attribute<{ AttrC::I(64) }>,
    y: OpResult<ANY>,
}

/// One element for each index.
///
/// # Semantics
/// `y[i..] = x[i.. with indices[i..] at axis]`. A negative index counts from the end; one outside
/// is an error of the program.
/// # Shapes
/// `indices` has the rank of `x` and is nowhere larger but along `axis`.
/// # Errors
/// - `GRAPH003` no such axis
/// - `GRAPH030` the indices do not fit
/// - `GRAPH002`, `GRAPH004` the result does not fit
/// # Source
/// ONNX `GatherElements`.
#[op(
    "graph.gather_elements",
    traits(PURE),
    format = "$x `,` $indices attr-dict `:` type($x) `,` type($indices) `->` type($y)",
    types(TypeRule::AllElemMatch(&["x", "y"])),
    interfaces(Verify(verify_inferred), InferTypes(infer_gather_elements))
)]
pub struct GatherElements {
    x: Operand<ANY>,
    indices: Operand<INDICES>,
    /// indexed axis
    axis: Attribute<{ AttrC::I(64) }>,
    y: OpResult<ANY>,
}

/// Slices of a tensor at index tuples.
///
/// # Semantics
/// `y[p.., i.., s..] = x[p.., indices[p.., i.., :].., s..]` with `p..` the first `batch_dims` axes.
/// A negative index counts from the end; one outside is an error of the program.
/// # Shapes
/// `x: [P.., D1 .. Dk, S..], indices: [P.., I.., k] -> y: [P.., I.., S..]`
/// # Errors
/// - `GRAPH030` the indices do not fit
/// - `GRAPH002`, `GRAPH004` the result does not fit
/// # Source
/// ONNX `GatherND`.
#[op(
    "graph.gather_nd",
    traits(PURE),
    format = "$x `,` $indices attr-dict `:` type($x) `,` type($indices) `->` type($y)",
    types(TypeRule::AllElemMatch(&["x", "y"])),
    interfaces(Verify(verify_inferred), InferTypes(infer_gather_nd))
)]
pub struct GatherNd {
    x: Operand<ANY>,
    indices: Operand<INDICES>,
    /// how many leading axes are shared
    batch_dims: Attribute<{ AttrC::I(64) }>,
    y: OpResult<ANY>,
}

/// The largest or smallest elements along an axis, in order, with their positions.
///
/// # Semantics
/// Of equal elements the one at the lower position comes first.
/// # Shapes
/// The results' type says how many elements are taken along `axis`.
/// # Errors
/// - `GRAPH003` no such axis
/// - `GRAPH031` the results do not fit
/// # Source
/// ONNX `TopK`, always sorted.
#[op(
    "graph.topk",
    traits(PURE),
    format = "$x attr-dict `:` type($x) `->` type($values) `,` type($positions)",
    types(TypeRule::AllElemMatch(&["x", "values"])),
    interfaces(Verify(verify_topk))
)]
pub struct Topk {
    x: Operand<NUMBER>,
    /// searched axis
    axis: Attribute<{ AttrC::I(64) }>,
    /// whether the largest are taken
    largest: DefaultAttr<{ AttrC::Bool }, "true">,
    values: OpResult<NUMBER>,
    positions: OpResult<POSITIONS>,
}

pub(crate) const OPS: &[OpDef] = &[Gather::DEF, GatherElements::DEF, GatherNd::DEF, Topk::DEF];

/// GRAPH030
pub const GRAPH030: Code = Code {
    id: "GRAPH030",
    message: "indices of shape {0} do not pick from {1}",
    explain: "Element indices have the operand's rank and are no larger outside the axis; index \
              tuples share the leading axes and are no longer than the axes that are left.",
};
/// GRAPH031
pub const GRAPH031: Code = Code {
    id: "GRAPH031",
    message: "results of shape {0} and {1} are no selection from {2} along axis {3}",
    explain: "Both results have the operand's shape but for the axis, where they are not larger.",
};

fn infer_gather(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let mut infer = Infer::new(args, diags);
    let (x, indices) = (infer.shape(0)?, infer.shape(1)?);
    let axis = infer.axis(0, x.len())?;
    infer.like(0, &[&x[..axis], indices, &x[axis + 1..]].concat())
}

fn infer_gather_elements(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let mut infer = Infer::new(args, diags);
    let (x, indices) = (infer.shape(0)?, infer.shape(1)?);
    let axis = infer.axis(0, x.len())?;
    // A dynamic size is negative, so it passes as an index size and must be asked for in `x`.
    let inside = |i: usize| i == axis || indices[i] <= x[i] || x[i] < 0;
    if x.len() != indices.len() || !(0..x.len()).all(inside) {
        return infer.fail(&GRAPH030, &[&spell(indices), &spell(x)]);
    }
    infer.like(0, indices)
}

fn infer_gather_nd(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let mut infer = Infer::new(args, diags);
    let (x, indices) = (infer.shape(0)?, infer.shape(1)?);
    let batch = usize::try_from(infer.int(0)?).ok();
    if let Some((&depth, outer)) = indices.split_last()
        && let Some(batch) = batch.filter(|&batch| batch <= outer.len() && batch <= x.len())
        && let Ok(depth) = usize::try_from(depth)
        && shapes_may_equal(&x[..batch], &outer[..batch])
        && let Some(inner) = batch.checked_add(depth).and_then(|at| x.get(at..))
    {
        return infer.like(0, &[outer, inner].concat());
    }
    infer.fail(&GRAPH030, &[&spell(indices), &spell(x)])
}

fn verify_topk(op: terrace_ir::OpRef<'_>, diags: &mut Diags) {
    crate::layout::verify(op, diags);
    let cx = op.cx;
    let types = [op.operand_ty(0), op.result_ty(0), op.result_ty(1)];
    let [Some(x), Some(values), Some(positions)] = types.map(|ty| ty.shape(cx)) else { return };
    let axis = Topk(op).axis().as_i64(cx).unwrap_or(-1);
    let Some(at) = usize::try_from(axis).ok().filter(|&axis| axis < x.len()) else {
        let axes = format!("[{axis}]");
        diags.error(&crate::infer::GRAPH003, op.loc(), &[&axes, &x.len()]);
        return;
    };
    let keeps = |i: usize| match i == at {
        true => values[i] <= x[i] || x[i] < 0,
        false => may_equal(values[i], x[i]),
    };
    let fits = values.len() == x.len() && (0..x.len()).all(keeps);
    let fits = fits && shapes_may_equal(values, positions);
    let words = [values, positions, x].map(spell);
    diags.require(fits, &GRAPH031, op.loc(), &[&words[0], &words[1], &words[2], &axis]);
}

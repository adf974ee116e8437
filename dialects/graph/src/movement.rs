//! Ops that move elements without changing them.
use crate::infer::{
    ANY, Infer, broadcast_shapes, count, may_equal, shapes_may_equal, spell, verify_inferred,
};
use terrace_ir::def::{AttrC, OpDef, TypeRule};
use terrace_ir::interface::{InferArgs, InferTypes, Verify};
use terrace_ir::{Attr, Code, Context, DYNAMIC, Diags, OpRef, Type};
use terrace_macros::op;

/// The same elements in row-major order in another shape.
///
/// # Errors
/// - `GRAPH020` the number of elements differs
/// # Example
/// ```mlir
/// %y = graph.reshape %x : tensor<2x6xf32> -> tensor<3x4xf32>
/// ```
#[op(
    "graph.reshape",
    traits(PURE),
    format = "$x attr-dict `:` type($x) `->` type($y)",
    types(TypeRule::SameElem),
    interfaces(Verify(verify_reshape))
)]
pub struct Reshape {
    x: Operand<ANY>,
    y: OpResult<ANY>,
}

/// Axes in another order.
///
/// # Semantics
/// Axis `i` of the result is axis `perm[i]` of the operand.
/// # Errors
/// - `GRAPH003` `perm` is no order of the axes
/// - `GRAPH002`, `GRAPH004` the result does not fit
/// # Example
/// ```mlir
/// %y = graph.transpose %x {perm = array<i64: 1, 0>} : tensor<2x3xf32> -> tensor<3x2xf32>
/// ```
#[op(
    "graph.transpose",
    traits(PURE),
    format = "$x attr-dict `:` type($x) `->` type($y)",
    types(TypeRule::SameElem),
    interfaces(Verify(verify_inferred), InferTypes(infer_transpose))
)]
pub struct Transpose {
    x: Operand<ANY>,
    /// axis of the operand for each axis of the result
    perm: Attribute<{ AttrC::DenseArray(64) }>,
    y: OpResult<ANY>,
}

/// Repeats along axes of size 1 and new leading axes.
///
/// # Errors
/// - `GRAPH021` the operand does not broadcast to the result
/// # Example
/// ```mlir
/// %y = graph.broadcast %x : tensor<3x1xf32> -> tensor<2x3x4xf32>
/// ```
#[op(
    "graph.broadcast",
    traits(PURE),
    format = "$x attr-dict `:` type($x) `->` type($y)",
    types(TypeRule::SameElem),
    interfaces(Verify(verify_broadcast))
)]
pub struct Broadcast {
    x: Operand<ANY>,
    y: OpResult<ANY>,
}

/// Operands one after another along an axis.
///
/// # Errors
/// - `GRAPH003` no such axis
/// - `GRAPH022` operands differ in more than the axis, or there is none
/// - `GRAPH002`, `GRAPH004` the result does not fit
/// # Example
/// ```mlir
/// %y = graph.concat %a, %b {axis = 0 : i64} : tensor<2xf32>, tensor<3xf32> -> tensor<5xf32>
/// ```
#[op(
    "graph.concat",
    traits(PURE),
    format = "$parts attr-dict `:` type($parts) `->` type($y)",
    types(TypeRule::SameElem),
    interfaces(Verify(verify_inferred), InferTypes(infer_concat))
)]
pub struct Concat {
    parts: Operands<ANY>,
    /// along which axis
    axis: Attribute<{ AttrC::I(64) }>,
    y: OpResult<ANY>,
}

/// A box of a tensor, with steps.
///
/// # Semantics
/// `y[i..] = x[starts + i * steps..]`; a negative step goes backwards.
/// # Shapes
/// The result's type says how many elements are taken along each axis.
/// # Errors
/// - `GRAPH023` starts and steps do not fit the rank, or elements outside are taken
/// # Example
/// ```mlir
/// %y = graph.slice %x {starts = array<i64: 1>, steps = array<i64: 2>}
///     : tensor<7xf32> -> tensor<3xf32>
/// ```
#[op(
    "graph.slice",
    traits(PURE),
    format = "$x attr-dict `:` type($x) `->` type($y)",
    types(TypeRule::SameElem),
    interfaces(Verify(verify_slice))
)]
pub struct Slice {
    x: Operand<ANY>,
    /// first index along each axis
    starts: Attribute<{ AttrC::DenseArray(64) }>,
    /// distance between indices along each axis, not 0
    steps: Attribute<{ AttrC::DenseArray(64) }>,
    y: OpResult<ANY>,
}

/// Elements added around a tensor, or removed where a count is negative.
///
/// # Semantics
/// `mode` says what is added: `constant` adds `value`, `edge` repeats the outermost element,
/// `reflect` mirrors without repeating it. The latter two ignore `value`.
/// # Shapes
/// `value: []`; each size grows by `low + high`.
/// # Errors
/// - `GRAPH024` low and high do not fit the rank, or more is removed than there is
/// - `GRAPH002`, `GRAPH004` the result does not fit
/// # Source
/// ONNX `Pad` without `wrap`.
#[op(
    "graph.pad",
    traits(PURE),
    format = "$x `,` $value attr-dict `:` type($x) `,` type($value) `->` type($y)",
    types(TypeRule::SameElem),
    interfaces(Verify(verify_inferred), InferTypes(infer_pad))
)]
pub struct Pad {
    x: Operand<ANY>,
    value: Operand<ANY>,
    /// elements before, along each axis
    low: Attribute<{ AttrC::DenseArray(64) }>,
    /// elements after, along each axis
    high: Attribute<{ AttrC::DenseArray(64) }>,
    /// what is added
    mode: Attribute<{ AttrC::Is(is_mode, "constant, edge or reflect") }>,
    y: OpResult<ANY>,
}

pub(crate) const OPS: &[OpDef] =
    &[Reshape::DEF, Transpose::DEF, Broadcast::DEF, Concat::DEF, Slice::DEF, Pad::DEF];

/// GRAPH020
pub const GRAPH020: Code = Code {
    id: "GRAPH020",
    message: "{0} and {1} do not have the same number of elements",
    explain: "A reshape neither adds nor drops elements.",
};
/// GRAPH021
pub const GRAPH021: Code = Code {
    id: "GRAPH021",
    message: "{0} does not broadcast to {1}",
    explain: "Axes are matched from the last one; a size must be kept, or be 1 before.",
};
/// GRAPH022
pub const GRAPH022: Code = Code {
    id: "GRAPH022",
    message: "{0} and {1} do not join along axis {2}",
    explain: "Parts agree in rank and in all sizes but that of the joined axis.",
};
/// GRAPH023
pub const GRAPH023: Code = Code {
    id: "GRAPH023",
    message: "starts {0} and steps {1} do not take {2} out of {3}",
    explain: "There is one start and one step for each axis, no step is 0, and every element taken \
              lies inside.",
};
/// GRAPH024
pub const GRAPH024: Code = Code {
    id: "GRAPH024",
    message: "low {0} and high {1} do not pad {2}",
    explain: "There is one count for each axis and side, no size becomes negative, and `value` is \
              a scalar.",
};

fn is_mode(cx: &Context, attr: Attr) -> bool {
    attr.as_str(cx).is_some_and(|mode| ["constant", "edge", "reflect"].contains(&mode))
}

/// Shapes of the operand and the result.
fn shapes<'a>(op: OpRef<'a>) -> Option<(&'a [i64], &'a [i64])> {
    op.operand_ty(0).shape(op.cx).zip(op.result_ty(0).shape(op.cx))
}

fn verify_reshape(op: OpRef<'_>, diags: &mut Diags) {
    crate::layout::verify(op, diags);
    let Some((from, to)) = shapes(op) else { return };
    let fits = count(from).zip(count(to)).is_some_and(|(a, b)| may_equal(a, b));
    diags.require(fits, &GRAPH020, op.loc(), &[&spell(from), &spell(to)]);
}

fn infer_transpose(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let mut infer = Infer::new(args, diags);
    let shape = infer.shape(0)?;
    let perm = infer.axes(0, shape.len())?;
    if perm.len() != shape.len() {
        let perm: Vec<i64> = perm.iter().map(|&axis| axis as i64).collect();
        return infer.fail(&crate::infer::GRAPH003, &[&spell(&perm), &shape.len()]);
    }
    let out: Vec<i64> = perm.iter().map(|&axis| shape[axis]).collect();
    infer.like(0, &out)
}

fn verify_broadcast(op: OpRef<'_>, diags: &mut Diags) {
    crate::layout::verify(op, diags);
    let Some((from, to)) = shapes(op) else { return };
    let fits = broadcast_shapes(from, to).is_some_and(|all| shapes_may_equal(&all, to));
    diags.require(fits, &GRAPH021, op.loc(), &[&spell(from), &spell(to)]);
}

fn infer_concat(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let mut infer = Infer::new(args, diags);
    let Some(first) = infer.shape(0) else {
        return infer.fail(&GRAPH022, &[&"nothing", &"nothing", &0]);
    };
    let axis = infer.axis(0, first.len())?;
    let mut out = first.to_vec();
    for i in 1..infer.n_operands() {
        let next = infer.shape(i)?;
        let joins = |j: usize| j == axis || may_equal(out[j], next[j]);
        if next.len() != out.len() || !(0..next.len()).all(joins) {
            return infer.fail(&GRAPH022, &[&spell(first), &spell(next), &axis]);
        }
        let (total, more) = (out[axis], next[axis]);
        let dynamic = total == DYNAMIC || more == DYNAMIC;
        out[axis] = if dynamic { DYNAMIC } else { total.saturating_add(more) };
    }
    infer.like(0, &out)
}

fn verify_slice(op: OpRef<'_>, diags: &mut Diags) {
    crate::layout::verify(op, diags);
    let Some((from, to)) = shapes(op) else { return };
    let slice = Slice(op);
    let (starts, steps) = (slice.starts().as_ints(op.cx), slice.steps().as_ints(op.cx));
    let (starts, steps) = (starts.unwrap_or_default(), steps.unwrap_or_default());
    let n = from.len();
    let inside = |i: usize| {
        let (size, taken, start, step) = (from[i], to[i], starts[i], steps[i]);
        if step == 0 {
            return false;
        }
        if taken == 0 || taken == DYNAMIC {
            return true;
        }
        let last = (taken - 1).checked_mul(step).and_then(|span| start.checked_add(span));
        let within = |at: i64| at >= 0 && (size == DYNAMIC || at < size);
        within(start) && last.is_some_and(within)
    };
    let fits = [to.len(), starts.len(), steps.len()] == [n; 3] && (0..n).all(inside);
    let words = [&starts, &steps].map(|list| spell(list));
    diags.require(fits, &GRAPH023, op.loc(), &[&words[0], &words[1], &spell(to), &spell(from)]);
}

fn infer_pad(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let mut infer = Infer::new(args, diags);
    let (shape, low, high) = (infer.shape(0)?, infer.ints(0)?, infer.ints(1)?);
    let scalar = infer.shape(1).is_some_and(<[i64]>::is_empty);
    let n = shape.len();
    let grow = |i: usize| match shape[i] {
        DYNAMIC => Some(DYNAMIC),
        size => size.checked_add(low[i])?.checked_add(high[i]).filter(|&size| size >= 0),
    };
    let out: Option<Vec<i64>> = match [low.len(), high.len()] == [n; 2] && scalar {
        true => (0..n).map(grow).collect(),
        false => None,
    };
    match out {
        Some(out) => infer.like(0, &out),
        None => infer.fail(&GRAPH024, &[&spell(&low), &spell(&high), &spell(shape)]),
    }
}

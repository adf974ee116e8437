//! Reductions over axes, and running sums.
use crate::infer::{FLOAT, Infer, NUMBER, verify_inferred};
use terrace_ir::def::{AttrC, OpDef, TypeC, TypeRule};
use terrace_ir::interface::{InferArgs, InferTypes, Verify};
use terrace_ir::{Diags, Type};
use terrace_macros::op;

const POSITIONS: TypeC = TypeC::RankedTensor(&TypeC::I(64));

macro_rules! reduction {
    ($($(#[$($doc:tt)*])* $ty:ident $name:tt $kind:ident;)*) => {$(
        $(#[$($doc)*])*
        ///
        /// # Shapes
        /// Reduced axes disappear, or have size 1 with `keep_dims`.
        /// # Errors
        /// - `GRAPH003` the axes are not distinct axes of the operand
        /// - `GRAPH002`, `GRAPH004` the result does not fit
        #[op(
            $name,
            traits(PURE),
            format = "$x attr-dict `:` type($x) `->` type($y)",
            types(TypeRule::SameElem),
            interfaces(Verify(verify_inferred), InferTypes(infer_reduction))
        )]
        pub struct $ty {
            x: Operand<$kind>,
            /// reduced axes, ascending
            axes: Attribute<{ AttrC::DenseArray(64) }>,
            /// whether reduced axes stay, with size 1
            keep_dims: DefaultAttr<{ AttrC::Bool }, "false">,
            y: OpResult<$kind>,
        }
    )*};
}

reduction! {
    /// Sum over axes; of nothing it is 0. The order of adding is not defined.
    ReduceSum "graph.reduce_sum" NUMBER;
    /// Mean over axes.
    ReduceMean "graph.reduce_mean" FLOAT;
    /// Product over axes; of nothing it is 1.
    ReduceProd "graph.reduce_prod" NUMBER;
    /// Maximum over axes, of nothing negative infinity; NaN if one is NaN.
    ReduceMax "graph.reduce_max" NUMBER;
    /// Minimum over axes, of nothing infinity; NaN if one is NaN.
    ReduceMin "graph.reduce_min" NUMBER;
}

macro_rules! position {
    ($($(#[$($doc:tt)*])* $ty:ident $name:tt;)*) => {$(
        $(#[$($doc)*])*
        ///
        /// # Semantics
        /// The first such position, or the last with `last_index`.
        /// # Errors
        /// - `GRAPH003` no such axis
        /// - `GRAPH002`, `GRAPH004` the result does not fit
        #[op(
            $name,
            traits(PURE),
            format = "$x attr-dict `:` type($x) `->` type($y)",
            interfaces(Verify(verify_inferred), InferTypes(infer_position))
        )]
        pub struct $ty {
            x: Operand<NUMBER>,
            /// searched axis
            axis: Attribute<{ AttrC::I(64) }>,
            /// whether the axis stays, with size 1
            keep_dims: DefaultAttr<{ AttrC::Bool }, "false">,
            /// whether the last of equal elements counts
            last_index: DefaultAttr<{ AttrC::Bool }, "false">,
            y: OpResult<POSITIONS>,
        }
    )*};
}

position! {
    /// Position of the maximum along an axis.
    Argmax "graph.argmax";
    /// Position of the minimum along an axis.
    Argmin "graph.argmin";
}

/// Running sum along an axis.
///
/// # Semantics
/// `y[.., i, ..]` is the sum of `x[.., j, ..]` over `j <= i`; over `j < i` with `exclusive`; with
/// `reverse` over `j >= i` or `j > i`.
/// # Errors
/// - `GRAPH003` no such axis
/// - `GRAPH002`, `GRAPH004` the result does not fit
#[op(
    "graph.cumsum",
    traits(PURE),
    format = "$x attr-dict `:` type($x)",
    types(TypeRule::SameOperandsAndResults),
    interfaces(Verify(verify_inferred), InferTypes(infer_cumsum))
)]
pub struct Cumsum {
    x: Operand<NUMBER>,
    /// summed axis
    axis: Attribute<{ AttrC::I(64) }>,
    /// whether an element is left out of its own sum
    exclusive: DefaultAttr<{ AttrC::Bool }, "false">,
    /// whether sums run from the end
    reverse: DefaultAttr<{ AttrC::Bool }, "false">,
    y: OpResult<NUMBER>,
}

pub(crate) const OPS: &[OpDef] = &[
    ReduceSum::DEF,
    ReduceMean::DEF,
    ReduceProd::DEF,
    ReduceMax::DEF,
    ReduceMin::DEF,
    Argmax::DEF,
    Argmin::DEF,
    Cumsum::DEF,
];

fn reduced(shape: &[i64], axes: &[usize], keep: bool) -> Vec<i64> {
    let sizes = shape.iter().enumerate();
    let kept = sizes.filter_map(|(i, &size)| match axes.contains(&i) {
        true => keep.then_some(1),
        false => Some(size),
    });
    kept.collect()
}

fn infer_reduction(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let mut infer = Infer::new(args, diags);
    let shape = infer.shape(0)?;
    let axes = infer.axes(0, shape.len())?;
    let out = reduced(shape, &axes, infer.flag(1));
    infer.like(0, &out)
}

fn infer_position(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let mut infer = Infer::new(args, diags);
    let shape = infer.shape(0)?;
    let axis = infer.axis(0, shape.len())?;
    let out = reduced(shape, &[axis], infer.flag(1));
    Some(vec![infer.cx().tensor_ty(&out, infer.cx().int_ty(64))])
}

fn infer_cumsum(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let mut infer = Infer::new(args, diags);
    let shape = infer.shape(0)?;
    infer.axis(0, shape.len())?;
    infer.like(0, shape)
}

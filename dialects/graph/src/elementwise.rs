//! Ops that treat each element alone.
#![expect(clippy::self_named_constructors, reason = "every view has `cast`, that of `Cast` too")]
use crate::infer::{
    ANY, BOOL, FLOAT, Infer, NUMBER, broadcast_operands, infer_broadcast, verify_inferred,
};
use crate::layout;
use terrace_ir::def::{AttrC, OpDef, TypeRule};
use terrace_ir::interface::{InferArgs, InferTypes, Verify};
use terrace_ir::{Attr, Context, Diags, Type};
use terrace_macros::op;

/// One operand, type unchanged.
macro_rules! unary {
    ($($(#[$($doc:tt)*])* $ty:ident $name:tt $kind:ident;)*) => {$(
        $(#[$($doc)*])*
        #[op(
            $name,
            traits(PURE, ELEMENTWISE),
            format = "$x attr-dict `:` type($x)",
            types(TypeRule::SameOperandsAndResults),
            interfaces(Verify(layout::verify))
        )]
        pub struct $ty {
            x: Operand<$kind>,
            y: OpResult<$kind>,
        }
    )*};
}

unary! {
    /// Absolute value.
    Abs "graph.abs" NUMBER;
    /// Negation; integers wrap.
    Neg "graph.neg" NUMBER;
    /// `-1`, `0` or `1` as the element is negative, zero or positive; NaN stays.
    Sign "graph.sign" NUMBER;
    /// The least integer that is not less.
    Ceil "graph.ceil" FLOAT;
    /// The greatest integer that is not greater.
    Floor "graph.floor" FLOAT;
    /// The nearest integer, ties to even.
    Round "graph.round" FLOAT;
    /// Exponential function.
    Exp "graph.exp" FLOAT;
    /// Natural logarithm.
    Log "graph.log" FLOAT;
    /// Square root.
    Sqrt "graph.sqrt" FLOAT;
    /// Sine of an angle in radians.
    Sin "graph.sin" FLOAT;
    /// Cosine of an angle in radians.
    Cos "graph.cos" FLOAT;
    /// Hyperbolic tangent.
    Tanh "graph.tanh" FLOAT;
    /// Error function.
    Erf "graph.erf" FLOAT;
    /// `1 / (1 + exp(-x))`
    Sigmoid "graph.sigmoid" FLOAT;
    /// `max(x, 0)`; NaN stays.
    Relu "graph.relu" NUMBER;
    /// Negation of bools.
    Not "graph.not" BOOL;
}

/// Two operands that broadcast, element type unchanged.
macro_rules! binary {
    ($($(#[$($doc:tt)*])* $ty:ident $name:tt $kind:ident;)*) => {$(
        $(#[$($doc)*])*
        ///
        /// # Shapes
        /// Operands broadcast.
        /// # Errors
        /// - `GRAPH001` they do not
        /// - `GRAPH002`, `GRAPH004` the result does not fit them
        #[op(
            $name,
            traits(PURE, ELEMENTWISE),
            format = "$a `,` $b attr-dict `:` type($a) `,` type($b) `->` type($c)",
            types(TypeRule::SameElem),
            interfaces(Verify(verify_inferred), InferTypes(infer_broadcast))
        )]
        pub struct $ty {
            a: Operand<$kind>,
            b: Operand<$kind>,
            c: OpResult<$kind>,
        }
    )*};
}

binary! {
    /// Sum; integers wrap.
    Add "graph.add" NUMBER;
    /// Difference; integers wrap.
    Sub "graph.sub" NUMBER;
    /// Product; integers wrap.
    Mul "graph.mul" NUMBER;
    /// Quotient; of integers, rounded toward zero. An integer division by zero is an error of the
    /// program.
    Div "graph.div" NUMBER;
    /// `a` to the power `b`.
    Pow "graph.pow" NUMBER;
    /// The greater element; NaN if one is NaN.
    Max "graph.max" NUMBER;
    /// The lesser element; NaN if one is NaN.
    Min "graph.min" NUMBER;
    /// Both.
    And "graph.and" BOOL;
    /// One or both.
    Or "graph.or" BOOL;
    /// Exactly one.
    Xor "graph.xor" BOOL;
}

/// Remainder of a division.
///
/// # Semantics
/// `a - b * q` with `q = a / b` rounded down, so the result takes the sign of `b`; with `truncate`
/// rounded toward zero, so it takes the sign of `a`. An integer remainder by zero is an error of
/// the program.
/// # Shapes
/// Operands broadcast.
/// # Errors
/// - `GRAPH001` they do not
/// - `GRAPH002`, `GRAPH004` the result does not fit them
#[op(
    "graph.mod",
    traits(PURE, ELEMENTWISE),
    format = "$a `,` $b attr-dict `:` type($a) `,` type($b) `->` type($c)",
    types(TypeRule::SameElem),
    interfaces(Verify(verify_inferred), InferTypes(infer_broadcast))
)]
pub struct Mod {
    a: Operand<NUMBER>,
    b: Operand<NUMBER>,
    /// whether the quotient is rounded toward zero
    truncate: DefaultAttr<{ AttrC::Bool }, "false">,
    c: OpResult<NUMBER>,
}

/// Compares element by element.
///
/// # Semantics
/// `predicate` is `eq`, `ne`, `lt`, `le`, `gt` or `ge`. With NaN all are false but `ne`.
/// # Shapes
/// Operands broadcast.
/// # Errors
/// - `GRAPH001` they do not
/// - `GRAPH002`, `GRAPH004` the result does not fit them
#[op(
    "graph.compare",
    traits(PURE, ELEMENTWISE),
    format = "$predicate `,` $a `,` $b attr-dict `:` type($a) `,` type($b) `->` type($c)",
    types(TypeRule::AllElemMatch(&["a", "b"])),
    interfaces(Verify(verify_inferred), InferTypes(infer_compare))
)]
pub struct Compare {
    a: Operand<NUMBER>,
    b: Operand<NUMBER>,
    /// what is asked of `a` and `b`
    predicate: Attribute<{ AttrC::Is(is_predicate, "eq, ne, lt, le, gt or ge") }>,
    c: OpResult<BOOL>,
}

/// `condition ? yes : no`, element by element.
///
/// # Shapes
/// All three operands broadcast.
/// # Errors
/// - `GRAPH001` they do not
/// - `GRAPH002`, `GRAPH004` the result does not fit them
#[op(
    "graph.select",
    traits(PURE, ELEMENTWISE),
    format = "operands attr-dict `:` functional-type(operands, results)",
    types(TypeRule::AllElemMatch(&["yes", "no", "y"])),
    interfaces(Verify(verify_inferred), InferTypes(infer_select))
)]
pub struct Select {
    condition: Operand<BOOL>,
    yes: Operand<ANY>,
    no: Operand<ANY>,
    y: OpResult<ANY>,
}

/// Converts elements.
///
/// # Semantics
/// Floats to integers round toward zero; out of range the result is not defined. Between floats it
/// rounds to nearest, ties to even. Between integers it wraps. To `i1`, zero is false and all else
/// true; from `i1`, true is 1.
/// # Errors
/// - `GRAPH002` the result has another shape
#[op(
    "graph.cast",
    traits(PURE, ELEMENTWISE),
    format = "$x attr-dict `:` type($x) `->` type($y)",
    types(TypeRule::SameShape),
    interfaces(Verify(layout::verify))
)]
pub struct Cast {
    x: Operand<NUMBER>,
    y: OpResult<NUMBER>,
}

/// Gaussian error linear unit.
///
/// # Semantics
/// `x * (1 + erf(x / sqrt(2))) / 2`; with `approximate = "tanh"`,
/// `x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2`.
/// # Source
/// ONNX `Gelu`.
#[op(
    "graph.gelu",
    traits(PURE, ELEMENTWISE),
    format = "$x attr-dict `:` type($x)",
    types(TypeRule::SameOperandsAndResults),
    interfaces(Verify(layout::verify))
)]
pub struct Gelu {
    x: Operand<FLOAT>,
    /// which formula
    approximate: Attribute<{ AttrC::Is(is_approximation, "none or tanh") }>,
    y: OpResult<FLOAT>,
}

pub(crate) const OPS: &[OpDef] = &[
    Abs::DEF,
    Neg::DEF,
    Sign::DEF,
    Ceil::DEF,
    Floor::DEF,
    Round::DEF,
    Exp::DEF,
    Log::DEF,
    Sqrt::DEF,
    Sin::DEF,
    Cos::DEF,
    Tanh::DEF,
    Erf::DEF,
    Sigmoid::DEF,
    Relu::DEF,
    Gelu::DEF,
    Not::DEF,
    Add::DEF,
    Sub::DEF,
    Mul::DEF,
    Div::DEF,
    Mod::DEF,
    Pow::DEF,
    Max::DEF,
    Min::DEF,
    And::DEF,
    Or::DEF,
    Xor::DEF,
    Compare::DEF,
    Select::DEF,
    Cast::DEF,
];

fn is_word(cx: &Context, attr: Attr, words: &[&str]) -> bool {
    attr.as_str(cx).is_some_and(|text| words.contains(&text))
}

fn is_predicate(cx: &Context, attr: Attr) -> bool {
    is_word(cx, attr, &["eq", "ne", "lt", "le", "gt", "ge"])
}

fn is_approximation(cx: &Context, attr: Attr) -> bool {
    is_word(cx, attr, &["none", "tanh"])
}

fn infer_compare(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let shape = broadcast_operands(args, diags)?;
    Some(vec![args.cx.tensor_ty(&shape, args.cx.int_ty(1))])
}

fn infer_select(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let shape = broadcast_operands(args, diags)?;
    Infer::new(args, diags).like(1, &shape)
}

//! The `math` dialect.

pub(crate) mod eval;
mod fold;
#[rustfmt::skip]
pub mod table;

use terrace_ir::def::{Attached, Dialect};

/// The `math` dialect.
pub static MATH: Dialect = Dialect {
    name: "math",
    doc: "Mathematical functions on scalars, vectors and tensors.",
    ops: &[table::OPS],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH, ATTACH],
    ..Dialect::EMPTY
};

const ATTACH: &[Attached] = &[
    ("math.absf", &[&fold::ABSF]),
    ("math.absi", &[&fold::ABSI]),
    ("math.acos", &[&fold::ACOS]),
    ("math.acosh", &[&fold::ACOSH]),
    ("math.asin", &[&fold::ASIN]),
    ("math.asinh", &[&fold::ASINH]),
    ("math.atan", &[&fold::ATAN]),
    ("math.atan2", &[&fold::ATAN2]),
    ("math.atanh", &[&fold::ATANH]),
    ("math.ceil", &[&fold::CEIL]),
    ("math.copysign", &[&fold::COPYSIGN]),
    ("math.cos", &[&fold::COS]),
    ("math.cosh", &[&fold::COSH]),
    ("math.ctlz", &[&fold::CTLZ]),
    ("math.ctpop", &[&fold::CTPOP]),
    ("math.cttz", &[&fold::CTTZ]),
    ("math.erf", &[&fold::ERF]),
    ("math.exp", &[&fold::EXP]),
    ("math.exp2", &[&fold::EXP2]),
    ("math.expm1", &[&fold::EXPM1]),
    ("math.floor", &[&fold::FLOOR]),
    ("math.ipowi", &[&fold::IPOWI]),
    ("math.isfinite", &[&fold::ISFINITE]),
    ("math.isinf", &[&fold::ISINF]),
    ("math.isnan", &[&fold::ISNAN]),
    ("math.log", &[&fold::LOG]),
    ("math.log10", &[&fold::LOG10]),
    ("math.log1p", &[&fold::LOG1P]),
    ("math.log2", &[&fold::LOG2]),
    ("math.powf", &[&fold::POWF]),
    ("math.round", &[&fold::ROUND]),
    ("math.roundeven", &[&fold::ROUNDEVEN]),
    ("math.sin", &[&fold::SIN]),
    ("math.sinh", &[&fold::SINH]),
    ("math.sqrt", &[&fold::SQRT]),
    ("math.tan", &[&fold::TAN]),
    ("math.tanh", &[&fold::TANH]),
    ("math.trunc", &[&fold::TRUNC]),
];

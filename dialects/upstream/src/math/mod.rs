//! The `math` dialect.

pub(crate) mod eval;
#[rustfmt::skip]
pub mod table;

use terrace_ir::def::Dialect;

/// The `math` dialect.
pub static MATH: Dialect = Dialect {
    name: "math",
    doc: "Mathematical functions on scalars, vectors and tensors.",
    ops: &[table::OPS],
    types: &[],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH],
};

//! The `arith` dialect.

mod asm;
pub(crate) mod eval;
#[rustfmt::skip]
pub mod table;

use terrace_ir::def::Dialect;

/// The `arith` dialect.
pub static ARITH: Dialect = Dialect {
    name: "arith",
    doc: "Integer and floating-point arithmetic on scalars, vectors and tensors.",
    ops: &[table::OPS],
    types: &[],
    attrs: table::ATTRS,
    attach: eval::ATTACH,
};

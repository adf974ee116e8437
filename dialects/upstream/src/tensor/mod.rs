//! The `tensor` dialect.

pub(crate) mod eval;
#[rustfmt::skip]
pub mod table;

use terrace_ir::def::Dialect;

/// The `tensor` dialect.
pub static TENSOR: Dialect = Dialect {
    name: "tensor",
    doc: "Making, viewing and changing tensors as values.",
    ops: &[table::OPS],
    types: &[],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH],
};

//! The `bufferization` dialect.

mod asm;
mod eval;
#[rustfmt::skip]
pub mod table;

use terrace_ir::def::Dialect;

/// The `bufferization` dialect.
pub static BUFFERIZATION: Dialect = Dialect {
    name: "bufferization",
    doc: "The border between tensors and memrefs.",
    ops: &[table::OPS],
    types: &[],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH],
};

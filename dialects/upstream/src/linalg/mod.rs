//! The `linalg` dialect.

mod asm;
#[rustfmt::skip]
pub mod table;

use terrace_ir::def::Dialect;

/// The `linalg` dialect.
pub static LINALG: Dialect = Dialect {
    name: "linalg",
    doc: "Structured operations on tensors and memrefs.",
    ops: &[table::OPS],
    attrs: table::ATTRS,
    ..Dialect::EMPTY
};

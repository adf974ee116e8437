//! The `complex` dialect.

#[rustfmt::skip]
pub mod table;

use terrace_ir::def::Dialect;

/// The `complex` dialect.
pub static COMPLEX: Dialect = Dialect {
    name: "complex",
    doc: "Arithmetic on complex numbers.",
    ops: &[table::OPS],
    attrs: table::ATTRS,
    ..Dialect::EMPTY
};

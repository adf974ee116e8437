//! The `index` dialect.

mod eval;
#[rustfmt::skip]
pub mod table;

use terrace_ir::def::Dialect;

/// The `index` dialect.
pub static INDEX: Dialect = Dialect {
    name: "index",
    doc: "Arithmetic on integers as wide as a pointer of the target.",
    ops: &[table::OPS],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH],
    ..Dialect::EMPTY
};

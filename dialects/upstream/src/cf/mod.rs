//! The `cf` dialect.

mod eval;
#[rustfmt::skip]
pub mod table;

use terrace_ir::def::Dialect;

/// The `cf` dialect.
pub static CF: Dialect = Dialect {
    name: "cf",
    doc: "Branches between blocks.",
    ops: &[table::OPS],
    types: &[],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH],
};

//! The `ub` dialect.

mod eval;
#[rustfmt::skip]
pub mod table;

use terrace_ir::def::Dialect;

/// The `ub` dialect.
pub static UB: Dialect = Dialect {
    name: "ub",
    doc: "Undefined behaviour: poison and the unreachable.",
    ops: &[table::OPS],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH],
    ..Dialect::EMPTY
};

//! The `func` dialect.

mod asm;
mod eval;
#[rustfmt::skip]
pub mod table;

use terrace_ir::def::Dialect;

/// The `func` dialect.
pub static FUNC: Dialect = Dialect {
    name: "func",
    doc: "Functions, calls and returns.",
    ops: &[table::OPS],
    types: &[],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH],
};

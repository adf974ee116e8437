//! The `scf` dialect.

mod asm;
mod eval;
#[rustfmt::skip]
pub mod table;

use terrace_ir::def::Dialect;

/// The `scf` dialect.
pub static SCF: Dialect = Dialect {
    name: "scf",
    doc: "Structured control flow: loops and conditions with regions.",
    ops: &[table::OPS],
    types: &[],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH],
};

//! The `affine` dialect.

mod asm;
mod asm_parallel;
mod eval;
#[rustfmt::skip]
pub mod table;

use terrace_ir::def::Dialect;

/// The `affine` dialect.
pub static AFFINE: Dialect = Dialect {
    name: "affine",
    doc: "Loops, conditions and accesses with affine bounds and indices.",
    ops: &[table::OPS],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH],
    ..Dialect::EMPTY
};

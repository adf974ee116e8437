//! The `vector` dialect.

mod asm;
mod eval;
mod eval_memory;
mod eval_move;
mod infer;
#[rustfmt::skip]
pub mod table;
mod transfer;

use terrace_ir::def::{Attached, Dialect};

/// The `vector` dialect.
pub static VECTOR: Dialect = Dialect {
    name: "vector",
    doc: "Vectors of any rank: reads, writes, contractions, shuffles, masks.",
    ops: &[table::OPS],
    types: &[],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH, ATTACH],
};

const ATTACH: &[Attached] = &[("vector.shuffle", &[&infer::SHUFFLE])];

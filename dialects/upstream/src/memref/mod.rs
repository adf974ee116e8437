//! The `memref` dialect.

mod asm;
mod eval;
pub(crate) mod eval_view;
#[rustfmt::skip]
pub mod table;

use terrace_ir::def::{Attached, Dialect};
use terrace_ir::interface::InferTypes;

/// The `memref` dialect.
pub static MEMREF: Dialect = Dialect {
    name: "memref",
    doc: "Making, viewing, reading and writing memory.",
    ops: &[table::OPS],
    types: &[],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH, ATTACH],
};

const ATTACH: &[Attached] = &[
    ("memref.distinct_objects", &[&InferTypes(|args, _| Some(args.operands.to_vec()))]),
    ("memref.global", &[&asm::GLOBAL]),
];

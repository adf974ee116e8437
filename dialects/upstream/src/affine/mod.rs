//! The `affine` dialect.

mod asm;
mod asm_parallel;
mod canon;
mod compose;
mod dma;
mod eval;
#[rustfmt::skip]
pub mod table;
mod verify;

use terrace_ir::def::{Attached, Dialect};

/// The `affine` dialect.
pub static AFFINE: Dialect = Dialect {
    name: "affine",
    doc: "Loops, conditions and accesses with affine bounds and indices.",
    ops: &[table::OPS, dma::OPS],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH, ATTACH, verify::ATTACH],
    ..Dialect::EMPTY
};

const ATTACH: &[Attached] = &[
    ("affine.apply", &[&canon::APPLY_FOLD, &canon::APPLY]),
    ("affine.for", &[&canon::FOR]),
    ("affine.if", &[&canon::IF]),
    ("affine.load", &[&canon::LOAD]),
    ("affine.max", &[&canon::APPLY_FOLD, &canon::MAX]),
    ("affine.min", &[&canon::APPLY_FOLD, &canon::MIN]),
    ("affine.parallel", &[&canon::PARALLEL]),
    ("affine.prefetch", &[&canon::PREFETCH]),
    ("affine.store", &[&canon::STORE]),
    ("affine.vector_load", &[&canon::VECTOR_LOAD]),
    ("affine.vector_store", &[&canon::VECTOR_STORE]),
];

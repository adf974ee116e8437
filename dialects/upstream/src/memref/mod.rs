//! The `memref` dialect.

mod asm;
mod eval;
pub(crate) mod eval_view;
mod fold;
mod promote;
#[rustfmt::skip]
pub mod table;
pub(crate) mod verify;

pub(crate) use fold::cast_into_user;

use terrace_ir::def::{Attached, Dialect};
use terrace_ir::interface::{Canonicalize, InferTypes};

/// The `memref` dialect.
pub static MEMREF: Dialect = Dialect {
    name: "memref",
    doc: "Making, viewing, reading and writing memory.",
    ops: &[table::OPS],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH, ATTACH, promote::ATTACH],
    ..Dialect::EMPTY
};

const ATTACH: &[Attached] = &[
    ("memref.alloc", &[&Canonicalize(fold::ALLOC), &verify::ALLOC]),
    ("memref.alloca", &[&Canonicalize(fold::ALLOCA), &verify::ALLOC]),
    ("memref.atomic_rmw", &[&Canonicalize(fold::ATOMIC_RMW), &verify::ATOMIC_RMW]),
    ("memref.cast", &[&Canonicalize(fold::CAST), &fold::CAST_FOLD, &verify::CAST]),
    ("memref.collapse_shape", &[&fold::RESHAPE, &verify::RESHAPE]),
    ("memref.copy", &[&Canonicalize(fold::COPY)]),
    ("memref.dealloc", &[&Canonicalize(fold::DEALLOC)]),
    ("memref.dim", &[&Canonicalize(fold::DIM_PATTERNS), &fold::DIM]),
    ("memref.distinct_objects", &[&InferTypes(|args, _| Some(args.operands.to_vec()))]),
    ("memref.expand_shape", &[&fold::RESHAPE, &verify::RESHAPE]),
    ("memref.global", &[&asm::GLOBAL, &verify::GLOBAL]),
    ("memref.load", &[&Canonicalize(fold::LOAD), &verify::LOAD]),
    ("memref.prefetch", &[&Canonicalize(fold::PREFETCH), &verify::LOAD]),
    ("memref.rank", &[&crate::shaped::RANK]),
    ("memref.reinterpret_cast", &[&verify::REINTERPRET_CAST]),
    ("memref.store", &[&Canonicalize(fold::STORE), &verify::STORE]),
    ("memref.subview", &[&fold::SUBVIEW, &verify::SUBVIEW]),
    ("memref.transpose", &[&fold::TRANSPOSE, &verify::TRANSPOSE]),
];

//! The `memref` dialect.

mod asm;
mod eval;
pub(crate) mod eval_view;
mod fold;
mod promote;
#[rustfmt::skip]
pub mod table;
pub(crate) mod verify;
mod view;

pub(crate) use fold::cast_into_user;

use crate::reshapes;

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
    ("memref.alloca_scope", &[&view::ALLOCA_SCOPE]),
    ("memref.atomic_rmw", &[&Canonicalize(fold::ATOMIC_RMW), &verify::ATOMIC_RMW]),
    ("memref.cast", &[&Canonicalize(fold::CAST), &fold::CAST_FOLD, &verify::CAST]),
    ("memref.collapse_shape", &[&reshapes::FOLD, &reshapes::COLLAPSE_MEMREF, &verify::COLLAPSE]),
    ("memref.copy", &[&Canonicalize(fold::COPY)]),
    ("memref.dealloc", &[&Canonicalize(fold::DEALLOC)]),
    ("memref.dim", &[&Canonicalize(fold::DIM_PATTERNS), &fold::DIM]),
    ("memref.dma_start", &[&verify::DMA_START]),
    ("memref.distinct_objects", &[&InferTypes(|args, _| Some(args.operands.to_vec()))]),
    ("memref.expand_shape", &[&reshapes::FOLD, &reshapes::EXPAND_MEMREF, &verify::EXPAND]),
    ("memref.extract_strided_metadata", &[&view::EXTRACT_STRIDED_METADATA]),
    ("memref.global", &[&asm::GLOBAL, &verify::GLOBAL]),
    ("memref.load", &[&Canonicalize(fold::LOAD), &verify::LOAD]),
    ("memref.memory_space_cast", &[&view::MEMORY_SPACE_CAST, &view::MEMORY_SPACE_CAST_PATTERNS]),
    ("memref.prefetch", &[&Canonicalize(fold::PREFETCH), &verify::LOAD]),
    ("memref.rank", &[&crate::shaped::RANK]),
    ("memref.realloc", &[&Canonicalize(fold::REALLOC), &verify::REALLOC]),
    (
        "memref.reinterpret_cast",
        &[&view::REINTERPRET_CAST_FOLD, &view::REINTERPRET_CAST, &verify::REINTERPRET_CAST],
    ),
    ("memref.store", &[&Canonicalize(fold::STORE), &verify::STORE]),
    ("memref.subview", &[&view::SUBVIEW, &view::SUBVIEW_PATTERNS, &verify::SUBVIEW]),
    ("memref.transpose", &[&fold::TRANSPOSE, &view::TRANSPOSE_PATTERNS, &verify::TRANSPOSE]),
    ("memref.view", &[&view::VIEW, &verify::VIEW]),
    ("memref.assume_alignment", &[&verify::ASSUME_ALIGNMENT]),
    ("memref.atomic_yield", &[&verify::ATOMIC_YIELD]),
    ("memref.dma_wait", &[&verify::DMA_WAIT]),
    ("memref.generic_atomic_rmw", &[&verify::GENERIC_ATOMIC_RMW]),
    ("memref.get_global", &[&verify::GET_GLOBAL]),
];

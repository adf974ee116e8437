//! The `tensor` dialect.

pub(crate) mod eval;
mod fold;
mod make;
mod slice;
#[rustfmt::skip]
pub mod table;
mod verify;

use terrace_ir::def::{Attached, Dialect};
use terrace_ir::interface::Canonicalize;

pub(crate) use fold::forgets;
pub(crate) use make::with_known_sizes;

use crate::memref;
use crate::reshapes;

/// The `tensor` dialect.
pub static TENSOR: Dialect = Dialect {
    name: "tensor",
    doc: "Making, viewing and changing tensors as values.",
    ops: &[table::OPS],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH, ATTACH],
    ..Dialect::EMPTY
};

const ATTACH: &[Attached] = &[
    ("tensor.bitcast", &[&make::BITCAST, &make::BITCAST_PATTERNS, &verify::BITCAST]),
    ("tensor.cast", &[&Canonicalize(fold::CAST_PATTERNS), &fold::CAST, &verify::CAST]),
    (
        "tensor.collapse_shape",
        &[&reshapes::FOLD, &reshapes::COLLAPSE_TENSOR, &memref::verify::RESHAPE],
    ),
    ("tensor.concat", &[&make::CONCAT, &make::CONCAT_PATTERNS, &verify::CONCAT]),
    ("tensor.dim", &[&Canonicalize(fold::DIM_PATTERNS), &fold::DIM]),
    ("tensor.empty", &[&Canonicalize(fold::EMPTY), &verify::DYNAMIC_SIZES]),
    ("tensor.expand_shape", &[&reshapes::FOLD, &reshapes::EXPAND_TENSOR, &memref::verify::EXPAND]),
    ("tensor.extract", &[&fold::EXTRACT, &make::EXTRACT_PATTERNS, &verify::EXTRACT]),
    ("tensor.extract_slice", &[&slice::EXTRACT, &slice::EXTRACT_PATTERNS, &verify::EXTRACT_SLICE]),
    ("tensor.from_elements", &[&fold::FROM_ELEMENTS]),
    ("tensor.gather", &[&make::OF_SPLAT, &verify::GATHER]),
    ("tensor.generate", &[&make::GENERATE, &verify::GENERATE]),
    ("tensor.insert", &[&fold::INSERT, &verify::INSERT]),
    ("tensor.insert_slice", &[&slice::INSERT, &slice::INSERT_PATTERNS, &verify::INSERT_SLICE]),
    ("tensor.pad", &[&make::PAD, &make::PAD_PATTERNS, &verify::PAD]),
    (
        "tensor.parallel_insert_slice",
        &[&slice::PARALLEL_INSERT_PATTERNS, &verify::PARALLEL_INSERT_SLICE],
    ),
    ("tensor.rank", &[&crate::shaped::RANK]),
    ("tensor.reshape", &[&make::RESHAPE, &make::RESHAPE_PATTERNS]),
    ("tensor.splat", &[&fold::SPLAT, &verify::DYNAMIC_SIZES]),
    ("tensor.scatter", &[&verify::SCATTER]),
];

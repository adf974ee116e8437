//! The `tensor` dialect.

pub(crate) mod eval;
mod fold;
#[rustfmt::skip]
pub mod table;
mod verify;

use terrace_ir::def::{Attached, Dialect};
use terrace_ir::interface::Canonicalize;

use crate::memref;

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
    ("tensor.cast", &[&Canonicalize(fold::CAST_PATTERNS), &fold::CAST, &verify::CAST]),
    ("tensor.collapse_shape", &[&fold::RESHAPE, &memref::verify::RESHAPE]),
    ("tensor.dim", &[&Canonicalize(fold::DIM_PATTERNS), &fold::DIM]),
    ("tensor.empty", &[&Canonicalize(fold::EMPTY), &verify::DYNAMIC_SIZES]),
    ("tensor.expand_shape", &[&fold::RESHAPE, &memref::verify::RESHAPE]),
    ("tensor.extract", &[&fold::EXTRACT, &verify::EXTRACT]),
    ("tensor.extract_slice", &[&fold::EXTRACT_SLICE, &verify::EXTRACT_SLICE]),
    ("tensor.from_elements", &[&fold::FROM_ELEMENTS]),
    ("tensor.generate", &[&verify::GENERATE]),
    ("tensor.insert", &[&fold::INSERT, &verify::INSERT]),
    ("tensor.insert_slice", &[&fold::INSERT_SLICE, &verify::INSERT_SLICE]),
    ("tensor.pad", &[&fold::PAD, &verify::PAD]),
    ("tensor.parallel_insert_slice", &[&verify::INSERT_SLICE]),
    ("tensor.rank", &[&crate::shaped::RANK]),
    ("tensor.splat", &[&fold::SPLAT, &verify::DYNAMIC_SIZES]),
];

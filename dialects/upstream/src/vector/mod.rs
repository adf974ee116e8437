//! The `vector` dialect.

mod asm;
mod canon;
mod eval;
mod eval_memory;
mod eval_move;
mod fold;
mod infer;
mod masks;
mod memory;
pub(crate) mod reduce;
#[rustfmt::skip]
pub mod table;
mod transfer;
mod verify;

use terrace_ir::def::{Attached, Dialect};
use terrace_ir::interface::{Effect, MemoryEffects};

/// The `vector` dialect.
pub static VECTOR: Dialect = Dialect {
    name: "vector",
    doc: "Vectors of any rank: reads, writes, contractions, shuffles, masks.",
    ops: &[table::OPS],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH, ATTACH],
    ..Dialect::EMPTY
};

const ATTACH: &[Attached] = &[
    ("vector.bitcast", &[&fold::BITCAST, &canon::BITCAST, &verify::BITCAST]),
    ("vector.broadcast", &[&fold::BROADCAST, &canon::BROADCAST, &verify::BROADCAST]),
    ("vector.compressstore", &[&masks::COMPRESS_STORE, &verify::MASKED_STORE]),
    ("vector.constant_mask", &[&masks::CONSTANT_MASK, &verify::CONSTANT_MASK]),
    ("vector.contract", &[&verify::CONTRACT]),
    ("vector.create_mask", &[&masks::CREATE_MASK, &verify::CREATE_MASK]),
    ("vector.expandload", &[&masks::EXPAND_LOAD, &verify::MASKED_LOAD]),
    ("vector.extract", &[&fold::EXTRACT, &canon::EXTRACT, &verify::EXTRACT]),
    ("vector.gather", &[&masks::GATHER, &verify::GATHER]),
    ("vector.scatter", &[&masks::SCATTER, &verify::SCATTER]),
    (
        "vector.extract_strided_slice",
        &[&fold::EXTRACT_STRIDED_SLICE, &canon::EXTRACT_SLICE, &verify::EXTRACT_STRIDED_SLICE],
    ),
    ("vector.from_elements", &[&fold::FROM_ELEMENTS, &canon::FROM_ELEMENTS]),
    ("vector.insert", &[&fold::INSERT, &canon::INSERT, &verify::INSERT]),
    ("vector.insert_strided_slice", &[&fold::INSERT_STRIDED_SLICE, &verify::INSERT_STRIDED_SLICE]),
    ("vector.load", &[&memory::LOAD, &verify::LOAD]),
    ("vector.mask", &[&masks::MASK, &verify::MASK]),
    ("vector.maskedload", &[&masks::MASKED_LOAD, &verify::MASKED_LOAD]),
    ("vector.maskedstore", &[&masks::MASKED_STORE, &verify::MASKED_STORE]),
    ("vector.multi_reduction", &[&reduce::MULTI_REDUCTION, &verify::MULTI_REDUCTION]),
    ("vector.outerproduct", &[&verify::OUTERPRODUCT]),
    ("vector.reduction", &[&reduce::REDUCTION, &verify::REDUCTION]),
    ("vector.shape_cast", &[&fold::SHAPE_CAST, &canon::SHAPE_CAST, &verify::SHAPE_CAST]),
    ("vector.shuffle", &[&infer::SHUFFLE, &fold::SHUFFLE, &canon::SHUFFLE, &verify::SHUFFLE]),
    ("vector.store", &[&memory::STORE, &verify::STORE]),
    ("vector.to_elements", &[&fold::TO_ELEMENTS]),
    (
        "vector.transfer_read",
        &[&memory::READ, &memory::TRANSFER_READ, &READS_BASE, &verify::TRANSFER_READ],
    ),
    (
        "vector.transfer_write",
        &[&memory::WRITE, &memory::TRANSFER_WRITE, &WRITES_BASE, &verify::TRANSFER_WRITE],
    ),
    ("vector.transpose", &[&fold::TRANSPOSE, &canon::TRANSPOSE, &verify::TRANSPOSE]),
];

/// Transfers touch memory only; with tensors they are pure.
const READS_BASE: MemoryEffects = MemoryEffects(|op, effects| {
    if op.operand_ty(0).is_memref(op.cx) {
        effects.push((Effect::Read, Some(op.operand(0))));
    }
});

const WRITES_BASE: MemoryEffects = MemoryEffects(|op, effects| {
    if op.operand_ty(1).is_memref(op.cx) {
        effects.push((Effect::Write, Some(op.operand(1))));
    }
});

//! Where blocks run and what lies between them.

use terrace_ir::def::{AttrC, OpDef};
use terrace_ir::interface::Verify;
use terrace_ir::{Diags, OpRef};
use terrace_macros::op;

use crate::script::Consumes;
use crate::{BLOCK_T, LOOP_T};

/// Computes, in each iteration of a loop, the part of a block's buffer that the iteration reads.
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %p = sched.block "produce"
///   %c = sched.block "consume"
///   %i = sched.loops %c
///   sched.compute_at %p, %i
/// }
/// ```
#[op("sched.compute_at", format = "$block `,` $on attr-dict")]
pub struct ComputeAt {
    /// the producer
    block: Operand<BLOCK_T>,
    /// a loop around all its readers
    on: Operand<LOOP_T>,
}

/// Runs a block in each iteration of a loop, on what the iteration wrote.
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %p = sched.block "produce"
///   %c = sched.block "consume"
///   %i = sched.loops %p
///   sched.reverse_compute_at %c, %i
/// }
/// ```
#[op("sched.reverse_compute_at", format = "$block `,` $on attr-dict")]
pub struct ReverseComputeAt {
    /// the consumer
    block: Operand<BLOCK_T>,
    /// a loop around the block that writes its input
    on: Operand<LOOP_T>,
}

/// Puts a block's formula where its buffer is read.
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %p = sched.block "produce"
///   sched.compute_inline %p
/// }
/// ```
#[op("sched.compute_inline", format = "$block attr-dict", interfaces(Consumes(&[0])))]
pub struct ComputeInline {
    /// the producer
    block: Operand<BLOCK_T>,
}

/// Copies a buffer that a block reads into a memory space before the block's nest.
///
/// # Semantics
/// `input` counts the buffers that the block reads and does not write, in the order of their first
/// load. Gives the copying block, named `<block>_read<input>`.
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %b = sched.block "matmul"
///   %copy = sched.cache_read %b, 1 in "shared"
/// }
/// ```
#[op("sched.cache_read", format = "$block `,` $input `in` $space attr-dict")]
pub struct CacheRead {
    /// the reader
    block: Operand<BLOCK_T>,
    /// which of its inputs, from 0
    input: Attribute<{ AttrC::I(64) }>,
    /// where the copy lies
    space: Attribute<{ AttrC::Str }>,
    /// the copying block
    copy: OpResult<BLOCK_T>,
}

/// Makes a block write a buffer in a memory space, which is copied out after its nest.
///
/// # Semantics
/// Gives the copying block, named `<block>_write`.
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %b = sched.block "matmul"
///   %copy = sched.cache_write %b in "local"
/// }
/// ```
#[op("sched.cache_write", format = "$block `in` $space attr-dict")]
pub struct CacheWrite {
    /// the writer
    block: Operand<BLOCK_T>,
    /// where it writes now
    space: Attribute<{ AttrC::Str }>,
    /// the copying block
    copy: OpResult<BLOCK_T>,
}

/// Gives blocks a buffer of their own in place of the one that the first of them writes.
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %p = sched.block "produce_tail"
///   %c = sched.block "consume_tail"
///   sched.split_buffer %p, %c
/// }
/// ```
#[op("sched.split_buffer", format = "$blocks attr-dict", interfaces(Verify(some)))]
pub struct SplitBuffer {
    /// the writer, then the readers
    blocks: Operands<BLOCK_T>,
}

fn some(op: OpRef<'_>, diags: &mut Diags) {
    diags.check(op.n_operands() > 0, op, "expected at least one block");
}

/// Moves the init of a reduction into a nest of its own before a loop.
///
/// # Semantics
/// Gives the new block, named `<block>_init`.
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %b = sched.block "matmul"
///   %m, %n, %k = sched.loops %b
///   %init = sched.decompose_reduction %b, %k
/// }
/// ```
#[op("sched.decompose_reduction", format = "$block `,` $on attr-dict")]
pub struct DecomposeReduction {
    /// the reduction
    block: Operand<BLOCK_T>,
    /// a loop around it, no further inside than the loops over its reduce axes
    on: Operand<LOOP_T>,
    /// the new block
    init: OpResult<BLOCK_T>,
}

/// Gives each iteration of a loop over a reduce axis a partial result of its own.
///
/// # Semantics
/// Gives the block that computes the partial results, named `<block>_part`; the block itself
/// combines them afterwards. The order of the reduction changes, so it must be marked `reassoc`.
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %b = sched.block "sum"
///   %m, %k = sched.loops %b
///   %outer, %lane = sched.split %k by [16]
///   %part = sched.rfactor %b, %lane
///   sched.vectorize %lane
/// }
/// ```
///
/// # Source
/// TensorIR's `rfactor`; ours takes the reduction's neutral element from the operation that
/// combines, and finds the block alone in its loops.
#[op("sched.rfactor", format = "$block `,` $on attr-dict")]
pub struct Rfactor {
    /// the reduction
    block: Operand<BLOCK_T>,
    /// a loop over one of its reduce axes
    on: Operand<LOOP_T>,
    /// the new block
    part: OpResult<BLOCK_T>,
}

pub(crate) const OPS: &[OpDef] = &[
    ComputeAt::DEF,
    ReverseComputeAt::DEF,
    ComputeInline::DEF,
    CacheRead::DEF,
    CacheWrite::DEF,
    SplitBuffer::DEF,
    DecomposeReduction::DEF,
    Rfactor::DEF,
];

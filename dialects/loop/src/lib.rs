//! The loop dialect: where and when each instance of a formula runs.
//!
//! Functions of this level are `func.func` over memrefs. Two constructs carry everything:
//! [`For`], a loop with affine bounds and a [`Kind`], and [`Block`], one instance of a formula per
//! point of its axes. What a block reads and writes is derived from its body, never declared.
//! Machine operations stand in a [`Intrinsic`], tasks with streams between them in a [`Dataflow`].

mod access;
mod asm;
mod asm_intrinsic;
mod block;
mod eval;
mod eval_flow;
mod eval_lanes;
mod flow;
mod intrinsic;
mod nest;

pub use access::{Alloc, Load, Store};
pub use block::Block;
pub use flow::{BANKS, Dataflow, Pop, Push, STREAM, Stream, Task};
pub use intrinsic::{BufferBox, Intrinsic};
pub use nest::{BIND, Bounds, For, Kind, PIPELINE};

use terrace_ir::Code;
use terrace_ir::def::Dialect;

/// The loop dialect.
pub static LOOP: Dialect = Dialect {
    name: "loop",
    doc: "Where and when each instance of a formula runs: affine loops with kinds, and blocks \
          whose axes keep their names and natures. Buffers are memrefs in a memory space.",
    ops: &[nest::OPS, block::OPS, access::OPS, flow::OPS, intrinsic::OPS],
    types: &[flow::STREAM],
    attrs: &[nest::BIND, nest::PIPELINE, flow::BANKS],
    attach: &[],
    codes: CODES,
};

/// Every diagnostic code of this crate.
const CODES: &[&Code] = &[
    &nest::LOOP001,
    &nest::LOOP002,
    &nest::LOOP003,
    &nest::LOOP004,
    &block::LOOP010,
    &block::LOOP011,
    &access::LOOP020,
    &access::LOOP021,
    &access::LOOP022,
    &access::LOOP023,
    &flow::LOOP030,
    &flow::LOOP031,
    &flow::LOOP032,
    &flow::LOOP033,
    &flow::LOOP034,
    &flow::LOOP035,
    &intrinsic::LOOP040,
];

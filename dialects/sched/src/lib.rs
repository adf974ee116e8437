//! The sched dialect: which transformation to apply to which block or loop.
//!
//! A [`Script`] is a list of steps over handles. Handles of blocks come from their names, handles
//! of loops from blocks and from the steps that make loops; numbers may be knobs, whose candidates
//! a tuner chooses among. What a step means, and when it is legal, is said by the primitive of the
//! same name that `sched-apply-script` runs.

mod asm;
mod kinds;
mod place;
mod script;
mod shape;

pub use kinds::{Bind, Parallel, Pipeline, Unroll, Vectorize};
pub use place::{
    CacheRead, CacheWrite, ComputeAt, ComputeInline, DecomposeReduction, ReverseComputeAt, Rfactor,
    SplitBuffer,
};
pub use script::{Block, Consumes, Knob, Loops, Script};
pub use shape::{Cut, Fuse, Reorder, Split, Tile};

use terrace_ir::Code;
use terrace_ir::def::{Dialect, ParamAsm, TypeC, TypeDef};

const fn handle(name: &'static str, doc: &'static str) -> TypeDef {
    TypeDef { name, doc, params: &[], asm: ParamAsm::List, verify: None }
}

/// `!sched.block`
pub const BLOCK: TypeDef = handle("sched.block", "A `loop.block` of the function.");
/// `!sched.loop`
pub const LOOP: TypeDef = handle("sched.loop", "A `loop.for` of the function.");
/// `!sched.int`
pub const INT: TypeDef = handle("sched.int", "A number that a tuner may choose.");

const BLOCK_T: TypeC = TypeC::Dialect("sched.block");
const LOOP_T: TypeC = TypeC::Dialect("sched.loop");
const INT_T: TypeC = TypeC::Dialect("sched.int");

/// The sched dialect.
pub static SCHED: Dialect = Dialect {
    name: "sched",
    doc: "Schedules as scripts: steps over handles of blocks and loops, with knobs for tuners. A \
          script changes no number that its function computes; a step that would is refused.",
    ops: &[script::OPS, shape::OPS, kinds::OPS, place::OPS],
    types: &[BLOCK, LOOP, INT],
    attrs: &[],
    attach: &[],
    codes: CODES,
};

/// Every diagnostic code of this crate.
const CODES: &[&Code] =
    &[&shape::SCHED100, &script::SCHED101, &shape::SCHED102, &script::SCHED103, &script::SCHED104];

//! How iterations run.

use terrace_ir::def::{AttrC, OpDef};
use terrace_macros::op;

use crate::LOOP_T;

/// Runs the iterations of an innermost loop as the lanes of a vector.
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %b = sched.block "matmul"
///   %m, %n = sched.loops %b
///   sched.vectorize %n
/// }
/// ```
#[op("sched.vectorize", format = "$on attr-dict")]
pub struct Vectorize {
    /// the loop
    on: Operand<LOOP_T>,
}

/// Copies out the iterations of a loop.
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %b = sched.block "matmul"
///   %m, %n = sched.loops %b
///   sched.unroll %n
/// }
/// ```
#[op("sched.unroll", format = "$on attr-dict")]
pub struct Unroll {
    /// the loop
    on: Operand<LOOP_T>,
}

/// Runs the iterations of a loop side by side on the threads of the target.
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %b = sched.block "matmul"
///   %m, %n = sched.loops %b
///   sched.parallel %m
/// }
/// ```
#[op("sched.parallel", format = "$on attr-dict")]
pub struct Parallel {
    /// the loop
    on: Operand<LOOP_T>,
}

/// Spreads the iterations of a loop over a hardware index.
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %b = sched.block "matmul"
///   %m, %n = sched.loops %b
///   sched.bind %m to "block.x"
/// }
/// ```
#[op("sched.bind", format = "$on `to` $index attr-dict")]
pub struct Bind {
    /// the loop
    on: Operand<LOOP_T>,
    /// as in `#loop.bind`
    index: Attribute<{ AttrC::Str }>,
}

/// Overlaps the iterations of a loop.
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %b = sched.block "matmul"
///   %m, %n = sched.loops %b
///   sched.pipeline %n {ii = 1 : i64}
/// }
/// ```
#[op("sched.pipeline", format = "$on attr-dict")]
pub struct Pipeline {
    /// the loop
    on: Operand<LOOP_T>,
    /// cycles between the starts of two iterations
    ii: OptionalAttr<{ AttrC::I(64) }>,
    /// iterations in flight
    stages: OptionalAttr<{ AttrC::I(64) }>,
}

pub(crate) const OPS: &[OpDef] =
    &[Vectorize::DEF, Unroll::DEF, Parallel::DEF, Bind::DEF, Pipeline::DEF];

//! The shape of a nest: split, tile, fuse, reorder, cut.

use terrace_ir::def::{AttrC, OpDef};
use terrace_ir::interface::Verify;
use terrace_ir::{Code, DYNAMIC, Diags, OpRef};
use terrace_macros::op;

use crate::script::Consumes;
use crate::{INT_T, LOOP_T, asm};

/// Splits a loop into an outer one and one inner loop per factor.
///
/// # Semantics
/// Gives the loops outermost first. Where the factors do not divide the extent, blocks inside get a
/// condition.
///
/// # Errors
/// - `SCHED100` not one loop more than factors
/// - `SCHED102` a factor is not positive
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %b = sched.block "matmul"
///   %m, %n = sched.loops %b
///   %t = sched.knob "t" of [[2], [4]] = [4]
///   %mo, %mv, %mi = sched.split %m by [%t, 8]
/// }
/// ```
#[op(
    "sched.split",
    asm(asm::parse_split, asm::print_split),
    interfaces(Verify(verify_split), Consumes(&[0]))
)]
pub struct Split {
    /// the loop
    on: Operand<LOOP_T>,
    /// factors that are knobs
    knobs: Operands<INT_T>,
    /// the factors; the smallest number stands for the next knob
    factors: Attribute<{ AttrC::DenseArray(64) }>,
    /// outermost first
    loops: OpResults<LOOP_T>,
}

/// Splits perfectly nested loops by one factor each and brings the outer parts outside.
///
/// # Semantics
/// Gives the outer loops, then the inner ones.
///
/// # Errors
/// - `SCHED100` not two loops per factor, or not one factor per loop
/// - `SCHED102` a factor is not positive
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %b = sched.block "matmul"
///   %m, %n, %k = sched.loops %b
///   %mo, %no, %mi, %ni = sched.tile %m, %n by [8, 16]
/// }
/// ```
#[op(
    "sched.tile",
    traits(OPERAND_SEGMENTS),
    asm(asm::parse_split, asm::print_split),
    interfaces(Verify(verify_tile), Consumes(&[0]))
)]
pub struct Tile {
    /// the loops, outermost first
    on: Operands<LOOP_T>,
    /// factors that are knobs
    knobs: Operands<INT_T>,
    /// one factor per loop; the smallest number stands for the next knob
    factors: Attribute<{ AttrC::DenseArray(64) }>,
    /// the outer loops, then the inner ones
    loops: OpResults<LOOP_T>,
}

/// Makes one loop of two that are perfectly nested.
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %b = sched.block "matmul"
///   %m, %n, %k = sched.loops %b
///   %mn = sched.fuse %m, %n
/// }
/// ```
#[op("sched.fuse", format = "$outer `,` $inner attr-dict", interfaces(Consumes(&[0, 1])))]
pub struct Fuse {
    /// the loop around the other
    outer: Operand<LOOP_T>,
    /// the only thing inside it
    inner: Operand<LOOP_T>,
    /// the loop in their place
    fused: OpResult<LOOP_T>,
}

/// Puts perfectly nested loops into this order.
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %b = sched.block "matmul"
///   %m, %n, %k = sched.loops %b
///   sched.reorder %k, %m
/// }
/// ```
#[op("sched.reorder", format = "$loops attr-dict", interfaces(Verify(some)))]
pub struct Reorder {
    /// outermost first
    loops: Operands<LOOP_T>,
}

fn some(op: OpRef<'_>, diags: &mut Diags) {
    diags.check(op.n_operands() > 0, op, "expected at least one loop");
}

/// Cuts a loop into the iterations before `at` and those from it on.
///
/// # Semantics
/// The handle keeps the first part; the second is given. Its blocks are named `<block>_tail`.
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %b = sched.block "matmul"
///   %m, %n, %k = sched.loops %b
///   %tail = sched.cut %m at 192
/// }
/// ```
#[op("sched.cut", format = "$on `at` $at attr-dict")]
pub struct Cut {
    /// the loop
    on: Operand<LOOP_T>,
    /// the first iteration of the second part
    at: Attribute<{ AttrC::I(64) }>,
    /// the second part
    tail: OpResult<LOOP_T>,
}

pub(crate) const OPS: &[OpDef] = &[Split::DEF, Tile::DEF, Fuse::DEF, Reorder::DEF, Cut::DEF];

/// SCHED100
pub const SCHED100: Code = Code {
    id: "SCHED100",
    message: "`{0}` by {1} factors gives {2} loops, here {3}",
    explain: "Split gives one loop more than it has factors; tile takes one factor per loop and \
              gives two loops for each.",
};
/// SCHED102
pub const SCHED102: Code = Code {
    id: "SCHED102",
    message: "a factor is {0}, expected a positive number",
    explain: "Factors are the extents of the inner loops.",
};

fn verify_split(op: OpRef<'_>, diags: &mut Diags) {
    let n = verify_factors(op, Split(op).knobs().len(), diags);
    let args: [&dyn std::fmt::Display; 4] = [&"sched.split", &n, &(n + 1), &op.n_results()];
    diags.require(op.n_results() == n + 1, &SCHED100, op.loc(), &args);
}

fn verify_tile(op: OpRef<'_>, diags: &mut Diags) {
    let n = verify_factors(op, Tile(op).knobs().len(), diags);
    let fits = op.n_results() == 2 * n && Tile(op).on().len() == n;
    let args: [&dyn std::fmt::Display; 4] = [&"sched.tile", &n, &(2 * n), &op.n_results()];
    diags.require(fits, &SCHED100, op.loc(), &args);
}

/// Checks the factors that are written down; gives how many there are.
fn verify_factors(op: OpRef<'_>, n_knobs: usize, diags: &mut Diags) -> usize {
    let factors = op.attr("factors").and_then(|f| f.as_ints(op.cx)).unwrap_or_default();
    for factor in factors.iter().filter(|f| **f <= 0 && **f != DYNAMIC) {
        diags.error(&SCHED102, op.loc(), &[factor]);
    }
    let holes = factors.iter().filter(|f| **f == DYNAMIC).count();
    diags.require(holes == n_knobs, &SCHED102, op.loc(), &[&"no knob of the operation"]);
    factors.len()
}

//! Scripts, and where handles and numbers come from.

use terrace_ir::def::{AttrC, OpDef};
use terrace_ir::interface::Verify;
use terrace_ir::{Code, Diags, OpRef, ValueId};
use terrace_macros::op;

use crate::{BLOCK_T, INT_T, LOOP_T, asm};

/// The positions of the operand groups whose handles stand for nothing after the step: an
/// interface.
pub struct Consumes(pub &'static [usize]);

/// A list of steps that schedule one function.
///
/// # Semantics
/// A function names its script with the attribute `sched.script = @name`; `sched-apply-script` runs
/// the steps in order and removes the attribute. The first step that is not legal stops it.
///
/// # Errors
/// - `SCHED101` a handle is used after the step that consumed it
/// - `SCHED104` an operation that is no step
///
/// # Example
/// ```mlir
/// sched.script @matmul {
///   %mm = sched.block "matmul"
///   %m, %n, %k = sched.loops %mm
///   %tm, %tn = sched.knob "tile" of [[4, 16], [6, 32]] = [6, 32]
///   %mo, %mi = sched.split %m by [%tm]
///   %no, %nv, %ni = sched.split %n by [2, %tn]
///   sched.reorder %mo, %no, %k, %mi, %nv, %ni
///   %out = sched.cache_write %mm in "local"
///   sched.reverse_compute_at %out, %no
///   %init = sched.decompose_reduction %mm, %k
///   sched.vectorize %ni
///   sched.unroll %nv
///   sched.unroll %mi
///   sched.parallel %mo
/// }
/// ```
#[op(
    "sched.script",
    traits(SYMBOL, ISOLATED, NO_TERMINATOR, SINGLE_BLOCK),
    format = "$sym_name attr-dict-with-keyword $body",
    interfaces(Verify(verify_script))
)]
pub struct Script {
    /// its name
    sym_name: Attribute<{ AttrC::SymbolName }>,
    /// the steps
    body: RegionMaxOne,
}

/// The block of this name.
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %b = sched.block "matmul"
/// }
/// ```
#[op("sched.block", format = "$name attr-dict")]
pub struct Block {
    /// as in `loop.block`
    name: Attribute<{ AttrC::Str }>,
    /// the block
    block: OpResult<BLOCK_T>,
}

/// All loops around a block, outermost first.
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %b = sched.block "matmul"
///   %m, %n, %k = sched.loops %b
/// }
/// ```
#[op("sched.loops", asm(asm::parse_loops, asm::print_loops))]
pub struct Loops {
    /// whose loops
    block: Operand<BLOCK_T>,
    /// as many as there are
    loops: OpResults<LOOP_T>,
}

/// Numbers that a tuner chooses together.
///
/// # Semantics
/// One of the candidates, each a list with one number per result. The chosen one is written down,
/// so that a script says what it does.
///
/// # Errors
/// - `SCHED103` the choice is no candidate, or candidates differ in length from the results
///
/// # Example
/// ```mlir
/// sched.script @s {
///   %tm, %tn = sched.knob "tile" of [[4, 16], [6, 32]] = [6, 32]
/// }
/// ```
#[op("sched.knob", asm(asm::parse_knob, asm::print_knob), interfaces(Verify(verify_knob)))]
pub struct Knob {
    /// by which a tuner knows it
    name: Attribute<{ AttrC::Str }>,
    /// lists of numbers
    candidates: Attribute<{ AttrC::Array(&AttrC::DenseArray(64)) }>,
    /// one of them
    chosen: Attribute<{ AttrC::DenseArray(64) }>,
    /// its numbers
    values: OpResults<INT_T>,
}

pub(crate) const OPS: &[OpDef] = &[Script::DEF, Block::DEF, Loops::DEF, Knob::DEF];

/// SCHED101
pub const SCHED101: Code = Code {
    id: "SCHED101",
    message: "`%{0}` stands for nothing any more: `{1}` consumed it",
    explain: "Split, tile and fuse replace loops, inlining removes a block. Use the handles that \
              the step gives.",
};
/// SCHED103
pub const SCHED103: Code = Code {
    id: "SCHED103",
    message: "the choice of knob `{0}` does not fit: {1}",
    explain: "Each candidate has one number per result, and the choice is one of the candidates.",
};
/// SCHED104
pub const SCHED104: Code = Code {
    id: "SCHED104",
    message: "`{0}` is no step of a script",
    explain: "A script holds operations of `sched` alone.",
};

fn verify_script(op: OpRef<'_>, diags: &mut Diags) {
    let Some(region) = op.region(0) else { return };
    let mut gone: Vec<(ValueId, OpRef<'_>)> = Vec::new();
    for step in region.ops() {
        if !step.name_str().starts_with("sched.") || step.is(&Script::DEF) {
            diags.error(&SCHED104, step.loc(), &[&step.name_str()]);
        }
        for value in step.operands() {
            if let Some((_, by)) = gone.iter().find(|(v, _)| *v == value) {
                let name = step.body.value_name(value).map_or("?", |n| op.cx.str(n));
                diags.error(&SCHED101, step.loc(), &[&name, &by.name_str()]);
            }
        }
        let consumes = step.info().and_then(|i| i.interface::<Consumes>());
        for &group in consumes.map_or(&[][..], |c| c.0) {
            gone.extend(step.operand_values(group).into_iter().map(|v| (v, step)));
        }
    }
}

fn verify_knob(op: OpRef<'_>, diags: &mut Diags) {
    let knob = Knob(op);
    let ints = |a: terrace_ir::Attr| a.as_ints(op.cx).unwrap_or_default();
    let candidates = knob.candidates().get().and_then(|c| c.as_array(op.cx)).unwrap_or(&[]);
    let candidates: Vec<Vec<i64>> = candidates.iter().map(|&c| ints(c)).collect();
    let chosen = knob.chosen().get().map(ints).unwrap_or_default();
    let name = knob.name().get().and_then(|n| n.as_str(op.cx)).unwrap_or("");
    let n = op.n_results();
    let why = if !candidates.iter().all(|c| c.len() == n) {
        format!("each candidate needs {n} numbers")
    } else if !candidates.contains(&chosen) {
        format!("{chosen:?} is no candidate")
    } else {
        return;
    };
    diags.error(&SCHED103, op.loc(), &[&name, &why]);
}

//! Which buffers of a function its callers keep apart.
//!
//! Code is faster where LLVM may assume that buffers do not overlap. A memory planner may place the
//! result of an operation over an operand that dies there, so this looks at every call: where two
//! buffers of one call may overlap, the callee's parameters are not promised to be apart. Functions
//! that nobody in the module calls are trusted: the runtime keeps outputs apart from everything.

use terrace_ir::{OpRef, ValueDef, ValueId};

use crate::plan::{Plan, below};
use crate::types;

/// How many views of views are looked through.
const MAX_VIEWS: usize = 64;

/// A part of some memory, in bytes; without a span it may be anywhere in it.
struct Part {
    /// What the memory is: a block argument, an allocation, or a global.
    root: Root,
    span: Option<(u64, u64)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Root {
    /// Argument `.0` of the function.
    Arg(usize),
    /// Memory of the function's own.
    Alloca(ValueId),
    Global(terrace_ir::Sym),
    /// Anything, such as a choice between buffers.
    Unknown,
}

/// Fills in [`crate::plan::Function::no_alias`].
pub(crate) fn find(plan: &mut Plan<'_>) {
    let mut apart: Vec<Vec<bool>> =
        plan.functions.iter().map(|f| vec![true; f.inputs.len()]).collect();
    // What a function may not assume, those it calls may not assume either.
    loop {
        let before = apart.clone();
        for (caller, function) in plan.functions.iter().enumerate().filter(|(_, f)| f.defined) {
            for op in below(function.root).filter(|op| op.name_str() == "func.call") {
                let callee = op.attr("callee").and_then(|a| a.as_sym(plan.cx));
                if let Some(&callee) = callee.and_then(|s| plan.by_name.get(&s)) {
                    let known = before[caller].clone();
                    mark(op, &known, &mut apart[callee]);
                }
            }
        }
        if apart == before {
            break;
        }
    }
    for (function, apart) in plan.functions.iter_mut().zip(apart) {
        function.no_alias = apart;
    }
}

/// Takes back the promise for operands of a call that may overlap. `known` is what the caller may
/// assume of its own arguments.
fn mark(call: OpRef<'_>, known: &[bool], apart: &mut [bool]) {
    let parts: Vec<(usize, Part)> = call
        .operands()
        .enumerate()
        .filter(|(_, v)| call.body.ty(*v).is_memref(call.cx))
        .map(|(i, v)| (i, part(call, v)))
        .collect();
    for (k, (i, a)) in parts.iter().enumerate() {
        for (j, b) in &parts[..k] {
            if may_overlap(a, b, known) {
                for idx in [*i, *j] {
                    if let Some(flag) = apart.get_mut(idx) {
                        *flag = false;
                    }
                }
            }
        }
    }
}

fn may_overlap(a: &Part, b: &Part, known: &[bool]) -> bool {
    let kept_apart = |i: usize| known.get(i).copied().unwrap_or(false);
    match (a.root, b.root) {
        (Root::Unknown, _) | (_, Root::Unknown) => true,
        (Root::Arg(i), Root::Arg(j)) if i != j => !kept_apart(i) && !kept_apart(j),
        (x, y) if x != y => false,
        _ => match (a.span, b.span) {
            (Some((a, a_end)), Some((b, b_end))) => a < b_end && b < a_end,
            _ => true,
        },
    }
}

/// The memory a value is a part of. Views with constant byte offsets keep their span.
fn part(at: OpRef<'_>, value: ValueId) -> Part {
    let (cx, body) = (at.cx, at.body);
    let bytes = types::extent_bytes(cx, body.ty(value));
    let mut span = bytes.map(|n| (0, n));
    let mut value = value;
    for _ in 0..MAX_VIEWS {
        let (id, position) = match body.def(value) {
            ValueDef::Result(id, position) => (id, position),
            ValueDef::Arg(block, i) => {
                let is_entry = body.root_block() == Some(block);
                let root = if is_entry { Root::Arg(i) } else { Root::Unknown };
                return Part { root, span };
            }
        };
        let op = at.at(id);
        match op.name_str() {
            "memref.view" if op.n_operands() >= 2 => {
                let shift = constant(op, op.operand(1)).and_then(|s| u64::try_from(s).ok());
                span = match (span, shift) {
                    (Some((low, high)), Some(s)) => low.checked_add(s).zip(high.checked_add(s)),
                    _ => None,
                };
                value = op.operand(0);
            }
            "memref.get_global" => {
                if let Some(sym) = op.attr("name").and_then(|a| a.as_sym(cx)) {
                    return Part { root: Root::Global(sym), span };
                }
                break;
            }
            "memref.alloca" => return Part { root: Root::Alloca(value), span },
            "memref.distinct_objects" => value = op.operand(position),
            // Reshapes keep the place; other views are somewhere in their source.
            "memref.collapse_shape"
            | "memref.expand_shape"
            | "memref.cast"
            | "memref.assume_alignment" => value = op.operand(0),
            "memref.subview"
            | "memref.reinterpret_cast"
            | "memref.transpose"
            | "memref.extract_strided_metadata"
            | "memref.memory_space_cast" => {
                span = None;
                value = op.operand(0);
            }
            _ => break,
        }
    }
    Part { root: Root::Unknown, span: None }
}

/// The value of an integer constant.
pub(crate) fn constant(at: OpRef<'_>, value: ValueId) -> Option<i64> {
    let op = at.defining(value)?;
    (op.name_str() == "arith.constant").then(|| op.attr("value"))??.as_i64(at.cx)
}

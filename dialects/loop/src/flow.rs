//! Tasks that run side by side and the streams between them: `loop.dataflow`, `loop.task`,
//! `loop.stream`, `loop.push`, `loop.pop`.

use terrace_ir::def::{AttrC, AttrTypeDef, OpDef, ParamAsm, ParamDef, TypeC, TypeDef};
use terrace_ir::eval::Eval;
use terrace_ir::interface::{Effect, MemoryEffects, Verify};
use terrace_ir::{Code, Diags, OpId, OpRef, ValueDef, ValueId};
use terrace_macros::op;

use crate::{Alloc, Store};

const STREAM_TYPE: TypeC = TypeC::Dialect("loop.stream");

/// `!loop.stream<f32, 16>`: a first-in first-out channel.
pub const STREAM: TypeDef = TypeDef {
    name: "loop.stream",
    doc: "A first-in first-out channel between two tasks: the type of its elements, and how many \
          of them it holds at most. A push into a full channel waits, and so does a pop from an \
          empty one.",
    params: &[
        ParamDef { name: "element", constraint: AttrC::Type(&TypeC::Any), optional: false },
        ParamDef { name: "depth", constraint: AttrC::I(64), optional: false },
    ],
    asm: ParamAsm::List,
    verify: None,
};

/// `#loop.banks<cyclic = [1, 3, 3]>`: a memory space cut into banks.
pub const BANKS: AttrTypeDef = AttrTypeDef {
    name: "loop.banks",
    doc: "A memory space on the chip, cut into banks that are accessed at the same time: for each \
          dimension the number of banks, index `i` of `cyclic` ones lying in bank `i mod n`, of \
          `block` ones in bank `i floordiv ceil(size / n)`. `ports` is how many accesses each \
          bank takes in one cycle.",
    params: &[
        ParamDef { name: "cyclic", constraint: AttrC::DenseArray(64), optional: true },
        ParamDef { name: "block", constraint: AttrC::DenseArray(64), optional: true },
        ParamDef { name: "ports", constraint: AttrC::I(64), optional: true },
    ],
    asm: ParamAsm::Struct,
    verify: None,
};

/// Tasks that run side by side, connected by streams.
///
/// # Semantics
/// As if the tasks ran one after another in their order, each stream holding any number of
/// elements. They may overlap, because nothing but streams connects them: no task touches a buffer
/// that another one writes, and each stream has one task that pushes and a later one that pops.
/// Where two streams connect the same two tasks, their depths may be too small for any overlap to
/// end; this is not checked here. At the end every stream is empty.
///
/// # Errors
/// - `LOOP030` it holds something else than streams, buffers and tasks
/// - `LOOP031` a stream is not pushed to in one task and popped from in a later one
/// - `LOOP032` a buffer is written in one task and touched in another
///
/// # Example
/// ```mlir
/// func.func @twice(%x: memref<8xf32>, %y: memref<8xf32>) {
///   loop.dataflow {
///     %s = loop.stream : !loop.stream<f32, 2>
///     loop.task "read" {
///       loop.for %i = 0 to 8 #loop.pipeline<ii = 1> {
///         %v = loop.load %x[%i] : memref<8xf32>
///         loop.push %v, %s : f32, !loop.stream<f32, 2>
///       }
///     }
///     loop.task "double" {
///       loop.for %i = 0 to 8 #loop.pipeline<ii = 1> {
///         %v = loop.pop %s : !loop.stream<f32, 2> -> f32
///         %d = arith.addf %v, %v : f32
///         loop.store %d, %y[%i] : memref<8xf32>
///       }
///     }
///   }
///   return
/// }
/// ```
///
/// # Source
/// The dataflow regions of HIDA (Ye et al., ASPLOS 2024) and of Vitis HLS.
#[op(
    "loop.dataflow",
    traits(NO_TERMINATOR, SINGLE_BLOCK, RECURSIVE_EFFECTS),
    format = "attr-dict-with-keyword $body",
    interfaces(Verify(verify_dataflow), Eval(crate::eval_flow::dataflow))
)]
pub struct Dataflow {
    /// streams, buffers and tasks
    body: Region,
}

/// One of the tasks of a `loop.dataflow`.
///
/// # Semantics
/// Runs its body.
///
/// # Errors
/// - `LOOP033` it is not directly inside a `loop.dataflow`
///
/// # Example
/// ```mlir
/// func.func @one(%y: memref<8xf32>, %v: f32) {
///   loop.dataflow {
///     loop.task "fill" {
///       loop.for %i = 0 to 8 {
///         loop.store %v, %y[%i] : memref<8xf32>
///       }
///     }
///   }
///   return
/// }
/// ```
#[op(
    "loop.task",
    traits(NO_TERMINATOR, SINGLE_BLOCK, RECURSIVE_EFFECTS),
    format = "$name attr-dict-with-keyword $body",
    interfaces(Verify(verify_task), Eval(crate::eval_flow::task))
)]
pub struct Task {
    /// name
    name: Attribute<{ AttrC::Str }>,
    /// what it does
    body: Region,
}

/// A new stream, empty.
///
/// # Errors
/// - `LOOP034` its elements are no scalars, or it holds none
///
/// # Example
/// ```mlir
/// %s = loop.stream : !loop.stream<f32, 16>
/// ```
#[op(
    "loop.stream",
    format = "attr-dict `:` type($stream)",
    interfaces(Verify(verify_stream), MemoryEffects(make_effects), Eval(crate::eval_flow::stream))
)]
pub struct Stream {
    /// the stream
    stream: OpResult<STREAM_TYPE>,
}

/// Puts an element behind those in a stream.
///
/// # Errors
/// - `LOOP035` the value is not of the stream's element type
///
/// # Example
/// ```mlir
/// func.func @push(%v: f32, %s: !loop.stream<f32, 2>) {
///   loop.push %v, %s : f32, !loop.stream<f32, 2>
///   return
/// }
/// ```
#[op(
    "loop.push",
    format = "$value `,` $stream attr-dict `:` type($value) `,` type($stream)",
    interfaces(Verify(verify_push), MemoryEffects(push_effects), Eval(crate::eval_flow::push))
)]
pub struct Push {
    /// the element
    value: Operand,
    /// where it goes
    stream: Operand<STREAM_TYPE>,
}

/// Takes the first element of a stream.
///
/// # Errors
/// - `LOOP035` the value is not of the stream's element type
///
/// # Example
/// ```mlir
/// func.func @pop(%s: !loop.stream<f32, 2>) -> f32 {
///   %v = loop.pop %s : !loop.stream<f32, 2> -> f32
///   return %v : f32
/// }
/// ```
#[op(
    "loop.pop",
    format = "$stream attr-dict `:` type($stream) `->` type($value)",
    interfaces(Verify(verify_pop), MemoryEffects(pop_effects), Eval(crate::eval_flow::pop))
)]
pub struct Pop {
    /// where it comes from
    stream: Operand<STREAM_TYPE>,
    /// the element
    value: OpResult,
}

pub(crate) const OPS: &[OpDef] = &[Dataflow::DEF, Task::DEF, Stream::DEF, Push::DEF, Pop::DEF];

/// LOOP030
pub const LOOP030: Code = Code {
    id: "LOOP030",
    message: "a `loop.dataflow` holds streams, buffers and tasks, not `{0}`",
    explain: "What is computed is computed by a task.",
};
/// LOOP031
pub const LOOP031: Code = Code {
    id: "LOOP031",
    message: "a stream needs one task that pushes and a later one that pops: {0}",
    explain: "Each end of a stream is used by one task. Without feedback tasks can be run one \
              after another.",
};
/// LOOP032
pub const LOOP032: Code = Code {
    id: "LOOP032",
    message: "task `{0}` writes a buffer that task `{1}` touches",
    explain: "Tasks run side by side; only streams connect them. Buffers that no task writes may \
              be read by all.",
};
/// LOOP033
pub const LOOP033: Code = Code {
    id: "LOOP033",
    message: "a task stands directly inside a `loop.dataflow`",
    explain: "Its neighbours are what it runs side by side with.",
};
/// LOOP034
pub const LOOP034: Code = Code {
    id: "LOOP034",
    message: "a stream holds at least one scalar, here {0}",
    explain: "The element type is an integer, a float or `index`; the depth is positive.",
};
/// LOOP035
pub const LOOP035: Code = Code {
    id: "LOOP035",
    message: "the value is not of the stream's element type",
    explain: "What is pushed is what is popped.",
};

/// The operations directly inside a dataflow.
fn inside(op: OpRef<'_>) -> Vec<OpRef<'_>> {
    let entry = Dataflow(op).body().and_then(|r| r.entry());
    entry.into_iter().flat_map(|b| op.body.ops_of(b)).map(|id| op.at(id)).collect()
}

fn verify_dataflow(op: OpRef<'_>, diags: &mut Diags) {
    let parts = inside(op);
    for part in &parts {
        let known = part.is(&Task::DEF) || part.is(&Stream::DEF) || part.is(&Alloc::DEF);
        diags.require(known, &LOOP030, part.loc(), &[&part.name_str()]);
    }
    let tasks: Vec<OpRef<'_>> = parts.iter().copied().filter(|p| p.is(&Task::DEF)).collect();
    for stream in parts.iter().filter(|p| p.is(&Stream::DEF)) {
        if let Some(what) = misuse(op, *stream, &tasks) {
            diags.error(&LOOP031, stream.loc(), &[&what]);
        }
    }
    let uses: Vec<Touched> = tasks.iter().map(|t| touched(*t)).collect();
    for (i, writer) in uses.iter().enumerate() {
        for (k, other) in uses.iter().enumerate().filter(|(k, _)| *k != i) {
            if writer.written.iter().any(|b| other.all.contains(b)) {
                let names = [tasks[i], tasks[k]].map(|t| name_of(t).to_owned());
                diags.error(&LOOP032, tasks[i].loc(), &[&names[0], &names[1]]);
            }
        }
    }
}

fn name_of(task: OpRef<'_>) -> &str {
    Task(task).name().get().and_then(|n| n.as_str(task.cx)).unwrap_or("")
}

/// What is wrong with how a stream is used.
fn misuse(dataflow: OpRef<'_>, stream: OpRef<'_>, tasks: &[OpRef<'_>]) -> Option<&'static str> {
    let body = dataflow.body;
    let (mut pushes, mut pops) = (Vec::new(), Vec::new());
    for (user, _) in body.uses(stream.result(0)) {
        let Some(task) = tasks.iter().position(|t| body.is_inside(t.id, user)) else {
            return Some("it is used outside of tasks");
        };
        let view = stream.at(user);
        match (view.is(&Push::DEF), view.is(&Pop::DEF)) {
            (true, _) => pushes.push(task),
            (_, true) => pops.push(task),
            _ => return Some("it is used by something else"),
        }
    }
    let one = |tasks: &mut Vec<usize>| {
        tasks.dedup();
        tasks.sort_unstable();
        tasks.dedup();
        (tasks.len() == 1).then(|| tasks[0])
    };
    match (one(&mut pushes), one(&mut pops)) {
        (None, _) => Some("several tasks or none push"),
        (_, None) => Some("several tasks or none pop"),
        (Some(from), Some(to)) if from >= to => Some("it is popped before it is pushed to"),
        _ => None,
    }
}

/// The buffers that a task uses and that live outside of it.
#[derive(Default)]
struct Touched {
    all: Vec<ValueId>,
    written: Vec<ValueId>,
}

fn touched(task: OpRef<'_>) -> Touched {
    let mut touched = Touched::default();
    for id in task.body.ops_below(task.id) {
        let op = task.at(id);
        for value in op.operands() {
            let ty = op.body.ty(value);
            if !ty.is_memref(op.cx) || is_made_inside(op, value, task.id) {
                continue;
            }
            touched.all.push(value);
            let reads = op.is(&crate::Load::DEF);
            // What is not known to read alone may write.
            if op.is(&Store::DEF) && Store(op).buffer() == value || !reads && !op.is(&Store::DEF) {
                touched.written.push(value);
            }
        }
    }
    touched
}

fn is_made_inside(op: OpRef<'_>, value: ValueId, task: OpId) -> bool {
    match op.body.def(value) {
        ValueDef::Result(def, _) => op.body.is_inside(task, def),
        ValueDef::Arg(block, _) => {
            let owner = op.body.owner_of_block(block);
            op.body.is_inside(task, owner)
        }
    }
}

fn verify_task(op: OpRef<'_>, diags: &mut Diags) {
    let parent = op.parent().is_some_and(|p| p.is(&Dataflow::DEF));
    diags.require(parent, &LOOP033, op.loc(), &[]);
}

fn verify_stream(op: OpRef<'_>, diags: &mut Diags) {
    let ty = op.result_ty(0);
    let depth = ty.param(op.cx, 1).and_then(|d| d.as_i64(op.cx)).unwrap_or(0);
    diags.require(depth >= 1, &LOOP034, op.loc(), &[&format!("{depth}")]);
    let element = ty.param(op.cx, 0).and_then(|e| e.as_type(op.cx));
    let scalar = element.is_some_and(|e| {
        e.is_index(op.cx) || e.float(op.cx).is_some() || e.int_width(op.cx).is_some()
    });
    diags.require(scalar, &LOOP034, op.loc(), &[&"something else"]);
}

fn fits(op: OpRef<'_>, stream: ValueId, value: terrace_ir::Type) -> bool {
    let element = op.body.ty(stream).param(op.cx, 0).and_then(|e| e.as_type(op.cx));
    element == Some(value)
}

fn verify_push(op: OpRef<'_>, diags: &mut Diags) {
    let ok = fits(op, op.operand(1), op.operand_ty(0));
    diags.require(ok, &LOOP035, op.loc(), &[]);
}

fn verify_pop(op: OpRef<'_>, diags: &mut Diags) {
    let ok = fits(op, op.operand(0), op.result_ty(0));
    diags.require(ok, &LOOP035, op.loc(), &[]);
}

fn make_effects(op: OpRef<'_>, effects: &mut Vec<(Effect, Option<ValueId>)>) {
    effects.push((Effect::Allocate, Some(op.result(0))));
}

fn push_effects(op: OpRef<'_>, effects: &mut Vec<(Effect, Option<ValueId>)>) {
    effects.push((Effect::Write, Some(op.operand(1))));
}

fn pop_effects(op: OpRef<'_>, effects: &mut Vec<(Effect, Option<ValueId>)>) {
    effects.push((Effect::Read, Some(op.operand(0))));
    effects.push((Effect::Write, Some(op.operand(0))));
}

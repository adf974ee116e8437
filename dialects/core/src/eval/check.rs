//! Did a pass change a number? What a module computes, before and after.

use std::sync::Arc;

use super::compare::{Tolerance, as_tensor, compare};
use super::machine::{Machine, signature};
use super::random::random_args;
use super::tensor::Tensor;
use super::trap::{Limits, Reason, Trap};
use super::value::Value;
use crate::body::Body;
use crate::context::Context;
use crate::diag::{Code, Diag};
use crate::entity::{Loc, Type};
use crate::text::type_to_string;
use crate::view::OpRef;

/// What each function of a module gives on seeded inputs.
#[derive(Clone, Debug)]
pub struct Snapshot {
    funcs: Vec<Outcome>,
    without_inputs: Vec<WithoutInputs>,
}

/// A function that did not run: one of its arguments has a type without random values.
#[derive(Clone, Debug)]
struct WithoutInputs {
    name: String,
    loc: Loc,
    /// That type, printed.
    ty: String,
}

impl WithoutInputs {
    fn diag(&self, code: &'static Code) -> Diag {
        let why = format!("no inputs can be made for `{}`", self.ty);
        Diag::warning(code, self.loc, &[&self.name, &why])
    }
}

/// What one function gave.
#[derive(Clone, Debug)]
struct Outcome {
    name: String,
    loc: Loc,
    n_args: usize,
    ran: Result<Outputs, Trap>,
}

#[derive(Clone, Debug)]
struct Outputs {
    results: Vec<Option<Tensor>>,
    /// Contents of memref arguments afterwards, by argument.
    memory: Vec<(usize, Option<Tensor>)>,
}

/// EVAL020
pub const EVAL020: Code = Code {
    id: "EVAL020",
    message: "`{0}` no longer computes the same: {1}",
    explain: "The interpreter ran the function on the same inputs before and after the pass, and a \
              result is further off than reordering of sums can explain.",
};
/// EVAL021
pub const EVAL021: Code = Code {
    id: "EVAL021",
    message: "`{0}` could not be compared: {1}",
    explain: "The function runs before the pass and not after it, its results have other shapes, \
              or it has got a parameter of a type that the interpreter makes up no values of.",
};

/// EVAL022
pub const EVAL022: Code = Code {
    id: "EVAL022",
    message: "`{0}` is not compared: {1}",
    explain: "The function does not run to its end on the inputs it was given, before any pass; or \
              it has a parameter of a type that the interpreter makes up no values of: it makes \
              numbers, tensors and row-major memrefs.",
};

/// How the functions of a module are run.
#[derive(Clone, Debug)]
pub struct Runs<'a> {
    /// What the inputs are made from.
    pub seed: u64,
    /// What each function may use.
    pub limits: Limits,
    /// Declarations that do nothing when called: threads need not wait where there is one.
    pub idle: &'a [&'a str],
}

/// Runs every public function of a module on seeded inputs.
///
/// Functions whose argument types have no random values do not run. A function that every thread
/// runs (memrefs, then its number and how many there are) runs as thread 0 of 1.
pub fn snapshot(cx: &Context, module: &Body, runs: &Runs<'_>) -> Snapshot {
    let mut taken = Snapshot { funcs: Vec::new(), without_inputs: Vec::new() };
    for op in module.root(cx).regions().flat_map(|r| r.ops()) {
        let Some((name, types)) = candidate(op) else { continue };
        let loc = op.loc();
        let Some(mut args) = random_args(cx, &types, runs.seed) else {
            let without = |ty: &&Type| random_args(cx, &[**ty], runs.seed).is_none();
            let ty = types.iter().find(without).map(|ty| type_to_string(cx, *ty));
            let ty = ty.unwrap_or_default();
            taken.without_inputs.push(WithoutInputs { name, loc, ty });
            continue;
        };
        if is_threaded(cx, &types) {
            let last = args.len() - 1;
            (args[last - 1], args[last]) = (Value::Int(0), Value::Int(1));
        }
        // Its own machine: globals start anew.
        let mut machine = Machine::new(cx, module).with_limits(runs.limits);
        for name in runs.idle {
            machine = machine.with_intrinsic(name, Arc::new(|_, _| Ok(Vec::new())));
        }
        let ran = machine.call(&name, args.clone()).map(|results| Outputs {
            results: results.iter().map(as_tensor).collect(),
            memory: memory(&args),
        });
        taken.funcs.push(Outcome { name, loc, n_args: types.len(), ran });
    }
    taken
}

fn is_threaded(cx: &Context, types: &[Type]) -> bool {
    let [buffers @ .., thread, threads] = types else { return false };
    let indices = thread.is_index(cx) && threads.is_index(cx);
    indices && !buffers.is_empty() && buffers.iter().all(|t| t.is_memref(cx))
}

fn candidate(op: OpRef<'_>) -> Option<(String, Vec<Type>)> {
    let name = op.cx.str(op.symbol()?).to_string();
    let private = op.attr("sym_visibility").and_then(|v| v.as_str(op.cx)) == Some("private");
    let has_body = op.region(0).is_some_and(|r| !r.blocks().is_empty());
    let (args, _) = signature(op)?;
    (has_body && !private).then_some((name, args))
}

fn memory(args: &[Value]) -> Vec<(usize, Option<Tensor>)> {
    let memref = |(i, v): (usize, &Value)| v.as_memref().map(|_| (i, as_tensor(v)));
    args.iter().enumerate().filter_map(memref).collect()
}

impl Snapshot {
    /// The functions that were run.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.funcs.iter().map(|f| f.name.as_str())
    }

    /// The functions that did not come to an end, and why.
    pub fn traps(&self) -> impl Iterator<Item = (&str, &Trap)> {
        self.funcs.iter().filter_map(|f| Some((f.name.as_str(), f.ran.as_ref().err()?)))
    }

    /// How many functions there are, run or not.
    pub fn n_functions(&self) -> usize {
        self.funcs.len() + self.without_inputs.len()
    }

    /// A warning for each function that did not start or did not come to an end.
    pub fn not_run(&self) -> Vec<Diag> {
        let trapped = self.funcs.iter().filter_map(|f| Some((f, f.ran.as_ref().err()?)));
        let trapped = trapped.map(|(f, trap)| Diag::warning(&EVAL022, f.loc, &[&f.name, trap]));
        trapped.chain(self.without_inputs.iter().map(|f| f.diag(&EVAL022))).collect()
    }

    /// Whether a function cannot run because it mixes levels: an operation has no meaning beside
    /// the others, or a call does not fit what it calls any more.
    pub fn is_mixed(&self) -> bool {
        let mixed = |r: &Reason| matches!(r, Reason::Compile(_) | Reason::BadArguments(_));
        self.traps().any(|(_, trap)| mixed(trap.reason()))
    }

    /// Takes over from a later snapshot what is new in it, and what did not run here.
    pub fn adopt(&mut self, later: Snapshot) {
        for func in later.funcs {
            match self.funcs.iter_mut().find(|f| f.name == func.name) {
                Some(known) if known.ran.is_err() => *known = func,
                Some(_) => {}
                None => self.funcs.push(func),
            }
        }
    }

    /// What changed from this snapshot to the one `after` a pass: an error for each result that
    /// differs by more than `tolerance`, with the function, the result, the index and both numbers.
    ///
    /// # Semantics
    /// Functions that did not run before are not compared: undefined behaviour may become anything.
    /// A function that returned tensors and now writes them to memrefs behind its former arguments
    /// is compared through those. A function that the interpreter cannot run any more, or cannot
    /// make inputs for, gives a warning, one that newly traps an error.
    pub fn compare(&self, after: &Snapshot, tolerance: Tolerance) -> Vec<Diag> {
        let mut found = Vec::new();
        for old in &self.funcs {
            let Some(new) = after.funcs.iter().find(|f| f.name == old.name) else {
                let lost = after.without_inputs.iter().find(|f| f.name == old.name);
                found.extend(lost.filter(|_| old.ran.is_ok()).map(|f| f.diag(&EVAL021)));
                continue;
            };
            match (&old.ran, &new.ran) {
                (Err(_), _) => {}
                (Ok(_), Err(trap)) if matches!(trap.reason(), Reason::Compile(_)) => {
                    found.push(Diag::warning(&EVAL021, new.loc, &[&new.name, trap]));
                }
                (Ok(_), Err(trap)) => {
                    found.push(Diag::error(&EVAL020, new.loc, &[&new.name, trap]));
                }
                (Ok(before), Ok(now)) => differences(old, before, new, now, tolerance, &mut found),
            }
        }
        found
    }
}

fn differences(
    old: &Outcome,
    before: &Outputs,
    new: &Outcome,
    now: &Outputs,
    tolerance: Tolerance,
    found: &mut Vec<Diag>,
) {
    let result = |(i, t): (usize, &Option<Tensor>)| (format!("result {i}"), t.clone());
    let argument = |(i, t): &(usize, Option<Tensor>)| (format!("argument {i}"), t.clone());
    let mut expected: Vec<_> = before.results.iter().enumerate().map(result).collect();
    let mut actual: Vec<_> = now.results.iter().enumerate().map(result).collect();
    // Results may have become memrefs behind the arguments.
    let behind = now.memory.iter().filter(|(i, _)| *i >= old.n_args).map(argument);
    actual.extend(behind);
    expected.extend(before.memory.iter().map(argument));
    actual.extend(now.memory.iter().filter(|(i, _)| *i < old.n_args).map(argument));
    if before.memory.is_empty() {
        // Arguments that became memrefs are inputs, not results.
        actual.truncate(expected.len());
    }
    if expected.len() != actual.len() {
        let what = format!("it had {} outputs and has {}", expected.len(), actual.len());
        found.push(Diag::warning(&EVAL021, new.loc, &[&new.name, &what]));
        return;
    }
    for ((place, expected), (_, actual)) in expected.into_iter().zip(actual) {
        let (Some(expected), Some(actual)) = (expected, actual) else { continue };
        match compare(&expected, &actual, tolerance) {
            Ok(comparison) if comparison.ok() => {}
            Ok(comparison) => {
                let what = format!("{place}: {comparison}");
                found.push(Diag::error(&EVAL020, new.loc, &[&new.name, &what]));
            }
            Err(why) => {
                let what = format!("{place}: {why}");
                found.push(Diag::error(&EVAL020, new.loc, &[&new.name, &what]));
            }
        }
    }
}

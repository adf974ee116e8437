//! Runs the schedule scripts that functions name.
//!
//! A function names its script with `sched.script = @name`. Each step of the script is a primitive
//! on the function's loops and blocks; the first that is not legal stops the pass, with the clause
//! it violates, the line of the script, and the place in the nest. The attribute is gone
//! afterwards, the scripts stay. It chooses nothing: knobs have the values the script says.
//!
//! Not in a pipeline because models carry no scripts: who writes one puts this pass in front of
//! `sched-apply-defaults`.

use std::collections::HashMap;

use terrace_ir::{DYNAMIC, rewrite};
use terrace_sched as sched;

use super::nest::{Schedule, Step};
use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "sched-apply-script",
    on: "builtin.module",
    summary: "run the schedule scripts that functions name",
    reads: &["loop", "sched"],
    leaves: &["loop", "sched"],
    run: |module, cx| {
        let scripts = scripts(module, cx.cx);
        cx.each_child(module, &|func, cx| apply(func, &scripts, cx))
    },
    ..PassInfo::EMPTY
};

/// SCHED110
pub const SCHED110: Code = Code {
    id: "SCHED110",
    message: "there is no `sched.script` named {0}",
    explain: "`sched.script = @name` on a function names a script of the same module.",
};
/// SCHED111
pub const SCHED111: Code = Code {
    id: "SCHED111",
    message: "`%{0}` stands for nothing any more",
    explain: "An earlier step replaced the loop or block: moving a block makes new loops around \
              it, and the old ones go when nothing is left inside.",
};
/// SCHED112
pub const SCHED112: Code = Code {
    id: "SCHED112",
    message: "block `{0}` has {1} loops around it, the script names {2}",
    explain: "`sched.loops` names every loop around a block, outermost first.",
};

const SCRIPT_ATTR: &str = "sched.script";

/// The scripts of a module by name.
fn scripts(module: &Body, cx: &Context) -> HashMap<Sym, Body> {
    let ops = module.root(cx).regions().flat_map(|r| r.ops()).collect::<Vec<_>>();
    let scripts = ops.into_iter().filter(|op| op.is(&sched::Script::DEF));
    scripts.filter_map(|op| Some((op.symbol()?, module.child(op.id)?.clone()))).collect()
}

fn apply(
    func: &mut Body,
    scripts: &HashMap<Sym, Body>,
    cx: &mut PassCx<'_>,
) -> Result<(), Reported> {
    let Some(name) = func.root(cx.cx).attr(SCRIPT_ATTR) else { return Ok(()) };
    let script = match &*name.kind(cx.cx) {
        terrace_ir::AttrKind::SymbolRef { root, nested } if nested.is_empty() => scripts.get(root),
        _ => None,
    };
    let Some(script) = script else {
        let text = terrace_ir::text::attr_to_string(cx.cx, name);
        return Err(cx.error(&SCHED110, func.loc(ROOT), &[&format!("`{text}`")]));
    };
    let schedule = Schedule::new(cx.cx, func);
    let mut run = Run { s: schedule, script, handles: HashMap::new() };
    let mut n_steps = 0;
    for step in script.root(cx.cx).regions().flat_map(|r| r.ops()) {
        if let Err(refusal) = run.step(step) {
            return Err(cx.push(at_step(refusal, step)));
        }
        run.forget_dead();
        n_steps += 1;
    }
    rewrite::set_attr(cx.cx, func, ROOT, SCRIPT_ATTR, None);
    cx.count("steps applied", n_steps);
    Ok(())
}

/// A refusal at the line of the script, with the place in the nest beside it.
fn at_step(mut refusal: Diag, step: OpRef<'_>) -> Diag {
    let place = std::mem::replace(&mut refusal.loc, step.loc());
    match place == step.loc() {
        true => refusal,
        false => refusal.label(place, "this is where it would apply"),
    }
}

/// What a handle stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Handle {
    Op(OpId),
    Int(i64),
    Gone,
}

struct Run<'a, 's> {
    s: Schedule<'a>,
    script: &'s Body,
    handles: HashMap<ValueId, Handle>,
}

impl Run<'_, '_> {
    fn step(&mut self, step: OpRef<'_>) -> Step<()> {
        let made = match step.name_str() {
            sched::Block::NAME | sched::Loops::NAME | sched::Knob::NAME => self.find(step)?,
            sched::Vectorize::NAME
            | sched::Unroll::NAME
            | sched::Parallel::NAME
            | sched::Bind::NAME
            | sched::Pipeline::NAME => self.kind(step)?,
            sched::Split::NAME
            | sched::Tile::NAME
            | sched::Fuse::NAME
            | sched::Reorder::NAME
            | sched::Cut::NAME => self.shape(step)?,
            _ => self.place(step)?,
        };
        for (value, handle) in step.results().zip(made) {
            self.handles.insert(value, handle);
        }
        Ok(())
    }

    /// Where handles and numbers come from.
    fn find(&mut self, step: OpRef<'_>) -> Step<Vec<Handle>> {
        if sched::Block::cast(step).is_some() {
            return Ok(vec![Handle::Op(self.s.block(word(step, "name"))?)]);
        }
        if let Some(loops) = sched::Loops::cast(step) {
            let block = self.op(step, loops.block())?;
            let around = self.s.loops_around(block);
            if around.len() != step.n_results() {
                let name = self.s.block_view(block).name_str();
                let args: [&dyn std::fmt::Display; 3] = [&name, &around.len(), &step.n_results()];
                return Err(Diag::error(&SCHED112, step.loc(), &args));
            }
            return Ok(around.into_iter().map(Handle::Op).collect());
        }
        let chosen = step.attr("chosen").and_then(|c| c.as_ints(step.cx)).unwrap_or_default();
        Ok(chosen.into_iter().map(Handle::Int).collect())
    }

    fn kind(&mut self, step: OpRef<'_>) -> Step<Vec<Handle>> {
        let on = self.op(step, step.operand(0))?;
        match step.name_str() {
            sched::Vectorize::NAME => self.s.vectorize(on)?,
            sched::Unroll::NAME => self.s.unroll(on)?,
            sched::Parallel::NAME => self.s.parallel(on)?,
            sched::Bind::NAME => self.s.bind(on, word(step, "index"))?,
            _ => self.s.pipeline(on, int(step, "ii"), int(step, "stages"))?,
        }
        Ok(Vec::new())
    }

    fn shape(&mut self, step: OpRef<'_>) -> Step<Vec<Handle>> {
        let made = match step.name_str() {
            sched::Split::NAME => {
                let split = sched::Split(step);
                let on = self.op(step, split.on())?;
                self.s.split(on, &self.factors(step, &split.knobs()))?
            }
            sched::Tile::NAME => {
                let tile = sched::Tile(step);
                let on = self.ops(step, &tile.on())?;
                let (outer, inner) = self.s.tile(&on, &self.factors(step, &tile.knobs()))?;
                [outer, inner].concat()
            }
            sched::Fuse::NAME => {
                let on = self.all(step)?;
                vec![self.s.fuse(on[0], on[1])?]
            }
            sched::Reorder::NAME => {
                let on = self.all(step)?;
                self.s.reorder(&on)?;
                Vec::new()
            }
            _ => {
                let on = self.all(step)?;
                vec![self.s.cut(on[0], int(step, "at").unwrap_or(0))?]
            }
        };
        Ok(made.into_iter().map(Handle::Op).collect())
    }

    fn place(&mut self, step: OpRef<'_>) -> Step<Vec<Handle>> {
        let on = self.all(step)?;
        let made = match step.name_str() {
            sched::ComputeAt::NAME => {
                self.s.compute_at(on[0], on[1])?;
                None
            }
            sched::ReverseComputeAt::NAME => {
                self.s.reverse_compute_at(on[0], on[1])?;
                None
            }
            sched::ComputeInline::NAME => {
                self.s.compute_inline(on[0])?;
                None
            }
            sched::CacheRead::NAME => {
                let input = int(step, "input").and_then(|i| usize::try_from(i).ok());
                let input = input.unwrap_or(usize::MAX);
                Some(self.s.cache_read(on[0], input, word(step, "space"))?)
            }
            sched::CacheWrite::NAME => Some(self.s.cache_write(on[0], word(step, "space"))?),
            sched::SplitBuffer::NAME => {
                self.s.split_buffer(&on)?;
                None
            }
            sched::Rfactor::NAME => Some(self.s.rfactor(on[0], on[1])?),
            _ => Some(self.s.decompose_reduction(on[0], on[1])?),
        };
        Ok(made.into_iter().map(Handle::Op).collect())
    }

    /// The operation that a handle stands for.
    fn op(&self, step: OpRef<'_>, handle: ValueId) -> Step<OpId> {
        match self.handles.get(&handle) {
            Some(Handle::Op(op)) => Ok(*op),
            _ => {
                let name = self.script.value_name(handle).map_or("?", |n| step.cx.str(n));
                Err(Diag::error(&SCHED111, step.loc(), &[&name]))
            }
        }
    }

    fn ops(&self, step: OpRef<'_>, handles: &[ValueId]) -> Step<Vec<OpId>> {
        handles.iter().map(|&h| self.op(step, h)).collect()
    }

    fn all(&self, step: OpRef<'_>) -> Step<Vec<OpId>> {
        self.ops(step, &step.operands().collect::<Vec<_>>())
    }

    /// The factors of a step, knobs in the places left open for them.
    fn factors(&self, step: OpRef<'_>, knobs: &[ValueId]) -> Vec<i64> {
        let mut knobs = knobs.iter().map(|k| match self.handles.get(k) {
            Some(Handle::Int(value)) => *value,
            _ => 0,
        });
        let written = step.attr("factors").and_then(|f| f.as_ints(step.cx)).unwrap_or_default();
        let fill = |f: i64| if f == DYNAMIC { knobs.next().unwrap_or(0) } else { f };
        written.into_iter().map(fill).collect()
    }

    /// Notes which handles lost what they stood for, before its number is used again.
    fn forget_dead(&mut self) {
        for handle in self.handles.values_mut() {
            if let Handle::Op(op) = *handle
                && self.s.rw.body.is_dead(op)
            {
                *handle = Handle::Gone;
            }
        }
    }
}

fn word<'a>(step: OpRef<'a>, name: &str) -> &'a str {
    step.attr(name).and_then(|a| a.as_str(step.cx)).unwrap_or("")
}

fn int(step: OpRef<'_>, name: &str) -> Option<i64> {
    step.attr(name).and_then(|a| a.as_i64(step.cx))
}

//! `vectorize`, `unroll`, `parallel`, `bind`, `pipeline`: how the iterations of a loop run.

use terrace_ir::{Attr, AttrKind, Code, Diag, OpId, ValueDef, ValueId};
use terrace_loop as loops;

use super::nest::{Schedule, Step};

/// SCHED020
pub const SCHED020: Code = Code {
    id: "SCHED020",
    message: "cannot {0}: block `{1}` reduces over this loop",
    explain: "Iterations over a reduce axis write the same element. Use `rfactor` to give each its \
              own.",
};
/// SCHED021
pub const SCHED021: Code = Code {
    id: "SCHED021",
    message: "cannot {0}: block `{1}` does not depend on this loop but writes outside of it",
    explain: "All iterations would write the same elements.",
};
/// SCHED022
pub const SCHED022: Code = Code {
    id: "SCHED022",
    message: "cannot vectorize: the loop holds another loop",
    explain: "The lanes of a vector run the innermost body; reorder first.",
};
/// SCHED023
pub const SCHED023: Code = Code {
    id: "SCHED023",
    message: "cannot unroll a loop of {0} iterations",
    explain: "At most 1024 copies are made; split the loop first.",
};

/// SCHED024
pub const SCHED024: Code = Code {
    id: "SCHED024",
    message: "cannot bind: there is no hardware index `{0}`",
    explain: "Indices are `block.x` to `block.z`, `thread.x` to `thread.z`, `cluster.x`, `warp`, \
              `lane` and `vthread`.",
};
/// SCHED025
pub const SCHED025: Code = Code {
    id: "SCHED025",
    message: "cannot pipeline: {0} cycles or stages",
    explain: "An initiation interval and a number of stages are at least 1.",
};

const MAX_UNROLL: i64 = 1024;

impl Schedule<'_> {
    /// Runs the iterations of a loop as the lanes of a vector.
    ///
    /// # Errors
    /// `SCHED002`, `SCHED011`, `SCHED020`, `SCHED021`, `SCHED022`
    pub fn vectorize(&mut self, l: OpId) -> Step<()> {
        self.extent(l, "vectorize")?;
        let inside = self.rw.body.ops_below(l);
        if inside.iter().skip(1).any(|&op| self.is_loop(op)) {
            return Err(Diag::error(&SCHED022, self.op(l).loc(), &[]));
        }
        self.check_unordered(l, "vectorize")?;
        self.set_kind(l, loops::Kind::Vector, "vectorize")
    }

    /// Runs the iterations of a loop side by side on the target's threads.
    ///
    /// # Errors
    /// `SCHED011`, `SCHED020`, `SCHED021`
    pub fn parallel(&mut self, l: OpId) -> Step<()> {
        self.check_unordered(l, "parallel")?;
        self.set_kind(l, loops::Kind::Parallel, "parallel")
    }

    /// Spreads the iterations of a loop over a hardware index.
    ///
    /// # Errors
    /// `SCHED011`, `SCHED020`, `SCHED021`, `SCHED024`
    pub fn bind(&mut self, l: OpId, index: &str) -> Step<()> {
        let cx = self.rw.cx;
        let params = vec![cx.str_attr(index)].into();
        let attr = cx.attr(AttrKind::Dialect { def: &loops::BIND, params });
        let Some(kind @ loops::Kind::Bind(_)) = loops::Kind::from_attr(cx, attr) else {
            return Err(Diag::error(&SCHED024, self.op(l).loc(), &[&index]));
        };
        self.check_unordered(l, "bind")?;
        self.set_kind(l, kind, "bind")
    }

    /// Overlaps the iterations of a loop: a new one every `ii` cycles, or `stages` in flight.
    ///
    /// # Errors
    /// `SCHED011`, `SCHED025`
    pub fn pipeline(&mut self, l: OpId, ii: Option<i64>, stages: Option<i64>) -> Step<()> {
        let cx = self.rw.cx;
        if let Some(bad) = [ii, stages].into_iter().flatten().find(|n| *n < 1) {
            return Err(Diag::error(&SCHED025, self.op(l).loc(), &[&bad]));
        }
        let param = |n: Option<i64>| n.map_or(Attr::NONE, |n| cx.i64_attr(n));
        let params = vec![param(ii), param(stages), Attr::NONE].into();
        let attr = cx.attr(AttrKind::Dialect { def: &loops::PIPELINE, params });
        self.set_kind(l, loops::Kind::Pipeline(attr), "pipeline")
    }

    /// Copies out the iterations of a loop.
    ///
    /// # Errors
    /// `SCHED002`, `SCHED011`, `SCHED023`
    pub fn unroll(&mut self, l: OpId) -> Step<()> {
        let extent = self.extent(l, "unroll")?;
        if extent > MAX_UNROLL {
            return Err(Diag::error(&SCHED023, self.op(l).loc(), &[&extent]));
        }
        self.set_kind(l, loops::Kind::Unroll, "unroll")
    }

    fn set_kind(&mut self, l: OpId, kind: loops::Kind, what: &str) -> Step<()> {
        self.require_serial(l, what)?;
        let attr = kind.to_attr(self.rw.cx);
        self.rw.set_attr(l, "kind", Some(attr));
        Ok(())
    }

    /// Whether no two iterations of `l` touch what the other writes.
    ///
    /// Instances that differ in a parallel axis write different elements (that is what the nature
    /// of the axis says), so it is enough that the variable reaches a parallel axis and no reduce
    /// axis of every block that writes to a buffer which outlives an iteration.
    fn check_unordered(&self, l: OpId, what: &str) -> Step<()> {
        for block in self.blocks_under(l) {
            let view = self.block_view(block);
            let code = if self.feeds_reduce_axis(block, l) {
                &SCHED020
            } else if self.axes_of(block, l).is_empty()
                && self.written_buffers(block).iter().any(|&b| !self.is_defined_inside(b, l))
            {
                &SCHED021
            } else {
                continue;
            };
            return Err(Diag::error(code, view.0.loc(), &[&what, &view.name_str()]));
        }
        Ok(())
    }

    /// The buffers that a block stores to.
    pub(super) fn written_buffers(&self, block: OpId) -> Vec<ValueId> {
        let mut buffers: Vec<ValueId> = Vec::new();
        for op in self.rw.body.ops_below(block) {
            if let Some(store) = loops::Store::cast(self.op(op))
                && !buffers.contains(&store.buffer())
            {
                buffers.push(store.buffer());
            }
        }
        buffers
    }

    /// Whether a value is defined by an operation inside `op`.
    pub(super) fn is_defined_inside(&self, value: ValueId, op: OpId) -> bool {
        match self.rw.body.def(value) {
            ValueDef::Result(def, _) => self.rw.body.is_inside(op, def),
            ValueDef::Arg(block, _) => {
                let owner = self.rw.body.owner_of_block(block);
                self.rw.body.is_inside(op, owner)
            }
        }
    }
}

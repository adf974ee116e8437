//! `compute_at` and `reverse_compute_at`: producers and consumers move into each other's loops.

use terrace_ir::{AffineExpr, AffineMap, Code, Diag, OpId, ValueId};
use terrace_loop as loops;

use super::nest::{Schedule, Step};
use super::region::Region;

/// SCHED030
pub const SCHED030: Code = Code {
    id: "SCHED030",
    message: "cannot move block `{0}`: {1}",
    explain: "`compute_at` moves a producer to where it is read, `reverse_compute_at` a consumer \
              to where its input is written. The block must write one buffer, element by element \
              along its parallel axes.",
};
/// SCHED031
pub const SCHED031: Code = Code {
    id: "SCHED031",
    message: "cannot move block `{0}` into this loop: `{1}` is not complete there",
    explain: "What a block reads must be written before it runs. A loop over a reduce axis of the \
              producer encloses the target, or another block writes the buffer later.",
};
/// SCHED032
pub const SCHED032: Code = Code {
    id: "SCHED032",
    message: "cannot move block `{0}` into this loop: it is read outside of it",
    explain: "Every reader of the block's buffer must be inside the loop.",
};
/// SCHED033
pub const SCHED033: Code = Code {
    id: "SCHED033",
    message: "cannot move block `{0}` into this loop: the part of its buffer that is needed is \
              unknown",
    explain: "The indices mix inner and outer loop variables in a way that no box describes.",
};

impl Schedule<'_> {
    /// Computes, at the start of each iteration of `l`, the part of the block's buffer that this
    /// iteration reads.
    ///
    /// # Errors
    /// `SCHED030` to `SCHED033`
    pub fn compute_at(&mut self, block: OpId, l: OpId) -> Step<()> {
        let buffer = self.single_output(block)?;
        if self.rw.body.is_inside(l, block) {
            return self.stays(block, &SCHED030, "it is in that loop already");
        }
        let Some(accesses) = self.accesses(buffer) else {
            return self.stays(
                block,
                &SCHED030,
                "its buffer is used by more than loads and stores",
            );
        };
        let readers: Vec<_> = accesses.iter().filter(|a| a.block != block).collect();
        if readers.is_empty() || !readers.iter().all(|a| self.rw.body.is_inside(l, a.block)) {
            return self.stays(block, &SCHED032, "");
        }
        if let Some(name) = self.incomplete_input(block, l, None) {
            return self.stays(block, &SCHED031, &name);
        }
        let regions: Option<Vec<Region>> =
            readers.iter().map(|a| self.region(a, Some(l))).collect();
        let Some(region) = regions.and_then(|r| self.union(&r)) else {
            return self.stays(block, &SCHED033, "");
        };
        let Some(axis_of_dim) = self.stored_axes(block, buffer) else {
            return self.stays(block, &SCHED030, "it does not store along its parallel axes");
        };
        let anchor = self.rw.body.first_op(self.inner_block(l));
        self.rebuild(block, l, anchor, &axis_of_dim, &region);
        Ok(())
    }

    /// Runs a consumer at the end of each iteration of `l`, on the part of its input that this
    /// iteration wrote.
    ///
    /// # Errors
    /// `SCHED030`, `SCHED031`, `SCHED033`
    pub fn reverse_compute_at(&mut self, block: OpId, l: OpId) -> Step<()> {
        self.single_output(block)?;
        let view = self.block_view(block);
        if view.parallel_count() != view.axis_names().len() {
            return self.stays(block, &SCHED030, "it reduces");
        }
        if self.rw.body.is_inside(l, block) {
            return self.stays(block, &SCHED030, "it is in that loop already");
        }
        let Some((input, writer)) = self.input_written_in(block, l) else {
            return self.stays(block, &SCHED030, "it reads nothing that is written in that loop");
        };
        let mut around = self.loops_around(l);
        around.push(l);
        let partial = around.iter().any(|&o| self.feeds_reduce_axis(writer.block, o));
        if partial {
            let name = self.block_view(writer.block).name_str().to_owned();
            return self.stays(block, &SCHED031, &name);
        }
        if let Some(name) = self.incomplete_input(block, l, Some(input)) {
            return self.stays(block, &SCHED031, &name);
        }
        let Some(axis_of_dim) = self.loaded_axes(block, input) else {
            return self.stays(block, &SCHED030, "it does not read its input along its axes");
        };
        let Some(region) = self.region(&writer, Some(l)) else {
            return self.stays(block, &SCHED033, "");
        };
        let late = self.made_after(block, l);
        if !late.iter().all(|(made, _)| self.op(*made).is(&loops::Alloc::DEF)) {
            return self.stays(block, &SCHED030, "it uses what is computed after that loop");
        }
        for (alloc, nest) in late {
            self.rw.body.move_before(nest, alloc);
        }
        self.rebuild(block, l, None, &axis_of_dim, &region);
        Ok(())
    }

    /// Says why a block is not moved.
    fn stays(&self, block: OpId, code: &'static Code, what: &str) -> Step<()> {
        let view = self.block_view(block);
        Err(Diag::error(code, view.0.loc(), &[&view.name_str(), &what]))
    }

    /// What the block uses that is made behind the nest of `l`, each with that nest.
    fn made_after(&mut self, block: OpId, l: OpId) -> Vec<(OpId, OpId)> {
        let body = &mut *self.rw.body;
        let inside = body.ops_below(block);
        let used = inside.iter().flat_map(|&op| body.operands(op)).filter_map(|v| body.def_op(v));
        let mut made: Vec<(OpId, OpId)> =
            used.filter_map(|op| Some((op, body.ancestor_in(body.block_of(op)?, l)?))).collect();
        made.sort_unstable();
        made.dedup();
        made.retain(|&(op, nest)| body.is_before(nest, op));
        made
    }

    /// The only buffer the block writes.
    pub(super) fn single_output(&self, block: OpId) -> Step<ValueId> {
        match self.written_buffers(block).as_slice() {
            [one] => Ok(*one),
            _ => {
                let view = self.block_view(block);
                let why = "it does not write exactly one buffer";
                Err(Diag::error(&SCHED030, view.0.loc(), &[&view.name_str(), &why]))
            }
        }
    }

    /// A block in or after `l` that writes something `block` reads (besides `except`).
    fn incomplete_input(&self, block: OpId, l: OpId, except: Option<ValueId>) -> Option<String> {
        let order = self.rw.body.ops_below(terrace_ir::ROOT);
        let at = order.iter().position(|&o| o == l)?;
        let mut reads: Vec<ValueId> = Vec::new();
        for op in self.rw.body.ops_below(block) {
            if let Some(load) = loops::Load::cast(self.op(op)) {
                reads.push(load.buffer());
            }
        }
        let own = self.written_buffers(block);
        reads.retain(|b| Some(*b) != except && !own.contains(b));
        let later = order[at..].iter().filter(|&&o| self.is_block(o) && o != block);
        let guilty = later
            .copied()
            .find(|&other| self.written_buffers(other).iter().any(|b| reads.contains(b)))?;
        Some(self.block_view(guilty).name_str().to_owned())
    }

    /// The store inside `l` of a buffer that `block` reads.
    fn input_written_in(&self, block: OpId, l: OpId) -> Option<(ValueId, super::region::Access)> {
        let inside = self.rw.body.ops_below(l);
        for op in self.rw.body.ops_below(block) {
            let Some(load) = loops::Load::cast(self.op(op)) else { continue };
            let buffer = load.buffer();
            let store = inside
                .iter()
                .copied()
                .find(|&o| loops::Store::cast(self.op(o)).is_some_and(|s| s.buffer() == buffer));
            if let Some(access) = store.and_then(|s| self.access(s)) {
                return Some((buffer, access));
            }
        }
        None
    }

    /// The axis that is dimension `d` of what the block stores, for each dimension; constants have
    /// none. `None` when the store is not along distinct parallel axes.
    pub(super) fn stored_axes(&self, block: OpId, buffer: ValueId) -> Option<Vec<Option<usize>>> {
        let ops = self.rw.body.ops_below(block);
        let stores = ops.iter().filter_map(|&o| loops::Store::cast(self.op(o)));
        let mut stores = stores.filter(|s| s.buffer() == buffer);
        let store = stores.next()?;
        let axes = self.plain_axes(block, &store.index_map()?, &store.indices())?;
        let n = self.block_view(block).parallel_count();
        axes.iter().flatten().all(|&a| a < n).then_some(axes)
    }

    /// As [`Schedule::stored_axes`] for what the block loads from `buffer`.
    pub(super) fn loaded_axes(&self, block: OpId, buffer: ValueId) -> Option<Vec<Option<usize>>> {
        let ops = self.rw.body.ops_below(block);
        let loads = ops.iter().filter_map(|&o| loops::Load::cast(self.op(o)));
        let mut found: Option<Vec<Option<usize>>> = None;
        for load in loads.filter(|l| l.buffer() == buffer) {
            let axes = self.plain_axes(block, &load.index_map()?, &load.indices())?;
            if found.as_ref().is_some_and(|f| *f != axes) {
                return None;
            }
            found = Some(axes);
        }
        found
    }

    /// Which axis each index is, when each is a constant or an axis of its own.
    fn plain_axes(
        &self,
        block: OpId,
        map: &AffineMap,
        operands: &[ValueId],
    ) -> Option<Vec<Option<usize>>> {
        let mut axes = Vec::new();
        for index in &map.results {
            axes.push(match index {
                AffineExpr::Const(_) => None,
                AffineExpr::Dim(d) => Some(self.axis_of(block, *operands.get(*d as usize)?)?),
                _ => return None,
            });
        }
        let mut used: Vec<usize> = axes.iter().flatten().copied().collect();
        used.sort_unstable();
        used.dedup();
        (used.len() == axes.iter().flatten().count()).then_some(axes)
    }

    /// Takes the block out of its nest and puts it, in fresh loops, into the body of `l` before
    /// `anchor` (at the end without one). Axes that are a dimension of `region` cover it, others
    /// their whole extent.
    fn rebuild(
        &mut self,
        block: OpId,
        l: OpId,
        anchor: Option<OpId>,
        axis_of_dim: &[Option<usize>],
        region: &Region,
    ) {
        let cx = self.rw.cx;
        let old_parent = self.rw.body.parent_op(block);
        let (names, extents) = {
            let view = self.block_view(block);
            let names: Vec<_> = view.axis_names().iter().map(|n| cx.sym(n)).collect();
            (names, view.axis_extents())
        };
        let mut vars = region.vars.clone();
        let (mut bindings, mut new_loops, mut exceeds) = (Vec::new(), Vec::new(), Vec::new());
        for (axis, &whole) in extents.iter().enumerate() {
            let span = axis_of_dim.iter().position(|&a| a == Some(axis));
            let span = span.map(|d| &region.spans[d]).filter(|s| s.extent < whole);
            let extent = span.map_or(whole, |s| s.extent);
            let bounds = loops::Bounds::upto(extent);
            self.rw.at = terrace_ir::InsertPoint::Detached;
            let new = loops::For::build(&mut self.rw, &bounds, loops::Kind::Serial);
            let var = self.var(new);
            self.rw.body.set_value_name(var, names[axis]);
            let own = AffineExpr::Dim(vars.len() as u32);
            vars.push(var);
            let binding = match span {
                Some(span) => span.base.clone() + own,
                None => own,
            };
            let ranges: Option<Vec<(i64, i64)>> = vars.iter().map(|&v| self.var_range(v)).collect();
            // The new loop hangs nowhere yet, but its bounds are known.
            let inside = span.is_none()
                || ranges
                    .and_then(|r| binding.range(&r))
                    .is_some_and(|(low, high)| low >= 0 && high < whole);
            if !inside {
                exceeds.push((binding.clone(), whole));
            }
            bindings.push(binding);
            new_loops.push(new);
        }
        self.place(block, l, anchor, &new_loops);
        self.rw.body.set_operands(block, &vars);
        let map = cx.map_attr(AffineMap::new(vars.len() as u32, bindings));
        self.rw.set_attr(block, "bindings", Some(map));
        self.rw.set_attr(block, "conditions", None);
        for (binding, whole) in exceeds {
            self.add_condition(block, &binding, &vars);
            let room = AffineExpr::Const(whole - 1) + binding * AffineExpr::Const(-1);
            self.add_condition(block, &room, &vars);
        }
        if let Some(parent) = old_parent {
            self.erase_empty(parent);
        }
    }

    /// Nests new loops in each other inside `l`, before `anchor` or at the end, and puts the block
    /// into the innermost.
    fn place(&mut self, block: OpId, l: OpId, anchor: Option<OpId>, new_loops: &[OpId]) {
        let inside = self.inner_block(l);
        for (i, &new) in new_loops.iter().enumerate() {
            match (i, anchor) {
                (0, Some(anchor)) => self.rw.body.insert_before(anchor, new),
                (0, None) => self.rw.body.append(inside, new),
                _ => {
                    let outer = self.inner_block(new_loops[i - 1]);
                    self.rw.body.append(outer, new);
                }
            }
        }
        match new_loops.last() {
            Some(&last) => {
                let target = self.inner_block(last);
                self.rw.body.move_to_end(target, block);
            }
            None => match anchor {
                Some(anchor) => self.rw.body.move_before(anchor, block),
                None => self.rw.body.move_to_end(inside, block),
            },
        }
    }
}

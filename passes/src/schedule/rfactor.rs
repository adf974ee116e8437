//! `rfactor`: each iteration of a loop over a reduce axis gets a partial result of its own.

use terrace_ir::{AffineExpr, AffineMap, Attr, AttrKind, Code, Diag, OpId, TypeKind, ValueId};
use terrace_loop as loops;

use super::nest::{Schedule, Step};

/// SCHED060
pub const SCHED060: Code = Code {
    id: "SCHED060",
    message: "cannot factor the reduction of block `{0}`: {1}",
    explain: "`rfactor` splits a sum, product, minimum, maximum or bitwise combination that is \
              marked `reassoc`. The loop runs over a reduce axis and over no parallel one; from \
              the outermost such loop inwards the nest holds this block alone.",
};

/// What one step of a reduction does: `buffer[at] = combine(buffer[at], term)`.
struct Reduction {
    load: OpId,
    combine: OpId,
    /// The operand of `combine` that is the term.
    term: usize,
    /// What changes nothing when combined.
    neutral: Attr,
}

impl Schedule<'_> {
    /// Reduces, for each iteration of `l`, into an element of a new buffer, and these elements
    /// afterwards into the block's own; gives the new block, named `<block>_part`, which is inside
    /// `l`.
    ///
    /// # Semantics
    /// The block stays the one that combines the partial results; its only reduce axis is then the
    /// loop's. The new block's loop `l` is parallel, so it can become lanes or run unrolled.
    ///
    /// # Errors
    /// `SCHED002`, `SCHED003`, `SCHED011`, `SCHED030`, `SCHED060`
    pub fn rfactor(&mut self, block: OpId, l: OpId) -> Step<OpId> {
        let n_iterations = self.extent(l, "rfactor")?;
        self.require_serial(l, "rfactor")?;
        let outer = self.check_rfactor(block, l)?;
        let reduction = self.reduction_of(block)?;
        let buffer = self.partial_buffer(block, outer, n_iterations)?;
        let part = self.rw.body.clone_op(self.rw.cx, block);
        self.rw.body.insert_before(block, part);
        self.final_nest(block, outer, l, n_iterations);
        self.make_final(block, &reduction, buffer);
        self.make_partial(part, l, outer, reduction.neutral, buffer);
        Ok(part)
    }

    /// The outermost loop over a reduce axis of the block, if factoring `l` is legal.
    fn check_rfactor(&self, block: OpId, l: OpId) -> Step<OpId> {
        let view = self.block_view(block);
        let refuse =
            |why: &str| Err(Diag::error(&SCHED060, view.0.loc(), &[&view.name_str(), &why]));
        if view.reassoc().is_none() {
            return refuse("it is not marked `reassoc`");
        }
        if view.init_block().is_none() {
            return refuse("it has no init");
        }
        if view.condition_set().is_some() {
            return refuse("it has conditions");
        }
        let around = self.loops_around(block);
        if !around.contains(&l) || !self.feeds_reduce_axis(block, l) {
            return refuse("the loop does not run over a reduce axis of it");
        }
        let n = view.parallel_count();
        let reduces = |o: &OpId| self.feeds_reduce_axis(block, *o);
        if around.iter().any(|o| reduces(o) && self.axes_of(block, *o).iter().any(|&a| a < n)) {
            return refuse("a loop runs over a reduce axis and a parallel one");
        }
        let Some(&outer) = around.iter().find(|o| reduces(o)) else {
            return refuse("no loop runs over a reduce axis of it");
        };
        if self.blocks_under(outer) != [block] {
            return refuse("another block shares the loops over its reduce axes");
        }
        let init = view.init_block().map_or(&[][..], |b| self.rw.body.args(b));
        if init.iter().skip(n).any(|&arg| self.rw.body.has_uses(arg)) {
            return refuse("its init depends on a reduce axis");
        }
        for &arg in &view.axis_values()[n..] {
            self.check_replaceable(arg, "rfactor")?;
        }
        let inside = around.iter().skip_while(|o| **o != outer);
        for &o in inside {
            self.extent(o, "rfactor")?;
        }
        Ok(outer)
    }

    /// The step of a reduction, when it is one that can be taken apart.
    fn reduction_of(&self, block: OpId) -> Step<Reduction> {
        let buffer = self.single_output(block)?;
        let view = self.block_view(block);
        let refuse =
            |why: &str| Err(Diag::error(&SCHED060, view.0.loc(), &[&view.name_str(), &why]));
        let Some(inner) = view.body_block() else { return refuse("it has no body") };
        let ops: Vec<OpId> = self.rw.body.ops_of(inner).collect();
        let stores = ops.iter().filter(|&&o| self.op(o).is(&loops::Store::DEF));
        let (Some(&store), 1) = (stores.clone().next(), stores.count()) else {
            return refuse("it stores more than once");
        };
        let own = |o: &&OpId| loops::Load::cast(self.op(**o)).is_some_and(|l| l.buffer() == buffer);
        let loads: Vec<OpId> = ops.iter().filter(own).copied().collect();
        let &[load] = loads.as_slice() else { return refuse("it does not accumulate") };
        let (from, to) = (loops::Load(self.op(load)), loops::Store(self.op(store)));
        if from.index_map() != to.index_map() || from.indices() != to.indices() {
            return refuse("it does not store what it accumulates");
        }
        let Some(combine) = self.rw.body.def_op(to.value()) else {
            return refuse("it stores no combination");
        };
        let loaded = self.rw.body.result(load, 0);
        let operands: Vec<ValueId> = self.rw.body.operands(combine).collect();
        let Some(neutral) = neutral(self.op(combine)) else {
            return refuse("no element is known to be neutral in its combination");
        };
        let term = match operands.as_slice() {
            [a, b] if *a == loaded && *b != loaded => 1,
            [a, b] if *b == loaded && *a != loaded => 0,
            _ => return refuse("it does not combine what it accumulates with one term"),
        };
        if !self.rw.body.has_one_use(loaded) || !self.rw.body.has_one_use(to.value()) {
            return refuse("its terms depend on what it accumulates");
        }
        Ok(Reduction { load, combine, term, neutral })
    }

    /// A buffer like the block's with one more dimension, allocated before `outer`.
    fn partial_buffer(&mut self, block: OpId, outer: OpId, n_iterations: i64) -> Step<ValueId> {
        let cx = self.rw.cx;
        let buffer = self.single_output(block)?;
        let ty = self.rw.ty(buffer);
        let (Some(shape), TypeKind::MemRef { elem, .. }) = (ty.static_shape(cx), ty.kind(cx))
        else {
            let view = self.block_view(block);
            let args: [&dyn std::fmt::Display; 2] =
                [&view.name_str(), &"its buffer has no static shape"];
            return Err(Diag::error(&SCHED060, view.0.loc(), &args));
        };
        let mut shape = shape.to_vec();
        shape.push(n_iterations);
        let ty = cx.memref_ty(&shape, *elem);
        self.rw.before(outer);
        Ok(self.rw.build(loops::Alloc::NAME).result(ty).value())
    }

    /// Puts the block into a nest of its own after `outer`: copies of the loops inside `outer` that
    /// run over its parallel axes, and one over the partial results.
    fn final_nest(&mut self, block: OpId, outer: OpId, l: OpId, n_iterations: i64) {
        let around = self.loops_around(block);
        let inside = around.iter().skip_while(|o| **o != outer);
        let kept: Vec<OpId> =
            inside.copied().filter(|&o| !self.feeds_reduce_axis(block, o)).collect();
        let mut after = outer;
        let mut nested: Option<OpId> = None;
        let mut place = |s: &mut Self, new: OpId| {
            match nested {
                None => s.rw.body.insert_after(after, new),
                Some(at) => {
                    let inside = s.inner_block(at);
                    s.rw.body.append(inside, new);
                }
            }
            (after, nested) = (new, Some(new));
        };
        for old in kept {
            let new = self.rw.body.clone_op_shell(self.rw.cx, old);
            place(self, new);
            let (old_var, new_var) = (self.var(old), self.var(new));
            let below = self.rw.body.ops_below(block);
            for op in below {
                for i in 0..self.rw.body.n_operands(op) {
                    if self.rw.body.operand(op, i) == old_var {
                        self.rw.body.set_operand(op, i, new_var);
                    }
                }
            }
        }
        let over_parts = self.rw.body.clone_op_shell(self.rw.cx, l);
        self.set_extent(over_parts, n_iterations);
        place(self, over_parts);
        let inside = self.inner_block(over_parts);
        self.rw.body.move_to_end(inside, block);
    }

    /// Makes the block combine what `buffer` holds along its last dimension, over its innermost
    /// loop.
    fn make_final(&mut self, block: OpId, r: &Reduction, buffer: ValueId) {
        let around = self.loops_around(block);
        let over_parts = around[around.len() - 1];
        let axis = self.axis_for(over_parts);
        let n = self.block_view(block).parallel_count();
        let old = self.block_view(block).axis_values().len();
        let args = self.add_axis_args(block, 1);
        let Some(&[arg]) = args.last().map(Vec::as_slice) else { return };
        // The partial result in place of the term.
        let view = loops::Load(self.op(r.load));
        let (Some(mut map), mut indices) = (view.index_map(), view.indices()) else { return };
        map.results.push(AffineExpr::Dim(map.n_dims));
        map.n_dims += 1;
        indices.push(arg);
        self.rw.before(r.combine);
        let partial = loops::Load::build(&mut self.rw, buffer, map, &indices, None);
        self.rw.set_operand(r.combine, r.term, partial);
        self.erase_unused(block);
        self.set_axes(block, &[axis], n..old);
    }

    /// Makes the copy of the block write to `buffer`, an element for each iteration of `l`.
    fn make_partial(&mut self, part: OpId, l: OpId, outer: OpId, neutral: Attr, buffer: ValueId) {
        let cx = self.rw.cx;
        let Ok(old_buffer) = self.single_output(part) else { return };
        let view = self.block_view(part);
        let (n, old) = (view.parallel_count(), view.axis_values().len());
        let name = format!("{}_part", view.name_str());
        let bindings = view.binding_map().map_or_else(Vec::new, |m| m.results.clone());
        let vars: Vec<ValueId> = view.0.operands().collect();
        // The new axes: the loop's own, then one for each other loop over terms.
        let mut over = vec![l];
        let inside = self.loops_around(part).into_iter().skip_while(|o| *o != outer);
        over.extend(inside.filter(|&o| o != l && self.feeds_reduce_axis(part, o)));
        let axes: Vec<_> = over.iter().map(|&o| self.axis_for(o)).collect();
        // The old axes over the new ones: no other loop occurs in them.
        let dims: Vec<AffineExpr> = vars
            .iter()
            .map(|v| match axes.iter().position(|a| a.2 == *v) {
                Some(at) => AffineExpr::Dim(at as u32),
                None => AffineExpr::Const(0),
            })
            .collect();
        let inners = self.inner_blocks(part);
        let new_args = self.add_axis_args(part, axes.len());
        for (&inner, new_args) in inners.iter().zip(&new_args) {
            let old_args = self.rw.body.args(inner)[n..old].to_vec();
            for (&arg, binding) in old_args.iter().zip(&bindings[n..]) {
                self.substitute(arg, &binding.substitute(&dims, &[]), new_args);
            }
            self.redirect_to_part(inner, old_buffer, buffer, new_args[0]);
        }
        self.set_axes(part, &axes, n..old);
        self.rw.set_attr(part, "name", Some(cx.str_attr(&name)));
        self.rw.set_attr(part, "n_parallel", Some(cx.i64_attr(n as i64 + 1)));
        self.neutral_init(part, neutral, buffer);
    }

    /// The blocks of a block's regions that have one.
    fn inner_blocks(&self, block: OpId) -> Vec<terrace_ir::BlockId> {
        let regions = self.rw.body.regions(block);
        regions.iter().flat_map(|&r| self.rw.body.blocks(r)).copied().collect()
    }

    /// Adds arguments for more axes to the regions of a block; gives them for each region.
    fn add_axis_args(&mut self, block: OpId, n: usize) -> Vec<Vec<ValueId>> {
        let (index, loc) = (self.rw.cx.index_ty(), self.rw.body.loc(block));
        let inners = self.inner_blocks(block);
        let add = |inner| (0..n).map(|_| self.rw.body.add_arg(inner, index, loc)).collect();
        inners.into_iter().map(add).collect()
    }

    /// Name, extent and variable of the axis that a loop becomes.
    fn axis_for(&self, l: OpId) -> (String, i64, ValueId) {
        let var = self.var(l);
        let name = self.rw.body.value_name(var).map_or("r", |n| self.rw.cx.str(n)).to_owned();
        (name, self.loop_view(l).bounds().and_then(|b| b.extent()).unwrap_or(1), var)
    }

    /// Makes accesses of `old` in a region's block accesses of `new`, one element for each value of
    /// `at`.
    fn redirect_to_part(
        &mut self,
        inner: terrace_ir::BlockId,
        old: ValueId,
        new: ValueId,
        at: ValueId,
    ) {
        let cx = self.rw.cx;
        for op in self.rw.body.ops_of(inner).collect::<Vec<_>>() {
            let (first, map) =
                match (loops::Load::cast(self.op(op)), loops::Store::cast(self.op(op))) {
                    (Some(load), _) if load.buffer() == old => (1, load.index_map()),
                    (_, Some(store)) if store.buffer() == old => (2, store.index_map()),
                    _ => continue,
                };
            let Some(mut map) = map else { continue };
            let mut operands: Vec<ValueId> = self.rw.body.operands(op).collect();
            operands[first - 1] = new;
            map.results.push(AffineExpr::Dim(map.n_dims));
            map.n_dims += 1;
            operands.push(at);
            self.rw.body.set_operands(op, &operands);
            self.rw.set_attr(op, "map", Some(cx.map_attr(map)));
        }
    }

    /// Makes the init of a block store the neutral element.
    fn neutral_init(&mut self, block: OpId, neutral: Attr, buffer: ValueId) {
        let cx = self.rw.cx;
        let Some(init) = self.block_view(block).init_block() else { return };
        let ops: Vec<OpId> = self.rw.body.ops_of(init).collect();
        let is_store = |o: &OpId| {
            loops::Store::cast(self.op(*o)).is_some_and(|store| store.buffer() == buffer)
        };
        let Some(store) = ops.into_iter().find(is_store) else { return };
        let ty = self.rw.ty(loops::Store(self.op(store)).value());
        debug_assert!(self.rw.ty(buffer).elem(cx) == ty);
        self.rw.before(store);
        let value = self.rw.build("arith.constant").attr("value", neutral).result(ty).value();
        self.rw.set_operand(store, 0, value);
        self.erase_unused(block);
    }

    /// Puts axes in the place of those in `old`, whose arguments nobody uses any more; the new ones
    /// have theirs, the last of each region.
    fn set_axes(
        &mut self,
        block: OpId,
        axes: &[(String, i64, ValueId)],
        old: std::ops::Range<usize>,
    ) {
        let cx = self.rw.cx;
        let view = self.block_view(block);
        let mut names: Vec<String> =
            view.axis_names()[..old.start].iter().map(|name| name.to_string()).collect();
        let mut extents = view.axis_extents()[..old.start].to_vec();
        let mut map = view.binding_map().cloned().unwrap_or(AffineMap::new(0, Vec::new()));
        let mut operands: Vec<ValueId> = view.0.operands().collect();
        map.results.truncate(old.start);
        for (name, extent, var) in axes {
            let at = operands.iter().position(|o| o == var).unwrap_or_else(|| {
                operands.push(*var);
                operands.len() - 1
            });
            let taken = |name: &String| names.contains(name);
            let numbered = (0..).map(|i| format!("{name}{i}"));
            let free = std::iter::once(name.clone()).chain(numbered).find(|n| !taken(n));
            names.extend(free);
            extents.push(*extent);
            map.results.push(AffineExpr::Dim(at as u32));
        }
        let (operands, map) = without_unused(&operands, &map);
        for inner in self.inner_blocks(block) {
            old.clone().for_each(|_| self.rw.body.erase_arg(inner, old.start));
            for (&arg, name) in self.rw.body.args(inner).to_vec().iter().zip(&names) {
                self.rw.body.set_value_name(arg, cx.sym(&format!("v{name}")));
            }
        }
        let names: Vec<Attr> = names.iter().map(|name| cx.str_attr(name)).collect();
        self.rw.body.set_operands(block, &operands);
        self.rw.set_attr(block, "bindings", Some(cx.map_attr(map)));
        self.rw.set_attr(block, "axes", Some(cx.array_attr(&names)));
        self.rw.set_attr(block, "extents", Some(cx.i64_array(&extents)));
    }

    /// Erases operations inside a block that have no effect and whose results nobody uses.
    fn erase_unused(&mut self, block: OpId) {
        for op in self.rw.body.ops_below(block).into_iter().rev() {
            let unused = self.rw.body.results(op).all(|r| !self.rw.body.has_uses(r));
            if op != block && self.rw.body.n_results(op) > 0 && unused {
                self.rw.erase(op);
            }
        }
    }
}

/// Drops the operands that no result of a map names.
fn without_unused(operands: &[ValueId], map: &AffineMap) -> (Vec<ValueId>, AffineMap) {
    let used = |d: usize| {
        let mut found = false;
        for e in &map.results {
            e.walk(&mut |x| found |= *x == AffineExpr::Dim(d as u32));
        }
        found
    };
    let kept: Vec<usize> = (0..operands.len()).filter(|&d| used(d)).collect();
    let place = |d: usize| kept.iter().position(|&k| k == d).map_or(0, |new| new as u32);
    let dims: Vec<AffineExpr> = (0..operands.len()).map(|d| AffineExpr::Dim(place(d))).collect();
    let results = map.results.iter().map(|e| e.substitute(&dims, &[])).collect();
    let values = kept.iter().map(|&k| operands[k]).collect();
    (values, AffineMap::new(kept.len() as u32, results))
}

/// The constant that changes nothing when combined by this operation.
fn neutral(op: terrace_ir::OpRef<'_>) -> Option<Attr> {
    let cx = op.cx;
    let ty = op.result_ty(0);
    let int = |value: fn(u32) -> i128| {
        let width = ty.int_width(cx).filter(|w| *w <= 64)?;
        Some(cx.attr(AttrKind::Int { value: value(width), ty }))
    };
    match op.name_str() {
        // 0 is not: -0 + 0 is 0.
        "arith.addf" => cx.float_attr(-0.0, ty),
        "arith.mulf" => cx.float_attr(1.0, ty),
        "arith.maximumf" => cx.float_attr(f64::NEG_INFINITY, ty),
        "arith.minimumf" => cx.float_attr(f64::INFINITY, ty),
        "arith.addi" | "arith.ori" | "arith.xori" => int(|_| 0),
        "arith.muli" => int(|_| 1),
        "arith.andi" => int(|_| -1),
        "arith.maxsi" => int(|w| -(1 << (w - 1))),
        "arith.minsi" => int(|w| (1 << (w - 1)) - 1),
        _ => None,
    }
}

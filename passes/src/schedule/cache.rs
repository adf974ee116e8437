//! `cache_write`, `cache_read` and `compute_inline`: buffers put between, or taken away.

use terrace_ir::{AffineExpr, AffineMap, Attr, Code, Diag, OpId, Type, TypeKind, ValueId};
use terrace_loop as loops;

use super::nest::{Schedule, Step};

/// SCHED040
pub const SCHED040: Code = Code {
    id: "SCHED040",
    message: "cannot cache for block `{0}`: {1}",
    explain: "A cache stands in for one buffer of static shape that the block touches through \
              `loop.load` and `loop.store`.",
};
/// SCHED041
pub const SCHED041: Code = Code {
    id: "SCHED041",
    message: "cannot inline block `{0}`: {1}",
    explain: "A block can be inlined when it does not reduce, writes one buffer of this function \
              along its axes, and all readers are loads without a pad value.",
};

impl Schedule<'_> {
    /// Makes the block write a new buffer in `space` and copies that to the old one afterwards;
    /// gives the copying block, named `<block>_write`.
    ///
    /// # Errors
    /// `SCHED030`, `SCHED040`
    pub fn cache_write(&mut self, block: OpId, space: &str) -> Step<OpId> {
        let buffer = self.single_output(block)?;
        let cache = self.cache_buffer(block, buffer, space)?;
        let nest = self.outermost(block);
        let name = format!("{}_write", self.block_view(block).name_str());
        self.redirect(block, buffer, cache);
        self.copy_nest(nest, true, &name, cache, buffer)
    }

    /// Copies a buffer that the block reads into a new one in `space` first; gives the copying
    /// block, named `<block>_read<i>` with `i` the position among the buffers it reads.
    ///
    /// # Errors
    /// `SCHED040`
    pub fn cache_read(&mut self, block: OpId, i: usize, space: &str) -> Step<OpId> {
        let inputs = self.read_buffers(block);
        let Some(&buffer) = inputs.get(i) else {
            let view = self.block_view(block);
            let why = format!("it reads {} buffers, there is no number {i}", inputs.len());
            return Err(Diag::error(&SCHED040, view.0.loc(), &[&view.name_str(), &why]));
        };
        let cache = self.cache_buffer(block, buffer, space)?;
        let nest = self.outermost(block);
        let name = format!("{}_read{i}", self.block_view(block).name_str());
        self.redirect(block, buffer, cache);
        self.copy_nest(nest, false, &name, buffer, cache)
    }

    /// Gives these blocks a buffer of their own in place of the one that the first of them writes.
    ///
    /// # Errors
    /// `SCHED030`, `SCHED040` when one of them reads an element that none of them writes
    pub fn split_buffer(&mut self, blocks: &[OpId]) -> Step<ValueId> {
        let Some(&writer) = blocks.first() else {
            return Err(Diag::error(
                &SCHED040,
                self.op(terrace_ir::ROOT).loc(),
                &[&"", &"none given"],
            ));
        };
        let buffer = self.single_output(writer)?;
        let view = self.block_view(writer);
        let refuse =
            |why: &str| Err(Diag::error(&SCHED040, view.0.loc(), &[&view.name_str(), &why]));
        let Some(accesses) = self.accesses(buffer) else {
            return refuse("its buffer is used by more than loads and stores");
        };
        let mine = accesses.iter().filter(|a| blocks.contains(&a.block));
        let (mut written, mut read) = (Vec::new(), Vec::new());
        for access in mine {
            let Some(region) = self.region(access, None) else {
                return refuse("cannot prove which part of its buffer is used");
            };
            let list = if access.block == writer { &mut written } else { &mut read };
            list.push(region.spans);
        }
        let covered = |r: &Vec<super::region::Span>| written.first() == Some(r);
        if !read.iter().all(covered) || !written.iter().all(covered) {
            return refuse("another block writes what these blocks read");
        }
        let new = self.cache_buffer(writer, buffer, "")?;
        for &block in blocks {
            self.redirect(block, buffer, new);
        }
        Ok(new)
    }

    /// Puts the block's formula where its buffer is read, and the block away.
    ///
    /// # Errors
    /// `SCHED030`, `SCHED041`
    pub fn compute_inline(&mut self, block: OpId) -> Step<()> {
        let buffer = self.single_output(block)?;
        let (store, axes) = self.inline_source(block, buffer)?;
        let readers: Vec<OpId> = {
            let users = self.rw.body.uses(buffer).map(|(op, _)| op);
            users.filter(|&op| op != store).collect()
        };
        let inner = self.block_view(block).body_block();
        for load in readers {
            let Some(inner) = inner else { continue };
            self.inline_at(load, inner, store, &axes);
        }
        let parent = self.rw.body.parent_op(block);
        self.rw.erase(block);
        parent.into_iter().for_each(|p| self.erase_empty(p));
        if let Some(alloc) = self.rw.body.def_op(buffer)
            && !self.rw.body.has_uses(buffer)
        {
            self.rw.erase(alloc);
        }
        Ok(())
    }

    /// The buffers a block loads from and does not write, in order of first use.
    pub(super) fn read_buffers(&self, block: OpId) -> Vec<ValueId> {
        let written = self.written_buffers(block);
        let mut buffers: Vec<ValueId> = Vec::new();
        for op in self.rw.body.ops_below(block) {
            if let Some(load) = loops::Load::cast(self.op(op))
                && !buffers.contains(&load.buffer())
                && !written.contains(&load.buffer())
            {
                buffers.push(load.buffer());
            }
        }
        buffers
    }

    /// The outermost loop around a block, or the block itself.
    fn outermost(&self, block: OpId) -> OpId {
        self.loops_around(block).first().copied().unwrap_or(block)
    }

    /// A new buffer like `buffer` in another space, allocated before the block's nest.
    fn cache_buffer(&mut self, block: OpId, buffer: ValueId, space: &str) -> Step<ValueId> {
        let cx = self.rw.cx;
        let ty = self.rw.ty(buffer);
        let (Some(shape), TypeKind::MemRef { elem, .. }) = (ty.static_shape(cx), ty.kind(cx))
        else {
            let view = self.block_view(block);
            let why = "the buffer has no static shape";
            return Err(Diag::error(&SCHED040, view.0.loc(), &[&view.name_str(), &why]));
        };
        let ty = in_space(cx, shape, *elem, space);
        let nest = self.outermost(block);
        self.rw.before(nest);
        Ok(self.rw.build(loops::Alloc::NAME).result(ty).value())
    }

    /// Makes every access of `old` inside the block use `new`.
    fn redirect(&mut self, block: OpId, old: ValueId, new: ValueId) {
        for op in self.rw.body.ops_below(block) {
            for i in 0..self.rw.body.n_operands(op) {
                if self.rw.body.operand(op, i) == old {
                    self.rw.body.set_operand(op, i, new);
                }
            }
        }
    }

    /// A nest that copies `from` to `to`, before or after `anchor`.
    fn copy_nest(
        &mut self,
        anchor: OpId,
        after: bool,
        name: &str,
        from: ValueId,
        to: ValueId,
    ) -> Step<OpId> {
        let cx = self.rw.cx;
        let shape = self.rw.ty(from).static_shape(cx).unwrap_or(&[]).to_vec();
        let axes: Vec<String> = (0..shape.len()).map(|i| format!("i{i}")).collect();
        self.rw.before(anchor);
        if after {
            self.rw.at = match (self.rw.body.next(anchor), self.rw.body.block_of(anchor)) {
                (Some(next), _) => terrace_ir::InsertPoint::Before(next),
                (None, Some(block)) => terrace_ir::InsertPoint::End(block),
                (None, None) => terrace_ir::InsertPoint::Detached,
            };
        }
        let names: Vec<&str> = axes.iter().map(String::as_str).collect();
        let spec =
            super::emit::BlockSpec { name, axes: &names, extents: &shape, n_parallel: shape.len() };
        Ok(super::emit::nest(&mut self.rw, &spec, |rw, vars| {
            let map = AffineMap::identity(vars.len() as u32);
            let value = loops::Load::build(rw, from, map.clone(), vars, None);
            loops::Store::build(rw, value, to, map, vars);
        }))
    }

    /// The store of a block that can be inlined, and the axis of each dimension it stores to.
    fn inline_source(&self, block: OpId, buffer: ValueId) -> Step<(OpId, Vec<usize>)> {
        let view = self.block_view(block);
        let refuse =
            |why: &str| Err(Diag::error(&SCHED041, view.0.loc(), &[&view.name_str(), &why]));
        let n_axes = view.axis_names().len();
        if view.parallel_count() != n_axes || view.init_block().is_some() {
            return refuse("it reduces");
        }
        if self.rw.body.def_op(buffer).is_none_or(|a| !self.op(a).is(&loops::Alloc::DEF)) {
            return refuse("its buffer is seen outside of this function");
        }
        let mut store = None;
        for (user, _) in self.rw.body.uses(buffer) {
            if let Some(load) = loops::Load::cast(self.op(user)) {
                if load.pad().is_some() {
                    return refuse("a reader has a pad value");
                }
                if self.rw.body.is_inside(block, user) {
                    return refuse("it reads its own buffer");
                }
            } else if self.op(user).is(&loops::Store::DEF) && store.replace(user).is_none() {
                continue;
            } else {
                return refuse("its buffer has another writer or user");
            }
        }
        let Some(store) = store else { return refuse("it stores nothing") };
        let view = loops::Store(self.op(store));
        let operands = view.indices();
        let mut axes = Vec::new();
        for index in view.index_map().map_or_else(Vec::new, |m| m.results) {
            let AffineExpr::Dim(d) = index else { return refuse("it stores at computed indices") };
            match self.axis_of(block, operands[d as usize]) {
                Some(axis) if !axes.contains(&axis) => axes.push(axis),
                _ => return refuse("it stores at computed indices"),
            }
        }
        if axes.len() != n_axes {
            return refuse("it stores the same element at several points");
        }
        Ok((store, axes))
    }

    /// Replaces one load by the formula in `inner`, whose axes become the load's indices.
    fn inline_at(&mut self, load: OpId, inner: terrace_ir::BlockId, store: OpId, axes: &[usize]) {
        let cx = self.rw.cx;
        let view = loops::Load(self.op(load));
        let (map, operands) =
            (view.index_map().unwrap_or(AffineMap::new(0, vec![])), view.indices());
        let args = self.rw.body.args(inner).to_vec();
        // The expression of each axis over the load's operands.
        let mut at: Vec<AffineExpr> = vec![AffineExpr::Const(0); args.len()];
        for (dim, &axis) in axes.iter().enumerate() {
            at[axis] = map.results[dim].clone();
        }
        self.rw.before(load);
        let mut values: std::collections::HashMap<ValueId, ValueId> = Default::default();
        for op in self.rw.body.ops_of(inner).collect::<Vec<_>>() {
            if op == store {
                continue;
            }
            let copy = self.rw.body.clone_op(self.rw.cx, op);
            self.rw.body.insert_before(load, copy);
            if let Some(inner_load) = loops::Load::cast(self.op(copy)) {
                let (old_map, old_operands) = (inner_load.index_map(), inner_load.indices());
                if let Some(old_map) = old_map {
                    self.compose_access(copy, &old_map, &old_operands, &args, &at, &operands);
                }
            }
            for i in 0..self.rw.body.n_operands(copy) {
                let value = self.rw.body.operand(copy, i);
                if let Some(&new) = values.get(&value) {
                    self.rw.body.set_operand(copy, i, new);
                } else if let Some(axis) = args.iter().position(|&a| a == value) {
                    let map = AffineMap::new(operands.len() as u32, vec![at[axis].clone()]);
                    self.rw.before(copy);
                    let build = self.rw.build("affine.apply").operands(&operands);
                    let index = build.attr("map", cx.map_attr(map)).result(cx.index_ty()).value();
                    self.rw.body.set_operand(copy, i, index);
                }
            }
            for (old, new) in self.rw.body.results(op).zip(self.rw.body.results(copy)) {
                values.insert(old, new);
            }
        }
        let stored = loops::Store(self.op(store)).value();
        let value = values.get(&stored).copied().unwrap_or(stored);
        self.rw.replace(load, &[value]);
    }

    /// Rewrites the indices of a copied load from the producer's axes to the reader's operands.
    fn compose_access(
        &mut self,
        load: OpId,
        old: &AffineMap,
        old_operands: &[ValueId],
        args: &[ValueId],
        at: &[AffineExpr],
        operands: &[ValueId],
    ) {
        let mut all = operands.to_vec();
        let dims: Vec<AffineExpr> = old_operands
            .iter()
            .map(|v| match args.iter().position(|a| a == v) {
                Some(axis) => at[axis].clone(),
                None => {
                    let place = all.iter().position(|o| o == v).unwrap_or_else(|| {
                        all.push(*v);
                        all.len() - 1
                    });
                    AffineExpr::Dim(place as u32)
                }
            })
            .collect();
        let results = old.results.iter().map(|e| e.substitute(&dims, &[])).collect();
        let map = self.rw.cx.map_attr(AffineMap::new(all.len() as u32, results));
        let buffer = self.rw.body.operand(load, 0);
        all.insert(0, buffer);
        self.rw.body.set_operands(load, &all);
        self.rw.set_attr(load, "map", Some(map));
    }
}

/// `memref<shape x elem, "space">`; the default space for an empty name.
fn in_space(cx: &terrace_ir::Context, shape: &[i64], elem: Type, space: &str) -> Type {
    let space = if space.is_empty() { Attr::NONE } else { cx.str_attr(space) };
    cx.ty(TypeKind::MemRef { shape: shape.into(), elem, layout: Attr::NONE, space })
}

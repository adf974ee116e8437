//! `decompose_reduction`: the initialisation of a reduction gets a nest of its own.

use terrace_ir::{Code, Diag, OpId};

use super::nest::{Schedule, Step};

/// SCHED050
pub const SCHED050: Code = Code {
    id: "SCHED050",
    message: "cannot decompose the reduction of block `{0}`: {1}",
    explain: "The loop must enclose the block, and all loops over its reduce axes must be that \
              loop or inside of it.",
};

impl Schedule<'_> {
    /// Moves the init of a block into a nest of its own right before `l`; gives the new block,
    /// named `<block>_init`. Kinds of the copied loops are kept.
    ///
    /// # Errors
    /// `SCHED050`
    pub fn decompose_reduction(&mut self, block: OpId, l: OpId) -> Step<OpId> {
        let view = self.block_view(block);
        let refuse =
            |why: &str| Err(Diag::error(&SCHED050, view.0.loc(), &[&view.name_str(), &why]));
        if view.init_block().is_none() {
            return refuse("it has no init");
        }
        if !self.rw.body.is_inside(l, block) || !self.is_loop(l) {
            return refuse("the loop does not enclose it");
        }
        if self.loops_around(l).iter().any(|&o| self.feeds_reduce_axis(block, o)) {
            return refuse("a loop outside of the given one runs over a reduce axis");
        }
        let around = self.loops_around(block);
        let from = around.iter().position(|&o| o == l).unwrap_or(0);
        let kept: Vec<OpId> =
            around[from..].iter().copied().filter(|&o| !self.feeds_reduce_axis(block, o)).collect();

        // Copy the whole block, then drop from the copy what belongs to the reduction.
        let copy = self.rw.body.clone_op(self.rw.cx, block);
        let mut inner: Option<OpId> = None;
        for &old in kept.iter().rev() {
            let new = self.rw.body.clone_op_shell(self.rw.cx, old);
            let inside = self.inner_block(new);
            self.rw.body.append(inside, inner.unwrap_or(copy));
            let (old_var, new_var) = (self.var(old), self.var(new));
            let nested = self.rw.body.ops_below(new);
            for op in nested {
                for i in 0..self.rw.body.n_operands(op) {
                    if self.rw.body.operand(op, i) == old_var {
                        self.rw.body.set_operand(op, i, new_var);
                    }
                }
            }
            inner = Some(new);
        }
        self.rw.body.insert_before(l, inner.unwrap_or(copy));
        self.keep_init_only(copy);
        let init = self.rw.body.regions(block)[0];
        for b in self.rw.body.blocks(init).to_vec() {
            self.rw.body.erase_block(b);
        }
        Ok(copy)
    }

    /// Makes the init region of a copied block its body and drops its reduce axes.
    fn keep_init_only(&mut self, block: OpId) {
        let cx = self.rw.cx;
        let view = self.block_view(block);
        let n = view.parallel_count();
        let name = format!("{}_init", view.name_str());
        let axes: Vec<_> = view.axis_names()[..n].iter().map(|a| cx.str_attr(a)).collect();
        let extents = view.axis_extents()[..n].to_vec();
        let bindings = view.binding_map().cloned();
        let regions = self.rw.body.regions(block).to_vec();
        for b in self.rw.body.blocks(regions[1]).to_vec() {
            self.rw.body.erase_block(b);
        }
        self.rw.body.move_blocks(regions[0], regions[1]);
        for b in self.rw.body.blocks(regions[1]).to_vec() {
            while self.rw.body.args(b).len() > n {
                self.rw.body.erase_arg(b, n);
            }
        }
        self.rw.set_attr(block, "name", Some(cx.str_attr(&name)));
        self.rw.set_attr(block, "axes", Some(cx.array_attr(&axes)));
        self.rw.set_attr(block, "extents", Some(cx.i64_array(&extents)));
        self.rw.set_attr(block, "reassoc", None);
        if let Some(mut map) = bindings {
            map.results.truncate(n);
            self.rw.set_attr(block, "bindings", Some(cx.map_attr(map)));
        }
        self.drop_unused_vars(block);
    }

    /// Removes operands of a block that neither bindings nor conditions name.
    ///
    /// Conditions on reduce variables must not reach an init: they are dropped with the variables
    /// that are out of scope there.
    fn drop_unused_vars(&mut self, block: OpId) {
        use terrace_ir::{AffineExpr, AttrKind, IntegerSet};
        let cx = self.rw.cx;
        let around: Vec<_> = self.loops_around(block).iter().map(|&l| self.var(l)).collect();
        let view = self.block_view(block);
        let operands: Vec<_> = view.0.operands().collect();
        let visible = |d: usize| around.contains(&operands[d]);
        let (map, set) = (view.binding_map().cloned(), view.condition_set());
        let kept: Vec<usize> = (0..operands.len()).filter(|&d| visible(d)).collect();
        let dims: Vec<AffineExpr> = (0..operands.len())
            .map(|d| match kept.iter().position(|&k| k == d) {
                Some(new) => AffineExpr::Dim(new as u32),
                None => AffineExpr::Const(0),
            })
            .collect();
        let only_visible = |e: &AffineExpr| {
            let mut ok = true;
            e.walk(&mut |x| {
                if let AffineExpr::Dim(d) = x {
                    ok &= visible(*d as usize);
                }
            });
            ok
        };
        let n_dims = kept.len() as u32;
        let values: Vec<_> = kept.iter().map(|&k| operands[k]).collect();
        self.rw.body.set_operands(block, &values);
        if let Some(map) = map {
            let results = map.results.iter().map(|e| e.substitute(&dims, &[])).collect();
            let map = terrace_ir::AffineMap { n_dims, n_syms: 0, results };
            self.rw.set_attr(block, "bindings", Some(cx.map_attr(map)));
        }
        if let Some(set) = set {
            let kept = set.constraints.iter().filter(|(e, _)| only_visible(e));
            let constraints: Vec<_> = kept.map(|(e, eq)| (e.substitute(&dims, &[]), *eq)).collect();
            let attr = (!constraints.is_empty()).then(|| {
                cx.attr(AttrKind::IntegerSet(IntegerSet { n_dims, n_syms: 0, constraints }))
            });
            self.rw.set_attr(block, "conditions", attr);
        }
    }
}

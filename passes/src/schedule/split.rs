//! `split`, `tile`, `fuse`, `reorder` and `cut`: the shape of a loop nest.

use terrace_ir::{AffineExpr, AttrKind, Code, Diag, IntegerSet, OpId};
use terrace_loop as loops;

use super::nest::{Schedule, Step};

/// SCHED010
pub const SCHED010: Code = Code {
    id: "SCHED010",
    message: "cannot split by {0}: factors must be positive and their product must not overflow",
    explain: "Give the extents of the inner loops, outermost of them first.",
};
/// SCHED011
pub const SCHED011: Code = Code {
    id: "SCHED011",
    message: "cannot {0} a loop whose kind is set",
    explain: "Change the shape of a nest first, then set kinds.",
};
/// SCHED012
pub const SCHED012: Code = Code {
    id: "SCHED012",
    message: "cannot {0}: the loops are not perfectly nested in each other",
    explain: "Between the outermost and the innermost of them each loop may hold only the next.",
};
/// SCHED013
pub const SCHED013: Code = Code {
    id: "SCHED013",
    message: "cannot reorder: block `{0}` reduces over these loops in a fixed order",
    explain: "The reduction is not marked `reassoc`, so its steps must keep their order.",
};
/// SCHED014
pub const SCHED014: Code = Code {
    id: "SCHED014",
    message: "cannot reorder: the bounds of a loop depend on another one",
    explain: "A loop cannot move outside of the loop that its bounds name.",
};
/// SCHED015
pub const SCHED015: Code = Code {
    id: "SCHED015",
    message: "cannot cut at {0}: the loop runs from 0 to {1}",
    explain: "Both parts need at least one iteration.",
};
/// SCHED016
pub const SCHED016: Code = Code {
    id: "SCHED016",
    message: "cannot reorder: blocks `{0}` and `{1}` in one nest may depend on each other",
    explain: "Only loops over parallel axes of both may move around two blocks.",
};

impl Schedule<'_> {
    /// Splits a loop into one outer loop and one inner loop per factor; gives them outermost first.
    ///
    /// # Semantics
    /// `i = (o * f1 + i1) * f2 + i2 ..`. Where the factors do not divide the extent, the blocks
    /// inside get the condition `i < extent`.
    ///
    /// # Errors
    /// `SCHED002`, `SCHED003`, `SCHED010`, `SCHED011`
    pub fn split(&mut self, l: OpId, factors: &[i64]) -> Step<Vec<OpId>> {
        let extent = self.extent(l, "split")?;
        self.require_serial(l, "split")?;
        let var = self.var(l);
        self.check_replaceable(var, "split")?;
        let bad = || Diag::error(&SCHED010, self.op(l).loc(), &[&format!("{factors:?}")]);
        let product = factors.iter().try_fold(1i64, |p, &f| p.checked_mul(f).filter(|_| f > 0));
        let product = product.ok_or_else(bad)?;
        let outer = extent.checked_add(product - 1).ok_or_else(bad)? / product;

        let mut new = vec![self.loop_before(l, outer, var)];
        for &factor in factors {
            let inner = self.nested_loop(new[new.len() - 1], factor, var);
            new.push(inner);
        }
        self.move_inside(l, new[new.len() - 1]);
        let vars: Vec<_> = new.iter().map(|&n| self.var(n)).collect();
        let mut index = AffineExpr::Dim(0);
        for (i, &factor) in factors.iter().enumerate() {
            index = index * AffineExpr::Const(factor) + AffineExpr::Dim(i as u32 + 1);
        }
        self.substitute(var, &index, &vars);
        if extent % product != 0 {
            let slack = AffineExpr::Const(extent - 1) + index * AffineExpr::Const(-1);
            for block in self.blocks_under(new[0]) {
                self.add_condition(block, &slack, &vars);
            }
        }
        self.rw.erase(l);
        Ok(new)
    }

    /// Splits several perfectly nested loops and brings the outer parts outside; gives the outer
    /// loops, then the inner ones.
    ///
    /// # Errors
    /// Those of [`Schedule::split`] and [`Schedule::reorder`].
    pub fn tile(&mut self, nest: &[OpId], factors: &[i64]) -> Step<(Vec<OpId>, Vec<OpId>)> {
        let (mut outer, mut inner) = (Vec::new(), Vec::new());
        for (&l, &factor) in nest.iter().zip(factors) {
            let parts = self.split(l, &[factor])?;
            outer.push(parts[0]);
            inner.push(parts[1]);
        }
        let order: Vec<OpId> = outer.iter().chain(&inner).copied().collect();
        self.reorder(&order)?;
        Ok((outer, inner))
    }

    /// Makes one loop of two that are perfectly nested.
    ///
    /// # Errors
    /// `SCHED002`, `SCHED003`, `SCHED010` when the product overflows, `SCHED011`, `SCHED012`
    pub fn fuse(&mut self, outer: OpId, inner: OpId) -> Step<OpId> {
        let (n_outer, n_inner) = (self.extent(outer, "fuse")?, self.extent(inner, "fuse")?);
        self.require_serial(outer, "fuse")?;
        self.require_serial(inner, "fuse")?;
        if self.only_inner_loop(outer) != Some(inner) {
            return Err(Diag::error(&SCHED012, self.op(inner).loc(), &[&"fuse"]));
        }
        let (outer_var, inner_var) = (self.var(outer), self.var(inner));
        self.check_replaceable(outer_var, "fuse")?;
        self.check_replaceable(inner_var, "fuse")?;
        let overflow = || Diag::error(&SCHED010, self.op(outer).loc(), &[&"fuse"]);
        let extent = n_outer.checked_mul(n_inner).ok_or_else(overflow)?;
        let fused = self.loop_before(outer, extent, outer_var);
        self.move_inside(inner, fused);
        let var = self.var(fused);
        let (index, size) = (AffineExpr::Dim(0), AffineExpr::Const(n_inner.max(1)));
        // A loop of one iteration is at 0; the other one is then the fused loop itself.
        let (outside, inside) = match (n_outer, n_inner) {
            (_, 1) => (index, AffineExpr::Const(0)),
            (1, _) => (AffineExpr::Const(0), index),
            _ => (index.clone().floor_div(size.clone()), index.modulo(size)),
        };
        for (old, new) in [(outer_var, outside), (inner_var, inside)] {
            let vars = if new.as_const().is_some() { &[][..] } else { &[var][..] };
            self.substitute(old, &new, vars);
        }
        self.rw.erase(outer);
        Ok(fused)
    }

    /// Puts perfectly nested loops into this order; loops between them stay where they are.
    ///
    /// # Errors
    /// `SCHED012`, `SCHED013`, `SCHED014`, `SCHED016`
    pub fn reorder(&mut self, order: &[OpId]) -> Step<()> {
        let chain = self.chain(order)?;
        let mut wanted = order.iter().copied();
        let target: Vec<OpId> = chain
            .iter()
            .map(|l| if order.contains(l) { wanted.next().unwrap_or(*l) } else { *l })
            .collect();
        self.check_reorder(&chain, &target)?;
        if chain == target {
            return Ok(());
        }
        // Take the chain apart, then nest it again in the new order.
        let innermost = self.inner_block(chain[chain.len() - 1]);
        let content: Vec<OpId> = self.rw.body.ops_of(innermost).collect();
        content.iter().for_each(|&op| self.rw.body.detach(op));
        let (after, place) = (self.rw.body.next(chain[0]), self.rw.body.block_of(chain[0]));
        chain.iter().rev().for_each(|&l| self.rw.body.detach(l));
        match (after, place) {
            (Some(next), _) => self.rw.body.insert_before(next, target[0]),
            (None, Some(block)) => self.rw.body.append(block, target[0]),
            (None, None) => {}
        }
        for pair in target.windows(2) {
            let inside = self.inner_block(pair[0]);
            self.rw.body.append(inside, pair[1]);
        }
        let inside = self.inner_block(target[target.len() - 1]);
        content.iter().for_each(|&op| self.rw.body.append(inside, op));
        Ok(())
    }

    /// Cuts a loop `0 to n` into `0 to at` and `at to n` (counted from 0 again); gives the second,
    /// whose blocks get the suffix `_tail`.
    ///
    /// # Errors
    /// `SCHED002`, `SCHED003`, `SCHED011`, `SCHED015`
    pub fn cut(&mut self, l: OpId, at: i64) -> Step<OpId> {
        let extent = self.extent(l, "cut")?;
        self.require_serial(l, "cut")?;
        self.check_replaceable(self.var(l), "cut")?;
        if at <= 0 || at >= extent {
            return Err(Diag::error(&SCHED015, self.op(l).loc(), &[&at, &extent]));
        }
        let tail = self.rw.body.clone_op(self.rw.cx, l);
        self.rw.body.insert_after(l, tail);
        self.set_extent(l, at);
        self.set_extent(tail, extent - at);
        let var = self.var(tail);
        let shifted = AffineExpr::Dim(0) + AffineExpr::Const(at);
        // The expression names the variable itself, so substitution happens in one step.
        self.substitute(var, &shifted, &[var]);
        for block in self.blocks_under(tail) {
            let name = format!("{}_tail", self.block_view(block).name_str());
            let name = self.rw.cx.str_attr(&name);
            self.rw.set_attr(block, "name", Some(name));
        }
        Ok(tail)
    }

    pub(super) fn nested_loop(
        &mut self,
        outer: OpId,
        extent: i64,
        like: terrace_ir::ValueId,
    ) -> OpId {
        let inside = self.inner_block(outer);
        self.rw.at_end(inside);
        let l = loops::For::build(&mut self.rw, &loops::Bounds::upto(extent), loops::Kind::Serial);
        if let Some(name) = self.rw.body.value_name(like) {
            let var = self.var(l);
            self.rw.body.set_value_name(var, name);
        }
        l
    }

    pub(super) fn set_extent(&mut self, l: OpId, extent: i64) {
        let upper = self.rw.cx.map_attr(terrace_ir::AffineMap::constant(extent));
        self.rw.set_attr(l, "upper", Some(upper));
    }

    pub(super) fn require_serial(&self, l: OpId, what: &str) -> Step<()> {
        match self.loop_view(l).loop_kind() {
            Some(loops::Kind::Serial) => Ok(()),
            _ => Err(Diag::error(&SCHED011, self.op(l).loc(), &[&what])),
        }
    }

    /// Adds `expr >= 0`, over `vars`, to the conditions of a block.
    pub(super) fn add_condition(
        &mut self,
        block: OpId,
        expr: &AffineExpr,
        vars: &[terrace_ir::ValueId],
    ) {
        let cx = self.rw.cx;
        let mut operands: Vec<_> = self.rw.body.operands(block).collect();
        let n_old = operands.len();
        let mut dims = Vec::new();
        for &v in vars {
            let at = operands.iter().position(|&o| o == v).unwrap_or_else(|| {
                operands.push(v);
                operands.len() - 1
            });
            dims.push(AffineExpr::Dim(at as u32));
        }
        let n_dims = operands.len() as u32;
        let view = self.block_view(block);
        let mut constraints = view.condition_set().map_or_else(Vec::new, |s| s.constraints);
        constraints.push((expr.substitute(&dims, &[]), false));
        let bindings = view.binding_map().cloned();
        if operands.len() > n_old {
            self.rw.body.set_operands(block, &operands);
        }
        if let Some(mut map) = bindings {
            map.n_dims = n_dims;
            let map = cx.map_attr(map);
            self.rw.set_attr(block, "bindings", Some(map));
        }
        let set = cx.attr(AttrKind::IntegerSet(IntegerSet { n_dims, n_syms: 0, constraints }));
        self.rw.set_attr(block, "conditions", Some(set));
    }

    /// The perfect chain of loops from the outermost to the innermost of `among`.
    fn chain(&self, among: &[OpId]) -> Step<Vec<OpId>> {
        let not_nested = |l: OpId| Diag::error(&SCHED012, self.op(l).loc(), &[&"reorder"]);
        let depth = |l: &OpId| self.loops_around(*l).len();
        let Some(&outermost) = among.iter().min_by_key(|l| depth(l)) else { return Ok(Vec::new()) };
        let mut chain = vec![outermost];
        let mut missing = among.len() - 1;
        while missing > 0 {
            let last = chain[chain.len() - 1];
            let next = self.only_inner_loop(last).ok_or_else(|| not_nested(last))?;
            missing -= usize::from(among.contains(&next));
            chain.push(next);
        }
        let distinct = among.iter().all(|l| chain.contains(l));
        if distinct { Ok(chain) } else { Err(not_nested(outermost)) }
    }

    fn check_reorder(&self, chain: &[OpId], target: &[OpId]) -> Step<()> {
        for (i, &l) in target.iter().enumerate() {
            let inner_vars: Vec<_> = target[i..].iter().map(|&t| self.var(t)).collect();
            if self.op(l).operands().any(|v| inner_vars.contains(&v)) {
                return Err(Diag::error(&SCHED014, self.op(l).loc(), &[]));
            }
        }
        let Some(&innermost) = chain.last() else { return Ok(()) };
        let blocks = self.blocks_under(innermost);
        for &block in &blocks {
            let view = self.block_view(block);
            let reduces = |l: &&OpId| self.feeds_reduce_axis(block, **l);
            let before: Vec<_> = chain.iter().filter(reduces).collect();
            let after: Vec<_> = target.iter().filter(reduces).collect();
            if before != after && view.reassoc().is_none() {
                let name = view.name_str();
                return Err(Diag::error(&SCHED013, view.0.loc(), &[&name]));
            }
        }
        if let [first, second, ..] = blocks.as_slice() {
            let moved = chain.iter().zip(target).filter(|(a, b)| a != b).map(|(a, _)| *a);
            let free = |l: OpId| blocks.iter().all(|&b| !self.feeds_reduce_axis(b, l));
            if !moved.into_iter().all(free) {
                let names = (self.block_view(*first), self.block_view(*second));
                let args: [&dyn std::fmt::Display; 2] = [&names.0.name_str(), &names.1.name_str()];
                return Err(Diag::error(&SCHED016, self.op(*first).loc(), &args));
            }
        }
        Ok(())
    }

    /// Whether the variable of `l` occurs in the binding of a reduce axis of `block`.
    pub(crate) fn feeds_reduce_axis(&self, block: OpId, l: OpId) -> bool {
        let view = self.block_view(block);
        let n = view.parallel_count();
        self.axes_of(block, l).into_iter().any(|axis| axis >= n)
    }

    /// The positions of the axes of `block` whose bindings name the variable of `l`.
    pub(super) fn axes_of(&self, block: OpId, l: OpId) -> Vec<usize> {
        let view = self.block_view(block);
        let var = self.var(l);
        let Some(dim) = view.0.operands().position(|v| v == var) else { return Vec::new() };
        let Some(map) = view.binding_map() else { return Vec::new() };
        let names = |e: &AffineExpr| {
            let mut found = false;
            e.walk(&mut |x| found |= *x == AffineExpr::Dim(dim as u32));
            found
        };
        (0..map.results.len()).filter(|&i| names(&map.results[i])).collect()
    }
}

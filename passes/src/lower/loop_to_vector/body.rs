//! Blocks, conditions and the scalar operations inside them.

use terrace_ir::{AffineExpr, IntegerSet};
use terrace_loop as loops;

use super::index::Lin;
use super::{Lowered, Lowering, Val};
use crate::prelude::*;

impl Lowering<'_, '_> {
    /// One instance of a block: conditions, init at the first reduction step, body.
    pub(super) fn block(&mut self, op: OpId) -> Lowered {
        let view = loops::Block(self.rw.op(op));
        let vars: Vec<ValueId> = view.0.operands().collect();
        let (map, set) = (view.binding_map().cloned(), view.condition_set());
        let (init, body, n) = (view.init_block(), view.body_block(), view.parallel_count());
        let Some(map) = map else { return self.refuse(op, "it has no bindings") };
        let dims = self.dims(&vars, op)?;
        let axes: Vec<Lin> = map.results.iter().map(|e| self.affine(e, &dims)).collect();
        let guard = match set {
            Some(set) => match self.condition(&set, &dims) {
                Truth::Never => return Ok(()),
                Truth::Always => None,
                Truth::When(value) => Some(value),
            },
            None => None,
        };
        let run = |this: &mut Self| {
            if let Some(init) = init {
                this.init(init, &axes, n)?;
            }
            match body {
                Some(body) => this.instance(body, &axes),
                None => Ok(()),
            }
        };
        match guard {
            Some(condition) => self.guarded(condition, run),
            None => run(self),
        }
    }

    fn instance(&mut self, block: BlockId, axes: &[Lin]) -> Lowered {
        for (&arg, lin) in self.rw.body.args(block).to_vec().iter().zip(axes) {
            self.values.insert(arg, Val::Index(lin.clone()));
        }
        self.ops_in(block)
    }

    /// Runs the init region when all reduce axes are 0.
    fn init(&mut self, block: BlockId, axes: &[Lin], n_parallel: usize) -> Lowered {
        let mut condition: Option<ValueId> = None;
        for lin in &axes[n_parallel.min(axes.len())..] {
            match lin.as_constant() {
                Some(0) => {}
                Some(_) => return Ok(()),
                None => {
                    let (index, zero) = (self.index_value(lin), self.index_constant(0));
                    let first = self.compare(0, index, zero);
                    condition = Some(self.both(condition, first));
                }
            }
        }
        match condition {
            None => self.instance(block, axes),
            Some(condition) => self.guarded(condition, |this| this.instance(block, axes)),
        }
    }

    /// A conjunction of affine conditions; lanes do not occur in it (see `can_vectorize`).
    fn condition(&mut self, set: &IntegerSet, dims: &[Lin]) -> Truth {
        let mut all: Option<ValueId> = None;
        for (expr, is_eq) in &set.constraints {
            let lin = self.affine(expr, dims);
            if let Some((low, high)) = self.range(&lin) {
                if if *is_eq { (low, high) == (0, 0) } else { low >= 0 } {
                    continue;
                }
                if if *is_eq { low > 0 || high < 0 } else { high < 0 } {
                    return Truth::Never;
                }
            }
            let (value, zero) = (self.index_value(&lin), self.index_constant(0));
            let holds = self.compare(if *is_eq { 0 } else { 5 }, value, zero);
            all = Some(self.both(all, holds));
        }
        all.map_or(Truth::Always, Truth::When)
    }

    /// Whether the body of a vector loop can run as lanes: conditions and reductions do not depend
    /// on the lane, divisions do not, and every operation works element by element.
    pub(super) fn can_vectorize(&self, l: OpId, var: ValueId, _lanes: i64) -> bool {
        let inside = self.rw.body.ops_below(l);
        // The lane itself, and axes that are bound to it.
        let mut lanes = vec![var];
        inside.iter().skip(1).all(|&op| {
            let view = self.rw.op(op);
            match view.name_str() {
                loops::Block::NAME => self.block_allows_lanes(loops::Block(view), &mut lanes),
                loops::Load::NAME | loops::Store::NAME => {
                    let load = loops::Load::cast(view).map(|l| (l.index_map(), l.indices()));
                    let store = || loops::Store::cast(view).map(|s| (s.index_map(), s.indices()));
                    let Some((Some(map), indices)) = load.or_else(store) else { return false };
                    map.results.iter().all(|e| linear_in(e, &|d| lanes.contains(&indices[d])))
                        && indices.iter().all(|v| self.is_regular(*v))
                }
                "affine.apply" | loops::For::NAME | loops::Alloc::NAME => false,
                _ => view.has(Traits::ELEMENTWISE) || view.has(Traits::CONSTANT_LIKE),
            }
        })
    }

    /// As `can_vectorize` for the head of a block; adds the axes that differ from lane to lane.
    fn block_allows_lanes(&self, block: loops::Block<'_>, lanes: &mut Vec<ValueId>) -> bool {
        let operands: Vec<ValueId> = block.0.operands().collect();
        let is_lane = |d: usize| lanes.contains(&operands[d]);
        let conditions = block.condition_set().map_or_else(Vec::new, |s| s.constraints);
        let Some(map) = block.binding_map() else { return false };
        let n = block.parallel_count().min(map.results.len());
        let allowed = !conditions.iter().any(|(e, _)| names(e, &is_lane))
            && map.results.iter().all(|e| linear_in(e, &is_lane))
            && !map.results[n..].iter().any(|e| names(e, &is_lane));
        let moving: Vec<bool> = map.results.iter().map(|e| names(e, &is_lane)).collect();
        for inner in [block.init_block(), block.body_block()].into_iter().flatten() {
            let args = self.rw.body.args(inner).iter().zip(&moving);
            lanes.extend(args.filter(|(_, moves)| **moves).map(|(arg, _)| *arg));
        }
        allowed
    }

    /// Whether an index operand is affine (an axis or loop variable), or a value that is not made
    /// inside the vector loop.
    fn is_regular(&self, value: ValueId) -> bool {
        let Some(def) = self.rw.body.def_op(value) else { return true };
        let ty = self.rw.ty(value);
        !ty.is_index(self.rw.cx) || self.values.contains_key(&value) || {
            self.rw.op(def).has(Traits::CONSTANT_LIKE)
        }
    }

    /// An operation on scalars: the same on vectors when an operand has lanes.
    pub(super) fn scalar(&mut self, op: OpId) -> Lowered {
        let cx = self.rw.cx;
        if self.rw.op(op).has(Traits::CONSTANT_LIKE)
            && let Some(value) = self.rw.op(op).attr("value")
        {
            let new = self.constant(value);
            self.values.insert(self.rw.body.result(op, 0), Val::Ssa(new, false));
            return Ok(());
        }
        if !self.rw.body.regions(op).is_empty() || self.rw.body.n_results(op) == 0 {
            return self.refuse(op, "it has regions or effects");
        }
        let operands: Vec<ValueId> = self.rw.body.operands(op).collect();
        let wide = operands.iter().any(|v| match self.values.get(v) {
            Some(Val::Ssa(_, wide)) => *wide,
            Some(Val::Index(lin)) => lin.lane != 0,
            None => false,
        });
        let lanes = self.lanes.filter(|_| wide);
        let new_operands: Vec<ValueId> = operands
            .iter()
            .map(|&v| match lanes {
                Some(lanes) => self.wide_value(v, lanes),
                None => self.scalar_value(v),
            })
            .collect();
        let results: Vec<ValueId> = self.rw.body.results(op).collect();
        let types: Vec<Type> = results
            .iter()
            .map(|&r| {
                let ty = self.rw.ty(r);
                lanes.map_or(ty, |n| cx.vector_ty(&[n], ty))
            })
            .collect();
        let n_slots = cx.n_inherent(self.rw.body.name(op));
        let inherent: Vec<Attr> = (0..n_slots).map(|i| self.rw.body.inherent(op, i)).collect();
        let name = self.rw.op(op).name_str().to_owned();
        let mut build = self.rw.build(&name).operands(&new_operands).results(&types);
        build.state.inherent = inherent;
        let new = build.done();
        for (old, new) in results.into_iter().zip(self.rw.body.results(new)) {
            self.values.insert(old, Val::Ssa(new, lanes.is_some()));
        }
        Ok(())
    }

    pub(super) fn scalar_value(&mut self, old: ValueId) -> ValueId {
        match self.values.get(&old).cloned() {
            Some(Val::Index(lin)) => self.index_value(&lin),
            Some(Val::Ssa(value, _)) => value,
            None => old,
        }
    }

    /// A value with one lane per iteration of the vector loop.
    pub(super) fn wide_value(&mut self, old: ValueId, lanes: i64) -> ValueId {
        let cx = self.rw.cx;
        let (scalar, lane) = match self.values.get(&old).cloned() {
            Some(Val::Ssa(value, true)) => return value,
            Some(Val::Ssa(value, false)) => (value, 0),
            Some(Val::Index(lin)) => (self.index_value(&lin.at_lane(0)), lin.lane),
            None => (old, 0),
        };
        let ty = cx.vector_ty(&[lanes], self.rw.ty(scalar));
        let constant = self.rw.defining(scalar).filter(|d| d.has(Traits::CONSTANT_LIKE));
        let base = match constant.and_then(|d| d.attr("value")) {
            Some(value) => self.splat(value, ty),
            None => self.rw.build("vector.broadcast").operand(scalar).result(ty).value(),
        };
        if lane == 0 {
            return base;
        }
        let mut steps = self.rw.build("vector.step").result(ty).value();
        if lane != 1 {
            let factor = self.splat(cx.index_attr(lane), ty);
            steps = self.rw.build("arith.muli").operands(&[steps, factor]).result(ty).value();
        }
        self.rw.build("arith.addi").operands(&[base, steps]).result(ty).value()
    }
}

/// Whether one of these dimensions occurs in an expression.
fn names(expr: &AffineExpr, is_lane: &dyn Fn(usize) -> bool) -> bool {
    let mut found = false;
    expr.walk(&mut |x| found |= matches!(x, AffineExpr::Dim(d) if is_lane(*d as usize)));
    found
}

/// Whether an expression grows by the same amount with each step of these dimensions: divisions are
/// of others only.
fn linear_in(expr: &AffineExpr, is_lane: &dyn Fn(usize) -> bool) -> bool {
    match expr {
        AffineExpr::Add(a, b) => linear_in(a, is_lane) && linear_in(b, is_lane),
        AffineExpr::Mul(a, b) if a.as_const().or(b.as_const()).is_some() => {
            linear_in(a, is_lane) && linear_in(b, is_lane)
        }
        AffineExpr::Dim(_) | AffineExpr::Sym(_) | AffineExpr::Const(_) => true,
        _ => !names(expr, is_lane),
    }
}

enum Truth {
    Always,
    Never,
    When(ValueId),
}

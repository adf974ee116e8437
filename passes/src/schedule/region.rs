//! Which part of a buffer is touched per iteration of a loop.

use terrace_ir::{AffineExpr, AffineMap, OpId, OpRef, ValueDef, ValueId};
use terrace_loop as loops;

use super::nest::Schedule;

/// A load or store of a buffer, its indices over loop variables.
pub struct Access {
    /// The `loop.load` or `loop.store`.
    pub op: OpId,
    /// The block it is in.
    pub block: OpId,
    /// One index per dimension over `vars`.
    pub indices: Vec<AffineExpr>,
    /// The loop variables.
    pub vars: Vec<ValueId>,
}

/// One dimension of a region: `base + 0 ..= base + extent - 1`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Span {
    /// Where it starts, over the variables of [`Region::vars`].
    pub base: AffineExpr,
    /// How long it is.
    pub extent: i64,
}

/// A box of a buffer whose position depends on loop variables.
#[derive(Clone)]
pub struct Region {
    /// Outermost dimension first.
    pub spans: Vec<Span>,
    /// What the bases depend on.
    pub vars: Vec<ValueId>,
}

impl Region {
    /// The same with only the variables that a base names: the others may be out of scope where
    /// the region is used.
    fn pruned(self) -> Region {
        let named = |d: usize| {
            let mut found = false;
            for span in &self.spans {
                span.base.walk(&mut |e| found |= *e == AffineExpr::Dim(d as u32));
            }
            found
        };
        let kept: Vec<usize> = (0..self.vars.len()).filter(|&d| named(d)).collect();
        let place = |d: usize| kept.iter().position(|&k| k == d).map_or(0, |new| new as u32);
        let dims: Vec<AffineExpr> =
            (0..self.vars.len()).map(|d| AffineExpr::Dim(place(d))).collect();
        let rebased = |s: &Span| Span { base: s.base.substitute(&dims, &[]), extent: s.extent };
        Region {
            spans: self.spans.iter().map(rebased).collect(),
            vars: kept.iter().map(|&d| self.vars[d]).collect(),
        }
    }
}

/// The indices of a `loop.load` or `loop.store` with what they depend on.
fn raw_access(op: OpRef<'_>) -> Option<(AffineMap, Vec<ValueId>)> {
    if let Some(load) = loops::Load::cast(op) {
        return Some((load.index_map()?, load.indices()));
    }
    let store = loops::Store::cast(op)?;
    Some((store.index_map()?, store.indices()))
}

impl Schedule<'_> {
    /// Every load and store of `buffer`; `None` when something else uses it.
    pub(crate) fn accesses(&self, buffer: ValueId) -> Option<Vec<Access>> {
        let mut users: Vec<OpId> = self.rw.body.uses(buffer).map(|(op, _)| op).collect();
        users.sort_unstable();
        users.dedup();
        users.into_iter().map(|op| self.access(op)).collect()
    }

    /// A load or store inside a block.
    pub(super) fn access(&self, op: OpId) -> Option<Access> {
        let (map, operands) = raw_access(self.op(op))?;
        let block = self.enclosing_block(op)?;
        let view = self.block_view(block);
        let bindings = view.binding_map()?;
        let mut vars: Vec<ValueId> = view.0.operands().collect();
        let dims: Vec<AffineExpr> = operands
            .iter()
            .map(|&v| match self.axis_of(block, v) {
                Some(axis) => bindings.results.get(axis).cloned(),
                None => {
                    let at = vars.iter().position(|&o| o == v).unwrap_or_else(|| {
                        vars.push(v);
                        vars.len() - 1
                    });
                    Some(AffineExpr::Dim(at as u32))
                }
            })
            .collect::<Option<_>>()?;
        let indices = map.results.iter().map(|e| e.substitute(&dims, &[])).collect();
        Some(Access { op, block, indices, vars })
    }

    /// The `loop.block` around an operation.
    pub(super) fn enclosing_block(&self, op: OpId) -> Option<OpId> {
        let mut at = self.rw.body.parent_op(op);
        while let Some(parent) = at {
            if self.is_block(parent) {
                return Some(parent);
            }
            at = self.rw.body.parent_op(parent);
        }
        None
    }

    /// Which axis of `block` a value is, in its body or init region.
    pub(super) fn axis_of(&self, block: OpId, value: ValueId) -> Option<usize> {
        match self.rw.body.def(value) {
            ValueDef::Arg(b, i) => (self.rw.body.owner_of_block(b) == block).then_some(i),
            ValueDef::Result(..) => None,
        }
    }

    /// The loop whose variable this is.
    pub(crate) fn loop_of(&self, var: ValueId) -> Option<OpId> {
        let ValueDef::Arg(block, 0) = self.rw.body.def(var) else { return None };
        let owner = self.rw.body.owner_of_block(block);
        self.is_loop(owner).then_some(owner)
    }

    /// The interval of a loop variable; `None` when the loop has no constant extent.
    pub(super) fn var_range(&self, var: ValueId) -> Option<(i64, i64)> {
        let ValueDef::Arg(block, 0) = self.rw.body.def(var) else { return None };
        let owner = self.rw.body.owner_of_block(block);
        let extent = loops::For::cast(self.op(owner))?.bounds()?.extent()?;
        (extent > 0).then_some((0, extent - 1))
    }

    /// The region that an access touches while the loops inside `l` run and those outside (and `l`
    /// itself) stand still; over the whole function when `l` is `None`. `None` when it cannot be
    /// bounded by a box.
    pub(crate) fn region(&self, access: &Access, l: Option<OpId>) -> Option<Region> {
        let is_inner = |v: ValueId| match self.rw.body.def(v) {
            ValueDef::Arg(b, _) => {
                let owner = self.rw.body.owner_of_block(b);
                l.is_none_or(|l| owner != l && self.rw.body.is_inside(l, owner))
            }
            ValueDef::Result(..) => false,
        };
        let ranges: Vec<Option<(i64, i64)>> = access
            .vars
            .iter()
            .map(|&v| match self.var_range(v) {
                // A loop of one iteration stands still at 0 wherever it is.
                Some((0, 0)) => Some(Some((0, 0))),
                range if is_inner(v) => range.map(Some),
                _ => Some(None),
            })
            .collect::<Option<_>>()?;
        let spans = access.indices.iter().map(|e| {
            let (base, low, high) = separate(e, &ranges)?;
            let extent = high.checked_sub(low)?.checked_add(1)?;
            Some(Span { base: base + AffineExpr::Const(low), extent })
        });
        Some(Region { spans: spans.collect::<Option<_>>()?, vars: access.vars.clone() }.pruned())
    }

    /// The smallest box with a common base around several regions; `None` when their bases differ
    /// by more than constants.
    pub(crate) fn union(&self, regions: &[Region]) -> Option<Region> {
        let first = regions.first()?;
        let mut vars = first.vars.clone();
        let mut spans: Vec<(AffineExpr, i64, i64)> = Vec::new();
        for (i, region) in regions.iter().enumerate() {
            let dims: Vec<AffineExpr> = region
                .vars
                .iter()
                .map(|&v| {
                    let at = vars.iter().position(|&o| o == v).unwrap_or_else(|| {
                        vars.push(v);
                        vars.len() - 1
                    });
                    AffineExpr::Dim(at as u32)
                })
                .collect();
            for (d, span) in region.spans.iter().enumerate() {
                let (base, low) = constant_part(&span.base.substitute(&dims, &[]));
                let high = low.checked_add(span.extent)?;
                match spans.get_mut(d) {
                    None if i == 0 => spans.push((base, low, high)),
                    Some(s) if sorted_terms(&s.0) == sorted_terms(&base) => {
                        (s.1, s.2) = (s.1.min(low), s.2.max(high));
                    }
                    _ => return None,
                }
            }
        }
        let spans = spans.into_iter().map(|(base, low, high)| Span {
            base: base + AffineExpr::Const(low),
            extent: high - low,
        });
        Some(Region { spans: spans.collect(), vars })
    }
}

/// `expr = base + rest`, where `base` uses only variables without a range and `rest` lies in the
/// interval; `None` when they are entangled.
fn separate(expr: &AffineExpr, ranges: &[Option<(i64, i64)>]) -> Option<(AffineExpr, i64, i64)> {
    let (mut inner, mut outer) = (false, false);
    expr.walk(&mut |e| {
        if let AffineExpr::Dim(d) = e {
            match ranges.get(*d as usize) {
                Some(Some(_)) => inner = true,
                _ => outer = true,
            }
        }
    });
    if !inner {
        return Some((expr.clone(), 0, 0));
    }
    if !outer {
        let known: Vec<(i64, i64)> = ranges.iter().map(|r| r.unwrap_or((0, 0))).collect();
        let (low, high) = expr.range(&known)?;
        return Some((AffineExpr::Const(0), low, high));
    }
    match expr {
        AffineExpr::Add(a, b) => {
            let (a, b) = (separate(a, ranges)?, separate(b, ranges)?);
            Some((a.0 + b.0, a.1.checked_add(b.1)?, a.2.checked_add(b.2)?))
        }
        AffineExpr::Mul(a, b) => {
            let factor = b.as_const()?;
            let (base, low, high) = separate(a, ranges)?;
            let ends = (low.checked_mul(factor)?, high.checked_mul(factor)?);
            Some((base * AffineExpr::Const(factor), ends.0.min(ends.1), ends.0.max(ends.1)))
        }
        _ => None,
    }
}

/// `expr = rest + constant`
fn constant_part(expr: &AffineExpr) -> (AffineExpr, i64) {
    match expr {
        AffineExpr::Const(c) => (AffineExpr::Const(0), *c),
        AffineExpr::Add(a, b) => {
            let ((a, x), (b, y)) = (constant_part(a), constant_part(b));
            match x.checked_add(y) {
                Some(sum) => (a + b, sum),
                None => (expr.clone(), 0),
            }
        }
        _ => (expr.clone(), 0),
    }
}

/// The terms of a sum in a fixed order, to compare sums.
fn sorted_terms(expr: &AffineExpr) -> Vec<AffineExpr> {
    let mut terms = match expr {
        AffineExpr::Add(a, b) => [sorted_terms(a), sorted_terms(b)].concat(),
        AffineExpr::Const(0) => Vec::new(),
        _ => vec![expr.clone()],
    };
    terms.sort();
    terms
}

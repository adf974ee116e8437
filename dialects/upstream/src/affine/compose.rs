//! Maps and sets over values: composed with the `affine.apply`s their operands come from, with
//! constants put in, and simplified by the ranges of loop variables.

use terrace_ir::{AffineExpr, AffineMap, OpId, OpRef, ROOT, Traits, ValueId};

use crate::consts::{defined, known_int};

/// Expressions over values, all of them dimensions: `Dim(i)` is `values[i]`.
pub(super) struct Composed<'a> {
    op: OpRef<'a>,
    /// The expressions.
    pub exprs: Vec<AffineExpr>,
    values: Vec<ValueId>,
}

/// Expressions as an attribute has them: `n_dims` dimensions first, symbols after them.
pub(super) struct Applied {
    /// The expressions.
    pub exprs: Vec<AffineExpr>,
    /// How many of the operands are dimensions.
    pub n_dims: u32,
    /// What the dimensions and symbols stand for.
    pub operands: Vec<ValueId>,
}

/// Operations of one expression beyond which nothing is composed into it: each step may double it.
const MAX_SIZE: usize = 256;

/// `affine.apply`s in a row that are looked through at once; they were composed themselves.
const MAX_DEPTH: usize = 16;

impl<'a> Composed<'a> {
    /// These expressions of `op` over these operands, dimensions first.
    pub fn new(
        op: OpRef<'a>,
        exprs: &[AffineExpr],
        n_dims: u32,
        operands: &[ValueId],
    ) -> Option<Composed<'a>> {
        let mut composed = Composed { op, exprs: Vec::new(), values: Vec::new() };
        composed.exprs = composed.over(exprs, n_dims, operands, 0)?;
        Some(composed)
    }

    fn over(
        &mut self,
        exprs: &[AffineExpr],
        n_dims: u32,
        operands: &[ValueId],
        depth: usize,
    ) -> Option<Vec<AffineExpr>> {
        let terms: Vec<AffineExpr> = operands.iter().map(|v| self.term(*v, depth)).collect();
        let (dims, syms) = terms.split_at_checked(n_dims as usize)?;
        Some(exprs.iter().map(|e| e.substitute(dims, syms)).collect())
    }

    /// What a value is: a constant, what an `affine.apply` computes, or a variable.
    fn term(&mut self, value: ValueId, depth: usize) -> AffineExpr {
        if let Some(c) = known_int(self.op, value).and_then(|c| i64::try_from(c).ok()) {
            return AffineExpr::Const(c);
        }
        let known = self.values.len();
        if depth < MAX_DEPTH
            && let Some(expr) = self.applied(value, depth)
            && size(&expr) <= MAX_SIZE
        {
            return expr;
        }
        self.values.truncate(known);
        let at = self.values.iter().position(|v| *v == value).unwrap_or_else(|| {
            self.values.push(value);
            self.values.len() - 1
        });
        AffineExpr::Dim(at as u32)
    }

    fn applied(&mut self, value: ValueId, depth: usize) -> Option<AffineExpr> {
        let apply = defined(self.op, value, "affine.apply")?;
        let map = apply.attr("map")?.as_map(self.op.cx)?;
        let operands: Vec<ValueId> = apply.operands().collect();
        self.over(&map.results, map.n_dims, &operands, depth + 1)?.pop()
    }

    /// Puts the results of operations of the same name (`affine.min` of `affine.min`) in the place
    /// of those expressions that are nothing but their value.
    pub fn inline_same(&mut self) -> Option<()> {
        let mut at = 0;
        while at < self.exprs.len() && self.exprs.len() <= MAX_SIZE {
            let inner = match &self.exprs[at] {
                AffineExpr::Dim(d) => self.op.defining(self.values[*d as usize]),
                _ => None,
            };
            let Some(inner) = inner.filter(|i| i.name() == self.op.name()) else {
                at += 1;
                continue;
            };
            let map = inner.attr("map")?.as_map(self.op.cx)?;
            let operands: Vec<ValueId> = inner.operands().collect();
            let exprs = self.over(&map.results, map.n_dims, &operands, 0)?;
            self.exprs.splice(at..at + 1, exprs);
        }
        Some(())
    }

    /// The least and the greatest value of each variable.
    fn ranges(&self) -> Vec<(i64, i64)> {
        self.values.iter().map(|v| range(self.op, *v).unwrap_or((i64::MIN, i64::MAX))).collect()
    }

    /// Simplifies every expression.
    pub fn simplify(&mut self) {
        let ranges = self.ranges();
        self.exprs.iter_mut().for_each(|e| *e = e.simplify(&ranges));
    }

    /// Drops what never decides the least (`is_min`) or the greatest of the expressions.
    pub fn drop_dominated(&mut self, is_min: bool) {
        let ranges = self.ranges();
        let sign = AffineExpr::Const(if is_min { -1 } else { 1 });
        let minus = AffineExpr::Const(if is_min { 1 } else { -1 });
        let mut i = 0;
        while i < self.exprs.len() {
            let loses = |other: &AffineExpr| {
                let distance = self.exprs[i].clone() * minus.clone() + other.clone() * sign.clone();
                distance.simplify(&ranges).range(&ranges).is_some_and(|(low, _)| low >= 0)
            };
            let others = self.exprs.iter().enumerate().filter(|(j, _)| *j != i);
            if others.map(|(_, e)| e).any(loses) {
                self.exprs.remove(i);
            } else {
                i += 1;
            }
        }
    }

    /// The expressions over the variables that they use: symbols where they may be. `None` where
    /// two dimensions would be multiplied, or one divided by another.
    pub fn finish(self) -> Option<Applied> {
        let mut used = Vec::new();
        for expr in &self.exprs {
            expr.walk(&mut |e| match e {
                AffineExpr::Dim(d) if !used.contains(d) => used.push(*d),
                _ => {}
            });
        }
        let value = |d: &u32| self.values[*d as usize];
        let (syms, dims): (Vec<u32>, Vec<u32>) =
            used.into_iter().partition(|d| is_symbol(self.op, value(d), 0));
        let variable = |d: u32| {
            let dim = dims.iter().position(|x| *x == d).map(|i| AffineExpr::Dim(i as u32));
            let sym = || syms.iter().position(|x| *x == d).map(|i| AffineExpr::Sym(i as u32));
            // What no expression uses is replaced nowhere.
            dim.or_else(sym).unwrap_or(AffineExpr::Dim(d))
        };
        let variables: Vec<AffineExpr> = (0..self.values.len() as u32).map(variable).collect();
        let exprs: Vec<AffineExpr> =
            self.exprs.iter().map(|e| e.substitute(&variables, &[])).collect();
        let operands = dims.iter().chain(&syms).map(value).collect();
        let applied = Applied { exprs, n_dims: dims.len() as u32, operands };
        applied.exprs.iter().all(is_quasi_affine).then_some(applied)
    }
}

impl Applied {
    /// As a map.
    pub fn map(&self) -> AffineMap {
        let n_syms = self.operands.len() as u32 - self.n_dims;
        AffineMap { n_dims: self.n_dims, n_syms, results: self.exprs.clone() }
    }
}

fn size(expr: &AffineExpr) -> usize {
    let mut n = 0;
    expr.walk(&mut |_| n += 1);
    n
}

/// Whether products have one side, and quotients and remainders a right side, without dimensions.
fn is_quasi_affine(expr: &AffineExpr) -> bool {
    let symbolic = |e: &AffineExpr| {
        let mut only = true;
        e.walk(&mut |e| only &= !matches!(e, AffineExpr::Dim(_)));
        only
    };
    let mut fits = true;
    expr.walk(&mut |e| match e {
        AffineExpr::Mul(a, b) => fits &= symbolic(a) || symbolic(b),
        AffineExpr::FloorDiv(_, b) | AffineExpr::CeilDiv(_, b) | AffineExpr::Mod(_, b) => {
            fits &= symbolic(b)
        }
        _ => {}
    });
    fits
}

/// The operation whose region bounds what counts as a symbol at `op`.
fn scope(op: OpRef<'_>, from: OpId) -> OpId {
    let mut at = from;
    while at != ROOT {
        let Some(parent) = op.body.parent_op(at) else { return ROOT };
        if op.at(parent).has(Traits::AFFINE_SCOPE) {
            return parent;
        }
        at = parent;
    }
    ROOT
}

/// Whether a value may be a symbol at `op`: it stays the same in all of the scope.
pub(super) fn is_symbol(op: OpRef<'_>, value: ValueId, depth: usize) -> bool {
    if known_int(op, value).is_some() {
        return true;
    }
    let Some(owner) = op.body.def_block(value).map(|b| op.body.owner_of_block(b)) else {
        return false;
    };
    let mut at = scope(op, op.id);
    loop {
        if at == owner {
            return true;
        }
        if at == ROOT {
            break;
        }
        // A scope that is not isolated sees the symbols of the one around it.
        at = scope(op, at);
    }
    let Some(def) = op.defining(value) else { return false };
    match def.name_str() {
        "affine.apply" if depth < MAX_DEPTH => def.operands().all(|v| is_symbol(op, v, depth + 1)),
        "memref.dim" | "tensor.dim" => {
            let source = op.body.def_block(def.operand(0)).map(|b| op.body.owner_of_block(b));
            source == Some(scope(op, op.id))
        }
        _ => false,
    }
}

/// The values that the variable of an `affine.for` takes, as far as constants say.
fn range(op: OpRef<'_>, value: ValueId) -> Option<(i64, i64)> {
    let terrace_ir::ValueDef::Arg(block, 0) = op.body.def(value) else { return None };
    let owner = op.at(op.body.owner_of_block(block));
    if owner.name_str() != "affine.for" {
        return None;
    }
    let constants = |name: &str| {
        let map = owner.attr(name)?.as_map(op.cx)?;
        Some(map.results.iter().filter_map(AffineExpr::as_const).collect::<Vec<i64>>())
    };
    let low = constants("lowerBoundMap")?.into_iter().max()?;
    let end = constants("upperBoundMap")?.into_iter().min()?;
    let step = owner.attr("step")?.as_i64(op.cx).filter(|s| *s > 0)?;
    let exact = owner.attr("lowerBoundMap")?.as_map(op.cx)?.results.len() == 1;
    let last = end.checked_sub(1)?;
    let last = if exact { low + last.checked_sub(low)?.div_euclid(step) * step } else { last };
    (low <= last).then_some((low, last))
}

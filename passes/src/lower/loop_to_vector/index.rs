//! Index arithmetic: affine expressions over new loop variables, and the operations for them.

use terrace_ir::AffineExpr;

use super::{Lowered, Lowering, Val};
use crate::prelude::*;

/// `constant + sum of coefficient * variable + lane * (position in the vector loop)`
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Lin {
    /// Sorted by variable, no coefficient is 0.
    pub terms: Vec<(ValueId, i64)>,
    pub lane: i64,
    pub constant: i64,
}

impl Lin {
    pub fn constant(constant: i64) -> Lin {
        Lin { constant, ..Lin::default() }
    }

    pub fn var(var: ValueId) -> Lin {
        Lin { terms: vec![(var, 1)], ..Lin::default() }
    }

    pub fn lane() -> Lin {
        Lin { lane: 1, ..Lin::default() }
    }

    pub fn as_constant(&self) -> Option<i64> {
        (self.terms.is_empty() && self.lane == 0).then_some(self.constant)
    }

    pub fn plus(&self, other: &Lin) -> Lin {
        let mut terms = self.terms.clone();
        for &(var, c) in &other.terms {
            match terms.binary_search_by_key(&var, |t| t.0) {
                Ok(i) => terms[i].1 += c,
                Err(i) => terms.insert(i, (var, c)),
            }
        }
        terms.retain(|t| t.1 != 0);
        Lin { terms, lane: self.lane + other.lane, constant: self.constant + other.constant }
    }

    pub fn times(&self, factor: i64) -> Lin {
        if factor == 0 {
            return Lin::default();
        }
        Lin {
            terms: self.terms.iter().map(|&(v, c)| (v, c * factor)).collect(),
            lane: self.lane * factor,
            constant: self.constant * factor,
        }
    }

    /// The same without the lane.
    pub fn at_lane(&self, lane: i64) -> Lin {
        Lin { lane: 0, constant: self.constant + self.lane * lane, ..self.clone() }
    }
}

impl Lowering<'_, '_> {
    /// The index expressions that old index values stand for.
    pub(super) fn dims(&mut self, operands: &[ValueId], op: OpId) -> Result<Vec<Lin>, Reported> {
        let mut dims = Vec::new();
        for v in operands {
            match self.values.get(v).cloned() {
                Some(Val::Index(lin)) => dims.push(lin),
                Some(Val::Ssa(value, false)) => dims.push(Lin::var(value)),
                // A function argument of index type.
                None if self.rw.ty(*v).is_index(self.rw.cx) => dims.push(Lin::var(*v)),
                _ => {
                    self.refuse(op, "an index differs from lane to lane in no regular way")?;
                }
            }
        }
        Ok(dims)
    }

    /// An affine expression over `dims`; divisions become operations, so they must not involve the
    /// lane.
    pub(super) fn affine(&mut self, expr: &AffineExpr, dims: &[Lin]) -> Lin {
        match expr {
            AffineExpr::Dim(d) => dims.get(*d as usize).cloned().unwrap_or_default(),
            AffineExpr::Sym(_) => Lin::default(),
            AffineExpr::Const(c) => Lin::constant(*c),
            AffineExpr::Add(a, b) => self.affine(a, dims).plus(&self.affine(b, dims)),
            AffineExpr::Mul(a, b) => {
                let (a, b) = (self.affine(a, dims), self.affine(b, dims));
                match (a.as_constant(), b.as_constant()) {
                    (_, Some(factor)) => a.times(factor),
                    (Some(factor), _) => b.times(factor),
                    _ => {
                        let (a, b) = (self.index_value(&a), self.index_value(&b));
                        Lin::var(self.index_op("arith.muli", a, b))
                    }
                }
            }
            AffineExpr::FloorDiv(a, b) => self.divide(expr, a, b, "arith.floordivsi", dims),
            AffineExpr::CeilDiv(a, b) => self.divide(expr, a, b, "arith.ceildivsi", dims),
            AffineExpr::Mod(a, b) => self.modulo(a, b, dims),
        }
    }

    fn divide(
        &mut self,
        expr: &AffineExpr,
        a: &AffineExpr,
        b: &AffineExpr,
        name: &'static str,
        dims: &[Lin],
    ) -> Lin {
        let (a, b) = (self.affine(a, dims), self.affine(b, dims));
        if let (Some(x), Some(y)) = (a.as_constant(), b.as_constant()) {
            let folded = match expr {
                AffineExpr::CeilDiv(..) => terrace_ir::affine::ceil_div(x, y),
                _ => terrace_ir::affine::floor_div(x, y),
            };
            return Lin::constant(folded.unwrap_or(0));
        }
        if let (Some((low, high)), Some(d)) = (self.range(&a), b.as_constant())
            && d > 0
            && name == "arith.floordivsi"
            && low.div_euclid(d) == high.div_euclid(d)
        {
            return Lin::constant(low.div_euclid(d));
        }
        let (a, b) = (self.index_value(&a), self.index_value(&b));
        Lin::var(self.index_op(name, a, b))
    }

    fn modulo(&mut self, a: &AffineExpr, b: &AffineExpr, dims: &[Lin]) -> Lin {
        let (a, b) = (self.affine(a, dims), self.affine(b, dims));
        if let (Some(x), Some(d)) = (a.as_constant(), b.as_constant().filter(|d| *d > 0)) {
            return Lin::constant(x.rem_euclid(d));
        }
        if let (Some((low, high)), Some(d)) = (self.range(&a), b.as_constant())
            && d > 0
            && low.div_euclid(d) == high.div_euclid(d)
        {
            return a.plus(&Lin::constant(-low.div_euclid(d) * d));
        }
        // a mod b = a - b * floor(a / b)
        let quotient = {
            let (a, b) = (self.index_value(&a), self.index_value(&b));
            self.index_op("arith.floordivsi", a, b)
        };
        match b.as_constant() {
            Some(d) => a.plus(&Lin::var(quotient).times(-d)),
            None => {
                let b = self.index_value(&b);
                let product = self.index_op("arith.muli", b, quotient);
                a.plus(&Lin::var(product).times(-1))
            }
        }
    }

    /// The interval of an index over everything that runs, lanes included.
    pub(super) fn range(&self, lin: &Lin) -> Option<(i64, i64)> {
        let (mut low, mut high) = (lin.constant, lin.constant);
        let lane = (lin.lane != 0).then(|| (0, self.lanes.unwrap_or(1) - 1));
        let vars = lin.terms.iter().map(|(v, c)| (self.ranges.get(v).copied(), *c));
        for (range, c) in vars.chain(lane.map(|r| (Some(r), lin.lane))) {
            let (l, h) = range?;
            let (x, y) = (l.checked_mul(c)?, h.checked_mul(c)?);
            (low, high) = (low.checked_add(x.min(y))?, high.checked_add(x.max(y))?);
        }
        Some((low, high))
    }

    /// An index as a value; the lane must not occur in it.
    pub(super) fn index_value(&mut self, lin: &Lin) -> ValueId {
        if let Some(c) = lin.as_constant() {
            return self.index_constant(c);
        }
        if let Some(&known) = self.scopes.iter().rev().find_map(|s| s.get(lin)) {
            return known;
        }
        let mut sum: Option<ValueId> = None;
        for &(var, c) in &lin.terms {
            let term = match c {
                1 => var,
                _ => {
                    let factor = self.index_constant(c);
                    self.index_op("arith.muli", var, factor)
                }
            };
            sum = Some(match sum {
                None => term,
                Some(so_far) => self.index_op("arith.addi", so_far, term),
            });
        }
        let value = match (sum, lin.constant) {
            (Some(sum), 0) => sum,
            (Some(sum), c) => {
                let c = self.index_constant(c);
                self.index_op("arith.addi", sum, c)
            }
            (None, c) => self.index_constant(c),
        };
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(lin.clone(), value);
        }
        value
    }

    pub(super) fn index_op(&mut self, name: &'static str, a: ValueId, b: ValueId) -> ValueId {
        let key = (name, a, b);
        if let Some(&known) = self.computed.iter().rev().find_map(|s| s.get(&key)) {
            return known;
        }
        let index = self.rw.cx.index_ty();
        let value = self.rw.build(name).operands(&[a, b]).result(index).value();
        if let Some(scope) = self.computed.last_mut() {
            scope.insert(key, value);
        }
        value
    }

    /// Values computed from here on are forgotten at the matching [`Lowering::leave`].
    pub(super) fn enter(&mut self) {
        self.scopes.push(Default::default());
        self.computed.push(Default::default());
    }

    pub(super) fn leave(&mut self) {
        self.scopes.pop();
        self.computed.pop();
    }

    pub(super) fn index_constant(&mut self, value: i64) -> ValueId {
        let attr = self.rw.cx.index_attr(value);
        self.constant(attr)
    }

    /// A constant at the start of the function, made once.
    pub(super) fn constant(&mut self, attr: Attr) -> ValueId {
        if let Some(&known) = self.constants.get(&attr) {
            return known;
        }
        let outside = self.rw.at;
        self.rw.at = match self.rw.body.first_op(self.entry) {
            Some(first) => InsertPoint::Before(first),
            None => InsertPoint::End(self.entry),
        };
        let ty = attr.ty(self.rw.cx).unwrap_or(Type::NONE);
        let value = self.rw.build("arith.constant").attr("value", attr).result(ty).value();
        self.rw.at = outside;
        self.constants.insert(attr, value);
        value
    }

    pub(super) fn apply(&mut self, op: OpId) -> Lowered {
        let view = self.rw.op(op);
        let map = view.attr("map").and_then(|m| m.as_map(self.rw.cx)).cloned();
        let operands: Vec<ValueId> = view.operands().collect();
        let Some(map) = map else { return self.refuse(op, "it has no map") };
        let dims = self.dims(&operands, op)?;
        let lin = map.results.first().map(|e| self.affine(e, &dims)).unwrap_or_default();
        self.values.insert(self.rw.body.result(op, 0), Val::Index(lin));
        Ok(())
    }
}

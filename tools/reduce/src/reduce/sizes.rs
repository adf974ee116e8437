//! Smaller shapes: a number becomes a smaller one wherever it stands, in types and attributes of
//! the whole module, so that shapes, bounds and maps keep fitting each other.

use std::collections::BTreeSet;

use terrace_ir::{
    AffineExpr, AffineMap, Attr, AttrKind, Body, Context, DYNAMIC, OpId, ROOT, Type, TypeKind,
};

use super::Reducer;
use super::edit::{number, paths};

/// Numbers that are tried, the largest first.
const MAX_NUMBERS: usize = 48;

impl Reducer<'_> {
    /// Makes shapes smaller.
    pub(super) fn sizes(&mut self) {
        let mut found = BTreeSet::new();
        for path in paths(&self.best) {
            if let Some(body) = super::body_at(&self.best, &path) {
                collect(self.cx(), body, &mut found);
            }
        }
        for n in found.into_iter().rev().take(MAX_NUMBERS) {
            let tries = BTreeSet::from([1, 2, n / 2]);
            for to in tries.into_iter().filter(|&to| to > 0 && to < n) {
                if self.attempt(move |cx, module| replace(cx, module, n, to)) {
                    break;
                }
            }
        }
    }
}

/// The sizes of a body's types.
fn collect(cx: &Context, body: &Body, found: &mut BTreeSet<i64>) {
    let mut add = |ty: Type| found.extend(ty.shape(cx).unwrap_or(&[]).iter().filter(|&&d| d > 1));
    for op in body.ops_below(ROOT) {
        body.results(op).for_each(|v| add(body.ty(v)));
        for &block in body.regions(op).iter().flat_map(|&r| body.blocks(r)) {
            body.args(block).iter().for_each(|&v| add(body.ty(v)));
        }
    }
}

/// Puts `to` for `from` everywhere in a module.
fn replace(cx: &Context, module: &mut Body, from: i64, to: i64) -> bool {
    let replacer = Replacer { cx, from, to };
    replacer.body(module);
    true
}

struct Replacer<'a> {
    cx: &'a Context,
    from: i64,
    to: i64,
}

impl Replacer<'_> {
    fn body(&self, body: &mut Body) {
        for op in body.ops_below(ROOT) {
            for value in body.results(op) {
                self.value(body, value);
            }
            for region in body.regions(op).to_vec() {
                for block in body.blocks(region).to_vec() {
                    for arg in body.args(block).to_vec() {
                        self.value(body, arg);
                    }
                }
            }
            match body.child_mut(op) {
                Some(child) => self.body(child),
                None => self.attrs(body, op),
            }
        }
    }

    fn value(&self, body: &mut Body, value: terrace_ir::ValueId) {
        let (old, new) = (body.ty(value), self.ty(body.ty(value)));
        if old != new {
            body.set_ty(value, new);
        }
    }

    fn attrs(&self, body: &mut Body, op: OpId) {
        for i in 0..self.cx.n_inherent(body.name(op)) {
            let old = body.inherent(op, i);
            if let Some(new) = old.get().map(|a| self.attr(a)).filter(|&new| new != old) {
                body.set_inherent(op, i, new);
            }
        }
        let old = body.discardable(op);
        if let Some(new) = old.get().map(|a| self.attr(a)).filter(|&new| new != old) {
            body.set_discardable(op, new);
        }
    }

    fn size(&self, n: i64) -> i64 {
        if n == self.from && n != DYNAMIC { self.to } else { n }
    }

    fn shape(&self, shape: &[i64]) -> Box<[i64]> {
        shape.iter().map(|&n| self.size(n)).collect()
    }

    fn ty(&self, ty: Type) -> Type {
        let types = |list: &[Type]| list.iter().map(|&t| self.ty(t)).collect::<Box<[Type]>>();
        let attr = |a: Attr| a.get().map_or(a, |a| self.attr(a));
        let kind = match ty.kind(self.cx).clone() {
            TypeKind::Function { inputs, results } => {
                TypeKind::Function { inputs: types(&inputs), results: types(&results) }
            }
            TypeKind::Tuple(parts) => TypeKind::Tuple(types(&parts)),
            TypeKind::Vector { shape, scalable, elem } => {
                TypeKind::Vector { shape: self.shape(&shape), scalable, elem: self.ty(elem) }
            }
            TypeKind::Tensor { shape, elem, encoding } => {
                let (shape, elem) = (self.shape(&shape), self.ty(elem));
                TypeKind::Tensor { shape, elem, encoding: attr(encoding) }
            }
            TypeKind::MemRef { shape, elem, layout, space } => {
                let (shape, elem) = (self.shape(&shape), self.ty(elem));
                TypeKind::MemRef { shape, elem, layout: attr(layout), space }
            }
            TypeKind::Dialect { def, params } => {
                TypeKind::Dialect { def, params: params.iter().map(|&p| attr(p)).collect() }
            }
            _ => return ty,
        };
        self.cx.ty(kind)
    }

    fn attr(&self, attr: Attr) -> Attr {
        let cx = self.cx;
        let list = |items: &[Attr]| -> Box<[Attr]> {
            items.iter().map(|&a| a.get().map_or(a, |a| self.attr(a))).collect()
        };
        let kind = match attr.kind(cx).into_owned() {
            AttrKind::Int { value, ty } if value == i128::from(self.from) => {
                AttrKind::Int { value: self.to.into(), ty }
            }
            AttrKind::Array(items) => AttrKind::Array(list(&items)),
            AttrKind::Dict(items) => {
                AttrKind::Dict(items.iter().map(|&(k, a)| (k, self.attr(a))).collect())
            }
            AttrKind::Type(ty) => AttrKind::Type(self.ty(ty)),
            AttrKind::DenseElements { ty, data, splat } => {
                let new = self.ty(ty);
                if splat || new == ty {
                    AttrKind::DenseElements { ty: new, data, splat }
                } else {
                    return number(cx, new, 1).unwrap_or(attr);
                }
            }
            AttrKind::DenseResource { ty, key } => match self.ty(ty) {
                new if new == ty => AttrKind::DenseResource { ty, key },
                new => return number(cx, new, 1).unwrap_or(attr),
            },
            AttrKind::DenseArray { .. } => match attr.as_ints(cx) {
                Some(ints) if attr == cx.i64_array(&ints) => {
                    return cx.i64_array(&self.shape(&ints));
                }
                _ => return attr,
            },
            AttrKind::AffineMap(map) => AttrKind::AffineMap(self.map(&map)),
            AttrKind::Strided { offset, strides } => {
                AttrKind::Strided { offset: self.size(offset), strides: self.shape(&strides) }
            }
            AttrKind::Dialect { def, params } => AttrKind::Dialect { def, params: list(&params) },
            _ => return attr,
        };
        cx.attr(kind)
    }

    fn map(&self, map: &AffineMap) -> AffineMap {
        AffineMap { results: map.results.iter().map(|e| self.expr(e)).collect(), ..map.clone() }
    }

    fn expr(&self, expr: &AffineExpr) -> AffineExpr {
        use AffineExpr::{Add, CeilDiv, Const, FloorDiv, Mod, Mul};
        let two = |a: &AffineExpr, b: &AffineExpr| (self.expr(a).into(), self.expr(b).into());
        match expr {
            Const(n) => Const(self.size(*n)),
            Add(a, b) => {
                let (a, b) = two(a, b);
                Add(a, b)
            }
            Mul(a, b) => {
                let (a, b) = two(a, b);
                Mul(a, b)
            }
            FloorDiv(a, b) => {
                let (a, b) = two(a, b);
                FloorDiv(a, b)
            }
            CeilDiv(a, b) => {
                let (a, b) = two(a, b);
                CeilDiv(a, b)
            }
            Mod(a, b) => {
                let (a, b) = two(a, b);
                Mod(a, b)
            }
            AffineExpr::Dim(_) | AffineExpr::Sym(_) => expr.clone(),
        }
    }
}

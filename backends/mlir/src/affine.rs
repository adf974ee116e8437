//! Affine expressions, maps and integer sets.

use std::sync::Arc;

use mlir_sys::*;
use terrace_ir::{AffineExpr, AffineMap, IntegerSet};

use crate::raw::{c, count};

pub(crate) fn export_map(cx: MlirContext, map: &AffineMap) -> MlirAffineMap {
    let mut results: Vec<_> = map.results.iter().map(|e| export_expr(cx, e)).collect();
    let (dims, syms) = (map.n_dims as isize, map.n_syms as isize);
    c!(mlirAffineMapGet(cx, dims, syms, count(results.len()), results.as_mut_ptr()))
}

/// `None` for a set without constraints, which cannot be made this way.
pub(crate) fn export_set(cx: MlirContext, set: &IntegerSet) -> Option<MlirIntegerSet> {
    let exprs: Vec<_> = set.constraints.iter().map(|(e, _)| export_expr(cx, e)).collect();
    let eqs: Vec<bool> = set.constraints.iter().map(|(_, is_eq)| *is_eq).collect();
    let (dims, syms, n) = (set.n_dims as isize, set.n_syms as isize, count(eqs.len()));
    (n > 0).then(|| c!(mlirIntegerSetGet(cx, dims, syms, n, exprs.as_ptr(), eqs.as_ptr())))
}

fn export_expr(cx: MlirContext, expr: &AffineExpr) -> MlirAffineExpr {
    let both = |a: &AffineExpr, b: &AffineExpr| (export_expr(cx, a), export_expr(cx, b));
    match expr {
        AffineExpr::Dim(i) => c!(mlirAffineDimExprGet(cx, *i as isize)),
        AffineExpr::Sym(i) => c!(mlirAffineSymbolExprGet(cx, *i as isize)),
        AffineExpr::Const(v) => c!(mlirAffineConstantExprGet(cx, *v)),
        AffineExpr::Add(a, b) => {
            let (a, b) = both(a, b);
            c!(mlirAffineAddExprGet(a, b))
        }
        AffineExpr::Mul(a, b) => {
            let (a, b) = both(a, b);
            c!(mlirAffineMulExprGet(a, b))
        }
        AffineExpr::FloorDiv(a, b) => {
            let (a, b) = both(a, b);
            c!(mlirAffineFloorDivExprGet(a, b))
        }
        AffineExpr::CeilDiv(a, b) => {
            let (a, b) = both(a, b);
            c!(mlirAffineCeilDivExprGet(a, b))
        }
        AffineExpr::Mod(a, b) => {
            let (a, b) = both(a, b);
            c!(mlirAffineModExprGet(a, b))
        }
    }
}

pub(crate) fn import_map(map: MlirAffineMap) -> AffineMap {
    let n = c!(mlirAffineMapGetNumResults(map));
    AffineMap {
        n_dims: c!(mlirAffineMapGetNumDims(map)) as u32,
        n_syms: c!(mlirAffineMapGetNumSymbols(map)) as u32,
        results: (0..n).map(|i| import_expr(c!(mlirAffineMapGetResult(map, i)))).collect(),
    }
}

pub(crate) fn import_set(set: MlirIntegerSet) -> IntegerSet {
    let constraint = |i| {
        let expr = import_expr(c!(mlirIntegerSetGetConstraint(set, i)));
        (expr, c!(mlirIntegerSetIsConstraintEq(set, i)))
    };
    IntegerSet {
        n_dims: c!(mlirIntegerSetGetNumDims(set)) as u32,
        n_syms: c!(mlirIntegerSetGetNumSymbols(set)) as u32,
        constraints: (0..c!(mlirIntegerSetGetNumConstraints(set))).map(constraint).collect(),
    }
}

fn import_expr(expr: MlirAffineExpr) -> AffineExpr {
    if c!(mlirAffineExprIsADim(expr)) {
        return AffineExpr::Dim(c!(mlirAffineDimExprGetPosition(expr)) as u32);
    }
    if c!(mlirAffineExprIsASymbol(expr)) {
        return AffineExpr::Sym(c!(mlirAffineSymbolExprGetPosition(expr)) as u32);
    }
    if c!(mlirAffineExprIsAConstant(expr)) {
        return AffineExpr::Const(c!(mlirAffineConstantExprGetValue(expr)));
    }
    let lhs = Arc::new(import_expr(c!(mlirAffineBinaryOpExprGetLHS(expr))));
    let rhs = Arc::new(import_expr(c!(mlirAffineBinaryOpExprGetRHS(expr))));
    if c!(mlirAffineExprIsAAdd(expr)) {
        AffineExpr::Add(lhs, rhs)
    } else if c!(mlirAffineExprIsAMul(expr)) {
        AffineExpr::Mul(lhs, rhs)
    } else if c!(mlirAffineExprIsAFloorDiv(expr)) {
        AffineExpr::FloorDiv(lhs, rhs)
    } else if c!(mlirAffineExprIsACeilDiv(expr)) {
        AffineExpr::CeilDiv(lhs, rhs)
    } else {
        AffineExpr::Mod(lhs, rhs)
    }
}

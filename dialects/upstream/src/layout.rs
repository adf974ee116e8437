//! Strides of memrefs, affine layout maps included.

use terrace_ir::{AffineExpr, AffineMap, AttrKind, Context, DYNAMIC, Type, TypeKind};

/// Strides and offset of a memref in elements, [`DYNAMIC`] for what is not known.
///
/// # Semantics
/// As upstream's `getStridesAndOffset`: identity and strided layouts, and affine maps that are a
/// linear function of the indices; symbols make strides dynamic. `None` for anything else.
pub fn strides_and_offset(cx: &Context, ty: Type) -> Option<(Vec<i64>, i64)> {
    if let Some(known) = cx.strides_and_offset(ty) {
        return Some(known);
    }
    let TypeKind::MemRef { shape, layout, .. } = ty.kind(cx) else { return None };
    match &*layout.kind(cx) {
        AttrKind::AffineMap(map) => of_map(map, shape),
        _ => None,
    }
}

fn of_map(map: &AffineMap, shape: &[i64]) -> Option<(Vec<i64>, i64)> {
    let [expr] = map.results.as_slice() else { return None };
    let mut linear = Linear { strides: vec![0; map.n_dims as usize], offset: 0 };
    linear.add(expr, 1)?;
    // An index that can only be zero has no stride upstream either.
    (linear.strides.len() == shape.len()).then_some((linear.strides, linear.offset))
}

/// A sum of constant multiples of dimensions.
struct Linear {
    strides: Vec<i64>,
    offset: i64,
}

impl Linear {
    /// Adds `factor * expr`, where a factor may be [`DYNAMIC`].
    fn add(&mut self, expr: &AffineExpr, factor: i64) -> Option<()> {
        match expr {
            AffineExpr::Dim(d) => {
                let stride = self.strides.get_mut(*d as usize)?;
                *stride = sum(*stride, factor)?;
            }
            AffineExpr::Sym(_) => self.offset = DYNAMIC,
            AffineExpr::Const(c) => self.offset = sum(self.offset, product(*c, factor)?)?,
            AffineExpr::Add(a, b) => {
                self.add(a, factor)?;
                self.add(b, factor)?;
            }
            AffineExpr::Mul(a, b) => match (a.as_const(), b.as_const(), symbolic(a), symbolic(b)) {
                (_, Some(c), _, _) => self.add(a, product(factor, c)?)?,
                (Some(c), _, _, _) => self.add(b, product(factor, c)?)?,
                (_, _, _, true) => self.add(a, DYNAMIC)?,
                (_, _, true, _) => self.add(b, DYNAMIC)?,
                _ => return None,
            },
            _ if symbolic(expr) => self.offset = DYNAMIC,
            _ => return None,
        }
        Some(())
    }
}

fn symbolic(expr: &AffineExpr) -> bool {
    let mut only = true;
    expr.walk(&mut |e| only &= !matches!(e, AffineExpr::Dim(_)));
    only
}

fn sum(a: i64, b: i64) -> Option<i64> {
    if a == DYNAMIC || b == DYNAMIC { Some(DYNAMIC) } else { a.checked_add(b) }
}

fn product(a: i64, b: i64) -> Option<i64> {
    if a == DYNAMIC || b == DYNAMIC { Some(DYNAMIC) } else { a.checked_mul(b) }
}

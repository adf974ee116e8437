//! Types that are not far from other types.

use terrace_ir::{Context, DYNAMIC, Type, TypeKind};

/// Most elements of a type that is made.
const MAX_ELEMS: i64 = 256;

/// A type like a shaped one, changed in one way: another shape (`array` is one that an attribute
/// gives), another kind or another element type.
pub(crate) fn variant(
    cx: &Context,
    ty: Type,
    way: usize,
    array: Option<&[i64]>,
    elem: Option<Type>,
) -> Option<Type> {
    let scalar = elem.filter(|t| !t.is_shaped(cx));
    let Some(shape) = ty.shape(cx) else {
        // A scalar: something of it.
        return match way % 2 {
            0 => Some(cx.vector_ty(array.filter(|a| a.len() <= 3 && positive(a))?, ty)),
            _ => elem.filter(|t| t.is_shaped(cx)).map(|t| t.with_elem(cx, ty)),
        };
    };
    let n_elems = ty.n_elems(cx);
    let shape: Vec<i64> = match way {
        0 => array.filter(|a| positive(a))?.to_vec(),
        1 => shape.iter().rev().copied().collect(),
        2 => shape.get(1..)?.to_vec(),
        3 => shape.split_last()?.1.to_vec(),
        4 => vec![n_elems?],
        5 => [&[1], shape].concat(),
        6 => [&[2], &[n_elems.filter(|n| n % 2 == 0)? / 2][..]].concat(),
        7 => shape.iter().map(|_| DYNAMIC).collect(),
        8 => return elem.filter(|t| t.is_shaped(cx)).map(|t| t.with_elem(cx, ty.elem(cx))),
        _ => return Some(ty.with_elem(cx, scalar?)),
    };
    let n = shape.iter().try_fold(1i64, |n, d| n.checked_mul((*d).max(1)))?;
    let is_fixed = shape.iter().all(|d| *d > 0);
    if n > MAX_ELEMS {
        return None;
    }
    let elem = ty.elem(cx);
    match ty.kind(cx) {
        TypeKind::Vector { .. } => is_fixed.then(|| cx.vector_ty(&shape, elem)),
        TypeKind::Tensor { .. } => Some(cx.tensor_ty(&shape, elem)),
        TypeKind::MemRef { .. } => Some(cx.memref_ty(&shape, elem)),
        _ => None,
    }
}

fn positive(shape: &[i64]) -> bool {
    shape.iter().all(|d| (1..=16).contains(d))
}

//! Maps and masks of transfers between vectors and memory.

use terrace_ir::{AffineExpr, AffineMap, Context, Type, TypeKind};

/// The map a transfer has when none is written: the vector's dimensions are the last ones of the
/// memory; a vector of vectors' elements count as one.
pub(super) fn transfer_map(cx: &Context, shaped: Type, vector: Type) -> Option<AffineMap> {
    let rank = shaped.shape(cx)?.len();
    let inner = shaped.elem(cx).shape(cx).map_or(0, <[i64]>::len);
    let vector_rank = vector.shape(cx)?.len().checked_sub(inner)?;
    if rank == 0 {
        // A lone element fills a vector of one.
        let ones = vector.static_shape(cx)?.iter().all(|d| *d == 1);
        return (vector_rank <= 1 && ones)
            .then(|| AffineMap::new(0, vec![AffineExpr::Const(0); vector_rank]));
    }
    let first = rank.checked_sub(vector_rank)?;
    let results = (first..rank).map(|d| AffineExpr::Dim(d as u32)).collect();
    Some(AffineMap::new(rank as u32, results))
}

/// Whether `map` is the one that is not written.
pub(super) fn is_default_map(cx: &Context, map: &AffineMap, shaped: Type, vector: Type) -> bool {
    transfer_map(cx, shaped, vector).is_some_and(|m| m == *map)
}

/// The type of a transfer's mask: one bit for each element of memory that is touched, in the order
/// of the memory's dimensions; broadcast dimensions have none.
pub(super) fn compressed_mask(cx: &Context, vector: Type, map: &AffineMap) -> Option<Type> {
    let TypeKind::Vector { shape, scalable, .. } = vector.kind(cx) else { return None };
    let mut touched: Vec<(u32, i64, bool)> = Vec::new();
    for (i, expr) in map.results.iter().enumerate() {
        match expr {
            AffineExpr::Dim(d) => {
                let flag = scalable.get(i).copied().unwrap_or(false);
                touched.push((*d, *shape.get(i)?, flag));
            }
            AffineExpr::Const(0) => {}
            _ => return None,
        }
    }
    touched.sort_by_key(|(d, ..)| *d);
    let (mut shape, mut flags): (Vec<i64>, Vec<bool>) =
        touched.into_iter().map(|(_, n, s)| (n, s)).unzip();
    if shape.is_empty() {
        // As upstream: one bit for a transfer of one element.
        (shape, flags) = (vec![1], vec![false]);
    }
    let scalable = if flags.contains(&true) { flags.into() } else { Box::default() };
    Some(cx.ty(TypeKind::Vector { shape: shape.into(), scalable, elem: cx.int_ty(1) }))
}

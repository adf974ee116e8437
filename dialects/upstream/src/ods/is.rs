//! Predicates on types and attributes that upstream states in C++.

use terrace_ir::def::TypeC;
use terrace_ir::{Attr, AttrKind, Context, Sign, Type, TypeKind};

/// A vector without scalable dimensions.
pub const FIXED_VECTOR: TypeC = TypeC::Is(fixed_vector, "a vector without scalable dimensions");
/// A vector with scalable dimensions.
pub const SCALABLE_VECTOR: TypeC = TypeC::Is(scalable_vector, "a vector with scalable dimensions");
/// A shaped type that has dimensions.
pub const RANK_AT_LEAST_1: TypeC = TypeC::Is(rank_at_least_1, "a shaped type of rank 1 or more");
/// An unranked tensor or memref.
pub const UNRANKED: TypeC = TypeC::Is(unranked, "an unranked tensor or memref");
/// A memref with strides.
pub const STRIDED_MEMREF: TypeC = TypeC::Is(strided_memref, "a strided memref");
/// An integer type that says it has a sign.
pub const SIGNED_INT: TypeC = TypeC::Is(|cx, ty| sign(cx, ty) == Some(Sign::Signed), "`siN`");
/// An integer type that says it has no sign.
pub const UNSIGNED_INT: TypeC = TypeC::Is(|cx, ty| sign(cx, ty) == Some(Sign::Unsigned), "`uiN`");

fn sign(cx: &Context, ty: Type) -> Option<Sign> {
    if let TypeKind::Int { sign, .. } = ty.kind(cx) { Some(*sign) } else { None }
}

fn fixed_vector(cx: &Context, ty: Type) -> bool {
    matches!(ty.kind(cx), TypeKind::Vector { scalable, .. } if !scalable.contains(&true))
}

fn scalable_vector(cx: &Context, ty: Type) -> bool {
    matches!(ty.kind(cx), TypeKind::Vector { scalable, .. } if scalable.contains(&true))
}

fn rank_at_least_1(cx: &Context, ty: Type) -> bool {
    ty.shape(cx).is_some_and(|s| !s.is_empty())
}

fn unranked(cx: &Context, ty: Type) -> bool {
    matches!(ty.kind(cx), TypeKind::UnrankedTensor(_) | TypeKind::UnrankedMemRef { .. })
}

fn strided_memref(cx: &Context, ty: Type) -> bool {
    let TypeKind::MemRef { layout, .. } = ty.kind(cx) else { return false };
    // A layout map of another kind may be strided all the same; upstream finds out by simplifying.
    match layout.get().map(|l| l.kind(cx)) {
        None => true,
        Some(kind) => match &*kind {
            AttrKind::AffineMap(_) => crate::layout::strides_and_offset(cx, ty).is_some(),
            AttrKind::Strided { .. } => true,
            _ => false,
        },
    }
}

/// A positive power of two.
pub fn power_of_two(cx: &Context, attr: Attr) -> bool {
    attr.as_int(cx).is_some_and(|v| v > 0 && v.count_ones() == 1)
}

/// A positive integer.
pub fn positive(cx: &Context, attr: Attr) -> bool {
    attr.as_int(cx).is_some_and(|v| v > 0)
}

/// An integer that is not negative.
pub fn non_negative(cx: &Context, attr: Attr) -> bool {
    attr.as_int(cx).is_some_and(|v| v >= 0)
}

/// An integer from 0 to 3.
pub fn from_0_to_3(cx: &Context, attr: Attr) -> bool {
    attr.as_int(cx).is_some_and(|v| (0..=3).contains(&v))
}

/// Integers in increasing order; repetitions are allowed.
pub fn increasing(cx: &Context, attr: Attr) -> bool {
    attr.as_ints(cx).is_some_and(|v| v.is_sorted())
}

/// An attribute that has a type.
pub fn typed_attr(cx: &Context, attr: Attr) -> bool {
    attr.ty(cx).is_some()
}

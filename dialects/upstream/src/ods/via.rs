//! Functions from one type to another that upstream states in C++.

use terrace_ir::{Context, DYNAMIC, Type, TypeKind};

/// How many types a list may have: as many as an operation has results.
const MAX_LIST: i64 = 65_535;

/// `i1` in the shape of `ty`.
pub fn i1_same_shape(cx: &Context, ty: Type) -> Option<Type> {
    Some(ty.with_elem(cx, cx.int_ty(1)))
}

/// What a complex number is made of.
pub fn complex_part(cx: &Context, ty: Type) -> Option<Type> {
    if let TypeKind::Complex(part) = ty.kind(cx) { Some(*part) } else { None }
}

/// The element type of a shaped type.
pub fn elem(cx: &Context, ty: Type) -> Option<Type> {
    ty.is_shaped(cx).then(|| ty.elem(cx))
}

/// One element type for each element of a static shape.
pub fn elem_per_element(cx: &Context, ty: Type) -> Option<Vec<Type>> {
    let n = ty.n_elems(cx).filter(|n| (0..=MAX_LIST).contains(n))?;
    Some(vec![ty.elem(cx); n as usize])
}

/// What a function takes.
pub fn function_inputs(cx: &Context, ty: Type) -> Option<Vec<Type>> {
    if let TypeKind::Function { inputs, .. } = ty.kind(cx) { Some(inputs.to_vec()) } else { None }
}

/// What a function gives.
pub fn function_results(cx: &Context, ty: Type) -> Option<Vec<Type>> {
    if let TypeKind::Function { results, .. } = ty.kind(cx) { Some(results.to_vec()) } else { None }
}

/// A vector with its last dimension halved; the same one where that leaves nothing.
pub fn half_last_dim(cx: &Context, ty: Type) -> Option<Type> {
    map_last_dim(cx, ty, |d| Some(if d / 2 > 0 { d / 2 } else { d }))
}

/// A vector with its last dimension doubled; two elements for a vector without dimensions.
pub fn double_last_dim(cx: &Context, ty: Type) -> Option<Type> {
    match ty.kind(cx) {
        TypeKind::Vector { shape, elem, .. } if shape.is_empty() => Some(cx.vector_ty(&[2], *elem)),
        _ => map_last_dim(cx, ty, |d| d.checked_mul(2)),
    }
}

fn map_last_dim(cx: &Context, ty: Type, f: impl Fn(i64) -> Option<i64>) -> Option<Type> {
    let TypeKind::Vector { shape, scalable, elem } = ty.kind(cx) else { return None };
    let mut shape = shape.clone();
    let last = shape.last_mut().filter(|d| **d != DYNAMIC)?;
    *last = f(*last)?;
    Some(cx.ty(TypeKind::Vector { shape, scalable: scalable.clone(), elem: *elem }))
}

//! Types: what each one is in LLVM, as a value and in memory.

use terrace_ir::{Context, DYNAMIC, Type, TypeKind};

use crate::build::{Build, Ty};

/// The widest integer that is translated.
const MAX_INT_BITS: u32 = 128;

/// The most lanes a vector may have: LLVM splits wide ones, at a cost that grows with the square.
const MAX_LANES: i64 = 4096;

/// What kind of elements a type has, whether scalar or vector.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Class {
    /// Integers and `index`, with their width.
    Int(u32),
    /// Floats.
    Float(terrace_ir::FloatTy),
}

/// The class of a scalar type or of a vector's elements.
pub(crate) fn class(cx: &Context, ty: Type) -> Option<Class> {
    match ty.elem(cx).kind(cx) {
        TypeKind::Index => Some(Class::Int(64)),
        TypeKind::Int { width, .. } => Some(Class::Int(*width)),
        TypeKind::Float(f) => Some(Class::Float(*f)),
        _ => None,
    }
}

/// Lanes of a vector type of at most one dimension (1 without any); `None` for scalars, `Some(Err)`
/// for other vectors.
pub(crate) fn lanes(cx: &Context, ty: Type) -> Option<Result<u32, &'static str>> {
    let TypeKind::Vector { shape, scalable, .. } = ty.kind(cx) else { return None };
    if scalable.iter().any(|s| *s) {
        return Some(Err("a scalable vector"));
    }
    Some(match **shape {
        [] => Ok(1),
        [n] if (1..=MAX_LANES).contains(&n) => Ok(n as u32),
        [_] => Err("a vector of more than 4096 lanes"),
        _ => Err("a vector of more than one dimension"),
    })
}

/// The LLVM type of a value, or why there is none.
pub(crate) fn value_ty(cx: &Context, b: &Build<'_>, ty: Type) -> Result<Ty, &'static str> {
    match ty.kind(cx) {
        TypeKind::Index => Ok(b.int(64)),
        TypeKind::Int { width, .. } if *width <= MAX_INT_BITS => Ok(b.int(*width)),
        TypeKind::Int { .. } => Err("an integer of more than 128 bits"),
        TypeKind::Float(f) => b.float(*f).ok_or("a float format without arithmetic"),
        TypeKind::Vector { elem, .. } => {
            let n = lanes(cx, ty).unwrap_or(Err("no vector"))?;
            if elem.is_shaped(cx) {
                return Err("a vector of something else than numbers");
            }
            Ok(b.vector(value_ty(cx, b, *elem)?, n))
        }
        TypeKind::MemRef { .. } => {
            strides(cx, ty)?;
            Ok(b.ptr())
        }
        _ => Err("neither a number, nor a vector, nor a ranked memref"),
    }
}

/// The integer type that elements of `ty` have in memory, where it differs from the value's: one
/// byte for `i1`, whole bytes for other odd widths.
pub(crate) fn storage_bits(cx: &Context, ty: Type) -> Option<u32> {
    let width = ty.elem(cx).int_width(cx)?;
    let bits = ty.elem_bytes(cx)? as u32 * 8;
    (bits != width).then_some(bits)
}

/// Strides of a memref in elements. Every memref value is the address of its first element, so
/// offsets do not matter.
pub(crate) fn strides(cx: &Context, ty: Type) -> Result<Vec<i64>, &'static str> {
    let (strides, _) =
        cx.strides_and_offset(ty).ok_or("a memref without a strided layout of its own")?;
    if strides.contains(&DYNAMIC) {
        return Err("a memref with dynamic strides");
    }
    class(cx, ty).filter(|_| ty.elem_bytes(cx).is_some()).ok_or("a memref of other things")?;
    Ok(strides)
}

/// Bytes from the first to behind the last element; `None` if a dimension is dynamic, a stride
/// negative, or the product too large.
pub(crate) fn extent_bytes(cx: &Context, ty: Type) -> Option<u64> {
    let shape = ty.static_shape(cx)?;
    if shape.contains(&0) {
        return Some(0);
    }
    let strides = strides(cx, ty).ok()?;
    let mut last = 0u64;
    for (&n, &stride) in shape.iter().zip(&strides) {
        let reach = u64::try_from(n - 1).ok()?.checked_mul(u64::try_from(stride).ok()?)?;
        last = last.checked_add(reach)?;
    }
    let bytes = last.checked_add(1)?.checked_mul(ty.elem_bytes(cx)? as u64)?;
    (bytes < 1 << 62).then_some(bytes)
}

/// Whether a memref is dense and row-major.
pub(crate) fn is_dense(cx: &Context, ty: Type) -> bool {
    let (Ok(strides), Some(shape)) = (strides(cx, ty), ty.static_shape(cx)) else { return false };
    let row_major = terrace_ir::row_major_strides(shape);
    shape.iter().zip(strides.iter().zip(&row_major)).all(|(&n, (a, b))| n == 1 || a == b)
}

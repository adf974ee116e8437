//! Constants: attributes as values, and values as attributes (for folding).

use super::buffer::MemRef;
use super::dtype::Dtype;
use super::tensor::{Tensor, n_elems};
use super::value::Value;
use crate::attr::AttrKind;
use crate::context::Context;
use crate::entity::{Attr, Type};
use crate::ty::DYNAMIC;

/// The value of an integer, float or elements attribute as a value of type `ty`; `None` for other
/// attributes, types without a raw form, and payloads that are missing or of the wrong size.
pub fn constant_value(cx: &Context, attr: Attr, ty: Type) -> Option<Value> {
    let dtype = Dtype::of(cx, ty)?;
    match &*attr.kind(cx) {
        AttrKind::Int { value, .. } if !dtype.is_float() => {
            // Wrapping keeps the low bits, which is what an attribute of this type holds.
            Some(Value::Int(dtype.wrap(*value as i64)))
        }
        AttrKind::Float { .. } if dtype.is_float() => {
            attr.as_f64(cx).map(|v| Value::Float(dtype.round(v)))
        }
        _ => elements(cx, attr, ty).map(Value::from),
    }
}

/// A buffer of memref type `ty` that holds the elements of `tensor`; `None` for layouts that are
/// not row-major and for sizes or elements that do not fit the tensor.
pub fn buffer_value(cx: &Context, tensor: &Tensor, ty: Type) -> Option<Value> {
    let (strides, offset) = cx.strides_and_offset(ty)?;
    let plain = MemRef::from_tensor(tensor);
    let fits = |(want, have): (&i64, &i64)| *want == DYNAMIC || want == have;
    let all =
        |want: &[i64], have: &[i64]| want.len() == have.len() && want.iter().zip(have).all(fits);
    let holds = Dtype::of(cx, ty) == Some(tensor.dtype()) && all(ty.shape(cx)?, tensor.shape());
    let row_major = all(&strides, &plain.strides) && (offset == 0 || offset == DYNAMIC);
    (ty.is_memref(cx) && holds && row_major).then(|| plain.into())
}

fn elements(cx: &Context, attr: Attr, ty: Type) -> Option<Tensor> {
    let dtype = Dtype::of(cx, ty)?;
    let shape = match ty.static_shape(cx) {
        Some(shape) => shape,
        None => attr.ty(cx)?.static_shape(cx)?,
    };
    match &*attr.kind(cx) {
        AttrKind::DenseElements { data, splat: true, .. } => {
            let one = Tensor::from_le_bytes(dtype, &[1], data)?;
            bounded(shape, dtype)?;
            Tensor::full(dtype, shape, one.raw(0))
        }
        AttrKind::DenseElements { data, .. } => Tensor::from_le_bytes(dtype, shape, data),
        AttrKind::DenseResource { key, .. } => {
            Tensor::from_le_bytes(dtype, shape, &cx.resource(*key)?)
        }
        AttrKind::SparseElements { indices, values, .. } => {
            bounded(shape, dtype)?;
            sparse(cx, dtype, shape, *indices, *values)
        }
        _ => None,
    }
}

/// Constants that are larger than what is written down must stay small.
fn bounded(shape: &[i64], dtype: Dtype) -> Option<()> {
    (n_elems(shape)?.checked_mul(dtype.bytes())? <= 1 << 32).then_some(())
}

fn sparse(
    cx: &Context,
    dtype: Dtype,
    shape: &[i64],
    indices: Attr,
    values: Attr,
) -> Option<Tensor> {
    let mut out = Tensor::zeros(dtype, shape)?;
    let values = elements(cx, values, values.ty(cx)?)?;
    let indices = indices.as_ints(cx)?;
    let rank = shape.len().max(1);
    if values.dtype() != dtype || indices.len() != values.len() * rank {
        return None;
    }
    for (i, index) in indices.chunks_exact(rank).enumerate() {
        let at = out.position(&index[..shape.len()])?;
        out.set_raw(at, values.raw(i));
    }
    Some(out)
}

/// `dense<..>` of type `ty` with the elements of `tensor` (a splat where all are equal); `None`
/// when the type does not fit the tensor.
pub fn attr_of_tensor(cx: &Context, tensor: &Tensor, ty: Type) -> Option<Attr> {
    if Dtype::of(cx, ty)? != tensor.dtype() || ty.static_shape(cx)? != tensor.shape() {
        return None;
    }
    Some(cx.dense(ty, tensor.to_le_bytes(), false))
}

/// The constant attribute of type `ty` for a value: an integer, a float or elements.
pub fn attr_of_value(cx: &Context, value: &Value, ty: Type) -> Option<Attr> {
    match value {
        // Attributes hold i1 sign-extended.
        Value::Int(v) => {
            let dtype = Dtype::of(cx, ty).filter(|d| !d.is_float() && !ty.is_shaped(cx))?;
            let wide = match dtype {
                Dtype::UInt(_) => i128::from(*v as u64),
                _ => i128::from(dtype.signed(*v)),
            };
            Some(cx.int_attr(wide, ty))
        }
        Value::Float(v) => cx.float_attr(*v, ty),
        Value::Tensor(t) => attr_of_tensor(cx, t, ty),
        _ => None,
    }
}

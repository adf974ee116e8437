//! Constants of `graph` as bytes: read from attributes, stored as attributes.

use terrace_graph::Layout;
use terrace_ir::eval::{Dtype, Tensor};
use terrace_ir::{AttrKind, Blob};

use crate::prelude::*;

/// Payloads up to this many bytes are written into the text, larger ones become resources.
const INLINE_BYTES: usize = 256;

/// The elements of a constant in the order of its type's layout.
#[derive(Clone)]
pub(super) struct Payload {
    pub ty: Type,
    /// All elements, or the one they all equal.
    pub bytes: Blob,
    pub splat: bool,
}

impl Payload {
    /// What a value is known to hold; `None` unless a `graph.constant` of dense elements makes it.
    pub fn of(body: &Body, cx: &Context, value: ValueId) -> Option<Payload> {
        let def = body.op(cx, body.def_op(value)?);
        let attr = def.is(&terrace_graph::Constant::DEF).then(|| def.attr("value")).flatten()?;
        let ty = body.ty(value);
        let (bytes, splat) = match &*attr.kind(cx) {
            AttrKind::DenseElements { data, splat, .. } => {
                (data.clone(), *splat || ty.n_elems(cx) == Some(1))
            }
            AttrKind::DenseResource { key, .. } => (cx.resource(*key)?, false),
            _ => return None,
        };
        let elems = if splat { 1 } else { usize::try_from(ty.n_elems(cx)?).ok()? };
        let expected = elems.checked_mul(ty.elem_bytes(cx)?)?;
        (bytes.len() == expected).then_some(Payload { ty, bytes, splat })
    }

    /// How many bytes the model holds for it.
    pub fn stored_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// The elements in row-major order.
    pub fn to_tensor(&self, cx: &Context) -> Option<Tensor> {
        let (dtype, shape) = (Dtype::of(cx, self.ty)?, self.ty.static_shape(cx)?);
        if self.splat {
            let one = Tensor::from_le_bytes(dtype, &[], &self.bytes)?;
            return Tensor::full(dtype, shape, one.raw(0));
        }
        match Layout::of(cx, self.ty) {
            None => Tensor::from_le_bytes(dtype, shape, &self.bytes),
            Some(layout) => {
                let plain = layout.unpack(&self.bytes, self.ty.elem_bytes(cx)?, shape)?;
                Tensor::from_le_bytes(dtype, shape, &plain)
            }
        }
    }

    /// A constant of this type with these elements.
    pub fn from_tensor(cx: &Context, tensor: &Tensor, ty: Type) -> Option<Payload> {
        let shape = ty.static_shape(cx)?;
        (Dtype::of(cx, ty)? == tensor.dtype() && shape == tensor.shape()).then_some(())?;
        let plain = tensor.to_le_bytes();
        let bytes = match Layout::of(cx, ty) {
            None => plain,
            Some(layout) => layout.pack(&plain, ty.elem_bytes(cx)?, shape)?,
        };
        Some(Payload { ty, bytes: Blob::new(bytes), splat: false }.compact(cx))
    }

    /// The same with one element stored where all are equal.
    pub fn compact(self, cx: &Context) -> Payload {
        let size = self.ty.elem_bytes(cx).unwrap_or(usize::MAX);
        let Some(first) = self.bytes.get(..size).filter(|_| !self.splat) else { return self };
        if !self.bytes.chunks_exact(size).all(|e| e == first) {
            return self;
        }
        Payload { bytes: Blob::new(first.to_vec()), splat: true, ..self }
    }

    /// Makes the constant at the rewriter's place; large ones become resources called after `hint`.
    pub fn build(self, rw: &mut Rewriter<'_>, hint: &str) -> ValueId {
        let cx = rw.cx;
        let ty = self.ty;
        let value = if self.splat || self.bytes.len() <= INLINE_BYTES {
            cx.attr(AttrKind::DenseElements { ty, data: self.bytes, splat: self.splat })
        } else {
            let key = cx.add_resource(hint, self.bytes);
            cx.attr(AttrKind::DenseResource { ty, key })
        };
        rw.build(terrace_graph::Constant::NAME).attr("value", value).result(ty).value()
    }
}

/// What a constant made instead of `value` is called: the resource that `value` came from, or the
/// name of the value.
pub(super) fn hint(body: &Body, cx: &Context, value: ValueId) -> String {
    let key = body.def_op(value).and_then(|def| match &*body.op(cx, def).attr("value")?.kind(cx) {
        AttrKind::DenseResource { key, .. } => Some(*key),
        _ => None,
    });
    let name = key.or_else(|| body.value_name(value));
    name.map_or_else(|| "constant".to_owned(), |name| cx.str(name).to_owned())
}

/// Erases the constants among `values` that nothing uses any more.
pub(super) fn erase_unused(rw: &mut Rewriter<'_>, values: &[ValueId]) {
    for &value in values {
        let Some(def) = rw.body.def_op(value) else { continue };
        if rw.op(def).is(&terrace_graph::Constant::DEF) && rw.body.uses(value).next().is_none() {
            rw.erase(def);
        }
    }
}

//! Attributes: upstream's builtin ones, opaque ones of unknown dialects, and those of dialects.

use std::borrow::Cow;

use crate::affine::{AffineMap, IntegerSet};
use crate::blob::Blob;
use crate::context::Context;
use crate::def::AttrTypeDef;
use crate::entity::{Attr, Loc, Sym, Type};
use crate::float;
use crate::ty::TypeKind;

/// What an [`Attr`] is. Dictionaries are sorted by the text of their keys.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum AttrKind {
    /// `unit`
    Unit,
    /// `true`, `42 : i32`, `7 : index`; sign-extended from its width (zero-extended for `uiN`).
    Int {
        /// The value.
        value: i128,
        /// Its integer or index type.
        ty: Type,
    },
    /// `1.0 : f32`
    Float {
        /// Bits in the format of `ty`.
        bits: u128,
        /// Its floating-point type.
        ty: Type,
    },
    /// `"text"`, possibly typed
    String {
        /// The text; not necessarily UTF-8 upstream, but here it is.
        text: Sym,
        /// Its type, or [`Type::NONE`].
        ty: Type,
    },
    /// `[a, b]`
    Array(Box<[Attr]>),
    /// `{a = 1, b}`
    Dict(Box<[(Sym, Attr)]>),
    /// A type used as an attribute.
    Type(Type),
    /// `@root::@nested`
    SymbolRef {
        /// The outermost name.
        root: Sym,
        /// Names below it.
        nested: Box<[Sym]>,
    },
    /// `dense<..> : tensor<..>` or `vector<..>`
    DenseElements {
        /// The shaped type.
        ty: Type,
        /// Little-endian elements, row-major, [`Type::elem_bytes`] each (`i1` one byte each); one
        /// element when `splat`.
        data: Blob,
        /// Whether all elements equal the one in `data`.
        splat: bool,
    },
    /// `dense<"str"> : tensor<..x!string>`: elements are strings.
    DenseStrings {
        /// The shaped type.
        ty: Type,
        /// The elements, one when all are equal.
        items: Box<[Sym]>,
    },
    /// `dense_resource<key> : tensor<..>`; the bytes are [`Context::resource`] of `key`.
    DenseResource {
        /// The shaped type.
        ty: Type,
        /// The key in the context's resource table.
        key: Sym,
    },
    /// `sparse<indices, values> : tensor<..>`
    SparseElements {
        /// The shaped type.
        ty: Type,
        /// Dense i64 elements.
        indices: Attr,
        /// Dense elements.
        values: Attr,
    },
    /// `array<i64: 1, 2>`
    DenseArray {
        /// Element type.
        elem: Type,
        /// Little-endian elements as in `DenseElements`.
        data: Blob,
    },
    /// `affine_map<..>`
    AffineMap(AffineMap),
    /// `affine_set<..>`
    IntegerSet(IntegerSet),
    /// `strided<[..], offset: ..>`
    Strided {
        /// In elements; [`crate::DYNAMIC`] for `?`.
        offset: i64,
        /// In elements; [`crate::DYNAMIC`] for `?`.
        strides: Box<[i64]>,
    },
    /// `distinct[id]<attr>`
    Distinct {
        /// Unique in the context.
        id: u64,
        /// What it wraps.
        attr: Attr,
    },
    /// `loc(..)` as an attribute
    Loc(Loc),
    /// `#dialect.text` of a dialect that is not loaded; kept verbatim, possibly typed.
    Opaque {
        /// Dialect namespace.
        dialect: Sym,
        /// Everything after `#dialect.`.
        text: Sym,
        /// Its type, or [`Type::NONE`].
        ty: Type,
    },
    /// An attribute of a loaded dialect.
    Dialect {
        /// Its definition.
        def: &'static AttrTypeDef,
        /// One attribute per parameter of the definition; [`Attr::NONE`] for absent ones.
        params: Box<[Attr]>,
    },
}

const IMMEDIATE: u32 = 1 << 31;
const IMM_SHIFT: u32 = 24;
const IMM_UNIT: u32 = 0;

impl Attr {
    /// What this attribute is.
    pub fn kind(self, cx: &Context) -> Cow<'_, AttrKind> {
        if self.0 & IMMEDIATE != 0 && !self.is_none() {
            Cow::Owned(self.immediate_kind())
        } else {
            Cow::Borrowed(cx.attr_kind(self))
        }
    }

    /// Integers of the common types up to `index` have tags from 1.
    fn immediate_kind(self) -> AttrKind {
        match (self.0 >> IMM_SHIFT) & 0x7f {
            IMM_UNIT => AttrKind::Unit,
            tag => {
                let ty = Type::from_idx(tag as usize - 1);
                AttrKind::Int { value: self.immediate_value(), ty }
            }
        }
    }

    fn immediate_value(self) -> i128 {
        i128::from(((self.0 << (32 - IMM_SHIFT)) as i32) >> (32 - IMM_SHIFT))
    }

    /// The immediate form of `kind`, if it has one.
    pub(crate) fn immediate(kind: &AttrKind) -> Option<Attr> {
        let (tag, value) = match kind {
            AttrKind::Unit => (IMM_UNIT, 0),
            AttrKind::Int { value, ty } => {
                let tag = (ty.0 <= Type::INDEX.0).then_some(ty.0 + 1)?;
                (tag, i32::try_from(*value).ok().filter(|v| (-(1 << 23)..1 << 23).contains(v))?)
            }
            _ => return None,
        };
        Some(Attr(IMMEDIATE | tag << IMM_SHIFT | value as u32 & ((1 << IMM_SHIFT) - 1)))
    }

    /// The value of an integer attribute.
    pub fn as_int(self, cx: &Context) -> Option<i128> {
        if self.is_none() {
            return None;
        }
        if self.0 & IMMEDIATE != 0 {
            return ((self.0 >> IMM_SHIFT) & 0x7f != IMM_UNIT).then(|| self.immediate_value());
        }
        if let AttrKind::Int { value, .. } = cx.attr_kind(self) { Some(*value) } else { None }
    }

    /// The value of an integer attribute that fits 64 bits.
    pub fn as_i64(self, cx: &Context) -> Option<i64> {
        self.as_int(cx).and_then(|v| i64::try_from(v).ok())
    }

    /// The value of a float attribute, rounded to f64 where its format is wider.
    pub fn as_f64(self, cx: &Context) -> Option<f64> {
        match self.interned(cx)? {
            AttrKind::Float { bits, ty } => Some(float::to_f64(ty.float(cx)?, *bits)),
            _ => None,
        }
    }

    /// The text of a string attribute.
    pub fn as_str(self, cx: &Context) -> Option<&str> {
        match self.interned(cx)? {
            AttrKind::String { text, .. } => Some(cx.str(*text)),
            _ => None,
        }
    }

    /// The symbol of a string attribute or of a symbol reference without nesting.
    pub fn as_sym(self, cx: &Context) -> Option<Sym> {
        match self.interned(cx)? {
            AttrKind::String { text, .. } => Some(*text),
            AttrKind::SymbolRef { root, nested } if nested.is_empty() => Some(*root),
            _ => None,
        }
    }

    /// The type of a type attribute.
    pub fn as_type(self, cx: &Context) -> Option<Type> {
        match self.interned(cx)? {
            AttrKind::Type(ty) => Some(*ty),
            _ => None,
        }
    }

    /// The elements of an array attribute.
    pub fn as_array(self, cx: &Context) -> Option<&[Attr]> {
        match self.interned(cx)? {
            AttrKind::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The entries of a dictionary, sorted by key text.
    pub fn as_dict(self, cx: &Context) -> Option<&[(Sym, Attr)]> {
        match self.interned(cx)? {
            AttrKind::Dict(items) => Some(items),
            _ => None,
        }
    }

    /// The map of an affine map attribute.
    pub fn as_map(self, cx: &Context) -> Option<&AffineMap> {
        match self.interned(cx)? {
            AttrKind::AffineMap(map) => Some(map),
            _ => None,
        }
    }

    /// The elements of `array<iN: ..>`, of an array of integers, or of a dense integer attribute.
    pub fn as_ints(self, cx: &Context) -> Option<Vec<i64>> {
        match self.interned(cx)? {
            AttrKind::DenseArray { elem, data } => decode_ints(cx, *elem, data),
            AttrKind::DenseElements { ty, data, splat } => {
                let ints = decode_ints(cx, ty.elem(cx), data)?;
                // A splat's type may claim any number of elements.
                let n = ty.n_elems(cx).filter(|n| (0..=1 << 20).contains(n))? as usize;
                Some(if *splat { vec![*ints.first()?; n] } else { ints })
            }
            AttrKind::Array(items) => items.iter().map(|a| a.as_i64(cx)).collect(),
            _ => None,
        }
    }

    /// Parameter `i` of a dialect attribute; `None` also where it is absent.
    pub fn param(self, cx: &Context, i: usize) -> Option<Attr> {
        match self.interned(cx)? {
            AttrKind::Dialect { params, .. } => params.get(i).and_then(|a| a.get()),
            _ => None,
        }
    }

    /// Whether this is the dialect attribute defined by `def`.
    pub fn is_a(self, cx: &Context, def: &AttrTypeDef) -> bool {
        matches!(self.interned(cx), Some(AttrKind::Dialect { def: d, .. }) if *d == def)
    }

    /// The type an attribute carries (integers, floats, elements, typed strings).
    pub fn ty(self, cx: &Context) -> Option<Type> {
        if self.is_none() {
            return None;
        }
        match &*self.kind(cx) {
            AttrKind::Int { ty, .. }
            | AttrKind::Float { ty, .. }
            | AttrKind::String { ty, .. }
            | AttrKind::DenseElements { ty, .. }
            | AttrKind::DenseStrings { ty, .. }
            | AttrKind::DenseResource { ty, .. }
            | AttrKind::SparseElements { ty, .. }
            | AttrKind::Opaque { ty, .. } => ty.get(),
            _ => None,
        }
    }

    /// The interned payload; `None` for immediates and [`Attr::NONE`].
    fn interned(self, cx: &Context) -> Option<&AttrKind> {
        (self.0 & IMMEDIATE == 0).then(|| cx.attr_kind(self))
    }
}

/// Decodes little-endian integers (`i1` from one byte each), sign-extended unless unsigned or `i1`.
fn decode_ints(cx: &Context, elem: Type, data: &[u8]) -> Option<Vec<i64>> {
    let n_bytes = elem.elem_bytes(cx)?;
    let signed = !matches!(
        elem.kind(cx),
        TypeKind::Int { width: 1, .. } | TypeKind::Int { sign: crate::ty::Sign::Unsigned, .. }
    );
    if !matches!(elem.kind(cx), TypeKind::Int { .. } | TypeKind::Index) || n_bytes > 8 {
        return None;
    }
    let decode = |chunk: &[u8]| {
        let fill = if signed && chunk[n_bytes - 1] & 0x80 != 0 { 0xff } else { 0 };
        let mut wide = [fill; 8];
        wide[..n_bytes].copy_from_slice(chunk);
        i64::from_le_bytes(wide)
    };
    Some(data.chunks_exact(n_bytes).map(decode).collect())
}

/// Shorthands for making attributes.
impl Context {
    /// `unit`
    pub fn unit(&self) -> Attr {
        self.attr(AttrKind::Unit)
    }

    /// `true` or `false`
    pub fn bool_attr(&self, value: bool) -> Attr {
        // i1 is sign-extended: true is -1 as in upstream.
        self.attr(AttrKind::Int { value: -i128::from(value), ty: self.int_ty(1) })
    }

    /// `value : ty`
    pub fn int_attr(&self, value: i128, ty: Type) -> Attr {
        self.attr(AttrKind::Int { value, ty })
    }

    /// `value : i64`
    pub fn i64_attr(&self, value: i64) -> Attr {
        self.int_attr(value.into(), self.int_ty(64))
    }

    /// `value : index`
    pub fn index_attr(&self, value: i64) -> Attr {
        self.int_attr(value.into(), self.index_ty())
    }

    /// `value : ty`, rounded to the format of `ty`, which must be a float type (else `None`).
    pub fn float_attr(&self, value: f64, ty: Type) -> Option<Attr> {
        let bits = float::from_f64(ty.float(self)?, value);
        Some(self.attr(AttrKind::Float { bits, ty }))
    }

    /// `"text"`
    pub fn str_attr(&self, text: &str) -> Attr {
        self.attr(AttrKind::String { text: self.sym(text), ty: Type::NONE })
    }

    /// `@name`
    pub fn symbol_ref(&self, name: Sym) -> Attr {
        self.attr(AttrKind::SymbolRef { root: name, nested: Box::default() })
    }

    /// A type as an attribute.
    pub fn type_attr(&self, ty: Type) -> Attr {
        self.attr(AttrKind::Type(ty))
    }

    /// `[items]`
    pub fn array_attr(&self, items: &[Attr]) -> Attr {
        self.attr(AttrKind::Array(items.into()))
    }

    /// `{entries}`; sorts them, the last of equal keys wins.
    pub fn dict_attr(&self, entries: &[(Sym, Attr)]) -> Attr {
        let mut sorted: Vec<(Sym, Attr)> = Vec::with_capacity(entries.len());
        for &(key, value) in entries {
            match sorted.binary_search_by(|(k, _)| self.str(*k).cmp(self.str(key))) {
                Ok(i) => sorted[i].1 = value,
                Err(i) => sorted.insert(i, (key, value)),
            }
        }
        self.attr(AttrKind::Dict(sorted.into()))
    }

    /// `array<i64: values>`
    pub fn i64_array(&self, values: &[i64]) -> Attr {
        let data: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.attr(AttrKind::DenseArray { elem: self.int_ty(64), data: Blob::new(data) })
    }

    /// `array<i32: values>`
    pub fn i32_array(&self, values: &[i32]) -> Attr {
        let data: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.attr(AttrKind::DenseArray { elem: self.int_ty(32), data: Blob::new(data) })
    }

    /// `affine_map<..>`
    pub fn map_attr(&self, map: AffineMap) -> Attr {
        self.attr(AttrKind::AffineMap(map))
    }

    /// `dense<..> : ty` from little-endian bytes: of all elements, or (`splat`) of the one that all
    /// equal. Equal elements are kept once either way, so that equal constants are one.
    pub fn dense(&self, ty: Type, data: impl Into<Vec<u8>>, splat: bool) -> Attr {
        let mut data = data.into();
        let size = ty.elem_bytes(self).filter(|n| (1..=data.len()).contains(n));
        let splat = splat || size.is_some_and(|n| data.chunks_exact(n).all(|e| e == &data[..n]));
        if let (true, Some(n)) = (splat, size) {
            data.truncate(n);
        }
        self.attr(AttrKind::DenseElements { ty, data: Blob::new(data), splat })
    }
}

#[cfg(test)]
mod tests {
    use crate::{Context, Diags};

    #[test]
    fn equal_elements_are_one_attribute() {
        let cx = Context::new();
        let ty = crate::text::parse_type(&cx, "tensor<2xi16>", &mut Diags::new()).unwrap();
        let splat = cx.dense(ty, [7, 0], true);
        assert_eq!(cx.dense(ty, [7, 0, 7, 0], false), splat);
        assert_eq!(cx.dense(ty, [7, 0, 7, 0], true), splat);
        assert_ne!(cx.dense(ty, [7, 0, 7, 1], false), splat);
    }
}

//! Attributes.

use std::ffi::c_void;

use mlir_sys::*;
use terrace_ir::float;
use terrace_ir::text::{attr_to_string, parse_attr};
use terrace_ir::{
    Attr, AttrKind, Blob, Code, Diag, Diags, FloatTy, Loc, Reported, Sign, Sym, Type, TypeKind,
};

use crate::affine::{export_map, export_set, import_map, import_set};
use crate::raw::{bytes, c, count, printed, text};
use crate::{Bridge, Unknown};

/// A type or attribute that the other side does not have.
pub(crate) struct Foreign {
    pub what: &'static str,
    pub text: String,
    /// What upstream said about it.
    pub why: Option<String>,
}

impl Foreign {
    /// Tells it at the operation that has it.
    pub fn report(self, code: &'static Code, loc: Loc, diags: &mut Diags) -> Reported {
        let mut diag = Diag::error(code, loc, &[&self.what, &self.text]);
        if let Some(why) = self.why {
            diag = diag.note(format!("upstream MLIR says: {why}"));
        }
        diags.push(diag)
    }
}

const NO_ATTRIBUTE: MlirAttribute = MlirAttribute { ptr: std::ptr::null() };

/// How elements of a type are stored here and there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stored {
    /// As these many bytes each on both sides.
    Bytes(usize),
    /// A truth value: a byte here.
    Bit,
    /// Differently.
    Apart,
}

/// To upstream.
impl Bridge<'_> {
    pub(crate) fn export_attr(&mut self, attr: Attr) -> Result<MlirAttribute, Foreign> {
        if let Some(known) = self.table.attrs.theirs(attr) {
            return Ok(known);
        }
        let mut theirs = self.export_attr_kind(attr)?.unwrap_or(NO_ATTRIBUTE);
        if theirs.ptr.is_null() {
            let spelled = attr_to_string(self.cx, attr);
            theirs = c!(mlirAttributeParseGet(self.owner.0, text(&spelled)));
            if theirs.ptr.is_null() {
                let why = self.complaint();
                return Err(Foreign { what: "attribute", text: spelled, why });
            }
        }
        self.table.attrs.add(attr, theirs);
        Ok(theirs)
    }

    pub(crate) fn export_optional(&mut self, attr: Attr) -> Result<MlirAttribute, Foreign> {
        attr.get().map_or(Ok(NO_ATTRIBUTE), |attr| self.export_attr(attr))
    }

    pub(crate) fn export_entries(
        &mut self,
        entries: &[(Sym, Attr)],
    ) -> Result<Vec<MlirNamedAttribute>, Foreign> {
        let one = |&(name, attr): &(Sym, Attr)| {
            let name = c!(mlirIdentifierGet(self.owner.0, text(self.cx.str(name))));
            Ok(MlirNamedAttribute { name, attribute: self.export_attr(attr)? })
        };
        entries.iter().map(one).collect()
    }

    /// By structure; `None` for what has to go as text.
    fn export_attr_kind(&mut self, attr: Attr) -> Result<Option<MlirAttribute>, Foreign> {
        let cx = self.owner.0;
        Ok(Some(match &*attr.kind(self.cx) {
            AttrKind::Unit => c!(mlirUnitAttrGet(cx)),
            &AttrKind::Int { value, ty } => return self.export_int(value, ty),
            &AttrKind::Float { bits, ty } => return self.export_float(bits, ty),
            &AttrKind::String { text: words, ty } => {
                let words = text(self.cx.str(words));
                match ty.get() {
                    None => c!(mlirStringAttrGet(cx, words)),
                    Some(ty) => {
                        let ty = self.export_type(ty)?;
                        c!(mlirStringAttrTypedGet(ty, words))
                    }
                }
            }
            AttrKind::Array(items) => {
                let items: Vec<_> =
                    items.iter().map(|&a| self.export_attr(a)).collect::<Result<_, _>>()?;
                c!(mlirArrayAttrGet(cx, count(items.len()), items.as_ptr()))
            }
            AttrKind::Dict(entries) => {
                let entries = self.export_entries(entries)?;
                c!(mlirDictionaryAttrGet(cx, count(entries.len()), entries.as_ptr()))
            }
            &AttrKind::Type(ty) => {
                let ty = self.export_type(ty)?;
                c!(mlirTypeAttrGet(ty))
            }
            AttrKind::SymbolRef { root, nested } => {
                let name = |s: Sym| text(self.cx.str(s));
                let nested: Vec<_> =
                    nested.iter().map(|&s| c!(mlirFlatSymbolRefAttrGet(cx, name(s)))).collect();
                let n = count(nested.len());
                c!(mlirSymbolRefAttrGet(cx, name(*root), n, nested.as_ptr()))
            }
            AttrKind::DenseElements { ty, data, splat } => {
                return self.export_dense(*ty, data, *splat);
            }
            AttrKind::DenseResource { ty, key } => return self.export_resource(*ty, *key),
            AttrKind::DenseArray { elem, data } => {
                return Ok(export_array(cx, elem.kind(self.cx), data));
            }
            AttrKind::AffineMap(map) => c!(mlirAffineMapAttrGet(export_map(cx, map))),
            AttrKind::IntegerSet(set) => {
                return Ok(export_set(cx, set).map(|s| c!(mlirIntegerSetAttrGet(s))));
            }
            AttrKind::Strided { offset, strides } => {
                c!(mlirStridedLayoutAttrGet(cx, *offset, count(strides.len()), strides.as_ptr()))
            }
            &AttrKind::Distinct { attr, .. } => {
                let attr = self.export_attr(attr)?;
                c!(mlirDisctinctAttrCreate(attr))
            }
            &AttrKind::Loc(loc) => {
                let loc = self.export_loc(loc)?;
                c!(mlirLocationGetAttribute(loc))
            }
            AttrKind::DenseStrings { .. }
            | AttrKind::SparseElements { .. }
            | AttrKind::Opaque { .. }
            | AttrKind::Dialect { .. } => return Ok(None),
        }))
    }

    fn export_int(&mut self, value: i128, ty: Type) -> Result<Option<MlirAttribute>, Foreign> {
        let theirs = self.export_type(ty)?;
        let cx = self.owner.0;
        Ok(match ty.int_width(self.cx) {
            Some(1) if matches!(ty.kind(self.cx), TypeKind::Int { sign: Sign::Signless, .. }) => {
                Some(c!(mlirBoolAttrGet(cx, i32::from(value != 0))))
            }
            // The bits are those of the 64 that the interface takes.
            Some(2..=64) | None => Some(c!(mlirIntegerAttrGet(theirs, value as i64))),
            Some(_) => None,
        })
    }

    fn export_float(&mut self, bits: u128, ty: Type) -> Result<Option<MlirAttribute>, Foreign> {
        let theirs = self.export_type(ty)?;
        let Some(format) = ty.float(self.cx).filter(|&f| fits_f64(f)) else { return Ok(None) };
        let value = float::to_f64(format, bits);
        let cx = self.owner.0;
        // A number goes over as it is; which NaN it is, only the text says.
        Ok((!value.is_nan()).then(|| c!(mlirFloatAttrDoubleGet(cx, theirs, value))))
    }

    fn export_dense(
        &mut self,
        ty: Type,
        data: &Blob,
        splat: bool,
    ) -> Result<Option<MlirAttribute>, Foreign> {
        let theirs = self.export_type(ty)?;
        let bytes = data.bytes();
        Ok(match self.stored(ty.elem(self.cx)) {
            _ if bytes.is_empty() => None,
            Stored::Bytes(_) => {
                let data = bytes.as_ptr().cast();
                Some(c!(mlirDenseElementsAttrRawBufferGet(theirs, bytes.len(), data)))
            }
            Stored::Bit if splat => {
                Some(c!(mlirDenseElementsAttrBoolSplatGet(theirs, bytes[0] != 0)))
            }
            Stored::Bit => {
                let bits: Vec<i32> = bytes.iter().map(|&b| i32::from(b != 0)).collect();
                Some(c!(mlirDenseElementsAttrBoolGet(theirs, count(bits.len()), bits.as_ptr())))
            }
            Stored::Apart => None,
        })
    }

    /// The bytes are not copied: upstream holds on to ours.
    fn export_resource(&mut self, ty: Type, key: Sym) -> Result<Option<MlirAttribute>, Foreign> {
        let theirs = self.export_type(ty)?;
        let Some(blob) = self.cx.resource(key).filter(|b| !b.is_empty()) else { return Ok(None) };
        let owner = Box::new(blob);
        let (data, len) = (owner.as_ptr(), owner.len());
        let align = 1 << (data as usize).trailing_zeros().min(6);
        let name = text(self.cx.str(key));
        let owner = Box::into_raw(owner).cast();
        Ok(Some(c!(mlirUnmanagedDenseResourceElementsAttrGet(
            theirs,
            name,
            data.cast_mut().cast(),
            len,
            align,
            false,
            Some(let_go),
            owner,
        ))))
    }

    fn stored(&self, elem: Type) -> Stored {
        match elem.kind(self.cx) {
            TypeKind::Int { width: 1, sign: Sign::Signless } => Stored::Bit,
            TypeKind::Int { width: w @ (8 | 16 | 32 | 64), .. } => Stored::Bytes(*w as usize / 8),
            TypeKind::Index => Stored::Bytes(8),
            TypeKind::Float(f) => match f.bits() {
                bits @ (8 | 16 | 32 | 64) => Stored::Bytes(bits as usize / 8),
                _ => Stored::Apart,
            },
            TypeKind::Complex(part) => match self.stored(*part) {
                Stored::Bytes(n) => Stored::Bytes(2 * n),
                _ => Stored::Apart,
            },
            _ => Stored::Apart,
        }
    }
}

/// Whether every number of the format is one of `f64`.
fn fits_f64(format: FloatTy) -> bool {
    format.bits() <= 64
}

/// Upstream needs the bytes of a resource no longer.
extern "C" fn let_go(owner: *mut c_void, _data: *const c_void, _len: usize, _align: usize) {
    // SAFETY: it is the box that `export_resource` gave away, and this is called once.
    drop(unsafe { Box::from_raw(owner.cast::<Blob>()) });
}

fn export_array(cx: MlirContext, elem: &TypeKind, data: &[u8]) -> Option<MlirAttribute> {
    /// The numbers in little-endian bytes.
    fn numbers<T, const N: usize>(data: &[u8], read: fn([u8; N]) -> T) -> Vec<T> {
        data.as_chunks::<N>().0.iter().map(|&bytes| read(bytes)).collect()
    }
    macro_rules! make {
        ($get:ident, $read:expr) => {{
            let values = numbers(data, $read);
            c!($get(cx, count(values.len()), values.as_ptr()))
        }};
    }
    let TypeKind::Int { width, sign: Sign::Signless } = elem else {
        return Some(match elem {
            TypeKind::Float(FloatTy::F32) => make!(mlirDenseF32ArrayGet, f32::from_le_bytes),
            TypeKind::Float(FloatTy::F64) => make!(mlirDenseF64ArrayGet, f64::from_le_bytes),
            _ => return None,
        });
    };
    Some(match width {
        1 => make!(mlirDenseBoolArrayGet, |[b]: [u8; 1]| i32::from(b != 0)),
        8 => make!(mlirDenseI8ArrayGet, i8::from_le_bytes),
        16 => make!(mlirDenseI16ArrayGet, i16::from_le_bytes),
        32 => make!(mlirDenseI32ArrayGet, i32::from_le_bytes),
        64 => make!(mlirDenseI64ArrayGet, i64::from_le_bytes),
        _ => return None,
    })
}

/// From upstream.
impl Bridge<'_> {
    pub(crate) fn import_attr(
        &mut self,
        attr: MlirAttribute,
        keep: Unknown,
    ) -> Result<Attr, Foreign> {
        if let Some(known) = self.table.attrs.ours(attr) {
            return Ok(known);
        }
        let ours = match self.import_attr_kind(attr, keep)? {
            Some(kind) => self.cx.attr(kind),
            None => self.import_attr_text(attr, keep)?,
        };
        self.table.attrs.add(ours, attr);
        Ok(ours)
    }

    pub(crate) fn import_optional(
        &mut self,
        attr: MlirAttribute,
        keep: Unknown,
    ) -> Result<Attr, Foreign> {
        if attr.ptr.is_null() { Ok(Attr::NONE) } else { self.import_attr(attr, keep) }
    }

    /// By structure; `None` for what has to come as text.
    fn import_attr_kind(
        &mut self,
        attr: MlirAttribute,
        keep: Unknown,
    ) -> Result<Option<AttrKind>, Foreign> {
        Ok(Some(if c!(mlirAttributeIsAUnit(attr)) {
            AttrKind::Unit
        } else if c!(mlirAttributeIsAInteger(attr)) {
            return self.import_int(attr, keep);
        } else if c!(mlirAttributeIsAFloat(attr)) {
            return self.import_float(attr, keep);
        } else if c!(mlirAttributeIsAString(attr)) {
            let ty = c!(mlirAttributeGetType(attr));
            let untyped = c!(mlirTypeIsANone(ty));
            let ty = if untyped { Type::NONE } else { self.import_type(ty, keep)? };
            AttrKind::String { text: self.words(c!(mlirStringAttrGetValue(attr)))?, ty }
        } else if c!(mlirAttributeIsAArray(attr)) {
            let n = c!(mlirArrayAttrGetNumElements(attr));
            let item = |i| self.import_attr(c!(mlirArrayAttrGetElement(attr, i)), keep);
            AttrKind::Array((0..n).map(item).collect::<Result<_, _>>()?)
        } else if c!(mlirAttributeIsADictionary(attr)) {
            let n = c!(mlirDictionaryAttrGetNumElements(attr));
            let entry = |i| self.import_entry(c!(mlirDictionaryAttrGetElement(attr, i)), keep);
            let entries: Vec<_> = (0..n).map(entry).collect::<Result<_, _>>()?;
            let dict = self.cx.dict_attr(&entries);
            dict.kind(self.cx).into_owned()
        } else if c!(mlirAttributeIsAType(attr)) {
            AttrKind::Type(self.import_type(c!(mlirTypeAttrGetValue(attr)), keep)?)
        } else if c!(mlirAttributeIsASymbolRef(attr)) {
            let n = c!(mlirSymbolRefAttrGetNumNestedReferences(attr));
            let nested = |i| {
                let nested = c!(mlirSymbolRefAttrGetNestedReference(attr, i));
                self.words(c!(mlirSymbolRefAttrGetRootReference(nested)))
            };
            let root = self.words(c!(mlirSymbolRefAttrGetRootReference(attr)))?;
            AttrKind::SymbolRef { root, nested: (0..n).map(nested).collect::<Result<_, _>>()? }
        } else if c!(mlirAttributeIsAAffineMap(attr)) {
            AttrKind::AffineMap(import_map(c!(mlirAffineMapAttrGetValue(attr))))
        } else if c!(mlirAttributeIsAIntegerSet(attr)) {
            AttrKind::IntegerSet(import_set(c!(mlirIntegerSetAttrGetValue(attr))))
        } else if c!(mlirAttributeIsAStridedLayout(attr)) {
            let n = c!(mlirStridedLayoutAttrGetNumStrides(attr));
            AttrKind::Strided {
                offset: c!(mlirStridedLayoutAttrGetOffset(attr)),
                strides: (0..n).map(|i| c!(mlirStridedLayoutAttrGetStride(attr, i))).collect(),
            }
        } else if c!(mlirAttributeIsALocation(attr)) {
            AttrKind::Loc(self.import_loc(c!(mlirLocationFromAttribute(attr))))
        } else if c!(mlirAttributeIsADenseElements(attr)) {
            return self.import_dense(attr, keep);
        } else {
            return Ok(import_array(attr).map(|(elem, data)| {
                let elem = self.cx.ty(elem);
                AttrKind::DenseArray { elem, data: Blob::new(data) }
            }));
        }))
    }

    pub(crate) fn import_entry(
        &mut self,
        entry: MlirNamedAttribute,
        keep: Unknown,
    ) -> Result<(Sym, Attr), Foreign> {
        let name = self.words(c!(mlirIdentifierStr(entry.name)))?;
        Ok((name, self.import_attr(entry.attribute, keep)?))
    }

    fn import_int(
        &mut self,
        attr: MlirAttribute,
        keep: Unknown,
    ) -> Result<Option<AttrKind>, Foreign> {
        let ty = self.import_type(c!(mlirAttributeGetType(attr)), keep)?;
        Ok(match ty.kind(self.cx) {
            TypeKind::Int { width: 65.., .. } => None,
            TypeKind::Int { sign: Sign::Signed, .. } => {
                Some(AttrKind::Int { value: c!(mlirIntegerAttrGetValueSInt(attr)).into(), ty })
            }
            TypeKind::Int { sign: Sign::Unsigned, .. } => {
                Some(AttrKind::Int { value: c!(mlirIntegerAttrGetValueUInt(attr)).into(), ty })
            }
            _ => Some(AttrKind::Int { value: c!(mlirIntegerAttrGetValueInt(attr)).into(), ty }),
        })
    }

    fn import_float(
        &mut self,
        attr: MlirAttribute,
        keep: Unknown,
    ) -> Result<Option<AttrKind>, Foreign> {
        let ty = self.import_type(c!(mlirAttributeGetType(attr)), keep)?;
        let Some(format) = ty.float(self.cx).filter(|&f| fits_f64(f)) else { return Ok(None) };
        let value = c!(mlirFloatAttrGetValueDouble(attr));
        let bits = (!value.is_nan()).then(|| float::from_f64(format, value));
        Ok(bits.map(|bits| AttrKind::Float { bits, ty }))
    }

    fn import_dense(
        &mut self,
        attr: MlirAttribute,
        keep: Unknown,
    ) -> Result<Option<AttrKind>, Foreign> {
        let shaped = c!(mlirAttributeGetType(attr));
        let ty = self.import_type(shaped, keep)?;
        let splat = c!(mlirDenseElementsAttrIsSplat(attr));
        let n = if splat { 1 } else { c!(mlirElementsAttrGetNumElements(attr)) };
        let data: Vec<u8> = match self.stored(ty.elem(self.cx)) {
            _ if n == 0 => return Ok(None),
            Stored::Apart => return Ok(None),
            Stored::Bit if splat => {
                vec![u8::from(c!(mlirDenseElementsAttrGetBoolSplatValue(attr)) != 0)]
            }
            Stored::Bit => {
                let bit = |i| u8::from(c!(mlirDenseElementsAttrGetBoolValue(attr, i)));
                (0..n as isize).map(bit).collect()
            }
            Stored::Bytes(size) => {
                let data: *const u8 = c!(mlirDenseElementsAttrGetRawData(attr)).cast();
                // SAFETY: the attribute stores `n` elements of `size` bytes there.
                unsafe { std::slice::from_raw_parts(data, n as usize * size) }.to_vec()
            }
        };
        Ok(Some(AttrKind::DenseElements { ty, data: Blob::new(data), splat }))
    }

    fn import_attr_text(&self, attr: MlirAttribute, keep: Unknown) -> Result<Attr, Foreign> {
        let spelled = printed(|append, out| c!(mlirAttributePrint(attr, append, out)));
        let dialect = c!(mlirDialectGetNamespace(mlirAttributeGetDialect(attr)));
        let dialect = String::from_utf8_lossy(bytes(dialect)).into_owned();
        let rest = spelled.strip_prefix('#').and_then(|t| t.strip_prefix(&dialect));
        let rest = rest.and_then(|t| t.strip_prefix('.'));
        if let Some(rest) = rest
            && keep == Unknown::Keep
            && self.cx.dialect(&dialect).is_none()
        {
            let (dialect, text) = (self.cx.sym(&dialect), self.cx.sym(rest));
            return Ok(self.cx.attr(AttrKind::Opaque { dialect, text, ty: Type::NONE }));
        }
        let Ok(parsed) = parse_attr(self.cx, &spelled, &mut Diags::new()) else {
            return Err(Foreign { what: "attribute", text: spelled, why: None });
        };
        match *parsed.kind(self.cx) {
            AttrKind::Distinct { attr, .. } => {
                // The number in the text counts within the text.
                let id = self.cx.fresh_distinct_id();
                Ok(self.cx.attr(AttrKind::Distinct { id, attr }))
            }
            // Upstream's interface does not hand out the bytes.
            AttrKind::DenseResource { key, .. } if self.cx.resource(key).is_none() => {
                Err(Foreign { what: "the new resource", text: spelled, why: None })
            }
            _ => Ok(parsed),
        }
    }

    /// A text, which upstream allows to be any bytes.
    fn words(&self, text: MlirStringRef) -> Result<Sym, Foreign> {
        match std::str::from_utf8(bytes(text)) {
            Ok(text) => Ok(self.cx.sym(text)),
            Err(_) => {
                let text = String::from_utf8_lossy(bytes(text)).into_owned();
                Err(Foreign { what: "a text that is not UTF-8", text, why: None })
            }
        }
    }
}

/// `array<..>`: element type and little-endian bytes.
fn import_array(attr: MlirAttribute) -> Option<(TypeKind, Vec<u8>)> {
    macro_rules! read {
        ($($is:ident, $get:ident, $ty:expr;)*) => {$(
            if c!($is(attr)) {
                let n = c!(mlirDenseArrayGetNumElements(attr));
                let bytes = |i| c!($get(attr, i)).to_le_bytes();
                return Some(($ty, (0..n).flat_map(bytes).collect()));
            }
        )*};
    }
    let int = |width| TypeKind::Int { width, sign: Sign::Signless };
    if c!(mlirAttributeIsADenseBoolArray(attr)) {
        let n = c!(mlirDenseArrayGetNumElements(attr));
        let bit = |i| u8::from(c!(mlirDenseBoolArrayGetElement(attr, i)));
        return Some((int(1), (0..n).map(bit).collect()));
    }
    read! {
        mlirAttributeIsADenseI8Array, mlirDenseI8ArrayGetElement, int(8);
        mlirAttributeIsADenseI16Array, mlirDenseI16ArrayGetElement, int(16);
        mlirAttributeIsADenseI32Array, mlirDenseI32ArrayGetElement, int(32);
        mlirAttributeIsADenseI64Array, mlirDenseI64ArrayGetElement, int(64);
        mlirAttributeIsADenseF32Array, mlirDenseF32ArrayGetElement, TypeKind::Float(FloatTy::F32);
        mlirAttributeIsADenseF64Array, mlirDenseF64ArrayGetElement, TypeKind::Float(FloatTy::F64);
    }
    None
}

//! Types.

use mlir_sys::*;
use terrace_ir::text::{parse_type, type_to_string};
use terrace_ir::{Attr, AttrKind, Diags, FloatTy, Sign, Type, TypeKind};

use crate::attrs::Foreign;
use crate::raw::{bytes, c, count, printed, text};
use crate::{Bridge, Unknown};

impl Bridge<'_> {
    pub(crate) fn export_type(&mut self, ty: Type) -> Result<MlirType, Foreign> {
        if let Some(known) = self.table.types.theirs(ty) {
            return Ok(known);
        }
        let mut theirs = self.export_type_kind(ty)?.unwrap_or(MlirType { ptr: std::ptr::null() });
        if theirs.ptr.is_null() {
            let spelled = type_to_string(self.cx, ty);
            theirs = c!(mlirTypeParseGet(self.owner.0, text(&spelled)));
            if theirs.ptr.is_null() {
                return Err(Foreign { what: "type", text: spelled, why: self.complaint() });
            }
        }
        self.table.types.add(ty, theirs);
        Ok(theirs)
    }

    pub(crate) fn export_types(&mut self, types: &[Type]) -> Result<Vec<MlirType>, Foreign> {
        types.iter().map(|&ty| self.export_type(ty)).collect()
    }

    /// By structure; `None` for what has to go as text.
    fn export_type_kind(&mut self, ty: Type) -> Result<Option<MlirType>, Foreign> {
        let cx = self.owner.0;
        Ok(Some(match ty.kind(self.cx) {
            TypeKind::None => c!(mlirNoneTypeGet(cx)),
            TypeKind::Index => c!(mlirIndexTypeGet(cx)),
            &TypeKind::Int { width, sign: Sign::Signless } => c!(mlirIntegerTypeGet(cx, width)),
            &TypeKind::Int { width, sign: Sign::Signed } => {
                c!(mlirIntegerTypeSignedGet(cx, width))
            }
            &TypeKind::Int { width, sign: Sign::Unsigned } => {
                c!(mlirIntegerTypeUnsignedGet(cx, width))
            }
            TypeKind::Float(FloatTy::F16) => c!(mlirF16TypeGet(cx)),
            TypeKind::Float(FloatTy::BF16) => c!(mlirBF16TypeGet(cx)),
            TypeKind::Float(FloatTy::F32) => c!(mlirF32TypeGet(cx)),
            TypeKind::Float(FloatTy::F64) => c!(mlirF64TypeGet(cx)),
            TypeKind::Function { inputs, results } => {
                let (ins, outs) = (self.export_types(inputs)?, self.export_types(results)?);
                let (n_ins, n_outs) = (count(ins.len()), count(outs.len()));
                c!(mlirFunctionTypeGet(cx, n_ins, ins.as_ptr(), n_outs, outs.as_ptr()))
            }
            TypeKind::Tuple(items) => {
                let items = self.export_types(items)?;
                c!(mlirTupleTypeGet(cx, count(items.len()), items.as_ptr()))
            }
            &TypeKind::Complex(elem) => {
                let elem = self.export_type(elem)?;
                c!(mlirComplexTypeGet(elem))
            }
            &TypeKind::UnrankedTensor(elem) => {
                let elem = self.export_type(elem)?;
                c!(mlirUnrankedTensorTypeGet(elem))
            }
            TypeKind::Vector { .. } | TypeKind::Tensor { .. } | TypeKind::MemRef { .. } => {
                return self.export_shaped(ty);
            }
            &TypeKind::UnrankedMemRef { elem, space } => {
                let (elem, space) = (self.export_type(elem)?, self.export_optional(space)?);
                c!(mlirUnrankedMemRefTypeGet(elem, space))
            }
            TypeKind::Float(_) | TypeKind::Opaque { .. } | TypeKind::Dialect { .. } => {
                return Ok(None);
            }
        }))
    }

    fn export_shaped(&mut self, ty: Type) -> Result<Option<MlirType>, Foreign> {
        let unknown = c!(mlirLocationUnknownGet(self.owner.0));
        Ok(Some(match ty.kind(self.cx) {
            TypeKind::Vector { shape, scalable, elem } => {
                let (rank, dims) = (count(shape.len()), shape.as_ptr());
                let elem = self.export_type(*elem)?;
                let mut flags = scalable.to_vec();
                flags.resize(shape.len(), false);
                let flags = flags.as_ptr();
                c!(mlirVectorTypeGetScalableChecked(unknown, rank, dims, flags, elem))
            }
            TypeKind::Tensor { shape, elem, encoding } => {
                let (rank, dims) = (count(shape.len()), shape.as_ptr());
                let elem = self.export_type(*elem)?;
                let encoding = self.export_optional(*encoding)?;
                c!(mlirRankedTensorTypeGetChecked(unknown, rank, dims, elem, encoding))
            }
            TypeKind::MemRef { shape, elem, layout, space } => {
                let kind = layout.get().map(|l| l.kind(self.cx));
                let plain = kind.is_none_or(|k| {
                    matches!(*k, AttrKind::AffineMap(_) | AttrKind::Strided { .. })
                });
                if !plain {
                    return Ok(None);
                }
                let (rank, dims) = (count(shape.len()), shape.as_ptr());
                let elem = self.export_type(*elem)?;
                let (layout, space) =
                    (self.export_optional(*layout)?, self.export_optional(*space)?);
                c!(mlirMemRefTypeGetChecked(unknown, elem, rank, dims, layout, space))
            }
            _ => return Ok(None),
        }))
    }

    pub(crate) fn import_type(&mut self, ty: MlirType, keep: Unknown) -> Result<Type, Foreign> {
        if let Some(known) = self.table.types.ours(ty) {
            return Ok(known);
        }
        let ours = match self.import_type_kind(ty, keep)? {
            Some(kind) => self.cx.ty(kind),
            None => self.import_type_text(ty, keep)?,
        };
        self.table.types.add(ours, ty);
        Ok(ours)
    }

    pub(crate) fn import_types(
        &mut self,
        n: isize,
        item: impl Fn(isize) -> MlirType,
        keep: Unknown,
    ) -> Result<Box<[Type]>, Foreign> {
        (0..n).map(|i| self.import_type(item(i), keep)).collect()
    }

    /// By structure; `None` for what has to come as text.
    fn import_type_kind(
        &mut self,
        ty: MlirType,
        keep: Unknown,
    ) -> Result<Option<TypeKind>, Foreign> {
        let float = [
            (c!(mlirTypeIsAF16(ty)), FloatTy::F16),
            (c!(mlirTypeIsABF16(ty)), FloatTy::BF16),
            (c!(mlirTypeIsAF32(ty)), FloatTy::F32),
            (c!(mlirTypeIsAF64(ty)), FloatTy::F64),
        ];
        let float = float.iter().find(|(is, _)| *is).map(|(_, f)| TypeKind::Float(*f));
        Ok(Some(if let Some(float) = float {
            float
        } else if c!(mlirTypeIsANone(ty)) {
            TypeKind::None
        } else if c!(mlirTypeIsAIndex(ty)) {
            TypeKind::Index
        } else if c!(mlirTypeIsAInteger(ty)) {
            let sign = match (c!(mlirIntegerTypeIsSigned(ty)), c!(mlirIntegerTypeIsUnsigned(ty))) {
                (true, _) => Sign::Signed,
                (_, true) => Sign::Unsigned,
                _ => Sign::Signless,
            };
            TypeKind::Int { width: c!(mlirIntegerTypeGetWidth(ty)), sign }
        } else if c!(mlirTypeIsAFunction(ty)) {
            let n = c!(mlirFunctionTypeGetNumInputs(ty));
            let inputs = self.import_types(n, |i| c!(mlirFunctionTypeGetInput(ty, i)), keep)?;
            let n = c!(mlirFunctionTypeGetNumResults(ty));
            let results = self.import_types(n, |i| c!(mlirFunctionTypeGetResult(ty, i)), keep)?;
            TypeKind::Function { inputs, results }
        } else if c!(mlirTypeIsATuple(ty)) {
            let n = c!(mlirTupleTypeGetNumTypes(ty));
            TypeKind::Tuple(self.import_types(n, |i| c!(mlirTupleTypeGetType(ty, i)), keep)?)
        } else if c!(mlirTypeIsAComplex(ty)) {
            TypeKind::Complex(self.import_type(c!(mlirComplexTypeGetElementType(ty)), keep)?)
        } else if c!(mlirTypeIsAShaped(ty)) {
            return self.import_shaped(ty, keep);
        } else {
            return Ok(None);
        }))
    }

    fn import_shaped(&mut self, ty: MlirType, keep: Unknown) -> Result<Option<TypeKind>, Foreign> {
        let elem = self.import_type(c!(mlirShapedTypeGetElementType(ty)), keep)?;
        let ranked = c!(mlirShapedTypeHasRank(ty));
        let rank = if ranked { c!(mlirShapedTypeGetRank(ty)) as isize } else { 0 };
        // A dynamic dimension is the same number here and there.
        let shape = (0..rank).map(|i| c!(mlirShapedTypeGetDimSize(ty, i))).collect();
        Ok(Some(if c!(mlirTypeIsAVector(ty)) {
            let scalable = match c!(mlirVectorTypeIsScalable(ty)) {
                true => (0..rank).map(|i| c!(mlirVectorTypeIsDimScalable(ty, i))).collect(),
                false => Box::default(),
            };
            TypeKind::Vector { shape, scalable, elem }
        } else if c!(mlirTypeIsARankedTensor(ty)) {
            let encoding = self.import_optional(c!(mlirRankedTensorTypeGetEncoding(ty)), keep)?;
            TypeKind::Tensor { shape, elem, encoding }
        } else if c!(mlirTypeIsAUnrankedTensor(ty)) {
            TypeKind::UnrankedTensor(elem)
        } else if c!(mlirTypeIsAMemRef(ty)) {
            let layout = self.import_layout(c!(mlirMemRefTypeGetLayout(ty)), keep)?;
            let space = self.import_optional(c!(mlirMemRefTypeGetMemorySpace(ty)), keep)?;
            TypeKind::MemRef { shape, elem, layout, space }
        } else if c!(mlirTypeIsAUnrankedMemRef(ty)) {
            let space = self.import_optional(c!(mlirUnrankedMemrefGetMemorySpace(ty)), keep)?;
            TypeKind::UnrankedMemRef { elem, space }
        } else {
            return Ok(None);
        }))
    }

    /// The identity is said by saying nothing.
    fn import_layout(&mut self, layout: MlirAttribute, keep: Unknown) -> Result<Attr, Foreign> {
        let identity = c!(mlirAttributeIsAAffineMap(layout))
            && c!(mlirAffineMapIsIdentity(mlirAffineMapAttrGetValue(layout)));
        if identity { Ok(Attr::NONE) } else { self.import_attr(layout, keep) }
    }

    fn import_type_text(&self, ty: MlirType, keep: Unknown) -> Result<Type, Foreign> {
        let spelled = printed(|append, out| c!(mlirTypePrint(ty, append, out)));
        let dialect = c!(mlirDialectGetNamespace(mlirTypeGetDialect(ty)));
        let dialect = String::from_utf8_lossy(bytes(dialect)).into_owned();
        let rest = spelled.strip_prefix('!').and_then(|t| t.strip_prefix(&dialect));
        let rest = rest.and_then(|t| t.strip_prefix('.'));
        match rest {
            Some(rest) if keep == Unknown::Keep && self.cx.dialect(&dialect).is_none() => {
                let (dialect, text) = (self.cx.sym(&dialect), self.cx.sym(rest));
                Ok(self.cx.ty(TypeKind::Opaque { dialect, text }))
            }
            _ => parse_type(self.cx, &spelled, &mut Diags::new()).map_err(|_| Foreign {
                what: "type",
                text: spelled,
                why: None,
            }),
        }
    }
}

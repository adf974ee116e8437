//! Types: upstream's builtin types, opaque types of unknown dialects, and types of dialects.

use crate::attr::AttrKind;
use crate::context::Context;
use crate::def::TypeDef;
use crate::entity::{Attr, Sym, Type};

/// Stands for a dynamic dimension, stride or offset in a shape.
pub const DYNAMIC: i64 = i64::MIN;

/// Signedness of an integer type; arithmetic uses signless ones.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Sign {
    /// `iN`
    Signless,
    /// `siN`
    Signed,
    /// `uiN`
    Unsigned,
}

/// Upstream's floating-point formats.
#[allow(missing_docs)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum FloatTy {
    F4E2M1FN,
    F6E2M3FN,
    F6E3M2FN,
    F8E5M2,
    F8E4M3,
    F8E4M3FN,
    F8E5M2FNUZ,
    F8E4M3FNUZ,
    F8E4M3B11FNUZ,
    F8E3M4,
    F8E8M0FNU,
    BF16,
    F16,
    TF32,
    F32,
    F64,
    F80,
    F128,
}

impl FloatTy {
    /// Every format with its spelling.
    pub const ALL: &[(FloatTy, &str)] = &[
        (FloatTy::F32, "f32"),
        (FloatTy::F64, "f64"),
        (FloatTy::F16, "f16"),
        (FloatTy::BF16, "bf16"),
        (FloatTy::TF32, "tf32"),
        (FloatTy::F80, "f80"),
        (FloatTy::F128, "f128"),
        (FloatTy::F4E2M1FN, "f4E2M1FN"),
        (FloatTy::F6E2M3FN, "f6E2M3FN"),
        (FloatTy::F6E3M2FN, "f6E3M2FN"),
        (FloatTy::F8E5M2, "f8E5M2"),
        (FloatTy::F8E4M3, "f8E4M3"),
        (FloatTy::F8E4M3FN, "f8E4M3FN"),
        (FloatTy::F8E5M2FNUZ, "f8E5M2FNUZ"),
        (FloatTy::F8E4M3FNUZ, "f8E4M3FNUZ"),
        (FloatTy::F8E4M3B11FNUZ, "f8E4M3B11FNUZ"),
        (FloatTy::F8E3M4, "f8E3M4"),
        (FloatTy::F8E8M0FNU, "f8E8M0FNU"),
    ];

    /// The spelling in text.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(f, _)| *f == self).map_or("f32", |(_, n)| n)
    }

    /// The format of this spelling.
    pub fn from_name(name: &str) -> Option<FloatTy> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(f, _)| *f)
    }

    /// Width in bits.
    pub fn bits(self) -> u32 {
        match self {
            FloatTy::F4E2M1FN => 4,
            FloatTy::F6E2M3FN | FloatTy::F6E3M2FN => 6,
            FloatTy::BF16 | FloatTy::F16 => 16,
            FloatTy::TF32 => 19,
            FloatTy::F32 => 32,
            FloatTy::F64 => 64,
            FloatTy::F80 => 80,
            FloatTy::F128 => 128,
            _ => 8,
        }
    }
}

/// What a [`Type`] is.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum TypeKind {
    /// `none`
    None,
    /// `index`
    Index,
    /// `iN`, `siN`, `uiN`
    Int {
        /// Bits, 1 to 2^24 - 1.
        width: u32,
        /// Signedness.
        sign: Sign,
    },
    /// `f32` and its likes
    Float(FloatTy),
    /// `(inputs) -> (results)`
    Function {
        /// Argument types.
        inputs: Box<[Type]>,
        /// Result types.
        results: Box<[Type]>,
    },
    /// `tuple<..>`
    Tuple(Box<[Type]>),
    /// `complex<..>`
    Complex(Type),
    /// `vector<4x[8]xf32>`
    Vector {
        /// Outermost dimension first.
        shape: Box<[i64]>,
        /// Which dimensions are scalable; as long as `shape`, or empty when none is.
        scalable: Box<[bool]>,
        /// Element type.
        elem: Type,
    },
    /// `tensor<4x?xf32, encoding>`
    Tensor {
        /// Outermost dimension first; [`DYNAMIC`] for `?`.
        shape: Box<[i64]>,
        /// Element type.
        elem: Type,
        /// Encoding, or [`Attr::NONE`].
        encoding: Attr,
    },
    /// `tensor<*xf32>`
    UnrankedTensor(Type),
    /// `memref<4x?xf32, layout, space>`
    MemRef {
        /// Outermost dimension first; [`DYNAMIC`] for `?`.
        shape: Box<[i64]>,
        /// Element type.
        elem: Type,
        /// Layout (affine map, strided layout or a dialect's), or [`Attr::NONE`] for the identity.
        layout: Attr,
        /// Memory space, or [`Attr::NONE`] for the default one.
        space: Attr,
    },
    /// `memref<*xf32, space>`
    UnrankedMemRef {
        /// Element type.
        elem: Type,
        /// Memory space, or [`Attr::NONE`].
        space: Attr,
    },
    /// `!dialect.text` of a dialect that is not loaded; kept verbatim.
    Opaque {
        /// Dialect namespace.
        dialect: Sym,
        /// Everything after `!dialect.`.
        text: Sym,
    },
    /// A type of a loaded dialect.
    Dialect {
        /// Its definition.
        def: &'static TypeDef,
        /// One attribute per parameter of the definition (types as type attributes).
        params: Box<[Attr]>,
    },
}

impl Type {
    /// What this type is.
    #[inline]
    pub fn kind(self, cx: &Context) -> &TypeKind {
        cx.type_kind(self)
    }

    /// The shape of a vector, ranked tensor or memref.
    pub fn shape(self, cx: &Context) -> Option<&[i64]> {
        match self.kind(cx) {
            TypeKind::Vector { shape, .. }
            | TypeKind::Tensor { shape, .. }
            | TypeKind::MemRef { shape, .. } => Some(shape),
            _ => None,
        }
    }

    /// The shape if there is one and no dimension is dynamic.
    pub fn static_shape(self, cx: &Context) -> Option<&[i64]> {
        self.shape(cx).filter(|s| s.iter().all(|&d| d != DYNAMIC))
    }

    /// Number of elements of a static shape; `None` on overflow too.
    pub fn n_elems(self, cx: &Context) -> Option<i64> {
        self.static_shape(cx)?.iter().try_fold(1i64, |n, &d| n.checked_mul(d))
    }

    /// The element type of a shaped type or complex, else the type itself.
    pub fn elem(self, cx: &Context) -> Type {
        match self.kind(cx) {
            TypeKind::Vector { elem, .. }
            | TypeKind::Tensor { elem, .. }
            | TypeKind::UnrankedTensor(elem)
            | TypeKind::MemRef { elem, .. }
            | TypeKind::UnrankedMemRef { elem, .. } => *elem,
            _ => self,
        }
    }

    /// Whether this is a vector, tensor or memref, ranked or not.
    pub fn is_shaped(self, cx: &Context) -> bool {
        self.is_vector(cx) || self.is_tensor(cx) || self.is_memref(cx)
    }

    /// Whether this is `vector<..>`.
    pub fn is_vector(self, cx: &Context) -> bool {
        matches!(self.kind(cx), TypeKind::Vector { .. })
    }

    /// Whether this is a ranked or unranked tensor.
    pub fn is_tensor(self, cx: &Context) -> bool {
        matches!(self.kind(cx), TypeKind::Tensor { .. } | TypeKind::UnrankedTensor(_))
    }

    /// Whether this is a ranked or unranked memref.
    pub fn is_memref(self, cx: &Context) -> bool {
        matches!(self.kind(cx), TypeKind::MemRef { .. } | TypeKind::UnrankedMemRef { .. })
    }

    /// Whether this is `index`.
    pub fn is_index(self, cx: &Context) -> bool {
        matches!(self.kind(cx), TypeKind::Index)
    }

    /// The width of an integer type of any signedness.
    pub fn int_width(self, cx: &Context) -> Option<u32> {
        if let TypeKind::Int { width, .. } = self.kind(cx) { Some(*width) } else { None }
    }

    /// The format of a floating-point type.
    pub fn float(self, cx: &Context) -> Option<FloatTy> {
        if let TypeKind::Float(f) = self.kind(cx) { Some(*f) } else { None }
    }

    /// The same shaped type with another element type; scalars become `elem`.
    pub fn with_elem(self, cx: &Context, elem: Type) -> Type {
        let mut kind = self.kind(cx).clone();
        match &mut kind {
            TypeKind::Vector { elem: e, .. }
            | TypeKind::Tensor { elem: e, .. }
            | TypeKind::UnrankedTensor(e)
            | TypeKind::MemRef { elem: e, .. }
            | TypeKind::UnrankedMemRef { elem: e, .. } => *e = elem,
            _ => return elem,
        }
        cx.ty(kind)
    }

    /// Storage of one element in bytes: integers round up to whole bytes, `index` is 8, complex is
    /// twice its part. `None` for what has no fixed storage.
    pub fn elem_bytes(self, cx: &Context) -> Option<usize> {
        match self.elem(cx).kind(cx) {
            TypeKind::Index => Some(8),
            TypeKind::Int { width, .. } => Some((*width as usize).div_ceil(8).next_power_of_two()),
            TypeKind::Float(f) => Some((f.bits() as usize).div_ceil(8).next_power_of_two()),
            TypeKind::Complex(part) => part.elem_bytes(cx).map(|b| 2 * b),
            _ => None,
        }
    }

    /// Parameter `i` of a dialect type.
    pub fn param(self, cx: &Context, i: usize) -> Option<Attr> {
        if let TypeKind::Dialect { params, .. } = self.kind(cx) {
            params.get(i).copied()
        } else {
            None
        }
    }

    /// Whether this is the dialect type defined by `def`.
    pub fn is_a(self, cx: &Context, def: &TypeDef) -> bool {
        matches!(self.kind(cx), TypeKind::Dialect { def: d, .. } if *d == def)
    }
}

/// Widths of the integer types every context starts with; `index` and [`COMMON_FLOATS`] follow.
pub(crate) const COMMON_INTS: [u32; 5] = [1, 8, 16, 32, 64];
const COMMON_FLOATS: [FloatTy; 4] = [FloatTy::F32, FloatTy::F64, FloatTy::F16, FloatTy::BF16];

impl Type {
    /// `index`, the same handle in every context.
    pub(crate) const INDEX: Type = Type::from_idx(COMMON_INTS.len());
}

/// Shorthands for making types.
impl Context {
    /// Makes the types that have the same handle in every context, in a new one.
    pub(crate) fn add_common_types(&self) {
        for width in COMMON_INTS {
            self.ty(TypeKind::Int { width, sign: Sign::Signless });
        }
        self.ty(TypeKind::Index);
        for float in COMMON_FLOATS {
            self.ty(TypeKind::Float(float));
        }
    }

    /// `iN`
    #[inline]
    pub fn int_ty(&self, width: u32) -> Type {
        match COMMON_INTS.iter().position(|&w| w == width) {
            Some(i) => Type::from_idx(i),
            None => self.ty(TypeKind::Int { width, sign: Sign::Signless }),
        }
    }

    /// `index`
    #[inline]
    pub fn index_ty(&self) -> Type {
        Type::INDEX
    }

    /// `f32` and its likes
    #[inline]
    pub fn float_ty(&self, f: FloatTy) -> Type {
        match COMMON_FLOATS.iter().position(|&c| c == f) {
            Some(i) => Type::from_idx(Type::INDEX.idx() + 1 + i),
            None => self.ty(TypeKind::Float(f)),
        }
    }

    /// `f32`
    pub fn f32_ty(&self) -> Type {
        self.float_ty(FloatTy::F32)
    }

    /// `none`
    pub fn none_ty(&self) -> Type {
        self.ty(TypeKind::None)
    }

    /// `(inputs) -> results`
    pub fn function_ty(&self, inputs: &[Type], results: &[Type]) -> Type {
        self.ty(TypeKind::Function { inputs: inputs.into(), results: results.into() })
    }

    /// `tensor<shape x elem>` without encoding
    pub fn tensor_ty(&self, shape: &[i64], elem: Type) -> Type {
        self.ty(TypeKind::Tensor { shape: shape.into(), elem, encoding: Attr::NONE })
    }

    /// `memref<shape x elem>` with identity layout in the default space
    pub fn memref_ty(&self, shape: &[i64], elem: Type) -> Type {
        self.ty(TypeKind::MemRef {
            shape: shape.into(),
            elem,
            layout: Attr::NONE,
            space: Attr::NONE,
        })
    }

    /// `vector<shape x elem>`, no dimension scalable
    pub fn vector_ty(&self, shape: &[i64], elem: Type) -> Type {
        self.ty(TypeKind::Vector { shape: shape.into(), scalable: Box::default(), elem })
    }

    /// Strides and offset (in elements) of a memref with identity, strided or affine layout;
    /// [`DYNAMIC`] for what is not static. `None` for unranked memrefs and for layouts that are not
    /// strided.
    pub fn strides_and_offset(&self, ty: Type) -> Option<(Vec<i64>, i64)> {
        let TypeKind::MemRef { shape, layout, .. } = ty.kind(self) else { return None };
        if layout.is_none() {
            return Some((row_major_strides(shape), 0));
        }
        match &*layout.kind(self) {
            AttrKind::Strided { offset, strides } => Some((strides.to_vec(), *offset)),
            AttrKind::AffineMap(m) if m.is_identity() => Some((row_major_strides(shape), 0)),
            _ => None,
        }
    }
}

/// Row-major strides of `shape` in elements; [`DYNAMIC`] outside a dynamic dimension and where the
/// product overflows.
pub fn row_major_strides(shape: &[i64]) -> Vec<i64> {
    let mut strides = vec![1i64; shape.len()];
    for i in (0..shape.len().saturating_sub(1)).rev() {
        let (dim, inner) = (shape[i + 1], strides[i + 1]);
        strides[i] = if dim == DYNAMIC || inner == DYNAMIC {
            DYNAMIC
        } else {
            inner.checked_mul(dim).unwrap_or(DYNAMIC)
        };
    }
    strides
}

//! Scalar types of the interpreter and their raw form.
//!
//! A scalar travels as 64 raw bits: an integer sign-extended (zero-extended for `uiN`, 0 or 1 for
//! `i1`), a float as the bits of the `f64` of the same value. Values are always in range for their
//! type: whoever computes one normalises it with [`Dtype::wrap`] or [`Dtype::round`].

use crate::context::Context;
use crate::entity::Type;
use crate::float;
use crate::ty::{FloatTy, Sign, TypeKind};

/// A scalar type of at most 64 bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Dtype {
    /// `index`, 64 bits.
    Index,
    /// `iN` and `siN`, 1 to 64 bits.
    Int(u8),
    /// `uiN`, 1 to 64 bits.
    UInt(u8),
    /// A float format of at most 64 bits.
    Float(FloatTy),
}

impl Dtype {
    /// `f32`
    pub const F32: Dtype = Dtype::Float(FloatTy::F32);
    /// `f64`
    pub const F64: Dtype = Dtype::Float(FloatTy::F64);
    /// `i1`
    pub const BOOL: Dtype = Dtype::Int(1);

    /// The scalar type that `ty` is, or that the elements of the shaped type `ty` have; `None` for
    /// what has no raw form (wider than 64 bits, complex, dialect types).
    pub fn of(cx: &Context, ty: Type) -> Option<Dtype> {
        match *ty.elem(cx).kind(cx) {
            TypeKind::Index => Some(Dtype::Index),
            TypeKind::Int { width, sign } if (1..=64).contains(&width) => match sign {
                Sign::Unsigned => Some(Dtype::UInt(width as u8)),
                Sign::Signless | Sign::Signed => Some(Dtype::Int(width as u8)),
            },
            TypeKind::Float(f) if f.bits() <= 64 => Some(Dtype::Float(f)),
            _ => None,
        }
    }

    /// The IR type of this name.
    pub fn ty(self, cx: &Context) -> Type {
        match self {
            Dtype::Index => cx.index_ty(),
            Dtype::Int(w) => cx.int_ty(w.into()),
            Dtype::UInt(w) => cx.ty(TypeKind::Int { width: w.into(), sign: Sign::Unsigned }),
            Dtype::Float(f) => cx.float_ty(f),
        }
    }

    /// Whether this is a float format.
    #[inline]
    pub fn is_float(self) -> bool {
        matches!(self, Dtype::Float(_))
    }

    /// Width in bits; 64 for `index`.
    pub fn bits(self) -> u32 {
        match self {
            Dtype::Index => 64,
            Dtype::Int(w) | Dtype::UInt(w) => w.into(),
            Dtype::Float(f) => f.bits(),
        }
    }

    /// Storage of one element in bytes: 1, 2, 4 or 8, as [`Type::elem_bytes`].
    #[inline]
    pub fn bytes(self) -> usize {
        // Asked at every access to memory: a table, not arithmetic.
        match self {
            Dtype::Int(0..=8) | Dtype::UInt(0..=8) => 1,
            Dtype::Int(9..=16) | Dtype::UInt(9..=16) => 2,
            Dtype::Int(17..=32) | Dtype::UInt(17..=32) => 4,
            Dtype::Index | Dtype::Int(_) | Dtype::UInt(_) => 8,
            Dtype::Float(FloatTy::F64) => 8,
            Dtype::Float(FloatTy::F32 | FloatTy::TF32) => 4,
            Dtype::Float(FloatTy::F16 | FloatTy::BF16) => 2,
            Dtype::Float(f) => (f.bits() as usize).div_ceil(8).next_power_of_two(),
        }
    }

    /// The value of this integer type that `v` wraps to.
    #[inline]
    pub fn wrap(self, v: i64) -> i64 {
        match self {
            Dtype::Int(1) => v & 1,
            Dtype::Int(w) if w < 64 => v << (64 - w) >> (64 - w),
            Dtype::UInt(w) if w < 64 => v & ((1i64 << w) - 1),
            _ => v,
        }
    }

    /// `v`, a value of this integer type, read as a signed number (`i1` true is -1).
    #[inline]
    pub fn signed(self, v: i64) -> i64 {
        match self {
            Dtype::Int(1) => -v,
            _ => v,
        }
    }

    /// `v`, a value of this integer type, read as an unsigned number.
    #[inline]
    pub fn unsigned(self, v: i64) -> u64 {
        match self {
            Dtype::Int(w) | Dtype::UInt(w) if w < 64 => v as u64 & ((1u64 << w) - 1),
            _ => v as u64,
        }
    }

    /// `v` rounded to this float format (to nearest, ties to even).
    #[inline]
    pub fn round(self, v: f64) -> f64 {
        match self {
            Dtype::Float(FloatTy::F32) => f64::from(v as f32),
            Dtype::Float(FloatTy::F64) => v,
            Dtype::Float(f) => float::to_f64(f, float::from_f64(f, v)),
            _ => v,
        }
    }

    /// The raw form of a number: rounded to a float type, truncated and wrapped to an integer one.
    #[inline]
    pub fn raw_of_f64(self, v: f64) -> u64 {
        match self {
            Dtype::Float(_) => self.round(v).to_bits(),
            _ => self.wrap(v as i64) as u64,
        }
    }

    /// The raw form of an integer: wrapped to an integer type, rounded to a float one.
    #[inline]
    pub fn raw_of_i64(self, v: i64) -> u64 {
        match self {
            Dtype::Float(_) => self.round(v as f64).to_bits(),
            _ => self.wrap(v) as u64,
        }
    }

    /// A raw value of this type as a number.
    #[inline]
    pub fn as_f64(self, raw: u64) -> f64 {
        match self {
            Dtype::Float(_) => f64::from_bits(raw),
            Dtype::UInt(64) => raw as f64,
            _ => raw as i64 as f64,
        }
    }

    /// The raw value of an element stored as `bits` (zero-extended little-endian bytes).
    #[inline]
    pub fn decode(self, bits: u64) -> u64 {
        match self {
            Dtype::Float(FloatTy::F32) => f64::from(f32::from_bits(bits as u32)).to_bits(),
            Dtype::Float(FloatTy::F64) => bits,
            Dtype::Float(f) => float::to_f64(f, bits.into()).to_bits(),
            _ => self.wrap(bits as i64) as u64,
        }
    }

    /// The stored form of a raw value; only the low [`Dtype::bytes`] bytes count.
    #[inline]
    pub fn encode(self, raw: u64) -> u64 {
        match self {
            Dtype::Float(FloatTy::F32) => (f64::from_bits(raw) as f32).to_bits().into(),
            Dtype::Float(FloatTy::F64) => raw,
            Dtype::Float(f) => float::from_f64(f, f64::from_bits(raw)) as u64,
            _ => raw,
        }
    }

    /// The distance from 1 to the next larger number of a float format; 0 for integers.
    pub fn epsilon(self) -> f64 {
        match self {
            Dtype::Float(FloatTy::F64) => f64::EPSILON,
            Dtype::Float(FloatTy::F32) => f32::EPSILON.into(),
            Dtype::Float(FloatTy::TF32 | FloatTy::F16) => 2f64.powi(-10),
            Dtype::Float(FloatTy::BF16) => 2f64.powi(-7),
            Dtype::Float(FloatTy::F8E4M3 | FloatTy::F8E4M3FN) => 2f64.powi(-3),
            Dtype::Float(_) => 2f64.powi(-2),
            _ => 0.0,
        }
    }
}

impl std::fmt::Display for Dtype {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Dtype::Index => write!(f, "index"),
            Dtype::Int(w) => write!(f, "i{w}"),
            Dtype::UInt(w) => write!(f, "ui{w}"),
            Dtype::Float(t) => write!(f, "{}", t.name()),
        }
    }
}

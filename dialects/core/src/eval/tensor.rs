//! Host tensors: what tensor and vector values are, and what models read and give.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use smallvec::SmallVec;

use super::dtype::Dtype;
use crate::ty::FloatTy;

/// Sizes per dimension, outermost first.
pub type Dims = SmallVec<[i64; 4]>;

/// Elements, row-major. Types without a Rust counterpart lie as their bits.
#[derive(Clone, PartialEq, Debug)]
pub enum Data {
    /// One byte each: `i1` (0 or 1), `i8`, `ui8`, 8-bit and smaller floats.
    B8(Vec<u8>),
    /// Two bytes each: `i16`, `ui16`, `f16`, `bf16`.
    B16(Vec<u16>),
    /// `i32` and other integers stored in four bytes.
    I32(Vec<i32>),
    /// `i64`, `index` and other integers stored in eight bytes.
    I64(Vec<i64>),
    /// `f32` (`tf32` too)
    F32(Vec<f32>),
    /// `f64`
    F64(Vec<f64>),
}

/// Memory charged to a machine's limit, given back when dropped.
#[derive(Debug)]
pub(super) struct Charge {
    used: Arc<AtomicU64>,
    bytes: u64,
}

impl Charge {
    /// Takes `bytes` from the limit; `None` when that exceeds `limit`.
    pub(super) fn take(used: &Arc<AtomicU64>, bytes: u64, limit: u64) -> Option<Charge> {
        let before = used.fetch_add(bytes, Ordering::Relaxed);
        let charge = Charge { used: used.clone(), bytes };
        (before.saturating_add(bytes) <= limit).then_some(charge)
    }
}

impl Clone for Charge {
    fn clone(&self) -> Charge {
        // A copy made on write: the next checked allocation sees it.
        self.used.fetch_add(self.bytes, Ordering::Relaxed);
        Charge { used: self.used.clone(), bytes: self.bytes }
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.used.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// A dense tensor or vector on the host.
///
/// # Semantics
/// Elements are row-major. `raw` accessors speak the interpreter's raw form (see
/// [`Dtype`]). Equality is by type, shape and bits of the elements (NaNs are unequal).
#[derive(Clone, Debug)]
pub struct Tensor {
    dtype: Dtype,
    shape: Dims,
    data: Data,
    charge: Option<Charge>,
}

impl PartialEq for Tensor {
    fn eq(&self, other: &Tensor) -> bool {
        self.dtype == other.dtype && self.shape == other.shape && self.data == other.data
    }
}

/// Product of the sizes; `None` on overflow or a negative size.
pub fn n_elems(shape: &[i64]) -> Option<usize> {
    shape.iter().try_fold(1usize, |n, &d| n.checked_mul(usize::try_from(d).ok()?))
}

/// Row-major strides in elements; saturating.
pub fn strides_of(shape: &[i64]) -> Dims {
    let mut strides = Dims::from_elem(1, shape.len());
    for i in (0..shape.len().saturating_sub(1)).rev() {
        strides[i] = strides[i + 1].saturating_mul(shape[i + 1]);
    }
    strides
}

impl Data {
    fn filled(dtype: Dtype, n: usize, bits: u64) -> Data {
        match (dtype, dtype.bytes()) {
            (Dtype::Float(FloatTy::F64), _) => Data::F64(vec![f64::from_bits(bits); n]),
            (Dtype::Float(_), 4) => Data::F32(vec![f32::from_bits(bits as u32); n]),
            (_, 1) => Data::B8(vec![bits as u8; n]),
            (_, 2) => Data::B16(vec![bits as u16; n]),
            (_, 4) => Data::I32(vec![bits as i32; n]),
            _ => Data::I64(vec![bits as i64; n]),
        }
    }

    fn len(&self) -> usize {
        match self {
            Data::B8(v) => v.len(),
            Data::B16(v) => v.len(),
            Data::I32(v) => v.len(),
            Data::I64(v) => v.len(),
            Data::F32(v) => v.len(),
            Data::F64(v) => v.len(),
        }
    }
}

impl Tensor {
    /// All elements equal the raw value `raw`; `None` when the shape has a negative size or too
    /// many elements for this machine's address space.
    pub fn full(dtype: Dtype, shape: &[i64], raw: u64) -> Option<Tensor> {
        let n = n_elems(shape)?;
        n.checked_mul(dtype.bytes()).filter(|&b| b <= isize::MAX as usize)?;
        let data = Data::filled(dtype, n, storage_bits(dtype, raw));
        Some(Tensor { dtype, shape: shape.into(), data, charge: None })
    }

    /// All elements are zero.
    pub fn zeros(dtype: Dtype, shape: &[i64]) -> Option<Tensor> {
        Tensor::full(dtype, shape, 0)
    }

    /// From elements that fit the type and count; `None` otherwise.
    pub fn new(dtype: Dtype, shape: &[i64], data: Data) -> Option<Tensor> {
        let fits = std::mem::discriminant(&data)
            == std::mem::discriminant(&Data::filled(dtype, 0, 0))
            && n_elems(shape) == Some(data.len());
        fits.then(|| Tensor { dtype, shape: shape.into(), data, charge: None })
    }

    /// An `f32` tensor; `None` when the count differs from the shape's.
    pub fn from_f32(shape: &[i64], data: impl Into<Vec<f32>>) -> Option<Tensor> {
        Tensor::new(Dtype::F32, shape, Data::F32(data.into()))
    }

    /// An `f64` tensor; `None` when the count differs from the shape's.
    pub fn from_f64(shape: &[i64], data: impl Into<Vec<f64>>) -> Option<Tensor> {
        Tensor::new(Dtype::F64, shape, Data::F64(data.into()))
    }

    /// An `i64` tensor; `None` when the count differs from the shape's.
    pub fn from_i64(shape: &[i64], data: impl Into<Vec<i64>>) -> Option<Tensor> {
        Tensor::new(Dtype::Int(64), shape, Data::I64(data.into()))
    }

    /// An `i32` tensor; `None` when the count differs from the shape's.
    pub fn from_i32(shape: &[i64], data: impl Into<Vec<i32>>) -> Option<Tensor> {
        Tensor::new(Dtype::Int(32), shape, Data::I32(data.into()))
    }

    /// From little-endian elements of [`Dtype::bytes`] each; `None` when the count does not fit.
    pub fn from_le_bytes(dtype: Dtype, shape: &[i64], bytes: &[u8]) -> Option<Tensor> {
        let n = n_elems(shape)?;
        if n.checked_mul(dtype.bytes())? != bytes.len() {
            return None;
        }
        // Chunks have the exact length, so the conversions below cannot fail.
        let two = bytes.chunks_exact(2).map(|c| [c[0], c[1]]);
        let four = bytes.chunks_exact(4).map(|c| [c[0], c[1], c[2], c[3]]);
        let eight =
            || bytes.chunks_exact(8).map(|c| [c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]]);
        let data = match Data::filled(dtype, 0, 0) {
            Data::B8(_) if dtype == Dtype::BOOL => Data::B8(bytes.iter().map(|b| b & 1).collect()),
            Data::B8(_) => Data::B8(bytes.to_vec()),
            Data::B16(_) => Data::B16(two.map(u16::from_le_bytes).collect()),
            Data::I32(_) => Data::I32(four.map(i32::from_le_bytes).collect()),
            Data::F32(_) if dtype != Dtype::F32 => {
                Data::F32(four.map(|b| from_bits(dtype, u32::from_le_bytes(b))).collect())
            }
            Data::F32(_) => Data::F32(four.map(f32::from_le_bytes).collect()),
            Data::I64(_) => Data::I64(eight().map(i64::from_le_bytes).collect()),
            Data::F64(_) => Data::F64(eight().map(f64::from_le_bytes).collect()),
        };
        Some(Tensor { dtype, shape: shape.into(), data, charge: None })
    }

    /// The elements as little-endian bytes, [`Dtype::bytes`] each.
    pub fn to_le_bytes(&self) -> Vec<u8> {
        match &self.data {
            Data::B8(v) => v.clone(),
            Data::B16(v) => v.iter().flat_map(|x| x.to_le_bytes()).collect(),
            Data::I32(v) => v.iter().flat_map(|x| x.to_le_bytes()).collect(),
            Data::I64(v) => v.iter().flat_map(|x| x.to_le_bytes()).collect(),
            Data::F32(v) if self.dtype != Dtype::F32 => {
                let bits = |x: &f32| self.dtype.encode(f64::from(*x).to_bits()) as u32;
                v.iter().flat_map(|x| bits(x).to_le_bytes()).collect()
            }
            Data::F32(v) => v.iter().flat_map(|x| x.to_le_bytes()).collect(),
            Data::F64(v) => v.iter().flat_map(|x| x.to_le_bytes()).collect(),
        }
    }

    /// Charges the elements to a machine's memory limit.
    pub(super) fn charged(mut self, charge: Charge) -> Tensor {
        self.charge = Some(charge);
        self
    }

    /// The element type.
    #[inline]
    pub fn dtype(&self) -> Dtype {
        self.dtype
    }

    /// Sizes, outermost dimension first.
    #[inline]
    pub fn shape(&self) -> &[i64] {
        &self.shape
    }

    /// How many elements there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The elements.
    #[inline]
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// The elements, to change them. Values must stay in range for the element type.
    #[inline]
    pub fn data_mut(&mut self) -> &mut Data {
        &mut self.data
    }

    /// The elements if they are `f32`.
    #[inline]
    pub fn as_f32(&self) -> Option<&[f32]> {
        if let Data::F32(v) = &self.data { Some(v) } else { None }
    }

    /// All elements as numbers.
    pub fn to_f64s(&self) -> Vec<f64> {
        (0..self.len()).map(|i| self.dtype.as_f64(self.raw(i))).collect()
    }

    /// All elements of an integer tensor; those of a float tensor truncated.
    pub fn to_i64s(&self) -> Vec<i64> {
        let int = |raw| if self.dtype.is_float() { f64::from_bits(raw) as i64 } else { raw as i64 };
        (0..self.len()).map(|i| int(self.raw(i))).collect()
    }

    /// The raw value of element `i` (row-major). Panics when there is no such element: operations
    /// check their indices first.
    #[inline]
    pub fn raw(&self, i: usize) -> u64 {
        match &self.data {
            Data::F32(v) => f64::from(v[i]).to_bits(),
            Data::F64(v) => v[i].to_bits(),
            Data::I64(v) => self.dtype.wrap(v[i]) as u64,
            Data::I32(v) => self.dtype.wrap(v[i].into()) as u64,
            Data::B8(v) => self.dtype.decode(v[i].into()),
            Data::B16(v) => self.dtype.decode(v[i].into()),
        }
    }

    /// Sets element `i` (row-major) to a raw value. Panics when there is no such element.
    #[inline]
    pub fn set_raw(&mut self, i: usize, raw: u64) {
        match &mut self.data {
            Data::F32(v) => v[i] = f64::from_bits(raw) as f32,
            Data::F64(v) => v[i] = f64::from_bits(raw),
            Data::I64(v) => v[i] = raw as i64,
            Data::I32(v) => v[i] = raw as i32,
            Data::B8(v) => v[i] = self.dtype.encode(raw) as u8,
            Data::B16(v) => v[i] = self.dtype.encode(raw) as u16,
        }
    }

    /// Reads the raw values of `start..start + out.len()`.
    pub fn raws(&self, start: usize, out: &mut [u64]) {
        let end = start + out.len();
        match &self.data {
            Data::F32(v) => {
                for (o, x) in out.iter_mut().zip(&v[start..end]) {
                    *o = f64::from(*x).to_bits();
                }
            }
            Data::F64(v) => {
                for (o, x) in out.iter_mut().zip(&v[start..end]) {
                    *o = x.to_bits();
                }
            }
            _ => {
                for (o, i) in out.iter_mut().zip(start..) {
                    *o = self.raw(i);
                }
            }
        }
    }

    /// Reads the raw values of elements `base + offsets[i]` (row-major). Panics when there is no
    /// such element.
    pub fn gather(&self, base: i64, offsets: &[i64], out: &mut [u64]) {
        match &self.data {
            Data::F32(v) => {
                for (o, at) in out.iter_mut().zip(offsets) {
                    *o = f64::from(v[(base + at) as usize]).to_bits();
                }
            }
            _ => {
                for (o, at) in out.iter_mut().zip(offsets) {
                    *o = self.raw((base + at) as usize);
                }
            }
        }
    }

    /// Sets the elements from `start` on to these raw values.
    pub fn set_raws(&mut self, start: usize, raws: &[u64]) {
        let end = start + raws.len();
        match &mut self.data {
            Data::F32(v) => {
                for (x, r) in v[start..end].iter_mut().zip(raws) {
                    *x = f64::from_bits(*r) as f32;
                }
            }
            Data::F64(v) => {
                for (x, r) in v[start..end].iter_mut().zip(raws) {
                    *x = f64::from_bits(*r);
                }
            }
            _ => {
                for (i, r) in (start..).zip(raws) {
                    self.set_raw(i, *r);
                }
            }
        }
    }

    /// The row-major position of these indices; `None` when they are out of bounds.
    #[inline]
    pub fn position(&self, indices: &[i64]) -> Option<usize> {
        if indices.len() != self.shape.len() {
            return None;
        }
        let mut at = 0i64;
        for (&i, &n) in indices.iter().zip(&self.shape) {
            if i < 0 || i >= n {
                return None;
            }
            at = at * n + i;
        }
        Some(at as usize)
    }

    /// The same elements under another shape of as many elements; `None` when the counts differ.
    pub fn reshaped(mut self, shape: &[i64]) -> Option<Tensor> {
        if n_elems(shape)? != self.len() {
            return None;
        }
        self.shape = shape.into();
        Some(self)
    }

    /// The same elements under another element type of the same storage; used where the type
    /// changes and the bits do not. `None` when the storage differs.
    pub fn retyped(mut self, dtype: Dtype) -> Option<Tensor> {
        let same = std::mem::discriminant(&Data::filled(dtype, 0, 0))
            == std::mem::discriminant(&self.data);
        if !same {
            return Tensor::from_le_bytes(dtype, &self.shape.clone(), &self.to_le_bytes());
        }
        self.dtype = dtype;
        Some(self)
    }
}

/// The bits an element of [`Data`] has for a raw value.
fn storage_bits(dtype: Dtype, raw: u64) -> u64 {
    match dtype {
        // Four-byte floats other than f32 are kept as the f32 of the same value.
        Dtype::Float(f) if f.bits() > 16 && f.bits() <= 32 => Dtype::F32.encode(raw),
        _ => dtype.encode(raw),
    }
}

fn from_bits(dtype: Dtype, bits: u32) -> f32 {
    f64::from_bits(dtype.decode(bits.into())) as f32
}

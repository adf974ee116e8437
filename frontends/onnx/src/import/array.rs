//! Small constant arrays: what shape arithmetic is evaluated on.
use crate::dtype::DType;
use bytes::Bytes;

/// Larger constants are not evaluated at import.
pub(super) const MAX_ELEMENTS: u64 = 4096;

/// A constant as numbers, row-major.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Array {
    pub dtype: DType,
    pub shape: Vec<u64>,
    pub data: Data,
}

/// Integers and bools are exact; floats are f64, rounded to the element type when stored.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Data {
    Ints(Vec<i64>),
    Floats(Vec<f64>),
}

impl Array {
    /// Decodes elements; none for element types that are not evaluated.
    pub fn decode(dtype: DType, shape: &[u64], bytes: &[u8]) -> Option<Self> {
        use DType::*;
        let size = (dtype.bits() / 8) as usize;
        let wide = |chunk: &[u8]| {
            let negative = dtype.is_signed_int() && chunk.last().is_some_and(|b| *b >= 0x80);
            let mut all = [if negative { 0xff } else { 0 }; 8];
            all.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
            all
        };
        let data = match dtype {
            I8 | I16 | I32 | I64 | U8 | U16 | U32 | Bool => {
                let int = |chunk: &[u8]| i64::from_le_bytes(wide(chunk));
                Data::Ints(bytes.chunks_exact(size).map(int).collect())
            }
            F32 => {
                let float = |chunk: &[u8]| {
                    let [a, b, c, d, ..] = wide(chunk);
                    f64::from(f32::from_le_bytes([a, b, c, d]))
                };
                Data::Floats(bytes.chunks_exact(size).map(float).collect())
            }
            F64 => {
                let float = |chunk: &[u8]| f64::from_le_bytes(wide(chunk));
                Data::Floats(bytes.chunks_exact(size).map(float).collect())
            }
            _ => return None,
        };
        Some(Self { dtype, shape: shape.to_vec(), data })
    }

    /// The elements as [`DType`] lays them out; integers wrap to the element type.
    pub fn encode(&self) -> Bytes {
        let size = (self.dtype.bits() / 8) as usize;
        let out: Vec<u8> = match &self.data {
            Data::Ints(ints) => {
                ints.iter().flat_map(|int| int.to_le_bytes().into_iter().take(size)).collect()
            }
            Data::Floats(floats) if self.dtype == DType::F64 => {
                floats.iter().flat_map(|float| float.to_le_bytes()).collect()
            }
            Data::Floats(floats) => {
                floats.iter().flat_map(|float| (*float as f32).to_le_bytes()).collect()
            }
        };
        out.into()
    }

    pub fn len(&self) -> usize {
        match &self.data {
            Data::Ints(ints) => ints.len(),
            Data::Floats(floats) => floats.len(),
        }
    }

    /// The elements at these positions, in this shape.
    pub fn take(&self, shape: &[u64], positions: impl Iterator<Item = usize>) -> Option<Self> {
        let data = match &self.data {
            Data::Ints(ints) => {
                Data::Ints(positions.map(|at| ints.get(at).copied()).collect::<Option<_>>()?)
            }
            Data::Floats(floats) => {
                Data::Floats(positions.map(|at| floats.get(at).copied()).collect::<Option<_>>()?)
            }
        };
        Some(Self { dtype: self.dtype, shape: shape.to_vec(), data })
    }
}

/// Row-major strides in elements.
pub(super) fn strides(shape: &[u64]) -> Vec<usize> {
    let mut strides = vec![1; shape.len()];
    for axis in (1..shape.len()).rev() {
        strides[axis - 1] = strides[axis] * shape[axis] as usize;
    }
    strides
}

/// All index tuples of a small shape, last axis fastest.
pub(super) fn indices(shape: &[u64]) -> impl Iterator<Item = Vec<usize>> {
    let total: u64 = shape.iter().product();
    let (shape, strides) = (shape.to_vec(), strides(shape));
    (0..total as usize).map(move |flat| {
        let at = strides.iter().zip(&shape);
        at.map(|(stride, extent)| flat / stride % *extent as usize).collect()
    })
}

/// The position in `shape` of an index of a shape that `shape` is broadcast to.
pub(super) fn broadcast_position(index: &[usize], shape: &[u64]) -> usize {
    let skipped = index.len().saturating_sub(shape.len());
    let within = index.iter().skip(skipped).zip(shape).zip(strides(shape));
    within.map(|((at, extent), stride)| if *extent == 1 { 0 } else { at * stride }).sum()
}

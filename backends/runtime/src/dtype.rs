//! Element types, numbered as in ONNX.

/// An element type; the discriminant is its ONNX `TensorProto.DataType` number.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DType {
    /// IEEE binary32.
    F32 = 1,
    /// Unsigned 8 bits.
    U8 = 2,
    /// Signed 8 bits.
    I8 = 3,
    /// Unsigned 16 bits.
    U16 = 4,
    /// Signed 16 bits.
    I16 = 5,
    /// Signed 32 bits.
    I32 = 6,
    /// Signed 64 bits.
    I64 = 7,
    /// One byte, 0 or 1.
    Bool = 9,
    /// IEEE binary16.
    F16 = 10,
    /// IEEE binary64.
    F64 = 11,
    /// Unsigned 32 bits.
    U32 = 12,
    /// Unsigned 64 bits.
    U64 = 13,
    /// bfloat16.
    BF16 = 16,
}

impl DType {
    /// Every element type, in order of its number.
    pub const ALL: [DType; 13] = [
        DType::F32,
        DType::U8,
        DType::I8,
        DType::U16,
        DType::I16,
        DType::I32,
        DType::I64,
        DType::Bool,
        DType::F16,
        DType::F64,
        DType::U32,
        DType::U64,
        DType::BF16,
    ];

    /// The type with this ONNX number, if it is one that the runtime knows.
    pub fn from_number(number: u32) -> Option<DType> {
        Self::ALL.into_iter().find(|dtype| dtype.number() == number)
    }

    /// The ONNX number.
    pub const fn number(self) -> u32 {
        self as u32
    }

    /// Size and natural alignment of an element.
    ///
    /// # Units
    /// Bytes.
    pub const fn size(self) -> usize {
        match self {
            DType::U8 | DType::I8 | DType::Bool => 1,
            DType::U16 | DType::I16 | DType::F16 | DType::BF16 => 2,
            DType::F32 | DType::I32 | DType::U32 => 4,
            DType::I64 | DType::U64 | DType::F64 => 8,
        }
    }

    /// The short name that messages use, such as `f32`.
    pub const fn name(self) -> &'static str {
        match self {
            DType::F32 => "f32",
            DType::U8 => "u8",
            DType::I8 => "i8",
            DType::U16 => "u16",
            DType::I16 => "i16",
            DType::I32 => "i32",
            DType::I64 => "i64",
            DType::Bool => "bool",
            DType::F16 => "f16",
            DType::F64 => "f64",
            DType::U32 => "u32",
            DType::U64 => "u64",
            DType::BF16 => "bf16",
        }
    }
}

impl std::fmt::Display for DType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

mod sealed {
    pub trait Sealed {}
}

/// A Rust type that can be the element of a tensor.
///
/// Sealed: every bit pattern of these types is valid, which the byte views rely on.
pub trait Element: Copy + sealed::Sealed + 'static {
    /// The element type it stands for.
    const DTYPE: DType;
}

macro_rules! elements {
    ($($ty:ty => $dtype:ident),* $(,)?) => {$(
        impl sealed::Sealed for $ty {}
        impl Element for $ty {
            const DTYPE: DType = DType::$dtype;
        }
    )*};
}
elements!(f32 => F32, u8 => U8, i8 => I8, u16 => U16, i16 => I16, i32 => I32, i64 => I64,
          f64 => F64, u32 => U32, u64 => U64);

/// Number of elements of a shape; `None` if a dimension is negative or the product overflows.
pub(crate) fn n_elements(shape: &[i64]) -> Option<u64> {
    let dims: Option<Vec<u64>> = shape.iter().map(|&dim| u64::try_from(dim).ok()).collect();
    let dims = dims?;
    // An empty tensor is empty however large its other dimensions are.
    if dims.contains(&0) {
        return Some(0);
    }
    dims.into_iter().try_fold(1u64, u64::checked_mul)
}

/// Bytes of a dense tensor; `None` if a dimension is negative or the product overflows.
pub(crate) fn n_bytes(dtype: DType, shape: &[i64]) -> Option<u64> {
    n_elements(shape)?.checked_mul(dtype.size() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_onnx() {
        let numbers: Vec<u32> = DType::ALL.iter().map(|dtype| dtype.number()).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 16]);
        for dtype in DType::ALL {
            assert_eq!(DType::from_number(dtype.number()), Some(dtype));
        }
        for unknown in [0, 8, 14, 15, 17, u32::MAX] {
            assert_eq!(DType::from_number(unknown), None);
        }
    }

    #[test]
    fn sizes_reject_negative_and_overflowing_shapes() {
        assert_eq!(n_bytes(DType::F32, &[]), Some(4));
        assert_eq!(n_bytes(DType::I64, &[2, 3]), Some(48));
        assert_eq!(n_bytes(DType::F32, &[i64::MAX, i64::MAX, 0]), Some(0));
        assert_eq!(n_bytes(DType::F32, &[-1, 2]), None);
        assert_eq!(n_bytes(DType::F32, &[i64::MAX, 3]), None);
        assert_eq!(n_bytes(DType::F64, &[i64::MAX]), None);
    }
}

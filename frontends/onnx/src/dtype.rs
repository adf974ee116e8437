//! Element types of ONNX tensors.

/// An element type, with ONNX's number as discriminant.
///
/// In memory elements lie as in `raw_data`: little-endian, row-major, `bool` one byte, elements
/// below a byte packed with the first one in the low bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum DType {
    F32 = 1,
    U8 = 2,
    I8 = 3,
    U16 = 4,
    I16 = 5,
    I32 = 6,
    I64 = 7,
    Bool = 9,
    F16 = 10,
    F64 = 11,
    U32 = 12,
    U64 = 13,
    Complex64 = 14,
    Complex128 = 15,
    BF16 = 16,
    F8E4M3FN = 17,
    F8E4M3FNUZ = 18,
    F8E5M2 = 19,
    F8E5M2FNUZ = 20,
    U4 = 21,
    I4 = 22,
    F4E2M1 = 23,
    F8E8M0 = 24,
    U2 = 25,
    I2 = 26,
}

impl DType {
    /// Every element type, by number.
    pub const ALL: [DType; 25] = [
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
        DType::Complex64,
        DType::Complex128,
        DType::BF16,
        DType::F8E4M3FN,
        DType::F8E4M3FNUZ,
        DType::F8E5M2,
        DType::F8E5M2FNUZ,
        DType::U4,
        DType::I4,
        DType::F4E2M1,
        DType::F8E8M0,
        DType::U2,
        DType::I2,
    ];

    /// The element type with this ONNX number; none for strings, undefined and unknown numbers.
    pub fn from_number(number: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|dtype| dtype.number() == number)
    }

    /// ONNX's number, `TensorProto.DataType`.
    pub fn number(self) -> i32 {
        self as i32
    }

    /// Size of one element in bits.
    pub fn bits(self) -> u32 {
        use DType::*;
        match self {
            U2 | I2 => 2,
            U4 | I4 | F4E2M1 => 4,
            U8 | I8 | Bool | F8E4M3FN | F8E4M3FNUZ | F8E5M2 | F8E5M2FNUZ | F8E8M0 => 8,
            U16 | I16 | F16 | BF16 => 16,
            I32 | U32 | F32 => 32,
            I64 | U64 | F64 | Complex64 => 64,
            Complex128 => 128,
        }
    }

    /// Size of `elements` elements in bytes; none on overflow.
    pub fn byte_len(self, elements: u64) -> Option<u64> {
        Some(elements.checked_mul(u64::from(self.bits()))?.div_ceil(8))
    }

    /// Integers that have a sign.
    pub fn is_signed_int(self) -> bool {
        use DType::*;
        matches!(self, I2 | I4 | I8 | I16 | I32 | I64)
    }

    /// Integers without a sign; `bool` is none.
    pub fn is_unsigned_int(self) -> bool {
        use DType::*;
        matches!(self, U2 | U4 | U8 | U16 | U32 | U64)
    }

    /// Real floating-point numbers of any format.
    pub fn is_float(self) -> bool {
        use DType::*;
        let complex = matches!(self, Complex64 | Complex128);
        !complex && self != Bool && !self.is_signed_int() && !self.is_unsigned_int()
    }

    /// The name ONNX's specification prints, such as `float` or `int64`.
    pub fn onnx_name(self) -> &'static str {
        use DType::*;
        match self {
            F32 => "float",
            U8 => "uint8",
            I8 => "int8",
            U16 => "uint16",
            I16 => "int16",
            I32 => "int32",
            I64 => "int64",
            Bool => "bool",
            F16 => "float16",
            F64 => "double",
            U32 => "uint32",
            U64 => "uint64",
            Complex64 => "complex64",
            Complex128 => "complex128",
            BF16 => "bfloat16",
            F8E4M3FN => "float8e4m3fn",
            F8E4M3FNUZ => "float8e4m3fnuz",
            F8E5M2 => "float8e5m2",
            F8E5M2FNUZ => "float8e5m2fnuz",
            U4 => "uint4",
            I4 => "int4",
            F4E2M1 => "float4e2m1",
            F8E8M0 => "float8e8m0",
            U2 => "uint2",
            I2 => "int2",
        }
    }
}

/// How to name an element type that has no [`DType`].
pub(crate) fn describe_number(number: i32) -> String {
    match number {
        0 => "undefined".to_owned(),
        8 => "string".to_owned(),
        27 => "float6e2m3".to_owned(),
        28 => "float6e3m2".to_owned(),
        _ => match DType::from_number(number) {
            Some(dtype) => dtype.onnx_name().to_owned(),
            None => format!("unknown ({number})"),
        },
    }
}

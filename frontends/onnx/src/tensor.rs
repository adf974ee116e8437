//! Tensor data: element type, shape, and a handle to bytes that usually lie in the mapped file.
use crate::dtype::{DType, describe_number};
use crate::external::Folder;
use crate::problem::{ONNX011, ONNX012, ONNX013, ONNX014, Place, Problems};
use crate::proto::TensorProto;
use crate::proto::tensor_proto::DataLocation;
use bytes::Bytes;

/// No known model has more dimensions than 8; the bound keeps shapes small.
pub const MAX_RANK: usize = 64;

/// A dense tensor.
///
/// `data` has exactly the bytes that `dtype` and `shape` ask for, laid out as [`DType`] says. It
/// may start at any address: readers must not assume alignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tensor {
    pub name: String,
    pub dtype: DType,
    /// Outermost dimension first.
    pub shape: Vec<u64>,
    pub data: Bytes,
}

impl Tensor {
    /// A tensor of these parts, if the size of `data` fits.
    ///
    /// # Errors
    /// - `ONNX012` the shape overflows
    /// - `ONNX013` `data` has another size
    pub fn new(name: String, dtype: DType, shape: Vec<u64>, data: Bytes) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let tensor = assemble(&name, dtype, shape, data, &mut problems);
        tensor.ok_or(problems)
    }

    /// Number of elements.
    pub fn elements(&self) -> u64 {
        // Cannot overflow: checked when the tensor was made.
        element_count(&self.shape).unwrap_or(u64::MAX)
    }

    /// Decodes a message, leaving `raw_data` where it is.
    ///
    /// # Errors
    /// - `ONNX011` unsupported element type
    /// - `ONNX012` invalid shape
    /// - `ONNX013` wrong amount of data
    /// - `ONNX014` an element out of range
    /// - `ONNX015`, `ONNX016` external data
    pub fn from_proto(
        proto: &TensorProto,
        folder: &mut Folder,
        problems: &mut Problems,
    ) -> Option<Self> {
        let name = proto.name.clone().unwrap_or_default();
        let place = || Place::Tensor(name.clone());
        let shape = shape(proto, problems);
        let Some(dtype) = DType::from_number(proto.data_type()) else {
            let what = describe_number(proto.data_type());
            problems.push(ONNX011, place(), format!("element type {what} is not supported"));
            return None;
        };
        let shape = shape?;
        if proto.segment.is_some() {
            problems.push(ONNX013, place(), "the tensor is one segment of a larger one");
            return None;
        }
        let data = if proto.data_location() == DataLocation::External {
            folder.data(&name, &proto.external_data, problems)?
        } else {
            inline_data(proto, dtype, &name, problems)?
        };
        assemble(&name, dtype, shape, data, problems)
    }

    /// The message that holds this tensor, data as `raw_data`.
    pub fn to_proto(&self) -> TensorProto {
        TensorProto {
            // Every size came from an i64 or from memory, so it fits.
            dims: self.shape.iter().map(|&size| size as i64).collect(),
            data_type: Some(self.dtype.number()),
            name: (!self.name.is_empty()).then(|| self.name.clone()),
            raw_data: Some(self.data.clone()),
            ..TensorProto::default()
        }
    }
}

/// The product of the sizes; none on overflow.
pub fn element_count(shape: &[u64]) -> Option<u64> {
    // A zero anywhere makes the tensor empty, however large the other sizes are.
    if shape.contains(&0) {
        return Some(0);
    }
    shape.iter().try_fold(1u64, |product, &size| product.checked_mul(size))
}

fn shape(proto: &TensorProto, problems: &mut Problems) -> Option<Vec<u64>> {
    let shape: Option<Vec<u64>> = proto.dims.iter().map(|&size| u64::try_from(size).ok()).collect();
    match shape {
        Some(shape) if shape.len() <= MAX_RANK => Some(shape),
        Some(shape) => {
            let message = format!("rank {} exceeds {MAX_RANK}", shape.len());
            problems.push(ONNX012, Place::Tensor(proto.name().to_owned()), message);
            None
        }
        None => {
            let message = format!("negative size in shape {:?}", proto.dims);
            problems.push(ONNX012, Place::Tensor(proto.name().to_owned()), message);
            None
        }
    }
}

fn assemble(
    name: &str,
    dtype: DType,
    shape: Vec<u64>,
    data: Bytes,
    problems: &mut Problems,
) -> Option<Tensor> {
    let place = || Place::Tensor(name.to_owned());
    let fits_i64 = shape.iter().all(|&size| i64::try_from(size).is_ok());
    let bytes = element_count(&shape).and_then(|elements| dtype.byte_len(elements));
    let Some(bytes) = bytes.filter(|_| fits_i64) else {
        problems.push(ONNX012, place(), format!("the size of shape {shape:?} overflows"));
        return None;
    };
    if bytes != data.len() as u64 {
        let message = format!(
            "expected {bytes} bytes for {} {shape:?}, got {}",
            dtype.onnx_name(),
            data.len()
        );
        problems.push(ONNX013, place(), message);
        return None;
    }
    // A byte other than 0 and 1 has no meaning that all readers share.
    if dtype == DType::Bool && data.iter().any(|&byte| byte > 1) {
        problems.push(ONNX014, place(), "a bool is neither 0 nor 1");
        return None;
    }
    Some(Tensor { name: name.to_owned(), dtype, shape, data })
}

fn inline_data(
    proto: &TensorProto,
    dtype: DType,
    name: &str,
    problems: &mut Problems,
) -> Option<Bytes> {
    let place = || Place::Tensor(name.to_owned());
    let typed = [
        ("float_data", proto.float_data.len()),
        ("int32_data", proto.int32_data.len()),
        ("int64_data", proto.int64_data.len()),
        ("double_data", proto.double_data.len()),
        ("uint64_data", proto.uint64_data.len()),
        ("string_data", proto.string_data.len()),
    ];
    let used: Vec<_> = typed.into_iter().filter(|(_, len)| *len > 0).map(|(f, _)| f).collect();
    let raw = proto.raw_data.as_ref().filter(|raw| !raw.is_empty());
    let expected = typed_field(dtype);
    match (raw, used.as_slice()) {
        (Some(raw), []) => Some(raw.clone()),
        (None, []) => Some(Bytes::new()),
        (None, [field]) if *field == expected => typed_data(proto, dtype, name, problems),
        (None, [field]) => {
            let what = dtype.onnx_name();
            let message = format!("{what} elements belong in `{expected}`, got `{field}`");
            problems.push(ONNX013, place(), message);
            None
        }
        _ => {
            problems.push(ONNX013, place(), "data is stored in more than one field");
            None
        }
    }
}

/// The field for elements of this type when `raw_data` is absent.
fn typed_field(dtype: DType) -> &'static str {
    use DType::*;
    match dtype {
        F32 | Complex64 => "float_data",
        F64 | Complex128 => "double_data",
        I64 => "int64_data",
        U32 | U64 => "uint64_data",
        _ => "int32_data",
    }
}

/// The typed field as `raw_data` would hold it.
fn typed_data(
    proto: &TensorProto,
    dtype: DType,
    name: &str,
    problems: &mut Problems,
) -> Option<Bytes> {
    use DType::*;
    let mut out = Vec::new();
    match dtype {
        F32 | Complex64 => out.extend(proto.float_data.iter().flat_map(|x| x.to_le_bytes())),
        F64 | Complex128 => out.extend(proto.double_data.iter().flat_map(|x| x.to_le_bytes())),
        I64 => out.extend(proto.int64_data.iter().flat_map(|x| x.to_le_bytes())),
        U64 => out.extend(proto.uint64_data.iter().flat_map(|x| x.to_le_bytes())),
        I32 => out.extend(proto.int32_data.iter().flat_map(|x| x.to_le_bytes())),
        _ => {
            let values: Box<dyn Iterator<Item = i64>> = match dtype {
                // A value beyond i64 is out of range for u32 anyway.
                U32 => Box::new(
                    proto.uint64_data.iter().map(|&x| i64::try_from(x).unwrap_or(i64::MAX)),
                ),
                _ => Box::new(proto.int32_data.iter().map(|&x| i64::from(x))),
            };
            // Elements below a byte come packed, a byte in each entry.
            let bits = dtype.bits().max(8);
            for value in values {
                if !range(dtype, bits).contains(&value) {
                    let what = dtype.onnx_name();
                    let message = format!("{value} is out of range for {what}");
                    problems.push(ONNX014, Place::Tensor(name.to_owned()), message);
                    return None;
                }
                out.extend(value.to_le_bytes().iter().take(bits as usize / 8));
            }
        }
    }
    Some(out.into())
}

/// Values that an entry of `int32_data` or `uint64_data` may have; `bits` are at least 8.
fn range(dtype: DType, bits: u32) -> std::ops::Range<i64> {
    let (half, full) = (1 << (bits - 1), 1 << bits);
    if dtype.bits() < 8 {
        // Two or four elements packed in a byte: some writers sign-extend it.
        -half..full
    } else if dtype.is_signed_int() {
        -half..half
    } else if dtype.is_unsigned_int() || dtype == DType::Bool {
        0..full
    } else {
        // Bit patterns of floats, which some writers sign-extend.
        -half..full
    }
}

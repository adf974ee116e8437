//! Tensors as files: NumPy's `.npy` and ONNX's `TensorProto` (`.pb`).
mod npy;
mod pb;

use crate::mapped::map_file;
use crate::problem::{ONNX001, ONNX020, Place, Problems};
use crate::tensor::Tensor;
use bytes::Bytes;
use std::path::Path;

/// The file formats for one tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// NumPy's array file; see [`Tensor`] for what it cannot say (sub-byte and 8-bit floats, bf16).
    Npy,
    /// A serialized `TensorProto`.
    Pb,
}

impl Format {
    /// The format that the extension names.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "npy" => Some(Self::Npy),
            "pb" => Some(Self::Pb),
            _ => None,
        }
    }
}

/// Reads a tensor; the extension decides the format. The data stays a slice of the mapped file
/// where its layout allows.
///
/// # Errors
/// - `ONNX001` the file cannot be opened
/// - `ONNX002`, `ONNX003`, `ONNX011` to `ONNX016`, `ONNX020` its content is refused
pub fn read(path: &Path) -> Result<Tensor, Problems> {
    let format = format(path)?;
    let data = map_file(path).map_err(|error| {
        Problems::one(ONNX001, Place::File(path.display().to_string()), error.to_string())
    })?;
    decode(data, format, path.parent())
}

/// Reads a tensor from memory; external data of a `TensorProto` comes from below `folder`.
///
/// # Errors
/// As [`read`].
pub fn decode(data: Bytes, format: Format, folder: Option<&Path>) -> Result<Tensor, Problems> {
    match format {
        Format::Npy => npy::decode(data),
        Format::Pb => pb::decode(data, folder),
    }
}

/// Writes a tensor; the extension decides the format.
///
/// # Errors
/// - `ONNX001` the file cannot be written
/// - `ONNX020` the extension is unknown
/// - `ONNX021` the format has no such element type
pub fn write(path: &Path, tensor: &Tensor) -> Result<(), Problems> {
    let data = encode(tensor, format(path)?)?;
    std::fs::write(path, data).map_err(|error| {
        Problems::one(ONNX001, Place::File(path.display().to_string()), error.to_string())
    })
}

/// The bytes of the file for this tensor.
///
/// # Errors
/// - `ONNX021` the format has no such element type
pub fn encode(tensor: &Tensor, format: Format) -> Result<Vec<u8>, Problems> {
    match format {
        Format::Npy => npy::encode(tensor),
        Format::Pb => Ok(pb::encode(tensor)),
    }
}

fn format(path: &Path) -> Result<Format, Problems> {
    Format::of(path).ok_or_else(|| {
        let place = Place::File(path.display().to_string());
        Problems::one(ONNX020, place, "expected a file name that ends in `.npy` or `.pb`")
    })
}

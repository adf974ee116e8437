//! Tensors that a caller passes, and the check of them against what the model expects.

use std::ffi::c_void;
use std::marker::PhantomData;

use crate::dtype::{DType, Element, n_bytes};
use crate::program::TensorInfo;
use crate::{Error, Result};

/// A tensor of the caller, dense and row-major; `terrace_tensor` in C.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct RawTensor {
    /// The elements.
    pub data: *mut c_void,
    /// `rank` dimensions.
    pub shape: *const i64,
    /// The ONNX number of the element type.
    pub dtype: u32,
    /// Length of `shape`.
    pub rank: u32,
}

const _: () = assert!(size_of::<RawTensor>() == 24);

/// A tensor to be read by an inference.
#[repr(transparent)]
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    raw: RawTensor,
    data: PhantomData<&'a [u8]>,
}

/// A tensor to be written by an inference.
#[repr(transparent)]
#[derive(Debug)]
pub struct Output<'a> {
    raw: RawTensor,
    data: PhantomData<&'a mut [u8]>,
}

// SAFETY: an input is a shared borrow of plain bytes.
unsafe impl Send for Input<'_> {}
// SAFETY: as above.
unsafe impl Sync for Input<'_> {}
// SAFETY: an output is a unique borrow of plain bytes.
unsafe impl Send for Output<'_> {}
// SAFETY: a shared borrow of it reads its address only.
unsafe impl Sync for Output<'_> {}

impl<'a> Input<'a> {
    /// A tensor over bytes, which need the alignment of `dtype`.
    ///
    /// # Errors
    /// [`Kind::Argument`](crate::Kind::Argument) if the length does not follow from type and shape.
    pub fn new(dtype: DType, shape: &'a [i64], data: &'a [u8]) -> Result<Input<'a>> {
        let raw = raw(dtype, shape, data.as_ptr().cast_mut(), data.len())?;
        Ok(Input { raw, data: PhantomData })
    }

    /// A tensor over elements.
    ///
    /// # Errors
    /// [`Kind::Argument`](crate::Kind::Argument) if the length does not follow from the shape.
    pub fn of<T: Element>(shape: &'a [i64], data: &'a [T]) -> Result<Input<'a>> {
        let raw = raw(T::DTYPE, shape, data.as_ptr().cast_mut().cast(), size_of_val(data))?;
        Ok(Input { raw, data: PhantomData })
    }

    /// The same slice as C sees it.
    pub(crate) fn raw_slice<'b>(inputs: &'b [Input<'a>]) -> &'b [RawTensor] {
        // SAFETY: `Input` is a transparent wrapper of `RawTensor`.
        unsafe { std::slice::from_raw_parts(inputs.as_ptr().cast(), inputs.len()) }
    }
}

impl<'a> Output<'a> {
    /// A tensor over bytes, which need the alignment of `dtype`.
    ///
    /// # Errors
    /// [`Kind::Argument`](crate::Kind::Argument) if the length does not follow from type and shape.
    pub fn new(dtype: DType, shape: &'a [i64], data: &'a mut [u8]) -> Result<Output<'a>> {
        let raw = raw(dtype, shape, data.as_mut_ptr(), data.len())?;
        Ok(Output { raw, data: PhantomData })
    }

    /// A tensor over elements.
    ///
    /// # Errors
    /// [`Kind::Argument`](crate::Kind::Argument) if the length does not follow from the shape.
    pub fn of<T: Element>(shape: &'a [i64], data: &'a mut [T]) -> Result<Output<'a>> {
        let raw = raw(T::DTYPE, shape, data.as_mut_ptr().cast(), size_of_val(data))?;
        Ok(Output { raw, data: PhantomData })
    }

    /// The same slice as C sees it.
    pub(crate) fn raw_slice<'b>(outputs: &'b mut [Output<'a>]) -> &'b [RawTensor] {
        // SAFETY: `Output` is a transparent wrapper of `RawTensor`.
        unsafe { std::slice::from_raw_parts(outputs.as_ptr().cast(), outputs.len()) }
    }
}

fn raw(dtype: DType, shape: &[i64], data: *mut u8, len: usize) -> Result<RawTensor> {
    let expected = n_bytes(dtype, shape)
        .ok_or_else(|| Error::argument(format!("the shape {shape:?} is impossible")))?;
    if expected != len as u64 {
        return Err(Error::argument(format!(
            "expected {expected} bytes for shape {shape:?} of {dtype}, got {len}"
        )));
    }
    let rank = u32::try_from(shape.len())
        .map_err(|_| Error::argument(format!("the rank {} is impossible", shape.len())))?;
    Ok(RawTensor { data: data.cast(), shape: shape.as_ptr(), dtype: dtype.number(), rank })
}

/// Which side of a model a tensor is on, for messages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Input,
    Output,
}

impl std::fmt::Display for Side {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Side::Input => "input",
            Side::Output => "output",
        })
    }
}

/// Checks the tensors of one side against what the model expects and writes their addresses.
///
/// Allocates only on failure.
///
/// # Safety
/// The shape pointer of each tensor is null or valid for its rank.
pub(crate) unsafe fn check_side(
    side: Side,
    expected: &[TensorInfo],
    got: &[RawTensor],
    addresses: &mut [*mut u8],
) -> Result<()> {
    if got.len() != expected.len() {
        return Err(Error::argument(format!(
            "expected {} {side}s, got {}",
            expected.len(),
            got.len()
        )));
    }
    for (idx, ((info, tensor), address)) in expected.iter().zip(got).zip(addresses).enumerate() {
        // SAFETY: by the contract above.
        unsafe { check(info, tensor) }
            .map_err(|why| Error::argument(format!("{side} {idx} `{}`: {why}", info.name)))?;
        *address = tensor.data.cast();
    }
    Ok(())
}

/// # Safety
/// The shape pointer of the tensor is null or valid for its rank.
unsafe fn check(info: &TensorInfo, tensor: &RawTensor) -> Result<(), String> {
    if tensor.dtype != info.dtype.number() {
        return Err(match DType::from_number(tensor.dtype) {
            Some(dtype) => format!("expected elements of {}, got {dtype}", info.dtype),
            None => format!("expected elements of {}, got type {}", info.dtype, tensor.dtype),
        });
    }
    let rank = info.shape.len();
    if tensor.rank as usize != rank {
        return Err(format!(
            "expected rank {rank} (shape {:?}), got rank {}",
            info.shape, tensor.rank
        ));
    }
    if rank > 0 {
        if tensor.shape.is_null() {
            return Err("the shape is null".into());
        }
        // SAFETY: not null, and valid for its rank by the contract above.
        let shape = unsafe { std::slice::from_raw_parts(tensor.shape, rank) };
        if shape != info.shape {
            return Err(format!("expected shape {:?}, got {shape:?}", info.shape));
        }
    }
    if info.bytes == 0 {
        return Ok(());
    }
    if tensor.data.is_null() {
        return Err("the data is null".into());
    }
    let align = info.dtype.size();
    if !tensor.data.addr().is_multiple_of(align) {
        return Err(format!(
            "expected data aligned to {align} bytes, got address {:p}",
            tensor.data
        ));
    }
    Ok(())
}

/// Checks that no output overlaps an input or another output.
///
/// `io` holds the addresses of the inputs, then of the outputs.
pub(crate) fn check_overlap(
    inputs: &[TensorInfo],
    outputs: &[TensorInfo],
    io: &[*mut u8],
) -> Result<()> {
    let (input_data, output_data) = io.split_at(inputs.len().min(io.len()));
    let span = |(idx, (info, data)): (usize, (&TensorInfo, &*mut u8))| {
        (idx, data.addr() as u64, info.bytes)
    };
    for output in outputs.iter().zip(output_data).enumerate().map(span) {
        let clash = |side: Side, other: usize| {
            let idx = output.0;
            Err(Error::argument(format!("output {idx} overlaps {side} {other}")))
        };
        for input in inputs.iter().zip(input_data).enumerate().map(span) {
            if overlaps(output, input) {
                return clash(Side::Input, input.0);
            }
        }
        for earlier in outputs.iter().zip(output_data).enumerate().map(span).take(output.0) {
            if overlaps(output, earlier) {
                return clash(Side::Output, earlier.0);
            }
        }
    }
    Ok(())
}

/// Whether two spans (position, address, bytes) share a byte.
fn overlaps(a: (usize, u64, u64), b: (usize, u64, u64)) -> bool {
    a.2 > 0 && b.2 > 0 && a.1 < b.1.saturating_add(b.2) && b.1 < a.1.saturating_add(a.2)
}

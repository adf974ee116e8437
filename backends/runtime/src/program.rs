//! A checked view of the [`TerraceProgram`] of an object.

use std::ffi::{CStr, c_char};

use crate::abi::{ABI_VERSION, Entry, KernelDesc, TensorDesc, TerraceProgram};
use crate::dtype::{DType, n_bytes};
use crate::{Error, Result};

/// Largest rank that a descriptor may have; the compiler makes none near it.
const MAX_RANK: u32 = 64;

/// What a model expects of one input or output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TensorInfo {
    /// Name in the source model.
    pub name: String,
    /// Element type.
    pub dtype: DType,
    /// Dimensions, outermost first.
    pub shape: Vec<i64>,
    /// Size of the dense data.
    pub bytes: u64,
}

/// A kernel as the profile names it.
#[derive(Clone, Debug)]
pub(crate) struct KernelInfo {
    pub(crate) name: String,
    pub(crate) source: String,
}

/// A program whose descriptors have been read and checked.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) raw: &'static TerraceProgram,
    pub(crate) entry: Entry,
    pub(crate) inputs: Vec<TensorInfo>,
    pub(crate) outputs: Vec<TensorInfo>,
    pub(crate) kernels: Vec<KernelInfo>,
}

impl Program {
    /// Reads and checks a program.
    ///
    /// # Safety
    /// `raw` is null or points to a `TerraceProgram`, valid for as long as the process runs (or the
    /// library stays loaded and the result is dropped before), whose pointers are null or valid for
    /// their counts. If its ABI version is another one, only the version is read.
    pub(crate) unsafe fn read(raw: *const TerraceProgram) -> Result<Program> {
        if raw.is_null() {
            return Err(Error::program("there is no `terrace_program` beside the runtime"));
        }
        // SAFETY: every version of the ABI starts with its number.
        let version = unsafe { (*raw).abi_version };
        if version != ABI_VERSION {
            return Err(Error::program(format!(
                "expected a program of ABI version {ABI_VERSION}, got version {version}: compile \
                 the model again"
            )));
        }
        // SAFETY: not null, and valid by the contract above.
        let raw = unsafe { &*raw };
        let entry = raw.entry.ok_or_else(|| Error::program("the program has no entry function"))?;
        // SAFETY: the counts belong to their pointers by the contract above.
        let (inputs, outputs, kernels) = unsafe {
            (
                tensors("input", raw.inputs, raw.n_inputs)?,
                tensors("output", raw.outputs, raw.n_outputs)?,
                kernels(raw.kernels, raw.n_kernels)?,
            )
        };
        Ok(Program { raw, entry, inputs, outputs, kernels })
    }

    /// The descriptors of the inputs as the object holds them.
    pub(crate) fn raw_inputs(&self) -> &'static [TensorDesc] {
        // SAFETY: `read` checked the pointer and the contract covers the count.
        unsafe { slice(self.raw.inputs, self.raw.n_inputs).unwrap_or(&[]) }
    }

    /// The descriptors of the outputs as the object holds them.
    pub(crate) fn raw_outputs(&self) -> &'static [TensorDesc] {
        // SAFETY: `read` checked the pointer and the contract covers the count.
        unsafe { slice(self.raw.outputs, self.raw.n_outputs).unwrap_or(&[]) }
    }

    /// The descriptors of the kernels as the object holds them.
    pub(crate) fn raw_kernels(&self) -> &'static [KernelDesc] {
        // SAFETY: `read` checked the pointer and the contract covers the count.
        unsafe { slice(self.raw.kernels, self.raw.n_kernels).unwrap_or(&[]) }
    }
}

/// A slice of an object; `None` for a null pointer with a count.
///
/// # Safety
/// A pointer that is not null is valid for `count` values.
unsafe fn slice<T>(data: *const T, count: u32) -> Option<&'static [T]> {
    match (data.is_null(), count) {
        (_, 0) => Some(&[]),
        (true, _) => None,
        // SAFETY: by the contract above.
        (false, count) => Some(unsafe { std::slice::from_raw_parts(data, count as usize) }),
    }
}

/// # Safety
/// As for [`slice`], and the same of the pointers inside.
unsafe fn tensors(what: &str, data: *const TensorDesc, count: u32) -> Result<Vec<TensorInfo>> {
    // SAFETY: by the contract above.
    let descs = unsafe { slice(data, count) };
    let descs =
        descs.ok_or_else(|| Error::program(format!("the program has {count} {what}s at null")))?;
    // SAFETY: by the contract above.
    descs.iter().enumerate().map(|(idx, desc)| unsafe { tensor(what, idx, desc) }).collect()
}

/// # Safety
/// The pointers of `desc` are null or valid.
unsafe fn tensor(what: &str, idx: usize, desc: &TensorDesc) -> Result<TensorInfo> {
    let bad = |why: String| Error::program(format!("{what} {idx} of the program: {why}"));
    // SAFETY: by the contract above.
    let name = unsafe { text(desc.name) }.ok_or_else(|| bad("name is not UTF-8 text".into()))?;
    let dtype = DType::from_number(desc.dtype)
        .ok_or_else(|| bad(format!("`{name}` has unknown element type {}", desc.dtype)))?;
    if desc.rank > MAX_RANK {
        return Err(bad(format!("`{name}` has rank {}, the limit is {MAX_RANK}", desc.rank)));
    }
    // SAFETY: by the contract above.
    let shape = unsafe { slice(desc.shape, desc.rank) }
        .ok_or_else(|| bad(format!("`{name}` has its shape at null")))?
        .to_vec();
    let bytes = n_bytes(dtype, &shape)
        .ok_or_else(|| bad(format!("`{name}` has the impossible shape {shape:?}")))?;
    if bytes != desc.bytes {
        return Err(bad(format!(
            "`{name}` of shape {shape:?} and type {dtype} takes {bytes} bytes, got {}",
            desc.bytes
        )));
    }
    Ok(TensorInfo { name: name.to_owned(), dtype, shape, bytes })
}

/// # Safety
/// As for [`tensors`].
unsafe fn kernels(data: *const KernelDesc, count: u32) -> Result<Vec<KernelInfo>> {
    // SAFETY: by the contract above.
    let descs = unsafe { slice(data, count) }
        .ok_or_else(|| Error::program(format!("the program has {count} kernels at null")))?;
    let info = |(idx, desc): (usize, &KernelDesc)| {
        // SAFETY: by the contract above.
        let (name, source) = unsafe { (text(desc.name), text(desc.source)) };
        match (name, source) {
            (Some(name), Some(source)) => {
                Ok(KernelInfo { name: name.to_owned(), source: source.to_owned() })
            }
            _ => Err(Error::program(format!("kernel {idx} of the program: not UTF-8 text"))),
        }
    };
    descs.iter().enumerate().map(info).collect()
}

/// The text at a pointer; `None` if it is null or not UTF-8.
///
/// # Safety
/// A pointer that is not null points to text ending in a zero byte.
unsafe fn text<'a>(data: *const c_char) -> Option<&'a str> {
    if data.is_null() {
        return None;
    }
    // SAFETY: by the contract above.
    unsafe { CStr::from_ptr(data) }.to_str().ok()
}

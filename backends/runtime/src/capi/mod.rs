//! The C interface, described for its users in `include/terrace.h`.
//!
//! Failures return a status and leave a sentence for [`terrace_last_error`]. No panic leaves these
//! functions: it becomes the status `TERRACE_ERR_INTERNAL`.

use std::ffi::{CStr, OsStr, c_char};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use crate::abi::{ABI_VERSION, TensorDesc, TerraceProgram};
use crate::tensor::RawTensor;
use crate::{Error, Model, Result};

mod options;
mod status;

use options::read_options;
pub use options::*;
use status::{LAST_ERROR, guarded};

/// The status of success.
pub const TERRACE_OK: i32 = 0;

/// `terrace_kernel` in C.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct RawKernel {
    /// Name of the kernel.
    pub name: *const c_char,
    /// ONNX node names, comma separated.
    pub source: *const c_char,
    /// Wall time in nanoseconds, all calls together.
    pub total_ns: u64,
    /// How often it ran.
    pub calls: u64,
}

/// Opens the model that is linked beside this function.
///
/// # Safety
/// `weights` is null or text; `options` is null or a structure of its `size`; `model` is null or
/// can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn terrace_model_open(
    weights: *const c_char,
    options: *const RawOptions,
    model: *mut *mut Model,
) -> i32 {
    guarded(|| {
        if model.is_null() {
            return Err(Error::argument("the address for the model is null"));
        }
        // SAFETY: by the contract above, and `linked_program` is null or the program of the object
        // in this library, which lives as long as this code.
        unsafe {
            *model = std::ptr::null_mut();
            let options = read_options(options)?;
            let weights = (!weights.is_null())
                .then(|| Path::new(OsStr::from_bytes(CStr::from_ptr(weights).to_bytes())));
            let opened = Model::from_program(linked_program(), weights, &options)?;
            *model = Box::into_raw(Box::new(opened));
        }
        Ok(())
    })
}

/// Ends the threads of a model and frees it. Null is ignored.
///
/// # Safety
/// `model` is null or came from [`terrace_model_open`], and nobody uses it any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn terrace_model_close(model: *mut Model) {
    guarded(|| {
        if !model.is_null() {
            // SAFETY: by the contract above.
            drop(unsafe { Box::from_raw(model) });
        }
        Ok(())
    });
}

/// Runs one inference.
///
/// # Safety
/// `model` is null or open. The arrays are null or hold as many tensors as said, and each tensor
/// keeps to [`Model::run_raw`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn terrace_run(
    model: *const Model,
    inputs: *const RawTensor,
    n_inputs: usize,
    outputs: *const RawTensor,
    n_outputs: usize,
) -> i32 {
    guarded(|| {
        // SAFETY: by the contract above.
        unsafe {
            let model = borrow(model)?;
            let inputs = tensors("inputs", inputs, n_inputs)?;
            let outputs = tensors("outputs", outputs, n_outputs)?;
            model.run_raw(inputs, outputs)
        }
    })
}

/// Number of inputs; 0 for a null model.
///
/// # Safety
/// `model` is null or open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn terrace_n_inputs(model: *const Model) -> usize {
    // SAFETY: by the contract above.
    unsafe { model.as_ref() }.map_or(0, |model| model.inputs().len())
}

/// Number of outputs; 0 for a null model.
///
/// # Safety
/// `model` is null or open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn terrace_n_outputs(model: *const Model) -> usize {
    // SAFETY: by the contract above.
    unsafe { model.as_ref() }.map_or(0, |model| model.outputs().len())
}

/// Number of kernels; 0 for a null model.
///
/// # Safety
/// `model` is null or open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn terrace_n_kernels(model: *const Model) -> usize {
    // SAFETY: by the contract above.
    unsafe { model.as_ref() }.map_or(0, |model| model.program().kernels.len())
}

/// Threads of the team, the caller included; 0 for a null model.
///
/// # Safety
/// `model` is null or open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn terrace_threads(model: *const Model) -> usize {
    // SAFETY: by the contract above.
    unsafe { model.as_ref() }.map_or(0, Model::threads)
}

/// Bytes of scratch memory; 0 for a null model.
///
/// # Safety
/// `model` is null or open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn terrace_arena_bytes(model: *const Model) -> u64 {
    // SAFETY: by the contract above.
    unsafe { model.as_ref() }.map_or(0, Model::arena_bytes)
}

/// Bytes of weights; 0 for a null model.
///
/// # Safety
/// `model` is null or open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn terrace_weights_bytes(model: *const Model) -> u64 {
    // SAFETY: by the contract above.
    unsafe { model.as_ref() }.map_or(0, Model::weights_bytes)
}

/// Descriptor of an input; null with an error if there is none of this number.
///
/// # Safety
/// `model` is null or open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn terrace_input_info(model: *const Model, idx: usize) -> *const TensorDesc {
    // SAFETY: by the contract above.
    described(|| unsafe { nth("input", borrow(model)?.program().raw_inputs(), idx) })
}

/// Descriptor of an output; null with an error if there is none of this number.
///
/// # Safety
/// `model` is null or open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn terrace_output_info(model: *const Model, idx: usize) -> *const TensorDesc {
    // SAFETY: by the contract above.
    described(|| unsafe { nth("output", borrow(model)?.program().raw_outputs(), idx) })
}

/// Name, source and time of a kernel.
///
/// # Safety
/// `model` is null or open; `kernel` is null or can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn terrace_kernel_info(
    model: *const Model,
    idx: usize,
    kernel: *mut RawKernel,
) -> i32 {
    guarded(|| {
        // SAFETY: by the contract above.
        let model = unsafe { borrow(model) }?;
        let desc = nth("kernel", model.program().raw_kernels(), idx)?;
        if kernel.is_null() {
            return Err(Error::argument("the address for the kernel is null"));
        }
        let (total_ns, calls) = model.kernel_time(idx);
        // SAFETY: not null, and by the contract above.
        unsafe { *kernel = RawKernel { name: desc.name, source: desc.source, total_ns, calls } };
        Ok(())
    })
}

/// Sets the times of all kernels to zero. Null is ignored.
///
/// # Safety
/// `model` is null or open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn terrace_reset_profile(model: *const Model) {
    // SAFETY: by the contract above.
    if let Some(model) = unsafe { model.as_ref() } {
        model.reset_profile();
    }
}

/// Version of the contract between program and runtime.
#[unsafe(no_mangle)]
pub extern "C" fn terrace_abi_version() -> u32 {
    ABI_VERSION
}

/// Why the last failed call on this thread failed; empty if none has. Valid until the next failure.
#[unsafe(no_mangle)]
pub extern "C" fn terrace_last_error() -> *const c_char {
    LAST_ERROR.with(|text| text.0.get().cast())
}

/// The same for functions that return a descriptor.
fn described(find: impl FnOnce() -> Result<&'static TensorDesc>) -> *const TensorDesc {
    let mut found = std::ptr::null();
    guarded(|| {
        found = find()?;
        Ok(())
    });
    found
}

fn nth<'a, T>(what: &str, items: &'a [T], idx: usize) -> Result<&'a T> {
    items.get(idx).ok_or_else(|| {
        Error::argument(format!("there is no {what} {idx}: the model has {}", items.len()))
    })
}

/// # Safety
/// `model` is null or open.
unsafe fn borrow<'a>(model: *const Model) -> Result<&'a Model> {
    // SAFETY: by the contract above.
    unsafe { model.as_ref() }.ok_or_else(|| Error::argument("the model is null"))
}

/// # Safety
/// `data` is null or holds `count` tensors.
unsafe fn tensors<'a>(what: &str, data: *const RawTensor, count: usize) -> Result<&'a [RawTensor]> {
    match (data.is_null(), count) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(Error::argument(format!("the array of {what} is null"))),
        // SAFETY: by the contract above.
        (false, count) => Ok(unsafe { std::slice::from_raw_parts(data, count) }),
    }
}

/// The program that the linker put beside this code, or null: the symbol is weak, so that programs
/// that use this crate without a compiled model link too.
fn linked_program() -> *const TerraceProgram {
    let program: *const TerraceProgram;
    #[cfg(target_arch = "x86_64")]
    // SAFETY: loads an address that the dynamic linker has written before any code ran.
    unsafe {
        std::arch::asm!(
            ".weak terrace_program",
            "mov {}, qword ptr [rip + terrace_program@GOTPCREL]",
            out(reg) program,
            options(pure, readonly, nostack, preserves_flags),
        );
    }
    #[cfg(target_arch = "aarch64")]
    // SAFETY: loads an address that the dynamic linker has written before any code ran.
    unsafe {
        std::arch::asm!(
            ".weak terrace_program",
            "adrp {0}, :got:terrace_program",
            "ldr {0}, [{0}, :got_lo12:terrace_program]",
            out(reg) program,
            options(pure, readonly, nostack, preserves_flags),
        );
    }
    program
}

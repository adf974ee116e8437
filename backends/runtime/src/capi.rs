//! The C interface, described for its users in `include/terrace.h`.
//!
//! Failures return a status and leave a sentence for [`terrace_last_error`]. No panic leaves these
//! functions: it becomes the status `TERRACE_ERR_INTERNAL`.

use std::cell::UnsafeCell;
use std::ffi::{CStr, OsStr, c_char};
use std::os::unix::ffi::OsStrExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

use crate::abi::{ABI_VERSION, TensorDesc, TerraceProgram};
use crate::tensor::RawTensor;
use crate::{Error, Kind, Model, Options, Pin, Result};

/// The status of success.
pub const TERRACE_OK: i32 = 0;

/// Bit of [`RawOptions::flags`]: see [`Options::map_weights`].
pub const TERRACE_MAP_WEIGHTS: u32 = 1;
/// Bit of [`RawOptions::flags`]: see [`Options::verify_mapped`].
pub const TERRACE_VERIFY_MAPPED: u32 = 2;
/// Bit of [`RawOptions::flags`]: see [`Pin::Never`].
pub const TERRACE_PIN_NEVER: u32 = 4;
/// Bit of [`RawOptions::flags`]: see [`Pin::Always`].
pub const TERRACE_PIN_ALWAYS: u32 = 8;
/// Bit of [`RawOptions::flags`]: the opposite of [`Options::huge_pages`].
pub const TERRACE_NO_HUGE_PAGES: u32 = 16;
/// Bit of [`RawOptions::flags`]: workers sleep as soon as an inference ends.
pub const TERRACE_NO_SPIN: u32 = 32;

/// `terrace_options` in C. All zero but `size` is the default.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct RawOptions {
    /// Size of the structure in bytes, as the caller knows it.
    pub size: u32,
    /// See [`Options::threads`].
    pub threads: u32,
    /// Bits `TERRACE_MAP_WEIGHTS` and so on.
    pub flags: u32,
    /// See [`Options::spin`], in microseconds; 0 means the default.
    pub spin_us: u32,
}

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

/// Bytes kept of a message, its final zero included.
const MESSAGE_BYTES: usize = 1024;

/// The last message of a thread. A plain array: without a destructor the library can be unloaded
/// while threads that saw an error live on.
struct Message(UnsafeCell<[u8; MESSAGE_BYTES]>);

thread_local! {
    static LAST_ERROR: Message = const { Message(UnsafeCell::new([0; MESSAGE_BYTES])) };
}

fn remember(error: &Error) {
    let text = error.message();
    let text = &text[..text.floor_char_boundary(MESSAGE_BYTES - 1)];
    LAST_ERROR.with(|message| {
        // SAFETY: the array belongs to this thread, and no reference to it lives elsewhere.
        let bytes = unsafe { &mut *message.0.get() };
        bytes.fill(0);
        for (to, &from) in bytes.iter_mut().zip(text.as_bytes()) {
            // A zero inside a path would cut the sentence.
            *to = if from == 0 { b'?' } else { from };
        }
    });
}

/// Turns a result, or a panic, into a status and a message.
fn guarded(action: impl FnOnce() -> Result<()>) -> i32 {
    let outcome = catch_unwind(AssertUnwindSafe(action));
    let result = outcome.unwrap_or_else(|_| {
        Err(Error::new(Kind::Internal, "the runtime failed: this is a bug of Terrace"))
    });
    match result {
        Ok(()) => TERRACE_OK,
        Err(error) => {
            remember(&error);
            error.kind() as i32
        }
    }
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

/// # Safety
/// `raw` is null or a structure of its `size`.
unsafe fn read_options(raw: *const RawOptions) -> Result<Options> {
    let mut options = Options::default();
    if raw.is_null() {
        return Ok(options);
    }
    // SAFETY: every version of the structure starts with its size.
    let size = unsafe { (*raw).size };
    if size as usize != size_of::<RawOptions>() {
        return Err(Error::argument(format!(
            "expected options of {} bytes, got {size}: initialise them with TERRACE_OPTIONS_INIT",
            size_of::<RawOptions>()
        )));
    }
    // SAFETY: the size is right.
    let raw = unsafe { *raw };
    let known = TERRACE_MAP_WEIGHTS
        | TERRACE_VERIFY_MAPPED
        | TERRACE_PIN_NEVER
        | TERRACE_PIN_ALWAYS
        | TERRACE_NO_HUGE_PAGES
        | TERRACE_NO_SPIN;
    if raw.flags & !known != 0 {
        return Err(Error::argument(format!("unknown option flags {:#x}", raw.flags & !known)));
    }
    let flag = |bit: u32| raw.flags & bit != 0;
    options.threads = raw.threads as usize;
    options.map_weights = flag(TERRACE_MAP_WEIGHTS);
    options.verify_mapped = flag(TERRACE_VERIFY_MAPPED);
    options.huge_pages = !flag(TERRACE_NO_HUGE_PAGES);
    options.pin = match (flag(TERRACE_PIN_NEVER), flag(TERRACE_PIN_ALWAYS)) {
        (false, false) => Pin::Auto,
        (true, false) => Pin::Never,
        (false, true) => Pin::Always,
        (true, true) => {
            return Err(Error::argument("TERRACE_PIN_NEVER contradicts TERRACE_PIN_ALWAYS"));
        }
    };
    if flag(TERRACE_NO_SPIN) {
        options.spin = Duration::ZERO;
    } else if raw.spin_us != 0 {
        options.spin = Duration::from_micros(raw.spin_us.into());
    }
    Ok(options)
}

impl RawOptions {
    /// What C would pass for these options.
    pub(crate) fn of(options: &Options) -> RawOptions {
        let bit = |on: bool, bit: u32| if on { bit } else { 0 };
        let flags = bit(options.map_weights, TERRACE_MAP_WEIGHTS)
            | bit(options.verify_mapped, TERRACE_VERIFY_MAPPED)
            | bit(!options.huge_pages, TERRACE_NO_HUGE_PAGES)
            | bit(options.pin == Pin::Never, TERRACE_PIN_NEVER)
            | bit(options.pin == Pin::Always, TERRACE_PIN_ALWAYS)
            | bit(options.spin.is_zero(), TERRACE_NO_SPIN);
        RawOptions {
            size: size_of::<RawOptions>() as u32,
            threads: u32::try_from(options.threads).unwrap_or(u32::MAX),
            flags,
            // Rounded up: 0 would mean the default.
            spin_us: u32::try_from(options.spin.as_nanos().div_ceil(1000)).unwrap_or(u32::MAX),
        }
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

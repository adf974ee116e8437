//! A model in a shared library on disk.

use std::ffi::{CStr, CString, c_char, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr::NonNull;

use crate::abi::{ABI_VERSION, TensorDesc};
use crate::capi::{RawKernel, RawOptions, TERRACE_OK};
use crate::dtype::DType;
use crate::tensor::{Input, Output, RawTensor};
use crate::{Error, KernelTime, Kind, Options, Result, TensorInfo};

/// A model of the library, which only the library knows.
enum OpaqueModel {}

/// The C interface of a library.
#[derive(Clone, Copy)]
struct Calls {
    open: unsafe extern "C" fn(*const c_char, *const RawOptions, *mut *mut OpaqueModel) -> i32,
    close: unsafe extern "C" fn(*mut OpaqueModel),
    run: unsafe extern "C" fn(
        *const OpaqueModel,
        *const RawTensor,
        usize,
        *const RawTensor,
        usize,
    ) -> i32,
    n_inputs: unsafe extern "C" fn(*const OpaqueModel) -> usize,
    n_outputs: unsafe extern "C" fn(*const OpaqueModel) -> usize,
    n_kernels: unsafe extern "C" fn(*const OpaqueModel) -> usize,
    threads: unsafe extern "C" fn(*const OpaqueModel) -> usize,
    arena_bytes: unsafe extern "C" fn(*const OpaqueModel) -> u64,
    weights_bytes: unsafe extern "C" fn(*const OpaqueModel) -> u64,
    input_info: unsafe extern "C" fn(*const OpaqueModel, usize) -> *const TensorDesc,
    output_info: unsafe extern "C" fn(*const OpaqueModel, usize) -> *const TensorDesc,
    kernel_info: unsafe extern "C" fn(*const OpaqueModel, usize, *mut RawKernel) -> i32,
    reset_profile: unsafe extern "C" fn(*const OpaqueModel),
    last_error: unsafe extern "C" fn() -> *const c_char,
}

/// A compiled model in a shared library, ready to run.
///
/// It runs with the runtime that the library brought along; this crate only calls its C interface.
pub struct SharedModel {
    // Declared before the library: the model is closed first.
    model: OpenModel,
    inputs: Vec<TensorInfo>,
    outputs: Vec<TensorInfo>,
    _library: Library,
}

impl SharedModel {
    /// Loads a library and opens its model. `weights` is the path of the weights file; by default
    /// `resnet.so` has `resnet.weights` beside it.
    ///
    /// Like starting a program, this runs the code in the file: the caller vouches for it.
    ///
    /// # Errors
    /// [`Kind::Program`] if the file is no compiled model or one of another ABI version, else as
    /// [`Model::from_program`](crate::Model::from_program).
    pub fn open(path: &Path, weights: Option<&Path>, options: &Options) -> Result<SharedModel> {
        let library = Library::open(path)?;
        let calls = library.calls()?;
        let weights = weights
            .map(|path| CString::new(path.as_os_str().as_bytes()))
            .transpose()
            .map_err(|_| Error::argument("the path of the weights has a zero byte"))?;
        let model = OpenModel::new(calls, weights.as_deref(), options)?;
        let inputs = model.describe(calls.n_inputs, calls.input_info)?;
        let outputs = model.describe(calls.n_outputs, calls.output_info)?;
        Ok(SharedModel { model, inputs, outputs, _library: library })
    }

    /// What the inputs must be.
    pub fn inputs(&self) -> &[TensorInfo] {
        &self.inputs
    }

    /// What the outputs will be.
    pub fn outputs(&self) -> &[TensorInfo] {
        &self.outputs
    }

    /// Size of the team, the caller included.
    pub fn threads(&self) -> usize {
        // SAFETY: the model is open.
        unsafe { (self.model.calls.threads)(self.model.raw.as_ptr()) }
    }

    /// Scratch memory of the model, in bytes.
    pub fn arena_bytes(&self) -> u64 {
        // SAFETY: the model is open.
        unsafe { (self.model.calls.arena_bytes)(self.model.raw.as_ptr()) }
    }

    /// Weights of the model, in bytes.
    pub fn weights_bytes(&self) -> u64 {
        // SAFETY: the model is open.
        unsafe { (self.model.calls.weights_bytes)(self.model.raw.as_ptr()) }
    }

    /// Runs one inference.
    ///
    /// # Errors
    /// As [`Model::run`](crate::Model::run).
    pub fn run(&self, inputs: &[Input<'_>], outputs: &mut [Output<'_>]) -> Result<()> {
        let inputs = Input::raw_slice(inputs);
        let outputs = Output::raw_slice(outputs);
        let OpenModel { calls, raw } = &self.model;
        // SAFETY: the model is open, and the tensors carry the borrows of their data and shapes.
        let status = unsafe {
            let (ins, outs) = (inputs.as_ptr(), outputs.as_ptr());
            (calls.run)(raw.as_ptr(), ins, inputs.len(), outs, outputs.len())
        };
        calls.check(status)
    }

    /// Time per kernel so far. All zero if the code was compiled without profiling.
    ///
    /// # Errors
    /// None in a sound library.
    pub fn profile(&self) -> Result<Vec<KernelTime>> {
        let OpenModel { calls, raw } = &self.model;
        // SAFETY: the model is open.
        let count = unsafe { (calls.n_kernels)(raw.as_ptr()) };
        let null = std::ptr::null();
        let read = |idx| {
            let mut kernel = RawKernel { name: null, source: null, total_ns: 0, calls: 0 };
            // SAFETY: the model is open and the kernel can be written.
            calls.check(unsafe { (calls.kernel_info)(raw.as_ptr(), idx, &mut kernel) })?;
            let RawKernel { name, source, total_ns, calls } = kernel;
            // SAFETY: the library keeps the names while it is loaded.
            let (name, source) = unsafe { (text(name), text(source)) };
            Ok(KernelTime { name, source, total_ns, calls })
        };
        (0..count).map(read).collect()
    }

    /// Sets the times of all kernels to zero.
    pub fn reset_profile(&self) {
        // SAFETY: the model is open.
        unsafe { (self.model.calls.reset_profile)(self.model.raw.as_ptr()) }
    }
}

impl std::fmt::Debug for SharedModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = f.debug_struct("SharedModel");
        debug.field("inputs", &self.inputs).field("outputs", &self.outputs).finish_non_exhaustive()
    }
}

/// An open model; closed on drop.
struct OpenModel {
    calls: Calls,
    raw: NonNull<OpaqueModel>,
}

// SAFETY: the C interface may be called from any thread, and serialises inferences.
unsafe impl Send for OpenModel {}
// SAFETY: as above.
unsafe impl Sync for OpenModel {}

impl OpenModel {
    fn new(calls: Calls, weights: Option<&CStr>, options: &Options) -> Result<OpenModel> {
        let weights = weights.map_or(std::ptr::null(), CStr::as_ptr);
        let mut raw = std::ptr::null_mut();
        // SAFETY: path and options are live, and the model can be written.
        calls.check(unsafe { (calls.open)(weights, &RawOptions::of(options), &mut raw) })?;
        let raw = NonNull::new(raw)
            .ok_or_else(|| Error::new(Kind::Internal, "the library opened no model"))?;
        Ok(OpenModel { calls, raw })
    }

    /// Reads the descriptors of one side.
    fn describe(
        &self,
        count: unsafe extern "C" fn(*const OpaqueModel) -> usize,
        info: unsafe extern "C" fn(*const OpaqueModel, usize) -> *const TensorDesc,
    ) -> Result<Vec<TensorInfo>> {
        let raw = self.raw.as_ptr();
        let read = |idx| {
            // SAFETY: the model is open; a descriptor is null or lives as long as the library,
            // which checked its shape when it opened the model.
            unsafe {
                let desc = info(raw, idx)
                    .as_ref()
                    .ok_or_else(|| Error::program(format!("tensor {idx} has no descriptor")))?;
                let dtype = DType::from_number(desc.dtype).ok_or_else(|| {
                    Error::program(format!("unknown element type {}", desc.dtype))
                })?;
                let shape = match desc.rank as usize {
                    0 => Vec::new(),
                    rank => std::slice::from_raw_parts(desc.shape, rank).to_vec(),
                };
                Ok(TensorInfo { name: text(desc.name), dtype, shape, bytes: desc.bytes })
            }
        };
        // SAFETY: the model is open.
        (0..unsafe { count(raw) }).map(read).collect()
    }
}

impl Drop for OpenModel {
    fn drop(&mut self) {
        // SAFETY: the model is open and owned by this value.
        unsafe { (self.calls.close)(self.raw.as_ptr()) }
    }
}

impl Calls {
    /// Turns a status of the library into a result.
    fn check(&self, status: i32) -> Result<()> {
        if status == TERRACE_OK {
            return Ok(());
        }
        // SAFETY: the text lives until the next failure on this thread.
        Err(Error::new(Kind::from_status(status), unsafe { text((self.last_error)()) }))
    }
}

/// A copy of a text; empty for null.
///
/// # Safety
/// `data` is null or points to text ending in a zero byte.
unsafe fn text(data: *const c_char) -> String {
    if data.is_null() {
        return String::new();
    }
    // SAFETY: by the contract above.
    unsafe { CStr::from_ptr(data) }.to_string_lossy().into_owned()
}

/// A loaded library; unloaded on drop.
struct Library {
    handle: NonNull<c_void>,
}

// SAFETY: the handle may be used from any thread.
unsafe impl Send for Library {}
// SAFETY: as above.
unsafe impl Sync for Library {}

impl Library {
    fn open(path: &Path) -> Result<Library> {
        let bad = |why: &dyn std::fmt::Display| {
            Error::program(format!("library `{}`: {why}", path.display()))
        };
        // A name without a slash would be looked up in the system's folders, and a relative path
        // would lose its weights when the process changes its folder.
        let path = path.canonicalize().map_err(|error| bad(&error))?;
        let name = CString::new(path.as_os_str().as_bytes()).map_err(|error| bad(&error))?;
        // SAFETY: runs the initialisers of a file that the caller vouches for.
        let handle = unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL) };
        NonNull::new(handle).map(|handle| Library { handle }).ok_or_else(|| {
            // SAFETY: `dlerror` describes the failure just seen on this thread, or is null.
            Error::program(unsafe { text(libc::dlerror()) })
        })
    }

    /// The C interface of a library that has the ABI version of this crate.
    fn calls(&self) -> Result<Calls> {
        // SAFETY: these are the types of the functions with these names, which share one version;
        // it is asked for before any other is called.
        unsafe {
            let version: unsafe extern "C" fn() -> u32 = self.symbol(c"terrace_abi_version")?;
            let version = version();
            if version != ABI_VERSION {
                return Err(Error::program(format!(
                    "expected a library of ABI version {ABI_VERSION}, got version {version}: \
                     compile the model again"
                )));
            }
            Ok(Calls {
                open: self.symbol(c"terrace_model_open")?,
                close: self.symbol(c"terrace_model_close")?,
                run: self.symbol(c"terrace_run")?,
                n_inputs: self.symbol(c"terrace_n_inputs")?,
                n_outputs: self.symbol(c"terrace_n_outputs")?,
                n_kernels: self.symbol(c"terrace_n_kernels")?,
                threads: self.symbol(c"terrace_threads")?,
                arena_bytes: self.symbol(c"terrace_arena_bytes")?,
                weights_bytes: self.symbol(c"terrace_weights_bytes")?,
                input_info: self.symbol(c"terrace_input_info")?,
                output_info: self.symbol(c"terrace_output_info")?,
                kernel_info: self.symbol(c"terrace_kernel_info")?,
                reset_profile: self.symbol(c"terrace_reset_profile")?,
                last_error: self.symbol(c"terrace_last_error")?,
            })
        }
    }

    /// A function of the library.
    ///
    /// # Safety
    /// `F` is the type of the function with this name, a function pointer.
    unsafe fn symbol<F: Copy>(&self, name: &CStr) -> Result<F> {
        const { assert!(size_of::<F>() == size_of::<*mut c_void>()) };
        // SAFETY: the handle is open and the name is text.
        let address = unsafe { libc::dlsym(self.handle.as_ptr(), name.as_ptr()) };
        if address.is_null() {
            return Err(Error::program(format!(
                "the library is no compiled model: it lacks `{}`",
                name.to_string_lossy()
            )));
        }
        // SAFETY: not null, of the same size, and of this type by the contract above.
        Ok(unsafe { std::mem::transmute_copy(&address) })
    }
}

impl Drop for Library {
    fn drop(&mut self) {
        // SAFETY: the handle is open; models are closed and their threads gone.
        unsafe { libc::dlclose(self.handle.as_ptr()) };
    }
}

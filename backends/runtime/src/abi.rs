//! The contract between a compiled object and the runtime. The LLVM backend mirrors this file.
//!
//! The object **defines** the symbol `terrace_program` ([`TerraceProgram`], constant data) and
//! **calls** the functions of [`hooks`](crate::hooks):
//!
//! ```c
//! void terrace_barrier(int64_t tid);
//! void terrace_kernel_begin(int64_t kernel, int64_t tid);   // only when compiled with profiling
//! void terrace_kernel_end(int64_t kernel, int64_t tid);     // only when compiled with profiling
//! ```
//!
//! What the code may rely on while the entry function runs:
//! - **Alignment.** `arena` and `weights` are aligned to [`ALIGN`] bytes or more, so offsets
//!   planned as multiples of [`ALIGN`] stay aligned. Inputs and outputs are aligned to their
//!   element only: access them with element alignment.
//! - **Aliasing.** No output overlaps an input or another output, and none overlaps the arena or
//!   the weights. Inputs may overlap each other.
//! - **Contents.** The arena is zero before the first inference and keeps what the last inference
//!   left. Weights are read-only, and may be mapped so: a store faults.
//! - **Null.** A tensor of zero bytes may have any pointer, also null. With `arena_bytes` or
//!   `weights_bytes` zero the pointer is aligned, not null, and not to be read.
//! - **Threads.** Each `tid` in `0..n_threads` runs the entry once per inference, `tid` 0 on the
//!   caller's thread, on stacks of at least 8 MiB (the caller's own for `tid` 0). All of them must
//!   call the barrier the same number of times.
//! - **Ending.** The runtime waits for all threads after the entry returns: a barrier at the very
//!   end is not needed.
//! - **Floating point.** Every thread has the default environment: round to nearest even, denormals
//!   kept, exceptions masked.

use std::ffi::c_char;

/// Version of this contract. A change of anything in this file raises it.
pub const ABI_VERSION: u32 = 1;

/// Alignment, in bytes, of the arena, the weights and each tensor within the weights.
pub const ALIGN: usize = 64;

/// The compiled model: `entry(io, arena, weights, tid, n_threads)`.
///
/// `io` points to `n_inputs` input addresses followed by `n_outputs` output addresses.
pub type Entry = unsafe extern "C" fn(
    io: *const *mut u8,
    arena: *mut u8,
    weights: *const u8,
    tid: i64,
    n_threads: i64,
);

/// A whole compiled model. The object exports one as the symbol `terrace_program`.
///
/// # Units
/// `arena_bytes` and `weights_bytes` are bytes.
#[repr(C)]
#[derive(Debug)]
pub struct TerraceProgram {
    /// [`ABI_VERSION`] of the compiler that made it.
    pub abi_version: u32,
    /// Length of `inputs`.
    pub n_inputs: u32,
    /// Length of `outputs`.
    pub n_outputs: u32,
    /// Length of `kernels`; may be zero.
    pub n_kernels: u32,
    /// `n_inputs` descriptors; may be null if there are none.
    pub inputs: *const TensorDesc,
    /// `n_outputs` descriptors; may be null if there are none.
    pub outputs: *const TensorDesc,
    /// `n_kernels` descriptors; may be null if there are none.
    pub kernels: *const KernelDesc,
    /// Size of the scratch memory that holds every intermediate.
    pub arena_bytes: u64,
    /// Size of the data in the weights file; zero means that there is no file.
    pub weights_bytes: u64,
    /// Hash of the data in the weights file, as `WeightsWriter::finish` returned it.
    pub weights_hash: u64,
    /// The code; null is an error.
    pub entry: Option<Entry>,
}

/// Name, element type and shape of an input or output.
///
/// # Units
/// `bytes` is the product of `shape` times the element size, dense and row-major.
#[repr(C)]
#[derive(Debug)]
pub struct TensorDesc {
    /// UTF-8 text ending in a zero byte.
    pub name: *const c_char,
    /// The ONNX `TensorProto.DataType` number, see [`DType`](crate::DType).
    pub dtype: u32,
    /// Length of `shape`.
    pub rank: u32,
    /// `rank` dimensions, outermost first, none negative; may be null for rank 0.
    pub shape: *const i64,
    /// Size of the data.
    pub bytes: u64,
}

/// Name and origin of one kernel, for the profile.
#[repr(C)]
#[derive(Debug)]
pub struct KernelDesc {
    /// UTF-8 text ending in a zero byte.
    pub name: *const c_char,
    /// The ONNX node names it computes, comma separated; UTF-8 text ending in a zero byte.
    pub source: *const c_char,
}

// SAFETY: a program is constant data; nothing writes through its pointers.
unsafe impl Sync for TerraceProgram {}
// SAFETY: as above.
unsafe impl Sync for TensorDesc {}
// SAFETY: as above.
unsafe impl Sync for KernelDesc {}

/// Layout that the LLVM backend and `include/terrace.h` repeat.
const _: () = {
    use std::mem::{offset_of, size_of};
    assert!(size_of::<TerraceProgram>() == 72);
    assert!(offset_of!(TerraceProgram, inputs) == 16);
    assert!(offset_of!(TerraceProgram, kernels) == 32);
    assert!(offset_of!(TerraceProgram, arena_bytes) == 40);
    assert!(offset_of!(TerraceProgram, weights_hash) == 56);
    assert!(offset_of!(TerraceProgram, entry) == 64);
    assert!(size_of::<TensorDesc>() == 32);
    assert!(offset_of!(TensorDesc, dtype) == 8);
    assert!(offset_of!(TensorDesc, shape) == 16);
    assert!(offset_of!(TensorDesc, bytes) == 24);
    assert!(size_of::<KernelDesc>() == 16);
};

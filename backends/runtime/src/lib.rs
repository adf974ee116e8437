//! What a compiled model links: a team of threads, a barrier, an arena, weights, a C interface.
//!
//! **Execution model.** Every thread of the team calls the same compiled entry function. Parallel
//! loops inside are split statically by `(tid, n_threads)`; between kernels that depend on each
//! other the code calls [`terrace_barrier`](hooks::terrace_barrier). There is no task queue, no
//! fork-join and no allocation inside an inference.
//!
//! Three users, one crate:
//! - a **compiled model** links the static library and reaches it through [`hooks`]; its user calls
//!   [`capi`], described by `include/terrace.h`;
//! - a **Rust program** runs a model with [`Model`] (program in this process) or [`SharedModel`]
//!   (a `.so` on disk);
//! - the **compiler** mirrors [`abi`], writes the weights with [`weights::WeightsWriter`] and links
//!   with [`link`].
//!
//! It depends on nothing of the compiler, and runs on Linux, x86-64 and AArch64.

#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
compile_error!(
    "the runtime needs Linux on x86-64 or AArch64: futexes, thread affinity, huge pages"
);

pub mod abi;
mod affinity;
pub mod capi;
mod crew;
mod dtype;
mod error;
mod float_env;
mod futex;
pub mod hash;
pub mod hooks;
pub mod link;
mod memory;
mod model;
mod options;
mod profile;
mod program;
mod shared;
mod team;
mod tensor;
pub mod weights;

pub use dtype::{DType, Element};
pub use error::{Error, Kind, Result};
pub use memory::Buffer;
pub use model::Model;
pub use options::{Options, Pin};
pub use profile::KernelTime;
pub use program::TensorInfo;
pub use shared::SharedModel;
pub use tensor::{Input, Output};

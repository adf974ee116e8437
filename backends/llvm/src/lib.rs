//! The CPU backend: upstream dialects to LLVM IR, objects and shared libraries.
//!
//! It takes a `builtin.module` of func, arith, math, cf, scf, memref and 1-D vector operations that
//! made every decision already, and only translates: vectors stay as wide as they are, loops stay
//! as they are, nothing is inlined, no multiplication and addition are joined that were not before.
//! LLVM removes redundancy and allocates registers.
//!
//! - **Buffers** are bare pointers to their first element; strides are static.
//! - **A program** is a module whose entry function names its inputs and outputs; it becomes a
//!   library that `terrace_runtime` runs, see `terrace_runtime::abi`. Constants above 64 KB go to
//!   the weights file.
//! - **Compile time**: functions are spread over several LLVM modules that are compiled side by
//!   side.

mod alias;
mod build;
mod codes;
mod compile;
mod emit;
mod entry;
mod options;
mod plan;
mod target;
mod types;
mod weights;

pub use codes::*;
pub use compile::compile;
pub use options::{Artifacts, Emit, Options, Times};
pub use target::vector_bits;
pub use terrace_runtime::link::HEADER;

//! The tool that has upstream MLIR: the commands of `terrace-opt` with one more pass,
//! `mlir-pipeline`.
//!
//! It is a program of its own so that `terrace` starts without loading MLIR and can be built and
//! used where there is none. A crate with a dialect of its own adds [`PASSES`] to its language and
//! has the pass in its own tool.

mod mlir_pipeline;

use terrace_opt::{Language, Tool};
use terrace_passes::manager::PassInfo;

/// The passes that need upstream MLIR.
pub const PASSES: &[PassInfo] = &[mlir_pipeline::PASS];

/// `terrace` as far as it works on IR alone, with [`PASSES`].
pub fn tool() -> Tool {
    let language = Language::default().passes(PASSES);
    Tool::new("terrace", env!("CARGO_PKG_VERSION"), language)
}

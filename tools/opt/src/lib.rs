//! The commands that need no code generator, as a library: `terrace` is made from it, and so is the
//! tool of any crate with a dialect of its own.
//!
//! A [`Tool`] is a name, a [`Language`] and a table of [`Command`]s, each one function of its
//! arguments and streams. Nothing here touches the process's own streams but [`Tool::main`], so
//! tests run commands side by side.
//!
//! The smallest complete tool:
//!
//! ```no_run
#![doc = include_str!("../examples/smallest.rs")]
//! ```
//!
//! Exit codes: [`SUCCESS`], [`USER_ERROR`] when the input or the arguments are wrong,
//! [`OUR_ERROR`] when the tool is; then a file to reproduce it was written.

mod beside;
mod bisect;
mod codes;
pub mod docs;
mod explain;
pub mod explore;
mod interpret;
mod lit;
mod lsp;
mod opt;
pub mod output;
pub mod prelude;
mod query;
pub mod report;
pub mod scratch;
mod tool;

pub use beside::MLIR_PIPELINE;
pub use codes::{FILE001, spelled};
pub use terrace_passes::Language;
pub use tool::{Command, Streams, Tool, keep_reproducer, read_input, say};

/// Everything went well.
pub const SUCCESS: u8 = 0;
/// The input or the arguments are wrong.
pub const USER_ERROR: u8 = 1;
/// We are wrong: a pass panicked, did not end, or broke a rule.
pub const OUR_ERROR: u8 = 2;

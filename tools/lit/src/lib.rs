//! Tests as text files: FileCheck, RUN lines, and the report over a folder of them.
//!
//! - [`run`] finds test files, executes their RUN lines in this process and sums up.
//! - [`filecheck`] compares an output with the `CHECK` directives of a file.
//! - [`update`] rewrites the check lines under `// AUTOGEN` from the present output.
//!
//! The crate knows nothing of the compiler it tests: the embedder passes its tools by name.

pub mod filecheck;
pub mod run;
pub mod update;

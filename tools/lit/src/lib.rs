//! Tests as text files: FileCheck, RUN lines, and the report over a folder of them.
//!
//! - [`filecheck`] compares an output with the `CHECK` directives of a file.
//!
//! The crate knows nothing of the compiler it tests.

pub mod filecheck;

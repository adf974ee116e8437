//! What a crate with a dialect of its own nearly always needs.

pub use std::process::ExitCode;

pub use terrace_ir::def::{AttrC, Dialect, TypeC, TypeRule};
pub use terrace_ir::interface::{Canonicalize, Fold, Folded, InferArgs, InferTypes, Verify};
pub use terrace_ir::{Diags, FloatTy, OpDef, OpState};
pub use terrace_macros::op;
pub use terrace_passes::prelude::*;

pub use crate::{Language, Tool};

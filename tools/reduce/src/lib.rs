//! Which pass broke it: [`bisect`] finds the guilty pass and the guilty application of a pattern,
//! [`reduce`] makes the module and the pipeline small.
//!
//! - A [`Lab`] runs pipelines on modules, in this process under a time limit or in a child process,
//!   and says how they fail: a [`Finding`].
//! - A [`Criterion`] says which failure is looked for.
//! - Dialects bring reductions of their own as [`terrace_ir::interface::Reduce`].
//! - [`lit_case`] writes what was found as a lit case; [`reproducer`] reads crash reproducers.

mod bisect;
mod child;
mod codes;
mod criterion;
mod guard;
mod hunt;
mod lab;
mod lit;
mod reduce;
pub mod reproducer;

pub use bisect::{Guilty, GuiltyAction, bisect};
pub use child::Child;
pub use codes::{CODES, RED001};
pub use criterion::{Criterion, Finding, Kind, Numbers};
pub use hunt::{Blame, Hunt, hunt};
pub use lab::{Lab, LabOptions, Verdict};
pub use lit::{LitCase, lit_case};
pub use reduce::{Progress, Reduced, Silent, Size, reduce};

//! Schedules: the primitives that change a loop nest, each with its legality check, and the
//! interpreter of `sched` scripts.

mod apply_defaults;
mod apply_script;
mod cache;
mod compute_at;
pub mod emit;
mod kinds;
mod nest;
mod reduction;
mod region;
mod split;
pub mod templates;

pub use nest::{Schedule, Step};
pub use region::{Access, Region, Span};

use crate::manager::PassInfo;

pub(crate) const PASSES: &[PassInfo] = &[apply_defaults::PASS, apply_script::PASS];

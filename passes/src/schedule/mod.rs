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
mod rfactor;
mod split;
pub mod templates;

pub use nest::{Schedule, Step};
pub use region::{Access, Region, Span};

use crate::manager::PassInfo;

pub(crate) const PASSES: &[PassInfo] = &[apply_defaults::PASS, apply_script::PASS];

/// Every code of the schedule primitives.
pub(crate) const CODES: &[&terrace_ir::Code] = &[
    &nest::SCHED001,
    &nest::SCHED002,
    &nest::SCHED003,
    &split::SCHED010,
    &split::SCHED011,
    &split::SCHED012,
    &split::SCHED013,
    &split::SCHED014,
    &split::SCHED015,
    &split::SCHED016,
    &kinds::SCHED020,
    &kinds::SCHED021,
    &kinds::SCHED022,
    &kinds::SCHED023,
    &kinds::SCHED024,
    &kinds::SCHED025,
    &compute_at::SCHED030,
    &compute_at::SCHED031,
    &compute_at::SCHED032,
    &compute_at::SCHED033,
    &cache::SCHED040,
    &cache::SCHED041,
    &reduction::SCHED050,
    &rfactor::SCHED060,
    &apply_script::SCHED110,
    &apply_script::SCHED111,
    &apply_script::SCHED112,
];

//! Passes over `loop`, and over loops of any dialect.

mod compact_buffers;
mod hoist_allocs;
mod invariant_code_motion;

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] =
    &[compact_buffers::PASS, hoist_allocs::PASS, invariant_code_motion::PASS];

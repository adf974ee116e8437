//! Passes over `loop`.

mod compact_buffers;
mod hoist_allocs;

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] = &[compact_buffers::PASS, hoist_allocs::PASS];

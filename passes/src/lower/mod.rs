//! Passes that go from one level to the next.

mod graph_to_te;
mod host_to_memref;
pub mod loop_to_vector;
mod te_to_loop;

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] =
    &[graph_to_te::PASS, te_to_loop::PASS, loop_to_vector::PASS, host_to_memref::PASS];

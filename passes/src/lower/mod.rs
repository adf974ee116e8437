//! Passes that go from one level to the next.

pub mod loop_to_vector;
mod te_to_loop;

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] = &[te_to_loop::PASS, loop_to_vector::PASS];

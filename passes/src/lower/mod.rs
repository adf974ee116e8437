//! Passes that go from one level to the next.

mod affine;
mod graph_to_te;
mod host_to_memref;
pub mod loop_to_vector;
mod scf_to_cf;
mod te_to_loop;

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] = &[
    affine::PASS,
    graph_to_te::PASS,
    te_to_loop::PASS,
    loop_to_vector::PASS,
    host_to_memref::PASS,
    scf_to_cf::PASS,
];

/// Every code of the lowerings.
pub(crate) const CODES: &[&terrace_ir::Code] = &[
    &graph_to_te::LOWER001,
    &te_to_loop::LOWER010,
    &te_to_loop::LOWER012,
    &loop_to_vector::LOWER020,
    &loop_to_vector::LOWER021,
    &loop_to_vector::LOWER022,
    &host_to_memref::LOWER030,
    &host_to_memref::LOWER031,
    &host_to_memref::LOWER032,
];

//! Passes that know no dialect by name: they ask operations for traits and interfaces.

mod canonicalize;
mod control_flow_sink;
mod cse;
mod dce;
mod inline;
mod int_range_optimizations;
mod mem2reg;
mod reconcile_unrealized_casts;
mod remove_dead_values;
mod sccp;
mod sroa;
mod strip_debuginfo;
mod symbol_dce;
mod symbol_privatize;
mod topological_sort;

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] = &[
    canonicalize::PASS,
    control_flow_sink::PASS,
    cse::PASS,
    dce::PASS,
    inline::PASS,
    int_range_optimizations::PASS,
    mem2reg::PASS,
    reconcile_unrealized_casts::PASS,
    remove_dead_values::PASS,
    sccp::PASS,
    sroa::PASS,
    strip_debuginfo::PASS,
    symbol_dce::PASS,
    symbol_privatize::PASS,
    topological_sort::PASS,
];

/// What these passes report.
pub(crate) const CODES: &[&terrace_ir::Code] = &[&canonicalize::PASS010];

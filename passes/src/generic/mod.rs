//! Passes that know no dialect by name: they ask operations for traits and interfaces.

mod canonicalize;
mod control_flow_sink;
mod cse;
mod dce;
mod inline;
mod int_range_optimizations;
mod mem2reg;
mod print_ir;
mod print_op_stats;
mod reconcile_unrealized_casts;
mod remove_dead_values;
mod sccp;
mod snapshot_op_locations;
mod sroa;
mod strip_debuginfo;
mod symbol_dce;
mod symbol_privatize;
mod topological_sort;
mod view_op_graph;

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] = &[
    canonicalize::PASS,
    control_flow_sink::PASS,
    cse::PASS,
    dce::PASS,
    inline::PASS,
    int_range_optimizations::PASS,
    mem2reg::PASS,
    print_ir::PASS,
    print_op_stats::PASS,
    reconcile_unrealized_casts::PASS,
    remove_dead_values::PASS,
    sccp::PASS,
    snapshot_op_locations::PASS,
    sroa::PASS,
    strip_debuginfo::PASS,
    symbol_dce::PASS,
    symbol_privatize::PASS,
    topological_sort::PASS,
    view_op_graph::PASS,
];

/// What these passes report.
pub(crate) const CODES: &[&terrace_ir::Code] = &[&canonicalize::PASS010];

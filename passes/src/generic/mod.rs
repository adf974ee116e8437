//! Passes that know no dialect by name: they ask operations for traits and interfaces.

mod canonicalize;
mod cse;
mod dce;
mod inline;
mod reconcile_unrealized_casts;
mod sccp;
mod strip_debuginfo;
mod symbol_dce;

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] = &[
    canonicalize::PASS,
    cse::PASS,
    dce::PASS,
    inline::PASS,
    reconcile_unrealized_casts::PASS,
    sccp::PASS,
    strip_debuginfo::PASS,
    symbol_dce::PASS,
];

/// What these passes report.
pub(crate) const CODES: &[&terrace_ir::Code] = &[&canonicalize::PASS010];

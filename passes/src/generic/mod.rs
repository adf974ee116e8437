//! Passes that know no dialect by name: they ask operations for traits and interfaces.

mod canonicalize;

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] = &[canonicalize::PASS];

//! Passes that apply `sched` scripts.

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] = &[];

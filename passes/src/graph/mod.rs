//! Passes over `graph`.

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] = &[];

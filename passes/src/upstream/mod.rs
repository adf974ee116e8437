//! Passes over upstream's dialects.

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] = &[];

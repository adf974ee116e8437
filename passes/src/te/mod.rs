//! Passes over `te`.

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] = &[];

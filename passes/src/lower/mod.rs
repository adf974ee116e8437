//! Passes that go from one level to the next.

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] = &[];

//! Passes over `graph`.

mod fuse_groups;
mod outline_groups;

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] = &[fuse_groups::PASS, outline_groups::PASS];

//! Passes over upstream's dialects.

mod arith_fuse_multiply_add;

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] = &[arith_fuse_multiply_add::PASS];

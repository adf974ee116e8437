//! Passes over upstream's dialects.

mod arith_fuse_multiply_add;
mod math_expand_approximations;

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] =
    &[arith_fuse_multiply_add::PASS, math_expand_approximations::PASS];

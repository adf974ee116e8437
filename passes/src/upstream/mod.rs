//! Passes over upstream's dialects.

mod arith_fuse_multiply_add;
mod arith_unsigned_when_equivalent;
mod math_expand_approximations;

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] = &[
    arith_fuse_multiply_add::PASS,
    arith_unsigned_when_equivalent::PASS,
    math_expand_approximations::PASS,
];

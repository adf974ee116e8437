//! Passes over upstream's dialects.

mod arith_fuse_multiply_add;
mod arith_unsigned_when_equivalent;
mod math_expand_approximations;
mod scf_for_loop_range_folding;

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] = &[
    arith_fuse_multiply_add::PASS,
    arith_unsigned_when_equivalent::PASS,
    math_expand_approximations::PASS,
    scf_for_loop_range_folding::PASS,
];

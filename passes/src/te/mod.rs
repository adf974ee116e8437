//! Passes over `te`.

mod inline_elementwise;
mod stage_padding;

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] = &[inline_elementwise::PASS, stage_padding::PASS];

//! Passes over `graph`.

mod assign_layouts;
mod constants;
mod fold_batch_norm;
mod fold_constants;
mod fuse_groups;
mod infer_shapes;
mod outline_groups;

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] = &[
    fold_constants::PASS,
    fold_batch_norm::PASS,
    infer_shapes::PASS,
    assign_layouts::PASS,
    fuse_groups::PASS,
    outline_groups::PASS,
];

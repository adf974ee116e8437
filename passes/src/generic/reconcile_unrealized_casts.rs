//! Cancels `builtin.unrealized_conversion_cast`s that undo each other.
//!
//! Leaves a cast that nothing undoes: the lowering that made it is not finished.
//! Not in a pipeline because conversions reconcile their own casts; it serves IR from elsewhere.

use terrace_ir::conversion::reconcile_casts;

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "reconcile-unrealized-casts",
    summary: "cancel casts between levels that undo each other",
    run: |body, cx| {
        cx.each_body(body, &|body, cx| {
            let n_left = reconcile_casts(cx.cx, body) as u64;
            cx.count("casts left", n_left);
            Ok(())
        })
    },
    ..PassInfo::EMPTY
};

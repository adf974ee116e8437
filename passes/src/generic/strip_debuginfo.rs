//! Forgets where operations and block arguments come from.
//!
//! Keeps the names of values: they are not locations.
//! Not in a pipeline because diagnostics and profiles want locations.

use terrace_ir::Loc;

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "strip-debuginfo",
    summary: "forget all source locations",
    run: |body, cx| cx.each_body(body, &run),
    ..PassInfo::EMPTY
};

fn run(body: &mut Body, _: &mut PassCx<'_>) -> Result<(), Reported> {
    for op in body.ops_below(ROOT) {
        body.set_loc(op, Loc::UNKNOWN);
        let blocks = body.regions(op).iter().flat_map(|&r| body.blocks(r));
        for block in blocks.copied().collect::<Vec<_>>() {
            for i in 0..body.args(block).len() {
                body.set_arg_loc(block, i, Loc::UNKNOWN);
            }
        }
    }
    Ok(())
}

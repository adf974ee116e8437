//! Runs a pipeline of upstream MLIR's passes on a module, in memory.
//!
//! What upstream left as it was stays what it was, locations and names included.

use terrace_ir::hash::equal;
use terrace_ir::{Body, Reported};
use terrace_mlir::{Bridge, Unknown};
use terrace_opt::MLIR_PIPELINE;
use terrace_passes::manager::{Opt, PassCx, PassInfo};

const PIPELINE: Opt<String> =
    Opt::str("pipeline", "", "passes of upstream MLIR, in upstream's syntax, on a module");
const KEEP_UNKNOWN: Opt<bool> =
    Opt::flag("keep-unknown", false, "keep what Terrace does not have in the generic form");

pub(crate) const PASS: PassInfo = PassInfo {
    name: MLIR_PIPELINE,
    on: "builtin.module",
    summary: "run passes of upstream MLIR",
    options: &[PIPELINE.def, KEEP_UNKNOWN.def],
    run,
    ..PassInfo::EMPTY
};

fn run(body: &mut Body, pass: &mut PassCx<'_>) -> Result<(), Reported> {
    let (cx, diags) = (pass.cx, &mut terrace_ir::Diags::new());
    let pipeline = pass.option(&PIPELINE);
    let unknown = if pass.option(&KEEP_UNKNOWN) { Unknown::Keep } else { Unknown::Refuse };
    let mut bridge = Bridge::new(cx);
    let made = bridge.export(body, diags).and_then(|module| {
        bridge.run(&module, &pipeline, diags)?;
        bridge.import(&module, unknown, diags)
    });
    for diag in diags.take() {
        pass.push(diag);
    }
    let made = made?;
    if !equal(body.root(cx), made.root(cx)) {
        *body = made;
    }
    Ok(())
}

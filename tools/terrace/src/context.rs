//! What this binary knows: its dialects and its passes.

use terrace_ir::Context;
use terrace_ir::def::Dialect;
use terrace_passes::PassRegistry;

/// Our dialects; upstream's come from `terrace-upstream`.
const DIALECTS: &[&Dialect] =
    &[&terrace_graph::GRAPH, &terrace_te::TE, &terrace_loop::LOOP, &terrace_sched::SCHED];

/// A context with every dialect.
pub fn context() -> Context {
    let cx = Context::new();
    terrace_upstream::load(&cx);
    DIALECTS.iter().for_each(|d| cx.load(d));
    cx
}

/// Every pass and pipeline.
pub fn registry() -> PassRegistry {
    terrace_passes::registry()
}

//! What the tests of passes share: contexts, parsing, running pipelines.
#![allow(dead_code)]

use terrace_ir::text::{PrintOptions, parse_module, print_module};
use terrace_ir::{Body, Context, Diags};

/// A context with every dialect.
pub fn context() -> Context {
    let cx = Context::new();
    terrace_upstream::load(&cx);
    let ours = [&terrace_graph::GRAPH, &terrace_te::TE, &terrace_loop::LOOP, &terrace_sched::SCHED];
    for dialect in ours {
        cx.load(dialect);
    }
    cx
}

/// What was reported, a line each: `line:column: CODE message`.
pub fn render(cx: &Context, diags: &Diags) -> String {
    let line = |d: &terrace_ir::Diag| {
        let place = d.loc.file_line_col(cx).map_or((0, 0), |(_, line, col)| (line, col));
        format!("{}:{}: {} {}\n", place.0, place.1, d.code.id, d.message)
    };
    diags.items().iter().map(line).collect()
}

/// The module of a text that must be right.
pub fn parse(cx: &Context, source: &str) -> Body {
    let mut diags = Diags::new();
    match parse_module(cx, source, "t.mlir", &mut diags) {
        Ok(body) => body,
        Err(_) => panic!("{}\n{source}", render(cx, &diags)),
    }
}

pub fn print(cx: &Context, body: &Body) -> String {
    print_module(cx, body, &PrintOptions::default())
}

/// What is wrong with a module.
pub fn verify(cx: &Context, body: &Body) -> Diags {
    let mut diags = Diags::new();
    // The result is in the diagnostics.
    let _ = terrace_ir::verify::verify(cx, body, &mut diags);
    diags
}

pub mod levels;

/// Runs a pipeline that must succeed.
pub fn lowered(cx: &Context, module: &mut Body, pipeline: &str) {
    let mut diags = Diags::new();
    let registry = terrace_passes::registry();
    let plan = registry.plan(cx, pipeline, &mut diags);
    let plan = plan.unwrap_or_else(|_| panic!("{}", render(cx, &diags)));
    let before = print(cx, module);
    let outcome = terrace_passes::manager::Manager::new(cx, &plan).run(module);
    if outcome.result.is_err() || outcome.diags.n_errors() > 0 {
        panic!("{pipeline}: {}\n{before}", render(cx, &outcome.diags));
    }
}

//! What there is: passes, pipelines, dialects.

use std::fmt::Write;

use terrace_ir::def::Dialect;
use terrace_passes::PassRegistry;
use terrace_passes::manager::help;

/// Passes with their options, then pipelines with their stages.
pub fn passes(registry: &PassRegistry) -> String {
    let mut out = String::from("passes:\n");
    for pass in registry.passes() {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "  {:28} {} (on {})", pass.name, pass.summary, pass.on);
        for option in pass.options {
            let _ = write!(out, "  {}", help::option(option));
        }
    }
    out.push_str("\npipelines:\n");
    for pipeline in registry.pipelines() {
        let _ = writeln!(out, "  {:28} {}", pipeline.name, pipeline.summary);
        for (stage, reason) in pipeline.stages {
            let _ = writeln!(out, "    {stage:32} {reason}");
        }
    }
    out
}

/// Dialects with what they are for.
pub fn dialects(dialects: &[&Dialect]) -> String {
    let mut dialects = dialects.to_vec();
    dialects.sort_by_key(|d| d.name);
    let lines = dialects.into_iter().map(|d| {
        let n_ops: usize = d.ops.iter().map(|family| family.len()).sum();
        let counts = [(n_ops, "operation"), (d.types.len(), "type"), (d.attrs.len(), "attribute")];
        let counts = counts
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, what)| format!("{n:4} {what}{}", if n == 1 { "" } else { "s" }));
        format!("{:14} {}\n", d.name, counts.collect::<Vec<_>>().join(","))
    });
    lines.collect()
}

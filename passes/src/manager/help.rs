//! What passes and pipelines do and take, as text for people.

use std::fmt::Write;

use super::info::PassInfo;
use super::options::{OptionDef, OptionTy};
use crate::pipelines::Pipeline;

/// A pass with what it runs on, reads and leaves, and its options.
pub fn pass(pass: &PassInfo) -> String {
    let mut out = format!("{}: {}\n\nruns on: {}\n", pass.name, pass.summary, pass.on);
    // Writing to a string cannot fail.
    if !pass.reads.is_empty() {
        let _ = writeln!(out, "reads:   {}", pass.reads.join(", "));
    }
    if !pass.leaves.is_empty() {
        let _ = writeln!(out, "leaves:  {}", pass.leaves.join(", "));
    }
    for (earlier, reason) in pass.after {
        let _ = writeln!(out, "after:   {earlier} ({reason})");
    }
    if !pass.options.is_empty() {
        out.push_str("\noptions:\n");
        pass.options.iter().for_each(|o| out.push_str(&option(o)));
    }
    out
}

/// An option in a line: `  max-ops=<integer>  size of a callee [default: 64]`.
pub fn option(option: &OptionDef) -> String {
    let takes = match option.ty {
        OptionTy::Bool => "true|false".to_string(),
        OptionTy::Int => "integer".to_string(),
        OptionTy::Float => "number".to_string(),
        OptionTy::Str => "text".to_string(),
        OptionTy::Word(words) => words.join("|"),
        OptionTy::Ints => "integer,..".to_string(),
        OptionTy::Strs => "text,..".to_string(),
    };
    let default = option.default_value().to_string();
    let default = if default.is_empty() { "none".to_string() } else { default };
    format!("  {}=<{takes}>  {} [default: {default}]\n", option.name, option.help)
}

/// A pipeline with its stages and why each stands where it stands.
pub fn pipeline(pipeline: &Pipeline) -> String {
    let mut out = format!("{}: {}\n\nstages:\n", pipeline.name, pipeline.summary);
    for (stage, reason) in pipeline.stages {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "  {stage:32} {reason}");
    }
    out
}

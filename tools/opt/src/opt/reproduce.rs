//! Reproducers: the options that one holds, and how one is run.

use terrace_ir::{Context, Diags};
use terrace_reduce::reproducer;

use super::args::Args;
use crate::report::{self, Sources};
use crate::{Streams, Tool, USER_ERROR, say};

/// The options that decide what passes do.
pub fn options(args: &Args) -> Vec<String> {
    let mut out = Vec::new();
    let mut flag = |on: bool, text: String| out.extend(on.then_some(text));
    flag(args.allow_unregistered_dialect, "--allow-unregistered-dialect".into());
    flag(args.no_threading, "--no-threading".into());
    flag(!args.verify_each, "--verify-each=false".into());
    flag(args.verify_roundtrip, "--verify-roundtrip".into());
    if args.check_each {
        flag(true, "--check-each".into());
        flag(true, format!("--check-seed={}", args.check_seed));
        flag(true, format!("--check-tolerance={}", args.check_tolerance));
        flag(true, format!("--check-steps={}", args.check_steps));
    }
    out
}

/// Runs a reproducer with what it says.
pub fn run(tool: &Tool, args: &Args, source: &[u8], streams: &mut Streams<'_>) -> u8 {
    if args.input == "-" {
        let text = "error: `--run-reproducer` needs a file: a reproducer is read twice\n";
        return say(streams.stderr, text, USER_ERROR);
    }
    let (cx, mut diags) = (Context::new(), Diags::new());
    let text = String::from_utf8_lossy(source);
    let this = (tool.name, tool.version);
    let read = reproducer::read(&cx, this, &args.input, &text, &mut diags);
    let mut sources = Sources::default();
    sources.add(&args.input, &text);
    let mut said = Vec::new();
    let rendered = report::render(&cx, diags.items(), &sources, streams.color, &mut said);
    let shown = rendered.and_then(|()| streams.stderr.write_all(&said));
    let (Ok(found), Ok(())) = (read, shown) else { return USER_ERROR };
    let mut again = found.args;
    again.extend([args.input.clone(), "-o".into(), args.output.clone()]);
    again.extend(args.crash_reproducer.iter().map(|p| format!("--crash-reproducer={p}")));
    super::run(tool, &again, streams)
}

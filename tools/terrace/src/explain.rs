//! `terrace explain CODE`: what a diagnostic means and what to do about it.

use clap::Parser;
use terrace_ir::{Code, nearest};

use crate::{Command, SUCCESS, Streams, USER_ERROR, parse_args, say};

pub(crate) const COMMAND: Command =
    Command { name: "explain", about: "say what a diagnostic code means", run };

/// Says what a diagnostic code means and what to do about it.
///
/// Example: terrace explain PASS002
#[derive(Parser)]
struct Args {
    /// Codes, such as PASS002; all of them when none is given
    codes: Vec<String>,
}

/// Every code of every crate, sorted.
fn codes() -> Vec<&'static Code> {
    let mut all: Vec<&'static Code> = Vec::new();
    all.extend(terrace_ir::codes());
    all.extend(terrace_passes::codes());
    all.extend(terrace_upstream::codes::ALL);
    let own = [terrace_graph::CODES, terrace_te::CODES, terrace_loop::CODES, terrace_sched::CODES];
    all.extend(own.concat());
    all.extend(terrace_onnx::problem::CODES);
    all.extend(terrace_llvm::codes());
    all.extend(crate::codes::CODES);
    all.extend([&crate::opt::round_trip::BUG003, &crate::check::BUG005]);
    all.sort_by_key(|c| c.id);
    all.dedup_by_key(|c| c.id);
    all
}

fn run(args: &[String], streams: &mut Streams<'_>) -> u8 {
    let args: Args = match parse_args("explain", args, streams) {
        Ok(args) => args,
        Err(code) => return code,
    };
    let all = codes();
    if args.codes.is_empty() {
        let lines = all.iter().map(|c| format!("{:10} {}\n", c.id, c.message));
        return say(streams.stdout, &lines.collect::<String>(), SUCCESS);
    }
    let mut status = SUCCESS;
    for wanted in &args.codes {
        let id = wanted.to_uppercase();
        match all.iter().find(|c| c.id == id) {
            Some(code) => {
                let text = format!("{}: {}\n\n{}\n", code.id, code.message, code.explain);
                status = status.max(say(streams.stdout, &text, SUCCESS));
            }
            None => {
                let near = nearest(&id, all.iter().map(|c| c.id));
                let near = near.map_or(String::new(), |n| format!(", did you mean {n}?"));
                let text = format!("error: no diagnostic has the code `{wanted}`{near}\n");
                status = say(streams.stderr, &text, USER_ERROR);
            }
        }
    }
    status
}

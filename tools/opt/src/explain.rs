//! `explain CODE`: what a diagnostic means and what to do about it.

use clap::Parser;
use terrace_ir::nearest;

use crate::{Command, SUCCESS, Streams, Tool, USER_ERROR, say};

pub(crate) const COMMAND: Command =
    Command { name: "explain", about: "say what a diagnostic code means", run };

/// Says what a diagnostic code means and what to do about it.
///
/// Example: explain PASS002
#[derive(Parser)]
struct Args {
    /// Codes, such as PASS002; all of them when none is given
    codes: Vec<String>,
}

fn run(tool: &Tool, args: &[String], streams: &mut Streams<'_>) -> u8 {
    let args: Args = match tool.parse_args("explain", args, streams) {
        Ok(args) => args,
        Err(code) => return code,
    };
    let all = tool.language.all_codes();
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

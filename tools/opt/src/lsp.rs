//! `lsp`: the language server, for editors.

use clap::Parser;
use terrace_lsp::Server;

use crate::{Command, SUCCESS, Streams, Tool, USER_ERROR, say};

pub(crate) const COMMAND: Command =
    Command { name: "lsp", about: "serve an editor on standard input and output", run };

/// Serves an editor: the language server protocol on standard input and output.
///
/// Diagnostics, hovers, definitions and uses, renaming, completion, formatting, types of values,
/// and passes run on the function under the cursor. docs/howto/editors.md says how editors start
/// it.
#[derive(Parser)]
struct Args {
    /// Accepted for editors that say so; there is no other way
    #[arg(long)]
    stdio: bool,
}

// The server's threads outlive what a command borrows, so it takes the process's own streams.
fn run(tool: &Tool, args: &[String], streams: &mut Streams<'_>) -> u8 {
    if let Err(code) = tool.parse_args::<Args>("lsp", args, streams) {
        return code;
    }
    let server = Server { name: tool.name, version: tool.version, language: tool.language.clone() };
    match server.serve_stdio() {
        Ok(()) => SUCCESS,
        Err(error) => say(streams.stderr, &format!("error: {error}\n"), USER_ERROR),
    }
}

//! The `terrace` command as a library: a table of subcommands, each one function of its arguments
//! and streams. Nothing here touches the process's own streams, so tests run commands side by side.
//!
//! Exit codes: [`SUCCESS`], [`USER_ERROR`] when the input or the arguments are wrong,
//! [`OUR_ERROR`] when we are; then a file to reproduce it was written.

mod bench;
mod check;
mod codes;
mod compile;
mod context;
mod emit;
mod explain;
mod lit;
mod model;
mod opt;
mod output;
mod report;
mod run;
mod scratch;

use std::io::{Read, Write};

pub use context::{context, registry};
pub use scratch::clean_up_on_signals;

/// Everything went well.
pub const SUCCESS: u8 = 0;
/// The input or the arguments are wrong.
pub const USER_ERROR: u8 = 1;
/// We are wrong: a pass panicked, did not end, or broke a rule.
pub const OUR_ERROR: u8 = 2;

/// Where a command reads and writes.
pub struct Streams<'a> {
    /// Standard input.
    pub stdin: &'a mut dyn Read,
    /// Results.
    pub stdout: &'a mut dyn Write,
    /// Diagnostics and reports.
    pub stderr: &'a mut dyn Write,
    /// Whether diagnostics may be coloured.
    pub color: bool,
}

/// A subcommand.
pub struct Command {
    /// Its name.
    pub name: &'static str,
    /// What it does, in a few words.
    pub about: &'static str,
    /// Runs it with the arguments behind its name; gives the exit code.
    pub run: fn(&[String], &mut Streams<'_>) -> u8,
}

/// Every subcommand.
pub const COMMANDS: &[Command] = &[
    compile::COMMAND,
    run::COMMAND,
    bench::COMMAND,
    opt::COMMAND,
    emit::COMMAND,
    lit::COMMAND,
    explain::COMMAND,
];

/// Runs `terrace ARGS`; gives the exit code.
pub fn run(args: &[String], streams: &mut Streams<'_>) -> u8 {
    let Some((name, rest)) = args.split_first() else {
        return say(streams.stderr, &usage(), USER_ERROR);
    };
    match name.as_str() {
        "-h" | "--help" | "help" => say(streams.stdout, &usage(), SUCCESS),
        "-V" | "--version" => {
            let version = format!("terrace {}\n", env!("CARGO_PKG_VERSION"));
            say(streams.stdout, &version, SUCCESS)
        }
        _ => match COMMANDS.iter().find(|c| c.name == name) {
            Some(command) => (command.run)(rest, streams),
            None => {
                let near = terrace_ir::nearest(name, COMMANDS.iter().map(|c| c.name));
                let near = near.map_or(String::new(), |n| format!(", did you mean `{n}`?"));
                let text = format!("error: unknown command `{name}`{near}\n\n{}", usage());
                say(streams.stderr, &text, USER_ERROR)
            }
        },
    }
}

fn usage() -> String {
    let mut text = String::from("usage: terrace COMMAND [ARGUMENTS]\n\ncommands:\n");
    for command in COMMANDS {
        text.push_str(&format!("  {:10} {}\n", command.name, command.about));
    }
    text.push_str("\n`terrace COMMAND --help` says more.\n");
    text
}

/// Writes a text and gives the code; a text that cannot be written is an error of the user's
/// surroundings.
fn say(to: &mut dyn Write, text: &str, code: u8) -> u8 {
    match to.write_all(text.as_bytes()).and_then(|()| to.flush()) {
        Ok(()) => code,
        Err(_) => code.max(USER_ERROR),
    }
}

/// Reads the arguments of a subcommand; on `--help` and errors gives the exit code instead.
fn parse_args<A: clap::Parser>(
    name: &str,
    args: &[String],
    streams: &mut Streams<'_>,
) -> Result<A, u8> {
    let all = std::iter::once(format!("terrace {name}")).chain(args.iter().cloned());
    A::try_parse_from(all).map_err(|error| {
        let text = error.render().to_string();
        match error.use_stderr() {
            true => say(streams.stderr, &text, USER_ERROR),
            false => say(streams.stdout, &text, SUCCESS),
        }
    })
}

//! The whole `terrace` tool as a library: the commands of `terrace-opt`, and those that compile and
//! run models.

mod bench;
mod codes;
mod compile;
mod emit;
mod explore;
mod model;
mod run;

pub use terrace_opt::Streams;
use terrace_opt::{Command, Language, Tool};

/// The commands that need frontends or code generators.
const COMMANDS: &[Command] =
    &[compile::COMMAND, run::COMMAND, bench::COMMAND, emit::COMMAND, explore::COMMAND];

/// The tool with every command.
pub fn tool() -> Tool {
    let language = Language::default()
        .codes(codes::CODES)
        .codes(&terrace_onnx::problem::CODES.iter().collect::<Vec<_>>())
        .codes(terrace_llvm::codes());
    Tool::new("terrace", env!("CARGO_PKG_VERSION"), language)
        .beside("terrace-mlir")
        .commands(COMMANDS)
}

/// Runs `terrace ARGS`; gives the exit code.
pub fn run(args: &[String], streams: &mut Streams<'_>) -> u8 {
    tool().run(args, streams)
}

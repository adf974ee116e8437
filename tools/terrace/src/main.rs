//! The `terrace` command. Linked without LLVM, so that it starts at once: what works on IR alone is
//! done here, everything else by the binary `terrace-compile` beside this one.

use std::io;
use std::path::Path;
use std::process::{Command, ExitCode};

use terrace_opt::{Language, Tool};

/// Commands of [`Tool`] that say or run more where there are code generators.
const FULL: &[&str] = &["explain", "lit"];

/// Files that only the other binary reads, whatever the command.
const MODEL: &str = ".onnx";

fn main() -> ExitCode {
    let tool = Tool::new("terrace", env!("CARGO_PKG_VERSION"), Language::default());
    let tool = tool.beside("terrace-mlir");
    let first = std::env::args().nth(1).unwrap_or_default();
    let model = std::env::args().skip(2).any(|a| a.ends_with(MODEL));
    let here = first == "--version" || first == "-V";
    let light = |name: &str| !FULL.contains(&name) && !model;
    if here || tool.command(&first).is_some_and(|c| light(c.name)) {
        return tool.main();
    }
    match std::env::current_exe() {
        Ok(me) => hand_over(&me.with_file_name("terrace-compile")),
        Err(error) => missing(Path::new("terrace-compile"), &error),
    }
}

/// Runs the other binary in the place of this one.
fn hand_over(program: &Path) -> ExitCode {
    let mut command = Command::new(program);
    command.args(std::env::args_os().skip(1));
    #[cfg(unix)]
    {
        let error = std::os::unix::process::CommandExt::exec(&mut command);
        missing(program, &error)
    }
    #[cfg(not(unix))]
    {
        let code = |status: std::process::ExitStatus| status.code().unwrap_or(1) as u8;
        command.status().map_or_else(|e| missing(program, &e), |s| ExitCode::from(code(s)))
    }
}

fn missing(program: &Path, error: &io::Error) -> ExitCode {
    let shown = program.display();
    eprintln!(
        "error[FILE001]: cannot run `{shown}`: {error}\n\
         note: it does what needs LLVM or a frontend, and belongs beside `terrace`; \
         `cargo build -p terrace` makes both"
    );
    ExitCode::from(terrace_opt::USER_ERROR)
}

//! Hands a command over to a program beside this one: it has what this one does not link.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use terrace_ir::Code;

use crate::codes::spelled;
use crate::{OUR_ERROR, Streams, Tool, USER_ERROR, say};

/// The pass that runs upstream MLIR's passes.
pub const MLIR_PIPELINE: &str = "mlir-pipeline";

/// There is no such program.
pub const MLIR005: Code = Code {
    id: "MLIR005",
    message: "passes of upstream MLIR cannot be run: {0}",
    explain: "Upstream MLIR is linked by a program of its own, `terrace-mlir`, which stands beside \
              `terrace`; everything else works without it. `./x setup` installs MLIR 22, `cargo \
              build -p terrace-bridge` makes the program. A tool made from `terrace-opt` has the \
              pass when `terrace_bridge::PASSES` is among its passes.",
};

/// It was ended.
pub const MLIR006: Code = Code {
    id: "MLIR006",
    message: "upstream MLIR did not end by itself: {0}",
    explain: "A pass of upstream MLIR ran into a fatal error or was stopped from outside. What it \
              said last stands before this message. `--print-ir-before-all` shows the module that \
              upstream's passes were given.",
};

/// What to say when there is no program.
fn missing(why: &str) -> String {
    let note = "note: `./x setup` installs MLIR 22, `cargo build -p terrace-bridge` makes the \
                program\n";
    spelled(&MLIR005, format!("passes of upstream MLIR cannot be run: {why}")) + note
}

impl Tool {
    /// Says that this program, in the same folder, is the same tool with upstream MLIR's passes.
    pub fn beside(mut self, program: &'static str) -> Tool {
        self.beside = Some(program);
        self
    }

    /// Where that program is, or should be.
    pub(crate) fn program_beside(&self) -> Option<PathBuf> {
        let me = std::env::current_exe().ok()?;
        self.beside.map(|name| me.with_file_name(name))
    }

    /// Runs a command with its arguments there; gives the exit code.
    pub(crate) fn hand_over(
        &self,
        command: &str,
        args: &[String],
        stdin: Option<&[u8]>,
        streams: &mut Streams<'_>,
    ) -> u8 {
        let Some(program) = self.program_beside() else {
            let why = format!("`{}` does not have the pass `{MLIR_PIPELINE}`", self.name);
            return say(streams.stderr, &missing(&why), USER_ERROR);
        };
        let output = match run(&program, command, args, stdin) {
            Ok(output) => output,
            Err(error) => {
                let why = format!("`{}`: {error}", program.display());
                return say(streams.stderr, &missing(&why), USER_ERROR);
            }
        };
        let out = streams.stdout.write_all(&output.stdout).and_then(|()| streams.stdout.flush());
        let err = streams.stderr.write_all(&output.stderr).and_then(|()| streams.stderr.flush());
        match output.status.code().and_then(|code| u8::try_from(code).ok()) {
            Some(code) if out.and(err).is_ok() => code,
            Some(code) => code.max(USER_ERROR),
            None => {
                let why = format!("upstream MLIR did not end by itself: {}", output.status);
                say(streams.stderr, &spelled(&MLIR006, why), OUR_ERROR)
            }
        }
    }
}

fn run(program: &Path, command: &str, args: &[String], stdin: Option<&[u8]>) -> io::Result<Output> {
    let input = if stdin.is_some() { Stdio::piped() } else { Stdio::null() };
    let mut process = Command::new(program);
    process.arg(command).args(args).stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = process.spawn()?;
    std::thread::scope(|scope| {
        let writer = child.stdin.take().zip(stdin);
        // A program that reads no further has said why.
        scope.spawn(move || writer.map(|(mut to, bytes)| to.write_all(bytes)));
        Child::wait_with_output(child)
    })
}

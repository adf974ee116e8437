//! Our FileCheck as a program of its own, with LLVM's command line.

use std::io::{Read, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let mut stdin = Vec::new();
    let is_from_file = args.iter().any(|arg| arg.contains("input-file"));
    if !is_from_file && let Err(error) = std::io::stdin().read_to_end(&mut stdin) {
        eprintln!("cannot read the standard input: {error}");
        return ExitCode::from(2);
    }
    let output = terrace_lit::run::file_check(&args, &stdin);
    // The exit code tells the result even where nobody reads the report.
    let _ = std::io::stderr().write_all(&output.stderr);
    ExitCode::from(u8::try_from(output.code).unwrap_or(2))
}

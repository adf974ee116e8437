//! The `terrace` command.

use std::io;
use std::process::ExitCode;

use terrace::Streams;

fn main() -> ExitCode {
    if let Err(error) = terrace::clean_up_on_signals() {
        eprintln!("warning: an interruption may leave files behind: {error}");
    }
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (mut stdin, mut stdout, mut stderr) = (io::stdin(), io::stdout(), io::stderr());
    let color = io::IsTerminal::is_terminal(&stderr);
    let mut streams =
        Streams { stdin: &mut stdin, stdout: &mut stdout, stderr: &mut stderr, color };
    ExitCode::from(terrace::run(&args, &mut streams))
}

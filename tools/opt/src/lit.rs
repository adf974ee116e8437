//! `lit`: runs test files; the tool itself and FileCheck run in this process.

use std::path::PathBuf;

use clap::Parser;
use terrace_lit::run::{Config, Output, discover, run as run_tests};
use terrace_lit::update::bless;

use crate::codes::{FILE001, spelled};
use crate::{Command, SUCCESS, Streams, Tool, USER_ERROR, say};

pub(crate) const COMMAND: Command = Command { name: "lit", about: "run test files", run };

/// Runs test files: all below the folder of the tests, or the given ones.
///
/// Example: lit generic/cse
#[derive(Parser)]
struct Args {
    /// Files, parts of names of tests below the folder of the tests, other folders
    tests: Vec<String>,

    /// The folder of the tests
    #[arg(long, default_value = "test/lit")]
    root: PathBuf,

    /// Tests run at once
    #[arg(short, long)]
    jobs: Option<usize>,

    /// Rewrite the check lines under `// AUTOGEN` from the present output
    #[arg(long)]
    bless: bool,

    /// Report in JSON
    #[arg(long)]
    json: bool,
}

fn run(tool: &Tool, args: &[String], streams: &mut Streams<'_>) -> u8 {
    let args: Args = match tool.parse_args("lit", args, streams) {
        Ok(args) => args,
        Err(code) => return code,
    };
    let itself = tool.clone();
    let itself = move |args: &[String], stdin: &[u8]| run_here(&itself, args, stdin);
    let rerun = format!("{} lit", tool.name);
    let mut config = Config::new(&args.root).tool(tool.name, itself).rerun(&rerun);
    if let Some(program) =
        tool.beside.filter(|_| tool.program_beside().is_some_and(|p| p.is_file()))
    {
        config = config.feature(program);
    }
    if let Some(jobs) = args.jobs {
        config = config.jobs(jobs);
    }
    let files = match discover(&config, &args.tests) {
        Ok(files) => files,
        Err(error) => return say(streams.stderr, &spelled(&FILE001, error), USER_ERROR),
    };
    if args.bless {
        let blessed = bless(&config, &files);
        let lines = blessed.iter().map(|b| format!("{b}\n"));
        return say(streams.stdout, &lines.collect::<String>(), SUCCESS);
    }
    let summary = run_tests(&config, &files);
    let text = if args.json { summary.to_json() } else { summary.to_string() };
    let code = if summary.is_success() { SUCCESS } else { USER_ERROR };
    say(streams.stdout, &text, code)
}

/// The tool as a command of the tests.
fn run_here(tool: &Tool, args: &[String], stdin: &[u8]) -> Output {
    let (mut input, mut stdout, mut stderr) = (stdin, Vec::new(), Vec::new());
    let mut streams =
        Streams { stdin: &mut input, stdout: &mut stdout, stderr: &mut stderr, color: false };
    let code = tool.run(args, &mut streams);
    Output { code: i32::from(code), stdout, stderr }
}

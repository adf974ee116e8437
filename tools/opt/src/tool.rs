//! A tool: a name, a language, a table of commands.

use std::io::{self, IsTerminal, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;

use terrace_ir::nearest;
use terrace_passes::Language;

use crate::{
    OUR_ERROR, SUCCESS, USER_ERROR, bisect, codes, docs, explain, explore, interpret, lit, lsp,
    opt, query, scratch,
};

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
#[derive(Clone, Copy)]
pub struct Command {
    /// Its name.
    pub name: &'static str,
    /// What it does, in a few words.
    pub about: &'static str,
    /// Runs it with the arguments behind its name; gives the exit code.
    pub run: fn(&Tool, &[String], &mut Streams<'_>) -> u8,
}

/// The commands that every tool has.
const COMMANDS: &[Command] = &[
    opt::COMMAND,
    bisect::BISECT,
    bisect::REDUCE,
    interpret::COMMAND,
    explore::COMMAND,
    query::COMMAND,
    lit::COMMAND,
    lsp::COMMAND,
    explain::COMMAND,
    docs::COMMAND,
];

/// A command line tool over a language.
#[derive(Clone)]
pub struct Tool {
    /// Its name, as people type it.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// What it speaks.
    pub language: Language,
    commands: Vec<Command>,
    /// The program that has upstream MLIR.
    pub(crate) beside: Option<&'static str>,
}

impl Tool {
    /// A tool with the commands of this crate.
    pub fn new(name: &'static str, version: &'static str, language: Language) -> Tool {
        let language = language.codes(codes::CODES).codes(terrace_query::CODES);
        let language = language.codes(terrace_reduce::CODES);
        Tool { name, version, language, commands: COMMANDS.to_vec(), beside: None }
    }

    /// Puts more commands before those that it has, and in the place of those of the same name.
    pub fn commands(mut self, commands: &[Command]) -> Tool {
        self.commands.retain(|old| commands.iter().all(|new| new.name != old.name));
        self.commands.splice(0..0, commands.iter().copied());
        self
    }

    /// The command of this name.
    pub fn command(&self, name: &str) -> Option<&Command> {
        self.commands.iter().find(|c| c.name == name)
    }

    /// Runs the process's command line on the process's streams.
    pub fn main(&self) -> ExitCode {
        if let Err(error) = scratch::clean_up_on_signals() {
            eprintln!("warning: an interruption may leave files behind: {error}");
        }
        let args: Vec<String> =
            std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
        let (mut stdin, mut stdout, mut stderr) = (io::stdin(), io::stdout(), io::stderr());
        let color = stderr.is_terminal();
        let mut streams =
            Streams { stdin: &mut stdin, stdout: &mut stdout, stderr: &mut stderr, color };
        ExitCode::from(self.run(&args, &mut streams))
    }

    /// Runs a command with its arguments; gives the exit code.
    pub fn run(&self, args: &[String], streams: &mut Streams<'_>) -> u8 {
        let Some((name, rest)) = args.split_first() else {
            return say(streams.stderr, &self.usage(), USER_ERROR);
        };
        match name.as_str() {
            "-h" | "--help" | "help" => say(streams.stdout, &self.usage(), SUCCESS),
            "-V" | "--version" => {
                say(streams.stdout, &format!("{} {}\n", self.name, self.version), SUCCESS)
            }
            _ => match self.command(name) {
                Some(command) => self.guarded(command, rest, streams),
                None => {
                    let near = nearest(name, self.commands.iter().map(|c| c.name));
                    let near = near.map_or(String::new(), |n| format!(", did you mean `{n}`?"));
                    let text = format!("error: unknown command `{name}`{near}\n\n{}", self.usage());
                    say(streams.stderr, &text, USER_ERROR)
                }
            },
        }
    }

    /// Runs a command; a panic becomes [`OUR_ERROR`] and a file that says how to see it again.
    fn guarded(&self, command: &Command, args: &[String], streams: &mut Streams<'_>) -> u8 {
        let run = AssertUnwindSafe(|| (command.run)(self, args, streams));
        catch_unwind(run).unwrap_or_else(|_| {
            let Tool { name, version, .. } = self;
            let text = format!("{name} {version} panicked: {name} {} {args:?}\n", command.name);
            say(streams.stderr, &keep_reproducer(self, None, "txt", &text), OUR_ERROR)
        })
    }

    fn usage(&self) -> String {
        let mut text = format!("usage: {} COMMAND [ARGUMENTS]\n\ncommands:\n", self.name);
        for command in &self.commands {
            text.push_str(&format!("  {:10} {}\n", command.name, command.about));
        }
        text.push_str(&format!("\n`{} COMMAND --help` says more.\n", self.name));
        text
    }

    /// Reads the arguments of a subcommand; on `--help` and errors gives the exit code instead.
    ///
    /// # Errors
    /// The exit code, once the help or the error is written.
    pub fn parse_args<A: clap::Parser>(
        &self,
        command: &str,
        args: &[String],
        streams: &mut Streams<'_>,
    ) -> Result<A, u8> {
        let all = std::iter::once(format!("{} {command}", self.name)).chain(args.iter().cloned());
        let mut clap = A::command();
        if let Some(about) = clap.get_long_about() {
            // Examples are to be pasted, whatever the tool is called.
            let about = about.to_string();
            clap = clap.long_about(about.replace("Example: ", &format!("Example: {} ", self.name)));
        }
        let matches = clap.try_get_matches_from_mut(all);
        let parsed = matches.and_then(|mut matches| A::from_arg_matches_mut(&mut matches));
        parsed.map_err(|error| {
            let error = error.format(&mut clap);
            let text = error.render().to_string();
            match error.use_stderr() {
                true => say(streams.stderr, &text, USER_ERROR),
                false => say(streams.stdout, &text, SUCCESS),
            }
        })
    }
}

/// Writes a text and gives the code; a text that cannot be written is an error of the user's
/// surroundings.
pub fn say(to: &mut dyn Write, text: &str, code: u8) -> u8 {
    match to.write_all(text.as_bytes()).and_then(|()| to.flush()) {
        Ok(()) => code,
        Err(_) => code.max(USER_ERROR),
    }
}

/// Reads a whole file, or standard input for `-`.
///
/// # Errors
/// What could not be read, and why.
pub fn read_input(path: &str, streams: &mut Streams<'_>) -> Result<Vec<u8>, String> {
    if path == "-" {
        let mut bytes = Vec::new();
        let read = streams.stdin.read_to_end(&mut bytes);
        return match read {
            Ok(_) => Ok(bytes),
            Err(error) => Err(format!("cannot read standard input: {error}")),
        };
    }
    std::fs::read(path).map_err(|error| format!("cannot read `{path}`: {error}"))
}

/// Writes what reproduces a mistake of the tool, to `path` or else into the folder of temporary
/// files; says where it is.
pub fn keep_reproducer(tool: &Tool, path: Option<&str>, extension: &str, text: &str) -> String {
    let path = path.map_or_else(
        || {
            let name = format!("{}-reproducer-{}.{extension}", tool.name, std::process::id());
            std::env::temp_dir().join(name)
        },
        PathBuf::from,
    );
    let (shown, name) = (path.display(), tool.name);
    match std::fs::write(&path, text) {
        Ok(()) => {
            format!(
                "note: this is a mistake of {name}, not of the input; `{shown}` reproduces it\n"
            )
        }
        Err(error) => format!("error: cannot write the reproducer `{shown}`: {error}\n"),
    }
}

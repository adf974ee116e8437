//! Executes the command lines of a test: tools and FileCheck here, programs as processes.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::config::{Config, Output, Tool};
use super::process::{Ended, Exit, find_program, run_program, run_tool};
use super::script::{Paths, prefixes};
use super::shell::{Command, CommandLine, Pipeline, Redirect};
use super::summary::{CommandOutput, Failure};
use crate::filecheck::{self, Options, Problem, Report, Source};

/// What a command name stands for.
#[derive(Clone)]
enum Program {
    FileCheck,
    Tool(Tool),
    Process(PathBuf),
}

/// An input that FileCheck was given for the test's own file.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub options: Options,
    pub input: String,
}

/// Executes the lines of one test.
pub(crate) struct Executor<'a> {
    config: &'a Config,
    paths: &'a Paths,
    programs: BTreeMap<String, Program>,
    prefixes: Vec<String>,
    /// `Some` when FileCheck shall note its inputs and accept all of them.
    pub seen: Option<Vec<Seen>>,
}

/// Why a test does not run at all.
#[derive(Debug, PartialEq)]
pub(crate) enum Unable {
    /// A tool is not installed.
    Missing(String),
    /// A name that is no tool but resembles one.
    Misspelt(String),
}

/// What one command of a pipeline did.
struct Stage {
    command: String,
    ended: Ended,
    problems: Vec<Problem>,
    excerpt: String,
}

impl<'a> Executor<'a> {
    /// Finds every program that the lines name.
    pub fn new(
        config: &'a Config,
        paths: &'a Paths,
        runs: &[(usize, CommandLine)],
    ) -> Result<Executor<'a>, Unable> {
        let mut programs = BTreeMap::new();
        let pipelines = runs.iter().flat_map(|(_, line)| &line.0);
        for command in pipelines.flat_map(|pipeline| &pipeline.0) {
            let (_, words) = negations(&command.words);
            let Some(name) = words.first() else { continue };
            if !programs.contains_key(name) {
                programs.insert(name.clone(), find(name, config)?);
            }
        }
        let prefixes = prefixes(runs);
        Ok(Executor { config, paths, programs, prefixes, seen: None })
    }

    /// Runs a line; stops at the first pipeline that fails.
    pub fn line(&mut self, number: usize, line: &CommandLine) -> Result<(), Box<Failure>> {
        for pipeline in &line.0 {
            self.pipeline(pipeline).map_err(|stages| Box::new(failure(number, line, stages)))?;
        }
        Ok(())
    }

    /// Runs all commands of a pipeline; it fails if any of them does.
    fn pipeline(&mut self, pipeline: &Pipeline) -> Result<(), Vec<Stage>> {
        let mut stages: Vec<Stage> = Vec::new();
        let mut stdin = Vec::new();
        for command in &pipeline.0 {
            let mut stage = self.command(command, std::mem::take(&mut stdin));
            stdin = std::mem::take(&mut stage.ended.stdout);
            stages.push(stage);
        }
        // The last output goes nowhere; a report shows it.
        if let Some(last) = stages.last_mut() {
            last.ended.stdout = stdin;
        }
        if stages.iter().all(|stage| stage.ended.exit == Exit::Code(0)) {
            Ok(())
        } else {
            Err(stages)
        }
    }

    /// Runs one command with its redirections; what is left in `stdout` goes into the pipe.
    fn command(&mut self, command: &Command, stdin: Vec<u8>) -> Stage {
        let mut stage = Stage {
            command: command.to_string(),
            ended: Ended::without_output(Exit::Code(0)),
            problems: Vec::new(),
            excerpt: String::new(),
        };
        let stdin = command.redirects.iter().try_fold(stdin, |stdin, redirect| match redirect {
            Redirect::Stdin(path) => {
                fs::read(path).map_err(|error| format!("cannot read `{path}`: {error}"))
            }
            _ => Ok(stdin),
        });
        let result = stdin.and_then(|stdin| {
            let (negations, words) = negations(&command.words);
            let ended = self.start(words, stdin, &mut stage);
            let ended = negations.iter().rev().fold(ended, negate);
            redirect(&command.redirects, ended)
        });
        stage.ended = match result {
            Ok(ended) => ended,
            Err(message) => Ended::without_output(Exit::Broken(message)),
        };
        stage
    }

    fn start(&mut self, words: &[String], stdin: Vec<u8>, stage: &mut Stage) -> Ended {
        let (name, args) = match words.split_first() {
            Some((name, args)) => (name.as_str(), args),
            None => ("", Default::default()),
        };
        let limit = self.config.time_limit;
        match self.programs.get(name).cloned() {
            Some(Program::FileCheck) => self.file_check(args, stdin, stage),
            Some(Program::Tool(tool)) => run_tool(&tool, args, stdin, limit),
            Some(Program::Process(path)) => run_program(&path, args, stdin, limit),
            None => Ended::without_output(Exit::Broken("`not` without a command".into())),
        }
    }

    fn file_check(&mut self, args: &[String], stdin: Vec<u8>, stage: &mut Stage) -> Ended {
        let mut check = match Checking::load(args, stdin) {
            Ok(check) => check,
            Err(message) => {
                let mut ended = Ended::without_output(Exit::Code(2));
                ended.stderr = message.into_bytes();
                return ended;
            }
        };
        check.command.options.foreign_prefixes = self.prefixes.clone();
        if let Some(seen) = &mut self.seen {
            if check.command.check_file == self.paths.source {
                seen.push(Seen { options: check.command.options, input: check.input });
            }
            return Ended::without_output(Exit::Code(0));
        }
        let report = check.report();
        stage.excerpt = excerpt(&check.input, report.problems.first());
        let ended = Ended::from(output(&report));
        stage.problems = report.problems;
        ended
    }
}

/// FileCheck as a program: its arguments and standard input, its exit code and messages.
///
/// # Example
/// ```
/// let output = terrace_lit::run::file_check(&["no-such-file".into()], b"input");
/// assert_eq!(output.code, 2);
/// assert!(String::from_utf8(output.stderr)?.starts_with("FileCheck: cannot read `no-such-file`"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn file_check(args: &[String], stdin: &[u8]) -> Output {
    match Checking::load(args, stdin.to_vec()) {
        Ok(check) => output(&check.report()),
        Err(message) => Output { code: 2, stdout: Vec::new(), stderr: message.into_bytes() },
    }
}

fn output(report: &Report) -> Output {
    let stderr = report.to_string().into_bytes();
    Output { code: report.exit_code(), stdout: Vec::new(), stderr }
}

/// A command of FileCheck and the texts it names.
struct Checking {
    command: filecheck::Command,
    checks: String,
    input: String,
}

impl Checking {
    fn load(args: &[String], stdin: Vec<u8>) -> Result<Checking, String> {
        let command = filecheck::Command::parse(args).map_err(|m| format!("FileCheck: {m}\n"))?;
        let read = |path: &Path| {
            fs::read(path)
                .map_err(|error| format!("FileCheck: cannot read `{}`: {error}\n", path.display()))
        };
        let input = command.input_file.as_deref().map_or(Ok(stdin), read)?;
        let checks = String::from_utf8_lossy(&read(&command.check_file)?).into_owned();
        Ok(Checking { command, checks, input: String::from_utf8_lossy(&input).into_owned() })
    }

    fn report(&self) -> Report {
        let check_name = self.command.check_file.to_string_lossy();
        let input_name = self.command.input_file.as_ref().map(|path| path.to_string_lossy());
        let checks = Source { name: &check_name, text: &self.checks };
        let input = Source { name: input_name.as_deref().unwrap_or("<stdin>"), text: &self.input };
        filecheck::check(checks, input, &self.command.options)
    }
}

fn find(name: &str, config: &Config) -> Result<Program, Unable> {
    if let Some(tool) = config.tools.get(name) {
        return Ok(Program::Tool(tool.clone()));
    }
    if name == "FileCheck" {
        return Ok(Program::FileCheck);
    }
    if let Some(path) = find_program(name, &config.tool_dirs) {
        return Ok(Program::Process(path));
    }
    // A missing tool skips the test; a slip in a name of ours must not.
    let chars = |name: &str| name.chars().take(64).collect::<Vec<char>>();
    let known = config.tools.keys().map(String::as_str).chain(["FileCheck", "not"]);
    for known in known {
        // `opt` is no slip of `not`.
        let n_slips = if known.len() < 6 { 1 } else { 2 };
        if filecheck::distance(&chars(name), &chars(known)) <= n_slips {
            return Err(Unable::Misspelt(format!("no tool `{name}`: is `{known}` meant?")));
        }
    }
    Err(Unable::Missing(name.into()))
}

/// Whether `REQUIRES: name` holds.
pub(crate) fn is_present(name: &str, config: &Config) -> bool {
    config.features.contains(name) || find(name, config).is_ok()
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Negation {
    Failure,
    Crash,
}

/// Splits `not`, `not --crash` off a command.
fn negations(words: &[String]) -> (Vec<Negation>, &[String]) {
    let (mut rest, mut found) = (words, Vec::new());
    while let Some((_, tail)) = rest.split_first().filter(|(name, _)| *name == "not") {
        let (negation, tail) = match tail.split_first() {
            Some((flag, tail)) if flag == "--crash" => (Negation::Crash, tail),
            _ => (Negation::Failure, tail),
        };
        found.push(negation);
        rest = tail;
    }
    (found, rest)
}

/// `not` wants an ordinary failure, `not --crash` a crash. Nothing excuses a time-out.
fn negate(mut ended: Ended, negation: &Negation) -> Ended {
    let (code, message) = match (negation, &ended.exit) {
        (_, Exit::TimedOut | Exit::Broken(_)) => return ended,
        (Negation::Failure, Exit::Code(0)) => (1, "not: the command succeeded\n"),
        (Negation::Failure, Exit::Code(_)) => (0, ""),
        (Negation::Failure, Exit::Crashed(_)) => return ended,
        (Negation::Crash, Exit::Crashed(_)) => (0, ""),
        (Negation::Crash, Exit::Code(_)) => (1, "not: the command did not crash\n"),
    };
    ended.exit = Exit::Code(code);
    ended.stderr.extend_from_slice(message.as_bytes());
    ended
}

/// Where an output goes.
#[derive(Debug, Clone, PartialEq)]
enum Target {
    Pipe,
    Terminal,
    File { path: String, append: bool },
}

/// Applies the redirections, in their order, to what the command wrote.
///
/// Outputs that go to the same place stand there errors first: that is what a pipe shows of a
/// program that buffers its output.
fn redirect(redirects: &[Redirect], mut ended: Ended) -> Result<Ended, String> {
    let (mut stdout, mut stderr) = (Target::Pipe, Target::Terminal);
    for redirect in redirects {
        match redirect {
            Redirect::Stdin(_) => {}
            Redirect::Stdout { path, append } => {
                stdout = Target::File { path: path.clone(), append: *append };
            }
            Redirect::Stderr { path, append } => {
                stderr = Target::File { path: path.clone(), append: *append };
            }
            Redirect::StderrToStdout => stderr = stdout.clone(),
            Redirect::StdoutToStderr => stdout = stderr.clone(),
        }
    }
    let mut piped = Vec::new();
    let mut shown = Vec::new();
    let is_same = stdout == stderr;
    for (target, bytes, continues) in
        [(&stderr, &ended.stderr, false), (&stdout, &ended.stdout, is_same)]
    {
        match target {
            Target::Pipe => piped.extend_from_slice(bytes),
            Target::Terminal => shown.extend_from_slice(bytes),
            Target::File { path, append } => {
                write(path, *append || continues, bytes)
                    .map_err(|error| format!("cannot write `{path}`: {error}"))?;
            }
        }
    }
    ended.stdout = piped;
    ended.stderr = shown;
    Ok(ended)
}

fn write(path: &str, append: bool, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.create(true).write(true).append(append).truncate(!append);
    options.open(path)?.write_all(bytes)
}

/// Lines of input shown before and after the place a check failed at.
const LINES_BEFORE: usize = 3;
const LINES_AFTER: usize = 8;
const LINE_MAX_CHARS: usize = 200;

/// The input around the first problem, with line numbers.
fn excerpt(input: &str, problem: Option<&Problem>) -> String {
    let Some(problem) = problem else { return String::new() };
    let place = problem.found.as_ref().or(problem.scan_from.as_ref());
    let Some(place) = place else { return String::new() };
    let first = place.line.saturating_sub(LINES_BEFORE + 1);
    let lines = input.lines().enumerate().skip(first).take(LINES_BEFORE + LINES_AFTER + 1);
    let mut out = String::new();
    for (index, line) in lines {
        let mark = if index + 1 == place.line { '>' } else { ' ' };
        let line: String = line.chars().take(LINE_MAX_CHARS).collect();
        out.push_str(&format!("{mark}{:>4} | {line}\n", index + 1));
    }
    out
}

fn failure(number: usize, line: &CommandLine, stages: Vec<Stage>) -> Failure {
    let mut commands = Vec::new();
    let (mut problems, mut excerpt, mut message) = (Vec::new(), String::new(), String::new());
    for mut stage in stages {
        let ended = stage.ended;
        if ended.exit != Exit::Code(0) && message.is_empty() {
            message = format!("`{}` {}", stage.command, describe(&ended.exit));
        }
        if excerpt.is_empty() {
            excerpt = stage.excerpt;
        }
        let is_check = !stage.problems.is_empty();
        problems.append(&mut stage.problems);
        commands.push(CommandOutput {
            command: stage.command,
            exit: describe(&ended.exit),
            stdout: String::from_utf8_lossy(&ended.stdout).into_owned(),
            // FileCheck's text would say the problems twice.
            stderr: match is_check {
                true => String::new(),
                false => String::from_utf8_lossy(&ended.stderr).into_owned(),
            },
        });
    }
    Failure { line: number, message, command: line.to_string(), commands, problems, excerpt }
}

fn describe(exit: &Exit) -> String {
    match exit {
        Exit::Code(code) => format!("exited with {code}"),
        Exit::Crashed(how) => format!("crashed: {how}"),
        Exit::TimedOut => "exceeded the time limit".into(),
        Exit::Broken(why) => format!("did not run: {why}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(exit: Exit) -> Ended {
        Ended { exit, stdout: b"out\n".to_vec(), stderr: b"err\n".to_vec() }
    }

    #[test]
    fn redirections_apply_in_their_order() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f").to_string_lossy().into_owned();
        let to_file = Redirect::Stdout { path: path.clone(), append: false };
        let to_end = Redirect::Stdout { path: path.clone(), append: true };
        for (redirects, piped, shown, file) in [
            (vec![], "out\n", "err\n", ""),
            (vec![Redirect::StderrToStdout], "err\nout\n", "", ""),
            (vec![Redirect::StdoutToStderr], "", "err\nout\n", ""),
            (vec![to_file.clone()], "", "err\n", "out\n"),
            (vec![to_file.clone(), Redirect::StderrToStdout], "", "", "err\nout\n"),
            (vec![Redirect::StderrToStdout, to_file.clone()], "err\n", "", "out\n"),
            (vec![to_end.clone()], "", "err\n", "old\nout\n"),
            (vec![to_end, Redirect::StderrToStdout], "", "", "old\nerr\nout\n"),
        ] {
            fs::write(&path, "old\n").unwrap();
            let result = redirect(&redirects, ended(Exit::Code(0))).unwrap();
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
            assert_eq!(text(result.stdout), piped, "{redirects:?}");
            assert_eq!(text(result.stderr), shown, "{redirects:?}");
            let left = if file.is_empty() { "old\n" } else { file };
            assert_eq!(fs::read_to_string(&path).unwrap(), left, "{redirects:?}");
        }
    }

    #[test]
    fn not_wants_a_failure_and_not_crash_a_crash() {
        use Negation::{Crash, Failure};
        let crash = || Exit::Crashed("signal".into());
        for (negation, exit, expected) in [
            (Failure, Exit::Code(0), Exit::Code(1)),
            (Failure, Exit::Code(3), Exit::Code(0)),
            (Failure, crash(), crash()),
            (Failure, Exit::TimedOut, Exit::TimedOut),
            (Crash, crash(), Exit::Code(0)),
            (Crash, Exit::Code(0), Exit::Code(1)),
            (Crash, Exit::Code(1), Exit::Code(1)),
        ] {
            assert_eq!(
                negate(ended(exit.clone()), &negation).exit,
                expected,
                "{negation:?} {exit:?}"
            );
        }
        let words = ["not", "not", "--crash", "a", "not"].map(String::from);
        let (found, rest) = negations(&words);
        assert_eq!((found, rest), (vec![Failure, Crash], &words[3..]));
    }

    #[test]
    fn a_slip_in_a_tools_name_is_no_missing_program() {
        let config = Config::new("t").tool("terrace", |_, _| Output::default());
        let unable = |name| find(name, &config).err();
        assert!(matches!(unable("terace"), Some(Unable::Misspelt(m)) if m.contains("`terrace`")));
        assert!(matches!(unable("FileChek"), Some(Unable::Misspelt(_))));
        assert_eq!(
            unable("no-such-tool-at-all"),
            Some(Unable::Missing("no-such-tool-at-all".into()))
        );
        assert!(find("terrace", &config).is_ok());
    }
}

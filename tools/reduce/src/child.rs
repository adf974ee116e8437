//! Runs in another process: the tool's own `opt`, for what ends or hangs the process, and the
//! shell commands of criteria. Both with a time limit, after which the whole group is killed.

use std::ffi::OsString;
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use terrace_ir::Body;
use terrace_ir::actions::StopAfter;
use terrace_passes::manager::Plan;

use crate::criterion::{Criterion, Finding, Kind};
use crate::lab::{Lab, MORE_RUNS, Verdict, kind_of};

/// A command that reads IR and runs passes as `terrace opt` does.
#[derive(Clone, Debug)]
pub struct Child {
    /// The program.
    pub program: PathBuf,
    /// The arguments before those of `opt`.
    pub args: Vec<OsString>,
    /// Variables set for it.
    pub env: Vec<(OsString, OsString)>,
}

/// What a process said that ended, or was ended.
struct Ended {
    status: Option<ExitStatus>,
    stderr: String,
}

/// What is said of a run that was stopped.
pub(crate) const RAN_TOO_LONG: &str = "it was stopped after";
/// Bytes kept of what a process says.
const STDERR_MAX_BYTES: u64 = 1 << 20;
const POLL: Duration = Duration::from_millis(2);

impl Child {
    /// This program with these arguments before those of `opt`.
    pub fn new(program: impl Into<PathBuf>, args: &[&str]) -> Child {
        let args = args.iter().map(OsString::from).collect();
        Child { program: program.into(), args, env: Vec::new() }
    }

    /// Runs a plan on a module there and looks for a failure.
    pub(crate) fn judge(
        &self,
        lab: &Lab,
        module: &Body,
        plan: &Plan,
        criterion: &Criterion,
        stop: Option<StopAfter>,
    ) -> Verdict {
        let once = || {
            let input = file_with(&lab.print(module))?;
            let output = tempfile::NamedTempFile::new()?;
            let mut command = self.command(lab, plan, criterion, stop);
            command.arg(input.path()).arg("-o").arg(output.path());
            let ended = run(command, lab.options.time)?;
            let verdict = told(lab, &ended, output.path(), plan, criterion);
            std::io::Result::Ok((verdict, std::fs::read_to_string(output.path())?))
        };
        let n_more = if criterion.kind == Kind::Unstable { MORE_RUNS } else { 0 };
        let all = || {
            let (verdict, first) = once()?;
            for _ in 0..n_more {
                let (_, other) = once()?;
                if verdict == Verdict::Passes && first != other {
                    return Ok(Verdict::Fails(Box::new(Finding::unstable(&first, &other))));
                }
            }
            std::io::Result::Ok(verdict)
        };
        let failed = |e| Verdict::Unknown(format!("`{}`: {e}", self.program.display()));
        all().unwrap_or_else(failed)
    }

    fn command(
        &self,
        lab: &Lab,
        plan: &Plan,
        criterion: &Criterion,
        stop: Option<StopAfter>,
    ) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.args).envs(self.env.iter().cloned());
        command.arg(format!("--pass-pipeline={}", plan.text()));
        command.args(["--diagnostics", "json", "--no-threading"]);
        command.args(["--crash-reproducer", "/dev/null"]);
        if lab.options.allow_unregistered {
            command.arg("--allow-unregistered-dialect");
        }
        if criterion.kind == Kind::Numbers {
            let numbers = criterion.numbers;
            command.arg("--check-each");
            command.arg(format!("--check-seed={}", numbers.seed));
            command.arg(format!("--check-tolerance={}", numbers.tolerance));
            command.arg(format!("--check-steps={}", numbers.steps));
        }
        if let Some(stop) = stop {
            let pass = plan.steps.get(stop.step).map_or("", |s| s.pass.name);
            let earlier = plan.steps[..stop.step].iter().filter(|s| s.pass.name == pass).count();
            let n = stop.n_changes.map_or(String::new(), |n| format!(":{n}"));
            command.arg(format!("--stop-after={pass}#{}{n}", earlier + 1));
        }
        command
    }
}

/// What a child process's end says about the failure that is looked for.
fn told(lab: &Lab, ended: &Ended, output: &Path, plan: &Plan, criterion: &Criterion) -> Verdict {
    let Some(found) = failure(lab, ended, plan) else {
        let code = ended.status.and_then(|s| s.code());
        return match code {
            Some(0) if criterion.kind == Kind::Command => {
                match (Shell::of(lab, criterion)).run_on(output) {
                    Ok(None) => Verdict::Passes,
                    Ok(Some(message)) => {
                        let messages = vec![message];
                        let found = Finding { messages, ..Finding::new(Kind::Command) };
                        Verdict::Fails(Box::new(found))
                    }
                    Err(why) => Verdict::Unknown(why),
                }
            }
            Some(0) => Verdict::Passes,
            _ => Verdict::Unknown(format!("the input is refused: {}", ended.stderr.trim())),
        };
    };
    match found.kind == criterion.kind {
        true => Verdict::Fails(Box::new(found)),
        false => Verdict::Unknown(format!("it fails otherwise: {}", found.messages.join("; "))),
    }
}

fn failure(lab: &Lab, ended: &Ended, plan: &Plan) -> Option<Finding> {
    let Some(status) = ended.status else {
        let message = format!("{RAN_TOO_LONG} {:?}", lab.options.time);
        return Some(Finding { messages: vec![message], ..Finding::new(Kind::Endless) });
    };
    if let Some(signal) = status.signal() {
        let message = format!("the process was ended by signal {signal}");
        let mut found = Finding { messages: vec![message], ..Finding::new(Kind::Panic) };
        found.key = format!("signal {signal}");
        return Some(found);
    }
    // One diagnostic a line.
    let lines = ended.stderr.lines().filter_map(|l| serde_json::from_str(l).ok());
    let said: Vec<serde_json::Value> = lines.collect();
    let text = |d: &serde_json::Value, key: &str| d[key].as_str().unwrap_or_default().to_string();
    let telling = said.iter().rfind(|d| text(d, "code").starts_with("BUG"))?;
    let code = text(telling, "code");
    let mut found = Finding::new(kind_of(&code)?);
    let message = text(telling, "message");
    let named = plan.steps.iter().find(|s| message.contains(&format!("`{}`", s.pass.name)));
    found.pass = named.map(|s| s.pass.name.to_string());
    let others = said.iter().map(|d| text(d, "code")).filter(|c| !c.starts_with("BUG"));
    found.codes = std::iter::once(code.clone()).chain(others).collect();
    found.codes.dedup();
    found.messages =
        said.iter().map(|d| format!("{}: {}", text(d, "code"), text(d, "message"))).collect();
    found.key = match found.kind {
        Kind::Verifier => found.codes.get(1).cloned().unwrap_or_default(),
        Kind::Rule => code,
        // Numbers in a message differ from module to module.
        Kind::Panic => message.chars().filter(|c| !c.is_ascii_digit()).collect(),
        _ => String::new(),
    };
    Some(found)
}

/// A shell command that fails on wrong IR.
pub(crate) struct Shell<'a> {
    pub command: &'a str,
    pub time: Duration,
}

impl<'a> Shell<'a> {
    pub fn of(lab: &Lab, criterion: &'a Criterion) -> Shell<'a> {
        Shell { command: criterion.command.as_deref().unwrap_or_default(), time: lab.options.time }
    }

    /// What is wrong with this IR according to the command, if anything.
    pub fn run(&self, ir: &str) -> Result<Option<String>, String> {
        let file = file_with(ir).map_err(|e| format!("cannot write a temporary file: {e}"))?;
        self.run_on(file.path())
    }

    fn run_on(&self, file: &Path) -> Result<Option<String>, String> {
        let mut command = Command::new("sh");
        // The shell's own variable, so that no file name has to be quoted.
        command.arg("-c").arg(self.command.replace("%s", "\"$1\"")).arg("sh").arg(file);
        let ended = run(command, self.time).map_err(|e| format!("cannot run `sh`: {e}"))?;
        let said = ended.stderr.lines().next().filter(|line| !line.trim().is_empty());
        let said = said.map_or(String::new(), |line| format!(": {}", line.trim()));
        let Some(status) = ended.status else {
            return Err(format!("the command takes more than {:?}", self.time));
        };
        match status.code() {
            Some(0) => Ok(None),
            Some(125) => Err(format!("the command cannot tell{said}")),
            Some(code @ (126 | 127)) => Err(format!("the command cannot be run ({code}){said}")),
            Some(code) => Ok(Some(format!("the command ends with {code}{said}"))),
            None => Ok(Some(format!("the command is ended by a signal{said}"))),
        }
    }
}

fn file_with(text: &str) -> std::io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::Builder::new().suffix(".mlir").tempfile()?;
    file.write_all(text.as_bytes())?;
    file.flush()?;
    Ok(file)
}

/// Runs a command in a process group of its own; kills the group when the time is over.
fn run(mut command: Command, time: Duration) -> std::io::Result<Ended> {
    // A file, not a pipe: what the command leaves running may hold a pipe open.
    let mut said = tempfile::tempfile()?;
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said.try_clone()?);
    command.process_group(0);
    let mut child = command.spawn()?;
    let deadline = Instant::now() + time;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        if Instant::now() >= deadline {
            // The child is not waited for yet, so the group is still its own.
            if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
                kill_process_group(group, Signal::KILL)?;
            }
            child.wait()?;
            break None;
        }
        std::thread::sleep(POLL);
    };
    said.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    said.take(STDERR_MAX_BYTES).read_to_end(&mut bytes)?;
    Ok(Ended { status, stderr: String::from_utf8_lossy(&bytes).into_owned() })
}

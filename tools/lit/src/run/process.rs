//! Starts a program or a tool, feeds it, and takes its output within a time and a size.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::config::{Output, Tool};

/// How a command ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Exit {
    Code(i32),
    /// A signal or a panic, and which.
    Crashed(String),
    TimedOut,
    /// It could not be started, or wrote too much.
    Broken(String),
}

/// An ended command.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ended {
    pub exit: Exit,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

impl Ended {
    pub fn without_output(exit: Exit) -> Ended {
        Ended { exit, stdout: Vec::new(), stderr: Vec::new() }
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Ended {
        let Output { code, stdout, stderr } = output;
        Ended { exit: Exit::Code(code), stdout, stderr }
    }
}

/// Bytes a command may write to each of its outputs.
const OUTPUT_MAX_BYTES: usize = 256 << 20;
/// Stack of the thread a tool runs on; compilers recurse.
const TOOL_STACK_BYTES: usize = 64 << 20;
const POLL: Duration = Duration::from_millis(2);

/// Runs a tool of this process on its own thread. One that exceeds `limit` is left behind: a
/// thread cannot be stopped.
pub(crate) fn run_tool(tool: &Tool, args: &[String], stdin: Vec<u8>, limit: Duration) -> Ended {
    let (sender, receiver) = channel();
    let (tool, args) = (tool.clone(), args.to_vec());
    let thread = std::thread::Builder::new().stack_size(TOOL_STACK_BYTES).spawn(move || {
        // Nobody listens any more if the time is up.
        let _ = sender.send(tool(&args, &stdin));
    });
    let thread = match thread {
        Ok(thread) => thread,
        Err(error) => return Ended::without_output(Exit::Broken(error.to_string())),
    };
    match receiver.recv_timeout(limit) {
        Ok(output) => Ended::from(output),
        Err(RecvTimeoutError::Timeout) => Ended::without_output(Exit::TimedOut),
        Err(RecvTimeoutError::Disconnected) => {
            let message = match thread.join() {
                Ok(()) => "ended without a result".to_string(),
                Err(payload) => panic_message(payload.as_ref()),
            };
            Ended::without_output(Exit::Crashed(format!("panicked: {message}")))
        }
    }
}

fn panic_message(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|s| s.to_string());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or("no message".into())
}

/// Runs a program; kills it when `limit` is over.
pub(crate) fn run_program(
    program: &Path,
    args: &[String],
    stdin: Vec<u8>,
    limit: Duration,
) -> Ended {
    match start(program, args, stdin, limit) {
        Ok(ended) => ended,
        Err(error) => {
            let message = format!("cannot run `{}`: {error}", program.display());
            Ended::without_output(Exit::Broken(message))
        }
    }
}

fn start(
    program: &Path,
    args: &[String],
    stdin: Vec<u8>,
    limit: Duration,
) -> std::io::Result<Ended> {
    let deadline = Instant::now() + limit;
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // Its options would change results from outside.
        .env_remove("FILECHECK_OPTS")
        .spawn()?;
    if let Some(mut pipe) = child.stdin.take() {
        // A program may end without reading all of it.
        std::thread::spawn(move || drop(pipe.write_all(&stdin)));
    }
    let stdout = child.stdout.take().map(read_in_background);
    let stderr = child.stderr.take().map(read_in_background);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        if Instant::now() >= deadline {
            child.kill()?;
            child.wait()?;
            break None;
        }
        std::thread::sleep(POLL);
    };
    // A grandchild may hold the pipes open: do not wait for it longer than for the child.
    let patience = deadline.saturating_duration_since(Instant::now()).max(POLL);
    let take = |pipe: Option<std::sync::mpsc::Receiver<Vec<u8>>>| {
        pipe.and_then(|pipe| pipe.recv_timeout(patience).ok()).unwrap_or_default()
    };
    let (stdout, stderr) = (take(stdout), take(stderr));
    let exit = match status {
        _ if stdout.len().max(stderr.len()) > OUTPUT_MAX_BYTES => {
            Exit::Broken(format!("wrote more than {OUTPUT_MAX_BYTES} bytes"))
        }
        Some(status) => exit(status),
        None => Exit::TimedOut,
    };
    Ok(Ended { exit, stdout, stderr })
}

fn read_in_background(pipe: impl Read + Send + 'static) -> std::sync::mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // What came before an error is still the output.
        let _ = pipe.take(OUTPUT_MAX_BYTES as u64 + 1).read_to_end(&mut bytes);
        let _ = sender.send(bytes);
    });
    receiver
}

#[cfg(unix)]
fn exit(status: ExitStatus) -> Exit {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => Exit::Code(code),
        (None, signal) => Exit::Crashed(format!("killed by signal {}", signal.unwrap_or(0))),
    }
}

#[cfg(not(unix))]
fn exit(status: ExitStatus) -> Exit {
    status.code().map_or(Exit::Crashed("ended without a code".into()), Exit::Code)
}

/// Looks `name` up in `dirs`, then in `PATH`; a name with a slash is a path already.
pub(crate) fn find_program(name: &str, dirs: &[PathBuf]) -> Option<PathBuf> {
    if name.contains('/') {
        return Some(PathBuf::from(name)).filter(|path| is_program(path));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let candidates = dirs.iter().cloned().chain(std::env::split_paths(&path));
    candidates.map(|dir| dir.join(name)).find(|path| is_program(path))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

//! Finds test files, executes their RUN lines, and says what became of each.
//!
//! A test file has one or more lines `// RUN: command` (`#` and `;` begin comments too). Commands
//! may be joined by `|` and `&&`, redirected with `<`, `>`, `>>`, `2>` and `2>&1`, continued with a
//! `\` at the line's end, and quoted as in sh; what sh would expand is an error. `%s` is the file,
//! `%S` its folder, `%t` a path of the test's own, `%{name}` a substitution of the embedder.
//!
//! The embedder's tools and `FileCheck` run in this process, other names as programs; `not` turns
//! failure into success. A pipeline fails if any of its commands does.
//!
//! `// REQUIRES: name, name` skips the test where a tool or feature is missing, as does a RUN line
//! that names a missing program. `// XFAIL(#12): reason` expects a failure. Any other
//! `// WORD:` that nobody reads is an error, and so is a file without a RUN line.

mod config;
mod exec;
mod process;
mod script;
mod shell;
mod summary;

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

pub use config::{Config, Output, Tool};
pub use exec::file_check;
pub use summary::{CommandOutput, Failure, Outcome, Summary, TestResult};

pub(crate) use exec::{Executor, Seen, Unable};
pub(crate) use script::{Paths, parse};

/// The test files that `wanted` names, or all under the root; sorted.
///
/// # Semantics
/// A file is a test. Anything else is first a part of names under the root, and the tests that have
/// it are meant; a folder that is no such part stands for the tests below it. Folders called
/// `Inputs` and hidden ones are passed over; links to folders are not followed.
///
/// # Errors
/// A folder cannot be read, or something wanted selects nothing.
pub fn discover(config: &Config, wanted: &[String]) -> Result<Vec<PathBuf>, String> {
    if wanted.is_empty() {
        return tests_below(config, &config.root);
    }
    let mut under_root = None;
    let mut found = Vec::new();
    for wanted in wanted {
        let path = Path::new(wanted);
        if path.is_file() {
            found.push(path.to_path_buf());
            continue;
        }
        if under_root.is_none() {
            under_root = Some(match path.is_dir() && !config.root.is_dir() {
                true => Vec::new(),
                false => tests_below(config, &config.root)?,
            });
        }
        let named = |path: &&PathBuf| test_name(config, path).contains(wanted.as_str());
        let mut selected: Vec<_> = under_root.iter().flatten().filter(named).cloned().collect();
        if selected.is_empty() && path.is_dir() {
            selected = tests_below(config, path)?;
        }
        if selected.is_empty() {
            let root = config.root.display();
            return Err(format!("no test under `{root}` matches `{wanted}`"));
        }
        found.extend(selected);
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn tests_below(config: &Config, folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let cannot = |error| format!("cannot read `{}`: {error}", folder.display());
        for entry in fs::read_dir(&folder).map_err(cannot)? {
            let entry = entry.map_err(cannot)?;
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            let is_folder = entry.file_type().map_err(cannot)?.is_dir();
            if is_folder && name != "Inputs" && !name.starts_with('.') {
                folders.push(path);
            } else if !is_folder
                && path.extension().is_some_and(|e| config.extensions.iter().any(|x| e == &**x))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Runs the tests, several at once. Results have the order of `files`.
///
/// # Example
/// ```
/// use terrace_lit::run::{Config, Output, discover, run};
/// let dir = tempfile::tempdir()?;
/// let test = "// RUN: upper < %s | FileCheck %s\n// CHECK: RUN:";
/// std::fs::write(dir.path().join("up.mlir"), test)?;
/// let config = Config::new(dir.path())
///     .temp(dir.path().join("tmp"))
///     .tool("upper", |_args, stdin| Output {
///         stdout: stdin.to_ascii_uppercase(),
///         ..Output::default()
///     });
/// let summary = run(&config, &discover(&config, &[])?);
/// assert!(summary.to_string().ends_with("1 passed, 0 failed, 0 skipped\n"), "{summary}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn run(config: &Config, files: &[PathBuf]) -> Summary {
    Summary { results: in_parallel(config, files, |path| run_one(config, path)) }
}

/// Applies `work` to each file on the configured number of threads; keeps their order.
pub(crate) fn in_parallel<T: Send>(
    config: &Config,
    files: &[PathBuf],
    work: impl Fn(&Path) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..config.n_jobs.min(files.len()) {
            scope.spawn(|| {
                while let Some((index, path)) = {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    files.get(index).map(|path| (index, path))
                } {
                    let result = work(path);
                    // Poisoned means that another worker panicked, which ends the scope anyway.
                    if let Ok(mut done) = done.lock() {
                        done.push((index, result));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

pub(crate) fn test_name(config: &Config, path: &Path) -> String {
    path.strip_prefix(&config.root).unwrap_or(path).to_string_lossy().into_owned()
}

fn run_one(config: &Config, path: &Path) -> TestResult {
    let name = test_name(config, path);
    let start = Instant::now();
    let outcome = outcome(config, path, &name);
    TestResult {
        // The path, which means this test from the present folder whatever the root is.
        rerun: format!("{} {}", config.rerun, shell::quoted(&path.to_string_lossy())),
        millis: u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
        name,
        outcome,
    }
}

/// A failure of the file rather than of a command.
fn file_failure(message: String) -> Outcome {
    Outcome::Failed(Box::new(Failure { message, ..Failure::default() }))
}

/// The paths of a test. Makes the folder of `%t` and removes what an earlier run left there, so
/// that no test passes on the files of yesterday.
pub(crate) fn test_paths(config: &Config, path: &Path, name: &str) -> Result<Paths, String> {
    // A test from elsewhere has a place below as well.
    let inner = Path::new(name).components().filter(|c| matches!(c, Component::Normal(_)));
    let mut temp = config.temp.join(inner.collect::<PathBuf>()).into_os_string();
    temp.push(".tmp");
    let temp = PathBuf::from(temp);
    let (Some(folder), Some(stem)) = (temp.parent(), temp.file_name()) else {
        return Err(format!("`{}` cannot be the path of a file", temp.display()));
    };
    let stem = stem.to_string_lossy();
    let prepare = || -> std::io::Result<()> {
        fs::create_dir_all(folder)?;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if !entry.file_name().to_string_lossy().starts_with(&*stem) {
                continue;
            }
            match entry.file_type()?.is_dir() {
                true => fs::remove_dir_all(entry.path())?,
                false => fs::remove_file(entry.path())?,
            }
        }
        Ok(())
    };
    prepare().map_err(|error| format!("cannot prepare `{}`: {error}", folder.display()))?;
    Ok(Paths { source: path.into(), temp })
}

fn outcome(config: &Config, path: &Path, name: &str) -> Outcome {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return file_failure(format!("cannot read it: {error}")),
    };
    let paths = match test_paths(config, path, name) {
        Ok(paths) => paths,
        Err(message) => return file_failure(message),
    };
    let script = match parse(&text, &paths, config) {
        Ok(script) => script,
        Err(messages) => return file_failure(messages.join("\n  ")),
    };
    let missing: Vec<&str> = script
        .requires
        .iter()
        .map(String::as_str)
        .filter(|name| !exec::is_present(name, config))
        .collect();
    if !missing.is_empty() {
        return Outcome::Skipped { reason: format!("{} is missing", missing.join(", ")) };
    }
    let mut executor = match Executor::new(config, &paths, &script.runs) {
        Ok(executor) => executor,
        Err(Unable::Missing(tool)) => {
            return Outcome::Skipped { reason: format!("{tool} is missing") };
        }
        Err(Unable::Misspelt(message)) => return file_failure(message),
    };
    let result = script.runs.iter().try_for_each(|(number, line)| executor.line(*number, line));
    match (result, script.xfail) {
        (Ok(()), None) => Outcome::Passed,
        (Err(failure), None) => Outcome::Failed(failure),
        (Err(_), Some(xfail)) => Outcome::Xfailed { issue: xfail.issue, reason: xfail.reason },
        (Ok(()), Some(xfail)) => file_failure(format!(
            "it passes, but XFAIL(#{}) says that it fails: remove that line",
            xfail.issue
        )),
    }
}

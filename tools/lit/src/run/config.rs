//! What the embedder tells the runner.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// What a command wrote and how it ended.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Output {
    /// 0 is success.
    pub code: i32,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

/// A program that runs in this process: from its arguments and standard input to its output.
///
/// It is called on a thread of its own, from several tests at once. A panic counts as a crash and
/// fails the test alone.
pub type Tool = Arc<dyn Fn(&[String], &[u8]) -> Output + Send + Sync>;

/// How tests are found and run.
#[derive(Clone)]
pub struct Config {
    pub(super) root: PathBuf,
    pub(super) temp: PathBuf,
    pub(super) tools: BTreeMap<String, Tool>,
    pub(super) tool_dirs: Vec<PathBuf>,
    pub(super) features: BTreeSet<String>,
    pub(super) substitutions: BTreeMap<String, String>,
    pub(super) words: Vec<String>,
    pub(super) extensions: Vec<String>,
    pub(super) time_limit: Duration,
    pub(super) n_jobs: usize,
    pub(super) rerun: String,
}

impl Config {
    /// Tests under `root`, which may be relative: it is then part of the commands printed.
    ///
    /// Files ending in `.mlir`, one job a core, a minute a command, `%t` under `target/lit`.
    pub fn new(root: impl Into<PathBuf>) -> Config {
        Config {
            root: root.into(),
            temp: Path::new("target").join("lit"),
            tools: BTreeMap::new(),
            tool_dirs: Vec::new(),
            features: BTreeSet::new(),
            substitutions: BTreeMap::new(),
            words: Vec::new(),
            extensions: vec!["mlir".into()],
            time_limit: Duration::from_secs(60),
            n_jobs: std::thread::available_parallelism().map_or(1, |n| n.get()),
            rerun: "terrace lit".into(),
        }
    }

    /// Runs commands called `name` in this process.
    pub fn tool(
        mut self,
        name: &str,
        tool: impl Fn(&[String], &[u8]) -> Output + Send + Sync + 'static,
    ) -> Config {
        self.tools.insert(name.into(), Arc::new(tool));
        self
    }

    /// Looks for other programs in `dir` before `PATH`.
    pub fn tool_dir(mut self, dir: impl Into<PathBuf>) -> Config {
        self.tool_dirs.push(dir.into());
        self
    }

    /// Satisfies `REQUIRES: name`, beside the tools that are found.
    pub fn feature(mut self, name: &str) -> Config {
        self.features.insert(name.into());
        self
    }

    /// Replaces `%{name}` by `text` before the command is read, so it may be several words.
    pub fn substitution(mut self, name: &str, text: &str) -> Config {
        self.substitutions.insert(name.into(), text.into());
        self
    }

    /// Accepts `// WORD:` lines, which one of the tools reads.
    pub fn word(mut self, word: &str) -> Config {
        self.words.push(word.into());
        self
    }

    /// Extensions of test files, without the dot.
    pub fn extensions(mut self, extensions: &[&str]) -> Config {
        self.extensions = extensions.iter().map(|e| e.to_string()).collect();
        self
    }

    /// Where the files of `%t` go. Made when needed, not removed.
    pub fn temp(mut self, dir: impl Into<PathBuf>) -> Config {
        self.temp = dir.into();
        self
    }

    /// Time one command may take.
    pub fn time_limit(mut self, limit: Duration) -> Config {
        self.time_limit = limit;
        self
    }

    /// Tests run at once.
    pub fn jobs(mut self, n_jobs: usize) -> Config {
        self.n_jobs = n_jobs.max(1);
        self
    }

    /// The command that reruns a test when its name is appended; printed with each failure.
    pub fn rerun(mut self, command: &str) -> Config {
        self.rerun = command.into();
        self
    }

    /// Replaces the `%{name}` of [`Config::substitution`]; leaves all other `%` alone.
    pub(super) fn expand_macros(&self, text: &str) -> Result<String, String> {
        let (mut out, mut rest) = (String::new(), text);
        while let Some((head, tail)) = rest.split_once("%{") {
            out.push_str(head);
            let Some((name, after)) = tail.split_once('}') else {
                return Err("`%{` without `}`".into());
            };
            match self.substitutions.get(name) {
                Some(value) => out.push_str(value),
                None => out.push_str(&format!("%{{{name}}}")),
            }
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }
}

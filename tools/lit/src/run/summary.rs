//! What became of each test, and how it is told.

use std::fmt;

use serde::Serialize;

use crate::filecheck::Problem;

/// The results of a run, in the order of the tests' names.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    pub results: Vec<TestResult>,
}

/// One test file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TestResult {
    /// Its path under the root.
    pub name: String,
    pub millis: u64,
    /// The command that runs it again.
    pub rerun: String,
    pub outcome: Outcome,
}

/// How a test ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Passed,
    Failed(Box<Failure>),
    /// Something it needs is not here.
    Skipped {
        reason: String,
    },
    /// It failed, as its `XFAIL` line says.
    Xfailed {
        issue: u64,
        reason: String,
    },
}

/// Why a test failed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Failure {
    /// Line of the RUN line; 0 when the file itself is at fault.
    pub line: usize,
    pub message: String,
    /// The whole command line, ready to be pasted.
    pub command: String,
    pub commands: Vec<CommandOutput>,
    /// What FileCheck found.
    pub problems: Vec<Problem>,
    /// The output around the first problem.
    pub excerpt: String,
}

/// One command of the line that failed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommandOutput {
    pub command: String,
    pub exit: String,
    /// What did not go into a pipe or a file.
    pub stdout: String,
    pub stderr: String,
}

impl Summary {
    pub fn n_passed(&self) -> usize {
        self.count(|outcome| *outcome == Outcome::Passed)
    }

    pub fn n_failed(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Failed(_)))
    }

    pub fn n_skipped(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Skipped { .. }))
    }

    pub fn n_xfailed(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Xfailed { .. }))
    }

    fn count(&self, is: impl Fn(&Outcome) -> bool) -> usize {
        self.results.iter().filter(|result| is(&result.outcome)).count()
    }

    /// Whether nothing failed.
    pub fn is_success(&self) -> bool {
        self.n_failed() == 0
    }

    /// The counts and all results as JSON.
    pub fn to_json(&self) -> String {
        let value = serde_json::json!({
            "passed": self.n_passed(),
            "failed": self.n_failed(),
            "skipped": self.n_skipped(),
            "xfailed": self.n_xfailed(),
            "results": self.results,
        });
        format!("{value:#}")
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for result in &self.results {
            if let Outcome::Failed(failure) = &result.outcome {
                writeln!(f, "FAIL {}", result.name)?;
                write!(f, "{failure}")?;
                writeln!(f, "  again: {}\n", result.rerun)?;
            }
        }
        for result in &self.results {
            if let Outcome::Xfailed { issue, reason } = &result.outcome {
                writeln!(f, "XFAIL {}: #{issue}: {reason}", result.name)?;
            }
        }
        for result in &self.results {
            if let Outcome::Skipped { reason } = &result.outcome {
                writeln!(f, "SKIP {}: {reason}", result.name)?;
            }
        }
        if self.n_xfailed() > 0 {
            writeln!(f, "{} failed as expected", self.n_xfailed())?;
        }
        let (passed, failed, skipped) = (self.n_passed(), self.n_failed(), self.n_skipped());
        writeln!(f, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

/// Lines of a command's output shown.
const OUTPUT_LINES: usize = 30;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let place = if self.line > 0 { format!("line {}: ", self.line) } else { String::new() };
        writeln!(f, "  {place}{}", self.message)?;
        if !self.command.is_empty() {
            writeln!(f, "  {}", self.command)?;
        }
        for problem in &self.problems {
            indented(f, &problem.to_string(), usize::MAX)?;
        }
        if !self.excerpt.is_empty() {
            writeln!(f, "  output:")?;
            indented(f, &self.excerpt, usize::MAX)?;
        }
        for output in &self.commands {
            for (what, text) in [("stderr", &output.stderr), ("stdout", &output.stdout)] {
                if !text.trim().is_empty() {
                    writeln!(f, "  {what} of `{}` ({}):", output.command, output.exit)?;
                    indented(f, text, OUTPUT_LINES)?;
                }
            }
        }
        Ok(())
    }
}

fn indented(f: &mut fmt::Formatter, text: &str, n_lines: usize) -> fmt::Result {
    for line in text.lines().take(n_lines) {
        writeln!(f, "{}", format!("    {line}").trim_end())?;
    }
    match text.lines().count().saturating_sub(n_lines) {
        0 => Ok(()),
        n_more => writeln!(f, "    ... {n_more} more lines"),
    }
}

//! The arguments of `bisect` and `reduce`.

use std::time::Duration;

use clap::{Parser, ValueEnum};
use terrace_reduce::{Criterion, Kind, Numbers};

/// Finds the pass and the application of a pattern that are wrong, and the smallest module that
/// shows it.
///
/// Example: bisect model.mlir -p canonicalize,cse
#[derive(Parser, Clone, Debug)]
pub struct Args {
    /// The module; a reproducer says its pipeline itself
    pub input: String,

    /// A pipeline with explicit nesting: `builtin.module(func.func(canonicalize),inline)`
    #[arg(long, conflicts_with = "passes")]
    pub pass_pipeline: Option<String>,

    /// Passes and named pipelines, put on the operations they run on: `canonicalize,cse`
    #[arg(short = 'p', long = "passes", value_name = "PASSES")]
    pub passes: Option<String>,

    /// The lit case that is written [default: the input's name with `.reduced.mlir`]; `-` is
    /// standard output
    #[arg(short, long)]
    pub output: Option<String>,

    /// Which failure is looked for
    #[arg(long, value_enum, default_value_t = Word::Auto)]
    pub criterion: Word,

    /// A shell command that fails on wrong IR; `%s` stands for the file (`--criterion command`)
    #[arg(long, value_name = "COMMAND")]
    pub command: Option<String>,

    /// What the inputs of the interpreter are made from
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub check_seed: u64,

    /// How far results may be apart, relative to the largest element of each
    #[arg(long, value_name = "X", default_value_t = 1e-4)]
    pub check_tolerance: f64,

    /// Steps after which the interpreter gives up on a function
    #[arg(long, value_name = "N", default_value_t = 1 << 22)]
    pub check_steps: u64,

    /// Seconds after which a run counts as one that does not end
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0, value_parser = seconds)]
    pub time_limit: f64,

    /// Make every run in a process of its own
    #[arg(long)]
    pub isolate: bool,

    /// Accept operations, types and attributes of dialects that are not known
    #[arg(long)]
    pub allow_unregistered_dialect: bool,

    /// Write what was found as JSON; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub report: Option<String>,
}

/// Which failure is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Word {
    /// Whatever fails first
    Auto,
    /// A pass panics or ends the process
    Panic,
    /// A pass leaves IR that does not verify
    Verifier,
    /// A pass leaves what it says is gone, or a pattern declines after it changed something
    Rule,
    /// A pass does not come to an end
    Endless,
    /// The interpreter finds other numbers after a pass
    Numbers,
    /// Two runs give different IR
    Unstable,
    /// A command fails on the printed IR
    Command,
}

fn seconds(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "expected a number of seconds".to_string())?;
    let fits = value > 0.0 && value <= 86_400.0;
    fits.then_some(value).ok_or_else(|| "expected more than 0 and at most 86400".to_string())
}

impl Args {
    pub fn time(&self) -> Duration {
        Duration::from_secs_f64(self.time_limit)
    }

    pub fn numbers(&self) -> Numbers {
        let (seed, tolerance) = (self.check_seed, self.check_tolerance);
        Numbers { seed, tolerance, steps: self.check_steps }
    }

    /// The failure that is looked for; `None` for whatever there is.
    pub fn chosen(&self) -> Result<Option<Criterion>, String> {
        let kind = match (self.criterion, &self.command) {
            (Word::Auto | Word::Command, Some(command)) => {
                return Ok(Some(Criterion::command(command)));
            }
            (_, Some(_)) => return Err("`--command` is for `--criterion command`".into()),
            (Word::Command, None) => {
                return Err("`--criterion command` needs `--command 'CHECK %s'`".into());
            }
            (Word::Auto, None) => return Ok(None),
            (Word::Panic, _) => Kind::Panic,
            (Word::Verifier, _) => Kind::Verifier,
            (Word::Rule, _) => Kind::Rule,
            (Word::Endless, _) => Kind::Endless,
            (Word::Numbers, _) => Kind::Numbers,
            (Word::Unstable, _) => Kind::Unstable,
        };
        Ok(Some(Criterion { numbers: self.numbers(), ..Criterion::new(kind) }))
    }
}

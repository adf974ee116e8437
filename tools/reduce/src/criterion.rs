//! What is looked for, and what was found.

use serde::Serialize;

/// How a pipeline fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A pass panics, or ends the process.
    Panic,
    /// A pass leaves IR that does not verify.
    Verifier,
    /// A pass breaks a rule: what it says it leaves, or a pattern that declines after changes.
    Rule,
    /// A pass does not come to an end.
    Endless,
    /// The interpreter finds other numbers after a pass.
    Numbers,
    /// Two runs on the same input give different IR.
    Unstable,
    /// A command fails on the printed IR.
    Command,
}

impl Kind {
    /// Each with its word.
    pub const ALL: [(Kind, &str); 7] = [
        (Kind::Panic, "panic"),
        (Kind::Verifier, "verifier"),
        (Kind::Rule, "rule"),
        (Kind::Endless, "endless"),
        (Kind::Numbers, "numbers"),
        (Kind::Unstable, "unstable"),
        (Kind::Command, "command"),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        Kind::ALL.iter().find(|(k, _)| *k == self).map_or("", |(_, w)| w)
    }
}

/// How numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Numbers {
    /// What inputs are made from.
    pub seed: u64,
    /// How far results may be apart, relative to the largest element of each.
    pub tolerance: f64,
    /// Steps after which the interpreter gives up on a function.
    pub steps: u64,
}

impl Default for Numbers {
    fn default() -> Numbers {
        Numbers { seed: 0, tolerance: 1e-4, steps: 1 << 22 }
    }
}

/// Which failure is looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Criterion {
    /// How it fails.
    pub kind: Kind,
    /// How numbers are compared.
    pub numbers: Numbers,
    /// The shell command; `%s` stands for the file with the IR.
    pub command: Option<String>,
}

impl Criterion {
    /// This kind of failure; numbers are compared as they are by default.
    pub fn new(kind: Kind) -> Criterion {
        Criterion { kind, numbers: Numbers::default(), command: None }
    }

    /// IR on which a shell command fails.
    pub fn command(command: impl Into<String>) -> Criterion {
        Criterion { command: Some(command.into()), ..Criterion::new(Kind::Command) }
    }
}

/// A failure that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// How it fails.
    pub kind: Kind,
    /// The pass that failed, where the run itself tells.
    pub pass: Option<String>,
    /// Its place in the plan, from 0.
    pub step: Option<usize>,
    /// The pattern that was at work, where that is known.
    pub pattern: Option<String>,
    /// The operation that it was at work on.
    pub op: Option<String>,
    /// The codes of the diagnostics, the most telling one first.
    pub codes: Vec<String>,
    /// What was said, a line each.
    pub messages: Vec<String>,
    /// What tells this failure from others of its kind: the place of a panic, the verifier's code.
    #[serde(skip)]
    pub key: String,
}

impl Finding {
    /// A failure of this kind that nothing more is known about.
    pub fn new(kind: Kind) -> Finding {
        Finding {
            kind,
            pass: None,
            step: None,
            pattern: None,
            op: None,
            codes: Vec::new(),
            messages: Vec::new(),
            key: String::new(),
        }
    }

    /// Two runs that give different texts.
    pub(crate) fn unstable(first: &str, second: &str) -> Finding {
        let differ = first.lines().zip(second.lines()).find(|(a, b)| a != b);
        let what = differ.map_or("one run gives more than the other".to_string(), |(a, b)| {
            format!("one run gives `{}`, another `{}`", a.trim(), b.trim())
        });
        Finding { messages: vec![what], ..Finding::new(Kind::Unstable) }
    }

    /// Whether another one is the same mistake as far as one can tell.
    pub fn is_same(&self, other: &Finding) -> bool {
        let pass = self.pass.is_none() || other.pass.is_none() || self.pass == other.pass;
        self.kind == other.kind && pass && self.key == other.key
    }

    /// Whether it ended the process instead of being reported.
    pub fn is_of_process(&self) -> bool {
        self.codes.is_empty() && self.key.starts_with("signal")
    }

    /// The code that names it.
    pub fn code(&self) -> &str {
        self.codes.first().map_or("", |c| c.as_str())
    }
}

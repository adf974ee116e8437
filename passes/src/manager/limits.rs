//! Limits on actions as text: `--stop-after` and `--debug-counter`.
//!
//! # Semantics
//! - `PASS`, `PASS:n`: the pipeline ends after this pass, or after the `n`-th change of its
//!   drivers. A pass that stands several times in the plan is told apart as `PASS#k`, counted from
//!   1 over the written-out plan ([`Plan::text`]); without a number its first place is meant.
//! - `NAME-skip=N` and `NAME-count=N`, separated by commas (upstream's debug counters): the first
//!   `N` executions of a pass, or changes of a pattern, are left out; only the next `N` happen.

use terrace_ir::actions::{StopAfter, Window};
use terrace_ir::{Code, Diag, Diags, Loc, Reported, nearest};

use super::plan::Plan;

/// Malformed limit.
pub const PASS008: Code = Code {
    id: "PASS008",
    message: "malformed limit `{0}`: expected {1}",
    explain: "`--stop-after` takes the name of a pass of the pipeline, with `#k` behind it for its \
              k-th place in the pipeline, and `:n` for the number of changes after which it stops: \
              `canonicalize#2:17`. `--debug-counter` takes `NAME-skip=N` and `NAME-count=N`.",
};

/// A pass to stop at that never runs.
pub const PASS009: Code = Code {
    id: "PASS009",
    message: "cannot stop after `{0}`: the pipeline has {1}",
    explain: "The pipeline ends after a pass that is in it. Named pipelines are written out, and \
              places are counted from 1.",
};

impl Plan {
    /// Reads where the plan ends early: `canonicalize#2:17`.
    ///
    /// # Errors
    /// `PASS008`, `PASS009`
    pub fn stop_after(&self, text: &str, diags: &mut Diags) -> Result<StopAfter, Reported> {
        let (place, n_changes) = match text.rsplit_once(':') {
            Some((place, n)) => match n.parse() {
                Ok(n) => (place, Some(n)),
                Err(_) => return Err(malformed(text, "a number of changes after `:`", diags)),
            },
            None => (text, None),
        };
        let (pass, nth) = match place.split_once('#') {
            Some((pass, k)) => match k.parse::<usize>() {
                Ok(k) if k > 0 => (pass, k),
                _ => return Err(malformed(text, "a number from 1 after `#`", diags)),
            },
            None => (place, 1),
        };
        let mut steps = self.steps.iter().enumerate().filter(|(_, s)| s.pass.name == pass);
        if let Some((step, _)) = steps.nth(nth - 1) {
            return Ok(StopAfter { step, n_changes });
        }
        let names = || self.steps.iter().map(|s| s.pass.name);
        let has = match names().filter(|n| *n == pass).count() {
            0 => "no such pass".to_string(),
            n => format!("it {n} times"),
        };
        let diag = Diag::error(&PASS009, Loc::UNKNOWN, &[&place, &has]);
        let near = nearest(pass, names()).filter(|n| *n != pass);
        Err(diags.push(diag.suggest(near)))
    }
}

/// Reads limits by name: `fold-skip=3,fold-count=1`.
///
/// # Errors
/// `PASS008`
pub fn windows(text: &str, diags: &mut Diags) -> Result<Vec<Window>, Reported> {
    let mut windows: Vec<Window> = Vec::new();
    for item in text.split(',').map(str::trim).filter(|s| !s.is_empty()) {
        let parsed = item.split_once('=').and_then(|(key, n)| {
            let (name, which) = key.rsplit_once('-')?;
            Some((name, which, n.parse::<u64>().ok()?))
        });
        let Some((name, which @ ("skip" | "count"), n)) = parsed else {
            return Err(malformed(item, "`NAME-skip=N` or `NAME-count=N`", diags));
        };
        let at = windows.iter().position(|w| w.name == name).unwrap_or_else(|| {
            windows.push(Window { name: name.to_string(), skip: 0, count: None });
            windows.len() - 1
        });
        match which {
            "skip" => windows[at].skip = n,
            _ => windows[at].count = Some(n),
        }
    }
    Ok(windows)
}

fn malformed(text: &str, expected: &str, diags: &mut Diags) -> Reported {
    diags.error(&PASS008, Loc::UNKNOWN, &[&text, &expected])
}

//! The house rules as functions from a repository to findings.
//!
//! Each rule is one function. A finding names the file, the rule's reason and the edit that mends
//! it: a rule that cannot say its reason in a line does not exist.

pub mod codes;
pub mod crates;
pub mod docs;
pub mod names;
pub mod ratchet;
pub mod sources;

use crate::repo::Repo;

/// One place that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// Path from the root, with `:line` where one is known.
    pub place: String,
    /// What is wrong there.
    pub what: String,
    /// The edit that mends it.
    pub edit: String,
}

impl Finding {
    pub fn new(place: impl Into<String>, what: impl Into<String>, edit: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into(), edit: edit.into() }
    }
}

/// A rule over the files of the repository.
pub struct Rule {
    pub name: &'static str,
    /// Why the rule exists, in one line.
    pub reason: &'static str,
    pub check: fn(&Repo) -> Vec<Finding>,
}

/// Old offenders, one a line: `rule | path | what is wrong`. New ones are not added without a
/// reason in the commit; one that was mended must leave the list.
pub const KNOWN: &str = include_str!("../../known.txt");

/// Panics with every finding of `rule` that is not an old offender, and with every old offender
/// that was mended; what a test calls.
///
/// # Panics
/// When the rule is broken or the repository cannot be read.
pub fn enforce(rule: &Rule) {
    let repo = Repo::load().expect("the repository is readable");
    let mut findings = (rule.check)(&repo);
    let mut known: Vec<&str> =
        KNOWN.lines().filter(|l| l.split(" | ").next() == Some(rule.name)).collect();
    findings.retain(|f| {
        let path = f.place.split(':').next().unwrap_or_default();
        let line = format!("{} | {path} | {}", rule.name, f.what);
        let at = known.iter().position(|k| *k == line);
        at.map(|i| known.remove(i)).is_none()
    });
    let mended = known.into_iter().map(|line| {
        let edit = "take the line out of tools/xtask/known.txt";
        Finding::new("tools/xtask/known.txt", format!("`{line}` is mended"), edit)
    });
    findings.extend(mended);
    assert!(findings.is_empty(), "{}", report(rule, &findings));
}

fn report(rule: &Rule, findings: &[Finding]) -> String {
    let mut out = format!("\ntidy rule `{}`: {}\n", rule.name, rule.reason);
    for f in findings {
        out += &format!("  {}: {}\n      edit: {}\n", f.place, f.what, f.edit);
    }
    out
}

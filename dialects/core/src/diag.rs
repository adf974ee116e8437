//! Diagnostics: codes, messages, and the sink that collects them.

use std::fmt::{Display, Write};

use crate::entity::Loc;
use crate::verify::codes::IR024;
use crate::view::OpRef;

/// A kind of diagnostic, known to users by its id.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Area in capitals and three digits, such as `PARSE007`; never reused.
    pub id: &'static str,
    /// The message; `{0}`, `{1}`, .. stand for the arguments.
    pub message: &'static str,
    /// What it means and what to do, for `terrace explain`.
    pub explain: &'static str,
}

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Worth knowing.
    Remark,
    /// Suspicious, but the result stands.
    Warning,
    /// The input is refused.
    Error,
}

/// One diagnostic.
#[derive(Clone, PartialEq, Debug)]
pub struct Diag {
    /// Its kind.
    pub code: &'static Code,
    /// How bad it is.
    pub severity: Severity,
    /// Where it is.
    pub loc: Loc,
    /// The filled-in message: lower case, no full stop.
    pub message: String,
    /// Other places with a word on each.
    pub labels: Vec<(Loc, String)>,
    /// More sentences.
    pub notes: Vec<String>,
    /// A text that would mend it, if one is known.
    pub fix: Option<String>,
}

impl Diag {
    /// An error of this code at `loc`, its message filled with `args`.
    pub fn error(code: &'static Code, loc: Loc, args: &[&dyn Display]) -> Diag {
        Diag {
            code,
            severity: Severity::Error,
            loc,
            message: fill(code.message, args),
            labels: Vec::new(),
            notes: Vec::new(),
            fix: None,
        }
    }

    /// The same as a warning.
    pub fn warning(code: &'static Code, loc: Loc, args: &[&dyn Display]) -> Diag {
        Diag { severity: Severity::Warning, ..Diag::error(code, loc, args) }
    }

    /// The same as a remark.
    pub fn remark(code: &'static Code, loc: Loc, args: &[&dyn Display]) -> Diag {
        Diag { severity: Severity::Remark, ..Diag::error(code, loc, args) }
    }

    /// Points at another place.
    pub fn label(mut self, loc: Loc, text: impl Into<String>) -> Diag {
        self.labels.push((loc, text.into()));
        self
    }

    /// Adds a sentence.
    pub fn note(mut self, text: impl Into<String>) -> Diag {
        self.notes.push(text.into());
        self
    }

    /// Proposes a text.
    pub fn fix(mut self, text: impl Into<String>) -> Diag {
        self.fix = Some(text.into());
        self
    }

    /// Proposes a text if there is one near what was written.
    pub fn suggest(self, near: Option<&str>) -> Diag {
        match near {
            Some(near) => self.fix(near),
            None => self,
        }
    }
}

fn fill(template: &str, args: &[&dyn Display]) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let hit = rest[1..].find('}').and_then(|close| {
            let idx: usize = rest[1..1 + close].parse().ok()?;
            Some((args.get(idx)?, close + 2))
        });
        match hit {
            Some((arg, len)) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "{arg}");
                rest = &rest[len..];
            }
            None => {
                out.push('{');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Proof that a diagnostic was reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reported(());

/// Collects diagnostics in the order they are found.
#[derive(Default, Debug)]
pub struct Diags {
    items: Vec<Diag>,
    n_errors: usize,
}

impl Diags {
    /// An empty sink.
    pub fn new() -> Diags {
        Diags::default()
    }

    /// Takes a diagnostic.
    pub fn push(&mut self, diag: Diag) -> Reported {
        // Every open region of a text that ends too early misses its end at the same place.
        let again = |last: &Diag| {
            let same = (last.code.id, last.loc) == (diag.code.id, diag.loc);
            same && last.message == diag.message && last.labels == diag.labels
        };
        if diag.severity == Severity::Error && self.items.last().is_some_and(again) {
            return Reported(());
        }
        self.n_errors += usize::from(diag.severity == Severity::Error);
        self.items.push(diag);
        Reported(())
    }

    /// Takes an error of this code at `loc`.
    pub fn error(&mut self, code: &'static Code, loc: Loc, args: &[&dyn Display]) -> Reported {
        self.push(Diag::error(code, loc, args))
    }

    /// Takes an error unless `ok`.
    pub fn require(&mut self, ok: bool, code: &'static Code, loc: Loc, args: &[&dyn Display]) {
        if !ok {
            self.error(code, loc, args);
        }
    }

    /// Takes an error about an operation in words, `IR024`, unless `ok`: for verifiers that need no
    /// code of their own.
    pub fn check(&mut self, ok: bool, op: OpRef<'_>, what: &str) {
        self.require(ok, &IR024, op.loc(), &[&op.name_str(), &what]);
    }

    /// What was collected.
    pub fn items(&self) -> &[Diag] {
        &self.items
    }

    /// Takes everything out.
    pub fn take(&mut self) -> Vec<Diag> {
        self.n_errors = 0;
        std::mem::take(&mut self.items)
    }

    /// How many of them are errors.
    pub fn n_errors(&self) -> usize {
        self.n_errors
    }

    /// `Err` if there was an error since `before` (a value of [`Diags::n_errors`]).
    pub fn ok_since(&self, before: usize) -> Result<(), Reported> {
        if self.n_errors > before { Err(Reported(())) } else { Ok(()) }
    }

    /// Takes over what another sink collected.
    pub fn extend(&mut self, other: Diags) {
        self.n_errors += other.n_errors;
        self.items.extend(other.items);
    }
}

/// The candidate that `name` was probably meant to be: at most a third of it away, by edits of one
/// letter (two neighbours swapped count as one edit).
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Very long names are nobody's typing error.
    let mut limit = if name.len() > 64 { return None } else { name.chars().count().div_ceil(3) };
    let mut best: Option<(usize, &str)> = None;
    // Thousands of names are asked about for each unknown one: most must cost next to nothing.
    for candidate in candidates {
        let Some(n_edits) = edits(name, candidate, limit) else { continue };
        if best.is_none_or(|best| (n_edits, candidate) < best) {
            best = Some((n_edits, candidate));
            limit = n_edits;
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Edits between two words, if at most `limit`: insert, delete, replace, swap neighbours.
fn edits(a: &str, b: &str, limit: usize) -> Option<usize> {
    // Each letter that only one of the words has takes an edit.
    let letters = |s: &str| s.chars().fold(0u64, |set, c| set | 1 << (c as u32 % 64));
    let n_foreign = |a: u64, b: u64| (a & !b).count_ones() as usize;
    let (in_a, in_b) = (letters(a), letters(b));
    let n_longer = a.chars().count().abs_diff(b.chars().count());
    if n_foreign(in_a, in_b).max(n_foreign(in_b, in_a)).max(n_longer) > limit {
        return None;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = [vec![0; b.len() + 1], (0..=b.len()).collect(), vec![0; b.len() + 1]];
    for i in 1..=a.len() {
        rows[2][0] = i;
        for j in 1..=b.len() {
            let replace = rows[1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replace.min(rows[1][j] + 1).min(rows[2][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[0][j - 2] + 1);
            }
            rows[2][j] = best;
        }
        rows.rotate_left(1);
    }
    Some(rows[1][b.len()]).filter(|n| *n <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let known = ["canonicalize", "cse", "sccp", "inline"];
        let near = |name| nearest(name, known.into_iter());
        assert_eq!(near("cannonicalise"), Some("canonicalize"));
        assert_eq!(near("ces"), Some("cse"));
        assert_eq!(near("inlien"), Some("inline"));
        assert_eq!(near("vectorize"), None);
    }

    #[test]
    fn counts_edits_up_to_the_limit() {
        assert_eq!(edits("inline", "inlien", 1), Some(1));
        assert_eq!(edits("abc", "xyz", 3), Some(3));
        assert_eq!(edits("abc", "xyz", 2), None);
        assert_eq!(edits("abcd", "dcba", 4), Some(3));
        assert_eq!(edits("aaaa", "a", 3), Some(3));
        assert_eq!(edits("aaaa", "a", 2), None);
        // Letters that a set of 64 cannot tell apart only make the quick look less quick.
        assert_eq!(edits("\u{40}\u{80}", "\u{80}\u{c0}", 2), Some(2));
    }

    #[test]
    fn fills_arguments_and_leaves_other_braces() {
        assert_eq!(fill("a {0} {x} {1} {9}", &[&1, &"two"]), "a 1 {x} two {9}");
    }
}

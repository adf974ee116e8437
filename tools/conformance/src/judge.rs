//! Verdicts: their judgement and our answer, compared.

use anyhow::Result;
use rayon::prelude::*;

use crate::cases::Case;
use crate::foreign;
use crate::ours::{self, Answer};
use crate::reference::{Judgement, MlirOpt};

/// What came of a case.
pub enum Verdict {
    /// Accepted by both, and the same module.
    Equal,
    /// Accepted by `mlir-opt`, and this is wrong with us.
    Wrong(String),
    /// Rejected by both, on the same line.
    SameLine,
    /// Rejected by both; our errors are elsewhere.
    Elsewhere(String),
    /// Rejected by `mlir-opt` only.
    Missed(String),
    /// Not judged, for this reason.
    Skipped(String),
}

impl Verdict {
    /// What is wrong, if anything is.
    pub fn failure(&self) -> Option<&str> {
        match self {
            Verdict::Wrong(why) | Verdict::Elsewhere(why) | Verdict::Missed(why) => Some(why),
            _ => None,
        }
    }

    /// What is shown of a case on which all agree.
    pub fn word(&self) -> String {
        match self {
            Verdict::Equal => "equal".into(),
            Verdict::SameLine => "rejected".into(),
            Verdict::Skipped(why) => format!("skipped: {why}"),
            Verdict::Wrong(_) | Verdict::Elsewhere(_) | Verdict::Missed(_) => "wrong".into(),
        }
    }
}

/// A verdict, or texts that `mlir-opt` must judge first.
pub enum First {
    Done(Verdict),
    Printed(Box<[String; 2]>),
}

/// Judges what can be judged without `mlir-opt` reading our texts.
pub fn look(tool: &MlirOpt, case: &Case, judgement: &Judgement) -> First {
    let source = String::from_utf8_lossy(&case.text);
    let read = || ours::read(&case.text, case.allow_unregistered);
    First::Done(match judgement {
        Judgement::Crashed => Verdict::Skipped("mlir-opt crashes".into()),
        Judgement::Accepted(text) => match foreign::dialect(tool, text) {
            Some(dialect) => Verdict::Skipped(format!("dialect {dialect}")),
            None => match accepted(read(), case.allow_unregistered) {
                Ok(texts) => return First::Printed(texts),
                Err(why) => Verdict::Wrong(why),
            },
        },
        Judgement::Rejected(lines) => match foreign::dialect(tool, &source) {
            Some(dialect) => Verdict::Skipped(format!("dialect {dialect}")),
            None => rejected(lines, read()),
        },
    })
}

/// Our texts of an accepted case, once they are known to be fixpoints.
fn accepted(answer: Answer, allow: bool) -> Result<Box<[String; 2]>, String> {
    let texts = match answer {
        Answer::Printed(texts) => texts,
        other => return Err(refusal(&other)),
    };
    for (form, text) in texts.iter().enumerate() {
        let name = ["generic", "custom"][form];
        match ours::read(text.as_bytes(), allow) {
            Answer::Printed(again) if again[form] == *text => {}
            Answer::Printed(again) => {
                let place = first_difference(text, &again[form]);
                return Err(format!("{name} form is no fixpoint: {place}"));
            }
            other => {
                return Err(format!("own {name} form refused: {}\n{text}", refusal(&other)));
            }
        }
    }
    Ok(texts)
}

fn refusal(answer: &Answer) -> String {
    match answer {
        Answer::Rejected(errors) => {
            let texts: Vec<String> = errors.iter().map(|(l, t)| format!("line {l}: {t}")).collect();
            texts.join("\n    ")
        }
        Answer::Panicked => "panic".into(),
        Answer::Printed(_) => "accepted".into(),
    }
}

fn rejected(lines: &[u32], answer: Answer) -> Verdict {
    let errors = match answer {
        Answer::Rejected(errors) => errors,
        Answer::Panicked => return Verdict::Wrong("panic".into()),
        Answer::Printed(_) => {
            return Verdict::Missed(format!("not rejected, line {}", first(lines)));
        }
    };
    // An error that is at no line of the text is met by any.
    if lines.is_empty() || errors.iter().any(|(line, _)| *line == lines[0]) {
        return Verdict::SameLine;
    }
    let ours = refusal(&Answer::Rejected(errors));
    Verdict::Elsewhere(format!("elsewhere, not line {}: {ours}", first(lines)))
}

fn first(lines: &[u32]) -> u32 {
    lines.first().copied().unwrap_or(0)
}

/// Lets `mlir-opt` read what we printed, and compares with what it made of the case itself.
pub fn compare_texts(
    tool: &MlirOpt,
    cases: &[Case],
    judgements: &[Judgement],
    first: Vec<First>,
) -> Result<Vec<Verdict>> {
    let mut texts = Vec::new();
    for (case, first) in cases.iter().zip(&first) {
        if let First::Printed(both) = first {
            texts.extend(both.iter().map(|t| (t.clone().into_bytes(), case.allow_unregistered)));
        }
    }
    let mut judged = tool.judge_texts(&texts)?.into_iter();
    let mut pairs = Vec::new();
    for (first, theirs) in first.into_iter().zip(judgements) {
        let found = match &first {
            First::Printed(_) => judged.by_ref().take(2).collect(),
            First::Done(_) => Vec::new(),
        };
        pairs.push((first, theirs, found));
    }
    let verdict = |(first, theirs, found): (First, &Judgement, Vec<Judgement>)| match first {
        First::Done(verdict) => verdict,
        First::Printed(texts) => equal(theirs, &found, &texts),
    };
    Ok(pairs.into_par_iter().map(verdict).collect())
}

fn equal(theirs: &Judgement, found: &[Judgement], texts: &[String; 2]) -> Verdict {
    let Judgement::Accepted(want) = theirs else { return Verdict::Wrong("not accepted".into()) };
    for ((form, judgement), text) in ["generic", "custom"].iter().zip(found).zip(texts) {
        let wrong = match judgement {
            Judgement::Accepted(got) if got == want => continue,
            Judgement::Accepted(got) => format!("differs: {}", first_difference(want, got)),
            Judgement::Rejected(lines) => {
                let line = text.lines().nth(first(lines).saturating_sub(1) as usize).unwrap_or("");
                format!("refused by mlir-opt: {}\n{text}", line.trim())
            }
            Judgement::Crashed => format!("mlir-opt crashes\n{text}"),
        };
        return Verdict::Wrong(format!("{form} form {wrong}"));
    }
    Verdict::Equal
}

fn first_difference(want: &str, got: &str) -> String {
    let differ = want.lines().zip(got.lines()).find(|(a, b)| a != b);
    let (a, b) = differ.unwrap_or(("one is longer", "than the other"));
    format!("`{}` | `{}`\n  want {a}\n  got  {b}\n{want}\n----\n{got}", around(a, b), around(b, a))
}

/// The part of `a` from shortly before it differs from `b`.
fn around<'a>(a: &'a str, b: &str) -> &'a str {
    let same = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let from = (0..=same.saturating_sub(20)).rev().find(|i| a.is_char_boundary(*i)).unwrap_or(0);
    let to = (from..=a.len().min(from + 60)).rev().find(|i| a.is_char_boundary(*i));
    a.get(from..to.unwrap_or(a.len())).unwrap_or(a)
}

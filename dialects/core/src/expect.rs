//! `expected-error@+1 {{text}}`: diagnostics that the input says it provokes.
//!
//! # Semantics
//! A comment `expected-KIND`, with `error`, `warning`, `note` or `remark` for KIND, then a place,
//! then a text in double braces. The place is `@+N`, `@-N`, `@above` (the line before), `@below`
//! (the line after), `@unknown` (no place), or nothing for the comment's own line. The text must
//! occur in the diagnostic, written `CODE: message`. Every diagnostic must be expected, and every
//! expectation be met; notes may be expected, but need not. Does not know upstream's
//! `expected-error-re`.

use std::fmt::Write;

use crate::{Context, Diag, Severity};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Error,
    Warning,
    Note,
    Remark,
}

const KINDS: [(&str, Kind); 4] = [
    ("error", Kind::Error),
    ("warning", Kind::Warning),
    ("note", Kind::Note),
    ("remark", Kind::Remark),
];

#[derive(Debug)]
struct Expected {
    kind: Kind,
    /// Where the comment stands.
    line: u32,
    /// Where the diagnostic should; `None` for no place.
    at: Option<u32>,
    text: String,
    met: bool,
}

/// How diagnostics and expectations agree.
#[derive(Debug)]
pub struct Verdict {
    /// Which diagnostics were expected.
    pub expected: Vec<bool>,
    /// The expectations that were not met.
    pub unmet: Vec<Unmet>,
}

/// An expectation that was not met, or cannot be read.
#[derive(Debug)]
pub struct Unmet {
    /// Where it stands.
    pub line: u32,
    /// What is wrong.
    pub message: String,
}

/// What was said.
struct Said {
    kind: Kind,
    at: Option<u32>,
    text: String,
}

fn place(at: Option<u32>) -> String {
    at.map_or("unknown".to_string(), |line| line.to_string())
}

/// Compares.
///
/// # Errors
/// An expectation that cannot be read.
pub fn compare(cx: &Context, diags: &[Diag], source: &str) -> Result<Verdict, Unmet> {
    let mut all = read(source).map_err(|(line, message)| Unmet { line, message })?;
    let mut meet = |said: &Said| {
        let fits = |e: &&mut Expected| {
            !e.met && e.kind == said.kind && e.at == said.at && said.text.contains(&e.text)
        };
        all.iter_mut().find(fits).map(|hit| hit.met = true).is_some()
    };
    let mut one = |diag: &Diag| {
        let expected = meet(&statement(cx, diag));
        notes(cx, diag).iter().for_each(|note| {
            meet(note);
        });
        expected
    };
    let expected = diags.iter().map(&mut one).collect();
    let unmet = all.iter().filter(|e| !e.met).map(|e| {
        let (kind, at, text) = (e.kind, place(e.at), &e.text);
        let message = format!("expected {kind:?} at line {at} was not produced: {text}");
        Unmet { line: e.line, message }
    });
    Ok(Verdict { expected, unmet: unmet.collect() })
}

/// Compares; gives what does not agree as text, empty if all does.
pub fn check(cx: &Context, diags: &[Diag], source: &[u8], file: &str) -> String {
    let verdict = match compare(cx, diags, &String::from_utf8_lossy(source)) {
        Ok(verdict) => verdict,
        Err(Unmet { line, message }) => return format!("{file}:{line}: error: {message}\n"),
    };
    let mut out = String::new();
    for (diag, _) in diags.iter().zip(&verdict.expected).filter(|(_, expected)| !**expected) {
        let Said { kind, at, text } = statement(cx, diag);
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{file}:{}: unexpected {kind:?}: {text}", place(at));
    }
    for Unmet { line, message } in &verdict.unmet {
        let _ = writeln!(out, "{file}:{line}: {message}");
    }
    out
}

fn line_of(cx: &Context, loc: crate::Loc) -> Option<u32> {
    loc.file_line_col(cx).map(|(_, line, _)| line)
}

/// A diagnostic, as upstream would say it.
fn statement(cx: &Context, diag: &Diag) -> Said {
    let kind = match diag.severity {
        Severity::Error => Kind::Error,
        Severity::Warning => Kind::Warning,
        Severity::Remark => Kind::Remark,
    };
    let text = format!("{}: {}", diag.code.id, diag.message);
    Said { kind, at: line_of(cx, diag.loc), text }
}

/// Its labels and notes, as upstream would say them.
fn notes(cx: &Context, diag: &Diag) -> Vec<Said> {
    let note =
        |loc, text: &String| Said { kind: Kind::Note, at: line_of(cx, loc), text: text.clone() };
    let labels = diag.labels.iter().map(|(loc, text)| note(*loc, text));
    labels.chain(diag.notes.iter().map(|text| note(diag.loc, text))).collect()
}

/// Reads all expectations of a text; an error is a line and what is wrong there.
fn read(source: &str) -> Result<Vec<Expected>, (u32, String)> {
    let mut all = Vec::new();
    for (line, text) in (1u32..).zip(source.lines()) {
        let mut rest = text;
        while let Some(at) = rest.find("expected-") {
            rest = &rest[at + "expected-".len()..];
            let Some((name, kind)) = KINDS.into_iter().find(|(k, _)| rest.starts_with(k)) else {
                continue;
            };
            rest = &rest[name.len()..];
            let (place, after) = rest.split_once("{{").unwrap_or((rest, ""));
            let Some((message, after)) = after.split_once("}}") else {
                return Err((line, "expected `{{text}}` behind `expected-..`".into()));
            };
            rest = after;
            let at = position(place.trim(), line).ok_or_else(|| {
                let forms = "`@+N`, `@-N`, `@above`, `@below` or `@unknown`";
                (line, format!("expected {forms}, got `{}`", place.trim()))
            })?;
            all.push(Expected { kind, line, at, text: message.to_string(), met: false });
        }
    }
    Ok(all)
}

/// The line a place stands for; `Some(None)` for "no place".
fn position(place: &str, line: u32) -> Option<Option<u32>> {
    match place {
        "" => Some(Some(line)),
        "@above" => Some(line.checked_sub(1)),
        "@below" => Some(line.checked_add(1)),
        "@unknown" => Some(None),
        _ => {
            let offset: i64 = place.strip_prefix('@')?.parse().ok()?;
            let target = i64::from(line).checked_add(offset)?;
            u32::try_from(target).ok().filter(|&l| l > 0).map(Some)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Code;

    use super::*;

    static TEST001: Code = Code { id: "TEST001", message: "got `{0}`", explain: "" };

    fn outcome(source: &str, lines: &[u32]) -> String {
        let cx = Context::new();
        let file = cx.sym("f");
        let diags: Vec<Diag> = lines
            .iter()
            .map(|&line| Diag::error(&TEST001, cx.file_loc(file, line, 1), &[&line]).note("why"))
            .collect();
        check(&cx, &diags, source.as_bytes(), "f")
    }

    #[test]
    fn every_place_is_understood() {
        let source = "// expected-error@+1 {{TEST001}}\n\n// expected-error@above {{got `2`}}\n";
        assert_eq!(outcome(source, &[2, 2]), "");
        let source =
            "x // expected-error {{got}} expected-note {{why}}\n// expected-error@-1 {{1}}";
        assert_eq!(outcome(source, &[1, 1]), "");
    }

    #[test]
    fn what_does_not_agree_is_said() {
        let out = outcome("// expected-error@below {{other}}\n", &[2]);
        assert_eq!(
            out,
            "f:2: unexpected Error: TEST001: got `2`\n\
             f:1: expected Error at line 2 was not produced: other\n"
        );
        assert!(outcome("// expected-error@x {{a}}", &[]).contains("expected `@+N`"));
        assert!(outcome("// expected-error@+1 text", &[]).contains("expected `{{text}}`"));
        assert!(outcome("// expected-warning@below {{got}}\n", &[2]).contains("unexpected"));
    }
}

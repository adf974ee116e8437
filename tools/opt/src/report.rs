//! Diagnostics for people (ariadne) and for machines (JSON, one object a line).

use std::collections::HashMap;
use std::io::{self, Write};
use std::ops::Range;

use ariadne::{Config, IndexType, Label, Report, ReportKind};
use serde_json::{Value, json};
use terrace_ir::{Context, Diag, Loc, LocKind, Severity};

/// The most diagnostics that people are shown; behind them their number is.
const MAX_SHOWN: usize = 200;

/// The longest line, in bytes, that is shown with a mark under the place.
const MAX_LINE: usize = 400;

/// The texts that locations lead into, by file name.
#[derive(Default)]
pub struct Sources {
    texts: HashMap<String, String>,
}

impl Sources {
    /// Adds a text.
    pub fn add(&mut self, name: &str, text: &str) {
        self.texts.insert(name.to_string(), text.to_string());
    }

    /// The bytes of a known text that a location covers: at least one where there is one.
    /// `None` for a line that is too long to be shown.
    fn span(&self, cx: &Context, loc: Loc) -> Option<(String, Range<usize>)> {
        let (file, start, end) = range(cx, loc)?;
        let text = self.texts.get(&file)?;
        let from = offset(text, start)?;
        let to = offset(text, end).unwrap_or(from).max(from);
        let next = text[from..].chars().next().map_or(0, char::len_utf8);
        let before = from - text[..from].rfind('\n').map_or(0, |at| at + 1);
        let after = text[from..].find('\n').unwrap_or(text.len() - from);
        if before + after > MAX_LINE {
            return None;
        }
        Some((file, from..to.max(from + next)))
    }
}

type Place = (u32, u32);

/// The file, first place and end place that a location leads to.
fn range(cx: &Context, loc: Loc) -> Option<(String, Place, Place)> {
    match loc.kind(cx) {
        LocKind::File { file, line, col, end_line, end_col } => {
            Some((cx.str(*file).to_string(), (*line, *col), (*end_line, *end_col)))
        }
        LocKind::Name { child, .. } => range(cx, *child),
        LocKind::CallSite { callee, .. } => range(cx, *callee),
        LocKind::Fused { locs, .. } => locs.iter().find_map(|&l| range(cx, l)),
        LocKind::Unknown => None,
    }
}

/// The name of the model's node that a location leads to.
fn name(cx: &Context, loc: Loc) -> Option<&str> {
    match loc.kind(cx) {
        LocKind::Name { name, .. } => Some(cx.str(*name)),
        LocKind::CallSite { callee, .. } => name(cx, *callee),
        LocKind::Fused { locs, .. } => locs.iter().find_map(|&l| name(cx, l)),
        LocKind::File { .. } | LocKind::Unknown => None,
    }
}

/// The byte at a line and column, which count from 1; the end of the line for a column behind it.
fn offset(text: &str, (line, col): Place) -> Option<usize> {
    let mut start = 0;
    for _ in 1..line {
        start += text.get(start..)?.find('\n')? + 1;
    }
    let rest = text.get(start..)?;
    let len = rest.find('\n').unwrap_or(rest.len());
    let mut at = start + (col.max(1) as usize - 1).min(len);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    Some(at)
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Remark => "remark",
    }
}

/// Writes diagnostics as people read them.
pub fn render(
    cx: &Context,
    diags: &[Diag],
    sources: &Sources,
    color: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut cache =
        ariadne::sources(sources.texts.iter().map(|(name, text)| (name.clone(), text.as_str())));
    for diag in diags.iter().take(MAX_SHOWN) {
        let Some(span) = sources.span(cx, diag.loc) else {
            plain(cx, diag, out)?;
            continue;
        };
        let kind = match diag.severity {
            Severity::Error => ReportKind::Error,
            Severity::Warning => ReportKind::Warning,
            Severity::Remark => ReportKind::Advice,
        };
        let config = Config::default().with_color(color).with_index_type(IndexType::Byte);
        let mut report = Report::build(kind, span.clone())
            .with_config(config)
            .with_code(diag.code.id)
            .with_message(&diag.message)
            .with_label(Label::new(span).with_message("here"));
        for (loc, text) in &diag.labels {
            match sources.span(cx, *loc) {
                Some(span) => report = report.with_label(Label::new(span).with_message(text)),
                None => report = report.with_note(text),
            }
        }
        for note in &diag.notes {
            report = report.with_note(note);
        }
        if let Some(fix) = &diag.fix {
            report = report.with_help(format!("try `{fix}`"));
        }
        report.finish().write(&mut cache, &mut *out)?;
    }
    match diags.len().checked_sub(MAX_SHOWN) {
        Some(more @ 1..) => writeln!(out, "note: {more} more are not shown"),
        _ => Ok(()),
    }
}

/// One without a place in a known text.
fn plain(cx: &Context, diag: &Diag, out: &mut dyn Write) -> io::Result<()> {
    let place = match range(cx, diag.loc) {
        Some((file, (line, col), _)) => format!("{file}:{line}:{col}: "),
        None => name(cx, diag.loc).map(|n| format!("{n}: ")).unwrap_or_default(),
    };
    writeln!(out, "{place}{}[{}]: {}", word(diag.severity), diag.code.id, diag.message)?;
    let labels = diag.labels.iter().map(|(_, text)| text);
    for note in labels.chain(&diag.notes) {
        writeln!(out, "  note: {note}")?;
    }
    match &diag.fix {
        Some(fix) => writeln!(out, "  help: try `{fix}`"),
        None => Ok(()),
    }
}

/// Writes diagnostics as one JSON object a line.
pub fn render_json(cx: &Context, diags: &[Diag], out: &mut dyn Write) -> io::Result<()> {
    diags.iter().try_for_each(|diag| writeln!(out, "{}", to_json(cx, diag)))
}

/// A diagnostic as JSON; a location that leads nowhere is null.
pub fn to_json(cx: &Context, diag: &Diag) -> Value {
    let place = |loc: Loc| {
        range(cx, loc).map_or(Value::Null, |(file, start, end)| {
            json!({
                "file": file,
                "line": start.0, "column": start.1,
                "end_line": end.0, "end_column": end.1,
            })
        })
    };
    let label = |(loc, text): &(Loc, String)| json!({ "location": place(*loc), "message": text });
    json!({
        "code": diag.code.id,
        "severity": word(diag.severity),
        "message": diag.message,
        "location": place(diag.loc),
        "labels": diag.labels.iter().map(label).collect::<Vec<_>>(),
        "notes": diag.notes,
        "fix": diag.fix,
    })
}

#[cfg(test)]
mod tests {
    use terrace_ir::Code;

    use super::*;

    static TEST001: Code = Code { id: "TEST001", message: "got `{0}`", explain: "" };

    #[test]
    fn offsets_stay_inside_the_text() {
        let text = "ab\ncä\n";
        assert_eq!(offset(text, (1, 1)), Some(0));
        assert_eq!(offset(text, (2, 2)), Some(4));
        assert_eq!(offset(text, (2, 3)), Some(4), "inside a character: its start");
        assert_eq!(offset(text, (1, 99)), Some(2), "behind the line: its end");
        assert_eq!(offset(text, (9, 1)), None);
    }

    #[test]
    fn one_diagnostic_in_both_forms() {
        let cx = Context::new();
        let mut sources = Sources::default();
        sources.add("a.mlir", "first\nsecond line\n");
        let file = cx.sym("a.mlir");
        let loc =
            |line, col, end_col| cx.loc(LocKind::File { file, line, col, end_line: line, end_col });
        let diag = Diag::error(&TEST001, loc(2, 8, 12), &[&"line"])
            .label(loc(1, 1, 6), "because of this")
            .note("a note")
            .fix("word");
        let mut out = Vec::new();
        render(&cx, std::slice::from_ref(&diag), &sources, false, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        for part in ["[TEST001] Error: got `line`", "a.mlir:2:8", "because of this", "try `word`"] {
            assert!(text.contains(part), "no `{part}` in\n{text}");
        }
        let value = to_json(&cx, &diag);
        assert_eq!(value["location"]["end_column"], 12);
        assert_eq!(value["labels"][0]["location"]["line"], 1);
        assert_eq!(value["notes"][0], "a note");
    }
}

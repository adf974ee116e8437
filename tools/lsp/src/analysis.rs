//! One reading of a document: its parts, what is in them, and what is wrong with them.

use std::collections::HashMap;
use std::ops::Range;

use terrace_ir::expect;
use terrace_ir::text::{Lexer, ParseOptions, Tok, parse_marked};
use terrace_ir::verify::verify;
use terrace_ir::{Body, Context, Diag, Diags, Loc, LocKind, OpRef, ROOT};

use crate::index::{Index, slice};
use crate::text::Text;

/// The name that locations give the text.
pub const FILE: &str = "<editor>";

/// What separates parts.
const SEPARATOR: &str = "// -----";

/// A document as it was at one moment, read.
pub struct Analysis {
    /// The name of the tool that reads it.
    pub tool: &'static str,
    /// The context of everything in it.
    pub cx: Context,
    /// The text, for places.
    pub text: Text,
    /// The text, in one piece.
    pub source: String,
    /// What stands between the lines `// -----`.
    pub parts: Vec<Part>,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// Comments `expected-error` and their likes that are not met, and what to say there.
    pub unmet: Vec<(Range<usize>, String)>,
}

/// A text between lines `// -----`, which knows nothing of the others.
pub struct Part {
    /// Where it is in the document.
    pub range: Range<usize>,
    /// What could be read, in a module around it.
    pub body: Body,
    /// What stands where, counted from the part's start.
    pub index: Index,
    /// Whether it was read without an error.
    pub clean: bool,
}

/// A diagnostic in its place.
pub struct Problem {
    /// The place in the document.
    pub range: Range<usize>,
    /// What it is.
    pub diag: Diag,
    /// Other places.
    pub labels: Vec<(Range<usize>, String)>,
    /// Whether the text says that it provokes it.
    pub expected: bool,
}

impl Analysis {
    /// Reads a document.
    pub fn new(tool: &'static str, cx: Context, text: Text) -> Analysis {
        let source = text.to_string();
        let mut analysis = Analysis {
            tool,
            cx,
            text,
            source,
            parts: Vec::new(),
            problems: Vec::new(),
            unmet: Vec::new(),
        };
        for range in split(&analysis.source) {
            analysis.read(range);
        }
        analysis.problems.sort_by_key(|p| p.range.start);
        analysis
    }

    fn read(&mut self, range: Range<usize>) {
        let source = slice(&self.source, &range);
        let mut diags = Diags::new();
        let options = ParseOptions { allow_unregistered: true };
        let Ok(marked) = parse_marked(&self.cx, source, FILE, options, &mut diags) else { return };
        let index = Index::new(source, &marked.marks);
        let clean = diags.n_errors() == 0;
        let lines = Lines::new(source);
        let place = |loc: Loc| lines.place(&self.cx, loc, &index);
        if clean {
            let _ = verify(&self.cx, &marked.body, &mut diags);
        } else {
            let wrong: Vec<usize> = diags.items().iter().map(|d| place(d.loc).start).collect();
            verify_the_rest(&self.cx, &marked.body, &index, &wrong, &mut diags);
        }
        let shift = |r: Range<usize>| r.start + range.start..r.end + range.start;
        let expected = match expect::compare(&self.cx, diags.items(), source) {
            Ok(verdict) => (verdict.expected, verdict.unmet),
            Err(unmet) => (vec![false; diags.items().len()], vec![unmet]),
        };
        for unmet in expected.1 {
            let start = lines.byte(unmet.line, 1);
            let line = slice(source, &(start..source.len())).lines().next().unwrap_or("");
            let blanks = line.len() - line.trim_start().len();
            let place = shift(start + blanks..start + line.trim_end().len());
            self.unmet.push((place, unmet.message));
        }
        for (diag, expected) in diags.take().into_iter().zip(expected.0) {
            let labels = diag.labels.iter().map(|(loc, text)| (shift(place(*loc)), text.clone()));
            let labels = labels.collect();
            let range = shift(place(diag.loc));
            self.problems.push(Problem { range, diag, labels, expected });
        }
        self.parts.push(Part { range, body: marked.body, index, clean });
    }

    /// The part that has this place, and the place counted from its start.
    pub fn part_at(&self, at: usize) -> Option<(&Part, usize)> {
        let after = self.parts.partition_point(|p| p.range.start <= at);
        let part = self.parts.get(after.checked_sub(1)?)?;
        (at <= part.range.end).then(|| (part, at - part.range.start))
    }

    /// The text of a part.
    pub fn part_text(&self, part: &Part) -> &str {
        slice(&self.source, &part.range)
    }
}

impl Part {
    /// The bodies of isolated operations by [`Body::id`].
    pub fn bodies<'a>(&'a self, cx: &'a Context) -> HashMap<u64, &'a Body> {
        let mut bodies = HashMap::from([(self.body.id(), &self.body)]);
        self.body.root(cx).walk(&mut |op| {
            bodies.extend(op.body.child(op.id).map(|child| (child.id(), child)));
            true
        });
        bodies
    }

    /// The operation that was made of a text.
    pub fn op<'a>(&'a self, cx: &'a Context, op: usize) -> Option<OpRef<'a>> {
        let (body, id) = self.index.ops[op].made?;
        let body = self.bodies(cx).get(&body).copied()?;
        Some(body.op(cx, id))
    }

    /// Where a range of the part is in the document.
    pub fn shift(&self, range: &Range<usize>) -> Range<usize> {
        range.start + self.range.start..range.end + self.range.start
    }
}

/// Verifies isolated operations in whose text nothing is wrong.
fn verify_the_rest(cx: &Context, body: &Body, index: &Index, wrong: &[usize], diags: &mut Diags) {
    let mut bodies = HashMap::from([(body.id(), body)]);
    let mut done: Vec<Range<usize>> = Vec::new();
    for op in &index.ops {
        let Some((body, id)) = op.made else { continue };
        let Some(child) = bodies.get(&body).and_then(|b| b.child(id)) else { continue };
        bodies.insert(child.id(), child);
        let is_inside = done.last().is_some_and(|d| d.contains(&op.range.start));
        let is_wrong = wrong.iter().any(|at| op.range.contains(at));
        // What the root of the module around everything holds is verified with it only.
        if !is_inside && !is_wrong && child.name(ROOT) != cx.op_name("builtin.module") {
            let _ = verify(cx, child, diags);
            done.push(op.range.clone());
        }
    }
}

/// The ranges between lines `// -----`.
fn split(source: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in source.split_inclusive('\n') {
        if line.trim() == SEPARATOR {
            parts.push(start..at);
            start = at + line.len();
        }
        at += line.len();
    }
    parts.push(start..at);
    parts
}

/// Where the lines of a part start.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Lines<'t> {
        let newlines = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1);
        Lines { text, starts: std::iter::once(0).chain(newlines).collect() }
    }

    fn byte(&self, line: u32, col: u32) -> usize {
        let line = (line as usize).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(self.text.len());
        let mut at = (start + col as usize).saturating_sub(1).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// The words that a location is on; nothing at the start for one that is not in this text.
    fn place(&self, cx: &Context, loc: Loc, index: &Index) -> Range<usize> {
        let Some((line, col, end)) = in_this_file(cx, loc) else { return 0..0 };
        let start = self.byte(line, col);
        if let Some((end_line, end_col)) = end {
            return start..self.byte(end_line, end_col).max(start);
        }
        // An operation is marked from its results to its name, not to its last brace.
        let op = index.ops.binary_search_by_key(&start, |op| op.range.start);
        if let Some((_, name)) = op.ok().and_then(|op| index.ops[op].name.as_ref()) {
            return start..name.end;
        }
        let rest = slice(self.text, &(start..self.text.len()));
        let token = Lexer::new(rest).next_token();
        match token.kind {
            Tok::Eof => start..start,
            _ if token.start == 0 => start..start + token.end as usize,
            // Between two words: at the end of the first.
            _ => start..start,
        }
    }
}

type Place = (u32, u32, Option<(u32, u32)>);

fn in_this_file(cx: &Context, loc: Loc) -> Option<Place> {
    match loc.kind(cx) {
        LocKind::File { file, line, col, end_line, end_col } if cx.str(*file) == FILE => {
            let is_point = (line, col) == (end_line, end_col);
            Some((*line, *col, (!is_point).then_some((*end_line, *end_col))))
        }
        LocKind::Name { child, .. } => in_this_file(cx, *child),
        LocKind::CallSite { callee, .. } => in_this_file(cx, *callee),
        LocKind::Fused { locs, .. } => locs.iter().find_map(|&l| in_this_file(cx, l)),
        LocKind::File { .. } | LocKind::Unknown => None,
    }
}

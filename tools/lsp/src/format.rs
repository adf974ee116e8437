//! Formatting: a document as `terrace opt` prints it, with its comments and empty lines.
//!
//! The printed text is read again, so that operations of both texts can be matched: what stood
//! before, behind or inside an operation is put there again. What would be lost otherwise
//! (aliases, locations, metadata, comments inside of an operation) is a reason to decline.

use std::collections::HashMap;
use std::ops::Range;

use lsp_types::{DocumentFormattingParams, TextEdit};
use terrace_ir::text::{Lexer, ParseOptions, PrintOptions, Tok, parse_marked, print_module};
use terrace_ir::{Body, Context, Diags, OpId};

use crate::analysis::{Analysis, FILE, Part};
use crate::index::{Index, slice};
use crate::requests::{Failure, Scene};

/// The document as it is printed.
pub fn format(
    scene: &Scene<'_>,
    _: DocumentFormattingParams,
) -> Result<Option<Vec<TextEdit>>, Failure> {
    let doc = scene.doc;
    let mut edits = Vec::new();
    for part in &doc.parts {
        let old = doc.part_text(part);
        let new = format_part(doc, part)?;
        if new != old {
            edits.push(TextEdit::new(doc.text.range(part.range.clone()), new));
        }
    }
    Ok(Some(edits))
}

fn format_part(doc: &Analysis, part: &Part) -> Result<String, Failure> {
    let text = doc.part_text(part);
    if !part.clean {
        return Err(Failure::because("what is wrong in the text has to be mended first"));
    }
    if part.index.ops.is_empty() {
        return Ok(text.to_string());
    }
    let decline = |what: &str| Failure::because(format!("formatting would lose {what}"));
    if !part.index.aliases.is_empty() {
        return Err(decline("aliases: it writes out what they stand for"));
    }
    let loose = loose_words(text);
    if loose.locations {
        return Err(decline("locations"));
    }
    if loose.metadata {
        return Err(decline("metadata that nothing refers to"));
    }
    let printed = Printed::new(&doc.cx, &part.body)?;
    let keeper = Keeper {
        text,
        old: &part.index,
        old_order: order(&doc.cx, &part.body),
        new: &printed,
        new_ops: printed.ops_in_order(&doc.cx),
    };
    let mut out = keeper.merge(&loose.extras)?;
    // What separates parts stands where it stood.
    if text.starts_with('\n') && !out.starts_with('\n') {
        out.insert(0, '\n');
    }
    Ok(out)
}

/// Comments and empty lines, and what printing leaves out.
struct Loose {
    extras: Vec<Extra>,
    locations: bool,
    metadata: bool,
}

/// A comment, or an empty line before something.
struct Extra {
    /// Without the end of its line; empty for an empty line.
    range: Range<usize>,
    /// Whether nothing but blanks is before it on its line.
    alone: bool,
    /// The end of the token before it.
    after: usize,
    /// The start of the token behind it, the text's end if there is none.
    before: usize,
    /// Whether a label is behind it.
    label: bool,
}

fn loose_words(text: &str) -> Loose {
    let mut lexer = Lexer::new(text);
    let mut loose = Loose { extras: Vec::new(), locations: false, metadata: false };
    let (mut after, mut word) = (0, "");
    loop {
        let token = lexer.next_token();
        let start = if token.kind == Tok::Eof { text.len() } else { token.start as usize };
        extras(text, after..start, token.kind == Tok::Caret, &mut loose.extras);
        loose.locations |= word == "loc" && token.kind == Tok::LParen;
        loose.metadata |= token.kind == Tok::MetaOpen;
        if token.kind == Tok::Eof {
            return loose;
        }
        (after, word) = (token.end as usize, lexer.text(token));
    }
}

/// Whether printing makes this comment.
fn is_printed(comment: &str) -> bool {
    ["// pred: ^", "// preds: ^", "// no predecessors"].iter().any(|c| comment.starts_with(c))
}

/// What stands between two tokens.
fn extras(text: &str, gap: Range<usize>, label: bool, all: &mut Vec<Extra>) {
    let mut at = gap.start;
    for (i, line) in slice(text, &gap).split('\n').enumerate() {
        let trimmed = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        at += line.len() + 1;
        // The first piece ends the line of the token before, the last begins that of the next.
        let alone = i > 0 || gap.start == 0;
        let is_last = at > gap.end;
        if trimmed.is_empty() && (!alone || is_last) || is_printed(trimmed) {
            continue;
        }
        let range = start..start + trimmed.len();
        all.push(Extra { range, alone, after: gap.start, before: gap.end, label });
    }
}

/// A body printed and read again.
struct Printed {
    text: String,
    body: Body,
    index: Index,
}

impl Printed {
    /// Prints what is in the module around everything.
    fn new(cx: &Context, wrapper: &Body) -> Result<Printed, Failure> {
        let text = print(cx, module(cx, wrapper), is_loose(cx, wrapper));
        let mut diags = Diags::new();
        let open = ParseOptions { allow_unregistered: true };
        match parse_marked(cx, &text, FILE, open, &mut diags) {
            Ok(marked) if diags.n_errors() == 0 => {
                let index = Index::new(&text, &marked.marks);
                Ok(Printed { text, body: marked.body, index })
            }
            _ => Err(Failure::because("what is printed does not read back; please report it")),
        }
    }

    /// The operations of the text by their position in a walk.
    fn ops_in_order(&self, cx: &Context) -> HashMap<usize, usize> {
        let order = order(cx, &self.body);
        let ops = self.index.ops.iter().enumerate();
        ops.filter_map(|(i, op)| Some((*order.get(&op.made?)?, i))).collect()
    }
}

/// What the module around everything holds, if that is one module, or else it itself.
pub fn module<'b>(cx: &Context, wrapper: &'b Body) -> &'b Body {
    let only = wrapper.root_block().and_then(|b| wrapper.first_op(b)).filter(|&op| {
        wrapper.next(op).is_none() && wrapper.name(op) == cx.op_name("builtin.module")
    });
    only.and_then(|op| wrapper.child(op)).unwrap_or(wrapper)
}

/// Whether the module around everything is all the module there is.
pub fn is_loose(cx: &Context, wrapper: &Body) -> bool {
    module(cx, wrapper).id() == wrapper.id()
}

/// A module as text, or only what it holds.
pub fn print(cx: &Context, module: &Body, is_loose: bool) -> String {
    let text = print_module(cx, module, &PrintOptions::default());
    if is_loose { unwrapped(&text) } else { text }
}

/// What is inside `module {` and `}`, moved to the left.
fn unwrapped(printed: &str) -> String {
    let mut out = String::with_capacity(printed.len());
    let mut inside = true;
    for line in printed.lines().skip(1) {
        if inside && line == "}" {
            inside = false;
            continue;
        }
        out.push_str(if inside { line.strip_prefix("  ").unwrap_or(line) } else { line });
        out.push('\n');
    }
    out
}

/// The position of each operation in a walk.
fn order(cx: &Context, body: &Body) -> HashMap<(u64, OpId), usize> {
    let mut all = HashMap::new();
    body.root(cx).walk(&mut |op| {
        all.insert((op.body.id(), op.id), all.len());
        true
    });
    all
}

/// Puts comments and empty lines back.
struct Keeper<'a> {
    text: &'a str,
    old: &'a Index,
    old_order: HashMap<(u64, OpId), usize>,
    new: &'a Printed,
    new_ops: HashMap<usize, usize>,
}

/// What is added to the lines of the printed text, by line.
#[derive(Default)]
struct Additions {
    /// Lines before it: indentation and text.
    before: HashMap<usize, Vec<(usize, String)>>,
    /// What is added to its end.
    behind: HashMap<usize, String>,
}

impl Keeper<'_> {
    fn merge(&self, extras: &[Extra]) -> Result<String, Failure> {
        let mut added = Additions::default();
        let lines: Vec<&str> = self.new.text.lines().collect();
        for extra in extras {
            let content = slice(self.text, &extra.range);
            let put = self.put(extra, content, &lines, &mut added);
            if put.is_none() && !content.is_empty() {
                let line = slice(self.text, &(0..extra.range.start)).matches('\n').count() + 1;
                let what = format!("the comment in line {line}, which is inside an operation");
                return Err(Failure::because(format!("formatting would lose {what}")));
            }
        }
        let mut out = String::with_capacity(self.text.len());
        let mut line_out = |text: &str| {
            // No two empty lines, and none at the start of a region.
            out.push_str(text.trim_end());
            out.push('\n');
        };
        for i in 0..=lines.len() {
            for (indent, text) in added.before.get(&i).into_iter().flatten() {
                line_out(&format!("{:indent$}{text}", ""));
            }
            if let Some(line) = lines.get(i) {
                match added.behind.get(&i) {
                    Some(more) => line_out(&format!("{line}{more}")),
                    None => line_out(line),
                }
            }
        }
        Ok(out)
    }

    /// Finds the place of a comment in the printed text; `None` where there is none.
    fn put(
        &self,
        extra: &Extra,
        content: &str,
        lines: &[&str],
        added: &mut Additions,
    ) -> Option<()> {
        if !extra.alone {
            let line = self.line_behind(extra.after, lines)?;
            let behind = added.behind.entry(line).or_default();
            behind.push_str(&format!(" {content}"));
            return Some(());
        }
        let (mut line, deeper) = self.line_before(extra)?;
        if extra.label && line > 0 && lines.get(line - 1)?.trim_start().starts_with('^') {
            line -= 1;
        }
        let indent = lines.get(line).map_or(0, |l| l.len() - l.trim_start().len());
        let indent = indent + if deeper { 2 } else { 0 };
        added.before.entry(line).or_default().push((indent, content.to_string()));
        Some(())
    }

    /// The line of the printed text that a comment alone on its line stands before, and whether it
    /// is indented more than that line.
    fn line_before(&self, extra: &Extra) -> Option<(usize, bool)> {
        let region = match self.old.op_at(extra.range.start) {
            Some((_, Some(region))) => region,
            Some((op, None)) if extra.range.start < self.old.ops[op].range.end => return None,
            _ => self.old.region_at(extra.range.start),
        };
        let next = self.old.ops.partition_point(|op| op.range.start < extra.before);
        let next = self.old.ops.get(next).filter(|op| op.region == region);
        if let Some(op) = next.and_then(|op| self.printed(op.made?)) {
            let start = self.new.index.ops[op].range.start;
            return Some((self.starts_line(start)?, false));
        }
        if region == 0 {
            return Some((self.new.text.lines().count(), false));
        }
        let (op, i) = self.region_of(region)?;
        let end = self.new.index.regions[self.new.index.ops[op].regions[i]].range.end;
        Some((self.starts_line(end - 1)?, true))
    }

    /// The line of the printed text whose end is the place behind a token of the old one.
    fn line_behind(&self, token_end: usize, lines: &[&str]) -> Option<usize> {
        let ended = self.old.ops.iter().rev().find(|op| op.range.end == token_end);
        let end = match ended {
            Some(op) => self.new.index.ops[self.printed(op.made?)?].range.end,
            None => {
                let opened = |r: &crate::index::Region| r.range.start + 1 == token_end;
                let region = self.old.regions.iter().position(opened).filter(|r| *r > 0)?;
                let (op, i) = self.region_of(region)?;
                self.new.index.regions[self.new.index.ops[op].regions[i]].range.start + 1
            }
        };
        let line = slice(&self.new.text, &(0..end)).matches('\n').count();
        let start = slice(&self.new.text, &(0..end)).rfind('\n').map_or(0, |at| at + 1);
        (lines.get(line)?.len() == end - start).then_some(line)
    }

    /// The operation of the printed text that is the same.
    fn printed(&self, made: (u64, OpId)) -> Option<usize> {
        self.new_ops.get(self.old_order.get(&made)?).copied()
    }

    /// The operation of the printed text that has the same region, and which of its regions it is.
    fn region_of(&self, region: usize) -> Option<(usize, usize)> {
        let op = &self.old.ops[self.old.regions[region].op?];
        let new = self.printed(op.made?)?;
        let i = op.regions.iter().position(|r| *r == region)?;
        let same = self.new.index.ops[new].regions.len() == op.regions.len();
        same.then_some((new, i))
    }

    /// The line that a place starts, blanks aside.
    fn starts_line(&self, at: usize) -> Option<usize> {
        let before = slice(&self.new.text, &(0..at));
        let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
        line.trim().is_empty().then(|| before.matches('\n').count())
    }
}

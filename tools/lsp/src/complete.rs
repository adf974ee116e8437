//! Completion: what may stand at the cursor.

use std::ops::Range;

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionParams, CompletionResponse, CompletionTextEdit,
    Documentation, MarkupContent, MarkupKind, TextEdit,
};
use serde_json::Value;
use terrace_ir::def::{Asm, AttrC, AttrSlot};
use terrace_ir::interface::DefaultDialect;
use terrace_ir::text::{Lexer, Tok, type_to_string};
use terrace_ir::{OpDef, Traits};
use terrace_passes::Language;

use crate::analysis::Part;
use crate::docs;
use crate::index::slice;
use crate::requests::{Failure, Scene};

/// Types that every context knows.
const TYPES: &[&str] = &[
    "index", "i1", "i8", "i16", "i32", "i64", "f16", "bf16", "f32", "f64", "none", "tensor",
    "memref", "vector", "tuple", "complex",
];

/// What may stand at the cursor.
pub fn complete(
    scene: &Scene<'_>,
    params: CompletionParams,
) -> Result<Option<CompletionResponse>, Failure> {
    let doc = scene.doc;
    let at = doc.text.byte(params.text_document_position.position);
    let Some((part, at)) = doc.part_at(at) else { return Ok(None) };
    let text = doc.part_text(part);
    let word = word_before(text, at);
    if in_comment(slice(text, &(0..word.start))) {
        return Ok(None);
    }
    let place = Place { scene, part, text, at, word };
    let mut items = match slice(text, &place.word).chars().next() {
        Some('%') => place.values(),
        Some('^') => place.blocks(),
        Some('@') => place.symbols(),
        Some('!') => place.types(),
        Some('#') => place.attributes(),
        _ => place.words(),
    };
    let range = doc.text.range(part.shift(&place.word));
    for item in &mut items {
        let new_text = item.insert_text.take().unwrap_or_else(|| item.label.clone());
        item.text_edit = Some(CompletionTextEdit::Edit(TextEdit { range, new_text }));
    }
    Ok(Some(CompletionResponse::Array(items)))
}

/// Adds the documentation of the operation that an item completes to.
pub fn resolve(language: &Language, mut item: CompletionItem) -> CompletionItem {
    let cx = language.context();
    let name = item.data.as_ref().and_then(Value::as_str);
    if let Some(def) = name.and_then(|name| docs::find_op(&cx, name)) {
        let value = docs::op(def);
        let text = MarkupContent { kind: MarkupKind::Markdown, value };
        item.documentation = Some(Documentation::MarkupContent(text));
    }
    item
}

/// The word that ends at the cursor, with its sigil.
fn word_before(text: &str, at: usize) -> Range<usize> {
    let before = slice(text, &(0..at));
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$' | '-');
    let start = before.trim_end_matches(inside).len();
    let sigil = before[..start].ends_with(['%', '^', '@', '!', '#']);
    start - usize::from(sigil)..at
}

/// Whether a text ends inside a comment.
fn in_comment(text: &str) -> bool {
    let line = text.rfind('\n').map_or(text, |at| &text[at..]);
    // A string may hold `//`, but not an odd number of quotes before it.
    line.find("//").is_some_and(|at| line[..at].matches('"').count().is_multiple_of(2))
}

fn item(label: impl Into<String>, kind: CompletionItemKind) -> CompletionItem {
    CompletionItem { label: label.into(), kind: Some(kind), ..CompletionItem::default() }
}

/// A cursor in a text.
struct Place<'a> {
    scene: &'a Scene<'a>,
    part: &'a Part,
    text: &'a str,
    at: usize,
    word: Range<usize>,
}

impl Place<'_> {
    fn values(&self) -> Vec<CompletionItem> {
        let (cx, index) = (&self.scene.doc.cx, &self.part.index);
        let seen: Vec<usize> = index.scopes(index.region_at(self.at)).collect();
        let bodies = self.part.bodies(cx);
        let before = |v: &&crate::index::Value| v.range.end < self.at && seen.contains(&v.region);
        let one = |value: &crate::index::Value| {
            let ty = bodies.get(&value.body).and_then(|b| b.ty(value.first).get());
            CompletionItem {
                detail: ty.map(|ty| type_to_string(cx, ty)),
                ..item(slice(self.text, &value.range), CompletionItemKind::VARIABLE)
            }
        };
        index.values.iter().filter(before).map(one).collect()
    }

    fn blocks(&self) -> Vec<CompletionItem> {
        let region = self.part.index.region_at(self.at);
        let here = self.part.index.blocks.iter().filter(|b| b.region == region);
        here.map(|b| item(slice(self.text, &b.range), CompletionItemKind::CONSTANT)).collect()
    }

    fn symbols(&self) -> Vec<CompletionItem> {
        let names = crate::navigate::symbol_names(self.scene.doc, self.part);
        names.iter().map(|n| item(format!("@{n}"), CompletionItemKind::FUNCTION)).collect()
    }

    fn aliases<'s>(&'s self, sigil: &'s str) -> impl Iterator<Item = CompletionItem> {
        let names = self.part.index.aliases.iter().map(|a| slice(self.text, a));
        let names = names.filter(move |name| name.starts_with(sigil));
        names.map(|name| item(name, CompletionItemKind::CONSTANT))
    }

    fn types(&self) -> Vec<CompletionItem> {
        let dialects = self.scene.doc.cx.dialects();
        let types = dialects.iter().flat_map(|d| d.types);
        let own = types.map(|t| CompletionItem {
            detail: Some(t.doc.lines().next().unwrap_or("").into()),
            ..item(format!("!{}", t.name), CompletionItemKind::CLASS)
        });
        own.chain(self.aliases("!")).collect()
    }

    fn attributes(&self) -> Vec<CompletionItem> {
        let dialects = self.scene.doc.cx.dialects();
        let attrs = dialects.iter().flat_map(|d| d.attrs);
        let own = attrs.map(|a| CompletionItem {
            detail: Some(a.doc.lines().next().unwrap_or("").into()),
            ..item(format!("#{}", a.name), CompletionItemKind::CLASS)
        });
        own.chain(self.aliases("#")).collect()
    }

    fn words(&self) -> Vec<CompletionItem> {
        let before = slice(self.text, &(0..self.word.start));
        let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]).trim_start();
        let unquoted = line.strip_suffix('"').unwrap_or(line);
        let quoted = unquoted.len() < line.len();
        let starts = unquoted.is_empty()
            || unquoted.trim_end().strip_suffix('=').is_some_and(|names| {
                names.starts_with('%') && names.chars().all(|c| !matches!(c, '=' | '(' | '{'))
            });
        match (starts, self.op()) {
            (true, _) => self.operations(quoted),
            (false, Some((op, def))) => self.inside(op, def),
            (false, None) => Vec::new(),
        }
    }

    /// The operation that the cursor is in, outside of its regions.
    fn op(&self) -> Option<(usize, &'static OpDef)> {
        let index = &self.part.index;
        let last = index.ops.partition_point(|op| op.range.start < self.at).checked_sub(1)?;
        let goes_on = |op: usize| {
            let end = index.ops[op].range.end;
            self.at <= end || !slice(self.text, &(end..self.at)).contains('\n')
        };
        let op = std::iter::successors(Some(last), |&op| index.parent(op)).find(|&o| goes_on(o))?;
        let region = index.ops[op].regions.iter().map(|r| &index.regions[*r].range);
        if region.clone().any(|r| r.start < self.at && self.at < r.end) {
            return None;
        }
        let (name, _) = index.ops[op].name.as_ref()?;
        Some((op, self.scene.doc.cx.op_info(*name)?.def))
    }

    /// The dialect whose operations need no prefix here.
    fn short_dialect(&self) -> &'static str {
        let (cx, index) = (&self.scene.doc.cx, &self.part.index);
        let Some(op) = index.regions[index.region_at(self.at)].op else { return "builtin" };
        let info = index.ops[op].name.as_ref().and_then(|(name, _)| cx.op_info(*name));
        match info {
            Some(info) if info.def.name == "builtin.module" => "builtin",
            Some(info) => info.interface::<DefaultDialect>().map_or("", |d| d.0),
            None => "",
        }
    }

    fn operations(&self, quoted: bool) -> Vec<CompletionItem> {
        let dialects = self.scene.doc.cx.dialects();
        let defs = dialects.iter().flat_map(|d| d.ops.iter().copied().flatten());
        let short = if quoted { "" } else { self.short_dialect() };
        let mut items = Vec::new();
        for def in defs {
            let shown = match def.asm {
                Asm::Generic if !quoted => format!("\"{}\"", def.name),
                _ => def.name.to_string(),
            };
            let full = CompletionItem {
                detail: Some(def.summary.into()),
                data: Some(def.name.into()),
                filter_text: Some(def.name.into()),
                insert_text: Some(shown),
                ..item(def.name, CompletionItemKind::KEYWORD)
            };
            if let Some((dialect, mnemonic)) = def.name.split_once('.')
                && dialect == short
            {
                items.push(CompletionItem {
                    label: mnemonic.into(),
                    filter_text: None,
                    insert_text: None,
                    ..full.clone()
                });
            }
            items.push(full);
        }
        items
    }

    /// What may stand inside an operation: names and values of attributes, words of its form.
    fn inside(&self, op: usize, def: &'static OpDef) -> Vec<CompletionItem> {
        let start = self.part.index.ops[op].range.start;
        match surroundings(slice(self.text, &(start..self.word.start))) {
            Around::Keys => def.attrs.iter().map(key).collect(),
            Around::Value(name) => {
                let slot = def.attrs.iter().find(|a| a.name == name);
                slot.map_or_else(Vec::new, |slot| written_out(&slot.constraint))
            }
            Around::Else => {
                let cases =
                    def.attrs.iter().filter_map(|a| terrace_ir::describe::cases(&a.constraint));
                let cases = cases.flat_map(|e| e.cases).map(|(word, _)| *word);
                let mut items: Vec<CompletionItem> =
                    cases.map(|w| item(w, CompletionItemKind::ENUM_MEMBER)).collect();
                if let Asm::Format(format) = def.asm {
                    let words = format.split('`').skip(1).step_by(2).map(str::trim);
                    let words = words.filter(|w| w.starts_with(|c: char| c.is_ascii_alphabetic()));
                    items.extend(words.map(|w| item(w, CompletionItemKind::KEYWORD)));
                }
                let types = TYPES.iter().map(|t| item(*t, CompletionItemKind::CLASS));
                if !def.has(Traits::SYMBOL) || !self.word.is_empty() {
                    items.extend(types);
                }
                items
            }
        }
    }
}

fn key(slot: &AttrSlot) -> CompletionItem {
    let is_flag = matches!(slot.constraint, AttrC::Unit);
    CompletionItem {
        detail: Some(terrace_ir::verify::attr_constraint_text(&slot.constraint)),
        documentation: Some(Documentation::String(slot.doc.into())),
        insert_text: Some(if is_flag { slot.name.into() } else { format!("{} = ", slot.name) }),
        ..item(slot.name, CompletionItemKind::PROPERTY)
    }
}

/// The values an attribute may have, as they are written in a dictionary.
fn written_out(constraint: &AttrC) -> Vec<CompletionItem> {
    let case = |word: &str, text: String| CompletionItem {
        insert_text: Some(text),
        ..item(word, CompletionItemKind::ENUM_MEMBER)
    };
    match constraint {
        AttrC::Enum(width, cases) => {
            let all = cases.cases.iter();
            all.map(|(word, value)| case(word, format!("{value} : i{width}"))).collect()
        }
        AttrC::DialectEnum(name, cases) => {
            let all = cases.cases.iter();
            all.map(|(word, _)| case(word, format!("#{name}<{word}>"))).collect()
        }
        AttrC::Bool => ["true", "false"].map(|w| case(w, w.into())).to_vec(),
        AttrC::Unit => vec![case("unit", "unit".into())],
        AttrC::Confined(inner, ..) => written_out(inner),
        _ => Vec::new(),
    }
}

/// What is around the end of an unfinished operation.
enum Around {
    /// A dictionary, where a name comes next.
    Keys,
    /// A dictionary, where the value of this name comes next.
    Value(String),
    Else,
}

fn surroundings(text: &str) -> Around {
    let mut lexer = Lexer::new(text);
    let mut open = Vec::new();
    let mut last: [(Tok, &str); 2] = [(Tok::Eof, ""); 2];
    loop {
        let token = lexer.next_token();
        match token.kind {
            Tok::Eof => break,
            Tok::LBrace | Tok::LParen | Tok::LSquare | Tok::Less => open.push(token.kind),
            Tok::RBrace | Tok::RParen | Tok::RSquare | Tok::Greater => {
                open.pop();
            }
            _ => {}
        }
        last = [last[1], (token.kind, lexer.text(token))];
    }
    match (open.last(), last) {
        (Some(Tok::LBrace), [_, (Tok::LBrace | Tok::Comma, _)]) => Around::Keys,
        (Some(Tok::LBrace), [(_, name), (Tok::Equal, _)]) => {
            Around::Value(name.trim_matches('"').to_string())
        }
        _ => Around::Else,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_their_sigil() {
        assert_eq!(word_before("a %x.y", 6), 2..6);
        assert_eq!(word_before("\"arith.ad", 9), 1..9);
        assert_eq!(word_before("", 0), 0..0);
    }

    #[test]
    fn dictionaries_are_told_from_other_brackets() {
        let around = |text| match surroundings(text) {
            Around::Keys => "keys".to_string(),
            Around::Value(name) => name,
            Around::Else => "else".to_string(),
        };
        assert_eq!(around("x.y %a {"), "keys");
        assert_eq!(around("x.y %a {b = [1, 2], "), "keys");
        assert_eq!(around("x.y %a {b = [1, "), "else");
        assert_eq!(around("x.y %a {b = "), "b");
        assert_eq!(around("x.y %a {\"b\" = "), "b");
        assert_eq!(around("x.y %a {b = 1} : "), "else");
    }

    #[test]
    fn comments_are_left_alone() {
        assert!(in_comment("a\nb // c"));
        assert!(!in_comment("// a\nb \"//"));
    }
}

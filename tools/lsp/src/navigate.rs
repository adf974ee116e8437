//! From a name to its definition and its uses, renaming, and the outline.

use std::collections::HashMap;
use std::ops::Range;

use lsp_types::{
    DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams, DocumentSymbol,
    DocumentSymbolParams, DocumentSymbolResponse, FoldingRange, FoldingRangeParams,
    GotoDefinitionParams, GotoDefinitionResponse, Location, Position, PrepareRenameResponse,
    ReferenceParams, RenameParams, SymbolKind, TextDocumentPositionParams, TextEdit, Uri,
    WorkspaceEdit,
};
use terrace_ir::Traits;
use terrace_ir::text::{Lexer, Tok};

use crate::analysis::{Analysis, Part};
use crate::index::{Kind, Token, slice};
use crate::requests::{Failure, Scene};

/// What a name leads to.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// A value.
    Value(usize),
    /// A block.
    Block(usize),
    /// The operation that defines a symbol.
    Symbol(usize),
    /// The definition of an alias.
    Alias(Range<usize>),
}

/// What a word leads to.
pub fn target(doc: &Analysis, part: &Part, token: &Token) -> Option<Target> {
    match token.kind {
        Kind::Value(value, _) => value.map(Target::Value),
        Kind::Block(block) => block.map(Target::Block),
        Kind::Symbol => Symbols::new(doc, part).of(token).map(Target::Symbol),
        Kind::Alias => {
            let text = doc.part_text(part);
            let name = slice(text, &token.range);
            let mut aliases = part.index.aliases.iter();
            aliases.find(|a| slice(text, a) == name).cloned().map(Target::Alias)
        }
        _ => None,
    }
}

/// Who defines which symbol.
struct Symbols<'a> {
    part: &'a Part,
    text: &'a str,
    /// By the operation whose region holds the definition.
    tables: HashMap<(Option<usize>, String), usize>,
}

impl<'a> Symbols<'a> {
    fn new(doc: &'a Analysis, part: &'a Part) -> Symbols<'a> {
        let text = doc.part_text(part);
        let bodies = part.bodies(&doc.cx);
        let mut tables = HashMap::new();
        for (i, op) in part.index.ops.iter().enumerate() {
            let made = op.made.and_then(|(body, id)| Some(bodies.get(&body)?.op(&doc.cx, id)));
            let name = match made {
                Some(made) => made.symbol().map(|s| doc.cx.str(s).to_string()),
                // What is wrong further down does not take the function's name away.
                None => {
                    let info = op.name.as_ref().and_then(|(name, _)| doc.cx.op_info(*name));
                    let defines = info.is_some_and(|info| info.def.has(Traits::SYMBOL));
                    op.symbols.first().filter(|_| defines).map(|s| bare(slice(text, s)).into())
                }
            };
            if let Some(name) = name {
                tables.entry((part.index.parent(i), name)).or_insert(i);
            }
        }
        Symbols { part, text, tables }
    }

    /// The operation that a symbol in the text leads to.
    fn of(&self, token: &Token) -> Option<usize> {
        let index = &self.part.index;
        let name = bare(slice(self.text, &token.range)).to_string();
        let before = slice(self.text, &(0..token.range.start)).trim_end();
        if let Some(before) = before.strip_suffix("::") {
            let outer = index.token_at(before.trim_end().len())?;
            let outer = (outer.kind == Kind::Symbol).then(|| self.of(outer))??;
            return self.tables.get(&(Some(outer), name)).copied();
        }
        let mut table = token.op.map(|op| index.parent(op))?;
        loop {
            if let Some(&op) = self.tables.get(&(table, name.clone())) {
                return Some(op);
            }
            table = index.parent(table?);
        }
    }

    /// Every place where a symbol is named, its definition first. In the generic form its
    /// definition is a string, and the place the operation's name.
    fn places(&self, op: usize) -> Vec<Range<usize>> {
        let tokens = self.part.index.tokens.iter().filter(|t| t.kind == Kind::Symbol);
        let places = tokens.filter(|t| self.of(t) == Some(op)).map(|t| t.range.clone());
        let mut places: Vec<_> = places.collect();
        let definition = symbol_range(self.part, self.text, op);
        places.retain(|p| *p != definition);
        places.insert(0, definition);
        places
    }
}

/// The names of all symbols of a part, sorted.
pub fn symbol_names(doc: &Analysis, part: &Part) -> Vec<String> {
    let mut names: Vec<String> =
        Symbols::new(doc, part).tables.into_keys().map(|(_, name)| name).collect();
    names.sort();
    names.dedup();
    names
}

/// A symbol's name without its sigil and quotes.
fn bare(text: &str) -> &str {
    text.trim_start_matches('@').trim_matches('"')
}

/// Where the name of a symbol is defined.
fn symbol_range(part: &Part, text: &str, op: usize) -> Range<usize> {
    let op = &part.index.ops[op];
    let start = op.name.as_ref().map_or(op.range.clone(), |(_, name)| name.clone());
    let is_generic = slice(text, &start).starts_with('"');
    op.symbols.first().filter(|_| !is_generic).cloned().unwrap_or(start)
}

/// Every place where the thing is named, its definition first.
fn places(doc: &Analysis, part: &Part, target: &Target) -> Vec<Range<usize>> {
    match target {
        Target::Value(value) => part.index.places_of_value(*value),
        Target::Block(block) => part.index.places_of_block(*block),
        Target::Symbol(op) => Symbols::new(doc, part).places(*op),
        Target::Alias(definition) => {
            let text = doc.part_text(part);
            let name = slice(text, definition);
            let same = |t: &&Token| t.kind == Kind::Alias && slice(text, &t.range) == name;
            let uses = part.index.tokens.iter().filter(same).map(|t| t.range.clone());
            let uses = uses.filter(|u| u != definition).collect::<Vec<_>>();
            std::iter::once(definition.clone()).chain(uses).collect()
        }
    }
}

/// What stands under the cursor and what it leads to.
fn find(doc: &Analysis, place: Position) -> Option<(&Part, &Token, Target)> {
    let (part, at) = doc.part_at(doc.text.byte(place))?;
    let token = part.index.token_at(at)?;
    Some((part, token, target(doc, part, token)?))
}

fn find_places(doc: &Analysis, place: Position) -> Vec<Range<usize>> {
    let Some((part, _, target)) = find(doc, place) else { return Vec::new() };
    places(doc, part, &target).iter().map(|r| part.shift(r)).collect()
}

/// Where the thing under the cursor is defined.
pub fn definition(
    scene: &Scene<'_>,
    params: GotoDefinitionParams,
) -> Result<Option<GotoDefinitionResponse>, Failure> {
    let TextDocumentPositionParams { text_document, position } =
        params.text_document_position_params;
    let places = find_places(scene.doc, position);
    let location = places.first().map(|r| at(scene, &text_document.uri, r));
    Ok(location.map(GotoDefinitionResponse::Scalar))
}

fn at(scene: &Scene<'_>, uri: &Uri, range: &Range<usize>) -> Location {
    Location::new(uri.clone(), scene.doc.text.range(range.clone()))
}

/// Where the thing under the cursor is used.
pub fn references(
    scene: &Scene<'_>,
    params: ReferenceParams,
) -> Result<Option<Vec<Location>>, Failure> {
    let TextDocumentPositionParams { text_document, position } = params.text_document_position;
    let places = find_places(scene.doc, position);
    let first = usize::from(!params.context.include_declaration);
    let uses = places.iter().skip(first).map(|r| at(scene, &text_document.uri, r));
    Ok(Some(uses.collect()))
}

/// The places to light up with the thing under the cursor.
pub fn highlight(
    scene: &Scene<'_>,
    params: DocumentHighlightParams,
) -> Result<Option<Vec<DocumentHighlight>>, Failure> {
    let places = find_places(scene.doc, params.text_document_position_params.position);
    let one = |(i, range): (usize, &Range<usize>)| DocumentHighlight {
        range: scene.doc.text.range(range.clone()),
        kind: Some(if i == 0 { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ }),
    };
    Ok(Some(places.iter().enumerate().map(one).collect()))
}

/// The name under the cursor, if it can be changed.
pub fn prepare_rename(
    scene: &Scene<'_>,
    params: TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>, Failure> {
    let Some((part, token, _)) = find(scene.doc, params.position) else { return Ok(None) };
    let text = slice(scene.doc.part_text(part), &token.range);
    let range = part.shift(&token.range);
    Ok(Some(PrepareRenameResponse::RangeWithPlaceholder {
        range: scene.doc.text.range(range),
        placeholder: text.to_string(),
    }))
}

/// Changes a name everywhere.
pub fn rename(scene: &Scene<'_>, params: RenameParams) -> Result<Option<WorkspaceEdit>, Failure> {
    let TextDocumentPositionParams { text_document, position } = params.text_document_position;
    let doc = scene.doc;
    let Some((part, token, target)) = find(doc, position) else {
        return Err(Failure::because("there is no name here that could be changed"));
    };
    let text = doc.part_text(part);
    let old = slice(text, &token.range);
    let sigil = old.get(..1).unwrap_or("");
    let bare = params.new_name.strip_prefix(sigil).unwrap_or(&params.new_name);
    let new = format!("{sigil}{bare}");
    check_name(&new, sigil)?;
    let places = places(doc, part, &target);
    if let Some(other) = places.iter().find(|p| slice(text, p) != old) {
        let what = slice(text, other);
        return Err(Failure::because(format!("`{what}` is written in a form that stays as it is")));
    }
    if new != old && is_taken(doc, part, &target, &new) {
        return Err(Failure::because(format!("`{new}` is taken")));
    }
    let edit = |r: &Range<usize>| TextEdit::new(doc.text.range(part.shift(r)), new.clone());
    let edits = places.iter().map(edit).collect();
    #[allow(clippy::mutable_key_type)] // It compares as its text, which never changes.
    let changes = HashMap::from([(text_document.uri, edits)]);
    Ok(Some(WorkspaceEdit::new(changes)))
}

fn check_name(new: &str, sigil: &str) -> Result<(), Failure> {
    let mut lexer = Lexer::new(new);
    let (token, end) = (lexer.next_token(), lexer.next_token());
    let kind = match sigil {
        "%" => Tok::Percent,
        "^" => Tok::Caret,
        "@" => Tok::At,
        "#" => Tok::Hash,
        _ => Tok::Bang,
    };
    if token.kind == kind && token.start == 0 && end.kind == Tok::Eof {
        return Ok(());
    }
    Err(Failure::because(format!("expected a name such as `{sigil}name`, got `{new}`")))
}

/// Whether a name is already known somewhere the thing is.
fn is_taken(doc: &Analysis, part: &Part, target: &Target, new: &str) -> bool {
    let (index, text) = (&part.index, doc.part_text(part));
    let named = |range: &Range<usize>| slice(text, range) == new;
    match target {
        Target::Value(value) => {
            let home = index.values[*value].region;
            let sees = |a: usize, b: usize| index.scopes(a).any(|r| r == b);
            let mut others = index.values.iter().filter(|v| named(&v.range));
            others.any(|v| sees(v.region, home) || sees(home, v.region))
        }
        Target::Block(block) => {
            let home = index.blocks[*block].region;
            index.blocks.iter().any(|b| b.region == home && named(&b.range))
        }
        Target::Symbol(op) => {
            let symbols = Symbols::new(doc, part);
            symbols.tables.contains_key(&(index.parent(*op), bare(new).to_string()))
        }
        Target::Alias(_) => index.aliases.iter().any(named),
    }
}

/// The operations that define symbols, inside each other as in the text.
pub fn symbols(
    scene: &Scene<'_>,
    _: DocumentSymbolParams,
) -> Result<Option<DocumentSymbolResponse>, Failure> {
    let mut all = Vec::new();
    for part in &scene.doc.parts {
        let symbols = Symbols::new(scene.doc, part);
        let names = symbols.tables.iter().map(|((_, name), op)| (*op, name.as_str())).collect();
        all.extend(outline(scene.doc, part, &names));
    }
    Ok(Some(DocumentSymbolResponse::Nested(all)))
}

fn outline(doc: &Analysis, part: &Part, names: &HashMap<usize, &str>) -> Vec<DocumentSymbol> {
    let mut top = Vec::new();
    let mut open: Vec<(usize, DocumentSymbol)> = Vec::new();
    let close = |open: &mut Vec<(usize, DocumentSymbol)>, top: &mut Vec<DocumentSymbol>| {
        let Some((_, done)) = open.pop() else { return };
        match open.last_mut() {
            Some((_, outer)) => outer.children.get_or_insert_default().push(done),
            None => top.push(done),
        }
    };
    for (i, op) in part.index.ops.iter().enumerate() {
        while open.last().is_some_and(|(end, _)| *end <= op.range.start) {
            close(&mut open, &mut top);
        }
        if let Some(name) = names.get(&i) {
            open.push((op.range.end, symbol(doc, part, i, name)));
        }
    }
    while !open.is_empty() {
        close(&mut open, &mut top);
    }
    top
}

fn symbol(doc: &Analysis, part: &Part, op: usize, name: &str) -> DocumentSymbol {
    let range = &part.index.ops[op].range;
    let kind = part.index.ops[op].name.as_ref().map_or("", |(name, _)| doc.cx.op_name_str(*name));
    #[allow(deprecated)] // The protocol's type has the field.
    DocumentSymbol {
        name: name.to_string(),
        detail: Some(kind.to_string()),
        kind: match kind {
            _ if kind.contains("func") => SymbolKind::FUNCTION,
            _ if kind.contains("module") => SymbolKind::MODULE,
            _ => SymbolKind::VARIABLE,
        },
        tags: None,
        deprecated: None,
        range: doc.text.range(part.shift(range)),
        selection_range: doc.text.range(part.shift(&symbol_range(part, doc.part_text(part), op))),
        children: None,
    }
}

/// Regions that span lines.
pub fn folds(
    scene: &Scene<'_>,
    _: FoldingRangeParams,
) -> Result<Option<Vec<FoldingRange>>, Failure> {
    let mut all = Vec::new();
    for part in &scene.doc.parts {
        for region in part.index.regions.iter().skip(1) {
            let range = scene.doc.text.range(part.shift(&region.range));
            if range.end.line > range.start.line + 1 {
                let (start_line, end_line) = (range.start.line, range.end.line - 1);
                all.push(FoldingRange { start_line, end_line, ..FoldingRange::default() });
            }
        }
    }
    Ok(Some(all))
}

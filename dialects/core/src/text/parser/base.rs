//! The lower half of the parser: tokens, keywords, literals, lists. Types and attributes build on
//! it, and so does everything a dialect writes by hand.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::fmt::Display;

use rustc_hash::FxBuildHasher;

use super::{ParseOptions, deferred, recent::RecentTypes};
use crate::context::Context;
use crate::def::Dialect;
use crate::diag::{Code, Diag, Diags, Reported, nearest};
use crate::entity::{Attr, Loc, Sym};
use crate::sources::{line_starts, place};
use crate::text::codes::*;
use crate::text::lexer::{Lexer, Tok, Token, unescape};
use crate::text::marks::{Mark, MarkKind};

/// How deep regions, types and attributes may nest.
pub const MAX_DEPTH: u32 = 256;

/// How many types and attributes an alias may stand for, aliases inside it written out: without a
/// bound, a few lines of aliases of aliases would print as gigabytes.
const MAX_ALIAS_NODES: u32 = 1 << 16;

/// What an alias stands for, how deep that nests, and how many types and attributes it is.
#[derive(Clone, Copy)]
pub(super) struct Alias<T> {
    pub value: T,
    /// Where its definition stands.
    pub at: u32,
    pub depth: u32,
    pub n_nodes: u32,
}

pub(super) type FxMap<K, V> = HashMap<K, V, FxBuildHasher>;

/// What surrounds a comma-separated list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Delim {
    /// Nothing; the list has at least one element.
    None,
    /// `(..)`
    Paren,
    /// `[..]`
    Square,
    /// `<..>`
    Angle,
    /// `{..}`
    Brace,
    /// `(..)`, or nothing at all for the empty list.
    OptionalParen,
    /// `[..]`, or nothing at all for the empty list.
    OptionalSquare,
}

impl Delim {
    pub(super) fn tokens(self) -> Option<(Tok, Tok)> {
        match self {
            Delim::None => None,
            Delim::Paren | Delim::OptionalParen => Some((Tok::LParen, Tok::RParen)),
            Delim::Square | Delim::OptionalSquare => Some((Tok::LSquare, Tok::RSquare)),
            Delim::Angle => Some((Tok::Less, Tok::Greater)),
            Delim::Brace => Some((Tok::LBrace, Tok::RBrace)),
        }
    }

    pub(super) fn optional(self) -> bool {
        matches!(self, Delim::OptionalParen | Delim::OptionalSquare)
    }
}

/// Reads types, attributes and whatever they are made of; what a custom parser of a type or
/// attribute reads from, and the lower half of [`OpParser`](crate::text::OpParser).
///
/// # Semantics
/// The parser looks at one token at a time. `parse_x` reports and fails when there is no `x`;
/// `parse_optional_x` gives `None` when the token starts no `x` and then has consumed nothing.
pub struct AttrParser<'a> {
    /// The context.
    pub cx: &'a Context,
    pub(super) lex: Lexer<'a>,
    pub(super) tok: Token,
    /// Offset after the token before the current one.
    pub(super) last_end: u32,
    pub(super) file: Sym,
    /// What the context numbers the places of this source from, if it does.
    pub(super) first_place: Option<u32>,
    /// Offsets of the first byte of each line, found on first need.
    line_starts: OnceCell<Vec<u32>>,
    pub(super) diags: &'a mut Diags,
    pub(super) options: ParseOptions,
    pub(super) depth: u32,
    /// How deep nesting went since someone last asked, aliases counted as what they stand for.
    pub(super) deepest: u32,
    /// Types and attributes read so far, aliases counted as what they stand for.
    pub(super) n_nodes: u64,
    pub(super) shared: deferred::Shared<'a>,
    pub(super) order: deferred::Order<'a>,
    /// Where aliases that may be used before their definition are defined, found on first need.
    pub(super) later: Option<FxMap<&'a str, u32>>,
    pub(super) dialects: FxMap<&'a str, Option<&'static Dialect>>,
    pub(super) recent_types: RecentTypes<'a>,
    pub(super) distinct: FxMap<u64, Attr>,
    /// What stands where, for tools that ask for it.
    pub(super) marks: Option<Vec<Mark>>,
}

impl<'a> AttrParser<'a> {
    pub(crate) fn new(
        cx: &'a Context,
        src: &'a str,
        file: Sym,
        options: ParseOptions,
        diags: &'a mut Diags,
    ) -> AttrParser<'a> {
        let mut parser = AttrParser {
            cx,
            lex: Lexer::new(src),
            tok: Token { kind: Tok::Eof, start: 0, end: 0 },
            last_end: 0,
            file,
            first_place: None,
            line_starts: OnceCell::new(),
            diags,
            options,
            depth: 0,
            deepest: 0,
            n_nodes: 0,
            shared: deferred::Shared::default(),
            order: deferred::Order::Written,
            later: None,
            dialects: FxMap::default(),
            recent_types: RecentTypes::default(),
            distinct: FxMap::default(),
            marks: None,
        };
        parser.advance();
        parser
    }

    // ---- tokens ----

    /// What the current token is.
    #[inline]
    pub fn kind(&self) -> Tok {
        self.tok.kind
    }

    /// Whether the current token is of this kind.
    #[inline]
    pub fn at(&self, kind: Tok) -> bool {
        self.tok.kind == kind
    }

    /// The text of the current token.
    #[inline]
    pub fn token_text(&self) -> &'a str {
        self.lex.text(self.tok)
    }

    /// Byte offset of the current token, to be given to [`AttrParser::error_at`].
    #[inline]
    pub fn offset(&self) -> u32 {
        self.tok.start
    }

    /// Goes to the next token.
    #[inline]
    pub fn advance(&mut self) {
        self.last_end = self.tok.end;
        self.tok = self.lex.next_token();
    }

    /// Consumes the current token if it is of this kind.
    #[inline]
    pub fn eat(&mut self, kind: Tok) -> bool {
        let hit = self.tok.kind == kind;
        if hit {
            self.advance();
        }
        hit
    }

    /// Consumes a token of this kind.
    #[inline]
    pub fn expect(&mut self, kind: Tok) -> Result<(), Reported> {
        if self.eat(kind) { Ok(()) } else { Err(self.expected(kind.name())) }
    }

    /// The text of the current token without its first byte (the sigil), consumed.
    pub(super) fn take_sigil_name(&mut self) -> &'a str {
        let name = self.token_text().get(1..).unwrap_or("");
        self.advance();
        name
    }

    /// Goes on reading at `pos`, inside the current token or behind it.
    pub(super) fn split_at(&mut self, pos: u32) {
        self.lex.reset(pos);
        self.tok = self.lex.next_token();
    }

    /// Whether the next token after the current one is of this kind.
    pub fn next_is(&self, kind: Tok) -> bool {
        self.lex.clone().next_token().kind == kind
    }

    /// Whether the current token directly follows the one before, without blanks.
    pub fn glued(&self) -> bool {
        self.tok.start == self.last_end
    }

    // ---- places and errors ----

    /// The location of the current token.
    #[inline]
    pub fn loc(&self) -> Loc {
        self.loc_at(self.tok.start)
    }

    /// The location of a byte offset.
    #[inline]
    pub fn loc_at(&self, offset: u32) -> Loc {
        match self.first_place {
            Some(base) => place(base, offset),
            None => {
                let (line, start) = self.line_of(offset);
                self.cx.file_loc(self.file, line, offset - start + 1)
            }
        }
    }

    /// The line of an offset, from 1, and where it starts.
    pub(super) fn line_of(&self, offset: u32) -> (u32, u32) {
        let starts = self.line_starts.get_or_init(|| line_starts(self.lex.src()));
        let line = starts.partition_point(|&start| start <= offset);
        (line as u32, starts.get(line.saturating_sub(1)).copied().unwrap_or(0))
    }

    /// Goes on at `pos`, anywhere in the source.
    pub(super) fn jump(&mut self, pos: u32) {
        self.lex.reset(pos);
        self.advance();
    }

    /// Reports at the current token.
    pub fn error(&mut self, code: &'static Code, args: &[&dyn Display]) -> Reported {
        self.error_at(self.tok.start, code, args)
    }

    /// Reports at a byte offset.
    pub fn error_at(
        &mut self,
        offset: u32,
        code: &'static Code,
        args: &[&dyn Display],
    ) -> Reported {
        let loc = self.loc_at(offset);
        self.diags.push(Diag::error(code, loc, args))
    }

    /// Reports a word at a byte offset that nothing is called, with what was probably meant.
    pub fn unknown_at<'n>(
        &mut self,
        offset: u32,
        code: &'static Code,
        args: &[&dyn Display],
        word: &str,
        known: impl Iterator<Item = &'n str>,
    ) -> Reported {
        let diag = Diag::error(code, self.loc_at(offset), args);
        self.diags.push(diag.suggest(nearest(word, known)))
    }

    /// Takes a diagnostic made elsewhere.
    pub fn push_diag(&mut self, diag: Diag) -> Reported {
        self.diags.push(diag)
    }

    /// Reports that something else was expected than the current token. What is missing at the end
    /// of a line is missing there, not on a line further down.
    pub fn expected(&mut self, what: &str) -> Reported {
        let between = self.lex.src().get(self.last_end as usize..self.tok.start as usize);
        let ended = self.last_end > 0 && between.is_some_and(|text| text.contains('\n'));
        self.expected_at(if ended { self.last_end } else { self.tok.start }, what)
    }

    /// As [`AttrParser::expected`], at the current token whatever is before it: for words.
    pub fn expected_here(&mut self, what: &str) -> Reported {
        self.expected_at(self.tok.start, what)
    }

    fn expected_at(&mut self, at: u32, what: &str) -> Reported {
        if self.at(Tok::Error) {
            let why = self.lex.complaint();
            return self.error(&PARSE003, &[&why]);
        }
        let got: Cow<'_, str> = match self.tok.kind {
            Tok::Eof => "end of text".into(),
            _ => {
                let text = self.token_text();
                let short: String = text.chars().take(40).collect();
                let dots = if short.len() < text.len() { ".." } else { "" };
                format!("`{short}{dots}`").into()
            }
        };
        self.error_at(at, &PARSE001, &[&what, &got])
    }

    /// Runs `f` one level deeper; reports when that is too deep.
    #[inline]
    pub fn nested<T>(
        &mut self,
        f: impl FnOnce(&mut Self) -> Result<T, Reported>,
    ) -> Result<T, Reported> {
        self.enter()?;
        let result = f(self);
        self.depth -= 1;
        result
    }

    #[inline]
    pub(super) fn enter(&mut self) -> Result<(), Reported> {
        let limit = match self.order {
            deferred::Order::Body(..) => deferred::MAX_DEPTH_OF_BODIES,
            _ => MAX_DEPTH,
        };
        if self.depth >= limit {
            return Err(self.error(&PARSE004, &[&MAX_DEPTH]));
        }
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        Ok(())
    }

    /// What an alias stands for, if it may still be used here.
    pub(super) fn use_alias<T>(&mut self, alias: Alias<T>) -> Result<T, Reported> {
        self.n_nodes += u64::from(alias.n_nodes);
        let depth = self.depth + alias.depth;
        if depth > MAX_DEPTH {
            return Err(self.error(&PARSE004, &[&MAX_DEPTH]));
        }
        self.deepest = self.deepest.max(depth);
        Ok(alias.value)
    }

    /// Reads what an alias will stand for, and how large that is written out.
    pub(super) fn read_alias<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Reported>,
    ) -> Result<Alias<T>, Reported> {
        let (at, deepest, n_before) = (self.offset(), self.deepest, self.n_nodes);
        self.deepest = self.depth;
        let value = read(self)?;
        let depth = self.deepest - self.depth;
        self.deepest = self.deepest.max(deepest);
        let n_nodes = self.n_nodes - n_before;
        match u32::try_from(n_nodes).ok().filter(|n| *n <= MAX_ALIAS_NODES) {
            Some(n_nodes) => Ok(Alias { value, at, depth, n_nodes }),
            None => {
                let what = "types and attributes in an alias, written out";
                Err(self.error_at(at, &PARSE031, &[&MAX_ALIAS_NODES, &what]))
            }
        }
    }

    /// Notes what stands at `start..end`, for tools that ask for it.
    #[inline]
    pub(super) fn mark(&mut self, start: u32, end: u32, kind: MarkKind) {
        if let Some(marks) = &mut self.marks {
            marks.push(Mark { start, end, kind });
        }
    }

    /// Notes what the current token is.
    #[inline]
    pub(super) fn mark_token(&mut self, kind: MarkKind) {
        self.mark(self.tok.start, self.tok.end, kind);
    }

    /// Notes what stands between `start` and the current token.
    #[inline]
    pub(super) fn mark_since(&mut self, start: u32, kind: MarkKind) {
        self.mark(start, self.last_end, kind);
    }

    // ---- keywords and punctuation ----

    /// Whether the current token is this keyword.
    #[inline]
    pub fn at_keyword(&self, keyword: &str) -> bool {
        self.at(Tok::Bare) && self.token_text() == keyword
    }

    /// Consumes this keyword.
    pub fn parse_keyword(&mut self, keyword: &str) -> Result<(), Reported> {
        if self.parse_optional_keyword(keyword) {
            return Ok(());
        }
        Err(self.expected_here(&format!("`{keyword}`")))
    }

    /// Consumes this keyword if it is there.
    #[inline]
    pub fn parse_optional_keyword(&mut self, keyword: &str) -> bool {
        let hit = self.at_keyword(keyword);
        if hit {
            self.advance();
        }
        hit
    }

    /// Consumes any keyword.
    pub fn parse_any_keyword(&mut self) -> Result<&'a str, Reported> {
        match self.parse_optional_any_keyword() {
            Some(keyword) => Ok(keyword),
            None => Err(self.expected_here("a keyword")),
        }
    }

    /// Consumes any keyword if there is one.
    pub fn parse_optional_any_keyword(&mut self) -> Option<&'a str> {
        if !self.at(Tok::Bare) {
            return None;
        }
        let text = self.token_text();
        self.advance();
        Some(text)
    }

    /// Consumes one of these words and gives its position.
    pub fn parse_keyword_of(&mut self, words: &[&str]) -> Result<usize, Reported> {
        if self.at(Tok::Bare)
            && let Some(i) = words.iter().position(|w| *w == self.token_text())
        {
            self.advance();
            return Ok(i);
        }
        let got = self.token_text();
        Err(self.error(&PARSE026, &[&words.join(", "), &got]))
    }

    /// Consumes this keyword or punctuation, as in an assembly format's literal.
    pub fn parse_literal(&mut self, text: &str) -> Result<(), Reported> {
        if self.parse_optional_literal(text) {
            return Ok(());
        }
        Err(self.expected(&format!("`{text}`")))
    }

    /// Consumes this keyword or punctuation if it is there.
    pub fn parse_optional_literal(&mut self, text: &str) -> bool {
        let hit = self.at_literal(text);
        if hit {
            self.advance();
        }
        hit
    }

    /// Whether this keyword or punctuation is next.
    pub fn at_literal(&self, text: &str) -> bool {
        match Tok::from_punctuation(text) {
            Some(kind) => self.at(kind),
            None => self.at(Tok::Bare) && self.token_text() == text,
        }
    }

    // ---- lists ----

    /// A comma-separated list between delimiters.
    pub fn list<T>(
        &mut self,
        delim: Delim,
        mut item: impl FnMut(&mut Self) -> Result<T, Reported>,
    ) -> Result<Vec<T>, Reported> {
        let mut items = Vec::new();
        self.comma_list(delim, |p| {
            items.push(item(p)?);
            Ok(())
        })?;
        Ok(items)
    }

    /// Calls `item` at each element of a comma-separated list between delimiters.
    pub fn comma_list(
        &mut self,
        delim: Delim,
        mut item: impl FnMut(&mut Self) -> Result<(), Reported>,
    ) -> Result<(), Reported> {
        let close = match delim.tokens() {
            None => None,
            Some((open, _)) if delim.optional() && !self.at(open) => return Ok(()),
            Some((open, close)) => {
                self.expect(open)?;
                if self.eat(close) {
                    return Ok(());
                }
                Some(close)
            }
        };
        loop {
            item(self)?;
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        close.map_or(Ok(()), |close| self.expect(close))
    }

    // ---- literals ----

    /// A string literal.
    pub fn parse_string(&mut self) -> Result<Cow<'a, str>, Reported> {
        match self.parse_optional_string()? {
            Some(text) => Ok(text),
            None => Err(self.expected("a string")),
        }
    }

    /// A string literal if there is one.
    pub fn parse_optional_string(&mut self) -> Result<Option<Cow<'a, str>>, Reported> {
        if !self.at(Tok::Str) {
            return Ok(None);
        }
        let text = self.token_text();
        let text = self.decode_string(text)?;
        self.advance();
        Ok(Some(text))
    }

    /// The text of a quoted literal (with its quotes).
    pub(super) fn decode_string(&mut self, quoted: &'a str) -> Result<Cow<'a, str>, Reported> {
        let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or("");
        match unescape(inner) {
            Cow::Borrowed(_) => Ok(Cow::Borrowed(inner)),
            Cow::Owned(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Ok(Cow::Owned(text)),
                Err(_) => Err(self.error(&PARSE003, &[&"escapes in string form no UTF-8 text"])),
            },
        }
    }

    /// `@name` or `@"name"`.
    pub fn parse_symbol_name(&mut self) -> Result<Sym, Reported> {
        match self.parse_optional_symbol_name()? {
            Some(sym) => Ok(sym),
            None => Err(self.expected("a symbol `@name`")),
        }
    }

    /// `@name` or `@"name"` if it is there.
    pub fn parse_optional_symbol_name(&mut self) -> Result<Option<Sym>, Reported> {
        if !self.at(Tok::At) {
            return Ok(None);
        }
        let text = self.token_text().get(1..).unwrap_or("");
        let name = if text.starts_with('"') { self.decode_string(text)? } else { text.into() };
        self.mark_token(MarkKind::Symbol);
        self.advance();
        Ok(Some(self.cx.sym(&name)))
    }

    /// An integer with optional sign.
    pub fn parse_integer(&mut self) -> Result<i64, Reported> {
        match self.parse_optional_integer()? {
            Some(value) => Ok(value),
            None => Err(self.expected_here("an integer")),
        }
    }

    /// An integer with optional sign if there is one.
    pub fn parse_optional_integer(&mut self) -> Result<Option<i64>, Reported> {
        if !(self.at(Tok::Int) || self.at(Tok::Minus) && self.next_is(Tok::Int)) {
            return Ok(None);
        }
        let start = self.offset();
        let negative = self.eat(Tok::Minus);
        let text = self.token_text();
        self.advance();
        let value = parse_u128(text).and_then(|v| i128::try_from(v).ok());
        let value =
            value.map(|v| if negative { -v } else { v }).and_then(|v| i64::try_from(v).ok());
        match value {
            Some(value) => Ok(Some(value)),
            None => Err(self.error_at(start, &PARSE013, &[&text, &"i64"])),
        }
    }

    /// A float or integer literal with optional sign, as f64.
    pub fn parse_float(&mut self) -> Result<f64, Reported> {
        let negative = self.eat(Tok::Minus);
        if !self.at(Tok::Int) && !self.at(Tok::Float) {
            return Err(self.expected("a number"));
        }
        let text = self.token_text();
        let Ok(value) = text.parse::<f64>() else {
            return Err(self.error(&PARSE013, &[&text, &"f64"]));
        };
        self.advance();
        Ok(if negative { -value } else { value })
    }

    /// The text up to the bracket that closes the innermost open one, brackets and strings inside
    /// balanced; leaves the parser at the closing bracket.
    pub(super) fn raw_balanced(&mut self) -> Result<&'a str, Reported> {
        let start = self.tok.start;
        let mut open: Vec<Tok> = Vec::new();
        loop {
            let close = match self.tok.kind {
                Tok::Less => Some(Tok::Greater),
                Tok::LParen => Some(Tok::RParen),
                Tok::LSquare => Some(Tok::RSquare),
                Tok::LBrace => Some(Tok::RBrace),
                _ => None,
            };
            match (close, self.tok.kind) {
                (Some(close), _) => open.push(close),
                (_, Tok::Eof) => return Err(self.expected("a closing bracket")),
                (_, Tok::Error) if self.token_text().starts_with(['"', '@']) => {
                    return Err(self.expected("a closing bracket"));
                }
                (_, kind @ (Tok::Greater | Tok::RParen | Tok::RSquare | Tok::RBrace)) => {
                    match open.pop() {
                        None => {
                            let text = self.lex.src().get(start as usize..self.tok.start as usize);
                            return Ok(text.unwrap_or(""));
                        }
                        Some(expected) if expected != kind => {
                            return Err(self.expected(expected.name()));
                        }
                        Some(_) => {}
                    }
                }
                _ => {}
            }
            self.advance();
        }
    }
}

/// The value of an integer literal, decimal or hexadecimal.
pub(super) fn parse_u128(text: &str) -> Option<u128> {
    match text.strip_prefix("0x") {
        Some(hex) => u128::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

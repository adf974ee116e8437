//! The source as a whole, recovery after errors, and operations.

use std::ops::{Deref, DerefMut};

use super::base::{AttrParser, Delim, FxMap};
use super::deferred::Order;
use super::scope::{Named, Operand, Scope, ValueNames};
use crate::body::{Body, OpState, ROOT};
use crate::def::{Asm, OpDef};
use crate::diag::{Code, Reported};
use crate::entity::{Attr, BlockId, Loc, OpId, OpName, Sym, Type, ValueId};
use crate::text::codes::*;
use crate::text::fill_defaults;
use crate::text::lexer::Tok;
use crate::text::marks::{Mark, MarkKind};

/// Errors after which the parser gives up.
pub(super) const MAX_ERRORS: usize = 100;
/// Results one operation may have.
const MAX_RESULTS: usize = u16::MAX as usize;

/// A block argument as written: `%name: type loc(..)`.
#[derive(Clone, Copy, Debug)]
pub struct Argument {
    /// Its name.
    pub name: Operand,
    /// Its type; [`Type::NONE`] until it is known.
    pub ty: Type,
    /// Where it is written.
    pub loc: Loc,
    /// Its attributes (of a function's argument): a dictionary, or [`Attr::NONE`].
    pub attrs: Attr,
}

/// Names in front of `=`: `%name:count`.
#[derive(Clone, Copy)]
struct ResultName {
    name: Operand,
    n: u32,
}

/// What a custom assembly parser of an operation reads from. It dereferences to [`AttrParser`] for
/// types, attributes, keywords and literals.
pub struct OpParser<'a> {
    pub(super) base: AttrParser<'a>,
    pub(super) scope: Scope<'a>,
    pub(super) outer: Vec<Scope<'a>>,
    /// The empty name table of a finished scope, for the next one: it has grown already.
    pub(super) spare_values: ValueNames<'a>,
    /// Operations that were made, for the next ones: their lists have memory already.
    spare_states: Vec<OpState>,
    /// Dialects whose operations need no prefix here; the innermost last.
    default_dialects: Vec<&'static str>,
    op_names: FxMap<&'a str, OpName>,
    /// How many results the names in front of the current operation bind.
    pub(super) n_named: usize,
    /// Where file metadata was read already.
    metadata: Option<(u32, u32)>,
}

impl<'a> Deref for OpParser<'a> {
    type Target = AttrParser<'a>;
    #[inline]
    fn deref(&self) -> &AttrParser<'a> {
        &self.base
    }
}

impl<'a> DerefMut for OpParser<'a> {
    #[inline]
    fn deref_mut(&mut self) -> &mut AttrParser<'a> {
        &mut self.base
    }
}

impl<'a> OpParser<'a> {
    pub(super) fn new(base: AttrParser<'a>) -> OpParser<'a> {
        let cx = base.cx;
        let loc = base.loc_at(0);
        let module = Body::new(cx, cx.op_name("builtin.module"), loc, 1);
        OpParser {
            base,
            scope: Scope::new(Box::new(module)),
            outer: Vec::new(),
            spare_values: ValueNames::default(),
            spare_states: Vec::new(),
            default_dialects: vec!["builtin"],
            op_names: FxMap::default(),
            n_named: 0,
            metadata: None,
        }
    }

    /// The whole source in one module, even where it is wrong, and what stands where.
    pub(super) fn module(mut self) -> (Box<Body>, Vec<Mark>) {
        // About one operation per 80 bytes of generic text.
        let n_ops = self.lex.src().len() / 80;
        if n_ops < 1 << 20 {
            self.scope.body.reserve(n_ops.min(4096));
        }
        self.metadata = self.metadata_first();
        let region = self.scope.body.regions(ROOT)[0];
        let block = self.scope.body.new_block(region, &[]);
        self.scope.push_region();
        while !self.at(Tok::Eof) {
            self.depth = 0;
            match self.kind() {
                Tok::Hash | Tok::Bang => {
                    let start = self.offset();
                    if self.alias_definition().is_err() {
                        self.recover(start, true);
                    }
                }
                Tok::MetaOpen => self.top_metadata(),
                Tok::RBrace => {
                    self.expected("an operation");
                    self.advance();
                }
                _ => self.operation_or_recover(block, true),
            }
        }
        self.read_later();
        self.finish_scope();
        (self.scope.body, self.base.marks.unwrap_or_default())
    }

    fn top_metadata(&mut self) {
        let end = match self.metadata {
            Some((start, end)) if start == self.offset() => Some(end),
            _ => None,
        };
        match end {
            Some(end) => self.jump(end),
            None => {
                if self.file_metadata().is_err() {
                    while !self.at(Tok::Eof) && !self.at(Tok::MetaClose) {
                        self.advance();
                    }
                    self.advance();
                }
            }
        }
    }

    // ---- recovery ----

    pub(super) fn operation_or_recover(&mut self, block: BlockId, top: bool) {
        let depth = self.depth;
        let (n_outer, n_dialects) = (self.outer.len(), self.default_dialects.len());
        let n_regions = self.scope.regions.len();
        let start = self.offset();
        self.mark(start, start, MarkKind::OpStart { depth });
        if self.operation(block).is_ok() {
            self.mark_since(start, MarkKind::OpEnd);
            return;
        }
        // The error may have left scopes open that belong to the operation it is in.
        while self.outer.len() > n_outer {
            self.close_body();
        }
        while self.scope.regions.len() > n_regions {
            self.scope.pop_region();
        }
        self.default_dialects.truncate(n_dialects);
        self.depth = depth;
        self.recover(start, top);
        self.mark_since(start, MarkKind::OpEnd);
    }

    /// Skips from what began at `start` to where the next operation may: a name, string or label
    /// that begins a line, or the brace that closes the block.
    fn recover(&mut self, start: u32, top: bool) {
        // What is read out of order and is wrong is read again anyway.
        if self.diags.n_errors() >= MAX_ERRORS || !matches!(self.order, Order::Written) {
            self.error(&PARSE028, &[]);
            let end = self.lex.src().len() as u32;
            self.jump(end);
            return;
        }
        let mut open = 0usize;
        let here = |p: &Self| p.line_of(p.offset()).0;
        // The error may be about the last word of its line: then the next line has begun already.
        let consumed = self.offset() > start;
        let mut line = if consumed { self.line_of(self.last_end - 1).0 } else { here(self) };
        loop {
            let begins_line = here(self) > line;
            line = here(self);
            match self.kind() {
                Tok::Eof => return,
                Tok::LBrace => open += 1,
                Tok::RBrace if open == 0 && !top => return,
                Tok::RBrace => open = open.saturating_sub(1),
                Tok::Percent | Tok::Str if begins_line && open == 0 => return,
                Tok::Bare if begins_line && open == 0 && self.at_operation_name() => return,
                Tok::Caret if begins_line && open == 0 && !top => return,
                Tok::Hash | Tok::Bang | Tok::MetaOpen if begins_line && open == 0 && top => return,
                _ => {}
            }
            self.advance();
        }
    }

    /// Whether the current word may be an operation's name, not one of a clause that goes on here.
    fn at_operation_name(&self) -> bool {
        let (word, dialect) = (self.token_text(), self.default_dialects.last());
        let known = |d| self.cx.op_info(self.cx.op_name(&format!("{d}.{word}"))).is_some();
        word.contains('.') || known(dialect.copied().unwrap_or("builtin"))
    }

    // ---- operations ----

    /// One operation, appended to `block`.
    fn operation(&mut self, block: BlockId) -> Result<(), Reported> {
        let loc = self.loc();
        let mut names: smallvec::SmallVec<[ResultName; 2]> = smallvec::SmallVec::new();
        if self.at(Tok::Percent) {
            loop {
                names.push(self.result_name()?);
                if !self.eat(Tok::Comma) {
                    break;
                }
            }
            self.expect(Tok::Equal)?;
        }
        self.n_named = names.iter().map(|r| r.n as usize).sum();
        let mut state = self.spare_states.pop().unwrap_or_default();
        let made = match self.kind() {
            Tok::Str => self.generic_operation(&mut state, loc),
            Tok::Bare => self.custom_operation(&mut state, loc),
            _ => Err(self.expected("an operation")),
        };
        match made {
            Ok(()) => {
                let inserted = self.insert(&mut state, block, &names);
                self.spare_states.push(state);
                inserted
            }
            Err(reported) => {
                // Uses of what this operation would have defined are no errors of their own.
                let first = self.scope.placeholder(Type::NONE);
                for result in &names {
                    let name = self.name_text(result.name);
                    self.define(name, Named { first, n: 0, at: result.name.at })?;
                }
                Err(reported)
            }
        }
    }

    fn result_name(&mut self) -> Result<ResultName, Reported> {
        if !self.at(Tok::Percent) {
            return Err(self.expected(Tok::Percent.name()));
        }
        let name = self.take_name();
        let mut n = 1;
        if self.eat(Tok::Colon) {
            let text = self.token_text();
            n = text.parse::<u32>().unwrap_or(0);
            if !self.at(Tok::Int) || n == 0 || n as usize > MAX_RESULTS {
                return Err(self.expected("a number of results from 1 to 65535"));
            }
            self.advance();
        }
        Ok(ResultName { name, n })
    }

    #[inline]
    pub(super) fn take_name(&mut self) -> Operand {
        let name = Operand { at: self.tok.start, len: self.tok.end - self.tok.start, number: 0 };
        self.advance();
        name
    }

    /// The name of a value as written, with its `%`.
    #[inline]
    pub fn name_text(&self, name: Operand) -> &'a str {
        self.lex.src().get(name.at as usize..(name.at + name.len) as usize).unwrap_or("")
    }

    fn insert(
        &mut self,
        state: &mut OpState,
        block: BlockId,
        names: &[ResultName],
    ) -> Result<(), Reported> {
        let n_results = state.result_types.len();
        let n_named: usize = names.iter().map(|r| r.n as usize).sum();
        let overlong = n_results > MAX_RESULTS;
        if self.is_isolated(state) {
            self.seal_child(state);
        }
        let loc = state.loc;
        if overlong {
            state.result_types.truncate(MAX_RESULTS);
        }
        let op = self.scope.body.create_from(state);
        self.note_later(op);
        self.scope.body.set_loc(op, loc);
        self.scope.body.append(block, op);
        let (at, body) = (self.last_end, self.scope.body.id());
        self.mark_since(at, MarkKind::OpMade { body, op });
        if overlong {
            return Err(self.error(&PARSE031, &[&MAX_RESULTS, &"results"]));
        }
        if !names.is_empty() && n_named != n_results {
            let at = names[0].name.at;
            let first = self.scope.placeholder(Type::NONE);
            for result in names {
                let name = self.name_text(result.name);
                self.define(name, Named { first, n: 0, at: result.name.at })?;
            }
            self.error_at(at, &PARSE012, &[&n_results, &n_named]);
            return Ok(());
        }
        let mut i = 0;
        for result in names {
            let first = self.scope.body.result(op, i);
            let name = self.name_text(result.name);
            self.define(name, Named { first, n: result.n, at: result.name.at })?;
            self.keep_name(first, name);
            i += result.n as usize;
        }
        Ok(())
    }

    /// Keeps a value's name, unless it is but a number.
    #[inline]
    pub(super) fn keep_name(&mut self, value: ValueId, name: &str) {
        let Some(name) = name.get(1..) else { return };
        if name.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            return;
        }
        let sym = self.cx.sym(name);
        self.scope.body.set_value_name(value, sym);
    }

    /// Moves what was read for an isolated operation into its body's root.
    fn seal_child(&mut self, state: &mut OpState) {
        let (cx, name, loc) = (self.cx, state.name, state.loc);
        let child = state.child.get_or_insert_with(|| Box::new(Body::new(cx, name, loc, 0)));
        for (i, &attr) in state.inherent.iter().enumerate() {
            if !attr.is_none() {
                child.set_inherent(ROOT, i, attr);
            }
        }
        child.set_discardable(ROOT, state.discardable);
    }

    fn op_name(&mut self, text: &'a str) -> OpName {
        if let Some(&name) = self.op_names.get(text) {
            return name;
        }
        let name = self.cx.op_name(text);
        self.op_names.insert(text, name);
        name
    }

    /// `"name"(operands)[successors] <{properties}> (regions) {attributes} : type loc(..)`
    fn generic_operation(&mut self, state: &mut OpState, loc: Loc) -> Result<(), Reported> {
        let at = self.offset();
        let text = self.token_text();
        let text = self.decode_string(text)?;
        if text.is_empty() {
            return Err(self.expected_here("the name of an operation"));
        }
        let name = match text {
            std::borrow::Cow::Borrowed(text) => self.op_name(text),
            std::borrow::Cow::Owned(text) => self.cx.op_name(&text),
        };
        self.mark_token(MarkKind::OpName(name));
        self.advance();
        let def = self.cx.op_info(name).map(|i| i.def);
        if def.is_none() {
            self.check_unregistered(name, at)?;
        }
        state.reset(self.cx, name, loc);
        let mut operands: smallvec::SmallVec<[Operand; 4]> = smallvec::SmallVec::new();
        self.expect(Tok::LParen)?;
        if !self.eat(Tok::RParen) {
            loop {
                operands.push(self.parse_operand()?);
                if !self.eat(Tok::Comma) {
                    break;
                }
            }
            self.expect(Tok::RParen)?;
        }
        if self.at(Tok::LSquare) {
            state.successors = self.comma(Delim::Square, Self::parse_successor)?;
        }
        if self.eat(Tok::Less) {
            self.properties(state, def)?;
        }
        if self.at(Tok::LParen) {
            self.push_default_dialect(name);
            self.comma(Delim::Paren, |p| p.parse_region(state, &[]))?;
            self.default_dialects.pop();
        }
        if self.at(Tok::LBrace) {
            self.parse_attr_dict_into(state)?;
        }
        self.expect(Tok::Colon)?;
        self.generic_types(state, &operands, at)?;
        fill_defaults(self.cx, state);
        self.trailing_location(state)
    }

    /// The function type of a generic operation, without making one.
    fn generic_types(
        &mut self,
        state: &mut OpState,
        operands: &[Operand],
        at: u32,
    ) -> Result<(), Reported> {
        self.expect(Tok::LParen)?;
        let mut n_types = 0;
        state.operands.reserve(operands.len());
        if !self.eat(Tok::RParen) {
            loop {
                let ty = self.parse_type()?;
                if let Some(&operand) = operands.get(n_types) {
                    let value = self.resolve_operand(operand, ty)?;
                    state.operands.push(value);
                }
                n_types += 1;
                if !self.eat(Tok::Comma) {
                    break;
                }
            }
            self.expect(Tok::RParen)?;
        }
        if n_types != operands.len() {
            return Err(self.error_at(at, &PARSE020, &[&operands.len(), &n_types]));
        }
        self.expect(Tok::Arrow)?;
        if self.at(Tok::LParen) {
            self.base.comma_list(Delim::Paren, |p| {
                state.result_types.push(p.parse_type()?);
                Ok(())
            })?;
        } else {
            let ty = self.parse_type()?;
            state.result_types.push(ty);
        }
        Ok(())
    }

    fn check_unregistered(&mut self, name: OpName, at: u32) -> Result<(), Reported> {
        let text = self.cx.op_name_str(name);
        let known_dialect = match text.split_once('.') {
            Some((dialect, _)) => self.cx.dialect(dialect).is_some(),
            None => false,
        };
        if self.options.allow_unregistered && !known_dialect {
            return Ok(());
        }
        Err(self.unknown(at, &PARSE010, text))
    }

    /// `{..}>` after `<`.
    fn properties(&mut self, state: &mut OpState, def: Option<&OpDef>) -> Result<(), Reported> {
        let at = self.offset();
        let Some(def) = def else {
            let dict = self.parse_attribute()?;
            state.inherent[0] = dict;
            return self.expect(Tok::Greater);
        };
        let mut unknown = None;
        self.base.comma_list(Delim::Brace, |p| {
            let key_at = p.offset();
            let key = p.attr_key()?;
            let value = if p.eat(Tok::Equal) { p.parse_attribute()? } else { p.cx.unit() };
            match def.attr_slot(&key) {
                Some(slot) if state.inherent[slot].is_none() => state.inherent[slot] = value,
                Some(_) => return Err(p.error_at(key_at, &PARSE018, &[&key])),
                None => unknown = unknown.take().or(Some(key)),
            }
            Ok(())
        })?;
        if let Some(key) = unknown {
            let known = def.attrs.iter().map(|a| a.name);
            return Err(self.unknown_at(at, &PARSE021, &[&def.name, &key], &key, known));
        }
        self.expect(Tok::Greater)
    }

    /// `{..}`: inherent attributes go to their slots, the others are discardable.
    pub fn parse_attr_dict_into(&mut self, state: &mut OpState) -> Result<(), Reported> {
        let at = self.offset();
        let entries = self.parse_attr_dict()?;
        self.add_attrs(state, &entries, at)
    }

    /// `{..}` or nothing, as [`OpParser::parse_attr_dict_into`].
    pub fn parse_optional_attr_dict_into(&mut self, state: &mut OpState) -> Result<(), Reported> {
        if self.at(Tok::LBrace) { self.parse_attr_dict_into(state) } else { Ok(()) }
    }

    /// `attributes {..}` or nothing, as [`OpParser::parse_attr_dict_into`].
    pub fn parse_attr_dict_with_keyword_into(
        &mut self,
        state: &mut OpState,
    ) -> Result<(), Reported> {
        if self.parse_optional_keyword("attributes") {
            self.parse_attr_dict_into(state)
        } else {
            Ok(())
        }
    }

    /// Adds attributes to an operation being read.
    pub fn add_attrs(
        &mut self,
        state: &mut OpState,
        entries: &[(Sym, Attr)],
        at: u32,
    ) -> Result<(), Reported> {
        let Some(info) = self.cx.op_info(state.name) else {
            state.discardable = self.cx.dict_attr(entries);
            return Ok(());
        };
        let mut rest = Vec::new();
        for &(key, value) in entries {
            let name = self.cx.str(key);
            match info.def.attr_slot(name) {
                None => rest.push((key, value)),
                Some(slot) if state.inherent[slot].is_none() => state.inherent[slot] = value,
                Some(_) => {
                    return Err(self.error_at(at, &PARSE030, &[&name, &info.def.name]));
                }
            }
        }
        if let Some(old) = state.discardable.get().and_then(|d| d.as_dict(self.cx)) {
            rest.extend_from_slice(old);
        }
        if !rest.is_empty() {
            state.discardable = self.cx.dict_attr(&rest);
        }
        Ok(())
    }

    /// Sets an inherent attribute by name; a discardable one where the definition has none.
    pub fn set_attr(&self, state: &mut OpState, name: &str, value: Attr) {
        let slot = self.cx.op_info(state.name).and_then(|i| i.def.attr_slot(name));
        match slot {
            Some(slot) => state.inherent[slot] = value,
            None => state.discardable = self.cx.dict_with(state.discardable, name, Some(value)),
        }
    }

    /// The attribute of this name, if it was read already.
    pub fn attr_of(&self, state: &OpState, name: &str) -> Option<Attr> {
        let slot = self.cx.op_info(state.name).and_then(|i| i.def.attr_slot(name));
        match slot {
            Some(slot) => state.inherent[slot].get(),
            None => state.discardable.get().and_then(|d| self.cx.dict_get(d, name)),
        }
    }

    fn trailing_location(&mut self, state: &mut OpState) -> Result<(), Reported> {
        if self.at(Tok::Bare)
            && let Some(loc) = self.parse_optional_location()?
            && self.marks.is_none()
        {
            state.loc = loc;
        }
        Ok(())
    }

    /// Reports an operation that is not known, with the one that was probably meant.
    fn unknown(&mut self, at: u32, code: &'static Code, name: &str) -> Reported {
        let dialects = self.cx.dialects();
        let names = dialects.iter().flat_map(|d| d.ops.iter().copied().flatten()).map(|op| op.name);
        self.unknown_at(at, code, &[&name], name, names)
    }

    /// `name ..` in the form its definition says.
    fn custom_operation(&mut self, state: &mut OpState, loc: Loc) -> Result<(), Reported> {
        let at = self.offset();
        let text = self.token_text();
        self.advance();
        let name = if text.contains('.') {
            self.op_name(text)
        } else {
            let dialect = self.default_dialects.last().copied().unwrap_or("");
            self.cx.op_name(&format!("{dialect}.{text}"))
        };
        self.mark_since(at, MarkKind::OpName(name));
        let Some(info) = self.cx.op_info(name) else {
            return Err(self.unknown(at, &PARSE011, text));
        };
        state.reset(self.cx, name, loc);
        self.push_default_dialect(name);
        match info.def.asm {
            Asm::Generic => return Err(self.error_at(at, &PARSE011, &[&text])),
            Asm::Hand { parse, .. } => parse(self, state)?,
            Asm::Format(_) => crate::text::format::parse(self, state, info, at)?,
        }
        self.default_dialects.pop();
        fill_defaults(self.cx, state);
        self.trailing_location(state)
    }

    fn push_default_dialect(&mut self, name: OpName) {
        let dialect = crate::text::default_dialect(self.cx, name);
        self.default_dialects.push(dialect);
    }

    /// Goes on inside an operation whose own operations need no prefix of this dialect.
    pub(super) fn enter_default_dialect(&mut self, dialect: &'static str) {
        self.default_dialects.clear();
        self.default_dialects.push(dialect);
    }
}

/// The only module of the source, or else the wrapper around its operations.
pub(super) fn unwrap_module(cx: &crate::Context, mut wrapper: Box<Body>) -> Body {
    let module = cx.op_name("builtin.module");
    let only = wrapper.root_block().and_then(|b| {
        let first = wrapper.first_op(b)?;
        (wrapper.next(first).is_none() && wrapper.name(first) == module).then_some(first)
    });
    let child: Option<Box<Body>> = only.and_then(|op: OpId| wrapper.take_child(op));
    let mut body = *child.unwrap_or(wrapper);
    body.shrink();
    body
}

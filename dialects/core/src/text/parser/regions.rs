//! Blocks, regions, and the lists that stand around them.

use super::affine::AffineScope;
use super::base::Delim;
use super::ops::{Argument, MAX_ERRORS, OpParser};
use super::scope::{BlockName, Named, Operand, Scope};
use crate::body::{Body, OpState, ROOT};
use crate::def::Traits;
use crate::diag::Reported;
use crate::entity::{Attr, BlockId, Loc, OpName, RegionId, Type, ValueId};
use crate::text::codes::*;
use crate::text::lexer::Tok;
use crate::text::marks::MarkKind;

/// Blocks and regions.
impl<'a> OpParser<'a> {
    /// `^name`
    pub fn parse_successor(&mut self) -> Result<BlockId, Reported> {
        if !self.at(Tok::Caret) {
            return Err(self.expected("a block `^name`"));
        }
        let (name, at) = (self.token_text(), self.offset());
        self.mark_token(MarkKind::BlockUse);
        self.advance();
        let block = self.block_named(name, at);
        Ok(block.block)
    }

    /// `^name` if there is one.
    pub fn parse_optional_successor(&mut self) -> Result<Option<BlockId>, Reported> {
        if self.at(Tok::Caret) { self.parse_successor().map(Some) } else { Ok(None) }
    }

    /// `^name(%a, %b : t, t)`: the block and the values for its arguments.
    pub fn parse_successor_and_args(&mut self) -> Result<(BlockId, Vec<ValueId>), Reported> {
        let block = self.parse_successor()?;
        let mut values = Vec::new();
        if self.eat(Tok::LParen) {
            let operands = self.parse_operand_list(Delim::None)?;
            let types = self.parse_optional_colon_type_list()?;
            self.expect(Tok::RParen)?;
            if operands.len() != types.len() {
                return Err(self.error(&PARSE020, &[&operands.len(), &types.len()]));
            }
            for (&operand, &ty) in operands.iter().zip(&types) {
                values.push(self.resolve_operand(operand, ty)?);
            }
        }
        Ok((block, values))
    }

    pub(super) fn block_named(&mut self, name: &'a str, at: u32) -> BlockName {
        let Scope { body, regions, .. } = &mut self.scope;
        let new =
            |body: &mut Body| BlockName { block: body.new_detached_block(), at, defined: false };
        match regions.last_mut() {
            Some(region) => *region.blocks.entry(name).or_insert_with(|| new(body)),
            None => new(body),
        }
    }

    /// `{ .. }`, appended to the operation's regions; its entry block gets these arguments.
    pub fn parse_region(&mut self, state: &mut OpState, args: &[Argument]) -> Result<(), Reported> {
        if self.at(Tok::LBrace)
            && let Some(left) = self.leave_for_later(state, args)
        {
            return left;
        }
        let at = self.offset();
        self.expect(Tok::LBrace)?;
        self.enter()?;
        let isolated = self.is_isolated(state);
        self.mark_since(at, MarkKind::RegionStart { isolated });
        let region = if isolated { self.open_body(state) } else { self.scope.body.new_region() };
        if !isolated {
            state.regions.push(region);
        }
        self.scope.push_region();
        let result = self.region_inside(region, args);
        self.mark_token(MarkKind::RegionEnd);
        let missing = self.scope.pop_region();
        for (name, at) in missing {
            self.error_at(at, &PARSE008, &[&name]);
        }
        if isolated {
            self.read_later();
            self.finish_scope();
            state.child = Some(self.close_body());
        }
        self.depth -= 1;
        result?;
        self.expect(Tok::RBrace)
    }

    /// `{ .. }` if there is one; else the operation gets no region.
    pub fn parse_optional_region(
        &mut self,
        state: &mut OpState,
        args: &[Argument],
    ) -> Result<bool, Reported> {
        let there = self.at(Tok::LBrace);
        if there {
            self.parse_region(state, args)?;
        }
        Ok(there)
    }

    /// Gives the operation a region without blocks.
    pub fn empty_region(&mut self, state: &mut OpState) -> RegionId {
        if self.is_isolated(state) {
            let region = self.open_body(state);
            state.child = Some(self.close_body());
            return region;
        }
        let region = self.scope.body.new_region();
        state.regions.push(region);
        region
    }

    /// Whether operations of this name have a body of their own.
    pub(super) fn is_isolated(&self, state: &OpState) -> bool {
        self.cx.op_info(state.name).is_some_and(|i| i.def.has(Traits::ISOLATED))
    }

    /// Starts a new region in the body of an isolated operation.
    pub(super) fn open_body(&mut self, state: &mut OpState) -> RegionId {
        if self.left_for_later() {
            self.out_of_order();
        }
        let (cx, name, loc) = (self.cx, state.name, state.loc);
        let mut body = state.child.take().unwrap_or_else(|| Box::new(Body::new(cx, name, loc, 0)));
        let region = body.new_region();
        body.push_region(ROOT, region);
        let mut inner = Scope::new(body);
        std::mem::swap(&mut inner.values, &mut self.spare_values);
        let scope = std::mem::replace(&mut self.scope, inner);
        self.outer.push(scope);
        region
    }

    pub(super) fn close_body(&mut self) -> Box<Body> {
        let outer = self.outer.pop().unwrap_or_else(|| {
            // Never so: bodies are closed where they were opened.
            Scope::new(Box::new(Body::new(self.base.cx, OpName::from_idx(0), Loc::UNKNOWN, 0)))
        });
        let mut inner = std::mem::replace(&mut self.scope, outer);
        inner.values.clear();
        inner.body.shrink();
        self.spare_values = inner.values;
        inner.body
    }

    /// Reports values that were used but never defined.
    pub(super) fn finish_scope(&mut self) {
        let mut missing: Vec<_> = self.scope.forwards.drain().collect();
        missing.sort_by_key(|(_, forward)| forward.at);
        let room = MAX_ERRORS.saturating_sub(self.diags.n_errors());
        let too_many = missing.len() > room && self.diags.n_errors() <= MAX_ERRORS;
        for ((name, number), forward) in missing.into_iter().take(room) {
            let text = if number == 0 { name.to_owned() } else { format!("{name}#{number}") };
            self.error_at(forward.at, &PARSE005, &[&text]);
        }
        if too_many {
            self.error(&PARSE028, &[]);
        }
        self.scope.body.take_dirty();
    }

    pub(super) fn region_inside(
        &mut self,
        region: RegionId,
        args: &[Argument],
    ) -> Result<(), Reported> {
        if self.at(Tok::RBrace) && args.is_empty() {
            return Ok(());
        }
        if !args.is_empty() || !self.at(Tok::Caret) {
            let block = if self.at(Tok::Caret) {
                self.block_label()
            } else {
                self.scope.body.new_detached_block()
            };
            self.scope.body.append_block(region, block);
            for arg in args {
                self.define_arg(block, *arg)?;
            }
            if self.eat(Tok::LParen) {
                return Err(self.expected("no arguments: the entry block has them already"));
            }
            self.eat(Tok::Colon);
            self.block_inside(block);
        }
        while self.at(Tok::Caret) {
            let block = self.block_label();
            self.scope.body.append_block(region, block);
            if self.at(Tok::LParen) {
                let args = self.comma(Delim::Paren, |p| p.parse_argument(true))?;
                for arg in args {
                    self.define_arg(block, arg)?;
                }
            }
            self.expect(Tok::Colon)?;
            self.block_inside(block);
        }
        Ok(())
    }

    /// `^name` at the start of a block.
    pub(super) fn block_label(&mut self) -> BlockId {
        let (name, at) = (self.token_text(), self.offset());
        self.mark_token(MarkKind::BlockDef);
        self.advance();
        let known = self.block_named(name, at);
        if known.defined {
            let here = self.loc_at(at);
            let there = self.loc_at(known.at);
            let diag = crate::Diag::error(&PARSE009, here, &[&name]);
            self.push_diag(diag.label(there, "first defined here"));
            // What it holds is read all the same.
            return self.scope.body.new_detached_block();
        }
        if let Some(region) = self.scope.regions.last_mut() {
            region.blocks.insert(name, BlockName { at, defined: true, ..known });
        }
        known.block
    }

    pub(super) fn block_inside(&mut self, block: BlockId) {
        while !matches!(self.kind(), Tok::Caret | Tok::RBrace | Tok::Eof) {
            self.operation_or_recover(block, false);
        }
    }

    pub(super) fn define_arg(&mut self, block: BlockId, arg: Argument) -> Result<(), Reported> {
        let value = self.scope.body.add_arg(block, arg.ty, arg.loc);
        let name = self.name_text(arg.name);
        if name.is_empty() {
            return Ok(());
        }
        self.define(name, Named { first: value, n: 1, at: arg.name.at })?;
        self.keep_name(value, name);
        Ok(())
    }

    /// `%name`, with `: type` after it when `typed`, and an optional location.
    pub fn parse_argument(&mut self, typed: bool) -> Result<Argument, Reported> {
        let loc = self.loc();
        let name = self.parse_operand()?;
        let mut arg = Argument { name, ty: Type::NONE, loc, attrs: Attr::NONE };
        if typed {
            arg.ty = self.parse_colon_type()?;
        }
        if let Some(loc) = self.parse_optional_location()? {
            arg.loc = loc;
        }
        Ok(arg)
    }

    /// An argument without a name in the source.
    pub fn unnamed_argument(&self, ty: Type) -> Argument {
        let name = Operand { at: self.tok.start, len: 0, number: 0 };
        Argument { name, ty, loc: self.loc(), attrs: Attr::NONE }
    }

    /// An argument that is spelled like this operand.
    pub fn argument_of(&self, operand: Operand, ty: Type) -> Argument {
        Argument { name: operand, ty, loc: self.loc_at(operand.at), attrs: Attr::NONE }
    }

    /// The latest region of the operation and the body it is in, to complete it by hand.
    pub fn latest_region<'s>(
        &'s mut self,
        state: &'s mut OpState,
    ) -> Option<(&'s mut Body, RegionId)> {
        if self.left_for_later() {
            self.out_of_order();
        }
        match &mut state.child {
            Some(child) => {
                let region = *child.regions(ROOT).last()?;
                Some((&mut **child, region))
            }
            None => {
                let region = *state.regions.last()?;
                Some((&mut *self.scope.body, region))
            }
        }
    }

    /// Gives the latest region of the operation a block and a terminator of this name, where they
    /// are missing.
    pub fn ensure_terminator(&mut self, state: &mut OpState, terminator: &str) {
        let (cx, loc) = (self.cx, state.loc);
        self.ensure_block(state);
        let Some((body, region)) = self.latest_region(state) else { return };
        let Some(&block) = body.blocks(region).last() else { return };
        let ended = body.last_op(block).is_some_and(|op| {
            cx.op_info(body.name(op)).is_some_and(|i| i.def.has(Traits::TERMINATOR))
        });
        if !ended {
            let op = body.create(OpState::new(cx, cx.op_name(terminator), loc));
            body.append(block, op);
        }
    }

    /// Gives the region read last a block if it has none: `{}` of a single-block operation.
    pub fn ensure_block(&mut self, state: &mut OpState) {
        let Some((body, region)) = self.latest_region(state) else { return };
        if body.blocks(region).is_empty() {
            body.new_block(region, &[]);
        }
    }

    /// A comma-separated list between delimiters, with the operation parser at each element.
    pub fn comma<T>(
        &mut self,
        delim: Delim,
        mut item: impl FnMut(&mut Self) -> Result<T, Reported>,
    ) -> Result<Vec<T>, Reported> {
        let mut items = Vec::new();
        let close = match delim.tokens() {
            None => None,
            Some((open, _)) if delim.optional() && !self.at(open) => return Ok(items),
            Some((open, close)) => {
                self.expect(open)?;
                if self.eat(close) {
                    return Ok(items);
                }
                Some(close)
            }
        };
        loop {
            items.push(item(self)?);
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        if let Some(close) = close {
            self.expect(close)?;
        }
        Ok(items)
    }

    /// `%a + symbol(%b) floordiv 2, ..` between delimiters: the map, and the values of its
    /// dimensions followed by those of its symbols.
    pub fn parse_affine_map_of_ssa(
        &mut self,
        delim: Delim,
    ) -> Result<(crate::AffineMap, Vec<Operand>), Reported> {
        let mut scope = AffineScope::of_values();
        let results = self.base.list(delim, |p| p.parse_affine_expr(&mut scope))?;
        let map = crate::AffineMap { n_dims: scope.n_dims(), n_syms: scope.n_syms(), results };
        Ok((map, scope.operands()))
    }
}

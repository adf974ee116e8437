//! Values: operands as written, their resolution, definitions.

use super::base::Delim;
use super::ops::OpParser;
use super::scope::{Forward, Named, Operand};
use crate::body::OpState;
use crate::diag::Reported;
use crate::entity::{Type, ValueId};
use crate::text::codes::*;
use crate::text::lexer::Tok;
use crate::text::marks::MarkKind;

/// Values.
impl<'a> OpParser<'a> {
    /// `%name` or `%name#2`.
    #[inline]
    pub fn parse_operand(&mut self) -> Result<Operand, Reported> {
        if !self.at(Tok::Percent) {
            return Err(self.expected("a value `%name`"));
        }
        let mut name = self.take_name();
        if self.at(Tok::Hash) && self.glued() {
            let text = self.token_text().get(1..).unwrap_or("");
            match text.parse::<u32>() {
                Ok(number) => name.number = number,
                Err(_) => return Err(self.expected("a result number")),
            }
            self.advance();
        }
        self.mark(name.at, name.at + name.len, MarkKind::ValueUse { number: name.number });
        Ok(name)
    }

    /// `%name` if there is one.
    pub fn parse_optional_operand(&mut self) -> Result<Option<Operand>, Reported> {
        if self.at(Tok::Percent) { self.parse_operand().map(Some) } else { Ok(None) }
    }

    /// A comma-separated list of values between delimiters; without delimiters possibly empty.
    pub fn parse_operand_list(&mut self, delim: Delim) -> Result<Vec<Operand>, Reported> {
        if delim == Delim::None && !self.at(Tok::Percent) {
            return Ok(Vec::new());
        }
        self.comma(delim, Self::parse_operand)
    }

    /// The value that a name stands for, which must have this type (or gets it, when its definition
    /// comes later).
    pub fn resolve_operand(&mut self, operand: Operand, ty: Type) -> Result<ValueId, Reported> {
        let name = self.name_text(operand);
        let Some(named) = self.scope.values.get(name) else {
            return self.resolve_forward(operand, name, ty);
        };
        if named.n == 0 {
            return Ok(named.first);
        }
        if operand.number >= named.n {
            let text = format!("{name}#{}", operand.number);
            return Err(self.error_at(operand.at, &PARSE005, &[&text]));
        }
        let value = ValueId::from_idx(named.first.idx() + operand.number as usize);
        let known = self.scope.body.ty(value);
        if known == ty { Ok(value) } else { self.check_type(operand, known, ty, named.at, value) }
    }

    pub(super) fn check_type(
        &mut self,
        operand: Operand,
        known: Type,
        ty: Type,
        defined_at: u32,
        value: ValueId,
    ) -> Result<ValueId, Reported> {
        if known == ty || known.is_none() || ty.is_none() {
            return Ok(value);
        }
        let name = self.name_text(operand);
        let (known, ty) = (self.type_text(known), self.type_text(ty));
        let here = self.loc_at(operand.at);
        let there = self.loc_at(defined_at);
        let diag = crate::Diag::error(&PARSE007, here, &[&name, &known, &ty]);
        Err(self.push_diag(diag.label(there, "the other one is here")))
    }

    pub(super) fn resolve_forward(
        &mut self,
        operand: Operand,
        name: &'a str,
        ty: Type,
    ) -> Result<ValueId, Reported> {
        let key = (name, operand.number);
        if let Some(&known) = self.scope.forwards.get(&key) {
            let known_ty = self.scope.body.ty(known.value);
            return self.check_type(operand, known_ty, ty, known.at, known.value);
        }
        let value = self.scope.placeholder(ty);
        self.scope.forwards.insert(key, Forward { value, at: operand.at });
        Ok(value)
    }

    /// The type of a value that is defined already.
    pub fn type_of(&self, operand: Operand) -> Option<Type> {
        let named = self.scope.values.get(self.name_text(operand))?;
        let value = named.first.idx() + operand.number.min(named.n.saturating_sub(1)) as usize;
        self.scope.body.ty(ValueId::from_idx(value)).get()
    }

    /// The type of a value read before.
    pub fn value_type(&self, value: ValueId) -> Type {
        self.scope.body.ty(value)
    }

    /// Resolves values of one type and appends them to the operation's operands.
    pub fn resolve_all(
        &mut self,
        operands: &[Operand],
        ty: Type,
        state: &mut OpState,
    ) -> Result<(), Reported> {
        for &operand in operands {
            let value = self.resolve_operand(operand, ty)?;
            state.operands.push(value);
        }
        Ok(())
    }

    /// Resolves values of these types, one each, and appends them to the operation's operands.
    pub fn resolve_operands(
        &mut self,
        operands: &[Operand],
        types: &[Type],
        state: &mut OpState,
    ) -> Result<(), Reported> {
        if operands.len() != types.len() {
            let at = operands.first().map_or(self.offset(), |o| o.at);
            return Err(self.error_at(at, &PARSE020, &[&operands.len(), &types.len()]));
        }
        for (&operand, &ty) in operands.iter().zip(types) {
            let value = self.resolve_operand(operand, ty)?;
            state.operands.push(value);
        }
        Ok(())
    }

    /// How many results the names in front of the current operation bind; 0 without names.
    pub fn n_results_named(&self) -> usize {
        self.n_named
    }

    pub(super) fn define(&mut self, name: &'a str, named: Named) -> Result<(), Reported> {
        let Named { first, n, at } = named;
        let body = self.scope.body.id();
        self.mark(at, at + name.len() as u32, MarkKind::ValueDef { body, first, n });
        if let Some(old) = self.scope.bind(name, named) {
            let here = self.loc_at(named.at);
            let there = self.loc_at(old.at);
            let diag = crate::Diag::error(&PARSE006, here, &[&name]);
            return Err(self.push_diag(diag.label(there, "first defined here")));
        }
        if self.scope.forwards.is_empty() {
            return Ok(());
        }
        for number in 0..named.n.max(1) {
            let Some(forward) = self.scope.forwards.remove(&(name, number)) else { continue };
            let value = ValueId::from_idx(named.first.idx() + number as usize);
            let (used, ty) = (self.scope.body.ty(forward.value), self.scope.body.ty(value));
            let operand = Operand { at: named.at, len: name.len() as u32, number };
            self.check_type(operand, ty, used, forward.at, value)?;
            self.scope.body.replace_all_uses(forward.value, value);
        }
        Ok(())
    }
}

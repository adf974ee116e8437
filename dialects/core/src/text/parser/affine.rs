//! Affine maps, integer sets, and affine expressions over SSA values.

use super::base::{AttrParser, Delim};
use super::scope::Operand;
use crate::affine::{AffineExpr, AffineMap, IntegerSet};
use crate::attr::AttrKind;
use crate::diag::Reported;
use crate::entity::Attr;
use crate::text::codes::*;
use crate::text::lexer::Tok;

/// What identifiers mean inside an affine expression.
#[derive(Default)]
struct AffineNames<'a> {
    names: Vec<(&'a str, AffineExpr)>,
    n_dims: u32,
    n_syms: u32,
    /// Operators so far: expressions nest as deep as they have operators.
    n_operators: u32,
}

/// How many operators an affine map or set may have.
const MAX_OPERATORS: u32 = 512;

impl<'a> AffineNames<'a> {
    fn dim(&mut self, name: &'a str) -> AffineExpr {
        let expr = AffineExpr::Dim(self.n_dims);
        self.n_dims += 1;
        self.names.push((name, expr.clone()));
        expr
    }

    fn sym(&mut self, name: &'a str) -> AffineExpr {
        let expr = AffineExpr::Sym(self.n_syms);
        self.n_syms += 1;
        self.names.push((name, expr.clone()));
        expr
    }

    fn find(&self, name: &str) -> Option<AffineExpr> {
        self.names.iter().find(|(n, _)| *n == name).map(|(_, e)| e.clone())
    }
}

/// Gives the expression for an SSA value `%name` or `symbol(%name)` (`true`), if allowed here.
type SsaOperand<'f, 'a> =
    &'f mut dyn FnMut(&mut AttrParser<'a>, &mut AffineNames<'a>, bool) -> Option<AffineExpr>;

/// What several affine expressions of one operation share: the names they may use, or the SSA
/// values they have used so far, each a dimension.
#[derive(Default)]
pub struct AffineScope<'a> {
    names: AffineNames<'a>,
    dims: Vec<Operand>,
    syms: Vec<Operand>,
    declared: bool,
}

impl<'a> AffineScope<'a> {
    /// A scope of SSA values: `%a + symbol(%b)`.
    pub fn of_values() -> AffineScope<'a> {
        AffineScope::default()
    }

    /// A scope of declared names, which become dimensions in this order: `m + k`.
    pub fn of_names(names: &[&'a str]) -> AffineScope<'a> {
        let mut scope = AffineScope { declared: true, ..AffineScope::default() };
        names.iter().for_each(|name| drop(scope.names.dim(name)));
        scope
    }

    /// How many dimensions there are so far.
    pub fn n_dims(&self) -> u32 {
        self.names.n_dims
    }

    /// How many symbols there are so far.
    pub fn n_syms(&self) -> u32 {
        self.names.n_syms
    }

    /// The values of the dimensions, then those of the symbols.
    pub fn operands(&self) -> Vec<Operand> {
        self.dims.iter().chain(&self.syms).copied().collect()
    }

    fn value(
        &mut self,
        p: &mut AttrParser<'a>,
        names: &mut AffineNames<'a>,
        symbol: bool,
    ) -> Option<AffineExpr> {
        if self.declared {
            return None;
        }
        let (at, mut key) = (p.tok.start, p.token_text());
        let mut operand = Operand { at, len: key.len() as u32, number: 0 };
        p.advance();
        if p.at(Tok::Hash) && p.glued() {
            operand.number = p.token_text().get(1..)?.parse().ok()?;
            key = p.lex.src().get(at as usize..p.tok.end as usize)?;
            p.advance();
        }
        // A value may be both, and stays both.
        let is_kind = |e: &AffineExpr| matches!(e, AffineExpr::Sym(_)) == symbol;
        if let Some((_, known)) = names.names.iter().find(|(n, e)| *n == key && is_kind(e)) {
            return Some(known.clone());
        }
        Some(if symbol {
            self.syms.push(operand);
            names.sym(key)
        } else {
            self.dims.push(operand);
            names.dim(key)
        })
    }
}

/// Affine structures.
impl<'a> AttrParser<'a> {
    /// An affine expression in this scope.
    pub fn parse_affine_expr(
        &mut self,
        scope: &mut AffineScope<'a>,
    ) -> Result<AffineExpr, Reported> {
        let mut names = std::mem::take(&mut scope.names);
        let expr =
            self.affine_expr(&mut names, &mut |p, names, symbol| scope.value(p, names, symbol));
        scope.names = names;
        expr
    }

    /// Conditions in this scope with `and` between them: `m <= n and 2 * k == n`. Each is an
    /// expression with whether it must equal zero (else: be at least zero).
    pub fn parse_affine_conditions(
        &mut self,
        scope: &mut AffineScope<'a>,
    ) -> Result<Vec<(AffineExpr, bool)>, Reported> {
        let mut all = Vec::new();
        loop {
            let lhs = self.parse_affine_expr(scope)?;
            let (flip, is_eq) = self.relation()?;
            let rhs = self.parse_affine_expr(scope)?;
            all.push((difference(lhs, rhs, flip), is_eq));
            if !self.parse_optional_keyword("and") {
                return Ok(all);
            }
        }
    }

    /// `>=`, `<=` or `==`: whether the sides are exchanged, and whether they must be equal.
    fn relation(&mut self) -> Result<(bool, bool), Reported> {
        let relation = match self.kind() {
            Tok::Greater => (false, false),
            Tok::Less => (true, false),
            Tok::Equal => (false, true),
            _ => return Err(self.expected("`>=`, `<=` or `==`")),
        };
        self.advance();
        self.expect(Tok::Equal)?;
        Ok(relation)
    }

    pub(super) fn affine_attribute(&mut self) -> Result<Attr, Reported> {
        let is_map = self.token_text() == "affine_map";
        self.advance();
        self.expect(Tok::Less)?;
        let attr = if is_map {
            self.cx.map_attr(self.parse_affine_map()?)
        } else {
            self.cx.attr(AttrKind::IntegerSet(self.parse_integer_set()?))
        };
        self.expect(Tok::Greater)?;
        Ok(attr)
    }

    /// `(d0, ..)[s0, ..] -> (results)`
    pub fn parse_affine_map(&mut self) -> Result<AffineMap, Reported> {
        let mut names = self.affine_space()?;
        self.expect(Tok::Arrow)?;
        let results =
            self.list(Delim::Paren, |p| p.affine_expr(&mut names, &mut |_, _, _| None))?;
        Ok(AffineMap { n_dims: names.n_dims, n_syms: names.n_syms, results })
    }

    /// `(d0, ..)[s0, ..] : (constraints)`
    pub fn parse_integer_set(&mut self) -> Result<IntegerSet, Reported> {
        let mut names = self.affine_space()?;
        self.expect(Tok::Colon)?;
        let constraints = self.list(Delim::Paren, |p| p.affine_constraint(&mut names))?;
        Ok(IntegerSet { n_dims: names.n_dims, n_syms: names.n_syms, constraints })
    }

    fn affine_constraint(
        &mut self,
        names: &mut AffineNames<'a>,
    ) -> Result<(AffineExpr, bool), Reported> {
        let lhs = self.affine_expr(names, &mut |_, _, _| None)?;
        let (flip, is_eq) = self.relation()?;
        let rhs = self.affine_expr(names, &mut |_, _, _| None)?;
        Ok((difference(lhs, rhs, flip), is_eq))
    }

    fn affine_space(&mut self) -> Result<AffineNames<'a>, Reported> {
        let mut names = AffineNames::default();
        self.comma_list(Delim::Paren, |p| {
            let name = p.affine_name(&names)?;
            names.dim(name);
            Ok(())
        })?;
        self.comma_list(Delim::OptionalSquare, |p| {
            let name = p.affine_name(&names)?;
            names.sym(name);
            Ok(())
        })?;
        Ok(names)
    }

    fn affine_name(&mut self, known: &AffineNames<'a>) -> Result<&'a str, Reported> {
        let name = self.token_text();
        if self.at(Tok::Bare) && known.find(name).is_some() {
            return Err(self.error(&PARSE029, &[&format!("`{name}` is declared twice")]));
        }
        self.parse_any_keyword()
    }

    /// A sum of products.
    fn affine_expr(
        &mut self,
        names: &mut AffineNames<'a>,
        ssa: SsaOperand<'_, 'a>,
    ) -> Result<AffineExpr, Reported> {
        let mut sum = self.affine_product(names, ssa)?;
        loop {
            if matches!(self.kind(), Tok::Plus | Tok::Minus) {
                self.affine_operator(names)?;
            }
            if self.eat(Tok::Plus) {
                sum = sum + self.affine_product(names, ssa)?;
            } else if self.eat(Tok::Minus) {
                sum = sum + self.affine_product(names, ssa)? * AffineExpr::Const(-1);
            } else {
                return Ok(sum);
            }
        }
    }

    fn affine_operator(&mut self, names: &mut AffineNames<'a>) -> Result<(), Reported> {
        names.n_operators += 1;
        if names.n_operators > MAX_OPERATORS {
            return Err(self.error(&PARSE031, &[&MAX_OPERATORS, &"affine operators"]));
        }
        Ok(())
    }

    fn affine_product(
        &mut self,
        names: &mut AffineNames<'a>,
        ssa: SsaOperand<'_, 'a>,
    ) -> Result<AffineExpr, Reported> {
        let mut lhs = self.affine_atom(names, ssa)?;
        loop {
            let at = self.offset();
            let word = match self.kind() {
                Tok::Star => "*",
                Tok::Bare => self.token_text(),
                _ => return Ok(lhs),
            };
            if !matches!(word, "*" | "floordiv" | "ceildiv" | "mod") {
                return Ok(lhs);
            }
            self.affine_operator(names)?;
            self.advance();
            let rhs = self.affine_atom(names, ssa)?;
            let pure = |e: &AffineExpr| {
                let mut pure = true;
                e.walk(&mut |e| pure &= !matches!(e, AffineExpr::Dim(_)));
                pure
            };
            if word == "*" && !pure(&lhs) && !pure(&rhs) {
                let text = "one factor must be constant or symbolic";
                return Err(self.error_at(at, &PARSE029, &[&text]));
            }
            if word != "*" && !pure(&rhs) {
                let text = "the divisor must be constant or symbolic";
                return Err(self.error_at(at, &PARSE029, &[&text]));
            }
            lhs = match word {
                "*" => lhs * rhs,
                "floordiv" => lhs.floor_div(rhs),
                "ceildiv" => lhs.ceil_div(rhs),
                _ => lhs.modulo(rhs),
            };
        }
    }

    fn affine_atom(
        &mut self,
        names: &mut AffineNames<'a>,
        ssa: SsaOperand<'_, 'a>,
    ) -> Result<AffineExpr, Reported> {
        match self.kind() {
            Tok::Int => Ok(AffineExpr::Const(self.parse_integer()?)),
            Tok::Minus => {
                if self.next_is(Tok::Int) {
                    return Ok(AffineExpr::Const(self.parse_integer()?));
                }
                self.advance();
                self.enter()?;
                let expr = self.affine_atom(names, ssa)?;
                self.depth -= 1;
                Ok(expr * AffineExpr::Const(-1))
            }
            Tok::LParen => {
                self.advance();
                self.enter()?;
                let expr = self.affine_expr(names, ssa)?;
                self.depth -= 1;
                self.expect(Tok::RParen)?;
                Ok(expr)
            }
            Tok::Bare if self.token_text() == "symbol" && self.next_is(Tok::LParen) => {
                self.advance();
                self.advance();
                let expr = self.affine_ssa(names, ssa, true)?;
                self.expect(Tok::RParen)?;
                Ok(expr)
            }
            Tok::Bare => {
                let name = self.token_text();
                match names.find(name) {
                    Some(expr) => {
                        self.advance();
                        Ok(expr)
                    }
                    None => Err(self.error(&PARSE029, &[&format!("`{name}` is not declared")])),
                }
            }
            Tok::Percent => self.affine_ssa(names, ssa, false),
            _ => Err(self.expected("an affine expression")),
        }
    }

    fn affine_ssa(
        &mut self,
        names: &mut AffineNames<'a>,
        ssa: SsaOperand<'_, 'a>,
        symbol: bool,
    ) -> Result<AffineExpr, Reported> {
        if !self.at(Tok::Percent) {
            return Err(self.expected("a value"));
        }
        match ssa(self, names, symbol) {
            Some(expr) => Ok(expr),
            None => Err(self.expected("a declared dimension or symbol")),
        }
    }
}

fn difference(lhs: AffineExpr, rhs: AffineExpr, flip: bool) -> AffineExpr {
    let (a, b) = if flip { (rhs, lhs) } else { (lhs, rhs) };
    a + b * AffineExpr::Const(-1)
}

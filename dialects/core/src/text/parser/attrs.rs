//! Attributes, except dense literals, affine maps and locations.

use super::base::{AttrParser, Delim, parse_u128};
use super::deferred::Order;
use crate::attr::AttrKind;
use crate::diag::Reported;
use crate::entity::{Attr, Sym, Type};
use crate::float;
use crate::text::codes::*;
use crate::text::lexer::Tok;
use crate::text::marks::MarkKind;
use crate::ty::{DYNAMIC, Sign, TypeKind};

/// Attributes.
impl<'a> AttrParser<'a> {
    /// An attribute.
    pub fn parse_attribute(&mut self) -> Result<Attr, Reported> {
        self.attribute(None)
    }

    /// An attribute whose type is known and therefore not written.
    pub fn parse_attribute_typed(&mut self, ty: Type) -> Result<Attr, Reported> {
        self.attribute(Some(ty))
    }

    /// An attribute if the current token starts one.
    pub fn parse_optional_attribute(&mut self) -> Result<Option<Attr>, Reported> {
        match self.kind() {
            Tok::At
            | Tok::Hash
            | Tok::Bang
            | Tok::Int
            | Tok::Float
            | Tok::Str
            | Tok::Minus
            | Tok::LBrace
            | Tok::LSquare
            | Tok::LParen => self.parse_attribute().map(Some),
            Tok::Bare => match self.token_text() {
                "affine_map" | "affine_set" | "dense" | "dense_resource" | "distinct" | "false"
                | "true" | "loc" | "sparse" | "array" | "strided" | "unit" => {
                    self.parse_attribute().map(Some)
                }
                _ => Ok(self.parse_optional_type()?.map(|ty| self.cx.type_attr(ty))),
            },
            _ => Ok(None),
        }
    }

    fn attribute(&mut self, ty: Option<Type>) -> Result<Attr, Reported> {
        self.n_nodes += 1;
        match self.kind() {
            Tok::Int | Tok::Float | Tok::Minus => self.number(ty),
            Tok::Str => self.string_attribute(ty),
            Tok::Bare => match self.token_text() {
                "true" | "false" => self.bool_attribute(ty),
                "dense" | "dense_resource" | "sparse" | "array" => {
                    self.nested(|p| p.elements_attribute(ty))
                }
                "affine_map" | "affine_set" => self.affine_attribute(),
                "strided" => self.strided_attribute(),
                "unit" => {
                    self.advance();
                    Ok(self.cx.unit())
                }
                "loc" => {
                    let loc = self.nested(Self::parse_location)?;
                    Ok(self.cx.attr(AttrKind::Loc(loc)))
                }
                "distinct" => self.nested(|p| p.distinct_attribute(ty)),
                _ => self.type_attribute(),
            },
            Tok::At => self.symbol_ref(),
            Tok::Hash => self.nested(|p| p.extended_attribute(ty)),
            Tok::LSquare => self.nested(|p| {
                let items = p.list(Delim::Square, Self::parse_attribute)?;
                Ok(p.cx.array_attr(&items))
            }),
            Tok::LBrace => {
                let entries = self.nested(Self::parse_attr_dict)?;
                Ok(self.cx.dict_attr(&entries))
            }
            Tok::Bang | Tok::LParen => self.type_attribute(),
            _ => Err(self.expected("an attribute")),
        }
    }

    fn type_attribute(&mut self) -> Result<Attr, Reported> {
        match self.parse_optional_type()? {
            Some(ty) => Ok(self.cx.type_attr(ty)),
            None => Err(self.expected("an attribute")),
        }
    }

    fn bool_attribute(&mut self, ty: Option<Type>) -> Result<Attr, Reported> {
        let value = self.token_text() == "true";
        if let Some(ty) = ty
            && ty != self.cx.int_ty(1)
        {
            return Err(self.expected("a value of the attribute's type"));
        }
        self.advance();
        Ok(self.cx.bool_attr(value))
    }

    fn string_attribute(&mut self, ty: Option<Type>) -> Result<Attr, Reported> {
        let text = self.parse_string()?;
        let text = self.cx.sym(&text);
        let ty = match ty {
            Some(ty) => ty,
            None if self.eat(Tok::Colon) => self.parse_type()?,
            None => Type::NONE,
        };
        Ok(self.cx.attr(AttrKind::String { text, ty }))
    }

    /// `@a::@b::..`
    pub fn parse_symbol_ref(&mut self) -> Result<Attr, Reported> {
        if self.at(Tok::At) { self.symbol_ref() } else { Err(self.expected("a symbol `@name`")) }
    }

    fn symbol_ref(&mut self) -> Result<Attr, Reported> {
        let root = self.parse_symbol_name()?;
        let mut nested: Vec<Sym> = Vec::new();
        while self.eat(Tok::ColonColon) {
            nested.push(self.parse_symbol_name()?);
        }
        Ok(self.cx.attr(AttrKind::SymbolRef { root, nested: nested.into() }))
    }

    /// `[-] number [: type]`
    fn number(&mut self, ty: Option<Type>) -> Result<Attr, Reported> {
        let start = self.offset();
        let negative = self.eat(Tok::Minus);
        if !self.at(Tok::Int) && !self.at(Tok::Float) {
            return Err(self.expected("a number"));
        }
        let (kind, text) = (self.kind(), self.token_text());
        self.advance();
        let ty = match ty {
            Some(ty) => ty,
            None if self.eat(Tok::Colon) => self.parse_type()?,
            None if kind == Tok::Int => self.cx.int_ty(64),
            None => self.cx.float_ty(crate::ty::FloatTy::F64),
        };
        match self.number_of(negative, kind, text, ty) {
            Some(attr) => Ok(attr),
            None => {
                let sign = if negative { "-" } else { "" };
                let ty = self.type_text(ty);
                Err(self.error_at(start, &PARSE013, &[&format!("{sign}{text}"), &ty]))
            }
        }
    }

    fn number_of(&self, negative: bool, kind: Tok, text: &str, ty: Type) -> Option<Attr> {
        match ty.kind(self.cx) {
            TypeKind::Float(_) => {
                let bits = float_literal(self.cx, negative, kind, text, ty)?;
                Some(self.cx.attr(AttrKind::Float { bits, ty }))
            }
            TypeKind::Int { .. } | TypeKind::Index if kind == Tok::Int => {
                let value = int_literal(self.cx, negative, text, ty)?;
                Some(self.cx.int_attr(value, ty))
            }
            _ => None,
        }
    }

    pub(super) fn type_text(&self, ty: Type) -> String {
        crate::text::type_to_string(self.cx, ty)
    }

    /// `strided<[1, ?], offset: 3>`
    fn strided_attribute(&mut self) -> Result<Attr, Reported> {
        self.advance();
        self.expect(Tok::Less)?;
        let strides = self.list(Delim::Square, Self::integer_or_dynamic)?;
        let mut offset = 0;
        if self.eat(Tok::Comma) {
            self.parse_keyword("offset")?;
            self.expect(Tok::Colon)?;
            offset = self.integer_or_dynamic()?;
        }
        self.expect(Tok::Greater)?;
        Ok(self.cx.attr(AttrKind::Strided { offset, strides: strides.into() }))
    }

    /// An integer, or `?` for [`DYNAMIC`].
    pub fn integer_or_dynamic(&mut self) -> Result<i64, Reported> {
        if self.eat(Tok::Question) { Ok(DYNAMIC) } else { self.parse_integer() }
    }

    /// `distinct[id]<attr>`; equal ids of one source are one attribute.
    fn distinct_attribute(&mut self, ty: Option<Type>) -> Result<Attr, Reported> {
        if !matches!(self.order, Order::Written) {
            return Err(self.out_of_order());
        }
        self.advance();
        self.expect(Tok::LSquare)?;
        let at = self.offset();
        let text = self.token_text();
        let key = match text.parse::<u64>() {
            Ok(key) if self.at(Tok::Int) => key,
            _ => return Err(self.expected("a distinct id")),
        };
        self.advance();
        self.expect(Tok::RSquare)?;
        self.expect(Tok::Less)?;
        let attr = if self.at(Tok::Greater) { self.cx.unit() } else { self.attribute(ty)? };
        self.expect(Tok::Greater)?;
        if let Some(&known) = self.distinct.get(&key) {
            if matches!(&*known.kind(self.cx), AttrKind::Distinct { attr: a, .. } if *a == attr) {
                return Ok(known);
            }
            return Err(self.error_at(at, &PARSE015, &[&format!("distinct[{key}]")]));
        }
        let made = self.cx.attr(AttrKind::Distinct { id: self.cx.fresh_distinct_id(), attr });
        self.distinct.insert(key, made);
        Ok(made)
    }

    // ---- dictionaries ----

    /// `{name = attr, other}`; nothing at all is the empty dictionary. In source order.
    pub fn parse_optional_attr_dict(&mut self) -> Result<Vec<(Sym, Attr)>, Reported> {
        if self.at(Tok::LBrace) { self.parse_attr_dict() } else { Ok(Vec::new()) }
    }

    /// `attributes {..}` or nothing.
    pub fn parse_optional_attr_dict_with_keyword(&mut self) -> Result<Vec<(Sym, Attr)>, Reported> {
        if self.parse_optional_keyword("attributes") {
            self.parse_attr_dict()
        } else {
            Ok(Vec::new())
        }
    }

    /// The name in front of `=`: a word or a string.
    pub(super) fn attr_key(&mut self) -> Result<std::borrow::Cow<'a, str>, Reported> {
        let at = self.offset();
        let key = match self.parse_optional_string()? {
            Some(text) if text.is_empty() => {
                let (what, got) = ("an attribute name", "an empty string");
                return Err(self.error_at(at, &PARSE001, &[&what, &got]));
            }
            Some(text) => text,
            None => match self.parse_optional_any_keyword() {
                Some(word) => word.into(),
                None => return Err(self.expected("an attribute name")),
            },
        };
        self.mark_since(at, MarkKind::Key { depth: self.depth });
        Ok(key)
    }

    /// `{name = attr, other}` in source order.
    pub fn parse_attr_dict(&mut self) -> Result<Vec<(Sym, Attr)>, Reported> {
        let mut entries: Vec<(Sym, Attr)> = Vec::new();
        self.comma_list(Delim::Brace, |p| {
            let at = p.offset();
            let key = p.attr_key()?;
            let key = p.cx.sym(&key);
            let value = if p.eat(Tok::Equal) { p.parse_attribute()? } else { p.cx.unit() };
            if entries.len() < 16 && entries.iter().any(|(k, _)| *k == key) {
                return Err(p.error_at(at, &PARSE018, &[&p.cx.str(key)]));
            }
            entries.push((key, value));
            Ok(())
        })?;
        // Long dictionaries are checked once, not per entry.
        if entries.len() >= 16 {
            let mut keys: Vec<Sym> = entries.iter().map(|(k, _)| *k).collect();
            keys.sort_unstable();
            if let Some(twice) = keys.windows(2).find(|w| w[0] == w[1]) {
                let name = self.cx.str(twice[0]);
                return Err(self.error(&PARSE018, &[&name]));
            }
        }
        Ok(entries)
    }

    // ---- dialects' attributes ----

    /// `#alias`, `#dialect.name<..>` or `#dialect<..>`.
    fn extended_attribute(&mut self, ty: Option<Type>) -> Result<Attr, Reported> {
        let at = self.offset();
        let name = self.take_sigil_name();
        if !name.contains('.') && !self.at(Tok::Less) {
            self.mark_since(at, MarkKind::AliasUse);
            return match self.attr_alias(name) {
                Some(alias) => self.use_alias(alias),
                None => Err(self.error_at(at, &PARSE014, &[&format!("#{name}")])),
            };
        }
        let symbol = self.symbol_data(name, at)?;
        let Some(dialect) = symbol.dialect else {
            let (dialect, text) = (self.cx.sym(symbol.namespace), self.cx.sym(symbol.text));
            let ty = match ty {
                Some(ty) => ty,
                None if self.eat(Tok::Colon) => self.parse_type()?,
                None => Type::NONE,
            };
            return Ok(self.cx.attr(AttrKind::Opaque { dialect, text, ty }));
        };
        let Some(def) = dialect.attrs.iter().find(|t| t.name == symbol.full_name) else {
            return Err(self.unknown_symbol(at, &PARSE017, "#", &symbol.full_name));
        };
        self.mark_since(at, MarkKind::AttrName(def));
        let params = self.parse_params(def.name, def.params, &def.asm, at)?;
        self.close_symbol(symbol.angle)?;
        self.check_params(def.verify, &params, at)?;
        Ok(self.cx.attr(AttrKind::Dialect { def, params }))
    }
}

/// The value of an integer literal in its type, normalised as [`AttrKind::Int`] wants it; `None`
/// when it does not fit.
pub(super) fn int_literal(
    cx: &crate::Context,
    negative: bool,
    text: &str,
    ty: Type,
) -> Option<i128> {
    let magnitude = parse_u128(text)?;
    let (width, sign) = match ty.kind(cx) {
        TypeKind::Index => (64, Sign::Signed),
        TypeKind::Int { width, sign } => (*width, *sign),
        _ => return None,
    };
    if width == 0 {
        return (magnitude == 0).then_some(0);
    }
    if width == 128 && sign == Sign::Signless && !negative {
        return Some(magnitude as i128);
    }
    let magnitude = i128::try_from(magnitude).ok()?;
    let value = if negative { -magnitude } else { magnitude };
    if width > 126 {
        return (!negative || sign != Sign::Unsigned).then_some(value);
    }
    let half = 1i128 << (width - 1);
    let range = match sign {
        Sign::Signed => -half..half,
        Sign::Unsigned => 0..2 * half,
        Sign::Signless => -half..2 * half,
    };
    if !range.contains(&value) {
        return None;
    }
    let wraps = sign == Sign::Signless && value >= half;
    Some(if wraps { value - 2 * half } else { value })
}

/// The bits of a float literal in its type: decimal through f64 as upstream, or hexadecimal bits.
pub(super) fn float_literal(
    cx: &crate::Context,
    negative: bool,
    kind: Tok,
    text: &str,
    ty: Type,
) -> Option<u128> {
    let format = ty.float(cx)?;
    if kind == Tok::Int {
        // An integer literal is the bit pattern, and must be hexadecimal.
        let bits = parse_u128(text).filter(|_| text.starts_with("0x") && !negative)?;
        let fits = format.bits() == 128 || bits >> format.bits() == 0;
        return fits.then_some(bits);
    }
    let value: f64 = text.parse().ok()?;
    let value = if negative { -value } else { value };
    Some(float::from_f64(format, value))
}

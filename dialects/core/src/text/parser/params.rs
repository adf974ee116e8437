//! Parameters of dialects' types and attributes, and attributes read by their constraint.

use super::base::{AttrParser, Delim};
use crate::attr::AttrKind;
use crate::blob::Blob;
use crate::def::{AttrC, AttrTypeDef, Dialect, EnumDef, ParamAsm, ParamDef, ParamVerify};
use crate::diag::{Code, Diag, Reported, nearest};
use crate::entity::{Attr, Type};
use crate::text::codes::*;
use crate::text::lexer::Tok;
use crate::ty::FloatTy;

/// `d.name` or `d<name ..>` after the sigil, taken apart.
pub(super) struct SymbolData<'a> {
    pub namespace: &'a str,
    /// `None` when the dialect is not loaded; then `text` holds everything after the namespace.
    pub dialect: Option<&'static Dialect>,
    pub full_name: String,
    pub text: &'a str,
    /// Whether a `>` follows the parameters.
    pub angle: bool,
}

/// Parameters.
impl<'a> AttrParser<'a> {
    fn find_dialect(&mut self, name: &'a str) -> Option<&'static Dialect> {
        let cx = self.cx;
        *self.dialects.entry(name).or_insert_with(|| cx.dialect(name))
    }

    /// Takes apart the name of a dialect's type or attribute, whose sigil token was consumed.
    pub(super) fn symbol_data(
        &mut self,
        name: &'a str,
        at: u32,
    ) -> Result<SymbolData<'a>, Reported> {
        let (namespace, mnemonic) = name.split_once('.').unwrap_or((name, ""));
        let dialect = self.find_dialect(namespace);
        let angle = mnemonic.is_empty();
        if dialect.is_some() {
            let full_name = if angle {
                self.expect(Tok::Less)?;
                format!("{namespace}.{}", self.parse_any_keyword()?)
            } else {
                name.to_owned()
            };
            return Ok(SymbolData { namespace, dialect, full_name, text: "", angle });
        }
        if !self.options.allow_unregistered {
            let sigil = self.lex.src().get(at as usize..at as usize + 1).unwrap_or("");
            let code = if sigil == "!" { &PARSE016 } else { &PARSE017 };
            return Err(self.unknown_symbol(at, code, sigil, name));
        }
        let text = if angle {
            self.expect(Tok::Less)?;
            let text = self.raw_balanced()?;
            self.expect(Tok::Greater)?;
            text.trim()
        } else {
            let start = at as usize + 2 + namespace.len();
            if self.at(Tok::Less) && self.glued() {
                self.advance();
                self.raw_balanced()?;
                self.expect(Tok::Greater)?;
            }
            self.lex.src().get(start..self.last_end as usize).unwrap_or("")
        };
        Ok(SymbolData { namespace, dialect: None, full_name: String::new(), text, angle: false })
    }

    /// Reports a dialect's type or attribute that is not known, with the one that was probably
    /// meant.
    pub(super) fn unknown_symbol(
        &mut self,
        at: u32,
        code: &'static Code,
        sigil: &str,
        name: &str,
    ) -> Reported {
        let dialects = self.cx.dialects();
        let known: Vec<&str> = match sigil {
            "!" => dialects.iter().flat_map(|d| d.types).map(|t| t.name).collect(),
            _ => dialects.iter().flat_map(|d| d.attrs).map(|a| a.name).collect(),
        };
        let diag = Diag::error(code, self.loc_at(at), &[&format!("{sigil}{name}")]);
        let near = nearest(name, known.into_iter()).map(|near| format!("{sigil}{near}"));
        self.push_diag(diag.suggest(near.as_deref()))
    }

    /// The `>` of `!dialect<name ..>`.
    pub(super) fn close_symbol(&mut self, angle: bool) -> Result<(), Reported> {
        if angle { self.expect(Tok::Greater) } else { Ok(()) }
    }

    /// Runs a definition's own check on its parameters.
    pub(super) fn check_params(
        &mut self,
        verify: Option<ParamVerify>,
        params: &[Attr],
        at: u32,
    ) -> Result<(), Reported> {
        let Some(verify) = verify else { return Ok(()) };
        let before = self.diags.n_errors();
        let loc = self.loc_at(at);
        verify(self.cx, params, self.diags, loc);
        self.diags.ok_since(before)
    }

    /// The parameters of a type or attribute, in the form its definition says.
    pub(super) fn parse_params(
        &mut self,
        owner: &'static str,
        defs: &'static [ParamDef],
        asm: &'static ParamAsm,
        at: u32,
    ) -> Result<Box<[Attr]>, Reported> {
        let params = match asm {
            ParamAsm::Hand { parse, .. } => parse(self)?,
            ParamAsm::Enum(cases) => {
                self.expect(Tok::Less)?;
                let value = self.parse_enum(cases)?;
                self.expect(Tok::Greater)?;
                vec![enum_param(self.cx, value)]
            }
            ParamAsm::BareEnum(cases) => vec![enum_param(self.cx, self.parse_enum(cases)?)],
            ParamAsm::List => self.param_list(defs)?,
            ParamAsm::Struct => self.param_struct(owner, defs)?,
        };
        let by_hand = matches!(asm, ParamAsm::Hand { .. });
        for (i, def) in defs.iter().enumerate() {
            let given = params.get(i).copied().unwrap_or(Attr::NONE);
            let ok = match given.get() {
                None => def.optional,
                Some(attr) => {
                    by_hand || crate::verify::attr_matches(self.cx, &def.constraint, attr)
                }
            };
            if !ok {
                let what = crate::verify::attr_constraint_text(&def.constraint);
                return Err(self.error_at(at, &PARSE023, &[&def.name, &owner, &what]));
            }
        }
        let mut params = params;
        params.resize(defs.len().max(params.len()), Attr::NONE);
        Ok(params.into())
    }

    fn param_list(&mut self, defs: &'static [ParamDef]) -> Result<Vec<Attr>, Reported> {
        if defs.is_empty() || !self.at(Tok::Less) {
            return Ok(Vec::new());
        }
        let mut params = Vec::new();
        self.advance();
        for def in defs {
            if self.at(Tok::Greater) {
                break;
            }
            if !params.is_empty() {
                self.expect(Tok::Comma)?;
            }
            params.push(self.parse_constrained(&def.constraint)?);
        }
        self.expect(Tok::Greater)?;
        Ok(params)
    }

    fn param_struct(
        &mut self,
        owner: &'static str,
        defs: &'static [ParamDef],
    ) -> Result<Vec<Attr>, Reported> {
        let mut params = vec![Attr::NONE; defs.len()];
        if !self.at(Tok::Less) {
            return Ok(params);
        }
        self.comma_list(Delim::Angle, |p| {
            let at = p.offset();
            let key = p.parse_any_keyword()?;
            let Some(i) = defs.iter().position(|d| d.name == key) else {
                let known = defs.iter().map(|d| d.name);
                return Err(p.unknown_at(at, &PARSE033, &[&owner, &key], key, known));
            };
            if !params[i].is_none() {
                return Err(p.error_at(at, &PARSE018, &[&key]));
            }
            p.expect(Tok::Equal)?;
            params[i] = p.parse_constrained(&defs[i].constraint)?;
            Ok(())
        })?;
        Ok(params)
    }

    /// A word of an enumeration, or several joined by its separator.
    pub fn parse_enum(&mut self, cases: &EnumDef) -> Result<i64, Reported> {
        let mut value = 0;
        loop {
            let at = self.offset();
            let quoted;
            let word: &str = match self.kind() {
                Tok::Bare | Tok::Int => {
                    let word = self.token_text();
                    self.advance();
                    // A word such as `16x16` or `a-b` is several tokens; cases decide.
                    self.widen_word(word, at, cases)
                }
                Tok::Str => {
                    quoted = self.parse_string()?;
                    &quoted
                }
                _ => return Err(self.expected("a keyword")),
            };
            let Some(&(_, bits)) = cases.cases.iter().find(|(w, _)| *w == word) else {
                let words: Vec<&str> = cases.cases.iter().map(|(w, _)| *w).collect();
                return Err(self.error_at(at, &PARSE026, &[&words.join(", "), &word]));
            };
            value |= bits;
            if !cases.bits || !self.eat_separator(cases.separator) {
                return Ok(value);
            }
        }
    }

    fn eat_separator(&mut self, separator: &str) -> bool {
        match separator.trim() {
            "," => self.eat(Tok::Comma),
            "|" => self.eat(Tok::Pipe),
            "+" => self.eat(Tok::Plus),
            _ => false,
        }
    }

    /// The longest case that the source spells at `at`, beyond the token already taken.
    fn widen_word(&mut self, word: &'a str, at: u32, cases: &EnumDef) -> &'a str {
        let rest = self.lex.src().get(at as usize..).unwrap_or("");
        let longer = cases.cases.iter().map(|(w, _)| *w).filter(|w| w.len() > word.len());
        let Some(case) = longer.filter(|w| rest.starts_with(w)).max_by_key(|w| w.len()) else {
            return word;
        };
        let end = at + case.len() as u32;
        // Only words that end where a token could end count.
        let next = rest.as_bytes().get(case.len()).copied().unwrap_or(b' ');
        if next.is_ascii_alphanumeric() || next == b'_' {
            return word;
        }
        self.last_end = end;
        self.split_at(end);
        rest.get(..case.len()).unwrap_or(word)
    }

    /// An attribute in the short form that its constraint allows, as `$attr` in a format.
    pub fn parse_constrained(&mut self, constraint: &'static AttrC) -> Result<Attr, Reported> {
        match constraint {
            AttrC::I(width) if !self.at_keyword("true") && !self.at_keyword("false") => {
                self.parse_attribute_typed(self.cx.int_ty(*width))
            }
            AttrC::Index => self.parse_attribute_typed(self.cx.index_ty()),
            AttrC::F(format) => self.parse_attribute_typed(self.cx.float_ty(*format)),
            AttrC::SymbolName => {
                let name = self.parse_symbol_name()?;
                Ok(self.cx.attr(AttrKind::String { text: name, ty: Type::NONE }))
            }
            AttrC::Enum(width, cases) if !self.at(Tok::Minus) => {
                let ty = self.cx.int_ty(*width);
                if self.at(Tok::Int) && !cases.cases.iter().any(|(w, _)| digit_first(w)) {
                    return self.parse_attribute_typed(ty);
                }
                Ok(self.cx.int_attr(self.parse_enum(cases)?.into(), ty))
            }
            AttrC::DialectEnum(name, _) | AttrC::Dialect(name) if !self.at(Tok::Hash) => {
                match self.attr_def(name) {
                    Some(def) => self.parse_stripped(def),
                    None => self.parse_attribute(),
                }
            }
            AttrC::Confined(inner, ..) => self.parse_constrained(inner),
            AttrC::DenseArray(width) if self.at(Tok::LSquare) => self.short_int_array(*width),
            AttrC::DenseF32Array if self.at(Tok::LSquare) => self.short_float_array(FloatTy::F32),
            AttrC::DenseF64Array if self.at(Tok::LSquare) => self.short_float_array(FloatTy::F64),
            _ => self.parse_attribute(),
        }
    }

    /// The definition of a dialect's attribute by full name.
    pub(crate) fn attr_def(&self, name: &str) -> Option<&'static AttrTypeDef> {
        let dialect = self.cx.dialect(name.split('.').next()?)?;
        dialect.attrs.iter().find(|d| d.name == name)
    }

    /// A dialect's attribute without `#name`.
    pub fn parse_stripped(&mut self, def: &'static AttrTypeDef) -> Result<Attr, Reported> {
        let at = self.offset();
        let params = self.parse_params(def.name, def.params, &def.asm, at)?;
        self.check_params(def.verify, &params, at)?;
        Ok(self.cx.attr(AttrKind::Dialect { def, params }))
    }

    fn short_int_array(&mut self, width: u32) -> Result<Attr, Reported> {
        let elem = self.cx.int_ty(width);
        let n_bytes = elem.elem_bytes(self.cx).unwrap_or(8);
        let mut data = Vec::new();
        self.comma_list(Delim::Square, |p| {
            let value = p.parse_attribute_typed(elem)?.as_int(p.cx).unwrap_or(0);
            let value = if width == 1 { value & 1 } else { value };
            data.extend_from_slice(&value.to_le_bytes()[..n_bytes]);
            Ok(())
        })?;
        Ok(self.cx.attr(AttrKind::DenseArray { elem, data: Blob::new(data) }))
    }

    fn short_float_array(&mut self, format: FloatTy) -> Result<Attr, Reported> {
        let elem = self.cx.float_ty(format);
        let n_bytes = (format.bits() / 8) as usize;
        let mut data = Vec::new();
        self.comma_list(Delim::Square, |p| {
            let attr = p.parse_attribute_typed(elem)?;
            if let AttrKind::Float { bits, .. } = &*attr.kind(p.cx) {
                data.extend_from_slice(&bits.to_le_bytes()[..n_bytes]);
            }
            Ok(())
        })?;
        Ok(self.cx.attr(AttrKind::DenseArray { elem, data: Blob::new(data) }))
    }
}

fn digit_first(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// How an enumeration's value is kept as a parameter: an `i32`, or an `i64` where it needs one.
pub fn enum_param(cx: &crate::Context, value: i64) -> Attr {
    let width = if i32::try_from(value).is_ok() { 32 } else { 64 };
    cx.int_attr(value.into(), cx.int_ty(width))
}

//! Locations, aliases and file metadata.

use super::base::{Alias, AttrParser, Delim, FxMap};
use super::deferred::Order;
use super::dense::decode_hex;
use crate::attr::AttrKind;
use crate::blob::Blob;
use crate::diag::Reported;
use crate::entity::{Attr, Loc, Sym};
use crate::loc::LocKind;
use crate::text::codes::*;
use crate::text::lexer::Tok;
use crate::text::marks::MarkKind;

/// Locations.
impl<'a> AttrParser<'a> {
    /// `loc(location)`
    pub fn parse_location(&mut self) -> Result<Loc, Reported> {
        self.parse_keyword("loc")?;
        self.expect(Tok::LParen)?;
        let loc = self.location_inside()?;
        self.expect(Tok::RParen)?;
        Ok(loc)
    }

    /// `loc(location)` or nothing.
    pub fn parse_optional_location(&mut self) -> Result<Option<Loc>, Reported> {
        if self.at_keyword("loc") { self.parse_location().map(Some) } else { Ok(None) }
    }

    /// What stands inside `loc(..)`.
    fn location_inside(&mut self) -> Result<Loc, Reported> {
        self.n_nodes += 1;
        self.nested(|p| match p.kind() {
            Tok::Hash => p.location_alias(),
            Tok::Str => p.file_or_name_location(),
            Tok::Bare => match p.token_text() {
                "unknown" => {
                    p.advance();
                    Ok(Loc::UNKNOWN)
                }
                "callsite" => p.callsite_location(),
                "fused" => p.fused_location(),
                _ => Err(p.expected("a location")),
            },
            _ => Err(p.expected("a location")),
        })
    }

    fn file_or_name_location(&mut self) -> Result<Loc, Reported> {
        let text = self.parse_string()?;
        let sym = self.cx.sym(&text);
        if !self.eat(Tok::Colon) {
            let mut child = Loc::UNKNOWN;
            if self.eat(Tok::LParen) {
                child = self.location_inside()?;
                self.expect(Tok::RParen)?;
            }
            return Ok(self.cx.loc(LocKind::Name { name: sym, child }));
        }
        let line = self.loc_number()?;
        self.expect(Tok::Colon)?;
        let col = self.loc_number()?;
        let (mut end_line, mut end_col) = (line, col);
        if self.parse_optional_keyword("to") {
            if self.at(Tok::Int) {
                end_line = self.loc_number()?;
            }
            self.expect(Tok::Colon)?;
            end_col = self.loc_number()?;
        }
        Ok(self.cx.loc(LocKind::File { file: sym, line, col, end_line, end_col }))
    }

    fn loc_number(&mut self) -> Result<u32, Reported> {
        let at = self.offset();
        if !self.at(Tok::Int) {
            return Err(self.expected("a line or column number"));
        }
        let value = self.parse_integer()?;
        match u32::try_from(value) {
            Ok(value) => Ok(value),
            Err(_) => Err(self.error_at(at, &PARSE013, &[&value, &"u32"])),
        }
    }

    fn callsite_location(&mut self) -> Result<Loc, Reported> {
        self.advance();
        self.expect(Tok::LParen)?;
        let callee = self.location_inside()?;
        self.parse_keyword("at")?;
        let caller = self.location_inside()?;
        self.expect(Tok::RParen)?;
        Ok(self.cx.loc(LocKind::CallSite { callee, caller }))
    }

    fn fused_location(&mut self) -> Result<Loc, Reported> {
        self.advance();
        let mut metadata = Attr::NONE;
        if self.eat(Tok::Less) {
            metadata = self.parse_attribute()?;
            self.expect(Tok::Greater)?;
        }
        let locs = self.list(Delim::Square, Self::location_inside)?;
        if metadata.is_none() {
            return Ok(self.cx.fused_loc(&locs));
        }
        Ok(self.cx.loc(LocKind::Fused { locs: locs.into(), metadata }))
    }

    /// `#alias` of a location, possibly defined further down.
    fn location_alias(&mut self) -> Result<Loc, Reported> {
        let at = self.offset();
        let name = self.take_sigil_name();
        self.mark_since(at, MarkKind::AliasUse);
        let alias = match self.location_alias_of(name) {
            Some(alias) => Some(alias),
            None => self.later_alias(name)?,
        };
        let attr = match alias {
            Some(alias) => Some(self.use_alias(alias)?),
            None => None,
        };
        match attr.map(|a| a.kind(self.cx)).as_deref() {
            Some(AttrKind::Loc(loc)) => Ok(*loc),
            Some(_) => Err(self.error_at(at, &PARSE001, &[&"a location", &format!("#{name}")])),
            None => Err(self.error_at(at, &PARSE014, &[&format!("#{name}")])),
        }
    }

    /// Looks for the definition of an alias below and reads it now.
    pub(super) fn later_alias(&mut self, name: &'a str) -> Result<Option<Alias<Attr>>, Reported> {
        if self.later.is_none() {
            self.later = Some(alias_lines(self.lex.src()));
        }
        // Taken out, so that a definition that needs itself is found undefined.
        let Some(at) = self.later.as_mut().and_then(|later| later.remove(name)) else {
            return Ok(None);
        };
        let (lex, tok, last_end) = (self.lex.clone(), self.tok, self.last_end);
        self.jump(at);
        let attr = self.nested(|p| p.read_alias(Self::parse_attribute));
        (self.lex, self.tok, self.last_end) = (lex, tok, last_end);
        self.shared.attrs.insert(name, attr?);
        Ok(attr.ok())
    }

    /// `#name = attribute` or `!name = type` at top level.
    pub(super) fn alias_definition(&mut self) -> Result<(), Reported> {
        let (at, is_type) = (self.offset(), self.at(Tok::Bang));
        let sigil = if is_type { "!" } else { "#" };
        let name = self.take_sigil_name();
        if name.contains('.') {
            let what = "an alias name without `.`";
            return Err(self.error_at(at, &PARSE001, &[&what, &format!("`{sigil}{name}`")]));
        }
        self.mark_since(at, MarkKind::AliasDef);
        self.expect(Tok::Equal)?;
        let defined_below = self.later.as_ref().is_some_and(|l| !l.contains_key(name));
        if is_type {
            let ty = self.read_alias(Self::parse_type)?;
            if self.shared.types.insert(name, ty).is_some() {
                return Err(self.error_at(at, &PARSE015, &[&format!("!{name}")]));
            }
            return Ok(());
        }
        let alias = self.read_alias(Self::parse_attribute)?;
        let old = self.shared.attrs.insert(name, alias);
        if old.is_some_and(|old| old.value != alias.value || !defined_below) {
            return Err(self.error_at(at, &PARSE015, &[&format!("#{name}")]));
        }
        Ok(())
    }

    // ---- file metadata ----

    /// The name of a resource: a keyword or a string.
    pub(super) fn resource_key(&mut self) -> Result<String, Reported> {
        match self.parse_optional_string()? {
            Some(text) => Ok(text.into_owned()),
            None => Ok(self.parse_any_keyword()?.to_owned()),
        }
    }

    /// The context's key for a resource of this source.
    pub(super) fn resource_handle(&mut self, key: &str) -> Sym {
        let around = match self.order {
            Order::Body(shared, _) => shared.resources.get(key),
            _ => None,
        };
        let known = self.shared.resources.get(key).or(around);
        known.copied().unwrap_or_else(|| self.cx.sym(key))
    }

    /// `{-# section: {..}, .. #-}`
    pub(super) fn file_metadata(&mut self) -> Result<(), Reported> {
        self.expect(Tok::MetaOpen)?;
        loop {
            let at = self.offset();
            let section = self.resource_key()?;
            self.expect(Tok::Colon)?;
            if !matches!(&*section, "dialect_resources" | "external_resources") {
                let text = format!("`{section}` is no section of file metadata");
                return Err(self.error_at(at, &PARSE024, &[&text]));
            }
            self.comma_list(Delim::Brace, |p| {
                let owner = p.resource_key()?;
                p.expect(Tok::Colon)?;
                p.comma_list(Delim::Brace, |p| {
                    let key = p.resource_key()?;
                    p.expect(Tok::Colon)?;
                    p.resource_value(&section, &owner, &key)
                })
            })?;
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.expect(Tok::MetaClose)
    }

    fn resource_value(&mut self, section: &str, owner: &str, key: &str) -> Result<(), Reported> {
        let at = self.offset();
        if section != "dialect_resources" || owner != "builtin" {
            // Resources of tools (and of dialects without any) are read over.
            return match self.kind() {
                Tok::Str | Tok::Bare => {
                    self.advance();
                    Ok(())
                }
                _ => self.parse_attribute().map(|_| ()),
            };
        }
        let text = self.parse_string()?;
        let bytes = text.strip_prefix("0x").and_then(decode_hex);
        let Some(bytes) = bytes.filter(|b| b.len() >= 4) else {
            return Err(self.error_at(at, &PARSE024, &[&format!("`{key}`")]));
        };
        let align = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        if !align.is_power_of_two() {
            let text = format!("`{key}` has alignment {align}, which is no power of two");
            return Err(self.error_at(at, &PARSE024, &[&text]));
        }
        let len = bytes.len() - 4;
        let blob = Blob::new(bytes).slice(4, len);
        let stored = blob.map(|blob| self.cx.add_resource(key, blob));
        // Another source of this context may have taken the key for other bytes: this is why
        // metadata is read before the operations.
        if let Some(stored) = stored {
            self.shared.resources.insert(key.to_owned(), stored);
        }
        Ok(())
    }

    /// Reads the file metadata, which stands at the end, before anything refers to it. Gives the
    /// offsets of its start and end, to be skipped later.
    pub(super) fn metadata_first(&mut self) -> Option<(u32, u32)> {
        let src = self.lex.src();
        // Looking for it from the end is quick only where it is there.
        if !src.trim_end().ends_with("#-}") {
            return None;
        }
        let start = src.rfind("\n{-#")? + 1;
        let (lex, tok, last_end) = (self.lex.clone(), self.tok, self.last_end);
        self.jump(start as u32);
        // What is wrong in it was reported; nothing stands behind it.
        let end = match self.file_metadata() {
            Ok(()) => self.last_end,
            Err(_) => src.len() as u32,
        };
        (self.lex, self.tok, self.last_end) = (lex, tok, last_end);
        Some((start as u32, end))
    }
}

/// Offsets after `#name =` of each line that starts so.
pub(super) fn alias_lines(src: &str) -> FxMap<&str, u32> {
    let mut found = FxMap::default();
    let mut offset = 0;
    for line in src.split_inclusive('\n') {
        if let Some(rest) = line.strip_prefix('#')
            && let Some((name, _)) = rest.split_once('=')
        {
            let at = offset + 1 + name.len() as u32 + 1;
            found.entry(name.trim_end()).or_insert(at);
        }
        offset += line.len() as u32;
    }
    found
}

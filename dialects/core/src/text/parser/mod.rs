//! The parser. [`AttrParser`] reads tokens, types, attributes and locations; [`OpParser`] adds
//! operations, regions and the names of values.

mod affine;
mod attrs;
mod base;
mod deferred;
mod dense;
mod locs;
mod ops;
mod params;
mod recent;
mod regions;
mod scope;
mod types;
mod values;

pub use affine::AffineScope;
pub use base::{AttrParser, Delim, MAX_DEPTH};
pub use ops::{Argument, OpParser};
pub use params::enum_param;
pub use scope::Operand;

use super::codes::*;
use super::lexer::Tok;
use super::marks::Marked;
use crate::body::Body;
use crate::context::Context;
use crate::diag::{Diags, Reported};
use crate::entity::{Attr, Type};

/// What the parser accepts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ParseOptions {
    /// Whether operations, types and attributes of dialects that are not loaded are kept verbatim
    /// instead of refused.
    pub allow_unregistered: bool,
}

/// Reads a module from text; loose operations are wrapped in one. Dialects must be loaded.
///
/// # Errors
/// Everything wrong with the text is in `diags`; the parser goes on after an error.
pub fn parse_module(
    cx: &Context,
    source: impl AsRef<[u8]>,
    file_name: &str,
    diags: &mut Diags,
) -> Result<Body, Reported> {
    parse_module_with(cx, source.as_ref(), file_name, ParseOptions::default(), diags)
}

/// As [`parse_module`], with options.
pub fn parse_module_with(
    cx: &Context,
    source: &[u8],
    file_name: &str,
    options: ParseOptions,
    diags: &mut Diags,
) -> Result<Body, Reported> {
    let file = cx.sym(file_name);
    let text = check_source(cx, source, file, diags)?;
    if deferred::is_worthwhile(cx, text)
        && let Some(body) = deferred::read(cx, text, file, options)
    {
        return Ok(body);
    }
    let before = diags.n_errors();
    let mut base = AttrParser::new(cx, text, file, options, diags);
    base.first_place = cx.sources.add(file, text);
    let (body, _) = OpParser::new(base).module();
    diags.ok_since(before)?;
    Ok(ops::unwrap_module(cx, body))
}

/// As [`parse_module_with`], for tools that show the text: also says what stands where, and gives
/// what could be read of a text that is wrong.
///
/// # Errors
/// Only for a text that is too long; everything else is in `diags`.
pub fn parse_marked(
    cx: &Context,
    source: &str,
    file_name: &str,
    options: ParseOptions,
    diags: &mut Diags,
) -> Result<Marked, Reported> {
    let file = cx.sym(file_name);
    let text = check_source(cx, source.as_bytes(), file, diags)?;
    let mut base = AttrParser::new(cx, text, file, options, diags);
    base.first_place = cx.sources.add(file, text);
    base.marks = Some(Vec::new());
    let (body, marks) = OpParser::new(base).module();
    Ok(Marked { body: *body, marks })
}

fn check_source<'s>(
    cx: &Context,
    source: &'s [u8],
    file: crate::Sym,
    diags: &mut Diags,
) -> Result<&'s str, Reported> {
    // Token ends are at most the length, and `%x` may look two bytes ahead.
    if source.len() >= u32::MAX as usize - 16 {
        return Err(diags.error(&PARSE027, cx.file_loc(file, 1, 1), &[]));
    }
    std::str::from_utf8(source).map_err(|error| {
        let good = &source[..error.valid_up_to()];
        let line = 1 + good.iter().filter(|&&b| b == b'\n').count() as u32;
        let col = good.iter().rev().take_while(|&&b| b != b'\n').count() as u32 + 1;
        diags.error(&PARSE002, cx.file_loc(file, line, col), &[&error.valid_up_to()])
    })
}

/// Reads one attribute, which must be the whole text.
pub fn parse_attr(cx: &Context, text: &str, diags: &mut Diags) -> Result<Attr, Reported> {
    parse_whole(cx, text, diags, |p| p.parse_attribute())
}

/// Reads one type, which must be the whole text.
pub fn parse_type(cx: &Context, text: &str, diags: &mut Diags) -> Result<Type, Reported> {
    parse_whole(cx, text, diags, |p| p.parse_type())
}

pub(super) fn parse_whole<T>(
    cx: &Context,
    text: &str,
    diags: &mut Diags,
    read: impl FnOnce(&mut AttrParser<'_>) -> Result<T, Reported>,
) -> Result<T, Reported> {
    let file = cx.sym("-");
    let text = check_source(cx, text.as_bytes(), file, diags)?;
    let options = ParseOptions { allow_unregistered: true };
    let mut parser = AttrParser::new(cx, text, file, options, diags);
    let result = read(&mut parser)?;
    if parser.at(Tok::Eof) { Ok(result) } else { Err(parser.expected("end of text")) }
}

//! The text form: lexer, parser, printer, custom assembly.
//!
//! - [`parse_module`] reads text, [`print_module`] writes it.
//! - [`OpParser`] and [`OpPrinter`] are what assembly written by hand uses; [`AttrParser`] is the
//!   part of the parser for types and attributes.

pub mod codes;
mod format;
mod lexer;
mod marks;
mod parser;
mod printer;

pub use format::{Arg, Directive, DirectiveArgs, Directives, check_format};
pub use lexer::{Lexer, Tok, Token};
pub use marks::{Mark, MarkKind, Marked};
pub use parser::{
    AffineScope, Argument, AttrParser, Delim, MAX_DEPTH, OpParser, Operand, ParseOptions,
    enum_param, parse_attr, parse_marked, parse_module, parse_module_with, parse_type,
};
pub use printer::{
    OpPrinter, PlacedOp, PlacedText, PrintOptions, RegionPrint, attr_to_string,
    attr_to_string_with, loc_to_string, print_module, print_op, print_placed, type_to_string,
    write_module,
};

use crate::def::AttrC;
use crate::interface::DefaultDialect;
use crate::{Attr, Context, Diags, OpInfo, OpName, OpState};

/// The dialect whose operations need no prefix inside operations of this name.
fn default_dialect(cx: &Context, name: OpName) -> &'static str {
    let Some(info) = cx.op_info(name) else { return "" };
    info.text.default_dialect.get_or_init(|| {
        if info.def.name == "builtin.module" {
            return "builtin";
        }
        info.interface::<DefaultDialect>().map_or("", |d| d.0)
    })
}

/// The default values of an operation's inherent attributes by slot, [`Attr::NONE`] where there is
/// none.
fn defaults<'c>(cx: &'c Context, info: &'c OpInfo) -> &'c [Attr] {
    info.text.defaults.get_or_init(|| {
        let value = |constraint: &'static AttrC, text: &str| {
            let mut diags = Diags::new();
            let short =
                parser::parse_whole(cx, text, &mut diags, |p| p.parse_constrained(constraint));
            short.or_else(|_| parse_attr(cx, text, &mut diags)).unwrap_or(Attr::NONE)
        };
        let slots = info.def.attrs.iter();
        slots.map(|s| s.default.map_or(Attr::NONE, |text| value(&s.constraint, text))).collect()
    })
}

/// Gives an operation the default values of the inherent attributes that it lacks.
pub fn fill_defaults(cx: &Context, state: &mut OpState) {
    let Some(info) = cx.op_info(state.name) else { return };
    let filled = |a: &crate::def::AttrSlot| a.default.is_some() && !a.optional;
    if !info.def.attrs.iter().any(filled) {
        return;
    }
    let defaults = defaults(cx, info);
    for (i, &default) in defaults.iter().enumerate() {
        if filled(&info.def.attrs[i]) && state.inherent[i].is_none() {
            state.inherent[i] = default;
        }
    }
}

/// What the text form remembers per operation name.
#[derive(Default)]
pub(crate) struct OpText {
    default_dialect: std::sync::OnceLock<&'static str>,
    defaults: std::sync::OnceLock<Vec<Attr>>,
    format: std::sync::OnceLock<Result<format::Format, String>>,
}

//! The text form: lexer, parser, printer, custom assembly.

/// What a custom assembly parser of an operation reads from.
pub struct OpParser<'a> {
    _text: &'a str,
}

/// What a custom parser of a type or attribute reads from.
pub struct AttrParser<'a> {
    _text: &'a str,
}

/// What a custom assembly printer writes to.
pub struct OpPrinter<'a> {
    _out: &'a mut String,
}

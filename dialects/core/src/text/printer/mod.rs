//! The printer: any body to text, in generic or custom form.
//!
//! It never panics, whatever the body holds: what cannot be named or is missing prints as a
//! marker in `<<..>>`.

mod attrs;
mod bigdec;
mod floats;
mod functions;
mod names;
mod ops;
mod placed;
mod types;

use std::io;
use std::sync::Arc;

use crate::body::{Body, ROOT};
use crate::context::Context;
use crate::entity::{Attr, Sym, Type};
use crate::view::OpRef;
use names::Names;

pub use ops::RegionPrint;
pub use placed::{PlacedOp, PlacedText, print_placed};

/// How to print.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PrintOptions {
    /// Every operation in the generic form.
    pub generic: bool,
    /// Locations after operations and block arguments.
    pub locations: bool,
    /// Values keep the names of their source; else they are numbered.
    pub names: bool,
    /// Elements of constants beyond this number are left out (such text does not parse back to
    /// the same thing).
    pub elide_large_elements: Option<usize>,
    /// For `mlir-opt --allow-unregistered-dialect`: operations of dialects that upstream does not
    /// have print in the generic form, the others in theirs.
    pub interop: bool,
    /// Behind each operation that a pass made, a comment that says which, and from what.
    pub provenance: bool,
}

impl Default for PrintOptions {
    fn default() -> Self {
        PrintOptions {
            generic: false,
            locations: false,
            names: true,
            elide_large_elements: None,
            interop: false,
            provenance: false,
        }
    }
}

impl PrintOptions {
    /// The generic form of everything.
    pub const GENERIC: PrintOptions = PrintOptions {
        generic: true,
        locations: false,
        names: true,
        elide_large_elements: None,
        interop: false,
        provenance: false,
    };
}

/// Text of a type, remembered by handle.
#[derive(Default)]
struct TypeTexts {
    spans: Vec<(u32, u32)>,
    pool: String,
}

/// What a custom assembly printer writes to.
pub struct OpPrinter<'a> {
    /// The context.
    pub cx: &'a Context,
    out: String,
    sink: Option<&'a mut dyn io::Write>,
    io_error: Option<io::Error>,
    options: PrintOptions,
    indent: usize,
    /// From where on regions are left out, and whether one was.
    max_indent: usize,
    cut: bool,
    types: TypeTexts,
    names: Vec<Arc<Names>>,
    default_dialects: Vec<&'static str>,
    /// Resources referred to so far, in order.
    resources: Vec<Sym>,
    /// Which `distinct` attributes were written so far, in order.
    distinct: Vec<u64>,
    /// Places of operations, where they are asked for; values go by their handles then.
    places: Option<placed::Places>,
}

const FLUSH_AT: usize = 1 << 16;

impl<'a> OpPrinter<'a> {
    fn new(cx: &'a Context, options: PrintOptions) -> OpPrinter<'a> {
        OpPrinter {
            cx,
            out: String::new(),
            sink: None,
            io_error: None,
            options,
            indent: 0,
            max_indent: usize::MAX,
            cut: false,
            types: TypeTexts::default(),
            names: Vec::new(),
            default_dialects: Vec::new(),
            resources: Vec::new(),
            distinct: Vec::new(),
            places: None,
        }
    }

    /// How to print.
    pub fn options(&self) -> &PrintOptions {
        &self.options
    }

    /// Writes text as it is.
    #[inline]
    pub fn text(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Writes one character.
    #[inline]
    pub fn char(&mut self, c: char) {
        self.out.push(c);
    }

    /// Writes a space and a keyword.
    pub fn keyword(&mut self, keyword: &str) {
        self.out.push(' ');
        self.out.push_str(keyword);
    }

    /// Writes a decimal number.
    pub fn int(&mut self, value: i64) {
        if value < 0 {
            self.out.push('-');
        }
        self.uint(value.unsigned_abs());
    }

    fn uint(&mut self, mut value: u64) {
        let mut digits = [0u8; 20];
        let mut at = digits.len();
        loop {
            at -= 1;
            digits[at] = b'0' + (value % 10) as u8;
            value /= 10;
            if value == 0 {
                break;
            }
        }
        self.out.push_str(std::str::from_utf8(&digits[at..]).unwrap_or(""));
    }

    /// Writes the elements of a list with `, ` between them.
    pub fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut item: impl FnMut(&mut Self, T),
    ) {
        for (i, it) in items.into_iter().enumerate() {
            if i > 0 {
                self.out.push_str(", ");
            }
            item(self, it);
        }
    }

    /// Writes anything that can be displayed.
    pub fn display(&mut self, value: &dyn std::fmt::Display) {
        use std::fmt::Write;
        // Writing to a string cannot fail.
        let _ = write!(self.out, "{value}");
    }

    /// Starts a new line at the current depth.
    pub fn newline(&mut self) {
        self.out.push('\n');
        self.blanks(self.indent);
    }

    #[inline]
    fn blanks(&mut self, mut n: usize) {
        const BLANKS: &str = "                                ";
        while n > BLANKS.len() {
            self.out.push_str(BLANKS);
            n -= BLANKS.len();
        }
        self.out.push_str(&BLANKS[..n]);
    }

    /// Hands finished text to the sink from time to time.
    fn maybe_flush(&mut self) {
        if self.out.len() >= FLUSH_AT && self.sink.is_some() {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if let Some(sink) = &mut self.sink {
            if self.io_error.is_none()
                && let Err(error) = sink.write_all(self.out.as_bytes())
            {
                self.io_error = Some(error);
            }
            self.out.clear();
        }
    }

    /// The operation, then the resources it refers to.
    fn document(&mut self, body: &Body) {
        self.default_dialects.push("builtin");
        self.print_op(OpRef::new(self.cx, body, ROOT));
        self.out.push('\n');
        self.metadata();
        self.flush();
    }
}

/// A module (or any body's root operation) as text.
pub fn print_module(cx: &Context, body: &Body, options: &PrintOptions) -> String {
    let mut printer = OpPrinter::new(cx, *options);
    printer.document(body);
    printer.out
}

/// Writes a module (or any body's root operation) as text.
pub fn write_module(
    cx: &Context,
    body: &Body,
    options: &PrintOptions,
    sink: &mut dyn io::Write,
) -> io::Result<()> {
    let mut printer = OpPrinter::new(cx, *options);
    printer.sink = Some(sink);
    printer.document(body);
    printer.io_error.map_or(Ok(()), Err)
}

/// One operation as text, with everything inside it.
pub fn print_op(op: OpRef<'_>, options: &PrintOptions) -> String {
    let mut printer = OpPrinter::new(op.cx, *options);
    printer.default_dialects.push("");
    printer.print_op(op);
    printer.out
}

/// A type as text.
pub fn type_to_string(cx: &Context, ty: Type) -> String {
    let mut printer = OpPrinter::new(cx, PrintOptions::default());
    printer.print_type(ty);
    printer.out
}

/// An attribute as text.
pub fn attr_to_string(cx: &Context, attr: Attr) -> String {
    attr_to_string_with(cx, attr, &PrintOptions::default())
}

/// An attribute as text, with options.
pub fn attr_to_string_with(cx: &Context, attr: Attr, options: &PrintOptions) -> String {
    let mut printer = OpPrinter::new(cx, *options);
    printer.print_attr(attr);
    printer.out
}

/// A location as text, `loc(..)` around it.
pub fn loc_to_string(cx: &Context, loc: crate::Loc) -> String {
    let mut printer = OpPrinter::new(cx, PrintOptions::default());
    printer.print_loc(loc);
    printer.out
}

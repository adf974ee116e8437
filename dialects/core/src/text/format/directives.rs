//! `custom<Name>(..)` directives: what they are given, and the ones every dialect may use.

use super::parse::State;
use crate::body::OpState;
use crate::context::OpInfo;
use crate::def::Traits;
use crate::diag::Reported;
use crate::entity::{Attr, BlockId, Type, ValueId};
use crate::interface::ImplicitTerminator;
use crate::text::lexer::Tok;
use crate::text::{Delim, OpParser, OpPrinter, Operand};
use crate::ty::DYNAMIC;
use crate::view::{OpRef, RegionRef};

/// A named piece of hand-written assembly inside a declarative format.
pub struct Directive {
    /// Its name in `custom<Name>`.
    pub name: &'static str,
    /// Inherent attributes that it reads and writes besides those among its arguments.
    pub attrs: &'static [&'static str],
    /// Reads the text of its arguments and sets them.
    pub parse: fn(&mut OpParser<'_>, &mut DirectiveArgs<'_>) -> Result<(), Reported>,
    /// Writes the text of its arguments.
    pub print: fn(&mut OpPrinter<'_>, OpRef<'_>, &[Arg]),
}

/// Directives for the formats of the operations this is attached to: an interface.
pub struct Directives(pub &'static [Directive]);

/// An argument of a directive, by slot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Arg {
    /// An operand group.
    Operands(usize),
    /// The types of an operand group.
    OperandTypes(usize),
    /// The types of a result group.
    ResultTypes(usize),
    /// An inherent attribute.
    Attr(usize),
    /// A region, or the variadic rest of them.
    Regions(usize),
    /// A successor, or the variadic rest of them.
    Successors(usize),
    /// A string.
    Text(Box<str>),
}

impl Arg {
    /// The values of an operand group.
    pub fn values(&self, op: OpRef<'_>) -> Vec<ValueId> {
        if let Arg::Operands(i) | Arg::OperandTypes(i) = self {
            op.operand_values(*i)
        } else {
            Vec::new()
        }
    }

    /// The types of an operand or result group.
    pub fn types(&self, op: OpRef<'_>) -> Vec<Type> {
        match self {
            Arg::Operands(_) | Arg::OperandTypes(_) => {
                self.values(op).into_iter().map(|v| op.body.ty(v)).collect()
            }
            Arg::ResultTypes(i) => {
                let range = op.result_group(*i).unwrap_or(0..0);
                range.map(|k| op.result_ty(k)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The attribute, if present.
    pub fn attr(&self, op: OpRef<'_>) -> Option<Attr> {
        if let Arg::Attr(i) = self { op.inherent(*i) } else { None }
    }

    /// The region, or those of a variadic group.
    pub fn regions<'a>(&self, op: OpRef<'a>) -> Vec<RegionRef<'a>> {
        let (Arg::Regions(i), Some(def)) = (self, op.def()) else { return Vec::new() };
        let n = if def.regions.get(*i).is_some_and(|r| r.variadic) { usize::MAX } else { 1 };
        op.regions().skip(*i).take(n).collect()
    }

    /// The successor, or those of a variadic group.
    pub fn successors(&self, op: OpRef<'_>) -> Vec<BlockId> {
        let (Arg::Successors(i), Some(def)) = (self, op.def()) else { return Vec::new() };
        let n = if def.successors.get(*i).is_some_and(|s| s.variadic) { usize::MAX } else { 1 };
        op.body.successors(op.id).iter().copied().skip(*i).take(n).collect()
    }

    /// The string.
    pub fn text(&self) -> &str {
        if let Arg::Text(text) = self { text } else { "" }
    }
}

/// The arguments of a directive while parsing: to be set, or looked at where they are `ref`s.
pub struct DirectiveArgs<'d> {
    pub(super) args: &'d [Arg],
    pub(super) values: &'d mut State,
    /// The operation being read; regions go here by [`OpParser::parse_region`].
    pub state: &'d mut OpState,
}

impl DirectiveArgs<'_> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.args.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.args.is_empty()
    }

    /// The string that argument `i` is.
    pub fn text(&self, i: usize) -> &str {
        self.args.get(i).map_or("", Arg::text)
    }

    /// Sets the values of operand group `i`.
    pub fn set_operands(&mut self, i: usize, operands: Vec<Operand>) {
        if let Some(Arg::Operands(slot)) = self.args.get(i) {
            self.values.operands[*slot] = operands.into();
        }
    }

    /// The values of operand group `i`.
    pub fn operands(&self, i: usize) -> &[Operand] {
        match self.args.get(i) {
            Some(Arg::Operands(slot)) => &self.values.operands[*slot],
            _ => &[],
        }
    }

    /// Sets the types of argument `i`.
    pub fn set_types(&mut self, i: usize, types: Vec<Type>) {
        match self.args.get(i) {
            Some(Arg::OperandTypes(slot)) => self.values.operand_types[*slot] = Some(types.into()),
            Some(Arg::ResultTypes(slot)) => self.values.result_types[*slot] = Some(types.into()),
            _ => {}
        }
    }

    /// The types of argument `i`, where they were read already.
    pub fn types(&self, i: usize) -> &[Type] {
        let known = match self.args.get(i) {
            Some(Arg::OperandTypes(slot)) => self.values.operand_types[*slot].as_deref(),
            Some(Arg::ResultTypes(slot)) => self.values.result_types[*slot].as_deref(),
            _ => None,
        };
        known.unwrap_or(&[])
    }

    /// Sets attribute argument `i`.
    pub fn set_attr(&mut self, i: usize, attr: Attr) {
        if let Some(Arg::Attr(slot)) = self.args.get(i) {
            self.state.inherent[*slot] = attr;
        }
    }

    /// Attribute argument `i`, where it was read already.
    pub fn attr(&self, i: usize) -> Option<Attr> {
        match self.args.get(i) {
            Some(Arg::Attr(slot)) => self.state.inherent[*slot].get(),
            _ => None,
        }
    }

    /// Appends a block to successor argument `i`.
    pub fn add_successor(&mut self, i: usize, block: BlockId) {
        if let Some(Arg::Successors(slot)) = self.args.get(i) {
            self.values.successors.push((*slot, block));
        }
    }

    /// Reads a region as (one more) region of argument `i`.
    pub fn parse_region(&mut self, p: &mut OpParser<'_>, i: usize) -> Result<(), Reported> {
        let Some(Arg::Regions(slot)) = self.args.get(i) else { return Ok(()) };
        self.values.regions.push(*slot);
        parse_region(p, self.state)
    }
}

/// Reads a region and ends it as the operation wants it.
pub(super) fn parse_region(p: &mut OpParser<'_>, op: &mut OpState) -> Result<(), Reported> {
    p.parse_region(op, &[])?;
    let info = p.cx.op_info(op.name);
    if let Some(end) = info.and_then(|i| i.interface::<ImplicitTerminator>()) {
        p.ensure_terminator(op, end.0);
    } else if info.is_some_and(|i| i.def.has(Traits::SINGLE_BLOCK)) {
        p.ensure_block(op);
    }
    Ok(())
}

/// Finds a directive among those attached to the operation, then among the common ones.
pub(super) fn find_directive(info: &OpInfo, name: &str) -> Option<&'static Directive> {
    let attached = info.interface::<Directives>().map_or(&[][..], |d| d.0);
    attached.iter().chain(COMMON).find(|d| d.name == name)
}

static COMMON: &[Directive] = &[Directive {
    name: "DynamicIndexList",
    attrs: &[],
    parse: parse_index_list,
    print: print_index_list,
}];

fn index_list_delim(text: &str) -> Delim {
    match text.rsplit(':').next() {
        Some("Paren") => Delim::Paren,
        Some("Braces") => Delim::Brace,
        Some("LessGreater") => Delim::Angle,
        _ => Delim::Square,
    }
}

/// `[%a, 4, %b]`: values for the dynamic entries of a static list.
fn parse_index_list(p: &mut OpParser<'_>, args: &mut DirectiveArgs<'_>) -> Result<(), Reported> {
    let delim = index_list_delim(args.text(3));
    let (mut values, mut fixed) = (Vec::new(), Vec::new());
    p.comma(delim, |p| {
        match p.parse_optional_operand()? {
            Some(value) => {
                values.push(value);
                fixed.push(DYNAMIC);
            }
            None => fixed.push(p.parse_integer()?),
        }
        Ok(())
    })?;
    args.set_operands(0, values);
    args.set_attr(1, p.cx.i64_array(&fixed));
    Ok(())
}

fn print_index_list(p: &mut OpPrinter<'_>, op: OpRef<'_>, args: &[Arg]) {
    let mut values = args.first().map_or(Vec::new(), |a| a.values(op)).into_iter();
    let fixed = args.get(1).and_then(|a| a.attr(op)).and_then(|a| a.as_ints(p.cx));
    let delim = index_list_delim(args.get(3).map_or("", Arg::text));
    let (open, close) = match delim {
        Delim::Paren => ("(", ")"),
        Delim::Brace => ("{", "}"),
        Delim::Angle => ("<", ">"),
        _ => ("[", "]"),
    };
    p.text(open);
    p.list(fixed.unwrap_or_default(), |p, entry| match entry {
        DYNAMIC => match values.next() {
            Some(value) => p.print_value(op.body, value),
            None => p.text("<<missing operand>>"),
        },
        entry => p.int(entry),
    });
    p.text(close);
}

/// Whether an optional group that starts with this attribute is there.
pub(super) fn starts_elements(kind: Tok, text: &str) -> bool {
    match kind {
        Tok::At
        | Tok::Hash
        | Tok::Bang
        | Tok::Int
        | Tok::Float
        | Tok::Str
        | Tok::Minus
        | Tok::LBrace
        | Tok::LSquare => true,
        Tok::Bare => matches!(
            text,
            "affine_map"
                | "affine_set"
                | "dense"
                | "dense_resource"
                | "distinct"
                | "false"
                | "true"
                | "loc"
                | "sparse"
                | "array"
                | "strided"
                | "unit"
        ),
        _ => false,
    }
}

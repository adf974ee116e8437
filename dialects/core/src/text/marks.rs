//! Marks: where in a text the parser met what, for tools that show the text (editors).
//!
//! A flat list in the order of reading. Operations and regions are brackets in it, also where the
//! text is wrong, so that a tool finds scopes without a parser of its own.

use crate::body::Body;
use crate::def::{AttrTypeDef, TypeDef};
use crate::entity::{OpId, OpName, ValueId};

/// Something in the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    /// Offset of its first byte.
    pub start: u32,
    /// Offset after its last byte.
    pub end: u32,
    /// What it is.
    pub kind: MarkKind,
}

/// What a [`Mark`] is on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MarkKind {
    /// An operation begins, nested this deep.
    OpStart {
        /// Nesting of regions, types and attributes.
        depth: u32,
    },
    /// The operation's name, quotes included.
    OpName(OpName),
    /// The operation that was made of the text; absent where the text is wrong.
    OpMade {
        /// [`Body::id`] of the body it stands in.
        body: u64,
        /// The operation.
        op: OpId,
    },
    /// The operation ends; what could not be read belongs to it.
    OpEnd,
    /// A region begins; the mark is on its brace.
    RegionStart {
        /// Whether values from outside are not seen in it.
        isolated: bool,
    },
    /// A region ends; the mark is on its brace.
    RegionEnd,
    /// A name of a value at its definition. Arguments of blocks are uses at the same place, too.
    ValueDef {
        /// [`Body::id`] of the body that has the values.
        body: u64,
        /// The first value that it names.
        first: ValueId,
        /// How many it names; 0 for results of an operation that could not be read.
        n: u32,
    },
    /// A name of a value, `#number` left out.
    ValueUse {
        /// The number behind `#`, else 0.
        number: u32,
    },
    /// A block's label.
    BlockDef,
    /// A block's name as a successor.
    BlockUse,
    /// A symbol, defined or referred to.
    Symbol,
    /// A name in a dictionary of attributes.
    Key {
        /// As in [`MarkKind::OpStart`]: equal to it for the operation's own attributes.
        depth: u32,
    },
    /// An alias where it is defined.
    AliasDef,
    /// An alias where it is used.
    AliasUse,
    /// The name of a dialect's type.
    TypeName(&'static TypeDef),
    /// The name of a dialect's attribute.
    AttrName(&'static AttrTypeDef),
}

/// A text that was read with marks.
pub struct Marked {
    /// Everything that could be read, always in a module of its own; whether it is all there the
    /// diagnostics say. Operations are where they stand in the text, whatever their `loc(..)` says.
    pub body: Body,
    /// What stands where.
    pub marks: Vec<Mark>,
}

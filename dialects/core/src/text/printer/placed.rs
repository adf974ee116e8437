//! Text that knows where its operations stand: what viewers and editors point into.

use super::{OpPrinter, PrintOptions};
use crate::body::{Body, Provenance};
use crate::entity::{Loc, OpId, OpName};
use crate::view::{OpRef, RegionRef};

/// A text with the places of its operations.
pub struct PlacedText {
    /// The text, without a newline at its end.
    pub text: String,
    /// One for each operation in the text; one that holds others stands before them.
    pub places: Vec<PlacedOp>,
}

/// The place of an operation in a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PlacedOp {
    /// [`Body::id`] of the body that the operation stands in.
    pub body: u64,
    /// The operation.
    pub op: OpId,
    /// Its name.
    pub name: OpName,
    /// Where it comes from.
    pub loc: Loc,
    /// Its first byte in the text.
    pub start: u32,
    /// The byte behind its last one.
    pub end: u32,
    /// What made it, if track is kept. Its origin is what the pass found: of patterns of one pass
    /// that built on each other, the first one's.
    pub made: Option<Provenance>,
}

/// What a printer notes for [`print_placed`].
pub(super) struct Places {
    found: Vec<PlacedOp>,
    /// The body of the outermost operation; never dereferenced.
    top: *const Body,
}

/// One operation as text, with the place of every operation in it.
///
/// # Semantics
/// Values without a name are numbered by their handle: a value keeps its number when others come
/// and go. Operations inside that define a symbol and have a body of their own, such as the
/// functions of a module, stand with `{..}` in place of their regions: they have a text of their
/// own.
pub fn print_placed(op: OpRef<'_>, options: &PrintOptions) -> PlacedText {
    let mut printer = OpPrinter::new(op.cx, *options);
    let (home, id) = op.body.home(op.id);
    printer.places = Some(Places { found: Vec::new(), top: home });
    printer.default_dialects.push("builtin");
    printer.print_op(OpRef::new(op.cx, home, id));
    let places = printer.places.take().map_or(Vec::new(), |m| m.found);
    PlacedText { text: printer.out, places }
}

impl OpPrinter<'_> {
    /// Notes that an operation begins here; gives the position of its place.
    #[inline]
    pub(super) fn open_place(&mut self, op: OpRef<'_>) -> Option<usize> {
        let start = self.out.len() as u32;
        let places = self.places.as_mut()?;
        let (body, name, loc, made) = (op.body.id(), op.name(), op.loc(), made(op));
        places.found.push(PlacedOp { body, op: op.id, name, loc, start, end: start, made });
        Some(places.found.len() - 1)
    }

    /// Notes that an operation ends here.
    #[inline]
    pub(super) fn close_place(&mut self, place: Option<usize>) {
        let end = self.out.len() as u32;
        if let (Some(i), Some(places)) = (place, self.places.as_mut()) {
            places.found[i].end = end;
        }
    }

    /// Whether a region is left to a text of its own.
    pub(super) fn stands_elsewhere(&self, region: RegionRef<'_>) -> bool {
        let other = |m: &Places| !std::ptr::eq(m.top, region.body);
        self.places.as_ref().is_some_and(other) && region.body.root(self.cx).symbol().is_some()
    }
}

fn made(op: OpRef<'_>) -> Option<Provenance> {
    let mut made = op.body.provenance(op.id)?;
    let earlier = |from| op.body.provenance_of_origin(&from);
    while let Some(by) = made.from.and_then(earlier).filter(|by| by.pass == made.pass) {
        if by.from.is_none() {
            break;
        }
        made.from = by.from;
    }
    Some(made)
}

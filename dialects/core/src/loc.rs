//! Source locations.

use crate::context::Context;
use crate::entity::{Attr, Loc, Sym};

/// What a [`Loc`] is.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum LocKind {
    /// `unknown`
    Unknown,
    /// `"file":line:column to line:column`; lines and columns count from 1.
    File {
        /// File name as given.
        file: Sym,
        /// First line.
        line: u32,
        /// First column, in bytes.
        col: u32,
        /// Last line; equals `line` when the location is a point.
        end_line: u32,
        /// Column after the last byte; equals `col` when the location is a point.
        end_col: u32,
    },
    /// `"name"(child)`: an ONNX node, a variable.
    Name {
        /// The name.
        name: Sym,
        /// Where it is, or [`Loc::UNKNOWN`].
        child: Loc,
    },
    /// `callsite(callee at caller)`
    CallSite {
        /// The inlined location.
        callee: Loc,
        /// Where it was called from.
        caller: Loc,
    },
    /// `fused<metadata>[locs]`
    Fused {
        /// The locations.
        locs: Box<[Loc]>,
        /// Metadata, or [`Attr::NONE`].
        metadata: Attr,
    },
}

impl Loc {
    /// `loc(unknown)`, the same handle in every context.
    pub const UNKNOWN: Loc = Loc(0);

    /// What this location is.
    pub fn kind(self, cx: &Context) -> &LocKind {
        cx.loc_kind(self)
    }

    /// The file, line and column this location leads to, if any.
    pub fn file_line_col(self, cx: &Context) -> Option<(Sym, u32, u32)> {
        match self.kind(cx) {
            LocKind::Unknown => None,
            LocKind::File { file, line, col, .. } => Some((*file, *line, *col)),
            LocKind::Name { child, .. } => child.file_line_col(cx),
            LocKind::CallSite { callee, .. } => callee.file_line_col(cx),
            LocKind::Fused { locs, .. } => locs.iter().find_map(|l| l.file_line_col(cx)),
        }
    }

    /// The names (of ONNX nodes, say) in this location, in order.
    pub fn names(self, cx: &Context) -> Vec<Sym> {
        match self.kind(cx) {
            LocKind::Name { name, .. } => vec![*name],
            LocKind::CallSite { callee, .. } => callee.names(cx),
            LocKind::Fused { locs, .. } => locs.iter().flat_map(|l| l.names(cx)).collect(),
            LocKind::Unknown | LocKind::File { .. } => Vec::new(),
        }
    }
}

/// Shorthands for making locations.
impl Context {
    /// `"file":line:col`
    pub fn file_loc(&self, file: Sym, line: u32, col: u32) -> Loc {
        self.loc(LocKind::File { file, line, col, end_line: line, end_col: col })
    }

    /// `"name"`
    pub fn name_loc(&self, name: &str) -> Loc {
        self.loc(LocKind::Name { name: self.sym(name), child: Loc::UNKNOWN })
    }

    /// `fused[locs]`, flattened, without duplicates and unknowns; the one left if there is one.
    pub fn fused_loc(&self, locs: &[Loc]) -> Loc {
        let mut flat: Vec<Loc> = Vec::new();
        for &loc in locs {
            let parts = match loc.kind(self) {
                LocKind::Fused { locs, metadata } if metadata.is_none() => locs.to_vec(),
                LocKind::Unknown => Vec::new(),
                _ => vec![loc],
            };
            for part in parts {
                if !flat.contains(&part) {
                    flat.push(part);
                }
            }
        }
        match flat.as_slice() {
            [] => Loc::UNKNOWN,
            [one] => *one,
            _ => self.loc(LocKind::Fused { locs: flat.into(), metadata: Attr::NONE }),
        }
    }
}

//! Locations, and the names of values in them.

use mlir_sys::*;
use terrace_ir::{Attr, Loc, LocKind, Sym};

use crate::attrs::Foreign;
use crate::raw::{bytes, c, count, text};
use crate::{Bridge, Unknown};

/// Begins the name of a location that holds the names of values.
const NAMES: &str = "terrace.names:";
/// Stands between them; no name has it.
const BETWEEN: char = ',';

impl Bridge<'_> {
    /// A location with the names of what is defined there; without, if nothing has one.
    pub(crate) fn export_named_loc(
        &mut self,
        loc: Loc,
        names: &[Option<Sym>],
    ) -> Result<MlirLocation, Foreign> {
        let plain = self.export_loc(loc)?;
        if names.iter().all(Option::is_none) {
            return Ok(plain);
        }
        let mut packed = String::from(NAMES);
        for (i, name) in names.iter().enumerate() {
            packed.extend((i > 0).then_some(BETWEEN));
            packed.push_str(name.map_or("", |n| self.cx.str(n)));
        }
        Ok(c!(mlirLocationNameGet(self.owner.0, text(&packed), plain)))
    }

    pub(crate) fn export_loc(&mut self, loc: Loc) -> Result<MlirLocation, Foreign> {
        if let Some(known) = self.table.locs.theirs(loc) {
            return Ok(known);
        }
        let cx = self.owner.0;
        let theirs = match loc.kind(self.cx) {
            LocKind::Unknown => c!(mlirLocationUnknownGet(cx)),
            &LocKind::File { file, line, col, end_line, end_col } => {
                let file = text(self.cx.str(file));
                c!(mlirLocationFileLineColRangeGet(cx, file, line, col, end_line, end_col))
            }
            &LocKind::Name { name, child } => {
                let child = self.export_loc(child)?;
                c!(mlirLocationNameGet(cx, text(self.cx.str(name)), child))
            }
            &LocKind::CallSite { callee, caller } => {
                let (callee, caller) = (self.export_loc(callee)?, self.export_loc(caller)?);
                c!(mlirLocationCallSiteGet(callee, caller))
            }
            LocKind::Fused { locs, metadata } => {
                let parts: Vec<_> =
                    locs.iter().map(|&l| self.export_loc(l)).collect::<Result<_, _>>()?;
                let metadata = self.export_optional(*metadata)?;
                c!(mlirLocationFusedGet(cx, count(parts.len()), parts.as_ptr(), metadata))
            }
        };
        self.table.locs.add(loc, theirs);
        Ok(theirs)
    }

    /// A location, and the names of values that it held.
    pub(crate) fn import_named_loc(&mut self, loc: MlirLocation) -> (Loc, Vec<Sym>) {
        let names = match packed_names(loc) {
            Some(packed) => packed.split(BETWEEN).map(|n| self.name(n)).collect(),
            None => Vec::new(),
        };
        (self.import_loc(loc), names)
    }

    fn name(&self, name: &str) -> Sym {
        if name.is_empty() { Sym::NONE } else { self.cx.sym(name) }
    }

    pub(crate) fn import_loc(&mut self, loc: MlirLocation) -> Loc {
        if let Some(known) = self.table.locs.ours(loc) {
            return known;
        }
        let ours = if packed_names(loc).is_some() {
            self.import_loc(c!(mlirLocationNameGetChildLoc(loc)))
        } else {
            let kind = self.import_loc_kind(loc);
            self.cx.loc(kind)
        };
        // Not the other way: a location without names must not get some.
        self.table.locs.remember(ours, loc);
        ours
    }

    fn import_loc_kind(&mut self, loc: MlirLocation) -> LocKind {
        if c!(mlirLocationIsAFileLineColRange(loc)) {
            let file = c!(mlirIdentifierStr(mlirLocationFileLineColRangeGetFilename(loc)));
            LocKind::File {
                file: self.sym(file),
                line: c!(mlirLocationFileLineColRangeGetStartLine(loc)) as u32,
                col: c!(mlirLocationFileLineColRangeGetStartColumn(loc)) as u32,
                end_line: c!(mlirLocationFileLineColRangeGetEndLine(loc)) as u32,
                end_col: c!(mlirLocationFileLineColRangeGetEndColumn(loc)) as u32,
            }
        } else if c!(mlirLocationIsAName(loc)) {
            let name = self.sym(c!(mlirIdentifierStr(mlirLocationNameGetName(loc))));
            LocKind::Name { name, child: self.import_loc(c!(mlirLocationNameGetChildLoc(loc))) }
        } else if c!(mlirLocationIsACallSite(loc)) {
            let callee = self.import_loc(c!(mlirLocationCallSiteGetCallee(loc)));
            let caller = self.import_loc(c!(mlirLocationCallSiteGetCaller(loc)));
            LocKind::CallSite { callee, caller }
        } else if c!(mlirLocationIsAFused(loc)) {
            let n = c!(mlirLocationFusedGetNumLocations(loc)) as usize;
            let mut parts = vec![MlirLocation { ptr: std::ptr::null() }; n];
            c!(mlirLocationFusedGetLocations(loc, parts.as_mut_ptr()));
            let locs = parts.into_iter().map(|l| self.import_loc(l)).collect();
            let metadata = c!(mlirLocationFusedGetMetadata(loc));
            // What a location says besides the place may be of a dialect that is not known here.
            let metadata = self.import_optional(metadata, Unknown::Keep).unwrap_or(Attr::NONE);
            LocKind::Fused { locs, metadata }
        } else {
            LocKind::Unknown
        }
    }

    pub(crate) fn sym(&self, text: MlirStringRef) -> Sym {
        self.cx.sym(&String::from_utf8_lossy(bytes(text)))
    }
}

fn packed_names<'a>(loc: MlirLocation) -> Option<&'a str> {
    if !c!(mlirLocationIsAName(loc)) {
        return None;
    }
    let name = c!(mlirIdentifierStr(mlirLocationNameGetName(loc)));
    std::str::from_utf8(bytes(name)).ok()?.strip_prefix(NAMES)
}

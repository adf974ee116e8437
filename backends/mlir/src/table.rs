//! What of ours is what of theirs: types, attributes and locations that crossed the bridge.

use mlir_sys::*;
use rustc_hash::FxHashMap;
use terrace_ir::{Attr, Loc, Type};

/// Both directions. What went over and comes back unchanged is found here, so it is the same thing
/// again, `distinct` attributes and NaNs included, and costs one look-up.
#[derive(Default)]
pub(crate) struct Table {
    pub types: Pairs<Type, MlirType>,
    pub attrs: Pairs<Attr, MlirAttribute>,
    pub locs: Pairs<Loc, MlirLocation>,
}

/// A handle of theirs: an address that stands for the thing.
pub(crate) trait Handle: Copy {
    fn address(self) -> usize;
}

impl Handle for MlirType {
    fn address(self) -> usize {
        self.ptr as usize
    }
}

impl Handle for MlirAttribute {
    fn address(self) -> usize {
        self.ptr as usize
    }
}

impl Handle for MlirLocation {
    fn address(self) -> usize {
        self.ptr as usize
    }
}

/// Things of one kind.
pub(crate) struct Pairs<O, T> {
    theirs: FxHashMap<O, T>,
    ours: FxHashMap<usize, O>,
}

impl<O, T> Default for Pairs<O, T> {
    fn default() -> Self {
        Pairs { theirs: FxHashMap::default(), ours: FxHashMap::default() }
    }
}

impl<O: Copy + Eq + std::hash::Hash, T: Handle> Pairs<O, T> {
    pub fn theirs(&self, ours: O) -> Option<T> {
        self.theirs.get(&ours).copied()
    }

    pub fn ours(&self, theirs: T) -> Option<O> {
        self.ours.get(&theirs.address()).copied()
    }

    /// The first of ours that theirs stands for is what it becomes again.
    pub fn add(&mut self, ours: O, theirs: T) {
        self.theirs.entry(ours).or_insert(theirs);
        self.remember(ours, theirs);
    }

    /// Adds the way back alone.
    pub fn remember(&mut self, ours: O, theirs: T) {
        self.ours.entry(theirs.address()).or_insert(ours);
    }
}

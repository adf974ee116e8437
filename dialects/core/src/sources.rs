//! Places in sources: an offset is a location, without an entry of its own for each.
//!
//! Every source a parser reads gets a range of the location numbers, one per byte. Lines and
//! columns are worked out where somebody asks, from where the lines start.

use std::sync::{Mutex, MutexGuard};

use rustc_hash::FxHashMap;

use crate::entity::{Loc, Sym};
use crate::loc::LocKind;

/// Set in the handles of locations that are places in sources.
const PLACE: u32 = 1 << 31;

/// All sources of a context.
#[derive(Default)]
pub(crate) struct Sources {
    list: boxcar::Vec<Source>,
    files: Mutex<FxHashMap<Sym, File>>,
}

struct Source {
    file: Sym,
    /// The number of its first byte.
    base: u32,
    /// One more than its length: its end is a place, too.
    n_places: u32,
    /// Offsets of the first byte of each line.
    lines: Box<[u32]>,
}

/// How the places of a file of this name are represented: equal ones must have equal handles.
#[derive(Clone, Copy)]
enum File {
    /// As entries of their own: some were before a source of this name was read.
    Interned,
    /// As places in the source at this position of the list, entries being left for what lies
    /// outside of it.
    Source(usize),
}

impl Source {
    /// The handle of a place, if it is in this source.
    fn place(&self, line: u32, col: u32) -> Option<Loc> {
        let at = line.checked_sub(1)? as usize;
        let start = *self.lines.get(at)?;
        let end = self.lines.get(at + 1).copied().unwrap_or(self.n_places);
        let offset = start.checked_add(col.checked_sub(1)?)?;
        (offset < end).then_some(Loc(PLACE | (self.base + offset)))
    }

    fn kind(&self, offset: u32) -> LocKind {
        let line = self.lines.partition_point(|&start| start <= offset);
        let start = self.lines.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        let (line, col) = (line as u32, offset - start + 1);
        LocKind::File { file: self.file, line, col, end_line: line, end_col: col }
    }
}

impl Sources {
    fn files(&self) -> MutexGuard<'_, FxHashMap<Sym, File>> {
        self.files.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Makes the places of a source known. Gives the number of its first byte; `None` when its
    /// places must be entries: the file name was used for something else, or there are no numbers
    /// left.
    pub fn add(&self, file: Sym, text: &str) -> Option<u32> {
        let n_places = u32::try_from(text.len()).ok()?.checked_add(1)?;
        let mut files = self.files();
        match files.get(&file) {
            Some(File::Interned) => return None,
            Some(&File::Source(at)) => {
                let known = self.list.get(at)?;
                let same = known.n_places == n_places && *known.lines == *line_starts(text);
                return same.then_some(known.base);
            }
            None => {}
        }
        // Sources are added under the lock, so the last one of the list is the last one made.
        let last = self.list.count().checked_sub(1).and_then(|i| self.list.get(i));
        let base = last.map_or(0, |s| s.base + s.n_places);
        base.checked_add(n_places).filter(|end| *end < PLACE)?;
        let lines = line_starts(text).into();
        let at = self.list.push(Source { file, base, n_places, lines });
        files.insert(file, File::Source(at));
        Some(base)
    }

    /// The place of a line and column, where they are in a source that was added; else they are to
    /// be an entry.
    pub fn find(&self, file: Sym, line: u32, col: u32) -> Option<Loc> {
        match *self.files().entry(file).or_insert(File::Interned) {
            File::Interned => None,
            File::Source(at) => self.list.get(at)?.place(line, col),
        }
    }

    /// What a handle is, if it is a place in a source.
    #[inline]
    pub fn kind(&self, loc: Loc) -> Option<LocKind> {
        if loc.0 & PLACE == 0 || loc.is_none() {
            return None;
        }
        let number = loc.0 & !PLACE;
        let (mut low, mut high) = (0, self.list.count());
        while high - low > 1 {
            let middle = low.midpoint(high);
            let begins_before = self.list.get(middle).is_some_and(|s| s.base <= number);
            (low, high) = if begins_before { (middle, high) } else { (low, middle) };
        }
        self.list.get(low).map(|s| s.kind(number - s.base))
    }
}

/// The handle of the place `offset` bytes into the source whose first byte has this number.
#[inline]
pub(crate) fn place(base: u32, offset: u32) -> Loc {
    Loc(PLACE | (base + offset))
}

/// Offsets of the first byte of each line.
pub(crate) fn line_starts(text: &str) -> Vec<u32> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len() as u32;
        if line.ends_with('\n') {
            starts.push(at);
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use crate::Context;

    #[test]
    fn places_and_entries_are_one_handle_each() {
        let cx = Context::new();
        let (a, b) = (cx.sym("a"), cx.sym("b"));
        let early = cx.file_loc(b, 1, 2);
        let base = cx.sources.add(a, "one\ntwo\n").expect("a new file has places");
        assert_eq!(cx.sources.add(a, "six\nten\n"), Some(base), "the same lines");
        assert_eq!(cx.sources.add(a, "other"), None);
        assert_eq!(cx.sources.add(b, "one\n"), None, "`b` has entries");
        assert_eq!(early, cx.file_loc(b, 1, 2));
        for (offset, line, col) in [(0, 1, 1), (3, 1, 4), (4, 2, 1), (8, 3, 1)] {
            let loc = super::place(base, offset);
            assert_eq!(loc, cx.file_loc(a, line, col));
            assert_eq!(loc.file_line_col(&cx), Some((a, line, col)));
        }
        for (line, col) in [(1, 5), (3, 2), (4, 1), (0, 1), (1, 0), (u32::MAX, u32::MAX)] {
            let loc = cx.file_loc(a, line, col);
            assert_eq!(loc.file_line_col(&cx), Some((a, line, col)));
            assert_eq!(loc, cx.file_loc(a, line, col));
        }
        let c = cx.sym("c");
        let second = cx.sources.add(c, "").expect("a new file has places");
        assert_eq!(super::place(second, 0).file_line_col(&cx), Some((c, 1, 1)));
        assert_ne!(super::place(second, 0), cx.file_loc(a, 3, 1));
    }
}

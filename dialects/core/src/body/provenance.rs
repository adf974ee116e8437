//! Provenance: which pass and pattern made an operation, and from what.
//!
//! Handles of operations only grow, so no operation has to carry anything: a body that keeps track
//! has a list of runs, each a first handle and a record of what made the operations from there on.
//! That is 8 bytes a run and 20 bytes a record, and as many of both as there were rewrites that
//! made something. A body that keeps no track pays for one empty pointer.

use super::*;
use crate::loc::LocKind;

/// What made an operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Provenance {
    /// The pass.
    pub pass: &'static str,
    /// The pattern, or what else a driver did (`fold`), where one is known.
    pub pattern: Option<&'static str>,
    /// What it was made from, where that is known.
    pub from: Option<Origin>,
}

/// An operation that another one was made from, as it was then; it need not exist any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Origin {
    /// Its name.
    pub name: OpName,
    /// Where it came from.
    pub loc: Loc,
    record: u32,
}

/// The record of operations that were there from the start.
const SOURCE: u32 = 0;
/// The name of a pattern, or the origin, that is not known.
const NOTHING: u16 = u16::MAX;

#[derive(Clone, Copy)]
struct Record {
    pass: u16,
    pattern: u16,
    from: OpName,
    loc: Loc,
    /// What made the origin; earlier in the list.
    earlier: u32,
}

/// What a body knows about where its operations come from.
#[derive(Clone)]
pub(super) struct Trace {
    /// Passes and patterns, by number.
    names: Vec<&'static str>,
    records: Vec<Record>,
    /// First handle and record, ascending.
    runs: Vec<(u32, u32)>,
    pass: u16,
    pattern: u16,
}

impl Trace {
    fn new() -> Trace {
        let source = Record {
            pass: NOTHING,
            pattern: NOTHING,
            from: OpName::NONE,
            loc: Loc::UNKNOWN,
            earlier: SOURCE,
        };
        let (names, records, runs) = (Vec::new(), vec![source], vec![(0, SOURCE)]);
        Trace { names, records, runs, pass: NOTHING, pattern: NOTHING }
    }

    fn name(&mut self, name: &'static str) -> u16 {
        let known = self.names.iter().position(|n| std::ptr::eq(*n, name) || *n == name);
        let at = known.unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        });
        // More names than that there are not; one too many is left out.
        u16::try_from(at).unwrap_or(NOTHING)
    }

    fn text(&self, name: u16) -> Option<&'static str> {
        self.names.get(name as usize).copied()
    }

    /// The record of the operation with this handle.
    fn record_of(&self, op: OpId) -> u32 {
        let after = self.runs.partition_point(|&(first, _)| first <= op.0);
        self.runs[after.saturating_sub(1)].1
    }

    /// What is made from handle `next` on was made by the present pass and pattern from this.
    fn begin(&mut self, next: u32, (from, loc, earlier): (OpName, Loc, u32)) {
        let record = Record { pass: self.pass, pattern: self.pattern, from, loc, earlier };
        let unused = self.runs.last().filter(|run| run.0 == next && run.1 != SOURCE);
        match unused.map(|run| run.1 as usize) {
            // The run before made nothing.
            Some(at) if at + 1 == self.records.len() => self.records[at] = record,
            Some(_) => {
                self.runs.pop();
                self.push_run(next, record);
            }
            None => self.push_run(next, record),
        }
    }

    fn push_run(&mut self, next: u32, record: Record) {
        self.runs.push((next, self.records.len() as u32));
        self.records.push(record);
    }

    /// Takes a record over from another body, with those before it.
    fn import(&mut self, other: &Trace, record: u32) -> u32 {
        if record == SOURCE {
            return SOURCE;
        }
        let Record { pass, pattern, earlier, .. } = other.records[record as usize];
        let earlier = self.import(other, earlier);
        let mut own = |name: u16| other.text(name).map_or(NOTHING, |n| self.name(n));
        let (pass, pattern) = (own(pass), own(pattern));
        self.records.push(Record { pass, pattern, earlier, ..other.records[record as usize] });
        self.records.len() as u32 - 1
    }

    fn show(&self, record: u32) -> Option<Provenance> {
        let Record { pass, pattern, from, loc, earlier } = self.records[record as usize];
        let from = from.get().map(|name| Origin { name, loc, record: earlier });
        Some(Provenance { pass: self.text(pass)?, pattern: self.text(pattern), from })
    }
}

/// Provenance.
impl Body {
    /// Keeps track from now on, in this body and in all below it; what is there now is the source.
    pub fn track_provenance(&mut self) {
        self.trace.get_or_insert_with(|| Box::new(Trace::new()));
        self.children_mut().for_each(Body::track_provenance);
    }

    /// Whether this body keeps track.
    #[inline]
    pub fn tracks_provenance(&self) -> bool {
        self.trace.is_some()
    }

    /// What made an operation of this body; `None` for one of the source, and when no track is
    /// kept. What made an isolated operation is asked of the body that it stands in.
    pub fn provenance(&self, op: OpId) -> Option<Provenance> {
        let trace = self.trace.as_deref()?;
        trace.show(trace.record_of(op))
    }

    /// What made the operation that another one of this body was made from.
    pub fn provenance_of_origin(&self, origin: &Origin) -> Option<Provenance> {
        self.trace.as_deref()?.show(origin.record)
    }

    /// What made an operation, what made what that was made from, and so on to the source.
    pub fn history(&self, op: OpId) -> Vec<Provenance> {
        let earlier = |p: &Provenance| self.provenance_of_origin(p.from.as_ref()?);
        std::iter::successors(self.provenance(op), earlier).collect()
    }

    /// The pattern, or other change of a driver, that is at work in this body now, or was when the
    /// driver failed or panicked.
    pub fn at_work(&self) -> Option<Provenance> {
        let trace = self.trace.as_deref().filter(|t| t.pattern != NOTHING)?;
        trace.show(trace.runs.last()?.1)
    }

    /// From now on operations are made by this pass, in all bodies below, too.
    pub fn enter_pass(&mut self, pass: &'static str) {
        if let Some(trace) = self.trace.as_deref_mut() {
            trace.pass = trace.name(pass);
            self.making(None, None);
            self.children_mut().for_each(|c| c.enter_pass(pass));
        }
    }

    /// The pass has run: bodies that it made below this one keep track from now on.
    pub fn leave_pass(&mut self, pass: &'static str) {
        if !self.tracks_provenance() {
            return;
        }
        for child in self.children_mut() {
            if !child.tracks_provenance() {
                child.trace = Some(Box::new(Trace::new()));
                child.begin_anew(pass);
            }
            child.leave_pass(pass);
        }
    }

    /// Everything in this body was made by this pass.
    fn begin_anew(&mut self, pass: &'static str) {
        if let Some(trace) = self.trace.as_deref_mut() {
            (trace.pass, trace.pattern) = (trace.name(pass), NOTHING);
            trace.runs.clear();
            trace.begin(0, (OpName::NONE, Loc::UNKNOWN, SOURCE));
        }
    }

    /// From now on operations are made by this pattern from this operation of this body.
    #[inline]
    pub(crate) fn making(&mut self, pattern: Option<&'static str>, from: Option<OpId>) {
        if self.trace.is_some() {
            self.begin_run(Some(pattern), from);
        }
    }

    /// From now on operations are made from this one, unless a pattern says what from.
    #[inline]
    pub(crate) fn making_from(&mut self, from: OpId) {
        if self.trace.as_deref().is_some_and(|t| t.pattern == NOTHING) {
            self.begin_run(None, Some(from));
        }
    }

    fn begin_run(&mut self, pattern: Option<Option<&'static str>>, from: Option<OpId>) {
        let next = self.ops.len() as u32;
        let origin = from.map(|op| (self.name(op), self.loc(op)));
        let Some(trace) = self.trace.as_deref_mut() else { return };
        if let Some(pattern) = pattern {
            trace.pattern = pattern.map_or(NOTHING, |p| trace.name(p));
        }
        let (name, loc) = origin.unwrap_or((OpName::NONE, Loc::UNKNOWN));
        let earlier = from.map_or(SOURCE, |op| trace.record_of(op));
        trace.begin(next, (name, loc, earlier));
    }

    /// What is made next is a copy of an operation of another body.
    pub(crate) fn copying_from(&mut self, other: &Body, op: OpId) {
        let Some(theirs) = other.trace.as_deref() else { return };
        if self.trace.is_none() {
            self.trace = Some(Box::new(Trace::new()));
            if let Some(pass) = theirs.text(theirs.pass) {
                self.begin_anew(pass);
            }
        }
        let next = self.ops.len() as u32;
        let Some(trace) = self.trace.as_deref_mut() else { return };
        let earlier = trace.import(theirs, theirs.record_of(op));
        trace.begin(next, (other.name(op), other.loc(op), earlier));
    }
}

/// For text that says it.
impl Body {
    /// Puts what made each operation, here and below, into the metadata of its location.
    pub fn provenance_to_locs(&mut self, cx: &Context) {
        for op in self.ops_below(ROOT) {
            if let Some(made) = self.provenance(op) {
                let metadata = cx.str_attr(&made.describe(cx));
                let locs = Box::new([self.loc(op)]);
                self.set_loc(op, cx.loc(LocKind::Fused { locs, metadata }));
            }
        }
        self.children_mut().for_each(|child| child.provenance_to_locs(cx));
    }
}

impl Provenance {
    /// In words: ``pass `cse` (`pattern`) from `arith.addi` at f.mlir:3:5``.
    pub fn describe(&self, cx: &Context) -> String {
        let mut text = format!("pass `{}`", self.pass);
        if let Some(pattern) = self.pattern {
            text += &format!(" (`{pattern}`)");
        }
        if let Some(from) = self.from {
            text += &format!(" from `{}`", cx.op_name_str(from.name));
            if let Some((file, line, col)) = from.loc.file_line_col(cx) {
                text += &format!(" at {}:{line}:{col}", cx.str(file).escape_debug());
            }
        }
        text
    }
}

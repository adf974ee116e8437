//! Checked mode: races between iterations of parallel loops, and writes outside declared regions.
//!
//! A checked run executes parallel loops in order and keeps, for every byte touched inside one,
//! which iteration wrote and which read it last. A byte touched by two iterations of which one
//! wrote is a race, whatever order the iterations ran in. Accesses to buffers that the iteration
//! itself allocated are private and not logged.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::buffer::{Buffer, MemRef};
use super::frame::Frame;
use super::trap::{Reason, Trap};

const PAGE_BYTES: usize = 1024;
const NOBODY: u64 = u64::MAX;
const SEVERAL: u64 = u64::MAX - 1;

#[derive(Clone, Copy)]
struct Cell {
    writer: u64,
    reader: u64,
}

/// One parallel loop that is running.
struct Loop {
    iteration: u64,
    /// Buffers from this id on were made by the iteration.
    private_from: u64,
    pages: HashMap<(u64, usize), Box<[Cell; PAGE_BYTES]>>,
}

/// Where a block may read and write: bytes by buffer.
struct Fence {
    /// Buffers from this id on were made inside the block.
    private_from: u64,
    readable: HashSet<(u64, usize)>,
    writable: HashSet<(u64, usize)>,
}

impl Fence {
    fn check(&self, buffer: u64, at: usize, n: usize, writes: bool) -> Result<(), Trap> {
        if buffer >= self.private_from {
            return Ok(());
        }
        let allowed = if writes { &self.writable } else { &self.readable };
        match (at..at + n).find(|&byte| !allowed.contains(&(buffer, byte))) {
            Some(byte) => Err(Reason::OutsideRegion { byte }.into()),
            None => Ok(()),
        }
    }
}

/// What a checked run remembers.
#[derive(Default)]
pub(super) struct Checks {
    loops: Vec<Loop>,
    fences: Vec<Fence>,
    atomic: bool,
}

impl Checks {
    pub(super) fn read(&mut self, buffer: &Arc<Buffer>, at: usize, n: usize) -> Result<(), Trap> {
        for fence in &self.fences {
            fence.check(buffer.id(), at, n, false)?;
        }
        self.log(buffer.id(), at, n, false)
    }

    pub(super) fn write(&mut self, buffer: &Arc<Buffer>, at: usize, n: usize) -> Result<(), Trap> {
        for fence in &self.fences {
            fence.check(buffer.id(), at, n, true)?;
        }
        self.log(buffer.id(), at, n, true)
    }

    fn log(&mut self, buffer: u64, at: usize, n: usize, writes: bool) -> Result<(), Trap> {
        if self.atomic {
            return Ok(());
        }
        for running in &mut self.loops {
            if buffer >= running.private_from {
                continue;
            }
            for byte in at..at + n {
                running.touch(buffer, byte, writes)?;
            }
        }
        Ok(())
    }
}

impl Loop {
    fn touch(&mut self, buffer: u64, byte: usize, writes: bool) -> Result<(), Trap> {
        let fresh = || Box::new([Cell { writer: NOBODY, reader: NOBODY }; PAGE_BYTES]);
        let page = self.pages.entry((buffer, byte / PAGE_BYTES)).or_insert_with(fresh);
        let cell = &mut page[byte % PAGE_BYTES];
        let me = self.iteration;
        let other = |who: u64| who != NOBODY && who != me;
        if other(cell.writer) {
            return Err(Reason::Race { byte, first: cell.writer, second: me }.into());
        }
        if writes {
            if other(cell.reader) {
                let first = if cell.reader == SEVERAL { 0 } else { cell.reader };
                return Err(Reason::Race { byte, first, second: me }.into());
            }
            cell.writer = me;
        } else {
            cell.reader = if other(cell.reader) { SEVERAL } else { me };
        }
        Ok(())
    }
}

fn bytes_of(views: &[&MemRef]) -> Result<HashSet<(u64, usize)>, Trap> {
    let mut bytes = HashSet::new();
    for view in views {
        view.each_byte(&mut |byte| {
            bytes.extend((byte..byte + view.dtype.bytes()).map(|b| (view.buffer.id(), b)));
            Ok(())
        })?;
    }
    Ok(bytes)
}

/// Hooks of checked mode for operations with parallel iterations or declared regions. Outside
/// checked mode they do nothing.
impl Frame {
    /// A parallel loop starts; [`Frame::iteration`] before each of its iterations,
    /// [`Frame::end_parallel`] after the last.
    pub fn begin_parallel(&mut self) {
        if let Some(checks) = &mut self.checks {
            let pages = HashMap::new();
            checks.loops.push(Loop { iteration: 0, private_from: Buffer::next_id(), pages });
        }
    }

    /// Iteration number `i` of the innermost parallel loop starts.
    #[inline]
    pub fn iteration(&mut self, i: u64) {
        if let Some(running) = self.checks.as_mut().and_then(|c| c.loops.last_mut()) {
            running.iteration = i;
            running.private_from = Buffer::next_id();
        }
    }

    /// The innermost parallel loop ends.
    pub fn end_parallel(&mut self) {
        if let Some(checks) = &mut self.checks {
            checks.loops.pop();
        }
    }

    /// Until [`Frame::end_region`], reads and writes may touch only elements of these views and
    /// buffers made from now on.
    ///
    /// # Errors
    /// Traps when a view leaves its buffer.
    pub fn begin_region(&mut self, readable: &[&MemRef], writable: &[&MemRef]) -> Result<(), Trap> {
        let Some(checks) = &mut self.checks else { return Ok(()) };
        let (readable, writable) = (bytes_of(readable)?, bytes_of(writable)?);
        checks.fences.push(Fence { private_from: Buffer::next_id(), readable, writable });
        Ok(())
    }

    /// The innermost declared region ends.
    pub fn end_region(&mut self) {
        if let Some(checks) = &mut self.checks {
            checks.fences.pop();
        }
    }

    /// Accesses from `true` until `false` are atomic updates, which do not race.
    pub fn set_atomic(&mut self, on: bool) {
        if let Some(checks) = &mut self.checks {
            checks.atomic = on;
        }
    }
}

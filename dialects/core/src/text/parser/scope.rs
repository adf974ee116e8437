//! Names of values and blocks while parsing: one scope per body, forward references included.

use super::base::FxMap;
use super::deferred::Later;
use crate::body::Body;
use crate::entity::{BlockId, Type, ValueId};

/// A use of a value as written, before its type is known: `%name` or `%name#2`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Operand {
    /// Offset of the `%`.
    pub(super) at: u32,
    /// Length of the name with its `%`.
    pub(super) len: u32,
    /// The number after `#`, else 0.
    pub(super) number: u32,
}

impl Operand {
    /// Byte offset in the source, for messages.
    pub fn offset(self) -> u32 {
        self.at
    }
}

/// A name bound to `n` consecutive values; `n` is 0 for the results of an operation that could not
/// be parsed, whose uses are not complained about.
#[derive(Clone, Copy)]
pub(super) struct Named {
    pub first: ValueId,
    pub n: u32,
    pub at: u32,
}

/// The values that have names, by name with its `%`.
#[derive(Default)]
pub(super) struct ValueNames<'a> {
    /// Most names are numbers, and those count up: position `n` is for `%n`. Absent ones have
    /// [`ValueId::NONE`].
    numbered: Vec<Named>,
    others: FxMap<&'a str, Named>,
    len: usize,
}

const ABSENT: Named = Named { first: ValueId::NONE, n: 0, at: 0 };

/// The number that a name is, in its one spelling.
#[inline]
fn number_of(name: &str) -> Option<usize> {
    match name.as_bytes() {
        [b'%', b'0'] => Some(0),
        [b'%', first @ b'1'..=b'9', rest @ ..] if rest.len() < 9 => {
            rest.iter().try_fold(usize::from(first - b'0'), |n, b| {
                b.is_ascii_digit().then(|| 10 * n + usize::from(b - b'0'))
            })
        }
        _ => None,
    }
}

impl<'a> ValueNames<'a> {
    #[inline]
    pub fn get(&self, name: &str) -> Option<Named> {
        if let Some(named) = number_of(name).and_then(|n| self.numbered.get(n))
            && !named.first.is_none()
        {
            return Some(*named);
        }
        if self.others.is_empty() { None } else { self.others.get(name).copied() }
    }

    /// Adds a name that is not there yet.
    #[inline]
    fn insert(&mut self, name: &'a str, named: Named) {
        self.len += 1;
        // Numbers far beyond how many names there are would waste memory.
        match number_of(name).filter(|n| *n <= 2 * self.len + 64) {
            Some(n) => {
                if self.numbered.len() <= n {
                    self.numbered.resize(n + 1, ABSENT);
                }
                self.numbered[n] = named;
            }
            None => {
                self.others.insert(name, named);
            }
        }
    }

    fn remove(&mut self, name: &str) {
        self.len -= 1;
        match number_of(name).and_then(|n| self.numbered.get_mut(n)) {
            Some(named) if !named.first.is_none() => *named = ABSENT,
            _ => {
                self.others.remove(name);
            }
        }
    }

    pub fn clear(&mut self) {
        self.numbered.clear();
        self.others.clear();
        self.len = 0;
    }
}

/// A value used before its definition: stands for it until then.
#[derive(Clone, Copy)]
pub(super) struct Forward {
    pub value: ValueId,
    pub at: u32,
}

#[derive(Clone, Copy)]
pub(super) struct BlockName {
    pub block: BlockId,
    pub at: u32,
    pub defined: bool,
}

/// Names that live as long as one region.
pub(super) struct RegionScope<'a> {
    pub blocks: FxMap<&'a str, BlockName>,
    /// How long [`Scope::log`] was at its start.
    pub mark: usize,
}

/// One body being built, and the names visible in it.
pub(super) struct Scope<'a> {
    pub body: Box<Body>,
    pub values: ValueNames<'a>,
    /// Names in order of definition, so that a region's end can forget its own.
    pub log: Vec<&'a str>,
    pub forwards: FxMap<(&'a str, u32), Forward>,
    pub regions: Vec<RegionScope<'a>>,
    /// Bodies of its operations that are still to be read.
    pub later: Vec<Later>,
    /// A block outside of every region whose arguments stand for values not yet defined.
    scratch: BlockId,
}

impl<'a> Scope<'a> {
    pub fn new(body: Box<Body>) -> Scope<'a> {
        Scope {
            body,
            values: ValueNames::default(),
            log: Vec::new(),
            forwards: FxMap::default(),
            regions: Vec::new(),
            later: Vec::new(),
            scratch: BlockId::NONE,
        }
    }

    /// A value that no operation defines, to be replaced later.
    pub fn placeholder(&mut self, ty: Type) -> ValueId {
        if self.scratch.is_none() {
            self.scratch = self.body.new_detached_block();
        }
        self.body.add_arg(self.scratch, ty, crate::Loc::UNKNOWN)
    }

    /// Makes a name known; gives the earlier definition if there is one.
    #[inline]
    pub fn bind(&mut self, name: &'a str, named: Named) -> Option<Named> {
        let old = self.values.get(name);
        if old.is_none() {
            self.values.insert(name, named);
            self.log.push(name);
        }
        old
    }

    pub fn push_region(&mut self) {
        let mark = self.log.len();
        self.regions.push(RegionScope { blocks: FxMap::default(), mark });
    }

    /// Forgets the names of the innermost region; gives its blocks that were never defined.
    pub fn pop_region(&mut self) -> Vec<(&'a str, u32)> {
        let Some(scope) = self.regions.pop() else { return Vec::new() };
        if self.regions.is_empty() {
            self.values.clear();
            self.log.clear();
        }
        for name in self.log.drain(scope.mark.min(self.log.len())..) {
            self.values.remove(name);
        }
        let missing = scope.blocks.iter().filter(|(_, b)| !b.defined);
        let mut missing: Vec<_> = missing.map(|(name, b)| (*name, b.at)).collect();
        missing.sort_by_key(|(_, at)| *at);
        missing
    }
}

//! Names of values and blocks in text, computed per body.
//!
//! As upstream, all values of a region are named before those of the regions inside it, and
//! regions beside each other start from the same number.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::body::{Body, ROOT};
use crate::context::Context;
use crate::entity::{BlockId, RegionId, Sym, ValueId};

const KIND: u32 = 3 << 30;
const NUMBER: u32 = 0;
const ARG: u32 = 1 << 30;
const SYM: u32 = 2 << 30;
const NONE: u32 = u32::MAX;
/// A result that shares the name of the first of its group.
const GROUPED: u32 = u32::MAX - 1;

/// What a value is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Name<'n> {
    /// `%3`
    Number(u32),
    /// `%arg3`
    Arg(u32),
    /// `%name`
    Text(&'n str),
    /// It belongs to the name of an earlier result of its operation.
    Grouped,
    /// The body does not contain it.
    Unknown,
}

/// The names of one body.
pub(super) struct Names {
    /// Which body's.
    pub body: u64,
    values: Vec<u32>,
    blocks: Vec<u32>,
    /// The first number, and the first argument number, that no value has.
    free: (u32, u32),
    /// Every kept name.
    all_used: FxHashSet<Sym>,
}

enum Step {
    Enter(RegionId, u32, u32),
    Exit(usize),
}

struct Namer<'b> {
    cx: &'b Context,
    body: &'b Body,
    /// The bodies around this one: upstream's generic form has no separate name spaces.
    around: &'b [Arc<Names>],
    keep: bool,
    by_handle: bool,
    names: Names,
    used: FxHashSet<Sym>,
    /// Names in order of their use, so that a region's end can free its own.
    log: Vec<Sym>,
}

impl Names {
    /// Names every value and block of a body; `keep`: after their sources where they have one.
    /// Names of the bodies `around` are avoided. `by_handle`: values without a name are numbered
    /// by their handle.
    pub fn new(
        cx: &Context,
        body: &Body,
        keep: bool,
        by_handle: bool,
        around: &[Arc<Names>],
    ) -> Names {
        let free = around.last().map_or((0, 0), |n| n.free);
        let names = Names {
            body: body.id(),
            values: vec![NONE; body.value_capacity()],
            blocks: vec![NONE; body.block_capacity()],
            free,
            all_used: FxHashSet::default(),
        };
        let used = FxHashSet::default();
        let mut namer = Namer { cx, body, around, keep, by_handle, names, used, log: Vec::new() };
        let mut steps: Vec<Step> = Vec::new();
        for &region in body.regions(ROOT).iter().rev() {
            steps.push(Step::Enter(region, free.0, free.1));
        }
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(region, next_number, next_arg) => {
                    steps.push(Step::Exit(namer.log.len()));
                    namer.region(region, next_number, next_arg, &mut steps);
                }
                Step::Exit(mark) => {
                    for sym in namer.log.drain(mark..) {
                        namer.used.remove(&sym);
                    }
                }
            }
        }
        namer.names
    }

    /// What a value is called.
    #[inline]
    pub fn value<'c>(&self, cx: &'c Context, value: ValueId) -> Name<'c> {
        match self.values.get(value.idx()).copied().unwrap_or(NONE) {
            NONE => Name::Unknown,
            GROUPED => Name::Grouped,
            code => match code & KIND {
                NUMBER => Name::Number(code),
                ARG => Name::Arg(code & !KIND),
                _ => Name::Text(cx.str(Sym::from_idx((code & !KIND) as usize))),
            },
        }
    }

    /// The number of a block in its region.
    pub fn block(&self, block: BlockId) -> Option<u32> {
        self.blocks.get(block.idx()).copied().filter(|&n| n != NONE)
    }
}

impl Namer<'_> {
    fn region(&mut self, region: RegionId, mut number: u32, mut arg: u32, steps: &mut Vec<Step>) {
        let body = self.body;
        let from = steps.len();
        for (i, &block) in body.blocks(region).iter().enumerate() {
            self.names.blocks[block.idx()] = i as u32;
            for &value in body.args(block) {
                if self.named(value) {
                    continue;
                }
                if i == 0 {
                    self.names.values[value.idx()] = ARG | self.free_arg(value, &mut arg);
                } else {
                    self.names.values[value.idx()] = self.free_number(value, &mut number);
                }
            }
            for op in body.ops_of(block) {
                for (i, value) in body.results(op).enumerate() {
                    if self.named(value) {
                        continue;
                    }
                    if i > 0 {
                        self.names.values[value.idx()] = GROUPED;
                    } else {
                        self.names.values[value.idx()] = self.free_number(value, &mut number);
                    }
                }
                if let regions @ [_, ..] = body.regions(op) {
                    steps.extend(regions.iter().map(|&r| Step::Enter(r, 0, 0)));
                }
            }
        }
        let free = &mut self.names.free;
        *free = (free.0.max(number), free.1.max(arg));
        // Inner regions go on from where this one ended; the first of them is taken first.
        for step in &mut steps[from..] {
            if let Step::Enter(region, ..) = *step {
                *step = Step::Enter(region, number, arg);
            }
        }
        steps[from..].reverse();
    }

    /// The number of a value without a name.
    fn free_number(&self, value: ValueId, next: &mut u32) -> u32 {
        let n = *next;
        *next += 1;
        if self.by_handle { value.idx() as u32 } else { n }
    }

    /// The next `argN` that no kept name has.
    fn free_arg(&mut self, value: ValueId, next: &mut u32) -> u32 {
        if self.by_handle {
            *next = value.idx() as u32;
        }
        loop {
            let n = *next;
            *next += 1;
            if !self.keep {
                return n;
            }
            if self.take(self.cx.sym(&format!("arg{n}"))) {
                return n;
            }
        }
    }

    /// Gives a value the name of its source, made unique, if it has one.
    #[inline]
    fn named(&mut self, value: ValueId) -> bool {
        if !self.keep {
            return false;
        }
        let Some(sym) = self.body.value_name(value) else { return false };
        self.keep_name(value, sym);
        true
    }

    fn keep_name(&mut self, value: ValueId, sym: Sym) {
        let text = self.cx.str(sym);
        let sym = if is_name(text) { sym } else { self.cx.sym(&sanitize(text)) };
        if self.take(sym) {
            self.names.values[value.idx()] = SYM | sym.idx() as u32;
            return;
        }
        let text = self.cx.str(sym);
        let mut n = 0;
        loop {
            let sym = self.cx.sym(&format!("{text}_{n}"));
            if self.take(sym) {
                self.names.values[value.idx()] = SYM | sym.idx() as u32;
                return;
            }
            n += 1;
        }
    }

    /// Whether a name is free here; if so, it is so no more.
    fn take(&mut self, sym: Sym) -> bool {
        if self.around.iter().any(|n| n.all_used.contains(&sym)) || !self.used.insert(sym) {
            return false;
        }
        self.log.push(sym);
        self.names.all_used.insert(sym);
        true
    }
}

/// Whether the lexer takes this, after `%`, for one name that is not a number.
fn is_name(text: &str) -> bool {
    let ok = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'$' | b'.' | b'_' | b'-');
    let first = text.as_bytes().first().copied().unwrap_or(b'0');
    !first.is_ascii_digit() && text.bytes().all(ok)
}

/// A name made of `text` that the lexer accepts.
fn sanitize(text: &str) -> String {
    let ok = |c: char| c.is_ascii_alphanumeric() || matches!(c, '$' | '.' | '_' | '-');
    let mut name: String = text.chars().map(|c| if ok(c) { c } else { '_' }).collect();
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, '_');
    }
    name
}

//! Verification of bodies against definitions.
//!
//! What is checked, for each operation: numbers and types of operands and results, attributes,
//! regions, successors and parents as its definition says; the relations between types; that every
//! operand is visible and dominates its use; that blocks end properly; that symbols are unique; and
//! then what the operation's own [`Verify`](crate::interface::Verify) says, which runs only on
//! operations that passed everything before it. The verifier goes on after an error.

pub mod codes;
mod matches;
mod op;
mod regions;
mod rules;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::body::{Body, ROOT};
use crate::cfg::DomTree;
use crate::context::Context;
use crate::def::Traits;
use crate::diag::{Diags, Reported};
use crate::entity::{Attr, BlockId, OpId, OpName, RegionId, Sym, Type};
use crate::interface::{Symbols, VerifySymbols};
use crate::symbols::symbol_table;
use crate::view::OpRef;

pub use matches::{attr_constraint_text, attr_matches, type_constraint_text, type_matches};
use op::{Plan, Signature};

/// Errors after which the verifier gives up.
const MAX_ERRORS: usize = 1000;
/// Less than this is checked faster than threads start.
const MIN_OPS_FOR_THREADS: usize = 1 << 13;

/// Checks a body and everything inside it, the bodies of isolated operations included.
pub fn verify(cx: &Context, body: &Body, diags: &mut Diags) -> Result<(), Reported> {
    let before = diags.n_errors();
    Verifier::new(cx, diags).op(OpRef::new(cx, body, ROOT));
    let mut level = vec![body];
    while !level.is_empty() && diags.n_errors() - before < MAX_ERRORS {
        level = verify_level(cx, &level, diags);
    }
    if diags.n_errors() == before {
        symbols(cx, body, diags);
    }
    diags.ok_since(before)
}

/// The body whose symbols count inside `body`, given the one around it.
fn table_of<'b>(cx: &Context, body: &'b Body, around: Option<&'b Body>) -> Option<&'b Body> {
    let info = cx.op_info(body.name(ROOT));
    if info.is_some_and(|i| i.def.has(Traits::SYMBOL_TABLE)) { Some(body) } else { around }
}

/// Asks every operation that says something about symbols.
fn symbols(cx: &Context, body: &Body, diags: &mut Diags) {
    let mut checks: FxHashMap<OpName, Option<&'static VerifySymbols>> = FxHashMap::default();
    let mut tables: FxHashMap<u64, FxHashMap<Sym, OpId>> = FxHashMap::default();
    let mut bodies = vec![(body, table_of(cx, body, None))];
    while let Some((body, table)) = bodies.pop() {
        for op in body.ops_below(ROOT) {
            let child = body.child(op);
            bodies.extend(child.map(|child| (child, table_of(cx, child, table))));
            let name = body.name(op);
            let find = || cx.op_info(name).and_then(|i| i.interface::<VerifySymbols>());
            let check = *checks.entry(name).or_insert_with(find);
            let (Some(check), Some(table)) = (check, table) else { continue };
            let by_name = tables.entry(table.id()).or_insert_with(|| symbol_table(cx, table));
            (check.0)(body.op(cx, op), &Symbols { cx, table, by_name }, diags);
        }
    }
}

/// Checks these bodies, on all threads if they are large; gives the bodies inside them.
fn verify_level<'b>(cx: &Context, bodies: &[&'b Body], diags: &mut Diags) -> Vec<&'b Body> {
    let run = |bodies: &[&'b Body], diags: &mut Diags| {
        let mut inside = Vec::new();
        let mut verifier = Verifier::new(cx, diags);
        bodies.iter().for_each(|body| verifier.body(body, &mut inside));
        inside
    };
    let n_ops: usize = bodies.iter().map(|b| b.op_capacity()).sum();
    let threads = cx.threads() && bodies.len() > 1 && n_ops >= MIN_OPS_FOR_THREADS;
    if !threads || rayon::current_num_threads() < 2 {
        return run(bodies, diags);
    }
    let parts = 4 * rayon::current_num_threads();
    let checked: Vec<(Diags, Vec<&'b Body>)> = bodies
        .par_chunks(bodies.len().div_ceil(parts))
        .map(|part| {
            let mut diags = Diags::new();
            let inside = run(part, &mut diags);
            (diags, inside)
        })
        .collect();
    let mut inside = Vec::new();
    let before = diags.n_errors();
    for (found, below) in checked {
        if diags.n_errors() - before < MAX_ERRORS {
            diags.extend(found);
        }
        inside.extend(below);
    }
    inside
}

/// Checks these operations of one body, their users, and the blocks and operations around them;
/// not the bodies of isolated operations among them.
pub fn verify_ops(
    cx: &Context,
    body: &Body,
    ops: &[OpId],
    diags: &mut Diags,
) -> Result<(), Reported> {
    let before = diags.n_errors();
    let mut todo: Vec<OpId> = Vec::with_capacity(2 * ops.len());
    let mut seen: FxHashSet<OpId> = FxHashSet::default();
    let mut add = |op: OpId| {
        if !body.is_dead(op) && seen.insert(op) {
            todo.push(op);
        }
    };
    for &op in ops.iter().filter(|op| !body.is_dead(**op)) {
        add(op);
        body.results(op).flat_map(|v| body.uses(v)).for_each(|(user, _)| add(user));
        body.parent_op(op).into_iter().for_each(&mut add);
    }
    let mut verifier = Verifier::new(cx, diags);
    for op in todo {
        if body.block_of(op).is_some() || op == ROOT {
            verifier.op(OpRef::new(cx, body, op));
        }
        if verifier.gave_up() {
            break;
        }
    }
    diags.ok_since(before)
}

/// Checks what was touched in a body and in the bodies inside it since the last time.
pub fn verify_dirty(cx: &Context, body: &mut Body, diags: &mut Diags) -> Result<(), Reported> {
    let before = diags.n_errors();
    let dirty = body.take_dirty();
    // Errors are collected; whether there was one is asked at the end.
    let _ = verify_ops(cx, body, &dirty, diags);
    for child in body.children_mut() {
        let _ = verify_dirty(cx, child, diags);
    }
    diags.ok_since(before)
}

/// What one run remembers.
struct Verifier<'a> {
    cx: &'a Context,
    diags: &'a mut Diags,
    n_before: usize,
    plans: FxHashMap<OpName, (Plan<'a>, Option<Signature>)>,
    /// Constraints, by address, that a type or attribute is known to satisfy.
    good_types: FxHashSet<(usize, Type)>,
    good_attrs: FxHashSet<(usize, Attr)>,
    /// Names with operand and result types that passed.
    good_signatures: FxHashSet<smallvec::SmallVec<[u32; 8]>>,
    /// Of the body being checked.
    doms: FxHashMap<RegionId, DomTree>,
    orders: FxHashMap<BlockId, FxHashMap<OpId, u32>>,
    /// The body that `doms` and `orders` are about; never dereferenced.
    about: *const Body,
}

impl<'a> Verifier<'a> {
    fn new(cx: &'a Context, diags: &'a mut Diags) -> Verifier<'a> {
        let n_before = diags.n_errors();
        Verifier {
            cx,
            diags,
            n_before,
            plans: FxHashMap::default(),
            good_types: FxHashSet::default(),
            good_attrs: FxHashSet::default(),
            good_signatures: FxHashSet::default(),
            doms: FxHashMap::default(),
            orders: FxHashMap::default(),
            about: std::ptr::null(),
        }
    }

    fn gave_up(&self) -> bool {
        self.diags.n_errors() - self.n_before >= MAX_ERRORS
    }

    /// Every operation of a body except its root; bodies inside are put on the list.
    fn body<'b>(&mut self, body: &'b Body, bodies: &mut Vec<&'b Body>) {
        let mut regions: Vec<RegionId> = body.regions(ROOT).to_vec();
        while let Some(region) = regions.pop() {
            for &block in body.blocks(region) {
                for op in body.ops_of(block) {
                    if self.gave_up() {
                        return;
                    }
                    self.op(OpRef::new(self.cx, body, op));
                    regions.extend_from_slice(body.regions(op));
                    bodies.extend(body.child(op));
                }
            }
        }
    }

    /// Forgets what is known about another body.
    fn look_at(&mut self, body: &Body) {
        if !std::ptr::eq(self.about, body) {
            self.about = body;
            self.doms.clear();
            self.orders.clear();
        }
    }
}

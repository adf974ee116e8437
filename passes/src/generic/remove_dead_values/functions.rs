//! What callers and callees need of each other.

use rustc_hash::{FxHashMap, FxHashSet};
use terrace_ir::TypeKind;
use terrace_ir::symbols::{each_reference, symbol_table};

use super::passing::live;
use crate::analysis::live_values::{Signature, called};
use crate::prelude::*;

/// The functions of a symbol table whose signatures may change.
pub(super) struct Functions {
    pub signatures: FxHashMap<Sym, Signature>,
}

/// A call that stands directly in a function.
struct Call {
    op: OpId,
    callee: Sym,
}

impl Functions {
    /// Starts with nothing needed and adds what the bodies need until that is all.
    pub fn solve(cx: &Context, body: &Body) -> Functions {
        let table = symbol_table(cx, body);
        let mut signatures = candidates(cx, body, &table);
        let units: Vec<OpId> =
            body.root_block().map(|b| body.ops_of(b).collect()).unwrap_or_default();
        let is_unit =
            |op: &OpId| body.child(*op).is_some_and(|c| !c.root(cx).has(Traits::SYMBOL_TABLE));
        let units: Vec<OpId> = units.into_iter().filter(is_unit).collect();
        let mut calls: FxHashMap<OpId, Vec<Call>> = FxHashMap::default();
        let mut callers: FxHashMap<Sym, Vec<OpId>> = FxHashMap::default();
        for &unit in &units {
            let found = calls_in(cx, body, unit, &signatures);
            found.iter().for_each(|call| callers.entry(call.callee).or_default().push(unit));
            calls.insert(unit, found);
        }
        let mut work = units;
        let mut waits: FxHashSet<OpId> = work.iter().copied().collect();
        while let Some(unit) = work.pop() {
            waits.remove(&unit);
            let Some(child) = body.child(unit) else { continue };
            let name = body.op(cx, unit).symbol();
            let own = name.and_then(|name| signatures.get(&name));
            let (live, _) = live(cx, child, &signatures, own);
            let entry = child.regions(ROOT).first().and_then(|&r| child.entry(r));
            let args = entry.map(|e| child.args(e)).unwrap_or_default();
            let mut again = Vec::new();
            if let Some(own) = name.and_then(|name| signatures.get_mut(&name))
                && add(&mut own.args, args.iter().map(|&a| live.is_live(a)))
            {
                again.extend(name.and_then(|name| callers.get(&name)).into_iter().flatten());
            }
            for Call { op, callee } in &calls[&unit] {
                let needed = child.results(*op).map(|r| live.is_live(r));
                if let Some(callee_signature) = signatures.get_mut(callee)
                    && add(&mut callee_signature.results, needed)
                {
                    again.extend(table.get(callee));
                }
            }
            work.extend(again.into_iter().filter(|&unit| waits.insert(unit)));
        }
        Functions { signatures }
    }
}

/// Adds what is needed; gives whether that was more than was known.
fn add(known: &mut [bool], needed: impl Iterator<Item = bool>) -> bool {
    let mut changed = false;
    for (known, _) in known.iter_mut().zip(needed).filter(|(known, needed)| !**known && *needed) {
        (*known, changed) = (true, true);
    }
    changed
}

/// The private functions with a body that nothing but fitting calls in functions names.
fn candidates(
    cx: &Context,
    body: &Body,
    table: &FxHashMap<Sym, OpId>,
) -> FxHashMap<Sym, Signature> {
    let mut found: FxHashMap<Sym, Signature> =
        table.iter().filter_map(|(&name, &op)| Some((name, signature(cx, body, op)?))).collect();
    let mut other = FxHashSet::default();
    for (_, attr) in body.root(cx).attrs() {
        each_reference(cx, attr, &mut |name| {
            other.insert(name);
        });
    }
    for op in body.ops_below(ROOT).into_iter().skip(1) {
        match body.child(op) {
            Some(child) => other_uses(cx, child, &found, &mut other),
            None => body.op(cx, op).each_symbol_use(&mut |name| {
                other.insert(name);
            }),
        }
    }
    found.retain(|name, _| !other.contains(name));
    found
}

/// The symbols that a body names, by fitting calls in it excepted.
fn other_uses(
    cx: &Context,
    child: &Body,
    found: &FxHashMap<Sym, Signature>,
    other: &mut FxHashSet<Sym>,
) {
    let is_table = child.root(cx).has(Traits::SYMBOL_TABLE);
    for op in child.ops_below(ROOT) {
        let view = child.op(cx, op);
        if op != ROOT && child.child(op).is_some() {
            view.each_symbol_use(&mut |name| {
                other.insert(name);
            });
            continue;
        }
        let mut callee = fitting_call(view, found).filter(|_| !is_table);
        for (_, attr) in view.attrs() {
            each_reference(cx, attr, &mut |name| {
                // The call itself names its callee once.
                if callee.take_if(|callee| *callee == name).is_none() {
                    other.insert(name);
                }
            });
        }
    }
}

/// The callee of a call that passes all arguments and takes all results.
fn fitting_call(op: OpRef<'_>, found: &FxHashMap<Sym, Signature>) -> Option<Sym> {
    let (callee, args) = called(op)?;
    let signature = found.get(&callee)?;
    let fits = args.len() == signature.args.len() && op.n_results() == signature.results.len();
    fits.then_some(callee)
}

fn calls_in(cx: &Context, body: &Body, unit: OpId, found: &FxHashMap<Sym, Signature>) -> Vec<Call> {
    let Some(child) = body.child(unit) else { return Vec::new() };
    let ops = child.ops_below(ROOT).into_iter().skip(1);
    let call = |op: OpId| Some(Call { op, callee: fitting_call(child.op(cx, op), found)? });
    ops.filter_map(call).collect()
}

/// A signature of which nothing is needed, of a function that may change it.
fn signature(cx: &Context, body: &Body, op: OpId) -> Option<Signature> {
    let view = body.op(cx, op);
    let child = body.child(op).filter(|_| view.is_private_symbol())?;
    let TypeKind::Function { inputs, results } = view.attr("function_type")?.as_type(cx)?.kind(cx)
    else {
        return None;
    };
    let &[region] = child.regions(ROOT) else { return None };
    let args = child.args(child.entry(region)?);
    let same = args.iter().map(|&a| child.ty(a)).eq(inputs.iter().copied());
    let mut ends = child.blocks(region).iter().filter_map(|&b| child.last_op(b));
    let returns = ends.all(|end| {
        let n = child.n_operands(end);
        let is_end = child.op(cx, end).has(Traits::TERMINATOR);
        !child.successors(end).is_empty() || (is_end && (n == 0 || n == results.len()))
    });
    (same && returns)
        .then(|| Signature { args: vec![false; inputs.len()], results: vec![false; results.len()] })
}

//! Puts the bodies of functions in place of calls to them.
//!
//! Goes from callees to callers, so that what is inlined has had its own calls inlined. Inlines a
//! private function that is called once whatever its size, others up to a size. Does not inline
//! recursive calls, functions marked `no_inline`, and functions of several blocks into operations
//! that allow one block only. A private function that nothing refers to afterwards is removed.

use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};
use terrace_ir::clone::CloneMap;
use terrace_ir::interface::CallLike;
use terrace_ir::symbols::symbol_table;
use terrace_ir::{Loc, LocKind};

use crate::prelude::*;

const MAX_OPS: Opt<i64> =
    Opt::int("max-ops", 64, "size of a callee, in operations, up to which every call is inlined");

pub(super) const PASS: PassInfo = PassInfo {
    name: "inline",
    on: "builtin.module",
    summary: "put the bodies of functions in place of calls",
    options: &[MAX_OPS.def],
    run,
    ..PassInfo::EMPTY
};

fn run(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let max_ops = cx.option(&MAX_OPS);
    let table = symbol_table(cx.cx, body);
    let graph = CallGraph::new(cx.cx, body, &table);
    let mut inliner = Inliner { cx: cx.cx, table: &table, graph: &graph, max_ops, n_inlined: 0 };
    for group in petgraph::algo::tarjan_scc(&graph.calls) {
        let group: FxHashSet<OpId> = group.into_iter().map(|n| graph.calls[n]).collect();
        let mut callers: Vec<OpId> = group.iter().copied().collect();
        callers.sort_unstable();
        for caller in callers {
            // Taken out, so that callees can be read while it changes.
            let Some(mut child) = body.take_child(caller) else { continue };
            inliner.function(&mut child, body, &group);
            body.put_child(caller, child);
        }
    }
    let n_inlined = inliner.n_inlined;
    cx.count("calls inlined", n_inlined);
    if n_inlined > 0 {
        let called = graph.callees;
        cx.count("functions removed", remove_unused(cx.cx, body, &called));
    }
    Ok(())
}

/// Who calls whom.
struct CallGraph {
    calls: DiGraph<OpId, ()>,
    /// How often each symbol is referred to, calls included.
    references: FxHashMap<Sym, usize>,
    /// The functions that are called.
    callees: FxHashSet<OpId>,
}

impl CallGraph {
    fn new(cx: &Context, body: &Body, table: &FxHashMap<Sym, OpId>) -> CallGraph {
        let mut calls = DiGraph::new();
        let mut functions: Vec<OpId> = table.values().copied().collect();
        functions.sort_unstable();
        functions.retain(|&op| body.child(op).is_some());
        let nodes: FxHashMap<OpId, NodeIndex> =
            functions.iter().map(|&op| (op, calls.add_node(op))).collect();
        let mut callees = FxHashSet::default();
        for &caller in &functions {
            body.op(cx, caller).walk(&mut |op| {
                if let Some(callee) = callee(op).and_then(|name| table.get(&name))
                    && let Some(&to) = nodes.get(callee)
                {
                    calls.update_edge(nodes[&caller], to, ());
                    callees.insert(*callee);
                }
                true
            });
        }
        let mut references = FxHashMap::default();
        body.root(cx).each_symbol_use(&mut |name| *references.entry(name).or_default() += 1);
        CallGraph { calls, references, callees }
    }
}

fn callee(op: OpRef<'_>) -> Option<Sym> {
    let call = op.info()?.interface::<CallLike>()?;
    (call.callee)(op)
}

struct Inliner<'a> {
    cx: &'a Context,
    table: &'a FxHashMap<Sym, OpId>,
    graph: &'a CallGraph,
    max_ops: i64,
    n_inlined: u64,
}

impl Inliner<'_> {
    /// Inlines the calls in one function, those that come in with a callee excepted: they were
    /// judged in the callee.
    fn function(&mut self, child: &mut Body, module: &Body, group: &FxHashSet<OpId>) {
        for op in child.ops_below(ROOT) {
            if child.is_dead(op) {
                continue;
            }
            let Some(name) = callee(child.op(self.cx, op)) else { continue };
            let Some(&target) = self.table.get(&name) else { continue };
            if group.contains(&target) {
                continue;
            }
            let Some(from) = module.child(target) else { continue };
            if self.wants(module.op(self.cx, target), name) && fits(self.cx, child, op, from) {
                inline_call(self.cx, child, op, from);
                self.n_inlined += 1;
            }
        }
    }

    fn wants(&self, target: OpRef<'_>, name: Sym) -> bool {
        if target.attr("no_inline").is_some() {
            return false;
        }
        let once = self.graph.references.get(&name) == Some(&1);
        if once && target.is_private_symbol() {
            return true;
        }
        let mut n_ops = 0i64;
        target.walk(&mut |_| {
            n_ops += 1;
            n_ops <= self.max_ops.saturating_add(1)
        });
        // The function itself was counted.
        n_ops - 1 <= self.max_ops
    }
}

/// Whether the callee's body can stand where the call stands.
fn fits(cx: &Context, child: &Body, call: OpId, from: &Body) -> bool {
    let &[region] = from.regions(ROOT) else { return false };
    let Some(entry) = from.entry(region) else { return false };
    let view = child.op(cx, call);
    let Some(interface) = view.info().and_then(|i| i.interface::<CallLike>()) else { return false };
    let range = (interface.args)(view);
    let args = range.map(|i| view.operand_ty(i));
    if !args.eq(from.args(entry).iter().map(|&a| from.ty(a))) {
        return false;
    }
    if !keeps_symbols(child.op(cx, call), from) {
        return false;
    }
    let n_blocks = from.blocks(region).len();
    let ends = from.blocks(region).iter().map(|&b| from.last_op(b));
    let mut n_returns = 0;
    for end in ends {
        let Some(end) = end.map(|op| from.op(cx, op)) else { return false };
        if end.has(Traits::RETURN_LIKE) {
            n_returns += 1;
            let returned = end.operands().map(|v| from.ty(v));
            if !returned.eq(view.results().map(|r| child.ty(r))) {
                return false;
            }
        } else if from.successors(end.id).is_empty() && n_blocks == 1 {
            return false;
        }
    }
    if n_blocks == 1 {
        return n_returns == 1;
    }
    let around = child.parent_op(call).map(|op| child.op(cx, op));
    let single = around.is_some_and(|op| op.has(Traits::SINGLE_BLOCK) || !takes_blocks(op));
    !single && cx.op_info(cx.op_name(JUMP)).is_some()
}

/// Whether what the callee takes for a symbol of `affine`, a value at its top, is one where the
/// call stands: at the top of such a scope.
fn keeps_symbols(call: OpRef<'_>, from: &Body) -> bool {
    let around = call.body.parent_op(call.id).map(|op| call.at(op));
    let is_affine = |op: OpId| from.op(call.cx, op).name_str().starts_with("affine.");
    around.is_none_or(|op| op.has(Traits::AFFINE_SCOPE))
        || !from.ops_below(ROOT).into_iter().any(is_affine)
}

/// Whether the operation's regions may have several blocks.
fn takes_blocks(op: OpRef<'_>) -> bool {
    let one_only = |r: &terrace_ir::def::RegionSlot| {
        matches!(r.size, terrace_ir::def::RegionSize::One | terrace_ir::def::RegionSize::MaxOne)
    };
    op.def().is_some_and(|def| !def.regions.iter().any(one_only))
}

/// The branch that returns become.
const JUMP: &str = "cf.br";

fn inline_call(cx: &Context, child: &mut Body, call: OpId, from: &Body) {
    let region = from.regions(ROOT)[0];
    let entry = from.blocks(region)[0];
    let view = child.op(cx, call);
    let range = view.info().and_then(|i| i.interface::<CallLike>()).map(|i| (i.args)(view));
    let args: Vec<ValueId> = range.into_iter().flatten().map(|i| view.operand(i)).collect();
    let mut map = CloneMap::default();
    let copied = child.new_region();
    child.clone_region_from(cx, from, region, copied, &mut map);
    let blocks = child.blocks(copied).to_vec();
    set_call_site(cx, child, &blocks, call);
    let entry_copy = map.blocks[&entry];
    for (i, &value) in args.iter().enumerate() {
        let arg = child.args(entry_copy)[i];
        child.replace_all_uses(arg, value);
    }
    let results = match blocks.as_slice() {
        [_] => splice(child, call, entry_copy),
        _ => splice_blocks(cx, child, call, &blocks),
    };
    Rewriter::new(cx, child).replace(call, &results);
}

/// Moves the operations of the only block in front of the call; gives what it returns.
fn splice(child: &mut Body, call: OpId, block: BlockId) -> Vec<ValueId> {
    let Some(end) = child.last_op(block) else { return Vec::new() };
    let returned = child.operands(end).collect();
    child.erase(end);
    for op in child.ops_of(block).collect::<Vec<OpId>>() {
        child.move_before(call, op);
    }
    child.erase_block(block);
    returned
}

/// Splits the block at the call and puts the callee's blocks between; gives the arguments of the
/// block that goes on after the call.
fn splice_blocks(cx: &Context, child: &mut Body, call: OpId, blocks: &[BlockId]) -> Vec<ValueId> {
    let Some(before) = child.block_of(call) else { return Vec::new() };
    let after = child.split_block(call);
    let types: Vec<Type> = child.results(call).map(|r| child.ty(r)).collect();
    let loc = child.loc(call);
    let results: Vec<ValueId> = types.iter().map(|&ty| child.add_arg(after, ty, loc)).collect();
    let Some(region) = child.region_of(after) else { return results };
    for &block in blocks {
        child.detach_block(block);
        let at = child.blocks(region).iter().position(|&b| b == after).unwrap_or(0);
        child.insert_block(region, at, block);
        let Some(end) = child.last_op(block) else { continue };
        if child.op(cx, end).has(Traits::RETURN_LIKE) {
            let values: Vec<ValueId> = child.operands(end).collect();
            let mut rw = Rewriter::new(cx, child);
            rw.before(end).build(JUMP).operands(&values).successor(after).done();
            rw.erase(end);
        }
    }
    // The first block's arguments have been replaced; control falls into it.
    let first = blocks[0];
    for i in (0..child.args(first).len()).rev() {
        child.erase_arg(first, i);
    }
    let mut rw = Rewriter::new(cx, child);
    (rw.at, rw.loc) = (InsertPoint::End(before), loc);
    rw.build(JUMP).successor(first).done();
    results
}

/// What was inlined says where it was called from.
fn set_call_site(cx: &Context, child: &mut Body, blocks: &[BlockId], call: OpId) {
    let caller = child.loc(call);
    let ops: Vec<OpId> = blocks.iter().flat_map(|&b| child.ops_of(b)).collect();
    let all: Vec<OpId> = ops.into_iter().flat_map(|op| child.ops_below(op)).collect();
    for op in all {
        let callee = child.loc(op);
        if callee != Loc::UNKNOWN || caller != Loc::UNKNOWN {
            child.set_loc(op, cx.loc(LocKind::CallSite { callee, caller }));
        }
    }
}

/// Removes private functions of those given that nothing refers to any more.
fn remove_unused(cx: &Context, body: &mut Body, called: &FxHashSet<OpId>) -> u64 {
    let mut n_removed = 0;
    loop {
        let mut used = FxHashSet::default();
        for op in body.root_block().into_iter().flat_map(|b| body.ops_of(b)) {
            let own = body.op(cx, op).symbol();
            body.op(cx, op).each_symbol_use(&mut |name| {
                // Calling itself keeps no function.
                if Some(name) != own {
                    used.insert(name);
                }
            });
        }
        let mut unused: Vec<OpId> = called.iter().copied().collect();
        unused.retain(|&op| {
            !body.is_dead(op) && {
                let view = body.op(cx, op);
                view.is_private_symbol() && view.symbol().is_some_and(|s| !used.contains(&s))
            }
        });
        if unused.is_empty() {
            return n_removed;
        }
        n_removed += unused.len() as u64;
        unused.into_iter().for_each(|op| body.erase(op));
    }
}

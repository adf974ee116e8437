//! Partitions a function into fusion groups: what is in one group becomes one kernel.
//!
//! A group has at most one operation with a loop structure of its own (a contraction, a window, a
//! reduction, a movement of elements) and the element-by-element operations that follow it, each
//! used only there. Element-by-element operations without such a producer form groups of their
//! own, and so do formulas of `te`, which dialects that know no `graph` lower to. Constants and
//! reshapes stay outside: they cost nothing at run time. Only constants with one
//! distinct element are copied into the groups that read them.
//!
//! It never computes anything twice: a value with two users ends its group.

use petgraph::unionfind::UnionFind;
use std::collections::HashMap;
use terrace_graph::keeps_order;
use terrace_ir::clone::CloneMap;
use terrace_ir::{AttrKind, OpState};

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "graph-fuse-groups",
    on: "func.func",
    summary: "partition a function into groups that become one kernel each",
    reads: &["graph", "te"],
    leaves: &["graph", "te"],
    run: |body, cx| {
        fuse(body, cx.cx);
        Ok(())
    },
    ..PassInfo::EMPTY
};

const ELEMENTWISE: &[&str] = &[
    "abs",
    "add",
    "and",
    "batch_norm",
    "cast",
    "ceil",
    "compare",
    "cos",
    "div",
    "erf",
    "exp",
    "floor",
    "gelu",
    "log",
    "max",
    "min",
    "mod",
    "mul",
    "neg",
    "not",
    "or",
    "pow",
    "relu",
    "round",
    "select",
    "sigmoid",
    "sign",
    "sin",
    "sqrt",
    "sub",
    "tanh",
    "xor",
];

const OUTSIDE: &[&str] = &["constant", "reshape", "group", "yield"];

fn mnemonic(op: OpRef<'_>) -> Option<&str> {
    if op.name_str() == terrace_te::Compute::NAME {
        return Some("formula");
    }
    let name = op.name_str().strip_prefix("graph.").filter(|m| !OUTSIDE.contains(m))?;
    // A relayout that moves nothing is a reshape.
    let stays = name == "relayout" && keeps_order(op.cx, op.operand_ty(0), op.result_ty(0));
    (!stays).then_some(name)
}

fn is_elementwise(op: OpRef<'_>) -> bool {
    mnemonic(op).is_some_and(|m| ELEMENTWISE.contains(&m))
}

fn fuse(body: &mut Body, cx: &Context) {
    let Some(block) = body.root_block() else { return };
    let ops: Vec<OpId> =
        body.ops_of(block).filter(|&o| mnemonic(body.op(cx, o)).is_some()).collect();
    let place: HashMap<OpId, usize> = ops.iter().enumerate().map(|(i, &o)| (o, i)).collect();
    let mut groups = UnionFind::<usize>::new(ops.len());
    for (i, &op) in ops.iter().enumerate() {
        if !is_elementwise(body.op(cx, op)) {
            continue;
        }
        // The latest producer whose only user this is: what else it reads is ready by then.
        let producers = body.operands(op).filter_map(|v| fusible(body, cx, op, v));
        if let Some(&at) = producers.filter_map(|p| place.get(&p)).max() {
            groups.union(at, i);
        }
    }
    let labels = groups.into_labeling();
    let mut members: HashMap<usize, Vec<OpId>> = HashMap::new();
    for (i, &op) in ops.iter().enumerate() {
        members.entry(labels[i]).or_default().push(op);
    }
    let mut all: Vec<Vec<OpId>> = members.into_values().collect();
    all.sort_by_key(|m| place[&m[m.len() - 1]]);
    for group in all {
        make_group(body, cx, &group);
    }
}

/// The operation that makes `value`, if `user` may run inside its group.
fn fusible(body: &Body, cx: &Context, user: OpId, value: ValueId) -> Option<OpId> {
    let def = body.def_op(value)?;
    let producer = body.op(cx, def);
    let one_result = producer.n_results() == 1 && body.n_results(user) == 1;
    let same_shape =
        body.ty(value).static_shape(cx) == body.ty(body.result(user, 0)).static_shape(cx);
    let only_here = body.uses(value).all(|(op, _)| op == user);
    mnemonic(producer).filter(|_| one_result && same_shape && only_here)?;
    Some(def)
}

/// Whether a value is a constant all of whose elements are equal.
fn is_splat(body: &Body, cx: &Context, value: ValueId) -> bool {
    let def = body.def_op(value).map(|d| body.op(cx, d));
    def.filter(|d| d.name_str() == "graph.constant").and_then(|d| d.attr("value")).is_some_and(
        |value| match &*value.kind(cx) {
            AttrKind::DenseElements { ty, splat, .. } => *splat || ty.n_elems(cx) == Some(1),
            _ => false,
        },
    )
}

/// Replaces the members, which are in program order, by one group at the place of the last.
fn make_group(body: &mut Body, cx: &Context, members: &[OpId]) {
    let Some(&last) = members.last() else { return };
    let (mut inputs, mut splats): (Vec<ValueId>, Vec<ValueId>) = Default::default();
    for &op in members {
        for v in body.operands(op) {
            let inside = body.def_op(v).is_some_and(|d| members.contains(&d));
            let list = if is_splat(body, cx, v) { &mut splats } else { &mut inputs };
            if !inside && !list.contains(&v) {
                list.push(v);
            }
        }
    }
    let outputs: Vec<ValueId> = body.results(last).collect();
    let locs: Vec<_> = members.iter().map(|&o| body.loc(o)).collect();
    let loc = cx.fused_loc(&locs);
    let name = cx.op_name("graph.group");
    let mut child = Body::new(cx, name, loc, 1);
    let types: Vec<Type> = inputs.iter().map(|&v| body.ty(v)).collect();
    let region = child.regions(ROOT)[0];
    let inside = child.new_block(region, &types);
    let mut map = CloneMap::new(inputs.iter().copied().zip(child.args(inside).to_vec()));
    for (&old, new) in inputs.iter().zip(child.args(inside).to_vec()) {
        if let Some(name) = body.value_name(old) {
            child.set_value_name(new, name);
        }
    }
    let constants = splats.iter().filter_map(|&v| body.def_op(v));
    let constants: Vec<OpId> = constants.collect();
    for &op in constants.iter().chain(members) {
        let copy = child.clone_op_from(cx, body, op, &mut map);
        child.append(inside, copy);
    }
    let mut rw = Rewriter::new(cx, &mut child);
    rw.loc = loc;
    rw.at_end(inside);
    let yields = map.list(outputs.iter().copied());
    rw.build("graph.yield").operands(&yields).done();
    let root = members.iter().find(|&&m| !is_elementwise(body.op(cx, m))).unwrap_or(&last);
    let root = mnemonic(body.op(cx, *root)).unwrap_or("group").to_owned();
    terrace_ir::rewrite::set_attr(cx, &mut child, ROOT, "root", Some(cx.str_attr(&root)));

    let mut state = OpState::new(cx, name, loc);
    state.operands = inputs;
    state.result_types = outputs.iter().map(|&v| body.ty(v)).collect();
    state.child = Some(Box::new(child));
    let group = body.create(state);
    body.insert_before(last, group);
    for (i, &old) in outputs.iter().enumerate() {
        let new = body.result(group, i);
        body.replace_all_uses(old, new);
        if let Some(name) = body.value_name(old) {
            body.set_value_name(new, name);
        }
    }
    for &op in members.iter().rev() {
        body.erase(op);
    }
}

//! Removes symbols that nothing can refer to: private ones without a reference from what stays.
//!
//! Does not look at what a public symbol is good for: whoever loads the module may use it.

use rustc_hash::FxHashSet;
use terrace_ir::symbols::symbol_table;

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "symbol-dce",
    summary: "remove private symbols that nothing refers to",
    run: |body, cx| cx.each_body(body, &run),
    ..PassInfo::EMPTY
};

fn run(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    if !body.root(cx.cx).has(Traits::SYMBOL_TABLE) {
        return Ok(());
    }
    let Some(block) = body.root_block() else { return Ok(()) };
    let table = symbol_table(cx.cx, body);
    let mut live: FxHashSet<OpId> = FxHashSet::default();
    let ops: Vec<OpId> = body.ops_of(block).collect();
    let mut work: Vec<OpId> =
        ops.iter().copied().filter(|&op| !body.op(cx.cx, op).is_private_symbol()).collect();
    // The table's own attributes may name symbols, too.
    let mut roots = Vec::new();
    for (_, attr) in body.root(cx.cx).attrs() {
        terrace_ir::symbols::each_reference(cx.cx, attr, &mut |name| roots.push(name));
    }
    work.extend(roots.iter().filter_map(|name| table.get(name)));
    while let Some(op) = work.pop() {
        if live.insert(op) {
            body.op(cx.cx, op).each_symbol_use(&mut |name| work.extend(table.get(&name)));
        }
    }
    let dead: Vec<OpId> = ops.into_iter().filter(|op| !live.contains(op)).collect();
    cx.count("symbols removed", dead.len() as u64);
    for op in dead {
        body.erase(op);
    }
    Ok(())
}

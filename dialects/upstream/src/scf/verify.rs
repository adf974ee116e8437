//! What the definitions of `scf` cannot say.

use terrace_ir::interface::Verify;
use terrace_ir::{Diag, Diags, OpRef, RegionRef, Type};

use crate::codes::*;

/// The types of a list of values, as text.
fn types(op: OpRef<'_>, list: &[Type]) -> String {
    list.iter().map(|t| terrace_ir::text::type_to_string(op.cx, *t)).collect::<Vec<_>>().join(", ")
}

fn args(region: RegionRef<'_>) -> Vec<Type> {
    let args = region.entry().map(|b| region.body.args(b)).unwrap_or(&[]);
    args.iter().map(|a| region.body.ty(*a)).collect()
}

fn operand_types(op: OpRef<'_>, from: usize) -> Vec<Type> {
    op.operands().skip(from).map(|v| op.body.ty(v)).collect()
}

fn result_types(op: OpRef<'_>) -> Vec<Type> {
    op.results().map(|v| op.body.ty(v)).collect()
}

/// Reports when what a region's terminator passes on has other types than are wanted.
fn passes(op: OpRef<'_>, region: usize, name: &str, from: usize, want: &[Type], diags: &mut Diags) {
    let Some(end) = op.region(region).and_then(RegionRef::terminator) else { return };
    if end.name_str() != name {
        let diag = Diag::error(&SCF001, op.loc(), &[&name, &end.name_str()]);
        diags.push(diag.label(end.loc(), "it ends here"));
        return;
    }
    let got = operand_types(end, from);
    if got != want {
        let diag = Diag::error(&SCF002, op.loc(), &[&types(op, &got), &types(op, want)]);
        diags.push(diag.label(end.loc(), "passed on here"));
    }
}

fn takes(op: OpRef<'_>, region: usize, want: &[Type], diags: &mut Diags) {
    let Some(region) = op.region(region) else { return };
    let got = args(region);
    if got != want {
        diags.error(&SCF003, op.loc(), &[&types(op, &got), &types(op, want)]);
    }
}

pub(super) const FOR: Verify = Verify(|op, diags| {
    let inits: Vec<Type> = op.operand_values(3).iter().map(|v| op.body.ty(*v)).collect();
    if inits != result_types(op) {
        let (got, want) = (types(op, &inits), types(op, &result_types(op)));
        diags.error(&SCF004, op.loc(), &[&got, &want]);
        return;
    }
    let want: Vec<Type> = [op.operand_ty(0)].into_iter().chain(inits.iter().copied()).collect();
    takes(op, 0, &want, diags);
    passes(op, 0, "scf.yield", 0, &inits, diags);
});

pub(super) const IF: Verify = Verify(|op, diags| {
    let results = result_types(op);
    let has_else = op.region(1).is_some_and(|r| !r.blocks().is_empty());
    diags.require(results.is_empty() || has_else, &SCF005, op.loc(), &[]);
    for region in 0..2 {
        takes(op, region, &[], diags);
        passes(op, region, "scf.yield", 0, &results, diags);
    }
});

pub(super) const WHILE: Verify = Verify(|op, diags| {
    let (inits, results) = (operand_types(op, 0), result_types(op));
    takes(op, 0, &inits, diags);
    passes(op, 0, "scf.condition", 1, &results, diags);
    takes(op, 1, &results, diags);
    passes(op, 1, "scf.yield", 0, &inits, diags);
});

pub(super) const PARALLEL: Verify = Verify(|op, diags| {
    let n = op.operand_values(0).len();
    let same = op.operand_values(1).len() == n && op.operand_values(2).len() == n;
    diags.require(n > 0 && same, &SCF006, op.loc(), &[]);
    for step in op.operand_values(2) {
        let positive = crate::consts::known_int(op, step).is_none_or(|s| s > 0);
        diags.require(positive, &SCF007, op.loc(), &[]);
    }
    takes(op, 0, &vec![op.cx.index_ty(); n], diags);
    let inits: Vec<Type> = op.operand_values(3).iter().map(|v| op.body.ty(*v)).collect();
    if inits != result_types(op) {
        let (got, want) = (types(op, &inits), types(op, &result_types(op)));
        diags.error(&SCF004, op.loc(), &[&got, &want]);
        return;
    }
    let end = op.region(0).and_then(RegionRef::terminator);
    let Some(end) = end.filter(|e| e.name_str() == "scf.reduce" && e.n_operands() == inits.len())
    else {
        return passes(op, 0, "scf.reduce", 0, &inits, diags);
    };
    let got = operand_types(end, 0);
    diags.require(got == inits, &SCF002, end.loc(), &[&types(op, &got), &types(op, &inits)]);
});

pub(super) const REDUCE: Verify = Verify(|op, diags| {
    diags.require(op.regions().len() == op.n_operands(), &SCF008, op.loc(), &[]);
    for (i, ty) in operand_types(op, 0).into_iter().enumerate() {
        takes(op, i, &[ty, ty], diags);
        let end = op.region(i).and_then(RegionRef::terminator);
        let Some(end) = end.filter(|e| e.name_str() == "scf.reduce.return") else {
            passes(op, i, "scf.reduce.return", 0, &[ty], diags);
            continue;
        };
        let got = operand_types(end, 0);
        diags.require(got == [ty], &SCF002, end.loc(), &[&types(op, &got), &types(op, &[ty])]);
    }
});

pub(super) const EXECUTE_REGION: Verify = Verify(|op, diags| {
    let Some(region) = op.region(0) else { return };
    diags.require(!region.blocks().is_empty(), &SCF009, op.loc(), &[]);
    takes(op, 0, &[], diags);
});

pub(super) const INDEX_SWITCH: Verify = Verify(|op, diags| {
    let cases = op.attr("cases").and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    let n = op.regions().len();
    diags.require(n == cases.len() + 1, &SCF010, op.loc(), &[&cases.len(), &n]);
    let mut sorted = cases.clone();
    sorted.sort_unstable();
    sorted.dedup();
    diags.require(sorted.len() == cases.len(), &SCF011, op.loc(), &[]);
    let results = result_types(op);
    (0..n).for_each(|i| passes(op, i, "scf.yield", 0, &results, diags));
});

pub(super) const FORALL: Verify = Verify(|op, diags| {
    let n = op.attr("staticUpperBound").and_then(|a| a.as_ints(op.cx)).map_or(0, |v| v.len());
    let outputs: Vec<Type> = op.operand_values(3).iter().map(|v| op.body.ty(*v)).collect();
    if outputs != result_types(op) {
        let (got, want) = (types(op, &outputs), types(op, &result_types(op)));
        diags.error(&SCF004, op.loc(), &[&got, &want]);
        return;
    }
    let mut want = vec![op.cx.index_ty(); n];
    want.extend(outputs);
    takes(op, 0, &want, diags);
});

/// Puts together what the threads made, and does nothing else.
pub(super) const IN_PARALLEL: Verify = Verify(|op, diags| {
    let Some(region) = op.region(0) else { return };
    let known = ["tensor.parallel_insert_slice", "scf.forall.in_parallel"];
    let mut others = region.ops().filter(|o| o.def().is_some() && !known.contains(&o.name_str()));
    if let Some(other) = others.next() {
        diags.error(&SCF012, op.loc(), &[&other.name_str()]);
    }
});

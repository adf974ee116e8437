//! What the definitions of `tensor` cannot say.

use terrace_ir::interface::Verify;
use terrace_ir::{DYNAMIC, OpRef};

use crate::codes::*;
use crate::memref::verify::{one_index_per_dim, slice};

pub(super) const EXTRACT: Verify = Verify(|op, diags| one_index_per_dim(op, 0, 1, diags));
pub(super) const INSERT: Verify = Verify(|op, diags| one_index_per_dim(op, 1, 2, diags));

fn rank(op: OpRef<'_>, i: usize) -> Option<usize> {
    op.operand_ty(i).shape(op.cx).map(<[i64]>::len)
}

pub(super) const EXTRACT_SLICE: Verify = Verify(|op, diags| {
    let Some(rank) = rank(op, 0) else { return };
    if !slice(op, 1, [rank; 3], diags) {
        return;
    }
    sizes_fit(op, op.result_ty(0).shape(op.cx).unwrap_or(&[]), diags);
});

/// `insert_slice` and `parallel_insert_slice`
pub(super) const INSERT_SLICE: Verify = Verify(|op, diags| {
    let Some(rank) = rank(op, 1) else { return };
    if !slice(op, 2, [rank; 3], diags) {
        return;
    }
    sizes_fit(op, op.operand_ty(0).shape(op.cx).unwrap_or(&[]), diags);
});

/// The sizes are `shape`, some of extent 1 left out.
fn sizes_fit(op: OpRef<'_>, shape: &[i64], diags: &mut terrace_ir::Diags) {
    let sizes = op.attr("static_sizes").and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    let mut rest = shape.iter().peekable();
    let mut fits = true;
    for size in &sizes {
        match rest.peek() {
            Some(extent) if *extent == size => {
                rest.next();
            }
            _ => fits &= *size == 1,
        }
    }
    let fits = fits && rest.next().is_none();
    diags.require(fits, &TENSOR001, op.loc(), &[]);
}

/// One operand per dynamic dimension of the result.
pub(super) const DYNAMIC_SIZES: Verify = Verify(|op, diags| {
    let Some(shape) = op.result_ty(0).shape(op.cx) else { return };
    let dynamic = shape.iter().filter(|d| **d == DYNAMIC).count();
    let group = usize::from(op.name_str() == "tensor.splat");
    let n = op.operand_values(group).len();
    diags.require(dynamic == n, &MEMREF002, op.loc(), &[&dynamic, &n]);
});

pub(super) const CAST: Verify = Verify(|op, diags| {
    let cx = op.cx;
    let (from, to) = (op.operand_ty(0), op.result_ty(0));
    let agrees = |a: i64, b: i64| a == b || a == DYNAMIC || b == DYNAMIC;
    let shapes = match (from.shape(cx), to.shape(cx)) {
        (Some(a), Some(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| agrees(*a, *b)),
        _ => true,
    };
    diags.require(shapes && from.elem(cx) == to.elem(cx), &MEMREF013, op.loc(), &[]);
});

pub(super) const PAD: Verify = Verify(|op, diags| {
    let Some(rank) = rank(op, 0) else { return };
    for (group, name) in [(1, "static_low"), (2, "static_high")] {
        let list = op.attr(name).and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
        let dynamic = list.iter().filter(|v| **v == DYNAMIC).count();
        let n = op.operand_values(group).len();
        let ok = list.len() == rank && dynamic == n;
        diags.require(ok, &MEMREF006, op.loc(), &[&name, &rank, &list.len(), &dynamic, &n]);
    }
    let args = op.region(0).and_then(|r| Some(r.body.args(r.entry()?).len()));
    diags.require(args == Some(rank), &TENSOR002, op.loc(), &[&rank]);
});

pub(super) const GENERATE: Verify = Verify(|op, diags| {
    (DYNAMIC_SIZES.0)(op, diags);
    let rank = op.result_ty(0).shape(op.cx).map(<[i64]>::len);
    let args = op.region(0).and_then(|r| Some(r.body.args(r.entry()?).len()));
    let want = rank.unwrap_or(0);
    diags.require(args == rank, &TENSOR002, op.loc(), &[&want]);
});

//! What the definitions of `tensor` cannot say.

use terrace_ir::interface::Verify;
use terrace_ir::{DYNAMIC, Diags, OpRef, Type};

use crate::codes::*;
use crate::memref::verify::{in_bounds, one_index_per_dim, slice};

pub(super) const EXTRACT: Verify = Verify(|op, diags| one_index_per_dim(op, 0, 1, diags));
pub(super) const INSERT: Verify = Verify(|op, diags| one_index_per_dim(op, 1, 2, diags));

fn rank(op: OpRef<'_>, i: usize) -> Option<usize> {
    op.operand_ty(i).shape(op.cx).map(<[i64]>::len)
}

pub(super) const BITCAST: Verify = Verify(|op, diags| {
    let (from, to) = (op.operand_ty(0), op.result_ty(0));
    let bits = |ty: Type| {
        let elem = ty.elem(op.cx);
        elem.int_width(op.cx).or(elem.float(op.cx).map(|f| f.bits()))
    };
    require(op, bits(from) == bits(to), "source and result have elements of as many bits", diags);
    if let (Some(from), Some(to)) = (from.shape(op.cx), to.shape(op.cx)) {
        let may_equal = |(a, b): (&i64, &i64)| a == b || [a, b].contains(&&DYNAMIC);
        let fits = from.len() == to.len() && from.iter().zip(to).all(may_equal);
        require(op, fits, "source and result have one shape", diags);
    }
});

pub(super) const EXTRACT_SLICE: Verify = Verify(|op, diags| {
    let Some(rank) = rank(op, 0) else { return };
    if !slice(op, 1, [rank; 3], diags) {
        return;
    }
    let elems = op.operand_ty(0).elem(op.cx) == op.result_ty(0).elem(op.cx);
    if require(op, elems, "a slice holds the same elements", diags)
        && in_bounds(op, op.operand_ty(0).shape(op.cx).unwrap_or(&[]), diags)
    {
        sizes_fit(op, op.result_ty(0).shape(op.cx).unwrap_or(&[]), diags);
    }
});

/// `insert_slice` and `parallel_insert_slice`
pub(super) const INSERT_SLICE: Verify = Verify(|op, diags| {
    let Some(rank) = rank(op, 1) else { return };
    if !slice(op, 2, [rank; 3], diags) {
        return;
    }
    let elems = op.operand_ty(0).elem(op.cx) == op.operand_ty(1).elem(op.cx);
    if require(op, elems, "a slice holds the same elements", diags)
        && in_bounds(op, op.operand_ty(1).shape(op.cx).unwrap_or(&[]), diags)
    {
        sizes_fit(op, op.operand_ty(0).shape(op.cx).unwrap_or(&[]), diags);
    }
});

/// Inserts into an output of the loop around it.
pub(super) const PARALLEL_INSERT_SLICE: Verify = Verify(|op, diags| {
    (INSERT_SLICE.0)(op, diags);
    let around = op.parent().and_then(OpRef::parent).filter(|o| o.name_str() == "scf.forall");
    let Some(around) = around else { return };
    let block = around.region(0).and_then(terrace_ir::RegionRef::entry);
    let own = block.is_some() && op.body.def_block(op.operand(1)) == block;
    let is_arg = own && op.defining(op.operand(1)).is_none();
    require(op, is_arg, "it inserts into an output of the loop", diags);
});

fn require(op: OpRef<'_>, ok: bool, sentence: &str, diags: &mut Diags) -> bool {
    diags.require(ok, &TENSOR003, op.loc(), &[&sentence]);
    ok
}

/// One value for each element, computed from its position.
fn element_body(op: OpRef<'_>, diags: &mut Diags) {
    let Some(region) = op.region(0) else { return };
    let args = region.entry().map(|b| region.body.args(b)).unwrap_or(&[]);
    let index = args.iter().all(|a| region.body.ty(*a).is_index(op.cx));
    let yields = region.terminator().is_none_or(|end| {
        end.name_str() == "tensor.yield"
            && end.operands().map(|v| end.body.ty(v)).eq([op.result_ty(0).elem(op.cx)])
    });
    let _ = require(op, index, "the body takes positions of type `index`", diags)
        && require(op, yields, "the body yields one element", diags);
}

/// Inputs differ in one dimension only, which the result adds up.
pub(super) const CONCAT: Verify = Verify(|op, diags| {
    let cx = op.cx;
    let inputs: Vec<Type> = op.operands().map(|v| op.body.ty(v)).collect();
    let Some(result) = op.result_ty(0).shape(cx) else { return };
    let dim = op.attr("dim").and_then(|a| a.as_i64(cx)).unwrap_or(0);
    let shapes: Vec<&[i64]> = inputs.iter().filter_map(|t| t.shape(cx)).collect();
    let elem = op.result_ty(0).elem(cx);
    let fine = require(op, !inputs.is_empty(), "there is something to concatenate", diags)
        && require(op, shapes.iter().all(|s| s.len() == result.len()), "ranks are equal", diags)
        && require(op, (0..result.len() as i64).contains(&dim), "the dimension exists", diags)
        && require(op, inputs.iter().all(|t| t.elem(cx) == elem), "elements are equal", diags);
    if !fine {
        return;
    }
    let agree = |a: i64, b: i64| a == b || a == DYNAMIC || b == DYNAMIC;
    for (i, extent) in result.iter().enumerate() {
        let mut extents = shapes.iter().map(|s| s[i]);
        let fits = if i as i64 == dim {
            let sum = extents
                .try_fold(0i64, |sum, e| if e == DYNAMIC { None } else { sum.checked_add(e) });
            sum.is_none_or(|sum| agree(sum, *extent))
        } else {
            let known: Vec<i64> = extents.chain([*extent]).filter(|e| *e != DYNAMIC).collect();
            known.windows(2).all(|w| w[0] == w[1])
        };
        require(op, fits, &format!("extents of dimension {i} fit together"), diags);
    }
});

/// Coordinates that are listed, and where they point to.
fn coordinates(op: OpRef<'_>, name: &str, memory: Type, indices: Type, diags: &mut Diags) -> bool {
    let cx = op.cx;
    let dims = op.attr(name).and_then(|a| a.as_ints(cx)).unwrap_or_default();
    let rank = memory.shape(cx).map_or(0, <[i64]>::len) as i64;
    let last = indices.shape(cx).and_then(|s| s.last().copied());
    let counted = last.is_none_or(|n| n == DYNAMIC || n == dims.len() as i64);
    require(op, !dims.is_empty(), "at least one dimension is indexed", diags)
        && require(op, counted, "there is a coordinate for each dimension indexed", diags)
        && require(op, dims.iter().all(|d| (0..rank).contains(d)), "dimensions exist", diags)
        && require(op, dims.windows(2).all(|w| w[0] < w[1]), "dimensions are in order", diags)
}

/// The shape of what `gather` gives: that of the indices without coordinates, then that of the
/// memory, dimensions that are indexed 1 or left out.
fn gathered(op: OpRef<'_>, name: &str, memory: Type, indices: Type) -> [Vec<i64>; 2] {
    let dims = op.attr(name).and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    let lead = indices.shape(op.cx).and_then(|s| s.split_last()).map_or(&[][..], |(_, l)| l);
    let shape = memory.shape(op.cx).unwrap_or(&[]).iter().enumerate();
    let one =
        |(i, e): (usize, &i64)| if dims.contains(&(i as i64)) { (1, true) } else { (*e, false) };
    let marked: Vec<(i64, bool)> = shape.map(one).collect();
    let full = lead.iter().copied().chain(marked.iter().map(|(e, _)| *e)).collect();
    let kept = marked.iter().filter(|(_, indexed)| !indexed).map(|(e, _)| *e);
    [full, lead.iter().copied().chain(kept).collect()]
}

fn of_shape(op: OpRef<'_>, ty: Type, shapes: [Vec<i64>; 2], diags: &mut Diags) {
    let got = ty.shape(op.cx).unwrap_or(&[]);
    let fits = shapes.iter().any(|s| s.as_slice() == got);
    let text = format!("expected shape {:?}, or {:?}, got {got:?}", shapes[0], shapes[1]);
    require(op, fits, &text, diags);
}

pub(super) const GATHER: Verify = Verify(|op, diags| {
    let (source, indices) = (op.operand_ty(0), op.operand_ty(1));
    if coordinates(op, "gather_dims", source, indices, diags) {
        of_shape(op, op.result_ty(0), gathered(op, "gather_dims", source, indices), diags);
    }
});

pub(super) const SCATTER: Verify = Verify(|op, diags| {
    let (dest, indices) = (op.operand_ty(1), op.operand_ty(2));
    if coordinates(op, "scatter_dims", dest, indices, diags) {
        of_shape(op, op.operand_ty(0), gathered(op, "scatter_dims", dest, indices), diags);
    }
});

/// The sizes are `shape`, some of extent 1 left out.
fn sizes_fit(op: OpRef<'_>, shape: &[i64], diags: &mut Diags) {
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
    element_body(op, diags);
});

pub(super) const GENERATE: Verify = Verify(|op, diags| {
    (DYNAMIC_SIZES.0)(op, diags);
    let rank = op.result_ty(0).shape(op.cx).map(<[i64]>::len);
    let args = op.region(0).and_then(|r| Some(r.body.args(r.entry()?).len()));
    let want = rank.unwrap_or(0);
    diags.require(args == rank, &TENSOR002, op.loc(), &[&want]);
    element_body(op, diags);
});

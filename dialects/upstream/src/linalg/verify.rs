//! What the definitions of `linalg` cannot say: operands, maps, bodies and shapes of a structured
//! operation belong together.

use terrace_ir::interface::Verify;
use terrace_ir::text::type_to_string;
use terrace_ir::{AffineExpr, AffineMap, DYNAMIC, Diags, OpRef, Type};

use super::maps::indexing_maps;
use super::named::elem;
use crate::codes::LINALG002;

fn require(op: OpRef<'_>, ok: bool, sentence: &str, diags: &mut Diags) -> bool {
    diags.require(ok, &LINALG002, op.loc(), &[&sentence]);
    ok
}

/// The shape of a tensor or memref; anything else is a scalar.
fn shape(op: OpRef<'_>, i: usize) -> &[i64] {
    let ty = op.operand_ty(i);
    let shaped = ty.is_tensor(op.cx) || ty.is_memref(op.cx);
    ty.shape(op.cx).filter(|_| shaped).unwrap_or(&[])
}

/// Whether a body is one that `linalg.yield` and `linalg.index` may stand in.
fn is_structured(op: OpRef<'_>) -> bool {
    let body = op.name_str().starts_with("linalg.") && op.regions().len() == 1;
    body && op.n_operands() > 0
}

/// Every structured operation.
pub(super) const STRUCTURED: Verify = Verify(|op, diags| {
    let sound = operands(op, diags) && results(op, diags);
    if sound
        && body_arguments(op, diags)
        && let Some(maps) = indexing_maps(op)
    {
        mapped(op, &maps, diags);
    }
});

/// Either tensors or memrefs, with scalars beside them.
fn operands(op: OpRef<'_>, diags: &mut Diags) -> bool {
    let types = || op.operands().map(|v| op.body.ty(v));
    let tensors = types().any(|t| t.is_tensor(op.cx));
    let memrefs = types().any(|t| t.is_memref(op.cx));
    require(op, !(tensors && memrefs), "operands are either tensors or memrefs, not both", diags)
}

/// A result for each output that is a tensor, of its type.
fn results(op: OpRef<'_>, diags: &mut Diags) -> bool {
    let outputs = op.operand_values(1).into_iter().map(|v| op.body.ty(v));
    let want: Vec<Type> = outputs.filter(|t| t.is_tensor(op.cx)).collect();
    let got: Vec<Type> = op.results().map(|v| op.body.ty(v)).collect();
    require(op, want == got, "there is a result for each output tensor, of its type", diags)
}

/// The body takes an element of each operand.
fn body_arguments(op: OpRef<'_>, diags: &mut Diags) -> bool {
    let Some(region) = op.region(0) else { return true };
    let Some(entry) = region.entry() else {
        return require(op, false, "the body has a block", diags);
    };
    let got = region.body.args(entry).iter().map(|a| region.body.ty(*a));
    let want = op.operands().map(|v| elem(op.cx, op.body.ty(v)));
    let sentence = "the body takes one element of each operand, in order";
    require(op, got.eq(want), sentence, diags)
}

fn mapped(op: OpRef<'_>, maps: &[AffineMap], diags: &mut Diags) {
    let n = op.n_operands();
    if !require(op, maps.len() == n, "there is one indexing map for each operand", diags) {
        return;
    }
    let n_loops = n_loops(op, maps);
    for (i, map) in maps.iter().enumerate() {
        let fits = map.n_syms == 0 && map.n_dims as usize == n_loops;
        if !require(op, fits, "a map has one dimension for each loop and no symbols", diags) {
            return;
        }
        let rank = shape(op, i).len();
        let text =
            format!("operand {i} has rank {rank}, but its map has {} results", map.results.len());
        if !require(op, map.results.len() == rank, &text, diags) {
            return;
        }
    }
    extents(op, maps, n_loops, diags);
}

/// How many loops there are: what the iterators say, or the maps.
fn n_loops(op: OpRef<'_>, maps: &[AffineMap]) -> usize {
    let iterators = op.attr("iterator_types").and_then(|a| a.as_array(op.cx)).map(<[_]>::len);
    iterators.unwrap_or_else(|| maps.first().map_or(0, |m| m.n_dims as usize))
}

/// Each loop runs over an extent; all extents that are known must agree.
fn extents(op: OpRef<'_>, maps: &[AffineMap], n_loops: usize, diags: &mut Diags) {
    let mut loops: Vec<Option<i64>> = vec![None; n_loops];
    for (i, map) in maps.iter().enumerate() {
        for (expr, extent) in map.results.iter().zip(shape(op, i)) {
            if let AffineExpr::Dim(d) = expr {
                let known = &mut loops[*d as usize];
                *known = known.filter(|k| *k != DYNAMIC).or(Some(*extent));
            }
        }
    }
    let sentence = "each loop is the index of some dimension alone";
    if !require(op, loops.iter().all(Option::is_some), sentence, diags) {
        return;
    }
    let loops: Vec<i64> = loops.into_iter().flatten().collect();
    // Upstream looks at extents only where it knows all of them.
    if loops.contains(&DYNAMIC) {
        return;
    }
    let ends: Vec<(i64, i64)> = loops.iter().map(|n| (0, n - 1)).collect();
    for (i, map) in maps.iter().enumerate() {
        for (k, (expr, extent)) in map.results.iter().zip(shape(op, i)).enumerate() {
            if *extent == DYNAMIC || loops.contains(&0) {
                continue;
            }
            let Some((low, high)) = expr.range(&ends) else { continue };
            let fits = match expr {
                AffineExpr::Dim(_) => high + 1 == *extent,
                _ => low >= 0 && high < *extent,
            };
            let text = format!("dimension {k} of operand {i} is indexed from {low} to {high}");
            if !require(op, fits, &format!("{text}, its extent is {extent}"), diags) {
                return;
            }
        }
    }
}

/// Yields one element for each output, from inside a structured operation.
pub(super) const YIELD: Verify = Verify(|op, diags| {
    let Some(parent) = op.parent() else { return };
    if !require(op, is_structured(parent), "it stands in a structured operation", diags) {
        return;
    }
    let group = parent.operand_values(1);
    let want: Vec<Type> = group.iter().map(|v| elem(op.cx, parent.body.ty(*v))).collect();
    let got: Vec<Type> = op.operands().map(|v| op.body.ty(v)).collect();
    if parent.def().is_some_and(|d| d.operands.len() == 2) && got != want {
        let list = |types: &[Type]| {
            types.iter().map(|t| type_to_string(op.cx, *t)).collect::<Vec<_>>().join(", ")
        };
        let text = format!("it yields ({}), the outputs hold ({})", list(&got), list(&want));
        require(op, false, &text, diags);
    }
});

/// The position in one of the loops around it.
pub(super) const INDEX: Verify = Verify(|op, diags| {
    let Some(parent) = op.parent() else { return };
    if !require(op, is_structured(parent), "it stands in a structured operation", diags) {
        return;
    }
    let Some(maps) = indexing_maps(parent) else { return };
    let n = n_loops(parent, &maps) as i64;
    let dim = op.attr("dim").and_then(|a| a.as_i64(op.cx)).unwrap_or(0);
    require(op, (0..n).contains(&dim), &format!("there are {n} loops, none is loop {dim}"), diags);
});

fn ints(op: OpRef<'_>, name: &str) -> Vec<i64> {
    op.attr(name).and_then(|a| a.as_ints(op.cx)).unwrap_or_default()
}

/// Extents that could be equal at run time.
fn agree(a: i64, b: i64) -> bool {
    a == b || a == DYNAMIC || b == DYNAMIC
}

fn same_shape(a: &[i64], b: &[i64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| agree(*a, *b))
}

/// All inputs have the shape of the output.
pub(super) const MAP: Verify = Verify(|op, diags| {
    let fine = operands(op, diags) && results(op, diags) && body_arguments(op, diags);
    let Some(last) = op.n_operands().checked_sub(1) else { return };
    let same = (0..last).all(|i| same_shape(shape(op, i), shape(op, last)));
    let _ = fine && require(op, same, "inputs have the shape of the output", diags);
});

/// Outputs have the shape of the inputs without the dimensions reduced.
pub(super) const REDUCE: Verify = Verify(|op, diags| {
    let fine = operands(op, diags) && results(op, diags);
    let (n, dims) = (op.n_operands() / 2, ints(op, "dimensions"));
    if !fine || n == 0 {
        return;
    }
    let (input, init) = (shape(op, 0), shape(op, n));
    let same = (0..n).all(|i| shape(op, i) == input && shape(op, n + i) == init);
    let in_range = dims.iter().all(|d| (0..input.len() as i64).contains(d));
    let rising = dims.windows(2).all(|w| w[0] < w[1]);
    let kept = input.iter().enumerate().filter(|(i, _)| !dims.contains(&(*i as i64)));
    let kept: Vec<i64> = kept.map(|(_, extent)| *extent).collect();
    let _ = require(op, same, "inputs have one shape, and outputs have one", diags)
        && require(op, in_range && rising, "dimensions exist and are listed in order", diags)
        && require(op, same_shape(&kept, init), "outputs lack the dimensions reduced", diags)
        && body_arguments(op, diags);
});

/// Dimension `i` of the output is dimension `permutation[i]` of the input.
pub(super) const TRANSPOSE: Verify = Verify(|op, diags| {
    if !(operands(op, diags) && results(op, diags)) || op.n_operands() != 2 {
        return;
    }
    let (input, init, order) = (shape(op, 0), shape(op, 1), ints(op, "permutation"));
    let mut sorted = order.clone();
    sorted.sort_unstable();
    let whole = sorted.into_iter().eq(0..input.len() as i64) && init.len() == input.len();
    let moved = |(d, extent): (&i64, &i64)| agree(input[*d as usize], *extent);
    let _ = require(op, whole, "the permutation names every dimension once", diags)
        && require(op, order.iter().zip(init).all(moved), "extents move with dimensions", diags);
});

/// The input lacks the dimensions that are added.
pub(super) const BROADCAST: Verify = Verify(|op, diags| {
    if !(operands(op, diags) && results(op, diags)) || op.n_operands() != 2 {
        return;
    }
    let (input, init, dims) = (shape(op, 0), shape(op, 1), ints(op, "dimensions"));
    let in_range = dims.iter().all(|d| (0..init.len() as i64).contains(d));
    let kept = init.iter().enumerate().filter(|(i, _)| !dims.contains(&(*i as i64)));
    let kept: Vec<i64> = kept.map(|(_, extent)| *extent).collect();
    let _ = require(op, input.len() + dims.len() == init.len(), "ranks do not add up", diags)
        && require(op, in_range, "an added dimension is none of the output", diags)
        && require(op, same_shape(input, &kept), "kept dimensions keep their extents", diags);
});

/// The output has the input's shape.
pub(super) const SOFTMAX: Verify = Verify(|op, diags| {
    let same = same_shape(shape(op, 0), shape(op, 1));
    let dim = op.attr("dimension").and_then(|a| a.as_i64(op.cx)).unwrap_or(0);
    let exists = (0..shape(op, 0).len() as i64).contains(&dim);
    let _ = require(op, same, "input and output have one shape", diags)
        && require(op, exists, "the dimension exists", diags);
});

//! What the definitions of `vector` cannot say.

use terrace_ir::interface::Verify;
use terrace_ir::text::type_to_string;
use terrace_ir::{AffineExpr, AffineMap, AttrKind, DYNAMIC, Diags, OpRef, Type, TypeKind};

use super::asm::product_type;
use super::transfer::compressed_mask;
use crate::arith::bit_width;
use crate::codes::*;
use crate::memref::verify::one_index_per_dim;
use crate::views::{case, case_of};

fn shape(op: OpRef<'_>, ty: Type) -> &[i64] {
    ty.shape(op.cx).unwrap_or(&[])
}

fn ints(op: OpRef<'_>, name: &str) -> Vec<i64> {
    op.attr(name).and_then(|a| a.as_ints(op.cx)).unwrap_or_default()
}

/// Reports that a type should be another one.
fn wrong(op: OpRef<'_>, what: &str, got: Type, want: Type, diags: &mut Diags) {
    let (got, want) = (type_to_string(op.cx, got), type_to_string(op.cx, want));
    diags.error(&VECTOR001, op.loc(), &[&what, &got, &want]);
}

fn require(op: OpRef<'_>, ok: bool, sentence: &str, diags: &mut Diags) {
    diags.require(ok, &VECTOR002, op.loc(), &[&sentence]);
}

pub(super) const LOAD: Verify = Verify(|op, diags| {
    one_index_per_dim(op, 0, 1, diags);
    let (from, to) = (op.operand_ty(0), op.result_ty(0));
    memory_elem(op, from, to, diags);
    memory_rank(op, from, to, diags);
});

/// A vector is a part of memory, along its last dimensions, or an element of it.
fn memory_rank(op: OpRef<'_>, memory: Type, vector: Type, diags: &mut Diags) {
    let rank = |ty| shape(op, ty).len();
    let fits = memory.elem(op.cx) == vector || rank(vector) <= rank(memory);
    require(op, fits, "a vector has no more dimensions than the memory it is in", diags);
}

pub(super) const STORE: Verify = Verify(|op, diags| {
    one_index_per_dim(op, 1, 2, diags);
    memory_elem(op, op.operand_ty(1), op.operand_ty(0), diags);
    memory_rank(op, op.operand_ty(1), op.operand_ty(0), diags);
});

/// The elements of memory are those of the vector, or vectors of the same type.
fn memory_elem(op: OpRef<'_>, memory: Type, vector: Type, diags: &mut Diags) {
    let (elem, want) = (memory.elem(op.cx), vector.elem(op.cx));
    if elem != want && elem != vector {
        wrong(op, "an element of memory", elem, want, diags);
    }
}

pub(super) const MASKED_LOAD: Verify = Verify(|op, diags| {
    one_index_per_dim(op, 0, 1, diags);
    let n = op.operand_values(1).len();
    if op.n_operands() != n + 3 {
        return;
    }
    masked(op, op.operand_ty(n + 1), op.result_ty(0), diags);
    if op.operand_ty(n + 2) != op.result_ty(0) {
        wrong(op, "the value of masked lanes", op.operand_ty(n + 2), op.result_ty(0), diags);
    }
    memory_elem(op, op.operand_ty(0), op.result_ty(0), diags);
});

pub(super) const MASKED_STORE: Verify = Verify(|op, diags| {
    one_index_per_dim(op, 0, 1, diags);
    let n = op.operand_values(1).len();
    if op.n_operands() != n + 3 {
        return;
    }
    masked(op, op.operand_ty(n + 1), op.operand_ty(n + 2), diags);
    memory_elem(op, op.operand_ty(0), op.operand_ty(n + 2), diags);
});

pub(super) const GATHER: Verify = Verify(|op, diags| {
    let Some(n) = op.n_operands().checked_sub(4) else { return };
    let ty = op.result_ty(0);
    spread(op, [op.operand_ty(n + 1), op.operand_ty(n + 2)], ty, diags);
    if op.operand_ty(n + 3) != ty {
        wrong(op, "the value of masked lanes", op.operand_ty(n + 3), ty, diags);
    }
});

pub(super) const SCATTER: Verify = Verify(|op, diags| {
    let Some(n) = op.n_operands().checked_sub(4) else { return };
    spread(op, [op.operand_ty(n + 1), op.operand_ty(n + 2)], op.operand_ty(n + 3), diags);
});

/// Elements are at an offset per dimension and an index each, where the mask has its bit.
fn spread(op: OpRef<'_>, [indices, mask]: [Type; 2], vector: Type, diags: &mut Diags) {
    one_index_per_dim(op, 0, 1, diags);
    let (elem, want) = (op.operand_ty(0).elem(op.cx), vector.elem(op.cx));
    if elem != want {
        wrong(op, "an element of memory", elem, want, diags);
    }
    let want = vector.with_elem(op.cx, indices.elem(op.cx));
    if indices != want {
        wrong(op, "the vector of indices", indices, want, diags);
    }
    masked(op, mask, vector, diags);
}

/// A mask has one bit for each element.
fn masked(op: OpRef<'_>, mask: Type, vector: Type, diags: &mut Diags) {
    let want = vector.with_elem(op.cx, op.cx.int_ty(1));
    if mask != want {
        wrong(op, "the mask", mask, want, diags);
    }
}

pub(super) const TRANSFER_READ: Verify = Verify(|op, diags| {
    one_index_per_dim(op, 0, 1, diags);
    let mask = op.operand_values(3).first().map(|m| op.body.ty(*m));
    let elem = op.operand_ty(0).elem(op.cx);
    if let Some(padding) = op.operand_values(2).first().map(|p| op.body.ty(*p))
        && padding != elem
    {
        wrong(op, "the padding", padding, elem, diags);
    }
    transfer(op, op.operand_ty(0), op.result_ty(0), mask, diags);
});

pub(super) const TRANSFER_WRITE: Verify = Verify(|op, diags| {
    one_index_per_dim(op, 1, 2, diags);
    let mask = op.operand_values(3).first().map(|m| op.body.ty(*m));
    transfer(op, op.operand_ty(1), op.operand_ty(0), mask, diags);
    let map = op.attr("permutation_map").and_then(|a| a.as_map(op.cx));
    let broadcast = map.is_some_and(|m| m.results.iter().any(|r| r.as_const().is_some()));
    let rank_0 = shape(op, op.operand_ty(1)).is_empty();
    require(op, !broadcast || rank_0, "a write cannot broadcast", diags);
    let to_tensor = op.operand_ty(1).is_tensor(op.cx);
    require(
        op,
        to_tensor == (op.n_results() == 1),
        "a write has a result iff it writes a tensor",
        diags,
    );
    if op.n_results() == 1 && op.result_ty(0) != op.operand_ty(1) {
        wrong(op, "the result", op.result_ty(0), op.operand_ty(1), diags);
    }
});

fn transfer(op: OpRef<'_>, shaped: Type, vector: Type, mask: Option<Type>, diags: &mut Diags) {
    let cx = op.cx;
    let Some(map) = op.attr("permutation_map").and_then(|a| a.as_map(cx)) else { return };
    let rank = shape(op, shaped).len();
    let inner = shape(op, shaped.elem(cx)).len();
    let dims: Vec<u32> = map.results.iter().filter_map(dim).collect();
    let mut distinct = dims.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let projected = distinct.len() == dims.len()
        && map.results.iter().all(|r| dim(r).is_some() || r.as_const() == Some(0));
    require(op, projected, "the map must be a projected permutation, broadcasts being 0", diags);
    let fits = map.n_syms == 0 && map.n_dims as usize == rank;
    require(op, fits, "the map takes one dimension for each of the memory", diags);
    let ranks = map.results.len() + inner == shape(op, vector).len();
    require(op, ranks, "the map gives one result for each dimension of the vector", diags);
    let bounds = op.attr("in_bounds").and_then(|a| a.as_array(cx)).unwrap_or(&[]);
    let n = bounds.len() == map.results.len();
    require(op, n, "`in_bounds` has one entry for each result of the map", diags);
    for (bound, result) in bounds.iter().zip(&map.results) {
        let broadcast = result.as_const().is_some();
        let inside = bound.as_int(cx) != Some(0);
        require(op, !broadcast || inside, "broadcast dimensions are in bounds", diags);
    }
    if inner == 0 && shaped.elem(cx) != vector.elem(cx) {
        wrong(op, "the vector's element", vector.elem(cx), shaped.elem(cx), diags);
    }
    if let Some(mask) = mask
        && projected
        && let Some(want) = compressed_mask(cx, vector, map)
        && mask != want
    {
        wrong(op, "the mask", mask, want, diags);
    }
}

fn dim(e: &AffineExpr) -> Option<u32> {
    if let AffineExpr::Dim(d) = e { Some(*d) } else { None }
}

pub(super) const BROADCAST: Verify = Verify(|op, diags| {
    let (from, to) = (shape(op, op.operand_ty(0)), shape(op, op.result_ty(0)));
    let fits = from.len() <= to.len()
        && from.iter().rev().zip(to.iter().rev()).all(|(a, b)| a == b || *a == 1);
    require(op, fits, "trailing dimensions must agree or be 1", diags);
});

/// `extract`: what is left after the position is the result.
pub(super) const EXTRACT: Verify =
    Verify(|op, diags| element(op, op.operand_ty(0), op.result_ty(0), 1, diags));

/// `insert`: what is left after the position is the value.
pub(super) const INSERT: Verify = Verify(|op, diags| {
    if op.operand_ty(1) != op.result_ty(0) {
        wrong(op, "the result", op.result_ty(0), op.operand_ty(1), diags);
    }
    element(op, op.operand_ty(1), op.operand_ty(0), 2, diags);
});

fn element(op: OpRef<'_>, whole: Type, part: Type, positions: usize, diags: &mut Diags) {
    let position = ints(op, "static_position");
    let whole_shape = shape(op, whole);
    let dynamic = position.iter().filter(|p| **p == DYNAMIC).count();
    let n = op.operand_values(positions).len();
    require(op, dynamic == n, "each dynamic position has a value", diags);
    if position.len() > whole_shape.len() {
        return require(op, false, "more positions than dimensions", diags);
    }
    let (at, rest) = whole_shape.split_at(position.len());
    // -1 stands for poison.
    let inside = position.iter().zip(at).all(|(p, n)| *p == DYNAMIC || (-1..*n).contains(p));
    require(op, inside, "a position lies outside of the vector", diags);
    // A single element may be a vector without dimensions as well.
    let fits =
        shape(op, part) == rest || shape(op, part).iter().all(|d| *d == 1) && rest.is_empty();
    require(op, fits, "what the position leaves must be the part's shape", diags);
    if part.elem(op.cx) != whole.elem(op.cx) {
        wrong(op, "the part's element", part.elem(op.cx), whole.elem(op.cx), diags);
    }
}

pub(super) const SHAPE_CAST: Verify = Verify(|op, diags| {
    let cx = op.cx;
    let (from, to) = (op.operand_ty(0), op.result_ty(0));
    require(op, from.elem(cx) == to.elem(cx), "a reshape keeps the elements", diags);
    require(
        op,
        from.n_elems(cx) == to.n_elems(cx),
        "a reshape keeps how many elements there are",
        diags,
    );
    let scalable = |t: Type| match t.kind(cx) {
        TypeKind::Vector { scalable, .. } => scalable.iter().filter(|s| **s).count(),
        _ => 0,
    };
    require(op, scalable(from) == scalable(to), "a reshape keeps scalable dimensions", diags);
});

pub(super) const BITCAST: Verify = Verify(|op, diags| {
    let cx = op.cx;
    let (from, to) = (op.operand_ty(0), op.result_ty(0));
    let (a, b) = (shape(op, from), shape(op, to));
    let (Some((last_a, a)), Some((last_b, b))) = (a.split_last(), b.split_last()) else { return };
    require(op, a == b, "all dimensions but the last must agree", diags);
    if let (Some(m), Some(n)) = (bit_width(cx, from), bit_width(cx, to)) {
        let same = last_a.checked_mul(m.into()) == last_b.checked_mul(n.into());
        require(op, same, "rows must have equally many bits", diags);
    }
});

pub(super) const TRANSPOSE: Verify = Verify(|op, diags| {
    let (from, to) = (shape(op, op.operand_ty(0)), shape(op, op.result_ty(0)));
    let permutation = ints(op, "permutation");
    let mut sorted = permutation.clone();
    sorted.sort_unstable();
    let valid = sorted.iter().copied().eq(0..from.len() as i64) && to.len() == from.len();
    require(op, valid, "every dimension occurs once in the permutation", diags);
    if valid {
        let moved: Vec<i64> = permutation.iter().map(|d| from[*d as usize]).collect();
        require(op, moved == to, "the result has the permuted shape", diags);
    }
});

pub(super) const SHUFFLE: Verify = Verify(|op, diags| {
    let (a, b) = (shape(op, op.operand_ty(0)), shape(op, op.operand_ty(1)));
    let rows = |s: &[i64]| s.first().copied().unwrap_or(1);
    let tail = |s: &[i64]| s.get(1..).unwrap_or(&[]).to_vec();
    require(op, a.len() == b.len() && tail(a) == tail(b), "both vectors have equal rows", diags);
    let n = rows(a) + rows(b);
    let mask = ints(op, "mask");
    require(op, !mask.is_empty(), "the mask has at least one entry", diags);
    let inside = mask.iter().all(|m| (-1..n).contains(m));
    require(op, inside, "an entry of the mask lies outside of both vectors", diags);
});

pub(super) const OUTERPRODUCT: Verify = Verify(|op, diags| {
    match product_type(op.cx, op.operand_ty(0), op.operand_ty(1)) {
        Some(want) if want != op.result_ty(0) => {
            wrong(op, "the result", op.result_ty(0), want, diags)
        }
        Some(_) => {}
        None => require(op, false, "expected vectors of rank 1", diags),
    }
    if let Some(acc) = op.operand_values(2).first().map(|a| op.body.ty(*a))
        && acc != op.result_ty(0)
    {
        wrong(op, "the accumulator", acc, op.result_ty(0), diags);
    }
    combining(op, op.result_ty(0).elem(op.cx), diags);
});

/// Whether a way to combine suits the elements.
fn combining(op: OpRef<'_>, elem: Type, diags: &mut Diags) {
    let Some(kind) = case(op, "kind") else { return };
    let (is_int, is_float) =
        (elem.int_width(op.cx).is_some() || elem.is_index(op.cx), elem.float(op.cx).is_some());
    let suits = match kind {
        // add, mul
        0 | 1 => is_int || is_float,
        // minnumf, maxnumf, minimumf, maximumf
        4 | 7 | 11 | 12 => is_float,
        _ => is_int,
    };
    require(op, suits, "the kind of combination does not suit the elements", diags);
}

pub(super) const REDUCTION: Verify = Verify(|op, diags| {
    require(op, shape(op, op.operand_ty(0)).len() <= 1, "expected a vector of rank 0 or 1", diags);
    let elem = op.operand_ty(0).elem(op.cx);
    require(op, op.result_ty(0) == elem, "the result is one element", diags);
    combining(op, elem, diags);
});

pub(super) const MULTI_REDUCTION: Verify = Verify(|op, diags| {
    let from = shape(op, op.operand_ty(0));
    let dims = ints(op, "reduction_dims");
    let inside = dims.iter().all(|d| (0..from.len() as i64).contains(d));
    require(op, inside, "a reduced dimension lies outside of the vector", diags);
    let kept: Vec<i64> =
        (0..from.len()).filter(|i| !dims.contains(&(*i as i64))).map(|i| from[i]).collect();
    require(
        op,
        shape(op, op.result_ty(0)) == kept,
        "the result has the dimensions that stay",
        diags,
    );
    combining(op, op.operand_ty(0).elem(op.cx), diags);
});

pub(super) const EXTRACT_STRIDED_SLICE: Verify = Verify(|op, diags| {
    let from = shape(op, op.operand_ty(0));
    let lists = ["offsets", "sizes", "strides"].map(|n| ints(op, n));
    let n = lists[0].len();
    if n > from.len() || lists.iter().any(|l| l.len() != n) {
        return require(op, false, "expected equally many offsets, sizes and strides", diags);
    }
    for (i, extent) in from.iter().take(n).enumerate() {
        let (offset, size) = (lists[0][i], lists[1][i]);
        let inside =
            offset >= 0 && size >= 1 && offset.checked_add(size).is_some_and(|e| e <= *extent);
        require(op, inside, "the slice lies outside of the vector", diags);
        require(op, lists[2][i] == 1, "strides other than 1 are not supported", diags);
    }
    let want: Vec<i64> = lists[1].iter().chain(from.get(n..).unwrap_or(&[])).copied().collect();
    require(op, shape(op, op.result_ty(0)) == want, "the result has the sizes of the slice", diags);
});

pub(super) const INSERT_STRIDED_SLICE: Verify = Verify(|op, diags| {
    let (from, to) = (shape(op, op.operand_ty(0)), shape(op, op.operand_ty(1)));
    let (offsets, strides) = (ints(op, "offsets"), ints(op, "strides"));
    if offsets.len() != to.len() || strides.len() != from.len() || from.len() > to.len() {
        return require(
            op,
            false,
            "expected an offset per dimension of the target and a stride per \
            dimension of the value",
            diags,
        );
    }
    require(op, strides.iter().all(|s| *s == 1), "strides other than 1 are not supported", diags);
    let first = to.len() - from.len();
    let inside = (0..to.len()).all(|i| {
        let size = i.checked_sub(first).map_or(1, |k| from[k]);
        offsets[i] >= 0 && offsets[i].checked_add(size).is_some_and(|e| e <= to[i])
    });
    require(op, inside, "the slice lies outside of the vector", diags);
});

pub(super) const CREATE_MASK: Verify = Verify(|op, diags| {
    let rank = shape(op, op.result_ty(0)).len().max(1);
    require(op, op.n_operands() == rank, "expected one operand per dimension of the mask", diags);
});

pub(super) const CONSTANT_MASK: Verify = Verify(|op, diags| {
    let to = shape(op, op.result_ty(0));
    let sizes = ints(op, "mask_dim_sizes");
    if to.is_empty() {
        return require(op, matches!(sizes.as_slice(), [0 | 1]), "expected 0 or 1", diags);
    }
    let inside = sizes.len() == to.len() && sizes.iter().zip(to).all(|(s, n)| (0..=*n).contains(s));
    require(op, inside, "expected one size per dimension, no larger than it", diags);
    let zero = sizes.contains(&0);
    require(op, !zero || sizes.iter().all(|s| *s == 0), "one size of 0 makes all of them 0", diags);
});

pub(super) const MASK: Verify = Verify(|op, diags| {
    let Some(region) = op.region(0) else { return };
    let ops: Vec<OpRef<'_>> = region.ops().collect();
    require(op, ops.len() <= 2, "a mask holds one operation", diags);
    let Some(end) = ops.last().filter(|e| e.name_str() == "vector.yield") else {
        return require(op, false, "a mask ends with `vector.yield`", diags);
    };
    let same = end.operands().map(|v| end.body.ty(v)).eq(op.results().map(|r| op.body.ty(r)));
    require(op, same, "what the operation inside gives is what the mask gives", diags);
});

pub(super) const CONTRACT: Verify = Verify(|op, diags| {
    let cx = op.cx;
    let maps: Vec<AffineMap> = op
        .attr("indexing_maps")
        .and_then(|a| a.as_array(cx))
        .unwrap_or(&[])
        .iter()
        .filter_map(|a| match &*a.kind(cx) {
            AttrKind::AffineMap(m) => Some(m.clone()),
            _ => None,
        })
        .collect();
    let iterators = op.attr("iterator_types").and_then(|a| a.as_array(cx)).unwrap_or(&[]);
    if maps.len() != 3 || maps.iter().any(|m| m.n_dims as usize != iterators.len() || m.n_syms > 0)
    {
        return require(op, false, "expected three maps over the iterators", diags);
    }
    let mut extents: Vec<Option<i64>> = vec![None; iterators.len()];
    for (i, map) in maps.iter().enumerate() {
        let dims = shape(op, op.operand_ty(i));
        if map.results.len() != dims.len() {
            return require(
                op,
                false,
                "a map gives one result per dimension of its operand",
                diags,
            );
        }
        for (result, extent) in map.results.iter().zip(dims) {
            let Some(known) = dim(result).and_then(|d| extents.get_mut(d as usize)) else {
                return require(op, false, "maps are projected permutations", diags);
            };
            let agrees = known.replace(*extent).is_none_or(|k| k == *extent);
            require(op, agrees, "operands disagree about the extent of an iterator", diags);
        }
    }
    for (d, iterator) in iterators.iter().enumerate() {
        let kept = maps[2].results.iter().any(|r| dim(r) == Some(d as u32));
        let parallel = case_of(cx, *iterator) == Some(0);
        require(op, kept == parallel, "parallel iterators, and only they, index the result", diags);
    }
    combining(op, op.result_ty(0).elem(cx), diags);
});

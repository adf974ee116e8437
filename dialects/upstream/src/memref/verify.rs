//! What the definitions of `memref` cannot say.

use terrace_ir::def::Traits;
use terrace_ir::interface::{Verify, VerifySymbols};
use terrace_ir::verify::codes::IR027;
use terrace_ir::{
    AffineExpr, AffineMap, Attr, AttrKind, Context, DYNAMIC, Diags, OpRef, Type, TypeKind,
};

use crate::codes::*;
use crate::layout::strides_and_offset;
use crate::slices::outside;

fn rank(op: OpRef<'_>, ty: Type) -> Option<usize> {
    ty.shape(op.cx).map(<[i64]>::len)
}

/// Reports unless operand group `indices` has one index per dimension of operand `memory`.
pub(crate) fn one_index_per_dim(op: OpRef<'_>, memory: usize, indices: usize, diags: &mut Diags) {
    let Some(range) = op.operand_group(memory).filter(|r| r.len() == 1) else { return };
    let (Some(rank), n) = (rank(op, op.operand_ty(range.start)), op.operand_values(indices).len())
    else {
        return;
    };
    diags.require(rank == n, &MEMREF001, op.loc(), &[&rank, &n]);
}

pub(super) const LOAD: Verify = Verify(|op, diags| one_index_per_dim(op, 0, 1, diags));
pub(super) const STORE: Verify = Verify(|op, diags| one_index_per_dim(op, 1, 2, diags));

fn require(op: OpRef<'_>, ok: bool, sentence: &str, diags: &mut Diags) -> bool {
    diags.require(ok, &MEMREF015, op.loc(), &[&sentence]);
    ok
}

fn space(op: OpRef<'_>, ty: Type) -> Attr {
    match ty.kind(op.cx) {
        TypeKind::MemRef { space, .. } | TypeKind::UnrankedMemRef { space, .. } => *space,
        _ => Attr::NONE,
    }
}

/// Two memrefs that may be views of one memory.
fn same_memory(op: OpRef<'_>, a: Type, b: Type, diags: &mut Diags) -> bool {
    let elems = a.elem(op.cx) == b.elem(op.cx);
    require(op, elems, "source and result hold the same elements", diags)
        && same_space(op, a, b, diags)
}

fn same_space(op: OpRef<'_>, a: Type, b: Type, diags: &mut Diags) -> bool {
    let same = space(op, a) == space(op, b);
    require(op, same, "source and result are in one memory space", diags)
}

/// Whether elements lie row by row from the start.
fn is_plain(op: OpRef<'_>, ty: Type) -> bool {
    matches!(ty.kind(op.cx), TypeKind::MemRef { layout, .. } if layout.is_none())
}

pub(super) const VIEW: Verify = Verify(|op, diags| {
    let (from, to) = (op.operand_ty(0), op.result_ty(0));
    let dynamic = to.shape(op.cx).unwrap_or(&[]).iter().filter(|d| **d == DYNAMIC).count();
    let n = op.operand_values(2).len();
    let plain = is_plain(op, from) && is_plain(op, to);
    if require(op, plain, "source and view have the default layout", diags)
        && same_space(op, from, to, diags)
    {
        diags.require(dynamic == n, &MEMREF002, op.loc(), &[&dynamic, &n]);
    }
});

pub(super) const REALLOC: Verify = Verify(|op, diags| {
    let (from, to) = (op.operand_ty(0), op.result_ty(0));
    let dynamic = to.shape(op.cx).unwrap_or(&[]).iter().filter(|d| **d == DYNAMIC).count();
    let n = op.operand_values(1).len();
    let plain = is_plain(op, from) && is_plain(op, to);
    if require(op, plain, "source and result have the default layout", diags)
        && same_memory(op, from, to, diags)
    {
        diags.require(dynamic == n, &MEMREF002, op.loc(), &[&dynamic, &n]);
    }
});

pub(super) const DMA_WAIT: Verify = Verify(|op, diags| one_index_per_dim(op, 0, 1, diags));

/// A source, a target, a size and a tag, each memref with its indices; perhaps a stride and how
/// many elements lie between two.
pub(super) const DMA_START: Verify = Verify(|op, diags| {
    let mut at = 0;
    let mut memrefs = Vec::new();
    for part in ["source", "target", "size", "tag"] {
        let ty = (at < op.n_operands()).then(|| op.operand_ty(at));
        at += 1;
        if part != "size" {
            memrefs.push(at - 1);
            let rank = ty.filter(|ty| ty.is_memref(op.cx)).and_then(|ty| rank(op, ty));
            let what = format!("expected a memref as the {part}, then an index per dimension");
            let Some(rank) = rank else {
                require(op, false, &what, diags);
                return;
            };
            at += rank;
        }
    }
    let n_more = op.n_operands().checked_sub(at);
    let n_fit = matches!(n_more, Some(0 | 2));
    require(op, n_fit, "expected nothing or a stride and a count after the tag", diags);
    let is_index = |i: usize| memrefs.contains(&i) || op.operand_ty(i).is_index(op.cx);
    let indices = (0..op.n_operands()).all(is_index);
    require(op, indices, "indices, size, stride and count are of type `index`", diags);
});

pub(super) const ASSUME_ALIGNMENT: Verify = Verify(|op, diags| {
    let bytes = op.attr("alignment").and_then(|a| a.as_i64(op.cx)).unwrap_or(1);
    require(op, bytes > 0 && bytes.count_ones() == 1, "an alignment is a power of two", diags);
});

pub(super) const ATOMIC_RMW: Verify = Verify(|op, diags| {
    one_index_per_dim(op, 1, 2, diags);
    let kind = op.attr("kind").and_then(|a| a.as_i64(op.cx));
    let word = crate::arith::table::ATOMIC_RMW_KIND.cases.iter().find(|(_, v)| Some(*v) == kind);
    let float = op.operand_ty(0).float(op.cx).is_some();
    let fits = word.is_none_or(|(word, _)| *word == "assign" || word.ends_with('f') == float);
    require(op, fits, "the kind is one of floats or of integers, as the value is", diags);
});

pub(super) const GENERIC_ATOMIC_RMW: Verify = Verify(|op, diags| {
    one_index_per_dim(op, 0, 1, diags);
    let Some(region) = op.region(0) else { return };
    let args = region.entry().map(|b| region.body.args(b)).unwrap_or(&[]);
    let fits = args.iter().map(|a| region.body.ty(*a)).eq([op.result_ty(0)]);
    require(op, fits, "the body takes the old value and nothing else", diags);
    for inner in region.ops() {
        let quiet = inner.def().is_none_or(|d| {
            d.has(Traits::PURE) || d.has(Traits::TERMINATOR) || d.has(Traits::CONSTANT_LIKE)
        });
        require(inner, quiet, "the body of an atomic update has no other effects", diags);
    }
});

pub(super) const ATOMIC_YIELD: Verify = Verify(|op, diags| {
    let want = op.parent().filter(|p| p.n_results() == 1).map(|p| p.result_ty(0));
    let fits = want.is_none_or(|ty| ty == op.operand_ty(0));
    require(op, fits, "the new value is of the type of the old one", diags);
});

/// A global that is referred to exists and has this type.
pub(super) const GET_GLOBAL: VerifySymbols = VerifySymbols(|op, symbols, diags| {
    let Some(name) = op.attr("name").and_then(|a| a.as_sym(op.cx)) else { return };
    let global = symbols.get(name).filter(|g| g.name_str() == "memref.global");
    let Some(global) = global else {
        let text = op.cx.str(name);
        diags.error(&IR027, op.loc(), &[&op.name_str(), &text, &"no such global memref"]);
        return;
    };
    let ty = global.attr("type").and_then(|a| a.as_type(op.cx));
    require(op, ty == Some(op.result_ty(0)), "the global is of the type it is used as", diags);
});

pub(super) const ALLOC: Verify = Verify(|op, diags| {
    let mut around = std::iter::successors(op.parent(), |o| o.parent());
    let scoped = op.name_str() != "memref.alloca" || around.any(|o| o.has(Traits::ALLOC_SCOPE));
    require(
        op,
        scoped,
        "stack memory needs an operation around it at whose end it is freed",
        diags,
    );
    let TypeKind::MemRef { shape, layout, .. } = op.result_ty(0).kind(op.cx) else { return };
    let dynamic = shape.iter().filter(|d| **d == DYNAMIC).count();
    let n = op.operand_values(0).len();
    diags.require(dynamic == n, &MEMREF002, op.loc(), &[&dynamic, &n]);
    let symbols = layout.get().map_or(0, |l| n_symbols(op, l));
    let n = op.operand_values(1).len();
    diags.require(symbols == n, &MEMREF003, op.loc(), &[&symbols, &n]);
});

/// What of a layout is only known at run time.
fn n_symbols(op: OpRef<'_>, layout: Attr) -> usize {
    match &*layout.kind(op.cx) {
        AttrKind::AffineMap(map) => map.n_syms as usize,
        AttrKind::Strided { offset, strides } => {
            strides.iter().chain([offset]).filter(|v| **v == DYNAMIC).count()
        }
        _ => 0,
    }
}

pub(super) const TRANSPOSE: Verify = Verify(|op, diags| {
    let Some(map) = op.attr("permutation").and_then(|a| a.as_map(op.cx)) else { return };
    let Some(rank) = rank(op, op.operand_ty(0)) else { return };
    let dims: Option<Vec<usize>> = permutation(map);
    diags.require(dims.as_ref().is_some_and(|d| d.len() == rank), &MEMREF004, op.loc(), &[&rank]);
    let Some(dims) = dims.filter(|d| d.len() == rank) else { return };
    let (Some(from), Some(to)) = (op.operand_ty(0).shape(op.cx), op.result_ty(0).shape(op.cx))
    else {
        return;
    };
    let moved: Vec<i64> = dims.iter().map(|d| from[*d]).collect();
    diags.require(moved == to, &MEMREF005, op.loc(), &[]);
});

/// The dimensions in their new order, if the map is a permutation.
fn permutation(map: &AffineMap) -> Option<Vec<usize>> {
    let dim = |e: &AffineExpr| if let AffineExpr::Dim(d) = e { Some(*d as usize) } else { None };
    let dims: Vec<usize> = map.results.iter().map(dim).collect::<Option<_>>()?;
    let mut sorted = dims.clone();
    sorted.sort_unstable();
    sorted.iter().copied().eq(0..map.n_dims as usize).then_some(dims)
}

/// Offsets, sizes and strides: as many as the source has dimensions, dynamic ones with a value.
pub(crate) fn slice(op: OpRef<'_>, first: usize, ranks: [usize; 3], diags: &mut Diags) -> bool {
    let mut fine = true;
    for (i, name) in ["static_offsets", "static_sizes", "static_strides"].into_iter().enumerate() {
        let list = op.attr(name).and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
        let dynamic = list.iter().filter(|v| **v == DYNAMIC).count();
        let n = op.operand_values(first + i).len();
        let ok = list.len() == ranks[i] && dynamic == n;
        diags.require(ok, &MEMREF006, op.loc(), &[&name, &ranks[i], &list.len(), &dynamic, &n]);
        fine &= ok;
    }
    fine
}

/// Reports a static slice that leaves a static shape.
pub(crate) fn in_bounds(op: OpRef<'_>, shape: &[i64], diags: &mut Diags) -> bool {
    let list = |name: &str| op.attr(name).and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    let (offsets, sizes) = (list("static_offsets"), list("static_sizes"));
    let strides = list("static_strides");
    let dims = shape.iter().zip(&offsets).zip(sizes.iter().zip(&strides)).enumerate();
    for (i, ((&extent, &offset), (&size, &stride))) in dims {
        if let Some(last) = outside(extent, [offset, size, stride]) {
            diags.error(&MEMREF014, op.loc(), &[&i, &offset, &last, &extent]);
            return false;
        }
    }
    true
}

pub(super) const SUBVIEW: Verify = Verify(|op, diags| {
    let Some(rank) = rank(op, op.operand_ty(0)) else { return };
    if !slice(op, 1, [rank; 3], diags) {
        return;
    }
    if strides_and_offset(op.cx, op.operand_ty(0)).is_none() {
        diags.error(&MEMREF015, op.loc(), &[&"the memref viewed has strides"]);
        return;
    }
    if !in_bounds(op, op.operand_ty(0).shape(op.cx).unwrap_or(&[]), diags) {
        return;
    }
    let (Some(inferred), got) = (subview_type(op), op.result_ty(0)) else { return };
    if !reduces_to(op, inferred, got) {
        let text = |t| terrace_ir::text::type_to_string(op.cx, t);
        diags.error(&MEMREF007, op.loc(), &[&text(inferred), &text(got)]);
    }
});

/// A product in which nothing times anything unknown is nothing.
fn times(a: i64, b: i64) -> i64 {
    if a == 0 || b == 0 {
        0
    } else if a == DYNAMIC || b == DYNAMIC {
        DYNAMIC
    } else {
        a.checked_mul(b).unwrap_or(DYNAMIC)
    }
}

fn plus(a: i64, b: i64) -> i64 {
    if a == DYNAMIC || b == DYNAMIC { DYNAMIC } else { a.checked_add(b).unwrap_or(DYNAMIC) }
}

/// The type of a view without dropped dimensions.
fn subview_type(op: OpRef<'_>) -> Option<Type> {
    let list = |name: &str| op.attr(name)?.as_ints(op.cx);
    let lists = [list("static_offsets")?, list("static_sizes")?, list("static_strides")?];
    view_type(op.cx, op.operand_ty(0), lists)
}

/// The type of a view of a source at these offsets, with these sizes and steps.
pub(super) fn view_type(
    cx: &Context,
    source: Type,
    [offsets, sizes, steps]: [Vec<i64>; 3],
) -> Option<Type> {
    let TypeKind::MemRef { elem, space, .. } = source.kind(cx) else { return None };
    let (strides, offset) = strides_and_offset(cx, source)?;
    let offset = offsets.iter().zip(&strides).fold(offset, |o, (x, s)| {
        // No step of any size goes nowhere.
        plus(o, if *x == 0 { 0 } else { times(*x, *s) })
    });
    let strides: Vec<i64> = strides.iter().zip(&steps).map(|(s, x)| times(*s, *x)).collect();
    let layout = cx.attr(AttrKind::Strided { offset, strides: strides.into() });
    Some(cx.ty(TypeKind::MemRef { shape: sizes.into(), elem: *elem, layout, space: *space }))
}

/// Whether `got` is `full` with some dimensions of extent 1 dropped.
fn reduces_to(op: OpRef<'_>, full: Type, got: Type) -> bool {
    let cx = op.cx;
    let (
        TypeKind::MemRef { shape: a, elem: e, space: s, .. },
        TypeKind::MemRef { shape: b, elem: f, space: t, .. },
    ) = (full.kind(cx), got.kind(cx))
    else {
        return false;
    };
    let (Some((sa, oa)), Some((sb, ob))) =
        (strides_and_offset(cx, full), strides_and_offset(cx, got))
    else {
        return false;
    };
    if e != f || s != t || oa != ob {
        return false;
    }
    // Greedy from the front: a dimension is kept when it fits, dropped when it is 1. Where both
    // are possible, dropping first may be needed: try both, the lists are short.
    fn fits(a: &[(i64, i64)], b: &[(i64, i64)]) -> bool {
        match (a.split_first(), b.split_first()) {
            (None, None) => true,
            (None, Some(_)) => false,
            (Some((x, rest)), target) => {
                let keep = target.is_some_and(|(y, more)| {
                    x.0 == y.0 && (x.1 == y.1 || x.0 == 1) && fits(rest, more)
                });
                keep || x.0 == 1 && rest.len() >= b.len() && fits(rest, b)
            }
        }
    }
    let pairs = |shape: &[i64], strides: &[i64]| -> Vec<(i64, i64)> {
        shape.iter().copied().zip(strides.iter().copied()).collect()
    };
    let (a, b) = (pairs(a, &sa), pairs(b, &sb));
    // Exponential only in the number of ones: bounded by giving up on absurd ranks.
    a.len() <= 24 && fits(&a, &b)
}

pub(super) const REINTERPRET_CAST: Verify = Verify(|op, diags| {
    let Some(rank) = rank(op, op.result_ty(0)) else { return };
    if !same_memory(op, op.operand_ty(0), op.result_ty(0), diags) {
        return;
    }
    let fine = slice(op, 1, [1, rank, rank], diags);
    let Some((strides, offset)) = strides_and_offset(op.cx, op.result_ty(0)) else { return };
    let list = |name: &str| op.attr(name).and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    if !fine {
        return;
    }
    let keeps =
        |said: &[i64], ty: &[i64]| said.iter().zip(ty).all(|(s, t)| s == t || *t == DYNAMIC);
    let shape = op.result_ty(0).shape(op.cx).unwrap_or(&[]);
    let agree = keeps(&list("static_offsets"), &[offset])
        && keeps(&list("static_sizes"), shape)
        && keeps(&list("static_strides"), &strides);
    diags.require(agree, &MEMREF008, op.loc(), &[]);
});

/// Groups of dimensions that become one, or come from one.
pub(crate) fn reassociation(op: OpRef<'_>) -> Option<Vec<Vec<i64>>> {
    let groups = op.attr("reassociation")?.as_array(op.cx)?;
    groups.iter().map(|g| g.as_ints(op.cx)).collect()
}

/// `collapse_shape` and `expand_shape`: the groups cover the larger shape in order, and extents
/// multiply to those of the smaller one.
pub(crate) const RESHAPE: Verify = Verify(|op, diags| {
    let (Some(from), Some(to)) = (op.operand_ty(0).shape(op.cx), op.result_ty(0).shape(op.cx))
    else {
        return;
    };
    let expands = op.name_str().ends_with("expand_shape");
    let (large, small) = if expands { (to, from) } else { (from, to) };
    let Some(groups) = reassociation(op) else { return };
    let in_order = groups.iter().flatten().copied().eq(0..large.len() as i64);
    if small.is_empty() && groups.is_empty() {
        let ones = large.iter().all(|extent| *extent == 1);
        diags.require(ones, &MEMREF010, op.loc(), &[]);
        return;
    }
    if !in_order || groups.len() != small.len() {
        diags.error(&MEMREF009, op.loc(), &[&large.len(), &small.len()]);
        return;
    }
    for (group, extent) in groups.iter().zip(small) {
        let product = group.iter().map(|d| large[*d as usize]).fold(1, times);
        // A dynamic extent in a group makes the whole dynamic, and the other way round.
        diags.require(product == *extent, &MEMREF010, op.loc(), &[]);
    }
});

/// The output shape that is spelled out is that of the type.
pub(crate) const EXPAND: Verify = Verify(|op, diags| {
    let given = op.attr("static_output_shape").and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    let shape = op.result_ty(0).shape(op.cx).unwrap_or(&[]);
    let agree = |(given, extent): (&i64, &i64)| given == extent || *given == DYNAMIC;
    if given.len() != shape.len() || !given.iter().zip(shape).all(agree) {
        diags.error(&MEMREF015, op.loc(), &[&"the output shape is that of the type"]);
        return;
    }
    (RESHAPE.0)(op, diags);
});

/// Dimensions that become one lie without gaps.
pub(super) const COLLAPSE: Verify = Verify(|op, diags| {
    let before = diags.n_errors();
    (RESHAPE.0)(op, diags);
    if diags.n_errors() > before {
        return;
    }
    let ty = op.operand_ty(0);
    let (Some((strides, _)), Some(shape)) = (strides_and_offset(op.cx, ty), ty.shape(op.cx)) else {
        return;
    };
    let dense = |pair: &[&i64]| {
        let (outer, inner) = (*pair[0] as usize, *pair[1] as usize);
        let known = [shape[outer], shape[inner], strides[outer], strides[inner]];
        known.contains(&DYNAMIC) || strides[outer] == strides[inner].saturating_mul(shape[inner])
    };
    let in_range = |d: &i64| (0..shape.len() as i64).contains(d);
    for group in reassociation(op).unwrap_or_default() {
        // Where a dimension has one element its stride says nothing.
        let dims: Vec<&i64> =
            group.iter().filter(|d| in_range(d) && shape[**d as usize] != 1).collect();
        let fits = dims.windows(2).all(dense);
        diags.require(fits, &MEMREF015, op.loc(), &[&"dimensions that become one are contiguous"]);
    }
});

pub(super) const GLOBAL: Verify = Verify(|op, diags| {
    let cx = op.cx;
    let visibility = op.attr("sym_visibility").and_then(|a| a.as_str(cx));
    let known = visibility.is_none_or(|v| matches!(v, "public" | "private" | "nested"));
    diags.require(known, &MEMREF015, op.loc(), &[&"visibility is public, private or nested"]);
    let Some(ty) = op.attr("type").and_then(|a| a.as_type(cx)) else { return };
    let is_static = ty.static_shape(cx).is_some();
    diags.require(is_static, &MEMREF011, op.loc(), &[]);
    let Some(value) = op.attr("initial_value") else { return };
    let elements = match &*value.kind(cx) {
        AttrKind::Unit => return,
        AttrKind::DenseElements { .. }
        | AttrKind::DenseResource { .. }
        | AttrKind::DenseStrings { .. }
        | AttrKind::SparseElements { .. }
        | AttrKind::Dialect { .. }
        | AttrKind::Opaque { .. } => true,
        _ => false,
    };
    if !require(op, elements, "the initial value lists elements", diags) {
        return;
    }
    let fits =
        value.ty(cx).is_some_and(|t| t.shape(cx) == ty.shape(cx) && t.elem(cx) == ty.elem(cx));
    diags.require(fits, &MEMREF012, op.loc(), &[]);
});

pub(super) const CAST: Verify = Verify(|op, diags| {
    let cx = op.cx;
    let (from, to) = (op.operand_ty(0), op.result_ty(0));
    let space = |t: Type| match t.kind(cx) {
        TypeKind::MemRef { space, .. } | TypeKind::UnrankedMemRef { space, .. } => Some(*space),
        _ => None,
    };
    let agrees = |a: i64, b: i64| a == b || a == DYNAMIC || b == DYNAMIC;
    let shapes = match (from.shape(cx), to.shape(cx)) {
        (Some(a), Some(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| agrees(*a, *b)),
        // A cast between two unranked types says nothing.
        (None, None) => false,
        _ => true,
    };
    let layouts = match (from.shape(cx), to.shape(cx)) {
        (Some(_), Some(_)) => match (strides_and_offset(cx, from), strides_and_offset(cx, to)) {
            (Some((a, x)), Some((b, y))) => {
                agrees(x, y) && a.iter().zip(&b).all(|(a, b)| agrees(*a, *b))
            }
            _ => from == to,
        },
        _ => true,
    };
    let fits = shapes && layouts && from.elem(cx) == to.elem(cx) && space(from) == space(to);
    diags.require(fits, &MEMREF013, op.loc(), &[]);
});

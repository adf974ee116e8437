//! What the definitions of `affine` cannot say: which values may be dimensions and symbols.

use terrace_ir::def::{Attached, Traits};
use terrace_ir::interface::Verify;
use terrace_ir::{AffineMap, AttrKind, DYNAMIC, Diags, OpId, OpRef, Type, ValueDef, ValueId};

use crate::arith::table::ATOMIC_RMW_KIND;
use crate::codes::{AFFINE002, MEMREF001};

pub(super) const ATTACH: &[Attached] = &[
    ("affine.apply", &[&APPLY]),
    ("affine.delinearize_index", &[&DELINEARIZE]),
    ("affine.for", &[&FOR]),
    ("affine.if", &[&IF]),
    ("affine.load", &[&LOAD]),
    ("affine.max", &[&MIN_MAX]),
    ("affine.min", &[&MIN_MAX]),
    ("affine.parallel", &[&PARALLEL]),
    ("affine.prefetch", &[&PREFETCH]),
    ("affine.store", &[&STORE]),
    ("affine.vector_load", &[&VECTOR_LOAD]),
    ("affine.vector_store", &[&VECTOR_STORE]),
    ("affine.yield", &[&YIELD]),
];

fn require(op: OpRef<'_>, ok: bool, sentence: &str, diags: &mut Diags) -> bool {
    diags.require(ok, &AFFINE002, op.loc(), &[&sentence]);
    ok
}

/// The operation in whose region a value is defined.
fn owner(op: OpRef<'_>, value: ValueId) -> Option<OpRef<'_>> {
    let block = match op.body.def(value) {
        ValueDef::Arg(block, _) => block,
        ValueDef::Result(def, _) => op.body.block_of(def)?,
    };
    op.body.owner_of_block(block).get().map(|id: OpId| op.at(id))
}

/// Whether a value is defined directly in the function (or whatever else bounds affine code).
fn is_top_level(op: OpRef<'_>, value: ValueId) -> bool {
    owner(op, value).is_some_and(|o| o.has(Traits::AFFINE_SCOPE))
}

/// How far a value is followed through what computes it.
const MAX_STEPS: u32 = 64;

/// Whether a value does not change while affine code runs.
fn is_symbol(op: OpRef<'_>, value: ValueId, steps: u32) -> bool {
    if !op.body.ty(value).is_index(op.cx) || steps == 0 {
        return false;
    }
    if is_top_level(op, value) {
        return true;
    }
    let Some(def) = op.defining(value) else { return false };
    if matches!(def.name_str(), "memref.dim" | "tensor.dim") {
        return is_fixed_extent(def, steps);
    }
    let plain = def.has(Traits::CONSTANT_LIKE) || def.has(Traits::PURE);
    plain && def.operands().all(|v| is_symbol(op, v, steps - 1))
}

/// Whether the extent of something known from outside is asked for.
fn is_fixed_extent(dim: OpRef<'_>, steps: u32) -> bool {
    if dim.n_operands() > 0 && is_top_level(dim, dim.operand(0)) {
        return true;
    }
    match size_of(dim) {
        Some(Ok(size)) => is_symbol(dim, size, steps - 1),
        Some(Err(_)) => true,
        None => false,
    }
}

/// The extent that was given to what made the memory asked about: a value or a constant.
fn size_of(dim: OpRef<'_>) -> Option<Result<ValueId, i64>> {
    let maker = dim.defining(dim.operand(0))?;
    let index = usize::try_from(crate::consts::known_int(dim, dim.operand(1))?).ok()?;
    let (extents, group) = match maker.name_str() {
        "memref.alloc" | "memref.alloca" => (maker.result_ty(0).shape(dim.cx)?.to_vec(), 0),
        "memref.view" => (maker.result_ty(0).shape(dim.cx)?.to_vec(), 2),
        "memref.subview" => (maker.attr("static_sizes")?.as_ints(dim.cx)?, 2),
        _ => return None,
    };
    let extent = *extents.get(index)?;
    if extent != DYNAMIC {
        return Some(Err(extent));
    }
    let nth = extents[..index].iter().filter(|e| **e == DYNAMIC).count();
    maker.operand_values(group).get(nth).copied().map(Ok)
}

/// Whether a value is an induction variable, or affine in such and symbols.
fn is_dim(op: OpRef<'_>, value: ValueId, steps: u32) -> bool {
    if steps == 0 || !op.body.ty(value).is_index(op.cx) {
        return false;
    }
    if is_symbol(op, value, steps) {
        return true;
    }
    match op.defining(value) {
        None => owner(op, value)
            .is_some_and(|o| matches!(o.name_str(), "affine.for" | "affine.parallel")),
        Some(def) => {
            let affine = matches!(
                def.name_str(),
                "affine.apply" | "affine.delinearize_index" | "affine.linearize_index"
            );
            affine && def.operands().all(|v| is_dim(op, v, steps - 1))
        }
    }
}

/// Dimensions first, then symbols, each of them such.
pub(super) fn of_affine(
    op: OpRef<'_>,
    values: &[ValueId],
    n_dims: usize,
    diags: &mut Diags,
) -> bool {
    let (dims, symbols) = values.split_at(n_dims.min(values.len()));
    let dims = dims.iter().all(|v| is_dim(op, *v, MAX_STEPS));
    let symbols = symbols.iter().all(|v| is_symbol(op, *v, MAX_STEPS));
    require(op, dims, "a dimension is a loop's variable or affine in such", diags)
        && require(op, symbols, "a symbol does not change inside the function", diags)
}

fn map<'a>(op: OpRef<'a>, name: &str) -> Option<&'a AffineMap> {
    op.attr(name)?.as_map(op.cx)
}

/// As many values as the map has variables.
fn counted(op: OpRef<'_>, map: &AffineMap, n: usize, diags: &mut Diags) -> bool {
    let want = (map.n_dims + map.n_syms) as usize;
    require(op, want == n, &format!("the map takes {want} values, got {n}"), diags)
}

/// One result, and symbols that are no loop variables.
const APPLY: Verify = Verify(|op, diags| {
    let Some(map) = map(op, "map") else { return };
    if !counted(op, map, op.n_operands(), diags) {
        return;
    }
    let symbols = op.operands().skip(map.n_dims as usize);
    let mut wrong = symbols.filter(|v| is_dim(op, *v, MAX_STEPS) && !is_symbol(op, *v, MAX_STEPS));
    let _ = require(op, map.results.len() == 1, "the map has one result", diags)
        && require(op, wrong.next().is_none(), "a loop's variable is no symbol", diags);
});

/// The map of `min` and `max` has results to choose from.
const MIN_MAX: Verify = Verify(|op, diags| {
    let Some(map) = map(op, "map") else { return };
    let _ = counted(op, map, op.n_operands(), diags)
        && require(op, !map.results.is_empty(), "the map has results", diags);
});

const FOR: Verify = Verify(|op, diags| {
    for (i, name) in ["lowerBoundMap", "upperBoundMap"].into_iter().enumerate() {
        let Some(map) = map(op, name) else { return };
        let values = op.operand_values(i);
        if !(counted(op, map, values.len(), diags)
            && of_affine(op, &values, map.n_dims as usize, diags))
        {
            return;
        }
    }
});

const IF: Verify = Verify(|op, diags| {
    let Some(condition) = op.attr("condition") else { return };
    let kind = condition.kind(op.cx);
    let AttrKind::IntegerSet(set) = &*kind else { return };
    let values: Vec<ValueId> = op.operands().collect();
    let want = (set.n_dims + set.n_syms) as usize;
    let bare = op.regions().all(|r| r.entry().is_none_or(|b| r.body.args(b).is_empty()));
    let text = format!("the set takes {want} values, got {}", values.len());
    let _ = require(op, values.len() == want, &text, diags)
        && of_affine(op, &values, set.n_dims as usize, diags)
        && require(op, bare, "its regions take no arguments", diags);
});

const PARALLEL: Verify = Verify(|op, diags| {
    let (Some(lower), Some(upper)) = (map(op, "lowerBoundsMap"), map(op, "upperBoundsMap")) else {
        return;
    };
    let values: Vec<ValueId> = op.operands().collect();
    let n_lower = (lower.n_dims + lower.n_syms) as usize;
    let n_upper = (upper.n_dims + upper.n_syms) as usize;
    let text = format!("the bounds take {} values, got {}", n_lower + n_upper, values.len());
    if !require(op, values.len() == n_lower + n_upper, &text, diags) {
        return;
    }
    let (first, second) = values.split_at(n_lower);
    let fine = of_affine(op, first, lower.n_dims as usize, diags)
        && of_affine(op, second, upper.n_dims as usize, diags);
    let kinds = op.attr("reductions").and_then(|a| a.as_array(op.cx)).unwrap_or(&[]);
    let fits = kinds.iter().zip(op.results()).all(|(kind, result)| {
        let float = op.body.ty(result).float(op.cx).is_some();
        let case = kind.as_i64(op.cx);
        let word = ATOMIC_RMW_KIND.cases.iter().find(|(_, v)| Some(*v) == case);
        word.is_none_or(|(word, _)| *word == "assign" || word.ends_with('f') == float)
    });
    let _ = fine && require(op, fits, "a reduction is of floats or of integers, as named", diags);
});

/// Yields what its parent gives.
const YIELD: Verify = Verify(|op, diags| {
    let Some(parent) = op.parent() else { return };
    let want = parent.results().map(|v| parent.body.ty(v));
    let got = op.operands().map(|v| op.body.ty(v));
    let sentence = "it yields what the operation around it gives";
    require(op, got.eq(want), sentence, diags);
});

/// `%m[..]` with the memory at this position: one affine index per dimension.
fn access(op: OpRef<'_>, memory: usize, diags: &mut Diags) -> bool {
    let (Some(map), Some(shape)) = (map(op, "map"), op.operand_ty(memory).shape(op.cx)) else {
        return true;
    };
    let values: Vec<ValueId> = op.operands().skip(memory + 1).collect();
    let (rank, n) = (shape.len(), map.results.len());
    if rank != n {
        diags.error(&MEMREF001, op.loc(), &[&rank, &n]);
        return false;
    }
    counted(op, map, values.len(), diags) && of_affine(op, &values, map.n_dims as usize, diags)
}

fn same_elem(op: OpRef<'_>, a: Type, b: Type, diags: &mut Diags) -> bool {
    require(op, a.elem(op.cx) == b, "values are of the type that memory holds", diags)
}

const LOAD: Verify = Verify(|op, diags| {
    let _ = access(op, 0, diags) && same_elem(op, op.operand_ty(0), op.result_ty(0), diags);
});

const STORE: Verify = Verify(|op, diags| {
    let _ = access(op, 1, diags) && same_elem(op, op.operand_ty(1), op.operand_ty(0), diags);
});

const PREFETCH: Verify = Verify(|op, diags| {
    access(op, 0, diags);
});

const VECTOR_LOAD: Verify = Verify(|op, diags| {
    let elem = op.result_ty(0).elem(op.cx);
    let _ = access(op, 0, diags) && same_elem(op, op.operand_ty(0), elem, diags);
});

const VECTOR_STORE: Verify = Verify(|op, diags| {
    let elem = op.operand_ty(0).elem(op.cx);
    let _ = access(op, 1, diags) && same_elem(op, op.operand_ty(1), elem, diags);
});

/// One result for each element of the basis, or one more in front.
const DELINEARIZE: Verify = Verify(|op, diags| {
    let n = op.attr("static_basis").and_then(|a| a.as_ints(op.cx)).map_or(0, |b| b.len());
    let fits = op.n_results() == n || op.n_results() == n + 1;
    require(op, fits, &format!("a basis of {n} gives {n} results or one more"), diags);
});

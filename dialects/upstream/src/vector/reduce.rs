//! Reductions over one element, and sums that a contraction can begin with.

use terrace_ir::interface::Canonicalize;
use terrace_ir::{OpId, OpRef, Pattern, Rewriter, ValueId};

use super::canon::{ints, is_scalable, n_dims};
use super::table::COMBINING_KIND;
use crate::consts::{self, Num, defined};
use crate::rewriting::{only_block, pattern};
use crate::views::case;

pub(super) const REDUCTION: Canonicalize =
    Canonicalize(&[pattern("reduction_of_one", "vector.reduction", reduction_of_one)]);

pub(super) const MULTI_REDUCTION: Canonicalize = Canonicalize(&[pattern(
    "multi_reduction_of_ones",
    "vector.multi_reduction",
    multi_reduction_of_ones,
)]);

pub(crate) const SUM_OF_CONTRACT: [Pattern; 2] = [
    pattern("sum_of_contract", "arith.addf", sum_of_contract),
    pattern("sum_of_contract", "arith.addi", sum_of_contract),
];

/// The operation of `arith` that combines two values as a reduction of this kind does.
fn combiner(op: OpRef<'_>) -> Option<String> {
    let kind = case(op, "kind")?;
    let word = COMBINING_KIND.cases.iter().find(|(_, n)| *n == kind)?.0;
    let suffix = match word {
        "add" | "mul" if op.result_ty(0).elem(op.cx).float(op.cx).is_some() => "f",
        "add" | "mul" | "and" | "or" | "xor" => "i",
        _ => "",
    };
    Some(format!("arith.{word}{suffix}"))
}

/// The mask around an operation and nothing else, and what it masks.
fn mask_around(op: OpRef<'_>) -> Option<(OpId, ValueId)> {
    let mask = op.parent().filter(|p| p.name_str() == "vector.mask")?;
    let block = only_block(mask, *mask.body.regions(mask.id).first()?)?;
    let alone = mask.body.first_op(block) == Some(op.id) && mask.n_operands() == 1;
    alone.then(|| (mask.id, mask.operand(0)))
}

/// One element of each of a vector's groups -> the elements in the result's shape
fn without_ones(rw: &mut Rewriter<'_>, v: ValueId, like: terrace_ir::Type) -> ValueId {
    let rank = rw.ty(v).shape(rw.cx).map_or(0, <[i64]>::len);
    let elem = rw.ty(v).elem(rw.cx);
    let (shape, scalable) = match like.kind(rw.cx) {
        terrace_ir::TypeKind::Vector { shape, scalable, .. } => (shape.clone(), scalable.clone()),
        _ => {
            let place = rw.cx.i64_array(&vec![0; rank]);
            let one = rw.build("vector.extract").operand(v).attr("static_position", place);
            return one.result(elem).value();
        }
    };
    let ty = rw.cx.ty(terrace_ir::TypeKind::Vector { shape, elem, scalable });
    if rw.ty(v) == ty {
        return v;
    }
    rw.build("vector.shape_cast").operand(v).result(ty).value()
}

/// Combines each element of the source with the accumulator; where a mask leaves one out, that is
/// the accumulator alone.
fn combine_once(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (source, acc, ty) = (view.operand(0), view.operands().nth(1), view.result_ty(0));
    let around = mask_around(view);
    let masked = view.parent().is_some_and(|p| p.name_str() == "vector.mask");
    // Nothing at all is no element, but what combines with others to them.
    if masked && (around.is_none() || acc.is_none()) {
        return None;
    }
    let name = combiner(view)?;
    let flags = view.attr("fastmath").filter(|_| ty.elem(rw.cx).float(rw.cx).is_some());
    let end = around.map_or(op, |(mask, _)| mask);
    rw.before(end);
    let mut result = without_ones(rw, source, ty);
    if let Some(acc) = acc {
        let combined = rw.build(&name).operands(&[result, acc]).maybe_attr("fastmath", flags);
        result = combined.result(ty).value();
        if let Some((_, mask)) = around {
            let mask = without_ones(rw, mask, ty);
            let chosen = rw.build("arith.select").operands(&[mask, result, acc]);
            result = chosen.result(ty).value();
        }
    }
    rw.replace(end, &[result]);
    Some(())
}

/// A reduction of one element -> the element, combined with the start value if there is one
fn reduction_of_one(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let from = view.operand_ty(0);
    if is_scalable(view, from) || from.n_elems(view.cx)? != 1 {
        return None;
    }
    combine_once(op, rw)
}

/// A reduction of dimensions of one element each -> one combination
fn multi_reduction_of_ones(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (shape, dims) = (view.operand_ty(0).shape(view.cx)?, ints(view, "reduction_dims")?);
    let scalable = match view.operand_ty(0).kind(view.cx) {
        terrace_ir::TypeKind::Vector { scalable, .. } => scalable.to_vec(),
        _ => Vec::new(),
    };
    let one = |d: &i64| {
        let d = *d as usize;
        shape.get(d) == Some(&1) && !scalable.get(d).copied().unwrap_or(false)
    };
    if !dims.iter().all(one) || n_dims(view, view.operand_ty(0)) == 0 {
        return None;
    }
    combine_once(op, rw)
}

/// `contract(a, b, 0) + c -> contract(a, b, c)`
fn sum_of_contract(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let ty = view.result_ty(0);
    let of = |v: ValueId| {
        let contract = defined(view, v, "vector.contract")?;
        let start = consts::splat(view.cx, consts::known(view, contract.operand(2))?)?;
        let from_zero = matches!(start, Num::Int(0)) || start == Num::Float(0.0);
        let adds = case(contract, "kind").is_none_or(|k| k == 0);
        let lone = view.body.has_one_use(v)
            && contract.parent().is_none_or(|p| p.name_str() != "vector.mask");
        (from_zero && adds && lone && contract.result_ty(0) == ty).then_some(contract)
    };
    let (a, b) = (view.operand(0), view.operand(1));
    let (contract, added) = match (of(a), of(b)) {
        (Some(contract), _) => (contract, b),
        (_, Some(contract)) => (contract, a),
        _ => return None,
    };
    let operands = [contract.operand(0), contract.operand(1), added];
    let contract = contract.id;
    let new = crate::rewriting::copy_with(rw, contract, op, &operands, &[ty]);
    let result = rw.body.result(new, 0);
    rw.replace(op, &[result]);
    Some(())
}

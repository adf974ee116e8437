//! Rewrites of `bufferization`: ways between tensors and memory that lead back, copies nobody
//! needs, and memory that is not freed after all.

use terrace_ir::interface::{Canonicalize, Fold};
use terrace_ir::{OpId, OpRef, Pattern, Rewriter, Type, TypeKind, ValueId};

use crate::consts::{defined, known_int, value};
use crate::layout::strides_and_offset;
use crate::rewriting::{constant, pattern, set_operands};
use crate::tensor::with_known_sizes;

pub(super) const ALLOC_TENSOR: Canonicalize = Canonicalize(&[pattern(
    "alloc_tensor_of_constant_size",
    "bufferization.alloc_tensor",
    alloc_of_constant_size,
)]);

pub(super) const CLONE: Canonicalize = Canonicalize(&[
    pattern("clone_of_cast", "bufferization.clone", clone_of_cast),
    pattern("clone_beside_dealloc", "bufferization.clone", clone_beside_dealloc),
]);

pub(super) const DEALLOC: Canonicalize = Canonicalize(&[
    pattern("dealloc_of_nothing", "bufferization.dealloc", dealloc_of_nothing),
    pattern("dealloc_never", "bufferization.dealloc", dealloc_never),
    pattern("dealloc_twice", "bufferization.dealloc", dealloc_twice),
    pattern("dealloc_retaining_twice", "bufferization.dealloc", retaining_twice),
    pattern("dealloc_of_base", "bufferization.dealloc", dealloc_of_base),
    pattern("dealloc_of_unused", "bufferization.dealloc", dealloc_of_unused),
]);

pub(super) const TO_BUFFER: Canonicalize = Canonicalize(&[
    pattern("to_buffer_of_cast", "bufferization.to_buffer", to_buffer_of_cast),
    pattern("to_buffer_of_to_tensor", "bufferization.to_buffer", to_buffer_of_to_tensor),
]);

pub(crate) const LOAD_OF_TO_BUFFER: Pattern =
    pattern("load_of_to_buffer", "memref.load", load_of_to_buffer);
pub(crate) const DIM_OF_TO_TENSOR: Pattern =
    pattern("dim_of_to_tensor", "tensor.dim", dim_of_to_tensor);

/// The memory that the tensor was read from.
pub(super) const TO_BUFFER_FOLD: Fold = Fold(|op, _| {
    let tensor = defined(op, op.operand(0), "bufferization.to_tensor")?;
    (tensor.operand_ty(0) == op.result_ty(0)).then(|| value(tensor.operand(0)))?
});

/// The tensor that was put there, where nothing stands in between that could have changed it.
pub(super) const TO_TENSOR_FOLD: Fold = Fold(|op, _| {
    let buffer = defined(op, op.operand(0), "bufferization.to_buffer")?;
    let next = op.body.next(buffer.id) == Some(op.id);
    (next && buffer.operand_ty(0) == op.result_ty(0)).then(|| value(buffer.operand(0)))?
});

/// Memory of another type than the tensor was read from -> a cast, where that only forgets
fn to_buffer_of_to_tensor(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let source = defined(view, view.operand(0), "bufferization.to_tensor")?.operand(0);
    let (from, to) = (rw.ty(source), view.result_ty(0));
    let space = |ty: Type| match ty.kind(rw.cx) {
        TypeKind::MemRef { space, .. } => Some(*space),
        _ => None,
    };
    let ((a, p), (b, q)) = (strides_and_offset(rw.cx, from)?, strides_and_offset(rw.cx, to)?);
    let keeps = |a: i64, b: i64| a == b || b == terrace_ir::DYNAMIC;
    if space(from) != space(to) || !keeps(p, q) || !a.iter().zip(&b).all(|(a, b)| keeps(*a, *b)) {
        return None;
    }
    rw.before(op);
    let new = rw.build("memref.cast").operand(source).result(to).value();
    rw.replace(op, &[new]);
    Some(())
}

/// `to_buffer(tensor.cast(x)) -> memref.cast(to_buffer(x))`
fn to_buffer_of_cast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let source = defined(view, view.operand(0), "tensor.cast")?.operand(0);
    let (ty, read_only) = (view.result_ty(0), view.attr("read_only"));
    let TypeKind::MemRef { elem, layout, space, .. } = ty.kind(rw.cx) else { return None };
    // A layout is of a shape.
    let shape = rw.ty(source).shape(rw.cx).filter(|_| layout.is_none())?;
    let (elem, layout, space) = (*elem, *layout, *space);
    let small = rw.cx.ty(TypeKind::MemRef { shape: shape.into(), elem, layout, space });
    rw.before(op);
    let buffer = rw.build("bufferization.to_buffer").operand(source);
    let buffer = buffer.maybe_attr("read_only", read_only).result(small).value();
    let new = rw.build("memref.cast").operand(buffer).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// An element of a tensor that was put into memory -> an element of the tensor
fn load_of_to_buffer(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let buffer = defined(view, view.operand(0), "bufferization.to_buffer")?;
    let operands: Vec<ValueId> =
        [buffer.operand(0)].into_iter().chain(view.operands().skip(1)).collect();
    let ty = view.result_ty(0);
    rw.before(op);
    let new = rw.build("tensor.extract").operands(&operands).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// An extent of a tensor read from memory -> the memory's
fn dim_of_to_tensor(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let source = defined(view, view.operand(0), "bufferization.to_tensor")?.operand(0);
    let (operands, ty) = ([source, view.operand(1)], view.result_ty(0));
    rw.before(op);
    let new = rw.build("memref.dim").operands(&operands).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// A tensor whose dynamic sizes are known constants -> a static one, cast
fn alloc_of_constant_size(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let ty = view.result_ty(0);
    let groups: Vec<Vec<ValueId>> = (0..3).map(|i| view.operand_values(i)).collect();
    let (new_ty, left) = with_known_sizes(view, ty, &groups[0])?;
    let sizes = [left.len(), groups[1].len(), groups[2].len()].map(|n| n as i32);
    let space = view.attr("memory_space");
    let segments = rw.cx.i32_array(&sizes);
    rw.before(op);
    let new = rw.build("bufferization.alloc_tensor").operands(&left).operands(&groups[1]);
    let new = new.operands(&groups[2]).attr("operandSegmentSizes", segments);
    let new = new.maybe_attr("memory_space", space).result(new_ty).value();
    let cast = rw.build("tensor.cast").operand(new).result(ty).value();
    rw.replace(op, &[cast]);
    Some(())
}

/// A copy of what was only cast -> of what was cast
fn clone_of_cast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let source = defined(view, view.operand(0), "memref.cast")?.operand(0);
    rw.ty(source).shape(rw.cx)?;
    rw.set_operand(op, 0, source);
    Some(())
}

/// The operation that frees a memref; `Some(None)` where none does, `None` where several do.
fn freed_by(op: OpRef<'_>, memref: ValueId) -> Option<Option<OpId>> {
    let frees = |user: &OpId| {
        matches!(
            op.at(*user).name_str(),
            "memref.dealloc" | "memref.realloc" | "bufferization.dealloc"
        )
    };
    let mut found = op.body.uses(memref).map(|(user, _)| user).filter(frees);
    let first = found.next();
    found.next().is_none().then_some(first)
}

/// A copy where the copy or what was copied is freed further down: one memory is enough
fn clone_beside_dealloc(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (source, to, block) = (view.operand(0), view.result_ty(0), view.body.block_of(op));
    let mut memory = source;
    while let Some(shown) = view.defining(memory).filter(|d| shows_other(*d)) {
        memory = shown.operand(0);
    }
    let (clone_end, source_end) = (freed_by(view, view.result(0))?, freed_by(view, memory)?);
    let here = |end: Option<OpId>| end.filter(|e| view.body.block_of(*e) == block);
    let places = [clone_end, source_end].map(|e| e.and_then(|e| view.body.block_of(e)));
    if places[0].is_some() && places[0] == places[1] {
        return None;
    }
    let end = here(clone_end).or_else(|| here(source_end))?;
    // In between nothing is freed: it could be the same memory.
    let mut at = view.body.next(op)?;
    while at != end {
        let frees = |(effect, _): &(terrace_ir::interface::Effect, _)| {
            *effect == terrace_ir::interface::Effect::Free
        };
        if view.at(at).effects().is_some_and(|all| all.iter().any(frees)) {
            return None;
        }
        at = view.body.next(at)?;
    }
    if view.at(end).name_str() != "memref.dealloc" || !castable(view, rw.ty(source), to) {
        return None;
    }
    let mut kept = source;
    rw.before(op);
    if rw.ty(source) != to {
        kept = rw.build("memref.cast").operand(source).result(to).value();
    }
    rw.erase(end);
    rw.replace(op, &[kept]);
    Some(())
}

/// Whether the result of an operation is its first operand's memory.
fn shows_other(op: OpRef<'_>) -> bool {
    let name = op.name_str().strip_prefix("memref.").unwrap_or("");
    matches!(
        name,
        "cast"
            | "reshape"
            | "subview"
            | "view"
            | "reinterpret_cast"
            | "collapse_shape"
            | "expand_shape"
            | "transpose"
            | "memory_space_cast"
    )
}

/// Whether `memref.cast` may lead from one type to the other.
fn castable(op: OpRef<'_>, from: Type, to: Type) -> bool {
    let (Some(a), Some(b)) = (strides_and_offset(op.cx, from), strides_and_offset(op.cx, to))
    else {
        return from == to;
    };
    let agree = |a: i64, b: i64| a == b || [a, b].contains(&terrace_ir::DYNAMIC);
    let all = |a: &[i64], b: &[i64]| a.iter().zip(b).all(|(a, b)| agree(*a, *b));
    let shapes = (from.shape(op.cx), to.shape(op.cx));
    let (Some(s), Some(t)) = shapes else { return false };
    s.len() == t.len() && all(s, t) && all(&a.0, &b.0) && agree(a.1, b.1)
}

/// The memrefs of a `dealloc`, each with its condition.
fn freed(op: OpRef<'_>) -> Vec<(ValueId, ValueId)> {
    op.operand_values(0).into_iter().zip(op.operand_values(1)).collect()
}

/// Gives a `dealloc` other memrefs with their conditions.
fn set_freed(op: OpId, rw: &mut Rewriter<'_>, freed: &[(ValueId, ValueId)]) {
    let retained = rw.op(op).operand_values(2);
    let (memrefs, conditions): (Vec<_>, Vec<_>) = freed.iter().copied().unzip();
    let n = freed.len() as i32;
    let segments = rw.cx.i32_array(&[n, n, retained.len() as i32]);
    set_operands(rw, op, &[memrefs, conditions, retained].concat());
    rw.set_attr(op, "operandSegmentSizes", Some(segments));
}

/// Without memrefs nothing is freed, and nothing that is retained becomes owned.
fn dealloc_of_nothing(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let n = view.n_results();
    if !view.operand_values(0).is_empty() {
        return None;
    }
    let mut values = Vec::new();
    if n > 0 {
        rw.before(op);
        let (never, ty) = (rw.cx.bool_attr(false), rw.cx.int_ty(1));
        values = vec![constant(rw, never, ty); n];
    }
    rw.replace(op, &values);
    Some(())
}

/// Memrefs whose condition is false are not freed.
fn dealloc_never(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let old = freed(view);
    let new: Vec<_> = old.iter().copied().filter(|(_, c)| known_int(view, *c) != Some(0)).collect();
    (new != old).then(|| set_freed(op, rw, &new))
}

/// A memref that is listed twice is freed where one of the conditions holds.
fn dealloc_twice(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let old = freed(rw.op(op));
    let mut new: Vec<(ValueId, ValueId)> = Vec::new();
    for (memref, condition) in &old {
        let Some(known) = new.iter_mut().find(|(m, _)| m == memref) else {
            new.push((*memref, *condition));
            continue;
        };
        if known.1 != *condition {
            let ty = rw.cx.int_ty(1);
            rw.before(op);
            let either = rw.build("arith.ori").operands(&[known.1, *condition]).result(ty);
            known.1 = either.value();
        }
    }
    (new.len() < old.len()).then(|| set_freed(op, rw, &new))
}

/// A memref that is retained twice has one answer.
fn retaining_twice(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let old = view.operand_values(2);
    let mut new: Vec<ValueId> = Vec::new();
    let mut answers = Vec::with_capacity(old.len());
    for memref in &old {
        answers.push(new.iter().position(|m| m == memref).unwrap_or_else(|| {
            new.push(*memref);
            new.len() - 1
        }));
    }
    if new.len() == old.len() {
        return None;
    }
    let (memrefs, conditions) = (view.operand_values(0), view.operand_values(1));
    let n = memrefs.len() as i32;
    let segments = rw.cx.i32_array(&[n, n, new.len() as i32]);
    let types = vec![rw.cx.int_ty(1); new.len()];
    rw.before(op);
    let made = rw.build("bufferization.dealloc").operands(&memrefs).operands(&conditions);
    let made = made.operands(&new).attr("operandSegmentSizes", segments).results(&types).done();
    let results: Vec<ValueId> = answers.into_iter().map(|i| rw.body.result(made, i)).collect();
    rw.replace(op, &results);
    Some(())
}

/// Whether an operation makes memory of its own.
fn allocates(op: OpRef<'_>) -> bool {
    matches!(op.name_str(), "memref.alloc" | "memref.realloc" | "bufferization.clone")
}

/// The base of what was allocated -> what was allocated
fn dealloc_of_base(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let whole = |memref: ValueId| {
        let base = defined(view, memref, "memref.extract_strided_metadata")?;
        let source = base.operand(0);
        view.defining(source).filter(|d| allocates(*d)).map(|_| source)
    };
    let old = freed(view);
    let new: Vec<_> = old.iter().map(|(m, c)| (whole(*m).unwrap_or(*m), *c)).collect();
    (new != old).then(|| set_freed(op, rw, &new))
}

/// Memory that is only freed, and always, was not needed.
fn dealloc_of_unused(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let unused = |memref: ValueId, condition: ValueId| {
        view.defining(memref).is_some_and(|d| d.name_str() == "memref.alloc")
            && view.body.has_one_use(memref)
            && known_int(view, condition).is_some_and(|c| c != 0)
    };
    let old = freed(view);
    let new: Vec<_> = old.iter().copied().filter(|(m, c)| !unused(*m, *c)).collect();
    (new != old).then(|| set_freed(op, rw, &new))
}

//! How tensors are made, and reading from what is known of that.

use terrace_ir::clone::CloneMap;
use terrace_ir::interface::{Canonicalize, Fold};
use terrace_ir::{DYNAMIC, OpId, OpRef, Pattern, Rewriter, Type, TypeKind, ValueId};

use super::fold::forgets;
use crate::consts::{self, attr, defined, known_int, splat, value};
use crate::linalg::fill;
use crate::rewriting::{only_block, pattern};
use crate::slices::{Mixed, known, read, statics, values};

pub(super) const EXTRACT_PATTERNS: Canonicalize = Canonicalize(&[
    pattern("extract_of_cast", "tensor.extract", extract_of_cast),
    pattern("extract_of_generate", "tensor.extract", extract_of_generate),
    pattern("extract_of_index_cast", "tensor.extract", extract_of_index_cast),
    fill::EXTRACT_OF_FILL,
]);

pub(super) const GENERATE: Canonicalize =
    Canonicalize(&[pattern("generate_of_constant_size", "tensor.generate", constant_size)]);

pub(super) const CONCAT_PATTERNS: Canonicalize = Canonicalize(&[
    pattern("concat_of_known_sizes", "tensor.concat", concat_of_known_sizes),
    fill::CONCAT_OF_FILLS,
]);

pub(super) const BITCAST_PATTERNS: Canonicalize =
    Canonicalize(&[pattern("bitcast_of_bitcast", "tensor.bitcast", |op, rw| {
        let view = rw.op(op);
        let source = defined(view, view.operand(0), "tensor.bitcast")?.operand(0);
        rw.set_operand(op, 0, source);
        Some(())
    })]);

pub(super) const PAD_PATTERNS: Canonicalize = Canonicalize(&[
    pattern("pad_by_constants", "tensor.pad", pad_by_constants),
    pattern("pad_of_cast", "tensor.pad", pad_of_cast),
    pattern("pad_by_nothing", "tensor.pad", pad_by_nothing),
    fill::PAD_OF_FILL,
]);

pub(super) const DIM_OF_RESHAPE: Pattern = pattern("dim_of_reshape", "tensor.dim", dim_of_reshape);
pub(super) const CAST_OF_PAD: Pattern = pattern("cast_of_pad", "tensor.cast", cast_of_pad);
pub(super) const CAST_OF_EMPTY: Pattern = pattern("cast_of_empty", "tensor.cast", cast_of_empty);

/// The same type, or one that a bitcast came from.
pub(super) const BITCAST: Fold =
    Fold(|op, _| (op.operand_ty(0) == op.result_ty(0)).then(|| value(op.operand(0)))?);

/// One tensor beside nothing.
pub(super) const CONCAT: Fold = Fold(|op, _| {
    (op.n_operands() == 1 && op.operand_ty(0) == op.result_ty(0)).then(|| value(op.operand(0)))?
});

/// Reading, or reshaping, a splat.
pub(super) const OF_SPLAT: Fold = Fold(|op, c| {
    let num = splat(op.cx, (*c.first()?)?)?;
    attr(consts::constant(op.cx, op.result_ty(0), num))
});

/// A reshape of a splat, or to the shape there was.
pub(super) const RESHAPE: Fold =
    Fold(|op, c| (OF_SPLAT.0)(op, c).or_else(|| keeps_shape(op)?.then(|| value(op.operand(0)))?));

/// Whether every extent asked for is that of the same dimension of the source.
fn keeps_shape(op: OpRef<'_>) -> Option<bool> {
    let (source, from) = (op.operand(0), op.operand_ty(0));
    if from != op.result_ty(0) {
        return None;
    }
    let shape = from.shape(op.cx)?;
    // One extent that is not static follows from all the others.
    if shape.iter().filter(|d| **d == DYNAMIC).count() <= 1 {
        return Some(true);
    }
    let asked = defined(op, op.operand(1), "tensor.from_elements")?;
    let same = |(i, (extent, v)): (usize, (&i64, ValueId))| {
        let dim = || defined(op, v, "tensor.dim").filter(|d| d.operand(0) == source);
        known_int(op, v) == Some(i128::from(*extent))
            || dim().is_some_and(|d| known_int(d, d.operand(1)) == Some(i as i128))
    };
    Some(
        asked.n_operands() == shape.len()
            && shape.iter().zip(asked.operands()).enumerate().all(same),
    )
}

pub(super) const RESHAPE_PATTERNS: Canonicalize =
    Canonicalize(&[pattern("reshape_of_reshape", "tensor.reshape", |op, rw| {
        let view = rw.op(op);
        let source = defined(view, view.operand(0), "tensor.reshape")?.operand(0);
        rw.set_operand(op, 0, source);
        Some(())
    })]);

/// `extract(cast(x)) -> extract(x)`
fn extract_of_cast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let source = defined(view, view.operand(0), "tensor.cast")?.operand(0);
    view.body.ty(source).shape(view.cx)?;
    rw.set_operand(op, 0, source);
    Some(())
}

/// `extract(index_cast(x)) -> index_cast(extract(x))`: one element is cast
fn extract_of_index_cast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let source = defined(view, view.operand(0), "arith.index_cast")?.operand(0);
    let ty = view.result_ty(0);
    let operands: Vec<ValueId> = [source].into_iter().chain(view.operands().skip(1)).collect();
    let elem = rw.ty(source).elem(rw.cx);
    rw.before(op);
    let element = rw.build("tensor.extract").operands(&operands).result(elem).value();
    let new = rw.build("arith.index_cast").operand(element).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// An element of a generated tensor -> what generates it, where that has no effect
fn extract_of_generate(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let generate = defined(view, view.operand(0), "tensor.generate")?;
    let block = only_block(generate, *view.body.regions(generate.id).first()?)?;
    let end = view.body.last_op(block)?;
    let inside: Vec<OpId> = view.body.ops_of(block).filter(|o| *o != end).collect();
    if !inside.iter().all(|o| view.at(*o).is_effect_free()) {
        return None;
    }
    let args = view.body.args(block).to_vec();
    let mut map = CloneMap::new(args.into_iter().zip(view.operands().skip(1)));
    for inner in inside {
        let copy = rw.body.clone_op_with(rw.cx, inner, &mut map);
        rw.body.insert_before(op, copy);
        rw.created(copy);
    }
    let yielded = map.value(rw.body.operand(end, 0));
    rw.replace(op, &[yielded]);
    Some(())
}

/// The type with its dynamic extents filled in from constants, and the sizes that are left.
pub(crate) fn with_known_sizes(
    op: OpRef<'_>,
    ty: Type,
    sizes: &[ValueId],
) -> Option<(Type, Vec<ValueId>)> {
    let TypeKind::Tensor { shape, elem, encoding } = ty.kind(op.cx) else { return None };
    let (mut shape, mut left, mut sizes) = (shape.to_vec(), Vec::new(), sizes.iter());
    for extent in shape.iter_mut().filter(|d| **d == DYNAMIC) {
        let size = *sizes.next()?;
        match known_int(op, size).and_then(|n| i64::try_from(n).ok()).filter(|n| *n >= 0) {
            Some(n) => *extent = n,
            None => left.push(size),
        }
    }
    let (elem, encoding) = (*elem, *encoding);
    let new = op.cx.ty(TypeKind::Tensor { shape: shape.into(), elem, encoding });
    (new != ty).then_some((new, left))
}

/// A generated tensor whose dynamic sizes are known constants -> a static one, cast
fn constant_size(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let ty = view.result_ty(0);
    let (new_ty, left) = with_known_sizes(view, ty, &view.operand_values(0))?;
    let region = *view.body.regions(op).first()?;
    rw.before(op);
    let new = rw.build("tensor.generate").operands(&left).result(new_ty).region().done();
    let to = *rw.body.regions(new).first()?;
    rw.body.move_blocks(region, to);
    let result = rw.body.result(new, 0);
    let result = rw.build("tensor.cast").operand(result).result(ty).value();
    rw.replace(op, &[result]);
    Some(())
}

/// `cast(empty(..))` to a type that says more -> an empty tensor of that type
fn cast_of_empty(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let empty = defined(view, view.operand(0), "tensor.empty")?;
    let (from, to) = (view.operand_ty(0).shape(view.cx)?, view.result_ty(0));
    let shape = to.shape(view.cx)?;
    let mut sizes = empty.operands().collect::<Vec<ValueId>>().into_iter();
    let mut left = Vec::new();
    for (before, after) in from.iter().zip(shape) {
        match (*before, *after) {
            (DYNAMIC, DYNAMIC) => left.push(sizes.next()?),
            (DYNAMIC, _) => drop(sizes.next()?),
            (b, a) if a == b => {}
            _ => return None,
        }
    }
    rw.before(op);
    let new = rw.build("tensor.empty").operands(&left).result(to).value();
    rw.replace(op, &[new]);
    Some(())
}

/// `cast(pad(..))` to a type that says more -> padding to that type
fn cast_of_pad(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (padded, to) = (view.operand(0), view.result_ty(0));
    let pad = defined(view, padded, "tensor.pad")?.id;
    let (before, after) = (rw.ty(padded).shape(rw.cx)?, to.shape(rw.cx)?);
    let says_more = before.len() == after.len()
        && before.iter().zip(after).all(|(b, a)| b == a || *b == DYNAMIC);
    if !says_more || !rw.body.has_one_use(padded) {
        return None;
    }
    rw.body.set_ty(padded, to);
    rw.modified(pad);
    rw.replace(op, &[padded]);
    Some(())
}

/// A concatenation whose parts tell more of its type -> one of that type, cast
fn concat_of_known_sizes(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (cx, ty) = (view.cx, view.result_ty(0));
    if view.n_operands() == 1 && view.operand_ty(0) != ty {
        let only = view.operand(0);
        return replace_by_cast(op, rw, only);
    }
    let TypeKind::Tensor { shape, elem, encoding } = ty.kind(cx) else { return None };
    let dim = usize::try_from(view.attr("dim")?.as_i64(cx)?).ok()?;
    let shapes: Vec<&[i64]> =
        view.operands().map(|v| view.body.ty(v).shape(cx)).collect::<Option<_>>()?;
    let mut new = shape.to_vec();
    for (i, extent) in new.iter_mut().enumerate().filter(|(_, e)| **e == DYNAMIC) {
        let mut parts = shapes.iter().map(|s| s.get(i).copied().unwrap_or(DYNAMIC));
        *extent = match i == dim {
            true => parts
                .try_fold(0i64, |sum, d| if d == DYNAMIC { None } else { sum.checked_add(d) })
                .unwrap_or(DYNAMIC),
            false => parts.find(|d| *d != DYNAMIC).unwrap_or(DYNAMIC),
        };
    }
    let (elem, encoding) = (*elem, *encoding);
    let new_ty = cx.ty(TypeKind::Tensor { shape: new.into(), elem, encoding });
    if new_ty == ty {
        return None;
    }
    let (operands, dim): (Vec<ValueId>, _) = (view.operands().collect(), view.attr("dim")?);
    rw.before(op);
    let made = rw.build("tensor.concat").operands(&operands).attr("dim", dim).result(new_ty);
    let made = made.value();
    replace_by_cast(op, rw, made)
}

fn replace_by_cast(op: OpId, rw: &mut Rewriter<'_>, v: ValueId) -> Option<()> {
    let ty = rw.op(op).result_ty(0);
    rw.before(op);
    let result = rw.build("tensor.cast").operand(v).result(ty).value();
    rw.replace(op, &[result]);
    Some(())
}

/// Padding by nothing, unless it was asked to stay.
pub(super) const PAD: Fold = Fold(|op, _| {
    let (ty, is_static) = (op.result_ty(0), op.result_ty(0).static_shape(op.cx).is_some());
    if op.attr("nofold").is_some() || op.operand_ty(0) != ty {
        return None;
    }
    let all = [read(op, "static_low", 1)?, read(op, "static_high", 2)?].concat();
    // An extent that stays the same static one was padded by nothing.
    let nothing = all.iter().all(|n| *n == Mixed::Static(0) || is_static);
    nothing.then(|| value(op.operand(0)))?
});

/// The extents of a padded shape.
fn padded(shape: &[i64], low: &[i64], high: &[i64]) -> Option<Vec<i64>> {
    let extent = |((d, l), h): ((&i64, &i64), &i64)| match (*d, *l, *h) {
        (DYNAMIC, ..) | (_, DYNAMIC, _) | (.., DYNAMIC) => Some(DYNAMIC),
        (d, l, h) => d.checked_add(l)?.checked_add(h),
    };
    shape.iter().zip(low).zip(high).map(extent).collect()
}

/// Makes the padding again from another source or by other numbers, cast to the type it had.
fn pad_again(
    op: OpId,
    rw: &mut Rewriter<'_>,
    source: ValueId,
    [low, high]: [&[Mixed]; 2],
) -> Option<()> {
    let view = rw.op(op);
    let (cx, ty) = (view.cx, view.result_ty(0));
    let TypeKind::Tensor { shape: old, elem, encoding } = ty.kind(cx) else { return None };
    let shape = padded(rw.ty(source).shape(cx)?, &statics(low), &statics(high))?;
    // What was known stays known.
    let join = |(new, old): (i64, &i64)| if new == DYNAMIC { *old } else { new };
    let shape: Vec<i64> = shape.into_iter().zip(old).map(join).collect();
    let (elem, encoding) = (*elem, *encoding);
    let new_ty = cx.ty(TypeKind::Tensor { shape: shape.into(), elem, encoding });
    let region = *view.body.regions(op).first()?;
    let nofold = view.attr("nofold");
    let (l, h) = (values(low), values(high));
    let segments = cx.i32_array(&[1, l.len() as i32, h.len() as i32]);
    let (static_low, static_high) = (cx.i64_array(&statics(low)), cx.i64_array(&statics(high)));
    rw.before(op);
    let new = rw.build("tensor.pad").operand(source).operands(&l).operands(&h);
    let new = new.attr("static_low", static_low).attr("static_high", static_high);
    let new = new.attr("operandSegmentSizes", segments).maybe_attr("nofold", nofold);
    let new = new.result(new_ty).region().done();
    let to = *rw.body.regions(new).first()?;
    rw.body.move_blocks(region, to);
    let mut result = rw.body.result(new, 0);
    if new_ty != ty {
        result = rw.build("tensor.cast").operand(result).result(ty).value();
    }
    rw.replace(op, &[result]);
    Some(())
}

/// Padding by numbers that are constants -> by static numbers, cast
fn pad_by_constants(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (low, high) = (read(view, "static_low", 1)?, read(view, "static_high", 2)?);
    let new = (known(view, &low), known(view, &high));
    let source = view.operand(0);
    let all = [&new.0, &new.1].into_iter().flatten();
    if (&new.0, &new.1) == (&low, &high)
        || all.into_iter().any(|n| matches!(n, Mixed::Static(n) if *n < 0))
    {
        return None;
    }
    pad_again(op, rw, source, [&new.0, &new.1])
}

/// Padding by nothing to another type -> a cast
fn pad_by_nothing(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let all = [read(view, "static_low", 1)?, read(view, "static_high", 2)?].concat();
    let nothing = all.iter().all(|n| *n == Mixed::Static(0));
    if !nothing || view.attr("nofold").is_some() || view.operand_ty(0) == view.result_ty(0) {
        return None;
    }
    let source = view.operand(0);
    replace_by_cast(op, rw, source)
}

/// Padding of what was only cast -> of what was cast
fn pad_of_cast(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let source = defined(view, view.operand(0), "tensor.cast").filter(|c| forgets(*c))?.operand(0);
    let (low, high) = (read(view, "static_low", 1)?, read(view, "static_high", 2)?);
    pad_again(op, rw, source, [&low, &high])
}

/// `dim(reshape(x, shape), i) -> shape[i]`
fn dim_of_reshape(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let reshape = defined(view, view.operand(0), "tensor.reshape")?;
    let (shape, index, ty) = (reshape.operand(1), view.operand(1), view.result_ty(0));
    let elem = rw.ty(shape).elem(rw.cx);
    rw.before(op);
    let mut extent = rw.build("tensor.extract").operands(&[shape, index]).result(elem).value();
    if elem != ty {
        extent = rw.build("arith.index_cast").operand(extent).result(ty).value();
    }
    rw.replace(op, &[extent]);
    Some(())
}

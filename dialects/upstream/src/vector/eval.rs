//! Meaning of `vector`: arithmetic, masks and reductions; moves of elements and memory accesses
//! are in files of their own.
//!
//! Scalable vectors have no meaning here: their length is the machine's.

use terrace_ir::def::AnyInterface;
use terrace_ir::eval::{
    Compiler, Dims, Dtype, Eval, EvalScalar, Frame, ScalarOp, Slot, SlotKind, Src, Tensor, Trap,
    Value, float_binary, int_binary, n_elems, strides_of,
};
use terrace_ir::{AffineExpr, AffineMap, Attr, OpRef, Reported, Type, TypeKind};

use super::table::COMBINING_KIND;
use super::{eval_memory as memory, eval_move as moves};
use crate::arith::eval::float;
use crate::combine::combiner;

/// What each operation means.
pub(super) static ATTACH: &[(&str, &[AnyInterface])] = &[
    ("vector.fma", &[&EvalScalar(|op| Some(crate::math::eval::fma(float(op)?)))]),
    ("vector.reduction", &[&Eval(reduction)]),
    ("vector.multi_reduction", &[&Eval(multi_reduction)]),
    ("vector.contract", &[&Eval(contract)]),
    ("vector.outerproduct", &[&Eval(outerproduct)]),
    ("vector.constant_mask", &[&Eval(constant_mask)]),
    ("vector.create_mask", &[&Eval(create_mask)]),
    ("vector.step", &[&Eval(step)]),
    ("vector.print", &[&Eval(|_, _| Ok(()))]),
    ("vector.bitcast", &[&Eval(moves::bitcast)]),
    ("vector.broadcast", &[&Eval(moves::broadcast)]),
    ("vector.shape_cast", &[&Eval(moves::shape_cast)]),
    ("vector.transpose", &[&Eval(moves::transpose)]),
    ("vector.shuffle", &[&Eval(moves::shuffle)]),
    ("vector.interleave", &[&Eval(moves::interleave)]),
    ("vector.deinterleave", &[&Eval(moves::deinterleave)]),
    ("vector.from_elements", &[&Eval(moves::from_elements)]),
    ("vector.to_elements", &[&Eval(moves::to_elements)]),
    ("vector.extract", &[&Eval(moves::extract)]),
    ("vector.insert", &[&Eval(moves::insert)]),
    ("vector.extract_strided_slice", &[&Eval(moves::extract_strided_slice)]),
    ("vector.insert_strided_slice", &[&Eval(moves::insert_strided_slice)]),
    ("vector.load", &[&Eval(memory::load)]),
    ("vector.store", &[&Eval(memory::store)]),
    ("vector.maskedload", &[&Eval(memory::load)]),
    ("vector.maskedstore", &[&Eval(memory::store)]),
    ("vector.gather", &[&Eval(memory::gather)]),
    ("vector.transfer_read", &[&Eval(memory::transfer_read)]),
    ("vector.transfer_write", &[&Eval(memory::transfer_write)]),
];

/// The shape and element type of a fixed vector (a scalar has the empty shape).
pub(super) fn shape(
    c: &mut Compiler<'_>,
    op: OpRef<'_>,
    ty: Type,
) -> Result<(Vec<i64>, Dtype), Reported> {
    let dtype = c.dtype(op, ty)?;
    match ty.kind(op.cx) {
        TypeKind::Vector { scalable, .. } if scalable.contains(&true) => {
            Err(c.unsupported(op, "its vector is scalable"))
        }
        TypeKind::Vector { shape, .. } => Ok((shape.to_vec(), dtype)),
        _ => Ok((Vec::new(), dtype)),
    }
}

/// Element `i` of a vector, or the scalar there.
#[inline]
pub(super) fn element(frame: &Frame, src: Src, i: usize) -> Result<u64, Trap> {
    match src.slot.kind {
        SlotKind::Object => {
            let tensor = frame.tensor(src.idx())?;
            if i >= tensor.len() {
                return Err(Trap::invalid("the vector has fewer elements than its type says"));
            }
            Ok(tensor.raw(i))
        }
        _ => Ok(frame.raw(src.idx())),
    }
}

/// Sets a slot to a vector with these elements, or to the scalar that they are.
pub(super) fn set_elements(
    frame: &mut Frame,
    out: Slot,
    dtype: Dtype,
    shape: &[i64],
    raws: &[u64],
) -> Result<(), Trap> {
    if out.kind != SlotKind::Object {
        frame.set_raw(out.idx, raws.first().copied().unwrap_or(0));
        return Ok(());
    }
    let mut tensor = recycle(frame, out, dtype, shape)?;
    tensor.set_raws(0, raws);
    frame.set_object(out.idx, tensor.into());
    Ok(())
}

/// The vector that a result slot holds from the last time, if nobody else does; else a new one.
pub(super) fn recycle(
    frame: &mut Frame,
    out: Slot,
    dtype: Dtype,
    shape: &[i64],
) -> Result<Tensor, Trap> {
    if let Value::Tensor(old) = frame.take(Src { slot: out, last: true })
        && let Ok(old) = std::sync::Arc::try_unwrap(old)
        && old.dtype() == dtype
        && old.shape() == shape
    {
        return Ok(old);
    }
    frame.new_tensor(dtype, shape, 0)
}

/// The word of a `#vector.kind`.
fn kind_word(op: OpRef<'_>, attr: Attr) -> Option<&'static str> {
    let number = attr.as_i64(op.cx).or_else(|| attr.param(op.cx, 0)?.as_i64(op.cx))?;
    COMBINING_KIND.cases.iter().find(|(_, v)| *v == number).map(|(w, _)| *w)
}

fn kind(c: &mut Compiler<'_>, op: OpRef<'_>, ty: Dtype) -> Result<ScalarOp, Reported> {
    // `add` is the default of the attribute.
    let word = op.attr("kind").map_or(Some("add"), |k| kind_word(op, k));
    match word.and_then(|w| combiner(w, ty)) {
        Some(combine) => Ok(combine),
        None => Err(c.unsupported(op, "its kind does not fit its element type")),
    }
}

/// The accumulator first, then the elements in order.
fn reduction(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (shape, dtype) = shape(c, op, op.operand_ty(0))?;
    let n = n_elems(&shape).unwrap_or(0);
    let combine = kind(c, op, dtype)?;
    let (srcs, out) = (c.operands(op), c.result(op, 0));
    if n == 0 {
        return Err(c.unsupported(op, "its vector is empty"));
    }
    c.emit(move |frame| {
        let (mut total, from) = match srcs.get(1) {
            Some(acc) => (frame.raw(acc.idx()), 0),
            None => (element(frame, srcs[0], 0)?, 1),
        };
        for i in from..n {
            total = combine.call([total, element(frame, srcs[0], i)?, 0])?;
        }
        frame.set_raw(out.idx, total);
        Ok(())
    });
    Ok(())
}

fn multi_reduction(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (shape, dtype) = shape(c, op, op.operand_ty(0))?;
    let reduced = op.attr("reduction_dims").and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    let combine = kind(c, op, dtype)?;
    let kept: Vec<usize> = (0..shape.len()).filter(|d| !reduced.contains(&(*d as i64))).collect();
    let out_shape: Vec<i64> = kept.iter().map(|&d| shape[d]).collect();
    let out_strides = strides_of(&out_shape);
    let mut strides = vec![0; shape.len()];
    kept.iter().zip(&out_strides).for_each(|(&d, &s)| strides[d] = s);
    let (srcs, out) = (c.operands(op), c.result(op, 0));
    let n_out = n_elems(&out_shape).unwrap_or(0);
    c.emit(move |frame| {
        let mut totals: Vec<u64> = Vec::with_capacity(n_out);
        for i in 0..n_out {
            totals.push(element(frame, srcs[1], i)?);
        }
        let mut at = 0;
        each_point(&shape, &[&strides], &mut |[to]: [usize; 1]| {
            totals[to] = combine.call([totals[to], element(frame, srcs[0], at)?, 0])?;
            at += 1;
            Ok(())
        })?;
        set_elements(frame, out, dtype, &out_shape, &totals)
    });
    Ok(())
}

/// Calls `f` for each point of a box in row-major order with the linear position that each set of
/// strides gives.
pub(super) fn each_point<const N: usize>(
    extents: &[i64],
    strides: &[&[i64]; N],
    f: &mut dyn FnMut([usize; N]) -> Result<(), Trap>,
) -> Result<(), Trap> {
    if extents.iter().any(|n| *n <= 0) {
        return Ok(());
    }
    let mut index = Dims::from_elem(0, extents.len());
    let mut at = [0i64; N];
    loop {
        f(at.map(|a| a as usize))?;
        let mut d = extents.len();
        loop {
            if d == 0 {
                return Ok(());
            }
            d -= 1;
            index[d] += 1;
            for (at, strides) in at.iter_mut().zip(strides) {
                *at += strides[d];
            }
            if index[d] < extents[d] {
                break;
            }
            for (at, strides) in at.iter_mut().zip(strides) {
                *at -= strides[d] * extents[d];
            }
            index[d] = 0;
        }
    }
}

/// The strides that a projected permutation gives over its dimensions, and the extents it implies.
fn iteration_strides(map: &AffineMap, shape: &[i64], extents: &mut [i64]) -> Option<Vec<i64>> {
    let mut strides = vec![0; extents.len()];
    if map.results.len() != shape.len() {
        return None;
    }
    for ((result, &size), &stride) in map.results.iter().zip(shape).zip(&strides_of(shape)) {
        let AffineExpr::Dim(d) = result else { return None };
        let d = *d as usize;
        *strides.get_mut(d)? += stride;
        if *extents.get(d)? != -1 && extents[d] != size {
            return None;
        }
        extents[d] = size;
    }
    Some(strides)
}

/// `acc[..] = acc[..] kind lhs[..] * rhs[..]` over the iteration space, in row-major order.
fn contract(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let maps: Vec<AffineMap> = op
        .attr("indexing_maps")
        .and_then(|m| m.as_array(op.cx))
        .unwrap_or(&[])
        .iter()
        .filter_map(|m| m.as_map(op.cx).cloned())
        .collect();
    let shapes = [
        shape(c, op, op.operand_ty(0))?,
        shape(c, op, op.operand_ty(1))?,
        shape(c, op, op.operand_ty(2))?,
    ];
    let mut extents = vec![-1; maps.first().map_or(0, |m| m.n_dims as usize)];
    let strides: Option<Vec<Vec<i64>>> = maps
        .iter()
        .zip(&shapes)
        .map(|(map, (shape, _))| iteration_strides(map, shape, &mut extents))
        .collect();
    let (Some([lhs, rhs, acc]), false) =
        (strides.and_then(|s| <[Vec<i64>; 3]>::try_from(s).ok()), extents.contains(&-1))
    else {
        return Err(c.unsupported(op, "its maps are not projected permutations that fit"));
    };
    let [(_, lhs_ty), (_, rhs_ty), (acc_shape, acc_ty)] = shapes;
    let combine = kind(c, op, acc_ty)?;
    let Some(multiply) = multiply(acc_ty, lhs_ty, rhs_ty) else {
        return Err(c.unsupported(op, "its element types do not fit"));
    };
    let (srcs, out) = (c.operands(op), c.result(op, 0));
    let n_acc = n_elems(&acc_shape).unwrap_or(0);
    let n_points = n_elems(&extents).unwrap_or(0) as u64;
    c.emit(move |frame| {
        frame.spend(n_points / 4)?;
        let mut totals = Vec::with_capacity(n_acc);
        for i in 0..n_acc {
            totals.push(element(frame, srcs[2], i)?);
        }
        each_point(&extents, &[&lhs, &rhs, &acc], &mut |[a, b, to]: [usize; 3]| {
            let (a, b) = (element(frame, srcs[0], a)?, element(frame, srcs[1], b)?);
            let product = multiply.call([a, b, 0])?;
            totals[to] = combine.call([totals[to], product, 0])?;
            Ok(())
        })?;
        set_elements(frame, out, acc_ty, &acc_shape, &totals)
    });
    Ok(())
}

/// Products in the accumulator's type; mixed precision widens exactly first.
fn multiply(acc: Dtype, lhs: Dtype, rhs: Dtype) -> Option<ScalarOp> {
    match (acc.is_float(), lhs.is_float(), rhs.is_float()) {
        (true, true, true) => Some(float_binary(acc, |a, b| a * b)),
        (false, false, false) => {
            Some(int_binary(acc, move |a, b| lhs.signed(a).wrapping_mul(rhs.signed(b))))
        }
        _ => None,
    }
}

fn outerproduct(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (out_shape, dtype) = shape(c, op, op.result_ty(0))?;
    let (rhs_shape, _) = shape(c, op, op.operand_ty(1))?;
    let combine = kind(c, op, dtype)?;
    let Some(multiply) = multiply(dtype, dtype, dtype) else {
        return Err(c.unsupported(op, "its element types do not fit"));
    };
    let (srcs, out) = (c.operands(op), c.result(op, 0));
    let n = n_elems(&out_shape).unwrap_or(0);
    // A scalar on the right makes this `vector * scalar`.
    let cols = rhs_shape.first().map_or(1, |&n| n.max(1) as usize);
    c.emit(move |frame| {
        let mut raws = Vec::with_capacity(n);
        for i in 0..n {
            let (a, b) = (element(frame, srcs[0], i / cols)?, element(frame, srcs[1], i % cols)?);
            let product = multiply.call([a, b, 0])?;
            raws.push(match srcs.get(2) {
                Some(acc) => combine.call([element(frame, *acc, i)?, product, 0])?,
                None => product,
            });
        }
        set_elements(frame, out, dtype, &out_shape, &raws)
    });
    Ok(())
}

/// A mask whose elements below the sizes in every dimension are set.
fn mask_of(shape: &[i64], sizes: &[i64]) -> Option<Tensor> {
    let mut mask = Tensor::zeros(Dtype::BOOL, shape)?;
    for i in 0..mask.len() {
        let index = terrace_ir::eval::index_of(shape, i);
        mask.set_raw(i, index.iter().zip(sizes).all(|(i, n)| i < n).into());
    }
    Some(mask)
}

fn constant_mask(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (shape, _) = shape(c, op, op.result_ty(0))?;
    let sizes = op.attr("mask_dim_sizes").and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    let Some(mask) = mask_of(&shape, &sizes) else {
        return Err(c.unsupported(op, "its mask is too large"));
    };
    let out = c.result(op, 0);
    c.preset(out, mask.into());
    Ok(())
}

fn create_mask(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (shape, _) = shape(c, op, op.result_ty(0))?;
    let (srcs, out) = (c.operands(op), c.result(op, 0));
    c.emit(move |frame| {
        let sizes: Dims = srcs.iter().map(|s| frame.int(s.idx())).collect();
        let mask = mask_of(&shape, &sizes).ok_or_else(|| Trap::invalid("mask too large"))?;
        frame.set_object(out.idx, mask.into());
        Ok(())
    });
    Ok(())
}

fn step(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (shape, dtype) = shape(c, op, op.result_ty(0))?;
    let Some(mut steps) = Tensor::zeros(dtype, &shape) else {
        return Err(c.unsupported(op, "its vector is too large"));
    };
    for i in 0..steps.len() {
        steps.set_raw(i, dtype.raw_of_i64(i as i64));
    }
    let out = c.result(op, 0);
    c.preset(out, steps.into());
    Ok(())
}

//! Moving lanes about.

use terrace_ir::{DYNAMIC, OpRef, Reported, Type, ValueId};

use super::casts::width;
use super::{Emit, Family};
use crate::build::{IntIs, Val};
use crate::types::class;

pub(super) const OPS: Family = &[
    ("vector.bitcast", bitcast),
    ("vector.broadcast", broadcast),
    ("vector.constant_mask", constant_mask),
    ("vector.create_mask", create_mask),
    ("vector.deinterleave", deinterleave),
    ("vector.extract", extract),
    ("vector.extract_strided_slice", extract_slice),
    ("vector.from_elements", from_elements),
    ("vector.insert", insert),
    ("vector.insert_strided_slice", insert_slice),
    ("vector.interleave", interleave),
    ("vector.shape_cast", shape_cast),
    ("vector.shuffle", shuffle),
    ("vector.step", step),
    ("vector.to_elements", to_elements),
    ("vector.transpose", shape_cast),
];

impl Emit<'_, '_> {
    /// Lanes of a type that must be a vector.
    pub(super) fn vector_lanes(&mut self, op: OpRef<'_>, ty: Type) -> Result<u32, Reported> {
        self.value_ty(op, ty)?;
        match self.lanes(op, ty)? {
            Some(n) => Ok(n),
            None => Err(self.malformed(op, "it works on vectors")),
        }
    }

    fn same_elem(&mut self, op: OpRef<'_>, a: Type, b: Type) -> Result<(), Reported> {
        let same = a.elem(self.cx) == b.elem(self.cx);
        self.require(same, op, "its types have different elements")
    }

    /// The lane that `static_position` with operands from `first` on names, if the source is a
    /// vector of one dimension; `None` for the whole vector.
    fn position(&mut self, op: OpRef<'_>, first: usize) -> Result<Option<Lane>, Reported> {
        let numbers = op.attr("static_position").and_then(|a| a.as_ints(self.cx));
        let dynamic: Vec<ValueId> = op.operands().skip(first).collect();
        match (numbers.unwrap_or_default().as_slice(), dynamic.as_slice()) {
            (&[], &[]) => Ok(None),
            (&[DYNAMIC], &[index]) if op.body.ty(index).is_index(self.cx) => {
                Ok(Some(Lane::Dynamic(self.val(op, index)?)))
            }
            (&[lane], &[]) if lane >= -1 => Ok(Some(Lane::Static(lane))),
            _ => Err(self.malformed(op, "its position does not fit a vector of one dimension")),
        }
    }
}

enum Lane {
    Static(i64),
    Dynamic(Val),
}

fn bitcast(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [source] = e.operands(op)?;
    let (from, to) = (op.body.ty(source), e.result_ty(op)?);
    let lanes = (e.vector_lanes(op, from)?, e.vector_lanes(op, to)?);
    let widths = class(e.cx, from).map(width).zip(class(e.cx, to).map(width));
    let fits = widths.is_some_and(|(a, b)| {
        u64::from(a) * u64::from(lanes.0) == u64::from(b) * u64::from(lanes.1)
    });
    e.require(fits, op, "its types have different widths")?;
    let (value, ty) = (e.val(op, source)?, e.value_ty(op, to)?);
    e.set_result(op, e.b.bitcast(value, ty))
}

fn broadcast(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [source] = e.operands(op)?;
    let (from, to) = (op.body.ty(source), e.result_ty(op)?);
    let lanes = e.vector_lanes(op, to)?;
    e.value_ty(op, from)?;
    e.same_elem(op, from, to)?;
    let value = e.val(op, source)?;
    let made = match e.lanes(op, from)? {
        None => e.b.splat(value, lanes),
        Some(n) if n == lanes => value,
        Some(1) => e.b.shuffle(value, value, &vec![Some(0); lanes as usize]),
        Some(_) => return Err(e.malformed(op, "its types do not fit")),
    };
    e.set_result(op, made)
}

/// The whole vector under another type of one dimension.
fn shape_cast(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [source] = e.operands(op)?;
    let (from, to) = (op.body.ty(source), e.result_ty(op)?);
    let fits = e.vector_lanes(op, from)? == e.vector_lanes(op, to)?;
    e.same_elem(op, from, to)?;
    e.require(fits, op, "its types do not fit")?;
    let value = e.val(op, source)?;
    e.set_result(op, value)
}

fn extract(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let Some(source) = op.operands().next() else {
        return Err(e.malformed(op, "it has no operands"));
    };
    let (from, to) = (op.body.ty(source), e.result_ty(op)?);
    let lanes = e.vector_lanes(op, from)?;
    e.value_ty(op, to)?;
    let value = e.val(op, source)?;
    let rank = from.shape(e.cx).map_or(0, <[i64]>::len);
    let made = match e.position(op, 1)? {
        Some(_) if rank != 1 || to != from.elem(e.cx) => {
            return Err(e.malformed(op, "its result is no element"));
        }
        // Upstream's -1 stands for poison.
        Some(Lane::Static(-1)) => {
            let ty = e.value_ty(op, to)?;
            e.b.poison(ty)
        }
        Some(Lane::Static(lane)) => {
            e.require(lane < lanes.into(), op, "its position is outside the vector")?;
            e.b.extract_lane(value, e.b.i64_value(lane))
        }
        Some(Lane::Dynamic(lane)) => e.b.extract_lane(value, lane),
        None if to == from => value,
        None if rank == 0 && to == from.elem(e.cx) => e.b.extract_lane(value, e.b.i64_value(0)),
        None => return Err(e.malformed(op, "its types do not fit")),
    };
    e.set_result(op, made)
}

fn insert(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [item, target] = match op.operands().collect::<Vec<_>>().as_slice() {
        &[item, target, ..] => [item, target],
        _ => return Err(e.malformed(op, "it has too few operands")),
    };
    let (item_ty, ty) = (op.body.ty(item), e.result_ty(op)?);
    let lanes = e.vector_lanes(op, ty)?;
    e.value_ty(op, item_ty)?;
    e.require(op.body.ty(target) == ty, op, "its types do not fit")?;
    let (item, vector) = (e.val(op, item)?, e.val(op, target)?);
    let scalar = item_ty == ty.elem(e.cx);
    let rank = ty.shape(e.cx).map_or(0, <[i64]>::len);
    let made = match e.position(op, 2)? {
        Some(_) if rank != 1 || !scalar => {
            return Err(e.malformed(op, "its value is no element"));
        }
        Some(Lane::Static(-1)) => e.b.poison(e.b.ty(vector)),
        Some(Lane::Static(lane)) => {
            e.require(lane < lanes.into(), op, "its position is outside the vector")?;
            e.b.insert_lane(vector, item, e.b.i64_value(lane))
        }
        Some(Lane::Dynamic(lane)) => e.b.insert_lane(vector, item, lane),
        None if item_ty == ty => item,
        None if rank == 0 && scalar => e.b.insert_lane(vector, item, e.b.i64_value(0)),
        None => return Err(e.malformed(op, "its types do not fit")),
    };
    e.set_result(op, made)
}

fn from_elements(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ty = e.result_ty(op)?;
    let lanes = e.vector_lanes(op, ty)?;
    let elem = ty.elem(e.cx);
    let fits = op.n_operands() == lanes as usize && op.operands().all(|v| op.body.ty(v) == elem);
    e.require(fits, op, "its operands are not the elements of its result")?;
    let items = e.vals(op, op.operands())?;
    if let Some(&first) = items.first()
        && items.iter().all(|v| *v == first)
    {
        return e.set_result(op, e.b.splat(first, lanes));
    }
    let vector = e.value_ty(op, ty)?;
    let mut made = e.b.poison(vector);
    for (lane, &item) in items.iter().enumerate() {
        made = e.b.insert_lane(made, item, e.b.i64_value(lane as i64));
    }
    e.set_result(op, made)
}

fn to_elements(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [source] = e.operands(op)?;
    let ty = op.body.ty(source);
    let lanes = e.vector_lanes(op, ty)?;
    let elem = ty.elem(e.cx);
    let fits = op.n_results() == lanes as usize && op.results().all(|v| op.body.ty(v) == elem);
    e.require(fits, op, "its results are not the elements of its operand")?;
    let value = e.val(op, source)?;
    for (lane, result) in op.results().enumerate() {
        e.set(result, e.b.extract_lane(value, e.b.i64_value(lane as i64)));
    }
    Ok(())
}

fn shuffle(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [a, b] = e.operands(op)?;
    let (a_ty, b_ty, to) = (op.body.ty(a), op.body.ty(b), e.result_ty(op)?);
    let (n, m) = (e.vector_lanes(op, a_ty)?, e.vector_lanes(op, b_ty)?);
    let lanes = e.vector_lanes(op, to)?;
    e.same_elem(op, a_ty, b_ty)?;
    e.same_elem(op, a_ty, to)?;
    let mask = op.attr("mask").and_then(|a| a.as_ints(e.cx)).unwrap_or_default();
    let inside = mask.iter().all(|&l| l >= -1 && l < i64::from(n) + i64::from(m));
    e.require(mask.len() == lanes as usize && inside, op, "its mask does not fit")?;
    let (mut a, mut b) = (e.val(op, a)?, e.val(op, b)?);
    // LLVM wants both of one length.
    let width = n.max(m);
    let widen = |v: Val, len: u32| {
        let lanes: Vec<_> = (0..width).map(|l| (l < len).then_some(l)).collect();
        e.b.shuffle(v, e.b.poison(e.b.ty(v)), &lanes)
    };
    if n < width {
        a = widen(a, n);
    }
    if m < width {
        b = widen(b, m);
    }
    let lane = |&l: &i64| match u32::try_from(l) {
        Ok(l) if l < n => Some(l),
        Ok(l) => Some(l - n + width),
        Err(_) => None,
    };
    let lanes: Vec<_> = mask.iter().map(lane).collect();
    e.set_result(op, e.b.shuffle(a, b, &lanes))
}

fn interleave(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [a, b] = e.operands(op)?;
    let (ty, to) = (op.body.ty(a), e.result_ty(op)?);
    let n = e.vector_lanes(op, ty)?;
    e.same_elem(op, ty, to)?;
    let fits = e.vector_lanes(op, to)? == 2 * n && op.body.ty(b) == ty;
    e.require(fits, op, "its types do not fit")?;
    let (a, b) = (e.val(op, a)?, e.val(op, b)?);
    let lanes: Vec<_> = (0..n).flat_map(|l| [Some(l), Some(l + n)]).collect();
    e.set_result(op, e.b.shuffle(a, b, &lanes))
}

fn deinterleave(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [source] = e.operands(op)?;
    let ty = op.body.ty(source);
    let n = e.vector_lanes(op, ty)?;
    e.require(op.n_results() == 2, op, "it has not two results")?;
    for (result, start) in op.results().zip(0..) {
        let to = op.body.ty(result);
        e.same_elem(op, ty, to)?;
        let fits = e.vector_lanes(op, to)? * 2 == n;
        e.require(fits, op, "its types do not fit")?;
        let lanes: Vec<_> = (0..n / 2).map(|l| Some(2 * l + start)).collect();
        let value = e.val(op, source)?;
        e.set(result, e.b.shuffle(value, value, &lanes));
    }
    Ok(())
}

/// Offset, and size or stride, of a slice of a vector of one dimension.
fn slice(e: &mut Emit<'_, '_>, op: OpRef<'_>, within: u32) -> Result<u32, Reported> {
    let one = |name: &str| match op.attr(name).and_then(|a| a.as_ints(e.cx)).as_deref() {
        Some(&[n]) => u32::try_from(n).ok(),
        _ => None,
    };
    match (one("offsets"), one("strides")) {
        (Some(offset), Some(1)) if offset < within => Ok(offset),
        _ => Err(e.malformed(op, "its slice does not fit a vector of one dimension")),
    }
}

fn extract_slice(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [source] = e.operands(op)?;
    let (from, to) = (op.body.ty(source), e.result_ty(op)?);
    let (n, m) = (e.vector_lanes(op, from)?, e.vector_lanes(op, to)?);
    e.same_elem(op, from, to)?;
    let offset = slice(e, op, n)?;
    e.require(offset.saturating_add(m) <= n, op, "its slice is outside the vector")?;
    let value = e.val(op, source)?;
    let lanes: Vec<_> = (offset..offset + m).map(Some).collect();
    e.set_result(op, e.b.shuffle(value, value, &lanes))
}

fn insert_slice(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [item, target] = e.operands(op)?;
    let (from, to) = (op.body.ty(item), e.result_ty(op)?);
    let (m, n) = (e.vector_lanes(op, from)?, e.vector_lanes(op, to)?);
    e.same_elem(op, from, to)?;
    let offset = slice(e, op, n)?;
    let fits = offset.saturating_add(m) <= n && op.body.ty(target) == to;
    e.require(fits, op, "its slice is outside the vector")?;
    let (item, target) = (e.val(op, item)?, e.val(op, target)?);
    let widened: Vec<_> = (0..n).map(|l| (l < m).then_some(l)).collect();
    let wide = e.b.shuffle(item, e.b.poison(e.b.ty(item)), &widened);
    let inside = |l: u32| l >= offset && l < offset + m;
    let lanes: Vec<_> = (0..n).map(|l| Some(if inside(l) { n + l - offset } else { l })).collect();
    e.set_result(op, e.b.shuffle(target, wide, &lanes))
}

impl Emit<'_, '_> {
    /// `0, 1, ..` as 64-bit integers.
    pub(super) fn lane_numbers(&self, lanes: u32) -> Val {
        let numbers: Vec<Val> = (0..lanes).map(|l| self.b.i64_value(l.into())).collect();
        self.b.const_vector(&numbers)
    }

    /// A mask of the lanes below `n`, which is signed.
    pub(super) fn mask_below(&self, n: Val, lanes: u32) -> Val {
        let numbers = self.lane_numbers(lanes);
        self.b.icmp(IntIs::LLVMIntSLT, numbers, self.b.splat(n, lanes))
    }
}

fn step(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ty = e.result_ty(op)?;
    let lanes = e.vector_lanes(op, ty)?;
    e.require(ty.elem(e.cx).is_index(e.cx), op, "its result is no vector of `index`")?;
    e.set_result(op, e.lane_numbers(lanes))
}

fn constant_mask(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ty = e.result_ty(op)?;
    let lanes = e.vector_lanes(op, ty)?;
    let sizes = op.attr("mask_dim_sizes").and_then(|a| a.as_ints(e.cx)).unwrap_or_default();
    let fits = ty.elem(e.cx) == e.cx.int_ty(1) && sizes.len() <= 1;
    e.require(fits, op, "it does not fit a vector of one dimension")?;
    let n = sizes.first().copied().unwrap_or(1);
    let i1 = e.b.int(1);
    let bits: Vec<Val> = (0..i64::from(lanes)).map(|l| e.b.int_value(i1, (l < n).into())).collect();
    e.set_result(op, e.b.const_vector(&bits))
}

fn create_mask(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [n] = e.operands(op)?;
    let ty = e.result_ty(op)?;
    let lanes = e.vector_lanes(op, ty)?;
    let fits = ty.elem(e.cx) == e.cx.int_ty(1) && op.body.ty(n).is_index(e.cx);
    e.require(fits, op, "it does not fit a vector of one dimension")?;
    let n = e.val(op, n)?;
    e.set_result(op, e.mask_below(n, lanes))
}

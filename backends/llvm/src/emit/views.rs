//! Buffers seen differently: the same memory under another type.

use terrace_ir::{DYNAMIC, OpRef, Reported, Type, ValueId};

use super::address::Linear;
use super::{Emit, Fact, Family};
use crate::build::Val;
use crate::types;

pub(super) const OPS: Family = &[
    ("memref.assume_alignment", assume_alignment),
    ("memref.cast", same_address),
    ("memref.collapse_shape", same_address),
    ("memref.dim", dim),
    ("memref.distinct_objects", distinct_objects),
    ("memref.expand_shape", same_address),
    ("memref.extract_aligned_pointer_as_index", pointer_as_index),
    ("memref.extract_strided_metadata", strided_metadata),
    ("memref.memory_space_cast", same_address),
    ("memref.rank", rank),
    ("memref.reinterpret_cast", reinterpret_cast),
    ("memref.reshape", same_address),
    ("memref.subview", subview),
    ("memref.transpose", same_address),
    ("memref.view", view),
    ("vector.type_cast", same_address),
];

impl Emit<'_, '_> {
    fn set_view(
        &mut self,
        op: OpRef<'_>,
        result: ValueId,
        ptr: Val,
        fact: Fact,
    ) -> Result<(), Reported> {
        let ty = op.body.ty(result);
        self.value_ty(op, ty)?;
        self.require(ty.is_memref(self.cx), op, "its result is no memref")?;
        self.facts.insert(result, fact);
        self.set(result, ptr);
        Ok(())
    }

    /// The static offset of a buffer's type in elements: how far its first element lies behind the
    /// memory it is a part of.
    fn type_offset(&mut self, op: OpRef<'_>, ty: Type) -> Result<i64, Reported> {
        match self.cx.strides_and_offset(ty) {
            Some((_, offset)) if offset != DYNAMIC => Ok(offset),
            _ => Err(self.refuse(op, "the offset of its source is not static")),
        }
    }

    /// The start of the memory that a buffer is a part of.
    fn base(&mut self, op: OpRef<'_>, memref: ValueId) -> Result<(Val, Fact), Reported> {
        self.strides(op, memref)?;
        let offset = self.type_offset(op, op.body.ty(memref))?;
        let mut sum = Linear::default();
        sum.add_constant(offset, -1);
        let at = self.offset(op, memref, sum)?;
        Ok((at.ptr, Fact { align: at.align, arg: at.arg }))
    }

    /// Static numbers with operands in the places of the dynamic ones.
    fn mixed(
        &mut self,
        op: OpRef<'_>,
        name: &str,
        group: usize,
    ) -> Result<Vec<Result<i64, ValueId>>, Reported> {
        let numbers = op.attr(name).and_then(|a| a.as_ints(self.cx)).unwrap_or_default();
        let mut dynamic = self.group(op, group)?.into_iter();
        let mut mixed = Vec::new();
        for number in numbers {
            mixed.push(match number {
                DYNAMIC => match dynamic.next() {
                    Some(value) => Err(value),
                    None => return Err(self.malformed(op, "it has too few operands")),
                },
                number => Ok(number),
            });
        }
        self.require(dynamic.next().is_none(), op, "it has too many operands")?;
        Ok(mixed)
    }
}

fn add(sum: &mut Linear, op: OpRef<'_>, part: Result<i64, ValueId>, factor: i64) {
    match part {
        Ok(number) => sum.add_constant(number, factor),
        Err(value) => sum.add(op, value, factor),
    }
}

/// The first element stays where it is.
fn same_address(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let Some(source) = op.operands().next() else {
        return Err(e.malformed(op, "it has no operands"));
    };
    e.result_ty(op)?;
    e.strides(op, source)?;
    let (ptr, fact) = (e.val(op, source)?, e.fact(op, source));
    e.set_view(op, op.result(0), ptr, fact)
}

fn assume_alignment(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    same_address(e, op)?;
    let said = e.int_attr(op, "alignment").and_then(|a| u32::try_from(a).ok());
    let said = said.filter(|a| a.is_power_of_two()).unwrap_or(1).min(1 << 12);
    let mut fact = e.fact(op, op.operand(0));
    fact.align = fact.align.max(said);
    e.facts.insert(op.result(0), fact);
    Ok(())
}

fn distinct_objects(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    e.require(op.n_operands() == op.n_results(), op, "its types do not fit")?;
    for (operand, result) in op.operands().zip(op.results()) {
        let (ptr, fact) = (e.val(op, operand)?, e.fact(op, operand));
        e.set_view(op, result, ptr, fact)?;
    }
    Ok(())
}

/// A typed piece of a buffer of bytes.
fn view(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [source, shift] = match op.operands().collect::<Vec<_>>().as_slice() {
        &[source, shift, ..] => [source, shift],
        _ => return Err(e.malformed(op, "it has too few operands")),
    };
    let ty = e.result_ty(op)?;
    e.strides(op, source)?;
    let bytes = op.body.ty(source).elem(e.cx) == e.cx.int_ty(8);
    e.require(bytes && op.body.ty(shift).is_index(e.cx), op, "its types do not fit")?;
    let inside = match (
        crate::alias::constant(op, shift),
        types::extent_bytes(e.cx, ty),
        types::extent_bytes(e.cx, op.body.ty(source)),
    ) {
        (Some(shift), Some(size), Some(whole)) => {
            u64::try_from(shift).is_ok_and(|s| s.saturating_add(size) <= whole)
        }
        _ => true,
    };
    e.require(inside, op, "it reaches outside its source")?;
    let mut sum = Linear::default();
    sum.add(op, shift, 1);
    let at = e.offset(op, source, sum)?;
    // The planner aligns views to their elements at least.
    let natural = ty.elem_bytes(e.cx).unwrap_or(1) as u32;
    let known = crate::alias::constant(op, shift).is_some();
    let align = if known { at.align } else { at.align.max(natural) };
    e.set_view(op, op.result(0), at.ptr, Fact { align, arg: at.arg })
}

fn subview(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let Some(source) = op.operands().next() else {
        return Err(e.malformed(op, "it has no operands"));
    };
    e.result_ty(op)?;
    let strides = e.strides(op, source)?;
    let offsets = e.mixed(op, "static_offsets", 1)?;
    e.require(offsets.len() == strides.len(), op, "its offsets do not fit its source")?;
    let mut sum = Linear::default();
    for (offset, &stride) in offsets.into_iter().zip(&strides) {
        add(&mut sum, op, offset, stride);
    }
    let at = e.offset(op, source, sum)?;
    e.set_view(op, op.result(0), at.ptr, Fact { align: at.align, arg: at.arg })
}

fn reinterpret_cast(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let Some(source) = op.operands().next() else {
        return Err(e.malformed(op, "it has no operands"));
    };
    let ty = e.result_ty(op)?;
    let base = e.base(op, source)?;
    let offsets = e.mixed(op, "static_offsets", 1)?;
    let &[offset] = offsets.as_slice() else {
        return Err(e.malformed(op, "it has not one offset"));
    };
    let mut sum = Linear::default();
    add(&mut sum, op, offset, 1);
    let size = ty.elem_bytes(e.cx).unwrap_or(1) as i64;
    let at = e.offset_bytes(op, base, sum, size)?;
    e.set_view(op, op.result(0), at.ptr, Fact { align: at.align, arg: at.arg })
}

/// The size of a dimension that is static, or the rank.
fn dim(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [memref, index] = e.operands(op)?;
    let shape = op.body.ty(memref).shape(e.cx).unwrap_or(&[]);
    let index = crate::alias::constant(op, index).and_then(|i| usize::try_from(i).ok());
    match index.and_then(|i| shape.get(i)) {
        Some(&size) if size != DYNAMIC => e.set_result(op, e.b.i64_value(size)),
        _ => Err(e.refuse(op, "only static dimensions at constant positions are known")),
    }
}

fn rank(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [memref] = e.operands(op)?;
    match op.body.ty(memref).shape(e.cx) {
        Some(shape) => e.set_result(op, e.b.i64_value(shape.len() as i64)),
        None => Err(e.refuse(op, "only the rank of a ranked memref is known")),
    }
}

fn pointer_as_index(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [memref] = e.operands(op)?;
    let (base, _) = e.base(op, memref)?;
    e.set_result(op, e.b.ptr_to_int(base, e.b.int(64)))
}

/// Results: the memory, the offset, the sizes, the strides.
fn strided_metadata(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [memref] = e.operands(op)?;
    let ty = op.body.ty(memref);
    let (base, fact) = e.base(op, memref)?;
    let (offset, strides) = (e.type_offset(op, ty)?, e.strides(op, memref)?);
    let Some(shape) = ty.static_shape(e.cx) else {
        return Err(e.refuse(op, "its source has no static shape"));
    };
    e.require(op.n_results() == 2 + 2 * shape.len(), op, "it has another number of results")?;
    e.set_view(op, op.result(0), base, fact)?;
    let numbers = std::iter::once(&offset).chain(shape).chain(&strides);
    for (result, &number) in op.results().skip(1).zip(numbers) {
        e.set(result, e.b.i64_value(number));
    }
    Ok(())
}

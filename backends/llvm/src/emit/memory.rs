//! Loads, stores, copies.
//!
//! Elements whose width is no whole number of bytes take whole bytes in memory: `i1` is one byte,
//! 0 or 1, also in vectors, where LLVM would pack eight into one.

use terrace_ir::{OpRef, Reported, Type, ValueId};

use super::address::{At, Linear};
use super::{Emit, Family};
use crate::build::{Rmw, Ty, Val};
use crate::types::{self, Class, class};

pub(super) const OPS: Family = &[
    ("memref.atomic_rmw", atomic_rmw),
    ("memref.copy", copy),
    ("memref.load", load),
    ("memref.prefetch", prefetch),
    ("memref.store", store),
    ("vector.load", vector_load),
    ("vector.store", vector_store),
];

impl Emit<'_, '_> {
    /// Marks an access with what it does not alias, and as nontemporal where the operation says so.
    pub(super) fn mark(&self, op: OpRef<'_>, access: Val, at: At) {
        if let Some(scopes) = at.arg.and_then(|arg| self.scopes.get(arg)) {
            let apart = |i: usize| self.function.no_alias.get(i).copied().unwrap_or(false);
            if at.arg.is_some_and(apart) {
                self.b.set_scopes(access, *scopes);
            }
        }
        if op.attr("nontemporal").and_then(|a| a.as_int(self.cx)).is_some_and(|v| v != 0) {
            self.b.nontemporal(access);
        }
    }

    /// The alignment of an access, which the operation may raise.
    pub(super) fn alignment(&self, op: OpRef<'_>, at: At) -> u32 {
        let said = self.int_attr(op, "alignment").and_then(|a| u32::try_from(a).ok());
        said.filter(|a| a.is_power_of_two()).unwrap_or(1).max(at.align).min(1 << 12)
    }

    /// The type that values of `ty` have in memory, where it is another.
    fn storage(&mut self, op: OpRef<'_>, ty: Type) -> Result<Option<Ty>, Reported> {
        let Some(bits) = types::storage_bits(self.cx, ty) else { return Ok(None) };
        let scalar = self.b.int(bits);
        Ok(Some(match self.lanes(op, ty)? {
            Some(n) => self.b.vector(scalar, n),
            None => scalar,
        }))
    }

    pub(super) fn load_at(&mut self, op: OpRef<'_>, ty: Type, at: At) -> Result<Val, Reported> {
        let align = self.alignment(op, at);
        let llvm = self.value_ty(op, ty)?;
        let storage = self.storage(op, ty)?;
        let value = self.b.load(storage.unwrap_or(llvm), at.ptr, align);
        self.mark(op, value, at);
        Ok(if storage.is_some() { self.b.trunc(value, llvm) } else { value })
    }

    pub(super) fn store_at(
        &mut self,
        op: OpRef<'_>,
        value: ValueId,
        at: At,
    ) -> Result<(), Reported> {
        let align = self.alignment(op, at);
        let ty = op.body.ty(value);
        self.value_ty(op, ty)?;
        let storage = self.storage(op, ty)?;
        let value = self.val(op, value)?;
        let value = storage.map_or(value, |storage| self.b.zext(value, storage));
        let access = self.b.store(value, at.ptr, align);
        self.mark(op, access, at);
        Ok(())
    }

    /// Checks that vectors of type `ty` can be at neighbouring elements of a buffer.
    pub(super) fn neighbours(
        &mut self,
        op: OpRef<'_>,
        memref: ValueId,
        ty: Type,
    ) -> Result<u32, Reported> {
        let buffer = op.body.ty(memref);
        let same = buffer.elem(self.cx) == ty.elem(self.cx);
        self.require(same, op, "vector and buffer have different elements")?;
        let strides = self.strides(op, memref)?;
        if strides.last().is_some_and(|s| *s != 1) {
            return Err(self.refuse(op, "the innermost stride of the buffer is not 1"));
        }
        match self.lanes(op, ty)? {
            Some(n) => Ok(n),
            None => Err(self.malformed(op, "it works on vectors")),
        }
    }
}

fn split(op: OpRef<'_>, first: usize) -> Option<(ValueId, Vec<ValueId>)> {
    let mut rest = op.operands().skip(first);
    Some((rest.next()?, rest.collect()))
}

fn load(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let Some((memref, indices)) = split(op, 0) else {
        return Err(e.malformed(op, "it has no operands"));
    };
    let ty = e.result_ty(op)?;
    let at = e.element(op, memref, &indices)?;
    e.require(op.body.ty(memref).elem(e.cx) == ty, op, "its result is no element")?;
    let value = e.load_at(op, ty, at)?;
    e.set_result(op, value)
}

fn store(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let Some((memref, indices)) = split(op, 1) else {
        return Err(e.malformed(op, "it has too few operands"));
    };
    let at = e.element(op, memref, &indices)?;
    let same = op.body.ty(memref).elem(e.cx) == op.operand_ty(0);
    e.require(same, op, "its value is no element")?;
    e.store_at(op, op.operand(0), at)
}

fn vector_load(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let Some((memref, indices)) = split(op, 0) else {
        return Err(e.malformed(op, "it has no operands"));
    };
    let ty = e.result_ty(op)?;
    e.neighbours(op, memref, ty)?;
    let at = e.element(op, memref, &indices)?;
    let value = e.load_at(op, ty, at)?;
    e.set_result(op, value)
}

fn vector_store(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let Some((memref, indices)) = split(op, 1) else {
        return Err(e.malformed(op, "it has too few operands"));
    };
    e.neighbours(op, memref, op.operand_ty(0))?;
    let at = e.element(op, memref, &indices)?;
    e.store_at(op, op.operand(0), at)
}

fn prefetch(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let Some((memref, indices)) = split(op, 0) else {
        return Err(e.malformed(op, "it has no operands"));
    };
    let at = e.element(op, memref, &indices)?;
    let number = |name: &str| e.int_attr(op, name).unwrap_or(0);
    let write = u32::from(number("isWrite") != 0);
    let locality = number("localityHint").clamp(0, 3) as u32;
    let data = u32::from(number("isDataCache") != 0);
    let args = [write, locality, data].map(|v| e.b.i32_value(v));
    let args = [at.ptr, args[0], args[1], args[2]];
    e.intrinsic(op, "llvm.prefetch", &[e.b.ptr()], &args)?;
    Ok(())
}

fn atomic_rmw(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let Some((memref, indices)) = split(op, 1) else {
        return Err(e.malformed(op, "it has too few operands"));
    };
    let ty = e.result_ty(op)?;
    let at = e.element(op, memref, &indices)?;
    let same = op.operand_ty(0) == ty && op.body.ty(memref).elem(e.cx) == ty;
    e.require(same, op, "its types do not fit")?;
    let float = matches!(class(e.cx, ty), Some(Class::Float(_)));
    // The cases of `arith.AtomicRMWKind` by number.
    let kind = match (e.int_attr(op, "kind").unwrap_or(-1), float) {
        (0, true) => Rmw::LLVMAtomicRMWBinOpFAdd,
        (1, false) => Rmw::LLVMAtomicRMWBinOpAdd,
        (2, false) => Rmw::LLVMAtomicRMWBinOpAnd,
        (3, _) => Rmw::LLVMAtomicRMWBinOpXchg,
        (4, true) => Rmw::LLVMAtomicRMWBinOpFMaximum,
        (5, true) => Rmw::LLVMAtomicRMWBinOpFMax,
        (6, false) => Rmw::LLVMAtomicRMWBinOpMax,
        (7, false) => Rmw::LLVMAtomicRMWBinOpUMax,
        (8, true) => Rmw::LLVMAtomicRMWBinOpFMinimum,
        (9, true) => Rmw::LLVMAtomicRMWBinOpFMin,
        (10, false) => Rmw::LLVMAtomicRMWBinOpMin,
        (11, false) => Rmw::LLVMAtomicRMWBinOpUMin,
        (14, false) => Rmw::LLVMAtomicRMWBinOpOr,
        (15, false) => Rmw::LLVMAtomicRMWBinOpXor,
        _ => return Err(e.refuse(op, "processors have no such atomic update")),
    };
    let whole = types::storage_bits(e.cx, ty).is_none();
    let narrow = ty.elem_bytes(e.cx).is_some_and(|n| n <= 8);
    if !(whole && narrow) {
        return Err(e.refuse(op, "processors update whole bytes, at most 8 of them, atomically"));
    }
    let value = e.val(op, op.operand(0))?;
    let old = e.b.atomic_rmw(kind, at.ptr, value);
    e.set_result(op, old)
}

/// Dense buffers as one block of bytes, others row by row.
fn copy(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [from, to] = e.operands(op)?;
    let (from_ty, to_ty) = (op.body.ty(from), op.body.ty(to));
    let (from_strides, to_strides) = (e.strides(op, from)?, e.strides(op, to)?);
    let shape = from_ty.static_shape(e.cx).filter(|s| to_ty.static_shape(e.cx) == Some(*s));
    let same_elem = from_ty.elem(e.cx) == to_ty.elem(e.cx);
    let Some(shape) = shape.filter(|_| same_elem) else {
        return Err(e.refuse(op, "its buffers have not one static shape"));
    };
    let size = from_ty.elem_bytes(e.cx).unwrap_or(1) as i64;
    if shape.contains(&0) {
        return Ok(());
    }
    // The innermost dimensions that are dense in both buffers are one row.
    let mut row = 1i64;
    let mut outer = shape.len();
    while outer > 0 {
        let d = outer - 1;
        if shape[d] != 1 && (from_strides[d] != row || to_strides[d] != row) {
            break;
        }
        row = row.saturating_mul(shape[d]);
        outer = d;
    }
    let (mut source, mut target) =
        (e.offset(op, from, Linear::default())?, e.offset(op, to, Linear::default())?);
    let natural = |align: u32| align.min(size as u32);
    let mut loops = Vec::new();
    for d in 0..outer {
        let (inside, before) = (e.b.new_block(e.fun), e.b.here());
        e.b.br(inside);
        e.b.at_end(inside);
        let i = e.b.phi(e.b.int(64));
        e.b.add_incoming(i, e.b.i64_value(0), before);
        for (at, stride) in [(&mut source, from_strides[d]), (&mut target, to_strides[d])] {
            let bytes = e.b.mul(i, e.b.i64_value(stride.wrapping_mul(size)));
            at.ptr = e.b.gep(e.b.int(8), at.ptr, bytes);
            at.align = natural(at.align);
        }
        loops.push((i, inside, shape[d]));
    }
    let bytes = e.b.i64_value(row.wrapping_mul(size));
    e.b.memcpy((target.ptr, target.align), (source.ptr, source.align), bytes);
    for (i, inside, n) in loops.into_iter().rev() {
        let next = e.b.add(i, e.b.i64_value(1));
        let more = e.b.icmp(super::control::less(false), next, e.b.i64_value(n));
        let after = e.b.new_block(e.fun);
        let here = e.b.here();
        e.b.cond_br(more, inside, after);
        e.b.add_incoming(i, next, here);
        e.b.at_end(after);
    }
    Ok(())
}

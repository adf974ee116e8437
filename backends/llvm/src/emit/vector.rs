//! Reductions, and memory accesses under a mask.

use terrace_ir::{AffineExpr, OpRef, Reported, Type, ValueId};

use super::address::At;
use super::{Emit, Family};
use crate::build::{Build, Val};
use crate::types::{self, Class, class};

pub(super) const OPS: Family = &[
    ("vector.compressstore", compress_store),
    ("vector.expandload", expand_load),
    ("vector.gather", gather),
    ("vector.maskedload", masked_load),
    ("vector.maskedstore", masked_store),
    ("vector.multi_reduction", multi_reduction),
    ("vector.outerproduct", outer_product),
    ("vector.reduction", reduction),
    ("vector.scatter", scatter),
    ("vector.transfer_read", transfer_read),
    ("vector.transfer_write", transfer_write),
];

/// How elements are combined: the cases of `vector.kind`, by number.
const KINDS: [&str; 13] = [
    "add", "mul", "umin", "smin", "fmin", "umax", "smax", "fmax", "and", "or", "xor", "fminimum",
    "fmaximum",
];

impl Emit<'_, '_> {
    fn combine(&mut self, op: OpRef<'_>, kind: &str, a: Val, b: Val) -> Result<Val, Reported> {
        let ty = self.b.ty(a);
        let name = match kind {
            "add" => return Ok(self.b.add(a, b)),
            "mul" => return Ok(self.b.mul(a, b)),
            "and" => return Ok(self.b.and(a, b)),
            "or" => return Ok(self.b.or(a, b)),
            "xor" => return Ok(self.b.xor(a, b)),
            "fadd" => return Ok(self.b.fadd(a, b)),
            "fmul" => return Ok(self.b.fmul(a, b)),
            "umin" => "llvm.umin",
            "smin" => "llvm.smin",
            "umax" => "llvm.umax",
            "smax" => "llvm.smax",
            "fmin" => "llvm.minnum",
            "fmax" => "llvm.maxnum",
            "fminimum" => "llvm.minimum",
            _ => "llvm.maximum",
        };
        self.intrinsic(op, name, &[ty], &[a, b])
    }

    /// Name of the combiner of an operation for elements of type `ty`.
    fn kind(&mut self, op: OpRef<'_>, ty: Type) -> Result<&'static str, Reported> {
        let number = op.attr("kind").and_then(|a| a.param(self.cx, 0));
        let number = number.and_then(|a| a.as_i64(self.cx)).and_then(|n| usize::try_from(n).ok());
        let Some(&name) = number.and_then(|n| KINDS.get(n)) else {
            return Err(self.malformed(op, "it has no kind"));
        };
        let float = matches!(class(self.cx, ty), Some(Class::Float(_)));
        let name = match (name, float) {
            ("add", true) => "fadd",
            ("mul", true) => "fmul",
            _ => name,
        };
        self.require(name.starts_with('f') == float, op, "its kind does not fit its elements")?;
        Ok(name)
    }

    /// Combines all lanes, and the accumulator if there is one.
    fn reduce(
        &mut self,
        op: OpRef<'_>,
        (vector, acc): (ValueId, Option<ValueId>),
    ) -> Result<(), Reported> {
        let ty = op.body.ty(vector);
        let elem = ty.elem(self.cx);
        self.vector_lanes(op, ty)?;
        let fits = self.result_ty(op)? == elem && acc.is_none_or(|a| op.body.ty(a) == elem);
        self.require(fits, op, "its types do not fit")?;
        let kind = self.kind(op, elem)?;
        let (llvm, scalar) = (self.value_ty(op, ty)?, self.value_ty(op, elem)?);
        let flags = self.fast_flags(op);
        let value = self.val(op, vector)?;
        let acc = match acc {
            Some(acc) => Some(self.val(op, acc)?),
            None => None,
        };
        let name = format!("llvm.vector.reduce.{kind}");
        let result = match kind {
            // Sums and products of floats go from lane 0 on, unless they may be reordered.
            "fadd" | "fmul" => {
                let Some(Class::Float(f)) = class(self.cx, elem) else {
                    return Err(self.malformed(op, "it works on floats"));
                };
                let neutral = if kind == "fadd" { -0.0 } else { 1.0 };
                let bits = terrace_ir::float::from_f64(f, neutral);
                let neutral = self.b.float_bits(scalar, self.b.int(f.bits()), bits);
                let start = acc.unwrap_or(neutral);
                let value = self.intrinsic(op, &name, &[llvm], &[start, value])?;
                self.b.fast_math(value, flags)
            }
            _ => {
                let value = self.intrinsic(op, &name, &[llvm], &[value])?;
                let value = self.b.fast_math(value, flags);
                match acc {
                    Some(acc) => {
                        let value = self.combine(op, kind, value, acc)?;
                        self.b.fast_math(value, flags)
                    }
                    None => value,
                }
            }
        };
        self.set_result(op, result)
    }

    /// The operands `base[indices], mask, last` and the place they name. Vectors of `ty` must lie
    /// in whole bytes there.
    fn masked(&mut self, op: OpRef<'_>, ty: Type) -> Result<Masked, Reported> {
        let operands: Vec<ValueId> = op.operands().collect();
        let (base, indices, mask, last) = match operands.as_slice() {
            [base, indices @ .., mask, last] => (*base, indices, *mask, *last),
            _ => return Err(self.malformed(op, "it has too few operands")),
        };
        self.neighbours(op, base, ty)?;
        self.require_mask(op, mask, ty)?;
        self.require(op.body.ty(last) == ty, op, "its types do not fit")?;
        let at = self.element(op, base, indices)?;
        Ok(Masked { at, mask: self.val(op, mask)?, last: self.val(op, last)? })
    }

    fn require_mask(&mut self, op: OpRef<'_>, mask: ValueId, ty: Type) -> Result<(), Reported> {
        self.vector_lanes(op, ty)?;
        let fits = op.body.ty(mask) == ty.with_elem(self.cx, self.cx.int_ty(1));
        self.require(fits, op, "its mask does not fit its vector")?;
        if types::storage_bits(self.cx, ty).is_some() {
            return Err(self.refuse(op, "elements that are no whole bytes cannot be masked"));
        }
        Ok(())
    }

    fn load_masked(
        &mut self,
        op: OpRef<'_>,
        ty: Type,
        Masked { at, mask, last }: Masked,
    ) -> Result<Val, Reported> {
        let align = self.alignment(op, at);
        let overloads = [self.value_ty(op, ty)?, self.b.ptr()];
        let args = [at.ptr, mask, last];
        let value = self.intrinsic(op, "llvm.masked.load", &overloads, &args)?;
        self.b.align_argument(value, 0, align);
        self.mark(op, value, at);
        Ok(value)
    }

    fn store_masked(
        &mut self,
        op: OpRef<'_>,
        ty: Type,
        Masked { at, mask, last }: Masked,
    ) -> Result<(), Reported> {
        let align = self.alignment(op, at);
        let overloads = [self.value_ty(op, ty)?, self.b.ptr()];
        let args = [last, at.ptr, mask];
        let access = self.intrinsic(op, "llvm.masked.store", &overloads, &args)?;
        self.b.align_argument(access, 1, align);
        self.mark(op, access, at);
        Ok(())
    }
}

/// A masked access: `last` is what a store stores and what a load gives where the mask is off.
struct Masked {
    at: At,
    mask: Val,
    last: Val,
}

fn reduction(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    match *op.operands().collect::<Vec<_>>().as_slice() {
        [vector] => e.reduce(op, (vector, None)),
        [vector, acc] => e.reduce(op, (vector, Some(acc))),
        _ => Err(e.malformed(op, "it has not one or two operands")),
    }
}

fn multi_reduction(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [vector, acc] = e.operands(op)?;
    let dims = op.attr("reduction_dims").and_then(|a| a.as_ints(e.cx)).unwrap_or_default();
    if dims != [0] {
        return Err(e.refuse(op, "it reduces not the only dimension of its vector"));
    }
    e.reduce(op, (vector, Some(acc)))
}

/// A vector times a scalar, onto an accumulator if there is one.
fn outer_product(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let operands: Vec<ValueId> = op.operands().collect();
    let (lhs, rhs, acc) = match *operands.as_slice() {
        [lhs, rhs] => (lhs, rhs, None),
        [lhs, rhs, acc] => (lhs, rhs, Some(acc)),
        _ => return Err(e.malformed(op, "it has not two or three operands")),
    };
    let ty = e.result_ty(op)?;
    let lanes = e.vector_lanes(op, ty)?;
    let elem = ty.elem(e.cx);
    let fits =
        op.body.ty(lhs) == ty && op.body.ty(rhs) == elem && acc.is_none_or(|a| op.body.ty(a) == ty);
    e.require(fits, op, "it is no vector times a scalar")?;
    let kind = e.kind(op, elem)?;
    let (lhs, rhs) = (e.val(op, lhs)?, e.val(op, rhs)?);
    let rhs = e.b.splat(rhs, lanes);
    let float = matches!(class(e.cx, elem), Some(Class::Float(_)));
    let multiply = |b: &Build<'_>, x, y| if float { b.fmul(x, y) } else { b.mul(x, y) };
    let value = match acc {
        None => multiply(e.b, lhs, rhs),
        Some(acc) => {
            let acc = e.val(op, acc)?;
            if kind == "fadd" {
                let llvm = e.value_ty(op, ty)?;
                e.intrinsic(op, "llvm.fma", &[llvm], &[lhs, rhs, acc])?
            } else {
                let product = multiply(e.b, lhs, rhs);
                e.combine(op, kind, product, acc)?
            }
        }
    };
    e.set_result(op, value)
}

fn masked_load(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ty = e.result_ty(op)?;
    let masked = e.masked(op, ty)?;
    let value = e.load_masked(op, ty, masked)?;
    e.set_result(op, value)
}

fn last_ty(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<Type, Reported> {
    match op.operands().last() {
        Some(last) => Ok(op.body.ty(last)),
        None => Err(e.malformed(op, "it has no operands")),
    }
}

fn masked_store(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ty = last_ty(e, op)?;
    let masked = e.masked(op, ty)?;
    e.store_masked(op, ty, masked)
}

fn expand_load(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ty = e.result_ty(op)?;
    let Masked { at, mask, last } = e.masked(op, ty)?;
    let llvm = e.value_ty(op, ty)?;
    let value = e.intrinsic(op, "llvm.masked.expandload", &[llvm], &[at.ptr, mask, last])?;
    e.b.align_argument(value, 0, at.align);
    e.mark(op, value, at);
    e.set_result(op, value)
}

fn compress_store(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ty = last_ty(e, op)?;
    let Masked { at, mask, last } = e.masked(op, ty)?;
    let llvm = e.value_ty(op, ty)?;
    let access = e.intrinsic(op, "llvm.masked.compressstore", &[llvm], &[last, at.ptr, mask])?;
    e.b.align_argument(access, 1, at.align);
    e.mark(op, access, at);
    Ok(())
}

/// `base[offsets][indices], mask, last`: as [`Masked`], but with an address for each lane.
fn scattered(e: &mut Emit<'_, '_>, op: OpRef<'_>, ty: Type) -> Result<Masked, Reported> {
    let operands: Vec<ValueId> = op.operands().collect();
    let (base, offsets, indices, mask, last) = match operands.as_slice() {
        [base, offsets @ .., indices, mask, last] => (*base, offsets, *indices, *mask, *last),
        _ => return Err(e.malformed(op, "it has too few operands")),
    };
    e.neighbours(op, base, ty)?;
    e.require_mask(op, mask, ty)?;
    let lanes = e.vector_lanes(op, ty)?;
    let index_ty = op.body.ty(indices);
    let width = match class(e.cx, index_ty) {
        Some(Class::Int(width)) => width,
        _ => return Err(e.malformed(op, "its indices are no integers")),
    };
    let fits = e.vector_lanes(op, index_ty)? == lanes && op.body.ty(last) == ty;
    e.require(fits, op, "its types do not fit")?;
    let at = e.element(op, base, offsets)?;
    let mut index = e.val(op, indices)?;
    let wide = e.b.vector(e.b.int(64), lanes);
    match width.cmp(&64) {
        std::cmp::Ordering::Less => index = e.b.sext(index, wide),
        std::cmp::Ordering::Equal => {}
        std::cmp::Ordering::Greater => index = e.b.trunc(index, wide),
    }
    let elem = e.value_ty(op, ty.elem(e.cx))?;
    let ptr = e.b.gep(elem, at.ptr, index);
    let align = ty.elem_bytes(e.cx).unwrap_or(1) as u32;
    let at = At { ptr, align: align.min(at.align), arg: at.arg };
    Ok(Masked { at, mask: e.val(op, mask)?, last: e.val(op, last)? })
}

fn gather(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ty = e.result_ty(op)?;
    let Masked { at, mask, last } = scattered(e, op, ty)?;
    let overloads = [e.value_ty(op, ty)?, e.b.ty(at.ptr)];
    let value = e.intrinsic(op, "llvm.masked.gather", &overloads, &[at.ptr, mask, last])?;
    e.b.align_argument(value, 0, at.align);
    e.mark(op, value, at);
    e.set_result(op, value)
}

fn scatter(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ty = last_ty(e, op)?;
    let Masked { at, mask, last } = scattered(e, op, ty)?;
    let overloads = [e.value_ty(op, ty)?, e.b.ty(at.ptr)];
    let access = e.intrinsic(op, "llvm.masked.scatter", &overloads, &[last, at.ptr, mask])?;
    e.b.align_argument(access, 1, at.align);
    e.mark(op, access, at);
    Ok(())
}

/// Where a transfer goes, and which of its lanes are inside the buffer: `None` when all are.
fn transfer(
    e: &mut Emit<'_, '_>,
    op: OpRef<'_>,
    (base, indices): (ValueId, &[ValueId]),
    (ty, mask): (Type, Option<ValueId>),
) -> Result<(At, Option<Val>), Reported> {
    let lanes = e.neighbours(op, base, ty)?;
    let rank = indices.len();
    let map = op.attr("permutation_map").and_then(|a| a.as_map(e.cx));
    let innermost = map
        .is_some_and(|m| m.results.as_slice() == [AffineExpr::Dim(rank.saturating_sub(1) as u32)]);
    if !innermost || rank == 0 {
        return Err(e.refuse(op, "it moves not neighbours of the innermost dimension"));
    }
    let at = e.element(op, base, indices)?;
    let within = op.attr("in_bounds").and_then(|a| a.as_array(e.cx)).and_then(|a| a.first());
    let within = within.and_then(|a| a.as_int(e.cx)).is_some_and(|v| v != 0);
    let mut lanes_inside = match mask {
        Some(mask) => {
            e.require_mask(op, mask, ty)?;
            Some(e.val(op, mask)?)
        }
        None => None,
    };
    if !within {
        let size = op.body.ty(base).shape(e.cx).and_then(|s| s.last().copied());
        let Some(size) = size.filter(|s| *s != terrace_ir::DYNAMIC) else {
            return Err(e.refuse(op, "the dimension it may leave is dynamic"));
        };
        if types::storage_bits(e.cx, ty).is_some() {
            return Err(e.refuse(op, "elements that are no whole bytes cannot be masked"));
        }
        let index = e.val(op, indices[rank - 1])?;
        let left = e.b.sub(e.b.i64_value(size), index);
        let inside = e.mask_below(left, lanes);
        lanes_inside = Some(match lanes_inside {
            Some(mask) => e.b.and(mask, inside),
            None => inside,
        });
    }
    Ok((at, lanes_inside))
}

fn transfer_read(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (base, indices) = (e.group(op, 0)?, e.group(op, 1)?);
    let (padding, mask) = (e.group(op, 2)?, e.group(op, 3)?);
    let (&[base], &[padding]) = (base.as_slice(), padding.as_slice()) else {
        return Err(e.malformed(op, "it has no source or no padding"));
    };
    let ty = e.result_ty(op)?;
    e.require(op.body.ty(padding) == ty.elem(e.cx), op, "its padding is no element")?;
    let lanes = e.vector_lanes(op, ty)?;
    let mask = mask.first().copied();
    let (at, inside) = transfer(e, op, (base, &indices), (ty, mask))?;
    let value = match inside {
        Some(mask) => {
            let padding = e.val(op, padding)?;
            let last = e.b.splat(padding, lanes);
            e.load_masked(op, ty, Masked { at, mask, last })?
        }
        None => e.load_at(op, ty, at)?,
    };
    e.set_result(op, value)
}

fn transfer_write(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (value, base) = (e.group(op, 0)?, e.group(op, 1)?);
    let (indices, mask) = (e.group(op, 2)?, e.group(op, 3)?);
    let (&[value], &[base]) = (value.as_slice(), base.as_slice()) else {
        return Err(e.malformed(op, "it has no value or no target"));
    };
    e.require(op.n_results() == 0, op, "it writes to no buffer")?;
    let ty = op.body.ty(value);
    e.vector_lanes(op, ty)?;
    let mask = mask.first().copied();
    let (at, inside) = transfer(e, op, (base, &indices), (ty, mask))?;
    match inside {
        Some(mask) => {
            let last = e.val(op, value)?;
            e.store_masked(op, ty, Masked { at, mask, last })
        }
        None => e.store_at(op, value, at),
    }
}

//! Addresses of elements, and the stack and constants they may be in.
//!
//! An address is split into what varies and a constant: sums and products with constants are looked
//! through, which is exact since both sides count modulo 2^64. The varying part is made once per
//! region, outer values first, so that LLVM moves it out of loops; the constant ends up in the
//! instruction. A tile of 28 accumulators so needs one address register per row.

use terrace_ir::{OpRef, Reported, ValueId};

use super::{Emit, Fact, Family, MAX_STACK, STACK_ALIGN};
use crate::build::{Build, Val};
use crate::plan::Place;
use crate::types;

/// Stands for "no variable" in the table of addresses.
const CONSTANT: ValueId = ValueId::NONE;

/// How many operations of an index are looked through; more become one variable.
const MAX_STEPS: usize = 256;

/// Alignment of weights and other constants, in bytes.
const CONSTANT_ALIGN: u32 = terrace_runtime::abi::ALIGN as u32;

pub(super) const OPS: Family = &[("memref.alloca", alloca), ("memref.get_global", get_global)];

/// A sum of multiples of values and a constant, modulo 2^64.
#[derive(Default)]
pub(super) struct Linear {
    terms: Vec<(ValueId, i64)>,
    constant: i64,
}

impl Linear {
    fn push(&mut self, value: ValueId, factor: i64) {
        match self.terms.iter_mut().find(|(v, _)| *v == value) {
            Some((_, f)) => *f = f.wrapping_add(factor),
            None => self.terms.push((value, factor)),
        }
    }

    pub(super) fn add_constant(&mut self, value: i64, factor: i64) {
        self.constant = self.constant.wrapping_add(value.wrapping_mul(factor));
    }

    /// Adds `factor * value`, looking through what defines the value.
    pub(super) fn add(&mut self, at: OpRef<'_>, value: ValueId, factor: i64) {
        let mut todo = vec![(value, factor)];
        let mut steps = 0;
        while let Some((value, factor)) = todo.pop() {
            steps += 1;
            match at.defining(value).filter(|_| steps < MAX_STEPS) {
                Some(op) => self.add_defined(op, value, factor, &mut todo),
                None => self.push(value, factor),
            }
        }
    }

    fn add_defined(
        &mut self,
        op: OpRef<'_>,
        value: ValueId,
        factor: i64,
        todo: &mut Vec<(ValueId, i64)>,
    ) {
        let operands: Vec<ValueId> = op.operands().collect();
        let constant = |v: ValueId| crate::alias::constant(op, v);
        match (op.name_str(), operands.as_slice()) {
            ("arith.constant", _) => match constant(value) {
                Some(c) => self.add_constant(c, factor),
                None => self.push(value, factor),
            },
            ("arith.addi", &[a, b]) => todo.extend([(a, factor), (b, factor)]),
            ("arith.subi", &[a, b]) => {
                todo.extend([(a, factor), (b, factor.wrapping_neg())]);
            }
            ("arith.muli", &[a, b]) => match (constant(a), constant(b)) {
                (_, Some(c)) => todo.push((a, factor.wrapping_mul(c))),
                (Some(c), _) => todo.push((b, factor.wrapping_mul(c))),
                _ => self.push(value, factor),
            },
            _ => self.push(value, factor),
        }
    }
}

/// The address of an element.
#[derive(Clone, Copy)]
pub(super) struct At {
    pub(super) ptr: Val,
    /// In bytes.
    pub(super) align: u32,
    /// The argument it is a part of.
    pub(super) arg: Option<usize>,
}

impl Emit<'_, '_> {
    /// What is known of a buffer.
    pub(super) fn fact(&self, at: OpRef<'_>, memref: ValueId) -> Fact {
        let natural = at.body.ty(memref).elem_bytes(self.cx).unwrap_or(1) as u32;
        self.facts.get(&memref).copied().unwrap_or(Fact { align: natural, arg: None })
    }

    /// The address of the element of `memref` at `indices`.
    pub(super) fn element(
        &mut self,
        at: OpRef<'_>,
        memref: ValueId,
        indices: &[ValueId],
    ) -> Result<At, Reported> {
        let strides = self.strides(at, memref)?;
        if strides.len() != indices.len() {
            let why = format!("expected {} indices, got {}", strides.len(), indices.len());
            return Err(self.malformed(at, &why));
        }
        let mut sum = Linear::default();
        for (&index, &stride) in indices.iter().zip(&strides) {
            self.require(at.body.ty(index).is_index(self.cx), at, "an index is no `index`")?;
            sum.add(at, index, stride);
        }
        self.offset(at, memref, sum)
    }

    pub(super) fn strides(&mut self, at: OpRef<'_>, memref: ValueId) -> Result<Vec<i64>, Reported> {
        let ty = at.body.ty(memref);
        match types::strides(self.cx, ty) {
            Ok(strides) => Ok(strides),
            Err(_) => Err(self.value_ty(at, ty).err().unwrap_or_else(|| {
                // Its type can be a value's, so it is no memref at all.
                self.malformed(at, "an operand is no memref")
            })),
        }
    }

    /// The address `sum` elements behind the first of `memref`.
    pub(super) fn offset(
        &mut self,
        at: OpRef<'_>,
        memref: ValueId,
        sum: Linear,
    ) -> Result<At, Reported> {
        let base = self.val(at, memref)?;
        let fact = self.fact(at, memref);
        let size = at.body.ty(memref).elem_bytes(self.cx).unwrap_or(1) as i64;
        self.offset_bytes(at, (base, fact), sum, size)
    }

    /// The address `sum * size` bytes behind `base`.
    pub(super) fn offset_bytes(
        &mut self,
        at: OpRef<'_>,
        (base, fact): (Val, Fact),
        mut sum: Linear,
        size: i64,
    ) -> Result<At, Reported> {
        sum.terms.retain(|(_, factor)| *factor != 0);
        // Outer values were made first; what does not change in a loop so comes before what does.
        sum.terms.sort_by_key(|(v, _)| self.order[v.idx()]);
        let mut ptr = base;
        let mut zeros = fact.align.trailing_zeros();
        for (value, factor) in sum.terms {
            let scale = factor.wrapping_mul(size);
            zeros = zeros.min(scale.trailing_zeros());
            ptr = self.step(at, ptr, value, scale)?;
        }
        let constant = sum.constant.wrapping_mul(size);
        if constant != 0 {
            zeros = zeros.min(constant.trailing_zeros());
            ptr = self.step(at, ptr, CONSTANT, constant)?;
        }
        Ok(At { ptr, align: 1 << zeros, arg: fact.arg })
    }

    /// `ptr + value * scale` bytes, made once per region.
    fn step(
        &mut self,
        at: OpRef<'_>,
        ptr: Val,
        value: ValueId,
        scale: i64,
    ) -> Result<Val, Reported> {
        let key = (ptr, value, scale);
        if let Some(&known) = self.addresses.iter().rev().find_map(|scope| scope.get(&key)) {
            return Ok(known);
        }
        let made = if value == CONSTANT {
            self.b.gep(self.b.int(8), ptr, self.b.i64_value(scale))
        } else {
            let value = self.val(at, value)?;
            scaled(self.b, ptr, value, scale)
        };
        if let Some(scope) = self.addresses.last_mut() {
            scope.insert(key, made);
        }
        Ok(made)
    }

    /// Stack memory of a memref type.
    fn stack(&mut self, at: OpRef<'_>, bytes: u64, align: u32) -> Result<Val, Reported> {
        self.stack_bytes = self.stack_bytes.saturating_add(bytes);
        if bytes > MAX_STACK {
            return Err(self.refuse(at, &format!("{bytes} bytes are too much for the stack")));
        }
        Ok(self.b.alloca(self.entry, bytes.max(1), align))
    }
}

/// `ptr + value * scale` bytes. A positive scale becomes the size of an element, which x86 can
/// address and loops can strength-reduce.
fn scaled(b: &Build<'_>, ptr: Val, value: Val, scale: i64) -> Val {
    let byte = b.int(8);
    match u64::try_from(scale) {
        Ok(1) => b.gep(byte, ptr, value),
        Ok(scale) if scale < 1 << 40 => b.gep(b.array(byte, scale), ptr, value),
        _ => b.gep(byte, ptr, b.mul(value, b.i64_value(scale))),
    }
}

fn alloca(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ty = e.result_ty(op)?;
    e.value_ty(op, ty)?;
    let Some(bytes) = types::extent_bytes(e.cx, ty).filter(|_| op.n_operands() == 0) else {
        return Err(e.refuse(op, "its size is not static"));
    };
    let said = e.int_attr(op, "alignment").and_then(|a| u32::try_from(a).ok());
    let align = said.unwrap_or(1).clamp(STACK_ALIGN, 1 << 12).next_power_of_two();
    let slot = e.stack(op, bytes, align)?;
    e.facts.insert(op.result(0), Fact { align, arg: None });
    e.set_result(op, slot)
}

fn get_global(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ty = e.result_ty(op)?;
    e.value_ty(op, ty)?;
    let sym = op.attr("name").and_then(|a| a.as_sym(e.cx));
    let found = sym.and_then(|s| Some((s, e.unit.plan.globals.get(&s)?)));
    let Some((sym, global)) = found else {
        return Err(e.malformed(op, "it names no global"));
    };
    let ptr = match global.place {
        Place::Weights(offset) => {
            // The last parameter, which every function that needs it has.
            let weights = e.b.param(e.fun, e.function.inputs.len());
            e.b.gep(e.b.int(8), weights, e.b.i64_value(offset as i64))
        }
        Place::Inline => {
            let known = e.unit.constants.borrow().get(&sym).copied();
            match known {
                Some(known) => known,
                None => {
                    let bytes = crate::weights::elements(e.cx, global, e.diags)?.to_bytes();
                    let content = e.b.const_bytes(&bytes);
                    let name = format!("constant.{}", e.cx.str(sym));
                    let made = e.b.constant_global(&name, content, CONSTANT_ALIGN);
                    e.unit.constants.borrow_mut().insert(sym, made);
                    made
                }
            }
        }
    };
    e.facts.insert(op.result(0), Fact { align: CONSTANT_ALIGN, arg: None });
    e.set_result(op, ptr)
}

//! Kernels: pure scalar functions, described once and run on slots, on whole tensors and vectors,
//! and on lanes of many points at a time.

use std::sync::Arc;

use smallvec::SmallVec;

use super::dtype::Dtype;
use super::frame::Frame;
use super::tensor::{Dims, Tensor};
use super::trap::{Reason, Trap};
use super::{Slot, SlotKind, Src, Step};
use crate::ty::FloatTy;

/// How many elements are handed to a kernel at once.
pub const LANES: usize = 256;

/// A pure function of up to three raw scalars.
pub trait Kernel: Send + Sync {
    /// How many arguments count; the others are ignored.
    fn arity(&self) -> usize;
    /// One result.
    fn call(&self, args: [u64; 3]) -> Result<u64, Trap>;
    /// One result per position of `out`; arguments beyond the arity may be empty.
    fn lanes(&self, args: [&[u64]; 3], out: &mut [u64]) -> Result<(), Trap>;
    /// A step that reads and writes scalar slots.
    fn step(&self, args: [u32; 3], out: u32) -> Step;
}

/// A shared kernel.
pub type ScalarOp = Arc<dyn Kernel>;

struct Unary<F>(F);
struct Binary<F>(F);
struct Ternary<F>(F);
struct TryBinary<F>(F);

impl<F: Fn(u64) -> u64 + Copy + Send + Sync + 'static> Kernel for Unary<F> {
    fn arity(&self) -> usize {
        1
    }
    fn call(&self, [a, ..]: [u64; 3]) -> Result<u64, Trap> {
        Ok((self.0)(a))
    }
    fn lanes(&self, [a, ..]: [&[u64]; 3], out: &mut [u64]) -> Result<(), Trap> {
        for (o, &a) in out.iter_mut().zip(a) {
            *o = (self.0)(a);
        }
        Ok(())
    }
    fn step(&self, [a, ..]: [u32; 3], out: u32) -> Step {
        let f = self.0;
        Box::new(move |frame| {
            let r = f(frame.raw(a));
            frame.set_raw(out, r);
            Ok(())
        })
    }
}

impl<F: Fn(u64, u64) -> u64 + Copy + Send + Sync + 'static> Kernel for Binary<F> {
    fn arity(&self) -> usize {
        2
    }
    fn call(&self, [a, b, _]: [u64; 3]) -> Result<u64, Trap> {
        Ok((self.0)(a, b))
    }
    fn lanes(&self, [a, b, _]: [&[u64]; 3], out: &mut [u64]) -> Result<(), Trap> {
        for ((o, &a), &b) in out.iter_mut().zip(a).zip(b) {
            *o = (self.0)(a, b);
        }
        Ok(())
    }
    fn step(&self, [a, b, _]: [u32; 3], out: u32) -> Step {
        let f = self.0;
        Box::new(move |frame| {
            let r = f(frame.raw(a), frame.raw(b));
            frame.set_raw(out, r);
            Ok(())
        })
    }
}

impl<F: Fn(u64, u64, u64) -> u64 + Copy + Send + Sync + 'static> Kernel for Ternary<F> {
    fn arity(&self) -> usize {
        3
    }
    fn call(&self, [a, b, c]: [u64; 3]) -> Result<u64, Trap> {
        Ok((self.0)(a, b, c))
    }
    fn lanes(&self, [a, b, c]: [&[u64]; 3], out: &mut [u64]) -> Result<(), Trap> {
        for (((o, &a), &b), &c) in out.iter_mut().zip(a).zip(b).zip(c) {
            *o = (self.0)(a, b, c);
        }
        Ok(())
    }
    fn step(&self, [a, b, c]: [u32; 3], out: u32) -> Step {
        let f = self.0;
        Box::new(move |frame| {
            let r = f(frame.raw(a), frame.raw(b), frame.raw(c));
            frame.set_raw(out, r);
            Ok(())
        })
    }
}

impl<F: Fn(u64, u64) -> Result<u64, Reason> + Copy + Send + Sync + 'static> Kernel
    for TryBinary<F>
{
    fn arity(&self) -> usize {
        2
    }
    fn call(&self, [a, b, _]: [u64; 3]) -> Result<u64, Trap> {
        Ok((self.0)(a, b)?)
    }
    fn lanes(&self, [a, b, _]: [&[u64]; 3], out: &mut [u64]) -> Result<(), Trap> {
        for ((o, &a), &b) in out.iter_mut().zip(a).zip(b) {
            *o = (self.0)(a, b)?;
        }
        Ok(())
    }
    fn step(&self, [a, b, _]: [u32; 3], out: u32) -> Step {
        let f = self.0;
        Box::new(move |frame| {
            let r = f(frame.raw(a), frame.raw(b))?;
            frame.set_raw(out, r);
            Ok(())
        })
    }
}

/// A kernel of one raw argument.
pub fn unary(f: impl Fn(u64) -> u64 + Copy + Send + Sync + 'static) -> ScalarOp {
    Arc::new(Unary(f))
}

/// A kernel of two raw arguments.
pub fn binary(f: impl Fn(u64, u64) -> u64 + Copy + Send + Sync + 'static) -> ScalarOp {
    Arc::new(Binary(f))
}

/// A kernel of three raw arguments.
pub fn ternary(f: impl Fn(u64, u64, u64) -> u64 + Copy + Send + Sync + 'static) -> ScalarOp {
    Arc::new(Ternary(f))
}

/// A kernel of two raw arguments that may trap.
pub fn try_binary(
    f: impl Fn(u64, u64) -> Result<u64, Reason> + Copy + Send + Sync + 'static,
) -> ScalarOp {
    Arc::new(TryBinary(f))
}

/// A float kernel: `f` in f64, the result rounded to `ty`.
pub fn float_unary(ty: Dtype, f: impl Fn(f64) -> f64 + Copy + Send + Sync + 'static) -> ScalarOp {
    match ty {
        Dtype::Float(FloatTy::F32) => {
            unary(move |a| f64::from(f(f64::from_bits(a)) as f32).to_bits())
        }
        Dtype::Float(FloatTy::F64) => unary(move |a| f(f64::from_bits(a)).to_bits()),
        _ => unary(move |a| ty.round(f(f64::from_bits(a))).to_bits()),
    }
}

/// As [`float_unary`] with two arguments. For `+ - * /` this equals the operation in the type.
pub fn float_binary(
    ty: Dtype,
    f: impl Fn(f64, f64) -> f64 + Copy + Send + Sync + 'static,
) -> ScalarOp {
    let f = move |a, b| f(f64::from_bits(a), f64::from_bits(b));
    match ty {
        Dtype::Float(FloatTy::F32) => binary(move |a, b| f64::from(f(a, b) as f32).to_bits()),
        Dtype::Float(FloatTy::F64) => binary(move |a, b| f(a, b).to_bits()),
        _ => binary(move |a, b| ty.round(f(a, b)).to_bits()),
    }
}

/// An integer kernel: `f` modulo 2^64, the result wrapped to `ty`.
pub fn int_binary(
    ty: Dtype,
    f: impl Fn(i64, i64) -> i64 + Copy + Send + Sync + 'static,
) -> ScalarOp {
    match ty {
        Dtype::Index | Dtype::Int(64) | Dtype::UInt(64) => {
            binary(move |a, b| f(a as i64, b as i64) as u64)
        }
        Dtype::Int(32) => binary(move |a, b| i64::from(f(a as i64, b as i64) as i32) as u64),
        _ => binary(move |a, b| ty.wrap(f(a as i64, b as i64)) as u64),
    }
}

/// See [`super::Compiler::emit_kernel_on`].
pub(super) fn step_of(op: &ScalarOp, srcs: &[Src], out: Slot, out_dtype: Dtype) -> Step {
    let scalar = |s: &Src| s.slot.kind != SlotKind::Object;
    if out.kind != SlotKind::Object && srcs.iter().all(scalar) {
        let at = |i: usize| srcs.get(i).map_or(0, |s| s.slot.idx);
        return op.step([at(0), at(1), at(2)], out.idx);
    }
    let (op, srcs): (ScalarOp, SmallVec<[Src; 3]>) = (op.clone(), srcs.into());
    Box::new(move |frame| elementwise(frame, &op, &srcs, out, out_dtype))
}

fn elementwise(
    frame: &mut Frame,
    op: &ScalarOp,
    srcs: &[Src],
    out: Slot,
    dtype: Dtype,
) -> Result<(), Trap> {
    let mut shape: Option<Dims> = None;
    for src in srcs.iter().filter(|s| s.slot.kind == SlotKind::Object) {
        let t = frame.tensor(src.slot.idx)?;
        match &shape {
            Some(s) if s.as_slice() != t.shape() => {
                return Err(Trap::invalid("operands differ in shape"));
            }
            _ => shape = Some(t.shape().into()),
        }
    }
    let shape = shape.unwrap_or_default();
    let mut result = reuse(frame, out, dtype, &shape)?;
    let n = result.len();
    frame.spend(n as u64 / 8)?;
    // Vectors of a machine's width are frequent: they need no large buffers.
    match n {
        0..=16 => batches::<16>(frame, op, srcs, &mut result)?,
        _ => batches::<LANES>(frame, op, srcs, &mut result)?,
    }
    frame.set_object(out.idx, result.into());
    Ok(())
}

/// Fills `result` in batches of `N` elements.
fn batches<const N: usize>(
    frame: &mut Frame,
    op: &ScalarOp,
    srcs: &[Src],
    result: &mut Tensor,
) -> Result<(), Trap> {
    let mut bufs = [[0u64; N]; 3];
    let mut res = [0u64; N];
    let (n, mut start) = (result.len(), 0);
    while start < n {
        let len = (n - start).min(N);
        for (src, buf) in srcs.iter().zip(&mut bufs) {
            match src.slot.kind {
                SlotKind::Object => frame.tensor(src.slot.idx)?.raws(start, &mut buf[..len]),
                _ if start == 0 => buf.fill(frame.raw(src.slot.idx)),
                _ => {}
            }
        }
        let args = [&bufs[0][..len], &bufs[1][..len], &bufs[2][..len]];
        op.lanes(args, &mut res[..len])?;
        result.set_raws(start, &res[..len]);
        start += len;
    }
    Ok(())
}

/// The tensor that the result slot still holds from the last time, if nobody else does and it
/// fits; else a new one. The elements are arbitrary.
fn reuse(frame: &mut Frame, out: Slot, dtype: Dtype, shape: &[i64]) -> Result<Tensor, Trap> {
    if let super::Value::Tensor(old) = frame.take(Src { slot: out, last: true })
        && let Ok(old) = Arc::try_unwrap(old)
        && old.dtype() == dtype
        && old.shape() == shape
    {
        return Ok(old);
    }
    frame.new_tensor(dtype, shape, 0)
}

/// The scalar kernel of an operation, used for scalars, vectors, tensors and lanes; attached to
/// pure elementwise operations. Where it gives `None`, [`super::Eval`] is asked next.
pub struct EvalScalar(pub fn(crate::OpRef<'_>) -> Option<ScalarOp>);

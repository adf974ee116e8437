//! Frames: where the values of a running function live.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rayon::prelude::*;

use super::buffer::{Buffer, MemRef};
use super::checked::Checks;
use super::compiler::CompiledFunc;
use super::dtype::Dtype;
use super::tensor::{Charge, Tensor, n_elems};
use super::trap::{Limits, Reason, Trap};
use super::value::{FuncId, Value};
use super::{Slot, SlotKind, Src};

/// A function supplied by the embedder, called for `func.func` declarations of its name.
pub type Intrinsic = Arc<dyn Fn(&mut Frame, &[Value]) -> Result<Vec<Value>, Trap> + Send + Sync>;

/// What a [`FuncId`] stands for.
#[derive(Clone)]
pub(super) enum Callee {
    Compiled(Arc<CompiledFunc>),
    Extern(Intrinsic),
    Missing(Arc<str>),
}

/// What all frames of one call share.
pub(super) struct Shared {
    pub(super) funcs: Vec<Callee>,
    pub(super) limits: Limits,
    pub(super) checked: bool,
    pub(super) fuel: AtomicU64,
    pub(super) memory: Arc<AtomicU64>,
}

/// Steps a frame takes from the common store at once.
const FUEL_CHUNK: u64 = 1 << 16;

/// The values of the running function on one thread, and what it may still use.
pub struct Frame {
    scalars: Vec<u64>,
    objects: Vec<Value>,
    fuel: u64,
    depth: u32,
    shared: Arc<Shared>,
    /// Whether this frame runs a part of a parallel loop.
    forked: bool,
    /// Whether an atomic update is under way.
    updating: bool,
    pub(super) checks: Option<Box<Checks>>,
}

impl Frame {
    pub(super) fn new(shared: Arc<Shared>) -> Frame {
        let checks = shared.checked.then(Box::default);
        let (scalars, objects) = (Vec::new(), Vec::new());
        Frame {
            scalars,
            objects,
            fuel: 0,
            depth: 0,
            shared,
            forked: false,
            updating: false,
            checks,
        }
    }

    #[cfg(test)]
    pub(super) fn with_slots(mut self, (scalars, objects): (usize, usize)) -> Frame {
        self.scalars = vec![0; scalars];
        self.objects = vec![Value::Unit; objects];
        self
    }

    /// Whether this run checks for races, unwritten elements and declared regions.
    #[inline]
    pub fn is_checked(&self) -> bool {
        self.checks.is_some()
    }

    /// Takes `n` steps; a block takes one per operation, loops over elements ask for themselves.
    #[inline]
    pub fn spend(&mut self, n: u64) -> Result<(), Trap> {
        match self.fuel.checked_sub(n) {
            Some(rest) => {
                self.fuel = rest;
                Ok(())
            }
            None => self.refuel(n),
        }
    }

    #[cold]
    fn refuel(&mut self, n: u64) -> Result<(), Trap> {
        let need = n - self.fuel;
        let take =
            |store: u64| (store >= need).then(|| store - need - (store - need).min(FUEL_CHUNK));
        match self.shared.fuel.fetch_update(Relaxed, Relaxed, take) {
            Ok(before) => {
                self.fuel = (before - need).min(FUEL_CHUNK);
                Ok(())
            }
            Err(_) => Err(Reason::Fuel.into()),
        }
    }

    /// The raw value of a scalar slot.
    #[inline]
    pub fn raw(&self, slot: u32) -> u64 {
        self.scalars[slot as usize]
    }

    /// Sets a scalar slot.
    #[inline]
    pub fn set_raw(&mut self, slot: u32, raw: u64) {
        self.scalars[slot as usize] = raw;
    }

    /// The integer in a scalar slot.
    #[inline]
    pub fn int(&self, slot: u32) -> i64 {
        self.raw(slot) as i64
    }

    /// The float in a scalar slot.
    #[inline]
    pub fn float(&self, slot: u32) -> f64 {
        f64::from_bits(self.raw(slot))
    }

    /// Sets a scalar slot to an integer that is in range for its type.
    #[inline]
    pub fn set_int(&mut self, slot: u32, v: i64) {
        self.set_raw(slot, v as u64);
    }

    /// Sets a scalar slot to a float that is rounded to its type.
    #[inline]
    pub fn set_float(&mut self, slot: u32, v: f64) {
        self.set_raw(slot, v.to_bits());
    }

    /// The value in an object slot.
    #[inline]
    pub fn object(&self, slot: u32) -> &Value {
        &self.objects[slot as usize]
    }

    /// Sets an object slot.
    #[inline]
    pub fn set_object(&mut self, slot: u32, value: Value) {
        self.objects[slot as usize] = value;
    }

    /// The tensor or vector in an object slot.
    #[inline]
    pub fn tensor(&self, slot: u32) -> Result<&Arc<Tensor>, Trap> {
        match &self.objects[slot as usize] {
            Value::Tensor(t) => Ok(t),
            other => Err(unexpected("a tensor", other)),
        }
    }

    /// The memref in an object slot.
    #[inline]
    pub fn memref(&self, slot: u32) -> Result<&Arc<MemRef>, Trap> {
        match &self.objects[slot as usize] {
            Value::MemRef(m) => Ok(m),
            other => Err(unexpected("a memref", other)),
        }
    }

    /// The value in any slot.
    pub fn get(&self, slot: Slot) -> Value {
        match slot.kind {
            SlotKind::Int => Value::Int(self.int(slot.idx)),
            SlotKind::Float => Value::Float(self.float(slot.idx)),
            SlotKind::Object => self.object(slot.idx).clone(),
        }
    }

    /// Sets any slot; traps when the value is of another kind.
    pub fn set(&mut self, slot: Slot, value: Value) -> Result<(), Trap> {
        match (slot.kind, value) {
            (SlotKind::Int, Value::Int(v)) => self.set_int(slot.idx, v),
            (SlotKind::Float, Value::Float(v)) => self.set_float(slot.idx, v),
            (SlotKind::Object, value) => self.set_object(slot.idx, value),
            (SlotKind::Int, other) => return Err(unexpected("an integer", &other)),
            (SlotKind::Float, other) => return Err(unexpected("a float", &other)),
        }
        Ok(())
    }

    /// The value of an operand: moved out when this is its last use, so that a tensor that nobody
    /// else holds can be changed in place.
    #[inline]
    pub fn take(&mut self, src: Src) -> Value {
        match src.slot.kind {
            SlotKind::Object if src.last => {
                std::mem::take(&mut self.objects[src.slot.idx as usize])
            }
            _ => self.get(src.slot),
        }
    }

    /// As [`Frame::take`] for tensors: the tensor itself, copied only if somebody else holds it.
    pub fn take_tensor(&mut self, src: Src) -> Result<Arc<Tensor>, Trap> {
        match self.take(src) {
            Value::Tensor(t) => Ok(t),
            other => Err(unexpected("a tensor", &other)),
        }
    }

    /// A tensor whose elements all are the raw value `raw`, charged to the memory limit.
    pub fn new_tensor(&self, dtype: Dtype, shape: &[i64], raw: u64) -> Result<Tensor, Trap> {
        let charge = self.charge(dtype, shape)?;
        let tensor = Tensor::full(dtype, shape, raw);
        tensor.map(|t| t.charged(charge)).ok_or_else(|| Reason::Memory(u64::MAX).into())
    }

    /// A new buffer under a row-major memref, charged to the memory limit.
    pub fn new_memref(&self, dtype: Dtype, sizes: &[i64]) -> Result<MemRef, Trap> {
        let charge = self.charge(dtype, sizes)?;
        let n = n_elems(sizes).unwrap_or(0) * dtype.bytes();
        let buffer = Arc::new(Buffer::new(n, self.shared.checked, Some(charge)));
        Ok(MemRef::contiguous(buffer, dtype, sizes))
    }

    fn charge(&self, dtype: Dtype, shape: &[i64]) -> Result<Charge, Trap> {
        if let Some((dim, &size)) = shape.iter().enumerate().find(|(_, d)| **d < 0) {
            return Err(Trap::invalid(format!("dimension {dim} has the negative size {size}")));
        }
        let bytes = n_elems(shape).and_then(|n| n.checked_mul(dtype.bytes()));
        let bytes = bytes.map_or(u64::MAX >> 2, |b| (b as u64).min(u64::MAX >> 2));
        let charge = Charge::take(&self.shared.memory, bytes, self.shared.limits.memory_bytes);
        charge.ok_or_else(|| Reason::Memory(bytes).into())
    }

    /// The byte offset of the element of a memref whose indices are in these scalar slots.
    #[inline]
    pub fn element(&self, memref: u32, indices: &[u32]) -> Result<usize, Trap> {
        element(&self.scalars, self.memref(memref)?, indices)
    }

    /// Loads the element whose indices are in these scalar slots, with all checks of this run.
    #[inline]
    pub fn load_element(&mut self, memref: u32, indices: &[u32]) -> Result<u64, Trap> {
        let Value::MemRef(m) = &self.objects[memref as usize] else {
            return Err(unexpected("a memref", &self.objects[memref as usize]));
        };
        let byte = element(&self.scalars, m, indices)?;
        if let Some(checks) = &mut self.checks {
            checks.read(&m.buffer, byte, m.dtype.bytes())?;
        }
        m.load_byte(byte)
    }

    /// Stores a raw value to the element whose indices are in these scalar slots, with all checks.
    #[inline]
    pub fn store_element(&mut self, memref: u32, indices: &[u32], raw: u64) -> Result<(), Trap> {
        let Value::MemRef(m) = &self.objects[memref as usize] else {
            return Err(unexpected("a memref", &self.objects[memref as usize]));
        };
        let byte = element(&self.scalars, m, indices)?;
        if let Some(checks) = &mut self.checks {
            checks.write(&m.buffer, byte, m.dtype.bytes())?;
        }
        m.store_byte(byte, raw)
    }

    /// Loads element `indices` of the memref in an object slot, with all checks of this run.
    #[inline]
    pub fn load(&mut self, memref: u32, indices: &[i64]) -> Result<u64, Trap> {
        let byte = self.memref(memref)?.byte_at(indices)?;
        self.load_byte(memref, byte)
    }

    /// Stores a raw value to element `indices` of the memref in an object slot, with all checks.
    #[inline]
    pub fn store(&mut self, memref: u32, indices: &[i64], raw: u64) -> Result<(), Trap> {
        let byte = self.memref(memref)?.byte_at(indices)?;
        self.store_byte(memref, byte, raw)
    }

    /// As [`Frame::load`] with the byte offset from [`MemRef::byte_at`].
    #[inline]
    pub fn load_byte(&mut self, memref: u32, byte: usize) -> Result<u64, Trap> {
        let Value::MemRef(m) = &self.objects[memref as usize] else {
            return Err(unexpected("a memref", &self.objects[memref as usize]));
        };
        if let Some(checks) = &mut self.checks {
            checks.read(&m.buffer, byte, m.dtype.bytes())?;
        }
        m.load_byte(byte)
    }

    /// As [`Frame::store`] with the byte offset from [`MemRef::byte_at`].
    #[inline]
    pub fn store_byte(&mut self, memref: u32, byte: usize, raw: u64) -> Result<(), Trap> {
        let Value::MemRef(m) = &self.objects[memref as usize] else {
            return Err(unexpected("a memref", &self.objects[memref as usize]));
        };
        if let Some(checks) = &mut self.checks {
            checks.write(&m.buffer, byte, m.dtype.bytes())?;
        }
        m.store_byte(byte, raw)
    }

    /// Replaces the element at a byte offset by what `f` makes of it and gives the old one. Updates
    /// never interleave, on any thread, and do not race with each other in checked mode.
    pub fn update(
        &mut self,
        memref: u32,
        byte: usize,
        f: impl FnOnce(&mut Frame, u64) -> Result<u64, Trap>,
    ) -> Result<u64, Trap> {
        // One lock for all buffers: atomic updates are rare and short.
        static UPDATES: std::sync::Mutex<()> = std::sync::Mutex::new(());
        if std::mem::replace(&mut self.updating, true) {
            return Err(Trap::invalid("an atomic update contains another one"));
        }
        let _guard = UPDATES.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        self.set_atomic(true);
        let old = self.load_byte(memref, byte)?;
        let new = f(self, old)?;
        self.store_byte(memref, byte, new)?;
        self.set_atomic(false);
        self.updating = false;
        Ok(old)
    }

    /// As [`Frame::load_byte`] for a memref that is not in a slot.
    #[inline]
    pub fn load_from(&mut self, m: &MemRef, byte: usize) -> Result<u64, Trap> {
        if let Some(checks) = &mut self.checks {
            checks.read(&m.buffer, byte, m.dtype.bytes())?;
        }
        m.load_byte(byte)
    }

    /// As [`Frame::store_byte`] for a memref that is not in a slot.
    #[inline]
    pub fn store_to(&mut self, m: &MemRef, byte: usize, raw: u64) -> Result<(), Trap> {
        if let Some(checks) = &mut self.checks {
            checks.write(&m.buffer, byte, m.dtype.bytes())?;
        }
        m.store_byte(byte, raw)
    }

    /// Calls a function of the program.
    pub fn call(&mut self, func: FuncId, args: &[Value]) -> Result<Vec<Value>, Trap> {
        let shared = self.shared.clone();
        let callee = match shared.funcs.get(func.0 as usize) {
            Some(Callee::Compiled(callee)) => callee,
            Some(Callee::Extern(f)) => return f(self, args),
            Some(Callee::Missing(name)) => {
                return Err(Reason::NoFunction(name.to_string()).into());
            }
            None => return Err(Reason::NoFunction(format!("number {}", func.0)).into()),
        };
        let levels = callee.nest + 1;
        if self.depth + levels > self.shared.limits.depth {
            return Err(Reason::Depth.into());
        }
        let scalars = std::mem::replace(&mut self.scalars, vec![0; callee.n_scalars]);
        let objects = std::mem::replace(&mut self.objects, vec![Value::Unit; callee.n_objects]);
        self.depth += levels;
        let result = callee.run(self, args);
        self.depth -= levels;
        (self.scalars, self.objects) = (scalars, objects);
        result
    }

    /// A frame for another thread that sees the values of this one. Checked runs do not fork.
    fn fork(&self) -> Frame {
        Frame {
            scalars: self.scalars.clone(),
            objects: self.objects.clone(),
            fuel: 0,
            depth: self.depth,
            shared: self.shared.clone(),
            forked: true,
            updating: self.updating,
            checks: None,
        }
    }

    /// Runs `f` over `0..n` cut into ranges of at least `grain`, on several threads with a frame
    /// each, and gives the results in order. What `f` leaves in a frame is lost, except in memory
    /// behind memrefs. A checked run, and what already is a part, stays on this thread, in order.
    pub fn parallel<T: Send>(
        &mut self,
        n: usize,
        grain: usize,
        f: impl Fn(&mut Frame, std::ops::Range<usize>) -> Result<T, Trap> + Send + Sync,
    ) -> Result<Vec<T>, Trap> {
        let most = n.div_ceil(grain.max(1));
        let n_parts = most.min(4 * rayon::current_num_threads()).max(1);
        if n_parts == 1 || self.forked || self.is_checked() {
            return Ok(vec![f(self, 0..n)?]);
        }
        let cut = |i: usize| (n as u128 * i as u128 / n_parts as u128) as usize;
        let jobs: Vec<_> = (0..n_parts).map(|i| (cut(i)..cut(i + 1), self.fork())).collect();
        let run = |(range, mut frame): (std::ops::Range<usize>, Frame)| {
            let result = f(&mut frame, range);
            // Unused steps go back to the store.
            frame.shared.fuel.fetch_add(frame.fuel, Relaxed);
            result
        };
        let results: Vec<_> = jobs.into_par_iter().map(run).collect();
        // The first trap in order, so that a run fails the same way each time.
        results.into_iter().collect()
    }
}

/// The byte offset of an element whose indices are in these slots; every index is checked.
#[inline]
fn element(scalars: &[u64], m: &MemRef, indices: &[u32]) -> Result<usize, Trap> {
    let (sizes, strides) = (m.sizes.as_slice(), m.strides.as_slice());
    if indices.len() != sizes.len() {
        return Err(Trap::invalid("number of indices differs from the rank"));
    }
    let mut linear = m.offset;
    for (dim, ((&slot, &size), &stride)) in indices.iter().zip(sizes).zip(strides).enumerate() {
        let index = scalars[slot as usize] as i64;
        if index < 0 || index >= size {
            return Err(Reason::OutOfBounds { index, size, dim }.into());
        }
        linear = linear.wrapping_add(index.wrapping_mul(stride));
    }
    m.byte_of(linear)
}

#[cold]
fn unexpected(want: &str, got: &Value) -> Trap {
    Trap::invalid(format!("expected {want}, got {}", got.kind_name()))
}

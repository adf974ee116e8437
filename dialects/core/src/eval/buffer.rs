//! Memory of the interpreter: buffers and the memrefs that view them.
//!
//! A buffer is an array of relaxed 32-bit atomics. So memrefs can be shared by threads without
//! `unsafe` and without locks, a 4-byte access costs what a plain one costs, and bytes can be
//! viewed under any type (memory plans are views into one `memref<?xi8>`).

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering::Relaxed};

use super::dtype::Dtype;
use super::tensor::{Charge, Dims, Tensor, n_elems, strides_of};
use super::trap::{Reason, Trap};

static NEXT_ID: AtomicU64 = AtomicU64::new(0);

/// A piece of memory.
#[derive(Debug)]
pub struct Buffer {
    id: u64,
    words: Box<[AtomicU32]>,
    /// In bytes.
    len: usize,
    /// As `len`, and 0 once the buffer is freed: one comparison checks both.
    usable: AtomicUsize,
    /// Checked mode: one bit per byte, set once it is written.
    written: Option<Box<[AtomicU32]>>,
    _charge: Option<Charge>,
}

fn atomics(n: usize, bits: u32) -> Box<[AtomicU32]> {
    (0..n).map(|_| AtomicU32::new(bits)).collect()
}

impl Buffer {
    /// `len` bytes that read as all ones until written (not a number, as a float). With `checked`,
    /// reads of bytes that were never written trap.
    pub(super) fn new(len: usize, checked: bool, charge: Option<Charge>) -> Buffer {
        let n_words = len.div_ceil(4);
        Buffer {
            id: NEXT_ID.fetch_add(1, Relaxed),
            words: atomics(n_words, u32::MAX),
            len,
            usable: AtomicUsize::new(len),
            written: checked.then(|| atomics(len.div_ceil(32), 0)),
            _charge: charge,
        }
    }

    /// Grows with every buffer made.
    #[inline]
    pub fn id(&self) -> u64 {
        self.id
    }

    /// The id that the next buffer will have, or less.
    pub(super) fn next_id() -> u64 {
        NEXT_ID.load(Relaxed)
    }

    /// Size in bytes.
    #[inline]
    pub fn n_bytes(&self) -> usize {
        self.len
    }

    /// Ends the buffer: every later access traps.
    pub fn free(&self) -> Result<(), Trap> {
        if self.len > 0 && self.usable.swap(0, Relaxed) == 0 {
            return Err(Reason::UseAfterFree.into());
        }
        Ok(())
    }

    #[cold]
    fn refuse(&self, at: usize) -> Trap {
        if self.len > 0 && self.usable.load(Relaxed) == 0 {
            return Reason::UseAfterFree.into();
        }
        Reason::OutsideBuffer { byte: at as i64, len: self.len as u64 }.into()
    }

    #[inline]
    fn check(&self, at: usize, n: usize) -> Result<(), Trap> {
        match at.checked_add(n) {
            Some(end) if end <= self.usable.load(Relaxed) => Ok(()),
            _ => Err(self.refuse(at)),
        }
    }

    /// The `n` (1, 2, 4 or 8) bytes at byte offset `at`, little-endian.
    #[inline]
    pub fn load(&self, at: usize, n: usize) -> Result<u64, Trap> {
        self.check(at, n)?;
        if self.written.is_some() {
            self.check_written(at, n)?;
        }
        Ok(self.peek(at, n))
    }

    /// As [`Buffer::load`] for bytes that are inside, without asking whether they were written.
    #[inline]
    fn peek(&self, at: usize, n: usize) -> u64 {
        if n == 4 && at.is_multiple_of(4) {
            return self.words[at / 4].load(Relaxed).into();
        }
        if n == 8 && at.is_multiple_of(4) {
            let lo = self.words[at / 4].load(Relaxed);
            let hi = self.words[at / 4 + 1].load(Relaxed);
            return u64::from(lo) | u64::from(hi) << 32;
        }
        (0..n).fold(0, |bits, k| bits | u64::from(self.peek_byte(at + k)) << (8 * k))
    }

    #[inline]
    fn peek_byte(&self, at: usize) -> u8 {
        (self.words[at / 4].load(Relaxed) >> (8 * (at % 4))) as u8
    }

    /// Sets the `n` (1, 2, 4 or 8) bytes at byte offset `at`.
    #[inline]
    pub fn store(&self, at: usize, n: usize, bits: u64) -> Result<(), Trap> {
        self.check(at, n)?;
        if let Some(written) = &self.written {
            let bits = (1u32 << n) - 1;
            if at % 32 + n <= 32 {
                written[at / 32].fetch_or(bits << (at % 32), Relaxed);
            } else {
                for byte in at..at + n {
                    written[byte / 32].fetch_or(1 << (byte % 32), Relaxed);
                }
            }
        }
        if n == 4 && at.is_multiple_of(4) {
            self.words[at / 4].store(bits as u32, Relaxed);
            return Ok(());
        }
        if n == 8 && at.is_multiple_of(4) {
            self.words[at / 4].store(bits as u32, Relaxed);
            self.words[at / 4 + 1].store((bits >> 32) as u32, Relaxed);
            return Ok(());
        }
        for k in 0..n {
            let (word, shift) = (&self.words[(at + k) / 4], 8 * ((at + k) % 4));
            let byte = (bits >> (8 * k)) as u8;
            // Neighbours in the word may belong to another thread: change this byte alone.
            word.fetch_and(!(0xff << shift), Relaxed);
            word.fetch_or(u32::from(byte) << shift, Relaxed);
        }
        Ok(())
    }

    fn check_written(&self, at: usize, n: usize) -> Result<(), Trap> {
        let Some(written) = &self.written else { return Ok(()) };
        let bits = (1u32 << n) - 1;
        if at % 32 + n <= 32 && written[at / 32].load(Relaxed) >> (at % 32) & bits == bits {
            return Ok(());
        }
        for byte in at..at + n {
            if written[byte / 32].load(Relaxed) >> (byte % 32) & 1 == 0 {
                return Err(Reason::Unwritten { byte }.into());
            }
        }
        Ok(())
    }
}

/// A strided view of a buffer.
///
/// # Semantics
/// Element `i..` lies at `base + (offset + sum(i * stride)) * dtype.bytes()` bytes. Indices are
/// checked against `sizes`, addresses against the buffer.
#[derive(Clone, Debug)]
pub struct MemRef {
    /// The memory.
    pub buffer: Arc<Buffer>,
    /// Element type.
    pub dtype: Dtype,
    /// Bytes before element 0 of the underlying buffer view (`memref.view` shifts it).
    pub base: usize,
    /// In elements.
    pub offset: i64,
    /// Sizes, outermost dimension first.
    pub sizes: Dims,
    /// Strides in elements, one per dimension.
    pub strides: Dims,
}

impl MemRef {
    /// A row-major view of a whole buffer.
    pub fn contiguous(buffer: Arc<Buffer>, dtype: Dtype, sizes: &[i64]) -> MemRef {
        let (sizes, strides) = (sizes.into(), strides_of(sizes));
        MemRef { buffer, dtype, base: 0, offset: 0, sizes, strides }
    }

    /// A new buffer that holds these elements, outside every memory limit.
    pub fn from_tensor(tensor: &Tensor) -> MemRef {
        let bytes = tensor.len() * tensor.dtype().bytes();
        let buffer = Arc::new(Buffer::new(bytes, true, None));
        let memref = MemRef::contiguous(buffer, tensor.dtype(), tensor.shape());
        // The buffer was made for exactly these elements.
        memref.fill_from(tensor).map_or_else(|t| panic!("fresh buffer refuses: {t}"), |()| memref)
    }

    /// Writes all elements of a tensor of the same shape, in row-major order.
    pub fn fill_from(&self, tensor: &Tensor) -> Result<(), Trap> {
        if tensor.shape() != self.sizes.as_slice() || tensor.dtype() != self.dtype {
            return Err(Trap::invalid("tensor and memref differ in shape or type"));
        }
        let mut at = 0;
        self.each_byte(&mut |byte| {
            self.store_byte(byte, tensor.raw(at))?;
            at += 1;
            Ok(())
        })
    }

    /// All elements, row-major.
    pub fn to_tensor(&self) -> Result<Tensor, Trap> {
        let too_big = || Trap::invalid("memref has too many elements");
        let mut tensor = Tensor::zeros(self.dtype, &self.sizes).ok_or_else(too_big)?;
        let mut at = 0;
        self.each_byte(&mut |byte| {
            tensor.set_raw(at, self.load_byte(byte)?);
            at += 1;
            Ok(())
        })?;
        Ok(tensor)
    }

    /// Number of elements; `None` on overflow.
    pub fn n_elems(&self) -> Option<usize> {
        n_elems(&self.sizes)
    }

    /// Calls `f` with the byte offset of each element in row-major order.
    pub fn each_byte(&self, f: &mut dyn FnMut(usize) -> Result<(), Trap>) -> Result<(), Trap> {
        if self.sizes.contains(&0) {
            return Ok(());
        }
        let mut index = Dims::from_elem(0, self.sizes.len());
        loop {
            f(self.byte_at(&index)?)?;
            let mut d = self.sizes.len();
            loop {
                if d == 0 {
                    return Ok(());
                }
                d -= 1;
                index[d] += 1;
                if index[d] < self.sizes[d] {
                    break;
                }
                index[d] = 0;
            }
        }
    }

    /// The byte offset of an element.
    #[inline]
    pub fn byte_at(&self, indices: &[i64]) -> Result<usize, Trap> {
        if indices.len() != self.sizes.len() {
            return Err(Trap::invalid("number of indices differs from the rank"));
        }
        let mut linear = self.offset;
        for (d, &i) in indices.iter().enumerate() {
            linear = linear.wrapping_add(self.step(d, i)?);
        }
        self.byte_of(linear)
    }

    /// How far index `i` of dimension `d` moves, in elements; checks the index.
    #[inline]
    pub fn step(&self, d: usize, i: i64) -> Result<i64, Trap> {
        let size = self.sizes[d];
        if i < 0 || i >= size {
            return Err(Reason::OutOfBounds { index: i, size, dim: d }.into());
        }
        Ok(i.wrapping_mul(self.strides[d]))
    }

    /// The byte offset of the element at this linear position; the buffer checks it on access.
    #[inline]
    pub fn byte_of(&self, linear: i64) -> Result<usize, Trap> {
        let byte = linear.checked_mul(self.dtype.bytes() as i64);
        let byte = byte.and_then(|b| b.checked_add(self.base as i64));
        match byte {
            Some(b) if b >= 0 => Ok(b as usize),
            _ => {
                let byte = byte.unwrap_or(i64::MAX);
                Err(Reason::OutsideBuffer { byte, len: self.buffer.n_bytes() as u64 }.into())
            }
        }
    }

    /// The raw value of the element at a byte offset.
    #[inline]
    pub fn load_byte(&self, byte: usize) -> Result<u64, Trap> {
        if self.dtype == Dtype::F32 {
            let bits = self.buffer.load(byte, 4)? as u32;
            return Ok(f64::from(f32::from_bits(bits)).to_bits());
        }
        Ok(self.dtype.decode(self.buffer.load(byte, self.dtype.bytes())?))
    }

    /// Sets the element at a byte offset to a raw value.
    #[inline]
    pub fn store_byte(&self, byte: usize, raw: u64) -> Result<(), Trap> {
        if self.dtype == Dtype::F32 {
            let bits = (f64::from_bits(raw) as f32).to_bits();
            return self.buffer.store(byte, 4, bits.into());
        }
        self.buffer.store(byte, self.dtype.bytes(), self.dtype.encode(raw))
    }

    /// The raw value of an element.
    pub fn load(&self, indices: &[i64]) -> Result<u64, Trap> {
        self.load_byte(self.byte_at(indices)?)
    }

    /// Sets an element to a raw value.
    pub fn store(&self, indices: &[i64], raw: u64) -> Result<(), Trap> {
        self.store_byte(self.byte_at(indices)?, raw)
    }
}

//! Memory of a model: anonymous regions on huge pages, read-only file mappings, aligned buffers.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::ptr::NonNull;

use crate::abi::ALIGN;
use crate::{Error, Result};

/// Size of a huge page; both architectures use 2 MiB with 4 KiB base pages.
const HUGE_PAGE: usize = 2 << 20;

/// Below this a region is not worth rounding up to whole huge pages.
const HUGE_FROM: usize = HUGE_PAGE / 2;

/// A mapping that is unmapped on drop.
#[derive(Debug)]
pub(crate) struct Region {
    data: NonNull<u8>,
    len: usize,
    /// What was mapped, unmapped on drop; empty if nothing was.
    _mapping: Mapping,
}

/// Start and length of a mapping, both in whole pages.
#[derive(Debug)]
struct Mapping {
    base: *mut libc::c_void,
    len: usize,
}

// SAFETY: a region owns its memory, like a `Box<[u8]>`.
unsafe impl Send for Region {}
// SAFETY: shared access only reads the address and the length.
unsafe impl Sync for Region {}

impl Region {
    /// A region of no bytes, whose address is aligned but not to be read.
    fn empty() -> Region {
        Region {
            data: NonNull::<Line>::dangling().cast(),
            len: 0,
            _mapping: Mapping { base: std::ptr::null_mut(), len: 0 },
        }
    }

    /// Zeroed memory, backed by huge pages if `huge` and the system allows it.
    ///
    /// # Units
    /// `len` is in bytes. The address is a multiple of [`ALIGN`], and of 2 MiB for large regions.
    pub(crate) fn zeroed(len: u64, huge: bool) -> Result<Region> {
        let too_large = |error: &dyn std::fmt::Display| {
            Error::system(format!("cannot allocate {len} bytes: {error}"))
        };
        let len = usize::try_from(len).map_err(|error| too_large(&error))?;
        if len == 0 {
            return Ok(Region::empty());
        }
        let huge = huge && len >= HUGE_FROM;
        let unit = if huge { HUGE_PAGE } else { 4096 };
        // A little more than needed, so that an aligned start lies inside.
        let wanted = len.checked_next_multiple_of(unit);
        let total = wanted.and_then(|wanted| wanted.checked_add(if huge { unit } else { 0 }));
        let (Some(wanted), Some(total)) = (wanted, total) else {
            return Err(too_large(&"larger than the address space"));
        };
        let mapping = Mapping::new(total, libc::PROT_READ | libc::PROT_WRITE, None)
            .map_err(|error| too_large(&error))?;
        let start = mapping.base.cast::<u8>();
        let skip = start.align_offset(unit);
        // SAFETY: `skip` is below `unit`, and `total` exceeds `wanted` by that much if it can be
        // non-zero, so the result lies in the mapping.
        let data = unsafe { NonNull::new_unchecked(start.add(skip)) };
        if huge {
            advise(data, wanted, libc::MADV_HUGEPAGE);
        }
        // Faults now rather than in the first inference. Older kernels fault later instead.
        advise(data, wanted, libc::MADV_POPULATE_WRITE);
        Ok(Region { data, len, _mapping: mapping })
    }

    /// Maps `len` bytes of `file`, those after the first `skip`, read-only.
    ///
    /// All of the file is mapped, since not every page size divides `skip`.
    pub(crate) fn map_file(file: &File, skip: usize, len: u64) -> Result<Region> {
        let fail = |error: &dyn std::fmt::Display| {
            Error::system(format!("cannot map {len} bytes of the weights file: {error}"))
        };
        let len = usize::try_from(len).map_err(|error| fail(&error))?;
        let total = len.checked_add(skip).ok_or_else(|| fail(&"larger than the address space"))?;
        if len == 0 {
            return Ok(Region::empty());
        }
        let mapping =
            Mapping::new(total, libc::PROT_READ, Some(file)).map_err(|error| fail(&error))?;
        // SAFETY: `skip` is less than the length of the mapping, whose address is not null.
        let data = unsafe { NonNull::new_unchecked(mapping.base.cast::<u8>().add(skip)) };
        Ok(Region { data, len, _mapping: mapping })
    }

    /// Address of the first byte.
    pub(crate) fn as_ptr(&self) -> *mut u8 {
        self.data.as_ptr()
    }

    /// The bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        // SAFETY: `len` bytes from `data` are mapped and initialised (zero or file contents), and
        // the shared borrow keeps Rust code from writing them.
        unsafe { std::slice::from_raw_parts(self.data.as_ptr(), self.len) }
    }

    /// The bytes, to fill a region from [`Region::zeroed`]; a mapped file faults on a write.
    pub(crate) fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `bytes`, and the unique borrow makes this the only view.
        unsafe { std::slice::from_raw_parts_mut(self.data.as_ptr(), self.len) }
    }
}

impl Mapping {
    /// Maps `len` bytes, anonymous or from the start of a file.
    fn new(len: usize, protection: i32, file: Option<&File>) -> io::Result<Mapping> {
        let (flags, fd) = match file {
            None => (libc::MAP_PRIVATE | libc::MAP_ANONYMOUS, -1),
            Some(file) => (libc::MAP_PRIVATE, file.as_raw_fd()),
        };
        // SAFETY: a new mapping at an address of the kernel's choice touches no existing memory.
        let base = unsafe { libc::mmap(std::ptr::null_mut(), len, protection, flags, fd, 0) };
        if base == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        Ok(Mapping { base, len })
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        if self.len > 0 {
            // SAFETY: base and length are those of a mapping that this value owns.
            unsafe { libc::munmap(self.base, self.len) };
        }
    }
}

/// Gives the kernel a hint about pages of a mapping; a refusal changes speed only.
fn advise(data: NonNull<u8>, len: usize, advice: i32) {
    // SAFETY: the range lies in a mapping of the caller, and the advice keeps its contents.
    unsafe { libc::madvise(data.as_ptr().cast(), len, advice) };
}

/// One aligned unit of a [`Buffer`].
#[repr(C, align(64))]
#[derive(Clone, Copy)]
struct Line([u8; ALIGN]);

const _: () = assert!(std::mem::align_of::<Line>() == ALIGN);

/// Zeroed memory for an input or output, aligned to [`ALIGN`] bytes.
#[derive(Clone)]
pub struct Buffer {
    lines: Vec<Line>,
    len: usize,
}

impl Buffer {
    /// A buffer of `len` zero bytes.
    pub fn zeroed(len: usize) -> Buffer {
        Buffer { lines: vec![Line([0; ALIGN]); len.div_ceil(ALIGN)], len }
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: the lines are contiguous plain bytes, at least `len` of them.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.len) }
    }

    /// The bytes, to be written.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `bytes`, through a unique borrow.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.len) }
    }
}

impl std::fmt::Debug for Buffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Buffer({} bytes)", self.len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_zero_aligned_and_writable_to_the_last_byte() {
        for (len, huge) in [(1, true), (4097, false), (HUGE_FROM as u64, true), (5 << 20, true)] {
            let mut region = Region::zeroed(len, huge).unwrap();
            let unit = if huge && len as usize >= HUGE_FROM { HUGE_PAGE } else { 4096 };
            assert_eq!(region.as_ptr() as usize % unit, 0);
            assert_eq!(region.bytes().len() as u64, len);
            assert!(region.bytes().iter().all(|&byte| byte == 0));
            region.bytes_mut().fill(7);
            assert!(region.bytes().iter().all(|&byte| byte == 7));
        }
    }

    #[test]
    fn an_empty_region_has_an_aligned_address() {
        let region = Region::zeroed(0, true).unwrap();
        assert!(!region.as_ptr().is_null());
        assert_eq!(region.as_ptr() as usize % ALIGN, 0);
        assert!(region.bytes().is_empty());
    }

    #[test]
    fn an_impossible_size_is_an_error_with_that_size() {
        for len in [u64::MAX, u64::MAX - (4 << 20), 1 << 60] {
            let error = Region::zeroed(len, true).unwrap_err();
            assert_eq!(error.kind(), crate::Kind::System);
            assert!(error.message().contains(&len.to_string()), "{error}");
        }
    }

    #[test]
    fn buffers_are_zero_and_aligned() {
        for len in [0, 1, 63, 64, 65, 1000] {
            let mut buffer = Buffer::zeroed(len);
            assert_eq!(buffer.bytes(), vec![0; len]);
            assert_eq!(buffer.bytes().as_ptr() as usize % ALIGN, 0);
            buffer.bytes_mut().fill(1);
            assert_eq!(buffer.clone().bytes(), vec![1; len]);
        }
    }
}

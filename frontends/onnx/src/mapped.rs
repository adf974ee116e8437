//! Files as shared byte handles.
use bytes::Bytes;
use std::fs::File;
use std::io;
use std::path::Path;

/// The bytes of a regular file, mapped, not read; slices of the handle keep the mapping alive.
///
/// # Errors
/// The system's error, or `InvalidInput` for anything that is not a regular file.
#[allow(unsafe_code)]
pub(crate) fn map_file(path: &Path) -> io::Result<Bytes> {
    // Asked before opening: opening a pipe would block.
    let about = std::fs::metadata(path)?;
    if !about.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    if about.len() == 0 {
        return Ok(Bytes::new());
    }
    let file = File::open(path)?;
    // SAFETY: the mapping is private and read-only. As with every mapped file, another process that
    // truncates it while we run can stop us with a bus error; model files are not edited in place.
    let map = unsafe { memmap2::MmapOptions::new().map_copy_read_only(&file)? };
    Ok(Bytes::from_owner(map))
}

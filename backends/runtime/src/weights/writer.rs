//! Writing a weights file, for the compiler.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::Header;
use crate::abi::ALIGN;
use crate::hash::Xxh64;

/// Distinguishes the temporary files of one process.
static COUNTER: AtomicU64 = AtomicU64::new(0);

/// What goes into the program: `weights_bytes` and `weights_hash`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeightsInfo {
    /// Bytes of data.
    pub bytes: u64,
    /// Hash of the data.
    pub hash: u64,
}

/// Writes a weights file piece by piece, in memory that does not grow with it.
///
/// Data goes to a temporary file beside the target, which [`finish`](WeightsWriter::finish)
/// renames. Dropped before that, the temporary file is removed and an older target stays.
#[derive(Debug)]
pub struct WeightsWriter {
    file: BufWriter<File>,
    temporary: PathBuf,
    target: PathBuf,
    hash: Xxh64,
    bytes: u64,
    finished: bool,
}

impl WeightsWriter {
    /// Starts a file that will be at `target`.
    pub fn create(target: &Path) -> io::Result<WeightsWriter> {
        let name = target.file_name().ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, "the path of the weights names no file")
        })?;
        let count = COUNTER.fetch_add(1, Ordering::Relaxed);
        let mut temporary = name.to_owned();
        temporary.push(format!(".{}-{count}.tmp", std::process::id()));
        let temporary = target.with_file_name(temporary);
        let file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        let mut writer = WeightsWriter {
            file: BufWriter::with_capacity(1 << 20, file),
            temporary,
            target: target.to_owned(),
            hash: Xxh64::default(),
            bytes: 0,
            finished: false,
        };
        // The header has its place; its contents are known at the end.
        writer.file.write_all(&Header { hash: 0, bytes: 0 }.encode())?;
        Ok(writer)
    }

    /// Starts a tensor and returns its offset in the data, a multiple of [`ALIGN`].
    pub fn begin_tensor(&mut self) -> io::Result<u64> {
        let gap = self.bytes.next_multiple_of(ALIGN as u64) - self.bytes;
        self.write(&[0; ALIGN][..gap as usize])?;
        Ok(self.bytes)
    }

    /// Writes the next bytes of the current tensor.
    pub fn write(&mut self, data: &[u8]) -> io::Result<()> {
        self.file.write_all(data)?;
        self.hash.update(data);
        self.bytes += data.len() as u64;
        Ok(())
    }

    /// Writes a whole tensor and returns its offset in the data.
    pub fn append(&mut self, data: &[u8]) -> io::Result<u64> {
        let offset = self.begin_tensor()?;
        self.write(data)?;
        Ok(offset)
    }

    /// Bytes of data so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Completes the file and puts it in its place. A torn write after a power cut is found by the
    /// hash when the model is opened.
    pub fn finish(mut self) -> io::Result<WeightsInfo> {
        let info = WeightsInfo { bytes: self.bytes, hash: self.hash.finish() };
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&Header { hash: info.hash, bytes: info.bytes }.encode())?;
        self.file.flush()?;
        std::fs::rename(&self.temporary, &self.target)?;
        self.finished = true;
        Ok(info)
    }
}

impl Drop for WeightsWriter {
    fn drop(&mut self) {
        if !self.finished {
            // There is nobody to tell, and the name says that the file is temporary.
            let _ = std::fs::remove_file(&self.temporary);
        }
    }
}

//! Reading a weights file into memory, or mapping it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::{DATA_OFFSET, Header};
use crate::hash::Xxh64;
use crate::memory::Region;
use crate::{Error, Options, Result};

/// Bytes that are read and hashed at a time: they stay in the second-level cache between the two.
const CHUNK: usize = 256 << 10;

/// What the program says about its weights.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected {
    pub(crate) bytes: u64,
    pub(crate) hash: u64,
}

/// Loads a weights file, and checks that it is whole and belongs to the program.
///
/// Nothing is allocated before the header and the length of the file have been found right.
pub(crate) fn load(path: &Path, expected: Expected, options: &Options) -> Result<Region> {
    let bad = |why: &dyn std::fmt::Display| {
        Error::weights(format!("weights file `{}`: {why}", path.display()))
    };
    let mut file = File::open(path).map_err(|error| bad(&error))?;
    let mut page = [0; DATA_OFFSET];
    file.read_exact(&mut page).map_err(|_| bad(&"shorter than its header"))?;
    let header = Header::decode(&page).map_err(|why| bad(&why))?;
    if (header.hash, header.bytes) != (expected.hash, expected.bytes) {
        return Err(bad(&format_args!(
            "belongs to another program: expected {} bytes with hash {:016x}, got {} bytes with \
             hash {:016x}",
            expected.bytes, expected.hash, header.bytes, header.hash
        )));
    }
    let len = file.metadata().map_err(|error| bad(&error))?.len();
    if len.checked_sub(DATA_OFFSET as u64) != Some(header.bytes) {
        return Err(bad(&format_args!(
            "truncated or extended: expected {} bytes of data, the file has {len} bytes in all",
            header.bytes
        )));
    }
    let (region, hash) = if options.map_weights {
        let region = Region::map_file(&file, DATA_OFFSET, header.bytes)?;
        let hash = options.verify_mapped.then(|| Xxh64::of(region.bytes()));
        (region, hash)
    } else {
        let mut region = Region::zeroed(header.bytes, options.huge_pages)?;
        let mut hash = Xxh64::default();
        for chunk in region.bytes_mut().chunks_mut(CHUNK) {
            file.read_exact(chunk).map_err(|error| bad(&error))?;
            hash.update(chunk);
        }
        (region, Some(hash.finish()))
    };
    match hash {
        Some(hash) if hash != header.hash => Err(bad(&format_args!(
            "damaged: expected data with hash {:016x}, got {hash:016x}",
            header.hash
        ))),
        _ => Ok(region),
    }
}

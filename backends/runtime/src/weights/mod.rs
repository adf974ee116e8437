//! The weights file: a header of one page, then the data.
//!
//! | offset | bytes | content |
//! |---|---|---|
//! | 0 | 8 | magic, `TERRACEW` |
//! | 8 | 4 | version, 1 |
//! | 12 | 4 | offset of the data, 4096 |
//! | 16 | 8 | [`Xxh64`](crate::hash::Xxh64) of the data |
//! | 24 | 8 | bytes of data |
//! | 32 | 4064 | zero |
//! | 4096 | | data; each tensor starts at a multiple of 64 |
//!
//! Numbers are little endian. The file ends with the data.

mod load;
mod writer;

pub(crate) use load::{Expected, load};
pub use writer::{WeightsInfo, WeightsWriter};

const MAGIC: [u8; 8] = *b"TERRACEW";
const VERSION: u32 = 1;

/// Size of the header: a page, so that mapped data is aligned like copied data.
const DATA_OFFSET: usize = 4096;

/// The fields of a header that are not constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Header {
    hash: u64,
    bytes: u64,
}

impl Header {
    fn encode(self) -> [u8; DATA_OFFSET] {
        let mut page = [0; DATA_OFFSET];
        page[..8].copy_from_slice(&MAGIC);
        page[8..12].copy_from_slice(&VERSION.to_le_bytes());
        page[12..16].copy_from_slice(&(DATA_OFFSET as u32).to_le_bytes());
        page[16..24].copy_from_slice(&self.hash.to_le_bytes());
        page[24..32].copy_from_slice(&self.bytes.to_le_bytes());
        page
    }

    fn decode(page: &[u8; DATA_OFFSET]) -> Result<Header, String> {
        let (words, _) = page.as_chunks::<8>();
        let [magic, version, hash, bytes, zeros @ ..] = words else {
            return Err("the header is too short".into());
        };
        if *magic != MAGIC {
            return Err("this is no weights file: it does not start with `TERRACEW`".into());
        }
        let version = u64::from_le_bytes(*version);
        let (version, offset) = (version as u32, version >> 32);
        if version != VERSION {
            return Err(format!("expected version {VERSION}, got version {version}"));
        }
        if offset != DATA_OFFSET as u64 || zeros.iter().any(|word| *word != [0; 8]) {
            return Err("the header is damaged".into());
        }
        Ok(Header { hash: u64::from_le_bytes(*hash), bytes: u64::from_le_bytes(*bytes) })
    }
}

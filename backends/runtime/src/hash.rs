//! XXH64 with seed zero, streaming: the hash of the weights.
//!
//! It finds damage and mismatched files; it is no defence against forgery.
//!
//! # Source
//! "XXH64 algorithm description", Cyan4973/xxHash doc/xxhash_spec.md, version 0.1.1.

const P1: u64 = 0x9E37_79B1_85EB_CA87;
const P2: u64 = 0xC2B2_AE3D_27D4_EB4F;
const P3: u64 = 0x1656_67B1_9E37_79F9;
const P4: u64 = 0x85EB_CA77_C2B2_AE63;
const P5: u64 = 0x27D4_EB2F_1656_67C5;

/// Bytes that one step of the four lanes takes.
const STRIPE: usize = 32;

/// A hash in the making.
#[derive(Clone, Debug)]
pub struct Xxh64 {
    lanes: [u64; 4],
    /// The tail that does not fill a stripe yet; `pending` of its bytes are in use.
    buffer: [u8; STRIPE],
    pending: usize,
    total: u64,
}

impl Default for Xxh64 {
    fn default() -> Xxh64 {
        let lanes = [P1.wrapping_add(P2), P2, 0, 0u64.wrapping_sub(P1)];
        Xxh64 { lanes, buffer: [0; STRIPE], pending: 0, total: 0 }
    }
}

impl Xxh64 {
    /// Hash of one piece of data.
    pub fn of(data: &[u8]) -> u64 {
        let mut hash = Xxh64::default();
        hash.update(data);
        hash.finish()
    }

    /// Takes the next bytes. How data is cut into pieces does not matter.
    pub fn update(&mut self, mut data: &[u8]) {
        self.total = self.total.wrapping_add(data.len() as u64);
        if self.pending > 0 {
            let take = data.len().min(STRIPE - self.pending);
            let (head, rest) = data.split_at(take);
            self.buffer[self.pending..self.pending + take].copy_from_slice(head);
            self.pending += take;
            data = rest;
            if self.pending < STRIPE {
                return;
            }
            stripe(&mut self.lanes, &self.buffer);
            self.pending = 0;
        }
        let (stripes, rest) = data.as_chunks::<STRIPE>();
        let mut lanes = self.lanes;
        for bytes in stripes {
            stripe(&mut lanes, bytes);
        }
        self.lanes = lanes;
        self.buffer[..rest.len()].copy_from_slice(rest);
        self.pending = rest.len();
    }

    /// The hash of everything taken so far.
    pub fn finish(&self) -> u64 {
        let mut hash = if self.total >= STRIPE as u64 {
            let [a, b, c, d] = self.lanes;
            let sum = a.rotate_left(1).wrapping_add(b.rotate_left(7));
            let sum = sum.wrapping_add(c.rotate_left(12)).wrapping_add(d.rotate_left(18));
            self.lanes.iter().fold(sum, |hash, &lane| merge(hash, lane))
        } else {
            P5
        };
        hash = hash.wrapping_add(self.total);
        let (words, rest) = self.buffer[..self.pending].as_chunks::<8>();
        for &word in words {
            hash ^= round(0, u64::from_le_bytes(word));
            hash = hash.rotate_left(27).wrapping_mul(P1).wrapping_add(P4);
        }
        let (halves, rest) = rest.as_chunks::<4>();
        for &half in halves {
            hash ^= u64::from(u32::from_le_bytes(half)).wrapping_mul(P1);
            hash = hash.rotate_left(23).wrapping_mul(P2).wrapping_add(P3);
        }
        for &byte in rest {
            hash ^= u64::from(byte).wrapping_mul(P5);
            hash = hash.rotate_left(11).wrapping_mul(P1);
        }
        avalanche(hash)
    }
}

fn stripe(lanes: &mut [u64; 4], bytes: &[u8; STRIPE]) {
    let (words, _) = bytes.as_chunks::<8>();
    for (lane, &word) in lanes.iter_mut().zip(words) {
        *lane = round(*lane, u64::from_le_bytes(word));
    }
}

fn round(lane: u64, word: u64) -> u64 {
    lane.wrapping_add(word.wrapping_mul(P2)).rotate_left(31).wrapping_mul(P1)
}

fn merge(hash: u64, lane: u64) -> u64 {
    (hash ^ round(0, lane)).wrapping_mul(P1).wrapping_add(P4)
}

fn avalanche(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(P2);
    hash = (hash ^ (hash >> 29)).wrapping_mul(P3);
    hash ^ (hash >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_answers() {
        assert_eq!(Xxh64::of(b""), 0xef46_db37_51d8_e999);
        assert_eq!(Xxh64::of(b"a"), 0xd24e_c4f1_a98c_6e5b);
        assert_eq!(Xxh64::of(b"abc"), 0x44bc_2cf5_ad77_0999);
        assert_eq!(Xxh64::of(b"Nobody inspects the spammish repetition"), 0xfbce_a83c_8a37_8bf1);
    }

    proptest! {
        #[test]
        fn cutting_does_not_matter(
            data in proptest::collection::vec(any::<u8>(), 0..300),
            cuts in proptest::collection::vec(0usize..64, 0..20),
        ) {
            let mut hash = Xxh64::default();
            let mut rest = data.as_slice();
            for cut in cuts {
                let (head, tail) = rest.split_at(cut.min(rest.len()));
                hash.update(head);
                rest = tail;
            }
            hash.update(rest);
            prop_assert_eq!(hash.finish(), Xxh64::of(&data));
        }
    }
}

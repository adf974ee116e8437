//! Sharded interners: append-only storage with lock-free reads.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};
use std::sync::Mutex;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

const N_SHARDS: usize = 16;

/// Maps equal values to one index. Values are never dropped before the interner is.
pub(crate) struct Interner<T> {
    items: boxcar::Vec<T>,
    shards: [Mutex<HashTable<u32>>; N_SHARDS],
}

impl<T: Hash + Eq> Interner<T> {
    pub fn new() -> Self {
        Interner {
            items: boxcar::Vec::new(),
            shards: std::array::from_fn(|_| Mutex::new(HashTable::new())),
        }
    }

    /// The value at `idx`. Panics if `idx` came from another context.
    #[inline]
    pub fn get(&self, idx: usize) -> &T {
        match self.items.get(idx) {
            Some(item) => item,
            None => panic!("handle {idx} does not belong to this context"),
        }
    }

    /// The index of the value equal to `key`, made by `make` when there is none yet.
    ///
    /// # Errors
    /// Panics beyond 2^27 values: handles keep their upper bits for immediate attributes.
    pub fn intern<Q>(&self, key: &Q, make: impl FnOnce() -> T) -> usize
    where
        T: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = FxBuildHasher.hash_one(key);
        // The table inside uses the top and the bottom bits, so the shard comes from the middle.
        let shard = &self.shards[(hash >> 32) as usize % N_SHARDS];
        let mut table = match shard.lock() {
            Ok(guard) => guard,
            Err(poisoned) => poisoned.into_inner(),
        };
        if let Some(&idx) = table.find(hash, |&i| self.get(i as usize).borrow() == key) {
            return idx as usize;
        }
        let idx = self.items.push(make());
        assert!(idx < (1 << 27), "more than 2^27 distinct types, attributes, locations or strings");
        table.insert_unique(hash, idx as u32, |&i| {
            FxBuildHasher.hash_one(self.get(i as usize).borrow())
        });
        idx
    }
}

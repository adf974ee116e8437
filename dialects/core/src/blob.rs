//! Large constant payloads: shared, possibly memory-mapped bytes.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Shared immutable bytes: a vector, or a slice of a mapped file.
///
/// # Semantics
/// Equality is by content; clones and slices of one owner compare without reading it.
#[derive(Clone)]
pub struct Blob {
    owner: Arc<dyn AsRef<[u8]> + Send + Sync>,
    start: usize,
    len: usize,
}

impl Blob {
    /// Bytes owned by anything that can show them, such as a memory map.
    pub fn new(owner: impl AsRef<[u8]> + Send + Sync + 'static) -> Blob {
        let len = owner.as_ref().len();
        Blob { owner: Arc::new(owner), start: 0, len }
    }

    /// The part `start..start + len` of this blob, sharing its owner; `None` if it is not inside.
    pub fn slice(&self, start: usize, len: usize) -> Option<Blob> {
        let end = start.checked_add(len)?;
        (end <= self.len).then(|| Blob {
            owner: self.owner.clone(),
            start: self.start + start,
            len,
        })
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &(*self.owner).as_ref()[self.start..self.start + self.len]
    }
}

impl std::ops::Deref for Blob {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        self.bytes()
    }
}

impl PartialEq for Blob {
    fn eq(&self, other: &Blob) -> bool {
        self.len == other.len
            && (std::ptr::eq(self.bytes().as_ptr(), other.bytes().as_ptr())
                || self.bytes() == other.bytes())
    }
}

impl Eq for Blob {}

impl Hash for Blob {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // A prefix is enough to spread weights, and keeps the rest of a mapped file unread.
        self.len.hash(state);
        self.bytes()[..self.len.min(1024)].hash(state);
    }
}

impl fmt::Debug for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blob({} bytes)", self.len)
    }
}

//! The .npy files of the demo: little-endian `f32` and `i64` arrays in C order.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

/// An array: shape, and elements in C order.
pub struct Array<T> {
    pub shape: Vec<usize>,
    pub data: Vec<T>,
}

/// An element type, by its name in a .npy header.
pub trait Element: Copy {
    const DESCR: &'static str;
    const BYTES: usize;
    fn from_le(bytes: &[u8]) -> Self;
}

impl Element for f32 {
    const DESCR: &'static str = "<f4";
    const BYTES: usize = 4;
    fn from_le(bytes: &[u8]) -> Self {
        bytes.try_into().map_or(f32::NAN, f32::from_le_bytes)
    }
}

impl Element for i64 {
    const DESCR: &'static str = "<i8";
    const BYTES: usize = 8;
    fn from_le(bytes: &[u8]) -> Self {
        bytes.try_into().map_or(0, i64::from_le_bytes)
    }
}

const MAGIC: &[u8] = b"\x93NUMPY";

/// Reads an array of one element type.
///
/// # Errors
/// When the file cannot be read, is no .npy file, or holds another type.
pub fn read<T: Element>(path: &Path) -> Result<Array<T>, String> {
    let wrong = |why: &str| format!("{}: {why}", path.display());
    let bytes = std::fs::read(path).map_err(|e| wrong(&e.to_string()))?;
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| wrong("no .npy file"))?;
    // Version 1 has a two-byte header length, later ones four bytes.
    let (size_bytes, start) = match rest.first() {
        Some(1) => (rest.get(2..4), 4_usize),
        Some(2 | 3) => (rest.get(2..6), 6),
        _ => (None, 0),
    };
    let size = size_bytes.map(|b| b.iter().rev().fold(0usize, |n, &d| (n << 8) | usize::from(d)));
    let header = size.and_then(|n| rest.get(start..start.checked_add(n)?));
    let header = header.and_then(|h| std::str::from_utf8(h).ok());
    let header = header.ok_or_else(|| wrong("its header is damaged"))?;
    if !header.contains(T::DESCR) || !header.contains("'fortran_order': False") {
        return Err(wrong(&format!("expected {} in C order, got {}", T::DESCR, header.trim())));
    }
    let dims = header.split('(').nth(1).and_then(|s| s.split(')').next()).unwrap_or_default();
    let dims = dims.split(',').map(str::trim).filter(|d| !d.is_empty());
    let shape: Vec<usize> = dims
        .map(str::parse)
        .collect::<Result<_, _>>()
        .map_err(|_| wrong("its shape is damaged"))?;
    let body = rest.get(start + header.len()..).unwrap_or_default();
    let data: Vec<T> = body.chunks_exact(T::BYTES).map(T::from_le).collect();
    let count = shape.iter().try_fold(1usize, |n, &d| n.checked_mul(d));
    if count != Some(data.len()) {
        return Err(wrong("its size does not fit its shape"));
    }
    Ok(Array { shape, data })
}

/// Writes `f32` elements.
///
/// # Errors
/// What the file system reports.
pub fn write(path: &Path, shape: &[usize], data: &[f32]) -> io::Result<()> {
    let mut dims = String::new();
    shape.iter().for_each(|d| write!(dims, "{d}, ").unwrap_or_default());
    let dict = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({dims}), }}");
    // The data starts at a multiple of 64 bytes; magic, version and length take 10.
    let padded = (dict.len() + 1 + 10).next_multiple_of(64) - 10;
    let mut out = Vec::with_capacity(10 + padded + 4 * data.len());
    out.extend(MAGIC);
    out.extend([1, 0]);
    out.extend((padded as u16).to_le_bytes());
    out.extend(format!("{dict:<width$}\n", width = padded - 1).bytes());
    data.iter().for_each(|x| out.extend(x.to_le_bytes()));
    std::fs::write(path, out)
}

//! Weights from a seed, for a model whose file holds its architecture only.
//!
//! The same bytes on every machine: each element is a hash of seed, tensor and position, turned
//! into a number by integer arithmetic and one multiplication and addition of `f32`. The script
//! that made the model (`test/models/resnet50/make.py`) computes the same with numpy.

use crate::npy;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

/// Where each tensor starts in the weights file: a multiple of this many bytes.
const ALIGN_BYTES: u64 = 64;
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// How a tensor is filled: `offset + scale * draw`.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Draw {
    /// Sum of four 16-bit numbers, centred: close to normal, standard deviation 37837.2.
    Normal,
    /// One 16-bit number, 0 to 65535.
    Uniform,
}

/// One row of the list: `weight|input NAME SHAPE normal|uniform OFFSET SCALE`.
struct Row<'a> {
    is_input: bool,
    name: &'a str,
    shape: Vec<usize>,
    draw: Draw,
    offset: f32,
    scale: f32,
}

/// Finaliser of SplitMix64: every bit of the result depends on every bit of `z`.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Row<'_> {
    fn element(&self, key: u64, position: u64) -> f32 {
        let bits = mix(key.wrapping_add(position.wrapping_mul(GOLDEN)));
        let part = |k: u32| ((bits >> (16 * k)) & 0xFFFF) as i32;
        let draw = match self.draw {
            Draw::Normal => part(0) + part(1) + part(2) + part(3) - 2 * 0xFFFF,
            Draw::Uniform => part(0),
        };
        // Below 2^24, so exact in f32.
        self.offset + self.scale * draw as f32
    }

    fn elements(&self, seed: u64, row_idx: u64) -> impl Iterator<Item = f32> {
        let key = mix(seed.wrapping_add(row_idx.wrapping_mul(GOLDEN)));
        let count = self.shape.iter().product::<usize>() as u64;
        (0..count).map(move |k| self.element(key, k))
    }
}

fn parse_row(line: &str) -> Option<Row<'_>> {
    let words: Vec<_> = line.split_whitespace().collect();
    let &[kind, name, shape, draw, offset, scale] = words.as_slice() else { return None };
    Some(Row {
        is_input: match kind {
            "input" => true,
            "weight" => false,
            _ => return None,
        },
        name,
        shape: shape.split('x').map(|d| d.parse().ok()).collect::<Option<_>>()?,
        draw: match draw {
            "normal" => Draw::Normal,
            "uniform" => Draw::Uniform,
            _ => return None,
        },
        offset: offset.parse().ok()?,
        scale: scale.parse().ok()?,
    })
}

/// Writes what `list` describes into `folder`: the weights file and `inputs/*.npy`.
///
/// The list starts with `seed N` and `file NAME`; then come the tensors, in the order of the file.
///
/// # Errors
/// When the list cannot be read as that, or a file cannot be written.
pub fn expand(list: &str, folder: &Path) -> Result<u64, String> {
    let mut lines = list.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    let mut header = |key: &str| lines.next().and_then(|l| l.strip_prefix(key)).map(str::trim);
    let seed = header("seed").and_then(|s| s.parse().ok()).ok_or("expected `seed N`")?;
    let file = header("file").ok_or("expected `file NAME`")?;
    let rows: Vec<_> = lines
        .map(|l| parse_row(l).ok_or_else(|| format!("cannot read `{l}`")))
        .collect::<Result<_, _>>()?;
    write_all(&rows, seed, folder, file).map_err(|e| format!("{}: {e}", folder.display()))
}

/// Returns the size of the weights in bytes.
fn write_all(rows: &[Row<'_>], seed: u64, folder: &Path, file: &str) -> io::Result<u64> {
    std::fs::create_dir_all(folder.join("inputs"))?;
    let mut out = BufWriter::with_capacity(1 << 20, std::fs::File::create(folder.join(file))?);
    let mut at_bytes = 0u64;
    for (k, row) in rows.iter().enumerate() {
        let elements = row.elements(seed, k as u64);
        if row.is_input {
            let data: Vec<_> = elements.collect();
            npy::write(&folder.join(format!("inputs/{}.npy", row.name)), &row.shape, &data)?;
            continue;
        }
        let padding = at_bytes.next_multiple_of(ALIGN_BYTES) - at_bytes;
        out.write_all(&vec![0; padding as usize])?;
        at_bytes += padding;
        for x in elements {
            out.write_all(&x.to_le_bytes())?;
            at_bytes += 4;
        }
    }
    out.flush()?;
    Ok(at_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "seed 7\nfile w.bin\nweight a 3 normal 0.0 0.5\n\
                        weight b 2x2 uniform 1.0 2.0\n\
                        input x 2x3 normal 0.0 0.25\n";

    #[test]
    fn the_numbers_never_change() {
        let dir = std::env::temp_dir().join(format!("xtask-weights-{}", std::process::id()));
        assert_eq!(expand(LIST, &dir), Ok(64 + 16));
        let bytes = std::fs::read(dir.join("w.bin")).expect("the weights are there");
        let at =
            |k: usize| f32::from_le_bytes([bytes[k], bytes[k + 1], bytes[k + 2], bytes[k + 3]]);
        let x = npy::read::<f32>(&dir.join("inputs/x.npy")).expect("the input is there");
        std::fs::remove_dir_all(&dir).expect("the folder is ours");
        // From test/models/resnet50/make.py: `values(7, k, shape, draw, offset, scale)`.
        assert_eq!([at(0), at(4), at(8)], [29278.0, 3162.5, 24597.5]);
        assert_eq!([at(64), at(68), at(72), at(76)], [97155.0, 105611.0, 102909.0, 9527.0]);
        assert_eq!(x.shape, [2, 3]);
        assert_eq!(x.data, [-1688.0, 8041.5, -4676.25, 12158.75, -387.0, -6045.25]);
    }

    #[test]
    fn a_damaged_list_is_refused_whole() {
        let nowhere = Path::new("never-written");
        for list in ["", "seed x\nfile f", "seed 1\nfile f\nweight a 3 normal 0.0"] {
            assert!(expand(list, nowhere).is_err());
        }
        assert!(!nowhere.exists());
    }
}

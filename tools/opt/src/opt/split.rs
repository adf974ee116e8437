//! Inputs that hold several inputs, separated by lines `// -----`.

/// The parts of the input. Each is preceded by as many line ends as stand before it in the whole,
/// so that line numbers are those of the file.
pub fn parts(source: &[u8], split: bool) -> Vec<Vec<u8>> {
    if !split {
        return vec![source.to_vec()];
    }
    let mut parts = vec![Vec::new()];
    for (n_before, line) in source.split_inclusive(|&b| b == b'\n').enumerate() {
        if line.trim_ascii() == b"// -----" {
            parts.push(vec![b'\n'; n_before + 1]);
        } else if let Some(part) = parts.last_mut() {
            part.extend_from_slice(line);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_keep_their_line_numbers() {
        let parts = parts(b"a\n// -----\nb\n  // -----  \nc", true);
        assert_eq!(parts, [b"a\n".to_vec(), b"\n\nb\n".to_vec(), b"\n\n\n\nc".to_vec()]);
        assert_eq!(super::parts(b"a\n// -----\nb", false).len(), 1);
    }
}

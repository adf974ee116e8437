//! Names with `*` for any letters and `?` for one.

/// Whether a text is what the pattern says.
pub fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    // Where the latest `*` stands, and how much of the text it has taken.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&c) if c == '?' || c == text[t] => (p, t) = (p + 1, t + 1),
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    (p, t) = (at + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// Whether a text is a pattern, not a name.
pub fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_and_question_marks() {
        for (pattern, text, expected) in [
            ("arith.*", "arith.addi", true),
            ("arith.*i", "arith.addi", true),
            ("*add*", "arith.addi", true),
            ("arith.add?", "arith.addi", true),
            ("arith.add?", "arith.add", false),
            ("*", "", true),
            ("", "", true),
            ("a*b*c", "a-b-b", false),
            ("memref<*xf32>", "memref<4x?xf32>", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} on {text}");
        }
        assert!(!matches(&"*a".repeat(50), &"a".repeat(10_000).replace("aaaa", "b")), "in time");
    }
}

//! Damaged IR text: no bytes whatever make the parser, the verifier or the printer panic, and what
//! is accepted survives printing. `fuzz/` runs the same checks under libFuzzer.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proptest::prelude::*;

#[path = "../../../fuzz/src/text.rs"]
mod text;

fn collect(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of tests") {
        let path = entry.expect("a folder can be listed").path();
        match path.is_dir() {
            true => collect(&path, out),
            false if path.extension().is_some_and(|e| e == "mlir") => out.push(path),
            false => {}
        }
    }
}

/// The cases of `test/lit`, one for each part between `// -----` lines.
static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let mut paths = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test/lit"), &mut paths);
    paths.sort();
    let texts = paths.iter().map(|p| std::fs::read_to_string(p).unwrap_or_default());
    let parts = texts.flat_map(|t| t.split("// -----").map(str::to_owned).collect::<Vec<_>>());
    parts.map(String::into_bytes).filter(|p| !p.is_empty() && p.len() < 6000).collect()
});

#[derive(Debug, Clone)]
enum Change {
    Cut,
    Flip(u8),
    Insert(&'static str),
    Remove(usize),
    /// Copies this many bytes from another place.
    Copy(f64, usize),
}

const WORDS: &[&str] = &[
    "%0",
    "^bb0",
    "@f",
    "!",
    "#",
    "{",
    "}",
    "(",
    ")",
    "<",
    ">",
    "[",
    "]",
    ",",
    ":",
    "=",
    "->",
    "x",
    "?",
    "*",
    "-1",
    "0",
    "9223372036854775807",
    "1.0e99",
    "\"",
    "loc(",
    "tensor<",
    "memref<4xf32,",
    "dense<",
    "affine_map<(d0)",
    "f32",
    "index",
    "i0",
    "i99999999",
    "attributes",
    "\\FF",
    "//",
];

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::Cut),
        (1..128u8).prop_map(Change::Flip),
        prop::sample::select(WORDS).prop_map(Change::Insert),
        (1..20usize).prop_map(Change::Remove),
        (0.0..1.0f64, 1..40usize).prop_map(|(from, n)| Change::Copy(from, n)),
    ]
}

fn damage(data: &mut Vec<u8>, at: f64, change: &Change) {
    let place = |x: f64| (x * data.len() as f64) as usize;
    let at = place(at);
    match change {
        Change::Cut => data.truncate(at),
        Change::Flip(mask) => data.iter_mut().skip(at).take(1).for_each(|b| *b ^= mask),
        Change::Insert(word) => drop(data.splice(at..at, word.bytes())),
        Change::Remove(n) => drop(data.drain(at..(at + n).min(data.len()))),
        Change::Copy(from, n) => {
            let from = place(*from);
            let part = data[from..(from + n).min(data.len())].to_vec();
            drop(data.splice(at..at, part));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(data in prop::collection::vec(any::<u8>(), 0..200)) {
        text::check(&data);
    }

    #[test]
    fn random_words(words in prop::collection::vec(prop::sample::select(WORDS), 0..60)) {
        text::check(words.join(" ").as_bytes());
    }

    #[test]
    fn damaged_cases(
        which in 0..SEEDS.len(),
        changes in prop::collection::vec((0.0..1.0f64, change()), 1..4),
    ) {
        let mut data = SEEDS[which].clone();
        changes.iter().for_each(|(at, change)| damage(&mut data, *at, change));
        text::check(&data);
    }
}

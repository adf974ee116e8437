//! Names that are computed: pass to file to test and back, lit cases, ops.

use super::{Finding, Rule};
use crate::repo::Repo;

pub const LIT_NAMES: Rule = Rule {
    name: "lit names",
    reason: "kebab-case, so that a pass's name and its test's name are the same word",
    check: lit_names,
};

pub const PASSES: Rule = Rule {
    name: "passes",
    reason: "who knows a pass knows its file and its test, without a search",
    check: passes,
};

/// Folders of the source of a pass that is named after a dialect, by that dialect.
const DIALECT_FOLDERS: &[(&str, &str)] = &[
    ("graph", "graph"),
    ("te", "te"),
    ("loop", "loops"),
    ("sched", "schedule"),
    ("hls", "hls"),
    ("gpu", "gpu"),
];

/// Upstream dialects that a pass may be named after.
const UPSTREAM: &[&str] =
    &["func", "arith", "math", "cf", "scf", "memref", "tensor", "vector", "linalg", "affine"];

fn lit_names(repo: &Repo) -> Vec<Finding> {
    let kebab = |segment: &str| {
        segment
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.')
    };
    let crooked = |(path, _): (&str, &str)| {
        let bad = path.split('/').skip(2).find(|s| !kebab(s))?;
        let better = bad.to_lowercase().replace(['_', ' '], "-");
        Some(Finding::new(
            path,
            format!("`{bad}` is not kebab-case"),
            format!("rename it to `{better}`"),
        ))
    };
    repo.matching("test/lit/", "").filter_map(crooked).collect()
}

/// The source and the lit test of a pass, as style.md section 2 computes them.
pub fn home(pass: &str) -> (String, String) {
    let (first, rest) = pass.split_once('-').unwrap_or((pass, ""));
    let own = DIALECT_FOLDERS.iter().find(|(d, _)| *d == first).map(|(_, folder)| *folder);
    let (folder, stem) = match (first, own) {
        ("lower", _) => ("lower", rest),
        ("convert", _) => ("lower", pass),
        (_, Some(folder)) if !rest.is_empty() => (folder, rest),
        _ if UPSTREAM.contains(&first) && !rest.is_empty() => ("upstream", pass),
        _ => ("generic", pass),
    };
    let test_folder = if own.is_some() && !rest.is_empty() { first } else { folder };
    (
        format!("passes/src/{folder}/{}.rs", stem.replace('-', "_")),
        format!("test/lit/{test_folder}/{stem}.mlir"),
    )
}

/// The `name: "..."` of each `PassInfo` in a source, with its line.
fn declared(text: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut inside = false;
    for (k, line) in text.lines().enumerate() {
        // Tests make passes up: what they are called says nothing.
        if line.trim() == "#[cfg(test)]" {
            break;
        }
        inside |= line.contains("PassInfo =") && line.contains("const ");
        if let (true, Some(rest)) = (inside, line.trim().strip_prefix("name: \"")) {
            out.extend(rest.split('"').next().map(|name| (k + 1, name)));
            inside = false;
        }
    }
    out
}

fn passes(repo: &Repo) -> Vec<Finding> {
    let mut out = Vec::new();
    for (path, text) in repo.matching("passes/src/", ".rs") {
        for (line, name) in declared(text) {
            let (source, test) = home(name);
            let place = format!("{path}:{line}");
            // A family of passes may share a folder of its name: `fusion/mod.rs` for `fusion.rs`.
            let as_folder = source.replace(".rs", "/mod.rs");
            if path != source && path != as_folder {
                let what = format!("pass `{name}` belongs into {source}");
                out.push(Finding::new(&place, what, format!("move it: git mv {path} {source}")));
            }
            if !repo.exists(&test) {
                let what = format!("pass `{name}` has no lit test");
                out.push(Finding::new(
                    &place,
                    what,
                    format!("write {test}: it fires, declines, is done"),
                ));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homes_follow_the_style_guide() {
        let cases = [
            (
                "te-fuse-elementwise",
                "passes/src/te/fuse_elementwise.rs",
                "test/lit/te/fuse-elementwise.mlir",
            ),
            (
                "lower-te-to-loop",
                "passes/src/lower/te_to_loop.rs",
                "test/lit/lower/te-to-loop.mlir",
            ),
            ("cse", "passes/src/generic/cse.rs", "test/lit/generic/cse.mlir"),
            (
                "sched-apply-script",
                "passes/src/schedule/apply_script.rs",
                "test/lit/sched/apply-script.mlir",
            ),
            ("loop-unroll", "passes/src/loops/unroll.rs", "test/lit/loop/unroll.mlir"),
            (
                "convert-scf-to-cf",
                "passes/src/lower/convert_scf_to_cf.rs",
                "test/lit/lower/convert-scf-to-cf.mlir",
            ),
        ];
        for (pass, source, test) in cases {
            assert_eq!(home(pass), (source.to_owned(), test.to_owned()));
        }
    }

    #[test]
    fn a_pass_in_the_wrong_file_without_a_test_is_found_twice() {
        let text = "pub(super) const PASS: PassInfo = PassInfo {\n    name: \"te-fuse\",\n};\n";
        let found = passes(&Repo::of(&[("passes/src/te/other.rs", text)]));
        assert_eq!(found.len(), 2);
        let good = Repo::of(&[("passes/src/te/fuse.rs", text), ("test/lit/te/fuse.mlir", "")]);
        assert_eq!(passes(&good), []);
    }

    #[test]
    fn lit_names_are_kebab_case() {
        let found = lit_names(&Repo::of(&[
            ("test/lit/te/fuse_all.mlir", ""),
            ("test/lit/te/fuse-all.mlir", ""),
        ]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].edit, "rename it to `fuse-all.mlir`");
    }
}

//! Names that are computed: pass to file to test and back, lit cases, ops.

use super::{Finding, Rule};
use crate::repo::Repo;
use terrace_passes::{Home, home};

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

pub const PIPELINES: Rule = Rule {
    name: "pipelines",
    reason: "a pass that nothing runs rots unless its file says why it is kept",
    check: pipelines,
};

pub const SNAPSHOTS: Rule = Rule {
    name: "snapshots",
    reason: "a snapshot whose test is gone is checked by nothing, and reads as if it were",
    check: snapshots,
};

/// What the head of a pass says when no pipeline has it.
const NOT_IN_A_PIPELINE: &str = "Not in a pipeline because";

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
            let name = rest.split('"').next().filter(|name| !name.is_empty());
            out.extend(name.map(|name| (k + 1, name)));
            inside = false;
        }
    }
    out
}

fn passes(repo: &Repo) -> Vec<Finding> {
    let mut out = Vec::new();
    for (path, text) in repo.matching("passes/src/", ".rs") {
        for (line, name) in declared(text) {
            let Home { source, test, .. } = home(name);
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

fn pipelines(repo: &Repo) -> Vec<Finding> {
    let tables = repo.text("passes/src/pipelines.rs").unwrap_or_default();
    let mut out = Vec::new();
    for (path, text) in repo.matching("passes/src/", ".rs") {
        for (line, name) in declared(text) {
            if !tables.contains(&format!("\"{name}")) && !text.contains(NOT_IN_A_PIPELINE) {
                let what = format!("no pipeline has `{name}`");
                let edit = format!("add it to one, or say `{NOT_IN_A_PIPELINE} ...` in the file");
                out.push(Finding::new(format!("{path}:{line}"), what, edit));
            }
        }
    }
    out
}

/// A snapshot says in its head which source made it, and in its name which module.
fn snapshots(repo: &Repo) -> Vec<Finding> {
    let orphan = |(path, text): (&str, &str)| {
        let source = text.lines().find_map(|l| l.strip_prefix("source: "))?;
        let source = source.trim_matches('"');
        let made = repo.text(source).is_some_and(|t| t.contains("snapshot!"));
        let edit = "delete it: the test that made it is gone";
        (!made).then(|| Finding::new(path, format!("`{source}` makes no snapshot"), edit))
    };
    repo.matching("", ".snap").filter_map(orphan).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn a_pass_is_in_a_pipeline_or_says_why_not() {
        let pass = "const PASS: PassInfo = PassInfo {\n    name: \"cse\",\n};\n";
        let found = |text: &str, tables: &str| {
            let files = [("passes/src/generic/cse.rs", text), ("passes/src/pipelines.rs", tables)];
            pipelines(&Repo::of(&files)).len()
        };
        assert_eq!(found(pass, ""), 1);
        assert_eq!(found(pass, "(\"cse\", \"why\")"), 0);
        assert_eq!(found(&format!("//! {NOT_IN_A_PIPELINE} people call it.\n{pass}"), ""), 0);
    }

    #[test]
    fn a_snapshot_has_a_source() {
        let snap = ("a/tests/snapshots/t.snap", "---\nsource: a/tests/t.rs\n---\n");
        assert_eq!(snapshots(&Repo::of(&[snap])).len(), 1);
        assert_eq!(snapshots(&Repo::of(&[snap, ("a/tests/t.rs", "assert_snapshot!(x)")])), []);
    }
}

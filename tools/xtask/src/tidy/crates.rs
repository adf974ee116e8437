//! Crates: which may depend on which, what they are called, how they are licensed.

use super::{Finding, Rule};
use crate::repo::Repo;
use serde_json::Value;
use std::process::Command;

/// The rows of the architecture, lowest first. A crate depends only on rows below its own, so
/// crates of one row never see each other.
const ROWS: &[(&str, &[&str])] = &[
    ("macros and runtime", &["dialects/macros", "backends/runtime"]),
    ("core", &["dialects/core"]),
    ("upstream", &["dialects/upstream"]),
    ("own dialects", &["dialects/"]),
    ("frontends, passes, backends", &["frontends/", "passes", "backends/"]),
    ("libraries behind subcommands", &["tools/"]),
    ("the table of subcommands", &["tools/opt"]),
    (
        "the binaries, and tests as users write them",
        &["tools/terrace", "tools/test", "tools/bridge"],
    ),
];

/// Folders from which the runtime may be seen: it is what compiled models link, nothing else.
const RUNTIME_USERS: &[&str] = &["backends/", "tools/"];

/// How many crates of others the core may have:
/// `docs/decisions/0002-seven-dependencies-of-the-core.md`.
const MAX_CORE_DEPENDENCIES: usize = 7;

/// Licences that allow what Apache-2.0 allows.
const LICENCES: &[&str] = &[
    "Apache-2.0",
    "MIT",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "CC0-1.0",
    "Unlicense",
    "BSL-1.0",
    "0BSD",
];

/// Crates whose manifest names no licence but a file with its text, and which licence that is.
const LICENCE_FILES: &[(&str, &str)] = &[("mlir-sys", "MIT")];

pub const LAYERS: Rule = Rule {
    name: "layers",
    reason: "a crate that sees only lower rows is understood, built and tested without the rest",
    check: |_| layers(&workspace_edges(&metadata(&["--no-deps"]))),
};

pub const NAMES: Rule = Rule {
    name: "crate names",
    reason: "who knows the folder knows the crate",
    check: |_| workspace(&metadata(&["--no-deps"])).iter().filter_map(named_by_folder).collect(),
};

pub const LICENCE: Rule = Rule {
    name: "licence",
    reason: "everything we ship and link must be usable under Apache-2.0",
    check: |_| licence(&metadata(&["--filter-platform", "x86_64-unknown-linux-gnu"])),
};

pub const LINTS: Rule = Rule {
    name: "shared lints",
    reason: "a crate without them may hold unsafe code and unused results that nobody was told of",
    check: lints,
};

pub const CORE: Rule = Rule {
    name: "core dependencies",
    reason: "every crate builds the core, so each dependency of it costs everyone build time",
    check: |_| core_dependencies(&workspace(&metadata(&["--no-deps"]))),
};

/// A crate of the workspace.
pub struct Crate {
    pub name: String,
    /// Folder from the root, such as `dialects/te`.
    pub folder: String,
    pub licence: String,
    /// Name, and folder if it is one of ours; dev-dependencies and build-dependencies too.
    pub dependencies: Vec<Dependency>,
}

pub struct Dependency {
    pub name: String,
    pub ours: bool,
    /// Only tests see it.
    pub dev: bool,
}

fn metadata(args: &[&str]) -> Value {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline"])
        .args(args)
        .current_dir(Repo::root())
        .output()
        .expect("cargo runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).expect("cargo metadata prints JSON")
}

fn text(v: &Value, key: &str) -> String {
    v[key].as_str().unwrap_or_default().to_owned()
}

fn rows<'v>(v: &'v Value, key: &str) -> &'v [Value] {
    v[key].as_array().map_or(&[], Vec::as_slice)
}

/// The crates of the workspace; in `metadata` they are the ones without a source.
fn workspace(metadata: &Value) -> Vec<Crate> {
    let root = text(metadata, "workspace_root") + "/";
    let dependency = |d: &Value| Dependency {
        name: text(d, "name"),
        ours: d["path"].is_string(),
        dev: d["kind"] == "dev",
    };
    let krate = |p: &Value| Crate {
        name: text(p, "name"),
        folder: text(p, "manifest_path").trim_start_matches(&root).replace("/Cargo.toml", ""),
        licence: text(p, "license"),
        dependencies: rows(p, "dependencies").iter().map(dependency).collect(),
    };
    rows(metadata, "packages").iter().filter(|p| p["source"].is_null()).map(krate).collect()
}

/// Folder to folder, once for each dependency between crates of ours.
fn workspace_edges(metadata: &Value) -> Vec<(String, String)> {
    let crates = workspace(metadata);
    let folder = |name: &str| crates.iter().find(|c| c.name == name).map(|c| c.folder.clone());
    let of = |c: &Crate| -> Vec<_> {
        let ours = c.dependencies.iter().filter(|d| d.ours);
        ours.filter_map(|d| Some((c.folder.clone(), folder(&d.name)?))).collect()
    };
    crates.iter().flat_map(of).collect()
}

/// The row of a folder: the longest entry that fits wins.
fn row(folder: &str) -> Option<usize> {
    let fits = |entry: &str| folder == entry || (entry.ends_with('/') && folder.starts_with(entry));
    let entries = ROWS.iter().enumerate().flat_map(|(k, (_, es))| es.iter().map(move |e| (k, *e)));
    entries.filter(|(_, e)| fits(e)).max_by_key(|(_, e)| e.len()).map(|(k, _)| k)
}

pub fn layers(edges: &[(String, String)]) -> Vec<Finding> {
    let judge = |(from, to): &(String, String)| {
        let place = format!("{from}/Cargo.toml");
        let (Some(f), Some(t)) = (row(from), row(to)) else {
            let what = format!("{from} or {to} stands in no row");
            return Some(Finding::new(place, what, "add its folder to ROWS in crates.rs"));
        };
        if t >= f {
            let what =
                format!("depends on {to}: `{}` must not see `{}`", ROWS.get(f)?.0, ROWS.get(t)?.0);
            return Some(Finding::new(
                place,
                what,
                "remove the dependency; move what is shared to a lower row",
            ));
        }
        let runtime_hidden = !RUNTIME_USERS.iter().any(|u| from.starts_with(u));
        (to == "backends/runtime" && runtime_hidden).then(|| {
            let what = "depends on the runtime, which only backends and tools may see";
            Finding::new(place, what, "remove the dependency")
        })
    };
    edges.iter().filter_map(judge).collect()
}

fn named_by_folder(c: &Crate) -> Option<Finding> {
    let last = c.folder.rsplit('/').next().unwrap_or_default();
    let want = match c.folder.as_str() {
        "dialects/core" => "terrace-ir".to_owned(),
        "backends/hls" => "terrace-hls-emit".to_owned(),
        "tools/terrace" => "terrace".to_owned(),
        _ => format!("terrace-{last}"),
    };
    (c.name != want).then(|| {
        let what = format!("the crate is called `{}`", c.name);
        Finding::new(format!("{}/Cargo.toml", c.folder), what, format!("name = \"{want}\""))
    })
}

fn licence(metadata: &Value) -> Vec<Finding> {
    let mut out: Vec<_> = workspace(metadata)
        .iter()
        .filter(|c| c.licence != "Apache-2.0")
        .map(|c| {
            let place = format!("{}/Cargo.toml", c.folder);
            Finding::new(place, format!("licence `{}`", c.licence), "license.workspace = true")
        })
        .collect();
    let resolved: Vec<_> =
        rows(&metadata["resolve"], "nodes").iter().map(|n| text(n, "id")).collect();
    for p in rows(metadata, "packages").iter().filter(|p| !p["source"].is_null()) {
        let (id, name, mut licence) = (text(p, "id"), text(p, "name"), text(p, "license"));
        if let Some((_, read)) =
            LICENCE_FILES.iter().find(|(n, _)| licence.is_empty() && *n == name)
        {
            licence = (*read).to_owned();
        }
        if resolved.contains(&id) && !allowed(&licence) {
            let what = format!("{name} is licensed `{licence}`");
            out.push(Finding::new(
                "Cargo.lock",
                what,
                "replace the crate, or judge the licence and list it",
            ));
        }
    }
    out
}

/// Whether an SPDX expression can be met with the listed licences.
///
/// `/` is an old spelling of OR. Exceptions (`WITH`) only widen what is allowed.
pub fn allowed(expression: &str) -> bool {
    let listed = |l: &str| {
        let l = l.trim().trim_matches(['(', ')']).trim();
        LICENCES.contains(&l.split(" WITH ").next().unwrap_or_default())
    };
    let either = |part: &str| part.split(" OR ").flat_map(|p| p.split('/')).any(listed);
    // `(A OR B) AND C`: every part of the conjunction needs one that is listed.
    expression.split(" AND ").all(either)
}

fn lints(repo: &Repo) -> Vec<Finding> {
    let lacks = |(path, text): (&str, &str)| {
        let shared = text.contains("[lints]\nworkspace = true");
        // A crate for which unsafe code is the point cannot share the lint that denies it.
        let stricter = text.contains("undocumented_unsafe_blocks = \"deny\"");
        // A crate outside the workspace cannot share what the workspace says.
        let outside = path.starts_with("docs/");
        let edit = "add `[lints]\\nworkspace = true`";
        (text.contains("[package]") && !shared && !stricter && !outside)
            .then(|| Finding::new(path, "no [lints] of the workspace", edit))
    };
    repo.matching("", "Cargo.toml")
        .filter(|(p, _)| !p.contains("fuzz/"))
        .filter_map(lacks)
        .collect()
}

fn core_dependencies(crates: &[Crate]) -> Vec<Finding> {
    let Some(core) = crates.iter().find(|c| c.folder == "dialects/core") else { return Vec::new() };
    let others: Vec<_> =
        core.dependencies.iter().filter(|d| !d.ours && !d.dev).map(|d| d.name.as_str()).collect();
    if others.len() <= MAX_CORE_DEPENDENCIES {
        return Vec::new();
    }
    let what = format!("{} crates of others: {}", others.len(), others.join(" "));
    vec![Finding::new(
        "dialects/core/Cargo.toml",
        what,
        "do without one, or move its user up a row",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(from: &str, to: &str) -> usize {
        layers(&[(from.to_owned(), to.to_owned())]).len()
    }

    #[test]
    fn edges_go_down_only() {
        let fine = [
            ("tools/terrace", "tools/lit"),
            ("tools/lit", "passes"),
            ("passes", "dialects/te"),
            ("dialects/te", "dialects/upstream"),
            ("dialects/upstream", "dialects/core"),
            ("dialects/core", "dialects/macros"),
            ("backends/llvm", "backends/runtime"),
        ];
        assert!(fine.iter().all(|(f, t)| judged(f, t) == 0));
        let wrong = [
            ("dialects/te", "dialects/graph"),
            ("passes", "backends/llvm"),
            ("frontends/onnx", "passes"),
            ("dialects/core", "dialects/te"),
            ("passes", "backends/runtime"),
            ("backends/runtime", "dialects/core"),
            ("tools/lit", "tools/terrace"),
            ("elsewhere", "dialects/core"),
        ];
        assert!(wrong.iter().all(|(f, t)| judged(f, t) == 1));
    }

    #[test]
    fn licences_are_read_as_expressions() {
        let fine =
            ["MIT", "MIT OR Apache-2.0", "MIT/Apache-2.0", "(MIT OR GPL-3.0) AND Unicode-3.0"];
        assert!(fine.iter().all(|l| allowed(l)));
        assert!(["GPL-3.0", "MIT AND GPL-3.0", ""].iter().all(|l| !allowed(l)));
    }
}

//! Rust sources: module heads, orphans, unsafe code, doc headings, ignored tests, open ends.

use super::{Finding, Rule};
use crate::repo::Repo;
use syn::visit::Visit;

/// Files that may hold unsafe code, and what for.
const UNSAFE: &[(&str, &str)] = &[
    ("dialects/core/src/resource.rs", "memory-maps files"),
    ("backends/llvm/src/", "calls LLVM's C API"),
    ("backends/mlir/src/", "calls MLIR's C API"),
    ("backends/runtime/", "is a C ABI: raw pointers come in and go out"),
    ("frontends/onnx/src/mapped.rs", "memory-maps models and weights"),
];

/// Headings of doc comments, in the order in which they stand.
const HEADINGS: &[&str] = &[
    "Semantics",
    "Shapes",
    "Types",
    "Units",
    "Errors",
    "Panics",
    "Safety",
    "Before",
    "After",
    "Requires",
    "Cost",
    "Example",
    "Examples",
    "Source",
];

pub const HEADS: Rule = Rule {
    name: "module heads",
    reason: "a module whose purpose is not said must be read whole before one knows whether to",
    check: heads,
};

pub const ORPHANS: Rule = Rule {
    name: "orphans",
    reason: "a file that no module declares looks alive and is not even compiled",
    check: orphans,
};

pub const UNSAFE_CODE: Rule = Rule {
    name: "unsafe code",
    reason: "memory safety is argued by hand there, so it stays in few, known places",
    check: unsafe_code,
};

pub const DOC_HEADINGS: Rule = Rule {
    name: "doc headings",
    reason: "shape, unit and failure are what one looks up; a fixed place makes them findable",
    check: doc_headings,
};

pub const OPEN_ENDS: Rule = Rule {
    name: "open ends",
    reason: "what is left to do is found in an issue, what is known wrong in an XFAIL",
    check: open_ends,
};

pub const PORTABLE: Rule = Rule {
    name: "portable",
    reason: "a clean clone must build anywhere, with nothing beside it",
    check: portable,
};

fn heads(repo: &Repo) -> Vec<Finding> {
    let headless = |(path, text): (&str, &str)| {
        let first = text.lines().map(str::trim).find(|l| !l.is_empty() && !l.starts_with("#!["))?;
        let build_script = path.ends_with("build.rs");
        let edit = "say in one `//!` line what the module is";
        (!first.starts_with("//!") && !build_script)
            .then(|| Finding::new(path, "has no `//!` at its head", edit))
    };
    repo.rust().filter_map(headless).collect()
}

/// The folder in which the child modules of `path` stand.
fn module_folder(path: &str) -> String {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    match file {
        "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
        _ if folder.ends_with("/tests") || folder.ends_with("/src/bin") => folder.to_owned(),
        _ => path.trim_end_matches(".rs").to_owned(),
    }
}

/// Follows `mod` declarations from `path`, inline modules included.
fn reach(repo: &Repo, path: &str, seen: &mut Vec<String>) {
    let (Some(text), false) = (repo.text(path), seen.iter().any(|s| s == path)) else { return };
    seen.push(path.to_owned());
    let Ok(file) = syn::parse_file(text) else { return };
    reach_items(repo, &file.items, &module_folder(path), path, seen);
}

fn reach_items(repo: &Repo, items: &[syn::Item], folder: &str, from: &str, seen: &mut Vec<String>) {
    for item in items {
        let syn::Item::Mod(m) = item else { continue };
        let inner = format!("{folder}/{}", m.ident.to_string().trim_start_matches("r#"));
        if let Some((_, items)) = &m.content {
            reach_items(repo, items, &inner, from, seen);
        } else if let Some(named) = path_attribute(m) {
            let beside = from.rsplit_once('/').map_or("", |(f, _)| f);
            reach(repo, &format!("{beside}/{named}"), seen);
        } else {
            reach(repo, &format!("{inner}.rs"), seen);
            reach(repo, &format!("{inner}/mod.rs"), seen);
        }
    }
}

/// `#[path = "..."]` of a module.
fn path_attribute(m: &syn::ItemMod) -> Option<String> {
    m.attrs.iter().find_map(|a| match &a.meta {
        syn::Meta::NameValue(nv) if nv.path.is_ident("path") => match &nv.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(s), .. }) => Some(s.value()),
            _ => None,
        },
        _ => None,
    })
}

/// Files that cargo compiles without being told.
fn is_root(path: &str) -> bool {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let in_own_folder = ["tests", "benches", "examples", "bin", "fuzz_targets"];
    let is_test_folder = file == "main.rs" && folder.rsplit('/').nth(1) == Some("tests");
    is_test_folder
        || matches!(file, "lib.rs" | "main.rs" | "build.rs") && !folder.contains("/tests/")
        || in_own_folder.contains(&folder.rsplit('/').next().unwrap_or_default())
}

fn orphans(repo: &Repo) -> Vec<Finding> {
    let mut seen = Vec::new();
    for (path, _) in repo.rust().filter(|(p, _)| is_root(p)) {
        reach(repo, path, &mut seen);
    }
    let orphan = |(path, text): (&str, &str)| {
        // A source that another includes as text is test data.
        let included = text.starts_with("//! Included by ");
        let lost = !seen.iter().any(|s| s == path) && !included;
        lost.then(|| {
            Finding::new(path, "no module declares it", "add its `mod`, or delete the file")
        })
    };
    repo.rust().filter_map(orphan).collect()
}

/// Collects the lines of unsafe blocks, functions and impls.
#[derive(Default)]
struct UnsafeLines(Vec<usize>);

impl<'ast> Visit<'ast> for UnsafeLines {
    fn visit_expr_unsafe(&mut self, e: &'ast syn::ExprUnsafe) {
        self.0.push(e.unsafe_token.span.start().line);
        syn::visit::visit_expr_unsafe(self, e);
    }

    fn visit_item_impl(&mut self, i: &'ast syn::ItemImpl) {
        self.0.extend(i.unsafety.map(|u| u.span.start().line));
        syn::visit::visit_item_impl(self, i);
    }

    fn visit_signature(&mut self, s: &'ast syn::Signature) {
        self.0.extend(s.unsafety.map(|u| u.span.start().line));
        syn::visit::visit_signature(self, s);
    }
}

/// Whether the comment that ends above line `line` (1-based), or one on it, argues safety.
fn argues_safety(lines: &[&str], line: usize) -> bool {
    let says = |l: &str| l.contains("SAFETY:") || l.contains("# Safety");
    let attached = |l: &str| l.starts_with("//") || l.starts_with("#[");
    let own = line.saturating_sub(1);
    // A statement may begin above the word `unsafe`: look past at most three of its lines.
    let above = lines.get(..own).unwrap_or_default().iter().rev().map(|l| l.trim());
    let mut code_lines = 0;
    lines.get(own).is_some_and(|l| says(l))
        || above
            .take_while(|l| {
                code_lines += usize::from(!attached(l));
                code_lines <= 3
            })
            .any(says)
}

fn unsafe_code(repo: &Repo) -> Vec<Finding> {
    let mut out = Vec::new();
    for (path, text) in repo.rust() {
        // A test or a measurement of unsafe code calls it: what it relies on stands beside.
        if path.contains("/tests/") || path.contains("/benches/") {
            continue;
        }
        let Ok(file) = syn::parse_file(text) else { continue };
        let mut found = UnsafeLines::default();
        found.visit_file(&file);
        let lines: Vec<_> = text.lines().collect();
        let listed = UNSAFE.iter().any(|(p, _)| path.starts_with(p));
        for line in found.0 {
            let place = format!("{path}:{line}");
            if !listed {
                let edit = "do it without, or list the file in UNSAFE of sources.rs with what for";
                out.push(Finding::new(place, "unsafe code in a file that is not listed", edit));
            } else if !argues_safety(&lines, line) {
                let edit = "write `// SAFETY: ...` above it: why this cannot go wrong";
                out.push(Finding::new(place, "unsafe code without its argument", edit));
            }
        }
    }
    out
}

/// The runs of `///` and `//!` lines, each with the number of its first line.
fn doc_comments(text: &str) -> Vec<Vec<(usize, &str)>> {
    let mut out: Vec<Vec<(usize, &str)>> = Vec::new();
    let mut open = false;
    for (k, line) in text.lines().enumerate() {
        let line = line.trim_start();
        let doc = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"));
        if let Some(doc) = doc {
            if !open {
                out.push(Vec::new());
            }
            if let Some(last) = out.last_mut() {
                last.push((k + 1, doc.trim()));
            }
        }
        open = doc.is_some();
    }
    out
}

fn doc_headings(repo: &Repo) -> Vec<Finding> {
    let mut out = Vec::new();
    for (path, text) in repo.rust() {
        for comment in doc_comments(text) {
            let mut last = 0;
            let mut fenced = false;
            for (line, doc) in comment {
                fenced ^= doc.starts_with("```");
                let Some(heading) = doc.strip_prefix("# ").filter(|_| !fenced) else { continue };
                let place = format!("{path}:{line}");
                match HEADINGS.iter().position(|h| *h == heading) {
                    None => {
                        let edit = format!("use one of: {}", HEADINGS.join(", "));
                        out.push(Finding::new(place, format!("heading `# {heading}`"), edit));
                    }
                    Some(k) if k < last => {
                        let what = format!("`# {heading}` after `# {}`", HEADINGS[last]);
                        out.push(Finding::new(place, what, "swap them"));
                    }
                    Some(k) => last = k,
                }
            }
        }
    }
    out
}

fn open_ends(repo: &Repo) -> Vec<Finding> {
    // Spelled so that this file does not find itself.
    let words = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];
    let ignored = concat!("#[ign", "ore");
    // Snapshots are generated, and lit's own suite holds what lit must refuse.
    let is_data =
        |path: &str| path.ends_with(".snap") || path.starts_with("tools/lit/tests/suite/");
    let mut out = Vec::new();
    for (path, text) in repo.files().filter(|(p, _)| !is_data(p)) {
        for (k, line) in text.lines().enumerate() {
            let place = format!("{path}:{}", k + 1);
            for word in words {
                // Where the word itself is the subject it stands in quotes.
                let fine = [format!("{word}(#"), format!("\"{word}"), format!("`{word}")];
                if line.contains(word) && !fine.iter().any(|f| line.contains(f)) {
                    let edit = format!("do it, or write `{}(#123)` with its issue", words[0]);
                    out.push(Finding::new(&place, format!("`{word}` without an issue"), edit));
                }
            }
            if path.starts_with("test/lit/") && line.contains("XFAIL") && !line.contains("XFAIL(#")
            {
                let edit = "write `XFAIL(#123): reason`";
                out.push(Finding::new(&place, "an expected failure without an issue", edit));
            }
            if path.ends_with(".rs") && line.trim_start().starts_with(ignored) {
                out.push(Finding::new(&place, "an ignored test", "mend it or remove it"));
            }
        }
    }
    out
}

fn portable(repo: &Repo) -> Vec<Finding> {
    let foreign = [
        concat!("/wo", "rk/"),
        concat!("/op", "t/"),
        concat!("../sha", "red"),
        concat!("/ro", "ot/"),
    ];
    let mut out = Vec::new();
    for (path, text) in repo.files() {
        for (k, line) in text.lines().enumerate() {
            for f in foreign.iter().filter(|f| has_path(line, f)) {
                let place = format!("{path}:{}", k + 1);
                out.push(Finding::new(
                    place,
                    format!("names `{f}`"),
                    "take the path as an argument",
                ));
            }
        }
    }
    out
}

/// Whether a line has this start of a path, which is no inner part of a longer one.
fn has_path(line: &str, start: &str) -> bool {
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '}');
    line.match_indices(start).any(|(i, _)| !line[..i].ends_with(inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(rule: &Rule, files: &[(&str, &str)]) -> Vec<String> {
        (rule.check)(&Repo::of(files))
            .into_iter()
            .map(|f| format!("{} {}", f.place, f.what))
            .collect()
    }

    #[test]
    fn a_module_needs_a_head() {
        let found = whats(
            &HEADS,
            &[("a.rs", "use b;\n"), ("c.rs", "\n//! Head.\n"), ("d.rs", "#![no_std]\n//! D.")],
        );
        assert_eq!(found, ["a.rs has no `//!` at its head"]);
    }

    #[test]
    fn a_file_without_a_mod_is_an_orphan() {
        let files = [
            ("p/src/lib.rs", "mod a;\nmod deep { mod inner; }"),
            ("p/src/a.rs", "mod child;"),
            ("p/src/a/child.rs", ""),
            ("p/src/deep/inner.rs", ""),
            ("p/src/lost.rs", ""),
            ("p/tests/t.rs", "mod common;"),
            ("p/tests/common/mod.rs", ""),
        ];
        assert_eq!(whats(&ORPHANS, &files), ["p/src/lost.rs no module declares it"]);
    }

    #[test]
    fn unsafe_code_is_listed_and_argued() {
        let argued =
            "fn f() {\n    // SAFETY: p is valid.\n    let x =\n        unsafe { *p };\n}\n";
        let bare = "fn f() {\n    unsafe { *p };\n}\n";
        let listed = "backends/runtime/src/a.rs";
        assert_eq!(whats(&UNSAFE_CODE, &[(listed, argued)]), [""; 0]);
        assert_eq!(
            whats(&UNSAFE_CODE, &[(listed, bare)]),
            [format!("{listed}:2 unsafe code without its argument")]
        );
        assert_eq!(
            whats(&UNSAFE_CODE, &[("a.rs", argued)]),
            ["a.rs:4 unsafe code in a file that is not listed"]
        );
    }

    #[test]
    fn headings_have_a_set_and_an_order() {
        let doc =
            "/// # Errors\n/// # Shapes\n/// # Notes\n/// ```\n/// # fenced\n/// ```\nfn f() {}\n";
        assert_eq!(
            whats(&DOC_HEADINGS, &[("a.rs", doc)]),
            ["a.rs:2 `# Shapes` after `# Errors`", "a.rs:3 heading `# Notes`"]
        );
    }

    #[test]
    fn open_ends_name_their_issue() {
        let word = concat!("TO", "DO");
        let text = format!("// {word}: later\n// {word}(#12): later\n");
        assert_eq!(
            whats(&OPEN_ENDS, &[("a.rs", &text)]),
            [format!("a.rs:1 `{word}` without an issue")]
        );
    }
}

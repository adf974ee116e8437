//! Sizes: files, functions, imports, parameters, columns, lit cases.
//!
//! Limits bind what is new. An old offender stands in `ratchet.toml` with its size and the reason
//! why it may be that large; the number may not grow, and must shrink with the code.

use super::{Finding, Rule};
use crate::repo::Repo;
use std::collections::BTreeMap;
use syn::spanned::Spanned;
use syn::visit::Visit;

/// Where the offenders are listed.
pub const LIST: &str = "tools/xtask/ratchet.toml";

const MAX_FILE_LINES: usize = 800;
const MAX_FUNCTION_LINES: usize = 70;
const MAX_USE_LINES: usize = 15;
const MAX_PARAMETERS: usize = 6;
const MAX_COLUMNS: usize = 100;
const MAX_LIT_CASE_LINES: usize = 60;

pub const SIZES: Rule = Rule {
    name: "sizes",
    reason: "the largest file and function decide whether a codebase is pleasant to read",
    check: sizes,
};

/// What is measured: `<kind> <place>`, such as `file passes/src/lib.rs` or
/// `function passes/src/lib.rs run`.
type Key = String;

/// The size of something, and where it stands.
struct Measured {
    size: usize,
    limit: usize,
    line: usize,
}

/// One listed offender.
struct Listed {
    size: usize,
    reason: String,
}

fn sizes(repo: &Repo) -> Vec<Finding> {
    let (listed, mut out) = read_list(repo.text(LIST).unwrap_or_default());
    let measured = measure(repo);
    for (key, &Measured { size, limit, line }) in &measured {
        let place = format!("{}:{line}", key.split(' ').nth(1).unwrap_or(key));
        match listed.get(key) {
            Some(l) if size > l.size => out.push(Finding::new(
                place,
                format!("`{key}` grew from {} to {size} (limit {limit})", l.size),
                format!("split it, or raise the number in {LIST} with a reason"),
            )),
            Some(l) if size < l.size => out.push(Finding::new(
                place,
                format!("`{key}` shrank from {} to {size} (limit {limit})", l.size),
                format!("write {size} in {LIST}, or remove the entry if that is within the limit"),
            )),
            Some(_) => {}
            None if size > limit => out.push(Finding::new(
                place,
                format!("`{key}` is {size}, the limit is {limit}"),
                mend(key, size),
            )),
            None => {}
        }
    }
    for (key, l) in &listed {
        if !measured.contains_key(key) {
            out.push(Finding::new(LIST, format!("`{key}` does not exist"), "remove the entry"));
        }
        if l.reason.split_whitespace().count() < 3 {
            out.push(Finding::new(
                LIST,
                format!("`{key}` has no reason"),
                "say why it is that large",
            ));
        }
    }
    out
}

/// What to do about something that is over its limit and not listed.
fn mend(key: &str, size: usize) -> String {
    if key.starts_with("columns ") {
        return "wrap the line".to_owned();
    }
    format!("split it, or add to {LIST}: \"{key}\" = {{ size = {size}, reason = \"...\" }}")
}

/// Reads lines of the form `"KEY" = { size = N, reason = "..." }`; tables and comments are skipped.
fn read_list(text: &str) -> (BTreeMap<Key, Listed>, Vec<Finding>) {
    let (mut listed, mut out) = (BTreeMap::new(), Vec::new());
    for (k, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', '[']) {
            continue;
        }
        let mut quoted = line.split('"');
        let key = quoted.nth(1);
        let size = quoted.next().and_then(|s| {
            let digits = s.split("size = ").nth(1)?.split(',').next()?;
            digits.trim().parse().ok()
        });
        let reason = quoted.next();
        match (key, size, reason) {
            (Some(key), Some(size), Some(reason)) => {
                listed.insert(key.to_owned(), Listed { size, reason: reason.to_owned() });
            }
            _ => out.push(Finding::new(
                format!("{LIST}:{}", k + 1),
                "the line cannot be read",
                "\"KEY\" = { size = N, reason = \"...\" }",
            )),
        }
    }
    (listed, out)
}

/// Everything that has a limit.
fn measure(repo: &Repo) -> BTreeMap<Key, Measured> {
    let mut out: BTreeMap<Key, Measured> = BTreeMap::new();
    // Of two functions with one name in a file, the larger counts.
    let mut put = |key: String, size: usize, limit: usize, line: usize| {
        let slot = out.entry(key).or_insert(Measured { size: 0, limit, line });
        if size > slot.size {
            *slot = Measured { size, limit, line };
        }
    };
    for (path, text) in repo.rust() {
        // An imported table is data: its length says how much upstream defines.
        if path.ends_with("/table.rs") {
            continue;
        }
        put(format!("file {path}"), text.lines().count(), MAX_FILE_LINES, 1);
        let widths = text.lines().map(|l| l.chars().count());
        let (line, widest) = widths.enumerate().max_by_key(|&(_, w)| w).unwrap_or_default();
        put(format!("columns {path}"), widest, MAX_COLUMNS, line + 1);
        let Ok(file) = syn::parse_file(text) else { continue };
        let uses = file.items.iter().filter(|i| matches!(i, syn::Item::Use(_)));
        if path.starts_with("dialects/") || path.starts_with("passes/") {
            let use_lines = uses.map(|u| lines(u.span())).sum();
            put(format!("uses {path}"), use_lines, MAX_USE_LINES, 1);
        }
        let mut functions = Functions::default();
        functions.visit_file(&file);
        for (sig, body) in functions.0 {
            let (name, line) = (&sig.ident, sig.ident.span().start().line);
            put(format!("function {path} {name}"), lines(body.span()), MAX_FUNCTION_LINES, line);
            let parameters = sig.inputs.len() - usize::from(sig.receiver().is_some());
            put(format!("parameters {path} {name}"), parameters, MAX_PARAMETERS, line);
        }
    }
    for (path, text) in repo.matching("test/lit/", ".mlir") {
        let longest = text.split("// -----").map(|case| case.lines().count()).max().unwrap_or(0);
        put(format!("lit-case {path}"), longest, MAX_LIT_CASE_LINES, 1);
    }
    out
}

fn lines(span: proc_macro2::Span) -> usize {
    span.end().line.saturating_sub(span.start().line) + 1
}

/// Signature and body of every function of a file.
#[derive(Default)]
struct Functions<'ast>(Vec<(&'ast syn::Signature, &'ast syn::Block)>);

impl<'ast> Visit<'ast> for Functions<'ast> {
    fn visit_item_fn(&mut self, f: &'ast syn::ItemFn) {
        self.0.push((&f.sig, &f.block));
        syn::visit::visit_item_fn(self, f);
    }

    fn visit_impl_item_fn(&mut self, f: &'ast syn::ImplItemFn) {
        self.0.push((&f.sig, &f.block));
        syn::visit::visit_impl_item_fn(self, f);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(list: &str, source: &str) -> Vec<String> {
        let repo = Repo::of(&[(LIST, list), ("a/src/b.rs", source)]);
        sizes(&repo).into_iter().map(|f| f.what).collect()
    }

    fn long_function(lines: usize) -> String {
        format!("fn f() {{\n{}}}\n", "    g();\n".repeat(lines - 2))
    }

    #[test]
    fn limits_are_inclusive() {
        assert_eq!(findings("", &long_function(70)), [""; 0]);
        assert_eq!(
            findings("", &long_function(71)),
            ["`function a/src/b.rs f` is 71, the limit is 70"]
        );
    }

    #[test]
    fn a_listed_offender_may_neither_grow_nor_stay_listed_too_large() {
        let list = r#""function a/src/b.rs f" = { size = 75, reason = "one flat match" }"#;
        assert_eq!(findings(list, &long_function(75)), [""; 0]);
        assert!(findings(list, &long_function(76))[0].contains("grew from 75 to 76"));
        assert!(findings(list, &long_function(74))[0].contains("shrank from 75 to 74"));
    }

    #[test]
    fn entries_need_a_reason_and_a_subject() {
        let list = r#""file gone.rs" = { size = 900, reason = "" }"#;
        assert_eq!(
            findings(list, ""),
            ["`file gone.rs` does not exist", "`file gone.rs` has no reason"]
        );
        assert_eq!(findings("nonsense", ""), ["the line cannot be read"]);
    }

    #[test]
    fn parameters_do_not_count_self() {
        let six =
            "struct S;\nimpl S {\n    fn f(&self, a: A, b: A, c: A, d: A, e: A, g: A) {}\n}\n";
        assert_eq!(findings("", six), [""; 0]);
        let seven = six.replace("g: A", "g: A, h: A");
        assert_eq!(findings("", &seven), ["`parameters a/src/b.rs f` is 7, the limit is 6"]);
    }
}

//! Diagnostic codes: one meaning each, and a test that provokes it.

use super::{Finding, Rule};
use crate::repo::Repo;
use std::collections::BTreeMap;

pub const UNIQUE: Rule = Rule {
    name: "codes are unique",
    reason: "people search for a code; it must lead to one explanation, forever",
    check: unique,
};

pub const PROVOKED: Rule = Rule {
    name: "codes are provoked",
    reason: "a diagnostic that no test has ever seen may never be reported, or panic when it is",
    check: provoked,
};

/// A `const GRAPH012: Code` and where it stands.
struct Declared<'a> {
    name: &'a str,
    path: &'a str,
    line: usize,
    /// The text after the `=`, up to the end of the declaration.
    body: String,
}

/// Area in capitals and three digits.
fn is_code(name: &str) -> bool {
    if !name.is_ascii() {
        return false;
    }
    let (area, digits) = name.split_at(name.len().saturating_sub(3));
    !area.is_empty()
        && area.chars().all(|c| c.is_ascii_uppercase())
        && digits.len() == 3
        && digits.chars().all(|c| c.is_ascii_digit())
}

/// Codes stand as constants or as rows of a `codes!` table, whose macro makes the id of the name.
fn declared(repo: &Repo) -> Vec<Declared<'_>> {
    let mut out = Vec::new();
    for (path, text) in repo.rust() {
        // Tests make codes up.
        let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let mut in_table = false;
        for (k, line) in text.lines().enumerate() {
            in_table = (in_table || line.starts_with("codes! {")) && line != "}";
            let row = line.trim_start().split([' ', ':']).next().filter(|w| is_code(w));
            let constant = line.split_once(": Code =").and_then(|(h, _)| h.rsplit_once("const "));
            let (name, body) = match (row, constant) {
                (Some(name), _) if in_table => (name, format!("\"{name}\"")),
                (_, Some((_, name))) if !name.starts_with('$') => (name, declaration(text, k)),
                _ => continue,
            };
            out.push(Declared { name, path, line: k + 1, body });
        }
    }
    out
}

/// The ids of every code that the sources declare, outside tests.
pub fn ids(repo: &Repo) -> Vec<String> {
    // The tutorial's crate has a tool of its own.
    let of_tests = |d: &Declared<'_>| d.path.contains("/tests/") || d.path.starts_with("docs/");
    let mut ids: Vec<String> =
        declared(repo).iter().filter(|d| !of_tests(d)).map(|d| d.name.to_owned()).collect();
    ids.sort();
    ids
}

/// The text from line `start` to the end of its statement.
fn declaration(text: &str, start: usize) -> String {
    let lines = text.lines().skip(start).take_while(|l| !l.trim().is_empty());
    let rest = lines.collect::<Vec<_>>().join("\n");
    rest.split(';').next().unwrap_or_default().to_owned()
}

fn unique(repo: &Repo) -> Vec<Finding> {
    let mut out = Vec::new();
    let mut first: BTreeMap<&str, String> = BTreeMap::new();
    for d in declared(repo) {
        let place = format!("{}:{}", d.path, d.line);
        if !is_code(d.name) {
            let edit = "an area in capitals and three digits, such as GRAPH012";
            out.push(Finding::new(&place, format!("`{}` is no code", d.name), edit));
        }
        if !d.body.contains(&format!("\"{}\"", d.name)) {
            let what = format!("the id of `{}` is another", d.name);
            out.push(Finding::new(&place, what, format!("id: \"{}\"", d.name)));
        }
        if let Some(other) = first.insert(d.name, place.clone()) {
            let what = format!("`{}` is declared at {other} too", d.name);
            out.push(Finding::new(&place, what, "take the next free number"));
        }
    }
    out
}

/// What tests say: lit cases, test folders, test modules, failing examples in doc comments.
fn test_text(repo: &Repo) -> String {
    let mut out = String::new();
    for (path, text) in repo.files() {
        if path.starts_with("test/") || path.contains("/tests/") || path.ends_with(".snap") {
            out += text;
        } else if path.ends_with(".rs") {
            let docs = text.lines().filter(|l| l.trim_start().starts_with("///"));
            docs.filter(|l| l.contains("expected-error")).for_each(|l| out += l);
            out += text.split_once("#[cfg(test)]").map_or("", |(_, tests)| tests);
            if path.ends_with("tests.rs") {
                out += text;
            }
        }
    }
    out
}

fn provoked(repo: &Repo) -> Vec<Finding> {
    let tests = test_text(repo);
    let unseen = |d: Declared<'_>| {
        let edit = "add a case to the dialect's invalid.mlir, or a failing example to the op";
        (!tests.contains(d.name)).then(|| {
            let what = format!("no test reports {}", d.name);
            Finding::new(format!("{}:{}", d.path, d.line), what, edit)
        })
    };
    declared(repo).into_iter().filter_map(unseen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "pub const TE001: Code = Code {\n    id: \"TE001\",\n};\n";

    fn whats(rule: &Rule, files: &[(&str, &str)]) -> Vec<String> {
        (rule.check)(&Repo::of(files)).into_iter().map(|f| f.what).collect()
    }

    #[test]
    fn a_code_stands_once_under_its_own_id() {
        assert_eq!(whats(&UNIQUE, &[("a.rs", GOOD)]), [""; 0]);
        assert_eq!(
            whats(&UNIQUE, &[("a.rs", GOOD), ("b.rs", GOOD)]),
            ["`TE001` is declared at a.rs:1 too"]
        );
        assert_eq!(
            whats(&UNIQUE, &[("a.rs", &GOOD.replace("\"TE001\"", "\"TE002\""))]),
            ["the id of `TE001` is another"]
        );
        assert_eq!(
            whats(&UNIQUE, &[("a.rs", &GOOD.replace("TE001", "TE1"))]),
            ["`TE1` is no code"]
        );
    }

    #[test]
    fn rows_of_a_table_are_codes_too() {
        let table =
            "codes! {\n    TE001: \"a\",\n        \"TE009 is text\";\n    TE002 = \"b\";\n}\n";
        assert_eq!(
            whats(&PROVOKED, &[("a.rs", table)]),
            ["no test reports TE001", "no test reports TE002"]
        );
        assert_eq!(
            whats(&UNIQUE, &[("a.rs", table), ("b.rs", GOOD)]),
            ["`TE001` is declared at a.rs:2 too"]
        );
    }

    #[test]
    fn a_code_needs_a_test() {
        assert_eq!(whats(&PROVOKED, &[("a.rs", GOOD)]), ["no test reports TE001"]);
        assert_eq!(
            whats(&PROVOKED, &[("a.rs", GOOD), ("test/lit/te/invalid.mlir", "{{TE001}}")]),
            [""; 0]
        );
        let example = format!("/// // expected-error@+1 {{{{TE001}}}}\n{GOOD}");
        assert_eq!(whats(&PROVOKED, &[("a.rs", &example)]), [""; 0]);
    }
}

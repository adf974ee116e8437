//! Counts the operations of each name, those that hold others included, and prints the counts
//! beside the output.
//!
//! Not in a pipeline because it is for looking.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::prelude::*;

const JSON: Opt<bool> = Opt::flag("json", false, "print one JSON object");

pub(super) const PASS: PassInfo = PassInfo {
    name: "print-op-stats",
    summary: "print how many operations there are of each name",
    options: &[JSON.def],
    run: |body, cx| {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        body.root(cx.cx).walk(&mut |op| {
            *counts.entry(op.name_str()).or_default() += 1;
            true
        });
        let text = if cx.option(&JSON) { json(&counts) } else { table(&counts) };
        cx.print(&text);
        Ok(())
    },
    ..PassInfo::EMPTY
};

fn json(counts: &BTreeMap<&str, usize>) -> String {
    format!("{:#}\n", serde_json::json!(counts))
}

/// Dialects end and operations begin in one column.
fn table(counts: &BTreeMap<&str, usize>) -> String {
    let split = |name: &str| match name.split_once('.') {
        Some((dialect, op)) => (format!("{dialect}."), op.to_string()),
        None => (String::new(), name.to_string()),
    };
    let rows: Vec<((String, String), usize)> = counts.iter().map(|(n, c)| (split(n), *c)).collect();
    let left = rows.iter().map(|((dialect, _), _)| dialect.len()).max().unwrap_or(0) + 2;
    let right = rows.iter().map(|((_, op), _)| op.len()).max().unwrap_or(0);
    let mut text = String::from("Operations encountered:\n-----------------------\n");
    for ((dialect, op), n) in rows {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{dialect:>left$}{op:<right$} , {n}");
    }
    text
}

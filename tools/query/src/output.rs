//! What was found, as IR, JSON or DOT, or counted.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write;

use serde_json::{Value, json};
use terrace_ir::text::{PrintOptions, attr_to_string, loc_to_string, print_op, type_to_string};
use terrace_ir::{OpId, OpRef, Type};

use crate::Found;

impl Found<'_> {
    /// Each operation with everything inside it, and before it where it is.
    pub fn to_ir(&self, options: &PrintOptions) -> String {
        let mut out = String::new();
        for op in &self.ops {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "// {}\n{}", place(*op), print_op(*op, options).trim_end());
        }
        out
    }

    /// One object for each operation.
    pub fn to_json(&self) -> Value {
        Value::Array(self.ops.iter().map(|op| object(*op)).collect())
    }

    /// The operations and the values between them, as a graph for `dot`.
    pub fn to_dot(&self) -> String {
        let names: HashMap<(u64, OpId), usize> =
            self.ops.iter().enumerate().map(|(i, op)| ((op.body.id(), op.id), i)).collect();
        let mut out = String::from("digraph found {\n  node [shape=box, fontname=monospace];\n");
        for (i, op) in self.ops.iter().enumerate() {
            let types: Vec<String> = op.results().map(|r| ty(*op, op.body.ty(r))).collect();
            let label = format!("{}\\n{}", escape(op.name_str()), escape(&types.join(", ")));
            let _ =
                writeln!(out, "  n{i} [label=\"{label}\", tooltip=\"{}\"];", escape(&place(*op)));
        }
        let mut seen = HashSet::new();
        for (i, op) in self.ops.iter().enumerate() {
            for (user, _) in op.results().flat_map(|r| op.body.uses(r)) {
                if let Some(&to) = names.get(&(op.body.id(), user))
                    && seen.insert((i, to))
                {
                    let _ = writeln!(out, "  n{i} -> n{to};");
                }
            }
        }
        out.push_str("}\n");
        out
    }

    /// How many there are of each name, and altogether.
    pub fn to_counts(&self) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for op in &self.ops {
            *counts.entry(op.name_str()).or_default() += 1;
        }
        let mut out = String::new();
        for (name, n) in counts {
            let _ = writeln!(out, "{n:8} {name}");
        }
        let n = self.ops.len();
        let _ = writeln!(out, "{n:8} operation{}", if n == 1 { "" } else { "s" });
        out
    }
}

/// Where an operation is: its place in the text, or else its location, and the symbols around it.
fn place(op: OpRef<'_>) -> String {
    let place = match op.loc().file_line_col(op.cx) {
        Some((file, line, col)) => format!("{}:{line}:{col}", op.cx.str(file)),
        None => loc_to_string(op.cx, op.loc()),
    };
    match around(op) {
        Some(symbol) => format!("{place} in @{symbol}"),
        None => place,
    }
}

/// The symbol of the isolated operation that holds this one.
fn around(op: OpRef<'_>) -> Option<&str> {
    let root = op.body.root(op.cx);
    root.symbol().filter(|_| op.id != root.id).map(|s| op.cx.str(s))
}

fn ty(op: OpRef<'_>, ty: Type) -> String {
    type_to_string(op.cx, ty)
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " ")
}

fn object(op: OpRef<'_>) -> Value {
    let cx = op.cx;
    let location = op.loc().file_line_col(cx).map(
        |(file, line, column)| json!({ "file": cx.str(file), "line": line, "column": column }),
    );
    let attributes: serde_json::Map<String, Value> = op
        .attrs()
        .into_iter()
        .map(|(key, attr)| (cx.str(key).to_string(), attr_to_string(cx, attr).into()))
        .collect();
    json!({
        "op": op.name_str(),
        "location": location,
        "in": around(op),
        "operands": op.operands().map(|v| ty(op, op.body.ty(v))).collect::<Vec<_>>(),
        "results": op.results().map(|v| ty(op, op.body.ty(v))).collect::<Vec<_>>(),
        "attributes": attributes,
        "regions": op.regions().len(),
    })
}

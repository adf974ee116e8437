//! Prints the IR as a graph for `dot` beside the output: regions as boxes, operations and block
//! arguments as nodes, values as edges.
//!
//! Draws all of what it is given; `terrace query --format dot` draws a choice.
//! Not in a pipeline because it is for looking.

use std::fmt::Write;

use rustc_hash::FxHashMap;
use terrace_ir::text::{PrintOptions, attr_to_string_with, type_to_string};

use crate::prelude::*;

const MAX_LABEL: Opt<i64> =
    Opt::int("max-label-len", 20, "characters of an attribute or type that are shown");
const ATTRS: Opt<bool> = Opt::flag("print-attrs", true, "show attributes");
const RESULTS: Opt<bool> = Opt::flag("print-result-types", true, "show the types of results");
const DATA: Opt<bool> = Opt::flag("print-data-flow-edges", true, "draw values");
const CONTROL: Opt<bool> =
    Opt::flag("print-control-flow-edges", false, "draw what is run after what");

pub(super) const PASS: PassInfo = PassInfo {
    name: "view-op-graph",
    summary: "print the IR as a graph for `dot`",
    options: &[MAX_LABEL.def, ATTRS.def, CONTROL.def, DATA.def, RESULTS.def],
    run: |body, cx| {
        let mut graph = Graph {
            max_label: usize::try_from(cx.option(&MAX_LABEL)).unwrap_or(0),
            attrs: cx.option(&ATTRS),
            results: cx.option(&RESULTS),
            data: cx.option(&DATA),
            control: cx.option(&CONTROL),
            text: String::from("digraph G {\n  compound = true;\n  node [fontname=monospace];\n"),
            ..Graph::default()
        };
        graph.op(body.root(cx.cx), 1);
        let edges = std::mem::take(&mut graph.edges);
        edges.iter().for_each(|edge| graph.edge(edge));
        graph.text.push_str("}\n");
        cx.print(&graph.text);
        Ok(())
    },
    ..PassInfo::EMPTY
};

/// Something in one of the bodies.
type In<T> = (u64, T);

enum Edge {
    Data { from: In<ValueId>, to: usize },
    Next { from: usize, to: In<OpId> },
}

#[derive(Default)]
struct Graph {
    max_label: usize,
    attrs: bool,
    results: bool,
    data: bool,
    control: bool,
    text: String,
    n_nodes: usize,
    n_boxes: usize,
    values: FxHashMap<In<ValueId>, usize>,
    ops: FxHashMap<In<OpId>, usize>,
    edges: Vec<Edge>,
}

impl Graph {
    fn line(&mut self, depth: usize, line: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{:1$}{line}", "", 2 * depth);
    }

    /// Begins a box around what follows.
    fn open(&mut self, depth: usize) {
        self.n_boxes += 1;
        let n = self.n_boxes;
        self.line(depth, format_args!("subgraph cluster_{n} {{"));
    }

    fn node(&mut self, depth: usize, label: &str, shape: &str) -> usize {
        self.n_nodes += 1;
        let (n, label) = (self.n_nodes, escape(label));
        self.line(depth, format_args!("v{n} [label = \"{label}\", shape = {shape}];"));
        n
    }

    fn op(&mut self, op: OpRef<'_>, depth: usize) {
        let regions = op.regions();
        let label = self.label(op);
        if regions.len() == 0 {
            return self.op_node(op, depth, &label, "box");
        }
        self.open(depth);
        self.op_node(op, depth + 1, &label, "plain");
        for region in regions {
            self.open(depth + 1);
            for &block in region.blocks() {
                for &arg in region.body.args(block) {
                    let ty = self.short(type_to_string(op.cx, region.body.ty(arg)));
                    let n = self.node(depth + 2, &format!("argument\n{ty}"), "ellipse");
                    self.values.insert((region.body.id(), arg), n);
                }
                for id in region.body.ops_of(block) {
                    self.op(OpRef::new(op.cx, region.body, id), depth + 2);
                }
            }
            self.line(depth + 1, format_args!("}}"));
        }
        self.line(depth, format_args!("}}"));
    }

    fn op_node(&mut self, op: OpRef<'_>, depth: usize, label: &str, shape: &str) {
        let n = self.node(depth, label, shape);
        let body = op.body.id();
        self.ops.insert((body, op.id), n);
        self.values.extend(op.results().map(|r| ((body, r), n)));
        if self.data {
            self.edges.extend(op.operands().map(|v| Edge::Data { from: (body, v), to: n }));
        }
        if self.control && op.id != ROOT {
            let successors = op.body.successors(op.id).iter();
            let entered = successors.filter_map(|&b| op.body.first_op(b));
            let next = op.body.next(op.id).into_iter().chain(entered);
            self.edges.extend(next.map(|to| Edge::Next { from: n, to: (body, to) }));
        }
    }

    fn edge(&mut self, edge: &Edge) {
        match edge {
            Edge::Data { from, to } => {
                if let Some(from) = self.values.get(from).copied() {
                    self.line(1, format_args!("v{from} -> v{to};"));
                }
            }
            Edge::Next { from, to } => {
                if let Some(to) = self.ops.get(to).copied() {
                    self.line(1, format_args!("v{from} -> v{to} [style = dashed];"));
                }
            }
        }
    }

    fn label(&self, op: OpRef<'_>) -> String {
        let mut label = op.name_str().to_string();
        if self.results && op.n_results() > 0 {
            let types = op.results().map(|r| self.short(type_to_string(op.cx, op.body.ty(r))));
            label += &format!(" : ({})", types.collect::<Vec<_>>().join(", "));
        }
        let options = PrintOptions { elide_large_elements: Some(16), ..PrintOptions::default() };
        for (name, attr) in op.attrs().into_iter().filter(|_| self.attrs) {
            let value = self.short(attr_to_string_with(op.cx, attr, &options));
            label += &format!("\n{}: {value}", op.cx.str(name));
        }
        label
    }

    fn short(&self, text: String) -> String {
        match text.char_indices().nth(self.max_label) {
            Some((end, _)) => format!("{}...", &text[..end]),
            None => text,
        }
    }
}

/// As text in quotes, each line from the left.
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\l")
}

//! Names in scope, and what a node stands for: an operator, a function, a branch.
use super::{Importer, MAX_DEPTH, MAX_NODES, Val};
use crate::graph::{AttrValue, Graph, Node};
use crate::model::Function;
use crate::problem::{ONNX104, ONNX113};
use std::collections::HashMap;

/// A graph or function body that is being imported.
pub(super) struct Frame<'m> {
    /// Name of the graph or function.
    pub name: &'m str,
    /// Versions of the imported operator sets.
    opsets: &'m [(String, i64)],
    /// Sees no names of the frames below it.
    isolated: bool,
    /// Values by name; none for values that an earlier complaint left undefined.
    names: HashMap<String, Option<Val>>,
    /// Attributes of the calling node, defaults filled in.
    attributes: HashMap<String, AttrValue>,
}

impl<'m> Frame<'m> {
    /// The frame of the model's own graph.
    pub fn main(name: &'m str, opsets: &'m [(String, i64)]) -> Self {
        let (names, attributes) = Default::default();
        Self { name, opsets, isolated: true, names, attributes }
    }
}

impl<'m> Importer<'m> {
    /// Binds a name in the innermost frame.
    pub fn define(&mut self, name: &str, val: Option<Val>) {
        if let Some(frame) = self.frames.last_mut() {
            frame.names.insert(name.to_owned(), val);
        }
    }

    /// The value of a name; the inner option is none after an earlier complaint.
    pub fn lookup(&self, name: &str) -> Option<Option<Val>> {
        for frame in self.frames.iter().rev() {
            if let Some(val) = frame.names.get(name) {
                return Some(*val);
            }
            if frame.isolated {
                break;
            }
        }
        None
    }

    /// Version of this operator set at the current node; 0 if it is not imported.
    pub fn opset(&self, domain: &str) -> i64 {
        let opsets = self.frames.last().map_or(&[][..], |frame| frame.opsets);
        opsets.iter().find(|(known, _)| known == domain).map_or(0, |(_, version)| *version)
    }

    /// The value of an attribute, references to attributes of the caller followed.
    pub fn resolve<'v>(&'v self, value: &'v AttrValue) -> Option<&'v AttrValue> {
        let AttrValue::Reference(name) = value else { return Some(value) };
        // Branches within a function refer to the same attributes as the function.
        let mut frames = self.frames.iter().rev();
        let own = frames.find(|frame| frame.isolated)?;
        own.attributes.get(name)
    }

    /// Imports a node; its results are defined afterwards, whatever happens.
    pub fn node(&mut self, node: &'m Node) {
        let name = self.frames.last().map_or("", |frame| frame.name);
        self.place = node.place(name);
        let label = if node.name.is_empty() { node.outputs.first() } else { Some(&node.name) };
        self.loc = self.cx.name_loc(label.map_or("", String::as_str));
        self.n_nodes += 1;
        if self.n_nodes > MAX_NODES {
            if self.n_nodes == MAX_NODES + 1 {
                self.complain(ONNX113, format!("the model expands to more than {MAX_NODES} nodes"));
            }
        } else if let Some(function) = self.function(node) {
            self.call(node, function);
        } else {
            self.operator(node);
        }
        for output in node.outputs.iter().filter(|name| !name.is_empty()) {
            if self.lookup_here(output).is_none() {
                self.define(output, None);
            }
        }
    }

    fn lookup_here(&self, name: &str) -> Option<Option<Val>> {
        self.frames.last()?.names.get(name).copied()
    }

    fn function(&self, node: &Node) -> Option<&'m Function> {
        self.model.functions.iter().find(|function| {
            function.domain == node.domain
                && function.name == node.op_type
                && function.overload == node.overload
        })
    }

    /// Imports the body of a function in place of the calling node.
    fn call(&mut self, node: &'m Node, function: &'m Function) {
        if self.frames.len() >= MAX_DEPTH {
            let message = format!("function `{}` nests too deeply", function.name);
            return self.complain(ONNX113, message);
        }
        let mut attributes = HashMap::new();
        for attribute in function.defaults.iter().chain(&node.attributes) {
            if let Some(value) = self.resolve(&attribute.value) {
                attributes.insert(attribute.name.clone(), value.clone());
            }
        }
        let mut names = HashMap::new();
        for (at, input) in function.inputs.iter().enumerate() {
            let operand = node.inputs.get(at).filter(|name| !name.is_empty());
            // An operand that is left out stays undefined: the body may not need it.
            if let Some(operand) = operand {
                names.insert(input.clone(), self.lookup(operand).flatten());
            }
        }
        // A function that imports nothing of its own uses what the model imports.
        let opsets = if function.opsets.is_empty() { &self.model.opsets } else { &function.opsets };
        let name = function.name.as_str();
        self.frames.push(Frame { name, opsets, isolated: true, names, attributes });
        for inner in &function.nodes {
            self.node(inner);
        }
        let results: Vec<_> =
            function.outputs.iter().map(|output| self.lookup(output).flatten()).collect();
        self.frames.pop();
        for (output, result) in node.outputs.iter().zip(results) {
            self.define(output, result);
        }
    }

    /// Imports a branch whose condition is known; gives its results.
    pub fn branch(&mut self, graph: &'m Graph) -> Option<Vec<Option<Val>>> {
        if self.frames.len() >= MAX_DEPTH {
            self.complain(ONNX113, "branches nest too deeply".to_owned());
            return None;
        }
        let opsets = self.frames.last().map_or(&[][..], |frame| frame.opsets);
        let name = graph.name.as_str();
        let (names, attributes) = Default::default();
        let (place, loc) = (self.place.clone(), self.loc);
        self.frames.push(Frame { name, opsets, isolated: false, names, attributes });
        self.graph_body(graph);
        let results =
            graph.outputs.iter().map(|output| self.lookup(&output.name).flatten()).collect();
        self.frames.pop();
        (self.place, self.loc) = (place, loc);
        Some(results)
    }

    /// The operand of the current node at this position; none if it is left out.
    pub fn operand_at(&mut self, node: &Node, at: usize) -> Option<Option<Val>> {
        let Some(name) = node.inputs.get(at).filter(|name| !name.is_empty()) else {
            return Some(None);
        };
        match self.lookup(name) {
            Some(val) => val.map(Some),
            // An operand of the calling node was left out. The model's check saw to all else.
            None if self.frames.len() > 1 => Some(None),
            None => {
                self.complain(ONNX104, format!("operand `{name}` is not defined"));
                None
            }
        }
    }
}

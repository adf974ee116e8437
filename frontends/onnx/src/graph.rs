//! Graphs and nodes: names resolved, nodes in an order that data flow allows.
use crate::attribute;
use crate::external::Folder;
use crate::problem::{
    ONNX007, ONNX008, ONNX009, ONNX010, ONNX017, ONNX018, ONNX019, Place, Problems,
};
use crate::proto::{GraphProto, NodeProto};
use crate::tensor::Tensor;
use crate::value::{ValueInfo, ValueType};
pub use attribute::{AttrValue, Attribute};
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap, HashSet};

/// A graph: the model's own, or the body of a branch or loop.
///
/// Names are unique within it. A name of an inner graph hides the same name outside.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Graph {
    pub name: String,
    /// The operands. Inputs with an initializer are in `defaults`.
    pub inputs: Vec<ValueInfo>,
    /// Inputs whose initializer is a default (in IR version 3 every initializer is listed as one).
    pub defaults: Vec<ValueInfo>,
    pub outputs: Vec<ValueInfo>,
    pub initializers: Vec<Tensor>,
    /// Declared types of inner values.
    pub value_types: HashMap<String, ValueType>,
    /// Each after the nodes it needs, otherwise in the order of the file.
    pub nodes: Vec<Node>,
    /// Names of enclosing graphs that this one reads, sorted.
    pub captures: Vec<String>,
}

/// One application of an operator or function.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Position among the nodes of its graph in the file.
    pub index: usize,
    /// May be empty.
    pub name: String,
    pub op_type: String,
    /// Empty for `ai.onnx`.
    pub domain: String,
    pub overload: String,
    /// Empty names are absent optional operands.
    pub inputs: Vec<String>,
    /// Empty names are results nobody reads.
    pub outputs: Vec<String>,
    pub attributes: Vec<Attribute>,
}

impl Node {
    /// The value of this attribute.
    pub fn attribute(&self, name: &str) -> Option<&AttrValue> {
        self.attributes.iter().find(|attribute| attribute.name == name).map(|a| &a.value)
    }

    /// Where the node is, for a diagnostic.
    pub fn place(&self, graph: &str) -> Place {
        Place::Node {
            graph: graph.to_owned(),
            index: self.index,
            name: self.name.clone(),
            op: self.op_type.clone(),
        }
    }

    fn captures(&self) -> impl Iterator<Item = &String> {
        let graphs = self.attributes.iter().flat_map(|attribute| attribute.value.graphs());
        graphs.flat_map(|graph| &graph.captures)
    }
}

/// What decoding needs besides the message at hand.
pub(crate) struct Surroundings<'a> {
    pub folder: &'a mut Folder,
    pub problems: &'a mut Problems,
    /// Imported operator sets, `ai.onnx` spelled as the empty name.
    pub domains: &'a HashSet<String>,
    /// Attribute references are meaningful.
    pub in_function: bool,
}

/// The names of a graph and of those around it.
pub(crate) struct Scope<'a> {
    names: HashSet<&'a str>,
    outer: Option<&'a Scope<'a>>,
}

impl Scope<'_> {
    fn has_outside(&self, name: &str) -> bool {
        self.outer.is_some_and(|outer| outer.names.contains(name) || outer.has_outside(name))
    }
}

/// The domain with `ai.onnx` spelled as the empty name.
pub(crate) fn normal_domain(domain: &str) -> &str {
    if domain == "ai.onnx" { "" } else { domain }
}

impl Graph {
    pub(crate) fn from_proto(
        proto: &GraphProto,
        outer: Option<&Scope<'_>>,
        cx: &mut Surroundings<'_>,
    ) -> Self {
        let mut graph = Self { name: proto.name().to_owned(), ..Self::default() };
        for sparse in &proto.sparse_initializer {
            let name = sparse.values.as_ref().map(|values| values.name()).unwrap_or_default();
            let place = Place::Tensor(name.to_owned());
            cx.problems.push(ONNX017, place, "the initializer is sparse");
        }
        let initialized: HashSet<&str> = proto.initializer.iter().map(|t| t.name()).collect();
        let scope = Scope { names: defined_names(proto, &initialized, cx.problems), outer };
        for input in &proto.input {
            let input = ValueInfo::from_proto(input, cx.problems);
            let has_default = initialized.contains(input.name.as_str());
            if has_default { &mut graph.defaults } else { &mut graph.inputs }.push(input);
        }
        for output in &proto.output {
            graph.outputs.push(ValueInfo::from_proto(output, cx.problems));
        }
        for info in &proto.value_info {
            let info = ValueInfo::from_proto(info, cx.problems);
            graph.value_types.insert(info.name, info.ty);
        }
        for tensor in &proto.initializer {
            graph.initializers.extend(Tensor::from_proto(tensor, cx.folder, cx.problems));
        }
        let outputs: Vec<&str> = graph.outputs.iter().map(|info| info.name.as_str()).collect();
        let (nodes, captures) = nodes(&proto.node, &outputs, &graph.name, &scope, cx);
        (graph.nodes, graph.captures) = (nodes, captures);
        graph
    }
}

/// Decodes and orders nodes; also returns what they and `outputs` read from outside.
pub(crate) fn nodes(
    protos: &[NodeProto],
    outputs: &[&str],
    graph: &str,
    scope: &Scope<'_>,
    cx: &mut Surroundings<'_>,
) -> (Vec<Node>, Vec<String>) {
    let mut captures = BTreeSet::new();
    let mut nodes = Vec::with_capacity(protos.len());
    for (index, proto) in protos.iter().enumerate() {
        let node = node(index, proto, graph, scope, cx);
        for name in node.inputs.iter().filter(|name| !name.is_empty()).chain(node.captures()) {
            if scope.names.contains(name.as_str()) {
                continue;
            }
            if scope.has_outside(name) {
                captures.insert(name.clone());
            } else {
                let message = format!("operand `{name}` is defined nowhere");
                cx.problems.push(ONNX009, node.place(graph), message);
            }
        }
        nodes.push(node);
    }
    for name in outputs {
        if scope.names.contains(name) {
            continue;
        }
        if scope.has_outside(name) {
            captures.insert((*name).to_owned());
        } else {
            let place = Place::Value((*name).to_owned());
            cx.problems.push(ONNX009, place, "the graph's output is defined nowhere");
        }
    }
    (in_order(nodes, graph, cx.problems), captures.into_iter().collect())
}

/// The scope of a function body, which sees nothing outside itself.
pub(crate) fn function_scope<'a>(
    inputs: &'a [String],
    protos: &'a [NodeProto],
    problems: &mut Problems,
) -> Scope<'a> {
    let mut names = HashSet::new();
    let inputs = inputs.iter().map(String::as_str);
    define(inputs.chain(node_outputs(protos)), &mut names, problems);
    Scope { names, outer: None }
}

fn node_outputs(nodes: &[NodeProto]) -> impl Iterator<Item = &str> {
    nodes.iter().flat_map(|node| &node.output).map(String::as_str).filter(|name| !name.is_empty())
}

fn define<'a>(
    definitions: impl Iterator<Item = &'a str>,
    names: &mut HashSet<&'a str>,
    problems: &mut Problems,
) {
    for name in definitions {
        if !names.insert(name) {
            let place = Place::Value(name.to_owned());
            problems.push(ONNX008, place, "the value is defined more than once");
        }
    }
}

fn defined_names<'a>(
    proto: &'a GraphProto,
    initialized: &HashSet<&str>,
    problems: &mut Problems,
) -> HashSet<&'a str> {
    let mut names = HashSet::new();
    let nameless = proto.input.iter().any(|input| input.name().is_empty())
        || proto.initializer.iter().any(|tensor| tensor.name().is_empty());
    if nameless {
        problems.push(ONNX007, Place::Model, "an input or initializer has no name");
    }
    let inputs = proto.input.iter().map(|input| input.name());
    // Duplicates among the inputs that have initializers would hide behind the filter below.
    let mut defaults = HashSet::new();
    define(inputs.clone().filter(|name| initialized.contains(name)), &mut defaults, problems);
    let operands = inputs.filter(|name| !initialized.contains(name));
    let initializers = proto.initializer.iter().map(|tensor| tensor.name());
    define(operands.chain(initializers).chain(node_outputs(&proto.node)), &mut names, problems);
    names
}

fn node(
    index: usize,
    proto: &NodeProto,
    graph: &str,
    scope: &Scope<'_>,
    cx: &mut Surroundings<'_>,
) -> Node {
    let mut node = Node {
        index,
        name: proto.name().to_owned(),
        op_type: proto.op_type().to_owned(),
        domain: normal_domain(proto.domain()).to_owned(),
        overload: proto.overload().to_owned(),
        inputs: proto.input.clone(),
        outputs: proto.output.clone(),
        attributes: Vec::with_capacity(proto.attribute.len()),
    };
    let place = node.place(graph);
    if node.op_type.is_empty() {
        cx.problems.push(ONNX007, place.clone(), "the node has no operator");
    }
    if !cx.domains.contains(&node.domain) {
        let message = format!("domain `{}` is not imported", node.domain);
        cx.problems.push(ONNX019, place.clone(), message);
    }
    for attribute in &proto.attribute {
        if let Some(attribute) = Attribute::from_proto(attribute, &place, scope, cx) {
            if node.attribute(&attribute.name).is_some() {
                let message = format!("attribute `{}` is given twice", attribute.name);
                cx.problems.push(ONNX018, place.clone(), message);
            } else {
                node.attributes.push(attribute);
            }
        }
    }
    node
}

/// Sorts by data flow, keeping the file's order where it can, and names each circle it has to
/// break.
fn in_order(nodes: Vec<Node>, graph: &str, problems: &mut Problems) -> Vec<Node> {
    let mut producer = HashMap::new();
    for (index, node) in nodes.iter().enumerate() {
        for name in node.outputs.iter().filter(|name| !name.is_empty()) {
            producer.entry(name.as_str()).or_insert(index);
        }
    }
    let needs: Vec<BTreeSet<usize>> = nodes
        .iter()
        .map(|node| {
            let names = node.inputs.iter().chain(node.captures());
            names.filter_map(|name| producer.get(name.as_str()).copied()).collect()
        })
        .collect();
    let order = Order::new(&needs).run(|circle| {
        let names: Vec<_> = circle.iter().map(|&index| label(&nodes[index])).collect();
        let place = nodes[circle[0]].place(graph);
        let message = format!("the nodes depend on each other: {}", names.join(", "));
        problems.push(ONNX010, place, message);
        !problems.is_full()
    });
    let mut slots: Vec<_> = nodes.into_iter().map(Some).collect();
    order.into_iter().filter_map(|index| slots[index].take()).collect()
}

fn label(node: &Node) -> String {
    let result = node.outputs.first().map_or("", String::as_str);
    format!("`{}`", if node.name.is_empty() { result } else { &node.name })
}

/// Kahn's algorithm that goes on after a circle.
struct Order<'a> {
    needs: &'a [BTreeSet<usize>],
    users: Vec<Vec<usize>>,
    /// Unmet needs; `usize::MAX` once placed.
    open: Vec<usize>,
    ready: BinaryHeap<Reverse<usize>>,
}

const PLACED: usize = usize::MAX;

impl<'a> Order<'a> {
    fn new(needs: &'a [BTreeSet<usize>]) -> Self {
        let mut users = vec![Vec::new(); needs.len()];
        for (node, needs) in needs.iter().enumerate() {
            for &need in needs {
                users[need].push(node);
            }
        }
        let open: Vec<usize> = needs.iter().map(BTreeSet::len).collect();
        let ready = (0..needs.len()).filter(|&node| open[node] == 0).map(Reverse).collect();
        Self { needs, users, open, ready }
    }

    /// Calls `circle` with the nodes of each circle; stops when it returns false.
    fn run(mut self, mut circle: impl FnMut(&[usize]) -> bool) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.needs.len());
        let mut first_left = 0;
        loop {
            while let Some(Reverse(node)) = self.ready.pop() {
                self.place(node, &mut order);
            }
            while self.open.get(first_left).is_some_and(|&open| open == PLACED) {
                first_left += 1;
            }
            if first_left == self.needs.len() {
                return order;
            }
            let nodes = self.find_circle(first_left);
            if !circle(&nodes) {
                return order;
            }
            // All at once, so that none of them becomes ready through another.
            nodes.iter().for_each(|&node| self.open[node] = PLACED);
            for node in nodes {
                self.place(node, &mut order);
            }
        }
    }

    fn place(&mut self, node: usize, order: &mut Vec<usize>) {
        self.open[node] = PLACED;
        order.push(node);
        for &user in &self.users[node] {
            if self.open[user] == PLACED {
                continue;
            }
            self.open[user] -= 1;
            if self.open[user] == 0 {
                self.ready.push(Reverse(user));
            }
        }
    }

    /// Follows unmet needs until a node comes twice: one must, since every node left has one.
    fn find_circle(&self, from: usize) -> Vec<usize> {
        let mut path = vec![from];
        let mut seen = HashMap::from([(from, 0)]);
        let mut node = from;
        loop {
            let unmet = self.needs[node].iter().find(|&&need| self.open[need] != PLACED);
            let Some(&next) = unmet else { return path };
            if let Some(&start) = seen.get(&next) {
                let mut circle = path.split_off(start);
                circle.sort_unstable();
                return circle;
            }
            seen.insert(next, path.len());
            path.push(next);
            node = next;
        }
    }
}

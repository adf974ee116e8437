//! From a checked model to a module of the `graph` dialect.
//!
//! Every operator decodes straight to `graph` operations; there is no ONNX dialect. Node and value
//! names become locations and SSA names. Shape arithmetic is evaluated on the way, so the shapes of
//! the result are numbers. Everything that is not supported is collected, each with its place,
//! before anything is returned; nothing is silently dropped.
mod array;
mod attrs;
mod emit;
mod fold;
mod frame;
mod node;
mod ops;
mod shape;

use crate::dtype::DType;
use crate::graph::{Graph, Node};
use crate::model::Model;
use crate::problem::{ONNX101, ONNX107, ONNX109, ONNX110, ONNX112, Place, Problems};
use crate::tensor::Tensor;
use crate::value::{Dim, ValueInfo, ValueType};
use emit::Const;
use frame::Frame;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use terrace_ir::{BlockId, Body, Context, Loc, ROOT, Rewriter, Type, ValueId};

pub use ops::{Coverage, coverage};

/// Branches and function bodies within each other.
const MAX_DEPTH: usize = 32;
/// Nodes after functions are expanded.
const MAX_NODES: usize = 1 << 20;

/// How to import.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Sizes for symbols of the inputs' shapes, such as `("batch", 1)`.
    pub bind: Vec<(String, u64)>,
    /// Inputs that become constants, by name.
    pub constants: Vec<(String, Tensor)>,
}

/// An imported model.
pub struct Imported {
    /// A `builtin.module` with one public `func.func @main`.
    pub module: Body,
    /// Names of the operands of `@main`, in order.
    pub inputs: Vec<String>,
    /// Names of the results of `@main`, in order.
    pub outputs: Vec<String>,
    /// Contradictions that do not stop the import, such as wrong declared shapes.
    pub warnings: Problems,
}

/// Imports a model; loads the dialects `func` and `graph`.
///
/// # Errors
/// - `ONNX101` to `ONNX109`, `ONNX111` to `ONNX113`: all of them, in the order of the model
pub fn import(cx: &Context, model: &Model, options: &ImportOptions) -> Result<Imported, Problems> {
    cx.load(&terrace_upstream::func::FUNC);
    cx.load(&terrace_graph::GRAPH);
    let mut importer = Importer::new(cx, model);
    importer.bind(options);
    importer.run(options)
}

/// A value of the model, as an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Val(u32);

/// What is known of a value.
#[derive(Debug, Clone)]
struct Value {
    dtype: DType,
    shape: Vec<u64>,
    constant: Option<Const>,
    /// None for a constant that nothing used so far.
    ssa: Option<ValueId>,
    /// Its name in the model.
    name: Option<String>,
}

/// The state of one import.
struct Importer<'m> {
    cx: &'m Context,
    model: &'m Model,
    /// The body of `@main`.
    body: Body,
    block: BlockId,
    values: Vec<Value>,
    frames: Vec<Frame<'m>>,
    symbols: HashMap<String, u64>,
    /// Unknown operators by domain, name and version: how many, and the first.
    unknown: BTreeMap<(String, String, i64), (usize, Place)>,
    unknown_dims: BTreeSet<String>,
    problems: Problems,
    warnings: Problems,
    /// The node being imported.
    place: Place,
    loc: Loc,
    n_nodes: usize,
}

impl<'m> Importer<'m> {
    fn new(cx: &'m Context, model: &'m Model) -> Self {
        let mut body = Body::new(cx, cx.op_name("func.func"), Loc::UNKNOWN, 1);
        let region = body.regions(ROOT).first().copied();
        let block = region.map_or(BlockId::NONE, |region| body.new_block(region, &[]));
        Self {
            cx,
            model,
            body,
            block,
            values: Vec::new(),
            frames: Vec::new(),
            symbols: HashMap::new(),
            unknown: BTreeMap::new(),
            unknown_dims: BTreeSet::new(),
            problems: Problems::default(),
            warnings: Problems::default(),
            place: Place::Model,
            loc: Loc::UNKNOWN,
            n_nodes: 0,
        }
    }

    fn bind(&mut self, options: &ImportOptions) {
        for (symbol, size) in &options.bind {
            let known = self.model.graph.inputs.iter().any(|input| mentions(input, symbol));
            let message = if self.symbols.insert(symbol.clone(), *size).is_some() {
                format!("symbol `{symbol}` is bound twice")
            } else if !known {
                format!("no input has a size `{symbol}`")
            } else {
                continue;
            };
            self.problems.push(ONNX112, Place::Model, message);
        }
        for (name, _) in &options.constants {
            if !self.model.graph.inputs.iter().any(|input| input.name == *name) {
                let message = format!("there is no input `{name}` to make constant");
                self.problems.push(ONNX112, Place::Model, message);
            }
        }
    }

    fn run(mut self, options: &ImportOptions) -> Result<Imported, Problems> {
        let graph = &self.model.graph;
        self.frames.push(Frame::main(&graph.name, &self.model.opsets));
        let mut inputs = Vec::new();
        for input in &graph.inputs {
            let fixed = options.constants.iter().find(|(name, _)| *name == input.name);
            let val = match fixed {
                Some((_, tensor)) => self.tensor(&input.name, tensor),
                None => {
                    inputs.push(input.name.clone());
                    self.operand(input)
                }
            };
            self.define(&input.name, val);
        }
        self.graph_body(graph);
        let results = self.results(graph);
        self.report_unknown();
        match results {
            Some(results) if self.problems.is_empty() => Ok(self.finish(inputs, &results)),
            _ => Err(self.problems),
        }
    }

    /// Initializers and nodes.
    fn graph_body(&mut self, graph: &'m Graph) {
        for tensor in &graph.initializers {
            let val = self.tensor(&tensor.name, tensor);
            self.define(&tensor.name, val);
        }
        for node in &graph.nodes {
            self.node(node);
            self.check_declared(graph, node);
        }
    }

    fn tensor(&mut self, name: &str, tensor: &Tensor) -> Option<Val> {
        self.place = Place::Tensor(name.to_owned());
        let constant = Const::Dense(tensor.data.clone());
        let val = self.constant(tensor.dtype, tensor.shape.clone(), constant)?;
        self.value_mut(val).name = Some(name.to_owned());
        Some(val)
    }

    /// An operand of `@main`.
    fn operand(&mut self, input: &ValueInfo) -> Option<Val> {
        self.place = Place::Value(input.name.clone());
        let (dtype, dims) = match &input.ty {
            ValueType::Tensor { dtype, shape: Some(dims) } => (*dtype, dims),
            ValueType::Tensor { shape: None, .. } | ValueType::Unknown => {
                self.complain(ONNX107, "the input has no declared shape".to_owned());
                return None;
            }
            ValueType::Other(what) => {
                self.complain(ONNX109, format!("inputs of type {what} are not supported"));
                return None;
            }
        };
        let sizes: Vec<_> =
            dims.iter().enumerate().map(|(axis, dim)| self.size(axis, dim)).collect();
        let shape: Vec<u64> = sizes.into_iter().collect::<Option<_>>()?;
        let ty = self.tensor_type(dtype, &shape)?;
        let (cx, loc) = (self.cx, self.cx.name_loc(&input.name));
        let ssa = self.body.add_arg(self.block, ty, loc);
        self.body.set_value_name(ssa, cx.sym(&input.name));
        let name = Some(input.name.clone());
        Some(self.new_value(Value { dtype, shape, constant: None, ssa: Some(ssa), name }))
    }

    fn size(&mut self, axis: usize, dim: &Dim) -> Option<u64> {
        match dim {
            Dim::Known(size) => Some(*size),
            Dim::Symbol(symbol) => {
                let bound = self.symbols.get(symbol).copied();
                // Each symbol is asked for once, not for every input that has it.
                if bound.is_none() && self.unknown_dims.insert(symbol.clone()) {
                    let message = format!("size {axis} is `{symbol}`: bind it to a number");
                    self.complain(ONNX107, message);
                }
                bound
            }
            Dim::Unknown => {
                self.complain(ONNX107, format!("size {axis} is not declared"));
                None
            }
        }
    }

    fn results(&mut self, graph: &Graph) -> Option<Vec<ValueId>> {
        let mut results = Vec::new();
        for output in &graph.outputs {
            self.place = Place::Value(output.name.clone());
            if let ValueType::Other(what) = &output.ty {
                self.complain(ONNX109, format!("outputs of type {what} are not supported"));
            }
            let ssa = self.lookup(&output.name).flatten().and_then(|val| {
                self.check_type(&output.name, val, &output.ty);
                self.materialize(val)
            });
            results.push(ssa);
        }
        results.into_iter().collect()
    }

    fn finish(mut self, inputs: Vec<String>, results: &[ValueId]) -> Imported {
        let cx = self.cx;
        let outputs = self.model.graph.outputs.iter().map(|output| output.name.clone()).collect();
        let types = |body: &Body, values: &[ValueId]| -> Vec<Type> {
            values.iter().map(|&value| body.ty(value)).collect()
        };
        let operands = self.body.args(self.block).to_vec();
        let ty = cx.function_ty(&types(&self.body, &operands), &types(&self.body, results));
        {
            let mut rw = Rewriter::new(cx, &mut self.body);
            rw.at_end(self.block);
            rw.build("func.return").operands(results).done();
        }
        let attrs = [("sym_name", cx.str_attr("main")), ("function_type", cx.type_attr(ty))];
        for (name, attr) in attrs {
            terrace_ir::rewrite::set_attr(cx, &mut self.body, ROOT, name, Some(attr));
        }
        let module_loc = match self.model.graph.name.as_str() {
            "" => Loc::UNKNOWN,
            name => cx.name_loc(name),
        };
        let mut module = Body::new(cx, cx.op_name("builtin.module"), module_loc, 1);
        if let Some(&region) = module.regions(ROOT).first() {
            let block = module.new_block(region, &[]);
            let mut rw = Rewriter::new(cx, &mut module);
            rw.at_end(block);
            rw.build("func.func").child(self.body).done();
        }
        Imported { module, inputs, outputs, warnings: self.warnings }
    }

    fn report_unknown(&mut self) {
        for ((domain, op, version), (count, first)) in std::mem::take(&mut self.unknown) {
            let domain = if domain.is_empty() { "ai.onnx" } else { &domain };
            let times = if count == 1 { "once".to_owned() } else { format!("{count} times") };
            let message = format!("operator {domain}.{op} (version {version}) is used {times}");
            self.problems.push(ONNX101, first, message);
        }
    }

    /// Counts an operator that is not supported.
    fn note_unknown(&mut self, node: &Node, version: i64) {
        let key = (node.domain.clone(), node.op_type.clone(), version);
        let place = self.place.clone();
        self.unknown.entry(key).or_insert((0, place)).0 += 1;
    }

    /// Warns where the declared type of a result is not the inferred one.
    fn check_declared(&mut self, graph: &Graph, node: &Node) {
        for name in &node.outputs {
            if let (Some(ty), Some(Some(val))) = (graph.value_types.get(name), self.lookup(name)) {
                self.check_type(name, val, ty);
            }
        }
    }

    fn check_type(&mut self, name: &str, val: Val, declared: &ValueType) {
        let ValueType::Tensor { dtype, shape } = declared else { return };
        let value = self.value(val);
        let fits = |(dim, size): (&Dim, &u64)| match dim {
            Dim::Known(declared) => declared == size,
            Dim::Symbol(symbol) => self.symbols.get(symbol).is_none_or(|bound| bound == size),
            Dim::Unknown => true,
        };
        let shape_fits = shape.as_ref().is_none_or(|dims| {
            dims.len() == value.shape.len() && dims.iter().zip(&value.shape).all(fits)
        });
        if shape_fits && *dtype == value.dtype {
            return;
        }
        let message = format!(
            "declared as {} {}, inferred as {} {:?}",
            dtype.onnx_name(),
            shape.as_ref().map_or("of unknown shape".to_owned(), |dims| spell(dims)),
            value.dtype.onnx_name(),
            value.shape
        );
        self.warnings.push(ONNX110, Place::Value(name.to_owned()), message);
    }

    fn value(&self, val: Val) -> &Value {
        &self.values[val.0 as usize]
    }

    fn value_mut(&mut self, val: Val) -> &mut Value {
        &mut self.values[val.0 as usize]
    }

    fn new_value(&mut self, value: Value) -> Val {
        // Values are bounded by nodes and by the size of the file, both far below 2^32.
        self.values.push(value);
        Val((self.values.len() - 1) as u32)
    }

    /// Makes operations at the end of `@main`, located at the current node.
    fn rewriter(&mut self) -> Rewriter<'_> {
        let mut rw = Rewriter::new(self.cx, &mut self.body);
        rw.at_end(self.block);
        rw.loc = self.loc;
        rw
    }

    /// Complains about the current place.
    fn complain(&mut self, code: &'static str, message: String) {
        self.problems.push(code, self.place.clone(), message);
    }
}

fn mentions(input: &ValueInfo, symbol: &str) -> bool {
    let ValueType::Tensor { shape: Some(dims), .. } = &input.ty else { return false };
    dims.iter().any(|dim| matches!(dim, Dim::Symbol(name) if name == symbol))
}

/// A declared shape, as people write it.
fn spell(dims: &[Dim]) -> String {
    let dims = dims.iter().map(|dim| match dim {
        Dim::Known(size) => size.to_string(),
        Dim::Symbol(symbol) => symbol.clone(),
        Dim::Unknown => "?".to_owned(),
    });
    format!("[{}]", dims.collect::<Vec<_>>().join(", "))
}

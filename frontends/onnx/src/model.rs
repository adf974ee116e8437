//! Opening a model file.
use crate::attribute::Attribute;
use crate::external::Folder;
use crate::graph::{Graph, Node, Surroundings, function_scope, nodes, normal_domain};
use crate::mapped::map_file;
use crate::problem::{
    ONNX001, ONNX002, ONNX003, ONNX005, ONNX006, ONNX007, ONNX008, ONNX022, Place, Problems,
};
use crate::proto::{FunctionProto, ModelProto, OperatorSetIdProto};
use crate::wire;
use bytes::Bytes;
use prost::Message;
use std::collections::HashSet;
use std::path::Path;

/// IR versions that can be read.
pub const IR_VERSIONS: std::ops::RangeInclusive<i64> = 3..=14;
/// Versions of the `ai.onnx` operator set that can be read.
pub const OPSETS: std::ops::RangeInclusive<i64> = 7..=26;

/// What opening a model may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Size of the model file, in bytes. It is mapped, so this bounds addresses, not memory.
    pub file_bytes: u64,
    /// Memory for everything but weights in `raw_data` and external files, in bytes.
    pub decoded_bytes: u64,
    /// Nesting of messages; a subgraph takes three levels.
    pub depth: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 64 << 30, decoded_bytes: 2 << 30, depth: 90 }
    }
}

/// A checked model.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub ir_version: i64,
    /// Domain and version of each imported operator set; `ai.onnx` is the empty name.
    pub opsets: Vec<(String, i64)>,
    /// Name and version of the program that wrote the file.
    pub producer: String,
    pub graph: Graph,
    pub functions: Vec<Function>,
}

/// A model-local function: a node of its domain and name stands for its body.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    pub domain: String,
    pub name: String,
    pub overload: String,
    pub opsets: Vec<(String, i64)>,
    pub inputs: Vec<String>,
    pub outputs: Vec<String>,
    /// Attributes without a default.
    pub attributes: Vec<String>,
    /// Attributes with a default.
    pub defaults: Vec<Attribute>,
    pub nodes: Vec<Node>,
}

impl Model {
    /// Maps and decodes a model file; external data comes from files beside it.
    ///
    /// # Errors
    /// All complaints that can be made, in the order found: `ONNX001` to `ONNX019`, `ONNX022`.
    pub fn open(path: &Path, limits: &Limits) -> Result<Self, Problems> {
        let data = map_file(path).map_err(|error| {
            let place = Place::File(path.display().to_string());
            Problems::one(ONNX001, place, error.to_string())
        })?;
        Self::from_bytes(data, path.parent(), limits)
    }

    /// Decodes a model from memory; external data, if any, comes from below `folder`.
    ///
    /// # Errors
    /// As [`Model::open`].
    pub fn from_bytes(
        data: Bytes,
        folder: Option<&Path>,
        limits: &Limits,
    ) -> Result<Self, Problems> {
        if data.len() as u64 > limits.file_bytes {
            let message = format!("{} bytes exceed the limit of {}", data.len(), limits.file_bytes);
            return Err(Problems::one(ONNX002, Place::Model, message));
        }
        wire::scan(&data, &wire::MODEL, limits.decoded_bytes, limits.depth)?;
        let proto = ModelProto::decode(data)
            .map_err(|error| Problems::one(ONNX003, Place::Model, error.to_string()))?;
        let mut folder = Folder::new(folder)?;
        let mut problems = Problems::default();
        let model = Self::from_proto(&proto, &mut folder, &mut problems);
        model.filter(|_| problems.is_empty()).ok_or(problems)
    }

    /// Version of the `ai.onnx` operator set.
    pub fn opset(&self) -> i64 {
        self.opsets.iter().find(|(domain, _)| domain.is_empty()).map_or(0, |(_, version)| *version)
    }

    fn from_proto(
        proto: &ModelProto,
        folder: &mut Folder,
        problems: &mut Problems,
    ) -> Option<Self> {
        if !IR_VERSIONS.contains(&proto.ir_version()) {
            let message = format!("IR version {} is not supported", proto.ir_version());
            problems.push(ONNX005, Place::Model, message);
        }
        let opsets = opsets(&proto.opset_import, &Place::Model, problems);
        check_default_opset(&opsets, problems);
        if !proto.training_info.is_empty() {
            problems.push(ONNX022, Place::Model, "the model holds training graphs");
        }
        let functions = functions(&proto.functions, folder, problems);
        let Some(graph) = &proto.graph else {
            problems.push(ONNX007, Place::Model, "the model has no graph");
            return None;
        };
        let domains = opsets.iter().map(|(domain, _)| domain.clone()).collect();
        let mut cx = Surroundings { folder, problems, domains: &domains, in_function: false };
        Some(Self {
            ir_version: proto.ir_version(),
            opsets,
            producer: format!("{} {}", proto.producer_name(), proto.producer_version()),
            graph: Graph::from_proto(graph, None, &mut cx),
            functions,
        })
    }
}

fn opsets(
    protos: &[OperatorSetIdProto],
    place: &Place,
    problems: &mut Problems,
) -> Vec<(String, i64)> {
    let mut opsets: Vec<(String, i64)> = Vec::new();
    for proto in protos {
        let domain = normal_domain(proto.domain());
        if opsets.iter().any(|(known, _)| known == domain) {
            let message = format!("the operator set of domain `{domain}` is imported twice");
            problems.push(ONNX008, place.clone(), message);
            if problems.is_full() {
                break;
            }
        } else {
            opsets.push((domain.to_owned(), proto.version()));
        }
    }
    opsets
}

fn check_default_opset(opsets: &[(String, i64)], problems: &mut Problems) {
    let message = match opsets.iter().find(|(domain, _)| domain.is_empty()) {
        Some((_, version)) if OPSETS.contains(version) => return,
        Some((_, version)) => format!("operator set {version} of ai.onnx is not supported"),
        None => "no operator set of ai.onnx is imported".to_owned(),
    };
    problems.push(ONNX006, Place::Model, message);
}

fn functions(
    protos: &[FunctionProto],
    folder: &mut Folder,
    problems: &mut Problems,
) -> Vec<Function> {
    let mut keys = HashSet::new();
    let mut functions = Vec::with_capacity(protos.len());
    for proto in protos {
        let place = Place::Function(proto.name().to_owned());
        if proto.name().is_empty() {
            problems.push(ONNX007, place.clone(), "the function has no name");
        }
        if !keys.insert((proto.domain(), proto.name(), proto.overload())) {
            problems.push(ONNX008, place.clone(), "the function is defined more than once");
        }
        functions.push(function(proto, &place, folder, problems));
    }
    functions
}

fn function(
    proto: &FunctionProto,
    place: &Place,
    folder: &mut Folder,
    problems: &mut Problems,
) -> Function {
    let opsets = opsets(&proto.opset_import, place, problems);
    let domains = opsets.iter().map(|(domain, _)| domain.clone()).collect();
    let scope = function_scope(&proto.input, &proto.node, problems);
    let mut cx = Surroundings { folder, problems, domains: &domains, in_function: true };
    let defaults = proto.attribute_proto.iter();
    let defaults =
        defaults.filter_map(|proto| Attribute::from_proto(proto, place, &scope, &mut cx)).collect();
    let outputs: Vec<&str> = proto.output.iter().map(String::as_str).collect();
    let (nodes, _) = nodes(&proto.node, &outputs, proto.name(), &scope, &mut cx);
    Function {
        domain: normal_domain(proto.domain()).to_owned(),
        name: proto.name().to_owned(),
        overload: proto.overload().to_owned(),
        opsets,
        inputs: proto.input.clone(),
        outputs: proto.output.clone(),
        attributes: proto.attribute.clone(),
        defaults,
        nodes,
    }
}

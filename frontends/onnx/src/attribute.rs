//! Attributes of nodes.
use crate::external::Folder;
use crate::graph::{Graph, Scope, Surroundings};
use crate::problem::{ONNX017, ONNX018, Place};
use crate::proto::AttributeProto;
use crate::proto::attribute_proto::AttributeType;
use crate::tensor::Tensor;

/// A named attribute.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    pub name: String,
    pub value: AttrValue,
}

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum AttrValue {
    Float(f32),
    Int(i64),
    /// UTF-8 by the specification, bytes by the format.
    String(Vec<u8>),
    Tensor(Tensor),
    Graph(Box<Graph>),
    Floats(Vec<f32>),
    Ints(Vec<i64>),
    Strings(Vec<Vec<u8>>),
    Tensors(Vec<Tensor>),
    Graphs(Vec<Graph>),
    /// A type or list of types; no supported operator reads one.
    Type,
    /// Within a function body: the attribute of the calling node with this name.
    Reference(String),
}

impl AttrValue {
    /// The kind, as the specification names it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Float(_) => "float",
            Self::Int(_) => "int",
            Self::String(_) => "string",
            Self::Tensor(_) => "tensor",
            Self::Graph(_) => "graph",
            Self::Floats(_) => "floats",
            Self::Ints(_) => "ints",
            Self::Strings(_) => "strings",
            Self::Tensors(_) => "tensors",
            Self::Graphs(_) => "graphs",
            Self::Type => "type",
            Self::Reference(_) => "reference",
        }
    }

    /// The graphs held, in order.
    pub fn graphs(&self) -> &[Graph] {
        match self {
            Self::Graph(graph) => std::slice::from_ref(graph.as_ref()),
            Self::Graphs(graphs) => graphs,
            _ => &[],
        }
    }
}

impl Attribute {
    /// Decodes one attribute of the node at `place`; subgraphs see the names of `scope`.
    pub(crate) fn from_proto(
        proto: &AttributeProto,
        place: &Place,
        scope: &Scope<'_>,
        cx: &mut Surroundings<'_>,
    ) -> Option<Self> {
        let name = proto.name().to_owned();
        let bad = |cx: &mut Surroundings<'_>, message: &str| {
            let message = format!("attribute `{name}`: {message}");
            cx.problems.push(ONNX018, place.clone(), message);
            None
        };
        if name.is_empty() {
            return bad(cx, "it has no name");
        }
        if !proto.ref_attr_name().is_empty() {
            if !cx.in_function {
                return bad(cx, "a reference is only meaningful within a function");
            }
            let value = AttrValue::Reference(proto.ref_attr_name().to_owned());
            return Some(Self { name, value });
        }
        // Read as a number: the accessor turns an unknown kind into the default.
        let Some(Ok(kind)) = proto.r#type.map(AttributeType::try_from) else {
            return bad(cx, "its kind is missing or unknown");
        };
        if !matches_content(kind, proto) {
            return bad(cx, &format!("its content is not of its kind, {}", kind.as_str_name()));
        }
        let value = match kind {
            AttributeType::Undefined => return bad(cx, "its kind is undefined"),
            AttributeType::Float => AttrValue::Float(proto.f()),
            AttributeType::Int => AttrValue::Int(proto.i()),
            AttributeType::String => AttrValue::String(proto.s().to_vec()),
            AttributeType::Floats => AttrValue::Floats(proto.floats.clone()),
            AttributeType::Ints => AttrValue::Ints(proto.ints.clone()),
            AttributeType::Strings => AttrValue::Strings(proto.strings.clone()),
            AttributeType::Tensor => {
                AttrValue::Tensor(Tensor::from_proto(proto.t.as_ref()?, cx.folder, cx.problems)?)
            }
            AttributeType::Tensors => AttrValue::Tensors(tensors(proto, cx)?),
            AttributeType::Graph => {
                AttrValue::Graph(Box::new(Graph::from_proto(proto.g.as_ref()?, Some(scope), cx)))
            }
            AttributeType::Graphs => {
                let graphs = proto.graphs.iter();
                AttrValue::Graphs(graphs.map(|g| Graph::from_proto(g, Some(scope), cx)).collect())
            }
            AttributeType::SparseTensor | AttributeType::SparseTensors => {
                let message = format!("attribute `{name}` is a sparse tensor");
                cx.problems.push(ONNX017, place.clone(), message);
                return None;
            }
            AttributeType::TypeProto | AttributeType::TypeProtos => AttrValue::Type,
        };
        Some(Self { name, value })
    }
}

fn tensors(proto: &AttributeProto, cx: &mut Surroundings<'_>) -> Option<Vec<Tensor>> {
    let folder: &mut Folder = cx.folder;
    let all = proto.tensors.iter().map(|t| Tensor::from_proto(t, folder, cx.problems));
    // Decode all before giving up, so that each complaint is made.
    all.collect::<Vec<_>>().into_iter().collect()
}

/// The field of this kind is set and no other is. Empty lists are not stored, so a list may be
/// absent.
fn matches_content(kind: AttributeType, proto: &AttributeProto) -> bool {
    let singles = [
        (AttributeType::Float, proto.f.is_some()),
        (AttributeType::Int, proto.i.is_some()),
        (AttributeType::String, proto.s.is_some()),
        (AttributeType::Tensor, proto.t.is_some()),
        (AttributeType::Graph, proto.g.is_some()),
        (AttributeType::SparseTensor, proto.sparse_tensor.is_some()),
        (AttributeType::TypeProto, proto.tp.is_some()),
    ];
    let lists = [
        (AttributeType::Floats, !proto.floats.is_empty()),
        (AttributeType::Ints, !proto.ints.is_empty()),
        (AttributeType::Strings, !proto.strings.is_empty()),
        (AttributeType::Tensors, !proto.tensors.is_empty()),
        (AttributeType::Graphs, !proto.graphs.is_empty()),
        (AttributeType::SparseTensors, !proto.sparse_tensors.is_empty()),
        (AttributeType::TypeProtos, !proto.type_protos.is_empty()),
    ];
    let set = singles.iter().chain(&lists).filter(|(_, set)| *set).map(|(kind, _)| *kind);
    let set: Vec<_> = set.collect();
    match set.as_slice() {
        [only] => *only == kind,
        [] => lists.iter().any(|(list, _)| *list == kind),
        _ => false,
    }
}

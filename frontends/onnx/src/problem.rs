//! What can be wrong with a model: codes, places, and the list they are collected in.
use std::fmt;
use terrace_ir::{Code, Context, Diag, Loc};

macro_rules! codes {
    ($($name:ident = $explain:literal;)*) => {
        $(#[doc = $explain] pub const $name: &str = stringify!($name);)*
        /// Every code of this crate, in order. Messages are made where they are reported.
        pub static CODES: &[Code] = &[$(
            Code { id: stringify!($name), message: "{0}", explain: $explain }
        ),*];
    };
}

codes! {
    ONNX001 = "The file cannot be opened or mapped.";
    ONNX002 = "The file or its decoded form is larger than the limits allow. Packed lists and \
empty messages decode to many times their size, so the cost is computed before decoding.";
    ONNX003 = "The bytes are not a well-formed protobuf message of this kind. The file is damaged, \
truncated, or of another format.";
    ONNX004 = "Messages nest deeper than the limit. Only subgraphs and composed types nest.";
    ONNX005 = "The IR version is outside 3 to 14.";
    ONNX006 = "The ai.onnx operator set is missing or outside 7 to 26.";
    ONNX007 = "A required part of the model is missing or empty.";
    ONNX008 = "Two things that share a namespace have one name.";
    ONNX009 = "A value is used that no input, initializer or node defines.";
    ONNX010 = "Nodes depend on each other in a circle.";
    ONNX011 = "A tensor has an element type that is not supported (strings are not).";
    ONNX012 = "The shape of a tensor is invalid: a negative size, or a product that overflows.";
    ONNX013 = "A tensor's data does not have the size that its shape and element type ask for, \
or it is stored in more than one place.";
    ONNX014 = "An element has a value that its element type does not have.";
    ONNX015 = "The location of external data is refused: it must be a relative path below the \
model's folder, without `..` and without links that leave the folder.";
    ONNX016 = "External data cannot be read: the file is missing, or offset and length do not fit.";
    ONNX017 = "Sparse tensors are not supported; store the tensor densely.";
    ONNX018 = "An attribute is malformed: no name, no kind, or one that its content \
contradicts.";
    ONNX019 = "An operator's domain is not among the imported operator sets.";
    ONNX020 = "A tensor data file is malformed or holds what its format cannot say.";
    ONNX021 = "The element type of this tensor cannot be written in this file format.";
    ONNX022 = "The model holds a part that is not supported, such as training graphs.";
    ONNX101 = "The operator is not supported in this version. Each is listed once, with how often \
it occurs and where it occurs first.";
    ONNX102 = "An attribute, or this value of it, is not supported or not known.";
    ONNX103 = "An attribute is missing, has another kind than its operator defines, or an invalid \
value.";
    ONNX104 = "A required operand is absent.";
    ONNX105 = "The operator is not defined or not supported for these element types.";
    ONNX106 = "The shapes of the operands do not fit the operator, or the result is too large.";
    ONNX107 = "A size of an input is not known. Bind its symbol to a number.";
    ONNX108 = "An operand that decides a shape is computed from the model's inputs. It must be a \
constant or follow from shapes.";
    ONNX109 = "A value has a type that is not supported: a sequence, a map, an optional, strings.";
    ONNX110 = "The declared type of a value contradicts the inferred one, which is kept.";
    ONNX111 = "A result that the model uses is not supported for this operator.";
    ONNX112 = "A binding names a symbol that the model's inputs do not have, or binds it twice.";
    ONNX113 = "Functions or branches nest too deeply or expand to too many nodes.";
}

/// Where in a model something is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The model as a whole.
    Model,
    /// A byte offset in the file; the path is unknown for models from memory.
    Offset(u64),
    /// A file beside the model.
    File(String),
    /// A node: index within its graph, name (may be empty), operator.
    Node { graph: String, index: usize, name: String, op: String },
    /// A value by name.
    Value(String),
    /// A tensor by name.
    Tensor(String),
    /// A model-local function.
    Function(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Model => write!(f, "model"),
            Place::Offset(at) => write!(f, "byte {at}"),
            Place::File(path) => write!(f, "file `{path}`"),
            Place::Node { graph, index, name, op } => {
                write!(f, "node {index} ")?;
                if !name.is_empty() {
                    write!(f, "`{name}` ")?;
                }
                write!(f, "({op})")?;
                if graph.is_empty() { Ok(()) } else { write!(f, " of graph `{graph}`") }
            }
            Place::Value(name) => write!(f, "value `{name}`"),
            Place::Tensor(name) => write!(f, "tensor `{name}`"),
            Place::Function(name) => write!(f, "function `{name}`"),
        }
    }
}

/// One complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub code: &'static str,
    pub message: String,
    pub place: Place,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.code, self.place, self.message)
    }
}

impl Problem {
    /// The diagnostic for this complaint, located at the node, value or tensor it names.
    pub fn to_diag(&self, cx: &Context) -> Diag {
        let name = match &self.place {
            Place::Model | Place::Offset(_) => "",
            Place::Node { name, .. } => name,
            Place::File(name) | Place::Value(name) | Place::Tensor(name) => name,
            Place::Function(name) => name,
        };
        let loc = if name.is_empty() { Loc::UNKNOWN } else { cx.name_loc(name) };
        let code = CODES.iter().find(|code| code.id == self.code).unwrap_or(&CODES[0]);
        let diag = Diag::error(code, loc, &[&self.message]);
        // The location has only a name; a node's index and operator would be lost.
        if self.place == Place::Model { diag } else { diag.note(self.place.to_string()) }
    }
}

/// The complaints about one input, in the order found; at most [`Problems::KEPT`] are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    list: Vec<Problem>,
    dropped: usize,
}

impl Problems {
    /// More than a person reads; bounds what a hostile file can make us store.
    pub const KEPT: usize = 1000;

    pub fn push(&mut self, code: &'static str, place: Place, message: impl Into<String>) {
        if self.is_full() {
            self.dropped += 1;
        } else {
            self.list.push(Problem { code, message: message.into(), place });
        }
    }

    /// A list with this one complaint.
    pub fn one(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        let mut problems = Self::default();
        problems.push(code, place, message);
        problems
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Nothing more will be kept.
    pub fn is_full(&self) -> bool {
        self.list.len() >= Self::KEPT
    }

    /// How many complaints were made, kept or not.
    pub fn count(&self) -> usize {
        self.list.len() + self.dropped
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.list.iter()
    }

    /// How many complaints were counted but not kept.
    pub fn dropped(&self) -> usize {
        self.dropped
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.list {
            writeln!(f, "{problem}")?;
        }
        if self.dropped > 0 {
            writeln!(f, "and {} more", self.dropped)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

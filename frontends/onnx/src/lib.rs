//! Opens ONNX models safely, imports them, and reads and writes tensor files.
//!
//! [`Model::open`] maps the file, bounds what decoding may cost, decodes, and checks everything
//! that does not need to know an operator: versions, names, cycles, attributes, tensors, external
//! data. [`import`](import()) turns the checked model into a module of the `graph` dialect.
//! Every complaint is a [`Problem`] with a code and a place; all of them come back at once.
//! Weights stay slices of the mapped file, so a model of 500 MB costs 500 MB once.
//!
//! - [`wire`]: what a file may cost, told before anything is decoded
//! - [`mod@import`]: from a model to a module, shape arithmetic evaluated on the way
//! - [`model`], [`graph`]: the checked model, its graphs, nodes and attributes
//! - [`tensor`], [`dtype`], [`external`]: element types and tensor data
//! - [`tensor_io`]: `.npy` and `TensorProto` files
//! - [`problem`]: codes, places, lists
pub mod attribute;
pub mod dtype;
pub mod external;
pub mod graph;
pub mod import;
mod mapped;
pub mod model;
pub mod problem;
#[doc(hidden)]
pub mod proto;
pub mod tensor;
pub mod tensor_io;
mod value;
pub mod wire;

pub use dtype::DType;
pub use graph::{AttrValue, Attribute, Graph, Node};
pub use import::{ImportOptions, Imported, import};
pub use model::{Function, Limits, Model};
pub use problem::{Place, Problem, Problems};
pub use tensor::Tensor;
pub use value::{Dim, ValueInfo, ValueType};

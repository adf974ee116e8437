//! Opens ONNX models safely and reads and writes their tensors.
//!
//! [`Model::open`] maps the file, bounds what decoding may cost, decodes, and checks everything that
//! does not need to know an operator: versions, names, cycles, attributes, tensors, external data.
//! Every complaint is a [`Problem`] with a code and a place; all of them come back at once.
//! Weights stay slices of the mapped file, so a model of 500 MB costs 500 MB once.
//!
//! - [`wire`]: what a file may cost, told before anything is decoded
//! - [`model`], [`graph`]: the checked model, its graphs, nodes and attributes
//! - [`tensor`], [`dtype`], [`external`]: element types and tensor data
//! - [`tensor_io`]: `.npy` and `TensorProto` files
//! - [`problem`]: codes, places, lists
pub mod attribute;
pub mod dtype;
pub mod external;
pub mod graph;
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
pub use model::{Function, Limits, Model};
pub use problem::{Place, Problem, Problems};
pub use tensor::Tensor;
pub use value::{Dim, ValueInfo, ValueType};

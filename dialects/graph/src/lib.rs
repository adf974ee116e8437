//! The graph dialect: a program over whole tensors.
//!
//! Values are ranked tensors, every op is pure, and order is data flow: nothing here says in which
//! order elements are computed or where they lie. Binary ops broadcast as NumPy does. Element types
//! carry meaning: `i8` to `i64` are signed, `ui8` to `ui64` unsigned, `i1` is a bool.

mod constant;
mod contraction;
mod elementwise;
mod eval;
mod group;
mod indexing;
mod infer;
pub mod layout;
mod movement;
mod normalization;
mod pooling;
mod quantization;
pub mod rearrange;
mod reduction;
#[cfg(test)]
mod tests;
pub mod window;

pub use constant::{Constant, Iota};
pub use contraction::{Conv, Matmul};
pub use elementwise::*;
pub use group::{Group, Yield};
pub use indexing::{Gather, GatherElements, GatherNd, Topk};
pub use infer::broadcast_shapes;
pub use layout::{LAYOUT, Layout, Relayout, keeps_order};
pub use movement::{Broadcast, Concat, Pad, Reshape, Slice, Transpose};
pub use normalization::{BatchNorm, LayerNorm, LogSoftmax, Lrn, Softmax};
pub use pooling::{AvgPool, MaxPool};
pub use quantization::{Dequantize, Quantize};
pub use reduction::*;

use terrace_ir::Code;
use terrace_ir::def::Dialect;

/// The graph dialect.
pub static GRAPH: Dialect = Dialect {
    name: "graph",
    doc: "A program over whole tensors: which layers, with which weights. Loops, memory and layout \
          in memory order are left to the levels below.",
    ops: &[
        constant::OPS,
        elementwise::OPS,
        contraction::OPS,
        pooling::OPS,
        reduction::OPS,
        normalization::OPS,
        movement::OPS,
        layout::OPS,
        indexing::OPS,
        quantization::OPS,
        group::OPS,
    ],
    types: &[],
    attrs: &[LAYOUT],
    attach: &[eval::ATTACH],
    codes: CODES,
};

/// Every diagnostic code of this crate.
const CODES: &[&Code] = &[
    &infer::GRAPH001,
    &infer::GRAPH002,
    &infer::GRAPH003,
    &infer::GRAPH004,
    &contraction::GRAPH010,
    &contraction::GRAPH011,
    &window::GRAPH012,
    &pooling::GRAPH013,
    &normalization::GRAPH014,
    &movement::GRAPH020,
    &movement::GRAPH021,
    &movement::GRAPH022,
    &movement::GRAPH023,
    &movement::GRAPH024,
    &indexing::GRAPH030,
    &indexing::GRAPH031,
    &quantization::GRAPH040,
    &group::GRAPH050,
    &layout::GRAPH060,
    &layout::GRAPH061,
    &layout::GRAPH062,
];

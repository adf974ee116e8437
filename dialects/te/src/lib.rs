//! The te dialect: for every output element, its formula.
//!
//! One operation carries it: [`Compute`]. Its [`Formula`] names axes, says which element of which
//! operand is read at a point of the axes, and how the values over the reduce axes are combined.
//! Nothing here says in which order, on which thread, or in which buffer.

mod address;
mod asm;
mod compute;
mod eval;
mod formula;
mod scalar;

pub use compute::{Compute, build};
pub use formula::{Axis, Combiner, Formula, Read};
pub use scalar::{At, Index, Yield};

use terrace_ir::Code;
use terrace_ir::def::Dialect;

/// The te dialect.
pub static TE: Dialect = Dialect {
    name: "te",
    doc: "For every output element, its formula: named axes, index maps, a scalar body, and a \
          combiner over the reduce axes. Values are tensors; order, tiles, threads and buffers are \
          left to `loop`.",
    ops: &[compute::OPS, scalar::OPS],
    types: &[],
    attrs: &[],
    attach: &[],
};

/// Every diagnostic code of this crate.
pub const CODES: &[&Code] = &[
    &compute::TE001,
    &compute::TE002,
    &compute::TE003,
    &compute::TE004,
    &compute::TE005,
    &compute::TE006,
    &compute::TE007,
    &compute::TE008,
    &scalar::TE010,
    &scalar::TE011,
];

//! The te dialect: for every output element, its formula.
//!
//! One operation carries most of it: [`Compute`]. Its [`Formula`] names axes, says which element of
//! which operand is read at a point of the axes, and how the values over the reduce axes are
//! combined. [`Scatter`] writes at computed indices, [`Scan`] carries a state along an axis.
//! Nothing here says in which order, on which thread, or in which buffer.

mod address;
mod asm;
mod asm_scan;
mod compute;
mod eval;
mod eval_scan;
mod formula;
mod scalar;
mod scan;
mod scatter;

pub use compute::{Compute, build};
pub use formula::{Axis, Combiner, Formula, Read};
pub use scalar::{At, Index, Yield};
pub use scan::Scan;
pub use scatter::Scatter;

use terrace_ir::Code;
use terrace_ir::def::Dialect;

/// The te dialect.
pub static TE: Dialect = Dialect {
    name: "te",
    doc: "For every output element, its formula: named axes, index maps, a scalar body, and a \
          combiner over the reduce axes. Values are tensors; order, tiles, threads and buffers are \
          left to `loop`.",
    ops: &[compute::OPS, scatter::OPS, scan::OPS, scalar::OPS],
    types: &[],
    attrs: &[],
    attach: &[],
    codes: CODES,
};

/// Every diagnostic code of this crate.
const CODES: &[&Code] = &[
    &compute::TE001,
    &compute::TE002,
    &compute::TE003,
    &compute::TE004,
    &compute::TE005,
    &compute::TE006,
    &compute::TE007,
    &compute::TE008,
    &compute::TE009,
    &scalar::TE010,
    &scalar::TE011,
    &compute::TE012,
    &scatter::TE020,
    &scatter::TE021,
    &scan::TE030,
    &scan::TE031,
    &scan::TE032,
];

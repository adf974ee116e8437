//! The operators: one table, and their decoders by family.
mod activation;
mod contraction;
mod elementwise;
mod indexing;
mod loss;
mod movement;
mod normalization;
mod quantization;
mod reduction;
mod resize;
mod shapes;
mod transposed;
mod window;

use super::emit::Op;
use super::node::NodeCx;
use crate::dtype::DType;
use crate::problem::ONNX105;

/// How an operator becomes `graph` operations.
#[derive(Clone, Copy)]
enum Run {
    /// Element by element, one operand of any number type.
    Unary(&'static str),
    /// Element by element, one floating-point operand.
    Float(&'static str),
    /// Element by element, two operands that broadcast.
    Binary(&'static str),
    /// As `Binary`, bools only.
    Logical(&'static str),
    /// A comparison of two operands that broadcast.
    Compare(&'static str),
    With(fn(&mut NodeCx<'_, '_>) -> Option<()>),
}

/// An operator and how it is decoded.
pub(super) struct Decoder {
    name: &'static str,
    /// First version of `ai.onnx` that has it.
    pub since: i64,
    run: Run,
}

const fn op(name: &'static str, since: i64, run: Run) -> Decoder {
    Decoder { name, since, run }
}

static FAMILIES: &[&[Decoder]] = &[
    elementwise::OPS,
    activation::OPS,
    contraction::OPS,
    window::OPS,
    normalization::OPS,
    reduction::OPS,
    movement::OPS,
    indexing::OPS,
    shapes::OPS,
    quantization::OPS,
    loss::OPS,
    resize::OPS,
    transposed::OPS,
];

/// The decoder of an operator.
pub(super) fn find(domain: &str, name: &str) -> Option<&'static Decoder> {
    let mut all = FAMILIES.iter().copied().flatten();
    all.find(|decoder| domain.is_empty() && decoder.name == name)
}

/// An operator that can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coverage {
    pub name: &'static str,
    /// First version of `ai.onnx` that has it.
    pub since: i64,
}

/// Every operator of `ai.onnx` that can be imported, by name.
pub fn coverage() -> Vec<Coverage> {
    let all = FAMILIES.iter().copied().flatten();
    let mut all: Vec<_> = all.map(|d| Coverage { name: d.name, since: d.since }).collect();
    all.sort();
    all
}

impl Decoder {
    pub fn decode(&self, n: &mut NodeCx<'_, '_>) -> Option<()> {
        match self.run {
            Run::Unary(name) => {
                let x = n.input(0)?;
                let y = n.unary(name, x)?;
                n.output(0, y)
            }
            Run::Float(name) => {
                let x = n.input(0)?;
                n.float(x)?;
                let y = n.unary(name, x)?;
                n.output(0, y)
            }
            Run::Binary(name) => {
                let (a, b) = (n.input(0)?, n.input(1)?);
                let c = n.binary(name, a, b)?;
                n.output(0, c)
            }
            Run::Logical(name) => {
                let (a, b) = (n.input(0)?, n.input(1)?);
                if n.dtype(a) != DType::Bool {
                    return n.fail(ONNX105, "expected bools");
                }
                let c = n.binary(name, a, b)?;
                n.output(0, c)
            }
            Run::Compare(predicate) => {
                let (a, b) = (n.input(0)?, n.input(1)?);
                let c = n.compare(predicate, a, b)?;
                n.output(0, c)
            }
            Run::With(decode) => decode(n),
        }
    }
}

//! What the operations compute: in f64 or exact integers, rounded once to the element type.
//!
//! Written to be read and compared with, not to be fast: one loop nest for each formula.
mod contraction;
mod elementwise;
mod indexing;
mod movement;
mod normalization;
mod reduction;
mod walk;
mod window;

use std::collections::HashMap;
use std::sync::Arc;
use terrace_ir::def::AnyInterface;
use terrace_ir::eval::{Compiler, Dtype, Eval, Frame, Moves, Tensor, Trap, Value, n_elems};
use terrace_ir::{AttrKind, OpRef, Reported};

/// Computes the results, which come zeroed in their final shapes, from the operands.
type Meaning = fn(&Spec, &mut Frame, &[Arc<Tensor>], &mut [Tensor]) -> Result<(), Trap>;

/// What is known of an operation before it runs.
struct Spec {
    /// Name without `graph.`.
    name: &'static str,
    results: Vec<(Dtype, Vec<i64>)>,
    attrs: HashMap<&'static str, Known>,
}

/// The value of an attribute.
enum Known {
    Int(i64),
    Ints(Vec<i64>),
    Float(f64),
    Word(String),
}

impl Spec {
    fn of(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<Self, Reported> {
        let def = op.def();
        let name = def.map_or("", |def| def.name.strip_prefix("graph.").unwrap_or(def.name));
        let mut results = Vec::with_capacity(op.n_results());
        for i in 0..op.n_results() {
            let ty = op.result_ty(i);
            let dtype = c.dtype(op, ty)?;
            match ty.static_shape(op.cx) {
                Some(shape) => results.push((dtype, shape.to_vec())),
                None => return Err(c.unsupported(op, "a result has a dynamic shape")),
            }
        }
        let mut attrs = HashMap::new();
        for (slot, attr) in def.map_or(&[][..], |def| def.attrs).iter().enumerate() {
            let Some(value) = op.inherent(slot) else { continue };
            let known = match &*value.kind(op.cx) {
                AttrKind::Int { value, .. } => i64::try_from(*value).ok().map(Known::Int),
                AttrKind::Float { .. } => value.as_f64(op.cx).map(Known::Float),
                AttrKind::String { text, .. } => Some(Known::Word(op.cx.str(*text).to_owned())),
                _ => value.as_ints(op.cx).map(Known::Ints),
            };
            attrs.extend(known.map(|known| (attr.name, known)));
        }
        Ok(Spec { name, results, attrs })
    }

    fn int(&self, name: &str) -> Option<i64> {
        if let Known::Int(value) = self.attrs.get(name)? { Some(*value) } else { None }
    }

    fn ints(&self, name: &str) -> &[i64] {
        match self.attrs.get(name) {
            Some(Known::Ints(values)) => values,
            _ => &[],
        }
    }

    fn float(&self, name: &str) -> f64 {
        if let Some(Known::Float(value)) = self.attrs.get(name) { *value } else { 0.0 }
    }

    fn word(&self, name: &str) -> &str {
        if let Some(Known::Word(text)) = self.attrs.get(name) { text } else { "" }
    }

    fn flag(&self, name: &str) -> bool {
        self.int(name).is_some_and(|value| value != 0)
    }

    /// An axis of a tensor of this rank.
    fn axis(&self, rank: usize) -> Result<usize, Trap> {
        let axis = self.int("axis").and_then(|axis| usize::try_from(axis).ok());
        axis.filter(|&axis| axis < rank).ok_or_else(|| malformed("axis"))
    }

    fn shape(&self) -> &[i64] {
        self.results.first().map_or(&[], |(_, shape)| shape)
    }
}

/// What verified operations cannot cause.
fn malformed(what: &str) -> Trap {
    Trap::invalid(format!("the {what} does not fit: the operation does not verify"))
}

/// Spends the work of a loop nest with this many iterations.
fn spend(frame: &mut Frame, counts: &[i64]) -> Result<(), Trap> {
    frame.spend(n_elems(counts).map_or(u64::MAX, |n| n as u64))
}

fn compile(c: &mut Compiler<'_>, op: OpRef<'_>, meaning: Meaning) -> Result<(), Reported> {
    let spec = Spec::of(c, op)?;
    let (operands, results) = (c.operands(op), c.results(op));
    c.emit(move |frame| {
        let mut tensors = Vec::with_capacity(operands.len());
        for &operand in &operands {
            tensors.push(frame.take_tensor(operand)?);
        }
        let mut made = Vec::with_capacity(results.len());
        for (dtype, shape) in &spec.results {
            spend(frame, shape)?;
            made.push(frame.new_tensor(*dtype, shape, 0)?);
        }
        meaning(&spec, frame, &tensors, &mut made)?;
        for (slot, tensor) in results.iter().zip(made) {
            frame.set_object(slot.idx, tensor.into());
        }
        Ok(())
    });
    Ok(())
}

/// The elements of a constant in a layout lie in the order of that layout.
fn constant(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (cx, ty) = (c.cx, op.result_ty(0));
    let value = c.constant(op, crate::Constant(op).value(), ty)?;
    let slot = c.result(op, 0);
    let Some(layout) = crate::Layout::of(cx, ty) else {
        c.preset(slot, value);
        return Ok(());
    };
    let logical = || {
        let Value::Tensor(stored) = &value else { return None };
        let bytes = layout.unpack(&stored.to_le_bytes(), ty.elem_bytes(cx)?, stored.shape())?;
        Tensor::from_le_bytes(stored.dtype(), stored.shape(), &bytes)
    };
    match logical() {
        Some(tensor) => c.preset(slot, tensor.into()),
        None => return Err(c.unsupported(op, "its layout does not fit")),
    }
    Ok(())
}

/// The same elements: values are logical, whatever their layout.
fn relayout(_: &Spec, _: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<(), Trap> {
    let ([x], [y]) = (x, y) else { return Err(malformed("operand")) };
    *y = Tensor::clone(x);
    Ok(())
}

/// The body on the operands: a group changes no number.
fn group(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (operands, results) = (c.operands(op), c.results(op));
    let body = c.region(op, 0)?;
    let enter = Moves::new(&operands, body.args());
    let leave = Moves::new(&body.yields, &results);
    c.emit(move |frame| {
        enter.run(frame);
        body.run(frame)?;
        leave.run(frame);
        Ok(())
    });
    Ok(())
}

macro_rules! meanings {
    ($($name:literal => $meaning:path,)*) => {
        &[
            ("graph.constant", &[&Eval(constant)]),
            ("graph.group", &[&Eval(group)]),
            $(($name, &[&Eval(|c, op| compile(c, op, $meaning))])),*
        ]
    };
}

/// The meaning of every operation.
pub(crate) static ATTACH: &[(&str, &[AnyInterface])] = meanings! {
    "graph.abs" => elementwise::unary,
    "graph.neg" => elementwise::unary,
    "graph.sign" => elementwise::unary,
    "graph.ceil" => elementwise::unary,
    "graph.floor" => elementwise::unary,
    "graph.round" => elementwise::unary,
    "graph.exp" => elementwise::unary,
    "graph.log" => elementwise::unary,
    "graph.sqrt" => elementwise::unary,
    "graph.sin" => elementwise::unary,
    "graph.cos" => elementwise::unary,
    "graph.tanh" => elementwise::unary,
    "graph.erf" => elementwise::unary,
    "graph.sigmoid" => elementwise::unary,
    "graph.relu" => elementwise::unary,
    "graph.not" => elementwise::unary,
    "graph.gelu" => elementwise::gelu,
    "graph.add" => elementwise::binary,
    "graph.sub" => elementwise::binary,
    "graph.mul" => elementwise::binary,
    "graph.div" => elementwise::binary,
    "graph.mod" => elementwise::binary,
    "graph.pow" => elementwise::binary,
    "graph.max" => elementwise::binary,
    "graph.min" => elementwise::binary,
    "graph.and" => elementwise::binary,
    "graph.or" => elementwise::binary,
    "graph.xor" => elementwise::binary,
    "graph.compare" => elementwise::compare,
    "graph.select" => elementwise::select,
    "graph.cast" => elementwise::cast,
    "graph.quantize" => elementwise::quantize,
    "graph.dequantize" => elementwise::dequantize,
    "graph.matmul" => contraction::matmul,
    "graph.conv" => contraction::conv,
    "graph.max_pool" => window::max_pool,
    "graph.avg_pool" => window::avg_pool,
    "graph.reduce_sum" => reduction::reduce,
    "graph.reduce_mean" => reduction::reduce,
    "graph.reduce_prod" => reduction::reduce,
    "graph.reduce_max" => reduction::reduce,
    "graph.reduce_min" => reduction::reduce,
    "graph.argmax" => reduction::position,
    "graph.argmin" => reduction::position,
    "graph.cumsum" => reduction::cumsum,
    "graph.softmax" => normalization::softmax,
    "graph.log_softmax" => normalization::softmax,
    "graph.layer_norm" => normalization::layer_norm,
    "graph.batch_norm" => normalization::batch_norm,
    "graph.lrn" => normalization::lrn,
    "graph.iota" => movement::iota,
    "graph.relayout" => relayout,
    "graph.reshape" => movement::reshape,
    "graph.transpose" => movement::transpose,
    "graph.broadcast" => movement::broadcast,
    "graph.concat" => movement::concat,
    "graph.slice" => movement::slice,
    "graph.pad" => movement::pad,
    "graph.gather" => indexing::gather,
    "graph.gather_elements" => indexing::gather_elements,
    "graph.gather_nd" => indexing::gather_nd,
    "graph.topk" => indexing::topk,
};

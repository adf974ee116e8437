//! The view that an operator's decoder has of its node.
use super::array::Data;
use super::emit::{Const, Op};
use super::ops;
use super::shape;
use super::{Importer, Val};
use crate::dtype::DType;
use crate::graph::Node;
use crate::problem::{ONNX102, ONNX103, ONNX104, ONNX105, ONNX106, ONNX108, ONNX111};

/// A node and the import it is part of.
///
/// Decoders return none after a complaint, or when an operand is undefined because of an earlier
/// one; the node's results are then undefined too.
pub(super) struct NodeCx<'i, 'm> {
    pub im: &'i mut Importer<'m>,
    pub node: &'m Node,
    /// Version of `ai.onnx`.
    pub opset: i64,
    /// Attributes that the decoder asked for.
    pub(super) seen: Vec<&'static str>,
    defined: usize,
}

impl<'m> Importer<'m> {
    /// Decodes a node that is an operator.
    pub fn operator(&mut self, node: &'m Node) {
        let opset = self.opset(&node.domain);
        let Some(decoder) = ops::find(&node.domain, &node.op_type) else {
            return self.note_unknown(node, opset);
        };
        if opset < decoder.since {
            return self.note_unknown(node, opset);
        }
        let before = self.problems.count();
        let mut n = NodeCx { im: self, node, opset, seen: Vec::new(), defined: 0 };
        let decoded = decoder.decode(&mut n);
        let complained = n.im.problems.count() > before;
        if complained {
            return;
        }
        if decoded.is_some() {
            n.check_attributes();
            n.check_results();
        } else if n.operands_are_defined() {
            // Whatever stopped the decoder, the model's author must hear of it.
            n.fail::<()>(ONNX103, "the node's attributes or operands are out of range");
        }
    }
}

impl<'i, 'm> NodeCx<'i, 'm> {
    /// Complains about this node; always none, so that decoders can return it.
    pub fn fail<T>(&mut self, code: &'static str, message: impl Into<String>) -> Option<T> {
        self.im.complain(code, message.into());
        None
    }

    /// A required operand.
    pub fn input(&mut self, at: usize) -> Option<Val> {
        match self.optional(at)? {
            Some(val) => Some(val),
            None => self.fail(ONNX104, format!("operand {at} is absent")),
        }
    }

    /// An operand that may be left out.
    pub fn optional(&mut self, at: usize) -> Option<Option<Val>> {
        self.im.operand_at(self.node, at)
    }

    /// All operands; none may be left out.
    pub fn inputs(&mut self) -> Option<Vec<Val>> {
        let all: Vec<_> = (0..self.node.inputs.len()).map(|at| self.input(at)).collect();
        let all: Vec<Val> = all.into_iter().collect::<Option<_>>()?;
        if all.is_empty() { self.fail(ONNX104, "the node has no operands") } else { Some(all) }
    }

    pub fn dtype(&self, val: Val) -> DType {
        self.im.value(val).dtype
    }

    pub fn shape(&self, val: Val) -> Vec<u64> {
        self.im.value(val).shape.clone()
    }

    pub fn rank(&self, val: Val) -> usize {
        self.im.value(val).shape.len()
    }

    /// The integers of an operand that must be known now.
    pub fn const_ints(&mut self, val: Val, what: &str) -> Option<Vec<i64>> {
        match self.im.array(val).map(|array| array.data) {
            Some(Data::Ints(ints)) => Some(ints),
            Some(Data::Floats(_)) => self.fail(ONNX105, format!("{what} must be integers")),
            None => self.fail(ONNX108, format!("{what} must be known when the model is compiled")),
        }
    }

    /// The floats of an operand that must be known now.
    pub fn const_floats(&mut self, val: Val, what: &str) -> Option<Vec<f64>> {
        match self.im.array(val).map(|array| array.data) {
            Some(Data::Floats(floats)) => Some(floats),
            Some(Data::Ints(_)) => self.fail(ONNX105, format!("{what} must be floats")),
            None => self.fail(ONNX108, format!("{what} must be known when the model is compiled")),
        }
    }

    /// The integers of an optional operand.
    pub fn optional_ints(&mut self, at: usize, what: &str) -> Option<Option<Vec<i64>>> {
        match self.optional(at)? {
            Some(val) => Some(Some(self.const_ints(val, what)?)),
            None => Some(None),
        }
    }

    /// An axis in range.
    pub fn axis(&mut self, axis: i64, rank: usize) -> Option<usize> {
        match shape::axis(axis, rank) {
            Some(axis) => Some(axis),
            None => self.fail(ONNX106, format!("axis {axis} is not one of {rank}")),
        }
    }

    /// Distinct axes in range.
    pub fn axes(&mut self, axes: &[i64], rank: usize) -> Option<Vec<usize>> {
        match shape::axes(axes, rank) {
            Some(axes) => Some(axes),
            None => self.fail(ONNX106, format!("axes {axes:?} are not distinct ones of {rank}")),
        }
    }

    /// Requires that operands have one element type.
    pub fn same_dtype(&mut self, vals: &[Val]) -> Option<DType> {
        let dtypes: Vec<DType> = vals.iter().map(|&val| self.dtype(val)).collect();
        match dtypes.as_slice() {
            [first, rest @ ..] if rest.iter().all(|dtype| dtype == first) => Some(*first),
            _ => {
                let names: Vec<_> = dtypes.iter().map(|dtype| dtype.onnx_name()).collect();
                self.fail(ONNX105, format!("element types differ: {}", names.join(", ")))
            }
        }
    }

    /// Requires a floating-point operand.
    pub fn float(&mut self, val: Val) -> Option<DType> {
        let dtype = self.dtype(val);
        if dtype.is_float() {
            return Some(dtype);
        }
        self.fail(ONNX105, format!("expected floating-point elements, got {}", dtype.onnx_name()))
    }

    /// The shape that operands broadcast to.
    pub fn broadcast(&mut self, vals: &[Val]) -> Option<Vec<u64>> {
        let mut all = Vec::new();
        for &val in vals {
            let next = shape::broadcast(&all, &self.im.value(val).shape);
            let Some(next) = next else {
                let shapes: Vec<_> =
                    vals.iter().map(|&val| format!("{:?}", self.shape(val))).collect();
                let shapes = shapes.join(" and ");
                return self.fail(ONNX106, format!("shapes {shapes} do not broadcast"));
            };
            all = next;
        }
        Some(all)
    }

    /// Makes an operation with one result.
    pub fn emit(&mut self, op: Op<'_>, dtype: DType, shape: Vec<u64>) -> Option<Val> {
        self.im.emit(op, dtype, shape)
    }

    /// An element-by-element operation on one operand, type unchanged.
    pub fn unary(&mut self, name: &'static str, x: Val) -> Option<Val> {
        let (dtype, shape) = (self.dtype(x), self.shape(x));
        self.emit(Op::new(name, &[x]), dtype, shape)
    }

    /// An element-by-element operation on two operands of one type, which broadcast.
    pub fn binary(&mut self, name: &'static str, a: Val, b: Val) -> Option<Val> {
        let dtype = self.same_dtype(&[a, b])?;
        let shape = self.broadcast(&[a, b])?;
        self.emit(Op::new(name, &[a, b]), dtype, shape)
    }

    /// Comparison of two operands of one type, which broadcast.
    pub fn compare(&mut self, predicate: &'static str, a: Val, b: Val) -> Option<Val> {
        self.same_dtype(&[a, b])?;
        let shape = self.broadcast(&[a, b])?;
        self.emit(
            Op::new("graph.compare", &[a, b]).word("predicate", predicate),
            DType::Bool,
            shape,
        )
    }

    /// `condition ? yes : no`, element by element, broadcasting.
    pub fn select(&mut self, condition: Val, yes: Val, no: Val) -> Option<Val> {
        let dtype = self.same_dtype(&[yes, no])?;
        let shape = self.broadcast(&[condition, yes, no])?;
        self.emit(Op::new("graph.select", &[condition, yes, no]), dtype, shape)
    }

    /// A constant of rank 0 with the element type of `like`.
    pub fn scalar(&mut self, like: Val, value: f64) -> Option<Val> {
        let dtype = self.dtype(like);
        self.im.scalar(dtype, value)
    }

    /// The same elements in another shape of the same count.
    pub fn reshape(&mut self, x: Val, shape: Vec<u64>) -> Option<Val> {
        if self.im.value(x).shape == shape {
            return Some(x);
        }
        let dtype = self.dtype(x);
        if let Some(Const::Splat(one)) = &self.im.value(x).constant {
            let one = Const::Splat(one.clone());
            return self.im.constant(dtype, shape, one);
        }
        self.emit(Op::new("graph.reshape", &[x]), dtype, shape)
    }

    /// Axes in another order.
    pub fn transpose(&mut self, x: Val, perm: &[usize]) -> Option<Val> {
        if perm.iter().enumerate().all(|(at, axis)| at == *axis) {
            return Some(x);
        }
        let from = self.shape(x);
        let shape = perm.iter().filter_map(|&axis| from.get(axis).copied()).collect();
        let dtype = self.dtype(x);
        self.emit(Op::new("graph.transpose", &[x]).ints("perm", perm), dtype, shape)
    }

    /// Repeats along axes of size 1 and new leading ones.
    pub fn expand(&mut self, x: Val, shape: Vec<u64>) -> Option<Val> {
        if self.im.value(x).shape == shape {
            return Some(x);
        }
        let dtype = self.dtype(x);
        self.emit(Op::new("graph.broadcast", &[x]), dtype, shape)
    }

    /// Converts elements.
    pub fn cast(&mut self, x: Val, dtype: DType) -> Option<Val> {
        if self.dtype(x) == dtype {
            return Some(x);
        }
        let shape = self.shape(x);
        self.emit(Op::new("graph.cast", &[x]), dtype, shape)
    }

    /// Defines result `at`.
    pub fn output(&mut self, at: usize, val: Val) -> Option<()> {
        self.defined = self.defined.max(at + 1);
        let node = self.node;
        if let Some(name) = node.outputs.get(at).filter(|name| !name.is_empty()) {
            self.im.name_value(val, name);
            self.im.define(name, Some(val));
        }
        Some(())
    }

    /// Whether the model uses result `at`.
    pub fn wants(&self, at: usize) -> bool {
        self.node.outputs.get(at).is_some_and(|name| !name.is_empty())
    }

    fn operands_are_defined(&mut self) -> bool {
        (0..self.node.inputs.len()).all(|at| self.optional(at).is_some())
    }

    fn check_attributes(&mut self) {
        for attribute in &self.node.attributes {
            if !self.seen.contains(&attribute.name.as_str()) {
                let message = format!("attribute `{}` is not known", attribute.name);
                self.im.complain(ONNX102, message);
            }
        }
    }

    fn check_results(&mut self) {
        for at in self.defined..self.node.outputs.len() {
            if self.wants(at) {
                self.im.complain(ONNX111, format!("result {at} is not supported"));
            }
        }
    }
}

impl Importer<'_> {
    /// Gives a value its name in the model, unless it has one already.
    pub fn name_value(&mut self, val: Val, name: &str) {
        if self.value(val).name.is_some() {
            return;
        }
        self.value_mut(val).name = Some(name.to_owned());
        if let Some(ssa) = self.value(val).ssa {
            let sym = self.cx.sym(name);
            self.body.set_value_name(ssa, sym);
        }
    }
}

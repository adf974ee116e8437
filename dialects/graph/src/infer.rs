//! Shapes: the rules that ops share, and the one check that results have the inferred type.
use terrace_ir::def::TypeC;
use terrace_ir::interface::{InferArgs, inferred_types};
use terrace_ir::{Code, Context, DYNAMIC, Diags, OpRef, Type};

pub(crate) const ANY: TypeC = TypeC::RankedTensor(&TypeC::Any);
pub(crate) const FLOAT: TypeC = TypeC::RankedTensor(&TypeC::AnyFloat);
pub(crate) const NUMBER: TypeC =
    TypeC::RankedTensor(&TypeC::OneOf(&[TypeC::AnyFloat, TypeC::AnyInt]));
pub(crate) const INTEGER: TypeC = TypeC::RankedTensor(&TypeC::AnyInt);
pub(crate) const BOOL: TypeC = TypeC::RankedTensor(&TypeC::I(1));
pub(crate) const INDICES: TypeC = TypeC::RankedTensor(&TypeC::OneOf(&[TypeC::I(32), TypeC::I(64)]));

/// GRAPH001
pub const GRAPH001: Code = Code {
    id: "GRAPH001",
    message: "shapes {0} and {1} do not broadcast",
    explain: "Axes are matched from the last one; sizes must be equal, or one of them 1.",
};
/// GRAPH002
pub const GRAPH002: Code = Code {
    id: "GRAPH002",
    message: "expected a result of shape {0}, got {1}",
    explain: "The shape of a result follows from the operands and attributes.",
};
/// GRAPH003
pub const GRAPH003: Code = Code {
    id: "GRAPH003",
    message: "{0} are not distinct axes of a tensor of rank {1}",
    explain: "Axes count from 0 at the outermost dimension; negative ones are not allowed here.",
};
/// GRAPH004
pub const GRAPH004: Code = Code {
    id: "GRAPH004",
    message: "expected elements of type {0}, got {1}",
    explain: "The element types of operands and results must agree; `graph.cast` converts.",
};

/// The shape that both broadcast to; none if they do not fit.
///
/// A dynamic size broadcasts with 1 to itself, and with another size to that size.
pub fn broadcast_shapes(lhs: &[i64], rhs: &[i64]) -> Option<Vec<i64>> {
    let rank = lhs.len().max(rhs.len());
    let size = |shape: &[i64], axis: usize| {
        (axis + shape.len()).checked_sub(rank).map_or(1, |at| shape[at])
    };
    (0..rank)
        .map(|axis| match (size(lhs, axis), size(rhs, axis)) {
            (a, b) if a == b => Some(a),
            (1, b) => Some(b),
            (a, 1) => Some(a),
            (DYNAMIC, b) => Some(b),
            (a, DYNAMIC) => Some(a),
            _ => None,
        })
        .collect()
}

/// Whether two sizes can be equal.
pub(crate) fn may_equal(a: i64, b: i64) -> bool {
    a == b || a == DYNAMIC || b == DYNAMIC
}

/// Whether two shapes can be equal.
pub(crate) fn shapes_may_equal(a: &[i64], b: &[i64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| may_equal(a, b))
}

/// The product of sizes; dynamic if one is, none on overflow.
pub(crate) fn count(shape: &[i64]) -> Option<i64> {
    if shape.contains(&DYNAMIC) {
        return Some(DYNAMIC);
    }
    shape.iter().try_fold(1i64, |product, &size| product.checked_mul(size))
}

/// A shape as the type prints it.
pub(crate) fn spell(shape: &[i64]) -> String {
    let sizes = shape.iter().map(|&s| if s == DYNAMIC { "?".into() } else { s.to_string() });
    format!("[{}]", sizes.collect::<Vec<String>>().join(", "))
}

/// An element type in words.
pub(crate) fn spell_elem(cx: &Context, ty: Type) -> String {
    format!("{:?}", ty.elem(cx).kind(cx))
}

/// The result types that the op's own inference gives; reports where they differ from the actual.
pub(crate) fn verify_inferred(op: OpRef<'_>, diags: &mut Diags) {
    crate::layout::verify(op, diags);
    let Some(expected) = inferred_types(op, diags) else { return };
    for (i, ty) in expected.into_iter().enumerate().take(op.n_results()) {
        verify_result(op, i, ty, diags);
    }
}

/// Reports where result `i` cannot have type `expected`.
pub(crate) fn verify_result(op: OpRef<'_>, i: usize, expected: Type, diags: &mut Diags) {
    let (cx, actual) = (op.cx, op.result_ty(i));
    let (Some(want), Some(got)) = (expected.shape(cx), actual.shape(cx)) else { return };
    let fits = shapes_may_equal(want, got);
    diags.require(fits, &GRAPH002, op.loc(), &[&spell(want), &spell(got)]);
    if expected.elem(cx) != actual.elem(cx) {
        let names = (spell_elem(cx, expected), spell_elem(cx, actual));
        diags.error(&GRAPH004, op.loc(), &[&names.0, &names.1]);
    }
}

/// What inference reads, with the checks that all ops share.
pub(crate) struct Infer<'a, 'd> {
    args: &'a InferArgs<'a>,
    diags: &'d mut Diags,
}

impl<'a, 'd> Infer<'a, 'd> {
    pub fn new(args: &'a InferArgs<'a>, diags: &'d mut Diags) -> Self {
        Infer { args, diags }
    }

    pub fn cx(&self) -> &'a Context {
        self.args.cx
    }

    /// Shape of operand `i`; none if it is absent.
    pub fn shape(&self, i: usize) -> Option<&'a [i64]> {
        self.args.operands.get(i)?.shape(self.args.cx)
    }

    pub fn n_operands(&self) -> usize {
        self.args.operands.len()
    }

    /// The tensor type of this shape with the elements of operand `i`.
    pub fn like(&self, i: usize, shape: &[i64]) -> Option<Vec<Type>> {
        let elem = self.args.operands.get(i)?.elem(self.args.cx);
        Some(vec![self.args.cx.tensor_ty(shape, elem)])
    }

    pub fn int(&self, slot: usize) -> Option<i64> {
        self.args.inherent.get(slot)?.as_i64(self.args.cx)
    }

    pub fn ints(&self, slot: usize) -> Option<Vec<i64>> {
        self.args.inherent.get(slot)?.get()?.as_ints(self.args.cx)
    }

    /// A bool; `i1` is sign-extended, so true is not 1.
    pub fn flag(&self, slot: usize) -> bool {
        self.args.inherent.get(slot).and_then(|a| a.as_int(self.args.cx)).is_some_and(|v| v != 0)
    }

    /// Reports and gives none.
    pub fn fail<T>(&mut self, code: &'static Code, args: &[&dyn std::fmt::Display]) -> Option<T> {
        self.diags.error(code, self.args.loc, args);
        None
    }

    /// An axis of a tensor of this rank.
    pub fn axis(&mut self, slot: usize, rank: usize) -> Option<usize> {
        let axis = self.int(slot)?;
        match usize::try_from(axis) {
            Ok(axis) if axis < rank => Some(axis),
            _ => self.fail(&GRAPH003, &[&format!("[{axis}]"), &rank]),
        }
    }

    /// Distinct axes of a tensor of this rank.
    pub fn axes(&mut self, slot: usize, rank: usize) -> Option<Vec<usize>> {
        let list = self.ints(slot)?;
        let mut axes = Vec::with_capacity(list.len());
        for &axis in &list {
            match usize::try_from(axis) {
                Ok(axis) if axis < rank && !axes.contains(&axis) => axes.push(axis),
                _ => return self.fail(&GRAPH003, &[&spell(&list), &rank]),
            }
        }
        Some(axes)
    }
}

/// Result type of an op that broadcasts its operands and keeps their element type.
pub(crate) fn infer_broadcast(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let shape = broadcast_operands(args, diags)?;
    Infer::new(args, diags).like(0, &shape)
}

/// The shape that all operands broadcast to.
pub(crate) fn broadcast_operands(args: &InferArgs<'_>, diags: &mut Diags) -> Option<Vec<i64>> {
    let mut infer = Infer::new(args, diags);
    let mut all = Vec::new();
    for i in 0..infer.n_operands() {
        let shape = infer.shape(i)?;
        match broadcast_shapes(&all, shape) {
            Some(next) => all = next,
            None => return infer.fail(&GRAPH001, &[&spell(&all), &spell(shape)]),
        }
    }
    Some(all)
}

//! Writes the sizes that follow from operands into result types.
//!
//! A size that a result type leaves open becomes the size that the operation's own inference gives.
//! The types that a function takes and returns stay: where an operation outside `graph` uses a
//! value whose type became more precise, a `tensor.cast` gives it the type it had.
//!
//! # Source
//! `--shape-inference` of MLIR's Toy tutorial, chapter 4; `onnx.shape_inference`.

use terrace_ir::def::TypeRule;
use terrace_ir::interface::{InferTypes, inferred_types};
use terrace_ir::{DYNAMIC, Diags, TypeKind};

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "graph-infer-shapes",
    on: "func.func",
    summary: "write the sizes that follow from operands into result types",
    reads: &["graph"],
    leaves: &["graph", "tensor"],
    run: |body, cx| {
        let mut rw = Rewriter::new(cx.cx, body);
        let mut n_refined = 0;
        for op in rw.body.ops_below(ROOT) {
            n_refined += refine_results(op, &mut rw);
        }
        cx.count("types refined", n_refined);
        Ok(())
    },
    ..PassInfo::EMPTY
};

fn refine_results(op: OpId, rw: &mut Rewriter<'_>) -> u64 {
    let Some(inferred) = following_types(rw.op(op)) else { return 0 };
    let results: Vec<ValueId> = rw.op(op).results().collect();
    let mut n_refined = 0;
    for (value, inferred) in results.into_iter().zip(inferred) {
        let old = rw.ty(value);
        let new = refined(rw.cx, old, inferred);
        if new != old {
            rw.body.set_ty(value, new);
            rw.modified(op);
            keep_type_outside(value, old, rw);
            n_refined += 1;
        }
    }
    n_refined
}

/// Result types that follow from operands.
fn following_types(op: OpRef<'_>) -> Option<Vec<Type>> {
    match has_operand_type(op) {
        true => Some(vec![op.operand_ty(0); op.n_results()]),
        // The verifier reported already what inference would complain of.
        false => inferred_types(op, &mut Diags::new()),
    }
}

/// Whether results have the shape of the only operand by the operation's definition.
fn has_operand_type(op: OpRef<'_>) -> bool {
    let rules = op.def().map_or(&[][..], |def| def.types);
    op.n_operands() == 1
        && rules.iter().any(|r| matches!(r, TypeRule::SameOperandsAndResults | TypeRule::SameShape))
}

/// The type with each open size taken from another type of as many dimensions.
fn refined(cx: &Context, ty: Type, from: Type) -> Type {
    let (TypeKind::Tensor { shape, elem, encoding }, Some(known)) = (ty.kind(cx), from.shape(cx))
    else {
        return ty;
    };
    if shape.len() != known.len() {
        return ty;
    }
    let sizes = shape.iter().zip(known).map(|(&size, &k)| if size == DYNAMIC { k } else { size });
    let (elem, encoding) = (*elem, *encoding);
    cx.ty(TypeKind::Tensor { shape: sizes.collect(), elem, encoding })
}

/// Casts a value back for users whose types do not follow from their operands.
fn keep_type_outside(value: ValueId, old: Type, rw: &mut Rewriter<'_>) {
    for (user, i) in rw.body.uses(value).collect::<Vec<_>>() {
        let view = rw.op(user);
        let infers = view.info().is_some_and(|i| i.interface::<InferTypes>().is_some());
        if infers || has_operand_type(view) {
            continue;
        }
        rw.before(user);
        let cast = rw.build("tensor.cast").operand(value).result(old).value();
        rw.set_operand(user, i, cast);
    }
}

//! From matrices to formulas: `te` says for every element what it is.

use terrace_opt::prelude::*;
use terrace_te as te;

use crate::ops::{Add, Constant, Mul, Transpose};

pub(crate) const PASS: PassInfo = PassInfo {
    name: "lower-mat-to-te",
    on: "func.func",
    summary: "turn matrices into formulas",
    reads: &["mat"],
    leaves: &["te", "arith", "graph"],
    after: &[("mat-infer-shapes", "a formula needs every size")],
    run: |body, cx| {
        let mut rw = Rewriter::new(cx.cx, body);
        for op in rw.body.ops_below(ROOT) {
            let (name, loc) = (rw.cx.op_name_str(rw.op(op).name()), rw.op(op).loc());
            if name.starts_with("mat.") && lower(op, &mut rw).is_none() {
                return Err(cx.error(&MAT002, loc, &[&name]));
            }
        }
        Ok(())
    },
    ..PassInfo::EMPTY
};

/// MAT002
pub const MAT002: Code = Code {
    id: "MAT002",
    message: "`{0}` has a size that is not known",
    explain: "A formula needs every size; `mat-infer-shapes` writes those that follow.",
};

fn lower(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let &[rows, columns] = rw.op(op).result_ty(0).static_shape(rw.cx)? else { return None };
    let inputs: Vec<ValueId> = rw.op(op).operands().collect();
    let elem = rw.op(op).result_ty(0).elem(rw.cx);
    let formula = te::Formula::over(rw.cx, &[("i", rows), ("j", columns)]);
    let [i, j, k] = [0, 1, 2].map(te::Formula::axis);
    let formula = match rw.op(op).name_str() {
        Constant::NAME => {
            let value = rw.op(op).attr("value")?;
            let ty = rw.op(op).result_ty(0);
            rw.before(op);
            let constant = rw.build("graph.constant").attr("value", value).result(ty).value();
            rw.replace(op, &[constant]);
            return Some(());
        }
        Transpose::NAME => formula.read(vec![j, i]),
        Add::NAME => formula.read(vec![i.clone(), j.clone()]).read(vec![i, j]),
        Mul::NAME => {
            let &[_, depth] = rw.ty(inputs[0]).static_shape(rw.cx)? else { return None };
            let formula = formula.reduce(rw.cx, &[("k", depth)], te::Combiner::Add);
            formula.read(vec![i, k.clone()]).read(vec![k, j])
        }
        _ => return None,
    };
    let combine = match rw.op(op).name_str() {
        Add::NAME => "arith.addf",
        Mul::NAME => "arith.mulf",
        _ => "",
    };
    rw.before(op);
    let made = te::build(rw, &formula, &inputs, &[elem], |rw, scalars| match combine {
        "" => scalars.to_vec(),
        name => vec![rw.build(name).operands(scalars).result(elem).value()],
    });
    let value = rw.op(made).result(0);
    rw.replace(op, &[value]);
    Some(())
}

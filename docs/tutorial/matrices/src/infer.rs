//! Writes the sizes that follow from operands into result types.

use terrace_ir::interface::inferred_types;
use terrace_opt::prelude::*;

pub(crate) const PASS: PassInfo = PassInfo {
    name: "mat-infer-shapes",
    on: "func.func",
    summary: "write the sizes that follow from operands into result types",
    reads: &["mat"],
    leaves: &["mat", "tensor"],
    run: |body, cx| {
        let mut rw = Rewriter::new(cx.cx, body);
        for op in rw.body.ops_below(ROOT) {
            refine(op, &mut rw);
        }
        Ok(())
    },
    ..PassInfo::EMPTY
};

fn refine(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let new = *inferred_types(rw.op(op), &mut Diags::new())?.first()?;
    let value = rw.op(op).result(0);
    let old = rw.ty(value);
    let is_open = old.static_shape(rw.cx).is_none() && new.static_shape(rw.cx).is_some();
    is_open.then_some(())?;
    rw.body.set_ty(value, new);
    // Other dialects keep the type they know.
    for (user, i) in rw.body.uses(value).collect::<Vec<_>>() {
        if !rw.op(user).name_str().starts_with("mat.") {
            rw.before(user);
            let cast = rw.build("tensor.cast").operand(value).result(old).value();
            rw.set_operand(user, i, cast);
        }
    }
    Some(())
}

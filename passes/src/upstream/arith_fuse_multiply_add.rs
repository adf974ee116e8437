//! Makes one `math.fma` of a multiplication and the addition that is its only user.
//!
//! The product is then not rounded: each result is at least as near to the exact one as before, but
//! not the same bits. It is here, and not in the code generator, so that the interpreter at the
//! lowest level computes what the processor does.
//! Leaves formats narrower than f32 alone, which processors multiply and add in f32 anyway, and a
//! product that others use too, which would be computed twice.

use terrace_ir::FloatTy;

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "arith-fuse-multiply-add",
    summary: "join a multiplication and an addition into one operation with one rounding",
    reads: &["arith"],
    leaves: &["arith", "math"],
    run: |body, cx| {
        cx.each_body(body, &|body, cx| {
            let n_fused = fuse(body, cx) as u64;
            cx.count("multiply-adds", n_fused);
            Ok(())
        })
    },
    ..PassInfo::EMPTY
};

fn fuse(body: &mut Body, cx: &mut PassCx<'_>) -> usize {
    let mut rw = Rewriter::new(cx.cx, body);
    let all = rw.body.ops_below(ROOT);
    all.into_iter().filter(|&op| sum_of_product(op, &mut rw).is_some()).count()
}

/// `a * b + c -> fma(a, b, c)`
fn sum_of_product(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let sum = rw.op(op);
    let fits = sum.name_str() == "arith.addf" && sum.n_operands() == 2 && sum.n_results() == 1;
    let ty = fits.then(|| sum.result_ty(0))?;
    matches!(ty.elem(rw.cx).float(rw.cx)?, FloatTy::F32 | FloatTy::F64).then_some(())?;
    (!ty.is_tensor(rw.cx)).then_some(())?;
    let product_of = |value: ValueId| {
        let product = sum.defining(value).filter(|p| p.name_str() == "arith.mulf")?;
        let same_block = rw.body.block_of(product.id) == rw.body.block_of(op);
        (rw.body.has_one_use(value) && same_block && product.n_operands() == 2).then_some(product)
    };
    let (x, y) = (sum.operand(0), sum.operand(1));
    let (product, other) = match (product_of(x), product_of(y)) {
        (Some(product), _) => (product, y),
        (None, Some(product)) => (product, x),
        (None, None) => return None,
    };
    let (a, b, multiply) = (product.operand(0), product.operand(1), product.id);
    let flags = sum.attr("fastmath");
    rw.before(op);
    let fma = rw.build("math.fma").operands(&[a, b, other]).maybe_attr("fastmath", flags);
    let fma = fma.result(ty).value();
    rw.replace(op, &[fma]);
    rw.erase(multiply);
    Some(())
}

//! A dialect, an operation with a verifier and a canonicalization, and a pass.

use terrace_opt::prelude::*;

/// Transposes a matrix.
#[op(
    "toy.transpose",
    traits(PURE),
    format = "$x attr-dict `:` type($x) `->` type($y)",
    interfaces(Verify(reverses), Canonicalize(&[TWICE]))
)]
pub struct Transpose {
    x: Operand<{ TypeC::RankedTensor(&TypeC::F(FloatTy::F64)) }>,
    y: OpResult<{ TypeC::RankedTensor(&TypeC::F(FloatTy::F64)) }>,
}

fn reverses(op: OpRef<'_>, diags: &mut Diags) {
    let shapes = op.operand_ty(0).shape(op.cx).zip(op.result_ty(0).shape(op.cx));
    diags.check(shapes.is_none_or(|(x, y)| x.iter().rev().eq(y)), op, "shape is not reversed");
}

const TWICE: Pattern = pattern!(twice on "toy.transpose");
fn twice(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let x = Transpose::cast(rw.defining(rw.op(op).operand(0))?)?.x();
    rw.replace(op, &[x]);
    Some(())
}

pub static TOY: Dialect = Dialect::new("toy", &[&[Transpose::DEF]]);
pub static PASSES: &[PassInfo] =
    &[PassInfo::new("toy-untranspose", "func.func", |body, cx| cx.greedy(body, &[TWICE]))];

fn main() -> ExitCode {
    Tool::new("toy", "0.1.0", Language::default().dialect(&TOY).passes(PASSES)).main()
}

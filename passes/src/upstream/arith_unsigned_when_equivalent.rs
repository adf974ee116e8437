//! Replaces signed operations by unsigned ones where no operand and no result is ever negative:
//! unsigned ones are cheaper, and say more to what comes behind.
//!
//! Looks at scalars of up to 64 bits, one function at a time.
//! Not in a pipeline because LLVM, behind all of them, does the same.

use terrace_ir::OpState;

use crate::analysis::int_ranges::{IntRanges, int_ranges};
use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "arith-unsigned-when-equivalent",
    summary: "replace signed operations by unsigned ones where nothing is negative",
    run: |body, cx| cx.each_body(body, &run),
    ..PassInfo::EMPTY
};

const SAME: &[(&str, &str)] = &[
    ("arith.ceildivsi", "arith.ceildivui"),
    ("arith.divsi", "arith.divui"),
    ("arith.extsi", "arith.extui"),
    ("arith.floordivsi", "arith.divui"),
    ("arith.index_cast", "arith.index_castui"),
    ("arith.maxsi", "arith.maxui"),
    ("arith.minsi", "arith.minui"),
    ("arith.remsi", "arith.remui"),
];

/// How far behind its signed form the unsigned form of a comparison stands (`slt` is 2, `ult` 6).
const TO_UNSIGNED: i64 = 4;

fn run(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let ranges = int_ranges(cx.cx, body);
    // All are chosen before any is replaced: of what is new no range is known.
    let mut chosen = body.ops_below(ROOT);
    chosen.retain(|&op| is_never_negative(body.op(cx.cx, op), &ranges));
    let n = chosen.into_iter().filter(|&op| replace(cx.cx, body, op)).count();
    cx.count("operations replaced", n as u64);
    Ok(())
}

/// Whether no integer that the operation takes or gives is negative; a comparison gives none.
fn is_never_negative(op: OpRef<'_>, ranges: &IntRanges) -> bool {
    let known = |v: ValueId| ranges.of(v).copied().flatten().is_some_and(|r| r.is_non_negative());
    let compares = op.name_str() == COMPARISON;
    op.operands().all(known) && (compares || op.results().all(known))
}

const COMPARISON: &str = "arith.cmpi";

fn replace(cx: &Context, body: &mut Body, op: OpId) -> bool {
    let view = body.op(cx, op);
    if view.name_str() == COMPARISON {
        let predicate = view.attr("predicate").and_then(|p| p.as_i64(cx));
        let Some(signed @ 2..=5) = predicate else { return false };
        let unsigned = cx.int_attr((signed + TO_UNSIGNED).into(), cx.int_ty(64));
        Rewriter::new(cx, body).set_attr(op, "predicate", Some(unsigned));
        return true;
    }
    let Some((_, unsigned)) = SAME.iter().find(|(signed, _)| *signed == view.name_str()) else {
        return false;
    };
    let state = OpState {
        operands: view.operands().collect(),
        result_types: view.results().map(|r| body.ty(r)).collect(),
        discardable: body.discardable(op),
        ..OpState::new(cx, cx.op_name(unsigned), view.loc())
    };
    let mut rw = Rewriter::new(cx, body);
    rw.before(op);
    let new = rw.create(state);
    let result = rw.body.result(new, 0);
    rw.replace(op, &[result]);
    true
}

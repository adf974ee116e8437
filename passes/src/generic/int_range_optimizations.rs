//! Puts constants in place of integers that can have one value only, comparisons included, and
//! drops remainders that change nothing.
//!
//! Sees through branches, loops and conditions ([`crate::analysis::int_ranges`]); does not look at
//! vectors, nor across calls, and leaves the control flow that is decided now to `canonicalize`.
//! Not in a pipeline because `sccp` finds what is constant in the programs they are for.

use crate::analysis::constants::put_constants;
use crate::analysis::int_ranges::{IntAnalysis, IntRanges, int_ranges};
use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "int-range-optimizations",
    summary: "replace integers whose range holds one value, and remainders that change nothing",
    run: |body, cx| cx.each_body(body, &run),
    ..PassInfo::EMPTY
};

fn run(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let ranges = int_ranges(cx.cx, body);
    let n_remainders = drop_remainders(cx.cx, body, &ranges);
    cx.count("remainders dropped", n_remainders);
    let n_constants = put_constants(cx.cx, body, &IntAnalysis { cx: cx.cx }, &ranges);
    cx.count("values replaced", n_constants);
    Ok(())
}

/// `x mod c` is `x` where `x` is never as large as `c`.
fn drop_remainders(cx: &Context, body: &mut Body, ranges: &IntRanges) -> u64 {
    let mut n = 0;
    for op in body.ops_below(ROOT) {
        let view = body.op(cx, op);
        let is_signed = match view.name_str() {
            "arith.remsi" => true,
            "arith.remui" => false,
            _ => continue,
        };
        let range = |i: usize| ranges.of(view.operand(i)).copied().flatten();
        let (Some(x), Some(c)) = (range(0), range(1)) else { continue };
        let fits = match is_signed {
            true => x.is_non_negative() && c.signed.0 > 0 && x.signed.1 < c.signed.0,
            false => x.unsigned.1 < c.unsigned.0,
        };
        if fits && c.constant().is_some() {
            let x = view.operand(0);
            Rewriter::new(cx, body).replace(op, &[x]);
            n += 1;
        }
    }
    n
}

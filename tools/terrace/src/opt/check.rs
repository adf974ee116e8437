//! `--check-each`: the interpreter runs every public function before and after each pass.

use terrace_ir::eval::check::{Snapshot, snapshot};
use terrace_ir::eval::{Limits, Tolerance};
use terrace_ir::{Code, ROOT, Severity};
use terrace_passes::manager::{CheckHook, Moment};

/// A pass changed a number.
pub const BUG005: Code = Code {
    id: "BUG005",
    message: "pass `{0}` changed what the input computes",
    explain: "The interpreter ran the functions on the same inputs before and after the pass; the \
              diagnostics before this one say which result differs.",
};

/// Compares what the functions give on inputs made from `seed`, up to a relative `tolerance`.
/// Functions that need more than `steps` are left out: not every loop ends on random inputs.
pub fn hook<'a>(seed: u64, tolerance: f64, steps: u64) -> CheckHook<'a> {
    let limits = Limits { fuel: steps, ..Limits::default() };
    let mut last: Option<Snapshot> = None;
    let tolerance = Tolerance { abs: 0.0, rel: tolerance, norm: tolerance };
    Box::new(move |point, diags| {
        let take = || snapshot(point.cx, point.body, seed, limits);
        if point.moment == Moment::Before {
            last.get_or_insert_with(take);
            return Ok(());
        }
        // What nobody touched computes what it computed.
        if !point.changed {
            return Ok(());
        }
        let now = take();
        let found = last.as_ref().map(|old| old.compare(&now, tolerance)).unwrap_or_default();
        last = Some(now);
        let differs = found.iter().any(|d| d.severity == Severity::Error);
        found.into_iter().for_each(|diag| {
            diags.push(diag);
        });
        match differs {
            true => Err(diags.error(&BUG005, point.body.loc(ROOT), &[&point.step.pass.name])),
            false => Ok(()),
        }
    })
}

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

#[cfg(test)]
mod tests {
    use terrace_ir::text::parse_module;
    use terrace_ir::{Diags, Rewriter};
    use terrace_passes::PassRegistry;
    use terrace_passes::manager::{Failure, Manager, PassInfo};

    use super::*;

    /// Makes every constant one larger.
    static OFF_BY_ONE: &[PassInfo] = &[PassInfo {
        name: "off-by-one",
        on: "func.func",
        run: |body, cx| {
            for op in body.ops_below(ROOT) {
                let value = body.op(cx.cx, op).attr("value");
                if let (Some(n), Some(ty)) =
                    (value.and_then(|v| v.as_i64(cx.cx)), value.and_then(|v| v.ty(cx.cx)))
                {
                    let more = cx.cx.int_attr(i128::from(n) + 1, ty);
                    Rewriter::new(cx.cx, body).set_attr(op, "value", Some(more));
                }
            }
            Ok(())
        },
        ..PassInfo::EMPTY
    }];

    #[test]
    fn a_pass_that_changes_a_number_is_named() {
        let cx = crate::context();
        let text = "func.func @f(%x: i32) -> i32 {\n  %c = arith.constant 3 : i32\n  \
                    %y = arith.muli %x, %c : i32\n  return %y : i32\n}";
        let mut diags = Diags::new();
        let mut body = parse_module(&cx, text, "f", &mut diags).unwrap();
        let mut registry = PassRegistry::new();
        registry.add_passes(OFF_BY_ONE);
        let plan = registry.plan_passes(&cx, "off-by-one", &mut diags).unwrap();
        let mut manager = Manager::new(&cx, &plan);
        manager.check = Some(hook(0, 1e-4, 1 << 20));
        let outcome = manager.run(&mut body);
        assert!(matches!(outcome.result, Err(Failure::Bug(_))));
        let ids: Vec<&str> = outcome.diags.items().iter().map(|d| d.code.id).collect();
        assert_eq!(ids, ["EVAL020", "BUG005"]);
    }
}

//! `--check-each`: the interpreter runs every public function before and after each pass.

use std::collections::HashSet;

use terrace_ir::eval::check::{Runs, Snapshot, snapshot};
use terrace_ir::eval::{Limits, Tolerance};
use terrace_ir::{Body, Code, Context, Diag, Diags, ROOT, Severity};

use crate::manager::{CheckHook, Manager, Moment};

/// A pass changed a number.
pub const BUG005: Code = Code {
    id: "BUG005",
    message: "pass `{0}` changed what the input computes",
    explain: "The interpreter ran the functions on the same inputs before and after the pass; the \
              diagnostics before this one say which result differs.",
};

/// The function that threads wait in; the interpreter has one thread.
pub const BARRIER: &str = "terrace_barrier";

/// What makes a host over tensors fit kernels over buffers.
const LOWER_HOST: &str = "lower-host-to-memref";

/// What `--check-each` compares, and how far results may be apart.
#[derive(Clone, Copy, Debug)]
pub struct CheckEach {
    /// What inputs are made from.
    pub seed: u64,
    /// Relative, by norm and by element.
    pub tolerance: f64,
    /// Steps after which the interpreter gives up on a function: not every loop ends on random
    /// inputs.
    pub steps: u64,
}

impl CheckEach {
    /// Compares what the functions give after each pass with what they gave before the first.
    ///
    /// # Semantics
    /// A function that did not come to an end on its inputs, or has parameters that no inputs can
    /// be made for, is named in a warning and left out. A warning is said once.
    /// While kernels take buffers and their host still holds tensors, a copy is compared whose host
    /// is lowered too.
    pub fn hook<'a>(self) -> CheckHook<'a> {
        let limits = Limits { fuel: self.steps, ..Limits::default() };
        let mut first: Option<Snapshot> = None;
        let mut said = HashSet::new();
        let tolerance = Tolerance { abs: 0.0, rel: self.tolerance, norm: self.tolerance };
        Box::new(move |point, diags| {
            let take = || run(point.cx, point.body, self.seed, limits);
            if point.moment == Moment::Before {
                if first.is_none() {
                    let taken = take();
                    report(taken.not_run(), diags);
                    first = Some(taken);
                }
                return Ok(());
            }
            // What nobody touched computes what it computed.
            let Some(first) = first.as_mut().filter(|_| point.changed) else { return Ok(()) };
            let now = take();
            let mut found = first.compare(&now, tolerance);
            found.retain(|d| d.severity == Severity::Error || said.insert(d.message.clone()));
            let differs = found.iter().any(|d| d.severity == Severity::Error);
            report(found, diags);
            first.adopt(now);
            match differs {
                true => Err(diags.error(&BUG005, point.body.loc(ROOT), &[&point.step.pass.name])),
                false => Ok(()),
            }
        })
    }

    /// How many functions of a module are not compared even before any pass, of how many.
    pub fn not_compared(self, cx: &Context, module: &Body) -> (usize, usize) {
        let limits = Limits { fuel: self.steps, ..Limits::default() };
        let taken = run(cx, module, self.seed, limits);
        (taken.not_run().len(), taken.n_functions())
    }
}

fn report(found: Vec<Diag>, diags: &mut Diags) {
    for diag in found {
        diags.push(diag);
    }
}

fn run(cx: &Context, module: &Body, seed: u64, limits: Limits) -> Snapshot {
    let runs = Runs { seed, limits, idle: &[BARRIER] };
    let plain = snapshot(cx, module, &runs);
    if !plain.is_mixed() {
        return plain;
    }
    let mut lowered = module.clone();
    let plan = crate::registry().plan_passes(cx, LOWER_HOST, &mut Diags::new());
    match plan.map(|plan| Manager::new(cx, &plan).run(&mut lowered).result) {
        Ok(Ok(())) => snapshot(cx, &lowered, &runs),
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use crate::manager::{Failure, Manager, PassInfo};
    use terrace_ir::text::parse_module;
    use terrace_ir::{Diags, Rewriter};

    use super::*;
    use crate::Language;

    static WRONG: &[PassInfo] = &[
        // Makes every integer constant one larger.
        PassInfo {
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
        },
        // Makes every float constant one larger.
        PassInfo {
            name: "one-more",
            on: "func.func",
            run: |body, cx| {
                for op in body.ops_below(ROOT) {
                    let value = body.op(cx.cx, op).attr("value");
                    if let (Some(x), Some(ty)) =
                        (value.and_then(|v| v.as_f64(cx.cx)), value.and_then(|v| v.ty(cx.cx)))
                    {
                        let more = cx.cx.float_attr(x + 1.0, ty);
                        Rewriter::new(cx.cx, body).set_attr(op, "value", more);
                    }
                }
                Ok(())
            },
            ..PassInfo::EMPTY
        },
    ];

    /// What the check says about passes that run on a text.
    fn checked(text: &str, passes: &str) -> Vec<&'static str> {
        let language = Language::default().passes(WRONG);
        let cx = language.context();
        let mut diags = Diags::new();
        let mut body = parse_module(&cx, text, "f", &mut diags).unwrap();
        let plan = language.registry().plan_passes(&cx, passes, &mut diags).unwrap();
        let mut manager = Manager::new(&cx, &plan);
        let check = CheckEach { seed: 0, tolerance: 1e-4, steps: 1 << 20 };
        manager.check = Some(check.hook());
        let outcome = manager.run(&mut body);
        let ids: Vec<&str> = outcome.diags.items().iter().map(|d| d.code.id).collect();
        let stopped = matches!(outcome.result, Err(Failure::Bug(_)));
        assert_eq!(stopped, ids.contains(&"BUG005"), "{ids:?}");
        ids
    }

    #[test]
    fn a_pass_that_changes_a_number_is_named() {
        let text = "func.func @f(%x: i32) -> i32 {\n  %c = arith.constant 3 : i32\n  \
                    %y = arith.muli %x, %c : i32\n  return %y : i32\n}";
        assert_eq!(checked(text, "off-by-one"), ["EVAL020", "BUG005"]);
    }

    /// Between `lower-te-to-loop` and `lower-host-to-memref` kernels take buffers and their host
    /// still holds tensors.
    const MODEL: &str = "func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
        %y = graph.relu %x : tensor<4xf32>
        %z = graph.exp %y : tensor<4xf32>
        return %z : tensor<4xf32>
    }";

    #[test]
    fn a_wrong_pass_is_found_where_levels_are_mixed() {
        let road = "graph-to-kernels,kernels-to-loop";
        assert_eq!(checked(MODEL, road), [""; 0]);
        let wrong = format!("{road},one-more");
        assert_eq!(checked(MODEL, &wrong), ["EVAL020", "BUG005"]);
    }

    #[test]
    fn what_does_not_run_is_named() {
        let text = "func.func @f(%x: memref<4xf32>) -> f32 {\n  %c = arith.constant 4 : index\n  \
                    %y = memref.load %x[%c] : memref<4xf32>\n  return %y : f32\n}";
        assert_eq!(checked(text, "canonicalize"), ["EVAL022"]);
    }
}

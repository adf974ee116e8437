//! Bisecting: the first guilty pass, then the guilty application of a pattern.

use serde::Serialize;
use terrace_ir::actions::{Action, StopAfter};
use terrace_ir::{Body, Context, Diag, Diags, Loc, Reported};
use terrace_passes::manager::{Plan, Step};

use crate::codes::{RED001, RED002};
use crate::criterion::{Criterion, Finding, Kind};
use crate::lab::{Lab, Run, Verdict};

/// What is to blame.
pub struct Guilty {
    /// The pass's place in the plan, from 0.
    pub step: usize,
    /// The module as that pass gets it.
    pub input: Body,
    /// That pass alone.
    pub plan: Plan,
    /// How it fails on that module.
    pub finding: Finding,
    /// The guilty change of the pass's drivers; none where the pass goes wrong by itself.
    pub action: Option<GuiltyAction>,
}

/// The change after which a pass is wrong.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct GuiltyAction {
    /// The pattern, or the driver's own change (`fold`).
    pub pattern: String,
    /// Those that repeat, where rewriting does not end.
    pub cycle: Vec<String>,
    /// Its number among the changes of the pass on that module, from 1.
    pub number: u64,
    /// The operation that it starts from.
    pub op: String,
    /// Where that is, as `file:line:column`.
    pub place: Option<String>,
}

/// Finds the first pass of a plan that makes the criterion fail, and the change in it that does.
///
/// # Errors
/// `RED001`, `RED002`
pub fn bisect(
    lab: &Lab,
    module: &Body,
    plan: &Plan,
    criterion: &Criterion,
    diags: &mut Diags,
) -> Result<Guilty, Reported> {
    let finding = lab.find(module, plan, criterion);
    let finding = finding.map_err(|why| diags.push(Diag::error(&RED001, Loc::UNKNOWN, &[&why])))?;
    let step = match finding.step {
        Some(step) => step,
        None => first_bad(lab, module, plan, criterion, diags)?,
    };
    let (input, alone) = match before(lab, module, plan, step) {
        Some(input) => (input, one(plan, step)),
        // It needs the passes before it in the same run.
        None => (module.clone(), first(plan, step + 1)),
    };
    let run = lab.run(&input, &alone, criterion, None);
    let (input, alone, run) = match run.verdict {
        Verdict::Fails(_) => (input, alone, run),
        _ => {
            let prefix = first(plan, step + 1);
            let run = lab.run(module, &prefix, criterion, None);
            (module.clone(), prefix, run)
        }
    };
    let finding = run.verdict.clone().finding().unwrap_or(finding);
    let action = guilty_action(lab, &input, &alone, criterion, &run);
    Ok(Guilty { step, input, plan: alone, finding, action })
}

/// The first `n` steps.
fn first(plan: &Plan, n: usize) -> Plan {
    Plan { on: plan.on.clone(), steps: plan.steps[..n.min(plan.steps.len())].to_vec() }
}

/// One step alone.
fn one(plan: &Plan, step: usize) -> Plan {
    Plan {
        on: plan.on.clone(),
        steps: plan.steps.get(step).cloned().into_iter().collect::<Vec<Step>>(),
    }
}

/// The module as a step gets it.
fn before(lab: &Lab, module: &Body, plan: &Plan, step: usize) -> Option<Body> {
    if step == 0 {
        return Some(module.clone());
    }
    lab.run(module, &first(plan, step), &Criterion::new(Kind::Panic), None).after
}

/// The step that makes a good module bad: the one after the longest good prefix that was met.
fn first_bad(
    lab: &Lab,
    module: &Body,
    plan: &Plan,
    criterion: &Criterion,
    diags: &mut Diags,
) -> Result<usize, Reported> {
    let bad = |n: usize| matches!(lab.judge(module, &first(plan, n), criterion), Verdict::Fails(_));
    if bad(0) {
        let what = criterion.kind.word();
        return Err(diags.push(Diag::error(&RED002, Loc::UNKNOWN, &[&what])));
    }
    // The first `low` steps are good, the first `high` are bad: so it stays, monotone or not.
    let (mut low, mut high) = (0, plan.steps.len());
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        match bad(middle) {
            true => high = middle,
            false => low = middle,
        }
    }
    Ok(low)
}

/// Changes beyond which none is looked for.
const MAX_CHANGES: u64 = 1 << 32;
/// A process that ended or was stopped does not say what it was at work on.
const UNKNOWN: &str = "unknown";

/// The change of the last step's drivers that makes it fail.
pub(crate) fn guilty_action(
    lab: &Lab,
    input: &Body,
    plan: &Plan,
    criterion: &Criterion,
    whole: &Run,
) -> Option<GuiltyAction> {
    if let Verdict::Fails(finding) = &whole.verdict
        && finding.kind == Kind::Endless
        && let Some(found) = cycle(lab.cx(), whole)
    {
        return Some(found);
    }
    let step = plan.steps.len().checked_sub(1)?;
    let stop = |n| Some(StopAfter { step, n_changes: Some(n) });
    let fails =
        |n: u64| matches!(lab.run(input, plan, criterion, stop(n)).verdict, Verdict::Fails(_));
    // What panics is no change yet: it comes after the last one.
    let (mut low, mut high) = (0, whole.n_changes + 1);
    if fails(0) {
        return None;
    }
    // A run elsewhere does not say how many there are.
    while lab.is_away() && high < MAX_CHANGES && !fails(high) {
        (low, high) = (high, high * 2);
    }
    if !fails(high) {
        return None;
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        match fails(middle) {
            true => high = middle,
            false => low = middle,
        }
    }
    let run = lab.run(input, plan, criterion, stop(high));
    let done = run.log.iter().find(|a| a.step == step && a.number == Some(high));
    let finding = run.verdict.finding()?;
    let (pattern, op, place) = match done {
        Some(action) => named(lab.cx(), action),
        None if lab.is_away() => (UNKNOWN.to_string(), UNKNOWN.to_string(), None),
        None => (finding.pattern?, finding.op.unwrap_or_default(), None),
    };
    Some(GuiltyAction { pattern, cycle: Vec::new(), number: high, op, place })
}

fn named(cx: &Context, action: &Action) -> (String, String, Option<String>) {
    let place = action.loc.file_line_col(cx);
    let place = place.map(|(file, line, col)| format!("{}:{line}:{col}", cx.str(file)));
    (action.name.to_string(), cx.op_name_str(action.op).to_string(), place)
}

/// What repeats at the end of a run that does not end, and where it began.
fn cycle(cx: &Context, run: &Run) -> Option<GuiltyAction> {
    let changes: Vec<&Action> = run.log.iter().filter(|a| a.number.is_some()).collect();
    let names: Vec<&str> = changes.iter().map(|a| a.name).collect();
    let period = period(&names)?;
    // Back to where the repetition began.
    let mut start = names.len() - period;
    while start > 0 && names[start - 1] == names[start - 1 + period] {
        start -= 1;
    }
    let begun = changes[start];
    let (pattern, op, place) = named(cx, begun);
    let mut cycle: Vec<String> = Vec::new();
    for name in &names[start..start + period] {
        // What tidies up after the patterns is none of them.
        if !cycle.iter().any(|n| n == name) {
            cycle.push(name.to_string());
        }
    }
    Some(GuiltyAction { pattern, cycle, number: begun.number?, op, place })
}

/// The shortest sequence that the names end with three times in a row.
fn period(names: &[&str]) -> Option<usize> {
    (1..=names.len() / 3).find(|&p| {
        let tail = &names[names.len() - 3 * p..];
        tail[..2 * p] == tail[p..]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_repeats() {
        assert_eq!(period(&["x", "a", "b", "a", "b", "a", "b"]), Some(2));
        assert_eq!(period(&["a", "a", "a"]), Some(1));
        assert_eq!(period(&["a", "b", "c"]), None);
    }
}

//! Planted bugs: for each of them the pass and the pattern are named, and the module is reduced to
//! at most ten operations.
//!
//! `cargo test -p terrace-reduce --test planted -- --nocapture` prints the table of
//! `docs/measurements/bisect.md`.

mod bugs;
mod inputs;

use std::time::{Duration, Instant};

use bugs::{PASSES, PLANTED, Planted};
use terrace_ir::Diags;
use terrace_reduce::{Criterion, Hunt, Lab, LabOptions, LitCase, Numbers, Silent, hunt, lit_case};

/// Operations that may be left, functions and returns included.
const MAX_OPS: usize = 10;
/// What one bug may take.
const MAX_TIME: Duration = Duration::from_secs(60);

fn lab() -> Lab {
    let mut registry = terrace_passes::registry();
    registry.add_passes(PASSES);
    Lab::new(bugs::context(), registry, LabOptions::default())
}

/// What is wrong with how a bug was found, and a row of the table.
fn found(planted: &Planted) -> (Vec<String>, String) {
    let (lab, mut diags) = (lab(), Diags::new());
    let start = Instant::now();
    let text = (planted.input)();
    let module = lab.parse(text.as_bytes(), "input.mlir", &mut diags);
    let module = module.unwrap_or_else(|_| panic!("{:?}\n{text}", diags.items()));
    let plan = lab.registry().plan_passes(lab.cx(), planted.pipeline, &mut diags);
    let plan = plan.expect("the pipeline reads");
    let finding = lab.diagnose(&module, &plan, Numbers::default());
    let finding = match finding {
        Ok(finding) => finding,
        Err(why) => {
            return (vec![format!("{}: nothing fails: {why}", planted.pass)], String::new());
        }
    };
    let criterion = Criterion::new(finding.kind);
    let hunt = hunt(&lab, &module, &plan, &criterion, &mut diags, &mut Silent);
    let hunt = hunt.unwrap_or_else(|_| panic!("{:?}", diags.items()));
    let time = start.elapsed();
    let mut wrong = Vec::new();
    let mut require = |holds: bool, what: String| {
        if !holds {
            wrong.push(format!("{}: {what}\n{}", planted.pass, lab.print(&hunt.reduced.module)));
        }
    };
    let pattern = hunt.action.as_ref().map(|a| a.pattern.as_str());
    let n_ops = hunt.reduced.after.n_ops;
    require(finding.kind == planted.kind, format!("it fails as {:?}", finding.kind));
    let blame = hunt.blame.as_ref().expect("somebody is blamed");
    require(blame.pass == planted.pass, format!("blames the pass {}", blame.pass));
    let among = |name: &str| {
        let cycle = hunt.action.iter().flat_map(|a| &a.cycle);
        pattern == Some(name) || cycle.into_iter().any(|n| n == name)
    };
    let right = planted.pattern.map_or(pattern.is_none(), among);
    require(right, format!("blames the pattern {pattern:?}"));
    require(n_ops <= MAX_OPS, format!("{n_ops} operations are left"));
    require(hunt.reduced.plan.steps.len() == 1, "more than one pass is left".into());
    require(time <= MAX_TIME, format!("it takes {time:?}"));
    check_case(&lab, &hunt, &criterion, &mut require);
    (wrong, row(planted, &hunt, time))
}

/// The lit case reads back and still fails.
fn check_case(
    lab: &Lab,
    hunt: &Hunt,
    criterion: &Criterion,
    require: &mut dyn FnMut(bool, String),
) {
    let case = LitCase {
        tool: "terrace",
        version: "0.0",
        module: &hunt.reduced.module,
        plan: &hunt.reduced.plan,
        criterion,
        finding: &hunt.reduced.finding,
        action: hunt.action.as_ref(),
    };
    let text = lit_case(lab, &case);
    require(text.starts_with("// RUN: terrace opt %s --pass-pipeline="), text.clone());
    let mut diags = Diags::new();
    let Ok(again) = lab.parse(text.as_bytes(), "case.mlir", &mut diags) else {
        return require(false, format!("does not read back: {:?}\n{text}", diags.items()));
    };
    let fails = lab.judge(&again, &hunt.reduced.plan, criterion).finding().is_some();
    require(fails, format!("does not fail any more:\n{text}"));
}

fn row(planted: &Planted, hunt: &Hunt, time: Duration) -> String {
    let pattern = hunt.action.as_ref().map_or("-".to_string(), |a| {
        if a.cycle.is_empty() {
            format!("`{}`", a.pattern)
        } else {
            format!("`{}`", a.cycle.join("`, `"))
        }
    });
    let first = hunt
        .blame
        .as_ref()
        .and_then(|b| b.action.as_ref())
        .map_or("-".to_string(), |a| a.number.to_string());
    format!(
        "| {} | {} | `{}` | {pattern} | {first} | {} | {} | {} | {:.1} s |",
        planted.what,
        planted.kind.word(),
        planted.pass,
        hunt.whole.n_ops,
        hunt.reduced.after.n_ops,
        hunt.reduced.n_tried,
        time.as_secs_f64()
    )
}

#[test]
fn every_planted_bug_is_found_and_made_small() {
    let only = std::env::var("PLANTED").unwrap_or_default();
    let chosen: Vec<&Planted> = PLANTED.iter().filter(|p| p.pass.contains(&only)).collect();
    assert!(!only.is_empty() || chosen.len() >= 20);
    let mut wrong = Vec::new();
    let mut rows = Vec::new();
    for planted in chosen {
        let (failures, row) = found(planted);
        wrong.extend(failures);
        println!("{row}");
        rows.push(row);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

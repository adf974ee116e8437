//! Actions: numbered changes, windows by name, and the end after a number of changes.

use terrace_ir::actions::{ActionLimits, StopAfter, Window};
use terrace_ir::text::{PrintOptions, parse_module, print_module};
use terrace_ir::{Body, Context, Diags};
use terrace_passes::manager::{Manager, Outcome, Plan, limits};
use terrace_passes::registry;

const SOURCE: &str = r#"
func.func @f(%x: i32) -> i32 {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %a = arith.addi %x, %zero : i32
  %b = arith.muli %a, %one : i32
  %c = arith.subi %b, %zero : i32
  return %c : i32
}
func.func @g(%x: i32) -> i32 {
  %zero = arith.constant 0 : i32
  %a = arith.addi %x, %zero : i32
  cf.br ^next
^next:
  return %a : i32
}
"#;

fn context() -> Context {
    let cx = Context::new();
    terrace_upstream::load(&cx);
    cx
}

fn parse(cx: &Context) -> Body {
    parse_module(cx, SOURCE, "test.mlir", &mut Diags::new()).unwrap()
}

fn plan(cx: &Context, text: &str) -> Plan {
    registry().plan_passes(cx, text, &mut Diags::new()).unwrap()
}

fn run(cx: &Context, passes: &str, limits: ActionLimits) -> (String, Outcome) {
    let mut body = parse(cx);
    let plan = plan(cx, passes);
    let mut manager = Manager::new(cx, &plan);
    manager.actions = Some(limits);
    let outcome = manager.run(&mut body);
    assert!(outcome.result.is_ok(), "{:?}", outcome.diags.items());
    (print_module(cx, &body, &PrintOptions::default()), outcome)
}

fn stop(step: usize, n_changes: Option<u64>) -> ActionLimits {
    ActionLimits { stop_after: Some(StopAfter { step, n_changes }), ..Default::default() }
}

#[test]
fn every_number_of_changes_is_a_state_of_its_own_and_the_last_is_the_result() {
    let cx = context();
    let (result, whole) = run(&cx, "canonicalize", ActionLimits::default());
    let n = whole.actions.n_changes[0];
    assert!(n > 5 && !whole.actions.stopped, "{n}");
    let mut states = Vec::new();
    for limit in 0..=n {
        let (text, outcome) = run(&cx, "canonicalize", stop(0, Some(limit)));
        assert_eq!(outcome.actions.n_changes, [limit]);
        assert!(!states.contains(&text), "change {limit} changed nothing:\n{text}");
        states.push(text);
    }
    assert_eq!(states.first(), Some(&print_module(&cx, &parse(&cx), &PrintOptions::default())));
    assert_eq!(states.last(), Some(&result));
}

#[test]
fn the_log_names_every_change_in_order() {
    let cx = context();
    let log = || {
        let (_, outcome) =
            run(&cx, "canonicalize,cse", ActionLimits { log: true, ..Default::default() });
        let line = |a: &terrace_ir::actions::Action| {
            let number = a.number.map_or("run".to_string(), |n| n.to_string());
            let op = cx.op_name_str(a.op);
            format!("{} {} {number} {} {op}", a.step, a.pass, a.name)
        };
        outcome.actions.log.iter().map(line).collect::<Vec<String>>()
    };
    let lines = log();
    assert_eq!(lines, log());
    assert_eq!(lines[0], "0 canonicalize run canonicalize builtin.module");
    assert!(lines.contains(&"0 canonicalize 1 fold arith.addi".to_string()), "{lines:#?}");
    assert!(lines.iter().any(|l| l.ends_with("8 br_to_own_block cf.br")), "{lines:#?}");
    assert_eq!(lines.last().unwrap(), "1 cse run cse builtin.module");
}

#[test]
fn windows_hold_back_changes_and_executions_of_passes() {
    let cx = context();
    let window = |name: &str, skip, count| {
        let windows = vec![Window { name: name.into(), skip, count }];
        ActionLimits { windows, log: true, ..Default::default() }
    };
    let folds = |outcome: &Outcome| outcome.actions.log.iter().filter(|a| a.name == "fold").count();
    let (_, all) = run(&cx, "canonicalize", window("fold", 0, None));
    let (_, some) = run(&cx, "canonicalize", window("fold", 1, Some(2)));
    assert_eq!((folds(&all), folds(&some)), (4, 2));
    let (text, none) =
        run(&cx, "builtin.module(func.func(canonicalize))", window("canonicalize", 1, None));
    assert!(text.contains("muli") && !text.contains("cf.br"), "{text}");
    assert_eq!(none.actions.unmet, Vec::<String>::new());
    let (_, typo) = run(&cx, "canonicalize", window("folds", 0, None));
    assert_eq!(typo.actions.unmet, ["folds"]);
}

#[test]
fn nothing_runs_after_the_pass_to_stop_at() {
    let cx = context();
    let (text, outcome) = run(&cx, "cse,canonicalize,symbol-dce", stop(1, None));
    assert!(outcome.actions.stopped && !text.contains("muli"));
    assert_eq!(outcome.actions.n_changes.len(), 2);
}

#[test]
fn limits_are_read_from_text_and_errors_say_what_is_wrong() {
    let cx = context();
    let plan = plan(&cx, "canonicalize,cse,canonicalize");
    let read = |text: &str| {
        let mut diags = Diags::new();
        let read = plan.stop_after(text, &mut diags).ok();
        read.map(|s| (s.step, s.n_changes)).ok_or_else(|| {
            let diag = diags.take().remove(0);
            format!("{}: {}; {}", diag.code.id, diag.message, diag.fix.unwrap_or_default())
        })
    };
    assert_eq!(read("cse"), Ok((1, None)));
    assert_eq!(read("canonicalize#2:17"), Ok((2, Some(17))));
    let error = |text: &str| read(text).unwrap_err();
    assert!(error("canonicalise").contains("no such pass; canonicalize"), "{}", error("ces"));
    assert!(error("canonicalize#3").starts_with("PASS009"));
    assert!(error("cse:many").starts_with("PASS008"));
    assert!(error("cse#0").starts_with("PASS008"));
    let mut diags = Diags::new();
    let read = limits::windows("fold-skip=3, symbol-dce-count=1,fold-count=2", &mut diags);
    let expected = [("fold", 3, Some(2)), ("symbol-dce", 0, Some(1))];
    let expected = expected.map(|(name, skip, count)| Window { name: name.into(), skip, count });
    assert_eq!(read.unwrap(), expected);
    assert!(limits::windows("fold=3", &mut diags).is_err());
}

//! Which pass and pattern made an operation, and from what.

mod common;

use terrace_ir::text::{PrintOptions, parse_module, print_module};
use terrace_ir::{Body, Context, Diags, OpRef};
use terrace_passes::manager::Manager;

fn run(cx: &Context, text: &str, passes: &str, track: bool) -> Body {
    let mut diags = Diags::new();
    let mut body = parse_module(cx, text, "in.mlir", &mut diags).expect("it parses");
    if track {
        body.track_provenance();
    }
    let plan = terrace_passes::registry().plan_passes(cx, passes, &mut diags).expect("it reads");
    let outcome = Manager::new(cx, &plan).run(&mut body);
    outcome.result.expect("it runs");
    body
}

/// Every operation below the root with what made it and what made that.
fn made(cx: &Context, body: &Body) -> Vec<String> {
    let mut all = Vec::new();
    body.root(cx).walk(&mut |op: OpRef<'_>| {
        let history = op.body.history(op.id);
        if !history.is_empty() {
            let words: Vec<String> = history.iter().map(|p| p.describe(cx)).collect();
            all.push(format!("{}: {}", op.name_str(), words.join("; ")));
        }
        true
    });
    all
}

const SUM: &str = "func.func private @g(%x: i32) -> i32 {
  %c = arith.constant 3 : i32
  %d = arith.constant 4 : i32
  %e = arith.addi %c, %d : i32
  %f = arith.muli %x, %e : i32
  return %f : i32
}
func.func @f(%x: i32) -> i32 {
  %y = func.call @g(%x) : (i32) -> i32
  return %y : i32
}";

#[test]
fn says_which_pass_and_pattern_made_an_operation_and_from_what() {
    let cx = common::context();
    let body = run(&cx, SUM, "canonicalize", true);
    let folded = "pass `canonicalize` (`fold`) from `arith.addi` at in.mlir:4:3";
    assert_eq!(made(&cx, &body), [format!("arith.constant: {folded}")]);
    let body = run(&cx, SUM, "canonicalize,inline", true);
    let made = made(&cx, &body);
    let copy = "arith.muli: pass `inline` from `arith.muli` at in.mlir:5:3";
    assert!(made.iter().any(|m| m == copy), "{made:#?}");
    let chain = "arith.constant: pass `inline` from `arith.constant` at in.mlir:4:3; ".to_string();
    assert!(made.contains(&(chain + folded)), "{made:#?}");
}

#[test]
fn follows_operations_through_lowerings() {
    let cx = common::context();
    let text = "func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = graph.relu %x : tensor<4xf32>
  return %y : tensor<4xf32>
}";
    let body = run(&cx, text, "lower-graph-to-te", true);
    let made = made(&cx, &body);
    let compute = made.iter().find(|m| m.starts_with("te.compute:")).expect("it is lowered");
    assert!(compute.contains("pass `lower-graph-to-te`"), "{compute}");
    assert!(compute.contains("from `graph.relu` at in.mlir:2:3"), "{compute}");
    // What is there and is in no run made by a pass is the source.
    assert!(made.iter().all(|m| !m.starts_with("func.return")), "{made:#?}");
}

#[test]
fn prints_as_comments_that_read_back() {
    let cx = common::context();
    let body = run(&cx, SUM, "canonicalize", true);
    let options = PrintOptions { provenance: true, ..PrintOptions::default() };
    let text = print_module(&cx, &body, &options);
    let line = text.lines().find(|l| l.contains("7 : i32")).expect("it is folded");
    assert!(line.ends_with("// pass `canonicalize` (`fold`) from `arith.addi` at in.mlir:4:3"));
    let again = parse_module(&cx, &text, "again", &mut Diags::new()).expect("comments are nothing");
    let plain = PrintOptions::default();
    assert_eq!(print_module(&cx, &again, &plain), print_module(&cx, &body, &plain));
}

#[test]
fn costs_nothing_when_off() {
    let cx = common::context();
    let body = run(&cx, SUM, "canonicalize,inline", false);
    assert!(!body.tracks_provenance());
    assert!(made(&cx, &body).is_empty());
}

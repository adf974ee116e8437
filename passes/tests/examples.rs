//! The examples in the documentation of `te`, `loop` and `sched`: each parses, verifies, and prints
//! what reads back as the same.

mod common;

use common::{context, parse, print, render, verify};
use terrace_ir::text::{PrintOptions, print_module};

/// The ```mlir blocks of a documentation text.
fn examples(doc: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = doc;
    while let Some((_, after)) = rest.split_once("```mlir\n") {
        let (block, after) = after.split_once("```").expect("an example without an end");
        found.push(block.to_owned());
        rest = after;
    }
    found
}

#[test]
fn every_operation_has_an_example_that_survives_printing() {
    for dialect in [&terrace_te::TE, &terrace_loop::LOOP, &terrace_sched::SCHED] {
        for def in dialect.ops.iter().copied().flatten() {
            let found = examples(def.doc);
            assert!(!found.is_empty(), "{} has no example", def.name);
            found.iter().for_each(|text| survives(text));
            assert!(found.iter().any(|t| t.contains(def.name)), "{} not in its example", def.name);
        }
    }
}

fn survives(text: &str) {
    let cx = context();
    let body = parse(&cx, text);
    let diags = verify(&cx, &body);
    assert_eq!(diags.n_errors(), 0, "{}\n{text}", render(&cx, &diags));
    let once = print(&cx, &body);
    let generic = print_module(&cx, &body, &PrintOptions::GENERIC);
    let again = parse(&cx, &once);
    assert_eq!(once, print(&cx, &again), "printing is no fixpoint");
    // The generic form holds every attribute: nothing was lost or changed on the way.
    assert_eq!(generic, print_module(&cx, &again, &PrintOptions::GENERIC));
    assert_eq!(once, print(&cx, &parse(&cx, &generic)), "the generic form says something else");
}

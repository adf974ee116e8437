//! Text with the places of its operations.

mod common;

use terrace_ir::text::{PlacedText, PrintOptions, parse_module, print_placed};
use terrace_ir::{Body, Context, Diags};

const SOURCE: &str = r#"builtin.module {
  "toy.func"() <{sym_name = "f"}> ({
    %c = "toy.constant"() <{value = 1 : i32}> : () -> i32
    %0 = "toy.constant"() <{value = 2 : i32}> : () -> i32
    %1 = "toy.add"(%c, %0) : (i32, i32) -> i32
    "toy.store"(%1, %c) : (i32, i32) -> ()
  }) : () -> ()
}"#;

fn parsed() -> (Context, Body) {
    let cx = common::context();
    let mut diags = Diags::new();
    let body = parse_module(&cx, SOURCE.as_bytes(), "t.mlir", &mut diags);
    let body = body.unwrap_or_else(|_| panic!("{:?}", diags.items()));
    (cx, body)
}

/// The first line of each placed operation, by name.
fn heads(cx: &Context, placed: &PlacedText) -> Vec<(String, String)> {
    let head = |m: &terrace_ir::text::PlacedOp| {
        let text = &placed.text[m.start as usize..m.end as usize];
        let head = text.lines().next().unwrap_or_default().to_string();
        (cx.op_name_str(m.name).to_string(), head)
    };
    placed.places.iter().map(head).collect()
}

#[test]
fn functions_have_a_text_of_their_own() {
    let (cx, mut body) = parsed();
    let module = print_placed(body.root(&cx), &PrintOptions::default());
    assert_eq!(heads(&cx, &module).len(), 2, "{}", module.text);
    assert!(module.text.contains(r#"<{sym_name = "f"}> ({..})"#), "{}", module.text);
    let function = body.children_mut().next().expect("one function");
    let function = print_placed(function.root(&cx), &PrintOptions::default());
    let heads = heads(&cx, &function);
    let names: Vec<&str> = heads.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["toy.func", "toy.constant", "toy.constant", "toy.add", "toy.store"]);
    assert!(heads[1].1.starts_with("%c = "), "{heads:?}");
}

#[test]
fn values_keep_their_numbers_when_others_go() {
    let (cx, mut body) = parsed();
    let options = PrintOptions { names: false, ..PrintOptions::default() };
    let function = body.children_mut().next().expect("one function");
    let before = print_placed(function.root(&cx), &options);
    let line = |m: &PlacedText| m.text.lines().find(|l| l.contains("toy.add")).map(str::to_string);
    // Another value in front of the sum, which then has another place but no other number.
    let first = before.places[1].op;
    let result = function.result(first, 0);
    let user = before.places[3].op;
    let other = function.result(before.places[2].op, 0);
    function.set_operand(user, 0, other);
    function.set_operand(before.places[4].op, 1, other);
    assert!(function.uses(result).next().is_none());
    function.erase(first);
    let after = print_placed(function.root(&cx), &options);
    let sum = line(&before).expect("it is there");
    let number = sum.split('=').next().expect("a result");
    assert!(line(&after).expect("it stays").starts_with(number), "{}\n{}", before.text, after.text);
}

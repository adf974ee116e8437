//! Large inputs are read, verified and printed on several threads: nothing but time may show it.

mod common;

use std::fmt::Write;

use terrace_ir::text::{PrintOptions, parse_module, print_module};
use terrace_ir::verify::verify;
use terrace_ir::{Context, Diags};

/// A module of `n` functions; `odd` stands in the middle of the one halfway.
fn module(n: usize, odd: &str) -> String {
    let mut text = String::from("#before = 7 : i32\nmodule {\n");
    for i in 0..n {
        let middle = if i == n / 2 { odd } else { "" };
        let _ = write!(
            text,
            r##"  "toy.func"() <{{sym_name = "f{i}"}}> ({{
  ^entry(%a: i32 loc(#loc{i})): // }} "
    %c = "toy.constant"() <{{value = #before}}> {{text = "}} {{ // \22"}} : () -> i32
    {middle}
    %0 = "toy.add"(%a, %c) : (i32, i32) -> i32 loc(#later)
    "toy.br"(%0)[^exit] : (i32) -> ()
  ^exit(%b: i32):
    %1 = "toy.add"(%b, %c) : (i32, i32) -> i32
    "toy.return"(%1) : (i32) -> ()
  }}) : () -> () loc("f{i}")
"##
        );
    }
    text.push_str("} loc(#later)\n#later = loc(\"below\":1:2)\n");
    for i in 0..n {
        let _ = writeln!(text, "#loc{i} = loc(\"f\":{}:{})", i + 1, i % 7 + 1);
    }
    text
}

/// Everything that can be seen of reading, verifying and printing a text.
fn seen(text: &str, threads: bool) -> String {
    let cx = Context::new();
    cx.load(&common::TOY);
    cx.set_threads(threads);
    let mut diags = Diags::new();
    let body = parse_module(&cx, text, "t.mlir", &mut diags);
    let mut out = String::new();
    if let Ok(body) = body {
        let valid = verify(&cx, &body, &mut diags).is_ok();
        let options = PrintOptions { locations: true, ..PrintOptions::default() };
        let _ = writeln!(out, "valid: {valid}\n{}", print_module(&cx, &body, &options));
        let _ = writeln!(out, "{}", print_module(&cx, &body, &PrintOptions::GENERIC));
    }
    for diag in diags.items() {
        let place = diag.loc.file_line_col(&cx).map(|(_, line, col)| (line, col));
        let _ = writeln!(out, "{place:?} {} {}", diag.code.id, diag.message);
    }
    out
}

const N: usize = 600;

#[track_caller]
fn same(text: &str) -> String {
    let (one, many) = (seen(text, false), seen(text, true));
    let differ = one.lines().zip(many.lines()).find(|(a, b)| a != b);
    assert_eq!(differ, None);
    assert_eq!(one.len(), many.len());
    one
}

#[test]
fn a_right_text_is_the_same() {
    let text = module(N, "");
    assert!(text.len() > 1 << 17, "{} bytes are read in order", text.len());
    let out = same(&text);
    assert!(out.starts_with("valid: true"), "{}", &out[..200]);
    assert!(out.contains("loc(\"f\":600:5)") && out.contains("\"below\""));
}

#[test]
fn functions_without_a_module_around_them_are_the_same() {
    let text = module(N, "");
    let text = text.replace("module {\n", "").replace("} loc(#later)\n#later", "#later");
    assert!(same(&text).starts_with("valid: true"));
}

#[test]
fn a_wrong_text_is_told_the_same() {
    for (odd, code) in [
        ("%x = \"toy.neg\"(%nobody) : (i32) -> i32", "PARSE005"),
        ("%x = \"toy.neg\"(%a) : (i64) -> i64", "PARSE007"),
        ("%c = \"toy.neg\"(%a) : (i32) -> i32", "PARSE006"),
        ("%x = \"toy.nag\"(%a) : (i32) -> i32", "PARSE010"),
        ("\"toy.br\"(%a)[^nowhere] : (i32) -> ()", "PARSE008"),
        ("%x = \"toy.constant\"() <{value = #after}> : () -> i32", "PARSE014"),
        ("%x = \"toy.constant\"() <{value = \"open}> : () -> i32", "PARSE003"),
        ("} \"toy.neg\"(%a) : (i32) -> i32", "PARSE"),
        ("{", "PARSE"),
        ("}}}", "PARSE"),
        ("\"toy.neg\"(%a) : (i32) -> ()", "IR002"),
        ("\"toy.br\"() [^exit] : () -> ()", "IR"),
    ] {
        let out = same(&module(N, odd));
        assert!(out.contains(code), "`{odd}` gives {}", &out[out.len().saturating_sub(300)..]);
    }
}

#[test]
fn what_one_text_shares_is_the_same() {
    let distinct = "%x = \"toy.constant\"() <{value = distinct[3]<unit>}> : () -> i32";
    let text = module(N, distinct)
        .replace("text = \"}", "id = distinct[3]<>, other = distinct[9]<>, text = \"}");
    let out = same(&text);
    assert!(out.contains("distinct[0]<>") && out.contains("distinct[1]<>"));
    assert!(!out.contains("distinct[2]") && !out.contains("distinct[9]"));
    let resource =
        "%x = \"toy.constant\"() <{value = dense_resource<k> : tensor<1xi8>}> : () -> i32";
    let text = module(N, resource)
        + "{-#\n  dialect_resources: {\n    builtin: {k: \"0x0100000007\"}\n  }\n#-}\n";
    let out = same(&text);
    assert!(out.contains("k: \"0x"), "{}", &out[out.len() - 300..]);
}

#[test]
fn deep_nesting_is_the_same() {
    let deep = |n: usize| {
        let open = "\"toy.loop\"() ({\n".repeat(n);
        open + "\"toy.return\"() : () -> ()\n" + &"}) : () -> ()\n".repeat(n)
    };
    assert!(same(&module(N, &deep(200))).starts_with("valid"));
    assert!(same(&module(N, &deep(300))).contains("PARSE004"));
}

//! The smallest complete tool does what it says, and stays small.

#[allow(dead_code)]
#[path = "../examples/smallest.rs"]
mod smallest;

use terrace_opt::{Language, Streams, Tool};

/// Exit code, standard output and standard error of `toy opt ARGS` for a text.
fn opt(args: &[&str], text: &str) -> (u8, String, String) {
    toy("opt", args, text)
}

fn toy(command: &str, args: &[&str], text: &str) -> (u8, String, String) {
    let language = Language::default().dialect(&smallest::TOY).passes(smallest::PASSES);
    let args: Vec<String> = [command].iter().chain(args).map(|a| a.to_string()).collect();
    let (mut stdin, mut stdout, mut stderr) = (text.as_bytes(), Vec::new(), Vec::new());
    let mut streams =
        Streams { stdin: &mut stdin, stdout: &mut stdout, stderr: &mut stderr, color: false };
    let code = Tool::new("toy", "0.1.0", language).run(&args, &mut streams);
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (code, text(stdout), text(stderr))
}

const TWICE: &str = "func.func @f(%x: tensor<2x3xf64>) -> tensor<2x3xf64> {
  %y = toy.transpose %x : tensor<2x3xf64> -> tensor<3x2xf64>
  %z = toy.transpose %y : tensor<3x2xf64> -> tensor<2x3xf64>
  return %z : tensor<2x3xf64>
}";

#[test]
fn its_pass_and_its_canonicalization_remove_transposes() {
    for passes in ["toy-untranspose", "canonicalize"] {
        let (code, ir, said) = opt(&["-p", passes], TWICE);
        assert_eq!((code, ir.contains("transpose")), (0, false), "{passes}: {ir}{said}");
        assert!(ir.contains("return %x"), "{ir}");
    }
    let (_, untouched, _) = opt(&[], TWICE);
    assert_eq!(untouched.matches("toy.transpose").count(), 2);
}

#[test]
fn its_verifier_needs_no_code() {
    let text = TWICE.replace("3x2", "2x3");
    let (code, _, said) = opt(&[], &text);
    assert_eq!(code, 1);
    assert!(said.contains("[IR024] Error: `toy.transpose`: shape is not reversed"), "{said}");
}

#[test]
fn it_speaks_under_its_own_name() {
    for command in ["opt", "bisect", "reduce", "interpret", "explore", "query", "lit", "docs"] {
        let (_, help, _) = toy(command, &["--help"], "");
        let (_, example) = help.split_once("Example: ").expect("there is an example");
        assert!(example.starts_with("toy "), "{command}: {help}");
        assert!(!help.contains("terrace "), "{command}: {help}");
    }
    let (_, page, _) = toy("explore", &["-", "-p", "canonicalize", "-o", "-"], TWICE);
    assert!(page.contains(" · toy explore</title>"));
    assert!(!page.contains("terrace opt"));
}

#[test]
fn dialects_are_listed_by_what_they_have() {
    let (_, list, _) = opt(&["--show-dialects"], "");
    let line = |name: &str| {
        let of = |l: &&str| l.split_whitespace().next() == Some(name);
        list.lines().find(of).map(|l| l[name.len()..].trim().to_owned())
    };
    assert_eq!(line("toy").as_deref(), Some("1 operation"));
    assert!(!list.contains(" 0 ") && !list.contains(" 1 operations"), "{list}");
    assert!(line("terrace").is_some_and(|l| l.ends_with("attribute")), "{list}");
}

#[test]
fn it_is_at_most_25_lines_before_main() {
    let text = include_str!("../examples/smallest.rs");
    let definition = text.split("fn main()").next().unwrap_or_default();
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with("//");
    assert!(definition.lines().filter(is_code).count() <= 25);
}

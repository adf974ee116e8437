//! The whole text of one small model, the digits network, at each level.
//!
//! Elements of large constants are left out, so what is shown is structure. It depends on nothing
//! of the machine: the processor is named, and schedules do not ask how many threads there are.
//!
//! A change of what the compiler makes changes these files. `INSTA_UPDATE=always cargo test -p
//! terrace --test levels` writes them anew; read the difference before it is committed.

use terrace::Streams;

const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../test/models/digits/digits.onnx");

/// Standard output of a command that succeeds.
fn terrace(args: &[&str], mut stdin: &[u8]) -> String {
    let args: Vec<String> = args.iter().map(|a| a.to_string()).collect();
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut streams =
        Streams { stdin: &mut stdin, stdout: &mut stdout, stderr: &mut stderr, color: false };
    let code = terrace::run(&args, &mut streams);
    assert_eq!(code, 0, "{args:?}: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).expect("text in UTF-8")
}

/// The model for two images, at a level.
fn emitted(level: &str, more: &[&str]) -> String {
    let emit = format!("--emit={level}");
    let args = ["compile", MODEL, "--bind", "N=2", "--target-cpu=x86-64-v4", &emit];
    terrace(&[&args[..], more].concat(), b"")
}

const ELIDE: &[&str] = &["--elide-elements", "4"];

#[test]
fn graph_as_imported() {
    insta::assert_snapshot!(emitted("graph", ELIDE));
}

#[test]
fn graph_optimised() {
    let args = ["opt", "-", "-p", "graph-optimize"];
    insta::assert_snapshot!(terrace(
        &[&args[..], ELIDE].concat(),
        emitted("graph", &[]).as_bytes()
    ));
}

#[test]
fn kernels_as_formulas() {
    insta::assert_snapshot!(emitted("te", ELIDE));
}

#[test]
fn kernels_as_scheduled_loops() {
    insta::assert_snapshot!(emitted("loop", ELIDE));
}

#[test]
fn upstream_mlir() {
    insta::assert_snapshot!(emitted("mlir", ELIDE));
}

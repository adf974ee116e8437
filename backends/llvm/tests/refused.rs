//! What the backend refuses, with the code that says so. Nothing here may panic or end the process.

mod common;

use common::*;
use terrace_llvm::{Emit, Options};

/// The diagnostics for a text, joined.
fn refused(text: &str, options: &Options) -> String {
    match try_compile(text, options) {
        Ok(_) => panic!("it compiled:\n{text}"),
        Err(reported) => reported.join("\n"),
    }
}

fn llvm() -> Options {
    Options::new(Emit::Llvm)
}

/// A function without results that holds these operations.
fn body(args: &str, ops: &str) -> String {
    format!("func.func @f({args}) {{\n{ops}\n  return\n}}")
}

#[test]
fn operations_and_types_without_translation() {
    for (code, args, ops) in [
        ("LLVM001", "", "%m = memref.alloc() : memref<4xf32>"),
        ("LLVM001", "%v: vector<4xf32>", "vector.print %v : vector<4xf32>"),
        ("LLVM002", "%v: vector<2x4xf32>", ""),
        ("LLVM002", "%v: vector<[4]xf32>", ""),
        ("LLVM002", "%t: tensor<4xf32>", ""),
        ("LLVM002", "%m: memref<?x?xf32>", ""),
        ("LLVM002", "%m: memref<4xcomplex<f32>>", ""),
        ("LLVM002", "%x: i200", ""),
        ("LLVM002", "%x: f8E5M2", ""),
        ("LLVM003", "%m: memref<?x4xf32>, %i: index", "%d = memref.dim %m, %i : memref<?x4xf32>"),
        (
            "LLVM003",
            "%m: memref<4x4xf32, strided<[1, 4]>>, %i: index",
            "%v = vector.load %m[%i, %i] : memref<4x4xf32, strided<[1, 4]>>, vector<4xf32>",
        ),
        (
            "LLVM003",
            "%a: memref<?x4xf32>, %b: memref<?x4xf32>",
            "memref.copy %a, %b : memref<?x4xf32> to memref<?x4xf32>",
        ),
        (
            "LLVM010",
            "",
            "%m = memref.alloca() : memref<900000xf32>\n  \
             %n = memref.alloca() : memref<900000xf32>",
        ),
    ] {
        let found = refused(&body(args, ops), &llvm());
        assert!(found.starts_with(code), "expected {code}, got {found}");
    }
    // Everything else in a module but functions and globals.
    let found = refused("module { module @inner {} }", &llvm());
    assert!(found.starts_with("LLVM001"), "{found}");
}

#[test]
fn generic_forms_that_break_the_rules() {
    for (args, ops) in [
        ("%x: f32, %y: f64", r#"%z = "arith.addf"(%x, %y) : (f32, f64) -> f32"#),
        ("%x: f32", r#"%z = "arith.addi"(%x, %x) : (f32, f32) -> f32"#),
        ("%x: i32", r#"%z = "arith.addf"(%x, %x) : (i32, i32) -> i32"#),
        ("%x: i32", r#"%z = "arith.extsi"(%x) : (i32) -> i8"#),
        ("%x: i32", r#"%z = "arith.bitcast"(%x) : (i32) -> f64"#),
        ("%x: f32", r#"%z = "arith.addf"(%x) : (f32) -> f32"#),
        ("%m: memref<4xf32>", r#"%z = "memref.load"(%m) : (memref<4xf32>) -> f32"#),
        (
            "%m: memref<4xf32>, %i: index",
            r#"%z = "memref.load"(%m, %i) : (memref<4xf32>, index) -> f64"#,
        ),
        (
            "%m: memref<4xi8>, %i: index",
            r#"%c = arith.constant 1 : index
            %z = "memref.view"(%m, %c) : (memref<4xi8>, index) -> memref<4xi8>"#,
        ),
        (
            "%v: vector<4xf32>",
            r#"%z = "vector.extract"(%v) <{static_position = array<i64: 4>}>
                : (vector<4xf32>) -> f32"#,
        ),
        (
            "%v: vector<4xf32>",
            r#"%z = "vector.shuffle"(%v, %v) <{mask = array<i64: 8>}>
                : (vector<4xf32>, vector<4xf32>) -> vector<1xf32>"#,
        ),
        (
            "%i: index",
            r#""scf.for"(%i, %i, %i) ({ ^bb0(%j: i32): "scf.yield"() : () -> () })
                : (index, index, index) -> ()"#,
        ),
        ("%c: i1", r#"%z = "scf.if"(%c) ({ "scf.yield"() : () -> () }, {}) : (i1) -> f32"#),
        ("%c: i1", r#""scf.if"(%c) ({ "func.return"() : () -> () }, {}) : (i1) -> ()"#),
    ] {
        let text = body(args, ops);
        // What the parser refuses, the backend never sees.
        let cx = context();
        let mut diags = terrace_ir::Diags::new();
        if terrace_ir::text::parse_module(&cx, &text, "test.mlir", &mut diags).is_err() {
            continue;
        }
        let found = refused(&text, &llvm());
        assert!(found.contains("LLVM004"), "{text}\n{found}");
    }
}

#[test]
fn names_that_lead_nowhere() {
    for ops in ["func.call @g() : () -> ()", "%m = memref.get_global @g : memref<4xf32>"] {
        let found = refused(&body("", ops), &llvm());
        assert!(found.starts_with("LLVM006") && found.contains("@g"), "{found}");
    }
    let text = "func.func private @g(f32)\nfunc.func @f(%x: i32) {\n  \
                \"func.call\"(%x) <{callee = @g}> : (i32) -> ()\n  return\n}";
    assert!(refused(text, &llvm()).starts_with("LLVM006"));
}

#[test]
fn nesting_has_an_end() {
    let (mut open, mut close) = (String::new(), String::new());
    for _ in 0..200 {
        open += "scf.if %c {\n";
        close += "}\n";
    }
    let found = refused(&body("%c: i1", &(open + &close)), &llvm());
    assert!(found.starts_with("LLVM007"), "{found}");
}

#[test]
fn targets_that_do_not_exist() {
    let text = body("", "");
    for (cpu, features) in [
        (Some("i386"), None),
        (Some("prescott"), None),
        (Some("no such"), None),
        (None, Some("avx2")),
        (None, Some("+a b")),
        (Some("x86-64"), Some("-sse2")),
        (None, Some("-64bit")),
    ] {
        let options = Options {
            cpu: cpu.map(str::to_owned),
            features: features.map(str::to_owned),
            ..llvm()
        };
        let found = refused(&text, &options);
        assert!(found.starts_with("LLVM008"), "{found}");
    }
}

#[test]
fn entries_that_are_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options::new(Emit::Library(folder.path().join("m.so")));
    let attributes = "attributes {terrace.input_names = [\"x\"], terrace.output_names = [\"y\"]}";
    for args in [
        "%x: memref<4xf32>, %y: memref<4xf32>",
        "%x: memref<4xf32>, %tid: index, %n: index",
        "%x: memref<4xf32>, %y: memref<4xf32>, %z: memref<4xf32>, %tid: index, %n: index",
        "%x: memref<4xf32>, %y: memref<4xi24>, %tid: index, %n: index",
        "%x: memref<4xf32>, %y: memref<4x4xf32, strided<[8, 1]>>, %tid: index, %n: index",
    ] {
        let text = format!("func.func @main({args}) {attributes} {{\n  return\n}}");
        let found = refused(&text, &options);
        assert!(found.starts_with("LLVM005"), "{found}");
    }
    // Without names there is no program, which only a library needs.
    let text = "func.func @main() {\n  return\n}";
    assert!(refused(text, &options).starts_with("LLVM005"));
    assert!(try_compile(text, &llvm()).is_ok());
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

#[test]
fn outputs_that_cannot_be_written_leave_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let global = "\"memref.global\"() <{sym_name = \"w\", constant, type = memref<90000xf32>, \
                  initial_value = dense<1.0> : tensor<90000xf32>}> : () -> ()\n";
    let main = "func.func @main(%y: memref<4xf32>, %tid: index, %n: index) attributes \
                {terrace.input_names = [], terrace.output_names = [\"y\"]} {\n  return\n}";
    let text = format!("{global}{main}");
    let missing = folder.path().join("missing/m.so");
    let found = refused(&text, &Options::new(Emit::Library(missing)));
    assert!(found.starts_with("LLVM009"), "{found}");
    // The weights can be written, the library cannot: neither is there then.
    std::fs::create_dir(folder.path().join("m.so")).expect("a folder");
    let library = Options::new(Emit::Library(folder.path().join("m.so")));
    let found = refused(&text, &library);
    assert!(found.starts_with("LLVM009"), "{found}");
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").flatten().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn what_only_llvm_notices() {
    let text = "\"func.func\"() <{sym_name = \"f\", function_type = () -> ()}> ({\n  \
                \"func.return\"() : () -> ()\n  \"func.return\"() : () -> ()\n}) : () -> ()";
    let found = refused(text, &llvm());
    assert!(found.starts_with("LLVM011"), "{found}");
}

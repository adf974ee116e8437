//! The LLVM IR of one small kernel, whole, and what is promised of buffers.

mod common;

use common::*;
use terrace_llvm::{Emit, Options};

fn llvm(opt_level: u8) -> Options {
    Options { cpu: Some("x86-64-v4".into()), opt_level, ..Options::new(Emit::Llvm) }
}

/// `y[i, :] = a * x[i, :] + y[i, :]` on vectors.
const AXPY: &str = r#"
func.func @axpy(%a: f32, %x: memref<8x64xf32> {terrace.align = 64 : i64}, %y: memref<8x64xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %c16 = arith.constant 16 : index
  %c64 = arith.constant 64 : index
  %v = vector.broadcast %a : f32 to vector<16xf32>
  scf.for %i = %c0 to %c8 step %c1 {
    scf.for %j = %c0 to %c64 step %c16 {
      %p = vector.load %x[%i, %j] : memref<8x64xf32>, vector<16xf32>
      %q = vector.load %y[%i, %j] : memref<8x64xf32>, vector<16xf32>
      %r = vector.fma %v, %p, %q : vector<16xf32>
      vector.store %r, %y[%i, %j] : memref<8x64xf32>, vector<16xf32>
    }
  }
  return
}
"#;

#[test]
fn a_small_kernel() {
    insta::assert_snapshot!(compiled(AXPY, &llvm(3)).text);
}

/// The line of a function's signature.
fn signature<'t>(text: &'t str, name: &str) -> &'t str {
    let start = format!("define hidden void @model.{name}(");
    text.lines().find(|l| l.starts_with(&start)).expect("the function")
}

#[test]
fn buffers_that_a_caller_passes_twice_are_not_kept_apart() {
    let text = r#"
func.func private @k(%x: memref<16xf32>, %y: memref<16xf32>, %z: memref<16xf32>) {
  return
}
func.func private @outer(%x: memref<16xf32>, %y: memref<16xf32>, %z: memref<16xf32>) {
  func.call @inner(%x, %y, %z) : (memref<16xf32>, memref<16xf32>, memref<16xf32>) -> ()
  return
}
func.func private @inner(%x: memref<16xf32>, %y: memref<16xf32>, %z: memref<16xf32>) {
  return
}
func.func @main(%a: memref<256xi8>) {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c96 = arith.constant 96 : index
  %p = memref.view %a[%c0][] : memref<256xi8> to memref<16xf32>
  %q = memref.view %a[%c64][] : memref<256xi8> to memref<16xf32>
  %r = memref.view %a[%c96][] : memref<256xi8> to memref<16xf32>
  func.call @k(%p, %q, %p) : (memref<16xf32>, memref<16xf32>, memref<16xf32>) -> ()
  func.call @outer(%p, %q, %r) : (memref<16xf32>, memref<16xf32>, memref<16xf32>) -> ()
  return
}
"#;
    let ir = compiled(text, &llvm(0)).text;
    let kept_apart = |name: &str| {
        let (_, params) = signature(&ir, name).split_once('(').expect("parameters");
        let all: Vec<bool> = params.split('%').take(3).map(|p| p.contains("noalias")).collect();
        all
    };
    assert_eq!(kept_apart("k"), [false, true, false]);
    // What overlaps in a caller's caller overlaps in the callee.
    assert_eq!(kept_apart("inner"), [true, false, false]);
}

#[test]
fn other_threads_may_write_behind_a_barrier() {
    let text = r#"
func.func private @terrace_barrier(index)
func.func @k(%x: memref<16xf32>, %y: memref<16xf32>, %tid: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = memref.load %x[%c0] : memref<16xf32>
  memref.store %a, %y[%c0] : memref<16xf32>
  func.call @terrace_barrier(%tid) : (index) -> ()
  %b = memref.load %x[%c0] : memref<16xf32>
  memref.store %b, %y[%c1] : memref<16xf32>
  return
}
"#;
    let ir = compiled(text, &llvm(3)).text;
    assert!(!signature(&ir, "k").contains("noalias"), "{ir}");
    assert_eq!(ir.matches("load float").count(), 2, "read again behind the barrier:\n{ir}");
    assert!(ir.contains("!alias.scope") && ir.contains("!noalias"), "{ir}");
}

#[test]
fn multiplications_and_additions_are_joined_on_request_only() {
    let kernel = |flags: &str| {
        format!(
            "func.func @k(%a: f32, %b: f32, %c: f32) -> f32 {{\n  %p = arith.mulf %a, %b {flags} : \
             f32\n  %s = arith.addf %p, %c {flags} : f32\n  return %s : f32\n}}"
        )
    };
    let asm = |text: &str| {
        compiled(text, &Options { cpu: Some("x86-64-v4".into()), ..Options::new(Emit::Asm) }).text
    };
    assert!(!asm(&kernel("")).contains("vfmadd"));
    assert!(asm(&kernel("fastmath<contract>")).contains("vfmadd"));
}

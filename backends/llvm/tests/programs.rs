//! Whole programs: compiled, loaded and run, compared with results computed here.

mod common;

use common::*;

/// Two kernels, an arena between them, large and small weights, two threads.
const PROGRAM: &str = r#"
"memref.global"() <{sym_name = "large", sym_visibility = "private", constant,
  type = memref<20000xf32>, initial_value = dense<0.5> : tensor<20000xf32>}> : () -> ()
"memref.global"() <{sym_name = "small", sym_visibility = "private", constant,
  type = memref<16xf32>, initial_value = dense<[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0,
  10.0, 11.0, 12.0, 13.0, 14.0, 15.0]> : tensor<16xf32>}> : () -> ()
func.func private @terrace_barrier(index)
func.func private @scale(%x: memref<20000xf32>, %w: memref<20000xf32>, %y: memref<20000xf32>,
                         %tid: index, %n: index) attributes {terrace.source = "Mul_0"} {
  %size = arith.constant 20000 : index
  %one = arith.constant 1 : index
  %next = arith.addi %tid, %one : index
  %a = arith.muli %tid, %size : index
  %low = arith.divui %a, %n : index
  %b = arith.muli %next, %size : index
  %high = arith.divui %b, %n : index
  scf.for %i = %low to %high step %one {
    %v = memref.load %x[%i] : memref<20000xf32>
    %u = memref.load %w[%i] : memref<20000xf32>
    %p = arith.mulf %v, %u : f32
    memref.store %p, %y[%i] : memref<20000xf32>
  }
  return
}
func.func private @blocks(%x: memref<20000xf32>, %w: memref<16xf32>, %y: memref<1250x16xf32>,
                          %tid: index, %n: index) {
  %size = arith.constant 1250 : index
  %one = arith.constant 1 : index
  %zero = arith.constant 0 : index
  %sixteen = arith.constant 16 : index
  %lanes = vector.load %w[%zero] : memref<16xf32>, vector<16xf32>
  scf.for %i = %tid to %size step %n {
    %at = arith.muli %i, %sixteen : index
    // Written by the other thread, in part.
    %back = arith.subi %size, %i : index
    %last = arith.subi %back, %one : index
    %there = arith.muli %last, %sixteen : index
    %v = vector.load %x[%there] : memref<20000xf32>, vector<16xf32>
    %s = arith.addf %v, %lanes : vector<16xf32>
    vector.store %s, %y[%i, %zero] : memref<1250x16xf32>, vector<16xf32>
  }
  return
}
func.func @main(%x: memref<20000xf32>, %y: memref<1250x16xf32>, %arena: memref<80064xi8>,
                %tid: index, %n: index)
    attributes {terrace.input_names = ["x"], terrace.output_names = ["y"]} {
  %w = memref.get_global @large : memref<20000xf32>
  %v = memref.get_global @small : memref<16xf32>
  %at = arith.constant 64 : index
  %t = memref.view %arena[%at][] : memref<80064xi8> to memref<20000xf32>
  func.call @scale(%x, %w, %t, %tid, %n)
    : (memref<20000xf32>, memref<20000xf32>, memref<20000xf32>, index, index) -> ()
  func.call @terrace_barrier(%tid) : (index) -> ()
  func.call @blocks(%t, %v, %y, %tid, %n)
    : (memref<20000xf32>, memref<16xf32>, memref<1250x16xf32>, index, index) -> ()
    loc(fused["Add_1", "Relu_2"("model.onnx":1:1), "Add_1"])
  return
}
"#;

#[test]
fn kernels_arena_weights_and_threads_work_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = open(PROGRAM, folder.path(), 2, |o| o.profile = true);
    assert_eq!(model.inputs()[0].name, "x");
    assert_eq!(model.outputs()[0].shape, [1250, 16]);
    assert_eq!((model.arena_bytes(), model.weights_bytes()), (80064, 80000));
    let x = noise(20000, 1);
    for _ in 0..20 {
        let y = f32s(&run(&model, &[f32_bytes(&x)])[0]);
        for (i, row) in y.chunks(16).enumerate() {
            for (lane, &got) in row.iter().enumerate() {
                assert_eq!(got, x[(1249 - i) * 16 + lane] * 0.5 + lane as f32);
            }
        }
    }
    let profile = model.profile().expect("a profile");
    let seen: Vec<_> =
        profile.iter().map(|k| (k.name.as_str(), k.source.as_str(), k.calls)).collect();
    assert_eq!(seen, [("scale", "Mul_0", 20), ("blocks", "Add_1,Relu_2", 20)]);
}

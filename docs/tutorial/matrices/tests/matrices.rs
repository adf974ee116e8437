//! The tests of the language.

use terrace_test::{assert_ir_snapshot, assert_lit};

#[test]
fn lit_files_hold() {
    assert_lit(&matrices::tool(), concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lit"));
}

#[test]
fn a_transpose_becomes_an_index_map() {
    let text = "func.func @main(%x: tensor<2x3xf64>) -> tensor<3x2xf64> {
        %y = mat.transpose %x : tensor<2x3xf64> -> tensor<3x2xf64>
        return %y : tensor<3x2xf64>
    }";
    assert_ir_snapshot!(matrices::tool(), "lower-mat-to-te", text, @r"
    module {
      func.func @main(%x: tensor<2x3xf64>) -> tensor<3x2xf64> {
        %y = te.compute axes(i = 3, j = 2) ins(%x[j, i]) : tensor<2x3xf64> -> tensor<3x2xf64> {
        ^bb0(%arg0: f64):
          te.yield %arg0 : f64
        }
        return %y : tensor<3x2xf64>
      }
    }
    ");
}

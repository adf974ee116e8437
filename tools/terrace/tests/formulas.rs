//! Formulas, as a dialect outside this repository leaves them, become machine code.

use std::fs;

use terrace::Streams;

const MODULE: &str = "func.func @main(%x: tensor<2x3xf32>) -> tensor<2x2xf32> {
  %c = graph.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf32>
  %t = te.compute axes(i = 3, j = 2) ins(%x[j, i], %c[i, j])
      : tensor<2x3xf32>, tensor<3x2xf32> -> tensor<3x2xf32> {
  ^bb0(%a: f32, %b: f32):
    %s = arith.addf %a, %b : f32
    te.yield %s : f32
  }
  %p = te.compute axes(i = 2, j = 2) reduce(k = 3) ins(%x[i, k], %t[k, j]) combine add
      : tensor<2x3xf32>, tensor<3x2xf32> -> tensor<2x2xf32> {
  ^bb0(%a: f32, %b: f32):
    %s = arith.mulf %a, %b : f32
    te.yield %s : f32
  }
  return %p : tensor<2x2xf32>
}
";

/// A file of NumPy's format with a 2x3 array.
fn npy(values: [f32; 6]) -> Vec<u8> {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
    let mut out = b"\x93NUMPY\x01\x00\x76\x00".to_vec();
    out.extend(format!("{header:<117}\n").bytes());
    out.extend(values.iter().flat_map(|v| v.to_le_bytes()));
    out
}

#[test]
fn a_caller_and_its_kernels_run() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("f.mlir");
    fs::write(&file, MODULE).unwrap();
    fs::write(folder.path().join("input0.npy"), npy([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])).unwrap();
    let (file, inputs) = (file.display().to_string(), folder.path().display().to_string());
    let args = ["run", &file, "--inputs", &inputs, "--print"].map(str::to_owned);
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut streams = Streams {
        stdin: &mut std::io::empty(),
        stdout: &mut stdout,
        stderr: &mut stderr,
        color: false,
    };
    let code = terrace::run(&args, &mut streams);
    assert_eq!(code, 0, "{}", String::from_utf8_lossy(&stderr));
    // x * (transpose(x) + c), by hand.
    let stdout = String::from_utf8(stdout).unwrap();
    assert!(stdout.contains("36.0 60.0 81.0 141.0"), "{stdout}");
}

//! The lowest level as a second compiler sees it: `mlir-opt` lowers it, `mlir-runner` runs it, and
//! the numbers are those of the interpreter and of our own compiled code.

use std::fmt::Write;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use terrace::Streams;
use terrace_onnx::{DType, Tensor, tensor_io};

/// Upstream's way from our lowest level to LLVM.
const LOWERING: &str = "builtin.module(\
    func.func(convert-vector-to-scf),convert-scf-to-cf,\
    expand-strided-metadata,lower-affine,\
    convert-vector-to-llvm,finalize-memref-to-llvm,\
    convert-math-to-llvm,convert-math-to-libm,convert-arith-to-llvm,convert-index-to-llvm,\
    convert-cf-to-llvm,convert-func-to-llvm,reconcile-unrealized-casts)";

fn terrace(args: &[&str]) -> String {
    let args: Vec<String> = args.iter().map(|a| a.to_string()).collect();
    let (mut input, mut stdout, mut stderr) = (&b""[..], Vec::new(), Vec::new());
    let mut streams =
        Streams { stdin: &mut input, stdout: &mut stdout, stderr: &mut stderr, color: false };
    let code = terrace::run(&args, &mut streams);
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let (stdout, stderr) = (text(stdout), text(stderr));
    assert_eq!(code, 0, "terrace {args:?}: {stderr}{stdout}");
    stdout
}

/// Where MLIR 22 is, and the library with what prints numbers.
fn mlir() -> Option<(PathBuf, PathBuf)> {
    let config = Command::new("llvm-config-22").arg("--prefix").output().ok();
    let named = config.map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned());
    let prefix = PathBuf::from(named.unwrap_or("/usr/lib/llvm-22".into()));
    let tools = ["mlir-opt", "mlir-runner"].iter().all(|t| prefix.join("bin").join(t).is_file());
    let files = std::fs::read_dir(prefix.join("lib")).ok()?;
    let is_it = |p: &PathBuf| {
        let name = p.file_name().and_then(|n| n.to_str());
        name.is_some_and(|n| n.starts_with("libmlir_c_runner_utils.so"))
    };
    let library = files.flatten().map(|f| f.path()).find(is_it)?;
    tools.then_some((prefix, library))
}

/// An input: name, shape, elements.
type Input = (&'static str, &'static [i64], Vec<f32>);

/// Elements between -1 and 1 that repeat in no dimension.
fn elements(shape: &[i64], seed: u32) -> Vec<f32> {
    let n = shape.iter().product::<i64>() as u32;
    (0..n).map(|i| ((i * 37 + seed * 11) % 101) as f32 / 50.0 - 1.0).collect()
}

/// A function that calls `@main` as its only thread and prints every element of the output.
fn harness(ir: &str, inputs: &[Input], output: &[i64]) -> String {
    let signature = ir.lines().find(|l| l.contains("func.func @main(")).expect("a function @main");
    let arena = signature.split("%arena: memref<").nth(1).and_then(|r| r.split('x').next());
    let threaded = signature.contains("%n_threads");
    let ty = |shape: &[i64]| {
        let dims: String = shape.iter().map(|d| format!("{d}x")).collect();
        format!("memref<{dims}f32>")
    };
    let mut globals = String::new();
    let mut body = String::from("func.func @entry() {\n");
    let (mut args, mut types) = (Vec::new(), Vec::new());
    for (i, (_, shape, data)) in inputs.iter().enumerate() {
        let ty = ty(shape);
        let hex: String =
            data.iter().flat_map(|x| x.to_le_bytes()).map(|b| format!("{b:02X}")).collect();
        let _ = writeln!(globals, "memref.global @in{i} : {ty} = dense<\"0x{hex}\">");
        let _ = writeln!(body, "  %in{i} = memref.get_global @in{i} : {ty}");
        args.push(format!("%in{i}"));
        types.push(ty);
    }
    let out = ty(output);
    let _ = writeln!(body, "  %out = memref.alloc() : {out}");
    args.push("%out".into());
    types.push(out.clone());
    if let Some(bytes) = arena {
        let _ = writeln!(body, "  %arena = memref.alloc() {{alignment = 64}} : memref<{bytes}xi8>");
        args.push("%arena".into());
        types.push(format!("memref<{bytes}xi8>"));
    }
    body.push_str("  %zero = arith.constant 0 : index\n  %one = arith.constant 1 : index\n");
    if threaded {
        args.extend(["%zero".into(), "%one".into()]);
        types.extend(["index".into(), "index".into()]);
    }
    let _ = writeln!(body, "  call @main({}) : ({}) -> ()", args.join(", "), types.join(", "));
    let mut indices = Vec::new();
    for (i, size) in output.iter().enumerate() {
        let _ = writeln!(body, "  %n{i} = arith.constant {size} : index");
        let _ = writeln!(body, "  scf.for %i{i} = %zero to %n{i} step %one {{");
        indices.push(format!("%i{i}"));
    }
    let _ = writeln!(body, "  %x = memref.load %out[{}] : {out}", indices.join(", "));
    // As bits: the printer of floats gives six digits.
    body.push_str("  %bits = arith.bitcast %x : f32 to i32\n");
    body.push_str("  %wide = arith.extui %bits : i32 to i64\n");
    body.push_str("  func.call @printI64(%wide) : (i64) -> ()\n");
    body.push_str("  func.call @printNewline() : () -> ()\n");
    body.push_str(&"  }\n".repeat(output.len()));
    body.push_str("  return\n}\n");
    let declared = "func.func private @printI64(i64)\nfunc.func private @printNewline()\n";
    let barrier = "func.func private @terrace_barrier(index)";
    // One thread waits for nobody.
    let ir = ir.replacen(barrier, "func.func @terrace_barrier(%t: index) { return }", 1);
    let end = ir.rfind('}').expect("a module");
    format!("{}{globals}{declared}{body}}}\n", &ir[..end])
}

fn tool(path: &Path, args: &[&str]) -> String {
    let made = Command::new(path).args(args).output().expect("the tool starts");
    let stderr = String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success(), "{}: {stderr}", path.display());
    String::from_utf8_lossy(&made.stdout).into_owned()
}

/// Largest difference of two lists of numbers, relative to the largest number.
fn difference(expected: &[f32], actual: &[f32]) -> f32 {
    assert_eq!(expected.len(), actual.len());
    let largest = expected.iter().fold(0f32, |m, x| m.max(x.abs()));
    let apart = expected.iter().zip(actual).map(|(x, y)| (x - y).abs());
    apart.fold(0f32, f32::max) / largest
}

/// Runs a function over whole tensors in the interpreter, compiled by us, and by MLIR.
fn same_everywhere(what: &str, source: &str, inputs: &[Input], output: &[i64]) {
    let Some((prefix, library)) = mlir() else {
        // Not `eprintln`: this must be seen although the test passes.
        let _ = writeln!(std::io::stderr(), "NOT CHECKED: {what} by mlir-runner 22: not installed");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    std::fs::write(path("f.mlir"), source).unwrap();
    for name in ["in", "interpreted", "compiled"] {
        std::fs::create_dir(path(name)).unwrap();
    }
    for (name, shape, data) in inputs {
        let bytes: Vec<u8> = data.iter().flat_map(|x| x.to_le_bytes()).collect();
        let shape = shape.iter().map(|&d| d as u64).collect();
        let tensor = Tensor::new(String::new(), DType::F32, shape, bytes.into()).unwrap();
        tensor_io::write(&folder.path().join(format!("in/{name}.npy")), &tensor).unwrap();
    }
    let run = ["run", &path("f.mlir"), "--inputs", &path("in"), "--outputs"];
    terrace(&[&run[..], &[&path("interpreted"), "--interpret", "graph"]].concat());
    terrace(&[&run[..], &[&path("compiled")]].concat());
    let read = |name: &str| -> Vec<f32> {
        let file = folder.path().join(name).join("output0.npy");
        let data = tensor_io::read(&file).unwrap().data;
        data.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
    };
    let (interpreted, compiled) = (read("interpreted"), read("compiled"));
    let ir = terrace(&["compile", &path("f.mlir"), "--emit", "mlir"]);
    std::fs::write(path("h.mlir"), harness(&ir, inputs, output)).unwrap();
    let pipeline = format!("--pass-pipeline={}", LOWERING.replace(' ', ""));
    let (opt, runner) = (prefix.join("bin/mlir-opt"), prefix.join("bin/mlir-runner"));
    tool(&opt, &[&path("h.mlir"), &pipeline, "-o", &path("l.mlir")]);
    let shared = format!("--shared-libs={}", library.display());
    let void = "--entry-point-result=void";
    let printed = tool(&runner, &[&path("l.mlir"), "-e", "entry", void, &shared]);
    let theirs: Vec<f32> = printed
        .split_whitespace()
        .map(|n| f32::from_bits(n.parse().expect("the bits of a number")))
        .collect();
    let largest = interpreted.iter().fold(0f32, |m, x| m.max(x.abs()));
    assert!(largest > 0.01, "{what}: nothing was computed");
    let (ours, mlirs) = (difference(&interpreted, &compiled), difference(&interpreted, &theirs));
    assert!(ours < 1e-5, "{what}: compiled by us: {ours}");
    assert!(mlirs < 1e-5, "{what}: compiled by MLIR: {mlirs}");
}

#[test]
fn a_convolution() {
    let inputs = [
        ("input0", &[1, 3, 11, 9][..], elements(&[1, 3, 11, 9], 1)),
        ("input1", &[8, 3, 3, 3][..], elements(&[8, 3, 3, 3], 2)),
        ("input2", &[8][..], elements(&[8], 3)),
    ];
    let source = "func.func @main(%x: tensor<1x3x11x9xf32>, %w: tensor<8x3x3x3xf32>,
        %b: tensor<8xf32>) -> tensor<1x8x6x5xf32> {
      %y = graph.conv %x, %w, %b {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>,
          dilations = array<i64: 1, 1>, groups = 1 : i64}
          : (tensor<1x3x11x9xf32>, tensor<8x3x3x3xf32>, tensor<8xf32>) -> tensor<1x8x6x5xf32>
      return %y : tensor<1x8x6x5xf32>
    }";
    same_everywhere("a convolution", source, &inputs, &[1, 8, 6, 5]);
}

#[test]
fn a_matrix_product() {
    let inputs = [
        ("input0", &[13, 37][..], elements(&[13, 37], 1)),
        ("input1", &[37, 21][..], elements(&[37, 21], 2)),
    ];
    let source =
        "func.func @main(%a: tensor<13x37xf32>, %b: tensor<37x21xf32>) -> tensor<13x21xf32> {
      %c = graph.matmul %a, %b : tensor<13x37xf32>, tensor<37x21xf32> -> tensor<13x21xf32>
      return %c : tensor<13x21xf32>
    }";
    same_everywhere("a matrix product", source, &inputs, &[13, 21]);
}

#[test]
fn a_softmax() {
    let inputs = [("input0", &[5, 33][..], elements(&[5, 33], 1))];
    let source = "func.func @main(%a: tensor<5x33xf32>) -> tensor<5x33xf32> {
      %c = graph.softmax %a {axis = 1 : i64} : tensor<5x33xf32>
      return %c : tensor<5x33xf32>
    }";
    same_everywhere("a softmax", source, &inputs, &[5, 33]);
}

//! What a hostile or broken surrounding can do to the command: every case ends with exit code 1, a
//! diagnostic that names the cause, and no file left behind.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use prost::Message;
use tempfile::TempDir;
use terrace_onnx::proto::tensor_shape_proto::{Dimension, dimension};
use terrace_onnx::proto::{
    GraphProto, ModelProto, NodeProto, OperatorSetIdProto, StringStringEntryProto, TensorProto,
    TensorShapeProto, TypeProto, ValueInfoProto, type_proto,
};

const COMPILER: &str = env!("CARGO_BIN_EXE_terrace");

fn digits() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test/models/digits")
}

/// A folder for one case.
struct Case(TempDir);

impl Case {
    fn new() -> Case {
        Case(tempfile::tempdir().expect("a folder for the case"))
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).expect("the folder is ours");
        path.to_str().expect("a path in UTF-8").to_owned()
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().expect("a path in UTF-8").to_owned()
    }

    /// The files of the folder.
    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).expect("the folder is ours");
        let mut names: Vec<String> =
            entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn terrace(args: &[&str]) -> Output {
    Command::new(COMPILER).args(args).stdin(Stdio::null()).output().expect("the compiler starts")
}

/// Checks that a command fails as it must; gives what it says.
fn refusal(out: &Output, what: &str, says: &str) -> String {
    let stderr = String::from_utf8_lossy(&out.stderr).into_owned();
    let shown: String = stderr.chars().take(2000).collect();
    assert_eq!(out.status.code(), Some(1), "{what}: {shown}");
    assert!(stderr.contains(says), "{what}: no `{says}` in\n{shown}");
    assert!(stderr.len() < 100_000, "{what}: {} bytes of diagnostics", stderr.len());
    stderr
}

/// Compiles a model that must be refused with this code.
fn refused_model(what: &str, bytes: &[u8], says: &str) -> String {
    let case = Case::new();
    let model = case.write("model.onnx", bytes);
    let out = terrace(&["compile", &model, "-o", &case.path("model.so")]);
    let said = refusal(&out, what, says);
    assert_eq!(case.files(), ["model.onnx"], "{what}");
    said
}

fn value(name: &str, shape: &[i64], elem: i32) -> ValueInfoProto {
    let dim = |&d: &i64| Dimension { value: Some(dimension::Value::DimValue(d)), denotation: None };
    let shape = TensorShapeProto { dim: shape.iter().map(dim).collect() };
    let tensor = type_proto::Tensor { elem_type: Some(elem), shape: Some(shape) };
    let value = Some(type_proto::Value::TensorType(tensor));
    let ty = TypeProto { value, ..Default::default() };
    ValueInfoProto { name: Some(name.into()), r#type: Some(ty), ..Default::default() }
}

fn node(op: &str, inputs: &[&str], output: &str) -> NodeProto {
    NodeProto {
        name: Some(format!("make {output}")),
        op_type: Some(op.into()),
        input: inputs.iter().map(|&i| i.into()).collect(),
        output: vec![output.into()],
        ..Default::default()
    }
}

/// `y = Relu(x)` over floats of this shape.
fn relu(shape: &[i64]) -> ModelProto {
    ModelProto {
        ir_version: Some(8),
        opset_import: vec![OperatorSetIdProto { domain: Some(String::new()), version: Some(18) }],
        graph: Some(GraphProto {
            name: Some("g".into()),
            node: vec![node("Relu", &["x"], "y")],
            input: vec![value("x", shape, 1)],
            output: vec![value("y", shape, 1)],
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// The same as text.
fn relu_text(ty: &str) -> String {
    let body = format!("  %y = graph.relu %x : {ty}\n  return %y : {ty}\n");
    format!("func.func @main(%x: {ty}) -> {ty} {{\n{body}}}\n")
}

fn changed(change: impl FnOnce(&mut GraphProto)) -> Vec<u8> {
    let mut model = relu(&[2]);
    change(model.graph.get_or_insert_default());
    model.encode_to_vec()
}

#[test]
fn what_is_no_model() {
    let whole = std::fs::read(digits().join("digits.onnx")).expect("the model is stored");
    for part in [1, whole.len() / 3, whole.len() / 2, whole.len() - 1] {
        refused_model("truncated", &whole[..part], "ONNX0");
    }
    refused_model("empty", b"", "ONNX007");
    // Bytes of a generator with a fixed seed.
    let mut state = 1u64;
    let random = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as u8
    });
    refused_model("random", &random.take(5000).collect::<Vec<_>>(), "ONNX003");
}

#[test]
fn operators_and_versions_that_do_not_exist() {
    let unknown = changed(|graph| {
        graph.node = vec![node("Mystery", &["x"], "a"), node("Riddle", &["a"], "y")];
    });
    let said = refused_model("unknown operators", &unknown, "ONNX101");
    assert!(said.contains("Mystery") && said.contains("Riddle"), "all at once: {said}");
    assert!(said.contains("make a"), "with the name of the node: {said}");
    let mut model = relu(&[2]);
    model.opset_import[0].version = Some(99);
    refused_model("unknown version", &model.encode_to_vec(), "ONNX006");
}

#[test]
fn graphs_that_are_none() {
    let cyclic = changed(|graph| {
        graph.node = vec![node("Add", &["x", "b"], "a"), node("Relu", &["a"], "b")];
        graph.output = vec![value("a", &[2], 1)];
    });
    refused_model("a circle", &cyclic, "ONNX010");
    let twice = changed(|graph| graph.node.push(node("Neg", &["x"], "y")));
    refused_model("a name twice", &twice, "ONNX008");
    let inputs = changed(|graph| graph.input.push(value("x", &[2], 1)));
    refused_model("an input twice", &inputs, "ONNX008");
    let undefined = changed(|graph| graph.node[0].input[0] = "nobody".into());
    refused_model("an undefined value", &undefined, "ONNX009");
}

#[test]
fn shapes_that_overflow() {
    let n = 1 << 32;
    refused_model("elements overflow", &relu(&[n, n, 16]).encode_to_vec(), "ONNX106");
    refused_model("bytes overflow", &relu(&[1 << 62]).encode_to_vec(), "ONNX106");
    let model = digits().join("digits.onnx");
    let model = model.to_str().expect("a path in UTF-8");
    for size in ["N=4611686018427387904", "N=18446744073709551615"] {
        let out = terrace(&["compile", model, "--bind", size, "--emit=graph"]);
        refusal(&out, size, "ONNX106");
    }
    let case = Case::new();
    let ty = format!("tensor<{n}x{n}x16xf32>");
    let text = relu_text(&ty);
    let out = terrace(&["compile", &case.write("a.mlir", text), "-o", &case.path("a.so")]);
    refusal(&out, "elements overflow in text", "LOWER001");
    assert_eq!(case.files(), ["a.mlir"]);
    let ty = "tensor<576460752303423488xf32>";
    let text = relu_text(ty);
    let out = terrace(&["bench", &case.write("a.mlir", text)]);
    let said = refusal(&out, "more than any memory", "error[RUN002]: ");
    assert!(said.contains("GB, this machine has"), "{said}");
}

#[test]
fn external_data_stays_in_the_folder() {
    let case = Case::new();
    std::fs::create_dir(case.path("model")).expect("the folder is ours");
    case.write("secret.bin", [0; 8]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(case.path("secret.bin"), case.path("model/link.bin"))
        .expect("the folder is ours");
    for (location, code) in [
        ("../../../../../../etc/passwd", "ONNX015"),
        ("../secret.bin", "ONNX015"),
        ("/etc/passwd", "ONNX015"),
        ("link.bin", "ONNX015"),
        ("absent.bin", "ONNX016"),
    ] {
        let entry = |key: &str, value: &str| StringStringEntryProto {
            key: Some(key.into()),
            value: Some(value.into()),
        };
        let weights = TensorProto {
            name: Some("w".into()),
            dims: vec![2],
            data_type: Some(1),
            data_location: Some(1),
            external_data: vec![entry("location", location)],
            ..Default::default()
        };
        let model = changed(|graph| {
            graph.initializer.push(weights);
            graph.node = vec![node("Add", &["x", "w"], "y")];
        });
        let path = case.write("model/m.onnx", model);
        let out = terrace(&["compile", &path, "--emit=graph"]);
        let said = refusal(&out, location, code);
        assert!(said.contains('w') && out.stdout.is_empty(), "{said}");
    }
}

#[test]
fn inputs_of_another_type_or_shape() {
    let case = Case::new();
    let model = case.write("m.onnx", relu(&[2]).encode_to_vec());
    let tensor = |dims: &[i64], elem: i32, bytes: usize| TensorProto {
        name: Some("x".into()),
        dims: dims.into(),
        data_type: Some(elem),
        raw_data: Some(vec![0; bytes].into()),
        ..Default::default()
    };
    for (what, tensor, says) in [
        ("another shape", tensor(&[3], 1, 12), "expected f32 [2], got f32 [3]"),
        ("another type", tensor(&[2], 7, 16), "expected f32 [2], got i64 [2]"),
        ("too little data", tensor(&[2], 1, 4), "ONNX013"),
    ] {
        case.write("x.pb", tensor.encode_to_vec());
        let out = terrace(&["run", &model, "--inputs", &case.path("")]);
        refusal(&out, what, says);
    }
    case.write("x.pb", b"\xff\xff\xff");
    refusal(&terrace(&["run", &model, "--inputs", &case.path("")]), "no tensor", "ONNX0");
    std::fs::remove_file(case.path("x.pb")).expect("it was written");
    refusal(&terrace(&["run", &model, "--inputs", &case.path("")]), "no file", "no file for input");
}

#[test]
fn text_that_nests_without_end() {
    const DEEP: usize = 100_000;
    let case = Case::new();
    let texts = [
        ("regions", "\"a.b\"() ({".repeat(DEEP)),
        ("closed regions", "\"a.b\"() ({".repeat(DEEP) + &"}) : () -> ()".repeat(DEEP)),
        ("lines of regions", "scf.if %c {\n".repeat(DEEP)),
        ("types", format!("func.func private @f({})", "tuple<".repeat(DEEP))),
        ("attributes", format!("\"a.b\"() {{x = {}}} : () -> ()", "[".repeat(DEEP))),
        ("maps", format!("\"a.b\"() {{x = affine_map<(i) -> ({}", "(".repeat(DEEP))),
        ("locations", format!("\"a.b\"() : () -> () loc({}", "callsite(".repeat(DEEP))),
    ];
    for (what, text) in texts {
        let path = case.write("deep.mlir", text);
        let out = terrace(&["opt", "--allow-unregistered-dialect", &path]);
        let said = refusal(&out, what, "PARSE004");
        assert!(said.contains("deep.mlir:"), "{what}: a place in {said}");
    }
}

#[test]
fn text_that_is_none() {
    let case = Case::new();
    for (what, bytes, place) in [
        ("in a comment", &b"func.func @f() {\n  return // \xff\n}"[..], "text.mlir:2:13"),
        ("in a string", &b"module attributes {a.b = \"\xff\"} {}"[..], "text.mlir:1:27"),
        ("binary", &b"\x7fELF\x02\x01\x01\x00\xff\xfe"[..], "text.mlir:1:9"),
    ] {
        let out = terrace(&["opt", &case.write("text.mlir", bytes)]);
        let said = refusal(&out, what, "PARSE002");
        assert!(said.contains(place), "{what}: {said}");
    }
}

/// Runs the compiler where no file may be larger than 4 KiB.
fn on_a_small_disk(args: &[&str]) -> Output {
    let mut command = Command::new("bash");
    command.args(["-c", "ulimit -f 4; exec \"$0\" \"$@\"", COMPILER]).args(args);
    command.output().expect("bash starts")
}

#[test]
#[cfg(target_os = "linux")]
fn full_disks() {
    let model = digits().join("digits.onnx");
    let model = model.to_str().expect("a path in UTF-8");
    for emit in ["loop", "mlir", "llvm", "asm", "obj", "so"] {
        let case = Case::new();
        let emit = format!("--emit={emit}");
        let all = ["compile", model, "--bind", "N=4", &emit, "-o", &case.path("out")];
        refusal(&on_a_small_disk(&all), &emit, "error");
        assert_eq!(case.files(), [""; 0], "{emit}");
    }
    let case = Case::new();
    let dumps = case.path("ir");
    let all = ["compile", model, "--bind", "N=4", "--emit=mlir", "--dump-ir-dir", &dumps];
    refusal(&on_a_small_disk(&all), "dumps", "cannot write");
    for file in std::fs::read_dir(&dumps).expect("some were written") {
        let text = std::fs::read_to_string(file.unwrap().path()).expect("dumps are text");
        assert!(text.ends_with("}\n"), "a dump is complete or absent");
    }
    let device = ["compile", model, "--bind", "N=4", "--emit=asm", "-o", "/dev/full"];
    refusal(&terrace(&device), "a full device", "cannot write `/dev/full`: No space left");
    let mut command = Command::new("bash");
    command.args(["-c", "exec \"$0\" compile \"$1\" --bind N=4 --emit=asm >/dev/full", COMPILER]);
    let out = command.arg(model).output().expect("bash starts");
    refusal(&out, "a full standard output", "cannot write to standard output");
}

#[test]
#[cfg(unix)]
fn an_interruption_leaves_nothing() {
    use std::os::unix::process::ExitStatusExt;
    for (signal, number) in [("INT", 2), ("TERM", 15)] {
        let case = Case::new();
        let mut child = Command::new(COMPILER)
            .args(["bench", "--serve", "--bind", "N=4"])
            .args(["--threads", "1"])
            .arg(digits().join("digits.onnx"))
            .env("TMPDIR", case.0.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the compiler starts");
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        stdout.read_line(&mut line).expect("an answer");
        assert!(line.starts_with("ready"), "{line}");
        assert_eq!(case.files().len(), 1, "the library is there while it runs");
        let kill = ["-c", &format!("kill -{signal} {}", child.id())];
        assert!(Command::new("bash").args(kill).status().expect("bash starts").success());
        let status = child.wait().expect("it ends");
        assert_eq!(status.signal(), Some(number), "it ends as the signal says");
        assert_eq!(case.files(), [""; 0], "{signal}");
    }
}

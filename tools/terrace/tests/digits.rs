//! The digits network through the commands a user types: every level agrees with the reference.

use std::path::{Path, PathBuf};

use terrace::Streams;
use terrace_onnx::tensor_io;

/// Exit code, standard output and standard error of a command.
fn terrace(args: &[&str], stdin: &str) -> (u8, String, String) {
    let args: Vec<String> = args.iter().map(|a| a.to_string()).collect();
    let (mut input, mut stdout, mut stderr) = (stdin.as_bytes(), Vec::new(), Vec::new());
    let mut streams =
        Streams { stdin: &mut input, stdout: &mut stdout, stderr: &mut stderr, color: false };
    let code = terrace::run(&args, &mut streams);
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (code, text(stdout), text(stderr))
}

fn digits() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test/models/digits")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

const BIND: [&str; 2] = ["--bind", "N=360"];

#[test]
fn a_library_is_made_and_gives_the_stored_outputs() {
    let folder = tempfile::tempdir().unwrap();
    let (model, library) = (digits().join("digits.onnx"), folder.path().join("d.so"));
    let dumps = folder.path().join("ir");
    let compile = ["compile", text(&model), "-o", text(&library), "--dump-ir-dir", text(&dumps)];
    let (code, _, stderr) = terrace(&[&compile[..], &BIND].concat(), "");
    assert_eq!(code, 0, "{stderr}");
    let beside: Vec<_> = std::fs::read_dir(folder.path()).unwrap().flatten().collect();
    let mut names: Vec<_> = beside.iter().map(|e| e.file_name().into_string().unwrap()).collect();
    names.sort();
    // All constants of this network are small, so there is no file of weights.
    assert_eq!(names, ["d.h", "d.so", "ir"]);
    assert!(dumps.join("000-input.mlir").exists());

    let (inputs, outputs) = (digits().join("inputs"), digits().join("outputs"));
    let run = ["run", text(&library), "--inputs", text(&inputs), "--compare", text(&outputs)];
    let (code, stdout, stderr) = terrace(&run, "");
    assert_eq!(code, 0, "{stdout}{stderr}");
    assert!(stdout.starts_with("logits agrees: relative error"), "{stdout}");
}

/// Copies the first rows of a tensor file.
fn first_rows(from: &Path, to: &Path, n: u64) {
    let whole = tensor_io::read(from).unwrap();
    let mut shape = whole.shape.clone();
    let bytes = whole.data.len() as u64 / shape[0] * n;
    shape[0] = n;
    let data = whole.data.slice(..bytes as usize);
    let part = terrace_onnx::Tensor::new(String::new(), whole.dtype, shape, data).unwrap();
    tensor_io::write(to, &part).unwrap();
}

#[test]
fn the_interpreter_agrees_at_every_level() {
    // A few of the images: the interpreter takes its time.
    let folder = tempfile::tempdir().unwrap();
    let (inputs, outputs) = (folder.path().join("in"), folder.path().join("out"));
    for (part, name) in [(&inputs, "inputs/image.npy"), (&outputs, "outputs/logits.npy")] {
        std::fs::create_dir(part).unwrap();
        let file = Path::new(name).file_name().unwrap();
        first_rows(&digits().join(name), &part.join(file), 4);
    }
    let model = digits().join("digits.onnx");
    for level in ["graph", "te", "loop", "mlir"] {
        let run = ["run", text(&model), "--inputs", text(&inputs), "--compare", text(&outputs)];
        let all = [&run[..], &["--bind", "N=4", "--interpret", level]].concat();
        let (code, stdout, stderr) = terrace(&all, "");
        assert_eq!(code, 0, "{level}: {stdout}{stderr}");
    }
}

#[test]
fn no_pass_changes_a_number() {
    let model = digits().join("digits.onnx");
    let compile = ["compile", text(&model), "--bind", "N=2", "--emit", "mlir", "--check-each"];
    let (code, _, stderr) = terrace(&compile, "");
    // A function that could not be compared would be named in a warning.
    assert_eq!((code, stderr.as_str()), (0, ""));
}

#[test]
fn every_level_can_be_shown() {
    let model = digits().join("digits.onnx");
    for (level, mark) in [
        ("graph", "graph.conv"),
        ("te", "te.compute"),
        ("loop", "loop.block"),
        ("mlir", "vector.load"),
        ("llvm", "define hidden void @model.main"),
        ("asm", "model.main:"),
    ] {
        let (code, stdout, stderr) =
            terrace(&[&["compile", text(&model), "--emit", level][..], &BIND].concat(), "");
        assert_eq!(code, 0, "{level}: {stderr}");
        assert!(stdout.contains(mark), "{level} shows no `{mark}`");
    }
}

#[test]
fn the_server_answers_each_request() {
    let folder = tempfile::tempdir().unwrap();
    let model = digits().join("digits.onnx");
    let inputs = digits().join("inputs");
    let bench = ["bench", text(&model), "--threads", "2", "--serve", "--inputs", text(&inputs)];
    let requests = format!("run 3\nnonsense\noutputs {}\nquit\n", text(folder.path()));
    let (code, stdout, stderr) = terrace(&[&bench[..], &BIND].concat(), &requests);
    assert_eq!(code, 0, "{stderr}");
    let lines: Vec<&str> = stdout.lines().collect();
    assert!(lines[0].starts_with("ready "), "{stdout}");
    let times: Vec<f64> = lines[1].split(' ').map(|t| t.parse().unwrap()).collect();
    assert!(times.len() == 3 && times.iter().all(|t| *t > 0.0), "{stdout}");
    assert_eq!(lines[2..], ["error: unknown request `nonsense`", "ok"]);
    let (got, want) = (folder.path().join("logits.npy"), digits().join("outputs/logits.npy"));
    assert_eq!(std::fs::metadata(got).unwrap().len(), std::fs::metadata(want).unwrap().len());
}

#[test]
fn what_a_user_gets_wrong_is_said() {
    let model = digits().join("digits.onnx");
    let inputs = digits().join("inputs");
    let unbound = terrace(&["compile", text(&model)], "");
    assert_eq!(unbound.0, 1);
    assert!(unbound.2.contains("ONNX107"), "{}", unbound.2);
    let (code, _, stderr) = terrace(&["compile", "model.txt"], "");
    assert_eq!((code, stderr.contains("ends in .onnx, .mlir or .so")), (1, true), "{stderr}");
    let wrong = ["run", text(&model), "--bind", "N=7", "--inputs", text(&inputs)];
    let (code, _, stderr) = terrace(&wrong, "");
    assert_eq!(code, 1);
    assert!(stderr.contains("expected f32 [7, 1, 8, 8], got"), "{stderr}");
    let served = ["bench", text(&model), "--serve", "--inputs", text(&inputs)];
    let (code, stdout, stderr) = terrace(&served, "");
    assert_eq!(code, 3, "{stderr}");
    assert!(stdout.starts_with("error: "), "{stdout}");
    assert!(stderr.trim_end().lines().last().unwrap().starts_with("cannot take"), "{stderr}");
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("d.so");
    let cpu = ["compile", text(&model), "-o", text(&library), "--target-cpu=zenver4"];
    let (code, _, stderr) = terrace(&[&cpu[..], &BIND].concat(), "");
    assert_eq!(code, 1);
    assert!(stderr.contains("LLVM008") && stderr.contains("`znver4` is near"), "{stderr}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
}

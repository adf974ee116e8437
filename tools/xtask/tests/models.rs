//! The demo's networks import: what is stored in `test/models` is what the compiler can read.

use std::fs;
use std::path::Path;
use terrace_ir::Context;
use terrace_onnx::{ImportOptions, Limits, Model, import};
use xtask::repo::Repo;
use xtask::weights;

/// Imports a model and gives back the names of its inputs and outputs.
fn imported(path: &Path, bind: &[(&str, u64)]) -> (Vec<String>, Vec<String>) {
    let model = Model::open(path, &Limits::default()).unwrap_or_else(|p| panic!("{p}"));
    let bind = bind.iter().map(|&(symbol, size)| (symbol.to_owned(), size)).collect();
    let options = ImportOptions { bind, ..ImportOptions::default() };
    let got = import(&Context::new(), &model, &options).unwrap_or_else(|p| panic!("{p}"));
    assert!(got.warnings.is_empty(), "{}", got.warnings);
    (got.inputs, got.outputs)
}

fn names(input: &str, output: &str) -> (Vec<String>, Vec<String>) {
    (vec![input.to_owned()], vec![output.to_owned()])
}

#[test]
fn digits_imports_for_any_batch() {
    let path = Repo::root().join("test/models/digits/digits.onnx");
    assert_eq!(imported(&path, &[("N", 1)]), names("image", "logits"));
    assert_eq!(imported(&path, &[("N", 360)]), names("image", "logits"));
}

#[test]
fn resnet50_imports_with_the_weights_of_its_list() {
    let stored = Repo::root().join("test/models/resnet50");
    let folder = std::env::temp_dir().join(format!("xtask-resnet50-{}", std::process::id()));
    let list = fs::read_to_string(stored.join("weights.txt")).expect("the list is stored");
    weights::expand(&list, &folder).expect("the folder is ours");
    let path = folder.join("resnet50.onnx");
    fs::copy(stored.join("resnet50.onnx"), &path).expect("the folder is ours");
    let got = imported(&path, &[]);
    fs::remove_dir_all(&folder).expect("the folder is ours");
    assert_eq!(got, names("x", "logits"));
}

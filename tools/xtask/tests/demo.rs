//! The demo against a stand-in for the compiler: it shows what is right and fails on what is not.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use xtask::demo::{Demo, run};
use xtask::npy;

/// Writes the files that a compiler would write; LOGITS is the output that it pretends to compute.
const FAKE: &str = r#"#!/bin/sh
set -e
case $1 in
compile)
    echo "$@" | grep -q -- "--bind N=2"
    while [ "$1" != --dump-ir-dir ]; do shift; done
    mkdir -p "$2" && cd "$2"
    touch 0-input.mlir 1-lower-graph-to-te.mlir 2-lower-te-to-loop.mlir
    touch 3-lower-loop-to-vector.mlir ;;
run)
    while [ "$1" != --outputs ]; do shift; done
    mkdir -p "$2" && cp LOGITS "$2/logits.npy" ;;
bench)
    echo ready
    while read -r request; do
        case $request in
        run*) echo 0.002 0.001 0.003 ;;
        quit) exit 0 ;;
        esac
    done ;;
esac
"#;

fn demo_in(folder: &Path, computed: &[f32]) -> Demo {
    let path = |p: &str| -> PathBuf { folder.join(p) };
    for sub in ["digits/outputs", "inputs", "out"] {
        fs::create_dir_all(path(sub)).expect("the folder is ours");
    }
    let put = |p: &str, shape: &[usize], data: &[f32]| {
        npy::write(&path(p), shape, data).expect("the folder is ours");
    };
    put("digits/outputs/logits.npy", &[2, 2], &[1.0, 2.0, 4.0, 3.0]);
    put("inputs/image.npy", &[2, 1], &[0.0, 1.0]);
    put("computed.npy", &[2, 2], computed);
    let script = FAKE.replace("LOGITS", &path("computed.npy").to_string_lossy());
    fs::write(path("terrace"), script).expect("the folder is ours");
    fs::set_permissions(path("terrace"), fs::Permissions::from_mode(0o755)).expect("it is ours");
    Demo {
        name: "digits".to_owned(),
        terrace: path("terrace"),
        model: path("digits.onnx"),
        inputs: path("inputs"),
        out: path("out"),
        references: folder.to_owned(),
    }
}

#[test]
fn the_demo_fails_on_outputs_that_do_not_agree() {
    let folder = std::env::temp_dir().join(format!("xtask-demo-{}", std::process::id()));
    let right = run(&demo_in(&folder, &[1.0, 2.0, 4.0, 3.0]));
    let wrong = run(&demo_in(&folder, &[2.0, 1.0, 4.0, 3.0]));
    fs::remove_dir_all(&folder).expect("the folder is ours");
    assert_eq!(right, Ok(()));
    assert!(wrong.is_err_and(|why| why.contains("do not agree")));
}

//! `terrace` without the program that has upstream MLIR, and with one that does not end well.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A copy of the program, alone in its folder.
fn alone(folder: &Path) -> PathBuf {
    let copy = folder.join("terrace");
    std::fs::copy(env!("CARGO_BIN_EXE_terrace"), &copy).expect("the folder is ours");
    copy
}

fn opt(program: &Path, pipeline: &[&str]) -> Output {
    loop {
        let mut command = Command::new(program);
        command.arg("opt").args(pipeline).stdin(Stdio::null());
        match command.output() {
            // Another test that starts a process at this moment has the copy open for writing.
            Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy => {
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
            output => return output.expect("the copy starts"),
        }
    }
}

fn refused(output: &Output, code: i32, says: &[&str]) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    says.iter().for_each(|says| assert!(stderr.contains(says), "no `{says}` in {stderr}"));
}

#[test]
fn without_the_program_everything_else_works() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = alone(folder.path());
    let says = ["error[MLIR005]", "terrace-mlir", "./x setup", "cargo build -p terrace-bridge"];
    refused(&opt(&program, &["--mlir-pipeline=cse"]), 1, &says);
    refused(&opt(&program, &["-p", "cse,mlir-pipeline{pipeline=cse}"]), 1, &says);
    let output = opt(&program, &["-p", "canonicalize,cse"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[cfg(unix)]
#[test]
fn a_program_that_was_ended_is_told_from_one_that_failed() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let program = alone(folder.path());
    let beside = folder.path().join("terrace-mlir");
    std::fs::write(&beside, "#!/bin/sh\necho LLVM ERROR: no >&2\nkill -ABRT $$\n").expect("ours");
    std::fs::set_permissions(&beside, PermissionsExt::from_mode(0o755)).expect("ours");
    refused(&opt(&program, &["--mlir-pipeline=cse"]), 2, &["LLVM ERROR: no", "error[MLIR006]"]);
}

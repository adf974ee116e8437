//! Runs one case through our FileCheck and through LLVM's.

use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

use terrace_lit::filecheck::{Command, Options, Report, Source, check};

/// A check file, an input and the options between them.
#[derive(Debug, Clone)]
pub struct Case {
    pub args: Vec<String>,
    pub check: String,
    pub input: String,
}

impl Case {
    /// The check file gets a newline at its end: LLVM misreads an empty directive at the very
    /// end of a file.
    pub fn new(args: &[&str], check: &str, input: &str) -> Case {
        let args = args.iter().map(|arg| arg.to_string()).collect();
        Case { args, check: format!("{check}\n"), input: input.into() }
    }

    pub fn command(&self) -> Command {
        let mut args = self.args.clone();
        args.push("check.txt".into());
        Command::parse(&args).expect("the options of a case are valid")
    }

    pub fn check(&self, options: &Options) -> Report {
        let checks = Source { name: "check.txt", text: &self.check };
        check(checks, Source { name: "<stdin>", text: &self.input }, options)
    }
}

pub fn ours(case: &Case) -> Report {
    case.check(&case.command().options)
}

/// LLVM's FileCheck, where installed; says loudly when it is not.
pub fn llvm_filecheck() -> Option<PathBuf> {
    let mut candidates: Vec<PathBuf> = std::env::var_os("PATH")
        .map(|path| std::env::split_paths(&path).map(|dir| dir.join("FileCheck-22")).collect())
        .unwrap_or_default();
    candidates.push("/usr/lib/llvm-22/bin/FileCheck".into());
    let found = candidates.into_iter().find(|path| path.is_file());
    if found.is_none() {
        eprintln!("SKIPPED: FileCheck of LLVM 22 is not installed; nothing was compared with it");
    }
    found
}

/// LLVM's exit code and message.
pub fn theirs(program: &Path, case: &Case) -> (i32, String) {
    let dir = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(dir.path().join("check.txt"), &case.check).expect("the check file is written");
    std::fs::write(dir.path().join("input.txt"), &case.input).expect("the input is written");
    let output = Process::new(program)
        .args(["check.txt", "--input-file=input.txt", "--dump-input=never"])
        .args(&case.args)
        .current_dir(dir.path())
        .env_remove("FILECHECK_OPTS")
        .stdin(Stdio::null())
        .output()
        .expect("FileCheck starts");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code().unwrap_or(-1), stderr)
}

//! What the tests against mlir-opt share.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// mlir-opt of LLVM 22, where it is installed.
pub struct MlirOpt(PathBuf);

impl MlirOpt {
    /// Looks for it.
    pub fn find() -> Option<MlirOpt> {
        let names = ["mlir-opt-22", "/usr/lib/llvm-22/bin/mlir-opt"];
        let works = |name: &&&str| {
            let output = Command::new(name).arg("--version").output();
            output.is_ok_and(|o| o.status.success())
        };
        names.iter().find(works).map(|n| MlirOpt(n.into()))
    }

    /// What it makes of `text`.
    pub fn run(&self, text: &str, args: &[&str]) -> Result<String, String> {
        let mut child = Command::new(&self.0)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| e.to_string())?;
        let mut stdin = child.stdin.take().ok_or("no stdin")?;
        let input = text.to_string();
        let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
        let output = child.wait_with_output().map_err(|e| e.to_string())?;
        let _ = writer.join();
        match output.status.success() {
            true => String::from_utf8(output.stdout).map_err(|e| e.to_string()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }

    /// The one form in which texts are compared.
    pub fn normal(&self, text: &str) -> Result<String, String> {
        self.run(text, &["--mlir-print-op-generic", "--mlir-print-local-scope"])
    }
}

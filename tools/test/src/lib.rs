//! Tests of dialects and passes, for crates that have some.
//!
//! - [`assert_ir_snapshot!`] compares what passes make of a text with a stored snapshot (insta).
//! - [`assert_lit`] runs a folder of lit files with a tool of yours.
//! - [`opt`] gives what `opt` prints, for checks of any other kind.

pub use insta;

use std::path::Path;

use terrace_lit::run::{Config, Output, discover, run};
use terrace_opt::{Streams, Tool};

/// Compares what passes make of a text with a stored snapshot, or with one in the test.
///
/// # Semantics
/// The snapshot holds what `opt -p PASSES` prints: the IR, or the diagnostics where the text or a
/// pass is refused. `cargo insta review` accepts a new one.
/// # Example
/// ```
/// use terrace_opt::{Language, Tool};
/// use terrace_test::assert_ir_snapshot;
///
/// let tool = Tool::new("terrace", "0.1.0", Language::default());
/// let text = "func.func @f(%x: i32) -> i32 {
///   %zero = arith.constant 0 : i32
///   %y = arith.addi %x, %zero : i32
///   return %y : i32
/// }";
/// assert_ir_snapshot!(tool, "canonicalize", text, @r"
/// module {
///   func.func @f(%x: i32) -> i32 {
///     return %x : i32
///   }
/// }
/// ");
/// ```
/// # Source
/// The form of the snapshots is that of [`insta`].
#[macro_export]
macro_rules! assert_ir_snapshot {
    ($tool:expr, $passes:expr, $text:expr $(, @$inline:literal)? $(,)?) => {
        $crate::insta::assert_snapshot!($crate::opt(&$tool, $passes, $text) $(, @$inline)?)
    };
}

/// What `opt -p PASSES` prints for a text: the IR, or the diagnostics where it gives none.
pub fn opt(tool: &Tool, passes: &str, text: &str) -> String {
    let args = ["opt", "-p", passes].map(str::to_owned);
    let Output { code, stdout, stderr } = run_tool(tool, &args, text.as_bytes());
    let shown = if code == 0 { stdout } else { stderr };
    String::from_utf8_lossy(&shown).into_owned()
}

/// Runs the lit files of a folder; `RUN` lines call the tool by its name.
///
/// # Errors
/// Panics with the report when a test fails, or when there is none.
pub fn assert_lit(tool: &Tool, folder: impl AsRef<Path>) {
    let (folder, itself) = (folder.as_ref(), tool.clone());
    let itself = move |args: &[String], stdin: &[u8]| run_tool(&itself, args, stdin);
    let config = Config::new(folder).tool(tool.name, itself);
    let files = discover(&config, &[]).unwrap_or_else(|error| panic!("{error}"));
    assert!(!files.is_empty(), "no tests in `{}`", folder.display());
    let summary = run(&config, &files);
    assert!(summary.is_success(), "{summary}");
}

fn run_tool(tool: &Tool, args: &[String], mut stdin: &[u8]) -> Output {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let mut streams =
        Streams { stdin: &mut stdin, stdout: &mut stdout, stderr: &mut stderr, color: false };
    let code = tool.run(args, &mut streams);
    Output { code: i32::from(code), stdout, stderr }
}

#[cfg(test)]
mod tests {
    use terrace_opt::Language;

    use super::*;

    fn tool() -> Tool {
        Tool::new("terrace", "0.1.0", Language::default())
    }

    #[test]
    fn a_refusal_is_shown_in_place_of_the_ir() {
        let shown = opt(&tool(), "canonicalise", "module {}");
        assert!(shown.contains("PASS002") && shown.contains("canonicalize"), "{shown}");
    }

    #[test]
    #[should_panic(expected = "0 passed, 1 failed")]
    fn a_lit_file_that_fails_fails_the_test() {
        let folder = std::env::temp_dir().join(format!("terrace-test-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for temporary files");
        let text = "// RUN: terrace opt %s | FileCheck %s\n// CHECK: nothing\nmodule {}\n";
        std::fs::write(folder.join("f.mlir"), text).expect("it can be written");
        assert_lit(&tool(), folder);
    }
}

//! Upstream's passes.

use mlir_sys::*;
use terrace_ir::{Diag, Diags, Loc, Reported, nearest};

use crate::raw::{c, printed, text};
use crate::{Bridge, Module};
use terrace_upstream::codes::{MLIR003, MLIR004};

/// What a pipeline may stand in: it always runs on a module.
const MODULE: &str = "builtin.module";

/// How upstream ends the complaint about a name.
const UNKNOWN_PASS: &str = " does not refer to a registered pass or pass pipeline";

/// The passes and pipelines of upstream MLIR 22, one a line: its C interface does not list them.
const PASSES: &str = include_str!("passes.txt");

/// A pass manager that goes when it is done.
struct Manager(MlirPassManager);

impl Drop for Manager {
    fn drop(&mut self) {
        c!(mlirPassManagerDestroy(self.0));
    }
}

impl Bridge<'_> {
    /// Runs a pipeline of upstream's on a module, with its verifier after each pass.
    ///
    /// # Errors
    /// - `MLIR003` the pipeline is malformed, or has a pass or an option that upstream does not
    /// - `MLIR004` a pass failed; what passes say otherwise comes with this code, too
    pub fn run(
        &mut self,
        module: &Module,
        pipeline: &str,
        diags: &mut Diags,
    ) -> Result<(), Reported> {
        let manager = Manager(c!(mlirPassManagerCreate(self.owner.0)));
        let inner = inside(pipeline);
        let mut added = MlirLogicalResult { value: 0 };
        let complaint = printed(|append, out| {
            let passes = c!(mlirPassManagerGetAsOpPassManager(manager.0));
            added = c!(mlirOpPassManagerAddPipeline(passes, text(inner), append, out));
        });
        let before = diags.n_errors();
        if added.value == 0 {
            // Some options are complained of as a diagnostic.
            let complaint = complaint + &self.complaint().unwrap_or_default();
            return Err(diags.push(refused(inner, &complaint)));
        }
        let op = c!(mlirModuleGetOperation(module.raw));
        c!(mlirPassManagerEnableVerifier(manager.0, true));
        let done = c!(mlirPassManagerRunOnOp(manager.0, op)).value != 0;
        self.tell(diags);
        if done {
            return Ok(());
        }
        let loc = self.import_loc(c!(mlirOperationGetLocation(op)));
        Err(self.failed(before, loc, "the pipeline failed", diags))
    }

    /// An error, even if upstream gave no reason for its failure.
    pub(crate) fn failed(
        &self,
        before: usize,
        loc: Loc,
        what: &str,
        diags: &mut Diags,
    ) -> Reported {
        match diags.ok_since(before) {
            Err(reported) => reported,
            Ok(()) => diags.error(&MLIR004, loc, &[&format!("{what}; no reason is given")]),
        }
    }
}

/// The passes without the module that they are said to run on.
fn inside(pipeline: &str) -> &str {
    let pipeline = pipeline.trim();
    let inner = pipeline.strip_prefix(MODULE).and_then(|p| p.trim_start().strip_prefix('('));
    let Some(inner) = inner.and_then(|p| p.strip_suffix(')')) else { return pipeline };
    // The last parenthesis must be the one that closes the first.
    let mut depth = 0;
    let closes_early = inner.chars().any(|c| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth < 0
    });
    if closes_early { pipeline } else { inner.trim() }
}

/// The complaint without its own form of place: `MLIR Textual PassPipeline Parser:1:1: error: ..`.
fn refused(pipeline: &str, complaint: &str) -> Diag {
    let first = complaint.lines().find(|l| !l.trim().is_empty()).unwrap_or("it is malformed");
    let reason = first.rsplit_once("error: ").map_or(first, |(_, reason)| reason).trim();
    let unknown = reason.strip_suffix(UNKNOWN_PASS).map(|name| name.trim_matches('\''));
    let near = unknown.and_then(|name| nearest(name, PASSES.lines()));
    let reason = reason.replace('\'', "`");
    Diag::error(&MLIR003, Loc::UNKNOWN, &[&pipeline, &reason]).suggest(near)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::{PASSES, inside};

    #[test]
    fn the_passes_are_those_of_mlir_opt() {
        let Ok(prefix) = Command::new("llvm-config-22").arg("--bindir").output() else {
            eprintln!("NOT CHECKED: the list of upstream's passes: no llvm-config-22");
            return;
        };
        let folder = String::from_utf8_lossy(&prefix.stdout).trim().to_owned();
        let Ok(listed) = Command::new(folder + "/mlir-opt").arg("--list-passes").output() else {
            eprintln!("NOT CHECKED: the list of upstream's passes: no mlir-opt");
            return;
        };
        let listed = String::from_utf8_lossy(&listed.stdout);
        let names = listed.lines().filter_map(|l| l.strip_prefix("  --")?.split(' ').next());
        // Its tests' passes are in mlir-opt alone.
        let mut names: Vec<&str> = names.filter(|n| !n.starts_with("test-")).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names, PASSES.lines().collect::<Vec<_>>());
    }

    #[test]
    fn a_module_around_the_passes_is_left_out() {
        assert_eq!(
            inside(" builtin.module( cse,func.func(canonicalize) ) "),
            "cse,func.func(canonicalize)"
        );
        assert_eq!(inside("cse"), "cse");
        assert_eq!(
            inside("builtin.module(cse),builtin.module(cse)"),
            "builtin.module(cse),builtin.module(cse)"
        );
    }
}

//! All passes and pipelines by name, and where each pass is kept.

use std::collections::BTreeMap;

use terrace_ir::{Context, Diags, Reported, nearest};

use crate::manager::{PIPELINE_FILE, PassInfo, PipelineText, Plan, Planner, help};
use crate::pipelines::Pipeline;

/// The passes and pipelines that can be named.
///
/// A crate outside this workspace adds its own with [`PassRegistry::add_passes`].
#[derive(Clone, Default)]
pub struct PassRegistry {
    passes: BTreeMap<&'static str, &'static PassInfo>,
    pipelines: BTreeMap<&'static str, &'static Pipeline>,
}

impl PassRegistry {
    /// A registry without anything.
    pub fn new() -> PassRegistry {
        PassRegistry::default()
    }

    /// Adds passes.
    ///
    /// # Errors
    /// Panics when a name is taken: two passes of one name are a mistake in the program.
    pub fn add_passes(&mut self, passes: &'static [PassInfo]) {
        for pass in passes {
            assert!(!self.is_taken(pass.name), "two passes are called `{}`", pass.name);
            self.passes.insert(pass.name, pass);
        }
    }

    /// Adds pipelines.
    ///
    /// # Errors
    /// Panics when a name is taken.
    pub fn add_pipelines(&mut self, pipelines: &'static [Pipeline]) {
        for pipeline in pipelines {
            assert!(!self.is_taken(pipeline.name), "two passes are called `{}`", pipeline.name);
            self.pipelines.insert(pipeline.name, pipeline);
        }
    }

    fn is_taken(&self, name: &str) -> bool {
        self.passes.contains_key(name) || self.pipelines.contains_key(name)
    }

    /// The pass of this name.
    pub fn pass(&self, name: &str) -> Option<&'static PassInfo> {
        self.passes.get(name).copied()
    }

    /// The pipeline of this name.
    pub fn pipeline(&self, name: &str) -> Option<&'static Pipeline> {
        self.pipelines.get(name).copied()
    }

    /// All passes by name.
    pub fn passes(&self) -> impl Iterator<Item = &'static PassInfo> + '_ {
        self.passes.values().copied()
    }

    /// All pipelines by name.
    pub fn pipelines(&self) -> impl Iterator<Item = &'static Pipeline> + '_ {
        self.pipelines.values().copied()
    }

    /// The names of all passes and pipelines.
    pub fn names(&self) -> Vec<&'static str> {
        self.passes.keys().chain(self.pipelines.keys()).copied().collect()
    }

    /// Reads a pipeline with explicit nesting: `builtin.module(func.func(cse),inline)`. Without an
    /// operation's name around it, passes are put on the operations they run on, in a module.
    ///
    /// # Errors
    /// `PASS001` to `PASS006`, all that apply.
    pub fn plan(&self, cx: &Context, text: &str, diags: &mut Diags) -> Result<Plan, Reported> {
        self.plan_text(cx, &on_command_line(text), false, diags)
    }

    /// Reads a list of passes and pipelines: `canonicalize,inline`. Each is put on the operations
    /// it runs on, in a module. Explicit nesting is understood, too.
    ///
    /// # Errors
    /// As [`PassRegistry::plan`].
    pub fn plan_passes(
        &self,
        cx: &Context,
        text: &str,
        diags: &mut Diags,
    ) -> Result<Plan, Reported> {
        self.plan_text(cx, &on_command_line(text), true, diags)
    }

    /// Reads a pipeline from wherever it was written; `nest_automatically` as in
    /// [`PassRegistry::plan_passes`].
    ///
    /// # Errors
    /// As [`PassRegistry::plan`].
    pub fn plan_text(
        &self,
        cx: &Context,
        source: &PipelineText,
        nest_automatically: bool,
        diags: &mut Diags,
    ) -> Result<Plan, Reported> {
        Planner { registry: self, cx, diags, nest_automatically, source, at: None }.plan()
    }

    /// What a pass or pipeline does and takes, for people.
    ///
    /// # Errors
    /// The near name, if there is one, when nothing has this name.
    pub fn help(&self, name: &str) -> Result<String, Option<&'static str>> {
        if let Some(pass) = self.pass(name) {
            return Ok(help::pass(pass));
        }
        let pipeline = self.pipeline(name).map(help::pipeline);
        pipeline.ok_or_else(|| nearest(name, self.names().into_iter()))
    }
}

fn on_command_line(text: &str) -> PipelineText {
    PipelineText { name: PIPELINE_FILE.into(), text: text.into() }
}

/// Every diagnostic code of this crate.
pub fn codes() -> Vec<&'static terrace_ir::Code> {
    let own =
        [crate::manager::CODES, crate::generic::CODES, crate::lower::CODES, crate::schedule::CODES];
    [&own.concat()[..], &[&crate::check::BUG005]].concat()
}

/// Every pass and pipeline of this crate.
pub fn registry() -> PassRegistry {
    let mut registry = PassRegistry::new();
    for passes in crate::ALL_PASSES {
        registry.add_passes(passes);
    }
    registry.add_pipelines(crate::pipelines::PIPELINES);
    registry
}

/// Where a pass is kept, from the root of the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// Its source.
    pub source: String,
    /// Its lit test.
    pub test: String,
    /// Its place in the book that `terrace docs` writes.
    pub anchor: String,
}

/// Dialects of ours that passes are named after, and the folder of their passes.
const FOLDERS: &[(&str, &str)] = &[
    ("graph", "graph"),
    ("te", "te"),
    ("loop", "loops"),
    ("sched", "schedule"),
    ("hls", "hls"),
    ("gpu", "gpu"),
];

/// Upstream dialects that passes are named after.
const UPSTREAM: &[&str] = &[
    "affine",
    "arith",
    "bufferization",
    "cf",
    "func",
    "linalg",
    "llvm",
    "math",
    "memref",
    "nvvm",
    "scf",
    "tensor",
    "vector",
];

/// Where the pass of this name is kept: the only place that knows the rule.
///
/// ```
/// let home = terrace_passes::home("te-fuse-elementwise");
/// assert_eq!(home.source, "passes/src/te/fuse_elementwise.rs");
/// assert_eq!(home.test, "test/lit/te/fuse-elementwise.mlir");
/// ```
pub fn home(pass: &str) -> Home {
    let (first, rest) = pass.split_once('-').unwrap_or(("", pass));
    let (folder, test_folder, stem) = match FOLDERS.iter().find(|(name, _)| *name == first) {
        Some((name, folder)) => (*folder, *name, rest),
        None if UPSTREAM.contains(&first) => ("upstream", "upstream", pass),
        None if first == "lower" || first == "convert" => ("lower", "lower", rest),
        None => ("generic", "generic", pass),
    };
    Home {
        source: format!("passes/src/{folder}/{}.rs", stem.replace('-', "_")),
        test: format!("test/lit/{test_folder}/{stem}.mlir"),
        anchor: format!("reference/passes.md#{pass}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homes_follow_the_rule() {
        let test = |pass: &str| home(pass).test;
        let source = |pass: &str| home(pass).source;
        assert_eq!(source("lower-te-to-loop"), "passes/src/lower/te_to_loop.rs");
        assert_eq!(test("lower-te-to-loop"), "test/lit/lower/te-to-loop.mlir");
        assert_eq!(source("convert-scf-to-cf"), "passes/src/lower/scf_to_cf.rs");
        assert_eq!(source("sched-apply-script"), "passes/src/schedule/apply_script.rs");
        assert_eq!(test("sched-apply-script"), "test/lit/sched/apply-script.mlir");
        assert_eq!(source("loop-simplify"), "passes/src/loops/simplify.rs");
        assert_eq!(source("arith-expand"), "passes/src/upstream/arith_expand.rs");
        assert_eq!(source("cse"), "passes/src/generic/cse.rs");
        assert_eq!(test("symbol-dce"), "test/lit/generic/symbol-dce.mlir");
    }
}

//! The arguments of `opt`. Names are those of `mlir-opt`, `mlir-` prefixes being optional.

use clap::{ArgAction, Parser, ValueEnum};

/// Reads IR, runs passes, writes IR.
///
/// Example: opt model.mlir -p canonicalize,cse -o -
#[derive(Parser, Clone, Debug)]
pub struct Args {
    /// The input; `-` is standard input
    #[arg(default_value = "-")]
    pub input: String,

    /// The output; `-` is standard output
    #[arg(short, long, default_value = "-")]
    pub output: String,

    /// A pipeline with explicit nesting: `builtin.module(func.func(canonicalize),inline)`;
    /// `@FILE` reads it from a file, where `//` starts a comment
    #[arg(long, conflicts_with = "passes")]
    pub pass_pipeline: Option<String>,

    /// Passes and named pipelines, put on the operations they run on: `canonicalize,cse`, or
    /// `@FILE`
    #[arg(short = 'p', long = "passes", value_name = "PASSES")]
    pub passes: Option<String>,

    /// Run these passes of upstream MLIR after the others, in upstream's syntax; the pass
    /// `mlir-pipeline{pipeline=".."}` does it anywhere in a pipeline
    #[arg(long, value_name = "PIPELINE", conflicts_with = "pass_pipeline")]
    pub mlir_pipeline: Option<String>,

    /// Treat the parts of the input between `// -----` lines as inputs of their own
    #[arg(long)]
    pub split_input_file: bool,

    /// Compare diagnostics with the `expected-error@+1 {{..}}` comments of the input
    #[arg(long)]
    pub verify_diagnostics: bool,

    /// Check that the result prints, parses and prints to the same text, in both forms
    #[arg(long)]
    pub verify_roundtrip: bool,

    /// Verify after each pass
    #[arg(long, default_value_t = true, action = ArgAction::Set, num_args = 0..=1,
          default_missing_value = "true")]
    pub verify_each: bool,

    /// Interpret every public function on the same inputs before and after each pass, and stop at
    /// the first pass that changes a number
    #[arg(long)]
    pub check_each: bool,

    /// What the inputs of `--check-each` are made from
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub check_seed: u64,

    /// How far results may be apart, relative to the largest element of each
    #[arg(long, value_name = "X", default_value_t = 1e-4)]
    pub check_tolerance: f64,

    /// Steps after which the interpreter gives up on a function
    #[arg(long, value_name = "N", default_value_t = 1 << 28)]
    pub check_steps: u64,

    /// Print every operation in the generic form
    #[arg(long, alias = "mlir-print-op-generic")]
    pub print_op_generic: bool,

    /// Print operations of our dialects in the generic form, for `mlir-opt`
    #[arg(long)]
    pub print_interop: bool,

    /// Print locations
    #[arg(long, alias = "mlir-print-debuginfo")]
    pub print_debuginfo: bool,

    /// Number values instead of keeping their names
    #[arg(long)]
    pub no_names: bool,

    /// Leave out the elements of constants with more than this many
    #[arg(long, alias = "mlir-elide-elementsattrs-if-larger", value_name = "N")]
    pub elide_elements: Option<usize>,

    /// Accept operations, types and attributes of dialects that are not known
    #[arg(long)]
    pub allow_unregistered_dialect: bool,

    /// Run on one thread
    #[arg(long, alias = "mlir-disable-threading")]
    pub no_threading: bool,

    /// Print before these passes
    #[arg(long, alias = "mlir-print-ir-before", value_delimiter = ',', value_name = "PASSES")]
    pub print_ir_before: Vec<String>,

    /// Print after these passes
    #[arg(long, alias = "mlir-print-ir-after", value_delimiter = ',', value_name = "PASSES")]
    pub print_ir_after: Vec<String>,

    /// Print before each pass
    #[arg(long, alias = "mlir-print-ir-before-all")]
    pub print_ir_before_all: bool,

    /// Print after each pass
    #[arg(long, alias = "mlir-print-ir-after-all")]
    pub print_ir_after_all: bool,

    /// Print what each pass changed: a diff, or with `whole` everything after the change
    #[arg(long, alias = "mlir-print-ir-after-change", value_name = "HOW", num_args = 0..=1,
          require_equals = true, default_missing_value = "diff")]
    pub print_ir_after_change: Option<AfterChange>,

    /// Print into this folder: nested as the operations are, a file per pass
    #[arg(long, alias = "mlir-print-ir-tree-dir", value_name = "FOLDER")]
    pub print_ir_tree_dir: Option<String>,

    /// End after this pass, its K-th place in the pipeline, or N changes of its patterns, folds and
    /// erasures
    #[arg(long, value_name = "PASS[#K][:N]")]
    pub stop_after: Option<String>,

    /// Leave out executions of passes, or changes by patterns and folds: `NAME-skip=N,NAME-count=N`
    #[arg(long, alias = "mlir-debug-counter", value_name = "LIMITS")]
    pub debug_counter: Option<String>,

    /// Write every execution of a pass and every change, numbered, to this file; `-` is standard
    /// error
    #[arg(long, value_name = "FILE")]
    pub log_actions_to: Option<String>,

    /// Report where the time went
    #[arg(long, alias = "mlir-timing")]
    pub timing: bool,

    /// Report what passes counted
    #[arg(long, alias = "mlir-pass-statistics")]
    pub statistics: bool,

    /// Where a reproducer goes when a pass is wrong; else into the folder of temporary files
    #[arg(long, value_name = "FILE")]
    pub crash_reproducer: Option<String>,

    /// The input is a reproducer: run it with the pipeline and the options that it says
    #[arg(long, conflicts_with_all = ["passes", "pass_pipeline", "mlir_pipeline"])]
    pub run_reproducer: bool,

    /// Say of each operation that a pass made which pass and pattern made it, and from what
    #[arg(long, value_enum, num_args = 0..=1, require_equals = true,
          default_missing_value = "comment")]
    pub provenance: Option<Shown>,

    /// How diagnostics are written
    #[arg(long, value_enum, default_value_t = Form::Text)]
    pub diagnostics: Form,

    /// List passes with their options, and pipelines, and stop
    #[arg(long)]
    pub list_passes: bool,

    /// Say what a pass or pipeline does and takes, and stop
    #[arg(long, value_name = "NAME")]
    pub help_pass: Option<String>,

    /// List the dialects that are known, and stop
    #[arg(long)]
    pub show_dialects: bool,
}

/// What is printed after a pass that changed something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AfterChange {
    /// What is different.
    Diff,
    /// Everything.
    Whole,
}

/// How provenance is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shown {
    /// As a comment behind the operation.
    Comment,
    /// As metadata of the operation's location, which is printed then.
    Loc,
}

/// How diagnostics are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

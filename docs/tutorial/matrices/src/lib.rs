//! A language of matrices: a dialect, its folds and canonicalizations, and its road to formulas.

mod infer;
mod lower;
mod ops;

use terrace_opt::prelude::*;

/// Matrices of numbers.
pub static MAT: Dialect = Dialect {
    name: "mat",
    doc: "Matrices of `f64`: known ones, transposes, sums and products.",
    ops: &[ops::OPS],
    codes: &[&ops::MAT001, &lower::MAT002],
    ..Dialect::EMPTY
};

static PASSES: &[PassInfo] = &[infer::PASS, lower::PASS];

/// The tool: `opt`, `interpret`, `lit`, `explain` and the rest, for a language with matrices.
pub fn tool() -> Tool {
    let language = Language::default().dialect(&MAT).passes(PASSES);
    Tool::new("matrices", env!("CARGO_PKG_VERSION"), language)
}

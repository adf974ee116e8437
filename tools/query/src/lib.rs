//! A language to find operations.
//!
//! - [`Query::parse`] reads a query; its grammar is `query.pest`, its meaning stands in [`Test`].
//! - [`Query::find`] gives the operations of a module that it is about.
//! - [`output`] writes them as IR, JSON or DOT, or counts them.
//!
//! ```
//! use terrace_ir::{Context, Diags};
//! use terrace_query::Query;
//!
//! let cx = Context::new();
//! let mut diags = Diags::new();
//! let query = Query::parse(&cx, "arith.* and result is f32", &mut diags).expect("is right");
//! assert_eq!(query.to_string(), "(arith.* and result is f32)");
//! ```
//!
//! # Source
//! The questions of `mlir-query`'s matchers (`llvm/llvm-project mlir/tools/mlir-query`), asked in
//! words instead of calls; sets of operations related to other sets, as in Datalog.

mod evaluate;
mod glob;
pub mod output;
mod parse;

pub use evaluate::Found;
pub use parse::{Counted, Query, Relation, Side, Test};

use terrace_ir::Code;

/// The file name in locations of errors in a query.
pub const QUERY_FILE: &str = "<query>";

/// Malformed query.
pub const QUERY001: Code = Code {
    id: "QUERY001",
    message: "malformed query: expected {0}, got {1}",
    explain: "A query says what is true of an operation: a name such as `arith.*`, \
              `result is f32`, `attribute value = 0`, `is pure`, a symbol `@main`, or a relation \
              to others such as `used by memref.store` or `inside @main`; joined by `and`, `or`, \
              `not` and parentheses. docs/howto/query.md has examples.",
};

/// Unknown name.
pub const QUERY002: Code = Code {
    id: "QUERY002",
    message: "no {0} is called `{1}`",
    explain: "Neither the dialects that are loaded nor the input have this name, so nothing would \
              be found. `opt --show-dialects` prints what is loaded; `*` stands for any \
              letters.",
};

/// Too large.
pub const QUERY003: Code = Code {
    id: "QUERY003",
    message: "the query is too large: more than {0} {1}",
    explain: "Queries are read with bounded length and depth.",
};

/// Every code of this crate.
pub const CODES: &[&Code] = &[&QUERY001, &QUERY002, &QUERY003];

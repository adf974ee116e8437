//! The pass manager, the passes, the lowerings and the schedules of Terrace.
//!
//! - [`manager`] runs pipelines: nesting, threads, timing, verification, printing, reproducers.
//! - [`Language`] is what a tool speaks: dialects, passes, pipelines and diagnostic codes.
//! - [`registry`] knows every pass and pipeline; [`home`] says where a pass is kept.
//! - One folder per level, one file per pass; each folder's `mod.rs` lists its passes.

pub mod analysis;
pub mod check;
mod generic;
mod graph;
mod language;
mod loops;
mod lower;
pub mod manager;
pub mod pipelines;
pub mod prelude;
mod registry;
pub mod schedule;
mod te;
mod upstream;

pub use language::Language;
pub use registry::{Home, PassRegistry, codes, home, registry};

/// The passes of each folder.
const ALL_PASSES: &[&[manager::PassInfo]] = &[
    generic::PASSES,
    graph::PASSES,
    te::PASSES,
    loops::PASSES,
    upstream::PASSES,
    lower::PASSES,
    schedule::PASSES,
];

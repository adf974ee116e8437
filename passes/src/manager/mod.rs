//! Running passes.
//!
//! A pass is a [`PassInfo`]; a pipeline's text becomes a [`Plan`]; a [`Manager`] runs it on a body
//! and gives an [`Outcome`].

mod analysis;
mod crew;
mod cx;
pub mod help;
mod info;
mod levels;
pub mod limits;
mod options;
mod plan;
mod print;
mod run;
mod stats;
mod timing;

pub use analysis::Analysis;
pub use cx::PassCx;
pub use info::{ANY, PassInfo};
pub use options::{FromOption, Opt, OptionDef, OptionDefault, OptionTy, OptionValue, Options};
pub(crate) use plan::Planner;
pub use plan::{PIPELINE_FILE, PipelineText, Plan, Step};
pub use print::{Diff, PrintIr, Which};
pub(crate) use run::PASS011;
pub use run::{ActionReport, CheckHook, Checkpoint, Failure, Manager, Moment, Outcome, Reproducer};
pub use stats::Stats;
pub use timing::Timing;

/// Every code of the manager.
pub(crate) const CODES: &[&terrace_ir::Code] = &[
    &levels::BUG002,
    &limits::PASS008,
    &limits::PASS009,
    &plan::PASS001,
    &plan::PASS002,
    &plan::PASS003,
    &plan::PASS004,
    &plan::PASS005,
    &plan::PASS006,
    &crew::BUG001,
    &crew::BUG004,
    &run::PASS007,
    &run::PASS011,
];

//! How far down a model is taken.

use clap::ValueEnum;
use terrace_passes::manager::Plan;

/// A level of the IR.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Level {
    /// Whole tensors, as imported.
    Graph,
    /// For every output element, its formula.
    Te,
    /// Scheduled loop nests.
    Loop,
    /// Upstream MLIR: explicit vectors, memory and control flow.
    Mlir,
}

impl Level {
    /// The first pass that leads below this level.
    fn end(self) -> Option<&'static str> {
        match self {
            Level::Graph => None,
            Level::Te => Some("lower-te-to-loop"),
            Level::Loop => Some("lower-loop-to-vector"),
            Level::Mlir => None,
        }
    }

    /// The passes of the whole road that lead to this level.
    pub(crate) fn cut(self, mut plan: Plan) -> Plan {
        if self == Level::Graph {
            plan.steps.clear();
        }
        let end = self.end().and_then(|end| plan.steps.iter().position(|s| s.pass.name == end));
        plan.steps.truncate(end.unwrap_or(plan.steps.len()));
        plan
    }
}

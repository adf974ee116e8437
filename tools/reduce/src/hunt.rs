//! The whole way: from a module and a pipeline that fail to a small module, the guilty pass, and
//! the guilty application of a pattern.

use terrace_ir::{Body, Diags, Reported};
use terrace_passes::manager::Plan;

use crate::bisect::{Guilty, GuiltyAction, bisect, guilty_action};
use crate::criterion::Criterion;
use crate::lab::Lab;
use crate::reduce::{Progress, Reduced, Size, reduce, size};

/// What was found.
pub struct Hunt {
    /// Who is to blame; nobody was looked for where a module is only reduced.
    pub blame: Option<Blame>,
    /// How large the whole problem was.
    pub whole: Size,
    /// The small problem.
    pub reduced: Reduced,
    /// The guilty change on the small module.
    pub action: Option<GuiltyAction>,
}

/// Who is to blame on the whole module.
pub struct Blame {
    /// The guilty pass.
    pub pass: String,
    /// Its place in the plan, from 0.
    pub step: usize,
    /// The guilty change.
    pub action: Option<GuiltyAction>,
}

/// Bisects, then reduces what the guilty pass gets, then bisects that pass again.
///
/// # Errors
/// As [`bisect`].
pub fn hunt(
    lab: &Lab,
    module: &Body,
    plan: &Plan,
    criterion: &Criterion,
    diags: &mut Diags,
    progress: &mut dyn Progress,
) -> Result<Hunt, Reported> {
    progress.stage("guilty pass");
    let Guilty { step, input, plan: guilty, finding, action } =
        bisect(lab, module, plan, criterion, diags)?;
    let reduced = reduce(lab, &input, &guilty, criterion, &finding, progress);
    progress.stage("guilty change");
    let run = lab.run(&reduced.module, &reduced.plan, criterion, None);
    let last = guilty_action(lab, &reduced.module, &reduced.plan, criterion, &run);
    let pass = plan.steps.get(step).map_or("", |s| s.pass.name).to_string();
    let whole = size(lab.cx(), module, plan);
    let last = last.or_else(|| action.clone());
    Ok(Hunt { blame: Some(Blame { pass, step, action }), whole, reduced, action: last })
}

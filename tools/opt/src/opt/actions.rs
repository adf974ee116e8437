//! Limits on what passes and patterns do, and the log of what they did.

use std::fmt::Write;

use terrace_ir::actions::ActionLimits;
use terrace_ir::{Context, Diags, Loc, Reported, nearest};
use terrace_passes::manager::{ActionReport, Plan, limits as manager};

use super::args::Args;

/// The limits that the arguments set; `None` when they set none and want no log.
pub fn limits(
    args: &Args,
    plan: &Plan,
    diags: &mut Diags,
) -> Result<Option<ActionLimits>, Reported> {
    let log = args.log_actions_to.is_some();
    if !log && args.stop_after.is_none() && args.debug_counter.is_none() {
        return Ok(None);
    }
    let stop_after =
        args.stop_after.as_ref().map(|text| plan.stop_after(text, diags)).transpose()?;
    let windows = manager::windows(args.debug_counter.as_deref().unwrap_or(""), diags)?;
    Ok(Some(ActionLimits { windows, stop_after, log }))
}

/// Writes the log, and says what in the limits was never met.
pub fn report(cx: &Context, args: &Args, done: &ActionReport, reports: &mut String) {
    for name in &done.unmet {
        let met = done.met.iter().copied();
        let near = nearest(name, met).map_or(String::new(), |n| format!("; `{n}` was met"));
        // Writing to a string cannot fail.
        let _ = writeln!(reports, "warning: no pass, pattern or change `{name}` was met{near}");
    }
    let Some(path) = &args.log_actions_to else { return };
    let mut log = String::new();
    for action in &done.log {
        let number = action.number.map_or("run".to_string(), |n| n.to_string());
        let (step, pass) = (action.step, action.pass);
        let (name, op, at) = (action.name, cx.op_name_str(action.op), place(cx, action.loc));
        let _ = writeln!(log, "{step}\t{pass}\t{number}\t{name}\t{op}\t{at}");
    }
    if path == "-" {
        reports.push_str(&log);
    } else if let Err(error) = std::fs::write(path, log) {
        let _ = writeln!(reports, "warning: cannot write `{path}`: {error}");
    }
}

fn place(cx: &Context, loc: Loc) -> String {
    loc.file_line_col(cx)
        .map_or("unknown".into(), |(file, line, col)| format!("{}:{line}:{col}", cx.str(file)))
}

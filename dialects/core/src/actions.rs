//! Actions: counts what passes and rewrite drivers do, names it, and stops it after a number.
//!
//! # Semantics
//! An action is one execution of a pass on one body, or one change that a driver (greedy, walk,
//! conversion) makes: a pattern applied under the pattern's name, and the driver's own changes as
//! [`FOLD`] and the names beside it. Changes are numbered from 1 in each step of a pipeline, in the
//! order in which they happen; only what really changes something counts. While actions are
//! counted passes run one step at a time and on one thread, so the same input, pipeline and limits
//! give the same numbers. Changes that a pass makes without a driver belong to the pass's own
//! action.
//!
//! To find the guilty change, run with [`ActionLimits::stop_after`] at different numbers: runs
//! with `n` and `n + 1` differ in exactly change `n + 1`, and the IR in between is what the pass
//! would have seen. What is left out by a [`Window`] may be offered again later.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use crate::entity::{Loc, OpName};

/// An operation folded to values or constants.
pub const FOLD: &str = "fold";
/// A dead operation erased.
pub const ERASE_DEAD: &str = "erase_dead";
/// A constant moved to the start of its region, or replaced by an equal one there.
pub const UNIQUE_CONSTANT: &str = "unique_constant";
/// Operands of a commutative operation reordered.
pub const CONSTANTS_RIGHT: &str = "constants_to_the_right";
/// The unreachable blocks of a region dropped.
pub const DROP_UNREACHABLE: &str = "drop_unreachable_blocks";
/// A block appended to its only predecessor.
pub const MERGE_BLOCKS: &str = "merge_blocks";
/// A block argument dropped.
pub const DROP_ARGUMENT: &str = "drop_block_argument";

/// Which executions of a pass, or which changes of one name, may happen, counted over the whole
/// run: the first `skip` are left out, the next `count` happen, the rest is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// A pass, a pattern, or a change of a driver.
    pub name: String,
    /// How many are left out first.
    pub skip: u64,
    /// How many happen then; `None` for all.
    pub count: Option<u64>,
}

/// Where a pipeline ends early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StopAfter {
    /// The position in the plan of the last step that runs.
    pub step: usize,
    /// How many changes that step's drivers make; `None` for all.
    pub n_changes: Option<u64>,
}

/// What may happen, and whether it is written down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActionLimits {
    /// Limits by name.
    pub windows: Vec<Window>,
    /// The end of everything.
    pub stop_after: Option<StopAfter>,
    /// Whether [`Actions::log`] keeps every action.
    pub log: bool,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// The step's position in the plan.
    pub step: usize,
    /// The step's pass.
    pub pass: &'static str,
    /// The change's number in its step, from 1; `None` for an execution of the pass, which comes
    /// before its changes.
    pub number: Option<u64>,
    /// The pattern or change; the pass for its execution.
    pub name: &'static str,
    /// The operation it started from; for an execution of a pass the one it ran on.
    pub op: OpName,
    /// That operation's location.
    pub loc: Loc,
}

/// Whether a change may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    /// It may.
    Go,
    /// It may not, and whether it could is of no interest.
    Refused,
    /// It may not, but counts if it could: see [`Actions::passed_over`].
    Skipped,
}

#[derive(Default)]
struct State {
    step: usize,
    pass: &'static str,
    /// Changes of each step so far.
    n_changes: Vec<u64>,
    /// How often each name was met, left out or not.
    met: BTreeMap<&'static str, u64>,
    log: Vec<Action>,
}

/// Counts actions and holds them to limits.
#[derive(Default)]
pub struct Actions {
    limits: ActionLimits,
    state: Mutex<State>,
}

impl std::fmt::Debug for Actions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Actions").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Actions {
    /// Nothing has happened yet.
    pub fn new(limits: ActionLimits) -> Actions {
        Actions { limits, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Counters are sound wherever a panic struck.
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Everything from now on belongs to this step of the plan.
    pub fn enter_step(&self, step: usize, pass: &'static str) {
        let mut state = self.state();
        (state.step, state.pass) = (step, pass);
        if state.n_changes.len() <= step {
            state.n_changes.resize(step + 1, 0);
        }
    }

    /// The step of the plan and the pass that actions belong to.
    pub fn current(&self) -> (usize, &'static str) {
        let state = self.state();
        (state.step, state.pass)
    }

    /// Whether the step's pass may run on an operation; counts and logs it. Only windows matter:
    /// after the last change a pass runs on, without changes of drivers.
    pub fn enter_pass(&self, op: OpName, loc: Loc) -> bool {
        let pass = self.state().pass;
        let goes = self.window(pass) == Permit::Go;
        *self.state().met.entry(pass).or_default() += 1;
        if goes {
            self.write(None, pass, op, loc);
        }
        goes
    }

    /// Whether a change of this name may be made.
    pub fn permit(&self, name: &str) -> Permit {
        if self.stopped() { Permit::Refused } else { self.window(name) }
    }

    fn window(&self, name: &str) -> Permit {
        let Some(window) = self.limits.windows.iter().find(|w| w.name == name) else {
            return Permit::Go;
        };
        let met = self.state().met.get(name).copied().unwrap_or(0);
        match met.checked_sub(window.skip) {
            None => Permit::Skipped,
            Some(n) if window.count.is_none_or(|count| n < count) => Permit::Go,
            Some(_) => Permit::Refused,
        }
    }

    /// Whether a change that is known to be possible may be made; counts it if it is skipped.
    pub fn permits(&self, name: &'static str) -> bool {
        let permit = self.permit(name);
        if permit == Permit::Skipped {
            self.passed_over(name);
        }
        permit == Permit::Go
    }

    /// A change that was [`Permit::Skipped`] would have been possible.
    pub fn passed_over(&self, name: &'static str) {
        *self.state().met.entry(name).or_default() += 1;
    }

    /// A change was made; `op` and `loc` are those of the operation it started from.
    pub fn done(&self, name: &'static str, op: OpName, loc: Loc) {
        let number = {
            let mut state = self.state();
            *state.met.entry(name).or_default() += 1;
            let step = state.step;
            // Drivers may run outside of any plan.
            if state.n_changes.len() <= step {
                state.n_changes.resize(step + 1, 0);
            }
            state.n_changes[step] += 1;
            state.n_changes[step]
        };
        self.write(Some(number), name, op, loc);
    }

    fn write(&self, number: Option<u64>, name: &'static str, op: OpName, loc: Loc) {
        if self.limits.log {
            let mut state = self.state();
            let (step, pass) = (state.step, state.pass);
            state.log.push(Action { step, pass, number, name, op, loc });
        }
    }

    /// Whether the last change that may happen has happened.
    pub fn stopped(&self) -> bool {
        let Some(stop) = self.limits.stop_after else { return false };
        let state = self.state();
        let made = state.n_changes.get(state.step).copied().unwrap_or(0);
        state.step > stop.step
            || (state.step == stop.step && stop.n_changes.is_some_and(|n| made >= n))
    }

    /// Whether nothing comes after this step.
    pub fn is_last_step(&self, step: usize) -> bool {
        self.limits.stop_after.is_some_and(|stop| step >= stop.step)
    }

    /// Whether anything was or may be left out so far.
    pub fn is_limited(&self) -> bool {
        !self.limits.windows.is_empty() || self.stopped()
    }

    /// How many changes each step's drivers made, by position in the plan.
    pub fn n_changes(&self) -> Vec<u64> {
        self.state().n_changes.clone()
    }

    /// How often each pass and change was met, those left out included.
    pub fn met(&self) -> BTreeMap<&'static str, u64> {
        self.state().met.clone()
    }

    /// Every action so far, if the limits ask for a log.
    pub fn log(&self) -> Vec<Action> {
        self.state().log.clone()
    }

    /// The limits.
    pub fn limits(&self) -> &ActionLimits {
        &self.limits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(actions: &Actions, name: &'static str, n: usize) -> Vec<bool> {
        let try_one = |_| {
            let goes = actions.permits(name);
            if goes {
                actions.done(name, OpName::NONE, Loc::UNKNOWN);
            }
            goes
        };
        (0..n).map(try_one).collect()
    }

    #[test]
    fn windows_leave_out_before_and_after() {
        let window = Window { name: "p".into(), skip: 2, count: Some(1) };
        let limits = ActionLimits { windows: vec![window], log: true, ..Default::default() };
        let actions = Actions::new(limits);
        assert_eq!(changes(&actions, "p", 4), [false, false, true, false]);
        assert_eq!(changes(&actions, "q", 2), [true, true]);
        assert_eq!(actions.met()["p"], 3);
        let numbers: Vec<_> = actions.log().iter().map(|a| (a.name, a.number)).collect();
        assert_eq!(numbers, [("p", Some(1)), ("q", Some(2)), ("q", Some(3))]);
    }

    #[test]
    fn nothing_happens_after_the_stop() {
        let stop_after = Some(StopAfter { step: 1, n_changes: Some(1) });
        let actions = Actions::new(ActionLimits { stop_after, ..Default::default() });
        actions.enter_step(0, "a");
        assert_eq!(changes(&actions, "p", 3), [true, true, true]);
        actions.enter_step(1, "b");
        assert_eq!(changes(&actions, "p", 2), [true, false]);
        actions.enter_step(2, "c");
        assert_eq!(changes(&actions, "p", 1), [false]);
        assert_eq!(actions.n_changes(), [3, 1, 0]);
    }
}

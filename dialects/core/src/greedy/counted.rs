//! Where the driver's changes are counted and limited; nothing happens without
//! [`GreedyConfig::actions`](super::GreedyConfig::actions).

use super::Driver;
use crate::actions::{Permit, UNIQUE_CONSTANT};
use crate::entity::{Loc, OpId, OpName};
use crate::rewrite::{Pattern, Rewriter};

/// A change that may be made, and the operation it starts from.
#[derive(Clone, Copy)]
pub(super) struct Change {
    name: &'static str,
    op: OpName,
    loc: Loc,
}

impl Driver<'_> {
    /// Whether the last change that may be made was made.
    pub(super) fn stopped(&self) -> bool {
        self.config.actions.as_ref().is_some_and(|a| a.stopped())
    }

    fn change(&self, op: OpId, name: &'static str) -> Change {
        Change { name, op: self.rw.body.name(op), loc: self.rw.body.loc(op) }
    }

    /// Asks to make a change that is known to be possible.
    pub(super) fn begin(&self, op: OpId, name: &'static str) -> Option<Change> {
        let permitted = self.config.actions.as_ref().is_none_or(|a| a.permits(name));
        permitted.then(|| self.change(op, name))
    }

    /// Asks to try a pattern. One that is to be skipped is tried on a copy, since only
    /// applications count.
    pub(super) fn begin_pattern(&self, op: OpId, pattern: &Pattern) -> Option<Change> {
        let attempt = |rw: &mut Rewriter<'_>| {
            rw.before(op);
            (pattern.apply)(op, rw).is_some()
        };
        self.begin_attempt(op, pattern.name, attempt)
    }

    /// Asks to bring a constant to its place.
    pub(super) fn begin_adopting(&self, op: OpId) -> Option<Change> {
        let attempt = |rw: &mut Rewriter<'_>| self.pool.clone().adopt(rw, op);
        self.begin_attempt(op, UNIQUE_CONSTANT, attempt)
    }

    fn begin_attempt(
        &self,
        op: OpId,
        name: &'static str,
        attempt: impl FnOnce(&mut Rewriter<'_>) -> bool,
    ) -> Option<Change> {
        if let Some(actions) = &self.config.actions {
            match actions.permit(name) {
                Permit::Go => {}
                Permit::Refused => return None,
                Permit::Skipped => {
                    let mut copy = self.rw.body.clone();
                    let before = copy.changes();
                    let applied = attempt(&mut Rewriter::new(self.rw.cx, &mut copy));
                    if applied && copy.changes() != before {
                        actions.passed_over(name);
                    }
                    return None;
                }
            }
        }
        Some(self.change(op, name))
    }

    /// The change was made.
    pub(super) fn end(&self, change: Change) {
        if let Some(actions) = &self.config.actions {
            actions.done(change.name, change.op, change.loc);
        }
    }
}

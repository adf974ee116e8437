//! The functions that compiled code calls, see [`abi`](crate::abi).
//!
//! They find their team through a thread-local pointer, so that one process may run many models at
//! once and the compiled code passes nothing around.

use std::cell::Cell;

use crate::team::Team;

thread_local! {
    /// The team whose entry function this thread is running, or null.
    static CURRENT: Cell<*const Team> = const { Cell::new(std::ptr::null()) };
}

/// Makes `team` the current one of this thread until the guard is dropped.
pub(crate) struct InTeam<'a> {
    _team: &'a Team,
}

impl<'a> InTeam<'a> {
    pub(crate) fn enter(team: &'a Team) -> InTeam<'a> {
        CURRENT.set(team);
        InTeam { _team: team }
    }
}

impl Drop for InTeam<'_> {
    fn drop(&mut self) {
        CURRENT.set(std::ptr::null());
    }
}

fn current<'a>() -> Option<&'a Team> {
    // SAFETY: the pointer is null or that of a team borrowed by the `InTeam` of this thread, which
    // outlives the foreign code it surrounds, and only that code calls the hooks.
    unsafe { CURRENT.get().as_ref() }
}

/// Waits until every thread of the team has called this as often as this one.
///
/// Everything written before it by any thread is visible after it to all. A no-op in a team of one
/// and outside an inference.
#[unsafe(no_mangle)]
pub extern "C" fn terrace_barrier(tid: i64) {
    if let Some(team) = current() {
        team.barrier(tid);
    }
}

/// Starts the clock of a kernel. Only thread 0 counts.
#[unsafe(no_mangle)]
pub extern "C" fn terrace_kernel_begin(kernel: i64, tid: i64) {
    if tid == 0
        && let Some(team) = current()
    {
        team.profile().begin(kernel);
    }
}

/// Stops the clock of a kernel. Only thread 0 counts.
#[unsafe(no_mangle)]
pub extern "C" fn terrace_kernel_end(kernel: i64, tid: i64) {
    if tid == 0
        && let Some(team) = current()
    {
        team.profile().end(kernel);
    }
}

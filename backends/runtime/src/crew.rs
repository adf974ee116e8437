//! A team together with its worker threads: how they are made, bound to processors and ended.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use crate::affinity::{self, CpuSet};
use crate::profile::Profile;
use crate::team::{Job, Team};
use crate::{Error, Result};

/// Stack of a worker in bytes: that of a main thread, since compiled code keeps tiles on it.
const STACK_BYTES: usize = 8 << 20;

/// How to make a [`Crew`].
pub(crate) struct Plan {
    /// Threads, the caller included; at least one.
    pub(crate) threads: usize,
    /// Processors to bind to, one for each thread; empty for none.
    pub(crate) cpus: Vec<usize>,
    /// Whether there are fewer processors than threads.
    pub(crate) crowded: bool,
    /// How long workers stay awake after an inference.
    pub(crate) spin: Duration,
    /// Kernels to be profiled.
    pub(crate) n_kernels: usize,
}

/// A team together with its workers; ends them on drop.
#[derive(Debug)]
pub(crate) struct Crew {
    team: Arc<Team>,
    workers: Vec<JoinHandle<()>>,
    /// The processors that the threads are bound to, the caller's first; empty for no binding.
    cpus: Vec<usize>,
    /// The process that has the workers: a fork has not.
    pid: u32,
}

impl Crew {
    /// Makes the workers. They start idle.
    pub(crate) fn new(plan: &Plan) -> Result<Crew> {
        let team = Team::new(plan.threads.max(1), plan.crowded, plan.spin, plan.n_kernels);
        let (cpus, pid) = (plan.cpus.clone(), std::process::id());
        let mut crew = Crew { team: Arc::new(team), workers: Vec::new(), cpus, pid };
        let _signals = SignalsBlocked::enter();
        for tid in 1..plan.threads {
            let team = Arc::clone(&crew.team);
            let cpus = plan.cpus.get(tid).copied().and_then(CpuSet::one);
            let worker = std::thread::Builder::new()
                .name(format!("terrace-{tid}"))
                .stack_size(STACK_BYTES)
                .spawn(move || {
                    // Binding is for speed; a sandbox that forbids it changes nothing else.
                    let _ = cpus.map(|cpus| cpus.apply_to_this_thread());
                    team.worker(tid);
                })
                .map_err(|error| {
                    Error::system(format!("cannot start thread {tid} of the team: {error}"))
                })?;
            crew.workers.push(worker);
        }
        Ok(crew)
    }

    pub(crate) fn size(&self) -> usize {
        self.team.size()
    }

    pub(crate) fn profile(&self) -> &Profile {
        self.team.profile()
    }

    /// Runs a job on all threads and returns when all of them have finished it.
    ///
    /// # Safety
    /// The entry function must be sound to call with these pointers from all threads at once.
    pub(crate) unsafe fn run(&mut self, job: Job) -> Result<()> {
        if self.size() > 1 && self.pid != std::process::id() {
            return Err(Error::system(
                "the model was opened before this process forked, and a fork has no worker \
                 threads: open it again in the child",
            ));
        }
        let _bound = BoundTo::away_from_workers(&self.cpus);
        // SAFETY: by the contract above; `&mut self` means that no other job runs, and workers live
        // in the process that made them until the crew is dropped.
        unsafe { self.team.run(job) };
        Ok(())
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        if self.pid != std::process::id() {
            // The threads behind these handles exist only in the parent.
            self.workers.drain(..).for_each(std::mem::forget);
            return;
        }
        self.team.dismiss();
        for worker in self.workers.drain(..) {
            // A worker does not panic, and there would be nobody left to tell.
            let _ = worker.join();
        }
    }
}

/// Binds the calling thread to one processor; its old mask returns on drop.
struct BoundTo {
    old: CpuSet,
}

impl BoundTo {
    /// Moves the caller off a processor where a worker is bound.
    ///
    /// On any other it stays as it is: the workers keep theirs busy, so the scheduler has no reason
    /// to move it there, and changing the mask twice costs more than a small inference.
    fn away_from_workers(cpus: &[usize]) -> Option<BoundTo> {
        let (&own, workers) = cpus.split_first()?;
        if !workers.contains(&affinity::current_cpu()?) {
            return None;
        }
        let old = CpuSet::of_this_thread().ok()?;
        // A caller that was bound elsewhere since the model was opened knows better.
        if !old.contains(own) {
            return None;
        }
        CpuSet::one(own)?.apply_to_this_thread().ok()?;
        Some(BoundTo { old })
    }
}

impl Drop for BoundTo {
    fn drop(&mut self) {
        // The old mask was valid a moment ago; if a processor vanished since, the kernel decides.
        let _ = self.old.apply_to_this_thread();
    }
}

/// Blocks signals, so that threads made meanwhile never run a handler of the host program. Faults
/// and the profiling timer stay open.
struct SignalsBlocked {
    old: libc::sigset_t,
}

impl SignalsBlocked {
    fn enter() -> SignalsBlocked {
        // SAFETY: the sets are initialised by `sigfillset` and `pthread_sigmask`.
        unsafe {
            let mut all: libc::sigset_t = std::mem::zeroed();
            let mut old: libc::sigset_t = std::mem::zeroed();
            libc::sigfillset(&mut all);
            for signal in [
                libc::SIGSEGV,
                libc::SIGBUS,
                libc::SIGFPE,
                libc::SIGILL,
                libc::SIGTRAP,
                libc::SIGABRT,
                libc::SIGPROF,
            ] {
                libc::sigdelset(&mut all, signal);
            }
            libc::pthread_sigmask(libc::SIG_SETMASK, &all, &mut old);
            SignalsBlocked { old }
        }
    }
}

impl Drop for SignalsBlocked {
    fn drop(&mut self) {
        // SAFETY: restores the set that `enter` read.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &self.old, std::ptr::null_mut()) };
    }
}

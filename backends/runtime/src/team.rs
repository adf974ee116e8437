//! A team of threads that run one function together: start, barrier, finish.
//!
//! The caller is thread 0; workers are threads of the team. Inside an inference nobody sleeps: a
//! hand-off between spinning threads costs a fraction of a microsecond, waking a sleeper tens of
//! them. Between inferences workers spin for a while and then sleep on a futex.

use std::cell::UnsafeCell;
use std::sync::Arc;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::abi::Entry;
use crate::affinity::{self, CpuSet};
use crate::float_env::DefaultFloatEnv;
use crate::hooks::InTeam;
use crate::profile::Profile;
use crate::{Error, Result, futex};

/// Largest team in which every thread watches every other one at a barrier. That costs one transfer
/// of a cache line where gathering and releasing costs two, but n * n lines.
const ALL_TO_ALL: usize = 8;

/// Spins before a waiting thread offers its processor to others. About 100 microseconds where
/// `pause` is slow (40 ns), 20 where it is fast.
const PATIENCE: u32 = 2048;

/// The same when the team has more threads than processors, where a spin is likely to delay the
/// very thread it waits for.
const PATIENCE_CROWDED: u32 = 16;

/// Stack of a worker in bytes: that of a main thread, since compiled code keeps tiles on it.
const STACK_BYTES: usize = 8 << 20;

/// A value alone on its cache line, and on the neighbour that hardware prefetches with it.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Alone<T>(T);

/// What one thread tells the others.
#[derive(Debug, Default)]
struct Progress {
    /// Barriers reached since the team was made.
    barriers: AtomicU64,
    /// The last job that this worker finished.
    finished: AtomicU32,
}

/// What to run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job {
    pub(crate) entry: Entry,
    pub(crate) io: *const *mut u8,
    pub(crate) arena: *mut u8,
    pub(crate) weights: *const u8,
}

/// State that all threads of a team share.
#[derive(Debug)]
pub(crate) struct Team {
    progress: Box<[Alone<Progress>]>,
    /// The barrier that thread 0 has released, in large teams.
    released: Alone<AtomicU64>,
    /// Number of the current job, a futex word.
    started: Alone<AtomicU32>,
    /// Workers asleep, or about to be.
    asleep: AtomicU32,
    stop: AtomicBool,
    job: UnsafeCell<Option<Job>>,
    patience: u32,
    spin: Duration,
    profile: Profile,
}

// SAFETY: `job` is written by the caller only while all workers have finished the previous one, and
// read by them after they have seen the `started` that was stored after it; all else is atomic.
unsafe impl Sync for Team {}
// SAFETY: the pointers of a job are used only while `Crew::run` keeps what they point to alive.
unsafe impl Send for Team {}

impl Team {
    fn size(&self) -> usize {
        self.progress.len()
    }

    pub(crate) fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Waits until every thread has called this as often as thread `tid`.
    pub(crate) fn barrier(&self, tid: i64) {
        if self.size() == 1 {
            return;
        }
        let Some(mine) = usize::try_from(tid).ok().and_then(|tid| self.progress.get(tid)) else {
            return;
        };
        // Only this thread writes its own count.
        let goal = mine.0.barriers.load(Relaxed) + 1;
        mine.0.barriers.store(goal, Release);
        if self.size() <= ALL_TO_ALL {
            self.wait_for_all(goal);
        } else if tid == 0 {
            self.wait_for_all(goal);
            self.released.0.store(goal, Release);
        } else {
            self.wait(|| self.released.0.load(Acquire) >= goal);
        }
    }

    fn wait_for_all(&self, goal: u64) {
        for other in &self.progress {
            self.wait(|| other.0.barriers.load(Acquire) >= goal);
        }
    }

    /// Spins until `ready`, and after a while also yields the processor, so that a machine with
    /// fewer processors than threads makes progress.
    fn wait(&self, ready: impl Fn() -> bool) {
        let mut spins = 0;
        while !ready() {
            if spins < self.patience {
                spins += 1;
                std::hint::spin_loop();
            } else {
                std::thread::yield_now();
            }
        }
    }

    /// Waits between inferences for a job other than `last`: spins, then sleeps.
    fn wait_for_job(&self, last: u32) -> u32 {
        let idle_since = Instant::now();
        loop {
            for _ in 0..64 {
                let job = self.started.0.load(Acquire);
                if job != last {
                    return job;
                }
                std::hint::spin_loop();
            }
            if idle_since.elapsed() >= self.spin {
                break;
            }
        }
        // The caller stores `started` and then reads `asleep`; here it is the other way round. Both
        // are sequentially consistent, so one of the two sees the other.
        self.asleep.fetch_add(1, SeqCst);
        while self.started.0.load(SeqCst) == last {
            futex::wait(&self.started.0, last);
        }
        self.asleep.fetch_sub(1, SeqCst);
        self.started.0.load(Acquire)
    }

    /// Makes a job visible to the workers and wakes those that sleep.
    fn start(&self, job: u32) {
        self.started.0.store(job, SeqCst);
        if self.asleep.load(SeqCst) > 0 {
            futex::wake_all(&self.started.0);
        }
    }

    /// The share of one thread in the current job.
    fn work(&self, tid: usize) {
        // SAFETY: between `start` and the last `finished` nobody writes the job.
        let Some(job) = (unsafe { *self.job.get() }) else { return };
        let _team = InTeam::enter(self);
        let _env = DefaultFloatEnv::enter();
        // SAFETY: whoever made the job vouches for the code and its memory.
        unsafe { (job.entry)(job.io, job.arena, job.weights, tid as i64, self.size() as i64) };
    }

    /// The life of worker `tid`.
    fn worker(&self, tid: usize) {
        let mut last = 0;
        loop {
            last = self.wait_for_job(last);
            if self.stop.load(Acquire) {
                return;
            }
            self.work(tid);
            if let Some(mine) = self.progress.get(tid) {
                mine.0.finished.store(last, Release);
            }
        }
    }
}

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
        let team = Team {
            progress: (0..plan.threads.max(1)).map(|_| Alone::default()).collect(),
            released: Alone::default(),
            started: Alone::default(),
            asleep: AtomicU32::new(0),
            stop: AtomicBool::new(false),
            job: UnsafeCell::new(None),
            patience: if plan.crowded { PATIENCE_CROWDED } else { PATIENCE },
            spin: plan.spin,
            profile: Profile::new(plan.n_kernels),
        };
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
        let number = self.team.started.0.load(Relaxed).wrapping_add(1);
        // SAFETY: `&mut self` and the wait below mean that no worker is in a job.
        unsafe { *self.team.job.get() = Some(job) };
        let _bound = BoundTo::away_from_workers(&self.cpus);
        self.team.start(number);
        self.team.work(0);
        for worker in self.team.progress.iter().skip(1) {
            self.team.wait(|| worker.0.finished.load(Acquire) == number);
        }
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
        self.team.stop.store(true, Release);
        self.team.start(self.team.started.0.load(Relaxed).wrapping_add(1));
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

//! What the threads of a team share: the job, the barrier, how they wait.
//!
//! The caller is thread 0; the others are workers, made by [`Crew`](crate::crew::Crew). Inside an
//! inference nobody sleeps: a hand-off between spinning threads costs a fraction of a microsecond,
//! waking a sleeper tens of them. Between inferences workers spin for a while and then sleep on a
//! futex.

use std::cell::UnsafeCell;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64};
use std::time::{Duration, Instant};

use crate::abi::Entry;
use crate::float_env::DefaultFloatEnv;
use crate::futex;
use crate::hooks::InTeam;
use crate::profile::Profile;

/// Largest team in which every thread watches every other one at a barrier. That costs one transfer
/// of a cache line where gathering and releasing costs two, but n * n lines.
const ALL_TO_ALL: usize = 8;

/// Spins before a waiting thread offers its processor to others. About 100 microseconds where
/// `pause` is slow (40 ns), 20 where it is fast.
const PATIENCE: u32 = 2048;

/// The same when the team has more threads than processors, where a spin is likely to delay the
/// very thread it waits for.
const PATIENCE_CROWDED: u32 = 16;

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
// SAFETY: the pointers of a job are used only while `Team::run` keeps what they point to alive.
unsafe impl Send for Team {}

impl Team {
    /// A team at rest.
    pub(crate) fn new(threads: usize, crowded: bool, spin: Duration, n_kernels: usize) -> Team {
        Team {
            progress: (0..threads).map(|_| Alone::default()).collect(),
            released: Alone::default(),
            started: Alone::default(),
            asleep: AtomicU32::new(0),
            stop: AtomicBool::new(false),
            job: UnsafeCell::new(None),
            patience: if crowded { PATIENCE_CROWDED } else { PATIENCE },
            spin,
            profile: Profile::new(n_kernels),
        }
    }

    pub(crate) fn size(&self) -> usize {
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

    /// Runs a job on all threads, the calling one as thread 0, until all have finished it.
    ///
    /// # Safety
    /// The entry function must be sound to call with these pointers from all threads at once. No
    /// other job runs, and every worker is alive.
    pub(crate) unsafe fn run(&self, job: Job) {
        // SAFETY: no worker is in a job.
        unsafe { *self.job.get() = Some(job) };
        let number = self.start();
        self.work(0);
        for worker in self.progress.iter().skip(1) {
            self.wait(|| worker.0.finished.load(Acquire) == number);
        }
    }

    /// Ends the workers, which are at rest.
    pub(crate) fn dismiss(&self) {
        self.stop.store(true, Release);
        self.start();
    }

    /// Makes the next job visible to the workers, wakes those that sleep and returns its number.
    fn start(&self) -> u32 {
        let number = self.started.0.load(Relaxed).wrapping_add(1);
        self.started.0.store(number, SeqCst);
        if self.asleep.load(SeqCst) > 0 {
            futex::wake_all(&self.started.0);
        }
        number
    }

    /// The share of one thread in the current job.
    fn work(&self, tid: usize) {
        // SAFETY: nobody writes the job between `start` and the last `finished`.
        let Some(job) = (unsafe { *self.job.get() }) else { return };
        let _team = InTeam::enter(self);
        let _env = DefaultFloatEnv::enter();
        // SAFETY: whoever made the job vouches for the code and its memory.
        unsafe { (job.entry)(job.io, job.arena, job.weights, tid as i64, self.size() as i64) };
    }

    /// The life of worker `tid`.
    pub(crate) fn worker(&self, tid: usize) {
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

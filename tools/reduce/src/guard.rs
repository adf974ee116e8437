//! Guards: jobs on a thread of their own that may panic and may take too long.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

thread_local! {
    /// Whether panics of this thread are taken note of instead of printed.
    static QUIET: Cell<bool> = const { Cell::new(false) };
    /// Where the last panic of this thread was.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Stack of the thread: compilers recurse.
const STACK_BYTES: usize = 64 << 20;

/// Why a job gave nothing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// It did not end in time; its thread is left behind.
    Time,
    /// It panicked, with what.
    Panic(String),
}

/// Where the last panic of this thread was, as `file:line`; forgets it.
pub(crate) fn take_panic_place() -> Option<String> {
    PLACE.with(|place| place.borrow_mut().take())
}

fn install_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.with(Cell::get) {
                return loud(info);
            }
            let place = info.location().map(|l| format!("{}:{}", l.file(), l.line()));
            PLACE.with(|known| *known.borrow_mut() = place);
        }));
    });
}

type Job = Box<dyn FnOnce() + Send>;

/// A thread that does one job after the other.
pub(crate) struct Guard {
    jobs: Option<Sender<Job>>,
    /// Threads that were left behind at work.
    pub n_lost: usize,
}

impl Guard {
    pub fn new() -> Guard {
        install_hook();
        Guard { jobs: None, n_lost: 0 }
    }

    fn sender(&mut self) -> std::io::Result<&Sender<Job>> {
        if self.jobs.is_none() {
            let (sender, receiver) = channel::<Job>();
            let work = move || {
                QUIET.with(|quiet| quiet.set(true));
                receiver.into_iter().for_each(|job| job());
            };
            std::thread::Builder::new().stack_size(STACK_BYTES).spawn(work)?;
            self.jobs = Some(sender);
        }
        self.jobs.as_ref().ok_or_else(|| std::io::Error::other("no thread"))
    }

    /// Does a job within a time.
    pub fn run<T: Send + 'static>(
        &mut self,
        limit: Duration,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Lost> {
        let (sender, receiver) = channel();
        let guarded = move || {
            // What the job was at work on is dropped with it.
            let done = catch_unwind(AssertUnwindSafe(job));
            let _ = sender.send(done.map_err(|panic| text_of(&*panic)));
        };
        let sent = match self.sender() {
            Ok(jobs) => jobs.send(Box::new(guarded)).map_err(|e| e.to_string()),
            Err(error) => Err(error.to_string()),
        };
        if let Err(error) = sent {
            self.jobs = None;
            return Err(Lost::Panic(error));
        }
        match receiver.recv_timeout(limit) {
            Ok(done) => done.map_err(Lost::Panic),
            Err(RecvTimeoutError::Timeout) => {
                self.jobs = None;
                self.n_lost += 1;
                Err(Lost::Time)
            }
            Err(RecvTimeoutError::Disconnected) => {
                self.jobs = None;
                Err(Lost::Panic("the thread ended".into()))
            }
        }
    }
}

fn text_of(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| s.to_string());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "no message".to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_end_panic_or_are_left_behind() {
        let mut guard = Guard::new();
        let limit = Duration::from_secs(5);
        assert_eq!(guard.run(limit, || 7), Ok(7));
        assert_eq!(guard.run(limit, || -> u8 { panic!("oh") }), Err(Lost::Panic("oh".into())));
        let place = guard.run(limit, take_panic_place).expect("it runs").expect("there was one");
        assert!(place.contains("guard.rs:"), "{place}");
        let slow = || std::thread::sleep(Duration::from_secs(2));
        assert_eq!(guard.run(Duration::from_millis(20), slow), Err(Lost::Time));
        assert_eq!(guard.run(limit, || 8), Ok(8));
        assert_eq!(guard.n_lost, 1);
    }
}

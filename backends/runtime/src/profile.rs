//! Time per kernel, measured on the caller's thread by code compiled with profiling.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

/// Time that one kernel took since the model was opened or its profile reset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KernelTime {
    /// Name of the kernel.
    pub name: String,
    /// ONNX node names, comma separated.
    pub source: String,
    /// Wall time on thread 0.
    ///
    /// # Units
    /// Nanoseconds, all calls together.
    pub total_ns: u64,
    /// How often it ran; 0 if the code was compiled without profiling.
    pub calls: u64,
}

/// Counters of all kernels of a model. Thread 0 of a team writes, anyone may read.
#[derive(Debug)]
pub(crate) struct Profile {
    origin: Instant,
    kernels: Box<[Counter]>,
}

#[derive(Debug, Default)]
struct Counter {
    started_ns: AtomicU64,
    total_ns: AtomicU64,
    calls: AtomicU64,
}

impl Profile {
    pub(crate) fn new(n_kernels: usize) -> Profile {
        Profile {
            origin: Instant::now(),
            kernels: (0..n_kernels).map(|_| Counter::default()).collect(),
        }
    }

    /// Starts the clock of a kernel; a number out of range is ignored.
    pub(crate) fn begin(&self, kernel: i64) {
        if let Some(counter) = self.counter(kernel) {
            counter.started_ns.store(self.now_ns(), Relaxed);
        }
    }

    /// Stops the clock of a kernel and counts the call.
    pub(crate) fn end(&self, kernel: i64) {
        if let Some(counter) = self.counter(kernel) {
            let started = counter.started_ns.load(Relaxed);
            counter.total_ns.fetch_add(self.now_ns().saturating_sub(started), Relaxed);
            counter.calls.fetch_add(1, Relaxed);
        }
    }

    /// Total nanoseconds and calls of a kernel.
    pub(crate) fn read(&self, kernel: usize) -> (u64, u64) {
        self.kernels
            .get(kernel)
            .map_or((0, 0), |counter| (counter.total_ns.load(Relaxed), counter.calls.load(Relaxed)))
    }

    /// Sets all counters to zero.
    pub(crate) fn reset(&self) {
        for counter in &self.kernels {
            counter.total_ns.store(0, Relaxed);
            counter.calls.store(0, Relaxed);
        }
    }

    fn counter(&self, kernel: i64) -> Option<&Counter> {
        self.kernels.get(usize::try_from(kernel).ok()?)
    }

    fn now_ns(&self) -> u64 {
        self.origin.elapsed().as_nanos() as u64
    }
}

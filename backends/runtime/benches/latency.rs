//! What the runtime costs: a barrier, an empty inference, waking a sleeping team.
//!
//! `cargo bench -p terrace-runtime`, on a machine that is otherwise idle. Figures are the best and
//! the median of many samples.

#[path = "../tests/common/mod.rs"]
mod common;

use std::time::{Duration, Instant};

use common::{open, program, tensor};
use terrace_runtime::hooks::{terrace_barrier, terrace_kernel_begin, terrace_kernel_end};
use terrace_runtime::{DType, Input, Model, Options, Output, Pin};

/// Calls in one sample.
const REPEAT: i64 = 1000;

// SAFETY: called by the runtime with the tensors that `model` declares.
unsafe extern "C" fn barriers(
    io: *const *mut u8,
    _arena: *mut u8,
    _weights: *const u8,
    tid: i64,
    _n_threads: i64,
) {
    // SAFETY: the input is one number.
    for _ in 0..unsafe { *(*io).cast::<i64>() } {
        terrace_barrier(tid);
    }
}

// SAFETY: called by the runtime with the tensors that `model` declares.
unsafe extern "C" fn clocks(
    io: *const *mut u8,
    _arena: *mut u8,
    _weights: *const u8,
    tid: i64,
    _n_threads: i64,
) {
    // SAFETY: the input is one number.
    for _ in 0..unsafe { *(*io).cast::<i64>() } {
        terrace_kernel_begin(0, tid);
        terrace_kernel_end(0, tid);
    }
}

fn model(entry: terrace_runtime::abi::Entry, options: &Options) -> Model {
    let inputs = vec![tensor("count", DType::I64, &[])];
    let outputs = vec![tensor("nothing", DType::F32, &[1])];
    let mut program = program(entry, inputs, outputs);
    (program.kernels, program.n_kernels) = common::kernels(&[("empty", "")]);
    open(program, None, options).expect("the model opens")
}

/// Time of one inference in nanoseconds, after a pause.
fn time(model: &Model, count: i64, pause: Duration) -> f64 {
    let count = [count];
    let mut nothing = [0.0f32];
    let inputs = [Input::of(&[], &count).expect("a number")];
    let mut outputs = [Output::of(&[1], &mut nothing).expect("a number")];
    let waiting = Instant::now();
    while waiting.elapsed() < pause {
        std::hint::spin_loop();
    }
    let start = Instant::now();
    model.run(&inputs, &mut outputs).expect("the model runs");
    start.elapsed().as_nanos() as f64
}

fn report(what: &str, samples: usize, mut sample: impl FnMut() -> f64) {
    let mut times: Vec<f64> = (0..samples).map(|_| sample()).collect();
    times.sort_by(f64::total_cmp);
    let (best, median) = (times[0], times[samples / 2]);
    println!("{what:52} best {best:9.1} ns   median {median:9.1} ns");
}

fn main() {
    let each = REPEAT as f64;
    for threads in [1, 2, 4] {
        let options = Options { threads, ..Options::default() };
        let barrier = model(barriers, &options);
        report(&format!("barrier, {threads} threads"), 200, || {
            time(&barrier, REPEAT, Duration::ZERO) / each
        });
    }
    let clock = model(clocks, &Options { threads: 1, ..Options::default() });
    report("clock of a kernel, begin and end", 200, || time(&clock, REPEAT, Duration::ZERO) / each);
    for (threads, pin) in [(1, Pin::Never), (2, Pin::Never), (2, Pin::Always)] {
        let empty = model(barriers, &Options { threads, pin, ..Options::default() });
        report(&format!("empty inference, {threads} threads, pin {pin:?}"), 2000, || {
            time(&empty, 0, Duration::ZERO)
        });
        if threads > 1 {
            report(&format!("the same after 2 ms of pause, pin {pin:?}"), 200, || {
                time(&empty, 0, Duration::from_millis(2))
            });
        }
    }
}

//! The barrier under stress: plain memory that races unless the barrier orders it.

mod common;

use std::time::{Duration, Instant};

use common::{open, program, tensor, with_threads};
use terrace_runtime::hooks::terrace_barrier;
use terrace_runtime::{DType, Input, Model, Options, Output};

const MAX_THREADS: usize = 16;

/// Each thread writes its step into its slot; after a barrier it counts slots of others that are
/// not at the same step; a second barrier keeps the next step from starting early.
///
/// Input: the number of steps. Output: `MAX_THREADS` slots, then as many error counts.
unsafe extern "C" fn lockstep(
    io: *const *mut u8,
    _arena: *mut u8,
    _weights: *const u8,
    tid: i64,
    n_threads: i64,
) {
    // SAFETY: the shapes below; a thread writes its own slot and count only.
    unsafe {
        let n_steps = *(*io).cast::<i64>();
        let slots = (*io.add(1)).cast::<i64>();
        let errors = slots.add(MAX_THREADS + tid as usize);
        for step in 1..=n_steps {
            slots.add(tid as usize).write_volatile(step);
            terrace_barrier(tid);
            for other in 0..n_threads as usize {
                *errors += i64::from(slots.add(other).read_volatile() != step);
            }
            terrace_barrier(tid);
        }
    }
}

fn lockstep_model(options: &Options) -> Model {
    let inputs = vec![tensor("steps", DType::I64, &[])];
    let outputs = vec![tensor("slots", DType::I64, &[2, MAX_THREADS as i64])];
    open(program(lockstep, inputs, outputs), None, options).unwrap()
}

fn run(model: &Model, n_steps: i64) {
    let n_steps = [n_steps];
    let mut out = [0i64; 2 * MAX_THREADS];
    let shape = [2, MAX_THREADS as i64];
    model
        .run(
            &[Input::of(&[], &n_steps).unwrap()],
            &mut [Output::of(&shape, out.as_mut_slice()).unwrap()],
        )
        .unwrap();
    let (slots, errors) = out.split_at(MAX_THREADS);
    assert_eq!(errors, [0; MAX_THREADS]);
    for (tid, &slot) in slots.iter().enumerate() {
        assert_eq!(slot, if tid < model.threads() { n_steps[0] } else { 0 });
    }
}

#[test]
fn threads_stay_in_step() {
    for (threads, n_steps) in [(1, 1000), (2, 10_000), (3, 1000), (4, 1000)] {
        run(&lockstep_model(&with_threads(threads)), n_steps);
    }
}

#[test]
fn large_teams_gather_and_release() {
    run(&lockstep_model(&with_threads(12)), 200);
}

#[test]
fn many_short_inferences_with_pauses_wake_sleepers() {
    // No spinning: workers are asleep, or falling asleep, when the next inference starts.
    for spin in [Duration::ZERO, Duration::from_micros(5), Duration::from_micros(100)] {
        let model = lockstep_model(&Options { spin, ..with_threads(3) });
        for round in 0..300 {
            run(&model, 2);
            let pause = Instant::now();
            while pause.elapsed() < Duration::from_micros(round % 30) {
                std::hint::spin_loop();
            }
        }
    }
}

#[test]
fn teams_come_and_go() {
    for round in 0..100 {
        let model = lockstep_model(&with_threads(1 + round % 4));
        // Some are closed before their workers ever ran.
        if round % 3 > 0 {
            run(&model, 3);
        }
    }
}

#[test]
fn a_barrier_outside_an_inference_is_a_no_op() {
    terrace_barrier(0);
    terrace_barrier(-1);
    terrace_barrier(i64::MAX);
}

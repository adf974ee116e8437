//! The runtime and its process: processors, forks, stops, floating-point modes.

mod common;

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{open, program, tensor, with_threads};
use terrace_runtime::hooks::terrace_barrier;
use terrace_runtime::{DType, Input, Kind, Model, Options, Output, Pin, Result};

const MAX_THREADS: usize = 4;

/// Each thread writes the processor it runs on and whether denormals survive, many times with a
/// barrier after each.
///
/// Input: a denormal number. Output: for each thread its processor, then the half of the input.
unsafe extern "C" fn where_am_i(
    io: *const *mut u8,
    _arena: *mut u8,
    _weights: *const u8,
    tid: i64,
    _n_threads: i64,
) {
    // SAFETY: the shapes below.
    unsafe {
        let denormal = (*io).cast::<f32>().read_volatile();
        let out = (*io.add(1)).cast::<f32>();
        for _ in 0..10 {
            *out.add(tid as usize) = libc::sched_getcpu() as f32;
            *out.add(MAX_THREADS + tid as usize) = denormal * 0.5;
            terrace_barrier(tid);
        }
    }
}

/// The smallest normal number over 4.
const DENORMAL: f32 = f32::MIN_POSITIVE / 4.0;

fn model(options: &Options) -> Model {
    let inputs = vec![tensor("denormal", DType::F32, &[])];
    let outputs = vec![tensor("seen", DType::F32, &[2, MAX_THREADS as i64])];
    open(program(where_am_i, inputs, outputs), None, options).unwrap()
}

fn run(model: &Model) -> Result<([f32; MAX_THREADS], [f32; MAX_THREADS])> {
    let mut out = [[0.0f32; MAX_THREADS]; 2];
    let shape = [2, MAX_THREADS as i64];
    let output = Output::of(&shape, out.as_flattened_mut())?;
    model.run(&[Input::of(&[], &[DENORMAL])?], &mut [output])?;
    Ok((out[0], out[1]))
}

fn mask() -> libc::cpu_set_t {
    // SAFETY: zero is the empty set, and the call fills it.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        assert_eq!(libc::sched_getaffinity(0, size_of_val(&set), &mut set), 0);
        set
    }
}

#[test]
fn bound_threads_run_apart_and_the_caller_gets_its_mask_back() {
    let n_cpus = std::thread::available_parallelism().unwrap().get();
    let before = mask();
    let threads = n_cpus.min(2);
    let model = model(&Options { pin: Pin::Always, ..with_threads(threads) });
    for _ in 0..200 {
        let (cpus, _) = run(&model).unwrap();
        assert!(threads == 1 || cpus[0] != cpus[1], "{cpus:?}");
        // SAFETY: both sets are initialised.
        assert!(unsafe { libc::CPU_EQUAL(&before, &mask()) });
    }
}

#[test]
#[cfg(target_arch = "x86_64")]
fn denormals_survive_on_every_thread_whatever_the_caller_set() {
    use std::arch::asm;
    const FLUSH: u32 = 0x8040;
    let mut old = 0u32;
    let threads = 3;
    // SAFETY: reads and writes MXCSR; nothing in between computes with floats in this test.
    let set = |value: &u32| unsafe { asm!("ldmxcsr [{}]", in(reg) value) };
    // SAFETY: as above.
    unsafe { asm!("stmxcsr [{}]", in(reg) &mut old) };
    set(&(old | FLUSH));
    // Threads made now inherit the mode of the caller.
    let model = model(&with_threads(threads));
    let (_, halves) = run(&model).unwrap();
    set(&old);
    let bits = halves.map(f32::to_bits);
    let half = DENORMAL.to_bits() / 2;
    assert_eq!(bits, [half, half, half, 0]);
}

#[test]
fn a_fork_is_told_to_open_the_model_again() {
    let team = model(&with_threads(2));
    let alone = model(&with_threads(1));
    run(&team).unwrap();
    // SAFETY: the child runs models and exits without returning to the test harness.
    let child = unsafe { libc::fork() };
    assert!(child >= 0);
    if child == 0 {
        let refused = run(&team).err();
        let told = refused.is_some_and(|error| {
            error.kind() == Kind::System && error.message().contains("forked")
        });
        drop(team);
        let again = run(&alone).is_ok() && run(&model(&with_threads(2))).is_ok();
        // SAFETY: ends the child at once.
        unsafe { libc::_exit(if told && again { 0 } else { 1 }) };
    }
    let mut status = 0;
    // SAFETY: waits for the child just made.
    assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
    assert_eq!(std::process::ExitStatus::from_raw(status).code(), Some(0));
    // The parent goes on.
    run(&team).unwrap();
}

/// How long `inferences_go_on` runs, in milliseconds; set by the test that stops it.
const DURATION_VARIABLE: &str = "TERRACE_TEST_DURATION_MS";

#[test]
fn inferences_go_on() {
    let duration = std::env::var(DURATION_VARIABLE).map_or(10, |text| text.parse().unwrap());
    let start = Instant::now();
    let model = model(&Options { spin: Duration::from_micros(20), ..with_threads(3) });
    let half = DENORMAL / 2.0;
    let mut pause = 0;
    while start.elapsed() < Duration::from_millis(duration) {
        assert_eq!(run(&model).unwrap().1, [half, half, half, 0.0]);
        // Some inferences find the workers awake, some asleep.
        pause = (pause + 7) % 60;
        std::thread::sleep(Duration::from_micros(pause));
    }
}

#[test]
fn a_process_that_is_stopped_and_continued_goes_on() {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "inferences_go_on"])
        .env(DURATION_VARIABLE, "600")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let pid = child.id() as libc::pid_t;
    std::thread::sleep(Duration::from_millis(100));
    for _ in 0..10 {
        // SAFETY: signals the child, which has not been waited for.
        unsafe { libc::kill(pid, libc::SIGSTOP) };
        std::thread::sleep(Duration::from_millis(20));
        // SAFETY: as above.
        unsafe { libc::kill(pid, libc::SIGCONT) };
        std::thread::sleep(Duration::from_millis(13));
    }
    assert!(child.wait().unwrap().success());
}

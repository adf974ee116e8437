//! A model whose program is made by hand in Rust: what runs, what is rejected.

mod common;

use std::sync::Arc;

use common::{kernels, open, program, tensor, with_threads};
use terrace_runtime::abi::{ABI_VERSION, TerraceProgram};
use terrace_runtime::hooks::{terrace_barrier, terrace_kernel_begin, terrace_kernel_end};
use terrace_runtime::{Buffer, DType, Input, Kind, Options, Output, Pin};

const LEN: usize = 1000;

/// `y = reverse(2 * x)` over `LEN` floats, in two kernels with the arena between them, so that each
/// thread reads what others wrote.
unsafe extern "C" fn double_reverse(
    io: *const *mut u8,
    arena: *mut u8,
    _weights: *const u8,
    tid: i64,
    n_threads: i64,
) {
    let (tid, n_threads) = (tid as usize, n_threads as usize);
    let share = LEN.div_ceil(n_threads);
    let mine = tid * share..((tid + 1) * share).min(LEN);
    // SAFETY: input and output hold `LEN` floats each and the arena too; threads write disjoint
    // parts and read those of others after the barrier.
    unsafe {
        let (x, y) = ((*io).cast::<f32>(), (*io.add(1)).cast::<f32>());
        let doubled = arena.cast::<f32>();
        terrace_kernel_begin(0, tid as i64);
        for idx in mine.clone() {
            *doubled.add(idx) = 2.0 * *x.add(idx);
        }
        terrace_barrier(tid as i64);
        terrace_kernel_end(0, tid as i64);
        terrace_kernel_begin(1, tid as i64);
        for idx in mine {
            *y.add(idx) = *doubled.add(LEN - 1 - idx);
        }
        terrace_kernel_end(1, tid as i64);
    }
}

fn double_reverse_program() -> TerraceProgram {
    let shape = [10, 100];
    let mut program = program(
        double_reverse,
        vec![tensor("x", DType::F32, &shape)],
        vec![tensor("y", DType::F32, &shape)],
    );
    program.arena_bytes = (LEN * 4) as u64;
    (program.kernels, program.n_kernels) = kernels(&[("double", "Mul_0"), ("reverse", "Slice_1")]);
    program
}

#[test]
fn an_inference_computes_for_every_team_size() {
    let x: Vec<f32> = (0..LEN).map(|idx| idx as f32).collect();
    let expected: Vec<f32> = x.iter().rev().map(|x| 2.0 * x).collect();
    for threads in 1..=4 {
        for pin in [Pin::Auto, Pin::Never, Pin::Always] {
            let options = Options { pin, ..with_threads(threads) };
            let model = open(double_reverse_program(), None, &options).unwrap();
            assert_eq!(model.threads(), threads);
            for _ in 0..10 {
                let mut y = vec![0.0f32; LEN];
                let inputs = [Input::of(&[10, 100], &x).unwrap()];
                model.run(&inputs, &mut [Output::of(&[10, 100], &mut y).unwrap()]).unwrap();
                assert_eq!(y, expected);
            }
        }
    }
}

#[test]
fn the_default_team_is_no_larger_than_the_machine() {
    let model = open(double_reverse_program(), None, &Options::default()).unwrap();
    let available = std::thread::available_parallelism().unwrap().get();
    assert!((1..=available).contains(&model.threads()));
}

#[test]
fn the_profile_counts_each_kernel_and_can_be_reset() {
    let model = open(double_reverse_program(), None, &with_threads(2)).unwrap();
    let x = vec![1.0f32; LEN];
    let mut y = vec![0.0f32; LEN];
    for _ in 0..3 {
        let inputs = [Input::of(&[10, 100], &x).unwrap()];
        model.run(&inputs, &mut [Output::of(&[10, 100], &mut y).unwrap()]).unwrap();
    }
    let profile = model.profile();
    let names: Vec<_> =
        profile.iter().map(|kernel| (kernel.name.as_str(), kernel.source.as_str())).collect();
    assert_eq!(names, [("double", "Mul_0"), ("reverse", "Slice_1")]);
    assert!(profile.iter().all(|kernel| kernel.calls == 3 && kernel.total_ns > 0));
    model.reset_profile();
    assert!(model.profile().iter().all(|kernel| kernel.calls == 0 && kernel.total_ns == 0));
}

#[test]
fn callers_on_several_threads_take_turns() {
    let model = Arc::new(open(double_reverse_program(), None, &with_threads(2)).unwrap());
    let callers: Vec<_> = (0..4)
        .map(|caller| {
            let model = Arc::clone(&model);
            std::thread::spawn(move || {
                let x = vec![caller as f32; LEN];
                let mut y = vec![-1.0f32; LEN];
                for _ in 0..200 {
                    let inputs = [Input::of(&[10, 100], &x).unwrap()];
                    model.run(&inputs, &mut [Output::of(&[10, 100], &mut y).unwrap()]).unwrap();
                    assert!(y.iter().all(|&y| y == 2.0 * caller as f32));
                }
            })
        })
        .collect();
    for caller in callers {
        caller.join().unwrap();
    }
}

/// Runs `double_reverse` with one input and output and returns the message of the rejection.
fn rejection(inputs: &[Input<'_>], outputs: &mut [Output<'_>]) -> String {
    let model = open(double_reverse_program(), None, &with_threads(1)).unwrap();
    let error = model.run(inputs, outputs).unwrap_err();
    assert_eq!(error.kind(), Kind::Argument);
    error.message().to_owned()
}

#[test]
fn wrong_tensors_are_rejected_by_name() {
    let x = vec![0.0f32; LEN];
    let mut y = vec![0.0f32; LEN];
    let good = Input::of(&[10, 100], &x).unwrap();
    assert_eq!(
        rejection(&[], &mut [Output::of(&[10, 100], &mut y).unwrap()]),
        "expected 1 inputs, got 0"
    );
    assert_eq!(rejection(&[good], &mut []), "expected 1 outputs, got 0");
    assert_eq!(
        rejection(
            &[Input::of(&[100, 10], &x).unwrap()],
            &mut [Output::of(&[10, 100], &mut y).unwrap()]
        ),
        "input 0 `x`: expected shape [10, 100], got [100, 10]"
    );
    assert_eq!(
        rejection(
            &[Input::of(&[1000], &x).unwrap()],
            &mut [Output::of(&[10, 100], &mut y).unwrap()]
        ),
        "input 0 `x`: expected rank 2 (shape [10, 100]), got rank 1"
    );
    let mut integers = vec![0i32; LEN];
    assert_eq!(
        rejection(&[good], &mut [Output::of(&[10, 100], &mut integers).unwrap()]),
        "output 0 `y`: expected elements of f32, got i32"
    );
    let mut bytes = Buffer::zeroed(LEN * 4 + 1);
    let misaligned = Output::new(DType::F32, &[10, 100], &mut bytes.bytes_mut()[1..]).unwrap();
    let message = rejection(&[good], &mut [misaligned]);
    assert!(
        message.starts_with("output 0 `y`: expected data aligned to 4 bytes, got address 0x"),
        "{message}"
    );
}

#[test]
fn tensors_of_the_wrong_length_cannot_be_made() {
    let error = Input::of(&[2, 3], &[0.0f32; 5]).unwrap_err();
    assert_eq!(error.message(), "expected 24 bytes for shape [2, 3] of f32, got 20");
    let error = Output::of(&[-1], &mut [0i64; 1]).unwrap_err();
    assert_eq!(error.message(), "the shape [-1] is impossible");
}

#[test]
fn malformed_programs_are_rejected() {
    type Break = fn(&mut TerraceProgram);
    let cases: [(Break, &str); 8] = [
        (|program| program.abi_version = 99, "ABI version 1, got version 99"),
        (|program| program.entry = None, "no entry function"),
        (|program| program.inputs = std::ptr::null(), "1 inputs at null"),
        (|program| program.kernels = std::ptr::null(), "2 kernels at null"),
        (
            |program| program.inputs = Box::leak(Box::new(tensor("x", DType::F32, &[-4]))),
            "`x` has the impossible shape [-4]",
        ),
        (
            |program| {
                let mut desc = tensor("x", DType::F32, &[4]);
                desc.bytes = 15;
                program.inputs = Box::leak(Box::new(desc));
            },
            "takes 16 bytes, got 15",
        ),
        (
            |program| {
                let mut desc = tensor("x", DType::F32, &[4]);
                desc.dtype = 8;
                program.outputs = Box::leak(Box::new(desc));
            },
            "output 0 of the program: `x` has unknown element type 8",
        ),
        (
            |program| {
                let mut desc = tensor("x", DType::F32, &[4]);
                desc.name = std::ptr::null();
                program.outputs = Box::leak(Box::new(desc));
            },
            "name is not UTF-8",
        ),
    ];
    for (damage, expected) in cases {
        let mut program = double_reverse_program();
        assert_eq!(program.abi_version, ABI_VERSION);
        damage(&mut program);
        let error = open(program, None, &with_threads(1)).unwrap_err();
        assert_eq!(error.kind(), Kind::Program);
        assert!(error.message().contains(expected), "{error}");
    }
}

#[test]
fn an_arena_that_cannot_be_had_is_an_error() {
    let mut program = double_reverse_program();
    program.arena_bytes = 1 << 60;
    let error = open(program, None, &with_threads(1)).unwrap_err();
    assert_eq!(error.kind(), Kind::System);
}

#[test]
fn a_team_of_a_million_is_refused() {
    let error = open(double_reverse_program(), None, &with_threads(1_000_000)).unwrap_err();
    assert_eq!(error.kind(), Kind::Argument);
    assert_eq!(error.message(), "expected at most 1024 threads, got 1000000");
}

#[test]
fn without_a_linked_program_the_c_interface_says_so() {
    let mut model = std::ptr::null_mut();
    // SAFETY: null stands for the defaults, and the model can be written.
    let status = unsafe {
        terrace_runtime::capi::terrace_model_open(std::ptr::null(), std::ptr::null(), &mut model)
    };
    assert_eq!(status, Kind::Program as i32);
    assert!(model.is_null());
    // SAFETY: the text lives until the next failure on this thread.
    let text = unsafe { std::ffi::CStr::from_ptr(terrace_runtime::capi::terrace_last_error()) };
    assert_eq!(text.to_str().unwrap(), "there is no `terrace_program` beside the runtime");
}

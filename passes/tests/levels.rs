//! Small programs taken down level by level: after each step the interpreter gives what it gave
//! before.

mod common;

use common::levels::{Program, differ, inputs, run, verified};
use common::{context, lowered, parse, print};
use terrace_ir::eval::{Dtype, Tolerance};

/// The steps of the CPU road for one kernel, in order.
const STEPS: &[&str] = &[
    "lower-graph-to-te",
    "canonicalize",
    "te-inline-elementwise",
    "te-stage-padding",
    "lower-te-to-loop",
    "loop-compact-buffers",
    "loop-hoist-allocs",
    "lower-loop-to-vector",
    "canonicalize",
    "cse",
];

/// As [`STEPS`], with the schedule a kernel gets when nobody wrote one.
const SCHEDULED: &[&str] = &[
    "lower-graph-to-te",
    "canonicalize",
    "te-inline-elementwise",
    "te-stage-padding",
    "lower-te-to-loop",
    "sched-apply-defaults",
    "loop-compact-buffers",
    "loop-hoist-allocs",
    "lower-loop-to-vector",
    "canonicalize",
    "cse",
];

/// `@f` of each program; how many terms the longest sum has.
const PROGRAMS: &[(&str, u64, &str)] = &[
    (
        "matmul",
        37,
        "func.func @f(%a: tensor<13x37xf32>, %b: tensor<37x21xf32>) -> tensor<13x21xf32> {
           %c = graph.matmul %a, %b
               : tensor<13x37xf32>, tensor<37x21xf32> -> tensor<13x21xf32>
           return %c : tensor<13x21xf32>
         }",
    ),
    (
        "batched matmul with bias and gelu",
        8,
        "func.func @f(%a: tensor<2x5x8xf32>, %b: tensor<8x16xf32>, %d: tensor<16xf32>)
             -> tensor<2x5x16xf32> {
           %c = graph.matmul %a, %b
               : tensor<2x5x8xf32>, tensor<8x16xf32> -> tensor<2x5x16xf32>
           %e = graph.add %c, %d
               : tensor<2x5x16xf32>, tensor<16xf32> -> tensor<2x5x16xf32>
           %g = graph.gelu %e : tensor<2x5x16xf32>
           return %g : tensor<2x5x16xf32>
         }",
    ),
    (
        "conv with stride, padding and bias",
        27,
        "func.func @f(%x: tensor<2x3x11x9xf32>, %w: tensor<8x3x3x3xf32>, %b: tensor<8xf32>)
             -> tensor<2x8x6x5xf32> {
           %y = graph.conv %x, %w, %b {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>,
               dilations = array<i64: 1, 1>, groups = 1 : i64}
               : (tensor<2x3x11x9xf32>, tensor<8x3x3x3xf32>, tensor<8xf32>) -> tensor<2x8x6x5xf32>
           %z = graph.relu %y : tensor<2x8x6x5xf32>
           return %z : tensor<2x8x6x5xf32>
         }",
    ),
    (
        "grouped conv with dilation",
        8,
        "func.func @f(%x: tensor<1x4x10x10xf32>, %w: tensor<6x2x2x2xf32>)
             -> tensor<1x6x8x8xf32> {
           %y = graph.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>,
               dilations = array<i64: 2, 2>, groups = 2 : i64}
               : (tensor<1x4x10x10xf32>, tensor<6x2x2x2xf32>) -> tensor<1x6x8x8xf32>
           return %y : tensor<1x6x8x8xf32>
         }",
    ),
    (
        "depthwise conv",
        9,
        "func.func @f(%x: tensor<1x5x7x16xf32>, %w: tensor<5x1x3x3xf32>)
             -> tensor<1x5x7x16xf32> {
           %y = graph.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>,
               dilations = array<i64: 1, 1>, groups = 5 : i64}
               : (tensor<1x5x7x16xf32>, tensor<5x1x3x3xf32>) -> tensor<1x5x7x16xf32>
           return %y : tensor<1x5x7x16xf32>
         }",
    ),
    (
        "softmax",
        33,
        "func.func @f(%x: tensor<6x33xf32>) -> tensor<6x33xf32> {
           %y = graph.softmax %x {axis = 1 : i64} : tensor<6x33xf32>
           return %y : tensor<6x33xf32>
         }",
    ),
    (
        "log_softmax of the first axis",
        6,
        "func.func @f(%x: tensor<6x9xf32>) -> tensor<6x9xf32> {
           %y = graph.log_softmax %x {axis = 0 : i64} : tensor<6x9xf32>
           return %y : tensor<6x9xf32>
         }",
    ),
    (
        "layer_norm",
        48,
        "func.func @f(%x: tensor<3x4x48xf32>, %s: tensor<48xf32>, %b: tensor<48xf32>)
             -> tensor<3x4x48xf32> {
           %y = graph.layer_norm %x, %s, %b {axis = 2 : i64, epsilon = 1.0e-5 : f32}
               : (tensor<3x4x48xf32>, tensor<48xf32>, tensor<48xf32>) -> tensor<3x4x48xf32>
           return %y : tensor<3x4x48xf32>
         }",
    ),
    (
        "pools",
        9,
        "func.func @f(%x: tensor<1x3x9x9xf32>) -> (tensor<1x3x5x5xf32>, tensor<1x3x5x5xf32>) {
           %m = graph.max_pool %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>,
               dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>}
               : tensor<1x3x9x9xf32> -> tensor<1x3x5x5xf32>
           %a = graph.avg_pool %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>,
               dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>}
               : tensor<1x3x9x9xf32> -> tensor<1x3x5x5xf32>
           return %m, %a : tensor<1x3x5x5xf32>, tensor<1x3x5x5xf32>
         }",
    ),
    (
        "concat, slice and transpose",
        1,
        "func.func @f(%a: tensor<4x3xf32>, %b: tensor<4x5xf32>) -> tensor<4x4xf32> {
           %c = graph.concat %a, %b {axis = 1 : i64}
               : tensor<4x3xf32>, tensor<4x5xf32> -> tensor<4x8xf32>
           %s = graph.slice %c {starts = array<i64: 0, 1>, steps = array<i64: 1, 2>}
               : tensor<4x8xf32> -> tensor<4x4xf32>
           %t = graph.transpose %s {perm = array<i64: 1, 0>} : tensor<4x4xf32> -> tensor<4x4xf32>
           return %t : tensor<4x4xf32>
         }",
    ),
    (
        "gather",
        1,
        "func.func @f(%x: tensor<8x6xf32>, %i: tensor<5xi64>) -> tensor<5x6xf32> {
           %y = graph.gather %x, %i {axis = 0 : i64}
               : tensor<8x6xf32>, tensor<5xi64> -> tensor<5x6xf32>
           return %y : tensor<5x6xf32>
         }",
    ),
    (
        "reductions",
        24,
        "func.func @f(%x: tensor<2x24x3xf32>)
             -> (tensor<2x1x3xf32>, tensor<24xf32>, tensor<2x24x1xf32>) {
           %s = graph.reduce_sum %x {axes = array<i64: 1>, keep_dims = true}
               : tensor<2x24x3xf32> -> tensor<2x1x3xf32>
           %m = graph.reduce_mean %x {axes = array<i64: 0, 2>, keep_dims = false}
               : tensor<2x24x3xf32> -> tensor<24xf32>
           %t = graph.reduce_max %x {axes = array<i64: 2>, keep_dims = true}
               : tensor<2x24x3xf32> -> tensor<2x24x1xf32>
           return %s, %m, %t : tensor<2x1x3xf32>, tensor<24xf32>, tensor<2x24x1xf32>
         }",
    ),
    (
        "a chain of elementwise operations with broadcasting and comparison",
        1,
        "func.func @f(%x: tensor<3x1xf32>, %y: tensor<1x40xf32>) -> tensor<3x40xf32> {
           %s = graph.add %x, %y : tensor<3x1xf32>, tensor<1x40xf32> -> tensor<3x40xf32>
           %e = graph.exp %s : tensor<3x40xf32>
           %c = graph.compare \"lt\", %s, %y
               : tensor<3x40xf32>, tensor<1x40xf32> -> tensor<3x40xi1>
           %z = graph.select %c, %e, %s
               : (tensor<3x40xi1>, tensor<3x40xf32>, tensor<3x40xf32>) -> tensor<3x40xf32>
           %w = graph.sigmoid %z : tensor<3x40xf32>
           return %w : tensor<3x40xf32>
         }",
    ),
    (
        "an argument returned as it is, and one result twice",
        1,
        "func.func @f(%x: tensor<4xf32>)
             -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
           %y = graph.relu %x : tensor<4xf32>
           return %x, %y, %y : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
         }",
    ),
];

fn down(steps: &[&str]) {
    for (name, n_terms, source) in PROGRAMS {
        let cx = context();
        let mut module = parse(&cx, source);
        let program = Program::new(&cx, &module);
        let args = inputs(&cx, &program, 3);
        let expected = run(&cx, &module, &program, &args, true)
            .unwrap_or_else(|t| panic!("{name}: the program itself: {t}"));
        let tolerance = Tolerance {
            abs: 1e-6,
            // Polynomials and orders of summation differ by a few roundings.
            ..Tolerance::reassociated(Dtype::F32, 4 * (n_terms + 8))
        };
        for (i, step) in steps.iter().enumerate() {
            let before = print(&cx, &module);
            lowered(&cx, &mut module, step);
            verified(&cx, &module, name, step);
            for checked in [false, true] {
                let context = || {
                    format!(
                        "{name} after {step} (step {i}, checked: {checked})\n{before}\n\n{}",
                        print(&cx, &module)
                    )
                };
                match run(&cx, &module, &program, &args, checked) {
                    Err(trap) => panic!("{trap}: {}", context()),
                    Ok(actual) => {
                        if let Some(what) = differ(&expected, &actual, tolerance) {
                            panic!("{what}: {}", context());
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn each_step_keeps_the_numbers() {
    down(STEPS);
}

#[test]
fn each_step_keeps_the_numbers_with_the_default_schedule() {
    down(SCHEDULED);
}

//! The programs of `test/programs` in checked runs, cut down to a part that ends soon, and what
//! such a run finds when a promise in them is broken.

mod common;

use common::{context, parse, render, verify};
use terrace_ir::eval::{Dtype, Machine, MemRef, Random, Reason, Tensor, Trap, Value, as_tensor};

const CPU: &str = include_str!("../../test/programs/matmul-cpu.mlir");
const CUDA: &str = include_str!("../../test/programs/matmul-cuda.mlir");
const FPGA: &str = include_str!("../../test/programs/conv-fpga.mlir");

/// The last thread block, in which rows are cut off.
const ONE_BLOCK: &[(&str, &str)] =
    &[("%by = 0 to 4 ", "%by = 3 to 4 "), ("%bx = 0 to 12 ", "%bx = 11 to 12 ")];

/// One tile for each core; the second core's has one row.
const ONE_TILE: &[(&str, &str)] = &[("%tile = 0 to 180 ", "%tile = 179 to 180 ")];

/// The first thread block, four steps of the reduction.
const SMALL_CUDA: &[(&str, &str)] = &[
    ("%by = 0 to 4 ", "%by = 0 to 1 "),
    ("%bx = 0 to 12 ", "%bx = 0 to 1 "),
    ("%ko = 0 to 48 ", "%ko = 0 to 4 "),
];

/// Three tiles for each core (the second core's at the tail), four steps of the reduction.
const SMALL_CPU: &[(&str, &str)] =
    &[("%tile = 0 to 180 ", "%tile = 177 to 180 "), ("%k = 0 to 768 ", "%k = 0 to 4 ")];

fn changed(source: &str, changes: &[(&str, &str)]) -> String {
    let mut source = source.to_owned();
    for (from, to) in changes {
        assert!(source.contains(from), "`{from}` is not in the program");
        source = source.replace(from, to);
    }
    source
}

/// A checked run of `@program` on seeded inputs.
fn run(source: &str) -> Result<Vec<Value>, Trap> {
    let cx = context();
    let module = parse(&cx, source);
    let diags = verify(&cx, &module);
    assert_eq!(diags.n_errors(), 0, "{}", render(&cx, &diags));
    let mut machine = Machine::new(&cx, &module).checked();
    let (types, _) = machine.signature("program").expect("a function");
    let mut random = Random::new(3);
    let args: Vec<Value> = types
        .iter()
        .map(|&ty| {
            let dtype = Dtype::of(&cx, ty).expect("plain elements");
            let tensor = random.tensor(dtype, ty.shape(&cx).expect("a shape")).expect("a size");
            MemRef::from_tensor(&tensor).into()
        })
        .collect();
    machine.call("program", args.clone())?;
    Ok(args)
}

/// Holds what a part of `@program` writes (rows and columns from here to there) against `@formula`,
/// bit by bit: both sum in the same order.
fn agrees(source: &str, rows: std::ops::Range<i64>, columns: std::ops::Range<i64>) {
    let cx = context();
    let module = parse(&cx, source);
    let mut machine = Machine::new(&cx, &module);
    let inputs = machine.call("inputs", Vec::new()).unwrap_or_else(|t| panic!("{t}"));
    let expected = machine.call("formula", inputs.clone()).unwrap_or_else(|t| panic!("{t}"));
    let expected = as_tensor(&expected[0]).expect("a tensor");
    let fill = Tensor::full(Dtype::F32, expected.shape(), f64::NAN.to_bits()).expect("a size");
    let tensors = inputs.iter().map(|v| as_tensor(v).expect("a tensor")).chain([fill]);
    let args: Vec<Value> = tensors.map(|t| MemRef::from_tensor(&t).into()).collect();
    machine.call("program", args.clone()).unwrap_or_else(|t| panic!("{t}"));
    let actual = as_tensor(&args[3]).expect("a tensor");
    let mut n = 0;
    for m in rows {
        for column in columns.clone() {
            let at = expected.position(&[m, column]).expect("inside");
            let (want, got) = (expected.raw(at), actual.raw(at));
            assert_eq!(f64::from_bits(want), f64::from_bits(got), "at {m}, {column}");
            n += 1;
        }
    }
    assert!(n > 0);
}

#[test]
fn a_tile_of_each_core_is_what_the_formula_says() {
    let part = changed(CPU, ONE_TILE);
    agrees(&part, 7 * 14..8 * 14, 11 * 32..12 * 32);
    agrees(&part, 196..197, 23 * 32..24 * 32);
}

#[test]
fn a_thread_block_is_what_the_formula_says() {
    agrees(&changed(CUDA, ONE_BLOCK), 192..197, 11 * 64..768);
}

fn trap(source: &str) -> Reason {
    match run(source) {
        Ok(_) => panic!("it ran to its end"),
        Err(trap) => trap.reason().clone(),
    }
}

#[test]
fn the_cpu_program_keeps_its_promises() {
    run(&changed(CPU, SMALL_CPU)).unwrap_or_else(|t| panic!("{t}"));
}

#[test]
fn two_cores_may_not_share_a_tile() {
    let shared = changed(CPU, SMALL_CPU).replace("%core * 180", "%core * 1");
    assert!(matches!(trap(&shared), Reason::Race { .. }));
}

#[test]
fn the_cuda_program_keeps_its_promises() {
    run(&changed(CUDA, SMALL_CUDA)).unwrap_or_else(|t| panic!("{t}"));
}

#[test]
fn two_versions_are_too_few_for_three_stages() {
    let few = changed(CUDA, SMALL_CUDA).replace(" mod 3", " mod 2");
    assert!(matches!(trap(&few), Reason::Race { .. }));
}

#[test]
fn threads_may_not_copy_the_same_elements() {
    let overlapping = changed(CUDA, SMALL_CUDA).replace("%t mod 2 * 8 + %v", "%t mod 2 * 7 + %v");
    assert!(matches!(trap(&overlapping), Reason::Race { .. }));
}

#[test]
fn a_machine_operation_stays_in_its_boxes() {
    let source = changed(CUDA, SMALL_CUDA);
    let reads =
        source.replace("%sa[%ko mod 3, %w * 16, 0] by (1, 16, 16)", "%sa[0, 0, 0] by (1, 1, 1)");
    assert!(matches!(trap(&reads), Reason::OutsideRegion { .. }));
    let writes =
        source.replace("writes(%acc[%w * 16, %j * 8] by (16, 8))", "writes(%acc[0, 0] by (16, 8))");
    assert!(matches!(trap(&writes), Reason::OutsideRegion { .. }));
}

#[test]
fn the_fpga_program_keeps_its_promises() {
    run(FPGA).unwrap_or_else(|t| panic!("{t}"));
}

#[test]
fn streams_are_neither_empty_too_early_nor_full_at_the_end() {
    let fewer = FPGA.replacen("loop.for %y = 0 to 16 {", "loop.for %y = 0 to 15 {", 1);
    assert_eq!(trap(&fewer), Reason::Invalid("a pop from an empty stream waits for ever".into()));
    let more = FPGA.replacen("loop.for %y = 0 to 16 {", "loop.for %y = -1 to 16 {", 1);
    let more = more.replacen("%image[%c, %y, %x]", "%image[%c, %y mod 16, %x]", 1);
    assert_eq!(trap(&more), Reason::Invalid("64 elements are left in a stream".into()));
}

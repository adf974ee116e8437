//! The code of register tiles: no stack in the innermost loop, one vector of the right width per
//! operation, the constants of addresses in the instructions.

mod common;

use common::*;
use std::fmt::Write;
use terrace_llvm::{Emit, Options};

/// A tile of `rows` x `16 * vectors` of C += A * B, as a schedule with local accumulators gives it:
/// the tile is a stack buffer, indices are sums, everything inside the reduction is unrolled.
fn tile_in_buffer(rows: usize, vectors: usize) -> String {
    let n = vectors * 16;
    let mut t = String::new();
    let mut line = |s: String| writeln!(t, "{s}").expect("room");
    let (a_ty, b_ty, c_ty) =
        ("memref<256x1024xf32>", format!("memref<1024x{n}xf32>"), format!("memref<256x{n}xf32>"));
    let acc_ty = format!("memref<{rows}x{n}xf32>");
    let v16 = "vector<16xf32>";
    line(format!("func.func @kernel(%a: {a_ty}, %b: {b_ty}, %c: {c_ty}, %i: index) {{"));
    line(format!("  %acc = memref.alloca() {{alignment = 64 : i64}} : {acc_ty}"));
    for k in 0..n.max(rows) + 1 {
        line(format!("  %c{k} = arith.constant {k} : index"));
    }
    line(format!("  %zero = arith.constant dense<0.0> : {v16}"));
    line("  %last = arith.constant 1024 : index".to_string());
    line(format!("  %base = arith.muli %i, %c{rows} : index"));
    for r in 0..rows {
        for v in 0..vectors {
            line(format!("  vector.store %zero, %acc[%c{r}, %c{}] : {acc_ty}, {v16}", v * 16));
        }
    }
    line("  scf.for %k = %c0 to %last step %c1 {".into());
    for v in 0..vectors {
        line(format!("    %b{v} = vector.load %b[%k, %c{}] : {b_ty}, {v16}", v * 16));
    }
    for r in 0..rows {
        line(format!("    %row{r} = arith.addi %base, %c{r} : index"));
        line(format!("    %s{r} = memref.load %a[%row{r}, %k] : {a_ty}"));
        line(format!("    %w{r} = vector.broadcast %s{r} : f32 to {v16}"));
        for v in 0..vectors {
            let at = format!("%acc[%c{r}, %c{}] : {acc_ty}, {v16}", v * 16);
            line(format!("    %o{r}_{v} = vector.load {at}"));
            line(format!("    %n{r}_{v} = vector.fma %w{r}, %b{v}, %o{r}_{v} : {v16}"));
            line(format!("    vector.store %n{r}_{v}, {at}"));
        }
    }
    line("  }".into());
    for r in 0..rows {
        line(format!("  %out{r} = arith.addi %base, %c{r} : index"));
        for v in 0..vectors {
            let at = format!("[%c{r}, %c{}] : {acc_ty}, {v16}", v * 16);
            line(format!("  %f{r}_{v} = vector.load %acc{at}"));
            line(format!("  vector.store %f{r}_{v}, %c[%out{r}, %c{}] : {c_ty}, {v16}", v * 16));
        }
    }
    line("  return\n}".into());
    t
}

/// The instructions from the target of the last backward jump to that jump: the innermost loop.
fn innermost_loop(asm: &str) -> Vec<&str> {
    let lines: Vec<&str> = asm.lines().collect();
    let position = |label: &str| lines.iter().position(|l| l.trim() == format!("{label}:"));
    let backward = lines.iter().enumerate().filter_map(|(i, l)| {
        let target = l.trim().strip_prefix('j')?.split_whitespace().nth(1)?;
        position(target).filter(|&at| at < i).map(|at| (at, i))
    });
    let (from, to) = backward.min_by_key(|(from, to)| to - from).expect("a loop");
    lines[from..=to].to_vec()
}

fn count(lines: &[&str], what: &str) -> usize {
    lines.iter().filter(|l| l.contains(what)).count()
}

fn avx512(emit: Emit) -> Options {
    Options { cpu: Some("x86-64-v4".into()), ..Options::new(emit) }
}

#[test]
fn tiles_of_28_accumulators_stay_in_registers() {
    for (rows, vectors) in [(14, 2), (12, 2), (8, 3), (9, 3), (6, 4)] {
        let asm = compiled(&tile_in_buffer(rows, vectors), &avx512(Emit::Asm)).text;
        let inside = innermost_loop(&asm);
        let what = format!("{rows}x{vectors}:\n{}", inside.join("\n"));
        assert_eq!(count(&inside, "rsp"), 0, "{what}");
        assert_eq!(count(&inside, "rbp"), 0, "{what}");
        assert_eq!(count(&inside, "vfmadd"), rows * vectors, "{what}");
        assert_eq!(count(&inside, "ymm"), 0, "{what}");
        // Loop counter, compare, jump, loads of B, and a broadcast per row at most.
        assert!(inside.len() <= rows * vectors + rows + vectors + 6, "{what}");
    }
}

//! Inputs of some size: seeded, so that every run gets the same.

use std::fmt::Write;

use terrace_ir::eval::Random;

/// A list of numbers' worth of choices.
pub struct Dice(Random);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(Random::new(seed))
    }

    fn below(&mut self, n: usize) -> usize {
        (self.0.bits() % n as u64) as usize
    }

    fn one_of<'a>(&mut self, items: &'a [String]) -> &'a str {
        // The last ones, so that values live long enough to matter and die in the end.
        let from = items.len().saturating_sub(12);
        &items[from + self.below(items.len() - from)]
    }
}

const BINARY: [&str; 6] = ["addi", "muli", "subi", "andi", "ori", "xori"];
const PREDICATES: [&str; 4] = ["eq", "ne", "slt", "ugt"];

/// Straight-line integer arithmetic with memory: six functions, about a thousand operations.
pub fn arithmetic() -> String {
    let mut out = String::new();
    for f in 0..6u64 {
        let mut dice = Dice::new(100 + f);
        let _ = writeln!(out, "func.func @f{f}(%a: i32, %b: i32, %m: memref<16xi32>) -> i32 {{");
        for i in 0..16 {
            let _ = writeln!(out, "  %i{i} = arith.constant {i} : index");
        }
        let mut values = vec!["%a".to_string(), "%b".to_string()];
        for n in 0..130 {
            straight_line(&mut out, &mut dice, &mut values, n);
        }
        let last = values.last().expect("there are values");
        let _ = writeln!(out, "  return {last} : i32\n}}");
    }
    out
}

fn straight_line(out: &mut String, dice: &mut Dice, values: &mut Vec<String>, n: usize) {
    let (a, b) = (dice.one_of(values).to_string(), dice.one_of(values).to_string());
    let at = dice.below(16);
    let v = format!("%v{n}");
    let _ = match dice.below(20) {
        0..=3 => {
            let c = [0, 1, 8, 1 << dice.below(16), dice.below(1 << 20)][dice.below(5)];
            writeln!(out, "  {v} = arith.constant {c} : i32")
        }
        4 | 5 => writeln!(out, "  {v} = memref.load %m[%i{at}] : memref<16xi32>"),
        6 | 7 => {
            let predicate = PREDICATES[dice.below(4)];
            let _ = writeln!(out, "  %p{n} = arith.cmpi {predicate}, {a}, {b} : i32");
            let other = PREDICATES[dice.below(4)];
            let _ = writeln!(out, "  %o{n} = arith.cmpi {other}, {a}, {b} : i32");
            let _ = writeln!(out, "  %w{n} = arith.select %o{n}, {b}, {a} : i32");
            let _ = writeln!(out, "  {v} = arith.select %p{n}, {b}, %w{n} : i32");
            writeln!(out, "  memref.store {v}, %m[%i{at}] : memref<16xi32>")
        }
        8 => {
            let _ = writeln!(out, "  %t{n} = arith.trunci {a} : i32 to i8");
            writeln!(out, "  {v} = arith.extsi %t{n} : i8 to i32")
        }
        9 => writeln!(out, "  {v} = arith.subi {a}, {a} : i32"),
        10 => {
            let (c, d) = (dice.below(1 << 20), dice.below(1 << 20));
            let _ = writeln!(out, "  %c{n} = arith.constant {c} : i32");
            let _ = writeln!(out, "  %d{n} = arith.constant {d} : i32");
            let (left, right) = if n.is_multiple_of(2) { (&*a, "%c") } else { ("%d", "%c") };
            let left = if n.is_multiple_of(2) { left.to_string() } else { format!("{left}{n}") };
            let _ = writeln!(out, "  %q{n} = arith.muli {left}, {right}{n} : i32");
            writeln!(out, "  {v} = arith.muli %q{n}, %d{n} : i32")
        }
        k => {
            let name = BINARY[k % 6];
            let _ = writeln!(out, "  {v} = arith.{name} {a}, {b} : i32");
            writeln!(out, "  memref.store {v}, %m[%i{at}] : memref<16xi32>")
        }
    };
    values.push(v);
}

/// Nests of loops over a square buffer: eight functions, about five hundred operations.
pub fn loops() -> String {
    let mut out = String::new();
    for f in 0..8u64 {
        let mut dice = Dice::new(200 + f);
        let _ = writeln!(out, "func.func @g{f}(%x: i32, %m: memref<8x8xi32>) -> i32 {{");
        for i in [0, 1, 2, 3, 8] {
            let _ = writeln!(out, "  %c{i} = arith.constant {i} : index");
        }
        let mut n = 0;
        let mut values = vec!["%x".to_string()];
        for _ in 0..3 {
            nest(&mut out, &mut dice, &mut values, &mut Vec::new(), &mut n);
        }
        let last = values.last().expect("there are values");
        let _ = writeln!(out, "  return {last} : i32\n}}");
    }
    out
}

/// One loop with what is in it; its result is the last value.
fn nest(
    out: &mut String,
    dice: &mut Dice,
    values: &mut Vec<String>,
    around: &mut Vec<String>,
    n: &mut usize,
) {
    *n += 1;
    let id = *n;
    let pad = "  ".repeat(around.len() + 1);
    let bound = [1, 2, 3, 8][dice.below(4)];
    let start = values.last().expect("there are values").clone();
    let _ = writeln!(
        out,
        "{pad}%r{id} = scf.for %i{id} = %c0 to %c{bound} step %c1 \
         iter_args(%acc{id} = {start}) -> (i32) {{"
    );
    around.push(format!("%i{id}"));
    let mut inner = values.clone();
    inner.push(format!("%acc{id}"));
    let index = |dice: &mut Dice| around[dice.below(around.len())].clone();
    let (i, j) = (index(dice), index(dice));
    let _ = writeln!(out, "{pad}  %l{id} = memref.load %m[{i}, {j}] : memref<8x8xi32>");
    let _ = writeln!(out, "{pad}  %k{id} = memref.load %m[%c1, %c2] : memref<8x8xi32>");
    let _ = writeln!(out, "{pad}  %s{id} = arith.addi %acc{id}, %l{id} : i32");
    let _ = writeln!(out, "{pad}  %t{id} = arith.xori %s{id}, %k{id} : i32");
    let _ = writeln!(out, "{pad}  memref.store %t{id}, %m[{j}, {i}] : memref<8x8xi32>");
    inner.push(format!("%t{id}"));
    if around.len() < 3 {
        nest(out, dice, &mut inner, around, n);
    }
    let last = inner.last().expect("there are values");
    let _ = writeln!(out, "{pad}  scf.yield {last} : i32\n{pad}}}");
    around.pop();
    values.push(format!("%r{id}"));
}

/// A model of one kind of layer after the other: about a hundred operations.
pub fn model() -> String {
    let mut out = String::from("func.func @main(%x0: tensor<4x6xf32>) -> tensor<4x6xf32> {\n");
    let mut last = "%x0".to_string();
    for k in 0..16 {
        let zero = if k % 5 == 3 { "0.0" } else { "0.5" };
        let _ = writeln!(
            out,
            "  %a{k} = graph.transpose {last} {{perm = array<i64: 1, 0>}} : \
             tensor<4x6xf32> -> tensor<6x4xf32>
  %e{k} = graph.relu %a{k} : tensor<6x4xf32>
  %b{k} = arith.constant dense<[[{zero}, 1.0, 2.0, 3.0], [0.0, 1.0, 2.0, -3.0], \
             [0.0, 1.0, 2.0, 3.0], \
             [0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 2.0, 3.0]]> : tensor<6x4xf32>
  %c{k} = graph.add %e{k}, %b{k} : tensor<6x4xf32>, tensor<6x4xf32> -> tensor<6x4xf32>
  %d{k} = graph.transpose %c{k} {{perm = array<i64: 1, 0>}} : tensor<6x4xf32> -> tensor<4x6xf32>
  %x{n} = graph.tanh %d{k} : tensor<4x6xf32>",
            n = k + 1
        );
        last = format!("%x{}", k + 1);
    }
    let _ = writeln!(out, "  return {last} : tensor<4x6xf32>\n}}");
    out
}

/// Blocks and branches: five functions, about three hundred operations.
pub fn blocks() -> String {
    let mut out = String::new();
    for f in 0..5u64 {
        let mut dice = Dice::new(300 + f);
        let _ =
            writeln!(out, "func.func @h{f}(%x: i32, %y: i32) -> i32 {{\n  cf.br ^bb0(%x : i32)");
        let n = 14;
        for b in 0..n {
            let _ = writeln!(out, "^bb{b}(%v{b}: i32):");
            let name = BINARY[dice.below(6)];
            let predicate = PREDICATES[dice.below(4)];
            let _ = writeln!(out, "  %s{b} = arith.{name} %v{b}, %y : i32");
            let _ = writeln!(out, "  %t{b} = arith.addi %s{b}, %x : i32");
            let _ = writeln!(out, "  %p{b} = arith.cmpi {predicate}, %s{b}, %t{b} : i32");
            let next = b + 1;
            let far = if dice.below(2) == 0 { next } else { (b + 2).min(n) };
            let _ =
                writeln!(out, "  cf.cond_br %p{b}, ^bb{next}(%s{b} : i32), ^bb{far}(%t{b} : i32)");
        }
        let _ = writeln!(out, "^bb{n}(%r: i32):\n  return %r : i32\n}}");
    }
    out
}

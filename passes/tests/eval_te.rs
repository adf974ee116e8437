//! What `te` means, against sums written out in Rust: each way the interpreter has of running a
//! formula.

mod common;

use common::{context, parse};
use terrace_ir::eval::{Machine, Reason, Tensor, Trap, Value, random_args};
use terrace_ir::{Body, Context};

fn call(cx: &Context, module: &Body, args: Vec<Value>) -> Result<Vec<Value>, Trap> {
    Machine::new(cx, module).call("f", args)
}

/// The arguments of `@f` and what it gives for them.
fn run(source: &str) -> (Vec<Tensor>, Vec<Tensor>) {
    let cx = context();
    let module = parse(&cx, source);
    let diags = common::verify(&cx, &module);
    assert_eq!(diags.n_errors(), 0, "{}", common::render(&cx, &diags));
    let machine = Machine::new(&cx, &module);
    let (types, _) = machine.signature("f").unwrap();
    let args = random_args(&cx, &types, 7).unwrap();
    let tensors = |v: &[Value]| v.iter().map(|v| v.as_tensor().unwrap().clone()).collect();
    let inputs = tensors(&args);
    let outs = call(&cx, &module, args).unwrap_or_else(|t| panic!("{t}"));
    (inputs, tensors(&outs))
}

fn at(t: &Tensor, index: &[i64]) -> f32 {
    t.as_f32().unwrap()[t.position(index).unwrap()]
}

/// Lanes over results (297 of them: two blocks of lanes), steps over `k` in order.
#[test]
fn products_are_summed_in_order() {
    let (x, y) = run("
        func.func @f(%a: tensor<27x8xf32>, %b: tensor<8x11xf32>) -> tensor<27x11xf32> {
          %c = te.compute axes(m = 27, n = 11) reduce(k = 8) ins(%a[m, k], %b[k, n]) combine add
              : tensor<27x8xf32>, tensor<8x11xf32> -> tensor<27x11xf32> {
          ^bb0(%x: f32, %y: f32):
            %p = arith.mulf %x, %y : f32
            te.yield %p : f32
          }
          return %c : tensor<27x11xf32>
        }");
    for m in 0..27 {
        for n in 0..11 {
            let sum = (0..8).fold(0f32, |s, k| s + at(&x[0], &[m, k]) * at(&x[1], &[k, n]));
            assert_eq!(sum, at(&y[0], &[m, n]));
        }
    }
}

/// Strides, dilation, padding and groups: checked dimensions and an index with `floordiv`.
#[test]
fn windows_read_their_pad_value_outside() {
    let (x, y) = run("
        func.func @f(%x: tensor<1x4x9x7xf32>, %w: tensor<6x2x3x3xf32>) -> tensor<1x6x4x5xf32> {
          %c = te.compute axes(n = 1, o = 6, p = 4, q = 5) reduce(c = 2, r = 3, s = 3)
              ins(%x[n, (o floordiv 3) * 2 + c, 2 * p + 2 * r - 1, q + s - 1] else -2.0 : f32,
                  %w[o, c, r, s]) combine add
              : tensor<1x4x9x7xf32>, tensor<6x2x3x3xf32> -> tensor<1x6x4x5xf32> {
          ^bb0(%a: f32, %b: f32):
            %p = arith.mulf %a, %b : f32
            te.yield %p : f32
          }
          return %c : tensor<1x6x4x5xf32>
        }");
    for o in 0..6 {
        for p in 0..4 {
            for q in 0..5 {
                let mut sum = 0f32;
                for (c, r, s) in (0..18).map(|i| (i / 9, i / 3 % 3, i % 3)) {
                    let (h, w) = (2 * p + 2 * r - 1, q + s - 1);
                    let inside = (0..9).contains(&h) && (0..7).contains(&w);
                    let v = if inside { at(&x[0], &[0, o / 3 * 2 + c, h, w]) } else { -2.0 };
                    sum += v * at(&x[1], &[o, c, r, s]);
                }
                assert_eq!(sum, at(&y[0], &[0, o, p, q]));
            }
        }
    }
}

/// Few results: lanes are reduce points; conditions cut them.
#[test]
fn conditions_and_small_results() {
    let (x, y) = run("
        func.func @f(%a: tensor<5x700xf32>) -> (tensor<5xf32>, tensor<f32>, tensor<5xf32>) {
          %t = te.compute axes(m = 5) reduce(n = 700) ins(%a[m, n]) combine add
              where n <= 100 * m and m + n >= 3 : tensor<5x700xf32> -> tensor<5xf32> {
          ^bb0(%x: f32):
            te.yield %x : f32
          }
          %s, %p = te.compute axes() reduce(m = 5, n = 700) ins(%a[m, n]) combine max, min
              : tensor<5x700xf32> -> tensor<f32>, tensor<f32> {
          ^bb0(%x: f32):
            te.yield %x, %x : f32, f32
          }
          %e = te.compute axes(m = 5) reduce(k = 0) ins() combine add : -> tensor<5xf32> {
            %one = arith.constant 1.0 : f32
            te.yield %one : f32
          }
          return %t, %s, %e : tensor<5xf32>, tensor<f32>, tensor<5xf32>
        }");
    for m in 0..5 {
        let sum = (0..700).filter(|n| *n <= 100 * m && m + n >= 3);
        assert_eq!(sum.fold(0f32, |s, n| s + at(&x[0], &[m, n])), at(&y[0], &[m]));
    }
    let max = x[0].as_f32().unwrap().iter().copied().fold(f32::NEG_INFINITY, f32::max);
    assert_eq!(y[1].as_f32().unwrap(), [max]);
    assert_eq!(y[2].as_f32().unwrap(), [0.0; 5], "no step leaves the identity");
}

/// `te.at` and `te.index` on lanes, and in a body that has a region and so runs point by point.
#[test]
fn positions_and_computed_indices() {
    let body = |branch: bool| {
        let pick = if branch {
            "%v = scf.if %odd -> (f32) {
               %a = te.at %x[%j, %i] : tensor<6x6xf32>
               scf.yield %a : f32
             } else {
               scf.yield %e : f32
             }"
        } else {
            "%a = te.at %x[%j, %i] : tensor<6x6xf32>
             %v = arith.select %odd, %a, %e : f32"
        };
        format!(
            "func.func @f(%x: tensor<6x6xf32>) -> tensor<6x6xf32> {{
               %one = arith.constant 1 : index
               %c = te.compute axes(i = 6, j = 6) ins(%x[i, j], %x)
                   : tensor<6x6xf32>, tensor<6x6xf32> -> tensor<6x6xf32> {{
               ^bb0(%e: f32):
                 %i = te.index 0
                 %j = te.index 1
                 %sum = arith.addi %i, %j : index
                 %bit = arith.andi %sum, %one : index
                 %odd = arith.cmpi eq, %bit, %one : index
                 {pick}
                 te.yield %v : f32
               }}
               return %c : tensor<6x6xf32>
             }}"
        )
    };
    for branch in [false, true] {
        let (x, y) = run(&body(branch));
        for (i, j) in (0..36).map(|k| (k / 6, k % 6)) {
            let from = if (i + j) % 2 == 1 { [j, i] } else { [i, j] };
            assert_eq!(at(&x[0], &from), at(&y[0], &[i, j]));
        }
    }
}

#[test]
fn a_computed_index_outside_traps() {
    let cx = context();
    let module = parse(
        &cx,
        "func.func @f(%x: tensor<3xf32>, %ids: tensor<2xindex>) -> tensor<2xf32> {
           %c = te.compute axes(i = 2) ins(%x, %ids[i])
               : tensor<3xf32>, tensor<2xindex> -> tensor<2xf32> {
           ^bb0(%id: index):
             %v = te.at %x[%id] : tensor<3xf32>
             te.yield %v : f32
           }
           return %c : tensor<2xf32>
         }",
    );
    let x = Tensor::from_f32(&[3], [1.0, 2.0, 3.0]).unwrap();
    let index = terrace_ir::eval::Data::I64(vec![2, 3]);
    let ids = Tensor::new(terrace_ir::eval::Dtype::Index, &[2], index).unwrap();
    let trap = call(&cx, &module, vec![x.into(), ids.into()]).unwrap_err();
    assert_eq!(trap.reason(), &Reason::OutOfBounds { index: 3, size: 3, dim: 0 });
}

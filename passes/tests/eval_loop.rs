//! What `loop` means, and what a checked run finds.

mod common;

use common::{context, parse, render, verify};
use terrace_ir::eval::{Machine, MemRef, Reason, Tensor, Trap, Value};

fn machine_call(source: &str, args: Vec<Value>, checked: bool) -> Result<Vec<Value>, Trap> {
    let cx = context();
    let module = parse(&cx, source);
    let diags = verify(&cx, &module);
    assert_eq!(diags.n_errors(), 0, "{}", render(&cx, &diags));
    let machine = Machine::new(&cx, &module);
    let mut machine = if checked { machine.checked() } else { machine };
    machine.call("f", args)
}

fn trap(source: &str) -> Reason {
    match machine_call(source, Vec::new(), true) {
        Ok(_) => panic!("it ran to its end"),
        Err(trap) => trap.reason().clone(),
    }
}

/// A module whose `@f` allocates `%c` (4 floats), runs `body`, and gives the first element.
fn with_buffer(body: &str) -> String {
    format!(
        "func.func @f() -> f32 {{
           %zero = arith.constant 0.0 : f32
           %first = arith.constant 0 : index
           %c = loop.alloc : memref<4xf32>
           {body}
           %r = loop.load %c[%first] : memref<4xf32>
           return %r : f32
         }}"
    )
}

#[test]
fn init_runs_at_the_first_step_and_conditions_cut() {
    let source = "func.func @f(%a: memref<3x8xf32>, %c: memref<3xf32>) {
       loop.for %m = 0 to 3 {
         loop.for %ko = 0 to 3 {
           loop.for %ki = 0 to 3 {
             loop.block \"sum\" axes(m = %m : 3) reduce(k = %ko * 3 + %ki : 8)
                 where %ko * 3 + %ki <= 7 init {
             ^bb0(%vm: index, %vk: index):
               %ten = arith.constant 10.0 : f32
               loop.store %ten, %c[%vm] : memref<3xf32>
             } body {
             ^bb0(%vm: index, %vk: index):
               %s = loop.load %c[%vm] : memref<3xf32>
               %x = loop.load %a[%vm, %vk + 1] else 0.5 : f32 : memref<3x8xf32>
               %t = arith.addf %s, %x : f32
               loop.store %t, %c[%vm] : memref<3xf32>
             }
           }
         }
       }
       return
     }";
    for checked in [false, true] {
        let a: Vec<f32> = (0..24).map(|i| i as f32).collect();
        let a = Tensor::from_f32(&[3, 8], a).unwrap();
        let c =
            std::sync::Arc::new(MemRef::from_tensor(&Tensor::from_f32(&[3], [9.0; 3]).unwrap()));
        let args = vec![MemRef::from_tensor(&a).into(), Value::MemRef(c.clone())];
        machine_call(source, args, checked).unwrap();
        let row = |m: i64| 10.5 + (1..8).map(|k| (8 * m + k) as f64).sum::<f64>();
        assert_eq!(c.to_tensor().unwrap().to_f64s(), [row(0), row(1), row(2)]);
    }
}

#[test]
fn bounds_are_the_largest_and_the_smallest() {
    let source = "func.func @f(%c: memref<10xf32>) {
       %one = arith.constant 1.0 : f32
       loop.for %i = 0 to 10 step 4 {
         loop.for %j = max(%i, 1) to min(%i + 4, 9) step 2 unroll {
           loop.store %one, %c[%j] : memref<10xf32>
         }
       }
       return
     }";
    let c = MemRef::from_tensor(&Tensor::from_f32(&[10], [0.0; 10]).unwrap());
    let c = std::sync::Arc::new(c);
    machine_call(source, vec![Value::MemRef(c.clone())], true).unwrap();
    let expected = [0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0];
    assert_eq!(c.to_tensor().unwrap().to_f64s(), expected);
}

#[test]
fn iterations_of_unordered_loops_must_not_meet() {
    for kind in ["parallel", "vector", "#loop.bind<\"thread.x\">"] {
        let race = with_buffer(&format!(
            "loop.for %i = 0 to 4 {kind} {{
               loop.store %zero, %c[%i floordiv 2] : memref<4xf32>
             }}"
        ));
        assert!(matches!(trap(&race), Reason::Race { first: 0, second: 1, .. }), "{kind}");
        let read = with_buffer(&format!(
            "loop.for %i = 0 to 4 {{ loop.store %zero, %c[%i] : memref<4xf32> }}
             loop.for %i = 0 to 3 {kind} {{
               %n = loop.load %c[%i + 1] : memref<4xf32>
               loop.store %n, %c[%i] : memref<4xf32>
             }}"
        ));
        assert!(matches!(trap(&read), Reason::Race { first: 0, second: 1, .. }), "{kind}");
    }
    // In order, or in a buffer of its own, an iteration may do the same.
    let serial =
        with_buffer("loop.for %i = 0 to 4 { loop.store %zero, %c[%i floordiv 2] : memref<4xf32> }");
    assert!(machine_call(&serial, Vec::new(), true).is_ok());
    let private = with_buffer(
        "loop.for %i = 0 to 4 parallel {
           %t = loop.alloc : memref<1xf32, \"local\">
           loop.store %zero, %t[0] : memref<1xf32, \"local\">
           %n = loop.load %t[0] : memref<1xf32, \"local\">
           loop.store %n, %c[%i] : memref<4xf32>
         }",
    );
    assert!(machine_call(&private, Vec::new(), true).is_ok());
}

#[test]
fn unwritten_elements_are_not_read() {
    let source = with_buffer("loop.store %zero, %c[1] : memref<4xf32>");
    assert_eq!(trap(&source), Reason::Unwritten { byte: 0 });
}

#[test]
fn indices_and_axes_stay_inside() {
    let store = with_buffer("loop.for %i = 0 to 5 { loop.store %zero, %c[%i] : memref<4xf32> }");
    assert_eq!(trap(&store), Reason::OutOfBounds { index: 4, size: 4, dim: 0 });
    let load = with_buffer(
        "loop.for %i = 0 to 4 { loop.store %zero, %c[%i] : memref<4xf32> }
         %x = loop.load %c[%first - 1] : memref<4xf32>",
    );
    assert_eq!(trap(&load), Reason::OutOfBounds { index: -1, size: 4, dim: 0 });
    let axis = with_buffer(
        "loop.for %i = 0 to 4 {
           loop.block \"b\" axes(i = %i : 3) body {
           ^bb0(%v: index):
             loop.store %zero, %c[%v] : memref<4xf32>
           }
         }",
    );
    assert_eq!(trap(&axis), Reason::OutOfBounds { index: 3, size: 3, dim: 0 });
}

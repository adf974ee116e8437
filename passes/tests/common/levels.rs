//! Running one function `@f` at every level on the same inputs.

use std::sync::Arc;

use terrace_ir::eval::{
    Dtype, Machine, MemRef, Random, Tensor, Tolerance, Trap, Value, as_tensor, compare,
};
use terrace_ir::{Body, Context, Type};

/// What `@f` takes and gives, as it was first written.
pub struct Program {
    args: Vec<Type>,
    results: Vec<Type>,
}

impl Program {
    pub fn new(cx: &Context, module: &Body) -> Program {
        let (args, results) = Machine::new(cx, module).signature("f").expect("a function @f");
        Program { args, results }
    }
}

/// Seeded tensors for its arguments.
pub fn inputs(cx: &Context, program: &Program, seed: u64) -> Vec<Tensor> {
    let mut random = Random::new(seed);
    let tensor = |ty: &Type| {
        let dtype = Dtype::of(cx, *ty).expect("plain elements");
        let mut tensor = random.tensor(dtype, ty.shape(cx).expect("a shape")).expect("a size");
        // Integers are positions here.
        for i in 0..tensor.len() {
            if !dtype.is_float() && dtype.bits() > 1 {
                tensor.set_raw(i, tensor.raw(i) & 3);
            }
        }
        tensor
    };
    program.args.iter().map(tensor).collect()
}

/// What `@f` gives, whatever level it is at: tensors are returned, or written behind the inputs;
/// workspaces and the thread's number come after that.
pub fn run(
    cx: &Context,
    module: &Body,
    program: &Program,
    inputs: &[Tensor],
    checked: bool,
) -> Result<Vec<Tensor>, Trap> {
    let machine = Machine::new(cx, module);
    let machine = if checked { machine.checked() } else { machine };
    let mut machine = machine.with_intrinsic("terrace_barrier", Arc::new(|_, _| Ok(Vec::new())));
    let (types, results) = machine.signature("f").expect("a function @f");
    let mut args: Vec<Value> = Vec::new();
    let mut n_indices = 0;
    for (i, &ty) in types.iter().enumerate() {
        args.push(match inputs.get(i) {
            Some(t) if ty.is_memref(cx) => MemRef::from_tensor(t).into(),
            Some(t) => t.clone().into(),
            None if ty.is_memref(cx) => {
                let dtype = Dtype::of(cx, ty).expect("plain elements");
                let shape = ty.shape(cx).expect("a shape");
                // Not a number: what is not written shows.
                let fill = if dtype.is_float() { f64::NAN.to_bits() } else { 5 };
                MemRef::from_tensor(&Tensor::full(dtype, shape, fill).expect("a size")).into()
            }
            // Thread 0 of 1.
            None => {
                n_indices += 1;
                Value::Int(n_indices - 1)
            }
        });
    }
    let returned = machine.call("f", args.clone())?;
    if !results.is_empty() {
        return Ok(returned.iter().filter_map(as_tensor).collect());
    }
    let outputs = args.iter().skip(inputs.len()).take(program.results.len());
    Ok(outputs.filter_map(as_tensor).collect())
}

/// How two lists of results differ, in words.
pub fn differ(expected: &[Tensor], actual: &[Tensor], tolerance: Tolerance) -> Option<String> {
    if expected.len() != actual.len() {
        return Some(format!("{} results became {}", expected.len(), actual.len()));
    }
    for (i, (expected, actual)) in expected.iter().zip(actual).enumerate() {
        match compare(expected, actual, tolerance) {
            Ok(comparison) if comparison.ok() => {}
            Ok(comparison) => return Some(format!("result {i}: {comparison}")),
            Err(why) => return Some(format!("result {i}: {why}")),
        }
    }
    None
}

/// Verifies a module.
pub fn verified(cx: &Context, module: &Body, name: &str, step: &str) {
    let diags = super::verify(cx, module);
    if diags.n_errors() > 0 {
        let text = super::print(cx, module);
        panic!("{name} after {step}: {}\n{text}", super::render(cx, &diags));
    }
}

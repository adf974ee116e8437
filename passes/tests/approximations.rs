//! How far the polynomials of `math-expand-approximations` are from the functions they stand for.

mod common;

use common::{context, lowered, parse};
use terrace_ir::eval::{Machine, Tensor, Value, as_tensor};

/// What `name` gives for each of these numbers after the pass.
fn expanded(name: &str, xs: &[f32]) -> Vec<f32> {
    let cx = context();
    let ty = format!("vector<{}xf32>", xs.len());
    let source = format!(
        "func.func @f(%x: {ty}) -> {ty} {{
           %y = {name} %x : {ty}
           return %y : {ty}
         }}"
    );
    let mut module = parse(&cx, &source);
    lowered(&cx, &mut module, "math-expand-approximations");
    assert!(!common::print(&cx, &module).contains(name), "{name} is still there");
    let args = Tensor::from_f32(&[xs.len() as i64], xs.to_vec()).unwrap();
    let results = Machine::new(&cx, &module).call("f", vec![Value::from(args)]).unwrap();
    let values = as_tensor(&results[0]).unwrap().to_f64s();
    values.into_iter().map(|y| y as f32).collect()
}

/// Numbers over `low..high`, and many near 0 of both signs.
fn numbers(low: f32, high: f32) -> Vec<f32> {
    let n = 20_000;
    let even = (0..=n).map(|i| low + (high - low) * (i as f32 / n as f32));
    let small = (0..4000).flat_map(|i| {
        let x = 2f32.powf(-(i as f32) / 100.0);
        [x, -x]
    });
    even.chain(small.filter(|x| (low..high).contains(x))).collect()
}

/// The distance in units in the last place of an f32 at `exact`.
fn ulps(y: f32, exact: f64) -> f64 {
    let size = exact.abs().max(f64::from(f32::MIN_POSITIVE));
    let unit = 2f64.powi(size.log2().floor() as i32 - 23);
    (f64::from(y) - exact).abs() / unit
}

fn worst(name: &str, xs: &[f32], f: fn(f64) -> f64) -> (f64, f32) {
    let ys = expanded(name, xs);
    let errors = xs.iter().zip(ys).map(|(&x, y)| (ulps(y, f(f64::from(x))), x));
    errors.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap()
}

#[test]
fn exp_is_within_one_unit() {
    let (error, x) = worst("math.exp", &numbers(-103.9, 88.7), f64::exp);
    assert!(error < 1.0, "{error} at {x}");
}

#[test]
fn tanh_is_within_one_and_a_third_units() {
    let (error, x) = worst("math.tanh", &numbers(-12.0, 12.0), f64::tanh);
    assert!(error < 1.33, "{error} at {x}");
}

#[test]
fn erf_is_within_one_unit() {
    // The interpreter's own erf is of f64 precision.
    let cx = context();
    let xs = numbers(-6.0, 6.0);
    let ty = format!("vector<{}xf64>", xs.len());
    let source = format!(
        "func.func @f(%x: {ty}) -> {ty} {{
           %y = math.erf %x : {ty}
           return %y : {ty}
         }}"
    );
    let module = parse(&cx, &source);
    let wide: Vec<f64> = xs.iter().map(|&x| f64::from(x)).collect();
    let args = Tensor::from_f64(&[xs.len() as i64], wide).unwrap();
    let exact = Machine::new(&cx, &module).call("f", vec![Value::from(args)]).unwrap();
    let exact = as_tensor(&exact[0]).unwrap().to_f64s();
    let ys = expanded("math.erf", &xs);
    let errors = ys.iter().zip(&exact).zip(&xs).map(|((&y, &e), &x)| (ulps(y, e), x));
    let (error, x) = errors.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
    assert!(error < 1.0, "{error} at {x}");
}

#[test]
fn ends_are_the_functions_own() {
    let (inf, nan) = (f32::INFINITY, f32::NAN);
    assert_eq!(expanded("math.exp", &[-inf, inf, -0.0, 89.0, -110.0]), [0.0, inf, 1.0, inf, 0.0]);
    assert_eq!(expanded("math.tanh", &[-inf, inf, 30.0, -1e-30]), [-1.0, 1.0, 1.0, -1e-30]);
    assert_eq!(expanded("math.erf", &[-inf, inf, 30.0, -4.0]), [-1.0, 1.0, 1.0, -1.0]);
    for name in ["math.exp", "math.tanh", "math.erf"] {
        assert!(expanded(name, &[nan])[0].is_nan(), "{name}");
        let zero = expanded(name, &[-0.0])[0];
        assert!(name == "math.exp" || (zero == 0.0 && zero.is_sign_negative()), "{name}");
    }
}

//! Single operations through the interpreter, compared with Rust's own arithmetic.

use proptest::prelude::*;
use terrace_ir::eval::{Machine, Reason, Tensor, Value};
use terrace_ir::rewrite::Rewriter;
use terrace_ir::{Attr, Body, Context, FloatTy, Loc, ROOT, Type};

fn context() -> Context {
    let cx = Context::new();
    terrace_upstream::load(&cx);
    cx
}

/// A module with the function `f` that `build` fills in; the values it gives are returned.
fn module(
    cx: &Context,
    args: &[Type],
    build: impl FnOnce(&mut Rewriter<'_>, &[terrace_ir::ValueId]) -> Vec<terrace_ir::ValueId>,
) -> Body {
    let mut func = Body::new(cx, cx.op_name("func.func"), Loc::UNKNOWN, 1);
    let entry = func.new_block(func.regions(ROOT)[0], args);
    let values = func.args(entry).to_vec();
    let mut rw = Rewriter::new(cx, &mut func);
    rw.at_end(entry);
    let results = build(&mut rw, &values);
    rw.build("func.return").operands(&results).done();
    let types: Vec<Type> = results.iter().map(|&v| func.ty(v)).collect();
    let ty = cx.type_attr(cx.function_ty(args, &types));
    terrace_ir::rewrite::set_attr(cx, &mut func, ROOT, "function_type", Some(ty));
    terrace_ir::rewrite::set_attr(cx, &mut func, ROOT, "sym_name", Some(cx.str_attr("f")));
    let mut module = Body::new(cx, cx.op_name("builtin.module"), Loc::UNKNOWN, 1);
    let block = module.new_block(module.regions(ROOT)[0], &[]);
    let mut rw = Rewriter::new(cx, &mut module);
    rw.at_end(block);
    rw.build("func.func").child(func).done();
    module
}

/// One operation applied to arguments.
fn apply(
    cx: &Context,
    name: &str,
    attrs: &[(&str, Attr)],
    types: &[Type],
    results: &[Type],
    args: &[Value],
) -> Result<Vec<Value>, Reason> {
    let m = module(cx, types, |rw, values| {
        let mut op = rw.build(name).operands(values).results(results);
        for (key, value) in attrs {
            op = op.attr(key, *value);
        }
        let op = op.done();
        rw.body.results(op).collect()
    });
    Machine::new(cx, &m).call("f", args.to_vec()).map_err(|t| t.reason().clone())
}

/// A binary integer operation on one type.
fn int(cx: &Context, name: &str, width: u32, a: i64, b: i64) -> Result<i64, Reason> {
    let ty = cx.int_ty(width);
    let args = [Value::Int(a), Value::Int(b)];
    Ok(apply(cx, name, &[], &[ty, ty], &[ty], &args)?[0].as_int().unwrap())
}

fn float(cx: &Context, name: &str, format: FloatTy, args: &[f64]) -> f64 {
    let ty = cx.float_ty(format);
    let values: Vec<Value> = args.iter().map(|&v| Value::Float(v)).collect();
    let types = vec![ty; args.len()];
    apply(cx, name, &[], &types, &[ty], &values).unwrap()[0].as_float().unwrap()
}

macro_rules! against_rust {
    ($cx:expr, $a:expr, $b:expr, $int:ty, $uint:ty, $width:expr) => {{
        let (a, b) = ($a as $int, $b as $int);
        let (ua, ub) = (a as $uint, b as $uint);
        let bits = <$int>::BITS;
        let shift = ub % bits as $uint;
        let same = |name: &str, want: $int| {
            assert_eq!(
                int($cx, name, $width, a.into(), b.into()),
                Ok(want.into()),
                "{name} {a} {b}"
            );
        };
        same("arith.addi", a.wrapping_add(b));
        same("arith.subi", a.wrapping_sub(b));
        same("arith.muli", a.wrapping_mul(b));
        same("arith.andi", a & b);
        same("arith.ori", a | b);
        same("arith.xori", a ^ b);
        same("arith.maxsi", a.max(b));
        same("arith.minsi", a.min(b));
        same("arith.maxui", ua.max(ub) as $int);
        same("arith.minui", ua.min(ub) as $int);
        let shifted = |name: &str, want: $int| {
            let got = int($cx, name, $width, a.into(), shift as i64);
            assert_eq!(got, Ok(want.into()), "{name} {a} {shift}");
        };
        shifted("arith.shli", a.wrapping_shl(shift as u32));
        shifted("arith.shrsi", a.wrapping_shr(shift as u32));
        shifted("arith.shrui", ua.wrapping_shr(shift as u32) as $int);
        if b != 0 {
            same("arith.divui", (ua / ub) as $int);
            same("arith.remui", (ua % ub) as $int);
            same("arith.ceildivui", ua.div_ceil(ub) as $int);
            same("arith.remsi", a.wrapping_rem(b));
        }
        if b != 0 && !(a == <$int>::MIN && b == -1) {
            let exact = i128::from(a);
            let by = i128::from(b);
            same("arith.divsi", a / b);
            let q = exact / by;
            let floor = q - i128::from(q * by != exact && (exact < 0) != (by < 0));
            same("arith.floordivsi", floor as $int);
            let ceil = floor + i128::from(floor * by != exact);
            same("arith.ceildivsi", ceil as $int);
        }
    }};
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn integers_as_in_rust(a: i64, b: i64, small in -3i64..4) {
        let cx = context();
        for b in [b, small] {
            against_rust!(&cx, a, b, i8, u8, 8);
            against_rust!(&cx, a, b, i32, u32, 32);
            against_rust!(&cx, a, b, i64, u64, 64);
        }
    }

    #[test]
    fn floats_round_once(a: f32, b: f32, c: f32) {
        let cx = context();
        let f = |name: &str, args: &[f32]| {
            let wide: Vec<f64> = args.iter().map(|&v| v.into()).collect();
            float(&cx, name, FloatTy::F32, &wide) as f32
        };
        let same = |got: f32, want: f32| {
            got.to_bits() == want.to_bits() || got.is_nan() && want.is_nan()
        };
        prop_assert!(same(f("arith.addf", &[a, b]), a + b));
        prop_assert!(same(f("arith.subf", &[a, b]), a - b));
        prop_assert!(same(f("arith.mulf", &[a, b]), a * b));
        prop_assert!(same(f("arith.divf", &[a, b]), a / b));
        prop_assert!(same(f("arith.remf", &[a, b]), a % b));
        prop_assert!(same(f("math.fma", &[a, b, c]), a.mul_add(b, c)));
        prop_assert!(same(f("math.sqrt", &[a]), a.sqrt()));
        prop_assert!(same(f("arith.negf", &[a]), -a));
    }

    #[test]
    fn conversions_as_in_rust(i: i64, x in -1e6f64..1e6) {
        let cx = context();
        let (i32t, i64t, f32t) = (cx.int_ty(32), cx.int_ty(64), cx.f32_ty());
        let one = |name: &str, from: Type, to: Type, v: Value| {
            apply(&cx, name, &[], &[from], &[to], &[v]).unwrap().remove(0)
        };
        let int = |name: &str, from, to, v| one(name, from, to, v).as_int();
        let float = |name: &str, from, v| one(name, from, f32t, v).as_float();
        let (wide, narrow) = (Value::Int(i), Value::Int(i64::from(i as i32)));
        let bits = f32::from_bits(i as u32);
        prop_assert_eq!(float("arith.sitofp", i64t, wide.clone()), Some((i as f32).into()));
        prop_assert_eq!(float("arith.uitofp", i64t, wide.clone()), Some((i as u64 as f32).into()));
        let low = i as u32;
        prop_assert_eq!(float("arith.uitofp", i32t, narrow.clone()), Some((low as f32).into()));
        prop_assert_eq!(int("arith.extui", i32t, i64t, narrow.clone()), Some(low.into()));
        prop_assert_eq!(int("arith.trunci", i64t, i32t, wide), Some((i as i32).into()));
        let x = x as f32;
        let real = Value::Float(x.into());
        prop_assert_eq!(int("arith.fptosi", f32t, i32t, real), Some((x as i32).into()));
        let cast = float("arith.bitcast", i32t, narrow);
        prop_assert_eq!(cast.map(f64::to_bits), Some(f64::from(bits).to_bits()));
    }
}

#[test]
fn every_integer_predicate() {
    let cx = context();
    let i8t = cx.int_ty(8);
    let holds: [fn(i8, i8) -> bool; 10] = [
        |a, b| a == b,
        |a, b| a != b,
        |a, b| a < b,
        |a, b| a <= b,
        |a, b| a > b,
        |a, b| a >= b,
        |a, b| (a as u8) < b as u8,
        |a, b| a as u8 <= b as u8,
        |a, b| a as u8 > b as u8,
        |a, b| a as u8 >= b as u8,
    ];
    for (number, holds) in holds.iter().enumerate() {
        let predicate = [("predicate", cx.i64_attr(number as i64))];
        for (a, b) in [(1, 2), (2, 1), (3, 3), (-1, 1), (1, -1), (-128, 127)] {
            let args = [Value::Int(a.into()), Value::Int(b.into())];
            let got = apply(&cx, "arith.cmpi", &predicate, &[i8t, i8t], &[cx.int_ty(1)], &args);
            assert_eq!(got.unwrap()[0].as_int(), Some(holds(a, b).into()), "{number} {a} {b}");
        }
    }
}

#[test]
fn every_float_predicate() {
    let cx = context();
    let f64t = cx.float_ty(FloatTy::F64);
    let nan = f64::NAN;
    // Each predicate on (1, 2), (2, 1), (1, 1), (NaN, 1).
    let table = [
        [0, 0, 0, 0],
        [0, 0, 1, 0],
        [0, 1, 0, 0],
        [0, 1, 1, 0],
        [1, 0, 0, 0],
        [1, 0, 1, 0],
        [1, 1, 0, 0],
        [1, 1, 1, 0],
        [0, 0, 1, 1],
        [0, 1, 0, 1],
        [0, 1, 1, 1],
        [1, 0, 0, 1],
        [1, 0, 1, 1],
        [1, 1, 0, 1],
        [0, 0, 0, 1],
        [1, 1, 1, 1],
    ];
    for (number, row) in table.iter().enumerate() {
        let predicate = [("predicate", cx.i64_attr(number as i64))];
        for ((a, b), want) in [(1.0, 2.0), (2.0, 1.0), (1.0, 1.0), (nan, 1.0)].iter().zip(row) {
            let args = [Value::Float(*a), Value::Float(*b)];
            let got = apply(&cx, "arith.cmpf", &predicate, &[f64t, f64t], &[cx.int_ty(1)], &args);
            assert_eq!(got.unwrap()[0].as_int(), Some(*want), "{number} {a} {b}");
        }
    }
}

#[test]
fn nan_and_signed_zero_in_extrema() {
    let cx = context();
    let f = |name: &str, a: f64, b: f64| float(&cx, name, FloatTy::F64, &[a, b]);
    assert!(f("arith.maximumf", f64::NAN, 1.0).is_nan());
    assert!(f("arith.minimumf", 1.0, f64::NAN).is_nan());
    assert_eq!(f("arith.maxnumf", f64::NAN, 1.0), 1.0);
    assert_eq!(f("arith.minnumf", 1.0, f64::NAN), 1.0);
    assert!(f("arith.maximumf", -0.0, 0.0).is_sign_positive());
    assert!(f("arith.maximumf", 0.0, -0.0).is_sign_positive());
    assert!(f("arith.minimumf", 0.0, -0.0).is_sign_negative());
    assert!(f("arith.minimumf", -0.0, 0.0).is_sign_negative());
}

#[test]
fn one_bit_integers_are_minus_one_when_signed() {
    let cx = context();
    let (i1, i8t) = (cx.int_ty(1), cx.int_ty(8));
    let one = [Value::Int(1)];
    assert_eq!(apply(&cx, "arith.extsi", &[], &[i1], &[i8t], &one).unwrap()[0].as_int(), Some(-1));
    assert_eq!(apply(&cx, "arith.extui", &[], &[i1], &[i8t], &one).unwrap()[0].as_int(), Some(1));
    let got = apply(&cx, "arith.sitofp", &[], &[i1], &[cx.f32_ty()], &one);
    assert_eq!(got.unwrap()[0].as_float(), Some(-1.0));
    assert_eq!(int(&cx, "arith.minsi", 1, 0, 1), Ok(1));
    assert_eq!(int(&cx, "arith.addi", 1, 1, 1), Ok(0));
}

#[test]
fn division_traps() {
    let cx = context();
    for name in ["divsi", "divui", "remsi", "remui", "ceildivsi", "ceildivui", "floordivsi"] {
        let got = int(&cx, &format!("arith.{name}"), 32, 5, 0);
        assert_eq!(got, Err(Reason::DivisionByZero), "{name}");
    }
    let least = i64::from(i32::MIN);
    assert_eq!(int(&cx, "arith.divsi", 32, least, -1), Err(Reason::DivisionOverflow));
    assert_eq!(int(&cx, "arith.divsi", 64, least, -1), Ok(-least));
}

#[test]
fn extended_operations_give_both_halves() {
    let cx = context();
    let (i8t, i1) = (cx.int_ty(8), cx.int_ty(1));
    let both = |name: &str, high: Type, a, b| {
        let args = [Value::Int(a), Value::Int(b)];
        let got = apply(&cx, name, &[], &[i8t, i8t], &[i8t, high], &args).unwrap();
        (got[0].as_int().unwrap(), got[1].as_int().unwrap())
    };
    assert_eq!(both("arith.addui_extended", i1, -1, 2), (1, 1));
    assert_eq!(both("arith.addui_extended", i1, 100, 27), (127, 0));
    // -3 * 100 = -300 = 0xfed4
    assert_eq!(both("arith.mulsi_extended", i8t, -3, 100), (0xd4u8 as i8 as i64, -2));
    // 253 * 100 = 25300 = 0x62d4
    assert_eq!(both("arith.mului_extended", i8t, -3, 100), (0xd4u8 as i8 as i64, 0x62));
}

#[test]
fn math_on_known_points() {
    let cx = context();
    let f = |name: &str, args: &[f64]| float(&cx, name, FloatTy::F64, args);
    let close =
        |got: f64, want: f64| assert!((got - want).abs() <= 1e-15 * want.abs(), "{got} {want}");
    // Values from tables to 16 digits.
    close(f("math.erf", &[0.5]), 0.520_499_877_813_046_5);
    close(f("math.erfc", &[2.0]), 0.004_677_734_981_047_266);
    close(f("math.exp", &[1.0]), std::f64::consts::E);
    close(f("math.log1p", &[1e-10]), 9.999_999_999_5e-11);
    close(f("math.expm1", &[1e-10]), 1.000_000_000_05e-10);
    close(f("math.tanh", &[0.5]), 0.462_117_157_260_009_76);
    close(f("math.atanh", &[0.5]), 0.549_306_144_334_054_8);
    close(f("math.asinh", &[1.0]), 0.881_373_587_019_543);
    close(f("math.acosh", &[2.0]), 1.316_957_896_924_816_7);
    close(f("math.cbrt", &[27.0]), 3.0);
    close(f("math.rsqrt", &[16.0]), 0.25);
    close(f("math.atan2", &[1.0, -1.0]), 3.0 * std::f64::consts::FRAC_PI_4);
    assert_eq!(f("math.roundeven", &[2.5]), 2.0);
    assert_eq!(f("math.round", &[-2.5]), -3.0);
    assert_eq!(f("math.trunc", &[-2.5]), -2.0);
    assert_eq!(f("math.copysign", &[3.0, -0.0]), -3.0);
    assert_eq!(f("math.clampf", &[5.0, -1.0, 1.0]), 1.0);
    let half = float(&cx, "arith.addf", FloatTy::F16, &[2048.0, 1.0]);
    assert_eq!(half, 2048.0, "a tie rounds to even in f16");
    let brain = float(&cx, "arith.mulf", FloatTy::BF16, &[1.0078125, 1.0078125]);
    assert_eq!(brain, 1.015625, "1.01568603515625 rounds to seven bits");
}

#[test]
fn integer_math() {
    let cx = context();
    let i8t = cx.int_ty(8);
    let one = |name: &str, a| {
        apply(&cx, name, &[], &[i8t], &[i8t], &[Value::Int(a)]).unwrap()[0].as_int().unwrap()
    };
    assert_eq!(one("math.ctlz", 1), 7);
    assert_eq!(one("math.ctlz", 0), 8);
    assert_eq!(one("math.ctlz", -1), 0);
    assert_eq!(one("math.cttz", 8), 3);
    assert_eq!(one("math.cttz", 0), 8);
    assert_eq!(one("math.ctpop", -1), 8);
    assert_eq!(one("math.absi", -128), -128);
    assert_eq!(int(&cx, "math.ipowi", 32, 3, 4), Ok(81));
    assert_eq!(int(&cx, "math.ipowi", 32, 2, -1), Ok(0));
    assert_eq!(int(&cx, "math.ipowi", 32, -1, -3), Ok(-1));
}

#[test]
fn elementwise_on_tensors_with_many_elements() {
    let cx = context();
    // More than one batch of lanes.
    let n = 1000;
    let ty = cx.tensor_ty(&[n], cx.f32_ty());
    let a: Vec<f32> = (0..n).map(|i| i as f32 * 0.1).collect();
    let b: Vec<f32> = (0..n).map(|i| 3.0 - i as f32).collect();
    let want: Vec<f32> = a.iter().zip(&b).map(|(a, b)| a * b).collect();
    let args = [&a, &b].map(|v| Value::from(Tensor::from_f32(&[n], v.clone()).unwrap()));
    let got = apply(&cx, "arith.mulf", &[], &[ty, ty], &[ty], &args).unwrap();
    assert_eq!(got[0].as_tensor().unwrap().as_f32().unwrap(), want);
}

#[test]
fn select_by_element_and_as_a_whole() {
    let cx = context();
    let (i1, f32s) = (cx.int_ty(1), cx.tensor_ty(&[2], cx.f32_ty()));
    let tensor = |v: [f32; 2]| Value::from(Tensor::from_f32(&[2], v).unwrap());
    let (a, b) = (tensor([1.0, 2.0]), tensor([3.0, 4.0]));
    let whole = |c| {
        let args = [Value::Int(c), a.clone(), b.clone()];
        let got = apply(&cx, "arith.select", &[], &[i1, f32s, f32s], &[f32s], &args).unwrap();
        got[0].as_tensor().unwrap().as_f32().unwrap().to_vec()
    };
    assert_eq!(whole(1), [1.0, 2.0]);
    assert_eq!(whole(0), [3.0, 4.0]);
    let i1s = cx.tensor_ty(&[2], i1);
    let mask = Tensor::from_le_bytes(terrace_ir::eval::Dtype::BOOL, &[2], &[0, 1]).unwrap();
    let args = [mask.into(), a, b];
    let got = apply(&cx, "arith.select", &[], &[i1s, f32s, f32s], &[f32s], &args).unwrap();
    assert_eq!(got[0].as_tensor().unwrap().as_f32().unwrap(), [3.0, 2.0]);
}

#[test]
fn constants_of_every_kind() {
    let cx = context();
    let get = |attr: Attr, ty: Type| {
        apply(&cx, "arith.constant", &[("value", attr)], &[], &[ty], &[]).unwrap().remove(0)
    };
    assert_eq!(get(cx.bool_attr(true), cx.int_ty(1)).as_int(), Some(1));
    assert_eq!(get(cx.index_attr(-5), cx.index_ty()).as_int(), Some(-5));
    let tenth = get(cx.float_attr(0.1, cx.f32_ty()).unwrap(), cx.f32_ty());
    assert_eq!(tenth.as_float(), Some(f64::from(0.1f32)));
    let ty = cx.tensor_ty(&[2, 2], cx.int_ty(16));
    let splat = get(cx.dense(ty, 7i16.to_le_bytes().to_vec(), true), ty);
    assert_eq!(splat.as_tensor().unwrap().to_i64s(), [7; 4]);
    let bytes: Vec<u8> = [1i16, -2, 3, -4].iter().flat_map(|v| v.to_le_bytes()).collect();
    let dense = get(cx.dense(ty, bytes.clone(), false), ty);
    assert_eq!(dense.as_tensor().unwrap().to_i64s(), [1, -2, 3, -4]);
    let key = cx.add_resource("w", terrace_ir::Blob::new(bytes));
    let resource = cx.attr(terrace_ir::AttrKind::DenseResource { ty, key });
    assert_eq!(get(resource, ty).as_tensor().unwrap().to_i64s(), [1, -2, 3, -4]);
}

//! Every family of operations: compiled code and the interpreter agree on the same inputs.

mod common;

use common::*;
use std::sync::Arc;
use terrace_ir::eval::{Dtype, Machine, MemRef, Tensor, Tolerance, Value, compare};
use terrace_ir::{FloatTy, Type};
use terrace_runtime::DType;

/// A number of a kind that suits the element type, from a reproducible sequence.
fn element(dtype: DType, bits: u64) -> Vec<u8> {
    let float = (bits >> 12) as f64 / (1u64 << 51) as f64 - 1.0;
    let wide = (float * 3.0).to_le_bytes();
    match dtype {
        DType::F32 => (float as f32 * 3.0).to_le_bytes().to_vec(),
        DType::F64 => wide.to_vec(),
        DType::F16 => {
            (terrace_ir::float::from_f64(FloatTy::F16, float) as u16).to_le_bytes().into()
        }
        DType::BF16 => {
            (terrace_ir::float::from_f64(FloatTy::BF16, float) as u16).to_le_bytes().into()
        }
        DType::Bool => vec![(bits >> 20) as u8 & 1],
        _ => (((bits >> 16) as i64 % 100).to_le_bytes()[..dtype.size()]).to_vec(),
    }
}

fn dtype_of(cx: &terrace_ir::Context, ty: Type) -> Dtype {
    Dtype::of(cx, ty.elem(cx)).expect("a number")
}

/// Compiles and interprets `@main` of a text, on the same inputs, and compares the outputs.
fn agree(text: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let model = open(text, folder.path(), 1, |_| ());
    let mut state = 88172645463325252u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let inputs: Vec<Vec<u8>> = model
        .inputs()
        .iter()
        .map(|i| {
            let n = i.bytes as usize / i.dtype.size();
            (0..n).flat_map(|_| element(i.dtype, next())).collect()
        })
        .collect();
    let got = run(&model, &inputs);

    let cx = context();
    let module = parse(&cx, text);
    let mut machine = Machine::new(&cx, &module);
    let (params, _) = machine.signature("main").expect("a signature");
    let mut args = Vec::new();
    let mut buffers = Vec::new();
    for (i, &ty) in params.iter().enumerate() {
        if ty.is_index(&cx) {
            args.push(Value::Int(i64::from(i + 1 == params.len())));
            continue;
        }
        let shape = ty.static_shape(&cx).expect("static");
        let tensor = match inputs.get(i) {
            Some(bytes) => Tensor::from_le_bytes(dtype_of(&cx, ty), shape, bytes),
            None => Tensor::zeros(dtype_of(&cx, ty), shape),
        };
        let memref = Arc::new(MemRef::from_tensor(&tensor.expect("a tensor")));
        buffers.push(memref.clone());
        args.push(Value::MemRef(memref));
    }
    machine.call("main", args).unwrap_or_else(|trap| panic!("{trap}\n{text}"));
    for ((info, bytes), memref) in model.outputs().iter().zip(&got).zip(&buffers[inputs.len()..]) {
        let want = memref.to_tensor().expect("a tensor");
        let have = Tensor::from_le_bytes(want.dtype(), &info.shape, bytes).expect("a tensor");
        let tolerance = Tolerance::ulps(want.dtype(), 4.0);
        let comparison = compare(&want, &have, tolerance).expect("one shape");
        assert!(comparison.ok(), "{}: {comparison}\n{text}", info.name);
    }
}

/// `@main` with these arguments, of which the last `n_outputs` are outputs.
fn main(args: &[(&str, &str)], n_outputs: usize, body: &str) -> String {
    let split = args.len() - n_outputs;
    let names = |list: &[(&str, &str)]| {
        list.iter().map(|(n, _)| format!("\"{n}\"")).collect::<Vec<_>>().join(", ")
    };
    let params: Vec<String> = args.iter().map(|(n, t)| format!("%{n}: {t}")).collect();
    format!(
        "func.func @main({}, %tid: index, %n: index) attributes {{terrace.input_names = [{}], \
         terrace.output_names = [{}]}} {{\n  %c0 = arith.constant 0 : index\n  %c1 = arith.constant \
         1 : index\n{body}\n  return\n}}\n",
        params.join(", "),
        names(&args[..split]),
        names(&args[split..]),
    )
}

/// Applies operations of two operands to vectors of 8 and to scalars.
fn two_operands(ops: &[&str], ty: &str, shape: usize) {
    let buffer = format!("memref<{shape}x{ty}>");
    let out = format!("memref<{}x{shape}x{ty}>", ops.len());
    let vector = format!("vector<8x{ty}>");
    let mut body = format!(
        "  %x = vector.load %a[%c0] : {buffer}, {vector}\n  %y = vector.load %b[%c0] : {buffer}, \
         {vector}\n  %c8 = arith.constant 8 : index\n  %s = memref.load %a[%c8] : {buffer}\n  %t = \
         memref.load %b[%c8] : {buffer}\n"
    );
    for (i, op) in ops.iter().enumerate() {
        body += &format!(
            "  %i{i} = arith.constant {i} : index\n  %v{i} = {op} %x, %y : {vector}\n  vector.store \
             %v{i}, %o[%i{i}, %c0] : {out}, {vector}\n  %w{i} = {op} %s, %t : {ty}\n  memref.store \
             %w{i}, %o[%i{i}, %c8] : {out}\n"
        );
    }
    agree(&main(&[("a", &buffer), ("b", &buffer), ("o", &out)], 1, &body));
}

#[test]
fn arithmetic_of_two_floats() {
    let ops = [
        "arith.addf",
        "arith.subf",
        "arith.mulf",
        "arith.divf",
        "arith.maximumf",
        "arith.minimumf",
        "arith.maxnumf",
        "arith.minnumf",
        "arith.remf",
        "math.copysign",
        "math.atan2",
    ];
    two_operands(&ops, "f32", 9);
    two_operands(&ops, "f64", 9);
}

#[test]
fn arithmetic_of_two_integers() {
    let ops = [
        "arith.addi",
        "arith.subi",
        "arith.muli",
        "arith.andi",
        "arith.ori",
        "arith.xori",
        "arith.maxsi",
        "arith.minsi",
        "arith.maxui",
        "arith.minui",
    ];
    for ty in ["i8", "i16", "i32", "i64"] {
        two_operands(&ops, ty, 9);
    }
}

#[test]
fn divisions_round_as_they_say() {
    let mut body = String::new();
    let ops = [
        "divsi",
        "divui",
        "remsi",
        "remui",
        "ceildivsi",
        "floordivsi",
        "ceildivui",
        "shli",
        "shrsi",
        "shrui",
    ];
    for (i, op) in ops.iter().enumerate() {
        body += &format!(
            "  %k{i} = arith.constant {i} : index\n  scf.for %j{i} = %c0 to %c16 step %c1 {{\n    \
             %p{i} = memref.load %a[%j{i}] : memref<16xi32>\n    %q{i} = arith.{op} %p{i}, %d : i32\n    \
             memref.store %q{i}, %o[%k{i}, %j{i}] : memref<10x16xi32>\n    %r{i} = arith.{op} %p{i}, \
             %e : i32\n    memref.store %r{i}, %u[%k{i}, %j{i}] : memref<10x16xi32>\n  }}\n"
        );
    }
    let head = "  %c16 = arith.constant 16 : index\n  %d = arith.constant 7 : i32\n  %e = \
                arith.constant 2 : i32\n";
    let args = [("a", "memref<16xi32>"), ("o", "memref<10x16xi32>"), ("u", "memref<10x16xi32>")];
    agree(&main(&args, 2, &format!("{head}{body}")));
    let mut negative = String::from(
        "  %c16 = arith.constant 16 : index\n  %d = arith.constant -7 : i32\n  scf.for %j = %c0 to \
         %c16 step %c1 {\n    %p = memref.load %a[%j] : memref<16xi32>\n",
    );
    for (i, op) in ["ceildivsi", "floordivsi", "divsi", "remsi"].iter().enumerate() {
        negative += &format!(
            "    %k{i} = arith.constant {i} : index\n    %q{i} = arith.{op} %p, %d : i32\n    \
             memref.store %q{i}, %o[%k{i}, %j] : memref<4x16xi32>\n"
        );
    }
    negative += "  }\n";
    agree(&main(&[("a", "memref<16xi32>"), ("o", "memref<4x16xi32>")], 1, &negative));
}

#[test]
fn functions_of_one_float() {
    let ops = [
        "arith.negf",
        "math.absf",
        "math.ceil",
        "math.floor",
        "math.round",
        "math.roundeven",
        "math.trunc",
        "math.exp",
        "math.exp2",
        "math.expm1",
        "math.sin",
        "math.cos",
        "math.tan",
        "math.tanh",
        "math.sinh",
        "math.cosh",
        "math.atan",
        "math.asinh",
        "math.erf",
        "math.cbrt",
    ];
    // Of the magnitude, for the others are not defined on negative numbers.
    let of_magnitude =
        ["math.sqrt", "math.rsqrt", "math.log", "math.log2", "math.log10", "math.log1p"];
    for ty in ["f32", "f64"] {
        let (buffer, vector) = (format!("memref<9x{ty}>"), format!("vector<8x{ty}>"));
        let n = ops.len() + of_magnitude.len();
        let out = format!("memref<{n}x9x{ty}>");
        let mut body = format!(
            "  %c8 = arith.constant 8 : index\n  %x = vector.load %a[%c0] : {buffer}, {vector}\n  \
             %s = memref.load %a[%c8] : {buffer}\n  %ax = math.absf %x : {vector}\n  %as = math.absf \
             %s : {ty}\n"
        );
        let all = ops.iter().map(|o| (o, "")).chain(of_magnitude.iter().map(|o| (o, "a")));
        for (i, (op, of)) in all.enumerate() {
            body += &format!(
                "  %i{i} = arith.constant {i} : index\n  %v{i} = {op} %{of}x : {vector}\n  \
                 vector.store %v{i}, %o[%i{i}, %c0] : {out}, {vector}\n  %w{i} = {op} %{of}s : \
                 {ty}\n  memref.store %w{i}, %o[%i{i}, %c8] : {out}\n"
            );
        }
        agree(&main(&[("a", &buffer), ("o", &out)], 1, &body));
    }
}

#[test]
fn conversions_between_numbers() {
    let cases = [
        ("f32", "arith.extf", "f64"),
        ("f16", "arith.extf", "f32"),
        ("bf16", "arith.extf", "f32"),
        ("f64", "arith.truncf", "f32"),
        ("f32", "arith.truncf", "f16"),
        ("f32", "arith.truncf", "bf16"),
        ("f32", "arith.fptosi", "i32"),
        ("f64", "arith.fptosi", "i8"),
        ("i32", "arith.sitofp", "f32"),
        ("i8", "arith.uitofp", "f32"),
        ("i64", "arith.sitofp", "f64"),
        ("i8", "arith.extsi", "i32"),
        ("i8", "arith.extui", "i64"),
        ("i64", "arith.trunci", "i16"),
        ("f32", "arith.bitcast", "i32"),
        ("i64", "arith.bitcast", "f64"),
        ("i1", "arith.extui", "i32"),
        ("i1", "arith.extsi", "i8"),
        ("i32", "arith.trunci", "i1"),
    ];
    for (from, op, to) in cases {
        let (a, o) = (format!("memref<17x{from}>"), format!("memref<17x{to}>"));
        let body = format!(
            "  %x = vector.load %a[%c0] : {a}, vector<16x{from}>\n  %v = {op} %x : vector<16x{from}> \
             to vector<16x{to}>\n  vector.store %v, %o[%c0] : {o}, vector<16x{to}>\n  %c16 = \
             arith.constant 16 : index\n  %s = memref.load %a[%c16] : {a}\n  %w = {op} %s : {from} to \
             {to}\n  memref.store %w, %o[%c16] : {o}\n"
        );
        agree(&main(&[("a", &a), ("o", &o)], 1, &body));
    }
}

#[test]
fn comparisons_and_choices() {
    let mut body = String::new();
    for (i, p) in ["oeq", "ogt", "oge", "olt", "ole", "one", "ord", "ueq", "ult", "une", "uno"]
        .iter()
        .enumerate()
    {
        body += &format!(
            "  %i{i} = arith.constant {i} : index\n  %f{i} = arith.cmpf {p}, %x, %y : \
             vector<8xf32>\n  %g{i} = arith.select %f{i}, %x, %y : vector<8xi1>, vector<8xf32>\n  \
             vector.store %g{i}, %o[%i{i}, %c0] : memref<11x8xf32>, vector<8xf32>\n  vector.store \
             %f{i}, %m[%i{i}, %c0] : memref<11x8xi1>, vector<8xi1>\n"
        );
    }
    let head = "  %x = vector.load %a[%c0] : memref<8xf32>, vector<8xf32>\n  %y = vector.load %b[%c0] \
                : memref<8xf32>, vector<8xf32>\n";
    let args = [
        ("a", "memref<8xf32>"),
        ("b", "memref<8xf32>"),
        ("o", "memref<11x8xf32>"),
        ("m", "memref<11x8xi1>"),
    ];
    agree(&main(&args, 2, &format!("{head}{body}")));
    let mut body = String::from("  %c8 = arith.constant 8 : index\n");
    for (i, p) in
        ["eq", "ne", "slt", "sle", "sgt", "sge", "ult", "ule", "ugt", "uge"].iter().enumerate()
    {
        body += &format!(
            "  %i{i} = arith.constant {i} : index\n  scf.for %j{i} = %c0 to %c8 step %c1 {{\n    \
             %x{i} = memref.load %a[%j{i}] : memref<8xi8>\n    %y{i} = memref.load %b[%j{i}] : \
             memref<8xi8>\n    %t{i} = arith.cmpi {p}, %x{i}, %y{i} : i8\n    memref.store %t{i}, \
             %m[%i{i}, %j{i}] : memref<10x8xi1>\n  }}\n"
        );
    }
    let args = [("a", "memref<8xi8>"), ("b", "memref<8xi8>"), ("m", "memref<10x8xi1>")];
    agree(&main(&args, 1, &body));
}

#[test]
fn loops_carry_values_and_may_not_run() {
    // Sum, maximum and a loop of zero iterations; then a while loop and a switch.
    agree(&main(
        &[("a", "memref<20xf32>"), ("k", "memref<4xi32>"), ("o", "memref<8xf32>")],
        1,
        r#"
  %c20 = arith.constant 20 : index
  %zero = arith.constant 0.0 : f32
  %two = arith.constant 2.0 : f32
  %s:2 = scf.for %i = %c0 to %c20 step %c1 iter_args(%x = %zero, %y = %zero) -> (f32, f32) {
    %v = memref.load %a[%i] : memref<20xf32>
    %p = arith.addf %x, %v : f32
    %q = arith.maximumf %y, %v : f32
    scf.yield %p, %q : f32, f32
  }
  memref.store %s#0, %o[%c0] : memref<8xf32>
  memref.store %s#1, %o[%c1] : memref<8xf32>
  %never = scf.for %i = %c20 to %tid step %c1 iter_args(%x = %two) -> (f32) {
    scf.yield %zero : f32
  }
  %c2 = arith.constant 2 : index
  memref.store %never, %o[%c2] : memref<8xf32>
  %limit = arith.constant 100.0 : f32
  %w:2 = scf.while (%x = %two, %n2 = %c0) : (f32, index) -> (f32, index) {
    %go = arith.cmpf olt, %x, %limit : f32
    scf.condition(%go) %x, %n2 : f32, index
  } do {
  ^bb0(%x: f32, %n3: index):
    %next = arith.mulf %x, %two : f32
    %n4 = arith.addi %n3, %c1 : index
    scf.yield %next, %n4 : f32, index
  }
  %c3 = arith.constant 3 : index
  memref.store %w#0, %o[%c3] : memref<8xf32>
  %wi = arith.index_cast %w#1 : index to i32
  %wf = arith.sitofp %wi : i32 to f32
  %c4 = arith.constant 4 : index
  memref.store %wf, %o[%c4] : memref<8xf32>
  %first = memref.load %a[%c0] : memref<20xf32>
  %positive = arith.cmpf ogt, %first, %zero : f32
  %chosen = scf.if %positive -> (f32) {
    scf.yield %two : f32
  } else {
    %n5 = arith.negf %two : f32
    scf.yield %n5 : f32
  }
  %c5 = arith.constant 5 : index
  memref.store %chosen, %o[%c5] : memref<8xf32>
  %sum = scf.for %i = %c0 to %c4 step %c1 iter_args(%x = %zero) -> (f32) {
    %got = scf.index_switch %i -> f32
    case 1 {
      scf.yield %two : f32
    }
    case 3 {
      scf.yield %limit : f32
    }
    default {
      scf.yield %zero : f32
    }
    %t = arith.addf %x, %got : f32
    scf.yield %t : f32
  }
  %c6 = arith.constant 6 : index
  memref.store %sum, %o[%c6] : memref<8xf32>
  %c7 = arith.constant 7 : index
  memref.store %zero, %o[%c7] : memref<8xf32>
"#,
    ));
}

#[test]
fn branches_pass_values() {
    let text = main(
        &[("a", "memref<4xi32>"), ("o", "memref<4xi32>")],
        1,
        r#"
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %v = memref.load %a[%i] : memref<4xi32>
    %r = func.call @collatz(%v) : (i32) -> i32
    memref.store %r, %o[%i] : memref<4xi32>
  }
"#,
    );
    agree(&format!(
        r#"
func.func private @collatz(%x: i32) -> i32 {{
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %three = arith.constant 3 : i32
  %abs = math.absi %x : i32
  %start = arith.addi %abs, %one : i32
  cf.br ^head(%start, %zero : i32, i32)
^head(%n: i32, %steps: i32):
  %done = arith.cmpi eq, %n, %one : i32
  cf.cond_br %done, ^exit(%steps : i32), ^step
^step:
  %bit = arith.andi %n, %one : i32
  %more = arith.addi %steps, %one : i32
  cf.switch %bit : i32, [
    default: ^odd,
    0: ^even(%two : i32)
  ]
^even(%by: i32):
  %half = arith.divui %n, %by : i32
  cf.br ^head(%half, %more : i32, i32)
^odd:
  %triple = arith.muli %n, %three : i32
  %up = arith.addi %triple, %one : i32
  cf.br ^head(%up, %more : i32, i32)
^exit(%r: i32):
  return %r : i32
}}
{text}"#
    ));
}

#[test]
fn views_share_memory() {
    agree(&main(
        &[("a", "memref<6x8xf32>"), ("o", "memref<6x8xf32>"), ("p", "memref<48xf32>")],
        2,
        r#"
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c48 = arith.constant 48 : index
  memref.copy %a, %o : memref<6x8xf32> to memref<6x8xf32>
  %s = memref.subview %a[%c1, 2] [3, 4] [1, 1]
    : memref<6x8xf32> to memref<3x4xf32, strided<[8, 1], offset: ?>>
  %t = memref.subview %o[2, %c4] [3, 4] [1, 1]
    : memref<6x8xf32> to memref<3x4xf32, strided<[8, 1], offset: ?>>
  memref.copy %s, %t : memref<3x4xf32, strided<[8, 1], offset: ?>>
    to memref<3x4xf32, strided<[8, 1], offset: ?>>
  %v = memref.load %s[%c2, %c3] : memref<3x4xf32, strided<[8, 1], offset: ?>>
  memref.store %v, %t[%c0, %c0] : memref<3x4xf32, strided<[8, 1], offset: ?>>
  %flat = memref.collapse_shape %o [[0, 1]] : memref<6x8xf32> into memref<48xf32>
  memref.copy %flat, %p : memref<48xf32> to memref<48xf32>
  %cast = memref.reinterpret_cast %p to offset: [1], sizes: [4], strides: [10]
    : memref<48xf32> to memref<4xf32, strided<[10], offset: 1>>
  scf.for %i = %c0 to %c4 step %c1 {
    %x = memref.load %cast[%i] : memref<4xf32, strided<[10], offset: 1>>
    %y = arith.addf %x, %x : f32
    memref.store %y, %cast[%i] : memref<4xf32, strided<[10], offset: 1>>
  }
  %dim = memref.dim %p, %c0 : memref<48xf32>
  %last = arith.subi %dim, %c1 : index
  %one = arith.constant 1.0 : f32
  memref.store %one, %p[%last] : memref<48xf32>
"#,
    ));
}

#[test]
fn lanes_move_and_masks_hold() {
    agree(&main(
        &[("a", "memref<32xf32>"), ("k", "memref<8xi32>"), ("o", "memref<12x8xf32>")],
        1,
        r#"
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %c6 = arith.constant 6 : index
  %c7 = arith.constant 7 : index
  %c8 = arith.constant 8 : index
  %c9 = arith.constant 9 : index
  %c10 = arith.constant 10 : index
  %c11 = arith.constant 11 : index
  %zero = arith.constant dense<0.0> : vector<8xf32>
  scf.for %i = %c0 to %c11 step %c1 {
    vector.store %zero, %o[%i, %c0] : memref<12x8xf32>, vector<8xf32>
  }
  vector.store %zero, %o[%c11, %c0] : memref<12x8xf32>, vector<8xf32>
  %x = vector.load %a[%c0] : memref<32xf32>, vector<8xf32>
  %y = vector.load %a[%c8] : memref<32xf32>, vector<8xf32>
  %s = vector.shuffle %x, %y [0, 8, 1, 9, 2, 10, 3, 15] : vector<8xf32>, vector<8xf32>
  vector.store %s, %o[%c0, %c0] : memref<12x8xf32>, vector<8xf32>
  %e = vector.extract %x[3] : f32 from vector<8xf32>
  %b = vector.broadcast %e : f32 to vector<8xf32>
  vector.store %b, %o[%c1, %c0] : memref<12x8xf32>, vector<8xf32>
  %d = vector.extract %x[%c5] : f32 from vector<8xf32>
  %ins = vector.insert %d, %y[2] : f32 into vector<8xf32>
  vector.store %ins, %o[%c2, %c0] : memref<12x8xf32>, vector<8xf32>
  %f = vector.from_elements %e, %d, %e, %d, %e, %d, %e, %d : vector<8xf32>
  vector.store %f, %o[%c3, %c0] : memref<12x8xf32>, vector<8xf32>
  %m = vector.create_mask %c5 : vector<8xi1>
  %l = vector.maskedload %a[%c2], %m, %y
    : memref<32xf32>, vector<8xi1>, vector<8xf32> into vector<8xf32>
  vector.store %l, %o[%c4, %c0] : memref<12x8xf32>, vector<8xf32>
  %cm = vector.constant_mask [3] : vector<8xi1>
  vector.maskedstore %o[%c5, %c0], %cm, %x : memref<12x8xf32>, vector<8xi1>, vector<8xf32>
  %step = vector.step : vector<8xindex>
  %g = vector.gather %a[%c4] [%step], %m, %y
    : memref<32xf32>, vector<8xindex>, vector<8xi1>, vector<8xf32> into vector<8xf32>
  vector.store %g, %o[%c6, %c0] : memref<12x8xf32>, vector<8xf32>
  %h = vector.extract_strided_slice %x {offsets = [2], sizes = [4], strides = [1]}
    : vector<8xf32> to vector<4xf32>
  %w = vector.insert_strided_slice %h, %y {offsets = [1], strides = [1]}
    : vector<4xf32> into vector<8xf32>
  vector.store %w, %o[%c7, %c0] : memref<12x8xf32>, vector<8xf32>
  %fma = vector.fma %x, %y, %b : vector<8xf32>
  vector.store %fma, %o[%c8, %c0] : memref<12x8xf32>, vector<8xf32>
  %sum = vector.reduction <add>, %x : vector<8xf32> into f32
  %max = vector.reduction <maximumf>, %x : vector<8xf32> into f32
  %acc = vector.reduction <mul>, %x, %max : vector<8xf32> into f32
  memref.store %sum, %o[%c9, %c0] : memref<12x8xf32>
  memref.store %max, %o[%c9, %c1] : memref<12x8xf32>
  memref.store %acc, %o[%c9, %c2] : memref<12x8xf32>
  %i1 = vector.load %k[%c0] : memref<8xi32>, vector<8xi32>
  %isum = vector.reduction <add>, %i1 : vector<8xi32> into i32
  %imin = vector.reduction <minsi>, %i1 : vector<8xi32> into i32
  %both = arith.addi %isum, %imin : i32
  %bothf = arith.sitofp %both : i32 to f32
  memref.store %bothf, %o[%c9, %c3] : memref<12x8xf32>
  %pad = arith.constant 7.0 : f32
  %c28 = arith.constant 28 : index
  %tr = vector.transfer_read %a[%c28], %pad : memref<32xf32>, vector<8xf32>
  vector.store %tr, %o[%c10, %c0] : memref<12x8xf32>, vector<8xf32>
  vector.transfer_write %x, %o[%c11, %c3] : vector<8xf32>, memref<12x8xf32>
"#,
    ));
}

#[test]
fn stack_buffers_keep_what_is_stored() {
    agree(&main(
        &[("a", "memref<4x16xf32>"), ("o", "memref<16xf32>")],
        1,
        r#"
  %c4 = arith.constant 4 : index
  %c16 = arith.constant 16 : index
  %acc = memref.alloca() : memref<16xf32>
  %zero = arith.constant dense<0.0> : vector<16xf32>
  vector.store %zero, %acc[%c0] : memref<16xf32>, vector<16xf32>
  scf.for %i = %c0 to %c4 step %c1 {
    scf.for %j = %c0 to %c16 step %c1 {
      %x = memref.load %a[%i, %j] : memref<4x16xf32>
      %y = memref.load %acc[%j] : memref<16xf32>
      %s = arith.addf %x, %y : f32
      memref.store %s, %acc[%j] : memref<16xf32>
    }
  }
  %r = vector.load %acc[%c0] : memref<16xf32>, vector<16xf32>
  vector.store %r, %o[%c0] : memref<16xf32>, vector<16xf32>
"#,
    ));
}

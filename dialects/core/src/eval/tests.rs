//! The machine on a toy dialect: calls, branches, limits, checked mode.

use super::*;
use crate::def::{Dialect, OpDef, Traits};
use crate::rewrite::Rewriter;
use crate::{Body, Context, Loc, ROOT};

fn add(op: OpRef<'_>) -> Option<ScalarOp> {
    Some(match Dtype::of(op.cx, op.result_ty(0))? {
        ty @ Dtype::Float(_) => float_binary(ty, |a, b| a + b),
        ty => int_binary(ty, i64::wrapping_add),
    })
}

fn constant(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let attr = op.attr("value").unwrap_or(crate::Attr::NONE);
    let value = c.constant(op, attr, op.result_ty(0))?;
    let out = c.result(op, 0);
    c.preset(out, value);
    Ok(())
}

fn call(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let callee = c.callee(op, op.attr("callee").unwrap_or(crate::Attr::NONE))?;
    let (srcs, out) = (c.operands(op), c.result(op, 0));
    c.emit(move |frame| {
        let args: Vec<Value> = srcs.iter().map(|s| frame.take(*s)).collect();
        let results = frame.call(callee, &args)?;
        results.into_iter().try_for_each(|v| frame.set(out, v))
    });
    Ok(())
}

fn branch(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<Branch, Reported> {
    let n = op.body.successors(op.id).len();
    if n == 1 {
        return Ok(Branch { pick: Box::new(|_| Ok(0)), forwarded: vec![c.operands(op)] });
    }
    let limit = c.operand(op, 0);
    let pass = c.operands_in(op, 1..3);
    // Goes on while the first passed value is below the limit.
    let at = pass[0];
    let pick = move |f: &mut Frame| Ok(usize::from(f.int(at.idx()) >= f.int(limit.idx())));
    Ok(Branch { pick: Box::new(pick), forwarded: vec![pass.clone(), vec![pass[1]]] })
}

static ADD: EvalScalar = EvalScalar(add);

const fn def(name: &'static str) -> OpDef {
    OpDef { name, ..OpDef::EMPTY }
}

const VALUE: crate::def::AttrSlot = crate::def::AttrSlot {
    name: "value",
    constraint: crate::def::AttrC::Any,
    optional: true,
    default: None,
    doc: "",
};

static TOY: Dialect = Dialect {
    name: "toy",
    doc: "",
    ops: &[&[
        OpDef { traits: Traits(Traits::SYMBOL.0 | Traits::ISOLATED.0), ..def("toy.func") },
        OpDef { traits: Traits::TERMINATOR, ..def("toy.return") },
        OpDef { interfaces: &[&ADD], ..def("toy.add") },
        OpDef { interfaces: &[&Eval(constant)], attrs: &[VALUE], ..def("toy.constant") },
        OpDef { interfaces: &[&Eval(call)], ..def("toy.call") },
        OpDef { traits: Traits::TERMINATOR, interfaces: &[&EvalBranch(branch)], ..def("toy.br") },
    ]],
    ..Dialect::EMPTY
};

/// A module with one function `f` whose body `build` fills in.
fn module(cx: &Context, args: &[crate::Type], build: impl Fn(&mut Rewriter<'_>)) -> Body {
    cx.load(&TOY);
    let mut func = Body::new(cx, cx.op_name("toy.func"), Loc::UNKNOWN, 1);
    func.set_discardable(ROOT, cx.dict_attr(&[(cx.sym("sym_name"), cx.str_attr("f"))]));
    let entry = func.new_block(func.regions(ROOT)[0], args);
    let mut rw = Rewriter::new(cx, &mut func);
    rw.at_end(entry);
    build(&mut rw);
    let mut module = Body::new(cx, cx.op_name("builtin.module"), Loc::UNKNOWN, 1);
    let block = module.new_block(module.regions(ROOT)[0], &[]);
    let mut rw = Rewriter::new(cx, &mut module);
    rw.at_end(block);
    rw.build("toy.func").child(func).done();
    module
}

#[test]
fn adds_scalars_and_tensors() {
    let cx = Context::new();
    let f32s = cx.tensor_ty(&[3], cx.f32_ty());
    let m = module(&cx, &[f32s, cx.f32_ty()], |rw| {
        let args = rw.body.args(rw.body.root_block().unwrap()).to_vec();
        let sum = rw.build("toy.add").operands(&args).result(f32s).value();
        rw.build("toy.return").operand(sum).done();
    });
    let x = Tensor::from_f32(&[3], [1.0, 2.0, 0.1]).unwrap();
    let got = Machine::new(&cx, &m).call("f", vec![x.into(), Value::Float(0.25)]).unwrap();
    // In f32: 0.1 + 0.25 rounds once more.
    assert_eq!(got[0].as_tensor().unwrap().as_f32().unwrap(), [1.25, 2.25, 0.1f32 + 0.25]);
}

/// `i += 1; s += i` while `i < n`.
fn counting(cx: &Context) -> Body {
    let i64t = cx.int_ty(64);
    module(cx, &[i64t], |rw| {
        let region = rw.body.regions(ROOT)[0];
        let entry = rw.body.root_block().unwrap();
        let n = rw.body.args(entry)[0];
        let head = rw.body.new_block(region, &[i64t, i64t]);
        let exit = rw.body.new_block(region, &[i64t]);
        let constant = |rw: &mut Rewriter<'_>, v| {
            let attr = rw.cx.i64_attr(v);
            rw.build("toy.constant").attr("value", attr).result(i64t).value()
        };
        let (zero, one) = (constant(rw, 0), constant(rw, 1));
        rw.build("toy.br").operands(&[zero, zero]).successor(head).done();
        rw.at_end(head);
        let args = rw.body.args(head).to_vec();
        let i = rw.build("toy.add").operands(&[args[0], one]).result(i64t).value();
        let s = rw.build("toy.add").operands(&[args[1], i]).result(i64t).value();
        let br = rw.build("toy.br").operands(&[n, i, s]).successor(head).successor(exit);
        br.done();
        rw.at_end(exit);
        let s = rw.body.args(exit)[0];
        rw.build("toy.return").operand(s).done();
    })
}

#[test]
fn branches_loop_and_fuel_ends_them() {
    let cx = Context::new();
    let m = counting(&cx);
    let got = Machine::new(&cx, &m).call("f", vec![Value::Int(1000)]).unwrap();
    assert_eq!(got[0].as_int(), Some(500_500));
    let limits = Limits { fuel: 10_000, ..Limits::default() };
    let trap = Machine::new(&cx, &m).with_limits(limits).call("f", vec![Value::Int(i64::MAX)]);
    assert_eq!(trap.unwrap_err().reason(), &Reason::Fuel);
}

#[test]
fn endless_recursion_ends() {
    let cx = Context::new();
    let i64t = cx.int_ty(64);
    let m = module(&cx, &[i64t], |rw| {
        let x = rw.body.args(rw.body.root_block().unwrap())[0];
        let me = rw.cx.symbol_ref(rw.cx.sym("f"));
        let y = rw.build("toy.call").operand(x).attr("callee", me).result(i64t).value();
        rw.build("toy.return").operand(y).done();
    });
    let trap = Machine::new(&cx, &m).call("f", vec![Value::Int(0)]).unwrap_err();
    assert_eq!(trap.reason(), &Reason::Depth);
}

#[test]
fn every_operation_without_meaning_is_reported() {
    let cx = Context::new();
    let m = module(&cx, &[], |rw| {
        rw.build("toy.unknown").done();
        rw.build("toy.other").done();
        rw.build("toy.return").done();
    });
    let trap = Machine::new(&cx, &m).call("f", vec![]).unwrap_err();
    let Reason::Compile(diags) = trap.reason() else { panic!("{trap}") };
    let found: Vec<_> = diags.iter().map(|d| (d.code.id, d.message.as_str())).collect();
    let want = |op: &str| format!("`{op}` has no reference semantics");
    let (a, b) = (want("toy.unknown"), want("toy.other"));
    assert_eq!(found, [("EVAL011", a.as_str()), ("EVAL011", b.as_str())]);
}

#[test]
fn buffers_hold_any_width_at_any_place() {
    let buffer = std::sync::Arc::new(Buffer::new(32, false, None));
    buffer.store(0, 8, 0x1122_3344_5566_7788).unwrap();
    buffer.store(3, 4, 0xaabb_ccdd).unwrap();
    assert_eq!(buffer.load(0, 8).unwrap(), 0x11aa_bbcc_dd66_7788);
    assert_eq!(buffer.load(5, 2).unwrap(), 0xaabb);
    buffer.store(31, 1, 0x7f).unwrap();
    assert_eq!(buffer.load(31, 1).unwrap(), 0x7f);
    assert!(matches!(buffer.load(29, 4).unwrap_err().reason(), Reason::OutsideBuffer { .. }));
    buffer.free().unwrap();
    assert_eq!(buffer.load(0, 4).unwrap_err().reason(), &Reason::UseAfterFree);
}

fn checked_frame() -> Frame {
    Frame::new(std::sync::Arc::new(frame::Shared {
        funcs: Vec::new(),
        limits: Limits { memory_bytes: 1 << 20, ..Limits::default() },
        checked: true,
        fuel: std::sync::atomic::AtomicU64::new(1 << 20),
        memory: Default::default(),
    }))
}

#[test]
fn checked_mode_sees_races_and_unwritten_elements() {
    let mut frame = checked_frame();
    let shared = frame.new_memref(Dtype::F32, &[8]).unwrap();
    let reason = |r: Result<u64, Trap>| r.unwrap_err().reason().clone();
    assert_eq!(reason(frame.load_from(&shared, 4)), Reason::Unwritten { byte: 4 });
    frame.begin_parallel();
    for i in 0..4u64 {
        frame.iteration(i);
        let private = frame.new_memref(Dtype::F32, &[1]).unwrap();
        frame.store_to(&private, 0, 0).unwrap();
        frame.store_to(&shared, 4 * i as usize, 1f64.to_bits()).unwrap();
        frame.load_from(&shared, 4 * i as usize).unwrap();
    }
    frame.iteration(4);
    let race = Reason::Race { byte: 12, first: 3, second: 4 };
    assert_eq!(reason(frame.load_from(&shared, 12)), race);
    frame.end_parallel();
    frame.load_from(&shared, 12).unwrap();
}

#[test]
fn checked_mode_sees_accesses_outside_a_region() {
    let mut frame = checked_frame();
    let buffer = frame.new_memref(Dtype::F32, &[4, 4]).unwrap();
    let column = MemRef {
        offset: 1,
        sizes: [4].into_iter().collect(),
        strides: [4].into_iter().collect(),
        ..buffer.clone()
    };
    frame.begin_region(&[&column], &[&column]).unwrap();
    frame.store_to(&buffer, 4 * 5, 0).unwrap();
    frame.load_from(&buffer, 4 * 5).unwrap();
    let trap = frame.load_from(&buffer, 4 * 6).unwrap_err();
    assert_eq!(trap.reason(), &Reason::OutsideRegion { byte: 24 });
    let trap = frame.store_to(&buffer, 4 * 6, 0).unwrap_err();
    assert_eq!(trap.reason(), &Reason::OutsideRegion { byte: 24 });
    frame.end_region();
    frame.store_to(&buffer, 4 * 6, 0).unwrap();
}

#[test]
fn memory_limit_counts_what_is_alive() {
    let frame = checked_frame();
    for _ in 0..8 {
        frame.new_tensor(Dtype::F32, &[200_000], 0).unwrap();
    }
    let kept = frame.new_tensor(Dtype::F32, &[200_000], 0).unwrap();
    let trap = frame.new_tensor(Dtype::F32, &[200_000], 0).unwrap_err();
    assert_eq!(trap.reason(), &Reason::Memory(800_000));
    drop(kept);
    frame.new_tensor(Dtype::F32, &[200_000], 0).unwrap();
    assert!(frame.new_tensor(Dtype::F32, &[i64::MAX, i64::MAX], 0).is_err());
}

#[test]
fn parallel_parts_come_back_in_order() {
    let mut frame = checked_frame();
    frame.checks = None;
    let parts = frame.parallel(1000, 10, |f, range| {
        f.spend(range.len() as u64)?;
        Ok(range.sum::<usize>())
    });
    assert_eq!(parts.unwrap().iter().sum::<usize>(), 499_500);
    let trap = frame.parallel(1000, 10, |f, range| f.spend(range.len() as u64 * 10_000));
    assert_eq!(trap.unwrap_err().reason(), &Reason::Fuel);
}

#[test]
fn comparison_names_the_first_element_that_differs() {
    let a = Tensor::from_f32(&[2, 2], [1.0, f32::NAN, 1000.0, f32::INFINITY]).unwrap();
    let b = Tensor::from_f32(&[2, 2], [1.0, f32::NAN, 1000.01, f32::INFINITY]).unwrap();
    let exact = compare(&a, &b, Tolerance::EXACT).unwrap();
    assert_eq!(exact.n_bad, 1);
    let first = exact.first.clone().unwrap();
    assert_eq!((first.index, first.expected), (vec![1, 0], 1000.0));
    assert!(compare(&a, &b, Tolerance { rel: 1e-4, ..Tolerance::EXACT }).unwrap().ok());
    assert!(compare(&a, &b, Tolerance { abs: 1e-3, ..Tolerance::EXACT }).is_ok_and(|c| !c.ok()));
    let c = Tensor::from_f32(&[4], [1.0; 4]).unwrap();
    assert_eq!(compare(&a, &c, Tolerance::EXACT).unwrap_err(), "expected shape [2, 2], got [4]");
    let (big, next) = (i64::MAX, i64::MAX - 1);
    let [big, next] = [big, next].map(|v| Tensor::from_i64(&[1], [v]).unwrap());
    assert!(!compare(&big, &next, Tolerance::EXACT).unwrap().ok());
}

#[test]
fn a_changed_number_is_found_and_located() {
    let cx = Context::new();
    let f32t = cx.f32_ty();
    let build = |n_adds: usize| {
        let mut m = module(&cx, &[f32t], |rw| {
            let x = rw.body.args(rw.body.root_block().unwrap())[0];
            let mut sum = x;
            for _ in 0..n_adds {
                sum = rw.build("toy.add").operands(&[sum, x]).result(f32t).value();
            }
            rw.build("toy.return").operand(sum).done();
        });
        let block = m.root_block().unwrap();
        let func = m.first_op(block).unwrap();
        let ty = cx.type_attr(cx.function_ty(&[f32t], &[f32t]));
        crate::rewrite::set_attr(&cx, &mut m, func, "function_type", Some(ty));
        m
    };
    let runs = check::Runs { seed: 7, limits: Limits::UNTRUSTED, idle: &[] };
    let snap = |n| check::snapshot(&cx, &build(n), &runs);
    let tolerance = Tolerance::reassociated(Dtype::F32, 4);
    assert_eq!(snap(2).names().collect::<Vec<_>>(), ["f"]);
    assert!(snap(2).compare(&snap(2), tolerance).is_empty());
    let found = snap(2).compare(&snap(3), tolerance);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code.id, "EVAL020");
    assert!(found[0].message.contains("result 0"), "{}", found[0].message);
}

#[test]
fn what_cannot_run_any_more_is_a_warning() {
    let cx = Context::new();
    let build = |name: &str| {
        let mut m = module(&cx, &[], |rw| {
            let one = rw.cx.float_attr(1.0, cx.f32_ty()).unwrap();
            rw.build(name).attr("value", one).result(cx.f32_ty()).value();
            rw.build("toy.return").done();
        });
        let func = m.first_op(m.root_block().unwrap()).unwrap();
        let ty = cx.type_attr(cx.function_ty(&[], &[]));
        crate::rewrite::set_attr(&cx, &mut m, func, "function_type", Some(ty));
        check::snapshot(&cx, &m, &check::Runs { seed: 7, limits: Limits::UNTRUSTED, idle: &[] })
    };
    let found = build("toy.constant").compare(&build("toy.unknown"), Tolerance::EXACT);
    let found: Vec<_> = found.iter().map(|d| (d.code.id, d.severity)).collect();
    assert_eq!(found, [("EVAL021", crate::Severity::Warning)]);
}

#[test]
fn each_reason_has_its_code() {
    let cx = Context::new();
    let words = || "in words".to_owned();
    let cases = [
        ("EVAL001", Reason::OutOfBounds { index: 4, size: 4, dim: 0 }),
        ("EVAL001", Reason::OutsideBuffer { byte: -4, len: 16 }),
        ("EVAL002", Reason::Unwritten { byte: 4 }),
        ("EVAL003", Reason::UseAfterFree),
        ("EVAL004", Reason::Race { byte: 0, first: 0, second: 1 }),
        ("EVAL005", Reason::OutsideRegion { byte: 4 }),
        ("EVAL006", Reason::Fuel),
        ("EVAL006", Reason::Memory(1 << 40)),
        ("EVAL006", Reason::Depth),
        ("EVAL007", Reason::DivisionByZero),
        ("EVAL007", Reason::DivisionOverflow),
        ("EVAL008", Reason::Assert(words())),
        ("EVAL009", Reason::NoFunction(words())),
        ("EVAL009", Reason::BadArguments(words())),
        ("EVAL010", Reason::Invalid(words())),
    ];
    for (code, reason) in cases {
        let said = reason.to_string();
        let op = cx.op_name("toy.add");
        let diags = Trap::from(reason).at(op, crate::Loc::UNKNOWN).diags(&cx);
        let [diag] = diags.as_slice() else { panic!("{said}: {} diagnostics", diags.len()) };
        assert_eq!(diag.code.id, code, "{said}");
        assert_eq!(diag.message, format!("`toy.add` stopped: {said}"));
    }
}

#[test]
fn lanes_agree_with_steps() {
    let cx = Context::new();
    let f32t = cx.f32_ty();
    let m = module(&cx, &[f32t, f32t], |rw| {
        let args = rw.body.args(rw.body.root_block().unwrap()).to_vec();
        let one = rw.cx.float_attr(1.0, f32t).unwrap();
        let one = rw.build("toy.constant").attr("value", one).result(f32t).value();
        let sum = rw.build("toy.add").operands(&args).result(f32t).value();
        let more = rw.build("toy.add").operands(&[sum, one]).result(f32t).value();
        rw.build("toy.return").operand(more).done();
    });
    let func = m.child(m.first_op(m.root_block().unwrap()).unwrap()).unwrap();
    let (program, mut frame) = machine::compile_for_test(&cx, &m, |c| {
        LaneProgram::compile(c, func, func.root_block().unwrap()).unwrap().unwrap()
    });
    let mut lanes = program.lanes(&frame);
    for i in 0..LANES {
        lanes.reg_mut(program.args[0])[i] = (i as f64).to_bits();
        lanes.reg_mut(program.args[1])[i] = 0.5f64.to_bits();
    }
    program.run(&mut frame, &mut lanes, LANES).unwrap();
    let got: Vec<f64> = lanes.reg(program.yields[0]).iter().map(|r| f64::from_bits(*r)).collect();
    assert_eq!(got, (0..LANES).map(|i| i as f64 + 1.5).collect::<Vec<_>>());
    let one = Machine::new(&cx, &m).call("f", vec![Value::Float(3.0), Value::Float(0.5)]);
    assert_eq!(one.unwrap()[0].as_float(), Some(got[3]));
}

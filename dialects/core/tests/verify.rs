//! The verifier: one failing module per code, and what must pass.

use terrace_ir::def::{
    Arity, Asm, AttrC, AttrSlot, Dialect, RegionSize, RegionSlot, SuccessorSlot, TypeC, TypeRule,
    ValueSlot,
};
use terrace_ir::interface::{BranchLike, Verify};
use terrace_ir::text::{ParseOptions, parse_module_with};
use terrace_ir::verify::{codes, verify, verify_dirty};
use terrace_ir::{Body, Code, Context, Diags, OpDef, OpRef, ROOT, Rewriter, Traits};

const fn value(name: &'static str, ty: TypeC, arity: Arity) -> ValueSlot {
    ValueSlot { name, ty, arity, doc: "" }
}

const TEST001: Code = Code { id: "TEST001", message: "own check of `{0}`", explain: "" };

const OPS: &[OpDef] = &[
    OpDef {
        name: "v.add",
        operands: &[value("a", TypeC::AnySignless, Arity::One), value("b", TypeC::Any, Arity::One)],
        results: &[value("c", TypeC::I(32), Arity::One)],
        types: &[TypeRule::AllMatch(&["a", "b"])],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "v.attr",
        attrs: &[AttrSlot {
            name: "n",
            constraint: AttrC::I(8),
            optional: false,
            default: None,
            doc: "",
        }],
        interfaces: &[&Verify(|op, diags| {
            diags.error(&TEST001, op.loc(), &[&op.name_str()]);
        })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "v.default",
        attrs: &[AttrSlot {
            name: "n",
            constraint: AttrC::I(8),
            optional: false,
            default: Some("7"),
            doc: "",
        }],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "v.block",
        regions: &[RegionSlot { name: "body", size: RegionSize::One, variadic: false }],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "v.scope",
        regions: &[RegionSlot { name: "body", size: RegionSize::Any, variadic: false }],
        traits: Traits::ISOLATED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "v.br",
        operands: &[value("args", TypeC::Any, Arity::Variadic)],
        successors: &[SuccessorSlot { name: "to", variadic: false }],
        traits: Traits::TERMINATOR,
        interfaces: &[&BranchLike {
            forwarded: |op, _| 0..op.n_operands(),
            taken: |op, _| op.body.successors(op.id).first().copied(),
        }],
        ..OpDef::EMPTY
    },
    OpDef { name: "v.end", traits: Traits::TERMINATOR, parents: &["v.block"], ..OpDef::EMPTY },
    OpDef {
        name: "v.groups",
        operands: &[
            value("a", TypeC::Any, Arity::Variadic),
            value("b", TypeC::Any, Arity::Variadic),
        ],
        attrs: &[AttrSlot {
            name: "operandSegmentSizes",
            constraint: AttrC::DenseArray(32),
            optional: false,
            default: None,
            doc: "",
        }],
        traits: Traits::OPERAND_SEGMENTS,
        asm: Asm::Generic,
        ..OpDef::EMPTY
    },
    OpDef { name: "v.never", interfaces: &[&Verify(never)], ..OpDef::EMPTY },
];

/// A verifier that has no code of its own.
fn never(op: OpRef<'_>, diags: &mut Diags) {
    diags.check(op.n_operands() > 0, op, "it needs an operand");
}

static V: Dialect = Dialect { name: "v", ops: &[OPS], ..Dialect::EMPTY };

fn parse(cx: &Context, source: &str) -> Body {
    cx.load(&V);
    let mut diags = Diags::new();
    let options = ParseOptions { allow_unregistered: true };
    match parse_module_with(cx, source.as_bytes(), "t.mlir", options, &mut diags) {
        Ok(body) => body,
        Err(_) => panic!("{:?}", diags.items()),
    }
}

fn codes_of(source: &str) -> Vec<&'static str> {
    let cx = Context::new();
    let body = parse(&cx, source);
    let mut diags = Diags::new();
    let _ = verify(&cx, &body, &mut diags);
    diags.items().iter().map(|d| d.code.id).collect()
}

const CASES: &[(&str, &[&str])] = &[
    ("%x = \"t.a\"() : () -> i32\n%c = \"v.add\"(%x) : (i32) -> i32", &["IR001"]),
    ("%x = \"t.a\"() : () -> i32\n\"v.add\"(%x, %x) : (i32, i32) -> ()", &["IR002"]),
    ("%x = \"t.a\"() : () -> f32\n%c = \"v.add\"(%x, %x) : (f32, f32) -> i32", &["IR003"]),
    ("%x = \"t.a\"() : () -> i8\n%c = \"v.add\"(%x, %x) : (i8, i8) -> f32", &["IR004"]),
    ("%x:2 = \"t.a\"() : () -> (i8, i9)\n%c = \"v.add\"(%x#0, %x#1) : (i8, i9) -> i32", &["IR017"]),
    ("\"v.attr\"() : () -> ()", &["IR005"]),
    ("\"v.never\"() : () -> ()", &["IR024"]),
    ("\"v.attr\"() {n = 1 : i32} : () -> ()", &["IR006"]),
    ("\"v.attr\"() {n = 1 : i8} : () -> ()", &["TEST001"]),
    ("\"v.block\"() : () -> ()", &["IR007"]),
    ("\"v.block\"() ({}) : () -> ()", &["IR008"]),
    ("\"v.block\"() ({\n\"t.a\"() : () -> ()\n}) : () -> ()", &[]),
    (
        "\"v.block\"() ({\n\"v.attr\"() {n = 1 : i8} : () -> ()\n}) : () -> ()",
        &["IR013", "TEST001"],
    ),
    ("\"v.block\"() ({\n\"v.br\"() : () -> ()\n}) : () -> ()", &["IR009"]),
    (
        "\"v.scope\"() ({\n^a:\n\"v.br\"()[^b] : () -> ()\n^b:\n\"v.br\"()[^a] : () -> ()\n}) \
         : () -> ()",
        &["IR019"],
    ),
    (
        "\"v.scope\"() ({\n%x = \"t.a\"() : () -> i8\n\"v.br\"(%x)[^b] : (i8) -> ()\n^b:\n\
         \"t.end\"() : () -> ()\n}) : () -> ()",
        &["IR020"],
    ),
    (
        "\"v.scope\"() ({\n%x = \"t.a\"() : () -> i8\n\"v.br\"(%x)[^b] : (i8) -> ()\n\
         ^b(%y: i9):\n\"t.end\"() : () -> ()\n}) : () -> ()",
        &["IR021"],
    ),
    ("\"v.block\"() ({\n\"v.end\"() : () -> ()\n\"v.end\"() : () -> ()\n}) : () -> ()", &["IR014"]),
    ("\"v.scope\"() ({\n\"v.end\"() : () -> ()\n}) : () -> ()", &["IR018"]),
    (
        "\"v.block\"() ({\n\"t.use\"(%x) : (i8) -> ()\n%x = \"t.a\"() : () -> i8\n\
         \"v.end\"() : () -> ()\n}) : () -> ()",
        &["IR011"],
    ),
    ("\"t.use\"(%x) : (i8) -> ()\n%x = \"t.a\"() : () -> i8", &[]),
    (
        "\"t.g\"() ({\n\"t.br\"()[^a, ^b] : () -> ()\n^a:\n%x = \"t.a\"() : () -> i8\n\
         \"t.br\"()[^b] : () -> ()\n^b:\n\"t.use\"(%x) : (i8) -> ()\n}) : () -> ()",
        &["IR011"],
    ),
    (
        "\"t.g\"() ({\n\"t.use\"(%x) : (i8) -> ()\n}, {\n%x = \"t.a\"() : () -> i8\n}) : () -> ()",
        &["IR012"],
    ),
    (
        "\"t.a\"() {sym_name = \"s\"} : () -> ()\n\"t.a\"() {sym_name = \"s\"} : () -> ()",
        &["IR016"],
    ),
    (
        "%x = \"t.a\"() : () -> i8\n\
         \"v.groups\"(%x) {operandSegmentSizes = array<i32: 1, 1>} : (i8) -> ()",
        &["IR022"],
    ),
    (
        "%x = \"t.a\"() : () -> i8\n\
         \"v.groups\"(%x) {operandSegmentSizes = array<i32: 0, 1>} : (i8) -> ()",
        &[],
    ),
];

#[test]
fn each_code_has_a_case() {
    for (source, expected) in CASES {
        assert_eq!(codes_of(source), *expected, "{source}");
    }
}

#[test]
fn many_errors_in_one_run() {
    let source = CASES[5].0.to_owned() + "\n" + CASES[7].0 + "\n" + CASES[9].0;
    assert_eq!(codes_of(&source), ["IR005", "IR006", "IR007"]);
}

/// What only wrong passes can make.
#[test]
fn broken_links_are_found() {
    let cx = Context::new();
    let mut body = parse(&cx, "\"t.a\"() : () -> ()\n\"v.scope\"() ({}) : () -> ()");
    let block = body.root_block().unwrap();
    let ops: Vec<_> = body.ops_of(block).collect();
    body.take_child(ops[1]);
    let mut state = terrace_ir::OpState::new(&cx, cx.op_name("t.a"), terrace_ir::Loc::UNKNOWN);
    state.result_types.push(cx.int_ty(8));
    let detached = body.create(state);
    let value = body.result(detached, 0);
    body.set_operands(ops[0], &[value]);
    let other = body.new_detached_block();
    let mut state = terrace_ir::OpState::new(&cx, cx.op_name("t.br"), terrace_ir::Loc::UNKNOWN);
    state.successors.push(other);
    let br = body.create(state);
    body.append(block, br);
    let mut diags = Diags::new();
    assert!(verify(&cx, &body, &mut diags).is_err());
    let mut found: Vec<_> = diags.items().iter().map(|d| d.code.id).collect();
    found.sort_unstable();
    assert_eq!(found, ["IR007", "IR010", "IR015", "IR023"]);
}

#[test]
fn only_what_was_touched_is_checked_again() {
    let cx = Context::new();
    let source = "%x = \"t.a\"() : () -> i32\n%c = \"v.add\"(%x, %x) : (i32, i32) -> i32\n\
                  \"v.attr\"() : () -> ()";
    let mut body = parse(&cx, source);
    let mut diags = Diags::new();
    body.take_dirty();
    assert!(verify_dirty(&cx, &mut body, &mut diags).is_ok());
    // The type of %x changes: its user is wrong now.
    let first = body.ops_of(body.root_block().unwrap()).next().unwrap();
    let x = body.result(first, 0);
    body.set_ty(x, cx.f32_ty());
    assert!(verify_dirty(&cx, &mut body, &mut diags).is_err());
    let found: Vec<_> = diags.take().iter().map(|d| d.code.id).collect();
    assert_eq!(found, ["IR003"]);
    assert!(verify(&cx, &body, &mut diags).is_err());
    assert_eq!(diags.n_errors(), 2);
    assert!(body.regions(ROOT).len() == 1);
}

#[test]
fn what_a_pass_makes_is_checked() {
    let cx = Context::new();
    let mut body = parse(&cx, "\"t.a\"() : () -> ()");
    let block = body.root_block().unwrap();
    let mut rw = Rewriter::new(&cx, &mut body);
    rw.at_end(block);
    rw.build("v.scpoe").done();
    let made = rw.build("v.default").done();
    assert_eq!(rw.op(made).attr("n"), Some(cx.int_attr(7, cx.int_ty(8))), "defaults are filled in");
    let mut diags = Diags::new();
    assert!(verify(&cx, &body, &mut diags).is_err());
    let [diag] = diags.items() else { panic!("{:?}", diags.items()) };
    assert_eq!((diag.code.id, diag.fix.as_deref()), ("IR028", Some("v.scope")));
}

#[test]
fn every_code_occurs() {
    let mut seen: Vec<&str> = CASES.iter().flat_map(|(_, codes)| codes.iter().copied()).collect();
    seen.extend(["IR010", "IR015", "IR023", "IR028"]);
    // Of builtin and upstream operations: `test/lit/{builtin,func,memref}/invalid.mlir`.
    seen.extend(["IR025", "IR026", "IR027"]);
    for code in codes::ALL {
        assert!(seen.contains(&code.id), "{} is in no test", code.id);
    }
}

//! Dialect conversion: types one to one and one to many, branches, failures that say why.

mod common;

use common::*;
use terrace_ir::conversion::{
    Conversion, ConversionPattern, ConversionTarget, Declined, RETYPE, Recipe, TypeConverter,
    convert,
};
use terrace_ir::{Body, Context, Diags, OpId, ROOT, Rewriter, Traits};

/// i32 becomes i64; `index` becomes two i64.
fn widening() -> TypeConverter {
    TypeConverter::new().rule(|cx, ty| match ty.int_width(cx) {
        Some(32) => Some(vec![cx.int_ty(64)]),
        _ if ty.is_index(cx) => Some(vec![cx.int_ty(64); 2]),
        _ => None,
    })
}

fn target() -> ConversionTarget {
    ConversionTarget::partial()
        .illegal(&["toy.add", "toy.constant"])
        .legal_when("toy", |op| widening().allows(op))
}

fn add_to_wide(op: OpId, cv: &mut Conversion<'_>) -> Result<(), Declined> {
    let operands = cv.operands(op);
    let ty = cv.result_tys(op)?;
    let sum = cv.rw.build("wide.add").operands(&operands).results(&ty).value();
    cv.replace(op, &[sum]);
    Ok(())
}

fn constant_to_wide(op: OpId, cv: &mut Conversion<'_>) -> Result<(), Declined> {
    let value = cv.rw.op(op).attr("value").ok_or("it has no value")?;
    let ty = cv.result_tys(op)?;
    if value.as_i64(cv.cx()) == Some(13) {
        return Err("13 is unlucky".into());
    }
    let wide = cv.rw.build("wide.constant").attr("value", value).results(&ty).value();
    cv.replace(op, &[wide]);
    Ok(())
}

const ADD: ConversionPattern =
    ConversionPattern { name: "add_to_wide", root: "toy.add", benefit: 1, apply: add_to_wide };
const CONSTANT: ConversionPattern = ConversionPattern {
    name: "constant_to_wide",
    root: "toy.constant",
    benefit: 1,
    apply: constant_to_wide,
};

fn run(cx: &Context, body: &mut Body, patterns: &[ConversionPattern]) -> Result<(), Diags> {
    let mut diags = Diags::new();
    let (target, types) = (target(), widening());
    let recipe = Recipe { target: &target, types: &types, patterns, actions: None };
    convert(cx, body, &recipe, &mut diags).map_err(|_| diags)
}

/// A loop over blocks with values of old types on every edge.
fn looping(cx: &Context) -> Body {
    let (i32_ty, index) = (cx.int_ty(32), cx.index_ty());
    let (mut body, entry) = function(cx, &[i32_ty, index]);
    let (x, i) = (body.args(entry)[0], body.args(entry)[1]);
    let region = body.region_of(entry).unwrap();
    let next = body.new_block(region, &[i32_ty, index]);
    let mut rw = Rewriter::new(cx, &mut body);
    rw.at_end(entry);
    let c = constant(&mut rw, 5);
    let sum = add(&mut rw, x, c);
    rw.build("toy.br").operands(&[sum, i]).successor(next).done();
    rw.at_end(next);
    let args = rw.body.args(next).to_vec();
    let again = add(&mut rw, args[0], sum);
    rw.build("toy.return").operands(&[again, args[1]]).done();
    body
}

#[test]
fn types_change_on_every_edge_and_no_cast_is_left() {
    let cx = context();
    let mut body = looping(&cx);
    // The function itself has no pattern of its own here: its blocks are retyped.
    run(&cx, &mut body, &[ADD, CONSTANT, RETYPE]).unwrap();
    assert_eq!(
        show(&cx, &body),
        "^0(%0, %1, %2):\n  %3 = wide.constant 5\n  %4 = wide.add %0 %3\n  br %4 %1 %2 -> 1\n\
         ^1(%5, %6, %7):\n  %8 = wide.add %5 %4\n  return %8 %6 %7\n"
    );
    for op in body.ops_below(ROOT) {
        assert!(widening().allows(body.op(&cx, op)), "{}", cx.op_name_str(body.name(op)));
    }
}

#[test]
fn a_failure_names_the_op_the_patterns_and_the_reasons() {
    let cx = context();
    let (mut body, block) = function(&cx, &[]);
    let mut rw = Rewriter::new(&cx, &mut body);
    rw.at_end(block);
    let a = constant(&mut rw, 13);
    let b = constant(&mut rw, 13);
    rw.build("other.use").operands(&[a, b]).done();
    let diags = run(&cx, &mut body, &[ADD, CONSTANT]).unwrap_err();
    let [diag] = diags.items() else { panic!("one diagnostic per operation name") };
    assert_eq!(diag.code.id, "CONV001");
    assert_eq!(diag.message, "cannot convert `toy.constant` (2 of them)");
    assert_eq!(diag.notes, ["pattern `constant_to_wide` declined: 13 is unlucky"]);
}

#[test]
fn a_cast_that_is_left_names_the_user() {
    let cx = context();
    let (mut body, block) = function(&cx, &[]);
    let mut rw = Rewriter::new(&cx, &mut body);
    rw.at_end(block);
    let a = constant(&mut rw, 1);
    rw.build("other.use").operand(a).done();
    let diags = run(&cx, &mut body, &[CONSTANT]).unwrap_err();
    assert_eq!(diags.items()[0].code.id, "CONV002");
    assert!(diags.items()[0].message.ends_with("by `other.use`"), "{:?}", diags.items()[0]);
}

fn endless(op: OpId, cv: &mut Conversion<'_>) -> Result<(), Declined> {
    let operands = cv.operands(op);
    let ty = cv.rw.op(op).result_ty(0);
    let again = cv.rw.build("toy.add").operands(&operands).result(ty).value();
    cv.replace(op, &[again]);
    Ok(())
}

#[test]
fn a_pattern_that_feeds_itself_is_reported() {
    let cx = context();
    let (mut body, block) = function(&cx, &[cx.int_ty(64)]);
    let x = body.args(block)[0];
    let mut rw = Rewriter::new(&cx, &mut body);
    rw.at_end(block);
    let sum = add(&mut rw, x, x);
    rw.build("other.use").operand(sum).done();
    let pattern =
        ConversionPattern { name: "endless", root: "toy.add", benefit: 1, apply: endless };
    let diags = run(&cx, &mut body, &[pattern]).unwrap_err();
    assert_eq!(diags.items()[0].code.id, "CONV003");
}

#[test]
fn what_nobody_uses_need_not_be_converted() {
    let cx = context();
    let (mut body, block) = function(&cx, &[]);
    let mut rw = Rewriter::new(&cx, &mut body);
    rw.at_end(block);
    constant(&mut rw, 13);
    assert!(rw.op(rw.body.first_op(block).unwrap()).has(Traits::PURE));
    run(&cx, &mut body, &[]).unwrap();
    assert_eq!(body.ops_of(block).count(), 0);
}

//! Copies equal what they were copied from; digests see structure and nothing else.

mod common;

use common::*;
use terrace_ir::clone::CloneMap;
use terrace_ir::hash::{digest, equal};
use terrace_ir::{Body, Context, ROOT, Rewriter};

/// A function with a branch back (a use before its definition in block order) and a nested loop.
fn sample(cx: &Context, step: i64) -> Body {
    let i32_ty = cx.int_ty(32);
    let (mut body, entry) = function(cx, &[i32_ty]);
    let arg = body.args(entry)[0];
    let region = body.region_of(entry).unwrap();
    // The block that defines `next` stands behind the one that uses it.
    let (uses, defines) = (body.new_block(region, &[]), body.new_block(region, &[]));
    let mut rw = Rewriter::new(cx, &mut body);
    rw.at_end(entry);
    rw.build("toy.br").successor(defines).done();
    rw.at_end(defines);
    let c = constant(&mut rw, step);
    let next = add(&mut rw, arg, c);
    let looped = rw.build("toy.loop").operand(next).result(i32_ty).region_with_block(&[i32_ty]);
    let looped = looped.done();
    rw.build("toy.br").successor(uses).done();
    let inner = rw.body.entry(rw.body.regions(looped)[0]).unwrap();
    let x = rw.body.args(inner)[0];
    rw.at_end(inner);
    let y = add(&mut rw, x, next);
    rw.build("toy.return").operand(y).done();
    rw.at_end(uses);
    let result = rw.body.result(looped, 0);
    rw.build("toy.return").operands(&[result, next]).done();
    body
}

#[test]
fn a_copy_into_another_body_is_equal() {
    let cx = context();
    let body = sample(&cx, 1);
    let mut other = Body::new(&cx, cx.op_name("toy.func"), terrace_ir::Loc::UNKNOWN, 1);
    // Shifts all handles, so that nothing is equal by accident.
    let mut rw = Rewriter::new(&cx, &mut other);
    let pad = constant(&mut rw, 9);
    let pad = rw.body.def_op(pad).unwrap();
    rw.erase(pad);
    let (from, to) = (body.regions(ROOT)[0], other.regions(ROOT)[0]);
    other.clone_region_from(&cx, &body, from, to, &mut CloneMap::default());
    assert_eq!(show(&cx, &body), show(&cx, &other));
    assert!(equal(body.root(&cx), other.root(&cx)));
    assert_eq!(digest(body.root(&cx)), digest(other.root(&cx)));
}

#[test]
fn a_copy_within_a_body_replaces_what_the_map_says() {
    let cx = context();
    let mut body = sample(&cx, 1);
    let looped =
        body.ops_below(ROOT).into_iter().find(|&o| cx.op_name_str(body.name(o)) == "toy.loop");
    let looped = looped.unwrap();
    let arg = body.args(body.root_block().unwrap())[0];
    let next = body.operand(looped, 0);
    let plain = body.clone_op(&cx, looped);
    assert!(equal(body.op(&cx, looped), body.op(&cx, plain)), "same operands from outside");
    let mapped = body.clone_op_with(&cx, looped, &mut CloneMap::new([(next, arg)]));
    assert_eq!(body.operand(mapped, 0), arg);
    assert!(!equal(body.op(&cx, looped), body.op(&cx, mapped)));
    let inner = body.entry(body.regions(mapped)[0]).unwrap();
    assert_eq!(body.operand(body.first_op(inner).unwrap(), 1), arg);
    let shell = body.clone_op_shell(&cx, looped);
    let inner = body.entry(body.regions(shell)[0]).unwrap();
    assert_eq!((body.args(inner).len(), body.ops_of(inner).count()), (1, 0));
}

#[test]
fn digests_see_structure_only() {
    let cx = context();
    let one = sample(&cx, 1);
    assert_ne!(digest(one.root(&cx)), digest(sample(&cx, 2).root(&cx)));
    assert!(!equal(one.root(&cx), sample(&cx, 2).root(&cx)));
    // Names of values, of the outermost operation, and locations do not count.
    let mut renamed = sample(&cx, 1);
    let block = renamed.root_block().unwrap();
    let arg = renamed.args(block)[0];
    renamed.set_value_name(arg, cx.sym("x"));
    renamed.set_loc(renamed.first_op(block).unwrap(), cx.name_loc("somewhere"));
    let mut rw = Rewriter::new(&cx, &mut renamed);
    rw.set_attr(ROOT, "sym_name", Some(cx.str_attr("f")));
    assert_eq!(digest(one.root(&cx)), digest(renamed.root(&cx)));
    assert!(equal(one.root(&cx), renamed.root(&cx)));
    // Wiring does.
    let mut rewired = sample(&cx, 1);
    let last = rewired
        .ops_below(ROOT)
        .into_iter()
        .find(|&o| rewired.n_operands(o) == 2 && cx.op_name_str(rewired.name(o)) == "toy.return")
        .unwrap();
    let (a, b) = (rewired.operand(last, 0), rewired.operand(last, 1));
    rewired.set_operands(last, &[b, a]);
    assert_ne!(digest(one.root(&cx)), digest(rewired.root(&cx)));
    assert!(!equal(one.root(&cx), rewired.root(&cx)));
}

#[test]
fn a_digest_is_the_same_in_another_context() {
    let first = context();
    let second = context();
    // Different interning order: other handles for the same things.
    second.f32_ty();
    second.sym("noise");
    second.tensor_ty(&[1, 2, 3], second.f32_ty());
    let (a, b) = (sample(&first, 7), sample(&second, 7));
    assert_eq!(digest(a.root(&first)), digest(b.root(&second)));
}

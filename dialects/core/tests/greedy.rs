//! The greedy driver on small bodies.

mod common;

use common::*;
use terrace_ir::greedy::{GreedyConfig, GreedyReport, PatternSet, greedy};
use terrace_ir::{Body, Context, Diags, OpId, Pattern, Rewriter, pattern};

fn run(cx: &Context, body: &mut Body, patterns: &[Pattern]) -> Result<GreedyReport, String> {
    let mut diags = Diags::new();
    let set = PatternSet::new(cx, patterns);
    greedy(cx, body, &set, &GreedyConfig::default(), &mut diags)
        .map_err(|_| format!("{}: {}", diags.items()[0].code.id, diags.items()[0].message))
}

#[test]
fn folds_unique_constants_and_erases_what_is_dead() {
    let cx = context();
    let (mut body, block) = function(&cx, &[cx.int_ty(32)]);
    let arg = body.args(block)[0];
    let mut rw = Rewriter::new(&cx, &mut body);
    rw.at_end(block);
    let two = constant(&mut rw, 2);
    let x = add(&mut rw, two, arg);
    let also_two = constant(&mut rw, 2);
    let three = constant(&mut rw, 3);
    let five = add(&mut rw, also_two, three);
    let unused = add(&mut rw, five, x);
    add(&mut rw, unused, unused);
    let zero = constant(&mut rw, 0);
    let same = add(&mut rw, zero, x);
    let y = add(&mut rw, same, five);
    rw.build("toy.return").operand(y).operand(also_two).done();
    let report = run(&cx, &mut body, &[]).unwrap();
    assert_eq!(
        show(&cx, &body),
        "^0(%0):\n  %1 = constant 2\n  %2 = constant 5\n  %3 = add %0 %1\n  %4 = add %3 %2\n  \
         return %4 %1\n"
    );
    assert!(report.changed);
    assert_eq!(report.n_folds, 2);
    let again = run(&cx, &mut body, &[]).unwrap();
    assert!(!again.changed, "a second run finds nothing to do");
}

#[test]
fn involutions_cancel() {
    let cx = context();
    let (mut body, block) = function(&cx, &[cx.int_ty(32)]);
    let arg = body.args(block)[0];
    let mut rw = Rewriter::new(&cx, &mut body);
    rw.at_end(block);
    let mut x = arg;
    for _ in 0..5 {
        x = rw.build("toy.neg").operand(x).result(cx.int_ty(32)).value();
    }
    rw.build("toy.return").operand(x).done();
    run(&cx, &mut body, &[]).unwrap();
    assert_eq!(show(&cx, &body), "^0(%0):\n  %1 = neg %0\n  return %1\n");
}

#[test]
fn keeps_effects_but_not_unused_reads_and_allocations() {
    let cx = context();
    let (mut body, block) = function(&cx, &[cx.int_ty(32)]);
    let arg = body.args(block)[0];
    let mut rw = Rewriter::new(&cx, &mut body);
    rw.at_end(block);
    rw.build("toy.load").operand(arg).result(cx.int_ty(32)).done();
    rw.build("toy.alloc").result(cx.int_ty(32)).done();
    rw.build("toy.store").operands(&[arg, arg]).done();
    rw.build("toy.unknown").done();
    rw.build("toy.return").done();
    run(&cx, &mut body, &[]).unwrap();
    assert_eq!(show(&cx, &body), "^0(%0):\n  store %0 %0\n  unknown\n  return\n");
}

/// cond_br on a constant -> br
fn branch_on_constant(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let cond = rw.body.constant(rw.cx, rw.body.operand(op, 0))?.as_i64(rw.cx)?;
    let side = usize::from(cond == 0);
    let passed = rw.op(op).operand_values(1 + side);
    let to = rw.body.successors(op)[side];
    rw.build("toy.br").operands(&passed).successor(to).done();
    rw.erase(op);
    Some(())
}

#[test]
fn unreachable_blocks_go_at_once_and_single_predecessors_merge() {
    let cx = context();
    let i32_ty = cx.int_ty(32);
    let (mut body, block) = function(&cx, &[i32_ty]);
    let arg = body.args(block)[0];
    let region = body.region_of(block).unwrap();
    let (then, els) = (body.new_block(region, &[i32_ty]), body.new_block(region, &[i32_ty]));
    let mut rw = Rewriter::new(&cx, &mut body);
    rw.at_end(block);
    let yes = constant(&mut rw, 1);
    cond_br(&mut rw, yes, (then, &[arg]), (els, &[yes]));
    rw.at_end(then);
    let t = rw.body.args(then)[0];
    rw.build("toy.return").operand(t).done();
    // A loop of its own: it never loses its last predecessor, yet nothing reaches it.
    rw.at_end(els);
    let e = rw.body.args(els)[0];
    let next = add(&mut rw, e, e);
    rw.build("toy.br").operand(next).successor(els).done();
    let report = run(&cx, &mut body, &[pattern!(branch_on_constant on "toy.cond_br")]).unwrap();
    assert_eq!(show(&cx, &body), "^0(%0):\n  return %0\n");
    assert_eq!(report.patterns, [("branch_on_constant", 1)]);
}

#[test]
fn block_arguments_that_are_not_needed_go() {
    let cx = context();
    let i32_ty = cx.int_ty(32);
    let (mut body, entry) = function(&cx, &[i32_ty, i32_ty]);
    let (a, cond) = (body.args(entry)[0], body.args(entry)[1]);
    let region = body.region_of(entry).unwrap();
    // Header arguments: always `a`; never used but to pass itself on; needed.
    let header = body.new_block(region, &[i32_ty, i32_ty, i32_ty]);
    let exit = body.new_block(region, &[]);
    let mut rw = Rewriter::new(&cx, &mut body);
    rw.at_end(entry);
    rw.build("toy.br").operands(&[a, a, a]).successor(header).done();
    rw.at_end(header);
    let args = rw.body.args(header).to_vec();
    let sum = add(&mut rw, args[2], args[0]);
    cond_br(&mut rw, cond, (header, &[a, args[1], sum]), (exit, &[]));
    rw.at_end(exit);
    rw.build("toy.return").operand(args[2]).done();
    run(&cx, &mut body, &[]).unwrap();
    assert_eq!(
        show(&cx, &body),
        "^0(%0, %1):\n  br %0 -> 1\n^1(%2):\n  %3 = add %2 %0\n  cond_br %1 %3 -> 1 2\n^2():\n  \
         return %2\n"
    );
    let branch = body.last_op(header).unwrap();
    let sizes = body.op(&cx, branch).attr("operandSegmentSizes").unwrap();
    assert_eq!(sizes.as_ints(&cx), Some(vec![1, 1, 0]));
}

/// Declines after it has changed an attribute.
fn liar(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    rw.set_attr(op, "seen", Some(rw.cx.unit()));
    None
}

#[test]
fn a_pattern_that_changes_and_declines_is_named() {
    let cx = context();
    let (mut body, block) = function(&cx, &[]);
    Rewriter::new(&cx, &mut body).at_end(block).build("toy.return").done();
    let error = run(&cx, &mut body, &[pattern!(liar on "toy.return")]).unwrap_err();
    assert_eq!(error, "BUG101: pattern `liar` declined `toy.return` after it had changed the IR");
}

/// ping -> pong
fn ping(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    rw.build("toy.pong").done();
    rw.erase(op);
    Some(())
}

/// pong -> ping
fn pong(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    rw.build("toy.ping").done();
    rw.erase(op);
    Some(())
}

#[test]
fn patterns_that_undo_each_other_are_named() {
    let cx = context();
    let (mut body, block) = function(&cx, &[]);
    let mut rw = Rewriter::new(&cx, &mut body);
    rw.at_end(block).build("toy.ping").done();
    rw.build("toy.return").done();
    let patterns = [pattern!(ping on "toy.ping"), pattern!(pong on "toy.pong")];
    let error = run(&cx, &mut body, &patterns).unwrap_err();
    assert!(
        error.starts_with("BUG102: rewriting does not end: `ping`, `pong` repeat in this order")
            || error.starts_with("BUG102: rewriting does not end: `pong`, `ping` repeat"),
        "{error}"
    );
}

//! The `cf` dialect.

mod asm;
mod canon;
mod eval;
mod reduce;
#[rustfmt::skip]
pub mod table;

use terrace_ir::def::{Attached, Dialect};
use terrace_ir::interface::{
    BranchLike, Canonicalize, Effect, EraseOperand, MemoryEffects, Reduce, Verify,
};

use crate::codes::CF002;
use crate::consts::splat_int;

/// The `cf` dialect.
pub static CF: Dialect = Dialect {
    name: "cf",
    doc: "Branches between blocks.",
    ops: &[table::OPS],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH, ATTACH],
    ..Dialect::EMPTY
};

const ATTACH: &[Attached] = &[
    // An assertion ends the program, so it may neither vanish nor move over writes.
    (
        "cf.assert",
        &[&Canonicalize(canon::ASSERT), &MemoryEffects(|_, fx| fx.push((Effect::Write, None)))],
    ),
    ("cf.br", &[&Canonicalize(canon::BR), &Reduce(reduce::BR), &BR]),
    ("cf.cond_br", &[&Canonicalize(canon::COND_BR), &Reduce(reduce::BRANCH), &COND_BR]),
    (
        "cf.switch",
        &[
            &asm::SWITCH,
            &Canonicalize(canon::SWITCH),
            &Reduce(reduce::BRANCH),
            &SWITCH,
            &SWITCH_OPERANDS,
            &VERIFY,
        ],
    ),
];

const BR: BranchLike = BranchLike {
    forwarded: |op, _| 0..op.n_operands(),
    taken: |op, _| op.body.successors(op.id).first().copied(),
};

const COND_BR: BranchLike = BranchLike {
    forwarded: |op, i| op.operand_group(1 + i).unwrap_or(0..0),
    taken: |op, constants| {
        let condition = splat_int(op.cx, *constants.first()?)?;
        op.body.successors(op.id).get(usize::from(condition == 0)).copied()
    },
};

const SWITCH: BranchLike = BranchLike {
    forwarded: |op, i| {
        let segments = canon::switch_segments(op).unwrap_or_default();
        segments.get(i).cloned().unwrap_or(0..0)
    },
    taken: |op, constants| {
        let taken = canon::switch_taken(op, (*constants.first()?)?)?;
        op.body.successors(op.id).get(taken).copied()
    },
};

/// The operands of the cases are one group, counted out a second time.
const SWITCH_OPERANDS: EraseOperand = EraseOperand(|rw, op, i| {
    let sizes = rw.op(op).attr("case_operand_segments").and_then(|a| a.as_ints(rw.cx));
    let segments = canon::switch_segments(rw.op(op)).unwrap_or_default();
    let case = segments.iter().skip(1).position(|range| range.contains(&i));
    rw.erase_counted_operand(op, i);
    if let (Some(sizes), Some(case)) = (sizes, case) {
        let new: Vec<i32> =
            sizes.iter().enumerate().map(|(k, &n)| n as i32 - i32::from(k == case)).collect();
        let new = rw.cx.i32_array(&new);
        rw.set_attr(op, "case_operand_segments", Some(new));
    }
});

/// Each case has a value, a block and a count of operands. That these are what the block takes is
/// checked of every branch alike.
const VERIFY: Verify = Verify(|op, diags| {
    let n = op.body.successors(op.id).len();
    let cases = op.attr("case_values").and_then(|a| a.as_ints(op.cx)).map_or(0, |c| c.len());
    let fits = n == cases + 1 && canon::switch_segments(op).is_some_and(|s| s.len() == n);
    diags.require(fits, &CF002, op.loc(), &[&cases, &n]);
});

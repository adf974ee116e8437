//! What is known of integer results from what is known of operands.

use terrace_ir::OpRef;
use terrace_ir::def::Attached;
use terrace_ir::interface::InferRanges;
use terrace_ir::ranges::IntRange;

use super::cmp::int;

type Ranges<'a> = &'a [Option<IntRange>];

macro_rules! binary {
    ($($f:expr),*) => {
        InferRanges(|op, ranges| of_two(op, ranges, $($f),*))
    };
}

pub const ATTACH: &[Attached] = &[
    ("arith.addi", &[&binary!(IntRange::plus)]),
    ("arith.andi", &[&binary!(IntRange::bit_and)]),
    ("arith.ceildivsi", &[&binary!(|a, b| a.div_signed(b, ceil_div))]),
    ("arith.cmpi", &[&InferRanges(cmpi)]),
    ("arith.divsi", &[&binary!(|a, b| a.div_signed(b, |x, y| x / y))]),
    ("arith.divui", &[&binary!(IntRange::div_unsigned)]),
    ("arith.extsi", &[&InferRanges(|op, ranges| resized(op, ranges, true))]),
    ("arith.extui", &[&InferRanges(|op, ranges| resized(op, ranges, false))]),
    ("arith.floordivsi", &[&binary!(|a, b| a.div_signed(b, floor_div))]),
    ("arith.index_cast", &[&InferRanges(|op, ranges| resized(op, ranges, true))]),
    ("arith.index_castui", &[&InferRanges(|op, ranges| resized(op, ranges, false))]),
    ("arith.maxsi", &[&binary!(|a, b| a.pick(b, true, i128::max))]),
    ("arith.maxui", &[&binary!(|a, b| a.pick(b, false, i128::max))]),
    ("arith.minsi", &[&binary!(|a, b| a.pick(b, true, i128::min))]),
    ("arith.minui", &[&binary!(|a, b| a.pick(b, false, i128::min))]),
    ("arith.muli", &[&binary!(IntRange::times)]),
    ("arith.ori", &[&binary!(IntRange::bit_or)]),
    ("arith.remsi", &[&binary!(IntRange::rem_signed)]),
    ("arith.remui", &[&binary!(IntRange::rem_unsigned)]),
    ("arith.select", &[&InferRanges(select)]),
    ("arith.shli", &[&binary!(IntRange::shifted_left)]),
    ("arith.shrsi", &[&binary!(IntRange::shifted_right_signed)]),
    ("arith.shrui", &[&binary!(IntRange::shifted_right_unsigned)]),
    ("arith.subi", &[&binary!(IntRange::minus)]),
    ("arith.trunci", &[&InferRanges(|op, ranges| resized(op, ranges, true))]),
    ("arith.xori", &[&binary!(IntRange::bit_xor)]),
];

fn floor_div(a: i128, b: i128) -> i128 {
    a / b - i128::from(a % b != 0 && (a < 0) != (b < 0))
}

fn ceil_div(a: i128, b: i128) -> i128 {
    a / b + i128::from(a % b != 0 && (a < 0) == (b < 0))
}

fn of_two(
    _: OpRef<'_>,
    ranges: Ranges<'_>,
    f: fn(IntRange, IntRange) -> IntRange,
) -> Vec<Option<IntRange>> {
    let &[a, b] = ranges else { return vec![None] };
    vec![a.zip(b).map(|(a, b)| f(a, b))]
}

fn resized(op: OpRef<'_>, ranges: Ranges<'_>, is_signed: bool) -> Vec<Option<IntRange>> {
    let to = IntRange::of_type(op.cx, op.result_ty(0));
    let from = ranges.first().copied().flatten();
    vec![from.zip(to).map(|(from, to)| from.resized(to.bits, is_signed))]
}

fn select(_: OpRef<'_>, ranges: Ranges<'_>) -> Vec<Option<IntRange>> {
    let &[condition, yes, no] = ranges else { return vec![None] };
    vec![match condition.and_then(IntRange::constant) {
        Some(0) => no,
        Some(_) => yes,
        None => yes.zip(no).map(|(yes, no)| yes.or(no)),
    }]
}

fn cmpi(op: OpRef<'_>, ranges: Ranges<'_>) -> Vec<Option<IntRange>> {
    let (&[Some(a), Some(b)], Some(predicate)) =
        (ranges, op.attr("predicate").and_then(|p| p.as_i64(op.cx)))
    else {
        return vec![None];
    };
    let decided = match predicate {
        int::EQ => a.is_equal(b),
        int::NE => a.is_equal(b).map(|equal| !equal),
        int::SLT => a.is_less(b, true),
        int::SGE => a.is_less(b, true).map(|less| !less),
        int::SGT => b.is_less(a, true),
        int::SLE => b.is_less(a, true).map(|less| !less),
        int::ULT => a.is_less(b, false),
        int::UGE => a.is_less(b, false).map(|less| !less),
        int::UGT => b.is_less(a, false),
        int::ULE => b.is_less(a, false).map(|less| !less),
        _ => None,
    };
    vec![decided.map(|holds| IntRange::exactly(1, i128::from(holds)))]
}

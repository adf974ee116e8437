//! Where control goes in structured control flow, and what loop counters can be.

use terrace_ir::OpRef;
use terrace_ir::def::Attached;
use terrace_ir::interface::RegionPoint::{Around, Region};
use terrace_ir::interface::{InferArgRange, RegionEdge, RegionFlow, RegionPoint};
use terrace_ir::ranges::IntRange;

pub const ATTACH: &[Attached] = &[
    ("scf.execute_region", &[&RegionFlow(branches)]),
    ("scf.for", &[&RegionFlow(for_loop), &InferArgRange(counter)]),
    ("scf.if", &[&RegionFlow(branches)]),
    ("scf.index_switch", &[&RegionFlow(branches)]),
    ("scf.while", &[&RegionFlow(while_loop)]),
];

/// One region of several, once, or none where the last is empty (`if` without `else`).
fn branches(op: OpRef<'_>, from: RegionPoint) -> Vec<RegionEdge> {
    if let Region(_) = from {
        return vec![RegionEdge { to: Around, passed: 0..op.n_results(), first: 0 }];
    }
    let to = |(i, region): (usize, terrace_ir::RegionRef<'_>)| {
        let to = if region.entry().is_some() { Region(i) } else { Around };
        RegionEdge { to, passed: 0..0, first: 0 }
    };
    op.regions().enumerate().map(to).collect()
}

/// Lower bound, upper bound and step stand before what is carried; the counter before the rest.
fn for_loop(op: OpRef<'_>, from: RegionPoint) -> Vec<RegionEdge> {
    let passed = match from {
        Around => 3..op.n_operands(),
        Region(_) => 0..op.n_results(),
    };
    vec![
        RegionEdge { to: Region(0), passed: passed.clone(), first: 1 },
        RegionEdge { to: Around, passed, first: 0 },
    ]
}

fn while_loop(op: OpRef<'_>, from: RegionPoint) -> Vec<RegionEdge> {
    match from {
        Around => vec![RegionEdge { to: Region(0), passed: 0..op.n_operands(), first: 0 }],
        // The condition stands before what is passed on.
        Region(0) => [Region(1), Around]
            .map(|to| RegionEdge { to, passed: 1..op.n_results() + 1, first: 0 })
            .to_vec(),
        Region(_) => vec![RegionEdge { to: Region(0), passed: 0..op.n_operands(), first: 0 }],
    }
}

/// From the lower bound to less than the upper one; the step is positive.
fn counter(op: OpRef<'_>, _: usize, arg: usize, operands: &[Option<IntRange>]) -> Option<IntRange> {
    let [Some(low), Some(high), ..] = *operands else { return None };
    if arg != 0 {
        return None;
    }
    let bounds = |low: (i128, i128), high: (i128, i128)| (low.0, high.1 - 1);
    match op.attr("unsignedCmp").is_some() {
        true => Some(IntRange::from_unsigned(low.bits, bounds(low.unsigned, high.unsigned))),
        false => Some(IntRange::from_signed(low.bits, bounds(low.signed, high.signed))),
    }
}

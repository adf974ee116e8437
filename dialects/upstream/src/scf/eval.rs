//! Meaning of `scf`: loops and conditionals.

use terrace_ir::def::AnyInterface;
use terrace_ir::eval::{CompiledRegion, Compiler, Eval, Frame, Moves, Slot, SlotKind, Src, Trap};
use terrace_ir::{OpRef, Reported};

use crate::eval::IndexList;

/// What each operation means.
pub(super) static ATTACH: &[(&str, &[AnyInterface])] = &[
    ("scf.for", &[&Eval(for_loop)]),
    ("scf.while", &[&Eval(while_loop)]),
    ("scf.if", &[&Eval(if_else)]),
    ("scf.index_switch", &[&Eval(index_switch)]),
    ("scf.execute_region", &[&Eval(execute_region)]),
    ("scf.parallel", &[&Eval(parallel)]),
    ("scf.forall", &[&Eval(forall)]),
];

/// Block arguments that nothing reads after this.
fn lasts(slots: &[Slot]) -> Vec<Src> {
    slots.iter().map(|&slot| Src { slot, last: true }).collect()
}

fn for_loop(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let bounds = c.operands_in(op, 0..3);
    let inits = c.operands_in(op, 3..op.n_operands());
    let dtype = c.dtype(op, op.operand_ty(0))?;
    let unsigned = op.attr("unsignedCmp").is_some();
    let outs = c.results(op);
    let body = c.region(op, 0)?;
    let args = body.args().to_vec();
    let Some((&iv, carried)) = args.split_first() else {
        return Err(c.unsupported(op, "its body lacks the induction variable"));
    };
    let enter = Moves::new(&inits, carried);
    let again = Moves::new(&body.yields, carried);
    let leave = Moves::new(&lasts(carried), &outs);
    let [lower, upper, step] = [bounds[0].idx(), bounds[1].idx(), bounds[2].idx()];
    c.emit(move |frame| {
        let (mut i, end, step) = (frame.int(lower), frame.int(upper), frame.int(step));
        if step <= 0 && !(unsigned && step != 0) {
            return Err(Trap::invalid(format!("the step is {step}, expected a positive number")));
        }
        enter.run(frame);
        let below = |i: i64| match unsigned {
            true => dtype.unsigned(i) < dtype.unsigned(end),
            false => i < end,
        };
        while below(i) {
            frame.set_int(iv.idx, i);
            body.run(frame)?;
            again.run(frame);
            // A loop whose variable would overflow has no further iteration.
            let Some(next) = i.checked_add(step).filter(|n| dtype.wrap(*n) == *n) else { break };
            i = next;
        }
        leave.run(frame);
        Ok(())
    });
    Ok(())
}

fn while_loop(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (inits, outs) = (c.operands(op), c.results(op));
    let before = c.region(op, 0)?;
    let after = c.region(op, 1)?;
    let Some((&condition, passed)) = before.yields.split_first() else {
        return Err(c.unsupported(op, "its condition is missing"));
    };
    let enter = Moves::new(&inits, before.args());
    let go_on = Moves::new(passed, after.args());
    let again = Moves::new(&after.yields, before.args());
    let leave = Moves::new(passed, &outs);
    c.emit(move |frame| {
        enter.run(frame);
        loop {
            before.run(frame)?;
            if frame.int(condition.idx()) == 0 {
                leave.run(frame);
                return Ok(());
            }
            go_on.run(frame);
            after.run(frame)?;
            again.run(frame);
        }
    });
    Ok(())
}

fn if_else(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let condition = c.operand(op, 0).idx();
    let outs = c.results(op);
    let on_true = c.region(op, 0)?;
    let on_false = c.region(op, 1)?;
    let (move_true, move_false) =
        (Moves::new(&on_true.yields, &outs), Moves::new(&on_false.yields, &outs));
    c.emit(move |frame| {
        let (region, moves) = match frame.int(condition) {
            0 => (&on_false, &move_false),
            _ => (&on_true, &move_true),
        };
        region.run(frame)?;
        moves.run(frame);
        Ok(())
    });
    Ok(())
}

fn index_switch(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let flag = c.operand(op, 0).idx();
    let outs = c.results(op);
    let cases = op.attr("cases").and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    let mut regions = Vec::new();
    for i in 0..op.regions().len() {
        let region = c.region(op, i)?;
        let moves = Moves::new(&region.yields, &outs);
        regions.push((region, moves));
    }
    if regions.len() != cases.len() + 1 {
        return Err(c.unsupported(op, "it has not one region per case and a default one"));
    }
    c.emit(move |frame| {
        let flag = frame.int(flag);
        let chosen = cases.iter().position(|case| *case == flag).map_or(0, |i| i + 1);
        let (region, moves) = &regions[chosen];
        region.run(frame)?;
        moves.run(frame);
        Ok(())
    });
    Ok(())
}

fn execute_region(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let outs = c.results(op);
    let region = c.region(op, 0)?;
    let moves = Moves::new(&region.yields, &outs);
    c.emit(move |frame| {
        region.run(frame)?;
        moves.run(frame);
        Ok(())
    });
    Ok(())
}

/// The iteration space of a loop over several variables, as positions from 0.
struct Space {
    lower: Vec<i64>,
    step: Vec<i64>,
    counts: Vec<u64>,
}

impl Space {
    fn new(lower: Vec<i64>, upper: &[i64], step: Vec<i64>) -> Result<Space, Trap> {
        let mut counts = Vec::new();
        for ((&l, &u), &s) in lower.iter().zip(upper).zip(&step) {
            if s <= 0 {
                let what = format!("the step is {s}, expected a positive number");
                return Err(Trap::invalid(what));
            }
            let span = i128::from(u) - i128::from(l);
            counts.push(((span + i128::from(s) - 1) / i128::from(s)).max(0) as u64);
        }
        Ok(Space { lower, step, counts })
    }

    fn n_points(&self) -> Result<usize, Trap> {
        let n = self.counts.iter().try_fold(1u64, |n, &c| n.checked_mul(c));
        n.and_then(|n| usize::try_from(n).ok())
            .ok_or_else(|| Trap::invalid("the loop has too many iterations"))
    }

    /// Sets the loop variables for iteration `at`, the last variable fastest.
    fn enter(&self, frame: &mut Frame, ivs: &[Slot], mut at: u64) {
        for d in (0..ivs.len()).rev() {
            let i = at % self.counts[d].max(1);
            at /= self.counts[d].max(1);
            frame.set_int(ivs[d].idx, self.lower[d] + i as i64 * self.step[d]);
        }
    }
}

fn ints(frame: &Frame, srcs: &[Src]) -> Vec<i64> {
    srcs.iter().map(|s| frame.int(s.idx())).collect()
}

/// Runs iterations side by side; in order, and logged, in checked mode.
fn side_by_side(
    frame: &mut Frame,
    space: &Space,
    body: &CompiledRegion,
    ivs: &[Slot],
) -> Result<(), Trap> {
    let n = space.n_points()?;
    frame.begin_parallel();
    frame.parallel(n, 1, |frame, range| {
        for at in range {
            frame.iteration(at as u64);
            space.enter(frame, ivs, at as u64);
            body.run(frame)?;
        }
        Ok(())
    })?;
    frame.end_parallel();
    Ok(())
}

/// One combination of `scf.reduce`.
struct Reduction {
    region: CompiledRegion,
    element: Src,
    total: Slot,
}

fn parallel(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let groups: Vec<_> = (0..4).filter_map(|i| op.operand_group(i)).collect();
    let [lower, upper, step, inits] = groups.as_slice() else {
        return Err(c.unsupported(op, "its operand segments do not fit"));
    };
    let (lower, upper) = (c.operands_in(op, lower.clone()), c.operands_in(op, upper.clone()));
    let (step, inits) = (c.operands_in(op, step.clone()), c.operands_in(op, inits.clone()));
    let outs = c.results(op);
    let body = c.region(op, 0)?;
    let ivs = body.args().to_vec();
    let Some(reduce) = op.region(0).and_then(|r| r.terminator()) else {
        return Err(c.unsupported(op, "its body is empty"));
    };
    let mut reductions = Vec::new();
    for (i, (&element, &total)) in body.yields.iter().zip(&outs).enumerate() {
        let region = c.region(reduce, i)?;
        if region.args().len() != 2 || region.yields.len() != 1 {
            return Err(c.unsupported(op, "a reduction does not combine two values"));
        }
        reductions.push(Reduction { region, element, total });
    }
    let enter = Moves::new(&inits, &outs);
    c.emit(move |frame| {
        let space = Space::new(ints(frame, &lower), &ints(frame, &upper), ints(frame, &step))?;
        enter.run(frame);
        if reductions.is_empty() {
            return side_by_side(frame, &space, &body, &ivs);
        }
        frame.begin_parallel();
        for at in 0..space.n_points()? as u64 {
            frame.iteration(at);
            space.enter(frame, &ivs, at);
            body.run(frame)?;
            for Reduction { region, element, total } in &reductions {
                let (sum, value) = (frame.get(*total), frame.take(*element));
                frame.set(region.args()[0], sum)?;
                frame.set(region.args()[1], value)?;
                region.run(frame)?;
                let sum = frame.take(region.yields[0]);
                frame.set(*total, sum)?;
            }
        }
        frame.end_parallel();
        Ok(())
    });
    Ok(())
}

fn forall(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    if op.n_results() != 0 {
        return Err(c.unsupported(op, "it writes tensors"));
    }
    let lower = IndexList::new(c, op, "staticLowerBound", 0)?;
    let upper = IndexList::new(c, op, "staticUpperBound", 1)?;
    let step = IndexList::new(c, op, "staticStep", 2)?;
    let body = c.region(op, 0)?;
    let ivs = body.args().to_vec();
    let int = |s: &Slot| s.kind == SlotKind::Int;
    if ivs.len() != lower.len() || !ivs.iter().all(int) {
        return Err(c.unsupported(op, "its body does not take one index per dimension"));
    }
    c.emit(move |frame| {
        let space = Space::new(lower.get(frame), &upper.get(frame), step.get(frame))?;
        side_by_side(frame, &space, &body, &ivs)
    });
    Ok(())
}

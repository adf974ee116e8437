//! Meaning of `affine`: index arithmetic, loops and accesses by maps.

use smallvec::SmallVec;
use terrace_ir::def::AnyInterface;
use terrace_ir::eval::{AffineFn, Compiler, Dims, Eval, Frame, Moves, Slot, Src, Trap};
use terrace_ir::{AffineMap, AttrKind, DYNAMIC, OpRef, Reported};

/// What each operation means.
pub(super) static ATTACH: &[(&str, &[AnyInterface])] = &[
    ("affine.apply", &[&Eval(|c, op| extremum(c, op, |a, _| a))]),
    ("affine.min", &[&Eval(|c, op| extremum(c, op, i64::min))]),
    ("affine.max", &[&Eval(|c, op| extremum(c, op, i64::max))]),
    ("affine.for", &[&Eval(for_loop)]),
    ("affine.if", &[&Eval(if_else)]),
    ("affine.load", &[&Eval(load)]),
    ("affine.store", &[&Eval(store)]),
    ("affine.prefetch", &[&Eval(|_, _| Ok(()))]),
    ("affine.linearize_index", &[&Eval(linearize)]),
    ("affine.delinearize_index", &[&Eval(delinearize)]),
];

/// The results of a map over these operands, dimensions first.
fn functions(
    c: &mut Compiler<'_>,
    op: OpRef<'_>,
    map: &AffineMap,
    operands: std::ops::Range<usize>,
) -> Result<Vec<AffineFn>, Reported> {
    let slots: Vec<u32> = c.operands_in(op, operands).iter().map(|s| s.idx()).collect();
    let n_dims = map.n_dims as usize;
    if slots.len() != n_dims + map.n_syms as usize {
        return Err(c.unsupported(op, "its map takes another number of operands"));
    }
    let (dims, syms) = slots.split_at(n_dims);
    let made = map.results.iter().map(|e| AffineFn::new(e, dims, syms)).collect();
    match made {
        Some(functions) => Ok(functions),
        None => Err(c.unsupported(op, "its map uses a variable it does not have")),
    }
}

fn map(c: &mut Compiler<'_>, op: OpRef<'_>, name: &str) -> Result<AffineMap, Reported> {
    match op.attr(name).and_then(|m| m.as_map(op.cx)) {
        Some(map) => Ok(map.clone()),
        None => Err(c.unsupported(op, "it lacks a map")),
    }
}

/// All values of a list of expressions combined by `f`.
fn fold(functions: &[AffineFn], frame: &Frame, f: fn(i64, i64) -> i64) -> Result<i64, Trap> {
    let mut values = functions.iter().map(|e| e.eval(frame));
    let first = values.next().unwrap_or_else(|| Err(Trap::invalid("the map has no result")))?;
    values.try_fold(first, |a, b| Ok(f(a, b?)))
}

fn extremum(c: &mut Compiler<'_>, op: OpRef<'_>, f: fn(i64, i64) -> i64) -> Result<(), Reported> {
    let map = map(c, op, "map")?;
    let functions = functions(c, op, &map, 0..op.n_operands())?;
    let out = c.result(op, 0).idx;
    c.emit(move |frame| {
        let value = fold(&functions, frame, f)?;
        frame.set_int(out, value);
        Ok(())
    });
    Ok(())
}

fn for_loop(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (lower, upper) = (map(c, op, "lowerBoundMap")?, map(c, op, "upperBoundMap")?);
    let step = op.attr("step").and_then(|s| s.as_i64(op.cx)).unwrap_or(0);
    let groups: Vec<_> = (0..3).filter_map(|i| op.operand_group(i)).collect();
    let [lower_at, upper_at, inits_at] = groups.as_slice() else {
        return Err(c.unsupported(op, "its operand segments do not fit"));
    };
    let lower = functions(c, op, &lower, lower_at.clone())?;
    let upper = functions(c, op, &upper, upper_at.clone())?;
    let inits = c.operands_in(op, inits_at.clone());
    let outs = c.results(op);
    let body = c.region(op, 0)?;
    let args = body.args().to_vec();
    let (Some((&iv, carried)), true) = (args.split_first(), step > 0) else {
        return Err(c.unsupported(op, "its body or its step does not fit"));
    };
    let enter = Moves::new(&inits, carried);
    let again = Moves::new(&body.yields, carried);
    let ends: Vec<Src> = carried.iter().map(|&slot| Src { slot, last: true }).collect();
    let leave = Moves::new(&ends, &outs);
    c.emit(move |frame| {
        let mut i = fold(&lower, frame, i64::max)?;
        let end = fold(&upper, frame, i64::min)?;
        enter.run(frame);
        while i < end {
            frame.set_int(iv.idx, i);
            body.run(frame)?;
            again.run(frame);
            let Some(next) = i.checked_add(step) else { break };
            i = next;
        }
        leave.run(frame);
        Ok(())
    });
    Ok(())
}

fn if_else(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let set = op.attr("condition").map(|s| s.kind(op.cx).into_owned());
    let Some(AttrKind::IntegerSet(set)) = set else {
        return Err(c.unsupported(op, "it has no condition"));
    };
    let (results, equal): (Vec<_>, Vec<bool>) = set.constraints.into_iter().unzip();
    let as_map = AffineMap { n_dims: set.n_dims, n_syms: set.n_syms, results };
    let conditions = functions(c, op, &as_map, 0..op.n_operands())?;
    let outs = c.results(op);
    let on_true = c.region(op, 0)?;
    let on_false = c.region(op, 1)?;
    let (move_true, move_false) =
        (Moves::new(&on_true.yields, &outs), Moves::new(&on_false.yields, &outs));
    c.emit(move |frame| {
        let mut holds = true;
        for (condition, equal) in conditions.iter().zip(&equal) {
            let value = condition.eval(frame)?;
            holds &= if *equal { value == 0 } else { value >= 0 };
        }
        let (region, moves) = if holds { (&on_true, &move_true) } else { (&on_false, &move_false) };
        region.run(frame)?;
        moves.run(frame);
        Ok(())
    });
    Ok(())
}

fn evaluate(functions: &[AffineFn], frame: &Frame) -> Result<SmallVec<[i64; 4]>, Trap> {
    functions.iter().map(|f| f.eval(frame)).collect()
}

fn load(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let map = map(c, op, "map")?;
    let indices = functions(c, op, &map, 1..op.n_operands())?;
    let (memref, out) = (c.operand(op, 0).idx(), c.result(op, 0).idx);
    c.dtype(op, op.result_ty(0))?;
    c.emit(move |frame| {
        let raw = frame.load(memref, &evaluate(&indices, frame)?)?;
        frame.set_raw(out, raw);
        Ok(())
    });
    Ok(())
}

fn store(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let map = map(c, op, "map")?;
    let indices = functions(c, op, &map, 2..op.n_operands())?;
    let (value, memref) = (c.operand(op, 0).idx(), c.operand(op, 1).idx());
    c.dtype(op, op.operand_ty(0))?;
    c.emit(move |frame| {
        let at = evaluate(&indices, frame)?;
        frame.store(memref, &at, frame.raw(value))
    });
    Ok(())
}

/// The basis of a linear index, outermost first; the outermost size may be left out.
struct Basis {
    entries: Vec<Result<i64, u32>>,
}

impl Basis {
    fn new(c: &mut Compiler<'_>, op: OpRef<'_>, group: usize) -> Result<Basis, Reported> {
        let statics = op.attr("static_basis").and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
        let mut dynamic = op.operand_group(group).unwrap_or(0..0);
        let mut entries = Vec::new();
        for size in statics {
            entries.push(match size {
                DYNAMIC => match dynamic.next() {
                    Some(i) => Err(c.operand(op, i).idx()),
                    None => return Err(c.unsupported(op, "its basis lacks operands")),
                },
                size => Ok(size),
            });
        }
        Ok(Basis { entries })
    }

    fn sizes(&self, frame: &Frame) -> Result<Dims, Trap> {
        let value = |e: &Result<i64, u32>| e.unwrap_or_else(|slot| frame.int(slot));
        let sizes: Dims = self.entries.iter().map(value).collect();
        match sizes.iter().all(|s| *s > 0) {
            true => Ok(sizes),
            false => Err(Trap::invalid("a size of the basis is not positive")),
        }
    }
}

fn linearize(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let basis = Basis::new(c, op, 1)?;
    let indices = c.operands_in(op, op.operand_group(0).unwrap_or(0..0));
    let out = c.result(op, 0).idx;
    c.emit(move |frame| {
        let sizes = basis.sizes(frame)?;
        // The innermost sizes count; an outermost one, if given, bounds nothing.
        let mut linear = 0i64;
        for (k, index) in indices.iter().enumerate() {
            let from_end = indices.len() - k;
            let size = if from_end > sizes.len() { 1 } else { sizes[sizes.len() - from_end] };
            linear = linear.wrapping_mul(size).wrapping_add(frame.int(index.idx()));
        }
        frame.set_int(out, linear);
        Ok(())
    });
    Ok(())
}

fn delinearize(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let basis = Basis::new(c, op, 1)?;
    let linear = c.operand(op, 0).idx();
    let outs: Vec<Slot> = c.results(op);
    c.emit(move |frame| {
        let sizes = basis.sizes(frame)?;
        let mut rest = frame.int(linear);
        for (k, out) in outs.iter().enumerate().rev() {
            let from_end = outs.len() - k;
            // The outermost result takes what is left.
            if k == 0 || from_end > sizes.len() {
                frame.set_int(out.idx, rest);
                break;
            }
            let size = sizes[sizes.len() - from_end];
            frame.set_int(out.idx, rest.rem_euclid(size));
            rest = rest.div_euclid(size);
        }
        Ok(())
    });
    Ok(())
}

//! Turns `affine` into loops, conditions, memory accesses and index arithmetic of other dialects,
//! from the inside out.
//!
//! Rounding divisions stay single operations (`arith.floordivsi`, `arith.ceildivsi`), where
//! upstream writes them out. Does not lower parallel loops that reduce, copies between memory
//! spaces, nor divisions by what is not positive: then says so.
//! Not in a pipeline because our lowerings make no `affine`.

use terrace_ir::conversion::CONV001;
use terrace_ir::greedy::{GreedyConfig, PatternSet};
use terrace_ir::{AffineExpr, AffineMap, AttrKind};

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "lower-affine",
    summary: "turn affine operations into loops, conditions, accesses and index arithmetic",
    reads: &["affine"],
    leaves: &["arith", "memref", "scf", "vector"],
    run: |body, cx| cx.each_body(body, &run),
    ..PassInfo::EMPTY
};

const PATTERNS: &[Pattern] = &[
    pattern!(value_of_map on "affine.apply"),
    pattern!(value_of_map on "affine.max"),
    pattern!(value_of_map on "affine.min"),
    pattern!(access on "affine.load"),
    pattern!(access on "affine.prefetch"),
    pattern!(access on "affine.store"),
    pattern!(access on "affine.vector_load"),
    pattern!(access on "affine.vector_store"),
    pattern!(for_loop on "affine.for"),
    pattern!(parallel_loop on "affine.parallel"),
    pattern!(condition on "affine.if"),
];

fn run(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let config = GreedyConfig {
        fold: false,
        erase_dead: false,
        simplify_regions: false,
        ..GreedyConfig::default()
    };
    cx.walk_with(body, &PatternSet::new(cx.cx, PATTERNS), &config)?;
    let errors = cx.diags.n_errors();
    if cx.is_limited() {
        return Ok(());
    }
    for op in body.ops_below(ROOT) {
        let view = body.op(cx.cx, op);
        let left = view.name_str();
        // Terminators go with what they end.
        if left.starts_with("affine.") && !view.has(Traits::TERMINATOR) {
            cx.error(&CONV001, view.loc(), &[&left, &" to operations of other dialects"]);
        }
    }
    cx.diags.ok_since(errors)
}

/// A map that can be computed, with its operands: dimensions first.
struct Bound {
    map: AffineMap,
    operands: Vec<ValueId>,
}

impl Bound {
    fn new(op: OpRef<'_>, name: &str, operands: std::ops::Range<usize>) -> Option<Bound> {
        let map = op.attr(name)?.as_map(op.cx)?.clone();
        let operands: Vec<ValueId> = operands.map(|i| op.operand(i)).collect();
        let fits = operands.len() == (map.n_dims + map.n_syms) as usize;
        (fits && map.results.iter().all(is_computable)).then_some(Bound { map, operands })
    }

    /// The results of the map, at the rewriter's insertion point.
    fn values(&self, rw: &mut Rewriter<'_>) -> Vec<ValueId> {
        let n_dims = self.map.n_dims as usize;
        self.map.results.iter().map(|e| expand(rw, e, self.operands.split_at(n_dims))).collect()
    }

    /// The largest or smallest of the results.
    fn extreme(&self, rw: &mut Rewriter<'_>, name: &str) -> Option<ValueId> {
        let values = self.values(rw);
        extreme(rw, &values, name)
    }
}

fn extreme(rw: &mut Rewriter<'_>, values: &[ValueId], name: &str) -> Option<ValueId> {
    values.iter().copied().reduce(|a, b| arith(rw, name, a, b))
}

const LARGEST: &str = "arith.maxsi";
const SMALLEST: &str = "arith.minsi";

/// Whether no divisor is known to be something that nothing is divided by.
fn is_computable(expr: &AffineExpr) -> bool {
    let mut good = true;
    expr.walk(&mut |e| {
        if let AffineExpr::FloorDiv(_, d) | AffineExpr::CeilDiv(_, d) | AffineExpr::Mod(_, d) = e {
            good &= d.as_const().is_none_or(|d| d > 0);
        }
    });
    good
}

fn index_constant(rw: &mut Rewriter<'_>, value: i64) -> ValueId {
    let (value, ty) = (rw.cx.index_attr(value), rw.cx.index_ty());
    rw.build("arith.constant").attr("value", value).result(ty).value()
}

fn arith(rw: &mut Rewriter<'_>, name: &str, a: ValueId, b: ValueId) -> ValueId {
    let ty = rw.cx.index_ty();
    rw.build(name).operands(&[a, b]).result(ty).value()
}

/// Cases of `arith.cmpi`'s predicate.
const EQ: i128 = 0;
const SLT: i128 = 2;
const SGE: i128 = 5;

fn compare(rw: &mut Rewriter<'_>, predicate: i128, a: ValueId, b: ValueId) -> ValueId {
    let (predicate, bit) = (rw.cx.int_attr(predicate, rw.cx.int_ty(64)), rw.cx.int_ty(1));
    let build = rw.build("arith.cmpi").operands(&[a, b]).attr("predicate", predicate);
    build.result(bit).value()
}

/// An expression over dimensions and symbols.
fn expand(rw: &mut Rewriter<'_>, expr: &AffineExpr, at: (&[ValueId], &[ValueId])) -> ValueId {
    let (name, a, b) = match expr {
        AffineExpr::Dim(i) => return at.0[*i as usize],
        AffineExpr::Sym(i) => return at.1[*i as usize],
        AffineExpr::Const(c) => return index_constant(rw, *c),
        AffineExpr::Add(a, b) => ("arith.addi", a, b),
        AffineExpr::Mul(a, b) => ("arith.muli", a, b),
        AffineExpr::FloorDiv(a, b) => ("arith.floordivsi", a, b),
        AffineExpr::CeilDiv(a, b) => ("arith.ceildivsi", a, b),
        AffineExpr::Mod(a, b) => ("arith.remsi", a, b),
    };
    let (a, b) = (expand(rw, a, at), expand(rw, b, at));
    let value = arith(rw, name, a, b);
    if !matches!(expr, AffineExpr::Mod(..)) {
        return value;
    }
    // The remainder has the sign of the dividend, `mod` that of the divisor.
    let zero = index_constant(rw, 0);
    let is_negative = compare(rw, SLT, value, zero);
    let above = arith(rw, "arith.addi", value, b);
    let ty = rw.cx.index_ty();
    rw.build("arith.select").operands(&[is_negative, above, value]).result(ty).value()
}

/// `apply`, `max` and `min`
fn value_of_map(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let name = if view.name_str() == "affine.min" { SMALLEST } else { LARGEST };
    let map = Bound::new(view, "map", 0..view.n_operands())?;
    (!map.map.results.is_empty()).then_some(())?;
    rw.before(op);
    let value = map.extreme(rw, name)?;
    rw.replace(op, &[value]);
    Some(())
}

/// Loads, stores and prefetches: the same with the indices computed.
fn access(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (name, n_before) = match view.name_str() {
        "affine.load" => ("memref.load", 1),
        "affine.prefetch" => ("memref.prefetch", 1),
        "affine.store" => ("memref.store", 2),
        "affine.vector_load" => ("vector.load", 1),
        "affine.vector_store" => ("vector.store", 2),
        _ => return None,
    };
    let map = Bound::new(view, "map", n_before..view.n_operands())?;
    let mut operands: Vec<ValueId> = view.operands().take(n_before).collect();
    let types: Vec<Type> = view.results().map(|r| rw.body.ty(r)).collect();
    let mut attrs = view.attrs();
    attrs.retain(|(key, _)| rw.cx.str(*key) != "map");
    rw.before(op);
    operands.extend(map.values(rw));
    let cx = rw.cx;
    let mut build = rw.build(name).operands(&operands).results(&types);
    for (key, attr) in attrs {
        build = build.attr(cx.str(key), attr);
    }
    let new = build.done();
    let results: Vec<ValueId> = rw.body.results(new).collect();
    rw.replace(op, &results);
    Some(())
}

/// Puts `name` in place of the `affine.yield` that ends each block of a region.
fn end_with(rw: &mut Rewriter<'_>, region: RegionId, name: &str) {
    let ends = rw.body.blocks(region).iter().filter_map(|&b| rw.body.last_op(b));
    for end in ends.collect::<Vec<OpId>>() {
        if rw.op(end).name_str() == "affine.yield" {
            let operands: Vec<ValueId> = rw.body.operands(end).collect();
            rw.before(end).build(name).operands(&operands).done();
            rw.erase(end);
        }
    }
}

/// Moves the blocks of an operation's regions to those of the one in its place.
fn take_over(rw: &mut Rewriter<'_>, op: OpId, new: OpId) {
    let regions = rw.body.regions(op).to_vec();
    let to = rw.body.regions(new).to_vec();
    regions.into_iter().zip(to).for_each(|(from, to)| rw.body.move_blocks(from, to));
    let results: Vec<ValueId> = rw.body.results(new).collect();
    rw.replace(op, &results);
}

fn for_loop(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let lower = Bound::new(view, "lowerBoundMap", view.operand_group(0)?)?;
    let upper = Bound::new(view, "upperBoundMap", view.operand_group(1)?)?;
    let inits: Vec<ValueId> = view.operand_group(2)?.map(|i| view.operand(i)).collect();
    let step = view.attr("step")?.as_i64(rw.cx)?;
    let types: Vec<Type> = view.results().map(|r| rw.body.ty(r)).collect();
    (!lower.map.results.is_empty() && !upper.map.results.is_empty()).then_some(())?;
    end_with(rw, *rw.body.regions(op).first()?, "scf.yield");
    rw.before(op);
    let low = lower.extreme(rw, LARGEST)?;
    let high = upper.extreme(rw, SMALLEST)?;
    let step = index_constant(rw, step);
    let build = rw.build("scf.for").operands(&[low, high, step]).operands(&inits);
    let new = build.results(&types).region().done();
    take_over(rw, op, new);
    Some(())
}

/// A loop over several variables that gives nothing.
fn parallel_loop(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    (view.n_results() == 0).then_some(())?;
    let n_lower = view.attr("lowerBoundsMap")?.as_map(rw.cx)?;
    let n_lower = (n_lower.n_dims + n_lower.n_syms) as usize;
    let lower = Bound::new(view, "lowerBoundsMap", 0..n_lower)?;
    let upper = Bound::new(view, "upperBoundsMap", n_lower..view.n_operands())?;
    let groups = |name: &str| view.attr(name)?.as_ints(rw.cx);
    let (low_groups, high_groups) = (groups("lowerBoundsGroups")?, groups("upperBoundsGroups")?);
    let steps = groups("steps")?;
    let counts = |groups: &[i64], map: &AffineMap| {
        groups.len() == steps.len()
            && groups.iter().all(|&n| n > 0)
            && groups.iter().sum::<i64>() == map.results.len() as i64
    };
    (counts(&low_groups, &lower.map) && counts(&high_groups, &upper.map)).then_some(())?;
    end_with(rw, *rw.body.regions(op).first()?, "scf.reduce");
    rw.before(op);
    let mut operands = Vec::new();
    for (bound, groups, name) in [(lower, low_groups, LARGEST), (upper, high_groups, SMALLEST)] {
        let values = bound.values(rw);
        let mut rest = &values[..];
        for n in groups {
            let (group, others) = rest.split_at(n as usize);
            operands.extend(extreme(rw, group, name));
            rest = others;
        }
    }
    let n = steps.len() as i32;
    operands.extend(steps.into_iter().map(|step| index_constant(rw, step)));
    let sizes = rw.cx.i32_array(&[n, n, n, 0]);
    let build = rw.build("scf.parallel").operands(&operands).attr("operandSegmentSizes", sizes);
    let new = build.region().done();
    take_over(rw, op, new);
    Some(())
}

fn condition(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let AttrKind::IntegerSet(set) = view.attr("condition")?.kind(rw.cx).into_owned() else {
        return None;
    };
    let operands: Vec<ValueId> = view.operands().collect();
    let fits = operands.len() == (set.n_dims + set.n_syms) as usize;
    (fits && set.constraints.iter().all(|(e, _)| is_computable(e))).then_some(())?;
    let types: Vec<Type> = view.results().map(|r| rw.body.ty(r)).collect();
    let regions = rw.body.regions(op).to_vec();
    regions.iter().for_each(|&region| end_with(rw, region, "scf.yield"));
    rw.before(op);
    let zero = index_constant(rw, 0);
    let (at, bit) = (operands.split_at(set.n_dims as usize), rw.cx.int_ty(1));
    let mut holds = None;
    for (expr, is_eq) in &set.constraints {
        let value = expand(rw, expr, at);
        let one = compare(rw, if *is_eq { EQ } else { SGE }, value, zero);
        holds = Some(match holds {
            Some(before) => rw.build("arith.andi").operands(&[before, one]).result(bit).value(),
            None => one,
        });
    }
    let holds = match holds {
        Some(holds) => holds,
        // The set of all points.
        None => {
            let yes = rw.cx.bool_attr(true);
            rw.build("arith.constant").attr("value", yes).result(bit).value()
        }
    };
    let new = rw.build("scf.if").operand(holds).results(&types).region().region().done();
    take_over(rw, op, new);
    Some(())
}

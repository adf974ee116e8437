//! Structured control flow.
//!
//! Loops test at their end, so that nothing has to turn them round; a loop that may run no time is
//! jumped over. Loop-carried values are phis.

use terrace_ir::{OpRef, RegionRef, Reported, Type, ValueId};

use super::control::less;
use super::{Emit, Family};
use crate::alias::constant;
use crate::build::Val;

pub(super) const OPS: Family = &[
    ("memref.alloca_scope", alloca_scope),
    ("scf.for", for_loop),
    ("scf.if", if_else),
    ("scf.index_switch", index_switch),
    ("scf.while", while_loop),
];

fn types_of(op: OpRef<'_>, values: impl IntoIterator<Item = ValueId>) -> Vec<Type> {
    values.into_iter().map(|v| op.body.ty(v)).collect()
}

impl Emit<'_, '_> {
    /// Phis of these types at the start of the block under construction.
    fn phis(&mut self, op: OpRef<'_>, types: &[Type]) -> Result<Vec<Val>, Reported> {
        types.iter().map(|&ty| Ok(self.b.phi(self.value_ty(op, ty)?))).collect()
    }

    /// The arguments of a region's only block.
    fn args(
        &mut self,
        op: OpRef<'_>,
        region: RegionRef<'_>,
        types: &[Type],
    ) -> Result<Vec<ValueId>, Reported> {
        let args = region.entry().map(|e| region.body.args(e).to_vec()).unwrap_or_default();
        let fits = types_of(op, args.iter().copied()) == types;
        self.require(fits, op, "its block has other arguments than it passes")?;
        Ok(args)
    }

    /// The values a terminator hands over, which must have these types.
    fn yielded(
        &mut self,
        end: OpRef<'_>,
        names: &[&str],
        skip: usize,
        types: &[Type],
    ) -> Result<Vec<Val>, Reported> {
        let operands: Vec<ValueId> = end.operands().skip(skip).collect();
        let fits =
            names.contains(&end.name_str()) && types_of(end, operands.iter().copied()) == types;
        self.require(fits, end, "it hands over other values than its parent takes")?;
        self.vals(end, operands)
    }

    fn region<'r>(&mut self, op: OpRef<'r>, i: usize) -> Result<RegionRef<'r>, Reported> {
        match op.region(i) {
            Some(region) => Ok(region),
            None => Err(self.malformed(op, "it has too few regions")),
        }
    }
}

fn for_loop(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (bounds, inits) = match op.operands().collect::<Vec<_>>().split_at_checked(3) {
        Some((&[low, high, step], inits)) => ([low, high, step], inits.to_vec()),
        _ => return Err(e.malformed(op, "it has no bounds")),
    };
    let iv_ty = op.body.ty(bounds[0]);
    let same = bounds.iter().all(|&b| op.body.ty(b) == iv_ty);
    let is_int = iv_ty.is_index(e.cx) || iv_ty.int_width(e.cx).is_some();
    let types = types_of(op, inits.iter().copied());
    let fits = same && is_int && types == types_of(op, op.results());
    e.require(fits, op, "its bounds, initial values and results do not fit together")?;
    let region = e.region(op, 0)?;
    let mut arg_types = vec![iv_ty];
    arg_types.extend(&types);
    let args = e.args(op, region, &arg_types)?;
    let [low, high, step] = [e.val(op, bounds[0])?, e.val(op, bounds[1])?, e.val(op, bounds[2])?];
    let inits = e.vals(op, inits)?;
    let unsigned = op.attr("unsignedCmp").is_some();

    let known = [bounds[0], bounds[1], bounds[2]].map(|b| constant(op, b));
    let (inside, after) = (e.b.new_block(e.fun), e.b.new_block(e.fun));
    let before = e.b.here();
    let runs = matches!(known, [Some(low), Some(high), _] if low < high && low >= 0);
    let start = if runs {
        e.b.br(inside);
        before
    } else {
        // A block of its own before the loop, for what does not change in it.
        let ahead = e.b.new_block(e.fun);
        let any = e.b.icmp(less(unsigned), low, high);
        e.b.cond_br(any, ahead, after);
        e.b.at_end(ahead);
        e.b.br(inside);
        ahead
    };
    e.b.at_end(inside);
    let phis = e.phis(op, &arg_types)?;
    e.b.add_incoming(phis[0], low, start);
    for (phi, &init) in phis[1..].iter().zip(&inits) {
        e.b.add_incoming(*phi, init, start);
    }
    for (&arg, &phi) in args.iter().zip(&phis) {
        e.set(arg, phi);
    }
    let end = e.straight(op, region)?;
    let next = e.yielded(end, &["scf.yield"], 0, &types)?;
    let wraps_not = counts_without_wrap(known);
    let sum = e.b.add(phis[0], step);
    let sum = e.b.no_wrap(sum, wraps_not, wraps_not);
    let again = e.b.icmp(less(unsigned), sum, high);
    let last = e.b.here();
    e.b.cond_br(again, inside, after);
    e.b.add_incoming(phis[0], sum, last);
    for (phi, &value) in phis[1..].iter().zip(&next) {
        e.b.add_incoming(*phi, value, last);
    }
    e.b.at_end(after);
    let results = e.phis(op, &types)?;
    for (i, (&phi, result)) in results.iter().zip(op.results()).enumerate() {
        e.b.add_incoming(phi, next[i], last);
        if !runs {
            e.b.add_incoming(phi, inits[i], before);
        }
        e.set(result, phi);
    }
    Ok(())
}

/// Whether the induction variable from `low` by `step` to `high` never leaves the numbers from 0.
fn counts_without_wrap(bounds: [Option<i64>; 3]) -> bool {
    let [Some(low), Some(high), Some(step)] = bounds else { return false };
    low >= 0 && step > 0 && high >= 0 && high.checked_add(step).is_some()
}

fn if_else(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [condition] = e.operands(op)?;
    e.require(op.body.ty(condition) == e.cx.int_ty(1), op, "its condition is no `i1`")?;
    let condition = e.val(op, condition)?;
    let types = types_of(op, op.results());
    let other = op.region(1).filter(|r| r.entry().is_some());
    e.require(other.is_some() || types.is_empty(), op, "it has results but no `else`")?;
    let (yes, after) = (e.b.new_block(e.fun), e.b.new_block(e.fun));
    let no = if other.is_some() { e.b.new_block(e.fun) } else { after };
    e.b.cond_br(condition, yes, no);
    e.b.at_end(after);
    let phis = e.phis(op, &types)?;
    e.b.at_end(yes);
    let region = e.region(op, 0)?;
    let end = e.straight(op, region)?;
    let values = e.yielded(end, &["scf.yield"], 0, &types)?;
    e.pass(&phis, &values);
    e.b.br(after);
    if let Some(region) = other {
        e.b.at_end(no);
        let end = e.straight(op, region)?;
        let values = e.yielded(end, &["scf.yield"], 0, &types)?;
        e.pass(&phis, &values);
        e.b.br(after);
    }
    e.b.at_end(after);
    for (result, phi) in op.results().zip(phis) {
        e.set(result, phi);
    }
    Ok(())
}

fn while_loop(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (ahead, inside) = (e.region(op, 0)?, e.region(op, 1)?);
    let carried = types_of(op, op.operands());
    let types = types_of(op, op.results());
    let (ahead_args, inside_args) = (e.args(op, ahead, &carried)?, e.args(op, inside, &types)?);
    let inits = e.vals(op, op.operands())?;
    let blocks = [(); 3].map(|()| e.b.new_block(e.fun));
    let [test, body, after] = blocks;
    let from = e.b.here();
    e.b.br(test);
    e.b.at_end(test);
    let phis = e.phis(op, &carried)?;
    for ((&phi, &init), &arg) in phis.iter().zip(&inits).zip(&ahead_args) {
        e.b.add_incoming(phi, init, from);
        e.set(arg, phi);
    }
    let end = e.straight(op, ahead)?;
    let values = e.yielded(end, &["scf.condition"], 1, &types)?;
    let condition = match end.operands().next() {
        Some(c) if end.body.ty(c) == e.cx.int_ty(1) => e.val(end, c)?,
        _ => return Err(e.malformed(end, "its condition is no `i1`")),
    };
    e.b.cond_br(condition, body, after);
    e.b.at_end(body);
    for (&arg, &value) in inside_args.iter().zip(&values) {
        e.set(arg, value);
    }
    let end = e.straight(op, inside)?;
    let next = e.yielded(end, &["scf.yield"], 0, &carried)?;
    e.pass(&phis, &next);
    e.b.br(test);
    e.b.at_end(after);
    for (result, value) in op.results().zip(values) {
        e.set(result, value);
    }
    Ok(())
}

fn index_switch(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [flag] = e.operands(op)?;
    e.require(op.body.ty(flag).is_index(e.cx), op, "its argument is no `index`")?;
    let flag = e.val(op, flag)?;
    let cases = op.attr("cases").and_then(|a| a.as_ints(e.cx)).unwrap_or_default();
    let mut sorted = cases.clone();
    sorted.sort_unstable();
    let fits = op.regions().len() == cases.len() + 1 && sorted.windows(2).all(|w| w[0] != w[1]);
    e.require(fits, op, "its cases and regions do not fit together")?;
    let types = types_of(op, op.results());
    let from = e.b.here();
    let after = e.b.new_block(e.fun);
    e.b.at_end(after);
    let phis = e.phis(op, &types)?;
    let mut starts = Vec::new();
    for region in op.regions() {
        let start = e.b.new_block(e.fun);
        starts.push(start);
        e.b.at_end(start);
        let end = e.straight(op, region)?;
        let values = e.yielded(end, &["scf.yield"], 0, &types)?;
        e.pass(&phis, &values);
        e.b.br(after);
    }
    e.b.at_end(from);
    let values = cases.iter().map(|&c| e.b.i64_value(c));
    let table: Vec<_> = values.zip(starts[1..].iter().copied()).collect();
    e.b.switch(flag, starts[0], &table);
    e.b.at_end(after);
    for (result, phi) in op.results().zip(phis) {
        e.set(result, phi);
    }
    Ok(())
}

/// Stack memory inside lives as long as the function's: it is placed there once.
fn alloca_scope(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let region = e.region(op, 0)?;
    let types = types_of(op, op.results());
    let end = e.straight(op, region)?;
    let values = e.yielded(end, &["memref.alloca_scope.return"], 0, &types)?;
    for (result, value) in op.results().zip(values) {
        e.set(result, value);
    }
    Ok(())
}

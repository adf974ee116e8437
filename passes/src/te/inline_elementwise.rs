//! Puts the formula of an element-by-element producer into its only consumer.
//!
//! The consumer's index map becomes the producer's axes. It leaves a producer with two users alone
//! (it would be computed twice), one that is read more than once per element by a reduction, and
//! one whose reader has a pad value (the pad belongs to the producer's result, not to what the
//! producer reads).

use terrace_ir::{AffineExpr, AffineMap};
use terrace_te as te;

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "te-inline-elementwise",
    on: "func.func",
    summary: "put element-by-element producers into their only consumer",
    reads: &["te"],
    leaves: &["te", "arith", "math", "affine"],
    run: |body, cx| {
        let mut rw = Rewriter::new(cx.cx, body);
        while let Some((consumer, i)) = candidate(&rw) {
            inline(&mut rw, consumer, i);
            cx.count("producers inlined", 1);
        }
        Ok(())
    },
    ..PassInfo::EMPTY
};

/// A consumer and the position of an operand whose producer can go into it.
fn candidate(rw: &Rewriter<'_>) -> Option<(OpId, usize)> {
    let block = rw.body.root_block()?;
    for op in rw.body.ops_of(block) {
        let Some(consumer) = te::Compute::cast(rw.op(op)) else { continue };
        let Some(formula) = consumer.formula() else { continue };
        for (i, value) in consumer.reads(&formula).into_iter().enumerate() {
            if fits(rw, op, &formula, i, value) {
                return Some((op, i));
            }
        }
    }
    None
}

fn fits(rw: &Rewriter<'_>, op: OpId, formula: &te::Formula, i: usize, value: ValueId) -> bool {
    let Some(producer) = rw.defining(value).and_then(te::Compute::cast) else { return false };
    let Some(inner) = producer.formula() else { return false };
    let only_here = rw.body.uses(value).all(|(user, _)| user == op);
    let read = &formula.reads[i];
    let Some(map) = read.map.as_ref().filter(|_| read.pad.is_none()) else { return false };
    let whole =
        rw.body.operands(op).zip(&formula.reads).any(|(v, r)| v == value && r.map.is_none());
    let once = !formula.combines() || reads_each_once(map, formula.axes.len());
    let one_result = producer.0.n_results() == 1;
    // Copying a region that combines, or operands that are extents, is not done here.
    let plain = formula.identities.is_empty() && formula.is_static() && inner.is_static();
    only_here
        && plain
        && one_result
        && inner.is_elementwise()
        && formula.domain.is_none()
        && once
        && !whole
}

/// Whether every axis is an index of its own.
fn reads_each_once(map: &AffineMap, n_axes: usize) -> bool {
    let is_index = |axis: usize| map.results.contains(&AffineExpr::Dim(axis as u32));
    (0..n_axes).all(is_index)
}

fn inline(rw: &mut Rewriter<'_>, consumer: OpId, i: usize) {
    let value = rw.body.operand(consumer, i);
    let (Some(outer), Some(producer)) =
        (te::Compute(rw.op(consumer)).formula(), rw.body.def_op(value))
    else {
        return;
    };
    let Some(inner) = te::Compute(rw.op(producer)).formula() else { return };
    let Some(map) = outer.reads[i].map.clone() else { return };
    let old: Vec<ValueId> = rw.body.operands(consumer).collect();
    let added: Vec<ValueId> = rw.body.operands(producer).collect();

    // The consumer's other reads, then the producer's through the consumer's index.
    let mut formula = te::Formula { reads: Vec::new(), ..outer.clone() };
    let mut inputs: Vec<ValueId> = Vec::new();
    let mut place = |value: ValueId, read: te::Read| -> usize {
        let same = inputs.iter().zip(&formula.reads).position(|(v, r)| *v == value && *r == read);
        same.unwrap_or_else(|| {
            inputs.push(value);
            formula.reads.push(read);
            inputs.len() - 1
        })
    };
    let mut outer_at = Vec::new();
    for (k, (&v, read)) in old.iter().zip(&outer.reads).enumerate() {
        outer_at.push((k != i).then(|| place(v, read.clone())));
    }
    let compose = |read: &te::Read| te::Read {
        map: read.map.as_ref().map(|m| m.compose(&map)),
        pad: read.pad,
    };
    let inner_at: Vec<usize> =
        added.iter().zip(&inner.reads).map(|(&v, read)| place(v, compose(read))).collect();

    let results: Vec<Type> = rw.body.results(consumer).map(|r| rw.body.ty(r)).collect();
    let elems: Vec<Type> = results.iter().map(|t| t.elem(rw.cx)).collect();
    rw.before(consumer);
    let locs = [rw.body.loc(producer), rw.body.loc(consumer)];
    rw.loc = rw.cx.fused_loc(&locs);
    let reads = formula.reads.clone();
    // The scalar of read `k`, counted among the reads that have one.
    let scalar = |x: &[ValueId], k: usize| {
        let n = reads[..k].iter().filter(|r| r.map.is_some()).count();
        reads[k].map.as_ref().and_then(|_| x.get(n).copied())
    };
    let new = te::build(rw, &formula, &inputs, &elems, |rw, x| {
        let args: Vec<Option<ValueId>> = inner_at.iter().map(|&k| scalar(x, k)).collect();
        let produced = copy_body(rw, producer, &inner, &args, Some(&map));
        let mut args: Vec<Option<ValueId>> =
            outer_at.iter().map(|k| k.and_then(|k| scalar(x, k))).collect();
        args[i] = produced.first().copied();
        copy_body(rw, consumer, &outer, &args, None)
    });
    if let Some(name) = rw.op(consumer).discardable("name") {
        rw.set_attr(new, "name", Some(name));
    }
    let values: Vec<ValueId> = rw.body.results(new).collect();
    rw.replace(consumer, &values);
    rw.erase(producer);
}

/// Copies the body of `from` to the insertion point with these values for its reads; gives what it
/// yields. With `axes`, its axes are these expressions over the axes around the insertion point.
fn copy_body(
    rw: &mut Rewriter<'_>,
    from: OpId,
    formula: &te::Formula,
    scalars: &[Option<ValueId>],
    axes: Option<&AffineMap>,
) -> Vec<ValueId> {
    let source = te::Compute(rw.op(from));
    let Some(block) = source.block() else { return Vec::new() };
    let pairs: Vec<(ValueId, ValueId)> = (0..scalars.len())
        .filter_map(|k| Some((source.scalar_of(formula, k)?, scalars[k]?)))
        .collect();
    let mut map = terrace_ir::clone::CloneMap::new(pairs);
    for op in rw.body.ops_of(block).collect::<Vec<_>>() {
        let view = rw.op(op);
        if view.name_str() == te::Yield::NAME {
            let values: Vec<ValueId> = view.operands().collect();
            return map.list(values);
        }
        if let (Some(index), Some(axes)) = (te::Index::cast(view), axes) {
            let axis = index.axis().as_i64(rw.cx).and_then(|a| usize::try_from(a).ok());
            let Some(expr) = axis.and_then(|a| axes.results.get(a)).cloned() else { continue };
            let value = axis_value(rw, &expr, axes.n_dims);
            map.values.insert(rw.body.result(op, 0), value);
            continue;
        }
        let copy = rw.body.clone_op_with(rw.cx, op, &mut map);
        if let InsertPoint::End(block) = rw.at {
            rw.body.append(block, copy);
        }
        rw.created(copy);
    }
    Vec::new()
}

/// The value of an expression over the axes of the `te.compute` around the insertion point.
fn axis_value(rw: &mut Rewriter<'_>, expr: &AffineExpr, n_axes: u32) -> ValueId {
    let cx = rw.cx;
    let index = cx.index_ty();
    if let AffineExpr::Dim(d) = expr {
        let axis = cx.i64_attr(i64::from(*d));
        return rw.build(te::Index::NAME).attr("axis", axis).result(index).value();
    }
    let mut operands = Vec::new();
    for d in 0..n_axes {
        let axis = cx.i64_attr(i64::from(d));
        operands.push(rw.build(te::Index::NAME).attr("axis", axis).result(index).value());
    }
    let map = cx.map_attr(AffineMap::new(n_axes, vec![expr.clone()]));
    rw.build("affine.apply").operands(&operands).attr("map", map).result(index).value()
}

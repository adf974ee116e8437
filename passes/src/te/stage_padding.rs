//! Gives padded reads of a reduction a padded copy to read from.
//!
//! A reduction reads each element of its operand several times; asking each time whether the index
//! is inside costs more than one copy with the border filled in, and keeps lanes apart. It leaves
//! element-by-element formulas alone: they ask once.

use terrace_ir::{AffineExpr, AffineMap};
use terrace_te as te;

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "te-stage-padding",
    on: "func.func",
    summary: "give padded reads of a reduction a padded copy to read from",
    reads: &["te"],
    leaves: &["te"],
    run: |body, cx| {
        let Some(block) = body.root_block() else { return Ok(()) };
        let mut rw = Rewriter::new(cx.cx, body);
        for op in rw.body.ops_of(block).collect::<Vec<_>>() {
            if rw.op(op).is(&te::Compute::DEF) {
                stage(&mut rw, op);
            }
        }
        Ok(())
    },
    ..PassInfo::EMPTY
};

fn stage(rw: &mut Rewriter<'_>, op: OpId) {
    let Some(mut formula) = te::Compute(rw.op(op)).formula() else { return };
    if !formula.combines() {
        return;
    }
    let mut changed = false;
    for i in 0..formula.reads.len() {
        let Some(plan) = plan(rw, op, &formula, i) else { continue };
        let operand = rw.body.operand(op, i);
        // A read that stays inside needs neither a copy nor its pad value.
        if rw.ty(operand).static_shape(rw.cx) != Some(plan.shape.as_slice()) {
            let copy = padded_copy(rw, op, operand, &plan);
            rw.set_operand(op, i, copy);
        }
        formula.reads[i] = te::Read { map: Some(plan.map), pad: None };
        changed = true;
    }
    if changed {
        for (name, attr) in formula.to_attrs(rw.cx) {
            rw.set_attr(op, name, Some(attr));
        }
    }
}

struct Plan {
    /// What the reduction reads of the copy.
    map: AffineMap,
    /// How far the copy starts before the operand, for each dimension.
    low: Vec<i64>,
    /// The copy's shape.
    shape: Vec<i64>,
    pad: Attr,
}

/// `None` for a read that stays inside or whose range is unknown.
fn plan(rw: &Rewriter<'_>, op: OpId, formula: &te::Formula, i: usize) -> Option<Plan> {
    let read = &formula.reads[i];
    let (map, pad) = (read.map.as_ref()?, read.pad?);
    let axes = formula.box_of_axes()?;
    let sizes = rw.ty(rw.body.operand(op, i)).static_shape(rw.cx)?;
    let (mut low, mut shape, mut results) = (Vec::new(), Vec::new(), Vec::new());
    for (index, &size) in map.results.iter().zip(sizes) {
        let (first, last) = index.range(&axes)?;
        let (first, last) = (first.min(0), last.max(size - 1));
        low.push(-first);
        shape.push(last - first + 1);
        results.push(index.clone() + AffineExpr::Const(-first));
    }
    let elements = shape.iter().try_fold(1i64, |n, &d| n.checked_mul(d))?;
    (elements < 1 << 31).then(|| Plan { map: AffineMap::new(map.n_dims, results), low, shape, pad })
}

fn padded_copy(rw: &mut Rewriter<'_>, op: OpId, operand: ValueId, plan: &Plan) -> ValueId {
    let cx = rw.cx;
    rw.before(op);
    let names: Vec<String> = (0..plan.shape.len()).map(|d| format!("i{d}")).collect();
    let axes: Vec<(&str, i64)> =
        names.iter().map(String::as_str).zip(plan.shape.iter().copied()).collect();
    let shift = |(d, &low): (usize, &i64)| te::Formula::axis(d) + AffineExpr::Const(-low);
    let index = plan.low.iter().enumerate().map(shift).collect();
    let formula = te::Formula::over(cx, &axes).read_padded(index, plan.pad);
    let elem = rw.ty(operand).elem(cx);
    let copy = te::build(rw, &formula, &[operand], &[elem], |_, x| vec![x[0]]);
    rw.set_attr(copy, "name", Some(cx.str_attr("pad")));
    rw.body.result(copy, 0)
}

//! Operations that only move elements: each is an index map.

use terrace_ir::AffineExpr;
use terrace_te as te;

use super::elementwise::{scalar_cast, scalar_compare, scalar_select};
use super::{Lowerer, Rule, at, axis, constant, is_plain, scalar};
use crate::prelude::*;

pub(super) const RULES: &[(&str, Rule)] = &[
    ("graph.transpose", transpose),
    ("graph.broadcast", broadcast),
    ("graph.slice", slice),
    ("graph.concat", concat),
    ("graph.pad", pad),
    ("graph.iota", iota),
    ("graph.gather", gather),
    ("graph.gather_elements", gather_elements),
];

/// A formula that copies the element at `index`.
fn copy(l: &mut Lowerer<'_>, op: OpId, x: ValueId, index: Vec<AffineExpr>) -> Option<Vec<ValueId>> {
    let (shape, elem) = l.result(op)?;
    let formula = l.over(&shape).read(index);
    let name = l.mnemonic();
    Some(vec![l.compute(&formula, &[x], elem, &name, |_, x| x[0])])
}

fn transpose(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let x = *l.operands(op).first()?;
    let perm = l.ints(op, "perm")?;
    let mut index = vec![at(0); perm.len()];
    for (i, &p) in perm.iter().enumerate() {
        *index.get_mut(usize::try_from(p).ok()?)? = axis(i);
    }
    copy(l, op, x, index)
}

fn broadcast(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let x = *l.operands(op).first()?;
    let (shape, _) = l.result(op)?;
    let index = l.broadcast(x, shape.len())?;
    copy(l, op, x, index)
}

fn slice(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let x = *l.operands(op).first()?;
    let (starts, steps) = (l.ints(op, "starts")?, l.ints(op, "steps")?);
    let index = starts.iter().zip(&steps).enumerate().map(|(d, (&s, &t))| axis(d) * at(t) + at(s));
    let index = index.collect();
    copy(l, op, x, index)
}

/// Reads every part at the position shifted by what stands before it, and selects.
fn concat(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let (shape, elem) = l.result(op)?;
    let parts = l.operands(op);
    let along = usize::try_from(l.int(op, "axis")?).ok().filter(|a| *a < shape.len())?;
    let cx = l.rw.cx;
    let zero = super::number(cx, 0.0, elem);
    let mut formula = l.over(&shape);
    let mut ends = Vec::new();
    let mut start = 0;
    for &part in &parts {
        let mut index: Vec<_> = (0..shape.len()).map(axis).collect();
        index[along] = axis(along) + at(-start);
        formula = formula.read_padded(index, zero);
        start += *l.shape(part)?.get(along)?;
        ends.push(start);
    }
    let y = l.compute(&formula, &parts, elem, "concat", |rw, x| {
        let index = cx.index_ty();
        let axis = cx.i64_attr(along as i64);
        let at = rw.build("te.index").attr("axis", axis).result(index).value();
        let mut value = x[x.len() - 1];
        for i in (0..x.len() - 1).rev() {
            let end = constant(rw, ends[i] as f64, index);
            let before = scalar_compare(rw, "arith.cmpi", 2, at, end);
            value = scalar_select(rw, before, x[i], value);
        }
        value
    });
    Some(vec![y])
}

fn pad(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let (shape, elem) = l.result(op)?;
    let operands = l.operands(op);
    let x = *operands.first()?;
    let low = l.ints(op, "low")?;
    (l.word(op, "mode")? == "constant").then_some(())?;
    let index: Vec<_> = low.iter().enumerate().map(|(d, &p)| axis(d) + at(-p)).collect();
    let cx = l.rw.cx;
    let zero = super::number(cx, 0.0, elem);
    let formula = l.over(&shape).read_padded(index, zero);
    let Some(&value) = operands.get(1) else {
        return Some(vec![l.compute(&formula, &[x], elem, "pad", |_, x| x[0])]);
    };
    // The value is only known at run time: select by position.
    let sizes = l.shape(x)?;
    let formula = formula.read(vec![at(0); l.shape(value)?.len()]);
    let y = l.compute(&formula, &[x, value], elem, "pad", |rw, x| {
        let index = cx.index_ty();
        let mut result = x[0];
        for (d, (&p, &size)) in low.iter().zip(&sizes).enumerate() {
            let axis = cx.i64_attr(d as i64);
            let at = rw.build("te.index").attr("axis", axis).result(index).value();
            let shift = constant(rw, -(p as f64), index);
            let at = scalar(rw, "arith.addi", &[at, shift]);
            let size = constant(rw, size as f64, index);
            let inside = scalar_compare(rw, "arith.cmpi", 6, at, size);
            result = scalar_select(rw, inside, result, x[1]);
        }
        result
    });
    Some(vec![y])
}

/// The position along one axis.
fn iota(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let (shape, elem) = l.result(op)?;
    let along = l.int(op, "axis")?;
    is_plain(l.rw.cx, elem).then_some(())?;
    let formula = l.over(&shape);
    let cx = l.rw.cx;
    let y = l.compute(&formula, &[], elem, "iota", |rw, _| {
        let index = cx.index_ty();
        let at = rw.build("te.index").attr("axis", cx.i64_attr(along)).result(index).value();
        let i64_ty = cx.int_ty(64);
        let wide = scalar_cast(rw, at, i64_ty);
        scalar_cast(rw, wide, elem)
    });
    Some(vec![y])
}

/// An index from memory, negative ones counted from the end of `size`.
fn resolved(rw: &mut Rewriter<'_>, value: ValueId, size: i64) -> ValueId {
    let index = rw.cx.index_ty();
    let at = rw.build("arith.index_cast").operand(value).result(index).value();
    let (zero, size) = (constant(rw, 0.0, index), constant(rw, size as f64, index));
    let negative = scalar_compare(rw, "arith.cmpi", 2, at, zero);
    let moved = scalar(rw, "arith.addi", &[at, size]);
    let from_start = scalar_select(rw, negative, moved, at);
    // Out-of-range ids must not read foreign memory: they read the nearest element.
    let one = constant(rw, 1.0, index);
    let last = scalar(rw, "arith.subi", &[size, one]);
    let capped = scalar(rw, "arith.minsi", &[from_start, last]);
    scalar(rw, "arith.maxsi", &[capped, zero])
}

fn te_index(rw: &mut Rewriter<'_>, axis: usize) -> ValueId {
    let cx = rw.cx;
    let op = rw.build(te::Index::NAME).attr("axis", cx.i64_attr(axis as i64));
    op.result(cx.index_ty()).value()
}

fn te_at(rw: &mut Rewriter<'_>, tensor: ValueId, indices: &[ValueId]) -> ValueId {
    let elem = rw.ty(tensor).elem(rw.cx);
    rw.build(te::At::NAME).operand(tensor).operands(indices).result(elem).value()
}

/// `y[a.., i.., b..] = x[a.., ids[i..], b..]`
fn gather(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let (shape, elem) = l.result(op)?;
    let operands = l.operands(op);
    let (x, ids) = (*operands.first()?, *operands.get(1)?);
    let (x_shape, n_ids) = (l.shape(x)?, l.shape(ids)?.len());
    let along = usize::try_from(l.int(op, "axis")?).ok().filter(|a| *a < x_shape.len())?;
    let formula = l.over(&shape).read_whole().read((along..along + n_ids).map(axis).collect());
    let y = l.compute(&formula, &[x, ids], elem, "gather", |rw, ids| {
        let picked = resolved(rw, ids[0], x_shape[along]);
        let mut indices = Vec::new();
        for d in 0..x_shape.len() {
            indices.push(match d.cmp(&along) {
                std::cmp::Ordering::Less => te_index(rw, d),
                std::cmp::Ordering::Equal => picked,
                std::cmp::Ordering::Greater => te_index(rw, d + n_ids - 1),
            });
        }
        te_at(rw, x, &indices)
    });
    Some(vec![y])
}

/// `y[i..] = x[i.. with ids[i..] on one axis]`
fn gather_elements(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let (shape, elem) = l.result(op)?;
    let operands = l.operands(op);
    let (x, ids) = (*operands.first()?, *operands.get(1)?);
    let size = l.shape(x)?;
    let along = usize::try_from(l.int(op, "axis")?).ok().filter(|a| *a < size.len())?;
    let formula = l.over(&shape).read_whole().read((0..shape.len()).map(axis).collect());
    let y = l.compute(&formula, &[x, ids], elem, "gather_elements", |rw, ids| {
        let picked = resolved(rw, ids[0], size[along]);
        let mut indices = Vec::new();
        for d in 0..size.len() {
            indices.push(if d == along { picked } else { te_index(rw, d) });
        }
        te_at(rw, x, &indices)
    });
    Some(vec![y])
}

//! Matrix products and convolutions.

use terrace_te::{Combiner, Formula};

use super::{Lowerer, Rule, at, axis, is_plain, number, scalar};
use crate::prelude::*;

pub(super) const RULES: &[(&str, Rule)] = &[("graph.matmul", matmul), ("graph.conv", conv)];

fn product(rw: &mut Rewriter<'_>, x: &[ValueId]) -> ValueId {
    let is_float = rw.ty(x[0]).float(rw.cx).is_some();
    scalar(rw, if is_float { "arith.mulf" } else { "arith.muli" }, &x[..2])
}

/// `c[.., m, n] = sum over k of a[.., m, k] * b[.., k, n]`; leading axes broadcast.
fn matmul(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let (shape, elem) = l.result(op)?;
    let operands = l.operands(op);
    let (a, b) = (*operands.first()?, *operands.get(1)?);
    is_plain(l.rw.cx, elem).then_some(())?;
    let n_batch = shape.len().checked_sub(2)?;
    let depth = *l.shape(a)?.last()?;
    let mut names: Vec<String> = (0..n_batch).map(|i| format!("b{i}")).collect();
    names.extend(["m".to_owned(), "n".to_owned()]);
    let axes: Vec<(&str, i64)> =
        names.iter().map(String::as_str).zip(shape.iter().copied()).collect();
    let (m, n, k) = (axis(n_batch), axis(n_batch + 1), axis(n_batch + 2));
    let index = |l: &Lowerer<'_>, v: ValueId, tail: [_; 2]| {
        let v_shape = l.shape(v)?;
        let own = v_shape.len().checked_sub(2)?;
        let skip = n_batch.checked_sub(own)?;
        let lead = |d: usize| if v_shape[d] == 1 { at(0) } else { axis(d + skip) };
        let mut index: Vec<_> = (0..own).map(lead).collect();
        index.extend(tail);
        Some(index)
    };
    let cx = l.rw.cx;
    let formula = Formula::over(cx, &axes)
        .reduce(cx, &[("k", depth)], Combiner::Add)
        .read(index(l, a, [m, k.clone()])?)
        .read(index(l, b, [k, n])?);
    Some(vec![l.compute(&formula, &[a, b], elem, "matmul", product)])
}

/// `y[n, o, p..] = sum over c, q.. of x[n, g * C + c, s * p + d * q - pad..] * w[o, c, q..]` plus a
/// bias per output channel; any number of spatial axes.
fn conv(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let (shape, elem) = l.result(op)?;
    let operands = l.operands(op);
    let (x, w) = (*operands.first()?, *operands.get(1)?);
    is_plain(l.rw.cx, elem).then_some(())?;
    let (w_shape, groups) = (l.shape(w)?, l.int(op, "groups")?);
    let n_spatial = shape.len().checked_sub(2)?;
    let (strides, dilations) = (l.ints(op, "strides")?, l.ints(op, "dilations")?);
    let pads = l.ints(op, "pads")?;
    (strides.len() == n_spatial && pads.len() == 2 * n_spatial).then_some(())?;
    let letters = |prefix: &str| (0..n_spatial).map(|i| format!("{prefix}{i}")).collect::<Vec<_>>();
    let (outs, taps) = (letters("p"), letters("q"));
    let depthwise = w_shape[1] == 1 && groups == shape[1];

    let mut parallel = vec![("n", shape[0]), ("o", shape[1])];
    parallel.extend(outs.iter().map(String::as_str).zip(shape[2..].iter().copied()));
    let mut reduce = Vec::new();
    if !depthwise {
        reduce.push(("c", w_shape[1]));
    }
    reduce.extend(taps.iter().map(String::as_str).zip(w_shape[2..].iter().copied()));

    let o = axis(1);
    let first_tap = 2 + n_spatial + usize::from(!depthwise);
    let (channel, depth) = if depthwise {
        (o.clone(), at(0))
    } else {
        let c = axis(2 + n_spatial);
        let per_group = shape[1] / groups.max(1);
        let group = o.clone().floor_div(at(per_group.max(1))) * at(w_shape[1]);
        (if groups == 1 { c.clone() } else { group + c.clone() }, c)
    };
    let mut x_index = vec![axis(0), channel];
    let mut w_index = vec![o, depth];
    for i in 0..n_spatial {
        let tap = axis(first_tap + i);
        x_index.push(axis(2 + i) * at(strides[i]) + tap.clone() * at(dilations[i]) + at(-pads[i]));
        w_index.push(tap);
    }
    let cx = l.rw.cx;
    let formula = Formula::over(cx, &parallel).reduce(cx, &reduce, Combiner::Add);
    let formula = if pads.iter().any(|&p| p != 0) {
        formula.read_padded(x_index, number(cx, 0.0, elem))
    } else {
        formula.read(x_index)
    };
    let formula = formula.read(w_index);
    let name = if depthwise { "depthwise" } else { "conv" };
    let y = l.compute(&formula, &[x, w], elem, name, product);
    let Some(&bias) = operands.get(2) else { return Some(vec![y]) };
    let all = (0..shape.len()).map(axis).collect();
    let formula = l.over(&shape).read(all).read(vec![axis(1)]);
    let add = if elem.float(cx).is_some() { "arith.addf" } else { "arith.addi" };
    Some(vec![l.compute(&formula, &[y, bias], elem, "bias", |rw, x| scalar(rw, add, &x[..2]))])
}

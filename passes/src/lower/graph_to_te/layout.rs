//! Formulas over tensors with layouts.
//!
//! A formula is first written over logical axes, as if everything were row-major. Here the axes
//! that index blocked dimensions are cut into an outer and an inner one, `o = 16 * o + oi`, and
//! reads of blocked operands get one index per dimension in memory. Since the axes are cut where
//! the dimensions are, the quotients and remainders of those indices are plain axes again.

use terrace_graph::{Layout, keeps_order};
use terrace_ir::{AffineExpr, AffineMap, AttrKind, Diags};
use terrace_te as te;

use super::{LOWER001, Lowerer, Rule, at, axis};
use crate::prelude::*;

pub(super) const RULES: &[(&str, Rule)] = &[("graph.relayout", relayout)];

/// A logical axis as a sum of axes, each with its factor.
type Digits = Vec<(usize, i64)>;

/// A formula over the dimensions in memory.
pub(super) struct Blocked {
    pub formula: te::Formula,
    /// What became of each logical axis.
    pub axes: Vec<Digits>,
}

/// Cuts the axes of a formula and rewrites its reads. `None` where a layout does not fit.
pub(super) fn blocked(
    cx: &Context,
    formula: &te::Formula,
    result: Option<&Layout>,
    operands: &[Option<Layout>],
) -> Option<Blocked> {
    // Sizes of the cuts of each axis, the first one counting its last digits.
    let mut cuts: Vec<Vec<i64>> = vec![Vec::new(); formula.axes.len()];
    // Inner axes in the order in which they are appended: which axis, which of its cuts.
    let mut inner: Vec<(usize, usize)> = Vec::new();
    for block in result.map_or(&[][..], |l| &l.blocks) {
        inner.push((block.dim, cuts.get(block.dim)?.len()));
        cuts[block.dim].push(block.size);
    }
    let n_inner_parallel = inner.len();
    for (read, layout) in formula.reads.iter().zip(operands) {
        let (Some(map), Some(layout)) = (&read.map, layout) else { continue };
        cut_reduce_axes(formula, map, layout, &mut cuts, &mut inner);
    }

    let n_parallel = formula.n_parallel;
    let mut out = te::Formula {
        axes: formula.axes[..n_parallel].to_vec(),
        n_parallel: n_parallel + n_inner_parallel,
        reads: Vec::new(),
        ..formula.clone()
    };
    let mut axes: Vec<Digits> = Vec::new();
    for (i, sizes) in cuts.iter().enumerate() {
        let whole: i64 = sizes.iter().product();
        let position = if i < n_parallel { i } else { i + n_inner_parallel };
        axes.push(vec![(position, whole)]);
    }
    let n_outer = formula.axes.len();
    for (n, &(i, cut)) in inner.iter().enumerate() {
        let position = if n < n_inner_parallel { n_parallel + n } else { n_outer + n };
        axes[i].push((position, cuts[i][..cut].iter().product()));
    }
    let is_parallel = |n: usize| n < n_inner_parallel;
    let appended = |parallel: bool| {
        let chosen = inner.iter().enumerate().filter(move |(n, _)| is_parallel(*n) == parallel);
        chosen.map(|(_, &(i, cut))| (formula.axes[i].name, cuts[i][cut]))
    };
    let add = |out: &mut te::Formula, (name, extent): (Sym, i64)| {
        let name = fresh(cx, formula, out, name);
        out.axes.push(te::Axis { name, extent });
    };
    appended(true).for_each(|a| add(&mut out, a));
    out.axes.extend_from_slice(&formula.axes[n_parallel..]);
    appended(false).for_each(|a| add(&mut out, a));
    for (digits, sizes) in axes.iter().zip(&cuts) {
        let extent = &mut out.axes[digits[0].0].extent;
        *extent /= sizes.iter().product::<i64>();
    }
    let places: Vec<AffineExpr> = axes.iter().map(sum).collect();
    let ranges: Vec<(i64, i64)> = out.axes.iter().map(|a| (0, (a.extent - 1).max(0))).collect();
    for (read, layout) in formula.reads.iter().zip(operands) {
        let map = match &read.map {
            Some(map) => Some(physical_map(map, layout.as_ref(), &places, &ranges)?),
            None => None,
        };
        out.reads.push(te::Read { map, pad: read.pad });
    }
    Some(Blocked { formula: out, axes })
}

/// Cuts the reduce axes that alone index a blocked dimension, if nothing cut them yet.
fn cut_reduce_axes(
    formula: &te::Formula,
    map: &AffineMap,
    layout: &Layout,
    cuts: &mut [Vec<i64>],
    inner: &mut Vec<(usize, usize)>,
) {
    for (dim, index) in map.results.iter().enumerate() {
        let AffineExpr::Dim(i) = index else { continue };
        let i = *i as usize;
        let sizes: Vec<i64> =
            layout.blocks.iter().filter(|b| b.dim == dim).map(|b| b.size).collect();
        let divides = formula.axes[i].extent % sizes.iter().product::<i64>() == 0;
        if i < formula.n_parallel || !cuts[i].is_empty() || !divides {
            continue;
        }
        inner.extend((0..sizes.len()).map(|cut| (i, cut)));
        cuts[i] = sizes;
    }
}

/// A name for the inner part of an axis.
fn fresh(cx: &Context, old: &te::Formula, new: &te::Formula, name: Sym) -> Sym {
    let mut text = cx.str(name).to_owned();
    loop {
        text.push('i');
        let name = cx.sym(&text);
        if !old.axes.iter().chain(&new.axes).any(|a| a.name == name) {
            return name;
        }
    }
}

fn sum(digits: &Digits) -> AffineExpr {
    let terms = digits.iter().map(|&(i, factor)| axis(i) * at(factor));
    terms.reduce(|a, b| a + b).unwrap_or(at(0))
}

/// The indices in memory of a read over the cut axes.
fn physical_map(
    map: &AffineMap,
    layout: Option<&Layout>,
    places: &[AffineExpr],
    ranges: &[(i64, i64)],
) -> Option<AffineMap> {
    let mut results: Vec<AffineExpr> =
        map.results.iter().map(|e| e.substitute(places, &[])).collect();
    for block in layout.map_or(&[][..], |l| &l.blocks) {
        let index = results.get_mut(block.dim)?;
        let whole = std::mem::replace(index, at(0));
        *index = whole.clone().floor_div(at(block.size));
        results.push(whole.modulo(at(block.size)));
    }
    let simple = results.iter().map(|e| e.simplify(ranges)).collect();
    Some(AffineMap::new(ranges.len() as u32, simple))
}

impl Lowerer<'_> {
    /// The type that a value has in the program over whole tensors.
    pub(super) fn logical_ty(&self, value: ValueId) -> Type {
        self.logical.get(&value).copied().unwrap_or_else(|| self.rw.ty(value))
    }

    pub(super) fn layout(&self, value: ValueId) -> Option<Layout> {
        Layout::of(self.rw.cx, self.logical_ty(value))
    }

    /// The type in memory of a value that comes from outside or from an operation that stays.
    fn settle(&mut self, value: ValueId) -> Type {
        let ty = self.rw.ty(value);
        let physical = physical_ty(self.rw.cx, ty);
        if physical != ty {
            self.logical.insert(value, ty);
            self.rw.body.set_ty(value, physical);
        }
        physical
    }

    /// Gives arguments, constants and results of calls their types in memory.
    pub(super) fn settle_all(&mut self, diags: &mut Diags) {
        let cx = self.rw.cx;
        let Some(entry) = self.rw.body.root_block() else {
            return self.settle_signature();
        };
        for arg in self.rw.body.args(entry).to_vec() {
            self.settle(arg);
        }
        for op in self.rw.body.ops_below(ROOT) {
            let view = self.rw.op(op);
            let (name, loc) = (view.name_str().to_owned(), view.loc());
            match name.as_str() {
                "graph.constant" => self.settle_constant(op),
                "func.call" => {
                    for result in self.rw.body.results(op) {
                        self.settle(result);
                    }
                }
                "graph.group" => {
                    let values = view.operands().chain(view.results());
                    if values.into_iter().any(|v| Layout::of(cx, self.logical_ty(v)).is_some()) {
                        let why = "its operands or results have a layout; outline groups first";
                        diags.error(&LOWER001, loc, &[&name, &why]);
                    }
                }
                _ => {}
            }
        }
        self.settle_signature();
    }

    /// The elements of a constant lie as its layout says: only the type changes.
    fn settle_constant(&mut self, op: OpId) {
        let (cx, value) = (self.rw.cx, self.rw.body.result(op, 0));
        let (old, ty) = (self.rw.ty(value), self.settle(value));
        let attr = self.rw.op(op).attr("value");
        let Some(mut kind) = attr.filter(|_| old != ty).map(|a| a.kind(cx).into_owned()) else {
            return;
        };
        if let AttrKind::DenseElements { ty: t, .. } | AttrKind::DenseResource { ty: t, .. } =
            &mut kind
        {
            *t = ty;
            let attr = cx.attr(kind);
            self.rw.set_attr(op, "value", Some(attr));
        }
    }

    fn settle_signature(&mut self) {
        let cx = self.rw.cx;
        let ty = self.rw.op(ROOT).attr("function_type").and_then(|a| a.as_type(cx));
        let Some(terrace_ir::TypeKind::Function { inputs, results }) = ty.map(|t| t.kind(cx))
        else {
            return;
        };
        let settle = |list: &[Type]| list.iter().map(|&t| physical_ty(cx, t)).collect::<Vec<_>>();
        let new = cx.function_ty(&settle(inputs), &settle(results));
        if ty != Some(new) {
            self.rw.set_attr(ROOT, "function_type", Some(cx.type_attr(new)));
        }
    }

    /// Positions along logical axes, made of positions along those they were cut into.
    pub(super) fn rejoin_indices(&mut self, op: OpId, axes: &[Digits]) {
        let cx = self.rw.cx;
        let Some(block) = te::Compute(self.rw.op(op)).block() else { return };
        let outside = (self.rw.at, self.rw.loc);
        for inner in self.rw.body.ops_of(block).collect::<Vec<_>>() {
            let Some(index) = te::Index::cast(self.rw.op(inner)) else { continue };
            let old = index.axis().as_i64(cx).and_then(|a| usize::try_from(a).ok());
            let Some(digits) = old.and_then(|a| axes.get(a)) else { continue };
            let index_ty = cx.index_ty();
            self.rw.before(inner);
            let mut total = None;
            for &(position, factor) in digits {
                let axis = cx.i64_attr(position as i64);
                let digit = self.rw.build(te::Index::NAME).attr("axis", axis).result(index_ty);
                let mut digit = digit.value();
                if factor != 1 {
                    let factor = super::constant(&mut self.rw, factor as f64, index_ty);
                    digit = super::scalar(&mut self.rw, "arith.muli", &[digit, factor]);
                }
                total = Some(match total {
                    None => digit,
                    Some(sum) => super::scalar(&mut self.rw, "arith.addi", &[sum, digit]),
                });
            }
            self.rw.replace(inner, &[total.unwrap_or(ValueId::NONE)]);
        }
        (self.rw.at, self.rw.loc) = outside;
    }
}

/// The tensor type in memory; other types stay.
fn physical_ty(cx: &Context, ty: Type) -> Type {
    let physical = || Layout::of(cx, ty)?.physical(ty.shape(cx)?);
    physical().map_or(ty, |shape| cx.tensor_ty(&shape, ty.elem(cx)))
}

/// A copy to other places; nothing where every element stays.
fn relayout(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let cx = l.rw.cx;
    let x = *l.operands(op).first()?;
    let to = l.rw.ty(l.rw.body.result(op, 0));
    if l.logical_ty(x) == to {
        return Some(vec![x]);
    }
    if keeps_order(cx, l.logical_ty(x), to) {
        let ty = physical_ty(cx, to);
        let y = l.rw.build("graph.reshape").operand(x).result(ty).value();
        if ty != to {
            l.logical.insert(y, to);
        }
        return Some(vec![y]);
    }
    copy(l, op, x)
}

fn copy(l: &mut Lowerer<'_>, op: OpId, x: ValueId) -> Option<Vec<ValueId>> {
    let (shape, elem) = l.result(op)?;
    let formula = l.over(&shape).read((0..shape.len()).map(axis).collect());
    Some(vec![l.compute(&formula, &[x], elem, "relayout", |_, x| x[0])])
}

#[cfg(test)]
mod tests {
    use super::*;
    use te::{Combiner, Formula};

    /// A 3x3 convolution with padding 1 over 32 input channels.
    fn conv(cx: &Context) -> Formula {
        let axes = [("n", 1), ("o", 64), ("p", 7), ("q", 7)];
        let reduce = [("c", 32), ("r", 3), ("s", 3)];
        let zero = cx.float_attr(0.0, cx.f32_ty()).unwrap();
        let near = |p: usize, r: usize| axis(p) + axis(r) + at(-1);
        Formula::over(cx, &axes)
            .reduce(cx, &reduce, Combiner::Add)
            .read_padded(vec![axis(0), axis(4), near(2, 5), near(3, 6)], zero)
            .read(vec![axis(1), axis(4), axis(5), axis(6)])
    }

    fn spell(cx: &Context, formula: &Formula) -> Vec<String> {
        let name = |i: u32| cx.str(formula.axes[i as usize].name).to_owned();
        let read = |r: &te::Read| -> String {
            let results = r.map.iter().flat_map(|m| &m.results);
            let indices = results.map(|e| e.to_string_with(&name, &|_| String::new()));
            indices.collect::<Vec<_>>().join(", ")
        };
        let axes = formula.axes.iter().map(|a| format!("{}={}", cx.str(a.name), a.extent));
        let axes = axes.collect::<Vec<_>>().join(" ");
        std::iter::once(axes).chain(formula.reads.iter().map(read)).collect()
    }

    #[test]
    fn a_blocked_convolution_reads_plain_axes() {
        let cx = Context::new();
        let channels = Layout::new(&[(1, 16)]);
        let weights = Layout::new(&[(1, 16), (0, 16)]);
        let operands = [Some(channels.clone()), Some(weights)];
        let made = blocked(&cx, &conv(&cx), Some(&channels), &operands).unwrap();
        assert_eq!(made.formula.n_parallel, 5);
        assert_eq!(
            spell(&cx, &made.formula),
            [
                "n=1 o=4 p=7 q=7 oi=16 c=2 r=3 s=3 ci=16",
                "n, c, p + r - 1, q + s - 1, ci",
                "o, c, r, s, ci, oi",
            ]
        );
    }

    #[test]
    fn a_concatenation_of_blocked_parts_shifts_blocks() {
        let cx = Context::new();
        let channels = Layout::new(&[(1, 16)]);
        let zero = cx.float_attr(0.0, cx.f32_ty()).unwrap();
        let formula = Formula::over(&cx, &[("n", 2), ("c", 96)])
            .read_padded(vec![axis(0), axis(1)], zero)
            .read_padded(vec![axis(0), axis(1) + at(-32)], zero);
        let operands = [Some(channels.clone()), Some(channels.clone())];
        let made = blocked(&cx, &formula, Some(&channels), &operands).unwrap();
        assert_eq!(spell(&cx, &made.formula), ["n=2 c=6 ci=16", "n, c, ci", "n, c - 2, ci"]);
    }

    /// Whatever is cut: at every point, what is read in memory is what was read before.
    #[test]
    fn reads_mean_the_same_elements() {
        let cx = Context::new();
        let layouts = [
            None,
            Some(Layout::new(&[(1, 4)])),
            Some(Layout::new(&[(1, 2), (0, 2), (1, 2)])),
            Some(Layout::new(&[(0, 4), (1, 8)])),
        ];
        let formula = Formula::over(&cx, &[("m", 4), ("n", 8)])
            .reduce(&cx, &[("k", 8)], Combiner::Add)
            .read(vec![axis(0), axis(2)])
            .read_padded(vec![axis(1) + at(-4), axis(2)], cx.unit());
        for (result, a) in layouts.iter().flat_map(|r| layouts.iter().map(move |a| (r, a))) {
            for b in &layouts {
                let operands = [a.clone(), b.clone()];
                let made = blocked(&cx, &formula, result.as_ref(), &operands).unwrap();
                check_points(&formula, &made, &operands);
            }
        }
    }

    fn check_points(formula: &Formula, made: &Blocked, layouts: &[Option<Layout>]) {
        let extents: Vec<i64> = made.formula.axes.iter().map(|a| a.extent).collect();
        assert_eq!(extents.iter().product::<i64>(), 4 * 8 * 8);
        for n in 0..4 * 8 * 8 {
            let mut rest = n;
            let mut point: Vec<i64> = Vec::new();
            for extent in extents.iter().rev() {
                point.push(rest % extent);
                rest /= extent;
            }
            point.reverse();
            let value = |d: &Digits| d.iter().map(|&(i, factor)| point[i] * factor).sum();
            let logical: Vec<i64> = made.axes.iter().map(value).collect();
            for (i, layout) in layouts.iter().enumerate() {
                let map = |f: &Formula, at: &[i64]| {
                    f.reads[i].map.as_ref().and_then(|m| m.eval(at, &[])).unwrap()
                };
                let mut want = map(formula, &logical);
                for block in layout.iter().flat_map(|l| &l.blocks) {
                    let whole = want[block.dim];
                    want[block.dim] = whole.div_euclid(block.size);
                    want.push(whole.rem_euclid(block.size));
                }
                assert_eq!(map(&made.formula, &point), want, "{layouts:?} at {logical:?}");
            }
        }
    }
}

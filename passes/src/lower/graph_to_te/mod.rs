//! Lowers operations on whole tensors to formulas.
//!
//! Each operation becomes one `te.compute`, or a few where an intermediate has another shape
//! (softmax: maximum, exponentials, sum, quotient). Constants and reshapes of a host function are
//! left: they cost nothing at run time. Composite operations without a lowering here go through
//! their `Decompose` first. Rules see logical shapes; `layout` makes formulas over the dimensions
//! in memory of what they write.

mod contraction;
mod elementwise;
mod layout;
mod movement;
mod reduction;
mod window;

use std::collections::HashMap;
use terrace_graph::Layout;
use terrace_ir::interface::Decompose;
use terrace_ir::{AffineExpr, AttrKind, Diags};
use terrace_te as te;

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "lower-graph-to-te",
    on: "func.func",
    summary: "turn operations on whole tensors into formulas",
    reads: &["graph"],
    leaves: &["graph", "te", "arith", "math", "tensor"],
    run: |body, cx| lower(body, cx.cx, &mut cx.diags),
    ..PassInfo::EMPTY
};

/// LOWER001
pub const LOWER001: Code = Code {
    id: "LOWER001",
    message: "`{0}` has no formula here: {1}",
    explain: "Only static shapes and signless elements are lowered; bind symbolic dimensions \
              first.",
};

/// Stays in the function: it costs nothing at run time, or later passes want it as it is.
const KEPT: &[&str] = &["graph.constant", "graph.reshape", "graph.group", "graph.yield"];

type Rule = fn(&mut Lowerer<'_>, OpId) -> Option<Vec<ValueId>>;

fn rule(name: &str) -> Option<Rule> {
    let families = [
        elementwise::RULES,
        contraction::RULES,
        window::RULES,
        reduction::RULES,
        movement::RULES,
        layout::RULES,
    ];
    families.iter().copied().flatten().find(|(n, _)| *n == name).map(|(_, r)| *r)
}

fn lower(body: &mut Body, cx: &Context, diags: &mut Diags) -> Result<(), Reported> {
    let before = diags.n_errors();
    let rw = Rewriter::recording(cx, body);
    let mut lowerer = Lowerer { rw, source: OpId::NONE, logical: HashMap::new() };
    lowerer.settle_all(diags);
    let mut work: Vec<OpId> = lowerer.rw.body.ops_below(ROOT);
    work.reverse();
    while let Some(op) = work.pop() {
        let view = lowerer.rw.op(op);
        let name = view.name_str();
        let (loc, name_owned) = (view.loc(), name.to_owned());
        if lowerer.rw.body.is_dead(op) || !name.starts_with("graph.") || KEPT.contains(&name) {
            continue;
        }
        if let Some(rule) = rule(name) {
            lowerer.source = op;
            lowerer.rw.before(op);
            match rule(&mut lowerer, op) {
                Some(values) if lowerer.are_countable(&values) => lowerer.replace(op, &values),
                Some(_) => {
                    let why = "its shapes have more elements than 64 bits count";
                    diags.error(&LOWER001, loc, &[&name_owned, &why]);
                }
                None => {
                    let why = "its shapes, element types or attributes do not fit";
                    diags.error(&LOWER001, loc, &[&name_owned, &why]);
                }
            }
            continue;
        }
        let decompose = view.info().and_then(|i| i.interface::<Decompose>());
        lowerer.rw.take_events();
        lowerer.rw.before(op);
        if decompose.and_then(|d| (d.0)(op, &mut lowerer.rw)).is_none() {
            diags.error(&LOWER001, loc, &[&name_owned, &"no lowering exists"]);
            continue;
        }
        let made = lowerer.rw.take_events().into_iter().filter_map(|e| match e {
            terrace_ir::rewrite::Event::Created(op) => Some(op),
            _ => None,
        });
        let made: Vec<OpId> = made.collect();
        work.extend(made.into_iter().rev());
    }
    diags.ok_since(before)
}

/// Makes formulas before the operation that is being lowered.
pub(super) struct Lowerer<'a> {
    pub rw: Rewriter<'a>,
    source: OpId,
    /// The types with layouts of values that have their types in memory by now.
    logical: HashMap<ValueId, Type>,
}

/// Shorthand for an axis as an index.
pub(super) fn axis(i: usize) -> AffineExpr {
    AffineExpr::Dim(i as u32)
}

/// Shorthand for a constant index.
pub(super) fn at(c: i64) -> AffineExpr {
    AffineExpr::Const(c)
}

impl Lowerer<'_> {
    fn replace(&mut self, op: OpId, values: &[ValueId]) {
        let results: Vec<ValueId> = self.rw.body.results(op).collect();
        for (&old, &new) in results.iter().zip(values) {
            if let Some(name) = self.rw.body.value_name(old) {
                self.rw.body.set_value_name(new, name);
            }
        }
        self.rw.replace(op, values);
    }

    /// Whether the points of the formulas behind these values can be counted.
    fn are_countable(&self, values: &[ValueId]) -> bool {
        let formula = |&v| self.rw.defining(v).and_then(te::Compute::cast)?.formula();
        values.iter().filter_map(formula).all(|f| f.n_points().is_some())
    }

    pub fn shape(&self, value: ValueId) -> Option<Vec<i64>> {
        self.logical_ty(value).static_shape(self.rw.cx).map(<[i64]>::to_vec)
    }

    pub fn elem(&self, value: ValueId) -> Type {
        self.rw.ty(value).elem(self.rw.cx)
    }

    /// The shape and element type of the operation's first result.
    pub fn result(&self, op: OpId) -> Option<(Vec<i64>, Type)> {
        let result = self.rw.body.result(op, 0);
        Some((self.shape(result)?, self.elem(result)))
    }

    pub fn operands(&self, op: OpId) -> Vec<ValueId> {
        self.rw.body.operands(op).collect()
    }

    pub fn int(&self, op: OpId, name: &str) -> Option<i64> {
        self.rw.op(op).attr(name)?.as_i64(self.rw.cx)
    }

    pub fn ints(&self, op: OpId, name: &str) -> Option<Vec<i64>> {
        self.rw.op(op).attr(name)?.as_ints(self.rw.cx)
    }

    pub fn float(&self, op: OpId, name: &str) -> Option<f64> {
        self.rw.op(op).attr(name)?.as_f64(self.rw.cx)
    }

    pub fn flag(&self, op: OpId, name: &str) -> bool {
        let attr = self.rw.op(op).attr(name);
        attr.is_some_and(|a| a.as_int(self.rw.cx) != Some(0))
    }

    pub fn word(&self, op: OpId, name: &str) -> Option<&str> {
        self.rw.op(op).attr(name)?.as_str(self.rw.cx)
    }

    /// Parallel axes `d0, d1, ..` over a shape.
    pub fn over(&self, shape: &[i64]) -> te::Formula {
        let names: Vec<String> = (0..shape.len()).map(|i| format!("i{i}")).collect();
        let axes: Vec<(&str, i64)> =
            names.iter().map(String::as_str).zip(shape.iter().copied()).collect();
        te::Formula::over(self.rw.cx, &axes)
    }

    /// The indices of an operand that broadcasts against the first `rank` axes, aligned at the
    /// last one.
    pub fn broadcast(&self, value: ValueId, rank: usize) -> Option<Vec<AffineExpr>> {
        let shape = self.shape(value)?;
        let skip = rank.checked_sub(shape.len())?;
        let index = |(d, &size): (usize, &i64)| if size == 1 { at(0) } else { axis(d + skip) };
        Some(shape.iter().enumerate().map(index).collect())
    }

    /// A formula over logical axes with one result, in the layout of the lowered operation's result
    /// where it has that shape; named after the operation that is lowered.
    pub fn compute(
        &mut self,
        formula: &te::Formula,
        inputs: &[ValueId],
        elem: Type,
        what: &str,
        body: impl FnOnce(&mut Rewriter<'_>, &[ValueId]) -> ValueId,
    ) -> ValueId {
        // A constant with one distinct element is a scalar of the formula, not an operand.
        let scalars: Vec<Option<Attr>> = inputs
            .iter()
            .zip(&formula.reads)
            .map(|(&v, read)| self.splat(v).filter(|_| read.map.is_some() && read.pad.is_none()))
            .collect();
        let whole: Vec<bool> = formula.reads.iter().map(|r| r.map.is_none()).collect();
        let mut formula = formula.clone();
        let mut known = scalars.iter();
        formula.reads.retain(|_| known.next().is_some_and(Option::is_none));
        let rest: Vec<ValueId> =
            inputs.iter().zip(&scalars).filter(|(_, s)| s.is_none()).map(|(&v, _)| v).collect();
        let made = self.rw.ty(self.rw.body.result(self.source, 0));
        let layout = Layout::of(self.rw.cx, made);
        let layout = layout.filter(|_| made.shape(self.rw.cx) == Some(&formula.shape()));
        let layouts: Vec<Option<Layout>> = rest.iter().map(|&v| self.layout(v)).collect();
        let logical = self.rw.cx.tensor_ty(&formula.shape(), elem);
        let is_blocked = layout.is_some() || layouts.iter().any(Option::is_some);
        let cut = is_blocked
            .then(|| layout::blocked(self.rw.cx, &formula, layout.as_ref(), &layouts))
            .flatten();
        let formula = cut.as_ref().map_or(&formula, |c| &c.formula);
        let op = te::build(&mut self.rw, formula, &rest, &[elem], |rw, x| {
            let mut given = x.iter().copied();
            let mut all = Vec::new();
            for (scalar, whole) in scalars.iter().zip(&whole) {
                match scalar {
                    Some(value) => {
                        let ty = value.ty(rw.cx).unwrap_or(Type::NONE);
                        let op = rw.build("arith.constant").attr("value", *value);
                        all.push(op.result(ty).value());
                    }
                    None if *whole => {}
                    None => all.extend(given.next()),
                }
            }
            vec![body(rw, &all)]
        });
        let name = self.rw.cx.str_attr(what);
        self.rw.set_attr(op, "name", Some(name));
        let value = self.rw.body.result(op, 0);
        if let Some(cut) = cut {
            self.rejoin_indices(op, &cut.axes);
        }
        if layout.is_some() {
            self.logical.insert(value, Layout::apply(self.rw.cx, layout.as_ref(), logical));
        }
        value
    }

    /// The element of a constant whose elements are all equal.
    fn splat(&self, value: ValueId) -> Option<Attr> {
        let cx = self.rw.cx;
        let def = self.rw.defining(value).filter(|d| d.name_str() == "graph.constant")?;
        let value = def.attr("value")?;
        let AttrKind::DenseElements { ty, data, splat } = &*value.kind(cx) else { return None };
        let elem = ty.elem(cx);
        let n_bytes = elem.elem_bytes(cx).filter(|n| data.len() >= *n && *n <= 16)?;
        (*splat || ty.n_elems(cx) == Some(1)).then_some(())?;
        let mut raw = [0; 16];
        raw[..n_bytes].copy_from_slice(&data[..n_bytes]);
        let bits = u128::from_le_bytes(raw);
        if elem.float(cx).is_some() {
            return Some(cx.attr(AttrKind::Float { bits, ty: elem }));
        }
        let width = elem.int_width(cx).filter(|w| *w <= 64)?;
        // Sign-extend from the stored width.
        let shift = 128 - if width == 1 { 1 } else { 8 * n_bytes as u32 };
        Some(cx.int_attr(((bits << shift) as i128) >> shift, elem))
    }

    /// The mnemonic of the operation that is lowered.
    pub fn mnemonic(&self) -> String {
        let name = self.rw.op(self.source).name_str();
        name.strip_prefix("graph.").unwrap_or(name).to_owned()
    }
}

/// A scalar operation with operands and result of one type.
pub(super) fn scalar(rw: &mut Rewriter<'_>, name: &str, operands: &[ValueId]) -> ValueId {
    let ty = rw.ty(operands[0]);
    rw.build(name).operands(operands).result(ty).value()
}

/// A scalar constant of a float or integer type.
pub(super) fn constant(rw: &mut Rewriter<'_>, value: f64, ty: Type) -> ValueId {
    let attr = number(rw.cx, value, ty);
    rw.build("arith.constant").attr("value", attr).result(ty).value()
}

/// A number as an attribute of a float or integer type.
pub(super) fn number(cx: &Context, value: f64, ty: Type) -> Attr {
    cx.float_attr(value, ty).unwrap_or_else(|| cx.int_attr(value as i128, ty))
}

/// Whether `arith` computes on this element type.
pub(super) fn is_plain(cx: &Context, elem: Type) -> bool {
    use terrace_ir::{Sign, TypeKind};
    match elem.kind(cx) {
        TypeKind::Float(_) | TypeKind::Index => true,
        TypeKind::Int { sign, .. } => *sign == Sign::Signless,
        _ => false,
    }
}

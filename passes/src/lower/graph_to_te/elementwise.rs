//! Element-by-element operations, with broadcasting.

use super::{Lowerer, Rule, constant, is_plain, scalar};
use crate::prelude::*;

pub(super) const RULES: &[(&str, Rule)] = &[
    ("graph.add", |l, op| binary(l, op, "arith.addf", "arith.addi")),
    ("graph.sub", |l, op| binary(l, op, "arith.subf", "arith.subi")),
    ("graph.mul", |l, op| binary(l, op, "arith.mulf", "arith.muli")),
    ("graph.div", |l, op| binary(l, op, "arith.divf", "arith.divsi")),
    ("graph.max", |l, op| binary(l, op, "arith.maximumf", "arith.maxsi")),
    ("graph.min", |l, op| binary(l, op, "arith.minimumf", "arith.minsi")),
    ("graph.pow", |l, op| binary(l, op, "math.powf", "math.ipowi")),
    ("graph.and", |l, op| binary(l, op, "", "arith.andi")),
    ("graph.or", |l, op| binary(l, op, "", "arith.ori")),
    ("graph.xor", |l, op| binary(l, op, "", "arith.xori")),
    ("graph.mod", modulo),
    ("graph.abs", |l, op| unary(l, op, "math.absf", "math.absi")),
    ("graph.ceil", |l, op| unary(l, op, "math.ceil", "")),
    ("graph.floor", |l, op| unary(l, op, "math.floor", "")),
    ("graph.round", |l, op| unary(l, op, "math.roundeven", "")),
    ("graph.exp", |l, op| unary(l, op, "math.exp", "")),
    ("graph.log", |l, op| unary(l, op, "math.log", "")),
    ("graph.sqrt", |l, op| unary(l, op, "math.sqrt", "")),
    ("graph.sin", |l, op| unary(l, op, "math.sin", "")),
    ("graph.cos", |l, op| unary(l, op, "math.cos", "")),
    ("graph.tanh", |l, op| unary(l, op, "math.tanh", "")),
    ("graph.erf", |l, op| unary(l, op, "math.erf", "")),
    ("graph.neg", neg),
    ("graph.not", not),
    ("graph.sign", sign),
    ("graph.relu", relu),
    ("graph.sigmoid", sigmoid),
    ("graph.gelu", gelu),
    ("graph.compare", compare),
    ("graph.select", |l, op| map(l, op, |rw, x| scalar_select(rw, x[0], x[1], x[2]))),
    ("graph.cast", cast),
];

/// One element per point of the result from broadcast operands.
fn map(
    l: &mut Lowerer<'_>,
    op: OpId,
    f: impl FnOnce(&mut Rewriter<'_>, &[ValueId]) -> ValueId,
) -> Option<Vec<ValueId>> {
    let (shape, elem) = l.result(op)?;
    let operands = l.operands(op);
    let mut formula = l.over(&shape);
    for &v in &operands {
        formula = formula.read(l.broadcast(v, shape.len())?);
        is_plain(l.rw.cx, l.elem(v)).then_some(())?;
    }
    is_plain(l.rw.cx, elem).then_some(())?;
    let name = l.mnemonic();
    Some(vec![l.compute(&formula, &operands, elem, &name, f)])
}

fn pick(l: &Lowerer<'_>, op: OpId, float: &'static str, int: &'static str) -> Option<&'static str> {
    let elem = l.elem(*l.operands(op).first()?);
    let name = if elem.float(l.rw.cx).is_some() { float } else { int };
    (!name.is_empty()).then_some(name)
}

fn binary(
    l: &mut Lowerer<'_>,
    op: OpId,
    float: &'static str,
    int: &'static str,
) -> Option<Vec<ValueId>> {
    let name = pick(l, op, float, int)?;
    map(l, op, |rw, x| scalar(rw, name, &x[..2]))
}

fn unary(
    l: &mut Lowerer<'_>,
    op: OpId,
    float: &'static str,
    int: &'static str,
) -> Option<Vec<ValueId>> {
    let name = pick(l, op, float, int)?;
    map(l, op, |rw, x| scalar(rw, name, &x[..1]))
}

/// The remainder has the sign of the divisor, or of the dividend with `truncate`.
fn modulo(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let truncate = l.flag(op, "truncate");
    let name = pick(l, op, "arith.remf", "arith.remsi")?;
    map(l, op, |rw, x| {
        let (a, b) = (x[0], x[1]);
        let rest = scalar(rw, name, &[a, b]);
        if truncate {
            return rest;
        }
        let ty = rw.ty(a);
        let zero = constant(rw, 0.0, ty);
        let is_float = ty.float(rw.cx).is_some();
        let compare = |rw: &mut Rewriter<'_>, x, less: bool| match is_float {
            true => scalar_compare(rw, "arith.cmpf", if less { 4 } else { 6 }, x, zero),
            false => scalar_compare(rw, "arith.cmpi", if less { 2 } else { 1 }, x, zero),
        };
        let (rest_below, divisor_below) = (compare(rw, rest, true), compare(rw, b, true));
        let differ = scalar(rw, "arith.xori", &[rest_below, divisor_below]);
        let nonzero = compare(rw, rest, false);
        let fix = scalar(rw, "arith.andi", &[differ, nonzero]);
        let moved = scalar(rw, if is_float { "arith.addf" } else { "arith.addi" }, &[rest, b]);
        scalar_select(rw, fix, moved, rest)
    })
}

fn neg(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    map(l, op, |rw, x| {
        let ty = rw.ty(x[0]);
        if ty.float(rw.cx).is_some() {
            return scalar(rw, "arith.negf", &x[..1]);
        }
        let zero = constant(rw, 0.0, ty);
        scalar(rw, "arith.subi", &[zero, x[0]])
    })
}

fn not(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    map(l, op, |rw, x| {
        let ones = constant(rw, -1.0, rw.ty(x[0]));
        scalar(rw, "arith.xori", &[x[0], ones])
    })
}

fn sign(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    map(l, op, |rw, x| {
        let ty = rw.ty(x[0]);
        let (zero, one, minus) =
            (constant(rw, 0.0, ty), constant(rw, 1.0, ty), constant(rw, -1.0, ty));
        let (name, above, below) = match ty.float(rw.cx) {
            Some(_) => ("arith.cmpf", 2, 4),
            None => ("arith.cmpi", 4, 2),
        };
        let above = scalar_compare(rw, name, above, x[0], zero);
        let below = scalar_compare(rw, name, below, x[0], zero);
        // A NaN is neither above nor below zero and passes through.
        let low = scalar_select(rw, below, minus, x[0]);
        scalar_select(rw, above, one, low)
    })
}

fn relu(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let name = pick(l, op, "arith.maximumf", "arith.maxsi")?;
    map(l, op, |rw, x| {
        let zero = constant(rw, 0.0, rw.ty(x[0]));
        scalar(rw, name, &[x[0], zero])
    })
}

/// `1 / (1 + exp(-x))`
fn sigmoid(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    pick(l, op, "float", "")?;
    map(l, op, |rw, x| {
        let one = constant(rw, 1.0, rw.ty(x[0]));
        let minus = scalar(rw, "arith.negf", &x[..1]);
        let exp = scalar(rw, "math.exp", &[minus]);
        let sum = scalar(rw, "arith.addf", &[one, exp]);
        scalar(rw, "arith.divf", &[one, sum])
    })
}

/// `x / 2 * (1 + erf(x / sqrt 2))`, or its approximation by tanh.
fn gelu(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    pick(l, op, "float", "")?;
    let by_tanh = l.word(op, "approximate") == Some("tanh");
    map(l, op, |rw, x| {
        let (x, ty) = (x[0], rw.ty(x[0]));
        let (one, half) = (constant(rw, 1.0, ty), constant(rw, 0.5, ty));
        let inner = if by_tanh {
            let scale = constant(rw, (2.0 / std::f64::consts::PI).sqrt(), ty);
            let cubic = constant(rw, 0.044715, ty);
            let square = scalar(rw, "arith.mulf", &[x, x]);
            let cube = scalar(rw, "arith.mulf", &[square, x]);
            let term = scalar(rw, "arith.mulf", &[cubic, cube]);
            let sum = scalar(rw, "arith.addf", &[x, term]);
            let inner = scalar(rw, "arith.mulf", &[scale, sum]);
            scalar(rw, "math.tanh", &[inner])
        } else {
            let scale = constant(rw, std::f64::consts::FRAC_1_SQRT_2, ty);
            let inner = scalar(rw, "arith.mulf", &[x, scale]);
            scalar(rw, "math.erf", &[inner])
        };
        let sum = scalar(rw, "arith.addf", &[one, inner]);
        let halved = scalar(rw, "arith.mulf", &[half, x]);
        scalar(rw, "arith.mulf", &[halved, sum])
    })
}

fn compare(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let word = l.word(op, "predicate")?;
    // Ordered comparisons, except that a NaN differs from everything.
    let (float, int) = match word {
        "eq" => (1, 0),
        "ne" => (13, 1),
        "lt" => (4, 2),
        "le" => (5, 3),
        "gt" => (2, 4),
        "ge" => (3, 5),
        _ => return None,
    };
    let is_float = pick(l, op, "float", "int")? == "float";
    map(l, op, |rw, x| match is_float {
        true => scalar_compare(rw, "arith.cmpf", float, x[0], x[1]),
        false => scalar_compare(rw, "arith.cmpi", int, x[0], x[1]),
    })
}

/// Converts as ONNX's `Cast`: floats to integers towards zero, anything to bool by `!= 0`.
fn cast(l: &mut Lowerer<'_>, op: OpId) -> Option<Vec<ValueId>> {
    let (_, to) = l.result(op)?;
    map(l, op, |rw, x| scalar_cast(rw, x[0], to))
}

pub(super) fn scalar_cast(rw: &mut Rewriter<'_>, x: ValueId, to: Type) -> ValueId {
    let cx = rw.cx;
    let from = rw.ty(x);
    if from == to {
        return x;
    }
    let convert = |rw: &mut Rewriter<'_>, name: &str| rw.build(name).operand(x).result(to).value();
    match (from.float(cx), to.float(cx)) {
        (Some(a), Some(b)) if a.bits() < b.bits() => convert(rw, "arith.extf"),
        (Some(a), Some(b)) if a.bits() > b.bits() => convert(rw, "arith.truncf"),
        (Some(_), Some(_)) => {
            // Formats of one width: through f32, which holds both.
            let wide = rw.build("arith.extf").operand(x).result(cx.f32_ty()).value();
            rw.build("arith.truncf").operand(wide).result(to).value()
        }
        (Some(_), None) if to.int_width(cx) == Some(1) => {
            let zero = constant(rw, 0.0, from);
            scalar_compare(rw, "arith.cmpf", 13, x, zero)
        }
        (Some(_), None) => convert(rw, "arith.fptosi"),
        (None, Some(_)) if from.int_width(cx) == Some(1) => convert(rw, "arith.uitofp"),
        (None, Some(_)) => convert(rw, "arith.sitofp"),
        (None, None) if from.is_index(cx) || to.is_index(cx) => convert(rw, "arith.index_cast"),
        (None, None) => match (from.int_width(cx), to.int_width(cx)) {
            (_, Some(1)) => {
                let zero = constant(rw, 0.0, from);
                scalar_compare(rw, "arith.cmpi", 1, x, zero)
            }
            (Some(1), _) => convert(rw, "arith.extui"),
            (Some(a), Some(b)) if a < b => convert(rw, "arith.extsi"),
            _ => convert(rw, "arith.trunci"),
        },
    }
}

pub(super) fn scalar_compare(
    rw: &mut Rewriter<'_>,
    name: &str,
    predicate: i64,
    a: ValueId,
    b: ValueId,
) -> ValueId {
    let cx = rw.cx;
    let op = rw.build(name).operands(&[a, b]).attr("predicate", cx.i64_attr(predicate));
    op.result(cx.int_ty(1)).value()
}

pub(super) fn scalar_select(
    rw: &mut Rewriter<'_>,
    condition: ValueId,
    yes: ValueId,
    no: ValueId,
) -> ValueId {
    let ty = rw.ty(yes);
    rw.build("arith.select").operands(&[condition, yes, no]).result(ty).value()
}

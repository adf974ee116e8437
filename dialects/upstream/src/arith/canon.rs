//! Rewrites of arithmetic that make operations, as upstream's canonicalization patterns do.

use terrace_ir::rewrite::Pattern;
use terrace_ir::{Attr, OpId, OpRef, Rewriter, Type, ValueId};

use super::cmp::{int, inverted, swapped};
use crate::consts::{self, defined, known, known_int};
use crate::vector::reduce::SUM_OF_CONTRACT;
use crate::views::{case, enum_attr};

/// A pattern of benefit 1.
const fn pattern(
    name: &'static str,
    root: &'static str,
    apply: fn(OpId, &mut Rewriter<'_>) -> Option<()>,
) -> Pattern {
    Pattern { name, root, benefit: 1, apply }
}

pub(super) const ADDI: &[Pattern] = &[
    SUM_OF_CONTRACT[1],
    pattern("addi_of_constants", "arith.addi", sum_of_constants),
    pattern("addi_of_negated", "arith.addi", addi_of_negated),
];

pub(super) const SUBI: &[Pattern] = &[
    pattern("subi_of_constants", "arith.subi", sum_of_constants),
    pattern("subi_of_subi_same", "arith.subi", subi_of_subi_same),
];

pub(super) const MULI: &[Pattern] = &[pattern("muli_of_muli_constant", "arith.muli", muli_of_muli)];

pub(super) const XORI: &[Pattern] = &[
    pattern("not_of_cmpi", "arith.xori", not_of_cmpi),
    pattern("xori_of_extensions", "arith.xori", bitwise_of_extensions),
];

pub(super) const ANDI: &[Pattern] =
    &[pattern("andi_of_extensions", "arith.andi", bitwise_of_extensions)];

pub(super) const ORI: &[Pattern] =
    &[pattern("ori_of_extensions", "arith.ori", bitwise_of_extensions)];

pub(super) const CMPI: &[Pattern] = &[
    pattern("cmpi_constant_left", "arith.cmpi", cmpi_constant_left),
    pattern("cmpi_of_extensions", "arith.cmpi", cmpi_of_extensions),
];

pub(super) const SELECT: &[Pattern] = &[
    pattern("select_of_not", "arith.select", select_of_not),
    pattern("select_not", "arith.select", select_not),
    pattern("select_to_extui", "arith.select", select_to_extui),
    pattern("select_of_same_select", "arith.select", select_of_same_select),
];

pub(super) const EXTUI: &[Pattern] = &[pattern("extui_of_extui", "arith.extui", |op, rw| {
    merge(op, rw, &["arith.extui"], "arith.extui")
})];

pub(super) const EXTSI: &[Pattern] = &[
    pattern("extsi_of_extsi", "arith.extsi", |op, rw| {
        merge(op, rw, &["arith.extsi"], "arith.extsi")
    }),
    pattern("extsi_of_extui", "arith.extsi", |op, rw| {
        merge(op, rw, &["arith.extui"], "arith.extui")
    }),
];

pub(super) const TRUNCI: &[Pattern] = &[
    pattern("trunci_of_trunci", "arith.trunci", |op, rw| {
        merge(op, rw, &["arith.trunci"], "arith.trunci")
    }),
    pattern("trunci_of_extension", "arith.trunci", trunci_of_extension),
];

pub(super) const BITCAST: &[Pattern] =
    &[pattern("bitcast_of_bitcast", "arith.bitcast", |op, rw| {
        merge(op, rw, &["arith.bitcast"], "arith.bitcast")
    })];

pub(super) const INDEX_CAST: &[Pattern] =
    &[pattern("index_cast_of_extsi", "arith.index_cast", |op, rw| {
        merge(op, rw, &["arith.extsi"], "arith.index_cast")
    })];

pub(super) const INDEX_CASTUI: &[Pattern] =
    &[pattern("index_castui_of_extui", "arith.index_castui", |op, rw| {
        merge(op, rw, &["arith.extui"], "arith.index_castui")
    })];

pub(super) const MULF: &[Pattern] = &[pattern("mulf_of_negations", "arith.mulf", drop_negations)];

pub(super) const DIVF: &[Pattern] = &[pattern("divf_of_negations", "arith.divf", drop_negations)];

pub(super) const ADDUI_EXTENDED: &[Pattern] =
    &[pattern("addui_extended_without_carry", "arith.addui_extended", |op, rw| {
        low_half_only(op, rw, "arith.addi")
    })];

pub(super) const MULSI_EXTENDED: &[Pattern] =
    &[pattern("mulsi_extended_without_high", "arith.mulsi_extended", |op, rw| {
        low_half_only(op, rw, "arith.muli")
    })];

pub(super) const MULUI_EXTENDED: &[Pattern] =
    &[pattern("mului_extended_without_high", "arith.mului_extended", |op, rw| {
        low_half_only(op, rw, "arith.muli")
    })];

/// An `arith.constant` before the operation being rewritten.
fn constant(rw: &mut Rewriter<'_>, value: Attr, ty: Type) -> ValueId {
    rw.build("arith.constant").attr("value", value).result(ty).value()
}

/// Replaces the operation by a new one of this name on `operands`, with the same result type.
fn replace(op: OpId, rw: &mut Rewriter<'_>, name: &str, operands: &[ValueId]) -> Option<()> {
    let ty = rw.op(op).result_ty(0);
    rw.before(op);
    let new = rw.build(name).operands(operands).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// An integer as `sign * value + constant`, where sums and differences with a constant say so.
struct Affine {
    value: ValueId,
    negative: bool,
    constant: i128,
}

fn affine_form(op: OpRef<'_>) -> Option<Affine> {
    matches!(op.name_str(), "arith.addi" | "arith.subi").then_some(())?;
    let (lhs, rhs) = (op.operand(0), op.operand(1));
    let (l, r) = (known_int(op, lhs), known_int(op, rhs));
    match (op.name_str(), l, r) {
        ("arith.addi", None, Some(c)) => Some(Affine { value: lhs, negative: false, constant: c }),
        ("arith.addi", Some(c), None) => Some(Affine { value: rhs, negative: false, constant: c }),
        ("arith.subi", None, Some(c)) => Some(Affine { value: lhs, negative: false, constant: -c }),
        ("arith.subi", Some(c), None) => Some(Affine { value: rhs, negative: true, constant: c }),
        _ => None,
    }
}

/// `(x ± c0) ± c1`, `c1 - (x ± c0)` and their likes -> one sum or difference.
fn sum_of_constants(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let outer = affine_form(view)?;
    let inner = affine_form(view.defining(outer.value)?)?;
    let (cx, ty) = (view.cx, view.result_ty(0));
    let sign = if outer.negative { -1 } else { 1 };
    let value = consts::int(cx, ty, outer.constant + sign * inner.constant)?;
    let negative = outer.negative != inner.negative;
    rw.before(op);
    let c = constant(rw, value, ty);
    match negative {
        true => replace(op, rw, "arith.subi", &[c, inner.value]),
        false => replace(op, rw, "arith.addi", &[inner.value, c]),
    }
}

/// `x + y * -1 -> x - y`
fn addi_of_negated(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let negated = |v: ValueId| {
        let mul = defined(view, v, "arith.muli")?;
        let width = consts::width(view.cx, view.result_ty(0))?;
        // For i1, -1 is 1, and the product folds away by itself.
        (width > 1 && known_int(mul, mul.operand(1)) == Some(-1)).then(|| mul.operand(0))
    };
    let (lhs, rhs) = (view.operand(0), view.operand(1));
    let operands = match (negated(lhs), negated(rhs)) {
        (_, Some(y)) => [lhs, y],
        (Some(y), None) => [rhs, y],
        (None, None) => return None,
    };
    replace(op, rw, "arith.subi", &operands)
}

/// `(a - b) - a -> 0 - b`
fn subi_of_subi_same(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let inner = defined(view, view.operand(0), "arith.subi")?;
    if inner.operand(0) != view.operand(1) {
        return None;
    }
    let (b, ty) = (inner.operand(1), view.result_ty(0));
    let zero = consts::int(view.cx, ty, 0)?;
    rw.before(op);
    let zero = constant(rw, zero, ty);
    replace(op, rw, "arith.subi", &[zero, b])
}

/// `(x * c0) * c1 -> x * (c0 * c1)`
fn muli_of_muli(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let inner = defined(view, view.operand(0), "arith.muli")?;
    let outer_c = known_int(view, view.operand(1))?;
    let inner_c = known_int(inner, inner.operand(1))?;
    let (x, ty) = (inner.operand(0), view.result_ty(0));
    let product = consts::int(view.cx, ty, outer_c.wrapping_mul(inner_c))?;
    rw.before(op);
    let product = constant(rw, product, ty);
    replace(op, rw, "arith.muli", &[x, product])
}

/// `x ^ true`, where x is a comparison -> the inverse comparison
fn not_of_cmpi(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let cmp = defined(view, view.operand(0), "arith.cmpi")?;
    if known_int(view, view.operand(1))? != -1 {
        return None;
    }
    let (predicate, lhs, rhs) = (case(cmp, "predicate")?, cmp.operand(0), cmp.operand(1));
    replace_by_cmpi(op, rw, inverted(predicate), [lhs, rhs])
}

fn replace_by_cmpi(
    op: OpId,
    rw: &mut Rewriter<'_>,
    predicate: i64,
    operands: [ValueId; 2],
) -> Option<()> {
    let ty = rw.op(op).result_ty(0);
    let predicate = rw.cx.i64_attr(predicate);
    rw.before(op);
    let new = rw.build("arith.cmpi").attr("predicate", predicate).operands(&operands);
    let new = new.result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// `ext(a) op ext(b) -> ext(a op b)` for bitwise operations and equal extensions
fn bitwise_of_extensions(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (name, ty) = (view.def()?.name, view.result_ty(0));
    let (a, b) = (view.defining(view.operand(0))?, view.defining(view.operand(1))?);
    let ext = a.def()?.name;
    let fits = matches!(ext, "arith.extui" | "arith.extsi")
        && b.name_str() == ext
        && a.operand_ty(0) == b.operand_ty(0);
    if !fits {
        return None;
    }
    let (narrow, operands) = (a.operand_ty(0), [a.operand(0), b.operand(0)]);
    rw.before(op);
    let new = rw.build(name).operands(&operands).result(narrow).value();
    let new = rw.build(ext).operand(new).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// `cmpi p, c, x -> cmpi p', x, c`
fn cmpi_constant_left(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (lhs, rhs) = (view.operand(0), view.operand(1));
    if known(view, lhs).is_none() || known(view, rhs).is_some() {
        return None;
    }
    let predicate = case(view, "predicate")?;
    replace_by_cmpi(op, rw, swapped(predicate), [rhs, lhs])
}

/// `cmpi p, ext(a), ext(b) -> cmpi p', a, b`, where the extension keeps the order
fn cmpi_of_extensions(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let predicate = case(view, "predicate")?;
    let (a, b) = (view.defining(view.operand(0))?, view.defining(view.operand(1))?);
    let ext = a.name_str();
    let predicate = match ext {
        // Extended by zeros, signed and unsigned order agree.
        "arith.extui" => match predicate {
            p @ int::SLT..=int::SGE => p + 4,
            p => p,
        },
        "arith.extsi" => predicate,
        _ => return None,
    };
    if b.name_str() != ext || a.operand_ty(0) != b.operand_ty(0) {
        return None;
    }
    let operands = [a.operand(0), b.operand(0)];
    replace_by_cmpi(op, rw, predicate, operands)
}

/// `select (not c), a, b -> select c, b, a`
fn select_of_not(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let not = defined(view, view.operand(0), "arith.xori")?;
    if known_int(not, not.operand(1))? != -1 {
        return None;
    }
    let operands = [not.operand(0), view.operand(2), view.operand(1)];
    replace(op, rw, "arith.select", &operands)
}

/// `select c, false, true -> not c`
fn select_not(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (c, yes) = (view.operand(0), view.operand(2));
    let fits = view.operand_ty(0) == view.result_ty(0)
        && known_int(view, view.operand(1))? == 0
        && known_int(view, yes)? == -1;
    if !fits {
        return None;
    }
    replace(op, rw, "arith.xori", &[c, yes])
}

/// `select c, 1, 0 -> extui c`, `select c, 0, 1 -> extui (not c)`
fn select_to_extui(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (cx, ty, cond_ty) = (view.cx, view.result_ty(0), view.operand_ty(0));
    let fits =
        ty.elem(cx).int_width(cx).is_some_and(|w| w > 1) && ty.shape(cx) == cond_ty.shape(cx);
    let chosen = (known_int(view, view.operand(1))?, known_int(view, view.operand(2))?);
    let c = view.operand(0);
    match chosen {
        (1, 0) if fits => replace(op, rw, "arith.extui", &[c]),
        (0, 1) if fits => {
            let truth = consts::int(cx, cond_ty, -1)?;
            rw.before(op);
            let truth = constant(rw, truth, cond_ty);
            let not = rw.build("arith.xori").operands(&[c, truth]).result(cond_ty).value();
            replace(op, rw, "arith.extui", &[not])
        }
        _ => None,
    }
}

/// `select c, (select c, a, b), d -> select c, a, d` and its mirror image
fn select_of_same_select(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (c, a, b) = (view.operand(0), view.operand(1), view.operand(2));
    let same = |v: ValueId| defined(view, v, "arith.select").filter(|s| s.operand(0) == c);
    let operands = match (same(a), same(b)) {
        (Some(inner), _) => [c, inner.operand(1), b],
        (None, Some(inner)) => [c, a, inner.operand(2)],
        (None, None) => return None,
    };
    replace(op, rw, "arith.select", &operands)
}

/// `outer(inner(x)) -> merged(x)` for an inner conversion of one of these names
fn merge(op: OpId, rw: &mut Rewriter<'_>, inner: &[&str], merged: &str) -> Option<()> {
    let view = rw.op(op);
    let def = view.defining(view.operand(0)).filter(|d| inner.contains(&d.name_str()))?;
    let x = def.operand(0);
    if view.body.ty(x) == view.result_ty(0) {
        // The fold gives `x` itself.
        return None;
    }
    replace(op, rw, merged, &[x])
}

/// `trunci(ext(x)) -> ext(x)` or `trunci(x)`, whichever the widths ask for
fn trunci_of_extension(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let ext = view.defining(view.operand(0))?;
    let name = ext.def()?.name;
    if !matches!(name, "arith.extui" | "arith.extsi") {
        return None;
    }
    let from = consts::width(view.cx, ext.operand_ty(0))?;
    let to = consts::width(view.cx, view.result_ty(0))?;
    let x = ext.operand(0);
    match from.cmp(&to) {
        std::cmp::Ordering::Less => replace(op, rw, name, &[x]),
        std::cmp::Ordering::Greater => replace(op, rw, "arith.trunci", &[x]),
        std::cmp::Ordering::Equal => None,
    }
}

/// `(-a) * (-b) -> a * b`, and the same for quotients
fn drop_negations(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let a = defined(view, view.operand(0), "arith.negf")?.operand(0);
    let b = defined(view, view.operand(1), "arith.negf")?.operand(0);
    let (name, ty, flags) = (view.def()?.name, view.result_ty(0), view.attr("fastmath"));
    rw.before(op);
    let new = rw.build(name).maybe_attr("fastmath", flags).operands(&[a, b]).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// An extended operation whose second result nobody uses -> the plain one
fn low_half_only(op: OpId, rw: &mut Rewriter<'_>, plain: &str) -> Option<()> {
    let view = rw.op(op);
    if view.body.has_uses(view.result(1)) {
        return None;
    }
    let (a, b, low, ty) = (view.operand(0), view.operand(1), view.result(0), view.result_ty(0));
    rw.before(op);
    let new = rw.build(plain).operands(&[a, b]).result(ty).value();
    rw.replace_uses(low, new);
    rw.erase(op);
    Some(())
}

/// The attribute `#arith.fastmath` with these flags.
pub fn fastmath(cx: &terrace_ir::Context, flags: i64) -> Option<Attr> {
    let def = super::table::ATTRS.iter().find(|d| d.name == "arith.fastmath")?;
    Some(enum_attr(cx, def, flags))
}

//! Relations between the types of an operation.

use super::Verifier;
use super::codes::*;
use crate::context::Context;
use crate::def::{OpDef, TypeRule, ValueSlot};
use crate::entity::Type;
use crate::text::type_to_string;
use crate::ty::{DYNAMIC, TypeKind};
use crate::view::OpRef;

impl Verifier<'_> {
    /// Checks every rule of the definition.
    pub(super) fn rules(&mut self, op: OpRef<'_>, def: &'static OpDef) {
        for rule in def.types {
            if let Some(why) = self.broken(op, def, rule) {
                self.diags.error(&IR017, op.loc(), &[&def.name, &why]);
            }
        }
    }

    /// Why a rule does not hold.
    fn broken(&self, op: OpRef<'_>, def: &OpDef, rule: &TypeRule) -> Option<String> {
        let cx = self.cx;
        let operands = || op.operands().map(|v| op.body.ty(v));
        let results = || op.results().map(|v| op.body.ty(v));
        let all = || operands().chain(results()).collect::<Vec<Type>>();
        let named =
            |names: &[&str]| names.iter().flat_map(|n| types_of(op, def, n)).collect::<Vec<Type>>();
        match rule {
            TypeRule::SameOperandsAndResults => differ(cx, &all(), compatible)
                .map(|(a, b)| format!("operands and results have one type, got {a} and {b}")),
            TypeRule::SameOperands => differ(cx, &operands().collect::<Vec<_>>(), equal)
                .map(|(a, b)| format!("operands have one type, got {a} and {b}")),
            TypeRule::SameElem => differ(cx, &all(), same_elem)
                .map(|(a, b)| format!("values have one element type, got {a} and {b}")),
            TypeRule::SameShape => differ(cx, &all(), compatible_shapes)
                .map(|(a, b)| format!("values have one shape, got {a} and {b}")),
            TypeRule::SameOperandShape => {
                differ(cx, &operands().collect::<Vec<_>>(), compatible_shapes)
                    .map(|(a, b)| format!("operands have one shape, got {a} and {b}"))
            }
            TypeRule::AllMatch(names) => differ(cx, &named(names), equal)
                .map(|(a, b)| format!("{} have one type, got {a} and {b}", words(names))),
            TypeRule::AllElemMatch(names) => differ(cx, &named(names), same_elem)
                .map(|(a, b)| format!("{} have one element type, got {a} and {b}", words(names))),
            TypeRule::AllShapeMatch(names) => differ(cx, &named(names), same_shape)
                .map(|(a, b)| format!("{} have one shape, got {a} and {b}", words(names))),
            TypeRule::AllRankMatch(names) => differ(cx, &named(names), same_rank)
                .map(|(a, b)| format!("{} have one rank, got {a} and {b}", words(names))),
            TypeRule::Derived { from, to, via, summary } => {
                let from = *types_of(op, def, from).first()?;
                let wanted = via(cx, from);
                let got = types_of(op, def, to);
                let broken = got.iter().any(|ty| Some(*ty) != wanted);
                broken.then(|| derived_text(cx, summary, wanted.as_slice(), &got))
            }
            TypeRule::DerivedList { from, to, via, summary } => {
                let from = *types_of(op, def, from).first()?;
                let wanted = via(cx, from);
                let got = types_of(op, def, to);
                let broken = wanted.as_deref() != Some(&*got);
                broken.then(|| derived_text(cx, summary, wanted.as_deref().unwrap_or(&[]), &got))
            }
            TypeRule::Fixed { to, ty } => {
                let (wanted, got) = (ty(cx), types_of(op, def, to));
                let broken = got.iter().any(|ty| *ty != wanted);
                broken.then(|| derived_text(cx, "a type is fixed", &[wanted], &got))
            }
        }
    }
}

/// The types that a slot's name stands for: of its values, or the attribute's.
fn types_of(op: OpRef<'_>, def: &OpDef, name: &str) -> Vec<Type> {
    let position = |slots: &[ValueSlot]| slots.iter().position(|s| s.name == name);
    if let Some(i) = position(def.operands) {
        return op.operand_group(i).unwrap_or(0..0).map(|k| op.operand_ty(k)).collect();
    }
    if let Some(i) = position(def.results) {
        return op.result_group(i).unwrap_or(0..0).map(|k| op.result_ty(k)).collect();
    }
    let attr = def.attr_slot(name).and_then(|i| op.inherent(i));
    attr.and_then(|a| a.as_type(op.cx).or_else(|| a.ty(op.cx))).into_iter().collect()
}

/// The first type that does not agree with the first one, in words.
fn differ(
    cx: &Context,
    types: &[Type],
    agree: fn(&Context, Type, Type) -> bool,
) -> Option<(String, String)> {
    let first = *types.first()?;
    let other = *types.iter().find(|ty| **ty != first && !agree(cx, first, **ty))?;
    let text = |ty| format!("`{}`", type_to_string(cx, ty));
    Some((text(first), text(other)))
}

fn derived_text(cx: &Context, summary: &str, wanted: &[Type], got: &[Type]) -> String {
    let list = |types: &[Type]| {
        let texts: Vec<String> =
            types.iter().map(|ty| format!("`{}`", type_to_string(cx, *ty))).collect();
        if texts.is_empty() { "nothing".into() } else { texts.join(", ") }
    };
    format!("{summary}: expected {}, got {}", list(wanted), list(got))
}

fn words(names: &[&str]) -> String {
    names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}

fn equal(_: &Context, a: Type, b: Type) -> bool {
    a == b
}

fn same_elem(cx: &Context, a: Type, b: Type) -> bool {
    a.elem(cx) == b.elem(cx)
}

fn same_shape(cx: &Context, a: Type, b: Type) -> bool {
    a.shape(cx) == b.shape(cx)
}

fn same_rank(cx: &Context, a: Type, b: Type) -> bool {
    a.shape(cx).map(<[i64]>::len) == b.shape(cx).map(<[i64]>::len)
}

/// Shapes that could be equal at run time, as upstream judges: dynamic dimensions agree with any,
/// unranked types with every shape; scalars only with scalars.
fn compatible_shapes(cx: &Context, a: Type, b: Type) -> bool {
    if a.is_shaped(cx) != b.is_shaped(cx) {
        return false;
    }
    if let (TypeKind::Vector { scalable: x, .. }, TypeKind::Vector { scalable: y, .. }) =
        (a.kind(cx), b.kind(cx))
        && x != y
    {
        return false;
    }
    let (Some(a), Some(b)) = (a.shape(cx), b.shape(cx)) else { return true };
    let agree = |(a, b): (&i64, &i64)| a == b || *a == DYNAMIC || *b == DYNAMIC;
    a.len() == b.len() && a.iter().zip(b).all(agree)
}

/// Types that could be equal at run time.
fn compatible(cx: &Context, a: Type, b: Type) -> bool {
    let same_kind = match (a.kind(cx), b.kind(cx)) {
        (TypeKind::Tensor { encoding: x, .. }, TypeKind::Tensor { encoding: y, .. }) => x == y,
        _ if a.is_tensor(cx) => b.is_tensor(cx),
        (TypeKind::Vector { scalable: x, .. }, TypeKind::Vector { scalable: y, .. }) => x == y,
        (
            TypeKind::MemRef { layout: x, space: m, .. },
            TypeKind::MemRef { layout: y, space: n, .. },
        ) => x == y && m == n,
        _ => false,
    };
    same_kind && same_elem(cx, a, b) && compatible_shapes(cx, a, b)
}

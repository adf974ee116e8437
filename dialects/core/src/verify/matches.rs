//! Whether types and attributes satisfy constraints, and constraints in words.

use crate::attr::AttrKind;
use crate::context::Context;
use crate::def::{AttrC, TypeC};
use crate::entity::{Attr, Type};
use crate::ty::{FloatTy, Sign, TypeKind};

/// Whether a type satisfies a constraint.
pub fn type_matches(cx: &Context, constraint: &TypeC, ty: Type) -> bool {
    let Some(ty) = ty.get() else { return false };
    let elem_is = |c: &TypeC| type_matches(cx, c, ty.elem(cx));
    match (constraint, ty.kind(cx)) {
        (TypeC::Any, _) => true,
        (TypeC::None, kind) => matches!(kind, TypeKind::None),
        (TypeC::Index, kind) => matches!(kind, TypeKind::Index),
        (TypeC::I(width), kind) => {
            matches!(kind, TypeKind::Int { width: w, sign: Sign::Signless } if w == width)
        }
        (TypeC::AnySignless, kind) => matches!(kind, TypeKind::Int { sign: Sign::Signless, .. }),
        (TypeC::AnyInt, kind) => matches!(kind, TypeKind::Int { .. }),
        (TypeC::F(format), kind) => matches!(kind, TypeKind::Float(f) if f == format),
        (TypeC::AnyFloat, kind) => matches!(kind, TypeKind::Float(_)),
        (TypeC::Complex(c), kind) => {
            matches!(kind, TypeKind::Complex(part) if type_matches(cx, c, *part))
        }
        (TypeC::Function, kind) => matches!(kind, TypeKind::Function { .. }),
        (TypeC::Tuple, kind) => matches!(kind, TypeKind::Tuple(_)),
        (TypeC::OneOf(list), _) => list.iter().any(|c| type_matches(cx, c, ty)),
        (TypeC::All(list), _) => list.iter().all(|c| type_matches(cx, c, ty)),
        (TypeC::Vector(c), kind) => matches!(kind, TypeKind::Vector { .. }) && elem_is(c),
        (TypeC::Tensor(c), _) => ty.is_tensor(cx) && elem_is(c),
        (TypeC::RankedTensor(c), kind) => matches!(kind, TypeKind::Tensor { .. }) && elem_is(c),
        (TypeC::MemRef(c), kind) => matches!(kind, TypeKind::MemRef { .. }) && elem_is(c),
        (TypeC::AnyMemRef(c), _) => ty.is_memref(cx) && elem_is(c),
        (TypeC::Shaped(c), _) => ty.is_shaped(cx) && elem_is(c),
        (TypeC::Like(c), _) => {
            type_matches(cx, c, ty) || ((ty.is_vector(cx) || ty.is_tensor(cx)) && elem_is(c))
        }
        (TypeC::Rank(ranks), _) => ty.shape(cx).is_some_and(|s| ranks.contains(&s.len())),
        (TypeC::StaticShape, _) => ty.static_shape(cx).is_some(),
        (TypeC::Dialect(name), kind) => {
            matches!(kind, TypeKind::Dialect { def, .. } if def.name == *name)
        }
        (TypeC::Is(accepts, _), _) => accepts(cx, ty),
    }
}

/// A type constraint in words, to follow "must be".
pub fn type_constraint_text(constraint: &TypeC) -> String {
    let one_of = |list: &[TypeC], word: &str| {
        list.iter().map(type_constraint_text).collect::<Vec<_>>().join(word)
    };
    match constraint {
        TypeC::Any => "any type".into(),
        TypeC::None => "none type".into(),
        TypeC::Index => "index".into(),
        TypeC::I(width) => format!("{width}-bit signless integer"),
        TypeC::AnySignless => "signless integer".into(),
        TypeC::AnyInt => "integer".into(),
        TypeC::F(format) => format.name().into(),
        TypeC::AnyFloat => "floating-point".into(),
        TypeC::Complex(c) => format!("complex of {}", type_constraint_text(c)),
        TypeC::Function => "function type".into(),
        TypeC::Tuple => "tuple".into(),
        TypeC::OneOf(list) => one_of(list, " or "),
        TypeC::All(list) => one_of(list, " and "),
        TypeC::Vector(c) => format!("vector of {} values", type_constraint_text(c)),
        TypeC::Tensor(c) => format!("tensor of {} values", type_constraint_text(c)),
        TypeC::RankedTensor(c) => format!("ranked tensor of {} values", type_constraint_text(c)),
        TypeC::MemRef(c) => format!("memref of {} values", type_constraint_text(c)),
        TypeC::AnyMemRef(c) => {
            format!("ranked or unranked memref of {} values", type_constraint_text(c))
        }
        TypeC::Shaped(c) => format!("vector, tensor or memref of {}", type_constraint_text(c)),
        TypeC::Like(c) => format!("{}, or a vector or tensor of it", type_constraint_text(c)),
        TypeC::Rank(ranks) => {
            let ranks: Vec<String> = ranks.iter().map(ToString::to_string).collect();
            format!("of rank {}", ranks.join(" or "))
        }
        TypeC::StaticShape => "statically shaped".into(),
        TypeC::Dialect(name) => format!("!{name}"),
        TypeC::Is(_, summary) => (*summary).into(),
    }
}

/// Whether an attribute satisfies a constraint.
pub fn attr_matches(cx: &Context, constraint: &AttrC, attr: Attr) -> bool {
    let Some(attr) = attr.get() else { return false };
    let kind = attr.kind(cx);
    let int_of = |width: u32| match &*kind {
        AttrKind::Int { ty, .. } => type_matches(cx, &TypeC::I(width), *ty),
        _ => false,
    };
    let array_of = |format: FloatTy| match &*kind {
        AttrKind::DenseArray { elem, .. } => elem.float(cx) == Some(format),
        _ => false,
    };
    match constraint {
        AttrC::Any => true,
        AttrC::Unit => matches!(&*kind, AttrKind::Unit),
        AttrC::Bool => int_of(1),
        AttrC::I(width) => int_of(*width),
        AttrC::Index => matches!(&*kind, AttrKind::Int { ty, .. } if ty.is_index(cx)),
        AttrC::AnyInt => matches!(&*kind, AttrKind::Int { .. }),
        AttrC::AnyFloat => matches!(&*kind, AttrKind::Float { .. }),
        AttrC::F(format) => {
            matches!(&*kind, AttrKind::Float { ty, .. } if ty.float(cx) == Some(*format))
        }
        AttrC::Str | AttrC::SymbolName => matches!(&*kind, AttrKind::String { .. }),
        AttrC::FlatSymbol => {
            matches!(&*kind, AttrKind::SymbolRef { nested, .. } if nested.is_empty())
        }
        AttrC::Symbol => matches!(&*kind, AttrKind::SymbolRef { .. }),
        AttrC::Type(c) => matches!(&*kind, AttrKind::Type(ty) if type_matches(cx, c, *ty)),
        AttrC::Array(c) => match &*kind {
            AttrKind::Array(items) => items.iter().all(|a| attr_matches(cx, c, *a)),
            _ => false,
        },
        AttrC::Dict => matches!(&*kind, AttrKind::Dict(_)),
        AttrC::DenseArray(width) => match &*kind {
            AttrKind::DenseArray { elem, .. } => elem.int_width(cx) == Some(*width),
            _ => false,
        },
        AttrC::DenseF32Array => array_of(FloatTy::F32),
        AttrC::DenseF64Array => array_of(FloatTy::F64),
        AttrC::Elements => is_elements(&kind),
        AttrC::IntElements => match attr.ty(cx) {
            Some(ty) if is_elements(&kind) => {
                matches!(ty.elem(cx).kind(cx), TypeKind::Int { .. } | TypeKind::Index)
            }
            _ => false,
        },
        AttrC::Map => matches!(&*kind, AttrKind::AffineMap(_)),
        AttrC::Set => matches!(&*kind, AttrKind::IntegerSet(_)),
        AttrC::Enum(width, cases) => int_of(*width) && is_case(cx, cases, attr),
        AttrC::DialectEnum(name, cases) => match &*kind {
            AttrKind::Dialect { def, params } => {
                def.name == *name && params.first().is_some_and(|p| is_case(cx, cases, *p))
            }
            _ => false,
        },
        AttrC::Dialect(name) => {
            matches!(&*kind, AttrKind::Dialect { def, .. } if def.name == *name)
        }
        AttrC::OneOf(list) => list.iter().any(|c| attr_matches(cx, c, attr)),
        AttrC::Is(accepts, _) => accepts(cx, attr),
        AttrC::Confined(c, accepts, _) => attr_matches(cx, c, attr) && accepts(cx, attr),
    }
}

fn is_elements(kind: &AttrKind) -> bool {
    matches!(
        kind,
        AttrKind::DenseElements { .. }
            | AttrKind::DenseStrings { .. }
            | AttrKind::DenseResource { .. }
            | AttrKind::SparseElements { .. }
    )
}

/// Whether an integer is a case of the enumeration, or a union of its bits.
fn is_case(cx: &Context, cases: &crate::def::EnumDef, attr: Attr) -> bool {
    let Some(value) = attr.as_i64(cx) else { return false };
    if cases.bits {
        let all = cases.cases.iter().fold(0, |all, (_, bits)| all | bits);
        return value & !all == 0;
    }
    cases.cases.iter().any(|(_, v)| *v == value)
}

/// An attribute constraint in words, to follow "must be".
pub fn attr_constraint_text(constraint: &AttrC) -> String {
    match constraint {
        AttrC::Any => "any attribute".into(),
        AttrC::Unit => "a unit attribute".into(),
        AttrC::Bool => "a bool".into(),
        AttrC::I(width) => format!("a {width}-bit signless integer"),
        AttrC::Index => "an index".into(),
        AttrC::AnyInt => "an integer".into(),
        AttrC::AnyFloat => "a float".into(),
        AttrC::F(format) => format!("a float of type {}", format.name()),
        AttrC::Str => "a string".into(),
        AttrC::FlatSymbol => "a flat symbol reference".into(),
        AttrC::Symbol => "a symbol reference".into(),
        AttrC::SymbolName => "a symbol name".into(),
        AttrC::Type(c) => format!("a type: {}", type_constraint_text(c)),
        AttrC::Array(c) => format!("an array, each element {}", attr_constraint_text(c)),
        AttrC::Dict => "a dictionary".into(),
        AttrC::DenseArray(width) => format!("an `array<i{width}: ..>`"),
        AttrC::DenseF32Array => "an `array<f32: ..>`".into(),
        AttrC::DenseF64Array => "an `array<f64: ..>`".into(),
        AttrC::Elements => "elements of a vector or tensor".into(),
        AttrC::IntElements => "integer elements of a vector or tensor".into(),
        AttrC::Map => "an affine map".into(),
        AttrC::Set => "an integer set".into(),
        AttrC::Enum(width, cases) => format!("a case of {} ({width}-bit integer)", cases.name),
        AttrC::DialectEnum(name, _) | AttrC::Dialect(name) => format!("`#{name}`"),
        AttrC::OneOf(list) => {
            list.iter().map(attr_constraint_text).collect::<Vec<_>>().join(" or ")
        }
        AttrC::Is(_, summary) => (*summary).into(),
        AttrC::Confined(c, _, summary) => format!("{}, {summary}", attr_constraint_text(c)),
    }
}

//! Conversions between number types.

use terrace_ir::{OpRef, Reported, Type};

use super::{Emit, Family};
use crate::build::{Build, Ty, Val};
use crate::types::{Class, class};

pub(super) const OPS: Family = &[
    ("arith.bitcast", bitcast),
    ("arith.extf", |e, op| convert(e, op, Rule::WidenFloat, Build::fp_ext)),
    ("arith.extsi", |e, op| convert(e, op, Rule::WidenInt, Build::sext)),
    ("arith.extui", |e, op| convert(e, op, Rule::WidenInt, Build::zext)),
    ("arith.fptosi", |e, op| convert(e, op, Rule::FloatToInt, Build::fp_to_si)),
    ("arith.fptoui", |e, op| convert(e, op, Rule::FloatToInt, Build::fp_to_ui)),
    ("arith.index_cast", |e, op| index_cast(e, op, Build::sext)),
    ("arith.index_castui", |e, op| index_cast(e, op, Build::zext)),
    ("arith.sitofp", |e, op| convert(e, op, Rule::IntToFloat, Build::si_to_fp)),
    ("arith.truncf", truncf),
    ("arith.trunci", |e, op| convert(e, op, Rule::NarrowInt, Build::trunc)),
    ("arith.uitofp", |e, op| convert(e, op, Rule::IntToFloat, Build::ui_to_fp)),
];

/// Which conversions an operation makes.
#[derive(Clone, Copy)]
enum Rule {
    WidenInt,
    NarrowInt,
    WidenFloat,
    NarrowFloat,
    FloatToInt,
    IntToFloat,
}

impl Rule {
    fn allows(self, from: Class, to: Class) -> bool {
        match (self, from, to) {
            (Rule::WidenInt, Class::Int(a), Class::Int(b)) => a < b,
            (Rule::NarrowInt, Class::Int(a), Class::Int(b)) => a > b,
            (Rule::WidenFloat, Class::Float(a), Class::Float(b)) => a.bits() < b.bits(),
            (Rule::NarrowFloat, Class::Float(a), Class::Float(b)) => a.bits() > b.bits(),
            (Rule::FloatToInt, Class::Float(_), Class::Int(_)) => true,
            (Rule::IntToFloat, Class::Int(_), Class::Float(_)) => true,
            _ => false,
        }
    }
}

/// The operand, and the classes and types it is converted between; both have the same lanes.
struct Conversion {
    value: Val,
    from: Class,
    to: Class,
    ty: Ty,
}

fn conversion(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<Conversion, Reported> {
    let [value] = e.operands(op)?;
    let (from, to) = (op.body.ty(value), e.result_ty(op)?);
    e.value_ty(op, from)?;
    let ty = e.value_ty(op, to)?;
    let scalars = |t: Type| !t.is_memref(e.cx);
    let numbers = scalars(from) && scalars(to);
    let same_lanes = e.lanes(op, from)? == e.lanes(op, to)?;
    match (class(e.cx, from), class(e.cx, to)) {
        (Some(from), Some(to)) if numbers && same_lanes => {
            Ok(Conversion { value: e.val(op, value)?, from, to, ty })
        }
        _ => Err(e.malformed(op, "its types do not fit")),
    }
}

fn convert<'a>(
    e: &mut Emit<'_, 'a>,
    op: OpRef<'_>,
    rule: Rule,
    make: fn(&Build<'a>, Val, Ty) -> Val,
) -> Result<(), Reported> {
    let c = conversion(e, op)?;
    e.require(rule.allows(c.from, c.to), op, "its types do not fit")?;
    let value = e.b.fast_math(make(e.b, c.value, c.ty), e.fast_flags(op));
    e.set_result(op, value)
}

fn truncf(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    // 0 is to nearest even, which is what LLVM does.
    if e.int_attr(op, "roundingmode").is_some_and(|mode| mode != 0) {
        return Err(e.refuse(op, "it rounds in another way than to nearest even"));
    }
    convert(e, op, Rule::NarrowFloat, Build::fp_trunc)
}

fn index_cast<'a>(
    e: &mut Emit<'_, 'a>,
    op: OpRef<'_>,
    widen: fn(&Build<'a>, Val, Ty) -> Val,
) -> Result<(), Reported> {
    let c = conversion(e, op)?;
    let (Class::Int(from), Class::Int(to)) = (c.from, c.to) else {
        return Err(e.malformed(op, "it works on integers"));
    };
    let value = match from.cmp(&to) {
        std::cmp::Ordering::Less => widen(e.b, c.value, c.ty),
        std::cmp::Ordering::Equal => c.value,
        std::cmp::Ordering::Greater => e.b.trunc(c.value, c.ty),
    };
    e.set_result(op, value)
}

fn bitcast(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let c = conversion(e, op)?;
    e.require(width(c.from) == width(c.to), op, "its types have different widths")?;
    e.set_result(op, e.b.bitcast(c.value, c.ty))
}

/// Bits of an element.
pub(super) fn width(class: Class) -> u32 {
    match class {
        Class::Int(bits) => bits,
        Class::Float(f) => f.bits(),
    }
}

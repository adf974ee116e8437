//! The vocabulary of the imported tables: short constructors for slots, named predicates, type
//! functions, memory effects.

pub mod is;
pub mod via;

pub use terrace_ir::def::{
    Arity, Asm, AttrC, AttrSlot, AttrTypeDef, EnumDef, ParamAsm, ParamDef, RegionSize, RegionSlot,
    SuccessorSlot, Traits, TypeC, TypeRule, ValueSlot,
};
pub use terrace_ir::interface::{Effect, MemoryEffects};
pub use terrace_ir::{OpDef, OpRef, ValueId};

/// A slot for exactly one value.
pub const fn one(name: &'static str, ty: TypeC) -> ValueSlot {
    ValueSlot { name, ty, arity: Arity::One, doc: "" }
}

/// A slot for at most one value.
pub const fn maybe(name: &'static str, ty: TypeC) -> ValueSlot {
    ValueSlot { name, ty, arity: Arity::Optional, doc: "" }
}

/// A slot for any number of values.
pub const fn many(name: &'static str, ty: TypeC) -> ValueSlot {
    ValueSlot { name, ty, arity: Arity::Variadic, doc: "" }
}

const fn slot(
    name: &'static str,
    constraint: AttrC,
    optional: bool,
    default: Option<&'static str>,
) -> AttrSlot {
    AttrSlot { name, constraint, optional, default, doc: "" }
}

/// An attribute that must be there.
pub const fn attr(name: &'static str, constraint: AttrC) -> AttrSlot {
    slot(name, constraint, false, None)
}

/// An attribute that may be absent.
pub const fn maybe_attr(name: &'static str, constraint: AttrC) -> AttrSlot {
    slot(name, constraint, true, None)
}

/// An attribute that is filled in with a default.
pub const fn attr_or(name: &'static str, constraint: AttrC, text: &'static str) -> AttrSlot {
    slot(name, constraint, false, Some(text))
}

/// An attribute that may be absent and then means a default.
pub const fn maybe_attr_or(name: &'static str, constraint: AttrC, text: &'static str) -> AttrSlot {
    slot(name, constraint, true, Some(text))
}

/// All of these traits.
pub const fn all(traits: &[Traits]) -> Traits {
    let (mut bits, mut i) = (0, 0);
    while i < traits.len() {
        bits |= traits[i].0;
        i += 1;
    }
    Traits(bits)
}

/// Where the effects of an operation are collected.
pub type Effects = Vec<(Effect, Option<ValueId>)>;

/// Records an effect on every value of operand group `i`.
pub fn operand(op: OpRef<'_>, i: usize, effect: Effect, to: &mut Effects) {
    to.extend(op.operand_values(i).into_iter().map(|v| (effect, Some(v))));
}

/// Records an effect on every value of result group `i`.
pub fn result(op: OpRef<'_>, i: usize, effect: Effect, to: &mut Effects) {
    let range = op.result_group(i).unwrap_or(0..0);
    to.extend(range.map(|k| (effect, Some(op.result(k)))));
}

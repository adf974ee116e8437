//! Types that a format leaves out, computed from the definition's rules.

use smallvec::SmallVec;

use super::parse::{State, Types};
use crate::body::OpState;
use crate::context::{Context, OpInfo};
use crate::def::{Arity, OpDef, TypeC, TypeRule, ValueSlot};
use crate::diag::{Diags, Reported};
use crate::entity::Type;
use crate::interface::{InferArgs, InferTypes};
use crate::text::OpParser;
use crate::text::codes::*;

/// Computes the types of every slot that has none yet.
pub(super) fn complete(
    p: &mut OpParser<'_>,
    info: &OpInfo,
    values: &mut State,
    op: &OpState,
    at: u32,
) -> Result<(), Reported> {
    for (slot, list) in values.operands.iter().enumerate() {
        if list.is_empty() {
            values.operand_types[slot].get_or_insert_default();
        }
    }
    let mut solver = Solver { cx: p.cx, def: info.def, values, op };
    solver.buildable();
    while !solver.done() && solver.step() {}
    // What is used here may tell its own type, where its definition came before.
    if !solver.done() {
        from_definitions(p, info.def, values);
        let mut solver = Solver { cx: p.cx, def: info.def, values, op };
        while !solver.done() && solver.step() {}
    }
    if values.result_types.iter().any(Option::is_none) {
        infer_results(p, info, values, op)?;
    }
    let operands = info.def.operands.iter().zip(&values.operand_types);
    let results = info.def.results.iter().zip(&values.result_types);
    for (slot, types) in operands.chain(results) {
        if types.is_none() {
            return Err(p.error_at(at, &PARSE025, &[&slot.name]));
        }
    }
    Ok(())
}

fn from_definitions(p: &OpParser<'_>, def: &OpDef, values: &mut State) {
    for slot in 0..def.operands.len() {
        if values.operand_types[slot].is_none() {
            let types: Option<Types> =
                values.operands[slot].iter().map(|o| p.type_of(*o)).collect();
            values.operand_types[slot] = types;
        }
    }
}

/// Asks the operation's own inference.
fn infer_results(
    p: &mut OpParser<'_>,
    info: &OpInfo,
    values: &mut State,
    op: &OpState,
) -> Result<(), Reported> {
    let operands: Option<Vec<Type>> = values
        .operand_types
        .iter()
        .map(|types| types.as_ref().map(|t| t.to_vec()))
        .collect::<Option<Vec<_>>>()
        .map(|lists| lists.concat());
    let (Some(operands), Some(infer)) = (operands, info.interface::<InferTypes>()) else {
        return Ok(());
    };
    let mut diags = Diags::new();
    let args = InferArgs { cx: p.cx, loc: op.loc, operands: &operands, inherent: &op.inherent };
    let types = (infer.0)(&args, &mut diags);
    let mut reported = None;
    for diag in diags.take() {
        reported = Some(p.push_diag(diag));
    }
    let Some(types) = types else { return reported.map_or(Ok(()), Err) };
    // One slot takes what the single ones leave.
    let n_single = info.def.results.iter().filter(|s| s.arity == Arity::One).count();
    let rest = types.len().saturating_sub(n_single);
    let mut types = types.into_iter();
    for (slot, def) in info.def.results.iter().enumerate() {
        let n = if def.arity == Arity::One { 1 } else { rest };
        values.result_types[slot] = Some(types.by_ref().take(n).collect());
    }
    Ok(())
}

struct Solver<'s, 'a> {
    cx: &'a Context,
    def: &'static OpDef,
    values: &'s mut State,
    op: &'s OpState,
}

/// A slot by kind and position.
#[derive(Clone, Copy)]
enum Slot {
    Operand(usize),
    Result(usize),
    Attr(usize),
}

impl Solver<'_, '_> {
    fn done(&self) -> bool {
        self.values.operand_types.iter().all(Option::is_some)
            && self.values.result_types.iter().all(Option::is_some)
    }

    /// Types that the constraint alone determines.
    fn buildable(&mut self) {
        for (i, slot) in self.def.operands.iter().enumerate() {
            if let Some(ty) = only_type(self.cx, &slot.ty) {
                self.set(Slot::Operand(i), ty);
            }
        }
        for (i, slot) in self.def.results.iter().enumerate() {
            if let Some(ty) = only_type(self.cx, &slot.ty) {
                self.set(Slot::Result(i), ty);
            }
        }
    }

    /// Applies each rule once; whether something became known.
    fn step(&mut self) -> bool {
        let mut progress = false;
        for rule in self.def.types {
            progress |= match rule {
                TypeRule::SameOperandsAndResults => self.same(self.all(true, true)),
                TypeRule::SameOperands => self.same(self.all(true, false)),
                TypeRule::AllMatch(names) => {
                    let slots = names.iter().filter_map(|n| self.find(n)).collect();
                    self.same(slots)
                }
                TypeRule::Derived { from, to, via, .. } => {
                    let known = self.find(from).and_then(|s| self.known(s));
                    let derived = known.and_then(|ty| via(self.cx, ty));
                    match (self.find(to), derived) {
                        (Some(to), Some(ty)) => self.set(to, ty),
                        _ => false,
                    }
                }
                TypeRule::DerivedList { from, to, via, .. } => {
                    let known = self.find(from).and_then(|s| self.known(s));
                    let derived = known.and_then(|ty| via(self.cx, ty));
                    match (self.find(to), derived) {
                        (Some(to), Some(types)) => self.set_list(to, types),
                        _ => false,
                    }
                }
                TypeRule::Fixed { to, ty } => match self.find(to) {
                    Some(to) => self.set(to, ty(self.cx)),
                    None => false,
                },
                _ => false,
            };
        }
        progress
    }

    fn all(&self, operands: bool, results: bool) -> SmallVec<[Slot; 8]> {
        let n_operands = if operands { self.def.operands.len() } else { 0 };
        let n_results = if results { self.def.results.len() } else { 0 };
        let operands = (0..n_operands).map(Slot::Operand);
        operands.chain((0..n_results).map(Slot::Result)).collect()
    }

    fn find(&self, name: &str) -> Option<Slot> {
        let position = |slots: &[ValueSlot]| slots.iter().position(|s| s.name == name);
        let operand = position(self.def.operands).map(Slot::Operand);
        let result = position(self.def.results).map(Slot::Result);
        operand.or(result).or_else(|| self.def.attr_slot(name).map(Slot::Attr))
    }

    fn known(&self, slot: Slot) -> Option<Type> {
        match slot {
            Slot::Operand(i) => self.values.operand_types[i].as_ref()?.first().copied(),
            Slot::Result(i) => self.values.result_types[i].as_ref()?.first().copied(),
            Slot::Attr(i) => {
                let attr = self.op.inherent.get(i)?.get()?;
                attr.as_type(self.cx).or_else(|| attr.ty(self.cx))
            }
        }
    }

    fn same(&mut self, slots: SmallVec<[Slot; 8]>) -> bool {
        let Some(ty) = slots.iter().find_map(|s| self.known(*s)) else { return false };
        let mut progress = false;
        for slot in slots {
            progress |= self.set(slot, ty);
        }
        progress
    }

    /// Gives every value of a slot this type, if it has none yet.
    fn set(&mut self, slot: Slot, ty: Type) -> bool {
        match slot {
            Slot::Operand(i) if self.values.operand_types[i].is_none() => {
                let n = self.values.operands[i].len();
                self.values.operand_types[i] = Some(Types::from_elem(ty, n));
                true
            }
            Slot::Result(i)
                if self.values.result_types[i].is_none()
                    && self.def.results[i].arity == Arity::One =>
            {
                self.values.result_types[i] = Some(Types::from_elem(ty, 1));
                true
            }
            _ => false,
        }
    }

    fn set_list(&mut self, slot: Slot, types: Vec<Type>) -> bool {
        let target = match slot {
            Slot::Operand(i) => &mut self.values.operand_types[i],
            Slot::Result(i) => &mut self.values.result_types[i],
            Slot::Attr(_) => return false,
        };
        let unknown = target.is_none();
        if unknown {
            *target = Some(types.into());
        }
        unknown
    }
}

/// The only type that a constraint allows.
fn only_type(cx: &Context, constraint: &TypeC) -> Option<Type> {
    match constraint {
        TypeC::Index => Some(cx.index_ty()),
        TypeC::None => Some(cx.none_ty()),
        TypeC::I(width) => Some(cx.int_ty(*width)),
        TypeC::F(format) => Some(cx.float_ty(*format)),
        TypeC::Dialect(name) => {
            let dialect = cx.dialect(name.split('.').next()?)?;
            let def = dialect.types.iter().find(|d| d.name == *name)?;
            let plain = || cx.ty(crate::TypeKind::Dialect { def, params: Box::default() });
            def.params.is_empty().then(plain)
        }
        _ => None,
    }
}

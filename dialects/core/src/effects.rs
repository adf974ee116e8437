//! What operations do to memory, and what may therefore be erased, moved or shared.

use crate::body::Body;
use crate::context::Context;
use crate::def::Traits;
use crate::entity::{OpId, ValueId};
use crate::interface::{Effect, MemoryEffects};
use crate::view::OpRef;

/// An effect and the memory it concerns, if one is named.
pub type OnMemory = (Effect, Option<ValueId>);

impl OpRef<'_> {
    /// The memory effects of this operation, those of what is inside included where its own are
    /// theirs. `None` when they are not known: then it may do anything.
    ///
    /// Values name memory as seen where the effect happens: inside a child's body they belong to
    /// that body and are left out here.
    pub fn effects(self) -> Option<Vec<OnMemory>> {
        let mut all = Vec::new();
        self.add_effects(&mut all).then_some(all)
    }

    fn add_effects(self, all: &mut Vec<OnMemory>) -> bool {
        let Some(info) = self.info() else { return false };
        if info.def.has(Traits::PURE) || info.def.has(Traits::CONSTANT_LIKE) {
            return true;
        }
        let own = info.interface::<MemoryEffects>();
        if let Some(effects) = own {
            (effects.0)(self, all);
        }
        if !info.def.has(Traits::RECURSIVE_EFFECTS) {
            // Operations that only end a block do nothing to memory.
            return own.is_some()
                || (info.def.has(Traits::TERMINATOR) && self.regions().len() == 0);
        }
        let isolated = self.body.child(self.id).is_some();
        let from = all.len();
        for region in self.regions() {
            for &block in region.blocks() {
                for id in region.body.ops_of(block) {
                    if !(OpRef { id, body: region.body, ..self }).add_effects(all) {
                        return false;
                    }
                }
            }
        }
        if isolated {
            all[from..].iter_mut().for_each(|(_, value)| *value = None);
        }
        true
    }

    /// Whether the operation neither reads nor changes memory.
    pub fn is_effect_free(self) -> bool {
        self.effects().is_some_and(|e| e.is_empty())
    }

    /// Whether the operation may be executed where it was not: it has no undefined behaviour of
    /// its own, ends, and may read memory at most.
    pub fn is_speculatable(self) -> bool {
        if self.has(Traits::PURE) || self.has(Traits::CONSTANT_LIKE) {
            return true;
        }
        self.has(Traits::SPECULATABLE) && self.all_inside(&|op| op.is_speculatable())
    }

    fn all_inside(self, holds: &dyn Fn(OpRef<'_>) -> bool) -> bool {
        self.regions().all(|region| {
            let mut ops = region.blocks().iter().flat_map(|&b| region.body.ops_of(b));
            ops.all(|id| {
                let op = OpRef { id, body: region.body, ..self };
                op.has(Traits::TERMINATOR) || holds(op)
            })
        })
    }

    /// Whether the operation may be duplicated, moved and erased freely.
    pub fn is_pure(self) -> bool {
        self.has(Traits::PURE) || (self.is_speculatable() && self.is_effect_free())
    }

    /// Whether nothing would be missed if the operation's results had no uses.
    pub fn would_be_dead(self) -> bool {
        let Some(def) = self.def() else { return false };
        if def.has(Traits::PURE) && !def.has(Traits::TERMINATOR) {
            return true;
        }
        if def.has(Traits::TERMINATOR) || def.has(Traits::SYMBOL) {
            return false;
        }
        let Some(effects) = self.effects() else { return false };
        // Memory that only this operation's results lead to is never seen, nor what is in it.
        let own = |value: &Option<ValueId>| {
            value.is_some_and(|v| self.body.def_op(v) == Some(self.id))
                && effects.contains(&(Effect::Allocate, *value))
        };
        effects.iter().all(|(effect, value)| match effect {
            Effect::Read => true,
            Effect::Allocate | Effect::Write => own(value),
            Effect::Free => false,
        })
    }

    /// Whether the operation can be erased: no result is used and nothing else would be missed.
    pub fn is_dead(self) -> bool {
        self.results().all(|r| !self.body.has_uses(r)) && self.would_be_dead()
    }
}

/// Erases `op` if it is dead, then what has become dead above it; gives how many were erased.
pub fn erase_if_dead(cx: &Context, body: &mut Body, op: OpId) -> usize {
    let mut n_erased = 0;
    let mut stack = vec![op];
    while let Some(op) = stack.pop() {
        if op == crate::ROOT || body.is_dead(op) || !body.op(cx, op).is_dead() {
            continue;
        }
        for below in body.ops_below(op) {
            stack.extend(body.operands(below).filter_map(|v| body.def_op(v)));
        }
        body.erase(op);
        n_erased += 1;
    }
    n_erased
}

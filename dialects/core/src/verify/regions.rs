//! Regions, blocks, successors, parents and symbols.

use rustc_hash::FxHashMap;

use super::Verifier;
use super::codes::*;
use crate::def::{OpDef, RegionSize, Traits};
use crate::diag::Diag;
use crate::entity::{Loc, OpId, Sym};
use crate::view::{OpRef, RegionRef};

impl Verifier<'_> {
    /// What the definition says about regions, successors and the place of the operation.
    pub(super) fn structure(&mut self, op: OpRef<'_>, def: &OpDef) {
        let n_regions = op.regions().len();
        let n_fixed = def.regions.iter().filter(|r| !r.variadic).count();
        let variadic = def.regions.iter().any(|r| r.variadic);
        if n_regions < n_fixed || (n_regions > n_fixed && !variadic) {
            let wanted = if variadic { format!("at least {n_fixed}") } else { n_fixed.to_string() };
            self.diags.error(&IR007, op.loc(), &[&def.name, &wanted, &n_regions]);
        }
        let n_successors = op.body.successors(op.id).len();
        let n_fixed = def.successors.iter().filter(|s| !s.variadic).count();
        let variadic = def.successors.iter().any(|s| s.variadic);
        if n_successors < n_fixed || (n_successors > n_fixed && !variadic) {
            let wanted = if variadic { format!("at least {n_fixed}") } else { n_fixed.to_string() };
            self.diags.error(&IR009, op.loc(), &[&def.name, &wanted, &n_successors]);
        }
        if def.has(Traits::ISOLATED) && op.id != crate::ROOT && op.body.child(op.id).is_none() {
            self.diags.error(&IR023, op.loc(), &[&def.name]);
        }
        if def.has(Traits::TERMINATOR) && op.body.next(op.id).is_some() {
            self.diags.error(&IR014, op.loc(), &[&def.name]);
        }
        self.parent(op, def);
    }

    fn parent(&mut self, op: OpRef<'_>, def: &OpDef) {
        let Some(parent) = op.parent() else { return };
        if !def.parents.is_empty() && !def.parents.contains(&parent.name_str()) {
            let names: Vec<String> = def.parents.iter().map(|n| format!("`{n}`")).collect();
            let names = names.join(" or ");
            self.diags.error(&IR018, op.loc(), &[&def.name, &names, &parent.name_str()]);
        }
    }

    /// The blocks of the operation's regions.
    pub(super) fn regions(&mut self, op: OpRef<'_>, def: Option<&OpDef>) {
        for (i, region) in op.regions().enumerate() {
            self.region_size(op, def, i, region);
            self.entry_without_predecessors(op, region);
            let free = def.is_none_or(|d| d.has(Traits::NO_TERMINATOR));
            if !free {
                self.blocks_end(op, region);
            }
        }
        if def.is_some_and(|d| d.has(Traits::SYMBOL_TABLE)) {
            self.symbols_unique(op);
        }
    }

    fn region_size(&mut self, op: OpRef<'_>, def: Option<&OpDef>, i: usize, region: RegionRef<'_>) {
        let Some(def) = def else { return };
        let n = region.blocks().len();
        let slot = def.regions.get(i).or(def.regions.last().filter(|r| r.variadic));
        let size = slot.map_or(RegionSize::Any, |s| s.size);
        let (ok, wanted) = match size {
            RegionSize::One => (n == 1, "one block"),
            RegionSize::MaxOne => (n <= 1, "at most one block"),
            RegionSize::MinOne => (n >= 1, "at least one block"),
            RegionSize::Any if def.has(Traits::SINGLE_BLOCK) => (n <= 1, "at most one block"),
            RegionSize::Any => (true, ""),
        };
        if !ok {
            let name = slot.map_or("", |s| s.name);
            self.diags.error(&IR008, op.loc(), &[&name, &def.name, &wanted, &n]);
        }
    }

    fn entry_without_predecessors(&mut self, op: OpRef<'_>, region: RegionRef<'_>) {
        let Some(entry) = region.entry() else { return };
        let blocks = region.blocks().iter();
        let mut last_ops = blocks.filter_map(|&b| region.body.last_op(b));
        if last_ops.any(|last| region.body.successors(last).contains(&entry)) {
            self.diags.error(&IR019, op.loc(), &[&op.name_str()]);
        }
    }

    fn blocks_end(&mut self, op: OpRef<'_>, region: RegionRef<'_>) {
        for &block in region.blocks() {
            let last = region.body.last_op(block);
            // An operation nobody knows may be a terminator.
            let ends = last.is_some_and(|last: OpId| {
                let last = OpRef::new(self.cx, region.body, last);
                last.def().is_none_or(|d| d.has(Traits::TERMINATOR))
            });
            if !ends {
                let place = last.map_or(op.loc(), |last| region.body.loc(last));
                self.diags.error(&IR013, place, &[&op.name_str()]);
            }
        }
    }

    pub(super) fn successors_in_region(&mut self, op: OpRef<'_>) {
        let region = op.body.block_of(op.id).and_then(|b| op.body.region_of(b));
        for (i, &block) in op.body.successors(op.id).iter().enumerate() {
            let there = if block.idx() < op.body.block_capacity() {
                op.body.region_of(block)
            } else {
                None
            };
            if there.is_none() || there != region {
                self.diags.error(&IR010, op.loc(), &[&i, &op.name_str()]);
            }
        }
    }

    fn symbols_unique(&mut self, op: OpRef<'_>) {
        let mut seen: FxHashMap<Sym, Loc> = FxHashMap::default();
        for region in op.regions() {
            for inner in region.ops() {
                let is_symbol = inner.def().is_none_or(|d| d.has(Traits::SYMBOL));
                let Some(symbol) = inner.symbol().filter(|_| is_symbol) else { continue };
                if let Some(first) = seen.insert(symbol, inner.loc()) {
                    let text = self.cx.str(symbol);
                    let diag = Diag::error(&IR016, inner.loc(), &[&text]);
                    self.diags.push(diag.label(first, "first defined here"));
                }
            }
        }
    }
}

//! One operation: operands, results, attributes, dominance.

use std::ops::Range;

use smallvec::SmallVec;

use super::Verifier;
use super::codes::*;
use super::matches::{attr_constraint_text, attr_matches, type_constraint_text, type_matches};
use crate::context::OpInfo;
use crate::def::{Arity, AttrC, OpDef, Traits, TypeC, TypeRule, ValueSlot};
use crate::diag::{Diag, nearest};
use crate::entity::{Attr, BlockId, OpId, OpName, Type, ValueId};
use crate::interface::{BranchLike, Verify};
use crate::text::{attr_to_string, type_to_string};
use crate::view::OpRef;

/// What is worth knowing about all operations of one name.
#[derive(Clone, Copy)]
pub(super) struct Plan<'a> {
    info: Option<&'a OpInfo>,
    verify: Option<&'static Verify>,
    branch: Option<&'static BranchLike>,
    /// Whether types alone decide about counts, constraints and rules.
    by_types: bool,
    plain: bool,
}

/// The types of an operation that passed, operands first.
pub(super) struct Signature {
    types: SmallVec<[Type; 6]>,
    n_operands: usize,
}

impl Signature {
    fn of(op: OpRef<'_>) -> Signature {
        Signature { types: signature_types(op).collect(), n_operands: op.n_operands() }
    }

    #[inline]
    fn is_of(&self, op: OpRef<'_>) -> bool {
        self.n_operands == op.n_operands()
            && self.types.len() == self.n_operands + op.n_results()
            && signature_types(op).eq(self.types.iter().copied())
    }
}

fn signature_types(op: OpRef<'_>) -> impl Iterator<Item = Type> + '_ {
    op.operands().chain(op.results()).map(move |v| op.body.ty(v))
}

impl<'a> Verifier<'a> {
    /// Checks one operation, its place, and the blocks of its regions, but not what is in them.
    pub(super) fn op(&mut self, op: OpRef<'_>) {
        self.look_at(op.body);
        let (plan, same_types) = self.plan(op);
        if !self.operands_visible(op) {
            return;
        }
        let before = self.diags.n_errors();
        let Some(info) = plan.info else {
            self.unregistered(op);
            self.regions(op, None);
            self.successors_in_region(op);
            return;
        };
        let def = info.def;
        if !same_types {
            self.signature(op, def, plan.by_types);
        }
        self.attributes(op, def);
        if !plan.plain || !op.body.successors(op.id).is_empty() || op.regions().len() > 0 {
            self.structure(op, def);
            self.regions(op, Some(def));
            self.successors_in_region(op);
        }
        if self.diags.n_errors() > before {
            return;
        }
        if let Some(branch) = plan.branch {
            self.branch_arguments(op, branch);
        }
        if let Some(verify) = plan.verify {
            (verify.0)(op, self.diags);
        }
    }

    /// Operations of dialects that are not loaded are let through; a dialect that is knows its own.
    fn unregistered(&mut self, op: OpRef<'_>) {
        let name = op.name_str();
        let dialect = name.split_once('.').and_then(|(dialect, _)| self.cx.dialect(dialect));
        let Some(dialect) = dialect else { return };
        let known = dialect.ops.iter().copied().flatten().map(|def| def.name);
        let diag = Diag::error(&IR028, op.loc(), &[&dialect.name, &name]);
        self.diags.push(diag.suggest(nearest(name, known)));
    }

    /// The plan for an operation, and whether its types are those of the latest one of its name
    /// that passed.
    fn plan(&mut self, op: OpRef<'_>) -> (Plan<'a>, bool) {
        let name = op.name();
        if let Some((plan, latest)) = self.plans.get(&name) {
            return (*plan, latest.as_ref().is_some_and(|s| s.is_of(op)));
        }
        let plan = self.new_plan(name);
        self.plans.insert(name, (plan, None));
        (plan, false)
    }

    fn new_plan(&self, name: OpName) -> Plan<'a> {
        let info = self.cx.op_info(name);
        let by_attrs = |def: &OpDef| {
            let is_attr = |n: &&str| def.attr_slot(n).is_some();
            def.has(Traits::OPERAND_SEGMENTS)
                || def.has(Traits::RESULT_SEGMENTS)
                || def.types.iter().any(|rule| match rule {
                    TypeRule::AllMatch(names)
                    | TypeRule::AllElemMatch(names)
                    | TypeRule::AllShapeMatch(names)
                    | TypeRule::AllRankMatch(names) => names.iter().any(is_attr),
                    TypeRule::Derived { from, to, .. } | TypeRule::DerivedList { from, to, .. } => {
                        is_attr(from) || is_attr(to)
                    }
                    _ => false,
                })
        };
        let special = |def: &OpDef| {
            let traits = [Traits::TERMINATOR, Traits::ISOLATED, Traits::SYMBOL_TABLE];
            traits.iter().any(|t| def.has(*t))
                || !def.parents.is_empty()
                || !def.regions.is_empty()
                || !def.successors.is_empty()
        };
        Plan {
            info,
            verify: info.and_then(OpInfo::interface::<Verify>),
            branch: info.and_then(OpInfo::interface::<BranchLike>),
            by_types: info.is_some_and(|i| !by_attrs(i.def)),
            plain: info.is_some_and(|i| !special(i.def)),
        }
    }

    // ---- operands and results ----

    fn signature(&mut self, op: OpRef<'_>, def: &'static OpDef, by_types: bool) {
        if !by_types {
            self.check_signature(op, def);
            return;
        }
        let mut key: SmallVec<[u32; 8]> = SmallVec::new();
        key.push(op.name().idx() as u32);
        key.extend(op.operands().map(|v| op.body.ty(v).idx() as u32));
        key.push(u32::MAX);
        key.extend(op.results().map(|v| op.body.ty(v).idx() as u32));
        if !self.good_signatures.contains(&key) {
            let before = self.diags.n_errors();
            self.check_signature(op, def);
            if self.diags.n_errors() > before {
                return;
            }
            self.good_signatures.insert(key);
        }
        if let Some((_, latest)) = self.plans.get_mut(&op.name()) {
            *latest = Some(Signature::of(op));
        }
    }

    fn check_signature(&mut self, op: OpRef<'_>, def: &'static OpDef) {
        let before = self.diags.n_errors();
        let segmented = def.has(Traits::OPERAND_SEGMENTS) || def.has(Traits::RESULT_SEGMENTS);
        let n_operands = op.n_operands();
        let fits =
            |slots: &[ValueSlot], n: usize, group: &dyn Fn(usize) -> Option<Range<usize>>| {
                let one = |(i, slot): (usize, &ValueSlot)| match (group(i), slot.arity) {
                    (None, _) => false,
                    (Some(range), Arity::One) => range.len() == 1,
                    (Some(range), Arity::Optional) => range.len() <= 1,
                    (Some(_), Arity::Variadic) => true,
                };
                if slots.is_empty() { n == 0 } else { slots.iter().enumerate().all(one) }
            };
        if !fits(def.operands, n_operands, &|i| op.operand_group(i)) {
            self.wrong_count(op, def, &IR001, def.operands, n_operands, segmented);
        }
        // Where an isolated operation stands alone, its results are in the parent's record.
        if !fits(def.results, op.n_results(), &|i| op.result_group(i)) {
            self.wrong_count(op, def, &IR002, def.results, op.n_results(), segmented);
        }
        if self.diags.n_errors() > before {
            return;
        }
        for (i, slot) in def.operands.iter().enumerate() {
            for k in op.operand_group(i).unwrap_or(0..0) {
                self.value_type(op, slot, op.operand_ty(k), &IR003);
            }
        }
        for (i, slot) in def.results.iter().enumerate() {
            for k in op.result_group(i).unwrap_or(0..0) {
                self.value_type(op, slot, op.result_ty(k), &IR004);
            }
        }
        if self.diags.n_errors() == before {
            self.rules(op, def);
        }
    }

    fn wrong_count(
        &mut self,
        op: OpRef<'_>,
        def: &OpDef,
        code: &'static crate::Code,
        slots: &[ValueSlot],
        n: usize,
        segmented: bool,
    ) {
        if segmented {
            self.diags.error(&IR022, op.loc(), &[&def.name]);
            return;
        }
        let n_fixed = slots.iter().filter(|s| s.arity == Arity::One).count();
        let wanted = if n_fixed == slots.len() {
            n_fixed.to_string()
        } else {
            format!("at least {n_fixed} (in groups of equal size)")
        };
        self.diags.error(code, op.loc(), &[&def.name, &wanted, &n]);
    }

    fn value_type(
        &mut self,
        op: OpRef<'_>,
        slot: &'static ValueSlot,
        ty: Type,
        code: &'static crate::Code,
    ) {
        if matches!(slot.ty, TypeC::Any) && !ty.is_none() {
            return;
        }
        let key = (std::ptr::from_ref(&slot.ty).addr(), ty);
        if self.good_types.contains(&key) {
            return;
        }
        if type_matches(self.cx, &slot.ty, ty) {
            self.good_types.insert(key);
            return;
        }
        let (what, got) = (type_constraint_text(&slot.ty), type_to_string(self.cx, ty));
        self.diags.error(code, op.loc(), &[&slot.name, &op.name_str(), &what, &got]);
    }

    // ---- attributes ----

    fn attributes(&mut self, op: OpRef<'_>, def: &'static OpDef) {
        for (i, slot) in def.attrs.iter().enumerate() {
            let Some(attr) = op.inherent(i) else {
                if !slot.optional && slot.default.is_none() {
                    self.diags.error(&IR005, op.loc(), &[&def.name, &slot.name]);
                }
                continue;
            };
            if matches!(slot.constraint, AttrC::Any) {
                continue;
            }
            let key = (std::ptr::from_ref(&slot.constraint).addr(), attr);
            if self.good_attrs.contains(&key) {
                continue;
            }
            if attr_matches(self.cx, &slot.constraint, attr) {
                self.good_attrs.insert(key);
                continue;
            }
            self.wrong_attr(op, slot.name, &slot.constraint, attr);
        }
    }

    fn wrong_attr(&mut self, op: OpRef<'_>, name: &str, constraint: &AttrC, attr: Attr) {
        let (what, got) = (attr_constraint_text(constraint), attr_to_string(self.cx, attr));
        self.diags.error(&IR006, op.loc(), &[&name, &op.name_str(), &what, &got]);
    }

    // ---- dominance ----

    /// Whether every operand exists and may be used here.
    fn operands_visible(&mut self, op: OpRef<'_>) -> bool {
        let body = op.body;
        let mut ok = true;
        for (i, value) in op.operands().enumerate() {
            if value.idx() >= body.value_capacity() {
                self.diags.error(&IR015, op.loc(), &[&op.name_str()]);
                return false;
            }
            ok &= self.operand_visible(op, i, value);
        }
        ok
    }

    #[inline]
    fn operand_visible(&mut self, op: OpRef<'_>, i: usize, value: ValueId) -> bool {
        let body = op.body;
        let def_op = body.def_op(value);
        let (Some(def_block), Some(block)) = (body.def_block(value), body.block_of(op.id)) else {
            // A value of a detached operation, or a detached user.
            self.diags.error(&IR015, op.loc(), &[&op.name_str()]);
            return false;
        };
        if def_block == block {
            let Some(def_op) = def_op else { return true };
            if let (Some(a), Some(b)) = (body.order(def_op), body.order(op.id))
                && a < b
            {
                return true;
            }
            return self.before(op, i, def_op, op.id);
        }
        self.far_operand_visible(op, i, def_block, def_op)
    }

    /// An operand from another block.
    fn far_operand_visible(
        &mut self,
        op: OpRef<'_>,
        i: usize,
        def_block: BlockId,
        def_op: Option<OpId>,
    ) -> bool {
        let body = op.body;
        let Some(region) = body.region_of(def_block) else {
            self.diags.error(&IR015, op.loc(), &[&op.name_str()]);
            return false;
        };
        // The operation of that region which the use is inside of.
        let mut at = op.id;
        let block = loop {
            let Some(block) = body.block_of(at) else {
                self.diags.error(&IR012, op.loc(), &[&i, &op.name_str()]);
                return false;
            };
            if body.region_of(block) == Some(region) {
                break block;
            }
            match body.owner_of_block(block).get() {
                Some(owner) => at = owner,
                None => {
                    self.diags.error(&IR015, op.loc(), &[&op.name_str()]);
                    return false;
                }
            }
        };
        if block == def_block {
            return def_op.is_none_or(|def_op| self.before(op, i, def_op, at));
        }
        let tree =
            self.doms.entry(region).or_insert_with(|| crate::cfg::DomTree::new(body, region));
        // What cannot be reached cannot go wrong.
        let reachable = tree.order.contains(&block);
        if !reachable || tree.dominates(def_block, block) {
            return true;
        }
        self.diags.error(&IR011, op.loc(), &[&i, &op.name_str()]);
        false
    }

    /// Whether control can come to a block. What it cannot reach cannot go wrong.
    fn is_reachable(&mut self, body: &crate::Body, block: Option<BlockId>) -> bool {
        let Some((block, region)) = block.and_then(|b| Some((b, body.region_of(b)?))) else {
            return true;
        };
        let tree =
            self.doms.entry(region).or_insert_with(|| crate::cfg::DomTree::new(body, region));
        tree.order.contains(&block)
    }

    /// Whether `def` stands before `at` in their block, or the order does not matter there.
    fn before(&mut self, op: OpRef<'_>, i: usize, def: OpId, at: OpId) -> bool {
        let body = op.body;
        let ordered = match (body.order(def), body.order(at)) {
            (Some(a), Some(b)) => a < b,
            _ => {
                let block = body.block_of(def).unwrap_or(BlockId::NONE);
                let orders = self
                    .orders
                    .entry(block)
                    .or_insert_with(|| body.ops_of(block).zip(0u32..).collect());
                orders.get(&def) < orders.get(&at)
            }
        };
        let graph = || {
            let owner = body.block_of(def).map(|b| body.owner_of_block(b)).and_then(OpId::get);
            // As upstream, nothing is assumed about regions of operations nobody knows.
            owner.is_some_and(|owner| {
                let owner = op.at(owner);
                owner.def().is_none_or(|d| d.has(Traits::GRAPH_REGION))
            })
        };
        if ordered || graph() || !self.is_reachable(body, body.block_of(at)) {
            return true;
        }
        let mut diag = crate::Diag::error(&IR011, op.loc(), &[&i, &op.name_str()]);
        diag = diag.label(body.loc(def), "defined here");
        self.diags.push(diag);
        false
    }

    // ---- branches ----

    fn branch_arguments(&mut self, op: OpRef<'_>, branch: &BranchLike) {
        let body = op.body;
        for (i, &block) in body.successors(op.id).iter().enumerate() {
            let range = (branch.forwarded)(op, i);
            let args = body.args(block);
            if range.len() != args.len() || range.end > op.n_operands() {
                self.diags.error(&IR020, op.loc(), &[&op.name_str(), &range.len(), &args.len()]);
                continue;
            }
            for (k, &arg) in range.zip(args) {
                let (given, wanted) = (op.operand_ty(k), body.ty(arg));
                if given != wanted {
                    let given = type_to_string(self.cx, given);
                    let wanted = type_to_string(self.cx, wanted);
                    self.diags.error(&IR021, op.loc(), &[&op.name_str(), &given, &wanted]);
                }
            }
        }
    }
}

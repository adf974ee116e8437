//! Reading operations: [`OpRef`] bundles an operation with its body and context.

use crate::attr::AttrKind;
use crate::body::{Body, ROOT};
use crate::context::{Context, OpInfo};
use crate::def::{Arity, OpDef, Traits, ValueSlot};
use crate::entity::{Attr, BlockId, Loc, OpId, OpName, RegionId, Sym, Type, ValueId};

/// An operation to read: its context, its body and its handle.
#[derive(Clone, Copy)]
pub struct OpRef<'a> {
    /// The context.
    pub cx: &'a Context,
    /// The body the operation stands in.
    pub body: &'a Body,
    /// The operation.
    pub id: OpId,
}

/// A region to read: the body it is in may be a child of its operation's body.
#[derive(Clone, Copy)]
pub struct RegionRef<'a> {
    /// The context.
    pub cx: &'a Context,
    /// The body that holds the region's blocks.
    pub body: &'a Body,
    /// The region.
    pub id: RegionId,
}

impl<'a> OpRef<'a> {
    /// The operation `id` of `body`.
    pub fn new(cx: &'a Context, body: &'a Body, id: OpId) -> OpRef<'a> {
        OpRef { cx, body, id }
    }

    /// Another operation of the same body.
    pub fn at(self, id: OpId) -> OpRef<'a> {
        OpRef { id, ..self }
    }

    /// The operation's name.
    pub fn name(self) -> OpName {
        self.body.name(self.id)
    }

    /// The operation's name as text, `dialect.mnemonic`.
    pub fn name_str(self) -> &'a str {
        self.cx.op_name_str(self.name())
    }

    /// What is registered for the operation's name.
    pub fn info(self) -> Option<&'a OpInfo> {
        self.cx.op_info(self.name())
    }

    /// The operation's definition.
    pub fn def(self) -> Option<&'static OpDef> {
        self.info().map(|i| i.def)
    }

    /// Whether the operation is the one that `def` defines.
    pub fn is(self, def: &OpDef) -> bool {
        self.def().is_some_and(|d| d == def)
    }

    /// Whether the operation is registered and has the trait.
    pub fn has(self, t: Traits) -> bool {
        self.def().is_some_and(|d| d.has(t))
    }

    /// Where it comes from.
    pub fn loc(self) -> Loc {
        self.body.loc(self.id)
    }

    /// How many operands it has.
    pub fn n_operands(self) -> usize {
        self.body.n_operands(self.id)
    }

    /// Operand `i`.
    pub fn operand(self, i: usize) -> ValueId {
        self.body.operand(self.id, i)
    }

    /// The operands in order.
    pub fn operands(self) -> impl ExactSizeIterator<Item = ValueId> + Clone + 'a {
        self.body.operands(self.id)
    }

    /// How many results it has.
    pub fn n_results(self) -> usize {
        self.body.n_results(self.id)
    }

    /// Result `i`.
    pub fn result(self, i: usize) -> ValueId {
        self.body.result(self.id, i)
    }

    /// The results in order.
    pub fn results(self) -> impl ExactSizeIterator<Item = ValueId> + Clone {
        self.body.results(self.id)
    }

    /// The type of operand `i`.
    pub fn operand_ty(self, i: usize) -> Type {
        self.body.ty(self.operand(i))
    }

    /// The type of result `i`.
    pub fn result_ty(self, i: usize) -> Type {
        self.body.ty(self.result(i))
    }

    /// Inherent attribute slot `i`; `None` when absent.
    pub fn inherent(self, i: usize) -> Option<Attr> {
        self.body.inherent(self.id, i).get()
    }

    /// The inherent attribute of this name (an unregistered operation's: its property), or else the
    /// discardable one.
    pub fn attr(self, name: &str) -> Option<Attr> {
        let inherent = match self.def() {
            Some(def) => def.attr_slot(name).and_then(|i| self.inherent(i)),
            None => self.inherent(0).and_then(|d| self.cx.dict_get(d, name)),
        };
        inherent.or_else(|| self.discardable(name))
    }

    /// The discardable attribute of this name.
    pub fn discardable(self, name: &str) -> Option<Attr> {
        self.body.discardable(self.id).get().and_then(|d| self.cx.dict_get(d, name))
    }

    /// All attributes that are present: inherent ones in slot order, then discardable ones.
    pub fn attrs(self) -> Vec<(Sym, Attr)> {
        let mut all = Vec::new();
        match self.def() {
            Some(def) => {
                for (i, slot) in def.attrs.iter().enumerate() {
                    all.extend(self.inherent(i).map(|a| (self.cx.sym(slot.name), a)));
                }
            }
            None => all.extend(self.inherent(0).and_then(|d| d.as_dict(self.cx)).unwrap_or(&[])),
        }
        let discardable = self.body.discardable(self.id).get();
        all.extend(discardable.and_then(|d| d.as_dict(self.cx)).unwrap_or(&[]));
        all
    }

    /// The regions, wherever they are kept.
    pub fn regions(self) -> impl ExactSizeIterator<Item = RegionRef<'a>> + Clone {
        let (body, id) = self.body.home(self.id);
        let cx = self.cx;
        body.regions(id).iter().map(move |&id| RegionRef { cx, body, id })
    }

    /// Region `i`.
    pub fn region(self, i: usize) -> Option<RegionRef<'a>> {
        self.regions().nth(i)
    }

    /// The operation whose region this one is in, within this body.
    pub fn parent(self) -> Option<OpRef<'a>> {
        self.body.parent_op(self.id).map(|id| self.at(id))
    }

    /// The operation that defines a value of this body.
    pub fn defining(self, value: ValueId) -> Option<OpRef<'a>> {
        self.body.def_op(value).map(|id| self.at(id))
    }

    /// The positions `start..end` of operand group `i` of the definition; `None` when the operand
    /// count does not fit the definition.
    pub fn operand_group(self, i: usize) -> Option<std::ops::Range<usize>> {
        let def = self.def()?;
        let sizes = def.has(Traits::OPERAND_SEGMENTS).then(|| self.segments("operandSegmentSizes"));
        group(def.operands, i, self.n_operands(), sizes)
    }

    /// As [`OpRef::operand_group`] for results.
    pub fn result_group(self, i: usize) -> Option<std::ops::Range<usize>> {
        let def = self.def()?;
        let sizes = def.has(Traits::RESULT_SEGMENTS).then(|| self.segments("resultSegmentSizes"));
        group(def.results, i, self.n_results(), sizes)
    }

    fn segments(self, name: &str) -> Vec<i64> {
        self.attr(name).and_then(|a| a.as_ints(self.cx)).unwrap_or_default()
    }

    /// The values of operand group `i`; empty when the counts do not fit.
    pub fn operand_values(self, i: usize) -> Vec<ValueId> {
        let range = self.operand_group(i).unwrap_or(0..0);
        range.map(|k| self.operand(k)).collect()
    }

    /// The symbol this operation defines.
    pub fn symbol(self) -> Option<Sym> {
        self.attr("sym_name").and_then(|a| a.as_sym(self.cx))
    }
}

/// Where group `i` of `slots` lies among `n` values.
fn group(
    slots: &[ValueSlot],
    i: usize,
    n: usize,
    sizes: Option<Vec<i64>>,
) -> Option<std::ops::Range<usize>> {
    if let Some(sizes) = sizes {
        if sizes.len() != slots.len() || sizes.iter().any(|&s| s < 0) {
            return None;
        }
        let start: i64 = sizes[..i].iter().sum();
        let end = start + sizes[i];
        return (sizes.iter().sum::<i64>() == n as i64).then_some(start as usize..end as usize);
    }
    let n_fixed = slots.iter().filter(|s| s.arity == Arity::One).count();
    let rest = n.checked_sub(n_fixed)?;
    let n_flexible = slots.len() - n_fixed;
    // Without segment sizes all flexible groups have the same size.
    let each = rest.checked_div(n_flexible).unwrap_or(0);
    if each * n_flexible != rest {
        return None;
    }
    let size = |s: &ValueSlot| if s.arity == Arity::One { 1 } else { each };
    let start: usize = slots[..i].iter().map(size).sum();
    Some(start..start + size(&slots[i]))
}

impl<'a> RegionRef<'a> {
    /// The blocks, entry first.
    pub fn blocks(self) -> &'a [BlockId] {
        self.body.blocks(self.id)
    }

    /// The entry block.
    pub fn entry(self) -> Option<BlockId> {
        self.body.entry(self.id)
    }

    /// The operations of the entry block.
    pub fn ops(self) -> impl Iterator<Item = OpRef<'a>> {
        let RegionRef { cx, body, .. } = self;
        let entry = self.entry();
        entry.into_iter().flat_map(move |b| body.ops_of(b)).map(move |id| OpRef { cx, body, id })
    }

    /// The last operation of the entry block.
    pub fn terminator(self) -> Option<OpRef<'a>> {
        let last = self.entry().and_then(|b| self.body.last_op(b))?;
        Some(OpRef { cx: self.cx, body: self.body, id: last })
    }
}

impl Body {
    /// The root operation to read.
    pub fn root<'a>(&'a self, cx: &'a Context) -> OpRef<'a> {
        OpRef::new(cx, self, ROOT)
    }

    /// An operation to read.
    pub fn op<'a>(&'a self, cx: &'a Context, id: OpId) -> OpRef<'a> {
        OpRef::new(cx, self, id)
    }
}

impl Context {
    /// The value of a key in a dictionary attribute.
    pub fn dict_get(&self, dict: Attr, name: &str) -> Option<Attr> {
        let entries = match self.attr_kind(dict) {
            AttrKind::Dict(entries) => entries,
            _ => return None,
        };
        entries.binary_search_by(|(k, _)| self.str(*k).cmp(name)).ok().map(|i| entries[i].1)
    }

    /// A dictionary with one entry set, or removed when `value` is `None`. `dict` may be
    /// [`Attr::NONE`]; so is a dictionary left empty.
    pub fn dict_with(&self, dict: Attr, name: &str, value: Option<Attr>) -> Attr {
        let old = dict.get().and_then(|d| d.as_dict(self)).unwrap_or(&[]);
        let key = self.sym(name);
        let mut entries: Vec<_> = old.iter().copied().filter(|(k, _)| *k != key).collect();
        entries.extend(value.map(|v| (key, v)));
        if entries.is_empty() { Attr::NONE } else { self.dict_attr(&entries) }
    }
}

/// Walks.
impl<'a> OpRef<'a> {
    /// This operation and everything below it, children's bodies included, parents first. Return
    /// `false` to leave out what is below an operation.
    pub fn walk(self, f: &mut dyn FnMut(OpRef<'a>) -> bool) {
        if !f(self) {
            return;
        }
        for region in self.regions() {
            for &block in region.blocks() {
                for id in region.body.ops_of(block) {
                    OpRef { cx: self.cx, body: region.body, id }.walk(f);
                }
            }
        }
    }
}

impl Body {
    /// The operations inside `op` in this body (not in children's bodies) and `op` itself, parents
    /// first.
    pub fn ops_below(&self, op: OpId) -> Vec<OpId> {
        let mut found = Vec::new();
        let mut stack = vec![op];
        while let Some(op) = stack.pop() {
            found.push(op);
            let from = stack.len();
            for &region in self.regions(op) {
                for &block in self.blocks(region) {
                    stack.extend(self.ops_of(block));
                }
            }
            stack[from..].reverse();
        }
        found
    }
}

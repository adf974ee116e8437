//! Rewriting: the rewriter that passes and patterns change a body with.

use crate::body::{Body, OpState};
use crate::context::Context;
use crate::entity::{Attr, BlockId, Loc, OpId, Sym, Type, ValueId};
use crate::interface::EraseOperand;
use crate::text::fill_defaults;
use crate::view::OpRef;

/// Rewrites at one operation: `None` means "does not match", and then nothing was changed.
#[derive(Clone, Copy)]
pub struct Pattern {
    /// snake_case, names the left-hand side; shown in traces and statistics.
    pub name: &'static str,
    /// The operation it starts from, by full name; empty for any operation.
    pub root: &'static str,
    /// Patterns of higher benefit are tried first.
    pub benefit: u16,
    /// Matches and rewrites.
    pub apply: fn(OpId, &mut Rewriter<'_>) -> Option<()>,
}

/// Names a pattern after its function: `pattern!(transpose_of_transpose on "graph.transpose")`, or
/// `pattern!(dead_store)` to start from any operation. `, benefit 2` at the end ranks it.
#[macro_export]
macro_rules! pattern {
    ($apply:ident) => {
        $crate::pattern!($apply on "", benefit 1)
    };
    ($apply:ident on $root:expr) => {
        $crate::pattern!($apply on $root, benefit 1)
    };
    ($apply:ident on $root:expr, benefit $benefit:expr) => {
        $crate::Pattern {
            name: stringify!($apply),
            root: $root,
            benefit: $benefit,
            apply: $apply,
        }
    };
}

/// Where the rewriter puts new operations.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InsertPoint {
    /// Nowhere: new operations stay detached.
    Detached,
    /// At the end of a block.
    End(BlockId),
    /// Before an operation.
    Before(OpId),
}

/// What happened to an operation, for drivers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// It was made.
    Created(OpId),
    /// Its operands, attributes or regions changed, or it lost a user.
    Modified(OpId),
    /// It was erased.
    Erased(OpId),
}

/// Changes a body, keeps an insertion point, and records what happened.
pub struct Rewriter<'a> {
    /// The context.
    pub cx: &'a Context,
    /// The body. Changes made here directly are correct but unseen by drivers.
    pub body: &'a mut Body,
    /// Where new operations go.
    pub at: InsertPoint,
    /// The location that new operations get when nothing else is said.
    pub loc: Loc,
    events: Option<Vec<Event>>,
}

impl<'a> Rewriter<'a> {
    /// A rewriter that records no events.
    pub fn new(cx: &'a Context, body: &'a mut Body) -> Rewriter<'a> {
        Rewriter { cx, body, at: InsertPoint::Detached, loc: Loc::UNKNOWN, events: None }
    }

    /// A rewriter that records events for a driver.
    pub fn recording(cx: &'a Context, body: &'a mut Body) -> Rewriter<'a> {
        Rewriter { events: Some(Vec::new()), ..Rewriter::new(cx, body) }
    }

    /// The events since the last call.
    pub fn take_events(&mut self) -> Vec<Event> {
        self.events.as_mut().map(std::mem::take).unwrap_or_default()
    }

    fn record(&mut self, event: Event) {
        if let Some(events) = &mut self.events {
            events.push(event);
        }
    }

    /// Reads an operation.
    pub fn op(&self, op: OpId) -> OpRef<'_> {
        OpRef::new(self.cx, self.body, op)
    }

    /// The type of a value.
    pub fn ty(&self, value: ValueId) -> Type {
        self.body.ty(value)
    }

    /// The operation that defines a value.
    pub fn defining(&self, value: ValueId) -> Option<OpRef<'_>> {
        self.body.def_op(value).map(|op| self.op(op))
    }

    /// Inserts before `op` and takes its location from now on.
    pub fn before(&mut self, op: OpId) -> &mut Self {
        (self.at, self.loc) = (InsertPoint::Before(op), self.body.loc(op));
        self.body.making_from(op);
        self
    }

    /// Inserts at the end of `block` from now on.
    pub fn at_end(&mut self, block: BlockId) -> &mut Self {
        self.at = InsertPoint::End(block);
        self
    }

    /// Makes an operation at the insertion point. Attributes that it lacks and that have a default
    /// value get it, as in the parser.
    pub fn create(&mut self, mut state: OpState) -> OpId {
        fill_defaults(self.cx, &mut state);
        let op = self.body.create(state);
        self.insert(op);
        op
    }

    /// Puts a detached operation, such as a copy, at the insertion point.
    pub fn insert(&mut self, op: OpId) {
        match self.at {
            InsertPoint::Detached => {}
            InsertPoint::End(block) => self.body.append(block, op),
            InsertPoint::Before(anchor) => self.body.insert_before(anchor, op),
        }
        self.record(Event::Created(op));
    }

    /// Starts an operation of this name at the rewriter's location.
    pub fn build(&mut self, name: &str) -> OpBuilder<'_, 'a> {
        let name = self.cx.op_name(name);
        let state = OpState::new(self.cx, name, self.loc);
        OpBuilder { rw: self, state }
    }

    /// Replaces an operation's results by values and erases it.
    pub fn replace(&mut self, op: OpId, values: &[ValueId]) {
        assert_eq!(self.body.n_results(op), values.len(), "one replacement per result");
        for (i, &new) in values.iter().enumerate() {
            let old = self.body.result(op, i);
            self.replace_uses(old, new);
            if let Some(name) = self.body.value_name(old)
                && self.body.value_name(new).is_none()
            {
                self.body.set_value_name(new, name);
            }
        }
        self.erase(op);
    }

    /// Makes every user of `old` use `new`.
    pub fn replace_uses(&mut self, old: ValueId, new: ValueId) {
        if self.events.is_some() {
            let users: Vec<OpId> = self.body.uses(old).map(|(op, _)| op).collect();
            users.into_iter().for_each(|op| self.record(Event::Modified(op)));
        }
        self.body.replace_all_uses(old, new);
    }

    /// Erases an operation whose results have no uses left.
    pub fn erase(&mut self, op: OpId) {
        if self.events.is_some() {
            for below in self.body.ops_below(op) {
                let operands: Vec<ValueId> = self.body.operands(below).collect();
                let defs = operands.into_iter().filter_map(|v| self.body.def_op(v));
                let defs: Vec<OpId> = defs.collect();
                defs.into_iter().for_each(|d| self.record(Event::Modified(d)));
                self.record(Event::Erased(below));
            }
        }
        if let InsertPoint::Before(anchor) = self.at
            && anchor == op
        {
            self.at = match (self.body.next(op), self.body.block_of(op)) {
                (Some(next), _) => InsertPoint::Before(next),
                (None, Some(block)) => InsertPoint::End(block),
                (None, None) => InsertPoint::Detached,
            };
        }
        self.body.erase(op);
    }

    /// Replaces operand `i`.
    pub fn set_operand(&mut self, op: OpId, i: usize, value: ValueId) {
        let lost_user = self.body.def_op(self.body.operand(op, i));
        self.body.set_operand(op, i, value);
        lost_user.into_iter().for_each(|d| self.record(Event::Modified(d)));
        self.record(Event::Modified(op));
    }

    /// Removes operand `i`, and counts it out of whatever counts the operands of groups.
    pub fn erase_operand(&mut self, op: OpId, i: usize) {
        match self.op(op).info().and_then(|info| info.interface::<EraseOperand>()) {
            Some(own) => (own.0)(self, op, i),
            None => self.erase_counted_operand(op, i),
        }
    }

    /// Removes operand `i` and counts it out of `operandSegmentSizes` where there is such a thing;
    /// for implementations of [`EraseOperand`].
    pub fn erase_counted_operand(&mut self, op: OpId, i: usize) {
        let view = self.op(op);
        let mut segments = match view.has(crate::Traits::OPERAND_SEGMENTS) {
            true => view.attr("operandSegmentSizes").and_then(|a| a.as_ints(self.cx)),
            false => None,
        };
        let lost_user = self.body.def_op(self.body.operand(op, i));
        let left = self.body.operands(op).enumerate().filter(|(k, _)| *k != i);
        let left: Vec<ValueId> = left.map(|(_, v)| v).collect();
        self.body.set_operands(op, &left);
        if let Some(sizes) = &mut segments {
            let mut end = 0;
            let holds = |size: &&mut i64| {
                end += **size;
                (i as i64) < end
            };
            if let Some(size) = sizes.iter_mut().find(holds) {
                *size -= 1;
            }
            let sizes: Vec<i32> = sizes.iter().map(|&s| s as i32).collect();
            let sizes = self.cx.i32_array(&sizes);
            set_attr(self.cx, self.body, op, "operandSegmentSizes", Some(sizes));
        }
        lost_user.into_iter().for_each(|d| self.record(Event::Modified(d)));
        self.record(Event::Modified(op));
    }

    /// Sets the attribute of this name: in its slot if the definition has one, else discardable.
    pub fn set_attr(&mut self, op: OpId, name: &str, value: Option<Attr>) {
        set_attr(self.cx, self.body, op, name, value);
        self.record(Event::Modified(op));
    }

    /// Tells the driver that `op` was changed through [`Rewriter::body`].
    pub fn modified(&mut self, op: OpId) {
        self.record(Event::Modified(op));
    }

    /// Tells the driver that `op` was made through [`Rewriter::body`].
    pub fn created(&mut self, op: OpId) {
        self.record(Event::Created(op));
    }
}

/// Sets the attribute of this name: in its slot if the definition has one, else discardable (for
/// an operation that is not registered: a property if there is one of this name).
pub fn set_attr(cx: &Context, body: &mut Body, op: OpId, name: &str, value: Option<Attr>) {
    let def = cx.op_info(body.name(op)).map(|i| i.def);
    match def {
        Some(def) => {
            if let Some(slot) = def.attr_slot(name) {
                return body.set_inherent(op, slot, value.unwrap_or(Attr::NONE));
            }
        }
        None => {
            let properties = body.inherent(op, 0);
            if properties.get().is_some_and(|d| cx.dict_get(d, name).is_some()) {
                return body.set_inherent(op, 0, cx.dict_with(properties, name, value));
            }
        }
    }
    let dict = cx.dict_with(body.discardable(op), name, value);
    body.set_discardable(op, dict);
}

/// Builds one operation step by step; [`OpBuilder::done`] makes it.
///
/// ```
/// use terrace_ir::{Body, Context, Loc, rewrite::Rewriter};
/// let cx = Context::new();
/// let mut body = Body::new(&cx, cx.op_name("builtin.module"), Loc::UNKNOWN, 1);
/// let block = body.new_block(body.regions(terrace_ir::ROOT)[0], &[]);
/// let mut rw = Rewriter::new(&cx, &mut body);
/// rw.at_end(block);
/// let op = rw.build("toy.constant").attr("value", cx.i64_attr(7)).result(cx.int_ty(64)).done();
/// assert_eq!(body.op(&cx, op).attr("value").and_then(|a| a.as_i64(&cx)), Some(7));
/// ```
pub struct OpBuilder<'b, 'a> {
    rw: &'b mut Rewriter<'a>,
    /// What was said so far.
    pub state: OpState,
}

impl OpBuilder<'_, '_> {
    /// Another location than the rewriter's.
    pub fn loc(mut self, loc: Loc) -> Self {
        self.state.loc = loc;
        self
    }

    /// Appends an operand.
    pub fn operand(mut self, value: ValueId) -> Self {
        self.state.operands.push(value);
        self
    }

    /// Appends operands.
    pub fn operands(mut self, values: &[ValueId]) -> Self {
        self.state.operands.extend_from_slice(values);
        self
    }

    /// Appends a result of this type.
    pub fn result(mut self, ty: Type) -> Self {
        self.state.result_types.push(ty);
        self
    }

    /// Appends results of these types.
    pub fn results(mut self, types: &[Type]) -> Self {
        self.state.result_types.extend_from_slice(types);
        self
    }

    /// Sets an attribute: in its slot if the definition has one; a property of an operation that is
    /// not registered; else discardable.
    pub fn attr(mut self, name: &str, value: Attr) -> Self {
        let cx = self.rw.cx;
        match cx.op_info(self.state.name).map(|i| i.def) {
            Some(def) => match def.attr_slot(name) {
                Some(slot) => self.state.inherent[slot] = value,
                None => {
                    self.state.discardable = cx.dict_with(self.state.discardable, name, Some(value))
                }
            },
            None => {
                self.state.inherent[0] = cx.dict_with(self.state.inherent[0], name, Some(value))
            }
        }
        self
    }

    /// As [`OpBuilder::attr`], if there is a value.
    pub fn maybe_attr(self, name: &str, value: Option<Attr>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// Appends an empty region (for operations that are not isolated).
    pub fn region(mut self) -> Self {
        let region = self.rw.body.new_region();
        self.state.regions.push(region);
        self
    }

    /// Appends a region with one block that has arguments of these types.
    pub fn region_with_block(mut self, args: &[Type]) -> Self {
        let region = self.rw.body.new_region();
        self.rw.body.new_block(region, args);
        self.state.regions.push(region);
        self
    }

    /// Appends a successor.
    pub fn successor(mut self, block: BlockId) -> Self {
        self.state.successors.push(block);
        self
    }

    /// Gives an isolated operation its body.
    pub fn child(mut self, body: Body) -> Self {
        self.state.child = Some(Box::new(body));
        self
    }

    /// Makes the operation.
    pub fn done(self) -> OpId {
        self.rw.create(self.state)
    }

    /// Makes the operation and gives its first result.
    pub fn value(self) -> ValueId {
        let op = self.rw.create(self.state);
        self.rw.body.result(op, 0)
    }

    /// Makes the operation, names its first result, and gives it.
    pub fn named(self, name: Sym) -> ValueId {
        let op = self.rw.create(self.state);
        let value = self.rw.body.result(op, 0);
        self.rw.body.set_value_name(value, name);
        value
    }
}

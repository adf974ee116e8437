//! Operations of a body: making, reading, linking and erasing them.

use super::*;

/// Operations.
impl Body {
    /// Makes an operation that stands in no block yet.
    ///
    /// # Errors
    /// Panics beyond 65,535 results: callers that read untrusted input check first.
    pub fn create(&mut self, mut state: OpState) -> OpId {
        self.create_from(&mut state)
    }

    /// As [`Body::create`], leaving the state's memory to be used again.
    pub(crate) fn create_from(&mut self, state: &mut OpState) -> OpId {
        let op = OpId::from_idx(self.ops.len());
        let n_results = u16::try_from(state.result_types.len());
        let n_results = n_results.unwrap_or_else(|_| panic!("more than 65,535 results"));
        let first_result = ValueId::from_idx(self.values.len());
        for (i, &ty) in state.result_types.iter().enumerate() {
            self.values.push(ValueData { ty, def: op.0, position: i as u32, first_use: NO_USE });
        }
        let attrs = if state.child.is_some() {
            u32::MAX
        } else {
            self.push_attrs(&state.inherent, state.discardable)
        };
        let needs_tail =
            !state.regions.is_empty() || !state.successors.is_empty() || state.child.is_some();
        let tail = if needs_tail { self.tails.len() as u32 } else { NO_TAIL };
        for &region in &state.regions {
            self.regions[region.idx()].owner = op;
        }
        if needs_tail {
            self.tails.push(Tail {
                regions: SmallVec::from_slice(&state.regions),
                successors: SmallVec::from_slice(&state.successors),
                child: state.child.take(),
            });
        }
        self.ops.push(OpData {
            name: state.name,
            loc: state.loc,
            block: BlockId::NONE,
            prev: OpId::NONE,
            next: OpId::NONE,
            order: 0,
            first_operand: 0,
            n_operands: 0,
            first_result,
            n_results,
            flags: 0,
            attrs,
            tail,
        });
        self.push_operands(op, &state.operands);
        self.touch(op);
        op
    }

    /// Stores inherent slots followed by the discardable dictionary; nothing when all are absent
    /// and there is no slot to fill later.
    fn push_attrs(&mut self, inherent: &[Attr], discardable: Attr) -> u32 {
        if inherent.is_empty() && discardable.is_none() {
            return u32::MAX;
        }
        let at = self.attrs.len() as u32;
        // The dictionary comes first: its place is known without the definition.
        self.attrs.push(discardable);
        self.attrs.extend_from_slice(inherent);
        at
    }

    fn push_operands(&mut self, op: OpId, operands: &[ValueId]) {
        let first = self.uses.len() as u32;
        for &value in operands {
            self.uses.push(Use { value, next: NO_USE, prev: NO_USE, owner: op });
        }
        self.ops[op.idx()].first_operand = first;
        self.ops[op.idx()].n_operands = operands.len() as u32;
        for u in first..first + operands.len() as u32 {
            self.link_use(u);
        }
    }

    pub(super) fn link_use(&mut self, u: u32) {
        let value = self.uses[u as usize].value;
        let head = self.values[value.idx()].first_use;
        self.uses[u as usize].next = head;
        self.uses[u as usize].prev = NO_USE;
        if head != NO_USE {
            self.uses[head as usize].prev = u;
        }
        self.values[value.idx()].first_use = u;
    }

    pub(super) fn unlink_use(&mut self, u: u32) {
        let Use { value, next, prev, .. } = self.uses[u as usize];
        match prev {
            NO_USE => self.values[value.idx()].first_use = next,
            _ => self.uses[prev as usize].next = next,
        }
        if next != NO_USE {
            self.uses[next as usize].prev = prev;
        }
    }

    /// The operation's name.
    #[inline]
    pub fn name(&self, op: OpId) -> OpName {
        self.ops[op.idx()].name
    }

    /// Where the operation comes from.
    #[inline]
    pub fn loc(&self, op: OpId) -> Loc {
        self.ops[op.idx()].loc
    }

    /// Sets where the operation comes from.
    pub fn set_loc(&mut self, op: OpId, loc: Loc) {
        self.ops[op.idx()].loc = loc;
        if let Some(child) = self.child_mut(op) {
            child.ops[ROOT.idx()].loc = loc;
        }
    }

    /// Whether the operation was erased.
    #[inline]
    pub fn is_dead(&self, op: OpId) -> bool {
        self.ops[op.idx()].flags & DEAD != 0
    }

    /// The block the operation stands in; `None` for the root and for detached ones.
    #[inline]
    pub fn block_of(&self, op: OpId) -> Option<BlockId> {
        self.ops[op.idx()].block.get()
    }

    /// The operation whose region this one is in; `None` for the root and for detached ones.
    pub fn parent_op(&self, op: OpId) -> Option<OpId> {
        self.block_of(op).map(|b| self.owner_of_block(b))
    }

    /// The next operation of the block.
    #[inline]
    pub fn next(&self, op: OpId) -> Option<OpId> {
        self.ops[op.idx()].next.get()
    }

    /// The previous operation of the block.
    #[inline]
    pub fn prev(&self, op: OpId) -> Option<OpId> {
        self.ops[op.idx()].prev.get()
    }

    /// How many operands the operation has.
    #[inline]
    pub fn n_operands(&self, op: OpId) -> usize {
        self.ops[op.idx()].n_operands as usize
    }

    /// Operand `i`.
    #[inline]
    pub fn operand(&self, op: OpId, i: usize) -> ValueId {
        let data = &self.ops[op.idx()];
        assert!(i < data.n_operands as usize, "operand {i} of {op:?} does not exist");
        self.uses[data.first_operand as usize + i].value
    }

    /// The operands in order.
    #[inline]
    pub fn operands(&self, op: OpId) -> impl ExactSizeIterator<Item = ValueId> + Clone + '_ {
        let data = &self.ops[op.idx()];
        let first = data.first_operand as usize;
        self.uses[first..first + data.n_operands as usize].iter().map(|u| u.value)
    }

    /// Replaces operand `i`.
    pub fn set_operand(&mut self, op: OpId, i: usize, value: ValueId) {
        assert!(i < self.n_operands(op), "operand {i} of {op:?} does not exist");
        let u = self.ops[op.idx()].first_operand + i as u32;
        self.unlink_use(u);
        self.uses[u as usize].value = value;
        self.link_use(u);
        self.touch(op);
    }

    /// Replaces the whole operand list.
    pub fn set_operands(&mut self, op: OpId, operands: &[ValueId]) {
        let OpData { first_operand, n_operands, .. } = self.ops[op.idx()];
        for u in first_operand..first_operand + n_operands {
            self.unlink_use(u);
        }
        if operands.len() <= n_operands as usize {
            self.ops[op.idx()].n_operands = operands.len() as u32;
            for (u, &value) in (first_operand..).zip(operands) {
                self.uses[u as usize].value = value;
                self.link_use(u);
            }
        } else {
            self.push_operands(op, operands);
        }
        self.touch(op);
    }

    /// How many results the operation has.
    #[inline]
    pub fn n_results(&self, op: OpId) -> usize {
        self.ops[op.idx()].n_results as usize
    }

    /// Result `i`.
    #[inline]
    pub fn result(&self, op: OpId, i: usize) -> ValueId {
        let data = &self.ops[op.idx()];
        assert!(i < data.n_results as usize, "result {i} of {op:?} does not exist");
        ValueId(data.first_result.0 + i as u32)
    }

    /// The results in order.
    #[inline]
    pub fn results(&self, op: OpId) -> impl ExactSizeIterator<Item = ValueId> + Clone + use<> {
        let data = &self.ops[op.idx()];
        let first = data.first_result.0;
        (first..first + u32::from(data.n_results)).map(ValueId)
    }

    /// Inherent attribute in slot `i` of the definition, or [`Attr::NONE`].
    #[inline]
    pub fn inherent(&self, op: OpId, i: usize) -> Attr {
        let (body, op) = self.home(op);
        let at = body.ops[op.idx()].attrs;
        if at == u32::MAX { Attr::NONE } else { body.attrs[at as usize + 1 + i] }
    }

    /// Sets inherent attribute slot `i`; [`Attr::NONE`] removes it.
    pub fn set_inherent(&mut self, op: OpId, i: usize, attr: Attr) {
        let (body, op) = self.home_mut(op);
        let at = body.ops[op.idx()].attrs;
        assert!(at != u32::MAX, "{op:?} has no inherent attributes");
        body.attrs[at as usize + 1 + i] = attr;
        body.touch(op);
    }

    /// The dictionary of discardable attributes, or [`Attr::NONE`].
    #[inline]
    pub fn discardable(&self, op: OpId) -> Attr {
        let (body, op) = self.home(op);
        let at = body.ops[op.idx()].attrs;
        if at == u32::MAX { Attr::NONE } else { body.attrs[at as usize] }
    }

    /// Sets the dictionary of discardable attributes.
    pub fn set_discardable(&mut self, op: OpId, dict: Attr) {
        let (body, op) = self.home_mut(op);
        let at = body.ops[op.idx()].attrs;
        if at == u32::MAX {
            if dict.is_none() {
                return;
            }
            let at = body.push_attrs(&[], dict);
            body.ops[op.idx()].attrs = at;
        } else {
            body.attrs[at as usize] = dict;
        }
        body.touch(op);
    }

    /// The body and handle under which the operation's attributes and regions are kept.
    #[inline]
    pub fn home(&self, op: OpId) -> (&Body, OpId) {
        match self.child(op) {
            Some(child) => (child, ROOT),
            None => (self, op),
        }
    }

    /// As [`Body::home`], to change them.
    pub fn home_mut(&mut self, op: OpId) -> (&mut Body, OpId) {
        if self.child(op).is_some() {
            self.touch(op);
        }
        let tail = self.ops[op.idx()].tail;
        if tail != NO_TAIL && self.tails[tail as usize].child.is_some() {
            match self.tails[tail as usize].child.as_deref_mut() {
                Some(child) => (child, ROOT),
                None => unreachable!("checked just above"),
            }
        } else {
            (self, op)
        }
    }

    /// The child body of an isolated operation that stands in this body.
    #[inline]
    pub fn child(&self, op: OpId) -> Option<&Body> {
        let tail = self.ops[op.idx()].tail;
        if tail == NO_TAIL { None } else { self.tails[tail as usize].child.as_deref() }
    }

    /// As [`Body::child`], to change it.
    pub fn child_mut(&mut self, op: OpId) -> Option<&mut Body> {
        let tail = self.ops[op.idx()].tail;
        if tail == NO_TAIL { None } else { self.tails[tail as usize].child.as_deref_mut() }
    }

    /// Takes the child body out, leaving the operation without; put it back with
    /// [`Body::put_child`].
    pub fn take_child(&mut self, op: OpId) -> Option<Box<Body>> {
        let tail = self.ops[op.idx()].tail;
        if tail == NO_TAIL { None } else { self.tails[tail as usize].child.take() }
    }

    /// Gives an operation its child body.
    pub fn put_child(&mut self, op: OpId, child: Box<Body>) {
        let tail = self.ensure_tail(op);
        self.tails[tail].child = Some(child);
        self.touch(op);
    }

    /// Every living isolated operation of this body with its child, to be rewritten side by side.
    pub fn children_mut(&mut self) -> impl Iterator<Item = &mut Body> {
        self.tails.iter_mut().filter_map(|t| t.child.as_deref_mut())
    }

    /// Every living isolated operation's child body.
    pub fn children(&self) -> impl Iterator<Item = &Body> {
        self.tails.iter().filter_map(|t| t.child.as_deref())
    }

    fn ensure_tail(&mut self, op: OpId) -> usize {
        if self.ops[op.idx()].tail == NO_TAIL {
            self.ops[op.idx()].tail = self.tails.len() as u32;
            self.tails.push(Tail::default());
        }
        self.ops[op.idx()].tail as usize
    }

    /// The regions of an operation in this body. An isolated operation's regions are those of
    /// [`ROOT`] in its child body; use [`Body::home`] to reach both kinds.
    #[inline]
    pub fn regions(&self, op: OpId) -> &[RegionId] {
        let tail = self.ops[op.idx()].tail;
        if tail == NO_TAIL { &[] } else { &self.tails[tail as usize].regions }
    }

    /// Attaches one more region, made by [`Body::new_region`].
    pub fn push_region(&mut self, op: OpId, region: RegionId) {
        let tail = self.ensure_tail(op);
        self.tails[tail].regions.push(region);
        self.regions[region.idx()].owner = op;
        self.touch(op);
    }

    /// The successor blocks of a terminator.
    #[inline]
    pub fn successors(&self, op: OpId) -> &[BlockId] {
        let tail = self.ops[op.idx()].tail;
        if tail == NO_TAIL { &[] } else { &self.tails[tail as usize].successors }
    }

    /// Replaces successor `i`.
    pub fn set_successor(&mut self, op: OpId, i: usize, block: BlockId) {
        let tail = self.ensure_tail(op);
        self.tails[tail].successors[i] = block;
        self.touch(op);
    }

    /// Puts a detached operation at the end of a block.
    pub fn append(&mut self, block: BlockId, op: OpId) {
        let last = self.blocks[block.idx()].last;
        self.link(block, last, OpId::NONE, op);
    }

    /// Puts a detached operation at the start of a block.
    pub fn prepend(&mut self, block: BlockId, op: OpId) {
        let first = self.blocks[block.idx()].first;
        self.link(block, OpId::NONE, first, op);
    }

    /// Puts a detached operation before `anchor`, which stands in a block.
    pub fn insert_before(&mut self, anchor: OpId, op: OpId) {
        let OpData { block, prev, .. } = self.ops[anchor.idx()];
        self.link(block, prev, anchor, op);
    }

    /// Puts a detached operation after `anchor`, which stands in a block.
    pub fn insert_after(&mut self, anchor: OpId, op: OpId) {
        let OpData { block, next, .. } = self.ops[anchor.idx()];
        self.link(block, anchor, next, op);
    }

    fn link(&mut self, block: BlockId, prev: OpId, next: OpId, op: OpId) {
        assert!(!block.is_none(), "the anchor stands in no block");
        assert!(self.ops[op.idx()].block.is_none(), "{op:?} stands in a block already");
        let appended_to = next.is_none().then(|| prev.get().map(|p| self.ops[p.idx()].order));
        let data = &mut self.ops[op.idx()];
        (data.block, data.prev, data.next) = (block, prev, next);
        match prev.get() {
            Some(p) => self.ops[p.idx()].next = op,
            None => self.blocks[block.idx()].first = op,
        }
        match next.get() {
            Some(n) => self.ops[n.idx()].prev = op,
            None => self.blocks[block.idx()].last = op,
        }
        match appended_to {
            Some(last_order) => self.ops[op.idx()].order = last_order.map_or(0, |o| o + 1),
            None => self.blocks[block.idx()].order_valid = false,
        }
        self.touch(op);
    }

    /// Takes an operation out of its block, alive.
    pub fn detach(&mut self, op: OpId) {
        let OpData { block, prev, next, .. } = self.ops[op.idx()];
        if block.is_none() {
            return;
        }
        match prev.get() {
            Some(p) => self.ops[p.idx()].next = next,
            None => self.blocks[block.idx()].first = next,
        }
        match next.get() {
            Some(n) => self.ops[n.idx()].prev = prev,
            None => self.blocks[block.idx()].last = prev,
        }
        let data = &mut self.ops[op.idx()];
        (data.block, data.prev, data.next) = (BlockId::NONE, OpId::NONE, OpId::NONE);
        if let Some(owner) = self.owner_of_block(block).get() {
            self.touch(owner);
        }
        self.touch(op);
    }

    /// Moves an operation before `anchor`.
    pub fn move_before(&mut self, anchor: OpId, op: OpId) {
        self.detach(op);
        self.insert_before(anchor, op);
    }

    /// Moves an operation to the end of a block.
    pub fn move_to_end(&mut self, block: BlockId, op: OpId) {
        self.detach(op);
        self.append(block, op);
    }

    /// Erases an operation with everything inside it. Its results must have no uses left outside.
    pub fn erase(&mut self, op: OpId) {
        assert!(op != ROOT, "the root of a body cannot be erased");
        self.detach(op);
        self.drop_inside(op);
        for result in self.results(op) {
            assert!(!self.has_uses(result), "{op:?} is erased while {result:?} is in use");
        }
    }

    /// Unlinks the operands of `op` and of all below it and marks them dead.
    pub(super) fn drop_inside(&mut self, op: OpId) {
        let mut stack = vec![op];
        while let Some(op) = stack.pop() {
            let OpData { first_operand, n_operands, tail, .. } = self.ops[op.idx()];
            for u in first_operand..first_operand + n_operands {
                self.unlink_use(u);
            }
            self.ops[op.idx()].n_operands = 0;
            self.ops[op.idx()].flags |= DEAD;
            if tail == NO_TAIL {
                continue;
            }
            let Tail { regions, .. } = std::mem::take(&mut self.tails[tail as usize]);
            for region in regions {
                for block in std::mem::take(&mut self.regions[region.idx()].blocks) {
                    stack.extend(self.ops_of(block));
                }
            }
        }
        self.changes += 1;
    }

    /// Whether `a` stands before `b` in the block they share. Renumbers the block when needed.
    pub fn is_before(&mut self, a: OpId, b: OpId) -> bool {
        let block = self.ops[a.idx()].block;
        debug_assert!(block == self.ops[b.idx()].block && !block.is_none());
        if !self.blocks[block.idx()].order_valid {
            self.renumber(block);
        }
        self.ops[a.idx()].order < self.ops[b.idx()].order
    }

    /// Makes [`Body::order`] valid for every operation of the block.
    pub fn renumber(&mut self, block: BlockId) {
        let mut at = self.blocks[block.idx()].first;
        let mut order = 0;
        while !at.is_none() {
            self.ops[at.idx()].order = order;
            order += 1;
            at = self.ops[at.idx()].next;
        }
        self.blocks[block.idx()].order_valid = true;
    }

    /// Position-like number that grows along the block; `None` until [`Body::renumber`] ran after
    /// the last insertion that was not at the end.
    pub fn order(&self, op: OpId) -> Option<u32> {
        let data = &self.ops[op.idx()];
        let block = data.block.get()?;
        self.blocks[block.idx()].order_valid.then_some(data.order)
    }
}

//! Blocks and regions of a body.

use super::*;

/// Blocks and regions.
impl Body {
    /// An empty region that no operation owns yet; give it to [`OpState::regions`] or to
    /// [`Body::push_region`].
    pub fn new_region(&mut self) -> RegionId {
        self.regions.push(RegionData { owner: OpId::NONE, blocks: Vec::new() });
        RegionId::from_idx(self.regions.len() - 1)
    }

    /// Appends a block with arguments of these types (unknown locations) to a region.
    pub fn new_block(&mut self, region: RegionId, arg_types: &[Type]) -> BlockId {
        let block = self.new_detached_block();
        for &ty in arg_types {
            self.add_arg(block, ty, Loc::UNKNOWN);
        }
        self.append_block(region, block);
        block
    }

    /// A block in no region yet (the target of a forward reference).
    pub fn new_detached_block(&mut self) -> BlockId {
        self.blocks.push(BlockData {
            region: RegionId::NONE,
            first: OpId::NONE,
            last: OpId::NONE,
            args: SmallVec::new(),
            arg_locs: SmallVec::new(),
            order_valid: true,
        });
        BlockId::from_idx(self.blocks.len() - 1)
    }

    /// Puts a detached block at the end of a region.
    pub fn append_block(&mut self, region: RegionId, block: BlockId) {
        let at = self.regions[region.idx()].blocks.len();
        self.insert_block(region, at, block);
    }

    /// Puts a detached block at position `at` of a region.
    pub fn insert_block(&mut self, region: RegionId, at: usize, block: BlockId) {
        self.blocks[block.idx()].region = region;
        self.regions[region.idx()].blocks.insert(at, block);
        if let Some(owner) = self.regions[region.idx()].owner.get() {
            self.touch(owner);
        }
    }

    /// Takes a block out of its region, alive.
    pub fn detach_block(&mut self, block: BlockId) {
        let region = self.blocks[block.idx()].region;
        if let Some(region) = region.get() {
            self.regions[region.idx()].blocks.retain(|&b| b != block);
            self.blocks[block.idx()].region = RegionId::NONE;
            if let Some(owner) = self.regions[region.idx()].owner.get() {
                self.touch(owner);
            }
        }
    }

    /// Erases a block with all its operations; uses of its values elsewhere must be gone.
    pub fn erase_block(&mut self, block: BlockId) {
        let ops: Vec<OpId> = self.ops_of(block).collect();
        for op in ops.into_iter().rev() {
            self.detach(op);
            self.drop_inside(op);
        }
        self.detach_block(block);
    }

    /// Moves all blocks of `from` to the end of `to`.
    pub fn move_blocks(&mut self, from: RegionId, to: RegionId) {
        for block in std::mem::take(&mut self.regions[from.idx()].blocks) {
            self.append_block(to, block);
        }
    }

    /// Adds an argument to a block.
    pub fn add_arg(&mut self, block: BlockId, ty: Type, loc: Loc) -> ValueId {
        let value = ValueId::from_idx(self.values.len());
        let data = &mut self.blocks[block.idx()];
        let position = ARG | data.args.len() as u32;
        data.args.push(value);
        data.arg_locs.push(loc);
        self.values.push(ValueData { ty, def: block.0, position, first_use: NO_USE });
        self.changes += 1;
        value
    }

    /// Removes argument `i`, which must have no uses.
    pub fn erase_arg(&mut self, block: BlockId, i: usize) {
        let value = self.blocks[block.idx()].args[i];
        assert!(!self.has_uses(value), "{value:?} is erased while in use");
        let data = &mut self.blocks[block.idx()];
        data.args.remove(i);
        data.arg_locs.remove(i);
        for (i, &arg) in self.blocks[block.idx()].args.iter().enumerate() {
            self.values[arg.idx()].position = ARG | i as u32;
        }
        self.changes += 1;
    }

    /// The block's arguments.
    #[inline]
    pub fn args(&self, block: BlockId) -> &[ValueId] {
        &self.blocks[block.idx()].args
    }

    /// Where the block's arguments come from, in their order.
    pub fn arg_locs(&self, block: BlockId) -> &[Loc] {
        &self.blocks[block.idx()].arg_locs
    }

    /// Sets where argument `i` of the block comes from.
    pub fn set_arg_loc(&mut self, block: BlockId, i: usize, loc: Loc) {
        self.blocks[block.idx()].arg_locs[i] = loc;
    }

    /// The first operation of a block.
    #[inline]
    pub fn first_op(&self, block: BlockId) -> Option<OpId> {
        self.blocks[block.idx()].first.get()
    }

    /// The last operation of a block, its terminator where it has one.
    #[inline]
    pub fn last_op(&self, block: BlockId) -> Option<OpId> {
        self.blocks[block.idx()].last.get()
    }

    /// The operations of a block in order.
    pub fn ops_of(&self, block: BlockId) -> impl Iterator<Item = OpId> + Clone + '_ {
        std::iter::successors(self.first_op(block), |&op| self.next(op))
    }

    /// The region the block is in; `None` when detached.
    pub fn region_of(&self, block: BlockId) -> Option<RegionId> {
        self.blocks[block.idx()].region.get()
    }

    /// The operation that owns the block's region; [`OpId::NONE`] when detached.
    pub fn owner_of_block(&self, block: BlockId) -> OpId {
        self.region_of(block).map_or(OpId::NONE, |r| self.owner(r))
    }

    /// The operation that owns the region; [`OpId::NONE`] when none does yet.
    pub fn owner(&self, region: RegionId) -> OpId {
        self.regions[region.idx()].owner
    }

    /// The blocks of a region, entry first.
    #[inline]
    pub fn blocks(&self, region: RegionId) -> &[BlockId] {
        &self.regions[region.idx()].blocks
    }

    /// The entry block of a region.
    #[inline]
    pub fn entry(&self, region: RegionId) -> Option<BlockId> {
        self.blocks(region).first().copied()
    }

    /// The entry block of the root's first region: a function's, a module's.
    pub fn root_block(&self) -> Option<BlockId> {
        self.regions(ROOT).first().and_then(|&r| self.entry(r))
    }

    /// Moves the operations from `at` on into a new block right after this one.
    pub fn split_block(&mut self, at: OpId) -> BlockId {
        let old = self.ops[at.idx()].block;
        let new = self.new_detached_block();
        if let Some(region) = self.region_of(old) {
            let pos = self.blocks(region).iter().position(|&b| b == old).unwrap_or(0);
            self.insert_block(region, pos + 1, new);
        }
        let mut next = Some(at);
        while let Some(op) = next {
            next = self.next(op);
            self.move_to_end(new, op);
        }
        new
    }

    /// The operation of this body's nesting that holds `op` and stands in `block`; `None` when
    /// `op` is not inside `block`.
    pub fn ancestor_in(&self, block: BlockId, mut op: OpId) -> Option<OpId> {
        loop {
            let at = self.block_of(op)?;
            if at == block {
                return Some(op);
            }
            op = self.owner_of_block(at).get()?;
        }
    }

    /// Whether `inner` is `outer` or inside one of its regions, within this body.
    pub fn is_inside(&self, outer: OpId, inner: OpId) -> bool {
        let mut at = Some(inner);
        while let Some(op) = at {
            if op == outer {
                return true;
            }
            at = self.parent_op(op);
        }
        false
    }
}

//! Bodies: one arena for one operation that is isolated from above, and everything inside it.
//!
//! Operation 0 of a body ([`ROOT`]) is the isolated operation itself: a module, a function, a
//! fusion group. It holds the attributes and the regions. Where that operation stands in its
//! parent, the parent body has a record of the same name and location with the operands, results
//! and the link to the child body. So a pass over functions owns `&mut Body` of each function,
//! its attributes included, and functions can be rewritten in parallel without a lock.
//!
//! Handles are never reused: an erased operation is found dead, never alive as another one.

mod block;
mod op;
mod provenance;
mod value;

use std::hash::Hasher;
use std::sync::atomic::{AtomicU64, Ordering};

use smallvec::SmallVec;

use crate::context::Context;
use crate::entity::{Attr, BlockId, Loc, OpId, OpName, RegionId, Sym, Type, ValueId};

pub use provenance::{Origin, Provenance};

/// The isolated operation that a body belongs to.
pub const ROOT: OpId = OpId(0);

const DEAD: u16 = 1;
const DIRTY: u16 = 2;

#[derive(Clone, Copy)]
struct OpData {
    name: OpName,
    loc: Loc,
    block: BlockId,
    prev: OpId,
    next: OpId,
    order: u32,
    first_operand: u32,
    n_operands: u32,
    first_result: ValueId,
    n_results: u16,
    flags: u16,
    attrs: u32,
    tail: u32,
}

#[derive(Clone, Copy)]
struct ValueData {
    ty: Type,
    /// Op or block, see `position`.
    def: u32,
    /// Position among results or arguments; the top bit marks an argument.
    position: u32,
    first_use: u32,
}

const ARG: u32 = 1 << 31;

#[derive(Clone, Copy)]
struct Use {
    value: ValueId,
    next: u32,
    prev: u32,
    owner: OpId,
}

const NO_USE: u32 = u32::MAX;
const NO_TAIL: u32 = u32::MAX;

const _: () = assert!(size_of::<OpData>() == 48);
const _: () = assert!(size_of::<ValueData>() == 16);
const _: () = assert!(size_of::<Use>() == 16);

#[derive(Clone, Default)]
struct Tail {
    regions: SmallVec<[RegionId; 2]>,
    successors: SmallVec<[BlockId; 2]>,
    child: Option<Box<Body>>,
}

#[derive(Clone)]
struct BlockData {
    region: RegionId,
    first: OpId,
    last: OpId,
    args: SmallVec<[ValueId; 4]>,
    arg_locs: SmallVec<[Loc; 4]>,
    order_valid: bool,
}

#[derive(Clone)]
struct RegionData {
    owner: OpId,
    blocks: Vec<BlockId>,
}

/// What defines a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueDef {
    /// Result `.1` of operation `.0`.
    Result(OpId, usize),
    /// Argument `.1` of block `.0`.
    Arg(BlockId, usize),
}

/// Everything needed to make an operation.
#[derive(Clone)]
pub struct OpState {
    /// The operation's name.
    pub name: OpName,
    /// Where it comes from.
    pub loc: Loc,
    /// Operands in order, variadic ones flattened.
    pub operands: Vec<ValueId>,
    /// One type per result; at most 65,535.
    pub result_types: Vec<Type>,
    /// Inherent attributes in the order of the definition, [`Attr::NONE`] where absent. An
    /// operation that is not registered has one: the dictionary of its properties.
    pub inherent: Vec<Attr>,
    /// Discardable attributes: a dictionary, or [`Attr::NONE`].
    pub discardable: Attr,
    /// Regions, made with [`Body::new_region`] in the body the operation is created in. Empty for
    /// isolated operations.
    pub regions: Vec<RegionId>,
    /// Successor blocks; their operands are among `operands`.
    pub successors: Vec<BlockId>,
    /// The body of an isolated operation. Its root's attributes are those that count: `inherent`
    /// and `discardable` here are ignored then.
    pub child: Option<Box<Body>>,
}

impl Default for OpState {
    /// No operation yet: without a name.
    fn default() -> OpState {
        OpState {
            name: OpName::NONE,
            loc: Loc::UNKNOWN,
            operands: Vec::new(),
            result_types: Vec::new(),
            inherent: Vec::new(),
            discardable: Attr::NONE,
            regions: Vec::new(),
            successors: Vec::new(),
            child: None,
        }
    }
}

impl OpState {
    /// An operation of this name without operands, results, attributes or regions.
    pub fn new(cx: &Context, name: OpName, loc: Loc) -> OpState {
        let inherent = vec![Attr::NONE; cx.n_inherent(name)];
        OpState { name, loc, inherent, ..OpState::default() }
    }

    /// Makes this what [`OpState::new`] gives, keeping the memory of its lists.
    pub(crate) fn reset(&mut self, cx: &Context, name: OpName, loc: Loc) {
        (self.name, self.loc, self.discardable, self.child) = (name, loc, Attr::NONE, None);
        self.operands.clear();
        self.result_types.clear();
        self.inherent.clear();
        self.inherent.resize(cx.n_inherent(name), Attr::NONE);
        self.regions.clear();
        self.successors.clear();
    }
}

/// Tells bodies apart: a copy is another body.
struct BodyId(u64);

impl BodyId {
    fn fresh() -> BodyId {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        BodyId(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

impl Clone for BodyId {
    fn clone(&self) -> BodyId {
        BodyId::fresh()
    }
}

/// An isolated operation and everything inside it.
#[derive(Clone)]
pub struct Body {
    id: BodyId,
    ops: Vec<OpData>,
    values: Vec<ValueData>,
    uses: Vec<Use>,
    names: Vec<Sym>,
    attrs: Vec<Attr>,
    tails: Vec<Tail>,
    blocks: Vec<BlockData>,
    regions: Vec<RegionData>,
    dirty: Vec<OpId>,
    changes: u64,
    trace: Option<Box<provenance::Trace>>,
}

impl Body {
    /// A body whose root is an operation of this name, with `n_regions` empty regions and no
    /// attributes.
    pub fn new(cx: &Context, name: OpName, loc: Loc, n_regions: usize) -> Body {
        let mut body = Body {
            id: BodyId::fresh(),
            ops: Vec::new(),
            values: Vec::new(),
            uses: Vec::new(),
            names: Vec::new(),
            attrs: Vec::new(),
            tails: Vec::new(),
            blocks: Vec::new(),
            regions: Vec::new(),
            dirty: Vec::new(),
            changes: 0,
            trace: None,
        };
        let mut state = OpState::new(cx, name, loc);
        state.regions = (0..n_regions).map(|_| body.new_region()).collect();
        body.create(state);
        body
    }

    /// Makes room for `n_ops` more operations.
    pub fn reserve(&mut self, n_ops: usize) {
        self.ops.reserve(n_ops);
        self.values.reserve(n_ops);
        self.uses.reserve(2 * n_ops);
    }

    /// Gives back memory that growth left over.
    pub fn shrink(&mut self) {
        self.ops.shrink_to_fit();
        self.values.shrink_to_fit();
        self.uses.shrink_to_fit();
        self.attrs.shrink_to_fit();
        self.blocks.shrink_to_fit();
    }

    /// Bytes held by the arenas of this body, children excluded.
    pub fn heap_bytes(&self) -> usize {
        self.ops.capacity() * size_of::<OpData>()
            + self.values.capacity() * size_of::<ValueData>()
            + self.uses.capacity() * size_of::<Use>()
            + self.names.capacity() * 4
            + self.attrs.capacity() * 4
            + self.tails.capacity() * size_of::<Tail>()
            + self.blocks.capacity() * size_of::<BlockData>()
            + self.regions.capacity() * size_of::<RegionData>()
    }

    /// Grows with every mutation; "changed" means it moved.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Tells this body from every other one of this process, copies included.
    pub fn id(&self) -> u64 {
        self.id.0
    }

    /// A digest of the change counts of this body and all bodies below it: as long as it stays the
    /// same, so does everything that was computed from them.
    pub fn version(&self) -> u64 {
        let mut digest = rustc_hash::FxHasher::default();
        self.add_version(&mut digest);
        digest.finish()
    }

    fn add_version(&self, digest: &mut rustc_hash::FxHasher) {
        digest.write_u64(self.id.0);
        digest.write_u64(self.changes);
        for child in self.tails.iter().filter_map(|t| t.child.as_deref()) {
            child.add_version(digest);
        }
    }

    fn touch(&mut self, op: OpId) {
        self.changes += 1;
        let data = &mut self.ops[op.idx()];
        if data.flags & DIRTY == 0 {
            data.flags |= DIRTY;
            self.dirty.push(op);
        }
    }

    /// The operations touched since the last call (dead ones included), for incremental
    /// verification.
    pub fn take_dirty(&mut self) -> Vec<OpId> {
        let dirty = std::mem::take(&mut self.dirty);
        for &op in &dirty {
            self.ops[op.idx()].flags &= !DIRTY;
        }
        dirty
    }

    /// One more than the highest operation handle, dead ones included.
    pub fn op_capacity(&self) -> usize {
        self.ops.len()
    }

    /// One more than the highest value handle.
    pub fn value_capacity(&self) -> usize {
        self.values.len()
    }

    /// One more than the highest block handle.
    pub fn block_capacity(&self) -> usize {
        self.blocks.len()
    }

    /// One more than the highest region handle.
    pub fn region_capacity(&self) -> usize {
        self.regions.len()
    }
}

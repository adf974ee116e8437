//! The interfaces the core asks operations for. Each is a plain value holding function pointers,
//! listed in a definition or attached by a dialect, and found by its type:
//! `op.info()?.interface::<Fold>()`. Dialects may define more in the same way.

use std::ops::Range;

use crate::context::Context;
use crate::def::TypeRule;
use crate::diag::Diags;
use crate::entity::{Attr, BlockId, OpId, Sym, Type, ValueId};
use crate::ranges::IntRange;
use crate::rewrite::{Pattern, Rewriter};
use crate::view::OpRef;

/// Checks what the definition cannot say. Reports every problem it sees; looks only at what is
/// visible when this operation alone is printed.
pub struct Verify(pub fn(OpRef<'_>, &mut Diags));

/// Checks what the operation says about symbols of the nearest table around it. Asked when
/// everything is verified, not when single operations are: those a symbol concerns are elsewhere.
pub struct VerifySymbols(pub fn(OpRef<'_>, &Symbols<'_>, &mut Diags));

/// The symbols of a table.
pub struct Symbols<'a> {
    pub(crate) cx: &'a Context,
    pub(crate) table: &'a crate::body::Body,
    pub(crate) by_name: &'a rustc_hash::FxHashMap<Sym, OpId>,
}

impl<'a> Symbols<'a> {
    /// The operation that defines a symbol.
    pub fn get(&self, name: Sym) -> Option<OpRef<'a>> {
        self.by_name.get(&name).map(|op| self.table.op(self.cx, *op))
    }
}

/// Simplifies without making operations. Gets the constant value of each operand where it is
/// known; gives one replacement per result, or `None`.
pub struct Fold(pub fn(OpRef<'_>, &[Option<Attr>]) -> Option<Vec<Folded>>);

/// What a result folds to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Folded {
    /// A value that exists already.
    Value(ValueId),
    /// A constant, for the dialect's [`Materialize`] to make an operation of.
    Attr(Attr),
}

/// Makes a constant operation for a folded attribute of this type; attached to constant-like
/// operations, asked in the dialect of the folded operation first and in `arith` else.
pub struct Materialize(pub fn(&mut Rewriter<'_>, Attr, Type, crate::Loc) -> Option<OpId>);

/// Rewrites that `canonicalize` applies.
pub struct Canonicalize(pub &'static [Pattern]);

/// Rewrites that `reduce` tries: each makes an operation smaller or simpler. What comes out must
/// verify; it need not compute the same, for what is kept is that something fails.
pub struct Reduce(pub &'static [Pattern]);

/// Replaces an operation by simpler ones of its own dialect (or `arith`, `math`).
pub struct Decompose(pub fn(OpId, &mut Rewriter<'_>) -> Option<()>);

/// Gives the result types from operand types and inherent attributes; reports why it cannot.
pub struct InferTypes(pub fn(&InferArgs<'_>, &mut Diags) -> Option<Vec<Type>>);

/// What [`InferTypes`] may look at.
pub struct InferArgs<'a> {
    /// The context.
    pub cx: &'a Context,
    /// Where the operation is made.
    pub loc: crate::Loc,
    /// Types of the operands.
    pub operands: &'a [Type],
    /// Inherent attributes by slot.
    pub inherent: &'a [Attr],
}

/// The result types that follow from an operation's operands and attributes, by its own inference
/// or because its definition says that all types are one; `None` where they do not follow, or do
/// not fit, which is reported.
///
/// # Errors
/// The codes that the operation's own documentation lists.
pub fn inferred_types(op: OpRef<'_>, diags: &mut Diags) -> Option<Vec<Type>> {
    let Some(InferTypes(infer)) = op.info()?.interface::<InferTypes>() else {
        let same = |r: &TypeRule| matches!(r, TypeRule::SameOperandsAndResults);
        let is_one = op.n_operands() > 0 && op.def()?.types.iter().any(same);
        return is_one.then(|| vec![op.operand_ty(0); op.n_results()]);
    };
    let operands: Vec<Type> = (0..op.n_operands()).map(|i| op.operand_ty(i)).collect();
    let n_attrs = op.def().map_or(0, |def| def.attrs.len());
    let inherent: Vec<Attr> = (0..n_attrs).map(|i| op.inherent(i).unwrap_or(Attr::NONE)).collect();
    infer(&InferArgs { cx: op.cx, loc: op.loc(), operands: &operands, inherent: &inherent }, diags)
}

/// What an operation does to memory. An operation that is neither `PURE`, nor has
/// `RECURSIVE_EFFECTS`, nor this interface may do anything.
pub struct MemoryEffects(pub fn(OpRef<'_>, &mut Vec<(Effect, Option<ValueId>)>));

/// A memory effect; the value beside it is the memory it concerns, if one is named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Reads memory.
    Read,
    /// Writes memory.
    Write,
    /// Makes memory.
    Allocate,
    /// Ends memory.
    Free,
}

/// A terminator that goes to successor blocks of the same region.
pub struct BranchLike {
    /// The operand positions passed to the arguments of successor `i`.
    pub forwarded: fn(OpRef<'_>, usize) -> Range<usize>,
    /// The successor taken when the operands have these constants.
    pub taken: fn(OpRef<'_>, &[Option<Attr>]) -> Option<BlockId>,
}

/// Removes one operand where more than `operandSegmentSizes` counts them; see
/// [`Rewriter::erase_operand`].
pub struct EraseOperand(pub fn(&mut Rewriter<'_>, OpId, usize));

/// An operation that calls a symbol.
pub struct CallLike {
    /// The callee.
    pub callee: fn(OpRef<'_>) -> Option<Sym>,
    /// The operand positions passed to its arguments.
    pub args: fn(OpRef<'_>) -> Range<usize>,
}

/// A loop with one body region.
pub struct LoopLike {
    /// The region that runs again and again.
    pub body: usize,
}

/// Where control is around and inside an operation with regions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RegionPoint {
    /// Before the operation as a source, after it as a target.
    Around,
    /// At a terminator of this region as a source, at its start as a target.
    Region(usize),
}

/// A way that control may take.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RegionEdge {
    /// Where it leads.
    pub to: RegionPoint,
    /// The operands that are passed on: of the operation where control comes from around it, of
    /// the terminator where it comes from a region.
    pub passed: Range<usize>,
    /// The first of what they become there: arguments of the entry block, or results. What no
    /// edge reaches is the operation's own business, as a loop's counter.
    pub first: usize,
}

/// Structured control flow: the ways from a point, each terminator of a region having the same
/// number of operands.
pub struct RegionFlow(pub fn(OpRef<'_>, RegionPoint) -> Vec<RegionEdge>);

/// What is known of integer results from what is known of operands; `None` for what is no integer
/// or unknown.
pub struct InferRanges(pub fn(OpRef<'_>, &[Option<IntRange>]) -> Vec<Option<IntRange>>);

/// As [`InferRanges`] for the argument of a region's entry block that no [`RegionEdge`] reaches:
/// region, argument, ranges of the operation's operands.
pub struct InferArgRange(pub fn(OpRef<'_>, usize, usize, &[Option<IntRange>]) -> Option<IntRange>);

/// Makes memory for one value, which may live without memory: the value's type, for the memory that
/// is the only result.
pub struct ValueMemory(pub fn(OpRef<'_>) -> Option<Type>);

/// What an operation does with a [`ValueMemory`] that it has as an operand; `None` when it does
/// more than that with it.
pub struct AccessMemory(pub fn(OpRef<'_>, ValueId) -> Option<MemoryAccess>);

/// A whole read or write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MemoryAccess {
    /// The only result is what is there.
    Read,
    /// This value is there afterwards.
    Write(ValueId),
}

/// Makes memory of several parts that may be memories of their own.
pub struct PartedMemory {
    /// How many parts the only result has; `None` when it cannot be parted.
    pub n_parts: fn(OpRef<'_>) -> Option<usize>,
    /// Makes memory for one part at the rewriter's insertion point.
    pub make_part: fn(OpId, &mut Rewriter<'_>) -> ValueId,
}

/// Reads or writes one part of a [`PartedMemory`].
pub struct AccessPart {
    /// The part of this memory, if one is all that the operation has to do with it.
    pub part: fn(OpRef<'_>, ValueId) -> Option<usize>,
    /// Makes it the same access of memory for that part alone.
    pub retarget: fn(OpId, &mut Rewriter<'_>, ValueId),
}

/// The dialect whose operations may be written without its name inside the regions of this one.
pub struct DefaultDialect(pub &'static str);

/// The terminator, by full name, that regions of declarative formats end with when their text does
/// not say one.
pub struct ImplicitTerminator(pub &'static str);

//! The interpreter: the reference semantics of every operation, made runnable.
//!
//! A function is compiled to closures once. Each value of it has a slot: scalars in a flat array
//! of raw 64-bit words, everything else in an array of [`Value`]s. Each operation becomes steps
//! that read and write slots; regions become compiled blocks that the operation owning them runs.
//! No map is consulted and no type is looked at while running.
//!
//! To give an operation its meaning, attach one of
//! - [`EvalScalar`] for a pure function of scalars; vectors, tensors and lanes come with it,
//! - [`Eval`] for everything else: it gets the [`Compiler`] and emits steps,
//! - [`EvalBranch`] for terminators that go to other blocks.
//!
//! Other terminators need nothing: their operands are the `yields` of the compiled block, and the
//! operation that owns the block interprets them.
//!
//! ```
//! use terrace_ir::eval::{Compiler, Eval};
//! use terrace_ir::{OpRef, Reported};
//!
//! /// Adds its second operand to each element of its first, a vector.
//! static ADD_TO_ALL: Eval = Eval(add_to_all);
//!
//! fn add_to_all(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
//!     let (vector, scalar, out) = (c.operand(op, 0), c.operand(op, 1), c.result(op, 0));
//!     let dtype = c.dtype(op, op.operand_ty(0))?;
//!     c.emit(move |frame| {
//!         let mut tensor = frame.take_tensor(vector)?;
//!         let x = frame.float(scalar.slot.idx);
//!         let elements = std::sync::Arc::make_mut(&mut tensor);
//!         for i in 0..elements.len() {
//!             elements.set_raw(i, dtype.raw_of_f64(f64::from_bits(elements.raw(i)) + x));
//!         }
//!         frame.set_object(out.idx, terrace_ir::eval::Value::Tensor(tensor));
//!         Ok(())
//!     });
//!     Ok(())
//! }
//! ```

mod affine;
mod buffer;
pub mod check;
mod checked;
mod compare;
mod compiler;
mod constant;
mod dtype;
mod frame;
mod kernel;
mod lanes;
mod machine;
mod random;
mod tensor;
pub(crate) mod trap;
mod value;

pub use affine::AffineFn;
pub use buffer::{Buffer, MemRef};
pub use compare::{Comparison, Difference, Tolerance, as_tensor, compare, index_of};
pub use compiler::{CompiledBlock, CompiledRegion, Compiler, Moves};
pub use constant::{attr_of_tensor, attr_of_value, buffer_value, constant_value};
pub use dtype::Dtype;
pub use frame::{Frame, Intrinsic};
pub use kernel::{
    EvalScalar, Kernel, LANES, ScalarOp, binary, float_binary, float_unary, int_binary, ternary,
    try_binary, unary,
};
pub use lanes::{EvalLanes, LaneCompiler, LaneProgram, LaneStep, Lanes};
pub use machine::Machine;
pub use random::{DYNAMIC_SIZE, Random, random_args};
pub use tensor::{Data, Dims, Tensor, n_elems, strides_of};
pub use trap::{Limits, Reason, Trap};
pub use value::{FuncId, Value};

use crate::diag::Reported;
use crate::view::OpRef;

/// Something a running function does.
pub type Step = Box<dyn Fn(&mut Frame) -> Result<(), Trap> + Send + Sync>;

/// The meaning of an operation: emits the steps that compute its results from its operands.
pub struct Eval(pub fn(&mut Compiler<'_>, OpRef<'_>) -> Result<(), Reported>);

/// Chooses a successor by its number.
pub type Pick = Box<dyn Fn(&mut Frame) -> Result<usize, Trap> + Send + Sync>;

/// The meaning of a terminator with successors.
pub struct EvalBranch(pub fn(&mut Compiler<'_>, OpRef<'_>) -> Result<Branch, Reported>);

/// A compiled branch.
pub struct Branch {
    /// Chooses the successor.
    pub pick: Pick,
    /// For each successor, what its arguments get.
    pub forwarded: Vec<Vec<Src>>,
}

/// Which array of a frame a slot is in, and how to read it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SlotKind {
    /// A scalar word that is an integer.
    Int,
    /// A scalar word that is the bits of an `f64`.
    Float,
    /// A [`Value`].
    Object,
}

/// Where a value lives in a frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slot {
    /// Position in the array of its kind; integers and floats share one.
    pub idx: u32,
    /// Which array.
    pub kind: SlotKind,
}

/// Where an operand is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Src {
    /// The slot.
    pub slot: Slot,
    /// Whether nothing reads the value after this: see [`Frame::take`].
    pub last: bool,
}

impl Src {
    /// Position of the slot in the array of its kind.
    #[inline]
    pub fn idx(self) -> u32 {
        self.slot.idx
    }
}

#[cfg(test)]
mod tests;

//! What the meanings of several dialects share.

use smallvec::SmallVec;
use terrace_ir::eval::{Compiler, Dims, Frame};
use terrace_ir::{DYNAMIC, OpRef, Reported};

/// A list of indices of which some are constants and the others operands.
#[derive(Clone)]
pub(crate) struct IndexList(SmallVec<[Entry; 4]>);

#[derive(Clone, Copy)]
enum Entry {
    Const(i64),
    Slot(u32),
}

impl IndexList {
    /// From the attribute of this name, in which [`DYNAMIC`] stands for the next operand of group
    /// `group`.
    pub(crate) fn new(
        c: &mut Compiler<'_>,
        op: OpRef<'_>,
        attr: &str,
        group: usize,
    ) -> Result<IndexList, Reported> {
        let statics = op.attr(attr).and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
        let range = op.operand_group(group).unwrap_or(0..0);
        IndexList::of(c, op, &statics, range)
    }

    /// From a list in which [`DYNAMIC`] stands for the next operand of a range.
    pub(crate) fn of(
        c: &mut Compiler<'_>,
        op: OpRef<'_>,
        statics: &[i64],
        mut operands: std::ops::Range<usize>,
    ) -> Result<IndexList, Reported> {
        let mut entries = SmallVec::new();
        for &value in statics {
            entries.push(match value {
                DYNAMIC => match operands.next() {
                    Some(i) => Entry::Slot(c.operand(op, i).idx()),
                    None => return Err(c.unsupported(op, "it has too few dynamic indices")),
                },
                value => Entry::Const(value),
            });
        }
        match operands.next() {
            None => Ok(IndexList(entries)),
            Some(_) => Err(c.unsupported(op, "it has too many dynamic indices")),
        }
    }

    /// How many indices there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The indices.
    pub(crate) fn get(&self, frame: &Frame) -> Vec<i64> {
        self.dims(frame).to_vec()
    }

    /// The indices, without an allocation for few of them.
    pub(crate) fn dims(&self, frame: &Frame) -> Dims {
        let value = |e: &Entry| match e {
            Entry::Const(v) => *v,
            Entry::Slot(slot) => frame.int(*slot),
        };
        self.0.iter().map(value).collect()
    }
}

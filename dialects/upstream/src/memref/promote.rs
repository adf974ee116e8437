//! Memory of one element that may be a value.

use terrace_ir::def::Attached;
use terrace_ir::interface::{AccessMemory, MemoryAccess, ValueMemory};
use terrace_ir::{OpRef, Type, ValueId};

pub const ATTACH: &[Attached] = &[
    ("memref.alloca", &[&ValueMemory(element)]),
    ("memref.load", &[&AccessMemory(load)]),
    ("memref.store", &[&AccessMemory(store)]),
];

/// The type of the only element.
fn element(op: OpRef<'_>) -> Option<Type> {
    let ty = op.result_ty(0);
    (ty.n_elems(op.cx) == Some(1)).then(|| ty.elem(op.cx))
}

fn load(op: OpRef<'_>, memory: ValueId) -> Option<MemoryAccess> {
    (op.operand(0) == memory).then_some(MemoryAccess::Read)
}

fn store(op: OpRef<'_>, memory: ValueId) -> Option<MemoryAccess> {
    let written = op.operand(0) != memory && op.operand(1) == memory;
    written.then(|| MemoryAccess::Write(op.operand(0)))
}

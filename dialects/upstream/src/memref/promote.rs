//! Memory that may be values: of one element, or of a few that are known apart.

use terrace_ir::def::Attached;
use terrace_ir::interface::{AccessMemory, AccessPart, MemoryAccess, PartedMemory, ValueMemory};
use terrace_ir::{Attr, OpId, OpRef, Rewriter, Type, TypeKind, ValueId};

pub const ATTACH: &[Attached] = &[
    ("memref.alloca", &[&ValueMemory(element), &PartedMemory { n_parts, make_part }]),
    ("memref.load", &[&AccessMemory(load), &LOAD_PART]),
    ("memref.store", &[&AccessMemory(store), &STORE_PART]),
];

const LOAD_PART: AccessPart = AccessPart {
    part: |op, memory| part(op, memory, 0),
    retarget: |op, rw, memory| retarget(op, rw, memory, 0),
};

const STORE_PART: AccessPart = AccessPart {
    part: |op, memory| part(op, memory, 1).filter(|_| op.operand(0) != memory),
    retarget: |op, rw, memory| retarget(op, rw, memory, 1),
};

/// Elements beyond which parts are more trouble than they are worth; upstream's limit.
const MAX_PARTS: i64 = 16;

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

fn n_parts(op: OpRef<'_>) -> Option<usize> {
    let n = op.result_ty(0).n_elems(op.cx)?;
    (2..=MAX_PARTS).contains(&n).then_some(n as usize)
}

fn make_part(op: OpId, rw: &mut Rewriter<'_>) -> ValueId {
    let cx = rw.cx;
    let view = rw.op(op);
    let (ty, alignment) = (view.result_ty(0), view.attr("alignment"));
    let space = match ty.kind(cx) {
        TypeKind::MemRef { space, .. } => *space,
        _ => Attr::NONE,
    };
    let (elem, layout) = (ty.elem(cx), Attr::NONE);
    let part = cx.ty(TypeKind::MemRef { shape: Default::default(), elem, layout, space });
    let sizes = cx.i32_array(&[0, 0]);
    let build = rw.build("memref.alloca").attr("operandSegmentSizes", sizes).result(part);
    build.maybe_attr("alignment", alignment).value()
}

/// The position of the element, if all indices are known; the memory is operand `at`.
fn part(op: OpRef<'_>, memory: ValueId, at: usize) -> Option<usize> {
    if op.operand(at) != memory {
        return None;
    }
    let shape = op.body.ty(memory).static_shape(op.cx)?;
    let mut position = 0;
    for (&size, index) in shape.iter().zip(op.operands().skip(at + 1)) {
        let index = op.body.constant(op.cx, index)?.as_i64(op.cx)?;
        if !(0..size).contains(&index) {
            return None;
        }
        position = position * size as usize + index as usize;
    }
    Some(position)
}

fn retarget(op: OpId, rw: &mut Rewriter<'_>, memory: ValueId, at: usize) {
    let mut operands: Vec<ValueId> = rw.body.operands(op).take(at).collect();
    operands.push(memory);
    rw.body.set_operands(op, &operands);
    rw.modified(op);
}

//! The `bufferization` dialect.

mod asm;
pub(crate) mod canon;
mod eval;
#[rustfmt::skip]
pub mod table;

use terrace_ir::def::{Attached, Dialect};
use terrace_ir::interface::{InferTypes, Verify};

use crate::codes::BUFFERIZATION001;

/// The `bufferization` dialect.
pub static BUFFERIZATION: Dialect = Dialect {
    name: "bufferization",
    doc: "The border between tensors and memrefs.",
    ops: &[table::OPS],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH, ATTACH],
    ..Dialect::EMPTY
};

const ATTACH: &[Attached] = &[
    ("bufferization.alloc_tensor", &[&canon::ALLOC_TENSOR]),
    ("bufferization.clone", &[&canon::CLONE]),
    ("bufferization.dealloc", &[&DEALLOC_TYPES, &DEALLOC, &canon::DEALLOC]),
    ("bufferization.to_buffer", &[&canon::TO_BUFFER_FOLD, &canon::TO_BUFFER]),
    ("bufferization.to_tensor", &[&canon::TO_TENSOR_FOLD]),
];

/// One condition per retained memref: whether it is still owned.
const DEALLOC_TYPES: InferTypes = InferTypes(|args, _| {
    let sizes = args.inherent.first()?.get()?.as_ints(args.cx)?;
    let n_retained = usize::try_from(*sizes.get(2)?).ok()?;
    Some(vec![args.cx.int_ty(1); n_retained])
});

const DEALLOC: Verify = Verify(|op, diags| {
    let n = |group| op.operand_values(group).len();
    let (memrefs, conditions, retained) = (n(0), n(1), n(2));
    let fits = memrefs == conditions && retained == op.n_results();
    let got: [&dyn std::fmt::Display; 4] = [&memrefs, &conditions, &retained, &op.n_results()];
    diags.require(fits, &BUFFERIZATION001, op.loc(), &got);
});

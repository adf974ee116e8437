//! The `scf` dialect.

mod asm;
mod canon;
mod eval;
mod flow;
pub(crate) mod foralls;
mod nests;
#[rustfmt::skip]
pub mod table;
mod verify;

use terrace_ir::def::{Attached, Dialect};
use terrace_ir::interface::{Canonicalize, ImplicitTerminator, LoopLike};

/// The `scf` dialect.
pub static SCF: Dialect = Dialect {
    name: "scf",
    doc: "Structured control flow: loops and conditions with regions.",
    ops: &[table::OPS],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH, ATTACH, flow::ATTACH],
    ..Dialect::EMPTY
};

const ATTACH: &[Attached] = &[
    ("scf.execute_region", &[&Canonicalize(canon::EXECUTE_REGION), &verify::EXECUTE_REGION]),
    ("scf.for", &[&Canonicalize(canon::FOR), &LoopLike { body: 0 }, &verify::FOR]),
    ("scf.forall", &[&foralls::FORALL, &LoopLike { body: 0 }, &verify::FORALL]),
    ("scf.forall.in_parallel", &[&foralls::IN_PARALLEL, &verify::IN_PARALLEL]),
    ("scf.if", &[&Canonicalize(canon::IF), &verify::IF]),
    (
        "scf.index_switch",
        &[
            &asm::INDEX_SWITCH,
            &ImplicitTerminator("scf.yield"),
            &Canonicalize(canon::INDEX_SWITCH),
            &verify::INDEX_SWITCH,
        ],
    ),
    ("scf.parallel", &[&nests::PARALLEL, &LoopLike { body: 0 }, &verify::PARALLEL]),
    ("scf.reduce", &[&verify::REDUCE]),
    ("scf.while", &[&Canonicalize(canon::WHILE), &LoopLike { body: 1 }, &verify::WHILE]),
];

//! The `complex` dialect.

mod fold;
#[rustfmt::skip]
pub mod table;
mod verify;

use terrace_ir::def::{Attached, Dialect};

/// The `complex` dialect.
pub static COMPLEX: Dialect = Dialect {
    name: "complex",
    doc: "Arithmetic on complex numbers.",
    ops: &[table::OPS],
    attrs: table::ATTRS,
    attach: &[ATTACH, verify::ATTACH],
    ..Dialect::EMPTY
};

const ATTACH: &[Attached] = &[
    ("complex.add", &[&fold::ADD]),
    ("complex.bitcast", &[&fold::BITCAST, &fold::BITCAST_PATTERNS]),
    ("complex.conj", &[&fold::CONJ]),
    ("complex.constant", &[&fold::CONSTANT]),
    ("complex.create", &[&fold::CREATE]),
    ("complex.div", &[&fold::BY_ONE]),
    ("complex.im", &[&fold::IM, &fold::IM_PATTERNS]),
    ("complex.mul", &[&fold::BY_ONE]),
    ("complex.neg", &[&fold::NEG]),
    ("complex.re", &[&fold::RE, &fold::RE_PATTERNS]),
    ("complex.sub", &[&fold::SUB]),
];

//! The `index` dialect.

mod eval;
mod fold;
#[rustfmt::skip]
pub mod table;

use terrace_ir::def::{Attached, Dialect};

use crate::arith::verify::INDEX_CAST;

/// The `index` dialect.
pub static INDEX: Dialect = Dialect {
    name: "index",
    doc: "Arithmetic on integers as wide as a pointer of the target.",
    ops: &[table::OPS],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH, ATTACH],
    ..Dialect::EMPTY
};

const ATTACH: &[Attached] = &[
    ("index.add", &[&fold::ADD, &fold::ADD_CHAIN]),
    ("index.and", &[&fold::AND, &fold::AND_CHAIN]),
    ("index.bool.constant", &[&fold::BOOL_CONSTANT]),
    ("index.casts", &[&fold::CASTS, &INDEX_CAST]),
    ("index.castu", &[&fold::CASTU, &INDEX_CAST]),
    ("index.ceildivs", &[&fold::CEILDIVS]),
    ("index.ceildivu", &[&fold::CEILDIVU]),
    ("index.cmp", &[&fold::CMP, &fold::CMP_PATTERNS]),
    ("index.constant", &[&fold::CONSTANT]),
    ("index.divs", &[&fold::DIVS]),
    ("index.divu", &[&fold::DIVU]),
    ("index.floordivs", &[&fold::FLOORDIVS]),
    ("index.maxs", &[&fold::MAXS, &fold::MAXS_CHAIN]),
    ("index.maxu", &[&fold::MAXU, &fold::MAXU_CHAIN]),
    ("index.mins", &[&fold::MINS, &fold::MINS_CHAIN]),
    ("index.minu", &[&fold::MINU, &fold::MINU_CHAIN]),
    ("index.mul", &[&fold::MUL, &fold::MUL_CHAIN]),
    ("index.or", &[&fold::OR, &fold::OR_CHAIN]),
    ("index.rems", &[&fold::REMS]),
    ("index.remu", &[&fold::REMU]),
    ("index.shl", &[&fold::SHL]),
    ("index.shrs", &[&fold::SHRS]),
    ("index.shru", &[&fold::SHRU]),
    ("index.sub", &[&fold::SUB]),
    ("index.xor", &[&fold::XOR, &fold::XOR_CHAIN]),
];

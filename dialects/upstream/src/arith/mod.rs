//! The `arith` dialect.

mod asm;
mod canon;
mod casts;
pub mod cmp;
mod cmpf;
pub(crate) mod eval;
pub(crate) mod float;
mod int;
mod ranges;
#[rustfmt::skip]
pub mod table;
pub(crate) mod verify;

pub use canon::fastmath;
pub(crate) use casts::bit_width;

use terrace_ir::def::{Attached, Dialect};
use terrace_ir::interface::Canonicalize;

use crate::vector::reduce::SUM_OF_CONTRACT;

/// The `arith` dialect.
pub static ARITH: Dialect = Dialect {
    name: "arith",
    doc: "Integer and floating-point arithmetic on scalars, vectors and tensors.",
    ops: &[table::OPS],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH, ATTACH, ranges::ATTACH],
    ..Dialect::EMPTY
};

const ATTACH: &[Attached] = &[
    ("arith.addf", &[&float::ADDF, &Canonicalize(&[SUM_OF_CONTRACT[0]])]),
    ("arith.addi", &[&int::ADDI, &Canonicalize(canon::ADDI)]),
    (
        "arith.addui_extended",
        &[&int::ADDUI_EXTENDED, &Canonicalize(canon::ADDUI_EXTENDED), &verify::ADDUI_EXTENDED],
    ),
    ("arith.andi", &[&int::ANDI, &Canonicalize(canon::ANDI)]),
    ("arith.bitcast", &[&casts::BITCAST, &Canonicalize(canon::BITCAST), &verify::SAME_WIDTH]),
    ("arith.ceildivsi", &[&int::CEILDIVSI]),
    ("arith.ceildivui", &[&int::CEILDIVUI]),
    ("arith.cmpf", &[&cmp::CMPF, &cmpf::CMPF]),
    ("arith.cmpi", &[&cmp::CMPI, &Canonicalize(canon::CMPI)]),
    ("arith.constant", &[&verify::CONSTANT, &casts::MATERIALIZE]),
    ("arith.divf", &[&float::DIVF, &Canonicalize(canon::DIVF)]),
    ("arith.divsi", &[&int::DIVSI]),
    ("arith.divui", &[&int::DIVUI]),
    ("arith.extf", &[&casts::EXTF, &verify::WIDER]),
    ("arith.extsi", &[&casts::EXTSI, &Canonicalize(canon::EXTSI), &verify::WIDER]),
    ("arith.extui", &[&casts::EXTUI, &Canonicalize(canon::EXTUI), &verify::WIDER]),
    ("arith.floordivsi", &[&int::FLOORDIVSI]),
    ("arith.fptosi", &[&casts::FPTOSI, &verify::CAST]),
    ("arith.fptoui", &[&casts::FPTOUI, &verify::CAST]),
    (
        "arith.index_cast",
        &[&casts::INDEX_CAST, &Canonicalize(canon::INDEX_CAST), &verify::INDEX_CAST],
    ),
    (
        "arith.index_castui",
        &[&casts::INDEX_CASTUI, &Canonicalize(canon::INDEX_CASTUI), &verify::INDEX_CAST],
    ),
    ("arith.maximumf", &[&float::MAXIMUMF]),
    ("arith.maxnumf", &[&float::MAXNUMF]),
    ("arith.maxsi", &[&int::MAXSI]),
    ("arith.maxui", &[&int::MAXUI]),
    ("arith.minimumf", &[&float::MINIMUMF]),
    ("arith.minnumf", &[&float::MINNUMF]),
    ("arith.minsi", &[&int::MINSI]),
    ("arith.minui", &[&int::MINUI]),
    ("arith.mulf", &[&float::MULF, &Canonicalize(canon::MULF)]),
    ("arith.muli", &[&int::MULI, &Canonicalize(canon::MULI)]),
    ("arith.mulsi_extended", &[&int::MULSI_EXTENDED, &Canonicalize(canon::MULSI_EXTENDED)]),
    ("arith.mului_extended", &[&int::MULUI_EXTENDED, &Canonicalize(canon::MULUI_EXTENDED)]),
    ("arith.negf", &[&float::NEGF]),
    ("arith.ori", &[&int::ORI, &Canonicalize(canon::ORI)]),
    ("arith.remf", &[&float::REMF]),
    ("arith.remsi", &[&int::REMSI]),
    ("arith.remui", &[&int::REMUI]),
    ("arith.scaling_extf", &[&verify::WIDER]),
    ("arith.scaling_truncf", &[&verify::NARROWER]),
    ("arith.select", &[&cmp::SELECT, &Canonicalize(canon::SELECT), &verify::SELECT]),
    ("arith.shli", &[&int::SHLI]),
    ("arith.shrsi", &[&int::SHRSI]),
    ("arith.shrui", &[&int::SHRUI]),
    ("arith.sitofp", &[&casts::SITOFP, &verify::CAST]),
    ("arith.subf", &[&float::SUBF]),
    ("arith.subi", &[&int::SUBI, &Canonicalize(canon::SUBI)]),
    ("arith.truncf", &[&casts::TRUNCF, &verify::NARROWER]),
    ("arith.trunci", &[&casts::TRUNCI, &Canonicalize(canon::TRUNCI), &verify::NARROWER]),
    ("arith.uitofp", &[&casts::UITOFP, &verify::CAST]),
    ("arith.xori", &[&int::XORI, &Canonicalize(canon::XORI)]),
];

//! The `func` dialect.

mod asm;
mod canon;
mod eval;
#[rustfmt::skip]
pub mod table;
mod verify;

use terrace_ir::def::{Attached, Dialect};
use terrace_ir::interface::{CallLike, Canonicalize, DefaultDialect, Materialize};
use terrace_ir::{AttrKind, TypeKind};

/// The `func` dialect.
pub static FUNC: Dialect = Dialect {
    name: "func",
    doc: "Functions, calls and returns.",
    ops: &[table::OPS],
    attrs: table::ATTRS,
    attach: &[eval::ATTACH, ATTACH],
    ..Dialect::EMPTY
};

const ATTACH: &[Attached] = &[
    ("func.call", &[&CALL, &verify::CALL]),
    ("func.call_indirect", &[&Canonicalize(canon::CALL_INDIRECT)]),
    ("func.constant", &[&MATERIALIZE, &verify::CONSTANT]),
    ("func.func", &[&DefaultDialect("func"), &verify::FUNC]),
    ("func.return", &[&verify::RETURN]),
];

const CALL: CallLike =
    CallLike { callee: |op| op.attr("callee")?.as_sym(op.cx), args: |op| 0..op.n_operands() };

/// Makes `func.constant`s of symbol references to functions.
const MATERIALIZE: Materialize = Materialize(|rw, value, ty, loc| {
    let cx = rw.cx;
    let is_function = matches!(ty.kind(cx), TypeKind::Function { .. });
    let is_symbol = matches!(&*value.get()?.kind(cx), AttrKind::SymbolRef { .. });
    (is_function && is_symbol)
        .then(|| rw.build("func.constant").loc(loc).attr("value", value).result(ty).done())
});

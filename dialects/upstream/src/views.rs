//! Thin readers for attributes that many operations share.

use terrace_ir::{Attr, Context, OpRef};

/// The relaxations an operation allows: `fastmath<...>`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FastMath(pub i64);

impl FastMath {
    /// The flags of an operation; none where it has no such attribute.
    pub fn of(op: OpRef<'_>) -> FastMath {
        FastMath(op.attr("fastmath").and_then(|a| case_of(op.cx, a)).unwrap_or(0))
    }

    /// Results may be regrouped.
    pub fn reassoc(self) -> bool {
        self.0 & 1 != 0
    }

    /// Operands and results are no NaN.
    pub fn nnan(self) -> bool {
        self.0 & 2 != 0
    }

    /// Operands and results are finite.
    pub fn ninf(self) -> bool {
        self.0 & 4 != 0
    }

    /// The sign of zero does not matter.
    pub fn nsz(self) -> bool {
        self.0 & 8 != 0
    }

    /// A multiplication and an addition may become one operation.
    pub fn contract(self) -> bool {
        self.0 & 32 != 0
    }
}

/// The value of an enumeration attribute, whether a plain integer or a dialect's attribute.
pub fn case_of(cx: &Context, attr: Attr) -> Option<i64> {
    attr.as_i64(cx).or_else(|| attr.param(cx, 0)?.as_i64(cx))
}

/// The value of an operation's enumeration attribute.
pub fn case(op: OpRef<'_>, name: &str) -> Option<i64> {
    case_of(op.cx, op.attr(name)?)
}

/// An attribute of a dialect that names a case: `#arith.fastmath<fast>`.
pub fn enum_attr(cx: &Context, def: &'static terrace_ir::def::AttrTypeDef, case: i64) -> Attr {
    let value = cx.int_attr(case.into(), cx.int_ty(32));
    cx.attr(terrace_ir::AttrKind::Dialect { def, params: [value].into() })
}

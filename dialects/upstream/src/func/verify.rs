//! What the definitions of `func` cannot say.

use terrace_ir::interface::Verify;
use terrace_ir::text::type_to_string;
use terrace_ir::{OpRef, Type, TypeKind};

use crate::codes::*;

/// The argument and result types of a function.
fn signature(op: OpRef<'_>) -> Option<(&[Type], &[Type])> {
    match op.attr("function_type")?.as_type(op.cx)?.kind(op.cx) {
        TypeKind::Function { inputs, results } => Some((inputs, results)),
        _ => None,
    }
}

fn list(op: OpRef<'_>, types: &[Type]) -> String {
    types.iter().map(|t| type_to_string(op.cx, *t)).collect::<Vec<_>>().join(", ")
}

pub(super) const FUNC: Verify = Verify(|op, diags| {
    let Some((inputs, results)) = signature(op) else { return };
    for (name, n) in [("arg_attrs", inputs.len()), ("res_attrs", results.len())] {
        let have = op.attr(name).and_then(|a| a.as_array(op.cx)).map(|a| a.len());
        diags.require(have.is_none_or(|h| h == n), &FUNC002, op.loc(), &[&name, &n]);
    }
    let Some(region) = op.region(0) else { return };
    let Some(entry) = region.entry() else { return };
    let args: Vec<Type> = region.body.args(entry).iter().map(|a| region.body.ty(*a)).collect();
    if args != inputs {
        diags.error(&FUNC003, op.loc(), &[&list(op, &args), &list(op, inputs)]);
    }
});

pub(super) const RETURN: Verify = Verify(|op, diags| {
    let Some(func) = op.parent() else { return };
    let Some((_, results)) = signature(func) else { return };
    let values: Vec<Type> = op.operands().map(|v| op.body.ty(v)).collect();
    if values != results {
        diags.error(&FUNC004, op.loc(), &[&list(op, &values), &list(op, results)]);
    }
});

//! What the definitions of `func` cannot say.

use terrace_ir::interface::{Symbols, Verify, VerifySymbols};
use terrace_ir::text::type_to_string;
use terrace_ir::{Diags, OpRef, Type, TypeKind};

use terrace_ir::verify::codes::{IR026, IR027};

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
        let dicts = op.attr(name).and_then(|a| a.as_array(op.cx)).unwrap_or(&[]);
        let keys = dicts.iter().filter_map(|d| d.as_dict(op.cx)).flatten();
        for key in keys.map(|(key, _)| op.cx.str(*key)).filter(|key| !key.contains('.')) {
            diags.error(&IR026, op.loc(), &[&name, &key]);
        }
    }
    let Some(region) = op.region(0) else { return };
    let Some(entry) = region.entry() else {
        let visibility = op.attr("sym_visibility").and_then(|a| a.as_str(op.cx));
        let hidden = matches!(visibility, Some("private" | "nested"));
        diags.require(hidden, &FUNC007, op.loc(), &[]);
        return;
    };
    let args: Vec<Type> = region.body.args(entry).iter().map(|a| region.body.ty(*a)).collect();
    if args != inputs {
        diags.error(&FUNC003, op.loc(), &[&list(op, &args), &list(op, inputs)]);
    }
});

/// The function that a symbol attribute names, if it has the type that is expected of it.
fn callee(op: OpRef<'_>, symbols: &Symbols<'_>, attr: &str, diags: &mut Diags) -> Option<Type> {
    let name = op.attr(attr)?.as_sym(op.cx)?;
    let text = op.cx.str(name);
    let func = symbols.get(name).filter(|f| f.name_str() == "func.func");
    diags.require(func.is_some(), &IR027, op.loc(), &[&op.name_str(), &text, &"no such function"]);
    func?.attr("function_type")?.as_type(op.cx)
}

/// A call passes what the function takes and gets what it gives.
pub(super) const CALL: VerifySymbols = VerifySymbols(|op, symbols, diags| {
    let Some(ty) = callee(op, symbols, "callee", diags) else { return };
    let operands: Vec<Type> = op.operands().map(|v| op.body.ty(v)).collect();
    let results: Vec<Type> = op.results().map(|v| op.body.ty(v)).collect();
    // A kernel may be lowered to memrefs before its host is: the host's lowering fits the calls.
    let TypeKind::Function { inputs, .. } = ty.kind(op.cx) else { return };
    let lowered = inputs.iter().any(|ty| ty.is_memref(op.cx));
    if lowered && operands.iter().chain(&results).any(|ty| ty.is_tensor(op.cx)) {
        return;
    }
    let got = op.cx.function_ty(&operands, &results);
    let (want, got_text) = (type_to_string(op.cx, ty), type_to_string(op.cx, got));
    diags.require(ty == got, &FUNC008, op.loc(), &[&want, &got_text]);
});

/// A reference to a function has its type.
pub(super) const CONSTANT: VerifySymbols = VerifySymbols(|op, symbols, diags| {
    let Some(ty) = callee(op, symbols, "value", diags) else { return };
    let (want, got) = (type_to_string(op.cx, ty), type_to_string(op.cx, op.result_ty(0)));
    diags.require(ty == op.result_ty(0), &FUNC008, op.loc(), &[&want, &got]);
});

pub(super) const RETURN: Verify = Verify(|op, diags| {
    let Some(func) = op.parent() else { return };
    let Some((_, results)) = signature(func) else { return };
    let values: Vec<Type> = op.operands().map(|v| op.body.ty(v)).collect();
    if values != results {
        diags.error(&FUNC004, op.loc(), &[&list(op, &values), &list(op, results)]);
    }
});

//! What hovers and completion say of definitions: a line in bold, and what the reference says.

use terrace_ir::def::{AttrSlot, ParamAsm, ParamDef};
use terrace_ir::{Code, Context, OpDef, describe};

/// An operation.
pub fn op(def: &OpDef) -> String {
    format!("**`{}`** — {}", def.name, describe::op(def).trim())
}

/// An attribute of an operation.
pub fn attr(def: &OpDef, slot: &AttrSlot) -> String {
    let (must, more) = describe::attribute(slot);
    format!("**`{}`** of `{}`: {must}\n\n{more}", slot.name, def.name).trim_end().to_owned()
}

/// A type or attribute of a dialect, with its sigil.
pub fn of_dialect(
    sigil: char,
    name: &str,
    doc: &str,
    params: &[ParamDef],
    asm: &ParamAsm,
) -> String {
    format!("**`{sigil}{name}`** — {}", describe::of_dialect(doc, params, asm).trim())
}

/// A diagnostic code.
pub fn code(code: &Code) -> String {
    format!("**{}** {}", code.id, code.explain)
}

/// The definition of an operation by its name.
pub fn find_op(cx: &Context, name: &str) -> Option<&'static OpDef> {
    let dialect = cx.dialect(name.split_once('.')?.0)?;
    dialect.ops.iter().copied().flatten().find(|def| def.name == name)
}

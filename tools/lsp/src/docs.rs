//! Definitions as Markdown, for hovers and completion.

use std::fmt::Write;

use terrace_ir::def::{Arity, AttrC, AttrSlot, EnumDef, ParamAsm, ParamDef, ValueSlot};
use terrace_ir::verify::{attr_constraint_text, type_constraint_text};
use terrace_ir::{Code, Context, OpDef, Traits};

/// What people call the traits that a user of an operation can tell.
const TRAITS: &[(Traits, &str)] = &[
    (Traits::PURE, "pure"),
    (Traits::TERMINATOR, "terminator"),
    (Traits::ISOLATED, "isolated from above"),
    (Traits::SYMBOL, "symbol"),
    (Traits::SYMBOL_TABLE, "symbol table"),
    (Traits::COMMUTATIVE, "commutative"),
    (Traits::IDEMPOTENT, "idempotent"),
    (Traits::INVOLUTION, "involution"),
    (Traits::CONSTANT_LIKE, "constant"),
    (Traits::ELEMENTWISE, "elementwise"),
    (Traits::GRAPH_REGION, "graph region"),
];

/// An operation.
pub fn op(def: &OpDef) -> String {
    let mut out = format!("**`{}`**", def.name);
    // Writing to a string cannot fail.
    if !def.summary.is_empty() {
        let _ = write!(out, " — {}", def.summary);
    }
    if !def.doc.trim().is_empty() {
        let _ = write!(out, "\n\n{}", def.doc.trim());
    }
    values(&mut out, "operand", def.operands);
    values(&mut out, "result", def.results);
    if !def.attrs.is_empty() {
        out.push_str("\n\n| attribute | must be | |\n|---|---|---|");
        for slot in def.attrs {
            let _ = write!(
                out,
                "\n| `{}` | {} | {} |",
                slot.name,
                cell(&attr_constraint_text(&slot.constraint)),
                cell(&presence(slot))
            );
        }
    }
    let traits = TRAITS.iter().filter(|(t, _)| def.has(*t)).map(|(_, word)| *word);
    let traits: Vec<&str> = traits.collect();
    if !traits.is_empty() {
        let _ = write!(out, "\n\n*{}*", traits.join(", "));
    }
    out
}

fn values(out: &mut String, what: &str, slots: &[ValueSlot]) {
    if slots.is_empty() {
        return;
    }
    let _ = write!(out, "\n\n| {what} | type | |\n|---|---|---|");
    for slot in slots {
        let arity = match slot.arity {
            Arity::One => "",
            Arity::Optional => "optional. ",
            Arity::Variadic => "any number. ",
        };
        let ty = cell(&type_constraint_text(&slot.ty));
        let _ = write!(out, "\n| `{}` | {ty} | {arity}{} |", slot.name, cell(slot.doc));
    }
}

/// A text that does not end a table's cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn presence(slot: &AttrSlot) -> String {
    let mut out = String::from(if slot.optional { "optional. " } else { "" });
    if let Some(default) = slot.default {
        let _ = write!(out, "`{default}` if absent. ");
    }
    out.push_str(slot.doc);
    out
}

/// An attribute of an operation.
pub fn attr(def: &OpDef, slot: &AttrSlot) -> String {
    let must = attr_constraint_text(&slot.constraint);
    let mut out = format!("**`{}`** of `{}`: {must}", slot.name, def.name);
    let more = presence(slot);
    if !more.is_empty() {
        let _ = write!(out, "\n\n{}", more.trim_end());
    }
    if let Some(cases) = cases(&slot.constraint) {
        enumeration(&mut out, cases);
    }
    out
}

fn enumeration(out: &mut String, cases: &EnumDef) {
    let words: Vec<String> = cases.cases.iter().map(|(word, _)| format!("`{word}`")).collect();
    let how = if cases.bits { "any of" } else { "one of" };
    let _ = write!(out, "\n\n{how} {}", words.join(" "));
}

/// The words that an attribute may be.
pub fn cases(constraint: &AttrC) -> Option<&'static EnumDef> {
    match constraint {
        AttrC::Enum(_, cases) | AttrC::DialectEnum(_, cases) => Some(cases),
        AttrC::Confined(inner, ..) => cases(inner),
        _ => None,
    }
}

/// A type or attribute of a dialect, with its sigil.
pub fn of_dialect(
    sigil: char,
    name: &str,
    doc: &str,
    params: &[ParamDef],
    asm: &ParamAsm,
) -> String {
    let mut out = format!("**`{sigil}{name}`**");
    if !doc.trim().is_empty() {
        let _ = write!(out, " — {}", doc.trim());
    }
    if let ParamAsm::Enum(cases) | ParamAsm::BareEnum(cases) = asm {
        enumeration(&mut out, cases);
    } else if !params.is_empty() {
        out.push_str("\n\n| parameter | must be | |\n|---|---|---|");
        for param in params {
            let must = cell(&attr_constraint_text(&param.constraint));
            let optional = if param.optional { "optional" } else { "" };
            let _ = write!(out, "\n| `{}` | {must} | {optional} |", param.name);
        }
    }
    out
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

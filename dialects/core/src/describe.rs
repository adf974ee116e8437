//! Definitions as Markdown: operations, types, attributes, below a heading of the reader's own.

use std::fmt::Write;

use crate::OpDef;
use crate::def::{Arity, Asm, AttrC, AttrSlot, EnumDef, ParamAsm, ParamDef, RegionSize};
use crate::def::{Traits, TypeRule, ValueSlot};
use crate::verify::{attr_constraint_text, type_constraint_text};

/// What traits are called.
const TRAITS: &[(Traits, &str)] = &[
    (Traits::PURE, "pure"),
    (Traits::TERMINATOR, "ends its block"),
    (Traits::ISOLATED, "isolated from above"),
    (Traits::SYMBOL, "defines a symbol"),
    (Traits::SYMBOL_TABLE, "holds symbols"),
    (Traits::COMMUTATIVE, "commutative"),
    (Traits::IDEMPOTENT, "idempotent"),
    (Traits::INVOLUTION, "its own inverse"),
    (Traits::CONSTANT_LIKE, "constant"),
    (Traits::NO_TERMINATOR, "blocks need no terminator"),
    (Traits::SINGLE_BLOCK, "regions of one block"),
    (Traits::ELEMENTWISE, "elementwise"),
    (Traits::RECURSIVE_EFFECTS, "has the effects of what is inside"),
    (Traits::ALLOC_SCOPE, "scope of stack allocations"),
    (Traits::GRAPH_REGION, "graph regions"),
    (Traits::AFFINE_SCOPE, "affine scope"),
    (Traits::RETURN_LIKE, "returns"),
    (Traits::SPECULATABLE, "speculatable"),
];

/// An operation: what it does, how it is written, its values, attributes and regions.
pub fn op(def: &OpDef) -> String {
    let name = def.name;
    let mut out = format!("{}\n\n", documentation(def.summary));
    // Writing to a string cannot fail.
    if !def.doc.trim().is_empty() {
        let _ = write!(out, "{}\n\n", documentation(def.doc));
    }
    if let Asm::Format(format) = def.asm {
        let _ = write!(out, "```text\n{name} {format}\n```\n\n");
    }
    values(&mut out, "operand", def.operands);
    values(&mut out, "result", def.results);
    attributes(&mut out, def.attrs);
    regions(&mut out, def);
    let mut facts: Vec<String> =
        TRAITS.iter().filter(|(t, _)| def.has(*t)).map(|(_, word)| (*word).to_owned()).collect();
    if !def.parents.is_empty() {
        facts.push(format!("stands in {}", list(def.parents)));
    }
    facts.extend(def.types.iter().map(rule));
    if !facts.is_empty() {
        let _ = write!(out, "{}.\n\n", facts.join("; "));
    }
    out
}

fn values(out: &mut String, what: &str, slots: &[ValueSlot]) {
    if slots.is_empty() {
        return;
    }
    let _ = write!(out, "| {what} | type | |\n|---|---|---|\n");
    for slot in slots {
        let arity = match slot.arity {
            Arity::One => "",
            Arity::Optional => "optional. ",
            Arity::Variadic => "any number. ",
        };
        let ty = cell(&type_constraint_text(&slot.ty));
        let _ = writeln!(out, "| `{}` | {ty} | {arity}{} |", slot.name, cell(slot.doc));
    }
    out.push('\n');
}

fn attributes(out: &mut String, slots: &[AttrSlot]) {
    if slots.is_empty() {
        return;
    }
    out.push_str("| attribute | must be | |\n|---|---|---|\n");
    for slot in slots {
        let (must, more) = attribute(slot);
        let _ = writeln!(out, "| `{}` | {must} | {more} |", slot.name);
    }
    out.push('\n');
}

/// What an attribute of an operation must be, and what else is to say of it; for cells of a table.
pub fn attribute(slot: &AttrSlot) -> (String, String) {
    let mut must = cell(&attr_constraint_text(&slot.constraint));
    if let Some(cases) = cases(&slot.constraint) {
        let _ = write!(must, ": {}", words(cases));
    }
    let mut more = String::from(if slot.optional { "optional. " } else { "" });
    if let Some(default) = slot.default {
        let _ = write!(more, "`{default}` if absent. ");
    }
    more.push_str(slot.doc);
    (must, cell(&more))
}

fn regions(out: &mut String, def: &OpDef) {
    let mut items: Vec<String> = Vec::new();
    for region in def.regions {
        let size = match region.size {
            RegionSize::Any => "any blocks",
            RegionSize::One => "one block",
            RegionSize::MaxOne => "one block or none",
            RegionSize::MinOne => "at least one block",
        };
        let variadic = if region.variadic { ", any number of them" } else { "" };
        items.push(format!("region `{}` ({size}{variadic})", region.name));
    }
    for successor in def.successors {
        let variadic = if successor.variadic { " (any number)" } else { "" };
        items.push(format!("successor `{}`{variadic}", successor.name));
    }
    if !items.is_empty() {
        let _ = write!(out, "Has {}.\n\n", items.join(", "));
    }
}

fn rule(rule: &TypeRule) -> String {
    match rule {
        TypeRule::SameOperandsAndResults => "operands and results have one type".into(),
        TypeRule::SameOperands => "operands have one type".into(),
        TypeRule::SameElem => "all values have one element type".into(),
        TypeRule::SameShape => "all values have one shape".into(),
        TypeRule::SameOperandShape => "all operands have one shape".into(),
        TypeRule::AllMatch(names) => format!("{} have one type", list(names)),
        TypeRule::AllElemMatch(names) => format!("{} have one element type", list(names)),
        TypeRule::AllShapeMatch(names) => format!("{} have one shape", list(names)),
        TypeRule::AllRankMatch(names) => format!("{} have one rank", list(names)),
        TypeRule::Derived { from, to, summary, .. }
        | TypeRule::DerivedList { from, to, summary, .. } => {
            format!("the type of `{to}` follows from `{from}`: {}", documentation(summary))
        }
        TypeRule::Fixed { to, .. } => format!("the type of `{to}` is always the same"),
    }
}

/// The words that an attribute may be.
pub fn cases(constraint: &AttrC) -> Option<&'static EnumDef> {
    match constraint {
        AttrC::Enum(_, cases) | AttrC::DialectEnum(_, cases) => Some(cases),
        AttrC::Confined(inner, ..) => cases(inner),
        _ => None,
    }
}

fn words(cases: &EnumDef) -> String {
    cases.cases.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(" ")
}

/// A type or attribute of a dialect: what it is, and its parameters or cases.
pub fn of_dialect(doc: &str, params: &[ParamDef], asm: &ParamAsm) -> String {
    let mut out = format!("{}\n\n", documentation(doc));
    if let ParamAsm::Enum(cases) | ParamAsm::BareEnum(cases) = asm {
        let how = if cases.bits { "Any of" } else { "One of" };
        let _ = write!(out, "{how} {}.\n\n", words(cases));
    } else if !params.is_empty() {
        out.push_str("| parameter | must be | |\n|---|---|---|\n");
        for param in params {
            let must = cell(&attr_constraint_text(&param.constraint));
            let optional = if param.optional { "optional" } else { "" };
            let _ = writeln!(out, "| `{}` | {must} | {optional} |", param.name);
        }
        out.push('\n');
    }
    out
}

/// Documentation below a heading: its own headings go down, and what looks like
/// HTML or like a link of rustdoc stays text.
pub fn documentation(text: &str) -> String {
    let mut fenced = false;
    let line = |line: &str| {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            return line.to_owned();
        }
        match line.strip_prefix("# ") {
            _ if fenced => line.to_owned(),
            Some(heading) => format!("#### {heading}"),
            None => prose(line),
        }
    };
    text.trim().lines().map(line).collect::<Vec<_>>().join("\n")
}

/// One line of prose.
fn prose(line: &str) -> String {
    // Links of rustdoc lead nowhere here.
    let line = line.replace("[`", "`").replace("`]", "`");
    let mut out = String::with_capacity(line.len());
    for (i, part) in line.split('`').enumerate() {
        if i > 0 {
            out.push('`');
        }
        match i % 2 {
            0 => out.push_str(&part.replace('<', "&lt;")),
            _ => out.push_str(part),
        }
    }
    out
}

/// A text that does not end the cell of a table.
pub fn cell(text: &str) -> String {
    prose(text.trim()).replace('|', "\\|").replace('\n', " ")
}

/// Words, quoted, with commas between them.
pub fn list(words: &[&str]) -> String {
    words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_stays_text() {
        let doc = "Takes a `array<i64>` of <n>, see [`Op`].\n\n# Example\n```mlir\n# <x>\n```";
        let out = "Takes a `array<i64>` of &lt;n>, see `Op`.\n\n#### Example\n```mlir\n# <x>\n```";
        assert_eq!(documentation(doc), out);
        assert_eq!(cell("a | b"), "a \\| b");
    }
}

//! Definitions as Markdown: operations, types, attributes.

use std::fmt::Write;

use terrace_ir::OpDef;
use terrace_ir::def::{Arity, Asm, AttrC, AttrSlot, EnumDef, ParamAsm, ParamDef, RegionSize};
use terrace_ir::def::{Traits, TypeRule, ValueSlot};
use terrace_ir::verify::{attr_constraint_text, type_constraint_text};

use super::markdown::{cell, documentation, list};

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

/// An operation, under a heading with its name as anchor.
pub fn op(def: &OpDef) -> String {
    let name = def.name;
    let mut out = format!("## `{name}` {{#{name}}}\n\n{}\n\n", documentation(def.summary));
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
        let mut more = String::from(if slot.optional { "optional. " } else { "" });
        if let Some(default) = slot.default {
            let _ = write!(more, "`{default}` if absent. ");
        }
        more.push_str(slot.doc);
        let must = attr_constraint_text(&slot.constraint);
        let must = match cases(&slot.constraint) {
            Some(cases) => format!("{must}: {}", words(cases)),
            None => cell(&must),
        };
        let _ = writeln!(out, "| `{}` | {must} | {} |", slot.name, cell(&more));
    }
    out.push('\n');
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

fn cases(constraint: &AttrC) -> Option<&'static EnumDef> {
    match constraint {
        AttrC::Enum(_, cases) | AttrC::DialectEnum(_, cases) => Some(cases),
        AttrC::Confined(inner, ..) => cases(inner),
        _ => None,
    }
}

fn words(cases: &EnumDef) -> String {
    cases.cases.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(" ")
}

/// A type or attribute of a dialect; `sigil` is `!` or `#`.
pub fn of_dialect(
    sigil: char,
    name: &str,
    doc: &str,
    params: &[ParamDef],
    asm: &ParamAsm,
) -> String {
    let anchor = format!("{}-{name}", if sigil == '!' { "type" } else { "attribute" });
    let mut out = format!("### `{sigil}{name}` {{#{anchor}}}\n\n{}\n\n", documentation(doc));
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

//! The text of a table.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::{Context as _, Result, bail};

use crate::records::{Rec, Records};
use crate::{Source, attrs, enums, traits, types};

/// The text of a dialect's table from the records of its files.
///
/// # Errors
/// When a definition says something the tables have no word for.
pub fn table(version: &str, source: &Source, all: &[Records]) -> Result<String> {
    let mut ops = BTreeMap::new();
    let mut enumerations = BTreeMap::new();
    let mut attributes = BTreeMap::new();
    for records in all {
        for op in records.ops().filter(|op| op.dialect() == source.dialect) {
            ops.insert(op.full_name(), op_def(op, source)?);
        }
        for info in records.instances("EnumInfo") {
            if enums::dialect(info) == source.dialect {
                enumerations.insert(enums::constant(info), enums::definition(info)?);
            }
        }
        for attr in records.instances("AttrDef") {
            if attr.dialect() == source.dialect {
                let name = attr.str("attrName").to_string();
                attributes.insert(name, attrs::definition(attr, source.dialect)?);
            }
        }
    }
    if ops.is_empty() {
        bail!("no operation of {} in {:?}", source.dialect, source.files);
    }
    let mut out = head(version, source);
    enumerations.values().for_each(|e| {
        out.push_str(e);
        out.push('\n');
    });
    out.push_str("/// Attributes of the dialect.\npub static ATTRS: &[AttrTypeDef] = &[\n");
    attributes.values().for_each(|a| out.push_str(a));
    out.push_str("];\n\n/// Operations of the dialect.\npub const OPS: &[OpDef] = &[\n");
    ops.values().for_each(|op| out.push_str(op));
    out.push_str("];\n");
    Ok(out)
}

fn head(version: &str, source: &Source) -> String {
    let files: Vec<String> = source.files.iter().map(|f| format!("`mlir/Dialect/{f}`")).collect();
    format!(
        "//! Operations of `{}`, imported from LLVM {version}: {}.\n//!\n\
         //! Written by terrace-odsgen; not edited by hand. Names, summaries and assembly formats are\n\
         //! part of the LLVM Project, under the Apache License v2.0 with LLVM Exceptions\n\
         //! (SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception).\n\n\
         use crate::ods::*;\n\n",
        source.dialect,
        files.join(", "),
    )
}

fn op_def(op: Rec<'_>, source: &Source) -> Result<String> {
    let name = op.full_name();
    let slots = slots(op, source).with_context(|| name.clone())?;
    let traits = traits::read(op)?;
    let mut out = String::from("    OpDef {\n");
    let mut field = |key: &str, value: String| {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "        {key}: {value},");
    };
    field("name", format!("{name:?}"));
    field("summary", format!("{:?}", tidy_text(op.str("summary"))));
    let mut list = |key: &str, items: &[String]| match items {
        [] => {}
        [one] => field(key, format!("&[{one}]")),
        many => field(key, format!("&[\n            {},\n        ]", many.join(",\n            "))),
    };
    list("operands", &slots.operands);
    list("results", &slots.results);
    list("attrs", &slots.attrs);
    list("regions", &slots.regions);
    list("successors", &slots.successors);
    if !traits.flags.is_empty() {
        let flags: Vec<String> = traits.flags.iter().map(|f| format!("Traits::{f}")).collect();
        field("traits", format!("all(&[{}])", flags.join(", ")));
    }
    if !traits.parents.is_empty() {
        field("parents", format!("&{:?}", traits.parents));
    }
    let mut list = |key: &str, items: &[String]| match items {
        [] => {}
        [one] => field(key, format!("&[{one}]")),
        many => field(key, format!("&[\n            {},\n        ]", many.join(",\n            "))),
    };
    list("types", &traits.rules);
    let mut effects = slots.effects;
    effects.extend(traits.effects.iter().map(|e| format!("fx.push((Effect::{e}, None))")));
    if let Some(asm) = asm(op) {
        field("asm", asm);
    }
    if traits.no_effect && effects.is_empty() {
        field("interfaces", "&[&MemoryEffects(|_, _| {})]".into());
    } else if !effects.is_empty() {
        let parameter = if effects.iter().all(|e| e.starts_with("fx.push")) { "_" } else { "op" };
        let body = effects.join("; ");
        field("interfaces", format!("&[&MemoryEffects(|{parameter}, fx| {{ {body} }})]"));
    }
    out.push_str("        ..OpDef::EMPTY\n    },\n");
    Ok(out)
}

fn tidy_text(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Default)]
struct Slots {
    operands: Vec<String>,
    results: Vec<String>,
    attrs: Vec<String>,
    regions: Vec<String>,
    successors: Vec<String>,
    effects: Vec<String>,
}

fn slots(op: Rec<'_>, source: &Source) -> Result<Slots> {
    let mut slots = Slots::default();
    for (rec, name) in op.dag("arguments") {
        let (rec, decorators) = undecorated(rec);
        if rec.is("AttrConstraint") || rec.is("Property") {
            slots.attrs.push(attr_slot(rec, name, source).with_context(|| name.to_string())?);
            continue;
        }
        for effect in decorators {
            let case = traits::effect_case(effect)?;
            slots
                .effects
                .push(format!("operand(op, {}, Effect::{case}, fx)", slots.operands.len()));
        }
        slots.operands.push(value_slot(rec, name).with_context(|| name.to_string())?);
    }
    for (rec, name) in op.dag("results") {
        let (rec, decorators) = undecorated(rec);
        for effect in decorators {
            let case = traits::effect_case(effect)?;
            slots.effects.push(format!("result(op, {}, Effect::{case}, fx)", slots.results.len()));
        }
        slots.results.push(value_slot(rec, name).with_context(|| name.to_string())?);
    }
    for (class, name) in [
        ("AttrSizedOperandSegments", "operandSegmentSizes"),
        ("AttrSizedResultSegments", "resultSegmentSizes"),
    ] {
        if op.list("traits").iter().any(|t| t.name == class) {
            slots.attrs.push(format!("attr({name:?}, AttrC::DenseArray(32))"));
        }
    }
    for (rec, name) in op.dag("regions") {
        slots.regions.push(region_slot(rec, name)?);
    }
    for (rec, name) in op.dag("successors") {
        let variadic = rec.is("VariadicSuccessor");
        slots.successors.push(format!("SuccessorSlot {{ name: {name:?}, variadic: {variadic} }}"));
    }
    Ok(slots)
}

/// An argument without its effects and description.
fn undecorated(rec: Rec<'_>) -> (Rec<'_>, Vec<Rec<'_>>) {
    match rec.rec("constraint").filter(|_| rec.is("OpVariable")) {
        Some(inner) => {
            let effects = rec.list("decorators").into_iter().filter(|d| d.is("MemoryEffect"));
            (inner, effects.collect())
        }
        None => (rec, Vec::new()),
    }
}

fn value_slot(rec: Rec<'_>, name: &str) -> Result<String> {
    let (rec, call) = match rec.rec("baseType") {
        Some(base) if rec.is("Variadic") => (base, "many"),
        Some(base) if rec.is("Optional") => (base, "maybe"),
        _ => (rec, "one"),
    };
    Ok(format!("{call}({name:?}, {})", types::constraint(rec)?))
}

fn attr_slot(rec: Rec<'_>, name: &str, source: &Source) -> Result<String> {
    let attrs::Attr { constraint, optional, default } = attrs::attr(rec, source.dialect)?;
    Ok(match (optional, default) {
        (false, None) => format!("attr({name:?}, {constraint})"),
        (true, None) => format!("maybe_attr({name:?}, {constraint})"),
        (false, Some(default)) => format!("attr_or({name:?}, {constraint}, {default:?})"),
        (true, Some(default)) => format!("maybe_attr_or({name:?}, {constraint}, {default:?})"),
    })
}

fn region_slot(rec: Rec<'_>, name: &str) -> Result<String> {
    let size = match rec.str("summary") {
        "any region" => "Any",
        "region with 1 blocks" => "One",
        "region with at most 1 blocks" => "MaxOne",
        "region with at least 1 blocks" => "MinOne",
        other => bail!("unknown region constraint `{other}`"),
    };
    let variadic = rec.is("VariadicRegion");
    Ok(format!("RegionSlot {{ name: {name:?}, size: RegionSize::{size}, variadic: {variadic} }}"))
}

/// Structured operations of `linalg` that are not written as all the others are.
const LINALG_OWN_ASM: &[&str] = &[
    "batch_matmul",
    "batch_reduce_matmul",
    "broadcast",
    "contract",
    "elementwise",
    "generic",
    "map",
    "matmul",
    "reduce",
    "transpose",
];

/// The assembly: the declarative format, or a constant of the dialect's hand-written `asm` module.
fn asm(op: Rec<'_>) -> Option<String> {
    if op.has("assemblyFormat") {
        return Some(format!("Asm::Format({:?})", tidy_text(op.str("assemblyFormat"))));
    }
    if op.int("hasCustomAssemblyFormat") == 0 {
        return None;
    }
    let name = op.str("opName");
    if op.is("LinalgStructuredBase_Op") && !LINALG_OWN_ASM.contains(&name) {
        return Some("super::asm::NAMED".into());
    }
    Some(format!("super::asm::{}", name.to_uppercase().replace('.', "_")))
}

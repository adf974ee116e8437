//! Enumerations: which dialect they belong to, their constant's name, their cases.

use anyhow::{Result, bail};

use crate::records::Rec;

/// The constant that holds an enumeration, `FAST_MATH_FLAGS`.
pub fn constant(info: Rec<'_>) -> String {
    let name: Vec<char> = info.str("className").chars().collect();
    let mut out = String::new();
    for (i, c) in name.iter().enumerate() {
        let before_lower = name.get(i + 1).is_some_and(|n| n.is_lowercase());
        let starts_word = i > 0 && (name[i - 1].is_lowercase() || before_lower);
        if c.is_uppercase() && starts_word {
            out.push('_');
        }
        out.extend(c.to_uppercase());
    }
    out
}

/// The dialect an enumeration belongs to, from its C++ namespace.
pub fn dialect(info: Rec<'_>) -> &str {
    match info.str("cppNamespace").rsplit("::").next().unwrap_or("") {
        // Declared for several dialects, used by `linalg` alone among ours.
        "utils" => "linalg",
        name => name,
    }
}

/// The constant as seen from `dialect`'s table.
pub fn path(info: Rec<'_>, from: &str) -> String {
    let home = dialect(info);
    match home == from {
        true => constant(info),
        false => format!("crate::{home}::table::{}", constant(info)),
    }
}

/// The definition of the constant.
///
/// # Errors
/// When a bit enumeration has an unknown separator.
pub fn definition(info: Rec<'_>) -> Result<String> {
    let bits = info.is("BitEnumBase");
    // Blanks count: `<nsw, nuw>`, but `<nnan,ninf>`.
    let separator = match info.str("separator") {
        _ if !bits => "",
        known @ ("," | ", " | "|") => known,
        other => bail!("unknown separator `{other}` of {}", info.name),
    };
    let cases: Vec<String> = info
        .list("enumerants")
        .iter()
        .map(|case| format!("({:?}, {})", case.str("str"), case.int("value")))
        .collect();
    Ok(format!(
        "/// Cases of `{}`.\npub const {}: EnumDef = EnumDef {{\n    name: {:?},\n    bits: {bits},\n    \
         separator: {separator:?},\n    cases: &[\n        {},\n    ],\n}};\n",
        info.str("className"),
        constant(info),
        info.str("className"),
        cases.join(",\n        "),
    ))
}

//! Attribute constraints, defaults, and the attributes a dialect defines.

use anyhow::{Context as _, Result, bail};

use crate::enums;
use crate::records::{Rec, tidy_cpp};

/// An inherent attribute as the tables say it.
pub struct Attr {
    /// The `AttrC` expression.
    pub constraint: String,
    /// Whether it may be absent.
    pub optional: bool,
    /// Text of the default.
    pub default: Option<String>,
}

/// Understands the record of an attribute argument; `from` is the dialect being written.
///
/// # Errors
/// When a constraint or a default has no word in the tables.
pub fn attr(rec: Rec<'_>, from: &str) -> Result<Attr> {
    let mut rec = rec;
    let (mut optional, mut default) = (false, None);
    loop {
        if rec.is("DefaultValuedAttr") || rec.is("DefaultValuedOptionalAttr") {
            optional |= rec.is("DefaultValuedOptionalAttr");
            let base = rec.rec("baseAttr").context("a default without an attribute")?;
            let text = default_text(base, rec.str("defaultValue"), from)?;
            // Without a word for the default the attribute is merely optional.
            optional |= text.is_none();
            default = text;
        } else if rec.is("OptionalAttr") {
            optional = true;
        } else {
            break;
        }
        rec = rec.rec("baseAttr").context("a wrapper without an attribute")?;
    }
    let constraint = constraint(rec, from)?;
    optional |= constraint == "AttrC::Unit";
    Ok(Attr { constraint, optional, default })
}

/// Constraints that are one record upstream and one word here.
const BY_NAME: &[(&str, &str)] = &[
    ("AnyAttr", "AttrC::Any"),
    ("TypedAttrInterface", "AttrC::Is(is::typed_attr, \"an attribute with a type\")"),
    ("PoisonAttrInterface", "AttrC::Dialect(\"ub.poison\")"),
    ("UnitAttr", "AttrC::Unit"),
    ("UnitProp", "AttrC::Unit"),
    ("BoolAttr", "AttrC::Bool"),
    ("I32Attr", "AttrC::I(32)"),
    ("I64Attr", "AttrC::I(64)"),
    ("IndexAttr", "AttrC::Index"),
    ("StrAttr", "AttrC::Str"),
    ("Builtin_StringAttr", "AttrC::Str"),
    ("FlatSymbolRefAttr", "AttrC::FlatSymbol"),
    ("SymbolRefAttr", "AttrC::Symbol"),
    ("SymbolNameAttr", "AttrC::SymbolName"),
    ("AffineMapAttr", "AttrC::Map"),
    ("IntegerSetAttr", "AttrC::Set"),
    ("ArrayAttr", "AttrC::Array(&AttrC::Any)"),
    ("DictionaryAttr", "AttrC::Dict"),
    ("DenseBoolArrayAttr", "AttrC::DenseArray(1)"),
    ("DenseI8ArrayAttr", "AttrC::DenseArray(8)"),
    ("DenseI16ArrayAttr", "AttrC::DenseArray(16)"),
    ("DenseI32ArrayAttr", "AttrC::DenseArray(32)"),
    ("DenseI64ArrayAttr", "AttrC::DenseArray(64)"),
    ("MemRefTypeAttr", "AttrC::Type(&TypeC::AnyMemRef(&TypeC::Any))"),
    // Interfaces of attributes that other dialects define.
    ("DeviceMappingAttrInterface", "AttrC::Any"),
    ("DeviceMaskingAttrInterface", "AttrC::Any"),
];

fn constraint(rec: Rec<'_>, from: &str) -> Result<String> {
    if let Some((_, text)) = BY_NAME.iter().find(|(name, _)| *name == rec.name) {
        return Ok(text.to_string());
    }
    if rec.is("EnumAttr") {
        let info = rec.rec("enum").context("an enumeration attribute without one")?;
        let name = rec.str("attrName");
        return Ok(format!("AttrC::DialectEnum({name:?}, &{})", enums::path(info, from)));
    }
    if rec.is("EnumAttrInfo") {
        return Ok(format!("AttrC::Enum({}, &{})", rec.int("bitwidth"), enums::path(rec, from)));
    }
    if rec.is("TypedArrayAttrBase") {
        let elem = rec.rec("elementAttr").context("an array without an element constraint")?;
        return Ok(format!("AttrC::Array(&{})", constraint(elem, from)?));
    }
    if rec.is("AnyAttrOf") {
        let each: Result<Vec<String>> =
            rec.list("allowedAttributes").into_iter().map(|r| constraint(r, from)).collect();
        let mut each = each?;
        each.dedup();
        return Ok(match each.as_slice() {
            [one] => one.clone(),
            many => format!("AttrC::OneOf(&[{}])", many.join(", ")),
        });
    }
    if rec.is("ConfinedAttr") {
        let base = rec.rec("baseAttr").context("a confined attribute without a base")?;
        let (check, words) = confinement(rec)?;
        let base = constraint(base, from)?;
        return Ok(format!("AttrC::Confined(&{base}, is::{check}, {words:?})"));
    }
    if rec.is("TypeAttrBase") && rec.str("summary").contains("function type") {
        return Ok("AttrC::Type(&TypeC::Function)".into());
    }
    if rec.is("IntElementsAttrBase") {
        return Ok("AttrC::IntElements".into());
    }
    bail!("unknown attribute constraint {} ({}): {:?}", rec.name, rec.str("summary"), rec.classes())
}

/// The function of `crate::ods::is` that checks a confinement, and what it says.
fn confinement(rec: Rec<'_>) -> Result<(&'static str, &'static str)> {
    let words: Vec<&str> = rec.list("attrConstraints").iter().map(|c| c.str("summary")).collect();
    Ok(match words.join("; ").as_str() {
        "whose value is positive and whose value is a power of two > 0" => {
            ("power_of_two", "a positive power of two")
        }
        "whose value is positive" => ("positive", "a positive integer"),
        "whose minimum value is 0" => ("non_negative", "an integer that is not negative"),
        "whose minimum value is 0; whose maximum value is 3" => {
            ("from_0_to_3", "an integer from 0 to 3")
        }
        "should be in increasing order" => ("increasing", "integers in increasing order"),
        other => bail!("unknown confinement `{other}` of {}", rec.name),
    })
}

/// The default's text; `None` for defaults that only upstream's C++ can compute.
fn default_text(base: Rec<'_>, cpp: &str, from: &str) -> Result<Option<String>> {
    let cpp = tidy_cpp(cpp);
    if base.is("EnumAttr") {
        let info = base.rec("enum").context("an enumeration attribute without one")?;
        let symbol = cpp.rsplit("::").next().unwrap_or(&cpp);
        let cases = info.list("enumerants");
        let case = cases.iter().find(|c| c.str("symbol") == symbol);
        let case = case.with_context(|| format!("no case {symbol} in {}", info.name))?;
        return Ok(Some(format!("#{}<{}>", base.str("attrName"), case.str("str"))));
    }
    if cpp.contains("getDefaultIndexingMaps") {
        return Ok(None);
    }
    if base.is("IntElementsAttrBase") {
        let n = cpp.matches("static_cast<int64_t>(1)").count();
        if n == 0 {
            bail!("unknown default `{cpp}`");
        }
        return Ok(Some(format!("dense<1> : tensor<{n}xi64>")));
    }
    match (base.name, cpp.as_str()) {
        (_, "true" | "false") => Ok(Some(cpp)),
        ("DenseI64ArrayAttr", "{}") => Ok(Some("array<i64>".into())),
        ("PoisonAttrInterface", "{}") => Ok(Some("#ub.poison".into())),
        (_, "{}") if base.is("ArrayAttrBase") => Ok(Some("[]".into())),
        _ if constraint(base, from)?.starts_with("AttrC::I(") => {
            Ok(Some(format!("{cpp} : i{}", base.str("summary").split('-').next().unwrap_or("64"))))
        }
        (name, _) => bail!("unknown default `{cpp}` of {name}"),
    }
}

/// The `AttrTypeDef` of an attribute that the dialect defines.
///
/// # Errors
/// When it has parameters other than one enumeration.
pub fn definition(rec: Rec<'_>, from: &str) -> Result<String> {
    let (params, asm) = if rec.is("EnumAttr") {
        let info = rec.rec("enum").context("an enumeration attribute without one")?;
        let asm = match tidy_cpp(rec.str("assemblyFormat")).as_str() {
            "`<` $value `>`" => "Enum",
            "$value" => "BareEnum",
            other => bail!("{} is written `{other}`", rec.name),
        };
        let (width, path) = (info.int("bitwidth"), enums::path(info, from));
        let param = format!(
            "ParamDef {{ name: \"value\", constraint: AttrC::Enum({width}, &{path}), optional: false }}"
        );
        (param, format!("ParamAsm::{asm}(&{path})"))
    } else if rec.dag("parameters").is_empty() {
        (String::new(), "ParamAsm::List".into())
    } else {
        bail!("{} has parameters that are no enumeration", rec.name);
    };
    Ok(format!(
        "    AttrTypeDef {{\n        name: {:?},\n        doc: {:?},\n        params: &[{params}],\n        \
         asm: {asm},\n        verify: None,\n    }},\n",
        rec.str("attrName"),
        rec.str("summary"),
    ))
}

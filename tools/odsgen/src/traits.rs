//! Traits: flags, parents, relations between types, and what is left to hand-written code.

use anyhow::{Context as _, Result, bail};

use crate::records::{Rec, tidy_cpp};

/// What the traits of an operation say.
#[derive(Default)]
pub struct Read {
    /// Names of `Traits` constants.
    pub flags: Vec<&'static str>,
    /// Full names of allowed parents.
    pub parents: Vec<String>,
    /// `TypeRule` expressions.
    pub rules: Vec<String>,
    /// It has no memory effect.
    pub no_effect: bool,
    /// Effects on memory that no operand names: `Effect` cases.
    pub effects: Vec<&'static str>,
}

const FLAGS: &[(&str, &str)] = &[
    ("Pure", "PURE"),
    ("Terminator", "TERMINATOR"),
    ("IsolatedFromAbove", "ISOLATED"),
    ("Symbol", "SYMBOL"),
    // The interface inherits that of symbols.
    ("FunctionOpInterface", "SYMBOL"),
    ("SymbolTable", "SYMBOL_TABLE"),
    ("Commutative", "COMMUTATIVE"),
    ("Idempotent", "IDEMPOTENT"),
    ("Involution", "INVOLUTION"),
    ("ConstantLike", "CONSTANT_LIKE"),
    ("NoTerminator", "NO_TERMINATOR"),
    ("SingleBlock", "SINGLE_BLOCK"),
    ("SingleBlockImplicitTerminator", "SINGLE_BLOCK"),
    ("ImplicitAffineTerminator", "SINGLE_BLOCK"),
    ("Elementwise", "ELEMENTWISE"),
    ("AttrSizedOperandSegments", "OPERAND_SEGMENTS"),
    ("AttrSizedResultSegments", "RESULT_SEGMENTS"),
    ("RecursiveMemoryEffects", "RECURSIVE_EFFECTS"),
    ("AutomaticAllocationScope", "ALLOC_SCOPE"),
    ("HasOnlyGraphRegion", "GRAPH_REGION"),
    ("AffineScope", "AFFINE_SCOPE"),
    ("ReturnLike", "RETURN_LIKE"),
    ("AlwaysSpeculatable", "SPECULATABLE"),
];

const RULES: &[(&str, &str)] = &[
    ("SameOperandsAndResultType", "TypeRule::SameOperandsAndResults"),
    ("SameTypeOperands", "TypeRule::SameOperands"),
    ("SameOperandsAndResultElementType", "TypeRule::SameElem"),
    ("SameOperandsElementType", "TypeRule::SameElem"),
    ("SameOperandsAndResultShape", "TypeRule::SameShape"),
    ("SameOperandsShape", "TypeRule::SameOperandShape"),
    ("SameInputOutputTensorDims", "TypeRule::SameShape"),
];

/// Interfaces and markers that tables do not carry: attached by hand where our passes ask for them.
const BY_HAND: &[&str] = &[
    "NoMemoryEffect",
    "MemoryEffects",
    "DestinationStyleOpInterface",
    "DistinctObjectsTrait",
    "HasParallelRegion",
    "InferTypeOpAdaptor",
    "InferTypeOpAdaptorWithIsCompatible",
    "MemRefsNormalizable",
    "NoRegionArguments",
    "RecursivelySpeculatable",
    "SameVariadicOperandSize",
    "SameVariadicResultSize",
    "Scalarizable",
    "Tensorizable",
    "Vectorizable",
    // Predicates on single operations; their verifiers are written by hand.
    "BooleanConditionOrMatchingShape",
    "Bufferization_TensorAndBufferMatch",
    "SourceVectorEvenElementCount",
];

/// Predicates whose summary is all there is to know them by; verified by hand.
const PREDICATES_BY_HAND: &[&str] = &[
    "`source` or `punctuation` are not set when printing strings",
    "position is a multiple of the result length.",
    "position is a multiple of the source length.",
    "the trailing dimension of the source vector has an even number of elements",
];

/// Reads the traits of an operation.
///
/// # Errors
/// When one is neither known nor listed as left to hand-written code.
pub fn read(op: Rec<'_>) -> Result<Read> {
    let mut read = Read::default();
    for t in op.list("traits") {
        one(op, t, &mut read).with_context(|| format!("trait {} of {}", t.name, op.full_name()))?;
    }
    // Upstream states effects and speculation apart; our PURE is both.
    read.no_effect &= !read.flags.contains(&"PURE");
    Ok(read)
}

fn one(op: Rec<'_>, t: Rec<'_>, read: &mut Read) -> Result<()> {
    let known = |list: &[(&str, &'static str)]| {
        list.iter().find(|(name, _)| t.name == *name || t.is(name)).map(|(_, to)| *to)
    };
    if let Some(flag) = known(FLAGS) {
        if !read.flags.contains(&flag) {
            read.flags.push(flag);
        }
        return Ok(());
    }
    if let Some(rule) = known(RULES) {
        return push(&mut read.rules, rule.to_string());
    }
    if t.is("HasParent") || t.is("ParentOneOf") {
        let classes = t.str("trait").strip_prefix("HasParent<");
        let classes = classes.and_then(|c| c.strip_suffix(">::Impl")).context("parent list")?;
        for class in classes.split(',') {
            let class = class.trim();
            let parent = match (op.all().op_of_class(class), class.rsplit("::").next()) {
                (Some(name), _) => name,
                (None, Some("FuncOp")) => "func.func",
                _ => bail!("unknown parent class `{class}`"),
            };
            read.parents.push(parent.to_string());
        }
        return Ok(());
    }
    read.no_effect |= t.name == "NoMemoryEffect";
    if t.is("MemoryEffects") {
        for effect in t.list("effects") {
            read.effects.push(effect_case(effect)?);
        }
        return Ok(());
    }
    if BY_HAND.contains(&t.name) || BY_HAND.iter().any(|b| t.is(b)) || t.is("Interface") {
        return Ok(());
    }
    type_relation(op, t, read)
}

/// The `Effect` case of a memory effect.
///
/// # Errors
/// When it is none of the four.
pub fn effect_case(effect: Rec<'_>) -> Result<&'static str> {
    Ok(match effect.str("effect").rsplit("::").next() {
        Some("Read") => "Read",
        Some("Write") => "Write",
        Some("Allocate") => "Allocate",
        Some("Free") => "Free",
        other => bail!("unknown effect {other:?}"),
    })
}

fn push(rules: &mut Vec<String>, rule: String) -> Result<()> {
    if !rules.contains(&rule) {
        rules.push(rule);
    }
    Ok(())
}

fn type_relation(op: Rec<'_>, t: Rec<'_>, read: &mut Read) -> Result<()> {
    for (class, case) in [
        ("AllTypesMatch", "AllMatch"),
        ("AllElementTypesMatch", "AllElemMatch"),
        ("AllShapesMatch", "AllShapeMatch"),
        ("AllRanksMatch", "AllRankMatch"),
    ] {
        if t.is(class) {
            return push(&mut read.rules, format!("TypeRule::{case}(&{:?})", t.strings("values")));
        }
    }
    if t.is("TypesMatchWith") {
        return push(&mut read.rules, derived(t)?);
    }
    if t.is("ShapedTypeMatchesElementCountAndTypes") {
        let (from, to) = (t.str("shaped"), t.str("elements"));
        return push(&mut read.rules, derived_list(from, to, "elem_per_element", t));
    }
    match t.str("summary") {
        "input and output have the same tensor dimensions" => {
            return push(&mut read.rules, "TypeRule::SameShape".into());
        }
        summary if summary.ends_with("same element type") => {
            return push(&mut read.rules, same_elem(op, t)?);
        }
        summary if PREDICATES_BY_HAND.contains(&summary) => return Ok(()),
        _ => {}
    }
    bail!("unknown trait of classes {:?}: {}", t.classes(), t.str("summary"))
}

/// `AllElemMatch` of the operand and the result that a C++ equation names by position.
fn same_elem(op: Rec<'_>, t: Rec<'_>) -> Result<String> {
    let predicate = t.rec("predicate").context("a predicate trait without one")?;
    let code = tidy_cpp(predicate.str("predExpr"));
    let code = match code.is_empty() {
        // An equation under a condition on operand counts.
        true => predicate.list("children").iter().map(|c| c.str("predExpr")).collect(),
        false => code,
    };
    let operands: Vec<&str> = op
        .dag("arguments")
        .into_iter()
        .filter(|(r, _)| !r.is("AttrConstraint") && !r.is("Property"))
        .map(|(_, n)| n)
        .collect();
    let results: Vec<&str> = op.dag("results").into_iter().map(|(_, n)| n).collect();
    let mut names: Vec<&str> = Vec::new();
    for (call, list) in [("getResult(", &results), ("getOperand(", &operands)] {
        for after in code.split(call).skip(1) {
            let idx: usize = after.split(')').next().context("a position")?.trim().parse()?;
            let name = list.get(idx).with_context(|| format!("no value at {call}{idx})"))?;
            if !names.contains(name) {
                names.push(name);
            }
        }
    }
    if names.len() < 2 {
        bail!("cannot read the equation `{code}`");
    }
    Ok(format!("TypeRule::AllElemMatch(&{names:?})"))
}

fn derived(t: Rec<'_>) -> Result<String> {
    let (from, to) = (t.str("lhs"), t.str("rhs"));
    let cpp = tidy_cpp(t.str("transformer"));
    let via = match cpp.as_str() {
        "$_self" | "::llvm::cast<Type>($_self)" => {
            return Ok(format!("TypeRule::AllMatch(&[{from:?}, {to:?}])"));
        }
        "::getI1SameShape($_self)" => "i1_same_shape",
        "::llvm::cast<ComplexType>($_self).getElementType()" => "complex_part",
        "::llvm::cast<MemRefType>($_self).getElementType()"
        | "::llvm::cast<TensorType>($_self).getElementType()" => "elem",
        "::llvm::cast<FunctionType>($_self).getInputs()" => {
            return Ok(derived_list(from, to, "function_inputs", t));
        }
        "::llvm::cast<FunctionType>($_self).getResults()" => {
            return Ok(derived_list(from, to, "function_results", t));
        }
        cpp if cpp.contains(".getNumElements()") => {
            return Ok(derived_list(from, to, "elem_per_element", t));
        }
        cpp if cpp.contains("getDimSize(lastDim) / 2") => "half_last_dim",
        cpp if cpp.contains("getDimSize(lastDim) * 2") => "double_last_dim",
        other => bail!("unknown type transformer `{other}`"),
    };
    let summary = t.str("summary");
    Ok(format!(
        "TypeRule::Derived {{ from: {from:?}, to: {to:?}, via: via::{via}, summary: {summary:?} }}"
    ))
}

fn derived_list(from: &str, to: &str, via: &str, t: Rec<'_>) -> String {
    let summary = t.str("summary");
    format!(
        "TypeRule::DerivedList {{ from: {from:?}, to: {to:?}, via: via::{via}, summary: {summary:?} }}"
    )
}

//! Type constraints: predicate trees with C++ leaves become `TypeC` expressions.

use anyhow::{Context as _, Result, bail};

use crate::records::{Rec, tidy_cpp};

/// A predicate over a type, understood.
#[derive(Clone, PartialEq)]
enum Pred {
    /// A kind of container, as the name of the `TypeC` case that takes an element constraint.
    Container(&'static str),
    /// A `TypeC` expression.
    Leaf(String),
    /// A shaped type of this rank.
    Rank(i64),
    /// The element type satisfies this.
    Elem(Box<Pred>),
    /// Vector or tensor.
    ValueSemantics,
    /// Says nothing beside a container (`hasRank` beside a ranked one).
    Nothing,
    And(Vec<Pred>),
    Or(Vec<Pred>),
}

/// The `TypeC` expression of a type constraint (arity wrappers already removed).
///
/// # Errors
/// When a predicate is not known.
pub fn constraint(ty: Rec<'_>) -> Result<String> {
    match ty.name {
        // Interfaces, which have no predicate that says more.
        "Bufferization_TensorLikeTypeInterface" => return Ok("TypeC::Tensor(&TypeC::Any)".into()),
        "Bufferization_BufferLikeTypeInterface" => {
            return Ok("TypeC::AnyMemRef(&TypeC::Any)".into());
        }
        _ => {}
    }
    let pred = ty.rec("predicate").with_context(|| format!("{} has no predicate", ty.name))?;
    let read = read(pred).with_context(|| format!("type {} ({})", ty.name, ty.str("summary")))?;
    Ok(expr(&read))
}

fn read(pred: Rec<'_>) -> Result<Pred> {
    if pred.is("CPred") {
        return leaf(&tidy_cpp(pred.str("predExpr")));
    }
    let children: Result<Vec<Pred>> = pred.list("children").into_iter().map(read).collect();
    let mut children = children?;
    if pred.is("Concat") {
        if !pred.str("prefix").contains("elementType") {
            bail!("unknown concatenation `{}`", pred.str("prefix"));
        }
        return Ok(Pred::Elem(Box::new(children.pop().context("concatenation of nothing")?)));
    }
    if pred.is("SubstLeaves") {
        let inner = children.pop().context("substitution in nothing")?;
        return match pred.str("replacement") {
            "elementType" => Ok(inner),
            r if r.contains("ComplexType>($_self).getElementType()") => {
                Ok(Pred::Elem(Box::new(inner)))
            }
            other => bail!("unknown substitution `{other}`"),
        };
    }
    match pred.rec_name("kind") {
        "PredCombinerAnd" => Ok(Pred::And(children)),
        "PredCombinerOr" => Ok(Pred::Or(children)),
        other => bail!("unknown combiner `{other}`"),
    }
}

fn leaf(code: &str) -> Result<Pred> {
    let some = |text: &str| Ok(Pred::Leaf(text.to_string()));
    let isa = code.strip_prefix("::llvm::isa<::mlir::").and_then(|c| c.strip_suffix(">($_self)"));
    match isa {
        Some("VectorType") => return Ok(Pred::Container("Vector")),
        Some("TensorType") => return Ok(Pred::Container("Tensor")),
        Some("RankedTensorType") => return Ok(Pred::Container("RankedTensor")),
        Some("MemRefType") => return Ok(Pred::Container("MemRef")),
        Some("BaseMemRefType") => return Ok(Pred::Container("AnyMemRef")),
        Some("ShapedType") => return Ok(Pred::Container("Shaped")),
        Some("ComplexType") => return Ok(Pred::Container("Complex")),
        Some("FixedVectorType") => {
            return Ok(Pred::And(vec![Pred::Container("Vector"), is("fixed_vector")]));
        }
        Some("ScalableVectorType") => {
            return Ok(Pred::And(vec![Pred::Container("Vector"), is("scalable_vector")]));
        }
        Some("UnrankedTensorType") => {
            return Ok(Pred::And(vec![Pred::Container("Tensor"), is("unranked")]));
        }
        Some("UnrankedMemRefType") => {
            return Ok(Pred::And(vec![Pred::Container("AnyMemRef"), is("unranked")]));
        }
        Some("IndexType") => return some("TypeC::Index"),
        Some("FloatType") => return some("TypeC::AnyFloat"),
        Some("IntegerType") => return some("TypeC::AnyInt"),
        Some("FunctionType") => return some("TypeC::Function"),
        _ => {}
    }
    if let Some(width) = inside(code, "$_self.isSignlessInteger(", ")") {
        return match width {
            "" => some("TypeC::AnySignless"),
            width => some(&format!("TypeC::I({width})")),
        };
    }
    for shaped in ["ShapedType", "VectorType"] {
        let prefix = format!("::llvm::cast<::mlir::{shaped}>($_self).getRank() ");
        match code.strip_prefix(&prefix) {
            Some("> 0" | ">= 1") => return Ok(is("rank_at_least_1")),
            Some(rest) if rest.starts_with("== ") => return Ok(Pred::Rank(rest[3..].parse()?)),
            _ => {}
        }
    }
    match code {
        "true" => some("TypeC::Any"),
        "$_self.isSignlessIntOrIndex()" => {
            some("TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])")
        }
        "$_self.isUnsignedInteger()" => Ok(is("unsigned_int")),
        "$_self.isSignedInteger()" => Ok(is("signed_int")),
        "$_self.hasTrait<::mlir::ValueSemantics>()" => Ok(Pred::ValueSemantics),
        "::llvm::cast<::mlir::ShapedType>($_self).hasRank()" => Ok(Pred::Nothing),
        "::llvm::cast<::mlir::ShapedType>($_self).hasStaticShape()" => some("TypeC::StaticShape"),
        "::llvm::cast<::mlir::MemRefType>($_self).isStrided()" => Ok(is("strided_memref")),
        other => bail!("unknown predicate `{other}`"),
    }
}

/// A predicate of `crate::ods` in the table's crate.
fn is(name: &str) -> Pred {
    Pred::Leaf(format!("is::{}", name.to_uppercase()))
}

fn inside<'a>(text: &'a str, prefix: &str, suffix: &str) -> Option<&'a str> {
    text.strip_prefix(prefix).and_then(|t| t.strip_suffix(suffix))
}

/// The members of nested conjunctions in order.
fn conjuncts(pred: &Pred, out: &mut Vec<Pred>) {
    match pred {
        Pred::And(parts) => parts.iter().for_each(|p| conjuncts(p, out)),
        Pred::Or(parts) if parts.len() == 1 => conjuncts(&parts[0], out),
        Pred::Nothing => {}
        other if out.contains(other) => {}
        other => out.push(other.clone()),
    }
}

fn expr(pred: &Pred) -> String {
    match pred {
        Pred::Container("Complex") => "TypeC::Complex(&TypeC::Any)".into(),
        Pred::Container(kind) => format!("TypeC::{kind}(&TypeC::Any)"),
        Pred::Leaf(text) => text.clone(),
        Pred::Rank(n) => format!("TypeC::Rank(&[{n}])"),
        Pred::Nothing => "TypeC::Any".into(),
        Pred::ValueSemantics => {
            "TypeC::OneOf(&[TypeC::Vector(&TypeC::Any), TypeC::Tensor(&TypeC::Any)])".into()
        }
        Pred::Elem(inner) => format!("TypeC::Shaped(&{})", expr(inner)),
        Pred::And(_) => conjunction(pred),
        Pred::Or(parts) => disjunction(parts),
    }
}

fn conjunction(pred: &Pred) -> String {
    let mut parts = Vec::new();
    conjuncts(pred, &mut parts);
    let elem = parts.iter().find_map(|p| match p {
        Pred::Elem(inner) => Some(expr(inner)),
        _ => None,
    });
    parts.retain(|p| !matches!(p, Pred::Elem(_)));
    let elem = elem.unwrap_or_else(|| "TypeC::Any".into());
    let all: Vec<String> = parts
        .iter()
        .map(|p| match p {
            Pred::Container(kind) => format!("TypeC::{kind}(&{elem})"),
            Pred::Or(kinds) if kinds.iter().all(|k| matches!(k, Pred::Container(_))) => {
                let each = kinds.iter().map(|k| conjunction_of(k, &elem));
                format!("TypeC::OneOf(&[{}])", each.collect::<Vec<_>>().join(", "))
            }
            other => expr(other),
        })
        .collect();
    match all.as_slice() {
        [one] => one.clone(),
        _ => format!("TypeC::All(&[{}])", all.join(", ")),
    }
}

fn conjunction_of(container: &Pred, elem: &str) -> String {
    match container {
        Pred::Container(kind) => format!("TypeC::{kind}(&{elem})"),
        other => expr(other),
    }
}

fn disjunction(parts: &[Pred]) -> String {
    if let [one] = parts {
        return expr(one);
    }
    if let [scalar, Pred::And(container)] = parts
        && let [Pred::ValueSemantics, Pred::Elem(elem)] = container.as_slice()
        && expr(scalar) == expr(elem)
    {
        return format!("TypeC::Like(&{})", expr(scalar));
    }
    let all: Vec<String> = parts.iter().map(expr).collect();
    format!("TypeC::OneOf(&[{}])", all.join(", "))
}

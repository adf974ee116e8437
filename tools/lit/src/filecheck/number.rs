//! Numeric substitution blocks: `[[#%x,NAME:EXPR]]`, their formats and their arithmetic.
//!
//! Values are 128-bit signed integers. LLVM's have no bound; here a result that does not fit is
//! the same error that LLVM reports for a value its format cannot print.

use std::collections::HashMap;

use pest::Parser;
use pest::iterators::Pair;

use super::grammar::{Grammar, Rule, check_nesting, parse_error};
use super::pattern::{Context, SyntaxError};

/// How a value is written in the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Default)]
pub(super) enum Radix {
    /// No format: a literal, which takes its neighbour's.
    #[default]
    None,
    Unsigned,
    Signed,
    HexLower,
    HexUpper,
}

/// A format specifier such as `%#.8x`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Format {
    pub radix: Radix,
    /// Least number of digits; 0 when unspecified.
    pub precision: usize,
    /// `#`: hexadecimal values carry `0x`.
    pub alternate: bool,
}

/// Largest precision: the regular expression for it uses a counted repetition.
const PRECISION_MAX: usize = 255;

impl Format {
    pub const UNSIGNED: Format = Format { radix: Radix::Unsigned, precision: 0, alternate: false };

    /// An expression, in the syntax of the `regex` crate, that matches any value in this format.
    pub fn wildcard(self) -> String {
        let (sign, first, digits) = match self.radix {
            Radix::None | Radix::Unsigned => ("", "1-9", "0-9"),
            Radix::Signed => ("-?", "1-9", "0-9"),
            Radix::HexLower => ("", "1-9a-f", "0-9a-f"),
            Radix::HexUpper => ("", "1-9A-F", "0-9A-F"),
        };
        let prefix = if self.alternate { "0x" } else { "" };
        match self.precision {
            0 => format!("{prefix}{sign}[{digits}]+"),
            n => format!("{prefix}{sign}(?:[{first}][{digits}]*)?[{digits}]{{{n}}}"),
        }
    }

    /// `value` as this format writes it; `None` for a negative value in an unsigned format.
    pub fn write(self, value: i128) -> Option<String> {
        if value < 0 && self.radix != Radix::Signed {
            return None;
        }
        let magnitude = value.unsigned_abs();
        let digits = match self.radix {
            Radix::None | Radix::Unsigned | Radix::Signed => magnitude.to_string(),
            Radix::HexLower => format!("{magnitude:x}"),
            Radix::HexUpper => format!("{magnitude:X}"),
        };
        let sign = if value < 0 { "-" } else { "" };
        let prefix = if self.alternate { "0x" } else { "" };
        Some(format!("{sign}{prefix}{digits:0>width$}", width = self.precision))
    }

    /// Reads back what [`Format::wildcard`] matched; `None` if it does not fit 128 bits.
    pub fn read(self, text: &str) -> Option<i128> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let digits = if self.alternate {
            digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")).unwrap_or(digits)
        } else {
            digits
        };
        let radix = if matches!(self.radix, Radix::HexLower | Radix::HexUpper) { 16 } else { 10 };
        let value = i128::from_str_radix(digits, radix).ok()?;
        Some(if negative { -value } else { value })
    }

    fn name(self) -> &'static str {
        match self.radix {
            Radix::None => "<none>",
            Radix::Unsigned => "%u",
            Radix::Signed => "%d",
            Radix::HexLower => "%x",
            Radix::HexUpper => "%X",
        }
    }
}

/// An arithmetic expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    Literal(i128),
    Line,
    Variable(String),
    Binary(Operator, Box<Expr>, Box<Expr>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Sub,
    Mul,
    Div,
    Max,
    Min,
}

/// Why an expression has no value now.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum EvalError {
    Undefined(String),
    Overflow,
}

impl Expr {
    /// The value, given the numeric variables and the line of the directive.
    pub fn eval(&self, values: &HashMap<String, i128>, line: usize) -> Result<i128, EvalError> {
        match self {
            Expr::Literal(value) => Ok(*value),
            Expr::Line => Ok(line as i128),
            Expr::Variable(name) => {
                values.get(name).copied().ok_or_else(|| EvalError::Undefined(name.clone()))
            }
            Expr::Binary(operator, lhs, rhs) => {
                let (lhs, rhs) = (lhs.eval(values, line)?, rhs.eval(values, line)?);
                operator.apply(lhs, rhs).ok_or(EvalError::Overflow)
            }
        }
    }

    /// The format its variables imply.
    fn format(&self, cx: &Context) -> Result<Format, String> {
        match self {
            Expr::Literal(_) => Ok(Format::default()),
            Expr::Line => Ok(Format::UNSIGNED),
            Expr::Variable(name) => Ok(cx.number_format(name)),
            Expr::Binary(_, lhs, rhs) => {
                let (lhs, rhs) = (lhs.format(cx)?, rhs.format(cx)?);
                match (lhs.radix, rhs.radix) {
                    (Radix::None, _) => Ok(rhs),
                    (_, Radix::None) => Ok(lhs),
                    _ if lhs == rhs => Ok(lhs),
                    _ => Err(format!(
                        "implicit format conflict ({} and {}), need an explicit format specifier",
                        lhs.name(),
                        rhs.name()
                    )),
                }
            }
        }
    }
}

impl Operator {
    fn apply(self, lhs: i128, rhs: i128) -> Option<i128> {
        match self {
            Operator::Add => lhs.checked_add(rhs),
            Operator::Sub => lhs.checked_sub(rhs),
            Operator::Mul => lhs.checked_mul(rhs),
            Operator::Div => lhs.checked_div(rhs),
            Operator::Max => Some(lhs.max(rhs)),
            Operator::Min => Some(lhs.min(rhs)),
        }
    }

    fn function(name: &str) -> Option<Operator> {
        Some(match name {
            "add" => Operator::Add,
            "sub" => Operator::Sub,
            "mul" => Operator::Mul,
            "div" => Operator::Div,
            "max" => Operator::Max,
            "min" => Operator::Min,
            _ => return None,
        })
    }
}

/// A parsed block: what it matches, and which variable takes the value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NumberBlock {
    pub format: Format,
    pub expr: Option<Expr>,
    pub defines: Option<String>,
}

/// Parses what stands between `[[#` and `]]`, and records its variables in `cx`.
///
/// `line` is the directive's line; `None` on the command line.
pub(super) fn parse_block(
    body: &str,
    line: Option<usize>,
    cx: &mut Context,
) -> Result<NumberBlock, SyntaxError> {
    check_nesting(body)?;
    let pairs = Grammar::parse(Rule::number_block, body)
        .map_err(|e| parse_error(&e, "invalid numeric substitution block"))?;
    let (mut explicit, mut name, mut expr) = (Format::default(), None, None);
    for pair in pairs.flat_map(Pair::into_inner) {
        match pair.as_rule() {
            Rule::format => explicit = format(pair)?,
            Rule::definition => name = pair.into_inner().next(),
            Rule::expression => expr = Some(expression(pair, line, cx)?),
            _ => {}
        }
    }
    let implicit = match (&expr, explicit.radix) {
        (Some(expr), Radix::None) => expr.format(cx).map_err(|m| SyntaxError::new(0, m))?,
        _ => explicit,
    };
    let format = match implicit.radix {
        Radix::None => Format { radix: Radix::Unsigned, alternate: false, ..explicit },
        _ => implicit,
    };
    let defines = match name {
        Some(pair) => {
            let offset = pair.as_span().start();
            cx.define_number(pair.as_str(), format, line)
                .map_err(|m| SyntaxError::new(offset, m))?;
            Some(pair.as_str().to_string())
        }
        None => None,
    };
    Ok(NumberBlock { format, expr, defines })
}

/// Parses a legacy `[[@LINE]]`, `[[@LINE+1]]` or `[[@LINE-1]]` block.
pub(super) fn parse_legacy_line(body: &str) -> Result<NumberBlock, SyntaxError> {
    let pairs = Grammar::parse(Rule::legacy_line, body)
        .map_err(|e| parse_error(&e, "invalid @LINE expression"))?;
    let (mut operator, mut expr) = (Operator::Add, Expr::Line);
    for pair in pairs.flat_map(Pair::into_inner) {
        match pair.as_rule() {
            Rule::operator => operator = sum_operator(&pair),
            Rule::legacy_literal => {
                let value = pair.as_str().parse().map_err(|_| too_large(&pair))?;
                expr = Expr::Binary(operator, Box::new(expr), Box::new(Expr::Literal(value)));
            }
            _ => {}
        }
    }
    Ok(NumberBlock { format: Format::UNSIGNED, expr: Some(expr), defines: None })
}

fn format(pair: Pair<Rule>) -> Result<Format, SyntaxError> {
    let offset = pair.as_span().start();
    let mut format = Format::default();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::alternate => format.alternate = true,
            Rule::precision => {
                let digits = part.as_str().trim_start_matches('.');
                format.precision =
                    digits.parse().ok().filter(|n| *n <= PRECISION_MAX).ok_or_else(|| {
                        SyntaxError::new(offset, "invalid precision: the limit is 255".into())
                    })?;
            }
            Rule::conversion => {
                format.radix = match part.as_str() {
                    "u" => Radix::Unsigned,
                    "d" => Radix::Signed,
                    "x" => Radix::HexLower,
                    _ => Radix::HexUpper,
                }
            }
            _ => {}
        }
    }
    if format.alternate && !matches!(format.radix, Radix::HexLower | Radix::HexUpper) {
        let message = "alternate form only supported for hex values";
        return Err(SyntaxError::new(offset, message.into()));
    }
    Ok(format)
}

fn expression(
    pair: Pair<Rule>,
    line: Option<usize>,
    cx: &mut Context,
) -> Result<Expr, SyntaxError> {
    let (mut lhs, mut operator) = (None, Operator::Add);
    for part in pair.into_inner() {
        if part.as_rule() == Rule::operator {
            operator = sum_operator(&part);
            continue;
        }
        let rhs = operand(part, line, cx)?;
        lhs = Some(match lhs {
            None => rhs,
            Some(lhs) => Expr::Binary(operator, Box::new(lhs), Box::new(rhs)),
        });
    }
    // The grammar demands one operand at least.
    lhs.ok_or_else(|| SyntaxError::new(0, "missing operand in expression".into()))
}

fn operand(pair: Pair<Rule>, line: Option<usize>, cx: &mut Context) -> Result<Expr, SyntaxError> {
    let offset = pair.as_span().start();
    match pair.as_rule() {
        Rule::literal => literal(&pair),
        Rule::line_name if line.is_some() => Ok(Expr::Line),
        Rule::line_name => {
            Err(SyntaxError::new(offset, "`@LINE` has no value on the command line".into()))
        }
        Rule::name => {
            cx.use_number(pair.as_str(), line).map_err(|m| SyntaxError::new(offset, m))?;
            Ok(Expr::Variable(pair.as_str().to_string()))
        }
        Rule::call => call(pair, line, cx),
        _ => match pair.into_inner().next() {
            Some(inner) => expression(inner, line, cx),
            None => Err(SyntaxError::new(offset, "missing operand in expression".into())),
        },
    }
}

fn call(pair: Pair<Rule>, line: Option<usize>, cx: &mut Context) -> Result<Expr, SyntaxError> {
    let offset = pair.as_span().start();
    let mut parts = pair.into_inner();
    let name = parts.next().map(|p| p.as_str()).unwrap_or_default();
    let Some(operator) = Operator::function(name) else {
        return Err(SyntaxError::new(offset, format!("call to undefined function '{name}'")));
    };
    let arguments = parts.map(|p| expression(p, line, cx)).collect::<Result<Vec<_>, _>>()?;
    let n_given = arguments.len();
    let mut arguments = arguments.into_iter();
    match (arguments.next(), arguments.next(), arguments.next()) {
        (Some(lhs), Some(rhs), None) => Ok(Expr::Binary(operator, Box::new(lhs), Box::new(rhs))),
        _ => Err(SyntaxError::new(
            offset,
            format!("function '{name}' takes 2 arguments but {n_given} given"),
        )),
    }
}

fn literal(pair: &Pair<Rule>) -> Result<Expr, SyntaxError> {
    let text = pair.as_str();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let lower = digits.to_ascii_lowercase();
    let (digits, radix) = match lower.get(..2) {
        Some("0x") => (lower.get(2..), 16),
        Some("0b") => (lower.get(2..), 2),
        Some("0o") => (lower.get(2..), 8),
        Some(_) if lower.starts_with('0') => (lower.get(1..), 8),
        _ => (Some(lower.as_str()), 10),
    };
    let value = i128::from_str_radix(digits.unwrap_or_default(), radix);
    let value = value.map_err(|_| too_large(pair))?;
    Ok(Expr::Literal(if negative { -value } else { value }))
}

fn sum_operator(pair: &Pair<Rule>) -> Operator {
    if pair.as_str() == "-" { Operator::Sub } else { Operator::Add }
}

fn too_large(pair: &Pair<Rule>) -> SyntaxError {
    SyntaxError::new(pair.as_span().start(), "number does not fit 128 bits".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(body: &str) -> Result<i128, String> {
        let mut cx = Context::default();
        cx.define_number("X", Format::UNSIGNED, Some(1)).unwrap();
        let block = parse_block(body, Some(7), &mut cx).map_err(|e| e.message)?;
        let values = HashMap::from([("X".to_string(), 10)]);
        block.expr.unwrap().eval(&values, 7).map_err(|e| format!("{e:?}"))
    }

    #[test]
    fn expressions_have_the_values_of_arithmetic() {
        for (body, expected) in [
            ("1", 1),
            ("X + 2 - 3", 9),
            ("X-(2-3)", 11),
            ("0x1F", 31),
            ("010", 8),
            ("-5+X", 5),
            ("@LINE+1", 8),
            ("max(X, 3)", 10),
            ("min(X,3)", 3),
            ("div(mul(X, 7), 2)", 35),
            ("add(X, sub(1, 2))", 9),
            ("%x, Y: == X", 10),
        ] {
            assert_eq!(value(body), Ok(expected), "{body}");
        }
    }

    #[test]
    fn malformed_expressions_are_errors() {
        for body in [
            "1 +",
            "1 * 2",
            "(1",
            "foo(1, 2)",
            "max(1)",
            "max(1,,2)",
            "%z, X",
            "%#u, X",
            "x, X",
            "08",
            "==",
            "1X",
            "%.256x, Y:",
            "99999999999999999999999999999999999999999",
        ] {
            assert!(value(body).is_err(), "{body}");
        }
        let deep = format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000));
        assert!(value(&deep).is_err());
    }

    #[test]
    fn values_overflow_into_errors() {
        assert_eq!(value("div(X, 0)"), Err("Overflow".into()));
        assert_eq!(value("mul(0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF, 2)"), Err("Overflow".into()));
        assert_eq!(value("UNKNOWN"), Err("Undefined(\"UNKNOWN\")".into()));
    }

    #[test]
    fn formats_read_back_what_they_write() {
        for radix in [Radix::Unsigned, Radix::Signed, Radix::HexLower, Radix::HexUpper] {
            for (precision, alternate) in [(0, false), (4, false), (4, radix >= Radix::HexLower)] {
                let format = Format { radix, precision, alternate };
                let whole = regex::Regex::new(&format!("^(?:{})$", format.wildcard())).unwrap();
                for value in [0, 9, 171, 1_000_000, -3] {
                    let Some(text) = format.write(value) else { continue };
                    assert!(whole.is_match(&text), "{format:?} {text}");
                    assert_eq!(format.read(&text), Some(value), "{format:?} {text}");
                }
            }
        }
    }
}

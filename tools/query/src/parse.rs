//! Queries: from text to tests.

use std::fmt::{self, Display, Write};

use pest::Parser;
use pest::iterators::Pair;
use terrace_ir::{Context, Diag, Diags, Loc, LocKind, Reported, Traits, nearest};

use crate::{QUERY_FILE, QUERY001, QUERY003};

#[derive(pest_derive::Parser)]
#[grammar = "query.pest"]
struct Grammar;

/// The longest query, in bytes.
const MAX_LENGTH: usize = 4096;

/// How deep groups, relations and negations may nest.
const MAX_DEPTH: usize = 64;

/// What can be asked for with `is`.
pub(crate) const TRAITS: &[(&str, Traits)] = &[
    ("pure", Traits::PURE),
    ("terminator", Traits::TERMINATOR),
    ("isolated", Traits::ISOLATED),
    ("constant", Traits::CONSTANT_LIKE),
    ("commutative", Traits::COMMUTATIVE),
    ("elementwise", Traits::ELEMENTWISE),
    ("symbol", Traits::SYMBOL),
    ("symbol-table", Traits::SYMBOL_TABLE),
];

/// What is not a trait and can be asked for with `is`.
pub(crate) const REGISTERED: &str = "registered";

/// The words of the language, for suggestions.
const WORDS: &[&str] = &[
    "and",
    "or",
    "not",
    "used",
    "by",
    "uses",
    "directly",
    "inside",
    "contains",
    "dominated",
    "dominates",
    "operand",
    "result",
    "operands",
    "results",
    "regions",
    "attribute",
    "is",
    "at",
];

/// How an operation stands to others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    /// One of its results is an operand of such an operation.
    UsedBy,
    /// One of its operands is a result of such an operation.
    Uses,
    /// It stands in a region of such an operation.
    DirectlyInside,
    /// It stands in a region of such an operation, however deep.
    Inside,
    /// Such an operation stands in one of its regions, however deep.
    Contains,
    /// Every way to it leads through such an operation of the same function.
    DominatedBy,
    /// Every way to such an operation of the same function leads through it.
    Dominates,
}

/// Which values of an operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// What it takes.
    Operand,
    /// What it gives.
    Result,
}

/// What can be counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counted {
    /// Operands.
    Operands,
    /// Results.
    Results,
    /// Regions.
    Regions,
    /// Operands of others that are its results.
    Uses,
}

/// What is asked of an operation.
#[derive(Clone, PartialEq, Debug)]
pub enum Test {
    /// Its name is this, `*` and `?` understood.
    Name(String),
    /// It defines this symbol, `*` and `?` understood.
    Symbol(String),
    /// This value (any one without a number) has this type: the whole of it, or what stands before
    /// its `<`; `*` and `?` understood.
    Type(Side, Option<usize>, String),
    /// How many of them it has.
    Count(Counted, Compare, i64),
    /// It has this attribute, with this value (or another one) if one is given: as printed, with
    /// or without its type, or the content of a string, or the word of an enumeration.
    Attribute(String, Option<(bool, String)>),
    /// Its location prints so, `*` and `?` understood.
    Place(String),
    /// It has this trait.
    Is(&'static str),
    /// It stands so to one of which this is true.
    Related(Relation, Box<Test>),
    /// This is not true of it.
    Not(Box<Test>),
    /// All of these are true of it.
    All(Vec<Test>),
    /// One of these is true of it.
    Any(Vec<Test>),
}

/// How numbers are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compare {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Compare {
    const ALL: [(&'static str, Compare); 6] = [
        ("=", Compare::Equal),
        ("!=", Compare::NotEqual),
        ("<", Compare::Less),
        ("<=", Compare::AtMost),
        (">", Compare::Greater),
        (">=", Compare::AtLeast),
    ];

    /// Whether it is so.
    pub fn holds(self, a: i64, b: i64) -> bool {
        match self {
            Compare::Equal => a == b,
            Compare::NotEqual => a != b,
            Compare::Less => a < b,
            Compare::AtMost => a <= b,
            Compare::Greater => a > b,
            Compare::AtLeast => a >= b,
        }
    }
}

/// A query that was read.
#[derive(Clone, Debug)]
pub struct Query {
    /// What is asked.
    pub test: Test,
    /// Names that the query hopes to find, with their places in it.
    pub(crate) names: Vec<(Named, String, std::ops::Range<usize>)>,
}

/// What a name in a query is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Named {
    Op,
    Attribute,
    Symbol,
}

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// `QUERY001` and `QUERY003`.
    pub fn parse(cx: &Context, text: &str, diags: &mut Diags) -> Result<Query, Reported> {
        let refuse = |diags: &mut Diags, n: usize, what: &str| {
            Err(diags.error(&QUERY003, place(cx, text, 0..0), &[&n, &what]))
        };
        if text.len() > MAX_LENGTH {
            return refuse(diags, MAX_LENGTH, "bytes");
        }
        if nesting(text) > MAX_DEPTH {
            return refuse(diags, MAX_DEPTH, "parentheses, relations and negations");
        }
        let mut reader = Reader { cx, text, diags, names: Vec::new() };
        let mut pairs = match Grammar::parse(Rule::query, text) {
            Ok(pairs) => pairs,
            Err(error) => return Err(reader.syntax(&error)),
        };
        let any = pairs.next().and_then(|p| p.into_inner().next());
        let test = match any {
            Some(any) => reader.test(any)?,
            None => Test::All(Vec::new()),
        };
        Ok(Query { test, names: reader.names })
    }
}

/// An upper bound of how deep a query nests.
fn nesting(text: &str) -> usize {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '.');
    let deeper = ["not", "by", "uses", "inside", "contains", "dominates"];
    // What one part of a query opens is closed at its `and` or `or`.
    let mut chain = 0;
    let mut longest = 0;
    for word in words {
        match word {
            "and" | "or" => chain = 0,
            _ => chain += usize::from(deeper.contains(&word)),
        }
        longest = longest.max(chain);
    }
    let groups = text.chars().scan(0usize, |depth, c| {
        match c {
            '(' => *depth += 1,
            ')' => *depth = depth.saturating_sub(1),
            _ => {}
        }
        Some(*depth)
    });
    longest + groups.max().unwrap_or(0)
}

/// The location of a part of a query.
pub(crate) fn place(cx: &Context, text: &str, bytes: std::ops::Range<usize>) -> Loc {
    let at = |byte: usize| {
        let before = text.get(..byte).unwrap_or("");
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() as u32 + 1, (byte - start) as u32 + 1)
    };
    let ((line, col), (end_line, end_col)) = (at(bytes.start), at(bytes.end));
    cx.loc(LocKind::File { file: cx.sym(QUERY_FILE), line, col, end_line, end_col })
}

struct Reader<'a> {
    cx: &'a Context,
    text: &'a str,
    diags: &'a mut Diags,
    names: Vec<(Named, String, std::ops::Range<usize>)>,
}

impl Reader<'_> {
    fn syntax(&mut self, error: &pest::error::Error<Rule>) -> Reported {
        let at = match error.location {
            pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
        };
        let mut expected: Vec<&str> = match &error.variant {
            pest::error::ErrorVariant::ParsingError { positives, .. } => {
                positives.iter().map(|r| describe(*r)).collect()
            }
            pest::error::ErrorVariant::CustomError { .. } => Vec::new(),
        };
        expected.sort_unstable();
        expected.dedup();
        let expected = match expected.as_slice() {
            // After a complete part, more may follow.
            [] => "`and`, `or` or the end".to_string(),
            some => some.join(" or "),
        };
        let rest = self.text.get(at..).unwrap_or("");
        let word = rest.split(char::is_whitespace).next().unwrap_or("");
        let got = if word.is_empty() { "the end".to_string() } else { format!("`{word}`") };
        let loc = place(self.cx, self.text, at..at + word.len());
        let diag = Diag::error(&QUERY001, loc, &[&expected, &got]);
        let near = nearest(word, WORDS.iter().copied()).filter(|near| *near != word);
        self.diags.push(diag.suggest(near))
    }

    fn test(&mut self, pair: Pair<'_, Rule>) -> Result<Test, Reported> {
        let rule = pair.as_rule();
        let span = pair.as_span();
        let span = span.start()..span.end();
        let mut parts = parts(&pair);
        Ok(match rule {
            Rule::any | Rule::all => {
                let mut tests = parts.map(|p| self.test(p)).collect::<Result<Vec<_>, _>>()?;
                match (tests.len(), rule) {
                    (1, _) => tests.remove(0),
                    (_, Rule::any) => Test::Any(tests),
                    _ => Test::All(tests),
                }
            }
            Rule::not => Test::Not(Box::new(self.inner(parts.next())?)),
            Rule::relation => {
                let kind = parts.next().and_then(|k| k.into_inner().next()).map(|k| k.as_rule());
                Test::Related(relation(kind), Box::new(self.inner(parts.next())?))
            }
            Rule::has_type => self.has_type(parts)?,
            Rule::count => self.count(parts)?,
            Rule::attribute => {
                let key = parts.next().and_then(|k| k.into_inner().next());
                let name = key.as_ref().map_or_else(String::new, words);
                if let Some(key) = key {
                    let span = key.as_span();
                    self.names.push((Named::Attribute, name.clone(), span.start()..span.end()));
                }
                let equals = parts.next().map(|p| p.as_str() == "=");
                let value = parts.next().map_or_else(String::new, |p| words(&p));
                Test::Attribute(name, equals.map(|equals| (equals, value)))
            }
            Rule::place => Test::Place(parts.next().map_or_else(String::new, |p| words(&p))),
            Rule::is => Test::Is(self.trait_word(parts.next())?),
            Rule::symbol => {
                let name = parts.next().map_or_else(String::new, |p| words(&p));
                self.names.push((Named::Symbol, name.clone(), span));
                Test::Symbol(name)
            }
            _ => {
                let name = parts.next().map_or_else(String::new, |p| words(&p));
                self.names.push((Named::Op, name.clone(), span));
                Test::Name(name)
            }
        })
    }

    fn has_type(&mut self, mut parts: Parts<'_>) -> Result<Test, Reported> {
        let side = match parts.next().map(|p| p.as_str().trim()) {
            Some("operand") => Side::Operand,
            _ => Side::Result,
        };
        let mut next = parts.next();
        let number = next.clone().filter(|p| p.as_rule() == Rule::number);
        if number.is_some() {
            next = parts.next();
        }
        let number = number.map(|n| self.number(&n)).transpose()?;
        let number = number.map(|n| usize::try_from(n).unwrap_or(usize::MAX));
        Ok(Test::Type(side, number, next.map_or_else(String::new, |p| words(&p))))
    }

    fn count(&mut self, mut parts: Parts<'_>) -> Result<Test, Reported> {
        let counted = match parts.next().map(|p| p.as_str().trim()) {
            Some("operands") => Counted::Operands,
            Some("results") => Counted::Results,
            Some("regions") => Counted::Regions,
            _ => Counted::Uses,
        };
        let sign = parts.next().map_or("", |p| p.as_str());
        let compare = Compare::ALL.iter().find(|(s, _)| *s == sign);
        let compare = compare.map_or(Compare::Equal, |(_, c)| *c);
        let number = parts.next().map(|n| self.number(&n)).transpose()?.unwrap_or(0);
        Ok(Test::Count(counted, compare, number))
    }

    fn inner(&mut self, pair: Option<Pair<'_, Rule>>) -> Result<Test, Reported> {
        pair.map_or_else(|| Ok(Test::All(Vec::new())), |pair| self.test(pair))
    }

    fn number(&mut self, pair: &Pair<'_, Rule>) -> Result<i64, Reported> {
        let expected = "a number that fits into 64 bits";
        pair.as_str().parse().map_err(|_| self.unexpected(pair, expected, None))
    }

    fn trait_word(&mut self, pair: Option<Pair<'_, Rule>>) -> Result<&'static str, Reported> {
        let known = || TRAITS.iter().map(|(word, _)| *word).chain([REGISTERED]);
        let Some(pair) = pair else { return Ok(REGISTERED) };
        let word = pair.as_str();
        known().find(|k| *k == word).ok_or_else(|| {
            let all: Vec<String> = known().map(|k| format!("`{k}`")).collect();
            self.unexpected(&pair, &all.join(", "), nearest(word, known()))
        })
    }

    fn unexpected(
        &mut self,
        pair: &Pair<'_, Rule>,
        expected: &str,
        near: Option<&str>,
    ) -> Reported {
        let span = pair.as_span();
        let loc = place(self.cx, self.text, span.start()..span.end());
        let got = format!("`{}`", pair.as_str());
        self.diags.push(Diag::error(&QUERY001, loc, &[&expected, &got]).suggest(near))
    }
}

/// What a part of a query is made of.
type Parts<'a> = std::vec::IntoIter<Pair<'a, Rule>>;

/// The parts that say something beyond their being there.
fn parts<'a>(pair: &Pair<'a, Rule>) -> Parts<'a> {
    let is_word = |rule| {
        use Rule::{and, or, word_at, word_attribute, word_is, word_not};
        matches!(rule, and | or | word_at | word_attribute | word_is | word_not)
    };
    let all = pair.clone().into_inner().filter(|p| !is_word(p.as_rule()));
    all.collect::<Vec<_>>().into_iter()
}

fn relation(rule: Option<Rule>) -> Relation {
    match rule {
        Some(Rule::used_by) => Relation::UsedBy,
        Some(Rule::uses) => Relation::Uses,
        Some(Rule::directly_inside) => Relation::DirectlyInside,
        Some(Rule::contains) => Relation::Contains,
        Some(Rule::dominated_by) => Relation::DominatedBy,
        Some(Rule::dominates) => Relation::Dominates,
        _ => Relation::Inside,
    }
}

/// A word, or what stands between quotes.
fn words(pair: &Pair<'_, Rule>) -> String {
    match pair.as_rule() {
        Rule::quoted => pair.clone().into_inner().next().map_or("", |t| t.as_str()).to_string(),
        _ => pair.as_str().to_string(),
    }
}

fn describe(rule: Rule) -> &'static str {
    match rule {
        Rule::EOI => "`and`, `or` or the end",
        Rule::number => "a number",
        Rule::compare => "a comparison",
        Rule::trait_word => "a trait",
        Rule::word | Rule::quoted | Rule::quoted_text | Rule::key => "a word or a quoted text",
        Rule::equals => "`=` or `!=`",
        _ => "a name or a test",
    }
}

impl Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.test.fmt(f)
    }
}

/// A word, in quotes if it needs them.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.*?$-!#".contains(c);
    let is_word = !text.is_empty() && text.chars().all(plain) && !WORDS.contains(&text);
    if is_word { text.to_string() } else { format!("\"{text}\"") }
}

impl Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |f: &mut fmt::Formatter<'_>, tests: &[Test], word: &str| {
            f.write_char('(')?;
            for (i, test) in tests.iter().enumerate() {
                if i > 0 {
                    write!(f, " {word} ")?;
                }
                test.fmt(f)?;
            }
            f.write_char(')')
        };
        match self {
            Test::Name(name) => f.write_str(&quoted(name)),
            Test::Symbol(name) => write!(f, "@{}", quoted(name)),
            Test::Type(side, number, ty) => {
                let side = if *side == Side::Operand { "operand" } else { "result" };
                match number {
                    Some(n) => write!(f, "{side} {n} is {}", quoted(ty)),
                    None => write!(f, "{side} is {}", quoted(ty)),
                }
            }
            Test::Count(counted, compare, n) => {
                let sign = Compare::ALL.iter().find(|(_, c)| c == compare).map_or("=", |(s, _)| s);
                write!(f, "{} {sign} {n}", format!("{counted:?}").to_lowercase())
            }
            Test::Attribute(name, None) => write!(f, "attribute {}", quoted(name)),
            Test::Attribute(name, Some((equal, value))) => {
                let sign = if *equal { "=" } else { "!=" };
                write!(f, "attribute {} {sign} {}", quoted(name), quoted(value))
            }
            Test::Place(text) => write!(f, "at {}", quoted(text)),
            Test::Is(word) => write!(f, "is {word}"),
            Test::Related(relation, test) => {
                let words = match relation {
                    Relation::UsedBy => "used by",
                    Relation::Uses => "uses",
                    Relation::DirectlyInside => "directly inside",
                    Relation::Inside => "inside",
                    Relation::Contains => "contains",
                    Relation::DominatedBy => "dominated by",
                    Relation::Dominates => "dominates",
                };
                write!(f, "{words} {test}")
            }
            Test::Not(test) => write!(f, "not {test}"),
            Test::All(tests) => joined(f, tests, "and"),
            Test::Any(tests) => joined(f, tests, "or"),
        }
    }
}

//! Declarative assembly formats: compiled once per definition, then interpreted to parse and to
//! print.
//!
//! Where blanks go depends on the format alone, as upstream's generated printers show, so the
//! compiler works it out and each node says whether a blank stands before it.

mod directives;
mod infer;
mod parse;
mod print;

use pest::Parser;
use pest::iterators::Pair;

use crate::context::OpInfo;
use crate::def::{Asm, AttrC, OpDef};

use directives::find_directive;
pub use directives::{Arg, Directive, DirectiveArgs, Directives};
pub(crate) use parse::parse;
pub(crate) use print::{fits, print};

#[derive(pest_derive::Parser)]
#[grammar = "text/format/grammar.pest"]
struct Grammar;

/// A compiled format.
pub(crate) struct Format {
    nodes: Vec<Node>,
    /// Which attribute slots the format writes itself.
    bound_attrs: Vec<bool>,
    /// Whether inherent attributes have a dictionary of their own.
    prop_dict: bool,
}

/// One element, and whether a blank stands before it.
struct Node {
    blank: bool,
    kind: Kind,
}

enum Kind {
    /// A keyword or punctuation.
    Literal(Box<str>),
    /// An explicit blank.
    Blank,
    Newline,
    Attr(usize),
    Operand(usize),
    Region(usize),
    Successor(usize),
    AllOperands,
    AllRegions,
    AllSuccessors,
    Dict {
        keyword: bool,
    },
    PropDict,
    Types(Of),
    Functional(Of, Of),
    Custom(&'static Directive, Vec<Arg>),
    Group(Box<Group>),
    AnyOrder(Vec<Clause>),
}

/// Whose types.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Operand(usize),
    Result(usize),
    Operands,
    Results,
}

struct Group {
    nodes: Vec<Node>,
    otherwise: Vec<Node>,
    anchor: usize,
}

struct Clause {
    word: Box<str>,
    nodes: Vec<Node>,
}

/// The compiled format of an operation; the error says what is wrong with the definition.
pub(crate) fn format_of(info: &OpInfo) -> Option<Result<&Format, &str>> {
    let Asm::Format(source) = info.def.asm else { return None };
    let compiled = info.text.format.get_or_init(|| compile(info, source));
    Some(compiled.as_ref().map_err(String::as_str))
}

fn compile(info: &OpInfo, source: &str) -> Result<Format, String> {
    let mut pairs = Grammar::parse(Rule::format, source).map_err(|e| e.to_string())?;
    let mut compiler = Compiler {
        info,
        def: info.def,
        bound_attrs: vec![false; info.def.attrs.len()],
        prop_dict: false,
        blank: true,
        punctuation: false,
    };
    let top = pairs.next().ok_or("empty format")?;
    let nodes = compiler.nodes(top.into_inner())?;
    Ok(Format { nodes, bound_attrs: compiler.bound_attrs, prop_dict: compiler.prop_dict })
}

struct Compiler<'i> {
    info: &'i OpInfo,
    def: &'static OpDef,
    bound_attrs: Vec<bool>,
    prop_dict: bool,
    /// Whether the next element wants a blank before it.
    blank: bool,
    /// Whether the last element was punctuation.
    punctuation: bool,
}

impl Compiler<'_> {
    fn nodes<'p>(
        &mut self,
        pairs: impl Iterator<Item = Pair<'p, Rule>>,
    ) -> Result<Vec<Node>, String> {
        let wanted = pairs.filter(|p| p.as_rule() != Rule::EOI);
        let mut nodes = Vec::new();
        for pair in wanted {
            nodes.extend(self.node(pair)?);
        }
        Ok(nodes)
    }

    /// The node of an element; nothing for the empty literal, which only takes a blank away.
    fn node(&mut self, pair: Pair<'_, Rule>) -> Result<Option<Node>, String> {
        let rule = pair.as_rule();
        match rule {
            Rule::literal => return Ok(self.literal(inner_text(pair))),
            Rule::dict | Rule::dict_kw => {
                self.punctuation = false;
                let kind = Kind::Dict { keyword: rule == Rule::dict_kw };
                return Ok(Some(Node { blank: false, kind }));
            }
            Rule::prop_dict => {
                self.punctuation = false;
                self.prop_dict = true;
                return Ok(Some(Node { blank: false, kind: Kind::PropDict }));
            }
            Rule::group => return self.group(pair).map(Some),
            Rule::oilist => return self.oilist(pair).map(Some),
            _ => {}
        }
        let blank = self.blank || !self.punctuation;
        self.punctuation = false;
        self.blank = true;
        let kind = self.element(pair)?;
        Ok(Some(Node { blank, kind }))
    }

    fn element(&mut self, pair: Pair<'_, Rule>) -> Result<Kind, String> {
        match pair.as_rule() {
            Rule::variable => self.variable(inner_text(pair)),
            Rule::types => Ok(Kind::Types(self.of(only(pair)?)?)),
            Rule::qualified => self.element(only(pair)?),
            Rule::functional => {
                let mut both = pair.into_inner();
                let inputs = self.of(both.next().ok_or("functional-type without inputs")?)?;
                let results = self.of(both.next().ok_or("functional-type without results")?)?;
                Ok(Kind::Functional(inputs, results))
            }
            Rule::everything => Ok(match pair.as_str() {
                "operands" => Kind::AllOperands,
                "regions" => Kind::AllRegions,
                "successors" => Kind::AllSuccessors,
                _ => return Err("`results` stands only in type directives".into()),
            }),
            Rule::custom => self.custom(pair),
            rule => Err(format!("unexpected {rule:?} in format")),
        }
    }

    fn literal(&mut self, text: &str) -> Option<Node> {
        match text {
            "" => {
                (self.blank, self.punctuation) = (false, true);
                return None;
            }
            " " => {
                (self.blank, self.punctuation) = (false, false);
                return Some(Node { blank: false, kind: Kind::Blank });
            }
            "\\n" | "\n" => return Some(Node { blank: false, kind: Kind::Newline }),
            _ => {}
        }
        let glued = if text.len() != 1 && text != "->" {
            false
        } else if self.punctuation {
            ">)}],".contains(&text[..1])
        } else {
            "<>(){}[],".contains(&text[..1])
        };
        let blank = self.blank && !glued;
        self.blank = text.len() != 1 || !"<({[".contains(text);
        self.punctuation = !text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        Some(Node { blank, kind: Kind::Literal(text.into()) })
    }

    fn variable(&mut self, name: &str) -> Result<Kind, String> {
        let def = self.def;
        if let Some(i) = def.attr_slot(name) {
            self.bound_attrs[i] = true;
            return Ok(Kind::Attr(i));
        }
        if let Some(i) = def.operands.iter().position(|s| s.name == name) {
            return Ok(Kind::Operand(i));
        }
        if let Some(i) = def.regions.iter().position(|s| s.name == name) {
            return Ok(Kind::Region(i));
        }
        if let Some(i) = def.successors.iter().position(|s| s.name == name) {
            return Ok(Kind::Successor(i));
        }
        Err(format!("`${name}` is no attribute, operand, region or successor of `{}`", def.name))
    }

    fn of(&self, pair: Pair<'_, Rule>) -> Result<Of, String> {
        match (pair.as_rule(), pair.as_str()) {
            (Rule::everything, "operands") => Ok(Of::Operands),
            (Rule::everything, "results") => Ok(Of::Results),
            (Rule::variable, _) => {
                let name = inner_text(pair);
                let operand = self.def.operands.iter().position(|s| s.name == name);
                let result = self.def.results.iter().position(|s| s.name == name);
                let of = operand.map(Of::Operand).or(result.map(Of::Result));
                of.ok_or_else(|| format!("`${name}` is no value of `{}`", self.def.name))
            }
            (_, text) => Err(format!("`{text}` has no types")),
        }
    }

    fn custom(&mut self, pair: Pair<'_, Rule>) -> Result<Kind, String> {
        let mut inner = pair.into_inner();
        let name = inner.next().map(|p| p.as_str()).unwrap_or("");
        let directive = find_directive(self.info, name)
            .ok_or_else(|| format!("no directive `custom<{name}>` is known to this operation"))?;
        for attr in directive.attrs {
            if let Some(i) = self.def.attr_slot(attr) {
                self.bound_attrs[i] = true;
            }
        }
        let args = inner.map(|p| self.argument(p)).collect::<Result<Vec<Arg>, String>>()?;
        Ok(Kind::Custom(directive, args))
    }

    fn argument(&mut self, pair: Pair<'_, Rule>) -> Result<Arg, String> {
        Ok(match pair.as_rule() {
            Rule::string => Arg::Text(inner_text(pair).into()),
            Rule::reference => {
                // What is referred to is written elsewhere; here it is but looked at.
                let bound = self.bound_attrs.clone();
                let arg = self.argument(only(pair)?);
                self.bound_attrs = bound;
                return arg;
            }
            Rule::types => match self.of(only(pair)?)? {
                Of::Operand(i) => Arg::OperandTypes(i),
                Of::Result(i) => Arg::ResultTypes(i),
                Of::Operands | Of::Results => return Err("types of one group, please".into()),
            },
            _ => match self.variable(inner_text(pair))? {
                Kind::Attr(i) => Arg::Attr(i),
                Kind::Operand(i) => Arg::Operands(i),
                Kind::Region(i) => Arg::Regions(i),
                Kind::Successor(i) => Arg::Successors(i),
                _ => return Err("this cannot be given to a custom directive".into()),
            },
        })
    }

    fn group(&mut self, pair: Pair<'_, Rule>) -> Result<Node, String> {
        let (mut nodes, mut otherwise, mut anchor) = (Vec::new(), Vec::new(), None);
        for part in pair.into_inner() {
            if part.as_rule() == Rule::otherwise {
                otherwise = self.nodes(part.into_inner())?;
                continue;
            }
            let mut inner = part.into_inner();
            let element = inner.next().ok_or("an empty group")?;
            let node = self.node(element)?;
            if inner.next().is_some() {
                anchor = Some(nodes.len());
            }
            nodes.extend(node);
        }
        // Upstream demands a mark, except where one element alone can bear it.
        let markable = |n: &Node| matches!(n.kind, Kind::Operand(_) | Kind::Attr(_));
        let anchor = anchor.or_else(|| nodes.iter().position(markable));
        let anchor = anchor.ok_or("a group without anchor")?;
        Ok(Node { blank: false, kind: Kind::Group(Group { nodes, otherwise, anchor }.into()) })
    }

    fn oilist(&mut self, pair: Pair<'_, Rule>) -> Result<Node, String> {
        let mut clauses = Vec::new();
        for clause in pair.into_inner() {
            let mut inner = clause.into_inner();
            let word = inner.next().map(inner_text).unwrap_or("");
            (self.blank, self.punctuation) = (true, false);
            clauses.push(Clause { word: word.into(), nodes: self.nodes(inner)? });
        }
        (self.blank, self.punctuation) = (true, false);
        Ok(Node { blank: false, kind: Kind::AnyOrder(clauses) })
    }
}

/// The inside of a literal, variable or string.
fn inner_text<'p>(pair: Pair<'p, Rule>) -> &'p str {
    pair.into_inner().next().map_or("", |p| p.as_str())
}

fn only<'p>(pair: Pair<'p, Rule>) -> Result<Pair<'p, Rule>, String> {
    pair.into_inner().next().ok_or_else(|| "an empty directive".into())
}

/// Whether an attribute of this slot goes without saying inside a group with other elements: a
/// unit's presence is that of the group.
fn is_unit(def: &OpDef, slot: usize) -> bool {
    def.attrs.get(slot).is_some_and(|a| matches!(a.constraint, AttrC::Unit))
}

/// What is wrong with the formats of an operation's definition; for tests of dialects.
pub fn check_format(info: &OpInfo) -> Result<(), String> {
    match format_of(info) {
        Some(Err(why)) => Err(format!("{}: {why}", info.def.name)),
        _ => Ok(()),
    }
}

/// Whether the operation's assembly can be used: it is written by hand, or its format compiles.
pub(crate) fn works(info: &OpInfo) -> bool {
    !matches!(format_of(info), Some(Err(_)))
}

//! What stands where in one text, from the parser's marks: operations, scopes, names.

use std::collections::HashMap;
use std::ops::Range;

use terrace_ir::def::{AttrTypeDef, TypeDef};
use terrace_ir::text::{Mark, MarkKind};
use terrace_ir::{OpId, OpName, ValueId};

/// An operation as written.
pub struct Op {
    /// Its text, all of it.
    pub range: Range<usize>,
    /// The region it stands in.
    pub region: usize,
    /// Its name, and where that is.
    pub name: Option<(OpName, Range<usize>)>,
    /// The body and handle of what was made of it; `None` where the text is wrong.
    pub made: Option<(u64, OpId)>,
    /// Its regions.
    pub regions: Vec<usize>,
    /// Symbols in it, outside of its regions.
    pub symbols: Vec<Range<usize>>,
    depth: u32,
}

/// A region as written; the first is around everything.
pub struct Region {
    /// From brace to brace.
    pub range: Range<usize>,
    /// The operation it belongs to; `None` for the first.
    pub op: Option<usize>,
    isolated: bool,
}

/// A name for values where it is defined.
pub struct Value {
    /// The name.
    pub range: Range<usize>,
    /// The region where it is known.
    pub region: usize,
    /// The operation whose results it names; `None` for arguments of blocks.
    pub op: Option<usize>,
    /// The body that has the values.
    pub body: u64,
    /// The first of them.
    pub first: ValueId,
    /// How many.
    pub n: u32,
}

/// A block's label.
pub struct Block {
    /// The label.
    pub range: Range<usize>,
    /// The region it stands in.
    pub region: usize,
}

/// A word of the text that means something.
pub struct Token {
    /// Where it is.
    pub range: Range<usize>,
    /// The innermost operation around it.
    pub op: Option<usize>,
    /// The innermost region around it.
    pub region: usize,
    /// What it is.
    pub kind: Kind,
}

/// What a word means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The name of the operation.
    OpName,
    /// A value, by its definition if there is one, and the number behind `#`.
    Value(Option<usize>, u32),
    /// A block, by its label if there is one.
    Block(Option<usize>),
    /// A symbol.
    Symbol,
    /// The name of an attribute; `own` if it is one of the operation itself.
    Key {
        /// Whether it is not inside another attribute.
        own: bool,
    },
    /// An alias.
    Alias,
    /// The name of a dialect's type.
    Type(&'static TypeDef),
    /// The name of a dialect's attribute.
    Attr(&'static AttrTypeDef),
}

/// Brackets not yet closed, while marks are read.
struct Open {
    ops: Vec<usize>,
    regions: Vec<usize>,
}

/// What stands where.
#[derive(Default)]
pub struct Index {
    /// Operations, parents first.
    pub ops: Vec<Op>,
    /// Regions, parents first.
    pub regions: Vec<Region>,
    /// Definitions of values.
    pub values: Vec<Value>,
    /// Labels of blocks.
    pub blocks: Vec<Block>,
    /// Words with a meaning, in the order of the text.
    pub tokens: Vec<Token>,
    /// Definitions of aliases.
    pub aliases: Vec<Range<usize>>,
}

impl Index {
    /// Reads the marks of a text.
    pub fn new(text: &str, marks: &[Mark]) -> Index {
        let mut index = Index::default();
        index.regions.push(Region { range: 0..text.len(), op: None, isolated: true });
        let mut open = Open { ops: Vec::new(), regions: vec![0] };
        for mark in marks {
            index.read(mark, &mut open);
        }
        index.resolve(text);
        index
    }

    /// Reads a mark: what begins and ends here, the names in `name`.
    fn read(&mut self, mark: &Mark, open: &mut Open) {
        let range = mark.start as usize..mark.end as usize;
        let region = open.regions.last().copied().unwrap_or(0);
        let op = open.ops.last().copied();
        match mark.kind {
            MarkKind::OpStart { depth } => {
                open.ops.push(self.ops.len());
                self.ops.push(Op {
                    range,
                    region,
                    name: None,
                    made: None,
                    regions: Vec::new(),
                    symbols: Vec::new(),
                    depth,
                });
            }
            MarkKind::OpMade { body, op: id } => {
                if let Some(op) = op {
                    self.ops[op].made = Some((body, id));
                }
            }
            MarkKind::OpEnd => {
                if let Some(op) = open.ops.pop() {
                    self.ops[op].range = range;
                }
            }
            MarkKind::RegionStart { isolated } => {
                open.regions.push(self.regions.len());
                if let Some(op) = op {
                    self.ops[op].regions.push(self.regions.len());
                }
                self.regions.push(Region { range, op, isolated });
            }
            MarkKind::RegionEnd => {
                if open.regions.len() > 1 {
                    self.regions[region].range.end = range.end;
                    open.regions.pop();
                }
            }
            kind => {
                let kind = self.name(kind, &range, op, region);
                self.tokens.extend(kind.map(|kind| Token { range, op, region, kind }));
            }
        }
    }

    /// Keeps a name; gives what it means as a word.
    fn name(
        &mut self,
        kind: MarkKind,
        range: &Range<usize>,
        op: Option<usize>,
        region: usize,
    ) -> Option<Kind> {
        let range = range.clone();
        Some(match kind {
            MarkKind::OpName(name) => {
                self.ops[op?].name = Some((name, range));
                Kind::OpName
            }
            MarkKind::ValueDef { body, first, n } => {
                // Arguments are defined inside the region, results outside of all regions.
                let inside = self.regions[region].op == op && region != 0;
                let op = op.filter(|_| !inside);
                self.values.push(Value { range, region, op, body, first, n });
                Kind::Value(Some(self.values.len() - 1), 0)
            }
            MarkKind::ValueUse { number } => Kind::Value(None, number),
            MarkKind::BlockDef => {
                self.blocks.push(Block { range, region });
                Kind::Block(Some(self.blocks.len() - 1))
            }
            MarkKind::BlockUse => Kind::Block(None),
            MarkKind::Symbol => {
                if let Some(op) = op {
                    self.ops[op].symbols.push(range);
                }
                Kind::Symbol
            }
            MarkKind::Key { depth } => {
                Kind::Key { own: op.is_some_and(|op| self.ops[op].depth == depth) }
            }
            MarkKind::AliasDef => {
                self.aliases.push(range);
                Kind::Alias
            }
            MarkKind::AliasUse => Kind::Alias,
            MarkKind::TypeName(def) => Kind::Type(def),
            MarkKind::AttrName(def) => Kind::Attr(def),
            MarkKind::OpStart { .. }
            | MarkKind::OpMade { .. }
            | MarkKind::OpEnd
            | MarkKind::RegionStart { .. }
            | MarkKind::RegionEnd => return None,
        })
    }

    /// Finds the definition of each name that is used.
    fn resolve(&mut self, text: &str) {
        // Arguments of blocks are marked as uses, too.
        let is_use = |t: &Token| matches!(t.kind, Kind::Value(None, _));
        self.tokens.sort_by_key(|t| (t.range.start, is_use(t)));
        self.tokens.dedup_by_key(|t| t.range.start);
        let mut values: HashMap<(usize, &str), usize> = HashMap::new();
        for (i, value) in self.values.iter().enumerate() {
            values.entry((value.region, slice(text, &value.range))).or_insert(i);
        }
        let mut blocks: HashMap<(usize, &str), usize> = HashMap::new();
        for (i, block) in self.blocks.iter().enumerate() {
            blocks.entry((block.region, slice(text, &block.range))).or_insert(i);
        }
        let mut tokens = std::mem::take(&mut self.tokens);
        for token in &mut tokens {
            let name = slice(text, &token.range);
            match token.kind {
                Kind::Value(None, number) => {
                    let mut scopes = self.scopes(token.region);
                    let found = scopes.find_map(|region| values.get(&(region, name)).copied());
                    token.kind = Kind::Value(found, number);
                }
                Kind::Block(None) => {
                    token.kind = Kind::Block(blocks.get(&(token.region, name)).copied());
                }
                _ => {}
            }
        }
        self.tokens = tokens;
    }

    /// The regions whose values are seen in one, from the inside.
    pub fn scopes(&self, region: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(region), |&region| {
            let inside = &self.regions[region];
            let op = inside.op.filter(|_| !inside.isolated)?;
            Some(self.ops[op].region)
        })
    }

    /// The operation that the region of this one belongs to.
    pub fn parent(&self, op: usize) -> Option<usize> {
        self.regions[self.ops[op].region].op
    }

    /// The word at a place; of two that touch there, the one that begins.
    pub fn token_at(&self, at: usize) -> Option<&Token> {
        let after = self.tokens.partition_point(|t| t.range.start <= at);
        let token = self.tokens.get(after.checked_sub(1)?)?;
        (at <= token.range.end).then_some(token)
    }

    /// The innermost operation whose text has this place, and the region of it, if it is in one.
    pub fn op_at(&self, at: usize) -> Option<(usize, Option<usize>)> {
        let last = self.ops.partition_point(|op| op.range.start <= at).checked_sub(1)?;
        let mut op = last;
        while at > self.ops[op].range.end {
            op = self.parent(op)?;
        }
        let inside = |r: &&usize| {
            let range = &self.regions[**r].range;
            range.start < at && at < range.end
        };
        Some((op, self.ops[op].regions.iter().find(inside).copied()))
    }

    /// The innermost region that has this place.
    pub fn region_at(&self, at: usize) -> usize {
        match self.op_at(at) {
            Some((_, Some(region))) => region,
            Some((op, None)) => self.ops[op].region,
            None => 0,
        }
    }

    /// Every place where a value is named, its definition first.
    pub fn places_of_value(&self, value: usize) -> Vec<Range<usize>> {
        let is = |t: &&Token| matches!(t.kind, Kind::Value(Some(v), _) if v == value);
        self.places(self.values[value].range.clone(), is)
    }

    /// Every place where a block is named, its label first.
    pub fn places_of_block(&self, block: usize) -> Vec<Range<usize>> {
        let is = |t: &&Token| t.kind == Kind::Block(Some(block));
        self.places(self.blocks[block].range.clone(), is)
    }

    fn places(&self, first: Range<usize>, is: impl Fn(&&Token) -> bool) -> Vec<Range<usize>> {
        let uses = self.tokens.iter().filter(is).map(|t| t.range.clone()).filter(|r| *r != first);
        std::iter::once(first.clone()).chain(uses.collect::<Vec<_>>()).collect()
    }
}

/// A part of a text; empty where there is none.
pub fn slice<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    text.get(range.clone()).unwrap_or("")
}

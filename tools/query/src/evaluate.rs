//! Which operations a query is about.
//!
//! Every part of a query becomes the set of operations that it is true of, inner parts first, in
//! time linear in the operations of the module.

use std::collections::HashMap;

use terrace_ir::cfg::DomTree;
use terrace_ir::def::{AttrC, EnumDef};
use terrace_ir::text::{attr_to_string, loc_to_string, type_to_string};
use terrace_ir::{
    Attr, BlockId, Body, Context, Diag, Diags, OpId, OpRef, RegionRef, Reported, Traits, Type,
    nearest,
};

use crate::parse::{Named, REGISTERED, TRAITS, place};
use crate::{Counted, QUERY002, Query, Relation, Side, Test, glob};

/// What a query finds.
pub struct Found<'a> {
    /// The operations in the order of the text, parents first.
    pub ops: Vec<OpRef<'a>>,
}

impl Query {
    /// The operations below the root of a body that the query is about.
    ///
    /// # Errors
    /// `QUERY002`: names that nothing has. `text` is the query's text, for their places.
    pub fn find<'a>(
        &self,
        cx: &'a Context,
        body: &'a Body,
        text: &str,
        diags: &mut Diags,
    ) -> Result<Found<'a>, Reported> {
        let module = Module::new(cx, body);
        let before = diags.n_errors();
        for (named, name, range) in &self.names {
            module.check_name(*named, name, diags, || place(cx, text, range.clone()));
        }
        diags.ok_since(before)?;
        let hits = module.set(&self.test);
        let ops = module.ops.iter().zip(&hits).filter(|(_, hit)| **hit);
        Ok(Found { ops: ops.map(|(op, _)| op.op).collect() })
    }
}

type Set = Vec<bool>;

struct Entry<'a> {
    op: OpRef<'a>,
    /// The operation whose region it stands in; `None` directly below the root.
    parent: Option<usize>,
}

/// Every operation below a root, parents first.
struct Module<'a> {
    cx: &'a Context,
    root: OpRef<'a>,
    ops: Vec<Entry<'a>>,
    position: HashMap<(u64, OpId), usize>,
}

impl<'a> Module<'a> {
    fn new(cx: &'a Context, body: &'a Body) -> Module<'a> {
        let root = body.root(cx);
        let mut module = Module { cx, root, ops: Vec::new(), position: HashMap::new() };
        module.add(root, None);
        module
    }

    fn add(&mut self, op: OpRef<'a>, parent: Option<usize>) {
        for region in op.regions() {
            for inner in each_op(region) {
                let at = self.ops.len();
                self.position.insert((inner.body.id(), inner.id), at);
                self.ops.push(Entry { op: inner, parent });
                self.add(inner, Some(at));
            }
        }
    }

    fn at(&self, body: &Body, op: OpId) -> Option<usize> {
        self.position.get(&(body.id(), op)).copied()
    }

    // ---- names ----

    /// Reports a name that is nowhere, if it is no pattern: it is a slip of the finger.
    fn check_name(
        &self,
        named: Named,
        name: &str,
        diags: &mut Diags,
        place: impl Fn() -> terrace_ir::Loc,
    ) {
        if glob::is_pattern(name) {
            return;
        }
        let dialects = self.cx.dialects();
        let defs = || dialects.iter().flat_map(|d| d.ops.iter().copied().flatten());
        let (what, known): (_, Vec<&str>) = match named {
            Named::Op => {
                let here = self.ops.iter().map(|e| e.op.name_str());
                ("operation", defs().map(|d| d.name).chain(here).collect())
            }
            Named::Attribute => {
                let slots = defs().flat_map(|d| d.attrs).map(|a| a.name);
                let here = self.ops.iter().flat_map(|e| e.op.attrs());
                let here = here.map(|(key, _)| self.cx.str(key));
                ("attribute", slots.chain(here).collect())
            }
            Named::Symbol => {
                let here = self.ops.iter().filter_map(|e| e.op.symbol());
                ("symbol", here.map(|s| self.cx.str(s)).collect())
            }
        };
        if !known.contains(&name) {
            let diag = Diag::error(&QUERY002, place(), &[&what, &name]);
            diags.push(diag.suggest(nearest(name, known.into_iter())));
        }
    }

    // ---- sets ----

    fn set(&self, test: &Test) -> Set {
        match test {
            Test::Not(inner) => self.set(inner).iter().map(|hit| !hit).collect(),
            Test::All(tests) => self.joined(tests, true, |a, b| a && b),
            Test::Any(tests) => self.joined(tests, false, |a, b| a || b),
            Test::Related(relation, inner) => self.related(*relation, &self.set(inner)),
            one => {
                let mut types = HashMap::new();
                self.ops.iter().map(|e| self.holds(one, e.op, &mut types)).collect()
            }
        }
    }

    fn joined(&self, tests: &[Test], start: bool, join: fn(bool, bool) -> bool) -> Set {
        let mut all = vec![start; self.ops.len()];
        for test in tests {
            let set = self.set(test);
            all.iter_mut().zip(set).for_each(|(all, hit)| *all = join(*all, hit));
        }
        all
    }

    /// Whether a test that needs no other operation is true of one. `types` remembers which types
    /// the test accepts.
    fn holds(&self, test: &Test, op: OpRef<'_>, types: &mut HashMap<Type, bool>) -> bool {
        match test {
            Test::Name(name) => glob::matches(name, op.name_str()),
            Test::Symbol(name) => op.symbol().is_some_and(|s| glob::matches(name, self.cx.str(s))),
            Test::Type(side, number, pattern) => {
                let n = if *side == Side::Operand { op.n_operands() } else { op.n_results() };
                let ty = |i| match side {
                    Side::Operand => op.operand_ty(i),
                    Side::Result => op.result_ty(i),
                };
                let mut fits = |i: usize| {
                    let ty = ty(i);
                    *types.entry(ty).or_insert_with(|| {
                        let text = type_to_string(self.cx, ty);
                        let head = text.split('<').next().unwrap_or("");
                        glob::matches(pattern, &text) || glob::matches(pattern, head)
                    })
                };
                match number {
                    Some(i) => *i < n && fits(*i),
                    None => (0..n).any(fits),
                }
            }
            Test::Count(counted, compare, n) => {
                let count = match counted {
                    Counted::Operands => op.n_operands(),
                    Counted::Results => op.n_results(),
                    Counted::Regions => op.regions().len(),
                    Counted::Uses => op.results().map(|r| op.body.uses(r).count()).sum(),
                };
                compare.holds(count as i64, *n)
            }
            Test::Attribute(name, value) => self.has_attribute(op, name, value.as_ref()),
            Test::Place(pattern) => {
                let text = loc_to_string(self.cx, op.loc());
                let inside = text.strip_prefix("loc(").and_then(|t| t.strip_suffix(')'));
                glob::matches(pattern, inside.unwrap_or(&text))
            }
            Test::Is(word) if *word == REGISTERED => op.def().is_some(),
            Test::Is(word) => TRAITS.iter().any(|(known, t)| known == word && op.has(*t)),
            Test::Related(..) | Test::Not(_) | Test::All(_) | Test::Any(_) => false,
        }
    }

    fn has_attribute(&self, op: OpRef<'_>, name: &str, value: Option<&(bool, String)>) -> bool {
        let mut attrs = op.attrs().into_iter().map(|(key, attr)| (self.cx.str(key), attr));
        attrs.any(|(key, attr)| {
            let Some((equal, value)) = value else { return glob::matches(name, key) };
            if !glob::matches(name, key) {
                return false;
            }
            let slot = op.def().and_then(|def| Some(&def.attrs[def.attr_slot(key)?]));
            let cases = slot.and_then(|slot| cases(&slot.constraint));
            self.is_value(attr, cases, value) == *equal
        })
    }

    /// Whether an attribute is what somebody would write for it.
    fn is_value(&self, attr: Attr, cases: Option<&EnumDef>, value: &str) -> bool {
        let text = attr_to_string(self.cx, attr);
        let untyped = text.rsplit_once(" : ").map(|(value, _)| value);
        let inside = text.split_once('<').and_then(|(_, t)| t.strip_suffix('>'));
        let word = cases.zip(attr.as_i64(self.cx)).and_then(|(cases, n)| {
            cases.cases.iter().find(|(_, value)| *value == n).map(|(word, _)| *word)
        });
        let content = attr.as_str(self.cx);
        let forms = [Some(text.as_str()), untyped, inside, word, content];
        self.is_number(attr, value)
            || forms.into_iter().flatten().any(|form| glob::matches(value, form))
    }

    /// Whether a float attribute is the number nearest to the one written.
    fn is_number(&self, attr: Attr, value: &str) -> bool {
        let is = attr.as_f64(self.cx).zip(attr.ty(self.cx));
        let wanted = value.parse().ok().zip(is).and_then(|(wanted, (is, ty))| {
            Some((is, self.cx.float_attr(wanted, ty)?.as_f64(self.cx)?))
        });
        wanted.is_some_and(|(is, wanted)| is == wanted)
    }

    // ---- relations ----

    fn related(&self, relation: Relation, to: &Set) -> Set {
        let mut hits = vec![false; self.ops.len()];
        match relation {
            Relation::UsedBy => {
                for (entry, _) in self.ops.iter().zip(to).filter(|(_, hit)| **hit) {
                    let OpRef { body, .. } = entry.op;
                    let defs = entry.op.operands().filter_map(|v| body.def_op(v));
                    defs.filter_map(|op| self.at(body, op)).for_each(|i| hits[i] = true);
                }
            }
            Relation::Uses => {
                for (entry, _) in self.ops.iter().zip(to).filter(|(_, hit)| **hit) {
                    let OpRef { body, .. } = entry.op;
                    let users = entry.op.results().flat_map(|v| body.uses(v));
                    users.filter_map(|(op, _)| self.at(body, op)).for_each(|i| hits[i] = true);
                }
            }
            Relation::DirectlyInside => {
                for (i, entry) in self.ops.iter().enumerate() {
                    hits[i] = entry.parent.is_some_and(|p| to[p]);
                }
            }
            Relation::Inside => {
                for (i, entry) in self.ops.iter().enumerate() {
                    hits[i] = entry.parent.is_some_and(|p| to[p] || hits[p]);
                }
            }
            Relation::Contains => hits = self.containing(to),
            Relation::DominatedBy | Relation::Dominates => {
                // What dominates an operation dominates all that is inside it.
                let with_inner: Set =
                    self.containing(to).iter().zip(to).map(|(a, b)| *a || *b).collect();
                self.dominance(self.root, None, relation, to, &with_inner, &mut hits);
                for (i, entry) in self.ops.iter().enumerate() {
                    self.dominance(entry.op, Some(i), relation, to, &with_inner, &mut hits);
                }
            }
        }
        hits
    }

    fn containing(&self, to: &Set) -> Set {
        let mut hits = vec![false; self.ops.len()];
        for (i, entry) in self.ops.iter().enumerate().rev() {
            if let Some(parent) = entry.parent {
                hits[parent] |= hits[i] || to[i];
            }
        }
        hits
    }

    /// Dominance among the operations directly in the regions of one, parents done before.
    fn dominance(
        &self,
        op: OpRef<'a>,
        at: Option<usize>,
        relation: Relation,
        to: &Set,
        with_inner: &Set,
        hits: &mut Set,
    ) {
        if op.has(Traits::GRAPH_REGION) {
            return;
        }
        for region in op.regions() {
            let tree = DomTree::new(region.body, region.id);
            let children = tree.children();
            let ops = |block: BlockId| {
                let all = region.body.ops_of(block);
                all.filter_map(|op| self.at(region.body, op)).collect::<Vec<_>>()
            };
            if relation == Relation::DominatedBy {
                let isolated = op.has(Traits::ISOLATED);
                let outer = !isolated && at.is_some_and(|at| hits[at]);
                // Whether one is above the block, by its position; dominators come first.
                let mut above = vec![outer; tree.order.len()];
                for (i, &block) in tree.order.iter().enumerate() {
                    let mut seen = above[i];
                    for op in ops(block) {
                        hits[op] = seen;
                        seen |= to[op];
                    }
                    children[i].iter().for_each(|&child| above[child] = seen);
                }
            } else {
                // Whether one is in the block or below it; dominators come last.
                let mut below = vec![false; tree.order.len()];
                for (i, &block) in tree.order.iter().enumerate().rev() {
                    let mut seen = children[i].iter().any(|&child| below[child]);
                    for op in ops(block).into_iter().rev() {
                        hits[op] = seen;
                        seen |= with_inner[op];
                    }
                    below[i] = seen;
                }
            }
        }
    }
}

fn each_op<'a>(region: RegionRef<'a>) -> impl Iterator<Item = OpRef<'a>> {
    let RegionRef { cx, body, .. } = region;
    let blocks = region.blocks().iter();
    blocks.flat_map(move |&b| body.ops_of(b)).map(move |id| OpRef { cx, body, id })
}

fn cases(constraint: &AttrC) -> Option<&'static EnumDef> {
    match constraint {
        AttrC::Enum(_, cases) | AttrC::DialectEnum(_, cases) => Some(cases),
        AttrC::Confined(inner, ..) => cases(inner),
        _ => None,
    }
}

//! Dialect conversion: replaces operations that a target does not allow, types included.
//!
//! # Semantics
//! Operations are visited in dominance order, parents first. One that the target does not allow is
//! given to the patterns that start from it, best first, until one accepts; what the pattern makes
//! is converted in turn. Nothing is ever rolled back: a pattern declines before it changes
//! anything. Where a value of a converted type meets one of the old type a
//! `builtin.unrealized_conversion_cast` stands between them; at the end casts that undo each other
//! cancel, and one that is left is an error. Isolated operations inside are not entered: convert
//! their bodies one by one.
//!
//! # Errors
//! - `CONV001` an operation could not be converted; names the patterns tried and why each declined
//! - `CONV002` a cast is left
//! - `CONV003` conversion does not end
//! - `BUG101` a pattern changed something and then declined

mod casts;
mod types;

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::actions::{Actions, ERASE_DEAD, Permit};
use crate::body::{Body, ROOT};
use crate::cfg;
use crate::context::Context;
use crate::diag::{Code, Diag, Diags, Reported};
use crate::entity::{BlockId, Loc, OpId, OpName, RegionId, Type, ValueId};
use crate::greedy::BUG101;
use crate::rewrite::{Event, InsertPoint, Rewriter};
use crate::view::OpRef;

pub use casts::reconcile_casts;
pub use types::{TypeConverter, TypeRule};

/// An operation is left that the target does not allow.
pub const CONV001: Code = Code {
    id: "CONV001",
    message: "cannot convert `{0}`{1}",
    explain: "The target of a lowering does not allow the operation, and no pattern could replace \
              it. The notes say which patterns were tried and why each declined.",
};

/// Types of two levels meet.
pub const CONV002: Code = Code {
    id: "CONV002",
    message: "a value of type {0} is still wanted as {1}, by `{2}`",
    explain: "A lowering changed the type of a value, but an operation that uses it still wants \
              the old type. That operation must be lowered too, or the lowering lacks a pattern.",
};

/// Conversion does not end.
pub const CONV003: Code = Code {
    id: "CONV003",
    message: "converting `{0}` does not end: patterns were applied {1} levels deep",
    explain: "Some pattern makes an operation that the target does not allow and whose patterns \
              lead back to the first.",
};

/// How often patterns may be applied to what patterns made.
const MAX_DEPTH: usize = 64;

/// Why a pattern does not apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declined(pub Cow<'static, str>);

impl From<&'static str> for Declined {
    fn from(why: &'static str) -> Declined {
        Declined(Cow::Borrowed(why))
    }
}

impl From<String> for Declined {
    fn from(why: String) -> Declined {
        Declined(Cow::Owned(why))
    }
}

/// Replaces an operation that the target does not allow.
#[derive(Clone, Copy)]
pub struct ConversionPattern {
    /// snake_case, names the left-hand side; shown in failures.
    pub name: &'static str,
    /// The operation it starts from, by full name; empty for any operation.
    pub root: &'static str,
    /// Patterns of higher benefit are tried first.
    pub benefit: u16,
    /// Replaces the operation or changes it until it is allowed; or says why not, unchanged.
    pub apply: fn(OpId, &mut Conversion<'_>) -> Result<(), Declined>,
}

/// Whether operations are allowed.
enum Legality {
    Legal,
    Illegal,
    When(Box<dyn Fn(OpRef<'_>) -> bool + Send + Sync>),
}

/// What is allowed after a conversion.
pub struct ConversionTarget {
    dialects: FxHashMap<String, Legality>,
    ops: FxHashMap<String, Legality>,
    unknown_is_legal: bool,
    /// Whether casts between types of two levels may be left for a later conversion.
    pub casts_may_stay: bool,
}

impl ConversionTarget {
    /// What is not mentioned is allowed.
    pub fn partial() -> ConversionTarget {
        ConversionTarget {
            dialects: FxHashMap::default(),
            ops: FxHashMap::default(),
            unknown_is_legal: true,
            casts_may_stay: false,
        }
    }

    /// What is not mentioned is not allowed.
    pub fn full() -> ConversionTarget {
        ConversionTarget { unknown_is_legal: false, ..ConversionTarget::partial() }
    }

    /// Allows these dialects and operations (names with a dot).
    pub fn legal(mut self, names: &[&str]) -> Self {
        names.iter().for_each(|n| self.set(n, Legality::Legal));
        self
    }

    /// Forbids these dialects and operations (names with a dot).
    pub fn illegal(mut self, names: &[&str]) -> Self {
        names.iter().for_each(|n| self.set(n, Legality::Illegal));
        self
    }

    /// Allows those operations of this dialect, or of this name, for which `holds`.
    pub fn legal_when(
        mut self,
        name: &str,
        holds: impl Fn(OpRef<'_>) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.set(name, Legality::When(Box::new(holds)));
        self
    }

    fn set(&mut self, name: &str, legality: Legality) {
        let table = if name.contains('.') { &mut self.ops } else { &mut self.dialects };
        table.insert(name.to_string(), legality);
    }

    /// Whether the operation is allowed. An operation's own entry goes before its dialect's.
    pub fn allows(&self, op: OpRef<'_>) -> bool {
        if op.is(&crate::builtin::CAST) {
            return true;
        }
        let name = op.name_str();
        let dialect = name.split_once('.').map_or(name, |(dialect, _)| dialect);
        match self.ops.get(name).or_else(|| self.dialects.get(dialect)) {
            Some(Legality::Legal) => true,
            Some(Legality::Illegal) => false,
            Some(Legality::When(holds)) => holds(op),
            None => self.unknown_is_legal,
        }
    }
}

/// What a conversion pattern works with: a rewriter, and values and types as they are after the
/// conversion.
pub struct Conversion<'a> {
    /// Makes and erases operations; inserts before the operation that is converted.
    pub rw: Rewriter<'a>,
    types: &'a TypeConverter,
    /// Mutations that are no pattern's: casts.
    own_changes: u64,
}

impl<'a> Conversion<'a> {
    /// The context.
    pub fn cx(&self) -> &'a Context {
        self.rw.cx
    }

    /// The type that stands for this one.
    pub fn ty(&self, ty: Type) -> Result<Type, Declined> {
        match self.types.convert(self.rw.cx, ty).as_slice() {
            [one] => Ok(*one),
            many => Err(format!("a type becomes {} types where one is wanted", many.len()).into()),
        }
    }

    /// The types that stand for these, in order.
    pub fn tys(&self, types: &[Type]) -> Vec<Type> {
        types.iter().flat_map(|&ty| self.types.convert(self.rw.cx, ty)).collect()
    }

    /// The converted types of the operation's results, one by one.
    pub fn result_tys(&self, op: OpId) -> Result<Vec<Type>, Declined> {
        self.rw.body.results(op).map(|r| self.ty(self.rw.ty(r))).collect()
    }

    /// Operand `i` with its converted type.
    pub fn operand(&mut self, op: OpId, i: usize) -> Result<ValueId, Declined> {
        let value = self.rw.body.operand(op, i);
        match self.converted(value).as_slice() {
            [one] => Ok(*one),
            many => Err(format!("operand {i} becomes {} values, one is wanted", many.len()).into()),
        }
    }

    /// The values that stand for operand `i`.
    pub fn operand_values(&mut self, op: OpId, i: usize) -> Vec<ValueId> {
        self.converted(self.rw.body.operand(op, i))
    }

    /// The values that stand for all operands, in order.
    pub fn operands(&mut self, op: OpId) -> Vec<ValueId> {
        let operands: Vec<ValueId> = self.rw.body.operands(op).collect();
        operands.into_iter().flat_map(|v| self.converted(v)).collect()
    }

    /// The values of converted type that stand for a value; casts it right after its definition if
    /// that is not converted yet.
    pub fn converted(&mut self, value: ValueId) -> Vec<ValueId> {
        let wanted = self.types.convert(self.rw.cx, self.rw.ty(value));
        if wanted == [self.rw.ty(value)] {
            return vec![value];
        }
        // A cast from exactly these types is how converted values are recorded.
        if let Some(def) = self.rw.defining(value)
            && def.is(&crate::builtin::CAST)
            && def.n_results() == 1
            && def.operands().map(|v| def.body.ty(v)).eq(wanted.iter().copied())
        {
            return def.operands().collect();
        }
        let earlier = self.rw.body.uses(value).map(|(user, _)| self.rw.op(user)).find(|user| {
            user.is(&crate::builtin::CAST)
                && user.n_operands() == 1
                && user.results().map(|r| user.body.ty(r)).eq(wanted.iter().copied())
        });
        if let Some(cast) = earlier {
            return cast.results().collect();
        }
        let at = self.after_definition(value);
        self.cast(&[value], &wanted, at)
    }

    /// Right after the definition of a value.
    fn after_definition(&self, value: ValueId) -> InsertPoint {
        let body = &*self.rw.body;
        let (next, block) = match body.def_op(value) {
            Some(op) => (body.next(op), body.block_of(op)),
            None => {
                let block = body.def_block(value);
                (block.and_then(|b| body.first_op(b)), block)
            }
        };
        match (next, block) {
            (Some(next), _) => InsertPoint::Before(next),
            (None, Some(block)) => InsertPoint::End(block),
            (None, None) => InsertPoint::Detached,
        }
    }

    fn cast(&mut self, from: &[ValueId], to: &[Type], at: InsertPoint) -> Vec<ValueId> {
        let changes = self.rw.body.changes();
        let outer = std::mem::replace(&mut self.rw.at, at);
        let loc = from.first().and_then(|&v| self.rw.body.def_op(v)).map(|d| self.rw.body.loc(d));
        let loc = loc.unwrap_or(self.rw.loc);
        let own = self.types.materialize(&mut self.rw, from, to, loc);
        let values = own.unwrap_or_else(|| {
            let cast =
                self.rw.build(crate::builtin::CAST.name).loc(loc).operands(from).results(to).done();
            self.rw.body.results(cast).collect()
        });
        self.rw.at = outer;
        self.own_changes += self.rw.body.changes() - changes;
        values
    }

    /// Replaces an operation's results by values, one each, whatever their types.
    pub fn replace(&mut self, op: OpId, values: &[ValueId]) {
        let lists: Vec<&[ValueId]> = values.iter().map(std::slice::from_ref).collect();
        self.replace_by_lists(op, &lists);
    }

    /// Replaces each of an operation's results by a list of values.
    pub fn replace_by_lists(&mut self, op: OpId, values: &[&[ValueId]]) {
        assert_eq!(self.rw.body.n_results(op), values.len(), "one list per result");
        let results: Vec<ValueId> = self.rw.body.results(op).collect();
        let mut replacements = Vec::with_capacity(values.len());
        for (&old, new) in results.iter().zip(values) {
            replacements.push(match new {
                [one] if self.rw.ty(*one) == self.rw.ty(old) => *one,
                _ if !self.rw.body.has_uses(old) => old,
                _ => {
                    let ty = self.rw.ty(old);
                    if let ([one], Some(name)) = (new, self.rw.body.value_name(old)) {
                        self.rw.body.set_value_name(*one, name);
                    }
                    self.cast(new, &[ty], InsertPoint::Before(op))[0]
                }
            });
        }
        self.rw.replace(op, &replacements);
    }

    /// Gives a block arguments of converted types.
    pub fn convert_block(&mut self, block: BlockId) {
        let old_args = self.rw.body.args(block).to_vec();
        if old_args.iter().all(|&a| self.types.is_legal(self.rw.cx, self.rw.ty(a))) {
            return;
        }
        let locs: Vec<Loc> = self.rw.body.arg_locs(block).to_vec();
        for (old, loc) in old_args.into_iter().zip(locs) {
            let ty = self.rw.ty(old);
            let wanted = self.types.convert(self.rw.cx, ty);
            let new: Vec<ValueId> =
                wanted.iter().map(|&ty| self.rw.body.add_arg(block, ty, loc)).collect();
            if let ([one], Some(name)) = (new.as_slice(), self.rw.body.value_name(old)) {
                self.rw.body.set_value_name(*one, name);
            }
            if wanted == [ty] {
                self.rw.replace_uses(old, new[0]);
            } else if self.rw.body.has_uses(old) {
                let at = match self.rw.body.first_op(block) {
                    Some(first) => InsertPoint::Before(first),
                    None => InsertPoint::End(block),
                };
                let cast = self.cast(&new, &[ty], at)[0];
                self.rw.replace_uses(old, cast);
            }
            // New ones are added behind: the first is always the next old one.
            self.rw.body.erase_arg(block, 0);
        }
    }

    /// Gives every block of a region arguments of converted types. What branches to the blocks has
    /// to be converted too: [`RETYPE`] does it for any branch.
    pub fn convert_region(&mut self, region: RegionId) {
        for block in self.rw.body.blocks(region).to_vec() {
            self.convert_block(block);
        }
    }
}

/// The same operation with operands, results and block arguments of converted types. Fits branches,
/// returns and all operations that do not look at their types; allow them
/// [`TypeConverter::allows`].
pub const RETYPE: ConversionPattern =
    ConversionPattern { name: "retype", root: "", benefit: 0, apply: retype };

fn retype(op: OpId, cv: &mut Conversion<'_>) -> Result<(), Declined> {
    let view = cv.rw.op(op);
    let segmented = view.has(crate::Traits::OPERAND_SEGMENTS);
    let n_old = view.n_operands();
    let result_types: Vec<Type> = cv.result_tys(op)?;
    let wanted: usize = cv.rw.body.operands(op).map(|v| cv.converted_len(v)).sum();
    if segmented && wanted != n_old {
        return Err("its operand groups change their sizes".into());
    }
    let operands = cv.operands(op);
    cv.rw.body.set_operands(op, &operands);
    for region in cv.rw.body.regions(op).to_vec() {
        cv.convert_region(region);
    }
    for (i, ty) in result_types.into_iter().enumerate() {
        let result = cv.rw.body.result(op, i);
        let old = cv.rw.ty(result);
        if old == ty {
            continue;
        }
        let users = cv.rw.body.has_uses(result);
        cv.rw.body.set_ty(result, ty);
        if users {
            let at = cv.after_definition(result);
            let cast = cv.cast(&[result], &[old], at)[0];
            let cast_op = cv.rw.body.def_op(cast);
            let uses: Vec<(OpId, usize)> = cv.rw.body.uses(result).collect();
            for (user, i) in uses.into_iter().filter(|(user, _)| Some(*user) != cast_op) {
                cv.rw.set_operand(user, i, cast);
            }
        }
    }
    cv.rw.modified(op);
    Ok(())
}

/// A function's type (`function_type`) and arguments.
pub const FUNCTION_SIGNATURE: ConversionPattern =
    ConversionPattern { name: "function_signature", root: "", benefit: 1, apply: signature };

fn signature(op: OpId, cv: &mut Conversion<'_>) -> Result<(), Declined> {
    let cx = cv.cx();
    let ty = cv.rw.op(op).attr("function_type").and_then(|a| a.as_type(cx));
    let Some(crate::TypeKind::Function { inputs, results }) = ty.map(|t| t.kind(cx)) else {
        return Err("it has no `function_type`".into());
    };
    let has_arg_attrs = ["arg_attrs", "res_attrs"].iter().any(|n| cv.rw.op(op).attr(n).is_some());
    let (new_inputs, new_results) = (cv.tys(inputs), cv.tys(results));
    let same_counts = new_inputs.len() == inputs.len() && new_results.len() == results.len();
    if has_arg_attrs && !same_counts {
        return Err("its arguments have attributes and change their number".into());
    }
    let ty = cx.type_attr(cx.function_ty(&new_inputs, &new_results));
    cv.rw.set_attr(op, "function_type", Some(ty));
    for region in cv.rw.body.regions(op).to_vec() {
        cv.convert_region(region);
    }
    Ok(())
}

impl Conversion<'_> {
    fn converted_len(&self, value: ValueId) -> usize {
        self.types.convert(self.rw.cx, self.rw.ty(value)).len()
    }
}

/// What a conversion goes by.
#[derive(Clone, Copy)]
pub struct Recipe<'a> {
    /// What is allowed afterwards.
    pub target: &'a ConversionTarget,
    /// What becomes of types.
    pub types: &'a TypeConverter,
    /// What replaces operations.
    pub patterns: &'a [ConversionPattern],
    /// Counts and limits what is replaced. After the last replacement that may be made, what is
    /// left is not an error.
    pub actions: Option<&'a Actions>,
}

/// Converts everything inside the body's root, and the root itself if the target forbids it; the
/// children's bodies are not entered.
pub fn convert(
    cx: &Context,
    body: &mut Body,
    recipe: &Recipe<'_>,
    diags: &mut Diags,
) -> Result<(), Reported> {
    let errors = diags.n_errors();
    let Recipe { target, types, patterns, actions } = *recipe;
    let cv = Conversion { rw: Rewriter::recording(cx, body), types, own_changes: 0 };
    let mut sorted = patterns.to_vec();
    sorted.sort_by_key(|p| std::cmp::Reverse(p.benefit));
    let mut driver = Driver {
        cv,
        target,
        patterns: &sorted,
        actions,
        visited: FxHashSet::default(),
        failures: Vec::new(),
        bug: None,
    };
    driver.run();
    let stopped = driver.stopped();
    driver.cv.rw.body.making(None, None);
    let (failures, bug) = (driver.failures, driver.bug);
    if let Some(bug) = bug {
        return Err(diags.push(bug));
    }
    if stopped {
        return Ok(());
    }
    report_failures(cx, failures, diags);
    reconcile_casts(cx, body);
    if !target.casts_may_stay && diags.n_errors() == errors {
        casts::report_left(cx, body, diags);
    }
    diags.ok_since(errors)
}

/// An operation that could not be converted: its name, place, and what each pattern said.
struct Failed {
    name: OpName,
    loc: Loc,
    tried: Vec<(&'static str, Declined)>,
    too_deep: bool,
}

struct Driver<'a> {
    cv: Conversion<'a>,
    target: &'a ConversionTarget,
    patterns: &'a [ConversionPattern],
    actions: Option<&'a Actions>,
    visited: FxHashSet<OpId>,
    failures: Vec<Failed>,
    bug: Option<Diag>,
}

impl Driver<'_> {
    fn run(&mut self) {
        let mut order = Vec::new();
        in_dominance_order(self.cv.rw.body, ROOT, &mut order);
        for op in order {
            if self.bug.is_some() || self.stopped() {
                return;
            }
            self.legalize(op, 0);
        }
    }

    fn stopped(&self) -> bool {
        self.actions.is_some_and(|a| a.stopped())
    }

    /// Whether a pattern may be applied. One that is to be skipped is tried on a copy, since only
    /// applications count.
    fn permits(&self, pattern: &ConversionPattern, op: OpId) -> bool {
        let Some(actions) = self.actions else { return true };
        let permit = actions.permit(pattern.name);
        if permit == Permit::Skipped {
            let mut copy = self.cv.rw.body.clone();
            let rw = Rewriter::new(self.cv.rw.cx, &mut copy);
            let mut cv = Conversion { rw, types: self.cv.types, own_changes: 0 };
            if op != ROOT {
                cv.rw.before(op);
            }
            if (pattern.apply)(op, &mut cv).is_ok() {
                actions.passed_over(pattern.name);
            }
        }
        permit == Permit::Go
    }

    fn legalize(&mut self, op: OpId, depth: usize) {
        let body = &*self.cv.rw.body;
        let elsewhere = body.child(op).is_some();
        if body.is_dead(op) || elsewhere || !self.visited.insert(op) {
            return;
        }
        if self.target.allows(self.cv.rw.op(op)) {
            return;
        }
        // Replacing its users left nothing to convert.
        let (name, loc) = (body.name(op), body.loc(op));
        if op != ROOT && self.cv.rw.op(op).is_dead() {
            if self.actions.is_none_or(|a| a.permits(ERASE_DEAD)) {
                self.cv.rw.erase(op);
                self.actions.inspect(|a| a.done(ERASE_DEAD, name, loc));
            }
            return;
        }
        if depth >= MAX_DEPTH {
            self.failures.push(Failed { name, loc, tried: Vec::new(), too_deep: true });
            return;
        }
        let text = self.cv.rw.cx.op_name_str(name);
        let mut tried = Vec::new();
        for pattern in self.patterns.iter().filter(|p| p.root.is_empty() || p.root == text) {
            if !self.permits(pattern, op) {
                tried.push((pattern.name, "it may not be applied so often".into()));
                continue;
            }
            self.cv.rw.take_events();
            self.cv.own_changes = 0;
            let before = self.cv.rw.body.changes();
            if op == ROOT {
                self.cv.rw.at = InsertPoint::Detached;
            } else {
                self.cv.rw.before(op);
            }
            self.cv.rw.body.making(Some(pattern.name), Some(op));
            match (pattern.apply)(op, &mut self.cv) {
                Ok(()) => {
                    self.actions.inspect(|a| a.done(pattern.name, name, loc));
                    let dead = self.cv.rw.body.is_dead(op);
                    if dead || self.target.allows(self.cv.rw.op(op)) {
                        return self.legalize_new(depth + 1);
                    }
                    let why = "it accepted, but left the operation as the target forbids it";
                    tried.push((pattern.name, why.into()));
                }
                Err(why) => {
                    let changes = self.cv.rw.body.changes() - before;
                    if changes != self.cv.own_changes {
                        let args: [&dyn std::fmt::Display; 2] = [&pattern.name, &text];
                        self.bug = Some(Diag::error(&BUG101, loc, &args));
                        return;
                    }
                    tried.push((pattern.name, why));
                }
            }
        }
        self.failures.push(Failed { name, loc, tried, too_deep: false });
    }

    /// Converts what the last pattern made.
    fn legalize_new(&mut self, depth: usize) {
        let mut made = Vec::new();
        for event in self.cv.rw.take_events() {
            if let Event::Created(op) = event
                && !self.cv.rw.body.is_dead(op)
            {
                in_dominance_order(self.cv.rw.body, op, &mut made);
            }
        }
        for op in made {
            if !self.stopped() {
                self.legalize(op, depth);
            }
        }
    }
}

/// `op` and everything inside it, parents first, blocks in dominance order.
fn in_dominance_order(body: &Body, op: OpId, order: &mut Vec<OpId>) {
    order.push(op);
    for &region in body.regions(op) {
        for block in cfg::dominance_order(body, region) {
            for inner in body.ops_of(block) {
                in_dominance_order(body, inner, order);
            }
        }
    }
}

/// One diagnostic per operation name: more of the same would say nothing new.
fn report_failures(cx: &Context, failures: Vec<Failed>, diags: &mut Diags) {
    let mut seen: Vec<OpName> = Vec::new();
    for failed in &failures {
        if seen.contains(&failed.name) {
            continue;
        }
        seen.push(failed.name);
        let name = cx.op_name_str(failed.name);
        if failed.too_deep {
            diags.error(&CONV003, failed.loc, &[&name, &MAX_DEPTH]);
            continue;
        }
        let alike: Vec<&Failed> = failures.iter().filter(|f| f.name == failed.name).collect();
        let count = match alike.len() {
            1 => String::new(),
            n => format!(" ({n} of them)"),
        };
        let mut diag = Diag::error(&CONV001, failed.loc, &[&name, &count]);
        for other in alike.iter().skip(1).take(3) {
            diag = diag.label(other.loc, "here too");
        }
        if failed.tried.is_empty() {
            diag = diag.note("no pattern starts from it");
        }
        for (pattern, why) in &failed.tried {
            diag = diag.note(format!("pattern `{pattern}` declined: {}", why.0));
        }
        diags.push(diag);
    }
}

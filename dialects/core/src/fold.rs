//! Folding: constants, how they are found, and how results become constants.

use rustc_hash::FxHashMap;

use crate::body::{Body, ROOT};
use crate::context::{Context, OpInfo};
use crate::def::{Dialect, Traits};
use crate::entity::{Attr, BlockId, Loc, OpId, RegionId, Sym, Type, ValueId};
use crate::interface::{Fold, Folded, Materialize};
use crate::rewrite::{InsertPoint, Rewriter};
use crate::view::OpRef;

/// Marks an operation whose regions keep their constants: without it, constants are hoisted to the
/// start of the enclosing isolated operation.
pub struct KeepsConstants;

/// The value of a constant.
pub fn constant_value(op: OpRef<'_>) -> Option<Attr> {
    op.has(Traits::CONSTANT_LIKE).then(|| op.attr("value")).flatten()
}

impl Body {
    /// The constant that a value is known to be.
    pub fn constant(&self, cx: &Context, value: ValueId) -> Option<Attr> {
        self.def_op(value).and_then(|op| constant_value(self.op(cx, op)))
    }
}

/// What the operation's results fold to, given constants of its operands. Applies the operation's
/// own [`Fold`], then what its traits say.
pub fn fold(op: OpRef<'_>, constants: &[Option<Attr>]) -> Option<Vec<Folded>> {
    let info = op.info()?;
    if info.def.has(Traits::CONSTANT_LIKE) {
        return None;
    }
    let own = info.interface::<Fold>().and_then(|f| (f.0)(op, constants));
    // "Folds to itself" is how a fold says that nothing can be done.
    let own = own.filter(|folded| {
        folded.len() == op.n_results()
            && !folded.iter().zip(op.results()).any(|(f, r)| *f == Folded::Value(r))
    });
    own.or_else(|| fold_by_traits(op, info).map(|value| vec![Folded::Value(value)]))
}

fn fold_by_traits(op: OpRef<'_>, info: &OpInfo) -> Option<ValueId> {
    let traits = info.def.traits;
    if !info.def.has(Traits::INVOLUTION) && !info.def.has(Traits::IDEMPOTENT) {
        return None;
    }
    if op.n_results() != 1 || traits.0 & Traits::TERMINATOR.0 != 0 {
        return None;
    }
    match op.n_operands() {
        1 => {
            let inner = op.defining(op.operand(0)).filter(|inner| inner.name() == op.name())?;
            let same = inner.attrs() == op.attrs() && inner.n_operands() == 1;
            match info.def.has(Traits::INVOLUTION) {
                true => Some(inner.operand(0))
                    .filter(|_| same && op.result_ty(0) == inner.operand_ty(0)),
                false => {
                    Some(inner.result(0)).filter(|_| same && op.result_ty(0) == inner.result_ty(0))
                }
            }
        }
        2 if info.def.has(Traits::IDEMPOTENT) => {
            let (a, b) = (op.operand(0), op.operand(1));
            let fits = |v: ValueId| op.body.ty(v) == op.result_ty(0);
            if a == b && fits(a) {
                return Some(a);
            }
            // f(f(x, y), y) = f(x, y), and f(x, f(x, y)) = f(x, y).
            let same = |v: ValueId, arg: ValueId| {
                let inner = op.defining(v).filter(|i| i.name() == op.name());
                inner.is_some_and(|i| {
                    i.n_operands() == 2 && i.operands().any(|o| o == arg) && i.attrs() == op.attrs()
                })
            };
            let commutes = info.def.has(Traits::COMMUTATIVE);
            if same(a, b) && fits(a) && (commutes || op.defining(a)?.operand(1) == b) {
                return Some(a);
            }
            if same(b, a) && fits(b) && (commutes || op.defining(b)?.operand(0) == a) {
                return Some(b);
            }
            None
        }
        _ => None,
    }
}

/// Keeps one operation per constant and region, at the start of the region.
///
/// # Semantics
/// Constants are put into the entry block of the innermost enclosing region whose operation is
/// isolated, not registered, or [`KeepsConstants`]. They stand first, in the order they were met.
#[derive(Clone, Default)]
pub struct ConstantPool {
    known: FxHashMap<(RegionId, Attr, Type, &'static str), OpId>,
    last: FxHashMap<RegionId, OpId>,
    materializers: FxHashMap<&'static str, Vec<&'static Materialize>>,
    homes: FxHashMap<RegionId, RegionId>,
}

impl ConstantPool {
    /// The region that constants used in `block` belong to.
    fn home(&mut self, cx: &Context, body: &Body, block: BlockId) -> Option<RegionId> {
        let region = body.region_of(block)?;
        if let Some(&home) = self.homes.get(&region) {
            return Some(home);
        }
        let mut at = region;
        loop {
            let owner = body.owner(at).get()?;
            let keeps = match cx.op_info(body.name(owner)) {
                None => true,
                Some(info) => info.interface::<KeepsConstants>().is_some(),
            };
            if owner == ROOT || keeps {
                break;
            }
            at = body.block_of(owner).and_then(|b| body.region_of(b))?;
        }
        self.homes.insert(region, at);
        Some(at)
    }

    /// Takes note of a constant: moves it to its place, or replaces it by an equal one that is
    /// there already. Gives whether the body changed.
    pub fn adopt(&mut self, rw: &mut Rewriter<'_>, op: OpId) -> bool {
        let view = rw.op(op);
        let Some(value) = constant_value(view) else { return false };
        let Some(def) = view.def() else { return false };
        let ty = view.result_ty(0);
        let Some(block) = rw.body.block_of(op) else { return false };
        let Some(home) = self.home(rw.cx, rw.body, block) else { return false };
        let key = (home, value, ty, def.name);
        match self.known.get(&key) {
            Some(&known) if known == op => false,
            Some(&known) if !rw.body.is_dead(known) => {
                let replacement = rw.body.result(known, 0);
                rw.replace(op, &[replacement]);
                true
            }
            _ => {
                self.known.insert(key, op);
                self.place(rw, home, op)
            }
        }
    }

    /// Puts a constant behind the others at the start of the region.
    fn place(&mut self, rw: &mut Rewriter<'_>, home: RegionId, op: OpId) -> bool {
        let Some(entry) = rw.body.entry(home) else { return false };
        let last = self.last.get(&home).copied().filter(|&l| !rw.body.is_dead(l));
        self.last.insert(home, op);
        let after_last = match last {
            Some(last) => rw.body.next(last),
            None => rw.body.first_op(entry),
        };
        if after_last == Some(op) {
            return false;
        }
        rw.body.detach(op);
        match after_last {
            Some(anchor) => rw.body.insert_before(anchor, op),
            None => rw.body.append(entry, op),
        }
        true
    }

    /// A value for a folded constant, wanted for `near`: a known one or a new one of the dialect
    /// of `near` or of `arith`. `None` when neither dialect has such constants.
    pub fn materialize(
        &mut self,
        rw: &mut Rewriter<'_>,
        near: OpId,
        attr: Attr,
        ty: Type,
    ) -> Option<ValueId> {
        let block = rw.body.block_of(near)?;
        let home = self.home(rw.cx, rw.body, block)?;
        let entry = rw.body.entry(home)?;
        let own = rw.op(near).info().map(|i| i.dialect);
        let arith = rw.cx.dialect("arith");
        for dialect in own.into_iter().chain(arith) {
            for i in 0..self.makers(rw.cx, dialect).len() {
                let maker = self.makers(rw.cx, dialect)[i];
                let (at, loc) = (rw.at, rw.body.loc(near));
                // At the start until it is clear whether an equal one exists.
                rw.at = match rw.body.first_op(entry) {
                    Some(first) => InsertPoint::Before(first),
                    None => InsertPoint::End(entry),
                };
                let made = (maker.0)(rw, attr, ty, loc);
                rw.at = at;
                if let Some(op) = made {
                    return self.unique(rw, home, op);
                }
            }
        }
        None
    }

    /// The value of the constant just made, or of the equal one that was there before.
    fn unique(&mut self, rw: &mut Rewriter<'_>, home: RegionId, op: OpId) -> Option<ValueId> {
        let view = rw.op(op);
        let key = (home, constant_value(view)?, view.result_ty(0), view.def()?.name);
        match self.known.get(&key) {
            Some(&known) if !rw.body.is_dead(known) => {
                rw.erase(op);
                Some(rw.body.result(known, 0))
            }
            _ => {
                self.known.insert(key, op);
                self.place(rw, home, op);
                Some(rw.body.result(op, 0))
            }
        }
    }

    fn makers(&mut self, cx: &Context, dialect: &'static Dialect) -> &[&'static Materialize] {
        self.materializers.entry(dialect.name).or_insert_with(|| {
            let ops = dialect.ops.iter().copied().flatten();
            ops.filter_map(|d| cx.op_info(cx.op_name(d.name))?.interface::<Materialize>()).collect()
        })
    }
}

/// Makes a constant of this type at the rewriter's insertion point, by the dialect named or by
/// `arith`.
pub fn materialize(
    rw: &mut Rewriter<'_>,
    dialect: &str,
    attr: Attr,
    ty: Type,
    loc: Loc,
) -> Option<ValueId> {
    let dialects = [rw.cx.dialect(dialect), rw.cx.dialect("arith")];
    for def in dialects.into_iter().flatten().flat_map(|d| d.ops.iter().copied().flatten()) {
        let info = rw.cx.op_info(rw.cx.op_name(def.name));
        if let Some(maker) = info.and_then(|i| i.interface::<Materialize>())
            && let Some(op) = (maker.0)(rw, attr, ty, loc)
        {
            return Some(rw.body.result(op, 0));
        }
    }
    None
}

/// A name for a value that was folded, so that texts stay readable.
pub(crate) fn keep_name(body: &mut Body, from: ValueId, to: ValueId) {
    let name: Option<Sym> = body.value_name(from);
    if let Some(name) = name.filter(|_| body.value_name(to).is_none()) {
        body.set_value_name(to, name);
    }
}

//! Fewer operations: delta debugging over all of them, last first, so that users go before what
//! they use.

use terrace_ir::effects::erase_if_dead;
use terrace_ir::interface::Reduce;
use terrace_ir::{Body, Context, OpId, Rewriter};

use super::Reducer;
use super::edit::{Editor, Path, Place, Stand, body_at, body_at_mut, is_argument, places};

/// What stands for results when many operations go at once.
const MANY: [&[Stand]; 2] = [
    &[Stand::Operand, Stand::Argument, Stand::NewArgument, Stand::Zero, Stand::Poison],
    &[Stand::Argument, Stand::NewArgument, Stand::Zero, Stand::Poison],
];
/// What stands for results when one operation goes, in this order.
const ONE: [&[Stand]; 6] = [
    &[Stand::Operand],
    &[Stand::Argument],
    &[Stand::NewArgument],
    &[Stand::Zero],
    &[Stand::One],
    &[Stand::Poison],
];
/// The second way is not tried for more operations than these.
const MAX_SECOND: usize = 32;

impl Reducer<'_> {
    /// Erases operations, in chunks that get smaller.
    pub(super) fn operations(&mut self) {
        let mut chunk = places(&self.best).len().div_ceil(2).max(1);
        loop {
            let mut all = places(&self.best);
            all.reverse();
            let mut progress = false;
            for some in all.chunks(chunk) {
                progress |= self.erase(some);
                if self.stops() {
                    return;
                }
            }
            if chunk > 1 {
                chunk = chunk.div_ceil(2).min(places(&self.best).len().div_ceil(2)).max(1);
            } else if !progress {
                return;
            }
        }
    }

    fn erase(&mut self, some: &[Place]) -> bool {
        let left: Vec<Place> = some.iter().filter(|p| is_there(&self.best, p)).cloned().collect();
        let ways: &[&'static [Stand]] = match left.len() {
            0 => return false,
            1 => &ONE,
            n if n > MAX_SECOND => &MANY[..1],
            _ => &MANY,
        };
        ways.iter().any(|stands| {
            let free: Vec<Path> = self.free_paths(&left);
            let (left, stands) = (left.clone(), *stands);
            self.attempt(move |cx, module| {
                let mut erased = false;
                for place in &left {
                    let may_extend = free.contains(&place.path);
                    let Some(body) = body_at_mut(module, &place.path) else { continue };
                    erased |= erase_one(cx, body, place.op, may_extend, stands);
                }
                erased
            })
        })
    }

    /// The bodies whose signatures are free among those of these places.
    fn free_paths(&self, places: &[Place]) -> Vec<Path> {
        let mut all: Vec<Path> = places.iter().map(|p| p.path.clone()).collect();
        all.dedup();
        all.retain(|path| self.may_extend(path));
        all
    }

    /// What dialects bring as [`Reduce`].
    pub(super) fn own_reductions(&mut self) {
        for place in places(&self.best) {
            let Some(body) = body_at(&self.best, &place.path).filter(|b| !b.is_dead(place.op))
            else {
                continue;
            };
            let Some(info) = self.cx().op_info(body.name(place.op)) else { continue };
            let Some(own) = info.interface::<Reduce>() else { continue };
            for pattern in own.0.iter().filter(|p| p.root.is_empty() || p.root == info.def.name) {
                let op = place.op;
                self.attempt_at(&place, move |editor| {
                    let mut rw = Rewriter::new(editor.cx, editor.body);
                    rw.before(op);
                    (pattern.apply)(op, &mut rw).is_some()
                });
            }
        }
    }

    /// Lets users do without what others have made.
    pub(super) fn operands(&mut self) {
        for place in places(&self.best) {
            let Some(body) = body_at(&self.best, &place.path).filter(|b| !b.is_dead(place.op))
            else {
                continue;
            };
            for i in (0..body.n_operands(place.op)).rev() {
                let op = place.op;
                let dropped = self.attempt_at(&place, move |editor| drop_operand(editor, op, i));
                for stand in [Stand::Argument, Stand::NewArgument] {
                    if !dropped && self.attempt_at(&place, move |e| free_operand(e, op, i, stand)) {
                        break;
                    }
                }
            }
        }
    }
}

fn is_there(module: &Body, place: &Place) -> bool {
    body_at(module, &place.path).is_some_and(|body| !body.is_dead(place.op))
}

fn erase_one(cx: &Context, body: &mut Body, op: OpId, may_extend: bool, stands: &[Stand]) -> bool {
    // Terminators go with their block.
    let ends = !body.successors(op).is_empty();
    !ends && Editor { cx, body, may_extend }.erase(op, stands)
}

fn drop_operand(editor: &mut Editor<'_>, op: OpId, i: usize) -> bool {
    if i >= editor.body.n_operands(op) {
        return false;
    }
    let def = editor.body.def_op(editor.body.operand(op, i));
    Rewriter::new(editor.cx, editor.body).erase_operand(op, i);
    if let Some(def) = def {
        erase_if_dead(editor.cx, editor.body, def);
    }
    true
}

/// Gives the operation something else for operand `i`, and drops what made it if nobody wants it.
fn free_operand(editor: &mut Editor<'_>, op: OpId, i: usize, stand: Stand) -> bool {
    if i >= editor.body.n_operands(op) {
        return false;
    }
    let old = editor.body.operand(op, i);
    let Some(def) = editor.body.def_op(old).filter(|_| !is_argument(editor.body, old)) else {
        return false;
    };
    let Some(new) = editor.stand_for(op, old, &[stand]) else { return false };
    editor.body.set_operand(op, i, new);
    erase_if_dead(editor.cx, editor.body, def) > 0
}

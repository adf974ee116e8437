//! Fewer and simpler attributes.

use terrace_ir::{Attr, AttrKind, Body, Context, OpId, ROOT, Rewriter};

use super::Reducer;
use super::edit::{Place, body_at, number, paths, places};

impl Reducer<'_> {
    /// Drops attributes, and puts simpler ones in their place.
    pub(super) fn attributes(&mut self) {
        let roots = paths(&self.best).into_iter().map(|path| Place { path, op: ROOT });
        let mut all: Vec<Place> = places(&self.best);
        // The attributes of an isolated operation are those of its body's root.
        all.retain(|p| body_at(&self.best, &p.path).is_some_and(|b| b.child(p.op).is_none()));
        for place in all.into_iter().chain(roots) {
            self.attributes_of(&place);
        }
    }

    fn attributes_of(&mut self, place: &Place) {
        let Some(body) = body_at(&self.best, &place.path) else { return };
        let names: Vec<String> = named(self.cx(), body, place.op);
        for name in names {
            let op = place.op;
            let without = name.clone();
            let dropped = self.attempt_at(place, move |editor| {
                Rewriter::new(editor.cx, editor.body).set_attr(op, &without, None);
                true
            });
            if dropped {
                continue;
            }
            for n in [0, 1] {
                let name = name.clone();
                let simpler = self.attempt_at(place, move |editor| {
                    let old = editor.body.op(editor.cx, op).attr(&name);
                    let Some(new) = old.and_then(|a| simple(editor.cx, a, n)) else { return false };
                    Rewriter::new(editor.cx, editor.body).set_attr(op, &name, Some(new));
                    Some(new) != old
                });
                if simpler {
                    break;
                }
            }
        }
    }
}

fn named(cx: &Context, body: &Body, op: OpId) -> Vec<String> {
    if body.is_dead(op) {
        return Vec::new();
    }
    body.op(cx, op).attrs().into_iter().map(|(name, _)| cx.str(name).to_string()).collect()
}

/// The simplest attribute of this kind and type that is about `n`.
fn simple(cx: &Context, attr: Attr, n: i64) -> Option<Attr> {
    match &*attr.kind(cx) {
        AttrKind::Int { ty, .. } | AttrKind::Float { ty, .. } => number(cx, *ty, n),
        AttrKind::DenseElements { ty, .. } | AttrKind::DenseResource { ty, .. } => {
            number(cx, *ty, n)
        }
        _ => None,
    }
}

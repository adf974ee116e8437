//! Simpler structure: functions without bodies, regions in the place of their operations, blocks
//! that end early, signatures without what nobody needs.

use terrace_ir::{ROOT, Rewriter};

use super::Reducer;
use super::edit::{Stand, body_at, paths, places, signature};

const STANDS: &[Stand] =
    &[Stand::Argument, Stand::Operand, Stand::Zero, Stand::NewArgument, Stand::Poison];

impl Reducer<'_> {
    /// Makes declarations of functions.
    pub(super) fn functions(&mut self) {
        for path in paths(&self.best).into_iter().skip(1) {
            let is_function =
                body_at(&self.best, &path).is_some_and(|b| signature(self.cx(), b).is_some());
            if !is_function {
                continue;
            }
            self.attempt_in(&path, |editor| {
                for region in editor.body.regions(ROOT).to_vec() {
                    for block in editor.body.blocks(region).to_vec() {
                        editor.body.erase_block(block);
                    }
                }
                let private = editor.cx.str_attr("private");
                let mut rw = Rewriter::new(editor.cx, editor.body);
                rw.set_attr(ROOT, "sym_visibility", Some(private));
                true
            });
        }
    }

    /// Puts what is in a region in the place of its operation.
    pub(super) fn regions(&mut self) {
        for place in places(&self.best) {
            let n = body_at(&self.best, &place.path).map_or(0, |b| b.regions(place.op).len());
            for region in 0..n {
                let op = place.op;
                if self.attempt_at(&place, move |editor| editor.unwrap(op, region, STANDS)) {
                    break;
                }
            }
        }
    }

    /// Ends blocks early and drops those that nothing leads to.
    pub(super) fn blocks(&mut self) {
        for path in paths(&self.best) {
            self.attempt_in(&path, |editor| {
                let below = editor.body.ops_below(ROOT);
                let regions: Vec<_> =
                    below.into_iter().flat_map(|op| editor.body.regions(op).to_vec()).collect();
                regions.into_iter().fold(false, |any, r| editor.drop_unreachable(r) | any)
            });
        }
        for place in places(&self.best) {
            let branches = body_at(&self.best, &place.path)
                .is_some_and(|b| !b.is_dead(place.op) && !b.successors(place.op).is_empty());
            if branches {
                let op = place.op;
                self.attempt_at(&place, move |editor| editor.end_block(op, STANDS));
            }
        }
    }

    /// Drops arguments and results of functions that nobody calls.
    pub(super) fn signatures(&mut self) {
        for path in paths(&self.best).into_iter().skip(1) {
            let found = body_at(&self.best, &path).and_then(|b| signature(self.cx(), b));
            let Some((inputs, results)) = found else { continue };
            for i in (0..results.len()).rev() {
                self.attempt_in(&path, move |editor| editor.drop_result(i));
            }
            for i in (0..inputs.len()).rev() {
                self.attempt_in(&path, move |editor| editor.drop_argument(i));
            }
        }
    }
}

//! The last rewrites, kept to name the cycle when rewriting does not end.

use std::collections::VecDeque;
use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use crate::entity::OpId;
use crate::rewrite::Rewriter;

/// One rewrite: the pattern and a digest of the operation it started from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub pattern: &'static str,
    pub hash: u64,
}

impl Step {
    /// The digest covers names, types and attributes of the operation and of what defines its
    /// operands: handles differ each time around a cycle.
    pub fn new(rw: &Rewriter<'_>, op: OpId, pattern: &'static str) -> Step {
        let mut hasher = FxHasher::default();
        let view = rw.op(op);
        view.name().hash(&mut hasher);
        view.attrs().hash(&mut hasher);
        for operand in view.operands() {
            rw.ty(operand).hash(&mut hasher);
            if let Some(def) = rw.defining(operand) {
                def.name().hash(&mut hasher);
            }
        }
        Step { pattern, hash: hasher.finish() }
    }
}

/// A ring of the last rewrites.
#[derive(Default)]
pub(super) struct History {
    steps: VecDeque<Step>,
}

impl History {
    /// How many rewrites are kept.
    pub const LENGTH: u64 = 512;

    pub fn push(&mut self, step: Step) {
        if self.steps.len() as u64 == Self::LENGTH {
            self.steps.pop_front();
        }
        self.steps.push_back(step);
    }

    /// What repeats, in words.
    pub fn describe(&self) -> String {
        let steps: Vec<Step> = self.steps.iter().copied().collect();
        let exact = period(&steps);
        let names: Vec<&str> = steps.iter().map(|s| s.pattern).collect();
        match exact.or_else(|| period(&names)) {
            Some(period) => {
                let cycle: Vec<String> =
                    names[names.len() - period..].iter().map(|n| format!("`{n}`")).collect();
                match cycle.as_slice() {
                    // One pattern may take several turns until the operations repeat.
                    [one, rest @ ..] if rest.iter().all(|n| n == one) => format!("{one} repeats"),
                    all => format!("{} repeat in this order", all.join(", ")),
                }
            }
            None => {
                let mut counts: Vec<(usize, &str)> = Vec::new();
                for name in names {
                    match counts.iter_mut().find(|(_, n)| *n == name) {
                        Some((count, _)) => *count += 1,
                        None => counts.push((1, name)),
                    }
                }
                counts.sort_by_key(|(n, name)| (std::cmp::Reverse(*n), *name));
                let top: Vec<String> = counts
                    .iter()
                    .take(4)
                    .map(|(n, name)| format!("`{name}` ({n} times)"))
                    .collect();
                format!("the last {} rewrites were {}", self.steps.len(), top.join(", "))
            }
        }
    }
}

/// The shortest sequence that the items end with three times in a row.
fn period<T: PartialEq>(items: &[T]) -> Option<usize> {
    (1..=items.len() / 3).find(|&p| {
        let tail = &items[items.len() - 3 * p..];
        tail[..2 * p] == tail[p..]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_shortest_period() {
        assert_eq!(period(b"xyabcabcabc"), Some(3));
        assert_eq!(period(b"abababab"), Some(2));
        assert_eq!(period(b"aaa"), Some(1));
        assert_eq!(period(b"abcabd"), None);
    }
}

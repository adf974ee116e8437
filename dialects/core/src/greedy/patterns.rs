//! Sets of patterns, looked up by the operation they start from.

use rustc_hash::FxHashMap;

use crate::context::Context;
use crate::entity::OpName;
use crate::interface::Canonicalize;
use crate::rewrite::Pattern;

/// Patterns by root, best first.
#[derive(Clone, Default)]
pub struct PatternSet {
    rooted: FxHashMap<OpName, Vec<Pattern>>,
    any: Vec<Pattern>,
    canonicalizations: bool,
    left_out: Vec<String>,
    /// If there are any, only these are taken.
    only: Vec<String>,
    /// If there are any, canonicalizations are those of these dialects.
    dialects: Vec<String>,
}

impl PatternSet {
    /// These patterns.
    pub fn new(cx: &Context, patterns: &[Pattern]) -> PatternSet {
        let mut set = PatternSet::default();
        for &pattern in patterns {
            match pattern.root {
                "" => set.any.push(pattern),
                root => set.rooted.entry(cx.op_name(root)).or_default().push(pattern),
            }
        }
        set
    }

    /// Adds what every operation brings as its [`Canonicalize`].
    pub fn with_canonicalizations(mut self) -> PatternSet {
        self.canonicalizations = true;
        self
    }

    /// Takes canonicalizations of these dialects only, and folds only their operations; of all if
    /// there are none.
    pub fn of_dialects(mut self, names: impl IntoIterator<Item = String>) -> PatternSet {
        self.dialects.extend(names);
        self
    }

    /// Takes the patterns of these names only; all if there are none.
    pub fn only(mut self, names: impl IntoIterator<Item = String>) -> PatternSet {
        self.only.extend(names);
        self
    }

    /// Whether operations of this dialect are folded and canonicalized.
    pub fn covers(&self, dialect: &str) -> bool {
        self.dialects.is_empty() || self.dialects.iter().any(|d| d == dialect)
    }

    /// Leaves out the patterns of these names.
    pub fn without(mut self, names: impl IntoIterator<Item = String>) -> PatternSet {
        self.left_out.extend(names);
        self
    }

    /// The patterns to try on operations of this name, in order.
    pub(super) fn for_name(&self, cx: &Context, name: OpName) -> Vec<Pattern> {
        let mut found = self.rooted.get(&name).cloned().unwrap_or_default();
        found.extend(&self.any);
        if self.canonicalizations
            && let Some(own) = cx.op_info(name).and_then(|i| i.interface::<Canonicalize>())
        {
            let text = cx.op_name_str(name);
            let covered = self.covers(text.split_once('.').map_or(text, |(dialect, _)| dialect));
            let own = own.0.iter().filter(|p| p.root.is_empty() || p.root == text);
            found.extend(own.filter(|_| covered));
        }
        let named = |list: &[String], p: &Pattern| list.iter().any(|n| n == p.name);
        found.retain(|p| !named(&self.left_out, p));
        found.retain(|p| self.only.is_empty() || named(&self.only, p));
        // Stable: equal benefits keep the order they were given in.
        found.sort_by_key(|p| std::cmp::Reverse(p.benefit));
        found
    }
}

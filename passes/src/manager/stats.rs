//! Statistics: what passes counted, and texts that they print.

use std::collections::BTreeMap;
use std::fmt;

/// Counters by pass and name, and what passes print beside them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    counts: BTreeMap<(&'static str, &'static str), u64>,
    text: String,
}

impl Stats {
    /// Adds to a counter; nothing is kept for a sum of zero.
    pub fn add(&mut self, pass: &'static str, what: &'static str, n: u64) {
        if n > 0 {
            *self.counts.entry((pass, what)).or_default() += n;
        }
    }

    /// A counter; 0 when nothing was counted.
    pub fn get(&self, pass: &str, what: &str) -> u64 {
        let hit = self.counts.iter().find(|((p, w), _)| *p == pass && *w == what);
        hit.map_or(0, |(_, n)| *n)
    }

    /// Adds to what is printed.
    pub fn print(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// What passes that print have printed, in the order of the input.
    pub fn printed(&self) -> &str {
        &self.text
    }

    /// Adds all counters and the text of another set.
    pub fn merge(&mut self, other: &Stats) {
        self.text.push_str(&other.text);
        for (&(pass, what), &n) in &other.counts {
            self.add(pass, what, n);
        }
    }

    /// All counters as (pass, what, count), sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'static str, u64)> + '_ {
        self.counts.iter().map(|(&(pass, what), &n)| (pass, what, n))
    }
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut last = "";
        for (pass, what, n) in self.iter() {
            if pass != last {
                writeln!(f, "{pass}")?;
                last = pass;
            }
            writeln!(f, "  {n:>8} {what}")?;
        }
        Ok(())
    }
}

//! Searches text with a translated expression, leftmost-longest as POSIX demands.
//!
//! Three engines of `regex-automata` share one compiled program. A lazy DFA says whether and by
//! where there is a match, at full speed. A simulation of the program then finds where the leftmost
//! one starts, on that line only, since hardly any expression can match a newline; and a second
//! one, anchored there with every alternative kept alive, how long it can get, and its groups.
//! Expressions with back-references go to `fancy-regex`, which backtracks: leftmost, first
//! alternative, a bounded number of steps.

use std::ops::Range;

use regex_automata::hybrid::dfa::DFA;
use regex_automata::nfa::thompson::{self, NFA, pikevm::PikeVM};
use regex_automata::util::{captures::Captures, syntax};
use regex_automata::{Anchored, Input, MatchKind};

/// Bytes a compiled program may take.
const PROGRAM_LIMIT_BYTES: usize = 10 << 20;
/// Backtracking steps before a search with back-references gives up.
const BACKTRACK_LIMIT: usize = 1_000_000;

/// A compiled expression.
#[derive(Debug)]
pub(super) struct Matcher(Engine);

#[derive(Debug)]
enum Engine {
    Automata(Box<Automata>),
    Backtracking(fancy_regex::Regex),
}

#[derive(Debug)]
struct Automata {
    exists: DFA,
    leftmost: PikeVM,
    longest: PikeVM,
    /// A match may contain a newline.
    crosses_lines: bool,
}

thread_local! {
    /// Kept, because a fresh one clears a table of ten thousand entries before it starts.
    static COMPILER: thompson::Compiler = {
        let config = thompson::Config::new().nfa_size_limit(Some(PROGRAM_LIMIT_BYTES));
        let mut compiler = NFA::compiler();
        compiler.configure(config);
        compiler
    };
}

/// Where an expression matched, and where its groups did, in the order asked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub range: Range<usize>,
    pub groups: Vec<Range<usize>>,
}

/// What is known of an expression beside its text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Traits {
    pub ignore_case: bool,
    pub has_backrefs: bool,
    pub crosses_lines: bool,
}

impl Matcher {
    /// Compiles `source`, written in the syntax [`super::ere::translate`] makes.
    ///
    /// # Errors
    /// The engine's message, chiefly "too big".
    pub fn new(source: &str, traits: Traits) -> Result<Matcher, String> {
        if traits.has_backrefs {
            let flags = if traits.ignore_case { "(?mi)" } else { "(?m)" };
            return fancy_regex::RegexBuilder::new(&format!("{flags}(?:{source})"))
                .backtrack_limit(BACKTRACK_LIMIT)
                .delegate_size_limit(PROGRAM_LIMIT_BYTES)
                .build()
                .map(|regex| Matcher(Engine::Backtracking(regex)))
                .map_err(|e| e.to_string());
        }
        Automata::new(source, traits)
            .map(|automata| Matcher(Engine::Automata(Box::new(automata))))
            .map_err(|e| e.to_string())
    }

    /// The leftmost match in `text`, with the ranges of the groups numbered `groups`.
    ///
    /// # Errors
    /// The search gave up; only back-references can cause that.
    pub fn find(&self, text: &str, groups: &[usize]) -> Result<Option<Found>, String> {
        match &self.0 {
            Engine::Automata(automata) => Ok(automata.find(text, groups)),
            Engine::Backtracking(regex) => {
                let captures = regex.captures(text).map_err(|e| e.to_string())?;
                let Some((captures, range)) = captures.and_then(|captures| {
                    let range = captures.get(0).map(|m| m.range())?;
                    Some((captures, range))
                }) else {
                    return Ok(None);
                };
                let get = |name: &str| captures.name(name).map(|m| m.range());
                let groups = pick(groups, range.start, get);
                Ok(Some(Found { range, groups }))
            }
        }
    }
}

impl Automata {
    fn new(source: &str, traits: Traits) -> Result<Automata, Box<dyn std::error::Error>> {
        let syntax = syntax::Config::new().multi_line(true).case_insensitive(traits.ignore_case);
        let syntax = syntax::parse_with(source, &syntax)?;
        let nfa = COMPILER.with(|c| c.build_from_hir(&syntax).map_err(Box::new))?;
        let exists = DFA::builder()
            .configure(DFA::config().skip_cache_capacity_check(true))
            .build_from_nfa(nfa.clone())?;
        let simulation = |kind| {
            let mut builder = PikeVM::builder();
            builder.configure(PikeVM::config().match_kind(kind));
            builder
        };
        Ok(Automata {
            exists,
            leftmost: simulation(MatchKind::LeftmostFirst).build_from_nfa(nfa.clone())?,
            longest: simulation(MatchKind::All).build_from_nfa(nfa)?,
            crosses_lines: traits.crosses_lines || source.contains('\n'),
        })
    }

    fn find(&self, text: &str, groups: &[usize]) -> Option<Found> {
        let range = self.candidate(text)?;
        let mut cache = self.leftmost.create_cache();
        let start = self.leftmost.find(&mut cache, Input::new(text).range(range.clone()))?.start();
        let input = Input::new(text).range(start..range.end).anchored(Anchored::Yes);
        let mut captures = self.longest.create_captures();
        self.longest.captures(&mut self.longest.create_cache(), input, &mut captures);
        let range = captures.get_match()?.range();
        let get = |name: &str| group(&captures, name);
        Some(Found { groups: pick(groups, start, get), range })
    }

    /// A part of `text` that holds all of the leftmost match, if there is one at all.
    fn candidate(&self, text: &str) -> Option<Range<usize>> {
        let input = Input::new(text).earliest(true);
        let found = self.exists.try_search_fwd(&mut self.exists.create_cache(), &input);
        let end = match found {
            Ok(None) => return None,
            Ok(Some(found)) if !self.crosses_lines => found.offset(),
            // Out of memory for states: the simulation needs none.
            Ok(Some(_)) | Err(_) => return Some(0..text.len()),
        };
        // No match ends earlier, so none lies on an earlier line.
        let head = text.get(..end)?;
        let start = head.rfind('\n').map_or(0, |at| at + 1);
        let rest = text.get(end..)?;
        Some(start..rest.find('\n').map_or(text.len(), |at| end + at))
    }
}

fn group(captures: &Captures, name: &str) -> Option<Range<usize>> {
    captures.get_group_by_name(name).map(|span| span.range())
}

/// Groups by number; one that took no part is empty, at the start of the match.
fn pick(
    groups: &[usize],
    start: usize,
    get: impl Fn(&str) -> Option<Range<usize>>,
) -> Vec<Range<usize>> {
    groups.iter().map(|n| get(&format!("g{n}")).unwrap_or(start..start)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(source: &str, text: &str, groups: &[usize], traits: Traits) -> Option<Found> {
        Matcher::new(source, traits).unwrap().find(text, groups).unwrap()
    }

    #[test]
    fn the_longest_of_the_leftmost_wins() {
        for (source, text, range) in [
            ("a|ab", "xab", 1..3),
            ("a?(?:ab)?", "ab", 0..2),
            ("b|a", "ab", 0..1),
            ("a+$", "aa\naaa", 0..2),
            ("^b", "ab\nb", 3..4),
            ("b|abcd", "x\nabcd", 2..6),
            ("$", "ab\n", 2..2),
            ("(?:a|é)+", "\u{20ac}éa", 3..6),
        ] {
            assert_eq!(
                find(source, text, &[], Traits::default()).unwrap().range,
                range,
                "{source}"
            );
        }
    }

    #[test]
    fn groups_belong_to_the_longest_match() {
        let needs = Traits::default();
        let found = find("(?P<g1>a|ab)(?P<g2>c)?", "abc", &[1, 2], needs).unwrap();
        assert_eq!(found, Found { range: 0..3, groups: vec![0..2, 2..3] });
    }

    #[test]
    fn a_back_reference_demands_the_same_text() {
        let needs = Traits { has_backrefs: true, ..Traits::default() };
        let found = find("(?P<g1>[a-z]+) \\k<g1>!", "ab cd cd!", &[1], needs).unwrap();
        assert_eq!(found.groups, vec![3..5]);
        assert_eq!(find("(?P<g1>[a-z]) \\k<g1>", "a b", &[1], needs), None);
    }

    #[test]
    fn a_program_that_is_too_big_is_an_error() {
        let source = "(?:(?:(?:[[:alpha:]]{1,255}){1,255}){1,255})";
        assert!(Matcher::new(source, Traits::default()).is_err());
    }
}

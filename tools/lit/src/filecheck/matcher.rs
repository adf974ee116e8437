//! Searches text with a translated expression, leftmost-longest as POSIX demands.
//!
//! The `regex` crate finds the leftmost match, but of two at the same place the one written first.
//! So the start comes from there, the end from a lazy DFA that keeps every alternative alive, and
//! the groups from a third expression that must end just there. Expressions with back-references
//! go to `fancy-regex`, which backtracks: leftmost, first alternative, a bounded number of steps.

use std::ops::Range;

use regex_automata::hybrid::dfa::DFA;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, MatchKind, nfa::thompson};

/// Bytes a compiled program may take, for each engine.
const PROGRAM_LIMIT_BYTES: usize = 10 << 20;
/// Backtracking steps before a search with back-references gives up.
const BACKTRACK_LIMIT: usize = 1_000_000;

/// A compiled expression.
#[derive(Debug)]
pub(super) struct Matcher(Engine);

#[derive(Debug)]
enum Engine {
    Automata { find: regex::Regex, longest: Box<DFA>, groups: Option<regex::Regex> },
    Backtracking(fancy_regex::Regex),
}

/// Where an expression matched, and where its groups did, in the order asked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub range: Range<usize>,
    pub groups: Vec<Range<usize>>,
}

impl Matcher {
    /// Compiles `source`, written in the syntax [`super::ere::translate`] makes.
    ///
    /// # Errors
    /// The engine's message, chiefly "too big".
    pub fn new(source: &str, ignore_case: bool, cx: Needs) -> Result<Matcher, String> {
        let flags = if ignore_case { "(?mi)" } else { "(?m)" };
        let full = format!("{flags}(?:{source})");
        if cx.backrefs {
            return fancy_regex::RegexBuilder::new(&full)
                .backtrack_limit(BACKTRACK_LIMIT)
                .delegate_size_limit(PROGRAM_LIMIT_BYTES)
                .build()
                .map(|regex| Matcher(Engine::Backtracking(regex)))
                .map_err(|e| e.to_string());
        }
        let find = compile(&full)?;
        let groups = if cx.groups { Some(compile(&format!("{full}\\z"))?) } else { None };
        let longest = DFA::builder()
            .configure(DFA::config().match_kind(MatchKind::All).skip_cache_capacity_check(true))
            .syntax(syntax::Config::new())
            .thompson(thompson::Config::new().nfa_size_limit(Some(PROGRAM_LIMIT_BYTES)))
            .build(&full)
            .map_err(|e| e.to_string())?;
        Ok(Matcher(Engine::Automata { find, longest: Box::new(longest), groups }))
    }

    /// The leftmost match in `text`, with the ranges of the groups numbered `groups`.
    ///
    /// # Errors
    /// The search gave up; only back-references can cause that.
    pub fn find(&self, text: &str, groups: &[usize]) -> Result<Option<Found>, String> {
        match &self.0 {
            Engine::Automata { find, longest, groups: with_groups } => {
                let Some(first) = find.find(text) else { return Ok(None) };
                let end = longest_end(longest, text, first.start()).unwrap_or(first.end());
                let ranges = match with_groups {
                    None => Vec::new(),
                    Some(regex) => {
                        let head = text.get(..end).unwrap_or(text);
                        let captures = regex.captures_at(head, first.start());
                        let get = |name: &str| {
                            captures.as_ref().and_then(|c| c.name(name)).map(|m| m.range())
                        };
                        pick(groups, first.start(), get)
                    }
                };
                Ok(Some(Found { range: first.start()..end, groups: ranges }))
            }
            Engine::Backtracking(regex) => {
                let captures = regex.captures(text).map_err(|e| e.to_string())?;
                let Some((captures, whole)) = captures.and_then(|c| {
                    let range = c.get(0).map(|m| m.range())?;
                    Some((c, range))
                }) else {
                    return Ok(None);
                };
                let get = |name: &str| captures.name(name).map(|m| m.range());
                let ranges = pick(groups, whole.start, get);
                Ok(Some(Found { range: whole, groups: ranges }))
            }
        }
    }
}

/// What a caller will ask of a [`Matcher`]; what is not needed is not compiled.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Needs {
    pub groups: bool,
    pub backrefs: bool,
}

fn compile(source: &str) -> Result<regex::Regex, String> {
    regex::RegexBuilder::new(source)
        .size_limit(PROGRAM_LIMIT_BYTES)
        .build()
        .map_err(|e| e.to_string())
}

/// Groups by number; one that took no part is empty, at the start of the match.
fn pick(
    groups: &[usize],
    start: usize,
    get: impl Fn(&str) -> Option<Range<usize>>,
) -> Vec<Range<usize>> {
    groups.iter().map(|n| get(&format!("g{n}")).unwrap_or(start..start)).collect()
}

/// The end of the longest match that begins at `start`.
fn longest_end(dfa: &DFA, text: &str, start: usize) -> Option<usize> {
    let mut cache = dfa.create_cache();
    let input = Input::new(text).range(start..).anchored(Anchored::Yes);
    let found = dfa.try_search_fwd(&mut cache, &input).ok()??;
    Some(found.offset())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(source: &str, text: &str, groups: &[usize], needs: Needs) -> Option<Found> {
        Matcher::new(source, false, needs).unwrap().find(text, groups).unwrap()
    }

    #[test]
    fn the_longest_of_the_leftmost_wins() {
        for (source, text, range) in [
            ("a|ab", "xab", 1..3),
            ("a?(?:ab)?", "ab", 0..2),
            ("b|a", "ab", 0..1),
            ("a+$", "aa\naaa", 0..2),
            ("^b", "ab\nb", 3..4),
        ] {
            assert_eq!(find(source, text, &[], Needs::default()).unwrap().range, range, "{source}");
        }
    }

    #[test]
    fn groups_belong_to_the_longest_match() {
        let needs = Needs { groups: true, backrefs: false };
        let found = find("(?P<g1>a|ab)(?P<g2>c)?", "abc", &[1, 2], needs).unwrap();
        assert_eq!(found, Found { range: 0..3, groups: vec![0..2, 2..3] });
    }

    #[test]
    fn a_back_reference_demands_the_same_text() {
        let needs = Needs { groups: true, backrefs: true };
        let found = find("(?P<g1>[a-z]+) \\k<g1>!", "ab cd cd!", &[1], needs).unwrap();
        assert_eq!(found.groups, vec![3..5]);
        assert_eq!(find("(?P<g1>[a-z]) \\k<g1>", "a b", &[1], needs), None);
    }

    #[test]
    fn a_program_that_is_too_big_is_an_error() {
        let source = "(?:(?:(?:[[:alpha:]]{1,255}){1,255}){1,255})";
        assert!(Matcher::new(source, false, Needs::default()).is_err());
    }
}

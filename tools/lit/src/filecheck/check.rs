//! Matches the directives of a check file against the input.
//!
//! First the labels cut the input into regions, then the directives between two labels run in
//! their region alone. So one failure says nothing about other regions, and each region reports
//! its first problem.

use std::rc::Rc;

use super::check_file::{CheckFile, Directive, Kind, Step};
use super::options::Options;
use super::pattern::{Match, MatchError, Values};
use super::report::{Located, Place, Problem, ProblemKind, near_match};

/// Runs all checks; returns the problems in the order they were met.
pub(super) fn run(
    file: CheckFile,
    check: Located,
    input: Located,
    options: &Options,
) -> Vec<Problem> {
    let CheckFile { steps, values } = file;
    let mut run = Run { check, input, options, values, problems: Vec::new() };
    run.regions(&steps);
    run.problems
}

struct Run<'a> {
    check: Located<'a>,
    input: Located<'a>,
    options: &'a Options,
    values: Values,
    problems: Vec<Problem>,
}

/// A problem was recorded: the region is given up.
struct Failed;

/// A part of the input: where it begins there, and its text.
#[derive(Debug, Clone, Copy)]
struct Region<'a> {
    start: usize,
    text: &'a str,
}

impl<'a> Region<'a> {
    fn from(self, offset: usize) -> Region<'a> {
        let text = self.text.get(offset..).unwrap_or_default();
        Region { start: self.start + offset, text }
    }

    fn to(self, offset: usize) -> Region<'a> {
        Region { text: self.text.get(..offset).unwrap_or(self.text), ..self }
    }

    fn between(self, start: usize, end: usize) -> Region<'a> {
        self.to(end.max(start)).from(start)
    }
}

impl Run<'_> {
    fn regions(&mut self, steps: &[Step]) {
        let mut rest = Region { start: 0, text: self.input.canonical };
        let mut first = 0;
        loop {
            let tail = steps.get(first..).unwrap_or_default();
            let label = tail.iter().position(|step| step.directive.kind == Kind::Label);
            let n_steps = label.map_or(tail.len(), |at| at + 1);
            let mut region = rest;
            if let Some(step) = tail.get(n_steps.saturating_sub(1)).filter(|_| label.is_some()) {
                // Only where the label is: -NOT and -DAG before it need variables of the region.
                let Ok(found) = self.matches(&step.directive, rest) else { return };
                let end = found.start + found.len;
                region = rest.to(end);
                rest = rest.from(end);
            }
            // The first region keeps its variables: they come from the command line.
            if first != 0 && self.options.enable_var_scope {
                self.values.clear_local();
            }
            for step in tail.iter().take(n_steps) {
                match self.step(step, region) {
                    Ok(found) => region = region.from(found.start + found.len),
                    Err(Failed) => break,
                }
            }
            first += n_steps;
            if label.is_none() {
                return;
            }
        }
    }

    /// Checks one step in `region`; its match is relative to that.
    fn step(&mut self, step: &Step, region: Region) -> Result<Match, Failed> {
        let (after_dags, nots) = self.before(&step.before, region)?;
        let searched = region.from(after_dags);
        let found = self.matches(&step.directive, searched)?;
        let skipped = searched.to(found.start);
        self.line_rule(&step.directive, skipped)?;
        self.nots(&nots, skipped)?;
        Ok(Match { start: after_dags + found.start, len: found.len })
    }

    /// All matches of a directive, from the start of the first to the end of the last.
    fn matches(&mut self, directive: &Directive, region: Region) -> Result<Match, Failed> {
        let (mut first, mut end) = (0, 0);
        for n in 0..directive.count {
            let searched = region.from(end);
            match directive.pattern.find(searched.text, &mut self.values) {
                Ok(found) => {
                    if n == 0 {
                        first = found.start;
                    }
                    end += found.start + found.len;
                }
                Err(error) => return Err(self.not_found(directive, n, searched, error)),
            }
        }
        Ok(Match { start: first, len: end - first })
    }

    /// -NEXT, -EMPTY and -SAME count the newlines between the previous match and theirs.
    fn line_rule(&mut self, directive: &Directive, skipped: Region) -> Result<(), Failed> {
        let n_newlines = count_newlines(skipped.text);
        let message = match (directive.kind, n_newlines) {
            (Kind::Next | Kind::Empty, 0) => "is on the same line as previous match",
            (Kind::Next | Kind::Empty, 2..) => "is not on the line after the previous match",
            (Kind::Same, 1..) => "is not on the same line as the previous match",
            _ => return Ok(()),
        };
        let mut problem = self.problem(ProblemKind::WrongLine, directive, message.into());
        problem.scan_from = Some(self.input.place(skipped.start));
        problem.found = Some(self.input.place(skipped.start + skipped.text.len()));
        self.problems.push(problem);
        Err(Failed)
    }

    /// None of `nots` may match in `region`; all that do are reported.
    fn nots(&mut self, nots: &[&Directive], region: Region) -> Result<(), Failed> {
        let mut result = Ok(());
        for directive in nots {
            match directive.pattern.find(region.text, &mut self.values) {
                Err(MatchError::NotFound) => continue,
                Ok(found) => {
                    let message = "excluded string found in input".to_string();
                    let mut problem = self.problem(ProblemKind::Excluded, directive, message);
                    problem.found = Some(self.input.place(region.start + found.start));
                    self.problems.push(problem);
                }
                Err(error) => {
                    self.not_found(directive, 0, region, error);
                }
            }
            result = Err(Failed);
        }
        result
    }

    /// Matches the -DAG in front of a step. Returns the end of the last group of them, and the
    /// -NOT that follow it, which the step's own match bounds.
    fn before<'d>(
        &mut self,
        before: &'d [Rc<Directive>],
        region: Region,
    ) -> Result<(usize, Vec<&'d Directive>), Failed> {
        let mut start = 0;
        let mut nots: Vec<&Directive> = Vec::new();
        let mut group: Vec<(usize, usize)> = Vec::new();
        for (index, directive) in before.iter().enumerate() {
            if directive.kind == Kind::Not {
                nots.push(directive);
                continue;
            }
            self.dag(directive, region, start, &mut group)?;
            let next = before.get(index + 1);
            if next.is_none_or(|next| next.kind == Kind::Not) {
                // The group ends: what was forbidden before it lies before its first match.
                let first = group.first().map_or(start, |range| range.0);
                self.nots(&nots, region.between(start, first))?;
                nots.clear();
                start = group.last().map_or(start, |range| range.1);
                group.clear();
            }
        }
        Ok((start, nots))
    }

    /// Finds a match of a -DAG at or after `start` that overlaps none of its group.
    fn dag(
        &mut self,
        directive: &Directive,
        region: Region,
        start: usize,
        group: &mut Vec<(usize, usize)>,
    ) -> Result<(), Failed> {
        let mut from = start;
        let mut slot = 0;
        loop {
            let searched = region.from(from);
            let found = match directive.pattern.find(searched.text, &mut self.values) {
                Ok(found) => found,
                Err(error) => return Err(self.not_found(directive, 0, searched, error)),
            };
            let range = (from + found.start, from + found.start + found.len);
            if self.options.allow_deprecated_dag_overlap {
                match group.first_mut() {
                    Some(whole) => *whole = (whole.0.min(range.0), whole.1.max(range.1)),
                    None => group.push(range),
                }
                return Ok(());
            }
            while group.get(slot).is_some_and(|old| range.0 >= old.1) {
                slot += 1;
            }
            match group.get(slot) {
                // Overlaps: look again behind the earlier match.
                Some(old) if old.0 < range.1 => {
                    from = old.1;
                    slot += 1;
                }
                _ => {
                    group.insert(slot, range);
                    return Ok(());
                }
            }
        }
    }

    fn problem(&self, kind: ProblemKind, directive: &Directive, message: String) -> Problem {
        let values = directive.pattern.substitutions(&self.values);
        Problem {
            kind,
            directive: directive.name.clone(),
            message,
            at: directive.offset.map(|offset| self.check.place(offset)),
            scan_from: None,
            found: None,
            near: None,
            notes: values
                .iter()
                .map(|(name, value)| format!("with `{name}` = `{value}`"))
                .collect(),
        }
    }

    /// Records that `directive` has no match in `region`, after `n_found` of a count.
    fn not_found(
        &mut self,
        directive: &Directive,
        n_found: u32,
        region: Region,
        error: MatchError,
    ) -> Failed {
        let count = match directive.count {
            1 => String::new(),
            count => format!(" ({n_found} of {count} found)"),
        };
        let mut problem = match error {
            MatchError::NotFound => {
                let message = format!("expected string not found in input{count}");
                self.problem(ProblemKind::NotFound, directive, message)
            }
            MatchError::Unusable(messages) => {
                self.problem(ProblemKind::Substitution, directive, messages.join("; "))
            }
        };
        problem.scan_from = Some(self.place_of_scan(region));
        problem.near = self.near(directive, region);
        self.problems.push(problem);
        Failed
    }

    /// Where the scan of `region` began: the next line, if nothing is left on this one.
    fn place_of_scan(&self, region: Region) -> Place {
        let is_line_end = region.text.starts_with('\n') && region.text.len() > 1;
        self.input.place(region.start + usize::from(is_line_end && region.start > 0))
    }

    /// A line that resembles the pattern with the values of its variables put in.
    fn near(&self, directive: &Directive, region: Region) -> Option<Place> {
        let mut text = directive.text.clone();
        for (name, value) in directive.pattern.substitutions(&self.values) {
            let block = format!("[[{name}]]");
            text = text.replace(&block, &value);
        }
        let text = without_blocks(&text);
        near_match(&text, region.text).map(|offset| self.input.place(region.start + offset))
    }
}

/// `text` without what stands in `{{ }}` and `[[ ]]`: no letter of that is expected in the input.
fn without_blocks(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = [rest.find("{{"), rest.find("[[")].into_iter().flatten().min() {
        let (head, tail) = rest.split_at(at);
        out.push_str(head);
        let close = if tail.starts_with('{') { "}}" } else { "]]" };
        let Some((_, after)) = tail.split_once(close) else { return out };
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Line ends in `text`; `\r\n` and `\n\r` are one.
fn count_newlines(text: &str) -> usize {
    let mut bytes = text.bytes().peekable();
    let mut count = 0;
    while let Some(byte) = bytes.next() {
        if byte == b'\n' || byte == b'\r' {
            count += 1;
            let other = if byte == b'\n' { b'\r' } else { b'\n' };
            bytes.next_if_eq(&other);
        }
    }
    count
}

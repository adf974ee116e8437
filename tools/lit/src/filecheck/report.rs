//! What a check found: data for machines, text for people.

use std::fmt;

use serde::Serialize;

/// A place in one of the two texts, with the line it is on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Place {
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The whole line.
    pub text: String,
}

/// The kinds of problem a check can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// The options, the check file or the input cannot be used.
    Unusable,
    /// What a directive wants is not in the input.
    NotFound,
    /// What a `-NOT` excludes is in the input.
    Excluded,
    /// Found, but not on the line where it must be.
    WrongLine,
    /// An undefined variable or a value out of range.
    Substitution,
}

/// One thing wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Problem {
    pub kind: ProblemKind,
    /// The directive as written, such as `CHECK-NEXT`; empty when there is none.
    pub directive: String,
    pub message: String,
    /// The directive's pattern in the check file.
    pub at: Option<Place>,
    /// Where in the input the search began.
    pub scan_from: Option<Place>,
    /// What was found and should not have been, or not there.
    pub found: Option<Place>,
    /// A line of the input that resembles the pattern.
    pub near: Option<Place>,
    /// Values of variables in the pattern, and other remarks.
    pub notes: Vec<String>,
}

/// The result of a check: no problems means success.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    pub problems: Vec<Problem>,
}

impl Report {
    /// Whether the input satisfies the checks.
    pub fn is_success(&self) -> bool {
        self.problems.is_empty()
    }

    /// FileCheck's: 0 success, 1 the input does not match, 2 the check itself is unusable.
    pub fn exit_code(&self) -> i32 {
        match self.problems.iter().any(|p| p.kind == ProblemKind::Unusable) {
            true => 2,
            false => i32::from(!self.is_success()),
        }
    }

    pub(super) fn unusable(message: String) -> Report {
        Report { problems: vec![Problem::unusable(message, None)] }
    }
}

impl Problem {
    pub(super) fn unusable(message: String, at: Option<Place>) -> Problem {
        Problem {
            kind: ProblemKind::Unusable,
            directive: String::new(),
            message,
            at,
            scan_from: None,
            found: None,
            near: None,
            notes: Vec::new(),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.problems.iter().try_for_each(|problem| writeln!(f, "{problem}"))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if let Some(at) = &self.at {
            write!(f, "{}:{}:{}: ", at.file, at.line, at.column)?;
        }
        write!(f, "error: ")?;
        if !self.directive.is_empty() {
            write!(f, "{}: ", self.directive)?;
        }
        writeln!(f, "{}", self.message)?;
        if let Some(at) = &self.at {
            excerpt(f, at)?;
        }
        let places = [
            ("scanning from here", &self.scan_from),
            ("found here", &self.found),
            ("possible intended match here", &self.near),
        ];
        for (what, place) in places {
            let Some(place) = place else { continue };
            writeln!(f, "{}:{}:{}: note: {what}", place.file, place.line, place.column)?;
            excerpt(f, place)?;
        }
        self.notes.iter().try_for_each(|note| writeln!(f, "note: {note}"))
    }
}

/// Longest part of a line shown, in characters.
const EXCERPT_MAX: usize = 160;

fn excerpt(f: &mut fmt::Formatter, place: &Place) -> fmt::Result {
    // A long line is shown from a little before the column.
    let column = place.column.saturating_sub(1);
    let skipped = column.saturating_sub(EXCERPT_MAX / 2);
    let text: String = place.text.chars().skip(skipped).take(EXCERPT_MAX).collect();
    let number = place.line.to_string();
    let pad: String =
        text.chars().take(column - skipped).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    writeln!(f, "{number:>5} | {text}")?;
    writeln!(f, "      | {pad}^")
}

/// A text with its name, able to say where an offset into its canonical form is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Located<'a> {
    pub name: &'a str,
    /// As the user has it.
    pub original: &'a str,
    /// As it is matched: same lines, fewer blanks.
    pub canonical: &'a str,
}

impl Located<'_> {
    pub fn place(&self, offset: usize) -> Place {
        let head = self.canonical.get(..offset).unwrap_or(self.canonical);
        let line = head.matches('\n').count() + 1;
        let start = head.rfind('\n').map_or(0, |at| at + 1);
        let canonical_column = head.get(start..).unwrap_or_default().chars().count();
        let text = self.original.split('\n').nth(line - 1).unwrap_or_default();
        let text = text.strip_suffix('\r').unwrap_or(text);
        let canonical_line = self.canonical.get(start..).unwrap_or_default();
        let canonical_line = canonical_line.split('\n').next().unwrap_or_default();
        Place {
            file: self.name.into(),
            line,
            column: original_column(text, canonical_line, canonical_column) + 1,
            text: text.into(),
        }
    }
}

/// The column in `text` of column `column` of the same line with runs of blanks made one.
fn original_column(text: &str, canonical: &str, column: usize) -> usize {
    if text == canonical {
        return column;
    }
    let (mut n_seen, mut was_blank) = (0, false);
    for (index, c) in text.chars().enumerate() {
        let is_blank = c == ' ' || c == '\t';
        if !(is_blank && was_blank) {
            if n_seen == column {
                return index;
            }
            n_seen += 1;
        }
        was_blank = is_blank;
    }
    text.chars().count()
}

/// How far ahead a near match is looked for, in lines, and what is compared of each.
const NEAR_LINES: usize = 200;
const NEAR_CHARS: usize = 120;

/// The line of `region` that most resembles `pattern`: its offset, if one does at all.
pub(super) fn near_match(pattern: &str, region: &str) -> Option<usize> {
    let wanted: Vec<char> = pattern.trim().chars().take(NEAR_CHARS).collect();
    if wanted.is_empty() {
        return None;
    }
    let mut best: Option<(usize, usize)> = None;
    let mut offset = 0;
    for line in region.split('\n').take(NEAR_LINES) {
        let trimmed = line.trim_start();
        let start = offset + (line.len() - trimmed.len());
        let found: Vec<char> = trimmed.trim_end().chars().take(wanted.len()).collect();
        let distance = distance(&wanted, &found);
        // Less than half of it may differ, or the hint misleads.
        if !found.is_empty() && distance * 2 < wanted.len() && best.is_none_or(|b| distance < b.0) {
            best = Some((distance, start));
        }
        offset += line.len() + 1;
    }
    best.map(|(_, start)| start)
}

/// Edits (insert, delete, replace, swap of neighbours) from `a` to `b`.
pub(crate) fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut current = vec![i + 1];
        for (j, cb) in b.iter().enumerate() {
            let at = |row: &[usize], k: usize| row.get(k).copied().unwrap_or(usize::MAX / 2);
            let mut cost = at(&previous, j) + usize::from(ca != cb);
            cost = cost.min(at(&previous, j + 1) + 1).min(at(&current, j) + 1);
            if i > 0 && j > 0 && a.get(i - 1) == Some(cb) && b.get(j - 1) == Some(ca) {
                cost = cost.min(at(&before, j - 1) + 1);
            }
            current.push(cost);
        }
        before = std::mem::replace(&mut previous, current);
    }
    previous.last().copied().unwrap_or(a.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_original_text() {
        let located = Located { name: "f", original: "a\r\n  b \t c", canonical: "a\n b c" };
        let place = located.place(5);
        assert_eq!((place.line, place.column, place.text.as_str()), (2, 7, "  b \t c"));
    }

    #[test]
    fn the_nearest_line_is_the_one_with_the_fewest_edits() {
        let region = "  return %x\n  %y = arith.addi %a, %c\n";
        assert_eq!(near_match("arith.addi %a, %b", region), None);
        assert_eq!(near_match("%y = arith.addi %a, %b", region), Some(14));
        assert_eq!(near_match("completely different", region), None);
    }

    #[test]
    fn a_swap_of_neighbours_is_one_edit() {
        let chars = |s: &str| s.chars().collect::<Vec<_>>();
        assert_eq!(distance(&chars("LABLE"), &chars("LABEL")), 1);
        assert_eq!(distance(&chars("NXT"), &chars("NEXT")), 1);
        assert_eq!(distance(&chars(""), &chars("AB")), 2);
    }
}

//! The pest grammar of check files, and what keeps its parser within bounds.

use pest_derive::Parser;

use super::pattern::SyntaxError;

#[derive(Parser)]
#[grammar = "filecheck/grammar.pest"]
pub(super) struct Grammar;

/// Deepest nesting of brackets or parentheses: the generated parser recurses on it.
const NESTING_MAX: usize = 100;

/// Refuses text whose brackets nest deeper than the parser may recurse.
///
/// Counts every bracket, literal ones too, so it may refuse what would have parsed; a hundred
/// open brackets on one line of a check file are not written by people.
pub(super) fn check_nesting(text: &str) -> Result<(), SyntaxError> {
    let mut depth = 0_usize;
    for (offset, c) in text.char_indices() {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > NESTING_MAX {
            let message = format!("brackets nest deeper than {NESTING_MAX}");
            return Err(SyntaxError::new(offset, message));
        }
    }
    Ok(())
}

/// A pest error as one of ours: its place, our sentence.
pub(super) fn parse_error(error: &pest::error::Error<Rule>, message: &str) -> SyntaxError {
    let offset = match error.location {
        pest::error::InputLocation::Pos(offset) => offset,
        pest::error::InputLocation::Span((offset, _)) => offset,
    };
    SyntaxError::new(offset, message.into())
}

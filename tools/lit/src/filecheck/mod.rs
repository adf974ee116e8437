//! FileCheck: does an output have what a file's `CHECK` directives say?
//!
//! Directives, variables and options are those of LLVM's tool, and so are its decisions, which a
//! test holds against the real one. What differs, on purpose:
//! - a directive that looks misspelt (`CHECK-NXT:`, `CHECK-NEXT foo` without a colon) is an error;
//! - `{{\d}}` is an error: in POSIX it matches the letter d;
//! - `.` matches one character, not one byte; input that is not UTF-8 has its bad bytes replaced;
//! - numbers have 128 bits, counts end at a million, brackets nest a hundred deep;
//! - a pattern with back-references takes its first alternative that matches, not its longest;
//! - LLVM's options that only shape its report are accepted and change nothing.

mod check;
mod check_file;
mod ere;
mod grammar;
mod matcher;
mod number;
mod options;
mod pattern;
mod report;

pub use options::{Command, Options};
pub(crate) use report::distance;
pub use report::{Place, Problem, ProblemKind, Report};

use report::Located;

/// A text and the name that reports call it by.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    pub name: &'a str,
    pub text: &'a str,
}

/// Checks `input` against the directives in `check`.
///
/// # Example
/// ```
/// use terrace_lit::filecheck::{Options, Source, check};
/// let checks = Source { name: "a.mlir", text: "// CHECK: %[[X:.*]] = add\n// CHECK-NEXT: [[X]]" };
/// let input = Source { name: "<stdin>", text: "%0 = add\nuse 0\n" };
/// let report = check(checks, input, &Options::default());
/// assert!(report.is_success(), "{report}");
/// ```
pub fn check(check: Source, input: Source, options: &Options) -> Report {
    if let Err(message) = options.validate() {
        return Report::unusable(message);
    }
    if input.text.is_empty() && !options.allow_empty {
        return Report::unusable(format!("'{}' is empty", input.name));
    }
    let check_text = canonical(check.text, options.strict_whitespace);
    let input_text = canonical(input.text, options.strict_whitespace);
    let check = Located { name: check.name, original: check.text, canonical: &check_text };
    let input = Located { name: input.name, original: input.text, canonical: &input_text };
    let problems = match check_file::read(check, options) {
        Ok(file) => check::run(file, check, input, options),
        Err(problems) => problems,
    };
    Report { problems }
}

/// The text with `\r\n` as `\n` and, unless whitespace is strict, runs of blanks as one space.
fn canonical(text: &str, strict: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            ' ' | '\t' if !strict => {
                out.push(' ');
                while chars.next_if(|c| *c == ' ' || *c == '\t').is_some() {}
            }
            _ => out.push(c),
        }
    }
    out
}

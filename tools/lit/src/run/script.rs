//! Reads a test file: its RUN lines and the few directives that steer the runner.

use std::path::{Path, PathBuf};

use super::config::Config;
use super::shell::{self, CommandLine};
use crate::filecheck;

/// A test file, understood.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Script {
    /// Line of the file (from 1) and command.
    pub runs: Vec<(usize, CommandLine)>,
    pub requires: Vec<String>,
    pub xfail: Option<Xfail>,
}

/// `// XFAIL(#n): reason`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Xfail {
    pub issue: u64,
    pub reason: String,
}

/// The paths a test's substitutions stand for.
#[derive(Debug, Clone)]
pub(crate) struct Paths {
    /// `%s`, the test file, and `%S`, its folder.
    pub source: PathBuf,
    /// `%t`, a path that no other test has.
    pub temp: PathBuf,
}

/// Starts of comments that can hold a directive.
const COMMENTS: [&str; 3] = ["//", "#", ";"];
/// Words of the runner itself.
const OWN_WORDS: [&str; 6] = ["RUN", "REQUIRES", "XFAIL", "COM", "NOTE", "AUTOGEN"];
const CHECK_SUFFIXES: [&str; 7] = ["NEXT", "SAME", "NOT", "DAG", "LABEL", "EMPTY", "COUNT"];

/// A directive line: `// WORD(argument): text`.
struct Line<'a> {
    number: usize,
    word: &'a str,
    argument: Option<&'a str>,
    text: &'a str,
}

/// Parses the test file `text`.
///
/// # Errors
/// All that is wrong with it, each with its line.
pub(crate) fn parse(text: &str, paths: &Paths, config: &Config) -> Result<Script, Vec<String>> {
    let mut errors = Vec::new();
    let lines: Vec<Line> = text
        .lines()
        .enumerate()
        .filter_map(|(index, line)| directive(index + 1, line, &mut errors))
        .collect();
    let runs = commands(&lines, paths, config, &mut errors);
    let (mut requires, mut xfail) = (Vec::new(), None);
    for line in &lines {
        match line.word {
            "REQUIRES" => match requirements(line.text) {
                Ok(names) => requires.extend(names),
                Err(message) => errors.push(format!("line {}: {message}", line.number)),
            },
            "XFAIL" => match expected_failure(line) {
                Ok(found) => xfail = Some(found),
                Err(message) => errors.push(format!("line {}: {message}", line.number)),
            },
            _ => {}
        }
    }
    if runs.is_empty() && errors.is_empty() {
        errors.push("no RUN line: the file would test nothing".into());
    }
    unknown_words(&lines, &runs, config, &mut errors);
    if errors.is_empty() { Ok(Script { runs, requires, xfail }) } else { Err(errors) }
}

/// The directive on a line, if the line is a comment that begins with a word in capitals and a
/// colon. Capitals without a colon are prose, except for the runner's own words.
fn directive<'a>(number: usize, line: &'a str, errors: &mut Vec<String>) -> Option<Line<'a>> {
    let line = line.trim_start();
    let comment = COMMENTS.iter().find_map(|start| line.strip_prefix(start))?.trim_start();
    let is_word = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b"-_".contains(b);
    let len = comment.bytes().take_while(is_word).count();
    let (word, rest) = comment.split_at_checked(len)?;
    if !word.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let (argument, rest) = match rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((argument, rest)) => (Some(argument), rest),
        None => (None, rest.strip_prefix("{LITERAL}").unwrap_or(rest)),
    };
    match rest.strip_prefix(':') {
        // With an argument, only this one is a directive; others are open ends with their issue.
        Some(_) if argument.is_some() && word != "XFAIL" => None,
        Some(text) => Some(Line { number, word, argument, text }),
        None => {
            if ["RUN", "REQUIRES", "XFAIL"].contains(&word) {
                errors.push(format!("line {number}: missing ':' after `{word}`"));
            }
            None
        }
    }
}

/// The commands of the RUN lines, with lines that end in `\` joined to the next.
fn commands(
    lines: &[Line],
    paths: &Paths,
    config: &Config,
    errors: &mut Vec<String>,
) -> Vec<(usize, CommandLine)> {
    let mut runs = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for line in lines.iter().filter(|line| line.word == "RUN") {
        let (number, mut text) = open.take().unwrap_or((line.number, String::new()));
        let part = line.text.trim_end();
        if let Some(part) = part.strip_suffix('\\') {
            text.push_str(part);
            open = Some((number, text));
            continue;
        }
        text.push_str(part);
        let parsed = config
            .expand_macros(&text)
            .and_then(|text| shell::parse(&text, &|part| substitute(part, paths)));
        match parsed {
            Ok(command) => runs.push((number, command)),
            Err(message) => errors.push(format!("line {number}: {message}")),
        }
    }
    if let Some((number, _)) = open {
        errors.push(format!("line {number}: the last RUN line ends in `\\`"));
    }
    runs
}

/// Replaces `%s`, `%S`, `%t` (also as `%{s}`) and `%%` in a part of a word.
fn substitute(part: &str, paths: &Paths) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = part;
    while let Some((head, tail)) = rest.split_once('%') {
        out.push_str(head);
        let braced = tail.strip_prefix('{').and_then(|tail| tail.split_once('}'));
        let (name, after) = match braced {
            Some((name, after)) => (name, after),
            None => {
                let n_letters = tail.bytes().take_while(u8::is_ascii_alphabetic).count();
                tail.split_at(n_letters.max(usize::from(tail.starts_with('%'))))
            }
        };
        match name {
            "%" => out.push('%'),
            "s" => out.push_str(&paths.source.to_string_lossy()),
            "t" => out.push_str(&paths.temp.to_string_lossy()),
            "S" => {
                let folder = paths.source.parent().unwrap_or(Path::new("."));
                out.push_str(&folder.to_string_lossy());
            }
            _ => {
                let written = tail.strip_suffix(after).filter(|w| !w.is_empty()).unwrap_or(tail);
                return Err(format!("unknown substitution `%{written}`; `%%` is a percent sign"));
            }
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn requirements(text: &str) -> Result<Vec<String>, String> {
    let names: Vec<String> = text.split(',').map(|name| name.trim().to_string()).collect();
    let is_name = |name: &String| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.+".contains(&b))
    };
    match names.iter().find(|name| !is_name(name)) {
        Some(name) => Err(format!("`{name}` is no tool or feature: REQUIRES: name, name")),
        None => Ok(names),
    }
}

fn expected_failure(line: &Line) -> Result<Xfail, String> {
    let issue = line.argument.and_then(|argument| argument.strip_prefix('#'));
    let issue = issue.and_then(|issue| issue.parse::<u64>().ok());
    let reason = line.text.trim();
    match issue {
        Some(issue) if !reason.is_empty() => Ok(Xfail { issue, reason: reason.into() }),
        _ => Err("an expected failure names its issue and reason: XFAIL(#12): reason".into()),
    }
}

/// A word in capitals that nobody reads is a mistake: the directive would do nothing.
fn unknown_words(
    lines: &[Line],
    runs: &[(usize, CommandLine)],
    config: &Config,
    errors: &mut Vec<String>,
) {
    let prefixes = prefixes(runs);
    let mut known: Vec<&str> = OWN_WORDS.to_vec();
    known.extend(config.words.iter().map(String::as_str));
    known.extend(prefixes.iter().map(String::as_str));
    for line in lines {
        let is_check = |prefix: &String| {
            let rest = line.word.strip_prefix(prefix.as_str());
            // COUNT carries its number; what is wrong with it, FileCheck says.
            rest.is_some_and(|rest| {
                let suffix = rest.strip_prefix('-').unwrap_or_default();
                let suffix = suffix.split_once('-').map_or(suffix, |(head, _)| head);
                rest.is_empty() || CHECK_SUFFIXES.contains(&suffix)
            })
        };
        if !known.contains(&line.word) && !prefixes.iter().any(is_check) {
            errors.push(format!(
                "line {}: nothing reads `{}:`; known here: {}",
                line.number,
                line.word,
                known.join(" ")
            ));
        }
    }
}

/// Every check and comment prefix that a FileCheck of the file uses.
pub(crate) fn prefixes(runs: &[(usize, CommandLine)]) -> Vec<String> {
    let mut all = Vec::new();
    let commands = runs.iter().flat_map(|(_, line)| &line.0).flat_map(|pipeline| &pipeline.0);
    for command in commands {
        let at = command.words.iter().position(|word| word == "FileCheck");
        let args = at.and_then(|at| command.words.get(at + 1..)).unwrap_or_default();
        let Some(options) =
            at.and_then(|_| filecheck::Command::parse(args).ok()).map(|command| command.options)
        else {
            continue;
        };
        all.extend(options.effective_check_prefixes());
        all.extend(options.comment_prefixes);
    }
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_text(text: &str) -> Result<Script, String> {
        let config = Config::new("tests").word("CALL").substitution("opt", "terrace opt --check");
        let paths = Paths { source: "a dir/f.mlir".into(), temp: "tmp/f".into() };
        parse(text, &paths, &config).map_err(|errors| errors.join("; "))
    }

    #[test]
    fn run_lines_are_joined_and_substituted() {
        let script = parse_text(
            "// RUN: %{opt} %s \\\n// RUN:   -o %t.o%% | FileCheck %S/x\n\
             // CHECK-COUNT-2: y\n# RUN: not a\n",
        );
        let runs: Vec<_> =
            script.unwrap().runs.into_iter().map(|(n, line)| (n, line.to_string())).collect();
        let first = "terrace opt --check 'a dir/f.mlir' -o tmp/f.o% | FileCheck 'a dir/x'";
        assert_eq!(runs, [(1, first.to_string()), (4, "not a".to_string())]);
    }

    #[test]
    fn steering_directives_are_read() {
        let script =
            parse_text("// RUN: a\n// REQUIRES: mlir-opt-22, cuda\n// XFAIL(#7): wrong sign\n");
        let script = script.unwrap();
        assert_eq!(script.requires, ["mlir-opt-22", "cuda"]);
        assert_eq!(script.xfail, Some(Xfail { issue: 7, reason: "wrong sign".into() }));
    }

    #[test]
    fn a_file_that_tests_nothing_or_says_what_nobody_reads_is_an_error() {
        for (text, message) in [
            ("// CHECK: a\n", "no RUN line"),
            ("// RUN: a\n// CHEKC: x\n", "line 2: nothing reads `CHEKC:`"),
            ("// RUN: a\n// CHECK: x\n", "nothing reads `CHECK:`"),
            ("// RUN: a | FileCheck %s --check-prefix=CPU\n// CPU-NXT: x\n", "`CPU-NXT:`"),
            ("// RUN a\n", "missing ':' after `RUN`"),
            ("// RUN: a \\\n", "ends in `\\`"),
            ("// RUN: a %q\n", "unknown substitution `%q`"),
            ("// RUN: a %{nope}\n", "unknown substitution `%{nope}`"),
            ("// RUN: a\n// XFAIL: soon\n", "XFAIL(#12): reason"),
            ("// RUN: a\n// XFAIL(#3):\n", "XFAIL(#12): reason"),
            ("// RUN: a\n// REQUIRES: a || b\n", "is no tool or feature"),
            ("// RUN: a || b\n", "not understood at `|| b`"),
        ] {
            let error = parse_text(text).unwrap_err();
            assert!(error.contains(message), "{text}: {error}");
        }
    }

    #[test]
    fn words_of_the_embedder_and_all_prefixes_are_known() {
        let text = "// RUN: a | FileCheck %s --check-prefixes=CPU,ALL --comment-prefixes=REM\n\
                    // CALL: @f() == 1\n// CPU-NEXT: x\n// ALL{LITERAL}: y\n// REM: z\n\
                    // NOTE: w\n// LATER(#3): t\n// expected-error: v\n// Prose: u\n";
        assert!(parse_text(text).is_ok(), "{:?}", parse_text(text));
    }
}

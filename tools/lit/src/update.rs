//! Blessing: writes what the tools print now into the check lines under `// AUTOGEN`.
//!
//! A block is the line `// AUTOGEN` and the check lines directly below it. They are replaced by
//! one `CHECK`, then `CHECK-NEXT` and `CHECK-EMPTY`, that match the present output; nothing else in
//! the file changes. A block belongs to the prefix of its check lines, or, while it has none, to
//! the first prefix of the file's first FileCheck; a prefix has one block at most. The new text is
//! checked before it is written: a file that would still fail is left as it is.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::filecheck::{self, Options, Source};
use crate::run::{Config, Executor, Seen, Unable, in_parallel, parse, test_name, test_paths};

/// What blessing did to a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Blessed {
    /// The file's path under the root.
    pub name: String,
    pub outcome: BlessOutcome,
}

/// What blessing did.
#[derive(Debug, Clone, PartialEq)]
pub enum BlessOutcome {
    /// There is no `// AUTOGEN` line.
    NoBlocks,
    Unchanged,
    Changed,
    /// A tool is missing; the file is as before.
    Skipped(String),
    /// Why it cannot be done; the file is as before.
    Failed(String),
}

impl fmt::Display for Blessed {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Blessed { name, outcome } = self;
        match outcome {
            BlessOutcome::NoBlocks => write!(f, "{name}: no AUTOGEN block"),
            BlessOutcome::Unchanged => write!(f, "{name}: unchanged"),
            BlessOutcome::Changed => write!(f, "{name}: changed"),
            BlessOutcome::Skipped(reason) => write!(f, "SKIP {name}: {reason}"),
            BlessOutcome::Failed(reason) => write!(f, "FAIL {name}: {reason}"),
        }
    }
}

/// Blesses each file that has a block.
///
/// # Example
/// ```
/// use terrace_lit::run::{Config, Output};
/// use terrace_lit::update::{BlessOutcome, bless};
/// let dir = tempfile::tempdir()?;
/// let file = dir.path().join("a.mlir");
/// std::fs::write(&file, "// RUN: two | FileCheck %s\n\n// AUTOGEN\n\nend\n")?;
/// let config = Config::new(dir.path()).temp(dir.path().join("tmp")).tool("two", |_, _| Output {
///     stdout: b"one\n  two\n".to_vec(),
///     ..Output::default()
/// });
/// assert_eq!(bless(&config, &[file.clone()])[0].outcome, BlessOutcome::Changed);
/// assert_eq!(
///     std::fs::read_to_string(file)?,
///     "// RUN: two | FileCheck %s\n\n\
///      // AUTOGEN\n// CHECK:      one\n// CHECK-NEXT:   two\n\nend\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn bless(config: &Config, files: &[PathBuf]) -> Vec<Blessed> {
    in_parallel(config, files, |path| {
        let name = test_name(config, path);
        let outcome = bless_one(config, path, &name).unwrap_or_else(BlessOutcome::Failed);
        Blessed { name, outcome }
    })
}

fn bless_one(config: &Config, path: &Path, name: &str) -> Result<BlessOutcome, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("cannot read it: {error}"))?;
    if !text.lines().any(|line| autogen(line).is_some()) {
        return Ok(BlessOutcome::NoBlocks);
    }
    let paths = test_paths(config, path, name)?;
    let script = parse(&text, &paths, config).map_err(|messages| messages.join("; "))?;
    let mut executor = match Executor::new(config, &paths, &script.runs) {
        Ok(executor) => executor,
        Err(Unable::Missing(tool)) => {
            return Ok(BlessOutcome::Skipped(format!("{tool} is missing")));
        }
        Err(Unable::Misspelt(message)) => return Err(message),
    };
    executor.seen = Some(Vec::new());
    for (number, line) in &script.runs {
        executor.line(*number, line).map_err(|failure| failure.to_string())?;
    }
    let seen = executor.seen.take().unwrap_or_default();
    let new = rewrite(&text, &seen)?;
    for Seen { options, input } in &seen {
        let checks = Source { name, text: &new };
        let report = filecheck::check(checks, Source { name: "<stdin>", text: input }, options);
        if !report.is_success() {
            return Err(format!("it would still fail:\n{report}"));
        }
    }
    if new == text {
        return Ok(BlessOutcome::Unchanged);
    }
    write_whole(path, &new).map_err(|error| format!("cannot write it: {error}"))?;
    Ok(BlessOutcome::Changed)
}

/// Writes beside the file and renames, so that no half of it is ever seen.
fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let mut beside = path.as_os_str().to_os_string();
    beside.push(".blessed");
    fs::write(&beside, text)?;
    fs::rename(&beside, path)
}

/// The start of an `// AUTOGEN` line, up to and including the comment sign and its blank.
fn autogen(line: &str) -> Option<&str> {
    let head = line.trim_end().strip_suffix("AUTOGEN")?;
    ["//", "#", ";"].contains(&head.trim()).then_some(head)
}

/// `text` with the check lines of each block replaced.
fn rewrite(text: &str, seen: &[Seen]) -> Result<String, String> {
    let mut out = String::new();
    let mut done: Vec<String> = Vec::new();
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        let Some(head) = autogen(line) else { continue };
        let mut prefix = None;
        while let Some(found) = lines.peek().and_then(|line| check_prefix(line, seen)) {
            prefix.get_or_insert(found);
            lines.next();
        }
        let first =
            seen.first().and_then(|s| s.options.effective_check_prefixes().into_iter().next());
        let prefix = prefix.or(first).ok_or("no FileCheck reads this file")?;
        if done.contains(&prefix) {
            return Err(format!("two AUTOGEN blocks for the prefix `{prefix}`"));
        }
        if !line.ends_with('\n') {
            out.push('\n');
        }
        let given = seen.iter().find(|s| s.options.effective_check_prefixes().contains(&prefix));
        let given = given.ok_or_else(|| format!("no FileCheck uses the prefix `{prefix}`"))?;
        block(head, &prefix, given, &mut out)?;
        done.push(prefix);
    }
    Ok(out)
}

/// The prefix of a check line, the longest that fits.
fn check_prefix(line: &str, seen: &[Seen]) -> Option<String> {
    let line = line.trim_start();
    let comment = ["//", "#", ";"].iter().find_map(|start| line.strip_prefix(start))?;
    let comment = comment.trim_start();
    let all = seen.iter().flat_map(|s| s.options.effective_check_prefixes());
    let fits = all.filter(|prefix| {
        comment.strip_prefix(prefix.as_str()).is_some_and(|rest| rest.starts_with([':', '-', '{']))
    });
    fits.max_by_key(String::len)
}

/// Writes the check lines for the input that was seen.
fn block(head: &str, prefix: &str, seen: &Seen, out: &mut String) -> Result<(), String> {
    let Options { strict_whitespace, match_full_lines, .. } = seen.options;
    let lines: Vec<&str> = seen.input.lines().map(str::trim_end).collect();
    let start = lines.iter().position(|line| !line.is_empty());
    let (Some(start), Some(end)) = (start, lines.iter().rposition(|line| !line.is_empty())) else {
        return Err(format!("the output for the prefix `{prefix}` is empty"));
    };
    let lines = lines.get(start..=end).unwrap_or_default();
    for (index, line) in lines.iter().enumerate() {
        if line.is_empty() {
            out.push_str(&format!("{head}{prefix}-EMPTY:\n"));
            continue;
        }
        let suffix = if index == 0 { "" } else { "-NEXT" };
        // Text that would be read as an expression is marked as none.
        let is_literal = line.contains("{{") || line.contains("[[");
        let modifier = if is_literal { "{LITERAL}" } else { "" };
        let column = if strict_whitespace && match_full_lines {
            // Every blank after the colon would count.
            String::new()
        } else {
            let width = "-NEXT".len() - suffix.len();
            " ".repeat(width + 1)
        };
        out.push_str(&format!("{head}{prefix}{suffix}{modifier}:{column}{line}\n"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(prefix: &str, input: &str) -> Seen {
        let options = Options { check_prefixes: vec![prefix.into()], ..Options::default() };
        Seen { options, input: input.into() }
    }

    #[test]
    fn only_the_check_lines_under_the_mark_change() {
        let text = "// CHECK: kept\nx\n  // AUTOGEN\n  // CHECK: old\n  // CHECK-NEXT: old\n\
                    // note\n// CHECK: kept\n";
        let new = rewrite(text, &[seen("CHECK", "\na\n\n  b [[c]]\n\n")]).unwrap();
        let expected = "// CHECK: kept\nx\n  // AUTOGEN\n  // CHECK:      a\n  // CHECK-EMPTY:\n  \
                        // CHECK-NEXT{LITERAL}:   b [[c]]\n// note\n// CHECK: kept\n";
        assert_eq!(new, expected);
        assert_eq!(rewrite(&new, &[seen("CHECK", "\na\n\n  b [[c]]\n\n")]).unwrap(), new);
    }

    #[test]
    fn each_prefix_has_its_block() {
        let text = "# AUTOGEN\n# A: x\n\n# AUTOGEN\n# B-C: y";
        let given = [seen("A", "1"), seen("B", "2"), seen("B-C", "3")];
        let new = rewrite(text, &given).unwrap();
        assert_eq!(new, "# AUTOGEN\n# A:      1\n\n# AUTOGEN\n# B-C:      3\n");
    }

    #[test]
    fn a_block_that_cannot_be_filled_is_an_error() {
        for (text, given) in [
            ("// AUTOGEN\n\n// AUTOGEN\n", vec![seen("A", "1")]),
            ("// AUTOGEN\n", vec![]),
            ("// AUTOGEN\n", vec![seen("A", "\n \n")]),
        ] {
            assert!(rewrite(text, &given).is_err(), "{text}");
        }
    }
}

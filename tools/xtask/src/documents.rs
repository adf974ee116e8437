//! Documents are executed: every command in a `console` block runs and prints what the document
//! says, and every quoted source is still in the file that it names.
//!
//! A block starts commands with `$ `; what stands below one is its output, standard error included.
//! `...` stands for any text of a line, a line of nothing else for any lines. A command that fails
//! ends with `[exit code N]`. A `rust`, `toml` or `mlir` block whose first line is a comment with a
//! path quotes that file; a line `// ...` or `# ...` skips what follows.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

/// A fenced block: where it starts, its language, its lines.
struct Block {
    place: String,
    language: String,
    lines: Vec<String>,
}

fn blocks(path: &Path) -> Vec<Block> {
    let text = fs::read_to_string(path).expect("documents are text");
    let mut out: Vec<Block> = Vec::new();
    let mut open = false;
    for (i, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), open) {
            (Some(_), true) => open = false,
            (Some(language), false) => {
                let place = format!("{}:{}", path.display(), i + 1);
                out.push(Block { place, language: language.trim().into(), lines: Vec::new() });
                open = true;
            }
            (None, true) => out.last_mut().expect("one is open").lines.push(line.to_owned()),
            (None, false) => {}
        }
    }
    assert!(!open, "{}: a block without its end", path.display());
    out
}

/// The documents of a folder, by name.
pub fn of_folder(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let paths = fs::read_dir(folder)?.map(|e| Ok(e?.path())).collect::<io::Result<Vec<_>>>()?;
    let mut paths: Vec<PathBuf> =
        paths.into_iter().filter(|p| p.extension().is_some_and(|e| e == "md")).collect();
    paths.sort();
    Ok(paths)
}

/// Whether a line is what a pattern with `...` says.
fn line_fits(pattern: &str, line: &str) -> bool {
    let mut parts = pattern.split("...");
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

fn fits(pattern: &[String], lines: &[&str]) -> bool {
    match (pattern.split_first(), lines.split_first()) {
        (None, None) => true,
        (Some((p, more)), _) if p.trim() == "..." => {
            (0..=lines.len()).any(|skipped| fits(more, &lines[skipped..]))
        }
        (Some((p, more)), Some((line, rest))) => line_fits(p, line) && fits(more, rest),
        _ => false,
    }
}

/// Where commands run, and where they find programs first.
pub struct Place<'a> {
    /// The folder they run in; sources are quoted from it, too.
    pub root: &'a Path,
    /// The folder of the programs that the documents are about.
    pub programs: &'a Path,
}

/// Runs a command as a reader would, with the programs on the path.
fn shell(command: &str, at: &Place<'_>) -> String {
    let path = format!("{}:{}", at.programs.display(), std::env::var("PATH").unwrap_or_default());
    let out = Command::new("bash")
        .args(["-o", "pipefail", "-c", &format!("exec 2>&1\n{command}")])
        .current_dir(at.root)
        .env("PATH", path)
        .output()
        .expect("bash runs");
    let mut text = String::from_utf8_lossy(&out.stdout).into_owned();
    if !out.status.success() {
        text += &format!("[exit code {}]\n", out.status.code().unwrap_or(-1));
    }
    text
}

fn run(block: &Block, at: &Place<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut commands: Vec<(String, Vec<String>)> = Vec::new();
    for line in &block.lines {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command.to_owned(), Vec::new())),
            // A line that ends in a backslash goes on.
            (None, Some((command, output))) if output.is_empty() && command.ends_with('\\') => {
                *command = format!("{}\n{line}", command);
            }
            (None, Some((_, output))) => output.push(line.trim_end().to_owned()),
            (None, None) => wrong.push(format!("{}: output before a command", block.place)),
        }
    }
    for (command, expected) in commands {
        let printed = shell(&command, at);
        let lines: Vec<&str> = printed.lines().map(str::trim_end).collect();
        // No `...` stands for a failure.
        let fails = |lines: &[&str]| lines.last().is_some_and(|l| l.starts_with("[exit code "));
        let should: Vec<&str> = expected.iter().map(String::as_str).collect();
        if fails(&lines) != fails(&should) || !fits(&expected, &lines) {
            let expected = expected.join("\n");
            let place = &block.place;
            wrong.push(format!("{place}: $ {command}\n--- says\n{expected}\n--- is\n{printed}"));
        }
    }
    wrong
}

/// The file that a block quotes, and what it quotes of it.
fn quoted(block: &Block) -> Option<(&str, &[String])> {
    let (head, rest) = block.lines.split_first()?;
    let path = head.trim_start_matches(['/', '#']).trim();
    let is_path = head.starts_with(['/', '#']) && path.contains('/') && !path.contains(' ');
    is_path.then_some((path, rest))
}

/// How many commands the documents hold, and what those print that print something else. One after
/// the other: later commands of a document use files of earlier ones.
pub fn wrong_commands(documents: &[PathBuf], at: &Place<'_>) -> (usize, Vec<String>) {
    let all = documents.iter().flat_map(|d| blocks(d));
    let console: Vec<Block> = all.filter(|b| b.language == "console").collect();
    (console.len(), console.iter().flat_map(|b| run(b, at)).collect())
}

/// How many sources the documents quote, and which of them are no longer so.
pub fn wrong_quotes(documents: &[PathBuf], root: &Path) -> (usize, Vec<String>) {
    let mut n_quoted = 0;
    let mut wrong = Vec::new();
    for block in documents.iter().flat_map(|d| blocks(d)) {
        let Some((path, lines)) = quoted(&block) else { continue };
        n_quoted += 1;
        let Ok(source) = fs::read_to_string(root.join(path)) else {
            wrong.push(format!("{}: no file `{path}`", block.place));
            continue;
        };
        let mut rest = source.as_str();
        let parts = lines.split(|l| matches!(l.trim(), "// ..." | "# ..."));
        for part in parts.map(|p| p.join("\n")) {
            match rest.find(part.trim()) {
                Some(at) => rest = &rest[at + part.trim().len()..],
                None => wrong.push(format!("{}: `{path}` has no longer\n{part}", block.place)),
            }
        }
    }
    (n_quoted, wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_skip_what_they_say() {
        assert!(line_fits("a ... c", "a b c") && line_fits("...", "") && line_fits("x", "x"));
        assert!(
            !line_fits("a ... c", "a b") && !line_fits("x", "xy") && !line_fits("a ... a", "a")
        );
        let pattern = ["a", "...", "c"].map(str::to_owned);
        assert!(fits(&pattern, &["a", "b", "b", "c"]) && fits(&pattern, &["a", "c"]));
        assert!(!fits(&pattern, &["a", "b"]) && !fits(&pattern, &["a", "c", "d"]));
    }
}

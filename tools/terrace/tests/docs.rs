//! Documents are executed: every command in a `console` block of `docs/` runs and prints what the
//! document says, and every quoted source is still in the file that it names.
//!
//! A block starts commands with `$ `; what stands below one is its output, standard error included.
//! `...` stands for any text of a line, a line of nothing else for any lines. A command that fails
//! ends with `[exit code N]`. A `rust`, `toml` or `mlir` block whose first line is a comment with a
//! path quotes that file; a line `// ...` or `# ...` skips what follows.

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A fenced block: where it starts, its language, its lines.
struct Block {
    place: String,
    language: String,
    lines: Vec<String>,
}

fn blocks(path: &Path) -> Vec<Block> {
    let text = std::fs::read_to_string(path).expect("documents are text");
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

fn documents() -> Vec<PathBuf> {
    let docs = root().canonicalize().expect("it exists").join("docs");
    let folders = [docs.clone(), docs.join("howto")];
    let entries = folders.iter().flat_map(|f| std::fs::read_dir(f).expect("a folder of documents"));
    let paths = entries.map(|e| e.expect("a folder can be listed").path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|p| p.extension().is_some_and(|e| e == "md")).collect();
    paths.sort();
    paths
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

/// Runs a command as a reader would, with the compiler on the path.
fn shell(command: &str) -> String {
    let compiler = Path::new(env!("CARGO_BIN_EXE_terrace"));
    let bin = compiler.parent().expect("a file is in a folder").display();
    let path = format!("{bin}:{}", std::env::var("PATH").unwrap_or_default());
    let out = Command::new("bash")
        .args(["-o", "pipefail", "-c", &format!("exec 2>&1\n{command}")])
        .current_dir(root())
        .env("PATH", path)
        .output()
        .expect("bash runs");
    let mut text = String::from_utf8_lossy(&out.stdout).into_owned();
    if !out.status.success() {
        text += &format!("[exit code {}]\n", out.status.code().unwrap_or(-1));
    }
    text
}

fn run(block: &Block) -> Vec<String> {
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
        let printed = shell(&command);
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

#[test]
fn commands_print_what_documents_say() {
    // One after the other: later commands of a document use files of earlier ones.
    let folder = root().join("target/tour");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("target is ours");
    let all: Vec<Block> = documents().iter().flat_map(|d| blocks(d)).collect();
    let console: Vec<&Block> = all.iter().filter(|b| b.language == "console").collect();
    assert!(console.len() > 10, "the documents hold commands");
    let wrong: Vec<String> = console.into_iter().flat_map(run).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The file that a block quotes, and what it quotes of it.
fn quoted(block: &Block) -> Option<(&str, &[String])> {
    let (head, rest) = block.lines.split_first()?;
    let path = head.trim_start_matches(['/', '#']).trim();
    let is_path = head.starts_with(['/', '#']) && path.contains('/') && !path.contains(' ');
    is_path.then_some((path, rest))
}

#[test]
fn quoted_sources_are_still_there() {
    let mut n_quoted = 0;
    let mut wrong = Vec::new();
    for block in documents().iter().flat_map(|d| blocks(d)) {
        let Some((path, lines)) = quoted(&block) else { continue };
        n_quoted += 1;
        let Ok(source) = std::fs::read_to_string(root().join(path)) else {
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
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(n_quoted > 3, "the documents quote sources");
}

#[test]
fn patterns_skip_what_they_say() {
    assert!(line_fits("a ... c", "a b c") && line_fits("...", "") && line_fits("x", "x"));
    assert!(!line_fits("a ... c", "a b") && !line_fits("x", "xy") && !line_fits("a ... a", "a"));
    let pattern = ["a", "...", "c"].map(str::to_owned);
    assert!(fits(&pattern, &["a", "b", "b", "c"]) && fits(&pattern, &["a", "c"]));
    assert!(!fits(&pattern, &["a", "b"]) && !fits(&pattern, &["a", "c", "d"]));
}

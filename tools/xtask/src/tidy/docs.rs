//! Documents: what they name exists, and the tour stays short.

use super::{Finding, Rule};
use crate::repo::Repo;

pub const PATHS: Rule = Rule {
    name: "paths in docs",
    reason: "a document that names what is gone sends its reader astray",
    check: paths,
};

pub const COMMANDS: Rule = Rule {
    name: "commands in docs",
    reason: "a command that cannot be typed as written costs a newcomer more than no command",
    check: commands,
};

pub const TOUR: Rule =
    Rule { name: "tour", reason: "a ten-minute tour that takes an hour is not taken", check: tour };

/// The most lines that docs/README.md and the files it sends its reader to may have together.
const MAX_TOUR_LINES: usize = 1000;
/// The most files of it.
const MAX_TOUR_FILES: usize = 6;

/// A backquoted span or a link target of a document.
struct Span<'a> {
    line: usize,
    text: &'a str,
    link: bool,
}

/// Code spans, link targets, and each line of a fenced block.
fn spans(text: &str) -> Vec<Span<'_>> {
    let mut out = Vec::new();
    let mut fenced = false;
    for (k, line) in text.lines().enumerate() {
        let line_no = k + 1;
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            out.push(Span { line: line_no, text: line.trim(), link: false });
        } else {
            let quoted = line.split('`').skip(1).step_by(2);
            out.extend(quoted.map(|text| Span { line: line_no, text, link: false }));
            let links = line.split("](").skip(1).filter_map(|l| l.split(')').next());
            out.extend(links.map(|text| Span { line: line_no, text, link: true }));
        }
    }
    out
}

fn documents(repo: &Repo) -> impl Iterator<Item = (&str, &str)> {
    // A measurement says what was at its time.
    repo.matching("", ".md").filter(|(p, _)| !p.starts_with("docs/measurements/"))
}

/// `a/b/../c` to `a/c`.
fn normal(path: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(out.pop()),
            _ => out.push(part),
        }
    }
    out.join("/")
}

/// Expands one `{a,b}` of a path; two of them are not used.
fn braces(path: &str) -> Vec<String> {
    let parts = path.split_once('{').and_then(|(head, r)| Some((head, r.split_once('}')?)));
    let Some((head, (choices, tail))) = parts else { return vec![path.to_owned()] };
    choices.split(',').map(|c| format!("{head}{}{tail}", c.trim())).collect()
}

fn paths(repo: &Repo) -> Vec<Finding> {
    let mut out = Vec::new();
    for (doc, text) in documents(repo) {
        let folder = doc.rsplit_once('/').map_or("", |(f, _)| f);
        for s in spans(text) {
            let target = s.text.split('#').next().unwrap_or_default();
            let target = if s.link { target } else { target.split(':').next().unwrap_or_default() };
            let named = if s.link {
                let outside = target.contains("://") || target.is_empty();
                (!outside).then(|| format!("{folder}/{target}"))
            } else {
                is_repo_path(repo, target).then(|| target.to_owned())
            };
            for path in named.iter().flat_map(|n| braces(n)) {
                let path = normal(&path);
                if !repo.exists(&path) {
                    let place = format!("{doc}:{}", s.line);
                    out.push(Finding::new(
                        place,
                        format!("`{path}` does not exist"),
                        "name what is there now",
                    ));
                }
            }
        }
    }
    out
}

/// Whether a code span reads as a path from the root: one word whose first segment is a folder of
/// ours. Patterns with placeholders name no file.
fn is_repo_path(repo: &Repo, text: &str) -> bool {
    let Some((first, _)) = text.split_once('/') else { return false };
    let plain = !text.contains([' ', '<', '*', '$', '|', '?', '…']) && !text.contains("...");
    plain
        && !first.is_empty()
        && !first.starts_with('.')
        && first != "target"
        && repo.exists(&format!("{first}/"))
}

/// Tasks of `x`: the names before `)` where it tells them apart.
fn tasks(repo: &Repo) -> Vec<&str> {
    let script = repo.text("x").unwrap_or_default();
    let dispatch = script.split("case $task in").skip(1).flat_map(str::lines);
    let choices = dispatch.filter_map(|l| l.split_once(')')).map(|(names, _)| names);
    choices.flat_map(|names| names.split('|')).map(str::trim).collect()
}

fn commands(repo: &Repo) -> Vec<Finding> {
    let tasks = tasks(repo);
    let mut out = Vec::new();
    for (doc, text) in documents(repo) {
        for s in spans(text).iter().filter(|s| !s.link) {
            let mut words = s.text.trim_start_matches("$ ").split_whitespace();
            let (Some(program), Some(word)) = (words.next(), words.next()) else { continue };
            let program = program.rsplit_once("release/").map_or(program, |(_, p)| p);
            let is_name =
                word.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !word.starts_with('-');
            let place = format!("{doc}:{}", s.line);
            if program == "./x" && !tasks.contains(&word) {
                out.push(Finding::new(
                    place,
                    format!("`./x {word}` is no task"),
                    "`./x help` lists the tasks",
                ));
            } else if program == "terrace" && is_name && !has_subcommand(repo, word) {
                let what = format!("`terrace {word}` is no subcommand");
                out.push(Finding::new(place, what, "`terrace --help` lists them"));
            }
        }
    }
    out
}

/// A subcommand is a `Command` of the tool library or of the binary.
fn has_subcommand(repo: &Repo, name: &str) -> bool {
    let row = format!("name: \"{name}\", about: ");
    let is_tool =
        |path: &str| path.starts_with("tools/opt/src/") || path.starts_with("tools/terrace/src/");
    let text = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    repo.rust().any(|(path, source)| is_tool(path) && text(source).contains(&row))
}

fn tour(repo: &Repo) -> Vec<Finding> {
    let Some(start) = repo.text("docs/README.md") else { return Vec::new() };
    let links = spans(start).into_iter().filter(|s| s.link).map(|s| s.text);
    let marked = links.filter_map(|l| l.strip_suffix("#tour"));
    let mut files = vec!["docs/README.md".to_owned()];
    files.extend(marked.map(|l| normal(&format!("docs/{l}"))));
    let lines: usize = files.iter().filter_map(|f| repo.text(f)).map(|t| t.lines().count()).sum();
    let mut out = Vec::new();
    if files.len() > MAX_TOUR_FILES {
        let what =
            format!("sends its reader to {} files, the limit is {MAX_TOUR_FILES}", files.len());
        out.push(Finding::new("docs/README.md", what, "drop a stop"));
    }
    if lines > MAX_TOUR_LINES {
        let what = format!("its files have {lines} lines together, the limit is {MAX_TOUR_LINES}");
        out.push(Finding::new("docs/README.md", what, "choose shorter examples"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(rule: &Rule, files: &[(&str, &str)]) -> Vec<String> {
        (rule.check)(&Repo::of(files)).into_iter().map(|f| f.what).collect()
    }

    const X: (&str, &str) = ("x", "case $task in\ntest) task_test ;;\n    ;;\nesac");

    #[test]
    fn documents_name_what_exists() {
        let doc = "`passes/src/a.rs` `passes/src/{a,b}.rs` [c](howto/c.md) `a/b` `passes/<x>/y`";
        let found = whats(&PATHS, &[("docs/README.md", doc), ("passes/src/a.rs", "")]);
        assert_eq!(found, ["`passes/src/b.rs` does not exist", "`docs/howto/c.md` does not exist"]);
    }

    #[test]
    fn documents_name_commands_that_run() {
        let doc = "`./x test` `./x fly`\n```sh\n$ terrace opt a.mlir\nterrace sing\n```\n";
        let found = whats(
            &COMMANDS,
            &[
                ("README.md", doc),
                X,
                (
                    "tools/opt/src/opt.rs",
                    "const COMMAND: Command =\n    Command { name: \"opt\", about: \"\", run };",
                ),
            ],
        );
        assert_eq!(found, ["`./x fly` is no task", "`terrace sing` is no subcommand"]);
    }

    #[test]
    fn the_tour_is_short() {
        let long = "line\n".repeat(1001);
        assert_eq!(whats(&TOUR, &[("docs/README.md", &long)]).len(), 1);
        assert_eq!(
            whats(&TOUR, &[("docs/README.md", "short\n"), ("docs/other.md", &long)]),
            [""; 0]
        );
    }
}

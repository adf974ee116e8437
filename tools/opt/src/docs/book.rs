//! A book: chapters that people wrote, then the reference; and its links.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

use super::markdown::{anchors, links, resolve};
use super::reference::Page;

/// Folders inside each other that chapters are looked for in.
const MAX_DEPTH: usize = 8;

/// The Markdown files of a folder and of those in it, by path.
pub fn chapters(folder: &Path) -> io::Result<Vec<Page>> {
    let mut pages = Vec::new();
    collect(folder, "", &mut pages, MAX_DEPTH)?;
    pages.sort();
    let known: Vec<String> = pages.iter().map(|(path, _)| path.clone()).collect();
    for (path, text) in &mut pages {
        *text = within(path, text, &known, folder);
    }
    Ok(pages)
}

fn collect(folder: &Path, prefix: &str, pages: &mut Vec<Page>, depth: usize) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() && depth > 0 {
            collect(&entry.path(), &format!("{path}/"), pages, depth - 1)?;
        } else if name.ends_with(".md") {
            pages.push((path, fs::read_to_string(entry.path())?));
        }
    }
    Ok(())
}

/// A chapter whose links to files that are not in the book name these instead.
fn within(path: &str, text: &str, known: &[String], folder: &Path) -> String {
    let mut out = String::with_capacity(text.len());
    let mut next = 0;
    for link in links(text) {
        let file = link.target.split('#').next().unwrap_or_default();
        let inside = resolve(path, file).is_some_and(|p| known.contains(&p));
        let beside = folder.join(path).parent().is_some_and(|f| f.join(file).exists());
        if file.is_empty() || file.contains("://") || inside || !beside {
            continue;
        }
        out.push_str(&text[next..link.range.start]);
        let shown = link.text.trim_matches('`');
        let name = file.trim_start_matches("../");
        let _ = match shown.trim_start_matches("../") == name {
            true => write!(out, "`{name}`"),
            false => write!(out, "{} (`{name}`)", link.text),
        };
        next = link.range.end;
    }
    out.push_str(&text[next..]);
    out
}

/// The table of contents: the first chapter, those beside it, each folder, the reference.
pub fn summary(chapters: &[Page], reference: &[Page]) -> String {
    let mut out = String::from("# Summary\n\n");
    let mut folders: BTreeMap<&str, Vec<&Page>> = BTreeMap::new();
    for page in chapters {
        let folder = page.0.split_once('/').map_or("", |(folder, _)| folder);
        folders.entry(folder).or_default().push(page);
    }
    for (folder, mut pages) in folders {
        pages.sort_by_key(|(path, _)| (!path.ends_with("README.md"), path.clone()));
        if !folder.is_empty() {
            let _ = write!(out, "\n# {}\n\n", capital(folder));
        }
        pages.iter().for_each(|page| out.push_str(&entry(page, "")));
    }
    out.push_str("\n# Reference\n\n");
    for page in reference {
        let inner = page.0.contains("/dialect/");
        out.push_str(&entry(page, if inner { "  " } else { "" }));
    }
    out
}

fn entry((path, text): &Page, indent: &str) -> String {
    let title = text.lines().find_map(|l| l.strip_prefix("# ")).unwrap_or(path);
    format!("{indent}- [{title}]({path})\n")
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    first + chars.as_str()
}

/// Links that lead nowhere: the page and the target.
pub fn broken(pages: &[Page]) -> Vec<(String, String)> {
    let known: BTreeMap<&str, Vec<String>> =
        pages.iter().map(|(path, text)| (path.as_str(), anchors(text))).collect();
    let leads_nowhere = |page: &str, target: &str| {
        if target.contains("://") || target.starts_with("mailto:") {
            return false;
        }
        let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
        let path = if file.is_empty() { Some(page.to_owned()) } else { resolve(page, file) };
        match path.and_then(|p| known.get(p.as_str())) {
            // `#tour` marks the stops of the tour for a check of its length.
            Some(anchors) => !anchor.is_empty() && anchor != "tour" && !has(anchors, anchor),
            None => true,
        }
    };
    let mut found = Vec::new();
    for (page, text) in pages {
        let targets = links(text).into_iter().map(|l| l.target);
        let wrong = targets.filter(|t| leads_nowhere(page, t));
        found.extend(wrong.map(|t| (page.clone(), t)));
    }
    found
}

fn has(anchors: &[String], anchor: &str) -> bool {
    anchors.iter().any(|a| a == anchor)
}

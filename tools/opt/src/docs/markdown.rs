//! Pages of Markdown: links and anchors.

/// A link of a page: the bytes of `[text](target)`, and both parts of it.
pub struct Link {
    /// Where the whole of it stands.
    pub range: std::ops::Range<usize>,
    /// What is shown.
    pub text: String,
    /// Where it leads.
    pub target: String,
}

/// The links of a page, outside code.
pub fn links(page: &str) -> Vec<Link> {
    let mut found = Vec::new();
    let (mut offset, mut fenced) = (0, false);
    for line in page.split_inclusive('\n') {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            links_of_line(line, offset, &mut found);
        }
        offset += line.len();
    }
    found
}

fn links_of_line(line: &str, offset: usize, found: &mut Vec<Link>) {
    let in_code = |at: usize| line[..at].matches('`').count() % 2 == 1;
    let mut from = 0;
    while let Some(middle) = line[from..].find("](").map(|at| at + from) {
        from = middle + 2;
        let Some(end) = line[from..].find(')').map(|at| at + from) else { return };
        let Some(start) = line[..middle].rfind('[') else { continue };
        if in_code(start) && in_code(middle) {
            continue;
        }
        found.push(Link {
            range: offset + start..offset + end + 1,
            text: line[start + 1..middle].to_owned(),
            target: line[from..end].to_owned(),
        });
        from = end + 1;
    }
}

/// The anchors of a page: those that headings name, and those that follow from their text.
pub fn anchors(page: &str) -> Vec<String> {
    let mut fenced = false;
    let mut found: Vec<String> = Vec::new();
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        let Some(heading) = line.strip_prefix('#').filter(|_| !fenced) else { continue };
        let heading = heading.trim_start_matches('#').trim();
        match heading.split_once("{#") {
            Some((_, id)) => found.push(id.trim_end_matches('}').to_owned()),
            None => found.push(anchor(heading)),
        }
    }
    found
}

/// The anchor that a heading gets: letters, digits, `_` and `-`, in small letters.
fn anchor(heading: &str) -> String {
    let keep = |c: char| match c {
        c if c.is_alphanumeric() || c == '_' || c == '-' => Some(c.to_lowercase().next()?),
        c if c.is_whitespace() => Some('-'),
        _ => None,
    };
    heading.chars().filter_map(keep).collect()
}

/// The path of a link from a page, from the root of the book: `a/b.md` and `../c.md` give `c.md`;
/// `None` when it leads out of it.
pub fn resolve(page: &str, target: &str) -> Option<String> {
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_outside_code_are_found() {
        let page = "[a](b.md#c) and `[x](y)` [`d`](../e.md)\n```\n[f](g)\n```\n";
        let found: Vec<(String, String)> =
            links(page).into_iter().map(|l| (l.text, l.target)).collect();
        let want = [("a", "b.md#c"), ("`d`", "../e.md")].map(|(a, b)| (a.into(), b.into()));
        assert_eq!(found, want);
        assert_eq!(resolve("howto/a.md", "../b.md").as_deref(), Some("b.md"));
        assert_eq!(resolve("a.md", "../b.md"), None);
    }

    #[test]
    fn headings_have_anchors() {
        let page = "# The IR core\n## `te.compute` {#te.compute}\n```\n# no\n```\n";
        assert_eq!(anchors(page), ["the-ir-core", "te.compute"]);
    }
}

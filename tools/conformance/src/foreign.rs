//! Cases that need dialects we do not have.

use crate::reference::MlirOpt;

/// The first dialect that a text uses and we do not know: an operation, type or attribute of a
/// dialect that `mlir-opt` has registered.
pub fn dialect(tool: &MlirOpt, text: &str) -> Option<String> {
    let code = text.lines().map(|l| l.split_once("//").map_or(l, |(code, _)| code));
    let mine = |d: &str| d == "builtin" || terrace_upstream::all().iter().any(|m| m.name == d);
    let foreign: Vec<&str> = tool.dialects.iter().map(|d| &**d).filter(|d| !mine(d)).collect();
    code.flat_map(names).find(|n| foreign.contains(n)).map(str::to_string)
}

/// Namespaces of the operations, types and attributes that a line mentions.
fn names(line: &str) -> impl Iterator<Item = &str> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let starts = line.char_indices().filter(move |(i, c)| {
        (c.is_ascii_alphabetic() || *c == '_') && !line[..*i].ends_with(word)
    });
    starts.filter_map(move |(i, _)| {
        let (before, rest) = line.split_at(i);
        let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let sigil = before.ends_with(['!', '#']);
        let operation = before.trim_end().is_empty()
            || before.ends_with(['"'])
            || before.trim_end().ends_with(['=', '{', '}']) && !before.ends_with('=');
        let dotted = after.starts_with('.') && !after.starts_with("..");
        let named = sigil && (dotted || after.starts_with('<')) || operation && dotted;
        named.then_some(name)
    })
}

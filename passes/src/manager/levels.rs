//! Holds passes to what they say they leave behind.

use std::collections::BTreeSet;

use terrace_ir::{Body, Code, Context, Diags, Reported};

use super::info::PassInfo;

/// A pass left something it says is gone.
pub const BUG002: Code = Code {
    id: "BUG002",
    message: "pass `{0}` left an operation of dialect `{1}`, which it says it does not: `{2}`",
    explain: "A pass states what it `reads` and what it `leaves`. It must leave no operation of a \
              dialect that it reads but does not leave, and introduce none of a dialect that it \
              does not leave. The pass or its statement is wrong.",
};

/// The dialects that have operations below the root.
pub(super) fn dialects(cx: &Context, body: &Body) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    body.root(cx).walk(&mut |op| {
        names.insert(op.name());
        true
    });
    let mut names: BTreeSet<String> =
        names.into_iter().map(|n| dialect_of(cx.op_name_str(n)).to_string()).collect();
    names.remove("builtin");
    names
}

fn dialect_of(name: &str) -> &str {
    name.split_once('.').map_or("", |(dialect, _)| dialect)
}

/// Checks the body after the pass; `before` is what [`dialects`] gave before it.
pub(super) fn check(
    cx: &Context,
    pass: &PassInfo,
    before: &BTreeSet<String>,
    body: &Body,
    diags: &mut Diags,
) -> Result<(), Reported> {
    for dialect in dialects(cx, body) {
        let gone = pass.reads.contains(&&*dialect) && !pass.leaves.contains(&&*dialect);
        let came = !before.contains(&dialect) && !pass.leaves.contains(&&*dialect);
        if !(gone || came) {
            continue;
        }
        let mut first = None;
        body.root(cx).walk(&mut |op| {
            if first.is_none() && dialect_of(op.name_str()) == dialect {
                first = Some((op.name_str(), op.loc()));
            }
            first.is_none()
        });
        if let Some((name, loc)) = first {
            return Err(diags.error(&BUG002, loc, &[&pass.name, &dialect, &name]));
        }
    }
    Ok(())
}

//! The pages of the reference, from what a language registers.

use std::collections::BTreeMap;
use std::fmt::Write;

use terrace_ir::def::Dialect;
use terrace_ir::describe::{self, cell, documentation, list};
use terrace_passes::Language;
use terrace_passes::manager::{ANY, OptionTy, PassInfo};

use super::examples::Cases;

/// A page: its path in the book, and its text.
pub type Page = (String, String);

/// The reference of a language: every dialect with its operations, types and attributes, every
/// pass, pipeline and diagnostic code. In `cases` passes have an example.
pub fn reference(language: &Language, cases: Option<&Cases>) -> Vec<Page> {
    let mut pages = vec![("reference/index.md".to_owned(), index(language))];
    for dialect in language.dialects() {
        pages.push((format!("reference/dialect/{}.md", dialect.name), dialect_page(dialect)));
    }
    pages.push(("reference/passes.md".to_owned(), passes(language, cases)));
    pages.push(("reference/pipelines.md".to_owned(), pipelines(language)));
    pages.push(("reference/codes.md".to_owned(), codes(language)));
    pages
}

/// The heading that each example of a pass has once.
pub const AFTER: &str = "#### After";

fn index(language: &Language) -> String {
    let mut out = String::from(
        "# Reference\n\nWritten by the tool from what it registers; nothing here is kept by \
         hand.\n\n| dialect | operations | types | attributes |\n|---|---|---|---|\n",
    );
    for dialect in language.dialects() {
        let Dialect { name, types, attrs, .. } = dialect;
        let n_ops: usize = dialect.ops.iter().map(|family| family.len()).sum();
        let _ = writeln!(
            out,
            "| [{name}](dialect/{name}.md) | {n_ops} | {} | {} |",
            types.len(),
            attrs.len()
        );
    }
    let registry = language.registry();
    let _ = write!(
        out,
        "\n{} [passes](passes.md), {} [pipelines](pipelines.md), {} [diagnostics](codes.md).\n",
        registry.passes().count(),
        registry.pipelines().count(),
        language.all_codes().len()
    );
    out
}

fn dialect_page(dialect: &Dialect) -> String {
    let mut out = format!("# {}\n\n{}\n\n", dialect.name, documentation(dialect.doc));
    let mut ops: Vec<_> = dialect.ops.iter().copied().flatten().collect();
    ops.sort_by_key(|def| def.name);
    if ops.len() > 1 {
        let short = |name: &str| name.split_once('.').map_or(name, |(_, n)| n).to_owned();
        let links = ops.iter().map(|d| format!("[{}](#{})", short(d.name), d.name));
        let _ = write!(out, "{}\n\n", links.collect::<Vec<_>>().join(" · "));
    }
    for def in ops {
        let _ = write!(out, "## `{0}` {{#{0}}}\n\n{1}", def.name, describe::op(def));
    }
    if !dialect.types.is_empty() {
        out.push_str("## Types {#types}\n\n");
    }
    for ty in dialect.types {
        let _ = write!(out, "### `!{0}` {{#type-{0}}}\n\n", ty.name);
        out.push_str(&describe::of_dialect(ty.doc, ty.params, &ty.asm));
    }
    if !dialect.attrs.is_empty() {
        out.push_str("## Attributes {#attributes}\n\n");
    }
    for attr in dialect.attrs {
        let _ = write!(out, "### `#{0}` {{#attribute-{0}}}\n\n", attr.name);
        out.push_str(&describe::of_dialect(attr.doc, attr.params, &attr.asm));
    }
    if !dialect.codes.is_empty() {
        let links = dialect.codes.iter().map(|c| format!("[{0}](../codes.md#{0})", c.id));
        let _ = write!(
            out,
            "## Diagnostics {{#diagnostics}}\n\n{}\n",
            links.collect::<Vec<_>>().join(" · ")
        );
    }
    out
}

fn passes(language: &Language, cases: Option<&Cases>) -> String {
    let mut out = String::from("# Passes\n\n| pass | |\n|---|---|\n");
    for pass in language.registry().passes() {
        let _ = writeln!(out, "| [`{0}`](#{0}) | {1} |", pass.name, cell(pass.summary));
    }
    out.push('\n');
    for pass in language.registry().passes() {
        out.push_str(&pass_text(language, pass));
        if let Some((before, after)) = cases.and_then(|c| c.example(language, pass.name)) {
            let _ = write!(out, "#### Before\n\n```mlir\n{before}\n```\n\n");
            let _ = write!(out, "{AFTER}\n\n```mlir\n{after}\n```\n\n");
        }
    }
    out
}

fn pass_text(language: &Language, pass: &PassInfo) -> String {
    let PassInfo { name, on, summary, reads, leaves, after, options, .. } = pass;
    let on = if *on == ANY { "any isolated operation".to_owned() } else { format!("`{on}`") };
    let mut out =
        format!("## `{name}` {{#{name}}}\n\n{}. Runs on {on}.\n\n", documentation(summary));
    if !reads.is_empty() {
        let _ = write!(out, "Rewrites {}", list(reads));
        let gone: Vec<&str> = reads.iter().filter(|d| !leaves.contains(d)).copied().collect();
        let _ = match gone.is_empty() {
            true => write!(out, "; leaves {}.\n\n", list(leaves)),
            false => write!(out, "; leaves {}, and nothing of {}.\n\n", list(leaves), list(&gone)),
        };
    }
    for (earlier, reason) in *after {
        let _ = write!(out, "After [`{earlier}`](#{earlier}): {}.\n\n", documentation(reason));
    }
    if !options.is_empty() {
        out.push_str("| option | takes | default | |\n|---|---|---|---|\n");
    }
    for option in *options {
        let takes = match option.ty {
            OptionTy::Bool => "`true` or `false`".to_owned(),
            OptionTy::Int => "integer".to_owned(),
            OptionTy::Float => "number".to_owned(),
            OptionTy::Str => "text".to_owned(),
            OptionTy::Word(words) => list(words),
            OptionTy::Ints => "integers".to_owned(),
            OptionTy::Strs => "texts".to_owned(),
        };
        let default = option.default_value().to_string();
        let default = if default.is_empty() { default } else { format!("`{default}`") };
        let _ =
            writeln!(out, "| `{}` | {takes} | {default} | {} |", option.name, cell(option.help));
    }
    if !options.is_empty() {
        out.push('\n');
    }
    let stands = |stage: &str| stage.split('{').next() == Some(*name);
    let within =
        language.registry().pipelines().filter(|p| p.stages.iter().any(|(s, _)| stands(s)));
    let links: Vec<String> = within.map(|p| format!("[`{0}`](pipelines.md#{0})", p.name)).collect();
    if !links.is_empty() {
        let _ = write!(out, "In {}.\n\n", links.join(", "));
    }
    out
}

fn pipelines(language: &Language) -> String {
    let registry = language.registry();
    let mut out = String::from("# Pipelines\n\nEach stage says why it stands where it stands.\n\n");
    for pipeline in registry.pipelines() {
        let name = pipeline.name;
        let _ = write!(
            out,
            "## `{name}` {{#{name}}}\n\n{}.\n\n| stage | because |\n|---|---|\n",
            documentation(pipeline.summary)
        );
        for (stage, reason) in pipeline.stages {
            let target = stage.split('{').next().unwrap_or(stage);
            let page = if registry.pass(target).is_some() { "passes.md" } else { "" };
            let _ = writeln!(out, "| [`{stage}`]({page}#{target}) | {} |", cell(reason));
        }
        out.push('\n');
    }
    out
}

fn codes(language: &Language) -> String {
    let mut areas: BTreeMap<&str, String> = BTreeMap::new();
    for code in language.all_codes() {
        let area = code.id.trim_end_matches(|c: char| c.is_ascii_digit());
        let _ = write!(
            areas.entry(area).or_default(),
            "### {0} {{#{0}}}\n\n**{1}**\n\n{2}\n\n",
            code.id,
            documentation(code.message),
            documentation(code.explain)
        );
    }
    let mut out = String::from(
        "# Diagnostics\n\nA code is never renumbered or used again. `{0}`, `{1}` and so on stand \
         for what a message is about.\n\n",
    );
    for (area, text) in areas {
        let _ = write!(out, "## {area} {{#{area}}}\n\n{text}");
    }
    out
}

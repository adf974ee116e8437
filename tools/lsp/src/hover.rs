//! Hovers: what the word under the cursor means.

use lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};
use terrace_ir::text::type_to_string;

use crate::analysis::Part;
use crate::docs;
use crate::index::{Kind, Token, slice};
use crate::navigate::{self, Target};
use crate::requests::{Failure, Scene};

/// What the word under the cursor means, and what is wrong there.
pub fn hover(scene: &Scene<'_>, params: HoverParams) -> Result<Option<Hover>, Failure> {
    let doc = scene.doc;
    let at = doc.text.byte(params.text_document_position_params.position);
    let token = doc.part_at(at).and_then(|(part, at)| Some((part, part.index.token_at(at)?)));
    let mut texts: Vec<String> = Vec::new();
    let mut range = None;
    if let Some((part, token)) = token {
        texts.extend(describe(scene, part, token));
        range = Some(part.shift(&token.range));
    }
    let here = doc.problems.iter().filter(|p| p.range.start <= at && at <= p.range.end);
    for problem in here {
        texts.push(docs::code(problem.diag.code));
        range.get_or_insert(problem.range.clone());
    }
    texts.dedup();
    if texts.is_empty() {
        return Ok(None);
    }
    let value = texts.join("\n\n---\n\n");
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
    Ok(Some(Hover { contents, range: range.map(|r| doc.text.range(r)) }))
}

fn describe(scene: &Scene<'_>, part: &Part, token: &Token) -> Option<String> {
    let (cx, index) = (&scene.doc.cx, &part.index);
    let text = scene.doc.part_text(part);
    let op = token.op.map(|op| &index.ops[op]);
    let def = op.and_then(|op| cx.op_info(op.name.as_ref()?.0)).map(|info| info.def);
    match token.kind {
        Kind::OpName => match def {
            Some(def) => Some(docs::op(def)),
            None => Some("an operation of a dialect that is not loaded".into()),
        },
        Kind::Key { own: true } => {
            let name = slice(text, &token.range).trim_matches('"');
            let def = def?;
            Some(docs::attr(def, &def.attrs[def.attr_slot(name)?]))
        }
        Kind::Type(def) => Some(docs::of_dialect('!', def.name, def.doc, def.params, &def.asm)),
        Kind::Attr(def) => Some(docs::of_dialect('#', def.name, def.doc, def.params, &def.asm)),
        Kind::Value(value, number) => value_text(scene, part, token, value?, number),
        Kind::Block(block) => {
            let line = line_at(text, index.blocks[block?].range.start);
            Some(fenced(line))
        }
        Kind::Symbol => match navigate::target(scene.doc, part, token)? {
            Target::Symbol(op) => {
                let op = &index.ops[op];
                let end =
                    op.regions.first().map_or(op.range.end, |r| index.regions[*r].range.start);
                Some(fenced(slice(text, &(op.range.start..end)).trim_end()))
            }
            _ => None,
        },
        Kind::Alias => match navigate::target(scene.doc, part, token)? {
            Target::Alias(name) => Some(fenced(line_at(text, name.start))),
            _ => None,
        },
        Kind::Key { own: false } => None,
    }
}

fn value_text(
    scene: &Scene<'_>,
    part: &Part,
    token: &Token,
    value: usize,
    number: u32,
) -> Option<String> {
    let cx = &scene.doc.cx;
    let text = scene.doc.part_text(part);
    let value = &part.index.values[value];
    let name = slice(text, &token.range);
    let shown = |i: u32| {
        let body = part.bodies(cx).get(&value.body).copied()?;
        let id = terrace_ir::ValueId::from_idx(value.first.idx() + i as usize);
        Some(type_to_string(cx, body.ty(id).get()?))
    };
    let line = match (value.n, number) {
        (0, _) => format!("{name} : not known, its definition is wrong"),
        (1, _) => format!("{name} : {}", shown(0)?),
        (n, 0) if token.range == value.range => {
            let types: Option<Vec<String>> = (0..n.min(16)).map(shown).collect();
            format!("{name}:{n} : {}", types?.join(", "))
        }
        (n, i) if i < n => format!("{name}#{i} : {}", shown(i)?),
        (n, i) => format!("{name}#{i} : there are only {n}"),
    };
    let by = match value.op.and_then(|op| part.index.ops[op].name.as_ref()) {
        Some((name, _)) => format!("result of `{}`", cx.op_name_str(*name)),
        None if value.op.is_some() => "a result".to_string(),
        None => "an argument of a block".to_string(),
    };
    Some(format!("{}\n{by}", fenced(&line)))
}

fn fenced(code: &str) -> String {
    format!("```mlir\n{code}\n```")
}

fn line_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or("");
    rest.lines().next().unwrap_or("").trim_end()
}

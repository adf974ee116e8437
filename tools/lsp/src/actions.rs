//! Code actions: what a diagnostic proposes, and passes run on what the cursor is in.

use std::collections::HashMap;
use std::ops::Range;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse,
    CodeActionTriggerKind, TextEdit, Uri, WorkspaceEdit,
};
use serde::{Deserialize, Serialize};
use terrace_ir::text::{PrintOptions, print_op};
use terrace_ir::{Body, Context, Diags};
use terrace_passes::manager::{ANY, Failure as Stopped, Manager, Plan};

use crate::analysis::{Analysis, Part, Problem};
use crate::index::slice;
use crate::requests::{Failure, Scene};
use crate::{format, publish};

/// The kind of actions that run passes.
pub const RUN: CodeActionKind = CodeActionKind::new("refactor.rewrite.pass");

const MODULE: &str = "builtin.module";

/// What it takes to run a pass later.
#[derive(Serialize, Deserialize)]
struct Run {
    uri: Uri,
    /// Where the operation starts in the document; absent for all of a part's text.
    op: Option<usize>,
    /// A place in the part.
    part: usize,
    pipeline: String,
}

/// What can be done at a place.
pub fn offer(
    scene: &Scene<'_>,
    params: CodeActionParams,
) -> Result<Option<CodeActionResponse>, Failure> {
    let doc = scene.doc;
    let uri = &params.text_document.uri;
    let range = doc.text.byte(params.range.start)..doc.text.byte(params.range.end);
    let only = params.context.only.as_deref();
    let wanted = |kind: &CodeActionKind| {
        let fits = |o: &CodeActionKind| {
            let rest = kind.as_str().strip_prefix(o.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        only.is_none_or(|only| only.iter().any(fits))
    };
    let mut actions = Vec::new();
    if wanted(&CodeActionKind::QUICKFIX) {
        let here = |p: &&Problem| p.range.start <= range.end && range.start <= p.range.end;
        actions.extend(doc.problems.iter().filter(here).filter_map(|p| mend(doc, uri, p)));
    }
    // Nobody wants a menu of every pass with each move of the cursor.
    let asked = params.context.trigger_kind != Some(CodeActionTriggerKind::AUTOMATIC);
    if asked && wanted(&RUN) {
        actions.extend(passes(scene, uri, range.start));
    }
    Ok(Some(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()))
}

/// What a diagnostic proposes in place of the word it is on.
fn mend(doc: &Analysis, uri: &Uri, problem: &Problem) -> Option<CodeAction> {
    let fix = problem.diag.fix.as_ref()?;
    let old = slice(&doc.source, &problem.range);
    if old.is_empty() || old.contains(char::is_whitespace) {
        return None;
    }
    let new = match old.starts_with('"') && !fix.starts_with('"') {
        true => format!("\"{fix}\""),
        false => fix.clone(),
    };
    Some(CodeAction {
        title: format!("Replace `{old}` by `{new}`"),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![publish::diagnostic(uri, doc, problem)]),
        edit: Some(edit(doc, uri.clone(), problem.range.clone(), new)),
        is_preferred: Some(true),
        ..CodeAction::default()
    })
}

fn edit(doc: &Analysis, uri: Uri, range: Range<usize>, text: String) -> WorkspaceEdit {
    let edits = vec![TextEdit::new(doc.text.range(range), text)];
    #[allow(clippy::mutable_key_type)] // It compares as its text, which never changes.
    let changes = HashMap::from([(uri, edits)]);
    WorkspaceEdit::new(changes)
}

/// The passes that run on an operation around a place, and the pipelines.
fn passes(scene: &Scene<'_>, uri: &Uri, at: usize) -> Vec<CodeAction> {
    let (doc, registry) = (scene.doc, scene.language.registry());
    let Some((part, local)) = doc.part_at(at) else { return Vec::new() };
    let mut actions = Vec::new();
    let mut add = |pipeline: &str, op: Option<usize>, what: &str| {
        let run = Run { uri: uri.clone(), op, part: part.range.start, pipeline: pipeline.into() };
        actions.push(CodeAction {
            title: format!("Run `{pipeline}` on {what}"),
            kind: Some(RUN),
            data: serde_json::to_value(run).ok(),
            ..CodeAction::default()
        });
    };
    for op in isolated_around(doc, part, local) {
        let text = &part.index.ops[op];
        let Some(name) = text.name.as_ref().map(|(name, _)| doc.cx.op_name_str(*name)) else {
            continue;
        };
        let symbol = part.op(&doc.cx, op).and_then(|op| op.symbol()).map(|s| doc.cx.str(s));
        let what = symbol.map_or_else(|| format!("this `{name}`"), |s| format!("@{s}"));
        for pass in registry.passes().filter(|p| p.on == name || p.on == ANY) {
            add(pass.name, Some(text.range.start + part.range.start), &what);
        }
    }
    for pass in registry.passes().filter(|p| p.on == MODULE) {
        add(pass.name, None, "the module");
    }
    for pipeline in registry.pipelines() {
        add(pipeline.name, None, "the module");
    }
    actions
}

/// The operations with a body of their own around a place, from the inside, without modules.
fn isolated_around(doc: &Analysis, part: &Part, at: usize) -> Vec<usize> {
    let innermost = part.index.op_at(at).map(|(op, _)| op);
    let around = std::iter::successors(innermost, |&op| part.index.parent(op));
    let has_body = |&op: &usize| {
        let made = part.op(&doc.cx, op);
        made.is_some_and(|op| op.body.child(op.id).is_some() && op.name_str() != MODULE)
    };
    around.filter(has_body).collect()
}

/// Runs the pass of an action that was chosen.
pub fn resolve(scene: &Scene<'_>, action: CodeAction) -> Result<CodeAction, Failure> {
    let Some(data) = action.data.clone() else { return Ok(action) };
    let run: Run = serde_json::from_value(data)
        .map_err(|_| Failure::because("the action is not one of this server"))?;
    let doc = scene.doc;
    let gone = || Failure::because("the document has changed");
    let (part, _) = doc.part_at(run.part).ok_or_else(gone)?;
    let new = match run.op {
        None => on_module(scene, part, &run.pipeline)?,
        Some(start) => {
            let at = start.checked_sub(part.range.start).ok_or_else(gone)?;
            let op = part.index.ops.binary_search_by_key(&at, |op| op.range.start);
            on_op(scene, part, op.map_err(|_| gone())?, &run.pipeline)?
        }
    };
    Ok(CodeAction { edit: Some(edit(doc, run.uri, new.0, new.1)), data: None, ..action })
}

type Replaced = (Range<usize>, String);

fn on_op(scene: &Scene<'_>, part: &Part, op: usize, pass: &str) -> Result<Replaced, Failure> {
    let (doc, cx) = (scene.doc, &scene.doc.cx);
    let range = part.shift(&part.index.ops[op].range);
    no_problem_in(doc, &range)?;
    let made = part.op(cx, op).and_then(|op| Some((op.name_str(), op.body.child(op.id)?)));
    let (name, body) = made.ok_or_else(|| Failure::because("the operation cannot be read"))?;
    let mut diags = Diags::new();
    let plan = scene.language.registry().plan(cx, &format!("{name}({pass})"), &mut diags);
    let plan = plan.map_err(|_| said(&diags))?;
    let print = |body: &Body| print_op(body.root(cx), &PrintOptions::default());
    let printed = run(cx, &plan, body, pass, &print)?;
    let before = slice(&doc.source, &(0..range.start));
    let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
    let blanks = &line[..line.len() - line.trim_start().len()];
    Ok((range, printed.trim_end().replace('\n', &format!("\n{blanks}"))))
}

fn on_module(scene: &Scene<'_>, part: &Part, pipeline: &str) -> Result<Replaced, Failure> {
    let (doc, cx) = (scene.doc, &scene.doc.cx);
    no_problem_in(doc, &part.range)?;
    let mut diags = Diags::new();
    let plan = scene.language.registry().plan_passes(cx, pipeline, &mut diags);
    let plan = plan.map_err(|_| said(&diags))?;
    let is_loose = format::is_loose(cx, &part.body);
    let print = |body: &Body| format::print(cx, body, is_loose);
    let printed = run(cx, &plan, format::module(cx, &part.body), pipeline, &print)?;
    Ok((part.range.clone(), printed))
}

fn no_problem_in(doc: &Analysis, range: &Range<usize>) -> Result<(), Failure> {
    let inside = |p: &Problem| p.range.start < range.end && range.start <= p.range.end;
    match doc.problems.iter().any(inside) {
        true => Err(Failure::because("what is wrong here has to be mended first")),
        false => Ok(()),
    }
}

/// Runs a plan on a copy; gives what it is printed as.
fn run(
    cx: &Context,
    plan: &Plan,
    body: &Body,
    pass: &str,
    print: &dyn Fn(&Body) -> String,
) -> Result<String, Failure> {
    let mut copy = body.clone();
    let outcome = Manager::new(cx, plan).run(&mut copy);
    match outcome.result {
        Ok(()) => {
            let printed = print(&copy);
            match printed == print(body) {
                true => Err(Failure::because(format!("`{pass}` changes nothing here"))),
                false => Ok(printed),
            }
        }
        Err(Stopped::Input(_)) => Err(said(&outcome.diags)),
        Err(Stopped::Bug(_)) => {
            let said = said(&outcome.diags);
            Err(Failure::because(format!("a mistake of `{pass}`: {}", said.what)))
        }
    }
}

/// What passes had to say.
fn said(diags: &Diags) -> Failure {
    let lines = diags.items().iter().map(|d| format!("{}: {}", d.code.id, d.message));
    Failure::because(lines.collect::<Vec<_>>().join("\n"))
}

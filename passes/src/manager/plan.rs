//! Pipelines: from text to a plan that can be run, and back to text.

use pest::Parser;
use pest::iterators::Pair;
use terrace_ir::{Code, Diag, Diags, Loc, LocKind, Reported, nearest};

use super::info::{ANY, PassInfo};
use super::options::{OptionValue, Options};
use crate::registry::PassRegistry;

#[derive(pest_derive::Parser)]
#[grammar = "manager/pipeline.pest"]
struct Grammar;

/// The file name in locations of errors in a pipeline.
pub const PIPELINE_FILE: &str = "<pipeline>";

/// Bytes a file with a pipeline may have.
const MAX_BYTES: u64 = 1 << 20;

/// A pipeline as it was written, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PipelineText {
    /// The file, or [`PIPELINE_FILE`].
    pub name: String,
    /// What it says; `//` starts a comment.
    pub text: String,
}

impl PipelineText {
    /// The argument itself, or what is in the file when it is `@FILE`.
    ///
    /// # Errors
    /// Why the file cannot be read.
    pub fn read(argument: &str) -> Result<PipelineText, String> {
        let Some(path) = argument.strip_prefix('@') else {
            return Ok(PipelineText { name: PIPELINE_FILE.into(), text: argument.into() });
        };
        let why = |error: &dyn std::fmt::Display| format!("cannot read `{path}`: {error}");
        let size = std::fs::metadata(path).map_err(|e| why(&e))?.len();
        if size > MAX_BYTES {
            return Err(why(&format!("a pipeline has at most {MAX_BYTES} bytes, it has {size}")));
        }
        let text = std::fs::read_to_string(path).map_err(|e| why(&e))?;
        Ok(PipelineText { name: path.into(), text })
    }
}

/// Levels of nesting a pipeline may have.
const MAX_DEPTH: usize = 32;

/// Passes a plan may have once all named pipelines are written out.
const MAX_STEPS: usize = 10_000;

/// The operation a pipeline is for when nothing else is said.
const MODULE: &str = "builtin.module";

/// Malformed pipeline.
pub const PASS001: Code = Code {
    id: "PASS001",
    message: "malformed pipeline: expected {0}",
    explain: "A pipeline is a list of passes separated by commas. Options stand in braces, and \
              passes on operations inside stand in parentheses behind the operation's name: \
              `builtin.module(func.func(canonicalize,cse{limit=1}),inline)`.",
};

/// Unknown pass.
pub const PASS002: Code = Code {
    id: "PASS002",
    message: "unknown pass or pipeline `{0}`",
    explain: "No pass and no named pipeline has this name. `terrace opt --list-passes` prints all.",
};

/// Unknown option.
pub const PASS003: Code = Code {
    id: "PASS003",
    message: "pass `{0}` has no option `{1}`",
    explain: "`terrace opt --list-passes` prints the options of each pass.",
};

/// Wrong value of an option.
pub const PASS004: Code = Code {
    id: "PASS004",
    message: "option `{1}` of pass `{0}`: expected {2}, got `{3}`",
    explain: "The value of the option does not have the option's type.",
};

/// Pass in the wrong place.
pub const PASS005: Code = Code {
    id: "PASS005",
    message: "pass `{0}` runs on `{1}`, not on `{2}`",
    explain: "A pass stands inside the name of the operation it runs on: `func.func(..)`. The \
              short form `-p a,b` nests by itself.",
};

/// Too large.
pub const PASS006: Code = Code {
    id: "PASS006",
    message: "the pipeline is too large: more than {0} {1}",
    explain: "Pipelines are read with bounded depth and length.",
};

/// A pass with its options, to be run on all operations that `path` leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The names of the isolated operations from the root (exclusive) down to those it runs on.
    pub path: Vec<String>,
    /// The pass.
    pub pass: &'static PassInfo,
    /// Its options.
    pub options: Options,
    /// The named pipelines that it was written out from, the outermost first.
    pub within: Vec<&'static str>,
}

impl PartialEq for PassInfo {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// A pipeline that is ready to be run.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The operation it runs on.
    pub on: String,
    /// Its passes in order.
    pub steps: Vec<Step>,
}

impl Plan {
    /// The plan as text that parses to the same plan.
    pub fn text(&self) -> String {
        self.text_of(&self.steps)
    }

    /// Sets an option of every step that runs this pass; gives how many have that option.
    pub fn set_option(&mut self, pass: &str, option: &str, value: &OptionValue) -> usize {
        let steps = self.steps.iter_mut().filter(|s| s.pass.name == pass);
        steps.filter_map(|s| s.options.set(option, value.clone()).then_some(())).count()
    }

    /// The first `n` passes as text.
    pub fn text_of_first(&self, n: usize) -> String {
        self.text_of(&self.steps[..n.min(self.steps.len())])
    }

    fn text_of(&self, steps: &[Step]) -> String {
        let mut out = format!("{}(", self.on);
        let mut open: &[String] = &[];
        let mut after_pass = false;
        for step in steps {
            let shared = open.iter().zip(&step.path).take_while(|(a, b)| a == b).count();
            out.extend(std::iter::repeat_n(')', open.len() - shared));
            if after_pass {
                out.push(',');
            }
            for name in &step.path[shared..] {
                out.push_str(name);
                out.push('(');
            }
            out.push_str(step.pass.name);
            out.push_str(&step.options.text());
            open = &step.path;
            after_pass = true;
        }
        out.extend(std::iter::repeat_n(')', open.len() + 1));
        out
    }
}

/// Turns pipeline text into a [`Plan`].
pub(crate) struct Planner<'a> {
    pub registry: &'a PassRegistry,
    pub cx: &'a terrace_ir::Context,
    pub diags: &'a mut Diags,
    /// Whether passes are put on the operations they run on without being told.
    pub nest_automatically: bool,
    pub source: &'a PipelineText,
    /// Where everything is while a named pipeline is written out: its name.
    pub at: Option<Loc>,
}

impl Planner<'_> {
    /// Reads a whole pipeline; reports every problem it finds.
    pub fn plan(&mut self) -> Result<Plan, Reported> {
        let text = self.source.text.as_str();
        let errors_before = self.diags.n_errors();
        let said = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let depth = said.flat_map(str::chars).scan(0usize, |depth, c| {
            match c {
                '(' => *depth += 1,
                ')' => *depth = depth.saturating_sub(1),
                _ => {}
            }
            Some(*depth)
        });
        if depth.max().unwrap_or(0) > MAX_DEPTH {
            let loc = self.span(0, 0);
            return Err(self.diags.error(&PASS006, loc, &[&MAX_DEPTH, &"levels of nesting"]));
        }
        let mut pairs = match Grammar::parse(Rule::pipeline, text) {
            Ok(pairs) => pairs,
            Err(error) => return Err(self.syntax_error(text, &error)),
        };
        let top = pairs.next().into_iter().flat_map(Pair::into_inner);
        let top: Vec<_> = top.filter(|p| p.as_rule() == Rule::item).collect();
        let (on, items, nest) = match top.as_slice() {
            [only] if self.is_anchor(only) => {
                let on = name_of(only).to_string();
                (on, nested_items(only), false)
            }
            _ => (MODULE.to_string(), top, true),
        };
        self.nest_automatically |= nest;
        let mut plan = Plan { on, steps: Vec::new() };
        self.items(items, &mut plan, &[], &[]);
        self.diags.ok_since(errors_before)?;
        Ok(plan)
    }

    /// From one byte of the text to another.
    fn span(&self, from: usize, to: usize) -> Loc {
        if let Some(loc) = self.at {
            return loc;
        }
        let place = |at: usize| {
            let before = self.source.text.get(..at).unwrap_or("");
            let start = before.rfind('\n').map_or(0, |i| i + 1);
            (before.matches('\n').count() as u32 + 1, (at - start) as u32 + 1)
        };
        let ((line, col), (end_line, end_col)) = (place(from), place(to));
        let file = self.cx.sym(&self.source.name);
        self.cx.loc(LocKind::File { file, line, col, end_line, end_col })
    }

    fn loc_of(&self, pair: &Pair<'_, Rule>) -> Loc {
        let span = pair.as_span();
        self.span(span.start(), span.end())
    }

    fn syntax_error(&mut self, text: &str, error: &pest::error::Error<Rule>) -> Reported {
        let at = match error.location {
            pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
        };
        let expected = match &error.variant {
            pest::error::ErrorVariant::ParsingError { positives, .. } => {
                let words: Vec<&str> = positives.iter().map(|r| describe(*r)).collect();
                words.join(" or ")
            }
            pest::error::ErrorVariant::CustomError { message } => message.clone(),
        };
        let got = text.get(at..).and_then(|rest| rest.chars().next());
        let got = got.map_or("the end".to_string(), |c| format!("`{c}`"));
        let loc = self.span(at, at);
        self.diags.error(&PASS001, loc, &[&format!("{expected}, got {got}")])
    }

    fn is_anchor(&self, item: &Pair<'_, Rule>) -> bool {
        let has_body = item.clone().into_inner().any(|p| p.as_rule() == Rule::nested);
        has_body && self.registry.pass(name_of(item)).is_none()
    }

    fn items(
        &mut self,
        items: Vec<Pair<'_, Rule>>,
        plan: &mut Plan,
        path: &[String],
        within: &[&'static str],
    ) {
        for item in items {
            if plan.steps.len() >= MAX_STEPS {
                let loc = self.loc_of(&item);
                self.diags.error(&PASS006, loc, &[&MAX_STEPS, &"passes"]);
                return;
            }
            if self.is_anchor(&item) {
                let mut inner = path.to_vec();
                inner.push(name_of(&item).to_string());
                self.items(nested_items(&item), plan, &inner, within);
            } else if let Some(pass) = self.registry.pass(name_of(&item)) {
                self.pass(pass, &item, plan, (path, within));
            } else {
                self.include(&item, plan, path, within);
            }
        }
    }

    fn pass(
        &mut self,
        pass: &'static PassInfo,
        item: &Pair<'_, Rule>,
        plan: &mut Plan,
        (path, within): (&[String], &[&'static str]),
    ) {
        let mut options = Options::defaults(pass.options);
        let given = item.clone().into_inner().filter(|p| p.as_rule() == Rule::options);
        for option in given.flat_map(Pair::into_inner) {
            self.option(pass, option, &mut options);
        }
        if let Some(nested) = item.clone().into_inner().find(|p| p.as_rule() == Rule::nested) {
            let loc = self.loc_of(&nested);
            self.diags.error(&PASS001, loc, &[&"`,` or the end: a pass has nothing inside"]);
        }
        let here = path.last().unwrap_or(&plan.on).clone();
        let mut path = path.to_vec();
        if pass.on != ANY && pass.on != here && here != ANY {
            if !self.nest_automatically {
                let loc = self.loc_of(item);
                let diag = Diag::error(&PASS005, loc, &[&pass.name, &pass.on, &here]);
                self.diags.push(diag.fix(format!("{}({})", pass.on, item.as_str())));
                return;
            }
            path.push(pass.on.to_string());
        }
        plan.steps.push(Step { path, pass, options, within: within.to_vec() });
    }

    fn option(&mut self, pass: &'static PassInfo, pair: Pair<'_, Rule>, options: &mut Options) {
        let loc = self.loc_of(&pair);
        let mut parts = pair.into_inner();
        let key = parts.next().map_or("", |p| p.as_str());
        let value = parts.next().map_or("", |p| match p.as_rule() {
            Rule::quoted => p.into_inner().next().map_or("", |t| t.as_str()),
            _ => p.as_str(),
        });
        let Some(def) = pass.options.iter().find(|d| d.name == key) else {
            let diag = Diag::error(&PASS003, loc, &[&pass.name, &key]);
            let near = nearest(key, pass.options.iter().map(|d| d.name));
            self.diags.push(diag.suggest(near));
            return;
        };
        match def.parse(value) {
            Ok(value) => {
                options.set(key, value);
            }
            Err(expected) => {
                self.diags.error(&PASS004, loc, &[&pass.name, &key, &expected, &value]);
            }
        }
    }

    /// Writes out a named pipeline; its own passes nest by themselves.
    fn include(
        &mut self,
        item: &Pair<'_, Rule>,
        plan: &mut Plan,
        path: &[String],
        within: &[&'static str],
    ) {
        let name = name_of(item);
        let loc = self.loc_of(item);
        let Some(pipeline) = self.registry.pipeline(name) else {
            let known = self.registry.names();
            let diag = Diag::error(&PASS002, loc, &[&name]);
            self.diags.push(diag.suggest(nearest(name, known.iter().copied())));
            return;
        };
        if within.len() >= MAX_DEPTH {
            self.diags.error(&PASS006, loc, &[&MAX_DEPTH, &"pipelines inside each other"]);
            return;
        }
        let within = [within, &[pipeline.name]].concat();
        let outer = std::mem::replace(&mut self.nest_automatically, true);
        let at = self.at.replace(loc);
        for (stage, _) in pipeline.stages {
            match Grammar::parse(Rule::pipeline, stage) {
                Ok(mut pairs) => {
                    let top = pairs.next().into_iter().flat_map(Pair::into_inner);
                    let top = top.filter(|p| p.as_rule() == Rule::item).collect();
                    self.items(top, plan, path, &within);
                }
                Err(error) => {
                    self.syntax_error(stage, &error);
                }
            }
        }
        (self.nest_automatically, self.at) = (outer, at);
    }
}

fn name_of<'a>(item: &Pair<'a, Rule>) -> &'a str {
    item.clone().into_inner().next().map_or("", |p| p.as_str())
}

fn nested_items<'a>(item: &Pair<'a, Rule>) -> Vec<Pair<'a, Rule>> {
    let nested = item.clone().into_inner().filter(|p| p.as_rule() == Rule::nested);
    nested.flat_map(Pair::into_inner).collect()
}

fn describe(rule: Rule) -> &'static str {
    match rule {
        Rule::EOI => "the end",
        Rule::item | Rule::name => "the name of a pass or operation",
        Rule::options => "`{`",
        Rule::nested => "`(`",
        Rule::option | Rule::key => "an option or `}`",
        Rule::quoted | Rule::bare | Rule::value | Rule::quoted_text => "a value",
        Rule::pipeline | Rule::items | Rule::WHITESPACE | Rule::COMMENT => "a pipeline",
    }
}

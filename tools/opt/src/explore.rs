//! `explore`: a pipeline run as one page to look at.

use std::path::Path;

use clap::Parser;
use terrace_explore::{Options, Range, page, record};
use terrace_ir::text::{ParseOptions, parse_module_with};
use terrace_ir::verify::verify;
use terrace_ir::{Body, Code, Context, Diag, Diags, Loc, Reported, nearest};
use terrace_passes::manager::{Failure, PipelineText, Plan};

use crate::codes::{FILE001, spelled};
use crate::report::{self, Sources};
use crate::{Command, OUR_ERROR, SUCCESS, Streams, Tool, USER_ERROR, output, read_input, say};

pub(crate) const COMMAND: Command =
    Command { name: "explore", about: "write a page that shows what each pass did", run };

/// The name of what comes from standard input.
const STDIN: &str = "<stdin>";

/// EXPLORE001
pub(crate) const EXPLORE001: Code = Code {
    id: "EXPLORE001",
    message: "the pipeline has no pass `{0}`",
    explain: "`--from` and `--to` name passes of the pipeline, or count them from 1. Named \
              pipelines are written out first: `explore --json` lists the passes.",
};

/// EXPLORE002
pub(crate) const EXPLORE002: Code = Code {
    id: "EXPLORE002",
    message: "`{0}` runs behind `{1}`: there is nothing from the one to the other",
    explain: "`--from` names the first pass to keep and `--to` the last. A pass that stands in the \
              pipeline more than once counts from its first place in `--from`, up to its last in \
              `--to`.",
};

/// Runs passes and writes one HTML page that shows what each of them did.
///
/// Example: explore model.mlir -p graph-to-cpu -o model.html
#[derive(Parser, Clone, Debug)]
pub struct Args {
    /// The input; `-` is standard input
    #[arg(default_value = "-")]
    pub input: String,

    #[command(flatten)]
    pub what: What,
}

/// What is run, what of it is kept, and where it goes.
#[derive(clap::Args, Clone, Debug)]
pub struct What {
    /// The page; `-` is standard output. By default it lies beside the input
    #[arg(short, long)]
    pub output: Option<String>,

    /// Write the recording as JSON, by default to standard output
    #[arg(long)]
    pub json: bool,

    /// A pipeline with explicit nesting: `builtin.module(func.func(canonicalize),inline)`, or
    /// `@FILE` that holds one
    #[arg(long, conflicts_with = "passes")]
    pub pass_pipeline: Option<String>,

    /// Passes and named pipelines, put on the operations they run on: `canonicalize,cse`
    #[arg(short = 'p', long = "passes", value_name = "PASSES")]
    pub passes: Option<String>,

    /// Keep these functions only
    #[arg(long = "function", value_name = "NAME", value_delimiter = ',')]
    pub functions: Vec<String>,

    /// The first pass to keep, by name or counted from 1; those before it run, too
    #[arg(long, value_name = "PASS")]
    pub from: Option<String>,

    /// The last pass to keep
    #[arg(long, value_name = "PASS")]
    pub to: Option<String>,

    /// Leave out the elements of constants with more than this many
    #[arg(long, value_name = "N", default_value_t = 16)]
    pub elide_elements: usize,

    /// Leave out texts once the recording, before it is packed, has about this size
    #[arg(long, value_name = "MB", default_value_t = 256)]
    pub max_mb: usize,

    /// Accept operations, types and attributes of dialects that are not known
    #[arg(long)]
    pub allow_unregistered_dialect: bool,

    /// Verify after each pass
    #[arg(long, default_value_t = true, action = clap::ArgAction::Set, num_args = 0..=1,
          default_missing_value = "true")]
    pub verify_each: bool,
}

/// A run of passes that is to be shown.
pub struct Exploration<'a> {
    /// The tool.
    pub tool: &'a Tool,
    /// What is run, and what of it is kept.
    pub what: &'a What,
    /// The name of the input, for people.
    pub input: &'a str,
    /// The pipeline if none is given.
    pub pipeline: &'a str,
    /// What is set in the plan before it runs.
    pub adjust: &'a dyn Fn(&mut Plan),
}

impl Exploration<'_> {
    /// Runs the passes on a module that verifies and writes the page, also of a run that fails;
    /// gives the exit code.
    pub fn run(
        &self,
        cx: &Context,
        module: &mut Body,
        sources: &mut Sources,
        streams: &mut Streams<'_>,
    ) -> u8 {
        let mut diags = Diags::new();
        let What { pass_pipeline, passes, .. } = self.what;
        let given = pass_pipeline.as_deref().or(passes.as_deref()).unwrap_or(self.pipeline);
        let pipeline = match PipelineText::read(given) {
            Ok(pipeline) => pipeline,
            Err(error) => return say(streams.stderr, &spelled(&FILE001, error), USER_ERROR),
        };
        sources.add(&pipeline.name, &pipeline.text);
        let nest = self.what.pass_pipeline.is_none();
        let planned = self.tool.language.registry().plan_text(cx, &pipeline, nest, &mut diags);
        let planned = planned.and_then(|plan| Ok((self.options(&plan, &mut diags)?, plan)));
        let Ok((options, mut plan)) = planned else {
            return report_all(cx, &diags, sources, streams, USER_ERROR);
        };
        (self.adjust)(&mut plan);
        let verify_each = self.what.verify_each;
        let (mut recording, outcome) = record(cx, &plan, module, &options, |manager| {
            manager.verify = verify_each;
            manager.check_levels = verify_each;
        });
        recording.input = self.input.to_owned();
        recording.tool = format!("{} {}", self.tool.name, self.tool.version);
        diags.extend(outcome.diags);
        let status = match outcome.result {
            Ok(()) => SUCCESS,
            Err(Failure::Input(_)) => USER_ERROR,
            Err(Failure::Bug(_)) => OUR_ERROR,
        };
        let notes = recording.notes.iter().map(|note| format!("warning: {note}\n"));
        let notes: String = notes.collect();
        let text = if self.what.json { recording.to_json() + "\n" } else { page(&recording) };
        let status = report_all(cx, &diags, sources, streams, status);
        let status = say(streams.stderr, &notes, status);
        let target = self.target();
        match output::write(&target, text.as_bytes(), streams) {
            Ok(()) if target == "-" || self.what.output.is_some() => status,
            Ok(()) => say(streams.stderr, &format!("note: the page is `{target}`\n"), status),
            Err(error) => say(streams.stderr, &spelled(&FILE001, error), status.max(USER_ERROR)),
        }
    }

    fn target(&self) -> String {
        match &self.what.output {
            Some(path) => path.clone(),
            None if self.what.json || self.input == STDIN => "-".to_owned(),
            None => Path::new(self.input).with_extension("html").display().to_string(),
        }
    }

    fn options(&self, plan: &Plan, diags: &mut Diags) -> Result<Options, Reported> {
        let mut at = |name: &Option<String>, default: usize, last: bool| match name {
            None => Ok(default),
            Some(name) => position(plan, name, last, diags),
        };
        let first = at(&self.what.from, 0, false)?;
        let last = at(&self.what.to, usize::MAX, true)?;
        if let (true, Some(from), Some(to)) = (first > last, &self.what.from, &self.what.to) {
            return Err(diags.error(&EXPLORE002, Loc::UNKNOWN, &[from, to]));
        }
        let functions = self.what.functions.iter();
        Ok(Options {
            functions: functions.map(|f| f.trim_start_matches('@').to_owned()).collect(),
            range: Range { first, last },
            elide_elements: self.what.elide_elements,
            max_bytes: self.what.max_mb.saturating_mul(1 << 20),
        })
    }
}

/// The first or last step of the plan that runs this pass, which may also be a number.
fn position(plan: &Plan, name: &str, last: bool, diags: &mut Diags) -> Result<usize, Reported> {
    let n = plan.steps.len();
    if let Some(k) = name.parse::<usize>().ok().filter(|k| (1..=n).contains(k)) {
        return Ok(k - 1);
    }
    let mut found = plan.steps.iter().enumerate().filter(|(_, s)| s.pass.name == name);
    let found = if last { found.next_back() } else { found.next() };
    if let Some((k, _)) = found {
        return Ok(k);
    }
    let near = nearest(name, plan.steps.iter().map(|s| s.pass.name));
    let errors = diags.n_errors();
    diags.push(Diag::error(&EXPLORE001, Loc::UNKNOWN, &[&name]).suggest(near));
    diags.ok_since(errors).map(|()| 0)
}

fn report_all(
    cx: &Context,
    diags: &Diags,
    sources: &Sources,
    streams: &mut Streams<'_>,
    status: u8,
) -> u8 {
    let mut text = Vec::new();
    // Writing to memory cannot fail.
    let _ = report::render(cx, diags.items(), sources, streams.color, &mut text);
    say(streams.stderr, &String::from_utf8_lossy(&text), status)
}

fn run(tool: &Tool, args: &[String], streams: &mut Streams<'_>) -> u8 {
    let args: Args = match tool.parse_args("explore", args, streams) {
        Ok(args) => args,
        Err(code) => return code,
    };
    text(tool, &args.input, &args.what, streams)
}

/// Explores IR text, which `-` reads from standard input; gives the exit code.
pub fn text(tool: &Tool, input: &str, what: &What, streams: &mut Streams<'_>) -> u8 {
    let source = match read_input(input, streams) {
        Ok(source) => source,
        Err(error) => return say(streams.stderr, &spelled(&FILE001, error), USER_ERROR),
    };
    let cx = tool.language.context();
    let name = if input == "-" { STDIN } else { input };
    let mut sources = Sources::default();
    sources.add(name, &String::from_utf8_lossy(&source));
    let mut diags = Diags::new();
    let options = ParseOptions { allow_unregistered: what.allow_unregistered_dialect };
    let parsed = parse_module_with(&cx, &source, name, options, &mut diags);
    let parsed = parsed.and_then(|body| verify(&cx, &body, &mut diags).map(|()| body));
    let Ok(mut module) = parsed else {
        return report_all(&cx, &diags, &sources, streams, USER_ERROR);
    };
    let exploration = Exploration { tool, what, input: name, pipeline: "", adjust: &|_| {} };
    exploration.run(&cx, &mut module, &mut sources, streams)
}

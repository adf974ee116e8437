//! `opt`: reads IR, runs passes, writes IR.

mod actions;
mod args;
mod list;
mod reproduce;
pub(crate) mod round_trip;
mod split;

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use terrace_ir::text::{ParseOptions, PrintOptions, parse_module_with, write_module};
use terrace_ir::verify::verify;
use terrace_ir::{Body, Context, Diags, Reported};
use terrace_passes::check::CheckEach;
use terrace_passes::manager::{Diff, Failure, Manager, PipelineText, Plan, PrintIr, Which};

use crate::beside::MLIR_PIPELINE;
use crate::codes::{FILE001, spelled};
use crate::report::{self, Sources};
use crate::{Command, OUR_ERROR, SUCCESS, Streams, Tool, USER_ERROR};
use crate::{keep_reproducer, output, read_input, say};
use args::{AfterChange, Args, Form, Shown};

pub(crate) const COMMAND: Command =
    Command { name: "opt", about: "read IR, run passes, write IR", run };

fn run(tool: &Tool, args: &[String], streams: &mut Streams<'_>) -> u8 {
    let words = args;
    let args: Args = match tool.parse_args("opt", words, streams) {
        Ok(args) => args,
        Err(code) => return code,
    };
    let has_mlir = tool.language.registry().pass(MLIR_PIPELINE).is_some();
    if args.help_pass.as_deref() == Some(MLIR_PIPELINE) && !has_mlir {
        return tool.hand_over("opt", words, None, streams);
    }
    if args.list_passes {
        return say(streams.stdout, &list::passes(tool.language.registry()), SUCCESS);
    }
    if let Some(name) = &args.help_pass {
        return help(tool, name, streams);
    }
    if args.show_dialects {
        return say(streams.stdout, &list::dialects(tool.language.dialects()), SUCCESS);
    }
    let source = match read_input(&args.input, streams) {
        Ok(source) => source,
        Err(error) => return say(streams.stderr, &spelled(&FILE001, error), USER_ERROR),
    };
    if args.run_reproducer {
        return reproduce::run(tool, &args, &source, streams);
    }
    let pipeline = args.pass_pipeline.as_deref().or(args.passes.as_deref()).unwrap_or("");
    let pipeline = match PipelineText::read(pipeline) {
        Ok(pipeline) => with_mlir(pipeline, &args),
        Err(error) => return say(streams.stderr, &spelled(&FILE001, error), USER_ERROR),
    };
    if !has_mlir && pipeline.text.contains(MLIR_PIPELINE) {
        let stdin = (args.input == "-").then_some(&source[..]);
        return tool.hand_over("opt", words, stdin, streams);
    }
    let parts = split::parts(&source, args.split_input_file);
    let mut out = Vec::new();
    let mut status = SUCCESS;
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            out.extend_from_slice(b"\n// -----\n");
        }
        let job = Job { tool, args: &args, pipeline: &pipeline, part, color: streams.color };
        status = status.max(job.run(&mut out, streams));
    }
    // Expected diagnostics are the result then: there is nothing else to write.
    if status != SUCCESS || args.verify_diagnostics {
        return status;
    }
    match output::write(&args.output, &out, streams) {
        Ok(()) => SUCCESS,
        Err(error) => say(streams.stderr, &spelled(&FILE001, error), USER_ERROR),
    }
}

/// The pipeline with the passes of `--mlir-pipeline` behind it.
fn with_mlir(mut pipeline: PipelineText, args: &Args) -> PipelineText {
    let Some(theirs) = &args.mlir_pipeline else { return pipeline };
    // Upstream takes either quote, and any space.
    let theirs = theirs.replace('"', "'").replace('\n', " ");
    let keep = if args.allow_unregistered_dialect { " keep-unknown=true" } else { "" };
    // A comment may end the text before, and a comma needs something before it.
    let between = if pipeline.text.trim().is_empty() { "" } else { "\n," };
    pipeline.text.push_str(between);
    pipeline.text.push_str(&format!("{MLIR_PIPELINE}{{pipeline=\"{theirs}\"{keep}}}"));
    pipeline
}

fn help(tool: &Tool, name: &str, streams: &mut Streams<'_>) -> u8 {
    match tool.language.registry().help(name) {
        Ok(text) => say(streams.stdout, &text, SUCCESS),
        Err(near) => {
            let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            let said = format!("error[PASS002]: unknown pass or pipeline `{name}`{near}\n");
            say(streams.stderr, &said, USER_ERROR)
        }
    }
}

/// One input on its way to its output.
struct Job<'a> {
    tool: &'a Tool,
    args: &'a Args,
    pipeline: &'a PipelineText,
    part: &'a [u8],
    color: bool,
}

/// What came of a job besides its output.
struct Ended {
    status: u8,
    reproducer: Option<String>,
    reports: String,
}

impl Job<'_> {
    fn file_name(&self) -> &str {
        if self.args.input == "-" { "<stdin>" } else { &self.args.input }
    }

    /// Appends the result to `out`; gives the exit code.
    fn run(&self, out: &mut Vec<u8>, streams: &mut Streams<'_>) -> u8 {
        let cx = self.tool.language.context();
        cx.set_threads(!self.args.no_threading);
        let mut diags = Diags::new();
        let mut dumps = Vec::new();
        // Passes are guarded one by one; this guards what stands around them.
        let guarded =
            catch_unwind(AssertUnwindSafe(|| self.process(&cx, out, &mut dumps, &mut diags)));
        let ended = guarded.unwrap_or_else(|_| self.crashed());
        let mut text = dumps;
        let mut status = ended.status;
        // Nobody looks at the text of an input that is right.
        let silent = diags.items().is_empty();
        let sources = if silent { Sources::default() } else { self.sources() };
        let written = if self.args.verify_diagnostics {
            let unmet = terrace_ir::expect::check(&cx, diags.items(), self.part, self.file_name());
            // What passes got wrong is never expected.
            let bug = status == OUR_ERROR;
            status = if bug { OUR_ERROR } else { u8::from(!unmet.is_empty()) };
            text.write_all(unmet.as_bytes())
        } else {
            match self.args.diagnostics {
                Form::Text => {
                    report::render(&cx, diags.items(), &sources, streams.color, &mut text)
                }
                Form::Json => report::render_json(&cx, diags.items(), &mut text),
            }
        };
        text.extend_from_slice(ended.reports.as_bytes());
        if let Some(reproducer) = ended.reproducer {
            let path = self.args.crash_reproducer.as_deref();
            let said = keep_reproducer(self.tool, path, "mlir", &reproducer);
            text.extend_from_slice(said.as_bytes());
        }
        let shown = streams.stderr.write_all(&text).and_then(|()| streams.stderr.flush());
        if written.and(shown).is_err() { status.max(USER_ERROR) } else { status }
    }

    fn sources(&self) -> Sources {
        let mut sources = Sources::default();
        sources.add(self.file_name(), &String::from_utf8_lossy(self.part));
        sources.add(&self.pipeline.name, &self.pipeline.text);
        sources
    }

    fn crashed(&self) -> Ended {
        let source = String::from_utf8_lossy(self.part);
        Ended {
            status: OUR_ERROR,
            reproducer: Some(self.reproducer_text(&self.pipeline.text, &source)),
            reports: "error: the input made the parser or the printer panic\n".into(),
        }
    }

    fn process(
        &self,
        cx: &Context,
        out: &mut Vec<u8>,
        dumps: &mut Vec<u8>,
        diags: &mut Diags,
    ) -> Ended {
        let mut ended = Ended { status: SUCCESS, reproducer: None, reports: String::new() };
        let parsed = self.plan(cx, diags).and_then(|plan| Ok((plan, self.parse(cx, diags)?)));
        let Ok((plan, mut body)) = parsed else {
            ended.status = USER_ERROR;
            return ended;
        };
        if self.args.provenance.is_some() {
            body.track_provenance();
        }
        match self.run_passes(cx, &plan, &mut body, dumps, diags, &mut ended.reports) {
            Ok(()) if self.args.provenance == Some(Shown::Loc) => body.provenance_to_locs(cx),
            Ok(()) => {}
            Err(Failure::Input(_)) => ended.status = USER_ERROR,
            Err(Failure::Bug(bug)) => {
                ended.status = OUR_ERROR;
                let source = String::from_utf8_lossy(self.part);
                ended.reproducer = Some(self.reproducer_text(&bug.pipeline, &source));
            }
        }
        if ended.status != SUCCESS {
            return ended;
        }
        if self.args.verify_roundtrip
            && round_trip::check(cx, &body, self.parse_options(), diags).is_err()
        {
            ended.status = OUR_ERROR;
            let source = String::from_utf8_lossy(self.part);
            ended.reproducer = Some(self.reproducer_text(&self.pipeline.text, &source));
            return ended;
        }
        // Writing to memory cannot fail.
        let _ = write_module(cx, &body, &self.print_options(), out);
        ended
    }

    fn plan(&self, cx: &Context, diags: &mut Diags) -> Result<Plan, Reported> {
        let nest = self.args.pass_pipeline.is_none();
        self.tool.language.registry().plan_text(cx, self.pipeline, nest, diags)
    }

    fn parse(&self, cx: &Context, diags: &mut Diags) -> Result<Body, Reported> {
        let options = self.parse_options();
        let body = parse_module_with(cx, self.part, self.file_name(), options, diags)?;
        verify(cx, &body, diags)?;
        Ok(body)
    }

    fn parse_options(&self) -> ParseOptions {
        ParseOptions { allow_unregistered: self.args.allow_unregistered_dialect }
    }

    fn print_options(&self) -> PrintOptions {
        PrintOptions {
            generic: self.args.print_op_generic,
            locations: self.args.print_debuginfo || self.args.provenance == Some(Shown::Loc),
            names: !self.args.no_names,
            elide_large_elements: self.args.elide_elements,
            interop: self.args.print_interop,
            provenance: self.args.provenance == Some(Shown::Comment),
        }
    }

    fn run_passes(
        &self,
        cx: &Context,
        plan: &Plan,
        body: &mut Body,
        dumps: &mut Vec<u8>,
        diags: &mut Diags,
        reports: &mut String,
    ) -> Result<(), Failure> {
        let args = self.args;
        let mut manager = Manager::new(cx, plan);
        manager.threads = !args.no_threading;
        manager.check_levels = args.verify_each;
        manager.verify = args.verify_each;
        manager.print = self.printer(dumps);
        manager.actions = actions::limits(args, plan, diags).map_err(Failure::Input)?;
        if args.check_each {
            let check = CheckEach {
                seed: args.check_seed,
                tolerance: args.check_tolerance,
                steps: args.check_steps,
            };
            manager.check = Some(check.hook());
        }
        let outcome = manager.run(body);
        diags.extend(outcome.diags);
        reports.push_str(outcome.stats.printed());
        actions::report(cx, args, &outcome.actions, reports);
        if args.timing {
            reports.push_str(&outcome.timing.to_string());
        }
        if args.statistics {
            reports.push_str(&outcome.stats.to_string());
        }
        outcome.result
    }

    fn printer<'p>(&self, dumps: &'p mut Vec<u8>) -> Option<PrintIr<'p>> {
        let args = self.args;
        let which = |all: bool, names: &[String]| match (all, names) {
            (true, _) => Which::All,
            (false, []) => Which::None,
            (false, names) => Which::Named(names.to_vec()),
        };
        let all_after = args.print_ir_after_all || args.print_ir_after_change.is_some();
        let mut print = PrintIr::new(dumps);
        print.before = which(args.print_ir_before_all, &args.print_ir_before);
        print.after = which(all_after, &args.print_ir_after);
        if print.before == Which::None && print.after == Which::None {
            // A folder alone asks for what there is to see.
            args.print_ir_tree_dir.as_ref()?;
            print.after = Which::All;
        }
        print.only_changes = args.print_ir_after_change.is_some() && !args.print_ir_after_all;
        if args.print_ir_after_change == Some(AfterChange::Diff) {
            let colored = self.color && args.print_ir_tree_dir.is_none();
            print.diff = Some(if colored { Diff::Colored } else { Diff::Plain });
        }
        print.options = self.print_options();
        print.tree = args.print_ir_tree_dir.as_ref().map(Into::into);
        Some(print)
    }

    /// A file that runs into the same mistake again.
    fn reproducer_text(&self, pipeline: &str, input: &str) -> String {
        let flag = if pipeline.contains('(') { "--pass-pipeline" } else { "--passes" };
        let mut args = vec![format!("{flag}={pipeline}")];
        args.extend(reproduce::options(self.args));
        terrace_reduce::reproducer::write(self.tool.name, self.tool.version, &args, input)
    }
}

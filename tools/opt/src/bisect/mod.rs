//! `bisect` and `reduce`: which pass broke it, and the smallest module that shows it.

mod args;
mod show;

use std::path::Path;

use terrace_ir::{Body, Diags, Reported};
use terrace_passes::manager::{PipelineText, Plan};
use terrace_reduce::{
    Child, Criterion, Finding, Hunt, Kind, Lab, LabOptions, RED001, Reduced, hunt, reduce,
    reproducer,
};

use crate::codes::{FILE001, spelled};
use crate::report::{self, Sources};
use crate::{Command, SUCCESS, Streams, Tool, USER_ERROR, output, say};
use args::Args;
use show::Watch;

pub(crate) const BISECT: Command = Command {
    name: "bisect",
    about: "find the pass and the pattern that are wrong, and the smallest module",
    run: |tool, args, streams| run(tool, "bisect", args, streams),
};

pub(crate) const REDUCE: Command = Command {
    name: "reduce",
    about: "find the smallest module on which a pipeline fails",
    run: |tool, args, streams| run(tool, "reduce", args, streams),
};

fn run(tool: &Tool, name: &str, args: &[String], streams: &mut Streams<'_>) -> u8 {
    let args: Args = match tool.parse_args(name, args, streams) {
        Ok(args) => args,
        Err(code) => return code,
    };
    let chosen = match args.chosen() {
        Ok(chosen) => chosen,
        Err(why) => return say(streams.stderr, &format!("error: {why}\n"), USER_ERROR),
    };
    let source = match std::fs::read(&args.input) {
        Ok(source) => source,
        Err(error) => {
            let text = format!("cannot read `{}`: {error}", args.input);
            return say(streams.stderr, &spelled(&FILE001, text), USER_ERROR);
        }
    };
    let given = args.pass_pipeline.as_deref().or(args.passes.as_deref());
    let pipeline = match given.map(PipelineText::read).transpose() {
        Ok(pipeline) => pipeline,
        Err(error) => return say(streams.stderr, &spelled(&FILE001, error), USER_ERROR),
    };
    let search = Search {
        tool,
        blame: name == BISECT.name,
        args: &args,
        pipeline: pipeline.as_ref(),
        source: &source,
    };
    let mut diags = Diags::new();
    let lab = search.lab();
    let result = search.run(&lab, chosen, streams, &mut diags);
    let mut sources = Sources::default();
    sources.add(&args.input, &String::from_utf8_lossy(&source));
    pipeline.iter().for_each(|p| sources.add(&p.name, &p.text));
    let mut said = Vec::new();
    let rendered = report::render(lab.cx(), diags.items(), &sources, streams.color, &mut said);
    let shown = rendered.and_then(|()| streams.stderr.write_all(&said));
    match (result, shown) {
        (Ok(code), Ok(())) => code,
        _ => USER_ERROR,
    }
}

/// One search.
struct Search<'a> {
    tool: &'a Tool,
    /// Whether the guilty pass is looked for.
    blame: bool,
    args: &'a Args,
    /// The pipeline, if one is given.
    pipeline: Option<&'a PipelineText>,
    source: &'a [u8],
}

impl Search<'_> {
    fn lab(&self) -> Lab {
        let child = std::env::current_exe().ok().map(|program| Child::new(program, &["opt"]));
        let options = LabOptions {
            time: self.args.time(),
            allow_unregistered: self.args.allow_unregistered_dialect,
            child,
            isolate: self.args.isolate,
        };
        let language = &self.tool.language;
        Lab::new(language.context(), language.registry().clone(), options)
    }

    fn run(
        &self,
        lab: &Lab,
        chosen: Option<Criterion>,
        streams: &mut Streams<'_>,
        diags: &mut Diags,
    ) -> Result<u8, Reported> {
        let plan = self.plan(lab, diags)?;
        let module = lab.parse(self.source, &self.args.input, diags)?;
        if lab.must_isolate(&module, &plan) {
            let away = lab.with(LabOptions { isolate: true, ..lab.options.clone() });
            return self.search(&away, (&module, &plan), chosen, streams, diags);
        }
        self.search(lab, (&module, &plan), chosen, streams, diags)
    }

    fn search(
        &self,
        lab: &Lab,
        (input, plan): (&Body, &Plan),
        chosen: Option<Criterion>,
        streams: &mut Streams<'_>,
        diags: &mut Diags,
    ) -> Result<u8, Reported> {
        let (criterion, found) = self.diagnose(lab, input, plan, chosen, diags)?;
        let default = format!("{}.reduced.mlir", self.stem());
        let file = self.args.output.as_deref().unwrap_or(&default);
        let kept = Some(file).filter(|f| *f != "-");
        let mut watch = Watch::new(self.tool, lab, (&criterion, &found), kept, streams.color);
        let hunted = match self.blame {
            true => hunt(lab, input, plan, &criterion, diags, &mut watch),
            false => {
                let reduced = reduce(lab, input, plan, &criterion, &found, &mut watch);
                Ok(Hunt { blame: None, whole: reduced.before, reduced, action: None })
            }
        };
        watch.clear();
        let hunt = hunted?;
        let Reduced { module, plan, finding, .. } = &hunt.reduced;
        let seen = (&criterion, finding);
        let case = show::case(self.tool, lab, (module, plan), seen, hunt.action.as_ref());
        let left_out = match criterion.kind {
            Kind::Numbers => lab.not_compared(input, criterion.numbers),
            _ => None,
        };
        let text = show::summary(&hunt, &found, file, left_out);
        let json = show::report(&hunt, &found, lab);
        Ok(self.deliver(file, &case, &text, &json, streams))
    }

    /// Writes the case, what was found, and the report.
    fn deliver(
        &self,
        file: &str,
        case: &str,
        text: &str,
        json: &serde_json::Value,
        streams: &mut Streams<'_>,
    ) -> u8 {
        let report = self.args.report.as_deref();
        let mut done = output::write(file, case.as_bytes(), streams);
        if let Some(path) = report {
            let json = format!("{json:#}\n");
            done = done.and_then(|()| output::write(path, json.as_bytes(), streams));
        }
        // Standard output holds one thing only.
        let summary = if file == "-" || report == Some("-") {
            &mut *streams.stderr
        } else {
            &mut *streams.stdout
        };
        let shown = summary.write_all(text.as_bytes()).map_err(|e| format!("cannot write: {e}"));
        match done.and(shown) {
            Ok(()) => SUCCESS,
            Err(error) => say(streams.stderr, &spelled(&FILE001, error), USER_ERROR),
        }
    }

    /// The input's path without its last extension.
    fn stem(&self) -> String {
        Path::new(&self.args.input).with_extension("").display().to_string()
    }

    fn plan(&self, lab: &Lab, diags: &mut Diags) -> Result<Plan, Reported> {
        let (cx, registry) = (lab.cx(), lab.registry());
        match self.pipeline {
            Some(pipeline) => {
                let nest = self.args.pass_pipeline.is_none();
                registry.plan_text(cx, pipeline, nest, diags)
            }
            None => {
                let text = String::from_utf8_lossy(self.source);
                let this = (self.tool.name, self.tool.version);
                let args = reproducer::read(cx, this, &self.args.input, &text, diags)?.args;
                let value =
                    |flag: &str| args.iter().find_map(|a| a.strip_prefix(flag)?.strip_prefix('='));
                match (value("--pass-pipeline"), value("--passes")) {
                    (Some(pipeline), _) => registry.plan(cx, pipeline, diags),
                    (None, passes) => registry.plan_passes(cx, passes.unwrap_or(""), diags),
                }
            }
        }
    }

    /// The failure that is looked for, as it is found on the whole input.
    fn diagnose(
        &self,
        lab: &Lab,
        module: &Body,
        plan: &Plan,
        chosen: Option<Criterion>,
        diags: &mut Diags,
    ) -> Result<(Criterion, Finding), Reported> {
        let numbers = self.args.numbers();
        let found = match &chosen {
            Some(criterion) => lab.find(module, plan, criterion),
            None => lab.diagnose(module, plan, numbers),
        };
        let found = found.map_err(|why| {
            let by_numbers = chosen.as_ref().is_none_or(|c| c.kind == Kind::Numbers);
            let left_out = if by_numbers { lab.not_compared(module, numbers) } else { None };
            let left_out = left_out.map_or(String::new(), |text| format!("; {text}"));
            let why = format!("{why}{left_out}");
            diags.push(terrace_ir::Diag::error(&RED001, terrace_ir::Loc::UNKNOWN, &[&why]))
        })?;
        let criterion = Criterion { numbers, ..Criterion::new(found.kind) };
        Ok((chosen.unwrap_or(criterion), found))
    }
}

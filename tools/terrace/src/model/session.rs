//! One model in one context: load, lower, compile. Everything wrong is written to standard error
//! where it is found; functions then give the exit code.

use std::path::{Path, PathBuf};
use std::time::Instant;

use terrace_ir::rewrite::set_attr;
use terrace_ir::text::{PrintOptions, parse_module, print_module};
use terrace_ir::verify::verify;
use terrace_ir::{Body, Code, Context, Diags, ROOT, Severity, TypeKind};
use terrace_onnx::{ImportOptions, Limits, Model};
use terrace_passes::manager::{CheckHook, Failure, Manager, Moment, OptionValue, Plan, Reproducer};
use terrace_runtime::SharedModel;

use super::progress::Progress;
use super::{Kind, Level, Slot, check_sizes};
use crate::codes::RUN002;
use terrace_opt::output;
use terrace_opt::report::{self, Sources};
use terrace_opt::{
    FILE001, OUR_ERROR, SUCCESS, Streams, Tool, USER_ERROR, keep_reproducer, say, spelled,
};
use terrace_passes::check::CheckEach;

/// Elements of a constant that a dump or a reproducer shows; weights would drown everything else.
const SHOWN_ELEMENTS: usize = 64;

/// The pipeline from whole tensors to the CPU level.
pub(crate) const ROAD: &str = "graph-to-cpu";

/// The name of the function that a model starts with.
const MAIN: &str = "main";

/// `N=4`: sizes for symbols of the model's shapes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bindings(pub(crate) Vec<(String, u64)>);

impl Bindings {
    /// Reads `symbol=size`.
    ///
    /// # Errors
    /// What was expected.
    pub(crate) fn parse(text: &str) -> Result<(String, u64), String> {
        let bad = || format!("expected symbol=size, got `{text}`");
        let (symbol, size) = text.split_once('=').ok_or_else(bad)?;
        Ok((symbol.to_owned(), size.parse().map_err(|_| bad())?))
    }
}

/// Names of a model's inputs and outputs in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub(crate) inputs: Vec<String>,
    pub(crate) outputs: Vec<String>,
}

/// A context with what is going on in it.
pub(crate) struct Session<'a, 'b> {
    tool: &'a Tool,
    pub(crate) cx: Context,
    pub(crate) streams: &'a mut Streams<'b>,
    pub(crate) progress: Progress,
    /// Whether remarks of passes are shown; else only their number is.
    pub(crate) remarks: bool,
    /// The width of the vectors that schedules make; this machine's at first.
    pub(crate) vector_bits: u32,
    sources: Sources,
    /// Seconds spent per stage, for `--timing`.
    pub(crate) times: Vec<(String, f64)>,
    /// Whether the interpreter compares before and after each pass.
    pub(crate) check: Option<CheckEach>,
}

impl<'a, 'b> Session<'a, 'b> {
    pub(crate) fn new(tool: &'a Tool, streams: &'a mut Streams<'b>) -> Session<'a, 'b> {
        let progress = Progress::new(streams.color);
        let sources = Sources::default();
        let (cx, times, check) = (tool.language.context(), Vec::new(), None);
        let vector_bits = terrace_llvm::vector_bits(None, None);
        Session { tool, cx, streams, progress, sources, remarks: false, vector_bits, times, check }
    }

    /// Writes an error; gives its exit code.
    pub(crate) fn fail(&mut self, code: &Code, error: impl std::fmt::Display) -> u8 {
        let text = spelled(code, error);
        self.progress.suspend(|| say(self.streams.stderr, &text, USER_ERROR))
    }

    /// Writes diagnostics.
    pub(super) fn report(&mut self, mut diags: Diags) {
        let mut text = Vec::new();
        let mut items = diags.take();
        let all = items.len();
        items.retain(|d| self.remarks || d.severity != Severity::Remark);
        // Writing to memory does not fail.
        let _ = report::render(&self.cx, &items, &self.sources, self.streams.color, &mut text);
        if items.len() < all {
            let n = all - items.len();
            let noun = if n == 1 { "remark" } else { "remarks" };
            text.extend(format!("note: {n} {noun} on speed; --remarks shows them\n").bytes());
        }
        let stderr = &mut self.streams.stderr;
        let _ = self.progress.suspend(|| stderr.write_all(&text).and_then(|()| stderr.flush()));
    }

    fn timed(&mut self, what: &str, start: Instant) {
        self.times.push((what.to_owned(), start.elapsed().as_secs_f64()));
    }

    /// The context and the streams, for one who goes on without a session.
    pub(crate) fn into_parts(self) -> (Context, &'a mut Streams<'b>) {
        (self.cx, self.streams)
    }

    /// Reads an ONNX model or IR text. Inputs and outputs have their names then.
    pub(crate) fn load(&mut self, path: &Path, bind: &Bindings) -> Result<Body, u8> {
        self.progress.say(&format!("reading {}", path.display()));
        let start = Instant::now();
        let module = match Kind::of(path) {
            Ok(Kind::Onnx) => self.import(path, bind)?,
            Ok(Kind::Mlir) => self.parse(path)?,
            Ok(Kind::Library) => return Err(self.fail(&FILE001, "a library holds no IR")),
            Err(error) => return Err(self.fail(&FILE001, error)),
        };
        self.timed("read", start);
        Ok(module)
    }

    fn import(&mut self, path: &Path, bind: &Bindings) -> Result<Body, u8> {
        let options = ImportOptions { bind: bind.0.clone(), constants: Vec::new() };
        let model = Model::open(path, &Limits::default());
        let imported = model.and_then(|m| terrace_onnx::import(&self.cx, &m, &options));
        let mut diags = Diags::new();
        match imported {
            Ok(mut imported) => {
                for problem in imported.warnings.iter() {
                    let mut diag = problem.to_diag(&self.cx);
                    diag.severity = Severity::Warning;
                    diags.push(diag);
                }
                let names = Names { inputs: imported.inputs, outputs: imported.outputs };
                set_names(&self.cx, &mut imported.module, &names);
                self.report(diags);
                Ok(imported.module)
            }
            Err(problems) => {
                for problem in problems.iter() {
                    diags.push(problem.to_diag(&self.cx));
                }
                self.report(diags);
                Err(USER_ERROR)
            }
        }
    }

    fn parse(&mut self, path: &Path) -> Result<Body, u8> {
        let name = path.display().to_string();
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(error) => return Err(self.fail(&FILE001, format!("cannot read `{name}`: {error}"))),
        };
        self.sources.add(&name, &String::from_utf8_lossy(&text));
        let mut diags = Diags::new();
        let parsed = parse_module(&self.cx, &text, &name, &mut diags)
            .and_then(|module| verify(&self.cx, &module, &mut diags).map(|()| module));
        self.report(diags);
        let mut module = parsed.map_err(|_| USER_ERROR)?;
        name_what_has_none(&self.cx, &mut module);
        Ok(module)
    }

    /// Takes a model down to a level. `dumps` is a folder for the IR after each pass that changed
    /// it.
    pub(crate) fn lower(
        &mut self,
        module: &mut Body,
        level: Level,
        dumps: Option<&Path>,
    ) -> Result<(), u8> {
        let mut diags = Diags::new();
        let plan = self.tool.language.registry().plan_passes(&self.cx, ROAD, &mut diags);
        let Ok(mut plan) = plan.map(|plan| level.cut(plan)) else {
            self.report(diags);
            return Err(OUR_ERROR);
        };
        set_vector_bits(&mut plan, self.vector_bits);
        self.run(module, &plan, dumps)
    }

    /// Runs passes by name on a model.
    pub(crate) fn run_passes(&mut self, module: &mut Body, passes: &str) -> Result<(), u8> {
        let mut diags = Diags::new();
        let Ok(plan) = self.tool.language.registry().plan_passes(&self.cx, passes, &mut diags)
        else {
            self.report(diags);
            return Err(OUR_ERROR);
        };
        self.run(module, &plan, None)
    }

    fn run(&mut self, module: &mut Body, plan: &Plan, dumps: Option<&Path>) -> Result<(), u8> {
        let mut dump = match dumps {
            Some(folder) => Some(Dump::new(folder).map_err(|e| self.fail(&FILE001, e))?),
            None => None,
        };
        if let Some(dump) = &mut dump {
            dump.write(&self.cx, "input", module);
        }
        let start = Instant::now();
        let mut manager = Manager::new(&self.cx, plan);
        manager.keep_input = true;
        let mut check = self.check.map(CheckEach::hook);
        if dump.is_some() || check.is_some() || self.progress.is_visible() {
            let (cx, progress) = (&self.cx, &self.progress);
            let dump = &mut dump;
            let hook: CheckHook<'_> = Box::new(move |point, diags| {
                match point.moment {
                    Moment::Before => progress.say(point.step.pass.name),
                    Moment::After => {
                        if let Some(dump) = dump.as_mut().filter(|_| point.changed) {
                            dump.write(cx, point.step.pass.name, point.body);
                        }
                    }
                }
                check.as_mut().map_or(Ok(()), |check| check(point, diags))
            });
            manager.check = Some(hook);
        }
        let outcome = manager.run(module);
        drop(manager);
        self.times.push(("passes".into(), start.elapsed().as_secs_f64()));
        self.report(outcome.diags);
        if let Some(error) = dump.and_then(|d| d.error) {
            return Err(self.fail(&FILE001, error));
        }
        match outcome.result {
            Ok(()) => Ok(()),
            Err(Failure::Input(_)) => Err(USER_ERROR),
            Err(Failure::Bug(bug)) => {
                self.keep(&bug);
                Err(OUR_ERROR)
            }
        }
    }

    fn keep(&mut self, bug: &Reproducer) {
        let options =
            PrintOptions { elide_large_elements: Some(SHOWN_ELEMENTS), ..PrintOptions::GENERIC };
        let input = bug.input.as_ref().map(|body| print_module(&self.cx, body, &options));
        let pipeline = &bug.pipeline;
        let head = format!("// terrace opt THIS_FILE --pass-pipeline='{pipeline}'\n");
        let text = head + &input.unwrap_or_default();
        let said = keep_reproducer(self.tool, None, "mlir", &text);
        say(self.streams.stderr, &said, OUR_ERROR);
    }

    /// Compiles a module at the lowest level.
    pub(crate) fn compile(
        &mut self,
        module: &Body,
        options: &terrace_llvm::Options,
    ) -> Result<terrace_llvm::Artifacts, u8> {
        self.progress.say("generating code");
        let start = Instant::now();
        let mut diags = Diags::new();
        let compiled = terrace_llvm::compile(&self.cx, module, options, &mut diags);
        self.timed("code generation", start);
        self.report(diags);
        compiled.map_err(|_| USER_ERROR)
    }

    /// Loads a model of any kind to run it; what has to be compiled goes into `folder`.
    pub(crate) fn open(
        &mut self,
        path: &Path,
        bind: &Bindings,
        (threads, profile): (usize, bool),
        folder: &Path,
    ) -> Result<SharedModel, u8> {
        let library = match Kind::of(path) {
            Ok(Kind::Library) => path.to_owned(),
            Ok(_) => {
                let mut module = self.load(path, bind)?;
                self.lower(&mut module, Level::Mlir, None)?;
                let library = folder.join("model.so");
                let emit = terrace_llvm::Emit::Library(library.clone());
                let options = terrace_llvm::Options { profile, ..terrace_llvm::Options::new(emit) };
                self.compile(&module, &options)?;
                library
            }
            Err(error) => return Err(self.fail(&FILE001, error)),
        };
        let options = terrace_runtime::Options { threads, ..Default::default() };
        self.progress.say("opening the model");
        let start = Instant::now();
        let opened =
            SharedModel::open(&library, None, &options).map_err(|error| self.fail(&RUN002, error));
        if let Ok(model) = &opened {
            let slots = model.inputs().iter().chain(model.outputs()).map(Slot::from);
            check_sizes(&slots.collect::<Vec<_>>()).map_err(|error| self.fail(&RUN002, error))?;
        }
        self.timed("open", start);
        opened
    }

    /// What [`Session::times`] holds, for people.
    pub(crate) fn times_text(&self) -> String {
        let lines = self.times.iter().map(|(what, seconds)| format!("{seconds:9.3} s  {what}\n"));
        lines.collect()
    }
}

/// Schedules make vectors of this width.
pub(crate) fn set_vector_bits(plan: &mut Plan, bits: u32) {
    let width = OptionValue::Int(i64::from(bits));
    plan.set_option("sched-apply-defaults", "vector-bits", &width);
}

/// Numbered files of a folder.
struct Dump {
    folder: PathBuf,
    next: usize,
    error: Option<String>,
}

impl Dump {
    fn new(folder: &Path) -> Result<Dump, String> {
        std::fs::create_dir_all(folder)
            .map_err(|error| format!("cannot make `{}`: {error}", folder.display()))?;
        Ok(Dump { folder: folder.to_owned(), next: 0, error: None })
    }

    fn write(&mut self, cx: &Context, what: &str, module: &Body) {
        let options =
            PrintOptions { elide_large_elements: Some(SHOWN_ELEMENTS), ..PrintOptions::default() };
        let path = self.folder.join(format!("{:03}-{what}.mlir", self.next));
        self.next += 1;
        let text = print_module(cx, module, &options);
        if let Err(error) = output::write_file(&path, text.as_bytes()) {
            self.error.get_or_insert_with(|| format!("cannot write `{}`: {error}", path.display()));
        }
    }
}

/// The function that a model starts with.
fn main_of<'m>(cx: &Context, module: &'m mut Body) -> Option<&'m mut Body> {
    let name = cx.sym(MAIN);
    module.children_mut().find(|child| child.root(cx).symbol() == Some(name))
}

fn set_names(cx: &Context, module: &mut Body, names: &Names) {
    let Some(main) = main_of(cx, module) else { return };
    for (key, list) in
        [("terrace.input_names", &names.inputs), ("terrace.output_names", &names.outputs)]
    {
        let items: Vec<_> = list.iter().map(|n| cx.str_attr(n)).collect();
        set_attr(cx, main, ROOT, key, Some(cx.array_attr(&items)));
    }
}

/// Names of inputs and outputs of the function that a model starts with.
pub(crate) fn names_of(cx: &Context, module: &Body) -> Option<Names> {
    let name = cx.sym(MAIN);
    let main = module.root(cx).regions().flat_map(|r| r.ops()).find(|op| op.symbol() == Some(name));
    let (body, id) = main.map(|op| op.body.home(op.id))?;
    let root = body.op(cx, id);
    let list = |key: &str| -> Option<Vec<String>> {
        let items = root.attr(key)?.as_array(cx)?;
        items.iter().map(|a| a.as_str(cx).map(str::to_owned)).collect()
    };
    Some(Names { inputs: list("terrace.input_names")?, outputs: list("terrace.output_names")? })
}

/// Numbers the inputs and outputs of a function over tensors that names none.
fn name_what_has_none(cx: &Context, module: &mut Body) {
    if names_of(cx, module).is_some() {
        return;
    }
    let Some(main) = main_of(cx, module) else { return };
    let ty = main.root(cx).attr("function_type").and_then(|a| a.as_type(cx));
    let Some(TypeKind::Function { inputs, results }) = ty.map(|t| t.kind(cx)) else { return };
    if !inputs.iter().chain(results).all(|t| t.is_tensor(cx)) {
        return;
    }
    let list = |word: &str, n: usize| (0..n).map(|i| format!("{word}{i}")).collect();
    let names =
        Names { inputs: list("input", inputs.len()), outputs: list("output", results.len()) };
    set_names(cx, module, &names);
}

/// Writes a text to standard output or gives the code for it.
impl Session<'_, '_> {
    pub(crate) fn print(&mut self, text: &str) -> u8 {
        say(self.streams.stdout, text, SUCCESS)
    }
}

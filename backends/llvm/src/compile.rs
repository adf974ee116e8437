//! From a module to what was asked for.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use inkwell::context::Context as LlvmContext;
use inkwell::passes::PassBuilderOptions;
use inkwell::targets::{FileType, TargetMachine, TargetTriple};
use terrace_ir::{Body, Context, Diags, Reported};
use terrace_runtime::weights::WeightsInfo;

use crate::build::Build;
use crate::codes::{LLVM005, LLVM009, LLVM011};
use crate::emit::{Translators, Unit};
use crate::entry::Entry;
use crate::options::{Artifacts, Emit, Options, Times};
use crate::plan::Plan;
use crate::target::Target;
use crate::weights;

/// The mid-end: no vectoriser, no unroller, no inliner. Redundancy goes, invariants leave loops.
const PASSES: &str = "function(sroa,early-cse<memssa>,instcombine,simplifycfg,\
                      loop-mssa(licm),early-cse<memssa>,instcombine,simplifycfg)";

/// Operations that make a module worth its own; below, starting one costs more than it saves.
const OPS_PER_UNIT: usize = 1500;

/// Compiles a module at the CPU level.
///
/// # Errors
/// `LLVM001` to `LLVM011`, all that apply to one function at least.
pub fn compile(
    cx: &Context,
    module: &Body,
    options: &Options,
    diags: &mut Diags,
) -> Result<Artifacts, Reported> {
    let target = Target::of(options, diags)?;
    let mut plan = Plan::of(cx, module, &options.entry, diags)?;
    let mut artifacts = Artifacts::default();
    let start = Instant::now();
    let pending = weights_path(options).map(Pending::new);
    let unfinished = pending.as_ref().map(|p| p.unfinished.as_path());
    let weights = weights::place(&mut plan, unfinished, diags)?;
    artifacts.times.weights = start.elapsed().as_secs_f64();
    artifacts.weights_bytes = weights.bytes;
    let entry = match plan.entry {
        Some(idx) => Some(Entry::of(&plan, &plan.functions[idx], diags)?),
        None => None,
    };
    let job = Job {
        plan: &plan,
        target: &target,
        translators: &Translators::new(),
        options,
        entry: entry.as_ref(),
        weights,
    };
    let groups = job.groups();
    let loc = plan.module.loc();
    let units = job.run(&groups, diags)?;
    for unit in &units {
        let (sum, part) = (&mut artifacts.times, unit.times);
        sum.translate += part.translate;
        sum.optimize += part.optimize;
        sum.generate += part.generate;
    }
    match &options.emit {
        Emit::Llvm | Emit::Asm => {
            let texts = units.into_iter().map(|u| String::from_utf8_lossy(&u.output).into_owned());
            artifacts.text = texts.collect();
        }
        Emit::Object => artifacts.object = units.into_iter().flat_map(|u| u.output).collect(),
        Emit::Library(path) => {
            if entry.is_none() {
                let why = "the module has no such function with `terrace.input_names`";
                return Err(diags.error(&LLVM005, loc, &[&options.entry, &why]));
            }
            let start = Instant::now();
            let objects: Vec<Vec<u8>> = units.into_iter().map(|u| u.output).collect();
            link(&objects, path).map_err(|why| diags.error(&LLVM009, loc, &[&why]))?;
            artifacts.times.link = start.elapsed().as_secs_f64();
            artifacts.library = Some(path.clone());
        }
    }
    if let Some(pending) = pending.filter(|_| weights.bytes > 0) {
        let moved = pending.keep().map_err(|why| diags.error(&LLVM009, loc, &[&why]));
        artifacts.weights = Some(moved?);
    }
    Ok(artifacts)
}

/// A weights file that takes its place once everything else is there.
struct Pending {
    unfinished: PathBuf,
    path: PathBuf,
}

impl Pending {
    fn new(path: PathBuf) -> Pending {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        Pending { unfinished: path.with_file_name(name), path }
    }

    fn keep(self) -> Result<PathBuf, String> {
        std::fs::rename(&self.unfinished, &self.path)
            .map_err(|e| format!("cannot write `{}`: {e}", self.path.display()))?;
        Ok(self.path.clone())
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        // Moved, or never written.
        let _ = std::fs::remove_file(&self.unfinished);
    }
}

/// Beside a library lie its weights: `resnet.so` has `resnet.weights`.
fn weights_path(options: &Options) -> Option<PathBuf> {
    let beside = match &options.emit {
        Emit::Library(path) => Some(path.with_extension("weights")),
        _ => None,
    };
    options.weights.clone().or(beside)
}

/// One module's outcome.
struct Compiled {
    output: Vec<u8>,
    times: Times,
}

/// What all units are compiled with.
struct Job<'a> {
    plan: &'a Plan<'a>,
    target: &'a Target,
    translators: &'a Translators,
    options: &'a Options,
    entry: Option<&'a Entry<'a>>,
    weights: WeightsInfo,
}

impl Job<'_> {
    fn threads(&self) -> usize {
        match self.options.threads {
            0 => std::thread::available_parallelism().map_or(1, |n| n.get()),
            n => n,
        }
    }

    /// The functions of each unit, by position. Large units come first, so that none is left alone
    /// at the end. Only a library is put together from several.
    fn groups(&self) -> Vec<Vec<usize>> {
        let defined = |f: &usize| self.plan.functions[*f].defined;
        let mut all: Vec<usize> = (0..self.plan.functions.len()).filter(defined).collect();
        if !matches!(self.options.emit, Emit::Library(_)) {
            return vec![all];
        }
        let size = |f: usize| self.plan.functions[f].n_ops;
        all.sort_by_key(|&f| std::cmp::Reverse(size(f)));
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut filled = usize::MAX;
        for f in all {
            if filled >= OPS_PER_UNIT {
                groups.push(Vec::new());
                filled = 0;
            }
            filled += size(f);
            if let Some(group) = groups.last_mut() {
                group.push(f);
            }
        }
        if groups.is_empty() {
            groups.push(Vec::new());
        }
        groups
    }

    /// Compiles all units on some threads; reports in the order of the units.
    fn run(&self, groups: &[Vec<usize>], diags: &mut Diags) -> Result<Vec<Compiled>, Reported> {
        let next = AtomicUsize::new(0);
        let done: Mutex<Vec<(usize, Result<Compiled, Reported>, Diags)>> = Mutex::default();
        let work = || {
            loop {
                let i = next.fetch_add(1, Ordering::Relaxed);
                let Some(group) = groups.get(i) else { return };
                let mut diags = Diags::new();
                let result = self.unit(i, group, &mut diags);
                let mut done = done.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                done.push((i, result, diags));
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..self.threads().min(groups.len()) {
                scope.spawn(work);
            }
            work();
        });
        let mut done = done.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
        done.sort_by_key(|(i, ..)| *i);
        let mut units = Vec::new();
        for (_, result, found) in done {
            diags.extend(found);
            units.push(result);
        }
        units.into_iter().collect()
    }

    /// Translates, optimizes and generates one unit. The first holds the program.
    fn unit(
        &self,
        number: usize,
        group: &[usize],
        diags: &mut Diags,
    ) -> Result<Compiled, Reported> {
        let mut times = Times::default();
        let start = Instant::now();
        let context = LlvmContext::create();
        let unit = Unit {
            plan: self.plan,
            b: Build::new(&context, &format!("unit{number}")),
            translators: self.translators,
            target: &self.target.attributes,
            profiled: self.plan.entry.filter(|_| self.options.profile),
            constants: RefCell::default(),
        };
        let loc = self.plan.module.loc();
        let (triple, machine) = self
            .target
            .machine()
            .map_err(|why| diags.error(&crate::codes::LLVM008, loc, &[&why]))?;
        unit.b.module.set_triple(&triple);
        unit.b.module.set_data_layout(&machine.get_target_data().get_data_layout());
        let before = diags.n_errors();
        for &f in group {
            // Reported; the next function may have something to report too.
            let _ = unit.define(f, diags);
        }
        diags.ok_since(before)?;
        if let (0, Some(entry)) = (number, self.entry) {
            unit.program(entry, self.weights, diags)?;
        }
        unit.b.verify().map_err(|why| diags.error(&LLVM011, loc, &[&why.trim()]))?;
        times.translate = start.elapsed().as_secs_f64();
        self.finish(&unit, &triple, &machine, times)
            .map_err(|why| diags.error(&LLVM011, loc, &[&why]))
    }

    fn finish(
        &self,
        unit: &Unit<'_>,
        _triple: &TargetTriple,
        machine: &TargetMachine,
        mut times: Times,
    ) -> Result<Compiled, String> {
        let module = &unit.b.module;
        let start = Instant::now();
        if self.options.opt_level > 0 {
            module
                .run_passes(PASSES, machine, PassBuilderOptions::create())
                .map_err(|e| e.to_string())?;
        }
        times.optimize = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let generate = |kind| {
            let buffer = machine.write_to_memory_buffer(module, kind).map_err(|e| e.to_string())?;
            Ok::<_, String>(buffer.as_slice().to_vec())
        };
        let output = match self.options.emit {
            Emit::Llvm => module.print_to_string().to_bytes().to_vec(),
            Emit::Asm => generate(FileType::Assembly)?,
            Emit::Object | Emit::Library(_) => generate(FileType::Object)?,
        };
        times.generate = start.elapsed().as_secs_f64();
        Ok(Compiled { output, times })
    }
}

/// Writes the objects beside the library for the time of linking.
fn link(objects: &[Vec<u8>], library: &Path) -> Result<(), String> {
    let name = library.file_name().ok_or("the path of the library names no file")?;
    let mut files = Objects(Vec::new());
    for (i, object) in objects.iter().enumerate() {
        let mut file = name.to_owned();
        file.push(format!(".{}-{i}.o", std::process::id()));
        let path = library.with_file_name(file);
        files.0.push(path.clone());
        std::fs::write(&path, object)
            .map_err(|e| format!("cannot write `{}`: {e}", path.display()))?;
    }
    let paths: Vec<&Path> = files.0.iter().map(PathBuf::as_path).collect();
    terrace_runtime::link::link_shared(&paths, library).map_err(|e| e.to_string())
}

/// Files that go when this goes.
struct Objects(Vec<PathBuf>);

impl Drop for Objects {
    fn drop(&mut self) {
        for path in &self.0 {
            // It may never have been written.
            let _ = std::fs::remove_file(path);
        }
    }
}

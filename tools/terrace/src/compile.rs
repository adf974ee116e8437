//! `terrace compile`: a model becomes any of its levels, LLVM IR, assembly, an object or a library.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Parser, ValueEnum};
use terrace_ir::Body;
use terrace_ir::text::{PrintOptions, print_module};
use terrace_llvm::{Artifacts, Emit, Options};

use crate::model::{Bindings, Level, Session};
use terrace_opt::scratch::Scratch;
use terrace_opt::{Command, FILE001, SUCCESS, Streams, Tool, USER_ERROR, output, say};
use terrace_passes::check::CheckEach;

pub(crate) const COMMAND: Command =
    Command { name: "compile", about: "compile a model to a library, or show it on the way", run };

/// What to make.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum What {
    /// Whole tensors, as imported
    Graph,
    /// Formulas
    Te,
    /// Scheduled loop nests
    Loop,
    /// Upstream MLIR
    Mlir,
    /// LLVM IR
    Llvm,
    /// Assembly
    Asm,
    /// An object, to be linked with the runtime
    Obj,
    /// A shared library; weights and a C header lie beside it
    So,
}

/// Compiles an ONNX model or IR text.
///
/// Example: compile resnet50.onnx -o resnet50.so
#[derive(Parser)]
struct Args {
    /// The model: .onnx, or IR of any level: .mlir
    model: PathBuf,

    /// What to make
    #[arg(long, value_enum, default_value = "so")]
    emit: What,

    /// Where it goes; `-` is standard output, which is the default for text
    #[arg(short, long)]
    output: Option<String>,

    /// A folder for the IR after each pass that changed it, in numbered files
    #[arg(long, value_name = "DIR")]
    dump_ir_dir: Option<PathBuf>,

    /// The size of a symbol in the model's shapes
    #[arg(long, value_name = "SYMBOL=SIZE", value_parser = Bindings::parse)]
    bind: Vec<(String, u64)>,

    #[command(flatten)]
    code: CodeArgs,

    /// Leave out the elements of constants with more than this many in text
    #[arg(long, value_name = "N")]
    elide_elements: Option<usize>,

    /// Show remarks of passes, such as why a kernel was not vectorised
    #[arg(long)]
    remarks: bool,

    /// Interpret the model on the same inputs before and after each pass, and stop at the first
    /// pass that changes a number
    #[arg(long)]
    check_each: bool,

    /// What the inputs of `--check-each` are made from
    #[arg(long, value_name = "N", default_value_t = 0)]
    check_seed: u64,

    /// How far results may be apart, relative to the largest element of each
    #[arg(long, value_name = "X", default_value_t = 1e-4)]
    check_tolerance: f64,

    /// Steps after which the interpreter gives up on a function
    #[arg(long, value_name = "N", default_value_t = 1 << 44)]
    check_steps: u64,
}

/// What the code generator is told, by every command that calls it.
#[derive(clap::Args)]
pub(crate) struct CodeArgs {
    /// The processor, as LLVM calls it; this one by default
    #[arg(long, value_name = "CPU")]
    target_cpu: Option<String>,

    /// Processor features, as LLVM writes them
    #[arg(long, value_name = "FEATURES", allow_hyphen_values = true)]
    target_features: Option<String>,

    /// Effort of LLVM, 0 to 3
    #[arg(short = 'O', long, value_name = "LEVEL", default_value_t = 3,
          value_parser = clap::value_parser!(u8).range(0..=3))]
    opt_level: u8,

    /// Time every kernel of the library
    #[arg(long)]
    profile: bool,

    /// Say where the time went
    #[arg(long)]
    pub(crate) timing: bool,
}

/// Makes LLVM IR, assembly, an object or a library of a module at the lowest level, and writes it.
pub(crate) fn generate(
    session: &mut Session<'_, '_>,
    module: &Body,
    args: &CodeArgs,
    emit: Emit,
    target: &str,
) -> Result<(), u8> {
    let target_path = Path::new(target);
    let scratch = match emit {
        Emit::Llvm | Emit::Asm => None,
        Emit::Object if target == "-" => None,
        _ => Some(Scratch::beside(target_path).map_err(|error| {
            session.fail(&FILE001, format!("cannot write beside `{target}`: {error}"))
        })?),
    };
    let name = target_path.file_name().unwrap_or_default();
    let place = scratch.as_ref().map(|s| s.path().join(name));
    let (emit, weights) = match (emit, &place) {
        (Emit::Library(_), Some(place)) => (Emit::Library(place.clone()), None),
        (emit, Some(place)) => (emit, Some(place.with_extension("weights"))),
        (emit, None) => (emit, None),
    };
    let options = Options {
        opt_level: args.opt_level,
        cpu: args.target_cpu.clone(),
        features: args.target_features.clone(),
        profile: args.profile,
        weights,
        ..Options::new(emit.clone())
    };
    let made = session.compile(module, &options)?;
    let llvm = [
        ("  of it weights", made.times.weights),
        ("  of it LLVM IR, all threads", made.times.translate),
        ("  of it mid-end, all threads", made.times.optimize),
        ("  of it code generator, all threads", made.times.generate),
        ("  of it linking", made.times.link),
    ];
    session.times.extend(llvm.map(|(what, seconds)| (what.to_owned(), seconds)));
    let text = match (&emit, &place) {
        (Emit::Llvm | Emit::Asm, _) => made.text.as_bytes(),
        (Emit::Object, None) => made.object.as_slice(),
        (_, None) => &[],
        (_, Some(place)) => {
            let moved = finish_files(&emit, &made, place, target_path);
            return moved.map_err(|error| {
                session.fail(&FILE001, format!("cannot write `{target}`: {error}"))
            });
        }
    };
    output::write(target, text, session.streams).map_err(|error| session.fail(&FILE001, error))
}

/// Moves the files of a library or an object to their place: the one that needs the others last.
fn finish_files(emit: &Emit, made: &Artifacts, place: &Path, target: &Path) -> io::Result<()> {
    if made.weights.is_some() {
        let weights = target.with_extension("weights");
        fs::rename(place.with_extension("weights"), weights)?;
    }
    match emit {
        Emit::Library(_) => {
            output::write_file(&target.with_extension("h"), terrace_llvm::HEADER.as_bytes())?;
            fs::rename(place, target)
        }
        _ => output::write_file(target, &made.object),
    }
}

fn run(tool: &Tool, args: &[String], streams: &mut Streams<'_>) -> u8 {
    let args = tool.parse_args("compile", args, streams);
    args.and_then(|args| compile(tool, &args, streams)).unwrap_or_else(|code| code)
}

fn compile(tool: &Tool, args: &Args, streams: &mut Streams<'_>) -> Result<u8, u8> {
    let target = match (&args.output, args.emit) {
        (Some(path), What::So) if path == "-" => {
            let text = "error: a library cannot go to standard output\n";
            return Err(say(streams.stderr, text, USER_ERROR));
        }
        (Some(path), _) => path.clone(),
        (None, What::So) => args.model.with_extension("so").display().to_string(),
        (None, What::Obj) => args.model.with_extension("o").display().to_string(),
        (None, _) => "-".to_owned(),
    };
    let mut session = Session::new(tool, streams);
    session.remarks = args.remarks;
    let code = &args.code;
    session.vector_bits =
        terrace_llvm::vector_bits(code.target_cpu.as_deref(), code.target_features.as_deref());
    session.check = args.check_each.then_some(CheckEach {
        seed: args.check_seed,
        tolerance: args.check_tolerance,
        steps: args.check_steps,
    });
    let mut module = session.load(&args.model, &Bindings(args.bind.clone()))?;
    let level = match args.emit {
        What::Graph => Level::Graph,
        What::Te => Level::Te,
        What::Loop => Level::Loop,
        _ => Level::Mlir,
    };
    session.lower(&mut module, level, args.dump_ir_dir.as_deref())?;
    let emit = match args.emit {
        What::Graph | What::Te | What::Loop | What::Mlir => {
            let options =
                PrintOptions { elide_large_elements: args.elide_elements, ..Default::default() };
            let text = print_module(&session.cx, &module, &options);
            let written = output::write(&target, text.as_bytes(), session.streams);
            written.map_err(|error| session.fail(&FILE001, error))?;
            return Ok(finish(session, args.code.timing));
        }
        What::Llvm => Emit::Llvm,
        What::Asm => Emit::Asm,
        What::Obj => Emit::Object,
        What::So => Emit::Library(PathBuf::from(&target)),
    };
    generate(&mut session, &module, &args.code, emit, &target)?;
    Ok(finish(session, args.code.timing))
}

/// Says where the time went.
pub(crate) fn finish(session: Session<'_, '_>, timing: bool) -> u8 {
    if !timing {
        return SUCCESS;
    }
    let text = session.times_text();
    say(session.streams.stderr, &text, SUCCESS)
}

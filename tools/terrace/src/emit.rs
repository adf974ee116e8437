//! `terrace emit`: translates IR that is at the lowest level already; runs no passes.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use terrace_llvm::Emit;

use crate::compile::{CodeArgs, finish, generate};
use crate::model::{Bindings, Kind, Session};
use terrace_opt::{Command, Streams, Tool, USER_ERROR, say};

pub(crate) const COMMAND: Command =
    Command { name: "emit", about: "translate upstream MLIR to LLVM IR, code or a library", run };

/// What to make.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Target {
    /// LLVM IR
    Llvm,
    /// Assembly
    Asm,
    /// An object, to be linked with the runtime
    Obj,
    /// A shared library; weights and a C header lie beside it
    So,
}

/// Translates a module of upstream dialects, as `terrace compile --emit=mlir` writes it.
///
/// Runs no passes: what the code generator does not know is an error. `terrace compile` takes IR of
/// the levels above.
///
/// Example: emit kernel.mlir --to=asm
#[derive(Parser)]
#[command(verbatim_doc_comment)]
struct Args {
    /// IR as text: .mlir
    input: PathBuf,

    /// What to make
    #[arg(long, value_enum, default_value = "llvm")]
    to: Target,

    /// Where it goes; `-` is standard output, which is the default for text
    #[arg(short, long)]
    output: Option<String>,

    #[command(flatten)]
    code: CodeArgs,
}

fn run(tool: &Tool, args: &[String], streams: &mut Streams<'_>) -> u8 {
    let args = tool.parse_args("emit", args, streams);
    args.and_then(|args| emit(tool, &args, streams)).unwrap_or_else(|code| code)
}

fn emit(tool: &Tool, args: &Args, streams: &mut Streams<'_>) -> Result<u8, u8> {
    if Kind::of(&args.input) != Ok(Kind::Mlir) {
        let name = args.input.display();
        let text = format!("error: `{name}`: expected IR as text, in a file that ends in .mlir\n");
        return Err(say(streams.stderr, &text, USER_ERROR));
    }
    let target = match (&args.output, args.to) {
        (Some(path), Target::So) if path == "-" => {
            let text = "error: a library cannot go to standard output\n";
            return Err(say(streams.stderr, text, USER_ERROR));
        }
        (Some(path), _) => path.clone(),
        (None, Target::So) => args.input.with_extension("so").display().to_string(),
        (None, Target::Obj) => args.input.with_extension("o").display().to_string(),
        (None, _) => "-".to_owned(),
    };
    let mut session = Session::new(tool, streams);
    let module = session.load(&args.input, &Bindings::default())?;
    let emit = match args.to {
        Target::Llvm => Emit::Llvm,
        Target::Asm => Emit::Asm,
        Target::Obj => Emit::Object,
        Target::So => Emit::Library(PathBuf::from(&target)),
    };
    generate(&mut session, &module, &args.code, emit, &target)?;
    Ok(finish(session, args.code.timing))
}

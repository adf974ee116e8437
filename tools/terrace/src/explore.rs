//! `terrace explore` with models: what `terrace-opt` does with IR, for ONNX files, too.

use std::path::Path;

use clap::Parser;
use terrace_opt::explore::{Exploration, What};
use terrace_opt::report::Sources;
use terrace_opt::{Command, Streams, Tool};

use crate::model::{Bindings, Kind, ROAD, Session, set_vector_bits};

pub(crate) const COMMAND: Command =
    Command { name: "explore", about: "write a page that shows what each pass did", run };

/// Runs passes on a model and writes one HTML page that shows what each of them did.
///
/// Example: explore model.onnx --function main -o model.html
#[derive(Parser)]
struct Args {
    /// The model: .onnx; IR of any level: .mlir, or `-` for standard input
    #[arg(default_value = "-")]
    input: String,

    /// The size of a symbol in the model's shapes
    #[arg(long, value_name = "SYMBOL=SIZE", value_parser = Bindings::parse)]
    bind: Vec<(String, u64)>,

    #[command(flatten)]
    what: What,
}

fn run(tool: &Tool, args: &[String], streams: &mut Streams<'_>) -> u8 {
    let args: Args = match tool.parse_args("explore", args, streams) {
        Ok(args) => args,
        Err(code) => return code,
    };
    let path = Path::new(&args.input);
    if Kind::of(path) != Ok(Kind::Onnx) {
        return terrace_opt::explore::text(tool, &args.input, &args.what, streams);
    }
    let mut session = Session::new(tool, streams);
    let mut module = match session.load(path, &Bindings(args.bind)) {
        Ok(module) => module,
        Err(code) => return code,
    };
    let bits = session.vector_bits;
    let exploration = Exploration {
        tool,
        what: &args.what,
        input: &args.input,
        pipeline: ROAD,
        adjust: &|plan| set_vector_bits(plan, bits),
    };
    let (cx, streams) = session.into_parts();
    exploration.run(&cx, &mut module, &mut Sources::default(), streams)
}

//! `query`: finds operations.

use clap::{Parser, ValueEnum};
use terrace_ir::text::{ParseOptions, PrintOptions, parse_module_with};
use terrace_ir::{Diags, Reported};
use terrace_query::{QUERY_FILE, Query};

use crate::report::{self, Sources};
use crate::{
    Command, FILE001, SUCCESS, Streams, Tool, USER_ERROR, output, read_input, say, spelled,
};

pub(crate) const COMMAND: Command =
    Command { name: "query", about: "find operations by what is true of them", run };

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The operations as IR, each behind a comment that says where it is
    Ir,
    /// One object for each operation
    Json,
    /// The operations and the values between them, for `dot`
    Dot,
    /// How many there are of each name
    Count,
}

/// Finds operations by name, types, attributes, uses, nesting and dominance.
///
/// Example: query 'arith.* and result is f32 and used by memref.store' FILE.mlir
/// docs/howto/query.md describes the language.
#[derive(Parser)]
struct Args {
    /// What to find, such as 'memref.load and inside @main'
    query: String,
    /// IR as text; `-` for standard input
    #[arg(default_value = "-")]
    input: String,
    /// Where to write; `-` for standard output
    #[arg(short, long, default_value = "-")]
    output: String,
    /// How to write what is found
    #[arg(short, long, value_enum, default_value = "ir")]
    format: Format,
    /// Print operations in the generic form
    #[arg(long)]
    print_op_generic: bool,
    /// Keep operations, types and attributes of dialects that are not loaded
    #[arg(long)]
    allow_unregistered_dialect: bool,
}

fn run(tool: &Tool, args: &[String], streams: &mut Streams<'_>) -> u8 {
    let args: Args = match tool.parse_args("query", args, streams) {
        Ok(args) => args,
        Err(code) => return code,
    };
    let source = match read_input(&args.input, streams) {
        Ok(source) => source,
        Err(error) => return say(streams.stderr, &spelled(&FILE001, error), USER_ERROR),
    };
    let file = if args.input == "-" { "<stdin>" } else { &args.input };
    let cx = tool.language.context();
    let mut diags = Diags::new();
    let found = answer(&args, &cx, &source, file, &mut diags);
    let mut sources = Sources::default();
    sources.add(file, &String::from_utf8_lossy(&source));
    sources.add(QUERY_FILE, &args.query);
    let shown = report::render(&cx, diags.items(), &sources, streams.color, streams.stderr);
    let (Ok(text), Ok(())) = (found, shown) else { return USER_ERROR };
    match output::write(&args.output, text.as_bytes(), streams) {
        Ok(()) => SUCCESS,
        Err(error) => say(streams.stderr, &spelled(&FILE001, error), USER_ERROR),
    }
}

fn answer(
    args: &Args,
    cx: &terrace_ir::Context,
    source: &[u8],
    file: &str,
    diags: &mut Diags,
) -> Result<String, Reported> {
    // What is wrong with either is said at once.
    let query = Query::parse(cx, &args.query, diags);
    let options = ParseOptions { allow_unregistered: args.allow_unregistered_dialect };
    let body = parse_module_with(cx, source, file, options, diags)?;
    let found = query?.find(cx, &body, &args.query, diags)?;
    let options = PrintOptions { generic: args.print_op_generic, ..PrintOptions::default() };
    Ok(match args.format {
        Format::Ir => found.to_ir(&options),
        Format::Json => format!("{:#}\n", found.to_json()),
        Format::Dot => found.to_dot(),
        Format::Count => found.to_counts(),
    })
}

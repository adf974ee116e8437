//! `interpret`: runs a function of a module in the interpreter, at whatever level it is.

use clap::Parser;
use terrace_ir::eval::{
    Machine, Value, as_tensor, attr_of_value, buffer_value, constant_value, random_args,
};
use terrace_ir::text::{attr_to_string, parse_attr, parse_module, type_to_string};
use terrace_ir::verify::verify;
use terrace_ir::{Attr, Body, Code, Context, Diags, Reported, Type, nearest};
use terrace_passes::manager::{Failure, Manager};

use crate::codes::{FILE001, spelled};
use crate::report::{self, Sources};
use crate::{Command, OUR_ERROR, SUCCESS, Streams, Tool, USER_ERROR, read_input, say};

pub(crate) const COMMAND: Command =
    Command { name: "interpret", about: "run a function in the interpreter", run };

/// The call does not fit the function.
pub(crate) const RUN003: Code = Code {
    id: "RUN003",
    message: "{0}",
    explain: "`interpret` calls one function of the module. Arguments are given as attributes: \
              `2 : i32`, `1.5 : f32`, `dense<[1.0, 2.0]> : tensor<2xf32>`. A tensor fills a memref \
              of its shape.",
};

/// Runs a function in the interpreter and prints its results, a line each, then what its memref
/// arguments hold afterwards.
///
/// Example: interpret f.mlir --arg '2 : i32' -p canonicalize
#[derive(Parser)]
struct Args {
    /// The input; `-` is standard input
    #[arg(default_value = "-")]
    input: String,

    /// The function to call
    #[arg(long, default_value = "main", value_name = "NAME")]
    call: String,

    /// An argument, as an attribute: `dense<[1.0, 2.0]> : tensor<2xf32>`, which also fills a
    /// memref; once for each in order
    #[arg(long = "arg", value_name = "VALUE", allow_hyphen_values = true)]
    args: Vec<String>,

    /// Make the arguments from this number instead
    #[arg(long, value_name = "N", conflicts_with = "args")]
    seed: Option<u64>,

    /// Passes and pipelines to run before
    #[arg(short, long, default_value = "")]
    passes: String,
}

fn run(tool: &Tool, args: &[String], streams: &mut Streams<'_>) -> u8 {
    let args: Args = match tool.parse_args("interpret", args, streams) {
        Ok(args) => args,
        Err(code) => return code,
    };
    let source = match read_input(&args.input, streams) {
        Ok(source) => source,
        Err(error) => return say(streams.stderr, &spelled(&FILE001, error), USER_ERROR),
    };
    let (cx, mut diags) = (tool.language.context(), Diags::new());
    let name = if args.input == "-" { "<stdin>" } else { &args.input };
    let done = interpret(tool, &cx, &args, (&source, name), &mut diags);
    let (mut text, mut sources) = (Vec::new(), Sources::default());
    sources.add(name, &String::from_utf8_lossy(&source));
    // Writing to memory does not fail.
    let _ = report::render(&cx, diags.items(), &sources, streams.color, &mut text);
    let status = say(streams.stderr, &String::from_utf8_lossy(&text), SUCCESS);
    match done {
        Ok(results) => say(streams.stdout, &results, status),
        Err(Failure::Input(_)) => USER_ERROR,
        Err(Failure::Bug(_)) => OUR_ERROR,
    }
}

fn interpret(
    tool: &Tool,
    cx: &Context,
    args: &Args,
    (source, name): (&[u8], &str),
    diags: &mut Diags,
) -> Result<String, Failure> {
    let mut body = parse_module(cx, source, name, diags).map_err(Failure::Input)?;
    verify(cx, &body, diags).map_err(Failure::Input)?;
    let plan = tool.language.registry().plan_passes(cx, &args.passes, diags);
    let plan = plan.map_err(Failure::Input)?;
    let outcome = Manager::new(cx, &plan).run(&mut body);
    diags.extend(outcome.diags);
    outcome.result?;
    call(cx, &body, args, diags).map_err(Failure::Input)
}

fn call(cx: &Context, body: &Body, args: &Args, diags: &mut Diags) -> Result<String, Reported> {
    let mut machine = Machine::new(cx, body);
    let loc = body.root(cx).loc();
    let Some((params, results)) = machine.signature(&args.call) else {
        let ops = body.root(cx).region(0).into_iter().flat_map(|r| r.ops());
        let symbols = ops.filter_map(|op| op.symbol()).map(|s| cx.str(s));
        let near = nearest(&args.call, symbols).map(|n| format!(", did you mean `@{n}`?"));
        let what = format!("there is no function `@{}`{}", args.call, near.unwrap_or_default());
        return Err(diags.error(&RUN003, loc, &[&what]));
    };
    let values = values(cx, args, &params, diags)?;
    let given = machine.call(&args.call, values.clone()).map_err(|trap| {
        let said = trap.diags(cx).into_iter().map(|diag| diags.push(diag));
        said.last().unwrap_or_else(|| diags.error(&RUN003, loc, &[&trap]))
    })?;
    let results = given.iter().zip(&results).map(|(value, &ty)| shown(cx, value, ty) + "\n");
    let arguments = values.iter().zip(&params).enumerate();
    let buffers = arguments.filter(|(_, (_, ty))| ty.is_memref(cx));
    let buffers =
        buffers.map(|(i, (value, &ty))| format!("{}  // argument {i}\n", shown(cx, value, ty)));
    Ok(results.chain(buffers).collect())
}

/// A value as an attribute: memory by what it holds.
fn shown(cx: &Context, value: &Value, ty: Type) -> String {
    let tensor = value.as_memref().and_then(|_| as_tensor(value)).map(Value::from);
    let attr = match tensor.as_ref().unwrap_or(value) {
        // Memory is shown as a tensor; open sizes as they are now.
        held @ Value::Tensor(t) if ty.is_memref(cx) || ty.static_shape(cx).is_none() => {
            attr_of_value(cx, held, cx.tensor_ty(t.shape(), ty.elem(cx)))
        }
        other => attr_of_value(cx, other, ty),
    };
    match attr {
        Some(attr) => attr_to_string(cx, attr),
        None => format!("a value of type {}", type_to_string(cx, ty)),
    }
}

/// The arguments of the call.
fn values(
    cx: &Context,
    args: &Args,
    params: &[Type],
    diags: &mut Diags,
) -> Result<Vec<Value>, Reported> {
    let unknown = terrace_ir::Loc::UNKNOWN;
    if let Some(seed) = args.seed {
        let made = random_args(cx, params, seed);
        let what = format!("no arguments can be made up for `@{}`", args.call);
        return made.ok_or_else(|| diags.error(&RUN003, unknown, &[&what]));
    }
    if args.args.len() != params.len() {
        let types: Vec<String> = params.iter().map(|&ty| type_to_string(cx, ty)).collect();
        let (call, n) = (&args.call, args.args.len());
        let plural = if n == 1 { "" } else { "s" };
        let what = format!("`@{call}` takes ({}), got {n} argument{plural}", types.join(", "));
        return Err(diags.error(&RUN003, unknown, &[&what]));
    }
    let value = |(text, &ty): (&String, &Type)| {
        let attr = parse_attr(cx, text, diags)?;
        let value = argument(cx, attr, ty);
        value.ok_or_else(|| {
            let what =
                format!("expected a value of type `{}`, got `{text}`", type_to_string(cx, ty));
            diags.error(&RUN003, unknown, &[&what])
        })
    };
    args.args.iter().zip(params).map(value).collect()
}

/// A constant as a parameter of type `ty` takes it: open sizes take any, and a tensor fills a
/// memref.
fn argument(cx: &Context, attr: Attr, ty: Type) -> Option<Value> {
    let is = attr.ty(cx)?;
    if ty.is_memref(cx) && is.is_tensor(cx) && ty.elem(cx) == is.elem(cx) {
        return buffer_value(cx, constant_value(cx, attr, is)?.as_tensor()?, ty);
    }
    let takes = match (ty.shape(cx), is.shape(cx)) {
        (Some(want), Some(shape)) if ty != is => {
            let fits = |(w, s): (&i64, &i64)| w == s || *w == terrace_ir::DYNAMIC;
            let open = want.len() == shape.len() && want.iter().zip(shape).all(fits);
            open && cx.tensor_ty(want, is.elem(cx)) == ty
        }
        _ => ty == is,
    };
    constant_value(cx, attr, ty).filter(|_| takes)
}

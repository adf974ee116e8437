//! `terrace bench`: times a model; `--serve` speaks the protocol of the comparison with peers.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Parser;
use terrace_runtime::SharedModel;

use crate::codes::{RUN001, RUN002};
use crate::model::{Bindings, Kind, Session, Slot, noise, read_inputs, write_outputs};
use crate::run::Tensors;
use terrace_opt::scratch::Scratch;
use terrace_opt::{Command, FILE001, SUCCESS, Streams, Tool, USER_ERROR, say, spelled};

pub(crate) const COMMAND: Command = Command { name: "bench", about: "time a model", run };

/// The exit code that says "this model cannot be taken", in the protocol of `--serve`.
const CANNOT_TAKE: u8 = 3;

/// The longest request line that is read, in bytes.
const MAX_REQUEST: u64 = 64 << 10;

/// Times a model.
///
/// Example: bench resnet50.onnx --threads 2 --profile
#[derive(Parser)]
struct Args {
    /// The model: .onnx, .mlir, or compiled: .so
    model: PathBuf,

    /// Threads, this one included; one for each core when 0
    #[arg(long, default_value_t = 0)]
    threads: usize,

    /// The folder of the inputs; random ones when absent
    #[arg(long, value_name = "DIR")]
    inputs: Option<PathBuf>,

    /// The size of a symbol in the model's shapes
    #[arg(long, value_name = "SYMBOL=SIZE", value_parser = Bindings::parse)]
    bind: Vec<(String, u64)>,

    /// Say which kernels the time goes to, under the names of the model's nodes
    #[arg(long, conflicts_with = "serve")]
    profile: bool,

    /// How often the model runs, after one run that is not counted
    #[arg(long, default_value_t = 20)]
    runs: usize,

    /// Show remarks of passes, such as why a kernel was not vectorised
    #[arg(long)]
    remarks: bool,

    /// Answer requests on standard input: `run K`, `outputs DIR`, `quit`
    #[arg(long)]
    serve: bool,
}

fn run(tool: &Tool, args: &[String], streams: &mut Streams<'_>) -> u8 {
    let args = tool.parse_args("bench", args, streams);
    args.and_then(|args| bench(tool, &args, streams)).unwrap_or_else(|code| code)
}

fn bench(tool: &Tool, args: &Args, streams: &mut Streams<'_>) -> Result<u8, u8> {
    let start = Instant::now();
    let folder = Scratch::temporary()
        .map_err(|error| say(streams.stderr, &spelled(&FILE001, error), USER_ERROR))?;
    let opened = open(tool, args, streams, folder.path());
    let (model, mut tensors) = match opened {
        Ok(ready) => ready,
        Err(code) if args.serve => return Err(refuse(args, code, streams)),
        Err(code) => return Err(code),
    };
    if args.serve {
        let ready = format!("ready {:.3}\n", start.elapsed().as_secs_f64());
        say(streams.stdout, &ready, SUCCESS);
        return Ok(serve(&model, &mut tensors, streams));
    }
    let mut text = String::new();
    let times = tensors.timed_runs(&model, 1).and_then(|_| {
        if args.profile {
            model.reset_profile();
        }
        tensors.timed_runs(&model, args.runs.max(1))
    });
    match times {
        Ok(times) => text += &summary(&model, times),
        Err(error) => return Err(say(streams.stderr, &spelled(&RUN002, error), USER_ERROR)),
    }
    if args.profile {
        let profile = model.profile();
        let profile =
            profile.map_err(|error| say(streams.stderr, &spelled(&RUN002, error), USER_ERROR))?;
        text += &table(profile);
    }
    Ok(say(streams.stdout, &text, SUCCESS))
}

fn open(
    tool: &Tool,
    args: &Args,
    streams: &mut Streams<'_>,
    folder: &Path,
) -> Result<(SharedModel, Tensors), u8> {
    let mut session = Session::new(tool, streams);
    session.remarks = args.remarks;
    let bind = Bindings(args.bind.clone());
    let how = (args.threads, args.profile);
    let model = session.open(&args.model, &bind, how, folder)?;
    let slots: Vec<Slot> = model.inputs().iter().map(Slot::from).collect();
    let data = match &args.inputs {
        Some(folder) => {
            read_inputs(&slots, folder).map_err(|error| session.fail(&RUN001, error))?
        }
        None => noise(&slots),
    };
    let mut tensors = Tensors::new(&model, &data);
    // The first run touches all memory.
    tensors.run(&model).map_err(|error| session.fail(&RUN002, error))?;
    Ok((model, tensors))
}

/// Says that the model was refused; what is wrong with it went to standard error.
fn refuse(args: &Args, code: u8, streams: &mut Streams<'_>) -> u8 {
    let ours = Kind::of(&args.model).is_ok() && args.model.is_file() && code == USER_ERROR;
    say(streams.stdout, "error: the model was refused, standard error says why\n", code);
    let name = args.model.display();
    say(streams.stderr, &format!("cannot take `{name}`: see above\n"), code);
    if ours { CANNOT_TAKE } else { code }
}

fn serve(model: &SharedModel, tensors: &mut Tensors, streams: &mut Streams<'_>) -> u8 {
    loop {
        let line = match request(streams) {
            Ok(Some(line)) => line,
            Ok(None) => return SUCCESS,
            Err(error) => return say(streams.stdout, &format!("error: {error}\n"), USER_ERROR),
        };
        let answer = match line.split_once(' ').unwrap_or((&line, "")) {
            ("quit", "") => return SUCCESS,
            ("run", n) => match n.trim().parse::<usize>() {
                Ok(n) if n > 0 => times(model, tensors, n),
                _ => Err(format!("expected a number of runs, got `{n}`")),
            },
            ("outputs", folder) if !folder.trim().is_empty() => {
                let slots: Vec<Slot> = model.outputs().iter().map(Slot::from).collect();
                let folder = Path::new(folder.trim());
                write_outputs(&slots, &tensors.outputs(), folder, streams).map(|()| "ok".into())
            }
            _ => Err(format!("unknown request `{line}`")),
        };
        let text = match answer {
            Ok(text) => format!("{text}\n"),
            Err(error) => format!("error: {}\n", error.replace('\n', " ")),
        };
        if say(streams.stdout, &text, SUCCESS) != SUCCESS {
            return USER_ERROR;
        }
    }
}

/// The next line without its end; `None` at the end of the input.
fn request(streams: &mut Streams<'_>) -> Result<Option<String>, String> {
    // One byte at a time: standard input is shared with nobody, and lines are short.
    let mut reader = BufReader::with_capacity(1, (&mut *streams.stdin).take(MAX_REQUEST));
    let mut line = String::new();
    match reader.read_line(&mut line) {
        Ok(0) => Ok(None),
        Ok(_) => Ok(Some(line.trim_end().to_owned())),
        Err(error) => Err(format!("cannot read the request: {error}")),
    }
}

fn times(model: &SharedModel, tensors: &mut Tensors, n: usize) -> Result<String, String> {
    let times = tensors.timed_runs(model, n).map_err(|error| error.to_string())?;
    let words: Vec<String> = times.iter().map(|t| format!("{:.9}", t.max(1e-9))).collect();
    Ok(words.join(" "))
}

fn summary(model: &SharedModel, mut times: Vec<f64>) -> String {
    times.sort_by(f64::total_cmp);
    let ms = |seconds: f64| 1e3 * seconds;
    let (Some(&least), Some(&median)) = (times.first(), times.get(times.len() / 2)) else {
        return String::new();
    };
    format!(
        "{} runs on {} threads: least {:.3} ms, median {:.3} ms; arena {:.1} MB, \
         weights {:.1} MB\n",
        times.len(),
        model.threads(),
        ms(least),
        ms(median),
        model.arena_bytes() as f64 / 1e6,
        model.weights_bytes() as f64 / 1e6,
    )
}

/// Kernels by the time they take, on one run.
fn table(mut kernels: Vec<terrace_runtime::KernelTime>) -> String {
    kernels.sort_by_key(|k| std::cmp::Reverse(k.total_ns));
    let total: u64 = kernels.iter().map(|k| k.total_ns).sum();
    let mut text = String::from("   ms/call    share  calls  kernel: nodes\n");
    for kernel in kernels.iter().filter(|k| k.calls > 0) {
        let each = kernel.total_ns as f64 / kernel.calls as f64 / 1e6;
        let share = 100.0 * kernel.total_ns as f64 / total.max(1) as f64;
        let (calls, name, source) = (kernel.calls, &kernel.name, &kernel.source);
        text += &format!("{each:10.4} {share:7.2}% {calls:6}  {name}: {source}\n");
    }
    text
}

//! `terrace run`: a model on given inputs, compiled or interpreted.

use std::path::PathBuf;

use clap::Parser;
use terrace_runtime::{Buffer, Input, Output, SharedModel};

use crate::codes::{RUN001, RUN002};
use crate::model::{
    Bindings, Level, Session, Slot, compare_outputs, interpret, read_inputs, text_of, write_outputs,
};
use terrace_opt::scratch::Scratch;
use terrace_opt::{Command, FILE001, SUCCESS, Streams, Tool, USER_ERROR};

pub(crate) const COMMAND: Command =
    Command { name: "run", about: "run a model on tensors from files", run };

/// Runs a model on tensors from files.
///
/// A tensor is `<name>.npy` or `<name>.pb` in a folder, every character of the name outside
/// [0-9A-Za-z] replaced by `_`; or `input_0.pb` and so on.
///
/// Example: run resnet50.onnx --inputs in --outputs out
#[derive(Parser)]
#[command(verbatim_doc_comment)]
struct Args {
    /// The model: .onnx, .mlir, or compiled: .so
    model: PathBuf,

    /// The folder of the inputs; not needed where there are none
    #[arg(long, value_name = "DIR")]
    inputs: Option<PathBuf>,

    /// The folder that the outputs go to
    #[arg(long, value_name = "DIR")]
    outputs: Option<PathBuf>,

    /// Interpret the model at this level instead of compiling it
    #[arg(long, value_name = "LEVEL")]
    interpret: Option<Level>,

    /// While interpreting detect races, reads of what nobody wrote, and accesses outside declared
    /// regions
    #[arg(long, requires = "interpret")]
    checked: bool,

    /// Print the outputs
    #[arg(long)]
    print: bool,

    /// A folder with the outputs to expect
    #[arg(long, value_name = "DIR")]
    compare: Option<PathBuf>,

    /// How far outputs may be apart, relative to each element or, by norm, to all
    #[arg(long, default_value_t = 1e-4)]
    rtol: f64,

    /// How far each element may be apart besides
    #[arg(long, default_value_t = 0.0)]
    atol: f64,

    /// The size of a symbol in the model's shapes
    #[arg(long, value_name = "SYMBOL=SIZE", value_parser = Bindings::parse)]
    bind: Vec<(String, u64)>,

    /// Show remarks of passes, such as why a kernel was not vectorised
    #[arg(long)]
    remarks: bool,

    /// Threads, this one included; one for each core when 0
    #[arg(long, default_value_t = 0)]
    threads: usize,
}

fn run(tool: &Tool, args: &[String], streams: &mut Streams<'_>) -> u8 {
    let args = tool.parse_args("run", args, streams);
    args.and_then(|args| run_model(tool, &args, streams)).unwrap_or_else(|code| code)
}

fn run_model(tool: &Tool, args: &Args, streams: &mut Streams<'_>) -> Result<u8, u8> {
    let mut session = Session::new(tool, streams);
    session.remarks = args.remarks;
    let bind = Bindings(args.bind.clone());
    let read = |slots: &[Slot]| match (&args.inputs, slots) {
        (Some(folder), _) => read_inputs(slots, folder),
        (None, []) => Ok(Vec::new()),
        (None, [first, ..]) => Err(format!("`{}` needs a value: give --inputs", first.name)),
    };
    let (slots, outputs) = match args.interpret {
        Some(level) => {
            let mut module = session.load(&args.model, &bind)?;
            interpret(&mut session, &mut module, (level, args.checked), &read)?
        }
        None => {
            let folder = Scratch::temporary().map_err(|error| session.fail(&FILE001, error))?;
            let how = (args.threads, false);
            let model = session.open(&args.model, &bind, how, folder.path())?;
            session.progress.say("running");
            let inputs: Vec<Slot> = model.inputs().iter().map(Slot::from).collect();
            let data = read(&inputs).map_err(|error| session.fail(&RUN001, error))?;
            let mut tensors = Tensors::new(&model, &data);
            tensors.run(&model).map_err(|error| session.fail(&RUN002, error))?;
            (model.outputs().iter().map(Slot::from).collect(), tensors.outputs())
        }
    };
    if let Some(folder) = &args.outputs {
        write_outputs(&slots, &outputs, folder, session.streams)
            .map_err(|error| session.fail(&FILE001, error))?;
    }
    if args.print {
        let text = text_of(&slots, &outputs);
        session.print(&text);
    }
    let Some(folder) = &args.compare else { return Ok(SUCCESS) };
    let (text, agree) = compare_outputs(&slots, &outputs, folder, (args.rtol, args.atol))
        .map_err(|error| session.fail(&RUN001, error))?;
    let code = session.print(&text);
    Ok(if agree { code } else { USER_ERROR })
}

/// Aligned memory for the inputs and outputs of a model.
pub(crate) struct Tensors {
    inputs: Vec<Buffer>,
    outputs: Vec<Buffer>,
    slots: (Vec<Slot>, Vec<Slot>),
}

impl Tensors {
    /// Inputs with this data, which has the sizes that the model asks for; outputs without.
    pub(crate) fn new(model: &SharedModel, data: &[Vec<u8>]) -> Tensors {
        let ins: Vec<Slot> = model.inputs().iter().map(Slot::from).collect();
        let outs: Vec<Slot> = model.outputs().iter().map(Slot::from).collect();
        let filled = |bytes: &Vec<u8>| {
            let mut buffer = Buffer::zeroed(bytes.len());
            buffer.bytes_mut().copy_from_slice(bytes);
            buffer
        };
        Tensors {
            inputs: data.iter().map(filled).collect(),
            outputs: outs.iter().map(|s| Buffer::zeroed(s.bytes())).collect(),
            slots: (ins, outs),
        }
    }

    /// One inference.
    pub(crate) fn run(&mut self, model: &SharedModel) -> terrace_runtime::Result<()> {
        self.timed_runs(model, 1).map(|_| ())
    }

    /// Some inferences back to back; the seconds that each took, without preparation.
    pub(crate) fn timed_runs(
        &mut self,
        model: &SharedModel,
        n: usize,
    ) -> terrace_runtime::Result<Vec<f64>> {
        let inputs: terrace_runtime::Result<Vec<Input<'_>>> = self
            .inputs
            .iter()
            .zip(&self.slots.0)
            .map(|(data, s)| Input::new(s.dtype, &s.shape, data.bytes()))
            .collect();
        let outputs: terrace_runtime::Result<Vec<Output<'_>>> = self
            .outputs
            .iter_mut()
            .zip(&self.slots.1)
            .map(|(data, s)| Output::new(s.dtype, &s.shape, data.bytes_mut()))
            .collect();
        let (inputs, mut outputs) = (inputs?, outputs?);
        (0..n)
            .map(|_| {
                let start = std::time::Instant::now();
                model.run(&inputs, &mut outputs)?;
                Ok(start.elapsed().as_secs_f64())
            })
            .collect()
    }

    /// The bytes of the outputs.
    pub(crate) fn outputs(&self) -> Vec<Vec<u8>> {
        self.outputs.iter().map(|b| b.bytes().to_vec()).collect()
    }
}

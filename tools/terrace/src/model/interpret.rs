//! Running a model in the interpreter, at any level.

use std::sync::Arc;

use terrace_ir::eval::{Dtype, Machine, MemRef, Tensor, Trap, Value};
use terrace_ir::{Body, Context, Diags, Type};

use super::session::names_of;
use super::{Level, Session, Slot, check_sizes};
use terrace_opt::USER_ERROR;
use terrace_passes::check::BARRIER;

/// What a model gives for inputs that `read` supplies. Takes the module to the level first. A
/// checked run detects races, reads of what nobody wrote, and accesses outside declared regions.
pub(crate) fn interpret(
    session: &mut Session<'_, '_>,
    module: &mut Body,
    (level, checked): (Level, bool),
    read: &dyn Fn(&[Slot]) -> Result<Vec<Vec<u8>>, String>,
) -> Result<(Vec<Slot>, Vec<Vec<u8>>), u8> {
    session.lower(module, level, None)?;
    if level == Level::Loop {
        // Kernels take buffers now, and so must the host that calls them.
        session.run_passes(module, "lower-host-to-memref")?;
    }
    session.progress.say("interpreting");
    run(&session.cx, module, checked, read).map_err(|failed| match failed {
        Failed::Because(why) => session.fail(&crate::codes::RUN001, why),
        Failed::Trapped(trap) => {
            let mut diags = Diags::new();
            trap.diags(&session.cx).into_iter().for_each(|diag| {
                let _ = diags.push(diag);
            });
            session.report(diags);
            USER_ERROR
        }
    })
}

/// Why there are no outputs.
enum Failed {
    /// A sentence about the model or its inputs.
    Because(String),
    /// The program stopped, at a place.
    Trapped(Trap),
}

impl<S: Into<String>> From<S> for Failed {
    fn from(why: S) -> Failed {
        Failed::Because(why.into())
    }
}

fn run(
    cx: &Context,
    module: &Body,
    checked: bool,
    read: &dyn Fn(&[Slot]) -> Result<Vec<Vec<u8>>, String>,
) -> Result<(Vec<Slot>, Vec<Vec<u8>>), Failed> {
    let names = names_of(cx, module).ok_or("no function `@main` names its inputs and outputs")?;
    let nothing = Arc::new(|_: &mut _, _: &[Value]| Ok(Vec::new()));
    let machine = Machine::new(cx, module).with_intrinsic(BARRIER, nothing);
    let mut machine = if checked { machine.checked() } else { machine };
    let (params, results) = machine.signature("main").ok_or("there is no function `@main`")?;
    let over_tensors = results.len() == names.outputs.len() && !names.outputs.is_empty();
    let n = names.inputs.len();
    if params.len() < n || (!over_tensors && params.len() < n + names.outputs.len()) {
        return Err("`@main` takes fewer buffers than it names".into());
    }
    let slots = |names: &[String], types: &[Type]| -> Result<Vec<Slot>, String> {
        let slot = |(name, &ty): (&String, &Type)| {
            Slot::of(cx, name, ty).ok_or_else(|| format!("`{name}` has no static tensor type"))
        };
        names.iter().zip(types).map(slot).collect()
    };
    let inputs = slots(&names.inputs, &params)?;
    let outputs = slots(&names.outputs, if over_tensors { &results } else { &params[n..] })?;
    check_sizes(&inputs)?;
    if !over_tensors {
        // Made here; the interpreter bounds what it makes itself.
        check_sizes(&outputs)?;
    }
    let data = read(&inputs)?;
    let mut args = Vec::new();
    for ((slot, bytes), ty) in inputs.iter().zip(&data).zip(&params) {
        let tensor = slot.tensor(bytes).ok_or_else(|| format!("`{}` has no data", slot.name))?;
        args.push(if ty.is_tensor(cx) {
            Value::from(tensor)
        } else {
            Value::from(MemRef::from_tensor(&tensor))
        });
    }
    let mut buffers = Vec::new();
    for (i, &ty) in params.iter().enumerate().skip(n) {
        // Thread 0 of 1.
        let number = i64::from(i + 1 == params.len());
        args.push(if ty.is_index(cx) {
            Value::Int(number)
        } else {
            let memref = Arc::new(zeros(cx, ty)?);
            buffers.push(memref.clone());
            Value::MemRef(memref)
        });
    }
    let given = machine.call("main", args).map_err(Failed::Trapped)?;
    let bytes: Result<Vec<Vec<u8>>, String> = if over_tensors {
        let bytes = |v: &Value| v.as_tensor().map(Tensor::to_le_bytes);
        given.iter().map(|v| bytes(v).ok_or("a result is no tensor".into())).collect()
    } else {
        let bytes = |m: &Arc<MemRef>| m.to_tensor().map(|t| t.to_le_bytes());
        buffers.iter().take(outputs.len()).map(|m| bytes(m).map_err(|t| t.to_string())).collect()
    };
    Ok((outputs, bytes?))
}

fn zeros(cx: &Context, ty: Type) -> Result<MemRef, String> {
    let tensor = Dtype::of(cx, ty.elem(cx))
        .zip(ty.static_shape(cx))
        .and_then(|(dtype, shape)| Tensor::zeros(dtype, shape));
    tensor.map(|t| MemRef::from_tensor(&t)).ok_or_else(|| "a buffer has no static size".into())
}

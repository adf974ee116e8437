//! Meaning of `func`: calls.

use terrace_ir::def::AnyInterface;
use terrace_ir::eval::{Compiler, Eval, Frame, FuncId, Slot, Src, Trap, Value};
use terrace_ir::{Attr, OpRef, Reported};

/// What each operation means.
pub(super) static ATTACH: &[(&str, &[AnyInterface])] = &[
    ("func.call", &[&Eval(call)]),
    ("func.call_indirect", &[&Eval(call_indirect)]),
    ("func.constant", &[&Eval(constant)]),
];

fn call(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let callee = c.callee(op, op.attr("callee").unwrap_or(Attr::NONE))?;
    let (srcs, outs) = (c.operands(op), c.results(op));
    c.emit(move |frame| run(frame, callee, &srcs, &outs));
    Ok(())
}

fn call_indirect(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let callee = c.operand(op, 0);
    let (srcs, outs) = (c.operands_in(op, 1..op.n_operands()), c.results(op));
    c.emit(move |frame| match *frame.object(callee.idx()) {
        Value::Func(id) => run(frame, id, &srcs, &outs),
        _ => Err(Trap::invalid("the callee is no function")),
    });
    Ok(())
}

fn constant(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let id = c.callee(op, op.attr("value").unwrap_or(Attr::NONE))?;
    let out = c.result(op, 0);
    c.preset(out, Value::Func(id));
    Ok(())
}

fn run(frame: &mut Frame, callee: FuncId, srcs: &[Src], outs: &[Slot]) -> Result<(), Trap> {
    let args: Vec<Value> = srcs.iter().map(|s| frame.take(*s)).collect();
    let results = frame.call(callee, &args)?;
    if results.len() != outs.len() {
        let (want, got) = (outs.len(), results.len());
        return Err(Trap::invalid(format!("expected {want} results, got {got}")));
    }
    outs.iter().zip(results).try_for_each(|(out, value)| frame.set(*out, value))
}

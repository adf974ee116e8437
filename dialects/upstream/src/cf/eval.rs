//! Meaning of `cf`: branches and assertions.

use terrace_ir::def::AnyInterface;
use terrace_ir::eval::{Branch, Compiler, Eval, EvalBranch, Reason};
use terrace_ir::{OpRef, Reported};

/// What each operation means.
pub(super) static ATTACH: &[(&str, &[AnyInterface])] = &[
    ("cf.assert", &[&Eval(assert)]),
    ("cf.br", &[&EvalBranch(br)]),
    ("cf.cond_br", &[&EvalBranch(cond_br)]),
    ("cf.switch", &[&EvalBranch(switch)]),
];

fn assert(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let condition = c.operand(op, 0);
    let message = op.attr("msg").and_then(|m| m.as_str(op.cx)).unwrap_or("").to_string();
    c.emit(move |frame| match frame.int(condition.idx()) {
        0 => Err(Reason::Assert(message.clone()).into()),
        _ => Ok(()),
    });
    Ok(())
}

fn br(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<Branch, Reported> {
    Ok(Branch { pick: Box::new(|_| Ok(0)), forwarded: vec![c.operands(op)] })
}

fn cond_br(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<Branch, Reported> {
    let (Some(on_true), Some(on_false)) = (op.operand_group(1), op.operand_group(2)) else {
        return Err(c.unsupported(op, "its operand segments do not fit"));
    };
    let condition = c.operand(op, 0);
    let forwarded = vec![c.operands_in(op, on_true), c.operands_in(op, on_false)];
    let pick = Box::new(move |f: &mut terrace_ir::eval::Frame| {
        Ok(usize::from(f.int(condition.idx()) == 0))
    });
    Ok(Branch { pick, forwarded })
}

fn switch(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<Branch, Reported> {
    let flag = c.operand(op, 0);
    let cases = op.attr("case_values").and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    let sizes = op.attr("case_operand_segments").and_then(|a| a.as_ints(op.cx));
    let (Some(default), Some(rest), Some(sizes)) =
        (op.operand_group(1), op.operand_group(2), sizes)
    else {
        return Err(c.unsupported(op, "its operand segments do not fit"));
    };
    let mut forwarded = vec![c.operands_in(op, default)];
    let mut start = rest.start;
    for size in sizes {
        let end = start + usize::try_from(size).unwrap_or(0);
        if end > rest.end {
            return Err(c.unsupported(op, "its case segments do not fit"));
        }
        forwarded.push(c.operands_in(op, start..end));
        start = end;
    }
    if forwarded.len() != cases.len() + 1 {
        return Err(c.unsupported(op, "it has not one operand segment per case"));
    }
    let pick = Box::new(move |f: &mut terrace_ir::eval::Frame| {
        let flag = f.int(flag.idx());
        Ok(cases.iter().position(|case| *case == flag).map_or(0, |i| i + 1))
    });
    Ok(Branch { pick, forwarded })
}

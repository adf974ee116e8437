//! Simplifications of calls.

use terrace_ir::rewrite::Pattern;
use terrace_ir::{OpId, Rewriter, Type, ValueId};

use crate::consts::defined;
use crate::rewriting::pattern;

pub(super) const CALL_INDIRECT: &[Pattern] =
    &[pattern("call_indirect_of_constant", "func.call_indirect", call_of_constant)];

/// `call_indirect (constant @f)(..) -> call @f(..)`
fn call_of_constant(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let callee = defined(view, view.operand(0), "func.constant")?.attr("value")?;
    let args: Vec<ValueId> = view.operands().skip(1).collect();
    let types: Vec<Type> = view.results().map(|r| view.body.ty(r)).collect();
    rw.before(op);
    let call = rw.build("func.call").attr("callee", callee).operands(&args).results(&types).done();
    let results: Vec<ValueId> = rw.body.results(call).collect();
    rw.replace(op, &results);
    Some(())
}

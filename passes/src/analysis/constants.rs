//! Constants in place of values that an analysis knows.

use terrace_ir::fold::{ConstantPool, constant_value};
use terrace_ir::{Body, Context, Rewriter, ValueDef, ValueId};

use super::forward::{Facts, Forward};

/// Puts constants in place of values that can be nothing else; gives how many were replaced. What
/// computed them goes where nothing needs it any more.
pub fn put_constants<A: Forward>(
    cx: &Context,
    body: &mut Body,
    analysis: &A,
    facts: &Facts<A::Fact>,
) -> u64 {
    let mut rw = Rewriter::new(cx, body);
    let mut pool = ConstantPool::default();
    let mut n_replaced = 0;
    for (value, fact) in facts.iter() {
        let Some(attr) = analysis.known(fact, rw.ty(value)) else { continue };
        n_replaced += u64::from(replace(&mut rw, &mut pool, facts, value, attr));
    }
    n_replaced
}

fn replace<F>(
    rw: &mut Rewriter<'_>,
    pool: &mut ConstantPool,
    facts: &Facts<F>,
    value: ValueId,
    attr: terrace_ir::Attr,
) -> bool {
    let block = rw.body.def_block(value).filter(|&b| facts.reaches(b));
    let (Some(block), true) = (block, rw.body.has_uses(value)) else { return false };
    // Constants that were there come together with the new ones.
    if let Some(op) = rw.defining(value).filter(|op| constant_value(*op).is_some()) {
        let op = op.id;
        pool.adopt(rw, op);
        return false;
    }
    let near = match rw.body.def(value) {
        ValueDef::Result(op, _) => Some(op),
        ValueDef::Arg(..) => rw.body.first_op(block),
    };
    let ty = rw.ty(value);
    let Some(constant) = near.and_then(|near| pool.materialize(rw, near, attr, ty)) else {
        return false;
    };
    rw.replace_uses(value, constant);
    if let ValueDef::Result(op, _) = rw.body.def(value)
        && rw.op(op).is_dead()
    {
        rw.erase(op);
    }
    true
}

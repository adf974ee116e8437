//! Gives each part of a memory a memory of its own, where every read and write has one part that is
//! known: scalar replacement of aggregates.
//!
//! Parts that nobody reads or writes get none. Does not turn memory into values (`mem2reg`), nor
//! look through views of memory.
//! Not in a pipeline because our lowerings make scalars where there can be scalars.

use std::collections::BTreeMap;

use terrace_ir::interface::{AccessPart, PartedMemory};

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "sroa",
    summary: "give each known part of a memory a memory of its own",
    run: |body, cx| cx.each_body(body, &run),
    ..PassInfo::EMPTY
};

fn run(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let mut n = 0;
    for op in body.ops_below(ROOT) {
        n += u64::from(split(cx.cx, body, op).is_some());
    }
    cx.count("memories split", n);
    Ok(())
}

fn split(cx: &Context, body: &mut Body, op: OpId) -> Option<()> {
    let view = body.op(cx, op);
    let parted = view.info()?.interface::<PartedMemory>()?;
    let n_parts = (parted.n_parts)(view)?;
    let memory = view.result(0);
    let mut parts: BTreeMap<usize, Vec<OpId>> = BTreeMap::new();
    for (user, _) in body.uses(memory) {
        let user_view = body.op(cx, user);
        let access = user_view.info()?.interface::<AccessPart>()?;
        let part = (access.part)(user_view, memory).filter(|part| *part < n_parts)?;
        parts.entry(part).or_default().push(user);
    }
    let name = body.value_name(memory);
    let mut rw = Rewriter::new(cx, body);
    for users in parts.into_values() {
        rw.before(op);
        let own = (parted.make_part)(op, &mut rw);
        name.into_iter().for_each(|name| rw.body.set_value_name(own, name));
        for user in users {
            let access = rw.op(user).info().and_then(|i| i.interface::<AccessPart>());
            access.into_iter().for_each(|access| (access.retarget)(user, &mut rw, own));
        }
    }
    rw.erase(op);
    Some(())
}

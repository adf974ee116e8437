//! Makes buffers that a kernel allocates in the default space arguments of the kernel.
//!
//! Whoever calls the kernel plans their memory with everything else. The new arguments come last,
//! and the function says in `terrace.workspaces` how many they are.

use terrace_ir::{Loc, rewrite};
use terrace_loop as loops;

use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "loop-hoist-allocs",
    on: "func.func",
    summary: "make buffers allocated in the default space arguments of the kernel",
    reads: &["loop"],
    leaves: &["loop"],
    run: |body, cx| {
        let Some(entry) = body.root_block() else { return Ok(()) };
        let (cx, mut n) = (cx.cx, 0);
        for op in body.ops_below(ROOT) {
            let is_default = |ty: Type| match ty.kind(cx) {
                terrace_ir::TypeKind::MemRef { space, .. } => space.is_none(),
                _ => false,
            };
            if !body.op(cx, op).is(&loops::Alloc::DEF) || !is_default(body.ty(body.result(op, 0))) {
                continue;
            }
            let old = body.result(op, 0);
            let arg = body.add_arg(entry, body.ty(old), Loc::UNKNOWN);
            if let Some(name) = body.value_name(old) {
                body.set_value_name(arg, name);
            }
            body.replace_all_uses(old, arg);
            body.erase(op);
            n += 1;
        }
        if n > 0 {
            let inputs: Vec<Type> = body.args(entry).iter().map(|&a| body.ty(a)).collect();
            let ret = body.last_op(entry);
            let results: Vec<Type> =
                ret.map(|r| body.operands(r).map(|v| body.ty(v)).collect()).unwrap_or_default();
            let ty = cx.type_attr(cx.function_ty(&inputs, &results));
            rewrite::set_attr(cx, body, ROOT, "function_type", Some(ty));
            rewrite::set_attr(cx, body, ROOT, "terrace.workspaces", Some(cx.i64_attr(n)));
        }
        Ok(())
    },
    ..PassInfo::EMPTY
};

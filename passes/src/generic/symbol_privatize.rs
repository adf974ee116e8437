//! Makes the symbols of a module private, so that what nothing in it refers to can go
//! (`symbol-dce`).
//!
//! Looks at the outermost symbol table only; those inside keep what they say.
//! Not in a pipeline because the functions of a model are called from outside.

use terrace_ir::rewrite::set_attr;

use crate::prelude::*;

const EXCLUDE: Opt<Vec<String>> = Opt::strs("exclude", &[], "symbols that stay as they are");

pub(super) const PASS: PassInfo = PassInfo {
    name: "symbol-privatize",
    on: "builtin.module",
    summary: "make symbols private but those excluded",
    options: &[EXCLUDE.def],
    run: |body, cx| {
        let excluded = cx.option(&EXCLUDE);
        let Some(block) = body.root_block() else { return Ok(()) };
        let mut n = 0;
        for op in body.ops_of(block).collect::<Vec<OpId>>() {
            let view = body.op(cx.cx, op);
            let Some(name) = view.symbol() else { continue };
            let stays = view.is_private_symbol() || excluded.iter().any(|e| e == cx.cx.str(name));
            if !stays {
                let private = cx.cx.str_attr("private");
                set_attr(cx.cx, body, op, "sym_visibility", Some(private));
                n += 1;
            }
        }
        cx.count("symbols made private", n);
        Ok(())
    },
    ..PassInfo::EMPTY
};

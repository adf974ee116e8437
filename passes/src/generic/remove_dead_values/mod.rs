//! Removes what no run can need: operations, and also arguments and results that are only passed
//! round: of blocks, of structured control flow, and of private functions with all their calls.
//!
//! Works from what is known of a whole symbol table at once ([`crate::analysis::live_values`]), so
//! it sees through loops and recursion, where removing what has no users stops. Keeps the
//! signatures of functions that are public, declared only, or named by anything but calls, and
//! the calls themselves. Does not simplify what is left: `canonicalize` does.
//! Not in a pipeline because kernels carry nothing that they do not need.
//!
//! # Cost
//! Linear in the size of a function for each time that what is known of its callers or callees
//! changes, which is at most once per argument and result.

mod change;
mod functions;
mod passing;

use rustc_hash::FxHashMap;

use crate::analysis::live_values::Signature;
use crate::prelude::*;
use change::{Known, change};
use functions::Functions;
use passing::live;

pub(super) const PASS: PassInfo = PassInfo {
    name: "remove-dead-values",
    summary: "remove operations, arguments and results that no run needs",
    run,
    ..PassInfo::EMPTY
};

fn run(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    one_body(body, cx, &FxHashMap::default(), None);
    let root = body.root(cx.cx);
    if !root.has(Traits::SYMBOL_TABLE) {
        return cx.each_child(body, &run);
    }
    let functions = Functions::solve(cx.cx, body);
    cx.each_child(body, &|child, cx| {
        if child.root(cx.cx).has(Traits::SYMBOL_TABLE) {
            return run(child, cx);
        }
        let name = child.root(cx.cx).symbol();
        let own = name.and_then(|name| functions.signatures.get(&name));
        one_body(child, cx, &functions.signatures, own);
        cx.each_child(child, &run)
    })
}

/// Removes from one body, children's bodies left out.
fn one_body(
    body: &mut Body,
    cx: &mut PassCx<'_>,
    functions: &FxHashMap<Sym, Signature>,
    own: Option<&Signature>,
) {
    let (live, passing) = live(cx.cx, body, functions, own);
    let known = Known { cx: cx.cx, live: &live, passing: &passing, functions, own };
    let removed = change(body, &known);
    cx.count("operations removed", removed.ops);
    cx.count("arguments removed", removed.args);
    cx.count("results removed", removed.results);
}

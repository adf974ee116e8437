//! Sparse conditional constant propagation: finds values that are constant on every path that can
//! be taken, and puts constants in their place.
//!
//! Assumes a value constant until a path shows otherwise, so it sees through loops where folding
//! one operation at a time does not. Looks at one function at a time. Leaves the branches that can
//! not be taken to `canonicalize`.
//!
//! # Source
//! Wegman, Zadeck: Constant Propagation with Conditional Branches.

use terrace_ir::fold::fold;
use terrace_ir::interface::Folded;

use crate::analysis::constants::put_constants;
use crate::analysis::forward::{FactList, Forward, forward};
use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "sccp",
    summary: "replace values that are constant on every path that can be taken",
    run: |body, cx| cx.each_body(body, &run),
    ..PassInfo::EMPTY
};

fn run(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let facts = forward(cx.cx, body, &Constants);
    cx.count("values replaced", put_constants(cx.cx, body, &Constants, &facts));
    Ok(())
}

/// The constant that a value is, or `None` for what is none.
struct Constants;

impl Forward for Constants {
    type Fact = Option<Attr>;

    fn anything(&self, _: Type) -> Self::Fact {
        None
    }

    fn constant(&self, attr: Attr, _: Type) -> Self::Fact {
        Some(attr)
    }

    fn join(&self, a: &Self::Fact, b: &Self::Fact, _: Type) -> Self::Fact {
        a.filter(|_| a == b)
    }

    fn results(&self, op: OpRef<'_>, operands: &[Self::Fact]) -> FactList<Self::Fact> {
        let fact = |folded: Folded| match folded {
            Folded::Attr(attr) => Some(attr),
            // Only operands are looked at again when what is known of them changes.
            Folded::Value(value) => {
                op.operands().position(|v| v == value).and_then(|i| operands[i])
            }
        };
        match fold(op, operands) {
            Some(folded) => folded.into_iter().map(fact).collect(),
            None => op.results().map(|_| None).collect(),
        }
    }

    fn argument(&self, _: OpRef<'_>, _: (usize, usize), _: &[Self::Fact]) -> Self::Fact {
        None
    }

    fn known(&self, fact: &Self::Fact, _: Type) -> Option<Attr> {
        *fact
    }
}

//! Which values a run can need: those that reach something with an effect, decide where control
//! goes, or leave the body. A client of [`super::backward`].

use rustc_hash::FxHashMap;
use terrace_ir::interface::CallLike;
use terrace_ir::{OpRef, ROOT, Sym, Traits};

use super::backward::Backward;
use super::forward::FactList;

/// Which arguments and results of a function are live.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    /// Whether the function needs each argument.
    pub args: Vec<bool>,
    /// Whether a caller needs each result.
    pub results: Vec<bool>,
}

/// Finds live values, as far as is known of the functions around.
pub struct LiveValues<'a> {
    /// The functions that are only called, and all of whose callers are known.
    pub functions: &'a FxHashMap<Sym, Signature>,
    /// The function that the body is, if it is one of these.
    pub own: Option<&'a Signature>,
}

/// Whether nothing is missed of an operation but its results.
pub fn only_computes(op: OpRef<'_>) -> bool {
    !op.has(Traits::SYMBOL) && !op.has(Traits::TERMINATOR) && op.is_effect_free()
}

/// The callee of a call, and how many of the operands stand before its arguments.
pub fn called(op: OpRef<'_>) -> Option<(Sym, std::ops::Range<usize>)> {
    let call = op.info()?.interface::<CallLike>()?;
    Some(((call.callee)(op)?, (call.args)(op)))
}

impl Backward for LiveValues<'_> {
    type Fact = bool;

    fn join(&self, a: &bool, b: &bool) -> bool {
        *a || *b
    }

    fn operands(&self, op: OpRef<'_>, of: OpRef<'_>, results: &[bool]) -> FactList<bool> {
        let all = |live: bool| FactList::from_elem(live, op.n_operands());
        if !op.body.successors(op.id).is_empty() {
            return all(true);
        }
        let block = op.body.block_of(op.id);
        let leaves = block.is_some_and(|b| op.body.owner_of_block(b) == ROOT);
        if let (true, true, Some(own)) = (leaves, op.has(Traits::TERMINATOR), self.own) {
            return (0..op.n_operands()).map(|i| own.results.get(i) != Some(&false)).collect();
        }
        if let Some((callee, args)) = called(op)
            && let Some(callee) = self.functions.get(&callee)
        {
            let is_dead = |i: usize| args.contains(&i) && !callee.args[i - args.start];
            return (0..op.n_operands()).map(|i| !is_dead(i)).collect();
        }
        all(results.contains(&true) || !only_computes(of))
    }
}

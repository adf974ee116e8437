//! Functions, calls and branches.

use terrace_ir::{BlockId, OpRef, RegionRef, Reported, ValueId, cfg};

use super::{Emit, Exit, Family};
use crate::build::{At, Block, IntIs, Val};

pub(super) const OPS: Family = &[
    ("cf.assert", assert),
    ("cf.br", br),
    ("cf.cond_br", cond_br),
    ("cf.switch", switch),
    ("func.call", call),
    ("func.return", ret),
    ("scf.execute_region", execute_region),
    ("scf.yield", yield_out),
    ("ub.poison", poison),
    ("ub.unreachable", |e, _| {
        e.b.unreachable();
        Ok(())
    }),
];

/// What may stand at the end of a block of a region with several.
const TERMINATORS: &[&str] =
    &["cf.br", "cf.cond_br", "cf.switch", "func.return", "scf.yield", "ub.unreachable"];

impl Emit<'_, '_> {
    /// The blocks of a region, each after those that dominate it; the entry's arguments have their
    /// values already.
    pub(super) fn graph(&mut self, region: RegionRef<'_>) -> Result<(), Reported> {
        let body = region.body;
        let order = cfg::reverse_postorder(body, region.id);
        for (i, &block) in order.iter().enumerate() {
            let llvm = self.b.new_block(self.fun);
            let mut phis = Vec::new();
            if i > 0 {
                self.b.at_end(llvm);
                let Some(owner) = body.first_op(block) else { continue };
                let at = OpRef::new(self.cx, body, owner);
                for &arg in body.args(block) {
                    let ty = self.value_ty(at, body.ty(arg))?;
                    let phi = self.b.phi(ty);
                    self.set(arg, phi);
                    phis.push(phi);
                }
            }
            self.blocks.insert(block, (llvm, phis));
        }
        for &block in &order {
            self.block(region, block)?;
        }
        Ok(())
    }

    fn block(&mut self, region: RegionRef<'_>, block: BlockId) -> Result<(), Reported> {
        let body = region.body;
        let owner = OpRef::new(self.cx, body, body.owner(region.id));
        let last = body.last_op(block).map(|op| OpRef::new(self.cx, body, op));
        let Some(last) = last.filter(|op| TERMINATORS.contains(&op.name_str())) else {
            return Err(self.malformed(owner, "a block does not end with a branch or return"));
        };
        let Some((llvm, _)) = self.blocks.get(&block) else { return Ok(()) };
        self.b.at_end(*llvm);
        self.enter(owner)?;
        for op in body.ops_of(block) {
            self.op(OpRef::new(self.cx, body, op))?;
        }
        self.leave();
        let _ = last;
        Ok(())
    }

    /// The block that a branch from here leads to, having passed it the values of its arguments.
    fn edge(&mut self, op: OpRef<'_>, to: BlockId, values: &[ValueId]) -> Result<Block, Reported> {
        let Some((block, phis)) = self.blocks.get(&to).cloned() else {
            return Err(self.malformed(op, "it leads to a block of another region"));
        };
        let args = op.body.args(to);
        let types = |v: &[ValueId]| v.iter().map(|&v| op.body.ty(v)).collect::<Vec<_>>();
        let is_entry = phis.len() != args.len() || Some(to) == op.body.root_block();
        self.require(!is_entry, op, "it leads to the entry of its region")?;
        self.require(types(args) == types(values), op, "it passes values of other types")?;
        let values = self.vals(op, values.iter().copied())?;
        self.pass(&phis, &values);
        Ok(block)
    }

    /// Hands values to the phis of a block that is branched to from here.
    pub(super) fn pass(&self, phis: &[Val], values: &[Val]) {
        let here = self.b.here();
        for (&phi, &value) in phis.iter().zip(values) {
            self.b.add_incoming(phi, value, here);
        }
    }

    /// A block of its own on the way to `to`: one block may lead to another once only, when it
    /// passes different values.
    fn detour(
        &mut self,
        op: OpRef<'_>,
        to: BlockId,
        values: &[ValueId],
    ) -> Result<Block, Reported> {
        let back = self.b.here();
        let between = self.b.new_block(self.fun);
        self.b.at_end(between);
        let to = self.edge(op, to, values)?;
        self.b.br(to);
        self.b.at_end(back);
        Ok(between)
    }

    /// The operands of group `i`.
    pub(super) fn group(&mut self, op: OpRef<'_>, i: usize) -> Result<Vec<ValueId>, Reported> {
        match op.operand_group(i).filter(|g| g.end <= op.n_operands()) {
            Some(range) => Ok(range.map(|k| op.operand(k)).collect()),
            None => Err(self.malformed(op, "its operands do not fit its definition")),
        }
    }

    fn callee(&self, op: OpRef<'_>) -> Option<usize> {
        let sym = op.attr("callee")?.as_sym(self.cx)?;
        self.unit.plan.by_name.get(&sym).copied()
    }

    /// Starts or stops the clock of a kernel.
    fn clock(&self, hook: &str, kernel: usize) {
        let b = self.b;
        // The thread's number is the second last argument of an entry.
        let n = self.function.inputs.len();
        let fun = b.function(hook, b.function_ty(&[b.int(64), b.int(64)], b.void()));
        b.attribute(fun, At::Function, "nounwind", 0);
        let tid = b.param(self.fun, n.saturating_sub(2));
        b.call(fun, &[b.i64_value(kernel as i64), tid]);
    }
}

fn call(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let Some(idx) = e.callee(op) else { return Err(e.malformed(op, "it names no function")) };
    let callee = &e.unit.plan.functions[idx];
    let fun = e.unit.declare(callee, e.diags)?;
    let mut args = e.vals(op, op.operands())?;
    if callee.takes_weights {
        args.push(e.b.param(e.fun, e.function.inputs.len()));
    }
    let is_timed = e.unit.profiled == Some(e.idx);
    let timed = e.unit.plan.kernels.iter().position(|k| is_timed && k.call == op.id);
    if let Some(kernel) = timed {
        e.clock("terrace_kernel_begin", kernel);
    }
    let result = e.b.call(fun, &args);
    if let Some(kernel) = timed {
        e.clock("terrace_kernel_end", kernel);
    }
    match op.n_results() {
        0 => {}
        1 => e.set(op.result(0), result),
        n => (0..n).for_each(|i| e.set(op.result(i), e.b.extract_field(result, i))),
    }
    Ok(())
}

fn ret(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let types = op.operands().map(|v| op.body.ty(v));
    let fits = types.eq(e.function.results.iter().copied()) && e.exits.is_empty();
    e.require(fits, op, "it does not return what the function's type says")?;
    let values = e.vals(op, op.operands())?;
    e.b.ret(&values);
    Ok(())
}

fn br(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let &[to] = op.body.successors(op.id) else {
        return Err(e.malformed(op, "it has not one successor"));
    };
    let operands: Vec<ValueId> = op.operands().collect();
    let to = e.edge(op, to, &operands)?;
    e.b.br(to);
    Ok(())
}

fn cond_br(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let &[yes, no] = op.body.successors(op.id) else {
        return Err(e.malformed(op, "it has not two successors"));
    };
    let (condition, yes_args, no_args) = (e.group(op, 0)?, e.group(op, 1)?, e.group(op, 2)?);
    let &[condition] = condition.as_slice() else {
        return Err(e.malformed(op, "it has no condition"));
    };
    let is_bool = op.body.ty(condition) == e.cx.int_ty(1);
    e.require(is_bool, op, "its condition is no `i1`")?;
    let condition = e.val(op, condition)?;
    let (yes, no) = if yes == no {
        (e.detour(op, yes, &yes_args)?, e.detour(op, no, &no_args)?)
    } else {
        (e.edge(op, yes, &yes_args)?, e.edge(op, no, &no_args)?)
    };
    e.b.cond_br(condition, yes, no);
    Ok(())
}

fn switch(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let successors = op.body.successors(op.id).to_vec();
    let (flag, default_args, case_args) = (e.group(op, 0)?, e.group(op, 1)?, e.group(op, 2)?);
    let (&[flag], Some((&default, cases))) = (flag.as_slice(), successors.split_first()) else {
        return Err(e.malformed(op, "it has no flag or no default"));
    };
    let values = op.attr("case_values").and_then(|a| a.as_ints(e.cx)).unwrap_or_default();
    let sizes = op.attr("case_operand_segments").and_then(|a| a.as_ints(e.cx));
    let sizes = sizes.unwrap_or_default();
    let total: i64 = sizes.iter().sum();
    let mut sorted = values.clone();
    sorted.sort_unstable();
    let fits = values.len() == cases.len()
        && sizes.len() == cases.len()
        && sizes.iter().all(|s| *s >= 0)
        && total == case_args.len() as i64
        && sorted.windows(2).all(|w| w[0] != w[1]);
    e.require(fits, op, "its cases do not fit together")?;
    let ty = e.value_ty(op, op.body.ty(flag))?;
    e.require(op.body.ty(flag).int_width(e.cx).is_some(), op, "its flag is no integer")?;
    let flag = e.val(op, flag)?;
    let default = e.detour(op, default, &default_args)?;
    let mut rest = case_args.as_slice();
    let mut table = Vec::new();
    for ((&to, &value), &size) in cases.iter().zip(&values).zip(&sizes) {
        let (args, after) = rest.split_at(size as usize);
        rest = after;
        table.push((e.b.int_value(ty, value.into()), e.detour(op, to, args)?));
    }
    e.b.switch(flag, default, &table);
    Ok(())
}

/// Ends the process, as upstream's lowering does.
fn assert(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let [condition] = e.operands(op)?;
    e.require(op.body.ty(condition) == e.cx.int_ty(1), op, "its condition is no `i1`")?;
    let condition = e.val(op, condition)?;
    let (holds, fails) = (e.b.new_block(e.fun), e.b.new_block(e.fun));
    e.b.cond_br(condition, holds, fails);
    e.b.at_end(fails);
    e.intrinsic(op, "llvm.trap", &[], &[])?;
    e.b.unreachable();
    e.b.at_end(holds);
    Ok(())
}

fn execute_region(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let Some(region) = op.region(0).filter(|r| r.entry().is_some()) else {
        return Err(e.malformed(op, "it has no body"));
    };
    let from = e.b.here();
    let after = e.b.new_block(e.fun);
    e.b.at_end(after);
    let types: Vec<_> = op.results().map(|v| op.body.ty(v)).collect();
    let mut phis = Vec::new();
    for ty in types {
        let ty = e.value_ty(op, ty)?;
        phis.push(e.b.phi(ty));
    }
    e.exits.push(Exit { block: after, phis: phis.clone() });
    let exits = e.exits.len();
    e.graph(region)?;
    e.exits.truncate(exits - 1);
    e.b.at_end(from);
    if let Some((first, _)) = region.entry().and_then(|b| e.blocks.get(&b)) {
        e.b.br(*first);
    }
    e.b.at_end(after);
    for (result, phi) in op.results().zip(phis) {
        e.set(result, phi);
    }
    Ok(())
}

/// Leaves the region of an `scf.execute_region`.
fn yield_out(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let owner = op.parent().filter(|p| p.name_str() == "scf.execute_region");
    let types = owner.map(|p| p.results().map(|v| op.body.ty(v)).collect::<Vec<_>>());
    let given: Vec<_> = op.operands().map(|v| op.body.ty(v)).collect();
    e.require(types == Some(given), op, "it yields other types than its parent has results")?;
    let values = e.vals(op, op.operands())?;
    let Some(Exit { block, phis }) = e.exits.last() else {
        return Err(e.malformed(op, "there is no region to leave"));
    };
    let (block, phis) = (*block, phis.clone());
    e.pass(&phis, &values);
    e.b.br(block);
    Ok(())
}

fn poison(e: &mut Emit<'_, '_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ty = e.result_ty(op)?;
    let ty = e.value_ty(op, ty)?;
    e.set_result(op, e.b.poison(ty))
}

/// `value < limit` in the sense of a loop's bounds.
pub(super) fn less(unsigned: bool) -> IntIs {
    if unsigned { IntIs::LLVMIntULT } else { IntIs::LLVMIntSLT }
}

//! Functions become LLVM functions, operation by operation.
//!
//! Each family of operations has a table of names and translators. A translator looks at the types
//! before it builds anything, for LLVM does not; what does not fit is a diagnostic.
//!
//! A memref is one pointer: the address of its first element. Shapes and strides are in its type.

mod address;
mod arith;
mod casts;
mod control;
mod lanes;
mod math;
mod memory;
mod scf;
mod vector;
mod views;

use std::cell::RefCell;

use rustc_hash::FxHashMap;
use terrace_ir::{Attr, BlockId, Context, Diags, OpRef, RegionRef, Reported, Sym, Type, ValueId};

use crate::build::{At, Block, Build, Fun, Scopes, Ty, Val};
use crate::codes::{LLVM001, LLVM002, LLVM003, LLVM004, LLVM007, LLVM010};
use crate::plan::{Function, Plan};
use crate::types;

/// Translates one operation.
type Lower = fn(&mut Emit<'_, '_>, OpRef<'_>) -> Result<(), Reported>;

/// A family of operations.
type Family = &'static [(&'static str, Lower)];

const FAMILIES: &[Family] = &[
    address::OPS,
    arith::OPS,
    casts::OPS,
    control::OPS,
    lanes::OPS,
    math::OPS,
    memory::OPS,
    scf::OPS,
    vector::OPS,
    views::OPS,
];

/// How deep regions may be nested; each level takes stack here.
const MAX_NESTING: usize = 128;

/// Stack that a function may use, in bytes: half of what a thread has.
const MAX_STACK: u64 = 4 << 20;

/// Alignment of buffers on the stack, in bytes.
const STACK_ALIGN: u32 = 64;

/// The translators by operation name.
pub(crate) struct Translators(FxHashMap<&'static str, Lower>);

impl Translators {
    pub(crate) fn new() -> Translators {
        Translators(FAMILIES.iter().copied().flatten().copied().collect())
    }
}

/// What all functions of one LLVM module share.
pub(crate) struct Unit<'a> {
    pub(crate) plan: &'a Plan<'a>,
    pub(crate) b: Build<'a>,
    pub(crate) translators: &'a Translators,
    /// Attributes that say for which processor to generate: key and value.
    pub(crate) target: &'a [(&'static str, String)],
    /// The function whose calls of kernels are timed, by its position.
    pub(crate) profiled: Option<usize>,
    /// Constants that this module holds already.
    pub(crate) constants: RefCell<FxHashMap<Sym, Val>>,
}

/// What is known of the memory behind a memref value.
#[derive(Clone, Copy, Debug)]
struct Fact {
    /// Alignment of its first element, in bytes; a power of two.
    align: u32,
    /// The function's argument it is a part of.
    arg: Option<usize>,
}

/// Where `scf.yield` leads to out of a region with several blocks.
struct Exit {
    block: Block,
    phis: Vec<Val>,
}

/// One function under construction.
struct Emit<'u, 'a> {
    unit: &'u Unit<'a>,
    b: &'u Build<'a>,
    cx: &'a Context,
    function: &'a Function<'a>,
    idx: usize,
    fun: Fun,
    /// Holds the stack memory.
    entry: Block,
    values: Vec<Option<Val>>,
    /// When each value was made: outer values before inner ones.
    order: Vec<u32>,
    made: u32,
    facts: FxHashMap<ValueId, Fact>,
    /// Addresses computed so far, by nesting of regions.
    addresses: Vec<FxHashMap<(Val, ValueId, i64), Val>>,
    blocks: FxHashMap<BlockId, (Block, Vec<Val>)>,
    exits: Vec<Exit>,
    /// One per argument; empty where arguments are `noalias` instead.
    scopes: Vec<Scopes>,
    stack_bytes: u64,
    nesting: usize,
    diags: &'u mut Diags,
}

impl<'a> Unit<'a> {
    /// The LLVM type of a function.
    fn signature(&self, f: &Function<'_>, diags: &mut Diags) -> Result<Ty, Reported> {
        let (cx, b) = (self.plan.cx, &self.b);
        let mut list = |types: &[Type]| -> Result<Vec<Ty>, Reported> {
            let value = |&t: &Type| {
                types::value_ty(cx, b, t).map_err(|why| {
                    let name = format!("@{}", f.name);
                    diags.error(&LLVM002, f.root.loc(), &[&name, &describe(cx, t, why)])
                })
            };
            types.iter().map(value).collect()
        };
        let (mut params, results) = (list(f.inputs)?, list(f.results)?);
        if f.takes_weights {
            params.push(b.ptr());
        }
        let result = match results.as_slice() {
            [] => b.void(),
            [one] => *one,
            many => b.structure(many),
        };
        Ok(b.function_ty(&params, result))
    }

    /// Declares a function, if this module does not know it yet.
    pub(crate) fn declare(&self, f: &Function<'_>, diags: &mut Diags) -> Result<Fun, Reported> {
        let fun = self.b.function(&f.symbol, self.signature(f, diags)?);
        self.b.attribute(fun, At::Function, "nounwind", 0);
        if f.defined {
            self.b.hide(fun.val);
        }
        Ok(fun)
    }

    /// Translates the body of the function at this position.
    pub(crate) fn define(&self, idx: usize, diags: &mut Diags) -> Result<(), Reported> {
        let function = &self.plan.functions[idx];
        let fun = self.declare(function, diags)?;
        for (key, value) in self.target {
            self.b.text_attribute(fun, key, value);
        }
        let entry = self.b.new_block(fun);
        let n_values = function.root.body.value_capacity();
        let emit = Emit {
            unit: self,
            b: &self.b,
            cx: self.plan.cx,
            function,
            idx,
            fun,
            entry,
            values: vec![None; n_values],
            order: vec![0; n_values],
            made: 0,
            facts: FxHashMap::default(),
            addresses: vec![FxHashMap::default()],
            blocks: FxHashMap::default(),
            exits: Vec::new(),
            scopes: Vec::new(),
            stack_bytes: 0,
            nesting: 0,
            diags,
        };
        emit.run()
    }
}

fn describe(cx: &Context, ty: Type, why: &str) -> String {
    format!("`{}`, {why}", terrace_ir::text::type_to_string(cx, ty))
}

impl Emit<'_, '_> {
    fn run(mut self) -> Result<(), Reported> {
        let root = self.function.root;
        let Some(region) = root.region(0).filter(|r| r.entry().is_some()) else {
            return Err(self.malformed(root, "it has no body"));
        };
        self.arguments(region)?;
        self.graph(region)?;
        if self.stack_bytes > MAX_STACK {
            let (loc, f) = (root.loc(), self.function.name);
            return Err(self.diags.error(&LLVM010, loc, &[&f, &self.stack_bytes, &MAX_STACK]));
        }
        self.b.at_end(self.entry);
        let first = region.entry().and_then(|e| self.blocks.get(&e)).map(|(block, _)| *block);
        if let Some(first) = first {
            self.b.br(first);
        }
        Ok(())
    }

    /// Gives the arguments their values, and says what LLVM may assume of buffers.
    fn arguments(&mut self, region: RegionRef<'_>) -> Result<(), Reported> {
        let args: Vec<ValueId> = region.entry().map_or(&[][..], |e| region.body.args(e)).to_vec();
        if self.function.calls {
            // Another thread may write a buffer behind a barrier, which `noalias` would rule out.
            self.scopes = self.b.alias_scopes(&self.function.symbol, args.len());
        }
        for (i, &arg) in args.iter().enumerate() {
            self.set(arg, self.b.param(self.fun, i));
            let ty = region.body.ty(arg);
            let Some(size) = ty.elem_bytes(self.cx).filter(|_| ty.is_memref(self.cx)) else {
                continue;
            };
            let said = self.arg_attr(i, "terrace.align").and_then(|a| a.as_i64(self.cx));
            let align = said.and_then(|a| u32::try_from(a).ok()).filter(|a| a.is_power_of_two());
            let align = align.unwrap_or(1).max(size as u32).min(1 << 12);
            self.facts.insert(arg, Fact { align, arg: Some(i) });
            self.promise(i, ty, align);
        }
        Ok(())
    }

    fn promise(&self, i: usize, ty: Type, align: u32) {
        let (b, at) = (self.b, At::Param(i));
        b.attribute(self.fun, at, "noundef", 0);
        b.attribute(self.fun, at, "align", align.into());
        b.attribute(self.fun, at, "nofree", 0);
        if let Some(bytes) = types::extent_bytes(self.cx, ty).filter(|n| *n > 0) {
            b.attribute(self.fun, at, "dereferenceable", bytes);
        }
        let apart = self.function.no_alias.get(i).copied().unwrap_or(false);
        if apart && !self.function.calls {
            b.attribute(self.fun, at, "noalias", 0);
        }
    }

    /// An attribute of argument `i` of the function.
    fn arg_attr(&self, i: usize, name: &str) -> Option<Attr> {
        let all = self.function.root.attr("arg_attrs")?;
        self.cx.dict_get(*all.as_array(self.cx)?.get(i)?, name)
    }

    /// The value that stands for `v`.
    fn val(&mut self, at: OpRef<'_>, v: ValueId) -> Result<Val, Reported> {
        match self.values.get(v.idx()).copied().flatten() {
            Some(value) => Ok(value),
            None => Err(self.malformed(at, "an operand is used before it is defined")),
        }
    }

    fn vals(
        &mut self,
        at: OpRef<'_>,
        values: impl IntoIterator<Item = ValueId>,
    ) -> Result<Vec<Val>, Reported> {
        values.into_iter().map(|v| self.val(at, v)).collect()
    }

    fn set(&mut self, v: ValueId, value: Val) {
        self.values[v.idx()] = Some(value);
        self.made += 1;
        self.order[v.idx()] = self.made;
    }

    /// Sets the only result of an operation.
    fn set_result(&mut self, op: OpRef<'_>, value: Val) -> Result<(), Reported> {
        if op.n_results() != 1 {
            return Err(self.malformed(op, "it has not one result"));
        }
        self.set(op.result(0), value);
        Ok(())
    }

    /// The LLVM type of values of type `ty`.
    fn value_ty(&mut self, at: OpRef<'_>, ty: Type) -> Result<Ty, Reported> {
        types::value_ty(self.cx, self.b, ty).map_err(|why| {
            let what = describe(self.cx, ty, why);
            self.diags.error(&LLVM002, at.loc(), &[&at.name_str(), &what])
        })
    }

    /// Exactly `N` operands.
    fn operands<const N: usize>(&mut self, op: OpRef<'_>) -> Result<[ValueId; N], Reported> {
        let operands: Vec<ValueId> = op.operands().collect();
        let got = operands.len();
        operands
            .try_into()
            .map_err(|_| self.malformed(op, &format!("expected {N} operands, got {got}")))
    }

    /// The type of the only result.
    fn result_ty(&mut self, op: OpRef<'_>) -> Result<Type, Reported> {
        match op.n_results() {
            1 => Ok(op.result_ty(0)),
            n => Err(self.malformed(op, &format!("expected one result, got {n}"))),
        }
    }

    fn int_attr(&self, op: OpRef<'_>, name: &str) -> Option<i64> {
        op.attr(name)?.as_i64(self.cx)
    }

    /// Lanes of a vector type of one dimension, `None` for scalars.
    fn lanes(&mut self, at: OpRef<'_>, ty: Type) -> Result<Option<u32>, Reported> {
        match types::lanes(self.cx, ty) {
            None => Ok(None),
            Some(Ok(n)) => Ok(Some(n)),
            Some(Err(why)) => {
                let what = describe(self.cx, ty, why);
                Err(self.diags.error(&LLVM002, at.loc(), &[&at.name_str(), &what]))
            }
        }
    }

    fn require(&mut self, ok: bool, at: OpRef<'_>, why: &str) -> Result<(), Reported> {
        if ok { Ok(()) } else { Err(self.malformed(at, why)) }
    }

    fn malformed(&mut self, at: OpRef<'_>, why: &str) -> Reported {
        self.diags.error(&LLVM004, at.loc(), &[&at.name_str(), &why])
    }

    fn refuse(&mut self, at: OpRef<'_>, why: &str) -> Reported {
        self.diags.error(&LLVM003, at.loc(), &[&at.name_str(), &why])
    }

    /// Calls an intrinsic that LLVM 22 is known to have.
    fn intrinsic(
        &mut self,
        at: OpRef<'_>,
        name: &str,
        overloads: &[Ty],
        args: &[Val],
    ) -> Result<Val, Reported> {
        match self.b.intrinsic(name, overloads, args) {
            Some(value) => Ok(value),
            None => Err(self.refuse(at, &format!("this LLVM has no `{name}`"))),
        }
    }

    /// Translates one operation.
    fn op(&mut self, op: OpRef<'_>) -> Result<(), Reported> {
        match self.unit.translators.0.get(op.name_str()) {
            Some(lower) => lower(self, op),
            None => Err(self.diags.error(&LLVM001, op.loc(), &[&op.name_str()])),
        }
    }

    /// The operations of a region of one block, without its terminator, which is handed back.
    fn straight<'r>(
        &mut self,
        owner: OpRef<'_>,
        region: RegionRef<'r>,
    ) -> Result<OpRef<'r>, Reported> {
        let [block] = *region.blocks() else {
            return Err(self.malformed(owner, "a region has not one block"));
        };
        let Some(last) = region.body.last_op(block) else {
            return Err(self.malformed(owner, "a block is empty"));
        };
        self.enter(owner)?;
        let mut at = region.body.first_op(block);
        while let Some(op) = at.filter(|op| *op != last) {
            self.op(OpRef::new(self.cx, region.body, op))?;
            at = region.body.next(op);
        }
        self.leave();
        Ok(OpRef::new(region.cx, region.body, last))
    }

    fn enter(&mut self, owner: OpRef<'_>) -> Result<(), Reported> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            return Err(self.diags.error(&LLVM007, owner.loc(), &[&MAX_NESTING]));
        }
        self.addresses.push(FxHashMap::default());
        Ok(())
    }

    fn leave(&mut self) {
        self.nesting -= 1;
        self.addresses.pop();
    }
}

//! Lowers loops and blocks to explicit vectors, memory and control flow.
//!
//! Serial loops become `scf.for`, unrolled ones are copied out, vector loops become `vector`
//! operations, and parallel loops run a static share per thread: every function gets two more
//! arguments, the number of this thread and how many there are, and all threads run all functions.
//! Between the top-level nests of a function stands a call of `@terrace_barrier`. Nests without a
//! parallel loop run on thread 0. Buffers in `"local"` become stack memory of the function.
//!
//! It makes no performance decision: what a schedule did not ask for stays scalar and serial.

mod access;
mod body;
mod index;

use std::collections::HashMap;

use terrace_ir::{AffineExpr, Diags, Loc, OpState};
use terrace_loop as loops;

use crate::prelude::*;
use index::Lin;

pub(super) const PASS: PassInfo = PassInfo {
    name: "lower-loop-to-vector",
    on: "builtin.module",
    summary: "turn loops and blocks into explicit vectors, memory and control flow",
    reads: &["loop", "affine"],
    leaves: &["scf", "memref", "vector", "arith", "func"],
    run: |body, cx| {
        let has_loops = |b: &Body| b.root_block().is_some_and(|e| uses_loops(b, cx.cx, e));
        let mut any = false;
        for child in body.children_mut() {
            any |= has_loops(child);
        }
        if any {
            declare_barrier(body, cx.cx);
        }
        cx.each_child(body, &|child, cx| lower(child, cx.cx, &mut cx.diags))
    },
    ..PassInfo::EMPTY
};

/// The function that makes the threads wait for each other; the runtime provides it.
pub const BARRIER: &str = "terrace_barrier";

/// LOWER020
pub const LOWER020: Code = Code {
    id: "LOWER020",
    message: "`{0}` cannot be lowered to vectors: {1}",
    explain: "The CPU level knows serial, parallel, vector and unrolled loops over buffers of \
              static shape. Bindings to GPU indices, pipelines, intrinsics, tasks and streams \
              belong to other targets.",
};
/// LOWER021
pub const LOWER021: Code = Code {
    id: "LOWER021",
    message: "a parallel loop must be outermost in its nest",
    explain: "Each thread takes a share of the outermost loop; reorder or fuse the nest first.",
};
/// LOWER022
pub const LOWER022: Code = Code {
    id: "LOWER022",
    message: "a buffer in the default space is allocated inside a kernel",
    explain: "Run `loop-hoist-allocs`, which makes it an argument, or give it a `\"local\"` space.",
};

fn uses_loops(body: &Body, cx: &Context, entry: BlockId) -> bool {
    body.ops_of(entry).any(|op| is_loop_op(body.op(cx, op)))
}

fn is_loop_op(op: OpRef<'_>) -> bool {
    op.name_str().starts_with("loop.")
}

fn declare_barrier(module: &mut Body, cx: &Context) {
    let Some(block) = module.root_block() else { return };
    let declared = |op| module.op(cx, op).symbol() == Some(cx.sym(BARRIER));
    if module.ops_of(block).any(declared) {
        return;
    }
    let name = cx.op_name("func.func");
    let mut child = Body::new(cx, name, Loc::UNKNOWN, 1);
    let ty = cx.type_attr(cx.function_ty(&[cx.index_ty()], &[]));
    let set = |child: &mut Body, name: &str, attr| {
        terrace_ir::rewrite::set_attr(cx, child, ROOT, name, Some(attr));
    };
    set(&mut child, "sym_name", cx.str_attr(BARRIER));
    set(&mut child, "sym_visibility", cx.str_attr("private"));
    set(&mut child, "function_type", ty);
    let mut state = OpState::new(cx, name, Loc::UNKNOWN);
    state.child = Some(Box::new(child));
    let op = module.create(state);
    module.prepend(block, op);
}

fn lower(body: &mut Body, cx: &Context, diags: &mut Diags) -> Result<(), Reported> {
    let Some(entry) = body.root_block().filter(|&e| uses_loops(body, cx, e)) else {
        return Ok(());
    };
    let tid = body.add_arg(entry, cx.index_ty(), Loc::UNKNOWN);
    let n_threads = body.add_arg(entry, cx.index_ty(), Loc::UNKNOWN);
    body.set_value_name(tid, cx.sym("tid"));
    body.set_value_name(n_threads, cx.sym("n_threads"));
    let old: Vec<OpId> = body.ops_of(entry).collect();
    old.iter().for_each(|&op| body.detach(op));
    let mut lowering = Lowering {
        rw: Rewriter::new(cx, body),
        entry,
        tid,
        n_threads,
        values: HashMap::new(),
        ranges: HashMap::new(),
        scopes: vec![HashMap::new()],
        computed: vec![HashMap::new()],
        constants: HashMap::new(),
        diags,
        lanes: None,
    };
    let result = lowering.function(&old);
    for &op in old.iter().rev() {
        if body.block_of(op).is_none() && !body.is_dead(op) {
            body.erase(op);
        }
    }
    let inputs: Vec<Type> = body.args(entry).iter().map(|&a| body.ty(a)).collect();
    let results: Vec<Type> = body
        .last_op(entry)
        .map(|r| body.operands(r).map(|v| body.ty(v)).collect())
        .unwrap_or_default();
    let ty = cx.type_attr(cx.function_ty(&inputs, &results));
    terrace_ir::rewrite::set_attr(cx, body, ROOT, "function_type", Some(ty));
    result
}

/// What stands for a value of the old function.
#[derive(Clone, Debug)]
enum Val {
    /// An index that is affine in loop variables.
    Index(Lin),
    /// A value; `true` when it has one lane per iteration of the vector loop.
    Ssa(ValueId, bool),
}

struct Lowering<'a, 'd> {
    rw: Rewriter<'a>,
    entry: BlockId,
    tid: ValueId,
    n_threads: ValueId,
    values: HashMap<ValueId, Val>,
    /// The interval of each new loop variable that has a constant one.
    ranges: HashMap<ValueId, (i64, i64)>,
    /// Index values computed so far, by nesting of regions.
    scopes: Vec<HashMap<Lin, ValueId>>,
    /// Index operations made so far, in the same way.
    computed: Vec<HashMap<(&'static str, ValueId, ValueId), ValueId>>,
    constants: HashMap<Attr, ValueId>,
    diags: &'d mut Diags,
    /// Lanes of the vector loop around, if any.
    lanes: Option<i64>,
}

type Lowered = Result<(), Reported>;

impl Lowering<'_, '_> {
    fn function(&mut self, ops: &[OpId]) -> Lowered {
        let mut nests = 0;
        for &op in ops {
            self.rw.at_end(self.entry);
            self.rw.loc = self.rw.body.loc(op);
            let name = self.rw.op(op).name_str();
            if name == loops::For::NAME || name == loops::Block::NAME {
                if nests > 0 {
                    self.barrier();
                }
                nests += 1;
                self.top_level(op)?;
            } else if name == loops::Alloc::NAME {
                self.alloc(op)?;
            } else if is_loop_op(self.rw.op(op)) {
                self.refuse(op, "the CPU level has nothing like it")?;
            } else {
                // Constants and the return stay as they are.
                self.rw.body.append(self.entry, op);
                for result in self.rw.body.results(op) {
                    self.values.insert(result, Val::Ssa(result, false));
                }
            }
        }
        Ok(())
    }

    fn refuse(&mut self, op: OpId, why: &str) -> Lowered {
        let (loc, name) = (self.rw.body.loc(op), self.rw.op(op).name_str().to_owned());
        Err(self.diags.error(&LOWER020, loc, &[&name, &why]))
    }

    fn barrier(&mut self) {
        let callee = self.rw.cx.symbol_ref(self.rw.cx.sym(BARRIER));
        self.rw.build("func.call").operand(self.tid).attr("callee", callee).done();
    }

    /// A nest of the function's body: its share of a parallel loop, or all of it on thread 0.
    fn top_level(&mut self, op: OpId) -> Lowered {
        let parallel = loops::For::cast(self.rw.op(op))
            .is_some_and(|l| l.loop_kind() == Some(loops::Kind::Parallel));
        if parallel {
            return self.parallel(op);
        }
        let zero = self.index_constant(0);
        let predicate = self.rw.cx.i64_attr(0);
        let i1 = self.rw.cx.int_ty(1);
        let first = self.rw.build("arith.cmpi").operands(&[self.tid, zero]);
        let first = first.attr("predicate", predicate).result(i1).value();
        self.guarded(first, |this| this.op(op))
    }

    fn parallel(&mut self, op: OpId) -> Lowered {
        let bounds = loops::For(self.rw.op(op)).bounds();
        let Some(extent) = bounds.as_ref().and_then(|b| b.extent()) else {
            return self.refuse(op, "a parallel loop needs constant bounds");
        };
        // Thread t of n takes t * extent / n up to (t + 1) * extent / n.
        let total = self.index_constant(extent);
        let one = self.index_constant(1);
        let next = self.index_op("arith.addi", self.tid, one);
        let share = |this: &mut Self, t: ValueId| {
            let product = this.index_op("arith.muli", t, total);
            this.index_op("arith.divui", product, this.n_threads)
        };
        let (low, high) = (share(self, self.tid), share(self, next));
        self.serial(op, low, high, one, Some((0, extent - 1)))
    }

    /// Runs `f` in the `then` region of an `scf.if`.
    fn guarded(&mut self, condition: ValueId, f: impl FnOnce(&mut Self) -> Lowered) -> Lowered {
        let outside = self.rw.at;
        let build = self.rw.build("scf.if").operand(condition).region_with_block(&[]).region();
        let op = build.done();
        let inside = self.rw.body.blocks(self.rw.body.regions(op)[0])[0];
        self.rw.at_end(inside);
        self.enter();
        let result = f(self);
        self.leave();
        self.rw.at_end(inside);
        self.rw.build("scf.yield").done();
        self.rw.at = outside;
        result
    }

    fn ops_in(&mut self, block: BlockId) -> Lowered {
        for op in self.rw.body.ops_of(block).collect::<Vec<_>>() {
            self.op(op)?;
        }
        Ok(())
    }

    fn op(&mut self, op: OpId) -> Lowered {
        self.rw.loc = self.rw.body.loc(op);
        match self.rw.op(op).name_str() {
            loops::For::NAME => self.for_loop(op),
            loops::Block::NAME => self.block(op),
            loops::Alloc::NAME => self.alloc(op),
            loops::Load::NAME => self.load(op),
            loops::Store::NAME => self.store(op),
            "affine.apply" => self.apply(op),
            _ if is_loop_op(self.rw.op(op)) => self.refuse(op, "the CPU level has nothing like it"),
            _ => self.scalar(op),
        }
    }

    fn for_loop(&mut self, op: OpId) -> Lowered {
        let view = loops::For(self.rw.op(op));
        let (Some(bounds), Some(kind), Some(inside), Some(var)) =
            (view.bounds(), view.loop_kind(), view.block(), view.var())
        else {
            return self.refuse(op, "it is malformed");
        };
        match kind {
            loops::Kind::Serial => {
                let range = bounds.extent().map(|e| (0, e - 1));
                let (low, high, step) = self.bounds(&bounds, op)?;
                self.serial(op, low, high, step, range)
            }
            loops::Kind::Unroll => {
                let Some(extent) = bounds.extent() else {
                    return self.refuse(op, "an unrolled loop needs constant bounds");
                };
                for i in 0..extent {
                    self.values.insert(var, Val::Index(Lin::constant(i)));
                    self.ops_in(inside)?;
                }
                Ok(())
            }
            loops::Kind::Vector => {
                let Some(extent) = bounds.extent() else {
                    return self.refuse(op, "a vector loop needs constant bounds");
                };
                self.vector(op, inside, var, extent)
            }
            loops::Kind::Parallel => Err(self.diags.error(&LOWER021, self.rw.body.loc(op), &[])),
            loops::Kind::Bind(_) | loops::Kind::Pipeline(_) => {
                self.refuse(op, "its kind belongs to another target")
            }
        }
    }

    /// Lanes where every access allows it, else one iteration after the other.
    fn vector(&mut self, op: OpId, inside: BlockId, var: ValueId, extent: i64) -> Lowered {
        if extent > 1 && self.lanes.is_none() && self.can_vectorize(op, var, extent) {
            self.lanes = Some(extent);
            self.values.insert(var, Val::Index(Lin::lane()));
            let result = self.ops_in(inside);
            self.lanes = None;
            return result;
        }
        for i in 0..extent {
            self.values.insert(var, Val::Index(Lin::constant(i)));
            self.ops_in(inside)?;
        }
        Ok(())
    }

    fn serial(
        &mut self,
        op: OpId,
        low: ValueId,
        high: ValueId,
        step: ValueId,
        range: Option<(i64, i64)>,
    ) -> Lowered {
        let view = loops::For(self.rw.op(op));
        let (Some(inside), Some(var)) = (view.block(), view.var()) else {
            return self.refuse(op, "it has no body");
        };
        let outside = self.rw.at;
        let index = self.rw.cx.index_ty();
        let build = self.rw.build("scf.for").operands(&[low, high, step]);
        let new = build.region_with_block(&[index]).done();
        let block = self.rw.body.blocks(self.rw.body.regions(new)[0])[0];
        let new_var = self.rw.body.args(block)[0];
        if let Some(name) = self.rw.body.value_name(var) {
            self.rw.body.set_value_name(new_var, name);
        }
        if let Some(range) = range {
            self.ranges.insert(new_var, range);
        }
        self.values.insert(var, Val::Index(Lin::var(new_var)));
        self.rw.at_end(block);
        self.enter();
        let result = self.ops_in(inside);
        self.leave();
        self.rw.at_end(block);
        self.rw.build("scf.yield").done();
        self.rw.at = outside;
        result
    }

    fn bounds(
        &mut self,
        bounds: &loops::Bounds,
        op: OpId,
    ) -> Result<(ValueId, ValueId, ValueId), Reported> {
        let low =
            self.extremum(&bounds.lower.results, &bounds.lower_operands, "arith.maxsi", op)?;
        let high =
            self.extremum(&bounds.upper.results, &bounds.upper_operands, "arith.minsi", op)?;
        Ok((low, high, self.index_constant(bounds.step)))
    }

    fn extremum(
        &mut self,
        results: &[AffineExpr],
        operands: &[ValueId],
        combine: &'static str,
        op: OpId,
    ) -> Result<ValueId, Reported> {
        let dims = self.dims(operands, op)?;
        let mut best: Option<ValueId> = None;
        for expr in results {
            let lin = self.affine(expr, &dims);
            let value = self.index_value(&lin);
            best = Some(match best {
                None => value,
                Some(so_far) => self.index_op(combine, so_far, value),
            });
        }
        match best {
            Some(value) => Ok(value),
            None => Ok(self.index_constant(0)),
        }
    }

    fn alloc(&mut self, op: OpId) -> Lowered {
        let cx = self.rw.cx;
        let ty = self.rw.ty(self.rw.body.result(op, 0));
        let terrace_ir::TypeKind::MemRef { shape, elem, space, .. } = ty.kind(cx) else {
            return self.refuse(op, "it is no ranked memref");
        };
        if ty.static_shape(cx).is_none() {
            return self.refuse(op, "its shape is not static");
        }
        if space.get().and_then(|s| s.as_str(cx)) != Some("local") {
            return Err(self.diags.error(&LOWER022, self.rw.body.loc(op), &[]));
        }
        // On the stack of the function, once: a loop must not grow the stack.
        let outside = self.rw.at;
        self.rw.at = match self.rw.body.first_op(self.entry) {
            Some(first) => InsertPoint::Before(first),
            None => InsertPoint::End(self.entry),
        };
        let alignment = cx.i64_attr(64);
        let build = self.rw.build("memref.alloca").attr("alignment", alignment);
        let segments = cx.i32_array(&[0, 0]);
        let build = build.attr("operandSegmentSizes", segments);
        let buffer = build.result(cx.memref_ty(shape, *elem)).value();
        self.rw.at = outside;
        let old = self.rw.body.result(op, 0);
        if let Some(name) = self.rw.body.value_name(old) {
            self.rw.body.set_value_name(buffer, name);
        }
        self.values.insert(old, Val::Ssa(buffer, false));
        Ok(())
    }
}

//! Lowers formulas over tensors to loops over buffers.
//!
//! Each `te.compute` becomes a nest of serial loops around one `loop.block`, outermost axis first.
//! Operands and results of the function become buffers: tensor arguments turn into memref
//! arguments, returned tensors into further memref arguments behind them, everything else into a
//! `loop.alloc`. It decides nothing about order, threads or tiles: that is for schedules.
//!
//! A function that calls others is a host function; it is left alone.

use terrace_ir::{AffineMap, Diags, Loc};
use terrace_loop as loops;
use terrace_te as te;

use crate::prelude::*;
use crate::schedule::emit::{self, BlockSpec};

pub(super) const PASS: PassInfo = PassInfo {
    name: "lower-te-to-loop",
    on: "func.func",
    summary: "turn formulas over tensors into loops over buffers",
    reads: &["te"],
    leaves: &["loop", "arith", "func"],
    run: |body, cx| lower(body, cx.cx, &mut cx.diags),
    ..PassInfo::EMPTY
};

/// LOWER010
pub const LOWER010: Code = Code {
    id: "LOWER010",
    message: "`{0}` has no form over buffers",
    explain: "A kernel function holds `te.compute`, scalar constants and a return. Lower or inline \
              everything else first. Constant tensors stay with the caller: write them as \
              `graph.constant` and run `graph-to-kernels`, which makes a function of each formula. \
              `te.scan` and `te.scatter` run in the interpreter alone so far.",
};
/// LOWER012
pub const LOWER012: Code = Code {
    id: "LOWER012",
    message: "a kernel function needs one block with static tensor shapes, got {0}",
    explain: "Bind symbolic dimensions before lowering.",
};

fn lower(body: &mut Body, cx: &Context, diags: &mut Diags) -> Result<(), Reported> {
    let Some(block) = body.root_block() else { return Ok(()) };
    let ops: Vec<OpId> = body.ops_of(block).collect();
    let is_formula = |op: OpRef<'_>| {
        op.is(&te::Compute::DEF) || op.is(&te::Scan::DEF) || op.is(&te::Scatter::DEF)
    };
    let is_kernel = ops.iter().any(|&op| is_formula(body.op(cx, op)));
    if !is_kernel || ops.iter().any(|&op| body.op(cx, op).name_str() == "func.call") {
        return Ok(());
    }
    let before = diags.n_errors();
    check(body, cx, block, &ops, diags);
    diags.ok_since(before)?;
    let mut lowering = Lowering { rw: Rewriter::new(cx, body), names: Vec::new() };
    lowering.run(block, &ops);
    Ok(())
}

fn check(body: &Body, cx: &Context, block: BlockId, ops: &[OpId], diags: &mut Diags) {
    let one_block = body.regions(ROOT).first().is_some_and(|&r| body.blocks(r).len() == 1);
    if !one_block {
        diags.error(&LOWER012, body.loc(ROOT), &[&"several"]);
    }
    let values = body.args(block).iter().copied().chain(ops.iter().flat_map(|&o| body.results(o)));
    for value in values {
        let ty = body.ty(value);
        if ty.is_tensor(cx) && ty.n_elems(cx).is_none() {
            diags.error(&LOWER012, body.loc(ROOT), &[&"a dynamic shape"]);
        }
    }
    for &op in ops {
        let op = body.op(cx, op);
        let known = op.is(&te::Compute::DEF)
            || (op.has(Traits::CONSTANT_LIKE) && !op.results().any(|r| body.ty(r).is_tensor(cx)))
            || op.name_str() == "func.return";
        diags.require(known, &LOWER010, op.loc(), &[&op.name_str()]);
        if let Some(formula) = te::Compute::cast(op).and_then(|c| c.formula()) {
            let what = "a symbolic extent";
            diags.require(formula.is_static(), &LOWER012, op.loc(), &[&what]);
        }
    }
}

struct Lowering<'a> {
    rw: Rewriter<'a>,
    names: Vec<String>,
}

impl Lowering<'_> {
    fn run(&mut self, block: BlockId, ops: &[OpId]) {
        let cx = self.rw.cx;
        for arg in self.rw.body.args(block).to_vec() {
            let ty = buffer_type(cx, self.rw.ty(arg));
            self.rw.body.set_ty(arg, ty);
        }
        let outputs = self.outputs(block, ops);
        for &op in ops {
            if self.rw.op(op).is(&te::Compute::DEF) {
                self.compute(op, &outputs);
            }
        }
        self.copy_returned(ops, &outputs);
        self.set_signature(block);
        for &op in ops.iter().rev() {
            if self.rw.op(op).is(&te::Compute::DEF) {
                self.rw.erase(op);
            }
        }
    }

    /// An output argument for each returned tensor.
    fn outputs(&mut self, block: BlockId, ops: &[OpId]) -> Vec<(ValueId, ValueId)> {
        let Some(&ret) = ops.last() else { return Vec::new() };
        let mut returned: Vec<ValueId> = self.rw.body.operands(ret).collect();
        returned.retain(|&v| self.rw.ty(v).is_shaped(self.rw.cx));
        let mut outputs = Vec::new();
        for value in returned {
            let ty = buffer_type(self.rw.cx, self.rw.ty(value));
            let arg = self.rw.body.add_arg(block, ty, Loc::UNKNOWN);
            outputs.push((value, arg));
        }
        outputs
    }

    /// Lowers one `te.compute`; its results are replaced by buffers.
    fn compute(&mut self, op: OpId, outputs: &[(ValueId, ValueId)]) {
        let cx = self.rw.cx;
        let Some(formula) = te::Compute::cast(self.rw.op(op)).and_then(|c| c.formula()) else {
            return;
        };
        let results: Vec<ValueId> = self.rw.body.results(op).collect();
        self.rw.before(op);
        let mut buffers = Vec::new();
        for &result in &results {
            let output = outputs.iter().find(|(v, _)| *v == result).map(|(_, arg)| *arg);
            let buffer = output.unwrap_or_else(|| {
                let ty = buffer_type(cx, self.rw.ty(result));
                self.rw.build(loops::Alloc::NAME).result(ty).value()
            });
            if let Some(name) = self.rw.body.value_name(result) {
                self.rw.body.set_value_name(buffer, name);
            }
            buffers.push(buffer);
        }
        let name = self.block_name(op);
        let axes: Vec<&str> = formula.axes.iter().map(|a| cx.str(a.name)).collect();
        let extents: Vec<i64> = formula.axes.iter().map(|a| a.extent).collect();
        let spec = BlockSpec {
            name: &name,
            axes: &axes,
            extents: &extents,
            n_parallel: formula.n_parallel,
        };
        self.nest(op, &formula, &spec, &buffers);
        for (result, buffer) in results.into_iter().zip(buffers) {
            self.rw.replace_uses(result, buffer);
        }
    }

    fn nest(&mut self, op: OpId, formula: &te::Formula, spec: &BlockSpec<'_>, buffers: &[ValueId]) {
        if formula.domain.is_some() {
            let n = formula.n_parallel;
            let name = format!("{}_init", spec.name);
            let (axes, extents) = (&spec.axes[..n], &spec.extents[..n]);
            let spec = BlockSpec { name: &name, axes, extents, n_parallel: n };
            emit::nest(&mut self.rw, &spec, |rw, axes| {
                store_identities(rw, formula, axes, buffers);
            });
        }
        let mut vars = Vec::new();
        for (name, &extent) in spec.axes.iter().zip(spec.extents) {
            let bounds = loops::Bounds::upto(extent);
            let l = loops::For::build(&mut self.rw, &bounds, loops::Kind::Serial);
            let inside = self.rw.body.blocks(self.rw.body.regions(l)[0])[0];
            let var = self.rw.body.args(inside)[0];
            let name = self.rw.cx.sym(name);
            self.rw.body.set_value_name(var, name);
            vars.push(var);
            self.rw.at_end(inside);
        }
        let reduces = formula.combines();
        // Conditions may cut off the first step: then the init has a nest of its own.
        let with_init = reduces && formula.domain.is_none();
        let block = emit::block(&mut self.rw, spec, &vars, with_init);
        if let Some(domain) = &formula.domain {
            let set = self.rw.cx.attr(terrace_ir::AttrKind::IntegerSet(domain.clone()));
            self.rw.set_attr(block, "conditions", Some(set));
        }
        if formula.reassoc && reduces {
            let unit = self.rw.cx.unit();
            self.rw.set_attr(block, "reassoc", Some(unit));
        }
        let regions = self.rw.body.regions(block).to_vec();
        if with_init {
            emit::fill(&mut self.rw, regions[0], spec, |rw, axes| {
                store_identities(rw, formula, axes, buffers);
            });
        }
        emit::fill(&mut self.rw, regions[1], spec, |rw, axes| {
            fill_body(rw, op, formula, axes, buffers);
        });
    }

    /// A returned value that no `te.compute` wrote to its output needs a copy.
    fn copy_returned(&mut self, ops: &[OpId], outputs: &[(ValueId, ValueId)]) {
        let Some(&ret) = ops.last() else { return };
        let returned: Vec<ValueId> = self.rw.body.operands(ret).collect();
        let shaped = returned.iter().copied().filter(|&v| self.rw.ty(v).is_shaped(self.rw.cx));
        let pairs: Vec<(ValueId, ValueId)> =
            shaped.zip(outputs).map(|(value, (_, arg))| (value, *arg)).collect();
        for (i, (from, to)) in pairs.into_iter().enumerate() {
            if from == to {
                continue;
            }
            let shape = self.rw.ty(to).static_shape(self.rw.cx).unwrap_or(&[]).to_vec();
            let axes: Vec<String> = (0..shape.len()).map(|i| format!("i{i}")).collect();
            let axes: Vec<&str> = axes.iter().map(String::as_str).collect();
            let name = format!("copy{i}");
            let spec =
                BlockSpec { name: &name, axes: &axes, extents: &shape, n_parallel: shape.len() };
            self.rw.before(ret);
            emit::nest(&mut self.rw, &spec, |rw, vars| {
                let map = AffineMap::identity(vars.len() as u32);
                let value = loops::Load::build(rw, from, map.clone(), vars, None);
                loops::Store::build(rw, value, to, map, vars);
            });
        }
        let scalars: Vec<ValueId> =
            returned.into_iter().filter(|&v| !self.rw.ty(v).is_shaped(self.rw.cx)).collect();
        self.rw.body.set_operands(ret, &scalars);
    }

    fn set_signature(&mut self, block: BlockId) {
        let cx = self.rw.cx;
        let inputs: Vec<Type> =
            self.rw.body.args(block).iter().map(|&a| self.rw.body.ty(a)).collect();
        let ret = self.rw.body.last_op(block);
        let results: Vec<Type> = ret
            .map(|r| self.rw.body.operands(r).map(|v| self.rw.body.ty(v)).collect())
            .unwrap_or_default();
        let ty = cx.type_attr(cx.function_ty(&inputs, &results));
        self.rw.set_attr(ROOT, "function_type", Some(ty));
    }

    /// The name the formula was given, made unique in the function.
    fn block_name(&mut self, op: OpId) -> String {
        let cx = self.rw.cx;
        let hint = self.rw.op(op).discardable("name").and_then(|n| n.as_str(cx));
        let hint = hint.unwrap_or("compute").to_owned();
        let mut name = hint.clone();
        let mut n = 1;
        while self.names.contains(&name) {
            name = format!("{hint}_{n}");
            n += 1;
        }
        self.names.push(name.clone());
        name
    }
}

/// Moves the scalar formula into the block and puts loads before and stores behind it.
fn fill_body(
    rw: &mut Rewriter<'_>,
    op: OpId,
    formula: &te::Formula,
    axes: &[ValueId],
    buffers: &[ValueId],
) {
    let cx = rw.cx;
    let operands: Vec<ValueId> = rw.body.operands(op).collect();
    let compute = te::Compute(rw.op(op));
    let scalars: Vec<Option<ValueId>> =
        (0..operands.len()).map(|i| compute.scalar_of(formula, i)).collect();
    let Some(source) = compute.block() else { return };
    let n = formula.n_parallel;
    for ((read, &buffer), scalar) in formula.reads.iter().zip(&operands).zip(scalars) {
        let (Some(map), Some(scalar)) = (&read.map, scalar) else { continue };
        let value = loops::Load::build(rw, buffer, map.clone(), axes, read.pad);
        rw.replace_uses(scalar, value);
    }
    let InsertPoint::End(target) = rw.at else { return };
    let inside: Vec<OpId> = rw.body.ops_of(source).collect();
    for inner in inside {
        let view = rw.op(inner);
        if view.name_str() == te::Yield::NAME {
            let values: Vec<ValueId> = view.operands().collect();
            rw.loc = view.loc();
            match te::Compute(rw.op(op)).combiner_block() {
                Some(combiner) => store_combined(rw, combiner, &axes[..n], buffers, values),
                None => store_results(rw, formula, axes, buffers, &values),
            }
            rw.erase(inner);
            continue;
        }
        rw.body.move_to_end(target, inner);
    }
    // What `te.at` and `te.index` stand for is known here.
    for inner in rw.body.ops_of(target).flat_map(|o| rw.body.ops_below(o)).collect::<Vec<_>>() {
        let view = rw.op(inner);
        if let Some(at) = te::At::cast(view) {
            let (tensor, indices) = (at.tensor(), at.indices());
            rw.before(inner);
            let map = AffineMap::identity(indices.len() as u32);
            let value = loops::Load::build(rw, tensor, map, &indices, None);
            rw.replace(inner, &[value]);
        } else if let Some(index) = te::Index::cast(view) {
            let axis = index.axis().as_i64(cx).unwrap_or(0);
            if let Some(&value) = usize::try_from(axis).ok().and_then(|a| axes.get(a)) {
                rw.replace(inner, &[value]);
            }
        }
    }
}

fn store_results(
    rw: &mut Rewriter<'_>,
    formula: &te::Formula,
    axes: &[ValueId],
    buffers: &[ValueId],
    values: &[ValueId],
) {
    let n = formula.n_parallel;
    let map = AffineMap::identity(n as u32);
    for (i, (&value, &buffer)) in values.iter().zip(buffers).enumerate() {
        let ty = rw.ty(value);
        let combined = match formula.combine.get(i).and_then(|c| c.arith_op(rw.cx, ty)) {
            None => value,
            Some(name) => {
                let so_far = loops::Load::build(rw, buffer, map.clone(), &axes[..n], None);
                rw.build(name).operands(&[so_far, value]).result(ty).value()
            }
        };
        loops::Store::build(rw, combined, buffer, map.clone(), &axes[..n]);
    }
}

/// As [`store_results`] where a region combines all results: it is copied between loads of what is
/// there and stores.
fn store_combined(
    rw: &mut Rewriter<'_>,
    combiner: BlockId,
    axes: &[ValueId],
    buffers: &[ValueId],
    values: Vec<ValueId>,
) {
    let at = AffineMap::identity(axes.len() as u32);
    let mut given: Vec<ValueId> = buffers
        .iter()
        .map(|&buffer| loops::Load::build(rw, buffer, at.clone(), axes, None))
        .collect();
    given.extend(values);
    let args = rw.body.args(combiner).to_vec();
    let mut map = terrace_ir::clone::CloneMap::new(args.into_iter().zip(given));
    let InsertPoint::End(target) = rw.at else { return };
    for op in rw.body.ops_of(combiner).collect::<Vec<_>>() {
        if rw.op(op).name_str() == te::Yield::NAME {
            let combined: Vec<ValueId> = rw.op(op).operands().collect();
            for (value, &buffer) in map.list(combined).into_iter().zip(buffers) {
                loops::Store::build(rw, value, buffer, at.clone(), axes);
            }
            return;
        }
        let copy = rw.body.clone_op_with(rw.cx, op, &mut map);
        rw.body.append(target, copy);
        rw.created(copy);
    }
}

/// Sets each result to what its combiner starts from.
fn store_identities(
    rw: &mut Rewriter<'_>,
    formula: &te::Formula,
    axes: &[ValueId],
    buffers: &[ValueId],
) {
    let n = formula.n_parallel;
    for (i, &buffer) in buffers.iter().enumerate() {
        let elem = rw.ty(buffer).elem(rw.cx);
        let named = formula.combine.get(i).and_then(|c| c.identity(rw.cx, elem));
        let Some(identity) = formula.identities.get(i).copied().or(named) else { continue };
        let value = constant(rw, identity);
        loops::Store::build(rw, value, buffer, AffineMap::identity(n as u32), &axes[..n]);
    }
}

fn constant(rw: &mut Rewriter<'_>, value: Attr) -> ValueId {
    let ty = value.ty(rw.cx).unwrap_or(Type::NONE);
    rw.build("arith.constant").attr("value", value).result(ty).value()
}

/// The memref of a tensor type; other types stay.
fn buffer_type(cx: &Context, ty: Type) -> Type {
    match ty.static_shape(cx) {
        Some(shape) if ty.is_tensor(cx) => cx.memref_ty(shape, ty.elem(cx)),
        _ => ty,
    }
}

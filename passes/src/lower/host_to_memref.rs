//! Plans the memory of a host function and turns its tensors into buffers.
//!
//! A host function holds constants, reshapes and calls of kernels. Afterwards its inputs and
//! outputs are memref arguments, every intermediate is a view into one arena at a planned offset,
//! constants are globals, and reshapes are other views of the same bytes. If the kernels run on
//! several threads (they take `%tid` and `%n_threads`), so does the host, with a barrier after each
//! call. Run it after the kernels are lowered: it reads their signatures.
//!
//! The plan is written down in `terrace.plan`: bytes of the arena, the most that is ever live at
//! once (no plan can need less), and what each buffer has.

use std::collections::HashMap;
use terrace_ir::{Diags, Loc, TypeKind, rewrite};

use super::loop_to_vector::BARRIER;
use crate::analysis::arena::{self, Request};
use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "lower-host-to-memref",
    on: "builtin.module",
    summary: "plan the memory of host functions and turn their tensors into buffers",
    reads: &["graph"],
    leaves: &["func", "memref", "arith"],
    after: &[("lower-loop-to-vector", "the calls follow the kernels' final signatures")],
    run: |body, cx| lower(body, cx.cx, &mut cx.diags),
    ..PassInfo::EMPTY
};

/// LOWER030
pub const LOWER030: Code = Code {
    id: "LOWER030",
    message: "a host function cannot hold `{0}`",
    explain: "Group it into a kernel first (`graph-fuse-groups`, `graph-outline-groups`).",
};
/// LOWER031
pub const LOWER031: Code = Code {
    id: "LOWER031",
    message: "the call of `@{0}` does not fit the kernel: it takes {1} buffers, the call has {2}",
    explain: "A kernel takes its inputs, its outputs and its workspaces as memrefs, in this order.",
};
/// LOWER032
pub const LOWER032: Code = Code {
    id: "LOWER032",
    message: "a tensor of a host function has no static size",
    explain: "Bind symbolic dimensions before lowering.",
};

/// The signature of a kernel.
struct Kernel {
    buffers: Vec<Type>,
    threaded: bool,
}

fn lower(module: &mut Body, cx: &Context, diags: &mut Diags) -> Result<(), Reported> {
    let Some(block) = module.root_block() else { return Ok(()) };
    let mut kernels: HashMap<Sym, Kernel> = HashMap::new();
    let mut hosts = Vec::new();
    for op in module.ops_of(block) {
        let view = module.op(cx, op);
        let Some(name) = view.symbol().filter(|_| view.name_str() == "func.func") else { continue };
        let (inputs, results) = signature(view);
        if inputs.iter().chain(&results).any(|t| t.is_tensor(cx)) {
            hosts.push(op);
            continue;
        }
        let mut buffers = inputs;
        let n = buffers.len();
        let threaded = n >= 2 && buffers[n - 2..].iter().all(|t| t.is_index(cx));
        if threaded {
            buffers.truncate(n - 2);
        }
        kernels.insert(name, Kernel { buffers, threaded });
    }
    let before = diags.n_errors();
    let mut globals = Globals::default();
    for op in hosts {
        let Some(host) = module.child_mut(op) else { continue };
        let mut lowering = Host::new(cx, host, &kernels, &mut globals);
        lowering.run(diags)?;
    }
    for (name, value, ty) in globals.list {
        add_global(module, cx, block, &name, value, ty);
    }
    diags.ok_since(before)
}

/// Types of the inputs and results.
fn signature(func: OpRef<'_>) -> (Vec<Type>, Vec<Type>) {
    let ty = func.attr("function_type").and_then(|t| t.as_type(func.cx));
    match ty.map(|t| t.kind(func.cx)) {
        Some(TypeKind::Function { inputs, results }) => (inputs.to_vec(), results.to_vec()),
        _ => Default::default(),
    }
}

#[derive(Default)]
struct Globals {
    list: Vec<(String, Attr, Type)>,
    by_value: HashMap<Attr, usize>,
}

impl Globals {
    /// The name of the global that holds a constant.
    fn name_of(&mut self, cx: &Context, value: Attr, ty: Type) -> Sym {
        let next = self.list.len();
        let i = *self.by_value.entry(value).or_insert(next);
        if i == next {
            self.list.push((format!("w{next}"), value, ty));
        }
        cx.sym(&self.list[i].0)
    }
}

fn add_global(module: &mut Body, cx: &Context, block: BlockId, name: &str, value: Attr, ty: Type) {
    let mut rw = Rewriter::new(cx, module);
    rw.at = match rw.body.first_op(block) {
        Some(first) => InsertPoint::Before(first),
        None => InsertPoint::End(block),
    };
    rw.build("memref.global")
        .attr("sym_name", cx.str_attr(name))
        .attr("sym_visibility", cx.str_attr("private"))
        .attr("type", cx.type_attr(ty))
        .attr("initial_value", value)
        .attr("constant", cx.unit())
        .attr("alignment", cx.i64_attr(64))
        .done();
}

/// Where the bytes of a tensor are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Place {
    /// An argument of the new function.
    Arg(ValueId),
    /// A buffer of the arena, by its number.
    Arena(usize),
    /// A global.
    Global(Sym, Type),
}

struct Host<'a, 'k> {
    rw: Rewriter<'a>,
    kernels: &'k HashMap<Sym, Kernel>,
    globals: &'k mut Globals,
    places: HashMap<ValueId, Place>,
    requests: Vec<Request>,
    names: Vec<String>,
    views: HashMap<(Place, Type), ValueId>,
}

impl<'a, 'k> Host<'a, 'k> {
    fn new(
        cx: &'a Context,
        body: &'a mut Body,
        kernels: &'k HashMap<Sym, Kernel>,
        globals: &'k mut Globals,
    ) -> Host<'a, 'k> {
        Host {
            rw: Rewriter::new(cx, body),
            kernels,
            globals,
            places: HashMap::new(),
            requests: Vec::new(),
            names: Vec::new(),
            views: HashMap::new(),
        }
    }

    fn run(&mut self, diags: &mut Diags) -> Result<(), Reported> {
        let Some(entry) = self.rw.body.root_block() else { return Ok(()) };
        let ops: Vec<OpId> = self.rw.body.ops_of(entry).collect();
        self.check(&ops, diags)?;
        let (outputs, copies) = self.arguments(entry, &ops);
        let workspaces = self.place_values(&ops, &outputs);
        let plan = arena::plan(&self.requests);
        self.emit(entry, &ops, &workspaces, &plan, &copies);
        self.write_plan(&plan);
        Ok(())
    }

    fn check(&mut self, ops: &[OpId], diags: &mut Diags) -> Result<(), Reported> {
        let before = diags.n_errors();
        let cx = self.rw.cx;
        for &op in ops {
            let view = self.rw.op(op);
            let name = view.name_str();
            if !["graph.constant", "graph.reshape", "func.call", "func.return"].contains(&name) {
                diags.error(&LOWER030, view.loc(), &[&name]);
            }
            let sized = |v| self.rw.ty(v).static_shape(cx).is_some() && self.bytes(v).is_some();
            if !view.operands().chain(view.results()).all(sized) {
                diags.error(&LOWER032, view.loc(), &[]);
            }
            let Some(callee) = self.callee(op) else { continue };
            let n_given = view.n_operands() + view.n_results();
            let n_taken = self.kernels.get(&callee).map_or(0, |k| k.buffers.len());
            if n_given > n_taken {
                diags.error(&LOWER031, view.loc(), &[&cx.str(callee), &n_taken, &n_given]);
            }
        }
        diags.ok_since(before)
    }

    fn callee(&self, op: OpId) -> Option<Sym> {
        let view = self.rw.op(op);
        view.attr("callee").filter(|_| view.name_str() == "func.call")?.as_sym(self.rw.cx)
    }

    fn bytes(&self, value: ValueId) -> Option<usize> {
        let ty = self.rw.ty(value);
        let n = usize::try_from(ty.n_elems(self.rw.cx)?).ok()?;
        n.checked_mul(ty.elem_bytes(self.rw.cx)?)
    }

    /// The value whose bytes `value` has: reshapes are seen through.
    fn source(&self, mut value: ValueId) -> ValueId {
        while let Some(def) = self.rw.defining(value)
            && def.name_str() == "graph.reshape"
        {
            value = def.operand(0);
        }
        value
    }

    /// Turns inputs into buffers and adds one argument per returned tensor. Gives the outputs that
    /// a call can write directly, and the copies needed for the others.
    fn arguments(
        &mut self,
        entry: BlockId,
        ops: &[OpId],
    ) -> (HashMap<ValueId, ValueId>, Vec<(ValueId, ValueId)>) {
        let cx = self.rw.cx;
        for arg in self.rw.body.args(entry).to_vec() {
            self.places.insert(arg, Place::Arg(arg));
        }
        let Some(&ret) = ops.last() else { return Default::default() };
        let returned: Vec<ValueId> = self.rw.body.operands(ret).collect();
        let (mut outputs, mut copies) = (HashMap::new(), Vec::new());
        for value in returned {
            let ty = buffer_type(cx, self.rw.ty(value));
            let arg = self.rw.body.add_arg(entry, ty, Loc::UNKNOWN);
            let source = self.source(value);
            let by_call = self.rw.body.def_op(source).is_some_and(|d| self.callee(d).is_some());
            if by_call && !outputs.contains_key(&source) {
                outputs.insert(source, arg);
            } else {
                copies.push((value, arg));
            }
        }
        (outputs, copies)
    }

    /// Gives every tensor a place; buffers of the arena live from the call that makes them to the
    /// last one that reads them. Gives the workspaces of each call.
    fn place_values(
        &mut self,
        ops: &[OpId],
        outputs: &HashMap<ValueId, ValueId>,
    ) -> HashMap<OpId, Vec<(usize, Type)>> {
        let cx = self.rw.cx;
        let mut workspaces = HashMap::new();
        let order: HashMap<OpId, usize> = ops.iter().enumerate().map(|(i, &o)| (o, i)).collect();
        for (time, &op) in ops.iter().enumerate() {
            let results: Vec<ValueId> = self.rw.body.results(op).collect();
            match self.rw.op(op).name_str() {
                "graph.constant" => {
                    let ty = buffer_type(cx, self.rw.ty(results[0]));
                    let Some(value) = self.rw.op(op).attr("value") else { continue };
                    let name = self.globals.name_of(cx, value, ty);
                    self.places.insert(results[0], Place::Global(name, ty));
                }
                "graph.reshape" => {
                    let source = self.source(results[0]);
                    if let Some(&place) = self.places.get(&source) {
                        self.places.insert(results[0], place);
                    }
                }
                "func.call" => {
                    let n_given = self.rw.body.n_operands(op) + results.len();
                    for result in results {
                        let place = match outputs.get(&result) {
                            Some(&arg) => Place::Arg(arg),
                            None => {
                                let end = self.last_use(result, &order).max(time);
                                let bytes = self.bytes(result).unwrap_or(0);
                                Place::Arena(self.request(time, end, bytes, result))
                            }
                        };
                        self.places.insert(result, place);
                    }
                    let kernel = self.callee(op).and_then(|c| self.kernels.get(&c));
                    let extra =
                        kernel.map_or(&[][..], |k| &k.buffers[n_given.min(k.buffers.len())..]);
                    let mut own = Vec::new();
                    for &ty in extra {
                        let elems = ty.n_elems(cx).and_then(|n| usize::try_from(n).ok());
                        let bytes = elems.unwrap_or(0) * ty.elem_bytes(cx).unwrap_or(1);
                        self.requests.push(Request { start: time, end: time, bytes });
                        self.names.push("workspace".to_owned());
                        own.push((self.requests.len() - 1, ty));
                    }
                    workspaces.insert(op, own);
                }
                _ => {}
            }
        }
        workspaces
    }

    fn request(&mut self, start: usize, end: usize, bytes: usize, value: ValueId) -> usize {
        self.requests.push(Request { start, end, bytes });
        let name = self.rw.body.value_name(value).map_or("", |n| self.rw.cx.str(n));
        self.names.push(name.to_owned());
        self.requests.len() - 1
    }

    /// The time of the last operation that reads the bytes of a value, through reshapes too.
    fn last_use(&self, value: ValueId, order: &HashMap<OpId, usize>) -> usize {
        let mut last = 0;
        for (user, _) in self.rw.body.uses(value) {
            let view = self.rw.op(user);
            last = last.max(order.get(&user).copied().unwrap_or(0));
            if view.name_str() == "graph.reshape" {
                last = last.max(self.last_use(view.result(0), order));
            }
        }
        last
    }

    fn emit(
        &mut self,
        entry: BlockId,
        ops: &[OpId],
        workspaces: &HashMap<OpId, Vec<(usize, Type)>>,
        plan: &arena::Plan,
        copies: &[(ValueId, ValueId)],
    ) {
        let cx = self.rw.cx;
        let threaded = self.kernels.values().any(|k| k.threaded);
        for arg in self.rw.body.args(entry).to_vec() {
            let ty = buffer_type(cx, self.rw.ty(arg));
            self.rw.body.set_ty(arg, ty);
        }
        let bytes = plan.bytes as i64;
        let arena_ty = cx.memref_ty(&[bytes], cx.int_ty(8));
        let arena = self.rw.body.add_arg(entry, arena_ty, Loc::UNKNOWN);
        self.rw.body.set_value_name(arena, cx.sym("arena"));
        let threads = threaded.then(|| {
            let index = cx.index_ty();
            let tid = self.rw.body.add_arg(entry, index, Loc::UNKNOWN);
            let n = self.rw.body.add_arg(entry, index, Loc::UNKNOWN);
            self.rw.body.set_value_name(tid, cx.sym("tid"));
            self.rw.body.set_value_name(n, cx.sym("n_threads"));
            (tid, n)
        });
        let calls: Vec<OpId> = ops.iter().copied().filter(|&o| self.callee(o).is_some()).collect();
        for (i, &call) in calls.iter().enumerate() {
            self.call(call, workspaces, plan, arena, threads);
            if i + 1 < calls.len() || !copies.is_empty() {
                self.barrier(call, threads);
            }
        }
        let Some(&ret) = ops.last() else { return };
        for &(value, arg) in copies {
            self.rw.before(ret);
            let ty = self.rw.ty(arg);
            let from = self.view(value, ty, plan, arena);
            self.rw.build("memref.copy").operands(&[from, arg]).done();
        }
        self.rw.body.set_operands(ret, &[]);
        for &op in ops.iter().rev().filter(|&&o| o != ret) {
            self.rw.erase(op);
        }
        let inputs: Vec<Type> =
            self.rw.body.args(entry).iter().map(|&a| self.rw.body.ty(a)).collect();
        let ty = cx.type_attr(cx.function_ty(&inputs, &[]));
        rewrite::set_attr(cx, self.rw.body, ROOT, "function_type", Some(ty));
    }

    fn call(
        &mut self,
        call: OpId,
        workspaces: &HashMap<OpId, Vec<(usize, Type)>>,
        plan: &arena::Plan,
        arena: ValueId,
        threads: Option<(ValueId, ValueId)>,
    ) {
        let cx = self.rw.cx;
        let Some(callee) = self.callee(call) else { return };
        let Some(kernel) = self.kernels.get(&callee) else { return };
        let values: Vec<ValueId> =
            self.rw.body.operands(call).chain(self.rw.body.results(call)).collect();
        self.rw.before(call);
        let mut operands = Vec::new();
        for (value, &ty) in values.into_iter().zip(&kernel.buffers) {
            operands.push(self.view(value, ty, plan, arena));
        }
        for &(request, ty) in workspaces.get(&call).map_or(&[][..], Vec::as_slice) {
            operands.push(self.view_at(Place::Arena(request), ty, plan, arena));
        }
        if kernel.threaded {
            operands.extend(threads.into_iter().flat_map(|(tid, n)| [tid, n]));
        }
        self.rw.before(call);
        let callee = cx.symbol_ref(callee);
        let new = self.rw.build("func.call").operands(&operands).attr("callee", callee);
        new.done();
    }

    fn barrier(&mut self, before: OpId, threads: Option<(ValueId, ValueId)>) {
        let Some((tid, _)) = threads else { return };
        let cx = self.rw.cx;
        self.rw.before(before);
        let callee = cx.symbol_ref(cx.sym(BARRIER));
        self.rw.build("func.call").operand(tid).attr("callee", callee).done();
    }

    fn view(&mut self, value: ValueId, ty: Type, plan: &arena::Plan, arena: ValueId) -> ValueId {
        match self.places.get(&value).copied() {
            Some(place) => self.view_at(place, ty, plan, arena),
            None => value,
        }
    }

    fn view_at(&mut self, place: Place, ty: Type, plan: &arena::Plan, arena: ValueId) -> ValueId {
        if let Some(&known) = self.views.get(&(place, ty)) {
            return known;
        }
        let cx = self.rw.cx;
        let value = match place {
            Place::Arg(arg) => self.reinterpret(arg, ty),
            Place::Global(name, own) => {
                let name = cx.symbol_ref(name);
                let global =
                    self.rw.build("memref.get_global").attr("name", name).result(own).value();
                self.reinterpret(global, ty)
            }
            Place::Arena(i) => {
                let offset = cx.index_attr(plan.offsets[i] as i64);
                let index = cx.index_ty();
                let constant = self.rw.build("arith.constant").attr("value", offset);
                let offset = constant.result(index).value();
                self.rw.build("memref.view").operands(&[arena, offset]).result(ty).value()
            }
        };
        self.views.insert((place, ty), value);
        value
    }

    /// The same bytes in another shape.
    fn reinterpret(&mut self, buffer: ValueId, ty: Type) -> ValueId {
        let cx = self.rw.cx;
        if self.rw.ty(buffer) == ty {
            return buffer;
        }
        let sizes = ty.static_shape(cx).unwrap_or(&[]).to_vec();
        let strides = terrace_ir::row_major_strides(&sizes);
        self.rw
            .build("memref.reinterpret_cast")
            .operand(buffer)
            .attr("static_offsets", cx.i64_array(&[0]))
            .attr("static_sizes", cx.i64_array(&sizes))
            .attr("static_strides", cx.i64_array(&strides))
            .attr("operandSegmentSizes", cx.i32_array(&[1, 0, 0, 0]))
            .result(ty)
            .value()
    }

    /// `terrace.plan = {bytes, lower_bound, buffers = [{name, offset, bytes, first, last}]}`
    fn write_plan(&mut self, plan: &arena::Plan) {
        let cx = self.rw.cx;
        let int = |v: usize| cx.i64_attr(v as i64);
        let buffers: Vec<Attr> = self
            .requests
            .iter()
            .enumerate()
            .map(|(i, r)| {
                cx.dict_attr(&[
                    (cx.sym("name"), cx.str_attr(&self.names[i])),
                    (cx.sym("offset"), int(plan.offsets[i])),
                    (cx.sym("bytes"), int(r.bytes)),
                    (cx.sym("first"), int(r.start)),
                    (cx.sym("last"), int(r.end)),
                ])
            })
            .collect();
        let attr = cx.dict_attr(&[
            (cx.sym("bytes"), int(plan.bytes)),
            (cx.sym("lower_bound"), int(plan.lower_bound)),
            (cx.sym("buffers"), cx.array_attr(&buffers)),
        ]);
        rewrite::set_attr(cx, self.rw.body, ROOT, "terrace.plan", Some(attr));
    }
}

fn buffer_type(cx: &Context, ty: Type) -> Type {
    match ty.static_shape(cx) {
        Some(shape) if ty.is_tensor(cx) => cx.memref_ty(shape, ty.elem(cx)),
        _ => ty,
    }
}

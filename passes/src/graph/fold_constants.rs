//! Evaluates operations whose operands are all constants.
//!
//! Movements of elements run at the speed of memory, everything else runs in the interpreter, so
//! that a fold cannot differ from what the operation means. A constant whose elements are all equal
//! stays one element. What would grow the model is left: a result is stored only if it is small or
//! no larger than the constants it is made from, so a broadcast happens at run time.
//! Operations that would take long to interpret are left too.

use terrace_graph::rearrange::{Walk, rearrange};
use terrace_graph::{Layout, keeps_order};
use terrace_ir::clone::CloneMap;
use terrace_ir::eval::{Limits, Machine, Tensor, Value};
use terrace_ir::{Blob, OpState, rewrite};

use super::constants::{Payload, erase_unused, hint};
use crate::prelude::*;

pub(super) const PASS: PassInfo = PassInfo {
    name: "graph-fold-constants",
    on: "func.func",
    summary: "evaluate operations on constants unless that grows the model",
    reads: &["graph"],
    leaves: &["graph"],
    run: |body, cx| {
        let folded = fold(body, cx.cx);
        cx.count("operations folded", folded);
        Ok(())
    },
    ..PassInfo::EMPTY
};

/// Results up to this many bytes are stored whatever they are made from.
const SMALL_BYTES: usize = 1 << 16;

/// What the interpreter may use for one operation: a second or two.
const LIMITS: Limits = Limits { fuel: 1 << 26, memory_bytes: 4 << 30, depth: 16 };

/// Operations that are constants already, or whose regions are not looked into.
const LEFT: &[&str] = &["graph.constant", "graph.iota", "graph.group", "graph.yield"];

fn fold(body: &mut Body, cx: &Context) -> u64 {
    let Some(block) = body.root_block() else { return 0 };
    let mut folded = 0;
    let mut rw = Rewriter::new(cx, body);
    for op in rw.body.ops_of(block).collect::<Vec<_>>() {
        let Some(payloads) = evaluate(rw.body, cx, op) else { continue };
        let operands: Vec<ValueId> = rw.body.operands(op).collect();
        let largest = operands.iter().max_by_key(|&&v| rw.ty(v).n_elems(cx));
        let hint = largest.map_or_else(String::new, |&v| hint(rw.body, cx, v));
        rw.before(op);
        let values: Vec<ValueId> = payloads.into_iter().map(|p| p.build(&mut rw, &hint)).collect();
        rw.replace(op, &values);
        erase_unused(&mut rw, &operands);
        folded += 1;
    }
    folded
}

/// The results of an operation on constants; `None` where it is not one, or is left.
fn evaluate(body: &Body, cx: &Context, op: OpId) -> Option<Vec<Payload>> {
    let view = body.op(cx, op);
    let name = view.name_str();
    (name.starts_with("graph.") && !LEFT.contains(&name) && view.has(Traits::PURE)).then_some(())?;
    let inputs: Option<Vec<Payload>> = view.operands().map(|v| Payload::of(body, cx, v)).collect();
    let inputs = inputs.filter(|inputs| !inputs.is_empty())?;
    let stored: usize = inputs.iter().map(Payload::stored_bytes).sum();
    let limit = stored.max(SMALL_BYTES);
    if inputs.iter().all(|p| p.splat) {
        let splat = splat(view, &inputs).or_else(|| repeated(view, &inputs[0]));
        if splat.is_some() {
            return splat;
        }
    }
    let mut bytes = 0usize;
    for i in 0..view.n_results() {
        let ty = view.result_ty(i);
        let elems = usize::try_from(ty.n_elems(cx)?).ok()?;
        bytes = bytes.checked_add(elems.checked_mul(ty.elem_bytes(cx)?)?)?;
    }
    (bytes <= limit).then_some(())?;
    moved(view, &inputs[0]).map(|p| vec![p]).or_else(|| interpreted(view, &inputs))
}

/// An element-by-element operation on constants with one distinct element each.
fn splat(op: OpRef<'_>, inputs: &[Payload]) -> Option<Vec<Payload>> {
    let cx = op.cx;
    op.has(Traits::ELEMENTWISE).then_some(())?;
    let scalar = |ty: Type| cx.tensor_ty(&[], ty.elem(cx));
    let scalars = inputs.iter().map(|p| Payload { ty: scalar(p.ty), ..p.clone() });
    let scalars: Option<Vec<Tensor>> = scalars.map(|p| p.to_tensor(cx)).collect();
    let results: Vec<Type> = (0..op.n_results()).map(|i| scalar(op.result_ty(i))).collect();
    let made = interpret(op, scalars?, &results)?;
    let back = made.iter().enumerate().map(|(i, tensor)| {
        let bytes = Blob::new(tensor.to_le_bytes());
        Payload { ty: op.result_ty(i), bytes, splat: true }
    });
    Some(back.collect())
}

/// A movement of equal elements.
fn repeated(op: OpRef<'_>, input: &Payload) -> Option<Vec<Payload>> {
    const MOVEMENTS: &[&str] = &["reshape", "transpose", "broadcast", "slice", "relayout"];
    let mnemonic = op.name_str().strip_prefix("graph.")?;
    let ty = op.result_ty(0);
    (MOVEMENTS.contains(&mnemonic) && ty.n_elems(op.cx).is_some()).then_some(())?;
    Some(vec![Payload { ty, ..input.clone() }])
}

/// A movement of elements, straight on the bytes.
fn moved(op: OpRef<'_>, input: &Payload) -> Option<Payload> {
    let (cx, to) = (op.cx, op.result_ty(0));
    let (from_shape, to_shape) = (input.ty.static_shape(cx)?, to.static_shape(cx)?);
    let ints = |name: &str| op.attr(name)?.as_ints(cx);
    let elem_bytes = to.elem_bytes(cx)?;
    let name = op.name_str();
    let same_bytes =
        name == "graph.reshape" || (name == "graph.relayout" && keeps_order(cx, input.ty, to));
    if same_bytes && !input.splat {
        return Some(Payload { ty: to, ..input.clone() });
    }
    // A splat that comes here has one element.
    let plain = match Layout::of(cx, input.ty) {
        Some(layout) => Blob::new(layout.unpack(&input.bytes, elem_bytes, from_shape)?),
        None => input.bytes.clone(),
    };
    let strides = terrace_ir::row_major_strides(from_shape);
    let (mut start, mut walk) = (0i64, Vec::new());
    match name {
        "graph.relayout" => {
            let bytes = match Layout::of(cx, to) {
                Some(layout) => Blob::new(layout.pack(&plain, elem_bytes, to_shape)?),
                None => plain,
            };
            return Some(Payload { ty: to, bytes, splat: false });
        }
        "graph.transpose" => {
            for (&dim, &size) in ints("perm")?.iter().zip(to_shape) {
                let stride = *strides.get(usize::try_from(dim).ok()?)?;
                walk.push(Walk { size, stride });
            }
        }
        "graph.broadcast" => {
            let new = to_shape.len().checked_sub(from_shape.len())?;
            for (d, &size) in to_shape.iter().enumerate() {
                let kept = d.checked_sub(new).filter(|&d| from_shape[d] != 1);
                walk.push(Walk { size, stride: kept.map_or(0, |d| strides[d]) });
            }
        }
        "graph.slice" => {
            for ((&first, &step), (&size, &stride)) in
                ints("starts")?.iter().zip(&ints("steps")?).zip(to_shape.iter().zip(&strides))
            {
                start = start.checked_add(first.checked_mul(stride)?)?;
                walk.push(Walk { size, stride: step.checked_mul(stride)? });
            }
        }
        _ => return None,
    }
    (walk.len() == to_shape.len() && Layout::of(cx, to).is_none()).then_some(())?;
    let bytes = Blob::new(rearrange(&plain, elem_bytes, start, &walk)?);
    Some(Payload { ty: to, bytes, splat: false })
}

fn interpreted(op: OpRef<'_>, inputs: &[Payload]) -> Option<Vec<Payload>> {
    let cx = op.cx;
    let tensors: Option<Vec<Tensor>> = inputs.iter().map(|p| p.to_tensor(cx)).collect();
    let types: Vec<Type> = (0..op.n_results()).map(|i| op.result_ty(i)).collect();
    let made = interpret(op, tensors?, &types)?;
    made.iter().zip(types).map(|(tensor, ty)| Payload::from_tensor(cx, tensor, ty)).collect()
}

/// Runs one operation, with these types of its results.
fn interpret(op: OpRef<'_>, inputs: Vec<Tensor>, results: &[Type]) -> Option<Vec<Tensor>> {
    let cx = op.cx;
    let params: Vec<Type> = op
        .operands()
        .zip(&inputs)
        .map(|(v, t)| cx.tensor_ty(t.shape(), op.body.ty(v).elem(cx)))
        .collect();
    let mut func = Body::new(cx, cx.op_name("func.func"), op.loc(), 1);
    let region = func.regions(ROOT)[0];
    let block = func.new_block(region, &params);
    let mut map = CloneMap::new(op.operands().zip(func.args(block).to_vec()));
    let copy = func.clone_op_from(cx, op.body, op.id, &mut map);
    // An operand that occurs twice is one value in the map; here each has its argument.
    let args = func.args(block).to_vec();
    func.set_operands(copy, &args);
    func.append(block, copy);
    let made: Vec<ValueId> = func.results(copy).collect();
    for (&value, &ty) in made.iter().zip(results) {
        func.set_ty(value, Layout::apply(cx, None, ty));
    }
    let mut rw = Rewriter::new(cx, &mut func);
    rw.at_end(block).build("func.return").operands(&made).done();
    let plain: Vec<Type> = results.iter().map(|&ty| Layout::apply(cx, None, ty)).collect();
    let ty = cx.type_attr(cx.function_ty(&params, &plain));
    rewrite::set_attr(cx, &mut func, ROOT, "sym_name", Some(cx.str_attr("f")));
    rewrite::set_attr(cx, &mut func, ROOT, "function_type", Some(ty));

    let mut module = Body::new(cx, cx.op_name("builtin.module"), op.loc(), 1);
    let top = module.new_block(module.regions(ROOT)[0], &[]);
    let mut state = OpState::new(cx, cx.op_name("func.func"), op.loc());
    state.child = Some(Box::new(func));
    let func = module.create(state);
    module.append(top, func);
    let args: Vec<Value> = inputs.into_iter().map(Value::from).collect();
    let values = Machine::new(cx, &module).with_limits(LIMITS).call("f", args).ok()?;
    let tensor = |value: Value| match value {
        Value::Tensor(t) => Some(std::sync::Arc::unwrap_or_clone(t)),
        _ => None,
    };
    values.into_iter().map(tensor).collect()
}

//! Passes that are wrong in one place each. None of them is part of the product.

use std::collections::HashMap;

use terrace_ir::greedy::{GreedyConfig, PatternSet};
use terrace_ir::{
    Attr, Body, Context, OpId, Pattern, ROOT, Reported, Rewriter, Type, ValueId, pattern,
};
use terrace_passes::manager::{PassCx, PassInfo};
use terrace_reduce::Kind;

use super::inputs;

/// A mistake, and what must be found.
pub struct Planted {
    /// The pass that has it.
    pub pass: &'static str,
    /// The pattern; none where the pass makes the mistake by itself.
    pub pattern: Option<&'static str>,
    /// What kind of mistake it is, in words.
    pub what: &'static str,
    /// How it fails.
    pub kind: Kind,
    /// The input.
    pub input: fn() -> String,
    /// The pipeline.
    pub pipeline: &'static str,
}

/// What a value is known to be.
fn known(rw: &Rewriter<'_>, value: ValueId) -> Option<i64> {
    rw.body.constant(rw.cx, value)?.as_i64(rw.cx)
}

fn two(op: OpId, rw: &Rewriter<'_>) -> (ValueId, ValueId, Type) {
    let view = rw.op(op);
    (view.operand(0), view.operand(1), view.result_ty(0))
}

fn constant(rw: &mut Rewriter<'_>, n: i64, ty: Type) -> ValueId {
    let value = rw.cx.int_attr(n.into(), ty);
    rw.build("arith.constant").attr("value", value).result(ty).value()
}

fn swap_in(rw: &mut Rewriter<'_>, op: OpId, name: &str, a: ValueId, b: ValueId) -> Option<()> {
    let ty = rw.op(op).result_ty(0);
    let new = rw.build(name).operands(&[a, b]).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// x - x is 0, not x.
fn sub_of_itself(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let (a, b, _) = two(op, rw);
    (a == b).then_some(())?;
    rw.replace(op, &[a]);
    Some(())
}

/// A store that another one of the block follows is not dead: the other may go elsewhere.
fn store_before_store(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let memory = rw.op(op).operand(1);
    let name = rw.op(op).name();
    let mut next = rw.body.next(op);
    while let Some(at) = next {
        if rw.op(at).name() == name && rw.op(at).operand(1) == memory {
            rw.erase(op);
            return Some(());
        }
        next = rw.body.next(at);
    }
    None
}

/// x * 2^k is x << k, not x << (k + 1).
fn mul_by_power_of_two(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let (a, b, ty) = two(op, rw);
    let n = known(rw, b).filter(|n| *n > 1 && n.count_ones() == 1)?;
    let shift = constant(rw, i64::from(n.trailing_zeros()) + 1, ty);
    swap_in(rw, op, "arith.shli", a, shift)
}

/// c - x is not x - c.
fn constant_minus(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let (a, b, _) = two(op, rw);
    (known(rw, a).is_some() && known(rw, b).is_none()).then_some(())?;
    swap_in(rw, op, "arith.subi", b, a)
}

/// Right, but undone by the next.
fn add_of_constant(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let (a, b, ty) = two(op, rw);
    let n = known(rw, b).filter(|_| known(rw, a).is_none())?;
    let negative = constant(rw, n.wrapping_neg(), ty);
    swap_in(rw, op, "arith.subi", a, negative)
}

/// Right, but undone by the one before.
fn sub_of_constant(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let (a, b, ty) = two(op, rw);
    let n = known(rw, b).filter(|_| known(rw, a).is_none())?;
    let negative = constant(rw, n.wrapping_neg(), ty);
    swap_in(rw, op, "arith.addi", a, negative)
}

/// The product need not fit.
fn mul_of_mul(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let (a, b, ty) = two(op, rw);
    let outer = known(rw, b)?;
    let inner = rw.defining(a).filter(|i| i.name_str() == "arith.muli")?;
    let (x, c) = (inner.operand(0), inner.operand(1));
    let product = known(rw, c)? * outer;
    let product = i32::try_from(product).expect("a product of constants fits");
    let product = constant(rw, product.into(), ty);
    swap_in(rw, op, "arith.muli", x, product)
}

/// Users do not expect a wider value.
fn add_of_zero(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let (a, b, _) = two(op, rw);
    known(rw, b).filter(|n| *n == 0)?;
    let wide = rw.cx.int_ty(64);
    let new = rw.build("arith.extsi").operand(a).result(wide).value();
    rw.replace(op, &[new]);
    Some(())
}

/// Integers wrap, they do not saturate.
fn product_of_constants(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let (a, b, ty) = two(op, rw);
    let product = known(rw, a)?.saturating_mul(known(rw, b)?);
    let product = product.clamp(i32::MIN.into(), i32::MAX.into());
    let new = constant(rw, product, ty);
    rw.replace(op, &[new]);
    Some(())
}

/// The upper bound of a loop is exclusive already.
fn inclusive_bound(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    rw.op(op).discardable("bounded").is_none().then_some(())?;
    let (bound, ty) = (rw.op(op).operand(1), rw.op(op).operand_ty(1));
    let n = known(rw, bound)?;
    let less = constant(rw, n - 1, ty);
    rw.set_operand(op, 1, less);
    let unit = rw.cx.unit();
    rw.set_attr(op, "bounded", Some(unit));
    Some(())
}

/// A loop that runs once or twice is not one that runs once.
fn loop_that_runs_once(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let (low, high, step) = (view.operand(0), view.operand(1), view.operand(2));
    let trips = (known(rw, high)? - known(rw, low)?) / known(rw, step)?;
    (trips > 0 && trips / 2 < 2).then_some(())?;
    let block = rw.body.entry(rw.body.regions(op)[0])?;
    let inits: Vec<ValueId> = rw.body.operands(op).skip(3).collect();
    let args = rw.body.args(block).to_vec();
    for (&arg, &value) in args.iter().zip(std::iter::once(&low).chain(&inits)) {
        rw.replace_uses(arg, value);
    }
    let end = rw.body.last_op(block)?;
    let inner: Vec<OpId> = rw.body.ops_of(block).filter(|o| *o != end).collect();
    for below in inner {
        rw.body.move_before(op, below);
        rw.modified(below);
    }
    let results: Vec<ValueId> = rw.body.operands(end).collect();
    rw.erase(end);
    rw.replace(op, &results);
    Some(())
}

/// Indices do not commute.
fn load_of_square(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let shape = view.operand_ty(0).shape(rw.cx)?;
    let fits = shape.len() == 2 && shape[0] == shape[1] && view.discardable("mapped").is_none();
    (fits && view.operand(1) != view.operand(2)).then_some(())?;
    let (i, j) = (view.operand(1), view.operand(2));
    rw.set_operand(op, 1, j);
    rw.set_operand(op, 2, i);
    let unit = rw.cx.unit();
    rw.set_attr(op, "mapped", Some(unit));
    Some(())
}

/// The sides have to change places, too.
fn select_of_unequal(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let (condition, x, y) = {
        let view = rw.op(op);
        (view.operand(0), view.operand(1), view.operand(2))
    };
    let compare = rw.defining(condition).filter(|c| c.name_str() == "arith.cmpi")?;
    let predicate = compare.attr("predicate").filter(|p| p.as_i64(rw.cx) == Some(1))?;
    let (a, b, ty) = (compare.operand(0), compare.operand(1), rw.body.ty(condition));
    let equal = rw.cx.int_attr(0, predicate.ty(rw.cx)?);
    let new = rw.build("arith.cmpi").operands(&[a, b]).attr("predicate", equal).result(ty).value();
    let ty = rw.op(op).result_ty(0);
    let new = rw.build("arith.select").operands(&[new, x, y]).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// Sign bits are not zeros.
fn extension_of_truncation(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let value = rw.op(op).operand(0);
    rw.defining(value).filter(|t| t.name_str() == "arith.trunci")?;
    let ty = rw.op(op).result_ty(0);
    let new = rw.build("arith.extui").operand(value).result(ty).value();
    rw.replace(op, &[new]);
    Some(())
}

/// Nothing may stand before what it uses.
fn mul_to_the_top(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let first = rw.body.first_op(rw.body.block_of(op)?)?;
    rw.op(op).discardable("top").is_none().then_some(())?;
    let unit = rw.cx.unit();
    rw.set_attr(op, "top", Some(unit));
    if first != op {
        rw.body.move_before(first, op);
    }
    Some(())
}

/// What declines must not have changed anything.
fn or_of_and(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let (a, b, _) = two(op, rw);
    rw.defining(a).filter(|i| i.name_str() == "arith.andi")?;
    rw.set_operand(op, 0, b);
    rw.set_operand(op, 1, a);
    None
}

/// The values that are passed may differ.
fn branch_to_one_block(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let &[to, other] = rw.body.successors(op) else { return None };
    let n = rw.body.args(to).len();
    (to == other).then_some(())?;
    let passed: Vec<ValueId> = rw.body.operands(op).skip(1).take(n).collect();
    rw.build("cf.br").operands(&passed).successor(to).done();
    rw.erase(op);
    Some(())
}

/// One element that is zero does not make a tensor of zeros.
fn add_of_zeros(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let (a, b, _) = two(op, rw);
    let value = rw.body.constant(rw.cx, b)?;
    let tensor = terrace_ir::eval::constant_value(rw.cx, value, rw.ty(b))?;
    (tensor.as_tensor()?.to_f64s().first() == Some(&0.0)).then_some(())?;
    rw.replace(op, &[a]);
    Some(())
}

/// Two transpositions cancel each other only if nothing stands between them.
fn transpose_of_elementwise(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let inner = rw.defining(rw.op(op).operand(0))?;
    let outer = rw.defining(inner.operand(0)).filter(|t| t.name_str() == "graph.transpose")?;
    (inner.n_operands() == 1).then_some(())?;
    let value = outer.operand(0);
    (rw.ty(value) == rw.op(op).result_ty(0)).then_some(())?;
    rw.replace(op, &[value]);
    Some(())
}

fn greedy(body: &mut Body, cx: &mut PassCx<'_>, patterns: &[Pattern]) -> Result<(), Reported> {
    // Folders would take away what the patterns are for.
    let config = GreedyConfig { fold: false, ..GreedyConfig::default() };
    cx.greedy_with(body, &PatternSet::new(cx.cx, patterns), &config)
}

/// Takes comparisons of the same operands for equal, whatever they compare.
fn share_comparisons(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let mut known: HashMap<(ValueId, ValueId), ValueId> = HashMap::new();
    let mut rw = Rewriter::new(cx.cx, body);
    for op in rw.body.ops_below(ROOT) {
        if rw.op(op).name_str() == "arith.cmpi" {
            let key = (rw.op(op).operand(0), rw.op(op).operand(1));
            let result = rw.op(op).result(0);
            match known.get(&key) {
                Some(&same) => rw.replace(op, &[same]),
                None => {
                    known.insert(key, result);
                }
            }
        }
    }
    Ok(())
}

/// Moves loads out of loops that store to the same memory.
fn hoist_loads(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    for op in body.ops_below(ROOT) {
        let Some(parent) = body.parent_op(op).filter(|p| *p != ROOT) else { continue };
        let is_load = cx.cx.op_name_str(body.name(op)) == "memref.load";
        let outside = |v: ValueId| {
            let block = body.def_block(v);
            block.is_none_or(|b| !body.is_inside(parent, body.owner_of_block(b)))
        };
        if is_load && body.operands(op).all(outside) {
            body.move_before(parent, op);
        }
    }
    Ok(())
}

/// Puts constants first in the order of a table that has none.
fn constants_first(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let is_constant = |op: &OpId| cx.cx.op_name_str(body.name(*op)) == "arith.constant";
    let all: HashMap<OpId, ()> =
        body.ops_below(ROOT).into_iter().filter(is_constant).map(|op| (op, ())).collect();
    let Some(first) = body.root_block().and_then(|b| body.first_op(b)) else { return Ok(()) };
    for op in all.into_keys().filter(|op| *op != first) {
        body.move_before(first, op);
    }
    Ok(())
}

/// Knows nests of two loops only.
fn name_loops(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    const NAMES: [&str; 2] = ["outer", "inner"];
    for op in body.ops_below(ROOT) {
        if cx.cx.op_name_str(body.name(op)) == "scf.for" {
            let depth = std::iter::successors(body.parent_op(op), |&p| body.parent_op(p));
            let name = NAMES[depth.filter(|p| *p != ROOT).count()];
            let name: Attr = cx.cx.str_attr(name);
            Rewriter::new(cx.cx, body).set_attr(op, "loop", Some(name));
        }
    }
    Ok(())
}

macro_rules! planted_pass {
    ($name:literal, $($pattern:ident on $root:literal),+) => {
        PassInfo {
            name: $name,
            on: "func.func",
            run: |body, cx| greedy(body, cx, &[$(pattern!($pattern on $root)),+]),
            ..PassInfo::EMPTY
        }
    };
}

pub static PASSES: &[PassInfo] = &[
    planted_pass!("fold-differences", sub_of_itself on "arith.subi"),
    planted_pass!("drop-dead-stores", store_before_store on "memref.store"),
    planted_pass!("reduce-strength", mul_by_power_of_two on "arith.muli"),
    planted_pass!("order-operands", constant_minus on "arith.subi"),
    planted_pass!(
        "normalize-sums",
        add_of_constant on "arith.addi",
        sub_of_constant on "arith.subi"
    ),
    planted_pass!("combine-products", mul_of_mul on "arith.muli"),
    planted_pass!("fold-zeros", add_of_zero on "arith.addi"),
    planted_pass!("fold-products", product_of_constants on "arith.muli"),
    planted_pass!("normalize-bounds", inclusive_bound on "scf.for"),
    planted_pass!("unroll-once", loop_that_runs_once on "scf.for"),
    planted_pass!("transpose-loads", load_of_square on "memref.load"),
    planted_pass!("simplify-selects", select_of_unequal on "arith.select"),
    planted_pass!("combine-extensions", extension_of_truncation on "arith.extsi"),
    planted_pass!("schedule-products", mul_to_the_top on "arith.muli"),
    planted_pass!("order-bits", or_of_and on "arith.ori"),
    planted_pass!("thread-jumps", branch_to_one_block on "cf.cond_br"),
    planted_pass!("fold-biases", add_of_zeros on "graph.add"),
    planted_pass!("cancel-transposes", transpose_of_elementwise on "graph.transpose"),
    PassInfo {
        name: "share-comparisons",
        on: "func.func",
        run: share_comparisons,
        ..PassInfo::EMPTY
    },
    PassInfo { name: "hoist-loads", on: "func.func", run: hoist_loads, ..PassInfo::EMPTY },
    PassInfo { name: "constants-first", on: "func.func", run: constants_first, ..PassInfo::EMPTY },
    PassInfo { name: "name-loops", on: "func.func", run: name_loops, ..PassInfo::EMPTY },
];

macro_rules! planted {
    ($pass:literal, $pattern:expr, $what:literal, $kind:ident, $input:ident, $pipeline:literal) => {
        Planted {
            pass: $pass,
            pattern: $pattern,
            what: $what,
            kind: Kind::$kind,
            input: inputs::$input,
            pipeline: $pipeline,
        }
    };
}

pub const PLANTED: &[Planted] = &[
    planted!(
        "fold-differences",
        Some("sub_of_itself"),
        "wrong fold",
        Numbers,
        arithmetic,
        "symbol-dce,cse,fold-differences,canonicalize"
    ),
    planted!(
        "drop-dead-stores",
        Some("store_before_store"),
        "dropped effect",
        Numbers,
        arithmetic,
        "canonicalize,drop-dead-stores,cse"
    ),
    planted!(
        "reduce-strength",
        Some("mul_by_power_of_two"),
        "wrong constant",
        Numbers,
        arithmetic,
        "canonicalize,cse,reduce-strength,canonicalize"
    ),
    planted!(
        "order-operands",
        Some("constant_minus"),
        "swapped operands",
        Numbers,
        arithmetic,
        "cse,canonicalize,order-operands,sccp"
    ),
    planted!(
        "normalize-sums",
        Some("add_of_constant"),
        "endless pattern pair",
        Endless,
        arithmetic,
        "cse,normalize-sums,canonicalize"
    ),
    planted!(
        "combine-products",
        Some("mul_of_mul"),
        "panic in a pattern",
        Panic,
        arithmetic,
        "cse,combine-products,canonicalize"
    ),
    planted!(
        "fold-zeros",
        Some("add_of_zero"),
        "result of another type",
        Verifier,
        arithmetic,
        "cse,fold-zeros,canonicalize"
    ),
    planted!(
        "fold-products",
        Some("product_of_constants"),
        "overflow that saturates",
        Numbers,
        arithmetic,
        "cse,fold-products,canonicalize"
    ),
    planted!(
        "normalize-bounds",
        Some("inclusive_bound"),
        "wrong loop bound",
        Numbers,
        loops,
        "canonicalize,normalize-bounds,cse"
    ),
    planted!(
        "unroll-once",
        Some("loop_that_runs_once"),
        "off by one",
        Numbers,
        loops,
        "cse,unroll-once,canonicalize"
    ),
    planted!(
        "transpose-loads",
        Some("load_of_square"),
        "wrong index map",
        Numbers,
        loops,
        "canonicalize,loop-invariant-code-motion,transpose-loads,cse"
    ),
    planted!(
        "simplify-selects",
        Some("select_of_unequal"),
        "swapped sides",
        Numbers,
        arithmetic,
        "cse,simplify-selects,canonicalize"
    ),
    planted!(
        "combine-extensions",
        Some("extension_of_truncation"),
        "wrong sign",
        Numbers,
        arithmetic,
        "cse,combine-extensions,canonicalize"
    ),
    planted!(
        "schedule-products",
        Some("mul_to_the_top"),
        "use before definition",
        Verifier,
        arithmetic,
        "cse,schedule-products,canonicalize"
    ),
    planted!(
        "order-bits",
        Some("or_of_and"),
        "declines after a change",
        Rule,
        arithmetic,
        "cse,order-bits,canonicalize"
    ),
    planted!(
        "thread-jumps",
        Some("branch_to_one_block"),
        "dropped block argument",
        Numbers,
        blocks,
        "cse,thread-jumps,canonicalize"
    ),
    planted!(
        "fold-biases",
        Some("add_of_zeros"),
        "condition too weak",
        Numbers,
        model,
        "canonicalize,fold-biases,graph-to-kernels"
    ),
    planted!(
        "cancel-transposes",
        Some("transpose_of_elementwise"),
        "operation lost",
        Numbers,
        model,
        "cse,cancel-transposes,graph-to-kernels"
    ),
    planted!(
        "share-comparisons",
        None,
        "attribute not compared",
        Numbers,
        arithmetic,
        "canonicalize,share-comparisons,cse"
    ),
    planted!(
        "hoist-loads",
        None,
        "moved over a store",
        Numbers,
        loops,
        "canonicalize,hoist-loads,cse"
    ),
    planted!(
        "constants-first",
        None,
        "order of a hash table",
        Unstable,
        arithmetic,
        "cse,constants-first"
    ),
    planted!(
        "name-loops",
        None,
        "index out of bounds in a pass",
        Panic,
        loops,
        "canonicalize,name-loops,cse"
    ),
];

/// A context with every dialect.
pub fn context() -> Context {
    let cx = Context::new();
    terrace_upstream::load(&cx);
    for dialect in [&terrace_graph::GRAPH, &terrace_te::TE, &terrace_loop::LOOP] {
        cx.load(dialect);
    }
    cx
}

//! A small dialect for tests of drivers: constants, arithmetic, memory and branches.
#![allow(dead_code)]

use terrace_ir::def::{Arity, AttrC, AttrSlot, Dialect, RegionSize, RegionSlot, SuccessorSlot};
use terrace_ir::def::{TypeC, ValueSlot};
use terrace_ir::interface::{BranchLike, CallLike, Effect, Fold, Folded, Materialize};
use terrace_ir::interface::{LoopLike, MemoryEffects};
use terrace_ir::{
    Attr, BlockId, Body, Context, Loc, OpDef, OpId, OpRef, ROOT, Rewriter, Traits, Type, ValueId,
};

const fn values(name: &'static str, arity: Arity) -> ValueSlot {
    ValueSlot { name, ty: TypeC::Any, arity, doc: "" }
}

const fn attr(name: &'static str, optional: bool) -> AttrSlot {
    AttrSlot { name, constraint: AttrC::Any, optional, default: None, doc: "" }
}

fn fold_add(op: OpRef<'_>, c: &[Option<Attr>]) -> Option<Vec<Folded>> {
    let int = |a: Option<Attr>| a.and_then(|a| a.as_i64(op.cx));
    match (int(c[0]), int(c[1])) {
        (Some(a), Some(b)) => {
            Some(vec![Folded::Attr(op.cx.int_attr(i128::from(a + b), op.result_ty(0)))])
        }
        (None, Some(0)) => Some(vec![Folded::Value(op.operand(0))]),
        _ => None,
    }
}

fn make_constant(rw: &mut Rewriter<'_>, attr: Attr, ty: Type, loc: Loc) -> Option<OpId> {
    attr.as_i64(rw.cx)?;
    let value = rw.build("toy.constant").loc(loc).attr("value", attr).result(ty).value();
    rw.body.def_op(value)
}

pub const OPS: &[OpDef] = &[
    OpDef {
        name: "toy.func",
        attrs: &[attr("sym_name", false), attr("sym_visibility", true)],
        regions: &[RegionSlot { name: "body", size: RegionSize::Any, variadic: false }],
        traits: Traits(Traits::ISOLATED.0 | Traits::SYMBOL.0),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "toy.constant",
        results: &[values("res", Arity::One)],
        attrs: &[attr("value", false)],
        traits: Traits(Traits::PURE.0 | Traits::CONSTANT_LIKE.0),
        interfaces: &[&Materialize(make_constant)],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "toy.add",
        operands: &[values("lhs", Arity::One), values("rhs", Arity::One)],
        results: &[values("res", Arity::One)],
        traits: Traits(Traits::PURE.0 | Traits::COMMUTATIVE.0),
        interfaces: &[&Fold(fold_add)],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "toy.neg",
        operands: &[values("arg", Arity::One)],
        results: &[values("res", Arity::One)],
        traits: Traits(Traits::PURE.0 | Traits::INVOLUTION.0),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "toy.load",
        operands: &[values("from", Arity::One)],
        results: &[values("res", Arity::One)],
        interfaces: &[&MemoryEffects(|op, e| e.push((Effect::Read, Some(op.operand(0)))))],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "toy.store",
        operands: &[values("value", Arity::One), values("to", Arity::One)],
        interfaces: &[&MemoryEffects(|op, e| e.push((Effect::Write, Some(op.operand(1)))))],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "toy.alloc",
        results: &[values("res", Arity::One)],
        interfaces: &[&MemoryEffects(|op, e| e.push((Effect::Allocate, Some(op.result(0)))))],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "toy.loop",
        operands: &[values("init", Arity::Variadic)],
        results: &[values("res", Arity::Variadic)],
        regions: &[RegionSlot { name: "body", size: RegionSize::One, variadic: false }],
        traits: Traits(Traits::RECURSIVE_EFFECTS.0 | Traits::SPECULATABLE.0),
        interfaces: &[&LoopLike { body: 0 }],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "toy.br",
        operands: &[values("args", Arity::Variadic)],
        successors: &[SuccessorSlot { name: "to", variadic: false }],
        traits: Traits::TERMINATOR,
        interfaces: &[&BranchLike {
            forwarded: |op, _| 0..op.n_operands(),
            taken: |op, _| op.body.successors(op.id).first().copied(),
        }],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "toy.cond_br",
        operands: &[
            values("cond", Arity::One),
            values("then", Arity::Variadic),
            values("else", Arity::Variadic),
        ],
        attrs: &[attr("operandSegmentSizes", false)],
        successors: &[
            SuccessorSlot { name: "then", variadic: false },
            SuccessorSlot { name: "else", variadic: false },
        ],
        traits: Traits(Traits::TERMINATOR.0 | Traits::OPERAND_SEGMENTS.0),
        interfaces: &[&BranchLike {
            forwarded: |op, i| op.operand_group(i + 1).unwrap_or(0..0),
            taken: |op, c| {
                let cond = c[0]?.as_i64(op.cx)?;
                op.body.successors(op.id).get(usize::from(cond == 0)).copied()
            },
        }],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "toy.call",
        operands: &[values("args", Arity::Variadic)],
        results: &[values("res", Arity::Variadic)],
        attrs: &[attr("callee", false)],
        interfaces: &[&CallLike {
            callee: |op| op.attr("callee")?.as_sym(op.cx),
            args: |op| 0..op.n_operands(),
        }],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "toy.return",
        operands: &[values("values", Arity::Variadic)],
        traits: Traits(Traits::TERMINATOR.0 | Traits::PURE.0 | Traits::RETURN_LIKE.0),
        ..OpDef::EMPTY
    },
];

pub static TOY: Dialect = Dialect { name: "toy", ops: &[OPS], ..Dialect::EMPTY };

pub fn context() -> Context {
    let cx = Context::new();
    cx.load(&TOY);
    cx
}

/// An empty function with one block that has arguments of these types.
pub fn function(cx: &Context, args: &[Type]) -> (Body, BlockId) {
    let mut body = Body::new(cx, cx.op_name("toy.func"), Loc::UNKNOWN, 1);
    let block = body.new_block(body.regions(ROOT)[0], args);
    (body, block)
}

pub fn constant(rw: &mut Rewriter<'_>, value: i64) -> ValueId {
    let ty = rw.cx.int_ty(32);
    let attr = rw.cx.int_attr(i128::from(value), ty);
    rw.build("toy.constant").attr("value", attr).result(ty).value()
}

pub fn add(rw: &mut Rewriter<'_>, a: ValueId, b: ValueId) -> ValueId {
    let ty = rw.ty(a);
    rw.build("toy.add").operands(&[a, b]).result(ty).value()
}

/// `then` and `els` with what is passed to each.
pub fn cond_br(
    rw: &mut Rewriter<'_>,
    cond: ValueId,
    then: (BlockId, &[ValueId]),
    els: (BlockId, &[ValueId]),
) {
    let sizes = rw.cx.i32_array(&[1, then.1.len() as i32, els.1.len() as i32]);
    rw.build("toy.cond_br")
        .operand(cond)
        .operands(then.1)
        .operands(els.1)
        .attr("operandSegmentSizes", sizes)
        .successor(then.0)
        .successor(els.0)
        .done();
}

/// The body block by block: names of operations, what defines their operands, constants' values.
pub fn show(cx: &Context, body: &Body) -> String {
    let mut shown = Shown { cx, body, out: String::new(), names: Default::default(), n_blocks: 0 };
    shown.region(body.regions(ROOT)[0], 0);
    shown.out
}

struct Shown<'a> {
    cx: &'a Context,
    body: &'a Body,
    out: String,
    names: std::collections::HashMap<ValueId, String>,
    n_blocks: usize,
}

impl Shown<'_> {
    fn region(&mut self, region: terrace_ir::RegionId, depth: usize) {
        let body = self.body;
        let blocks = body.blocks(region);
        let first = self.n_blocks;
        self.n_blocks += blocks.len();
        let block_name = |b: BlockId| {
            blocks.iter().position(|&x| x == b).map_or("?".into(), |i| (first + i).to_string())
        };
        for &block in blocks {
            let args: Vec<String> = body.args(block).iter().map(|&arg| self.name(arg)).collect();
            self.line(depth, &format!("^{}({}):", block_name(block), args.join(", ")));
            for id in body.ops_of(block) {
                self.op(id, depth, &block_name);
                for &inner in body.regions(id) {
                    self.region(inner, depth + 1);
                }
            }
        }
    }

    fn op(&mut self, id: OpId, depth: usize, block_name: &dyn Fn(BlockId) -> String) {
        let op = self.body.op(self.cx, id);
        let results: Vec<String> = op.results().map(|r| self.name(r)).collect();
        let known = |v: ValueId| self.names.get(&v).cloned().unwrap_or("%?".into());
        let operands: Vec<String> = op.operands().map(known).collect();
        let value = op.attr("value").and_then(|a| a.as_i64(self.cx));
        let value = value.map_or(String::new(), |v| format!(" {v}"));
        let to: Vec<String> = self.body.successors(id).iter().map(|&b| block_name(b)).collect();
        let to = if to.is_empty() { String::new() } else { format!(" -> {}", to.join(" ")) };
        let eq = if results.is_empty() { "" } else { " = " };
        let name = op.name_str().trim_start_matches("toy.");
        let line = format!("  {}{eq}{name}{value} {}{to}", results.join(", "), operands.join(" "));
        self.line(depth, &line);
    }

    fn name(&mut self, value: ValueId) -> String {
        let name = format!("%{}", self.names.len());
        self.names.insert(value, name.clone());
        name
    }

    fn line(&mut self, depth: usize, text: &str) {
        self.out.push_str(&"  ".repeat(depth));
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }
}

//! Making a module from a seed.

use rustc_hash::FxHashMap;
use terrace_ir::eval::check::{Runs, snapshot};
use terrace_ir::eval::{Random, Reason, Trap};
use terrace_ir::text::parse_module;
use terrace_ir::{BlockId, Body, Context, Diags, Loc, OpId, ROOT, ValueId};

use crate::operation::Maker;
use crate::skeleton::skeleton;
use crate::vocabulary::Vocabulary;

/// Most operations of a module that are replaced because they do not run to their end.
const MAX_REPAIRS: usize = 48;

/// Makes the module of a seed. Most modules run to their end with `runs`.
pub(crate) fn module(cx: &Context, words: &Vocabulary, seed: u64, runs: &Runs<'_>) -> Body {
    let mut random = Random::new(seed);
    let text = skeleton(&mut random);
    let mut diags = Diags::new();
    let parsed = parse_module(cx, &text, "skeleton", &mut diags);
    let mut body = parsed.unwrap_or_else(|_| panic!("{:?}\n{text}", diags.items()));
    // Operations without a meaning: these modules go through all but the interpreter.
    let is_wild = random.bits().is_multiple_of(8);
    let mut filler = Filler { maker: Maker::new(cx, words, random, is_wild), op_budget: 0 };
    let functions: Vec<OpId> = body.ops_below(ROOT);
    for &op in &functions {
        if let Some(function) = body.child_mut(op) {
            filler.function(function);
        }
    }
    if !is_wild {
        for _ in 0..MAX_REPAIRS {
            if !repair(cx, &mut body, &functions, &mut filler.maker, runs) {
                break;
            }
        }
    }
    body
}

/// Replaces the operation at which a function stops, if one does, by constants.
fn repair(
    cx: &Context,
    body: &mut Body,
    functions: &[OpId],
    maker: &mut Maker<'_>,
    runs: &Runs<'_>,
) -> bool {
    let found = snapshot(cx, body, runs);
    let stops = found.traps().flat_map(|(_, trap)| locations(trap));
    let stops: FxHashMap<Loc, ()> = stops.map(|loc| (loc, ())).collect();
    let mut is_repaired = false;
    for &op in functions {
        let Some(function) = body.child_mut(op) else { continue };
        let guilty = |op: &OpId| stops.contains_key(&function.loc(*op));
        for op in function.ops_below(ROOT).into_iter().filter(guilty).collect::<Vec<_>>() {
            is_repaired |= maker.replace_by_constants(function, op);
        }
    }
    is_repaired
}

fn locations(trap: &Trap) -> Vec<Loc> {
    match trap.reason() {
        Reason::Compile(diags) => diags.iter().map(|d| d.loc).collect(),
        _ => trap.trace().first().map(|(_, loc)| *loc).into_iter().collect(),
    }
}

/// Puts operations into a skeleton.
struct Filler<'a> {
    maker: Maker<'a>,
    op_budget: usize,
}

impl Filler<'_> {
    fn function(&mut self, function: &mut Body) {
        self.op_budget = 8 + self.maker.below(40);
        let Some(&region) = function.regions(ROOT).first() else { return };
        let mut visible = Vec::new();
        for block in function.blocks(region).to_vec() {
            // What other blocks define is seen by none but the entry's.
            let mut here = visible.clone();
            self.block(function, block, &mut here);
            if visible.is_empty() {
                visible = here;
            }
        }
    }

    /// Puts operations into a block, and lets what is there use them.
    fn block(&mut self, body: &mut Body, block: BlockId, visible: &mut Vec<ValueId>) {
        visible.extend_from_slice(body.args(block));
        for op in body.ops_of(block).collect::<Vec<OpId>>() {
            for _ in 0..self.maker.below(5) {
                if self.op_budget > 0 {
                    self.op_budget -= 1;
                    self.maker.operation(body, op, visible);
                }
            }
            self.rewire(body, op, visible);
            for region in body.regions(op).to_vec() {
                for inner in body.blocks(region).to_vec() {
                    self.block(body, inner, &mut visible.clone());
                }
            }
            visible.extend(body.results(op));
        }
    }

    /// Makes an operation of the skeleton use other values of the same types, at times.
    fn rewire(&mut self, body: &mut Body, op: OpId, visible: &[ValueId]) {
        let cx = self.maker.cx;
        let name = cx.op_name_str(body.name(op));
        let is_return = name == "func.return";
        // Counters, bounds and places stay: they are how long the module runs.
        let fixed = ["arith.cmpi", "arith.addi", "memref.store", "memref.load"];
        if fixed.contains(&name) {
            return;
        }
        for i in 0..body.n_operands(op) {
            let ty = body.ty(body.operand(op, i));
            let is_counted = i == 0 && (name == "cf.cond_br" || name == "scf.condition");
            if (ty.is_index(cx) && !is_return) || is_counted {
                continue;
            }
            let alike: Vec<ValueId> =
                visible.iter().rev().copied().filter(|v| body.ty(*v) == ty).collect();
            let percent = if is_return { 85 } else { 60 };
            if let Some(value) = self.maker.pick(&alike).filter(|_| self.maker.chance(percent)) {
                body.set_operand(op, i, value);
            }
        }
    }
}

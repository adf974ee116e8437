//! Copies of operations inside one body.

use std::collections::HashMap;

use super::*;

/// Where the parts of a copied operation went.
#[derive(Default)]
struct Copies {
    values: HashMap<ValueId, ValueId>,
    blocks: HashMap<BlockId, BlockId>,
}

impl Body {
    /// A detached copy of an operation with everything inside it. Operands defined outside stay.
    pub fn clone_op(&mut self, cx: &Context, op: OpId) -> OpId {
        let mut done = Copies::default();
        let new = self.copy(cx, op, true, &mut done);
        self.patch_forward_references(new, &done);
        new
    }

    /// A detached copy of an operation whose blocks (with their arguments) are empty.
    pub fn clone_op_shell(&mut self, cx: &Context, op: OpId) -> OpId {
        self.copy(cx, op, false, &mut Copies::default())
    }

    fn copy(&mut self, cx: &Context, op: OpId, with_content: bool, done: &mut Copies) -> OpId {
        let regions: Vec<RegionId> = self.regions(op).to_vec();
        let mut new_regions = Vec::new();
        for &region in &regions {
            let new = self.new_region();
            for block in self.blocks(region).to_vec() {
                let copy = self.copy_block_shell(block, done);
                self.append_block(new, copy);
            }
            new_regions.push(new);
        }
        let at = self.ops[op.idx()].attrs;
        let (discardable, inherent) = match at {
            u32::MAX => (Attr::NONE, Vec::new()),
            _ => {
                let n = cx.n_inherent(self.name(op));
                (self.attrs[at as usize], self.attrs[at as usize + 1..][..n].to_vec())
            }
        };
        let map = |v: ValueId| done.values.get(&v).copied().unwrap_or(v);
        let state = OpState {
            name: self.name(op),
            loc: self.loc(op),
            operands: self.operands(op).map(map).collect(),
            result_types: self.results(op).map(|r| self.ty(r)).collect(),
            inherent,
            discardable,
            regions: new_regions.clone(),
            successors: self
                .successors(op)
                .iter()
                .map(|b| done.blocks.get(b).copied().unwrap_or(*b))
                .collect(),
            child: self.child(op).map(|c| Box::new(c.clone())),
        };
        let new = self.create(state);
        for (old, new) in self.results(op).zip(self.results(new)) {
            self.copy_name(old, new);
            done.values.insert(old, new);
        }
        if with_content {
            for (old, new) in regions.into_iter().zip(new_regions) {
                let pairs = self.blocks(old).iter().copied().zip(self.blocks(new).to_vec());
                for (from, to) in pairs.collect::<Vec<_>>() {
                    for inner in self.ops_of(from).collect::<Vec<_>>() {
                        let copy = self.copy(cx, inner, true, done);
                        self.append(to, copy);
                    }
                }
            }
        }
        new
    }

    /// Values may be used before they are defined (other blocks, graph regions).
    fn patch_forward_references(&mut self, op: OpId, done: &Copies) {
        for below in self.ops_below(op) {
            for i in 0..self.n_operands(below) {
                if let Some(&new) = done.values.get(&self.operand(below, i)) {
                    self.set_operand(below, i, new);
                }
            }
        }
    }

    fn copy_block_shell(&mut self, block: BlockId, done: &mut Copies) -> BlockId {
        let copy = self.new_detached_block();
        let args: Vec<(ValueId, Loc)> =
            self.args(block).iter().copied().zip(self.arg_locs(block).iter().copied()).collect();
        for (arg, loc) in args {
            let new = self.add_arg(copy, self.ty(arg), loc);
            self.copy_name(arg, new);
            done.values.insert(arg, new);
        }
        done.blocks.insert(block, copy);
        copy
    }

    fn copy_name(&mut self, from: ValueId, to: ValueId) {
        if let Some(name) = self.value_name(from) {
            self.set_value_name(to, name);
        }
    }
}

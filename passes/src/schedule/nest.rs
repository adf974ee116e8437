//! The tree of loops and blocks that schedule primitives work on.

use terrace_ir::def::Arity;
use terrace_ir::{
    AffineExpr, AffineMap, AttrKind, Body, Code, Context, Diag, IntegerSet, OpId, OpRef, ROOT,
    Rewriter, ValueId,
};
use terrace_loop as loops;

/// A loop-level function that is being scheduled.
///
/// Handles are operations: a loop is its `loop.for`, a block its `loop.block`. A primitive that
/// refuses has changed nothing.
pub struct Schedule<'a> {
    /// What the function is changed with.
    pub rw: Rewriter<'a>,
}

/// What a primitive gives: its handles, or the clause it violates.
pub type Step<T> = Result<T, Diag>;

/// SCHED001
pub const SCHED001: Code = Code {
    id: "SCHED001",
    message: "{0} named `{1}`",
    explain: "A schedule names blocks by the name in `loop.block`. After a cut, the part that \
              remains is named `<block>_tail`.",
};
/// SCHED002
pub const SCHED002: Code = Code {
    id: "SCHED002",
    message: "`{0}` needs a loop from 0 to a constant in steps of 1",
    explain: "Split, fuse, vectorize and unroll count the iterations of the loop.",
};
/// SCHED003
pub const SCHED003: Code = Code {
    id: "SCHED003",
    message: "`{0}` would change a loop variable that is used as a value",
    explain: "Outside of bounds, bindings and index maps a loop variable cannot be replaced by an \
              affine expression.",
};

impl<'a> Schedule<'a> {
    /// A schedule of the function in `body`.
    pub fn new(cx: &'a Context, body: &'a mut Body) -> Schedule<'a> {
        Schedule { rw: Rewriter::new(cx, body) }
    }

    /// Reads an operation.
    pub fn op(&self, op: OpId) -> OpRef<'_> {
        self.rw.op(op)
    }

    /// All blocks in program order.
    pub fn blocks(&self) -> Vec<OpId> {
        self.blocks_under(ROOT)
    }

    /// The blocks inside `op`, itself included, in program order.
    pub fn blocks_under(&self, op: OpId) -> Vec<OpId> {
        let mut below = self.rw.body.ops_below(op);
        below.retain(|&o| self.is_block(o));
        below
    }

    /// Whether the operation is a `loop.block`.
    pub fn is_block(&self, op: OpId) -> bool {
        self.op(op).is(&loops::Block::DEF)
    }

    /// Whether the operation is a `loop.for`.
    pub fn is_loop(&self, op: OpId) -> bool {
        self.op(op).is(&loops::For::DEF)
    }

    /// The only block of this name.
    pub fn block(&self, name: &str) -> Step<OpId> {
        let mut found = self.blocks();
        found.retain(|&b| self.block_view(b).name_str() == name);
        let why = match found.as_slice() {
            [one] => return Ok(*one),
            [] => "there is no block",
            _ => "there is more than one block",
        };
        let near: Vec<&str> =
            self.blocks().iter().map(|&b| self.block_view(b).name_str()).collect();
        let note = format!("blocks here: {}", near.join(", "));
        Err(Diag::error(&SCHED001, self.op(ROOT).loc(), &[&why, &name]).note(note))
    }

    /// The block as its view.
    pub fn block_view(&self, block: OpId) -> loops::Block<'_> {
        loops::Block(self.op(block))
    }

    /// The loop as its view.
    pub fn loop_view(&self, l: OpId) -> loops::For<'_> {
        loops::For(self.op(l))
    }

    /// The loops around an operation, outermost first.
    pub fn loops_around(&self, op: OpId) -> Vec<OpId> {
        let mut around = Vec::new();
        let mut at = self.rw.body.parent_op(op);
        while let Some(parent) = at {
            if self.is_loop(parent) {
                around.push(parent);
            }
            at = self.rw.body.parent_op(parent);
        }
        around.reverse();
        around
    }

    /// The loop variable.
    pub fn var(&self, l: OpId) -> ValueId {
        self.rw.body.args(self.inner_block(l))[0]
    }

    /// The block of a loop's body.
    pub fn inner_block(&self, l: OpId) -> terrace_ir::BlockId {
        self.rw.body.blocks(self.rw.body.regions(l)[0])[0]
    }

    /// The extent of a loop `0 to n step 1`.
    pub fn extent(&self, l: OpId, what: &str) -> Step<i64> {
        let extent = self.loop_view(l).bounds().and_then(|b| b.extent());
        extent.ok_or_else(|| Diag::error(&SCHED002, self.op(l).loc(), &[&what]))
    }

    /// The only operation in a loop's body if it is a loop.
    pub fn only_inner_loop(&self, l: OpId) -> Option<OpId> {
        let block = self.inner_block(l);
        let first = self.rw.body.first_op(block)?;
        (self.rw.body.next(first).is_none() && self.is_loop(first)).then_some(first)
    }

    /// Makes an empty loop `0 to extent` before `anchor`, named like `var`.
    pub fn loop_before(&mut self, anchor: OpId, extent: i64, like: ValueId) -> OpId {
        self.rw.before(anchor);
        let l = loops::For::build(&mut self.rw, &loops::Bounds::upto(extent), loops::Kind::Serial);
        if let Some(name) = self.rw.body.value_name(like) {
            let var = self.var(l);
            self.rw.body.set_value_name(var, name);
        }
        l
    }

    /// Moves everything in the body of `from` to the end of the body of `to`.
    pub fn move_inside(&mut self, from: OpId, to: OpId) {
        let (source, target) = (self.inner_block(from), self.inner_block(to));
        let inside: Vec<OpId> = self.rw.body.ops_of(source).collect();
        for op in inside {
            self.rw.body.move_to_end(target, op);
        }
    }

    /// Erases `l` and every loop around it that is left without content.
    pub fn erase_empty(&mut self, mut l: OpId) {
        while self.is_loop(l) && self.rw.body.first_op(self.inner_block(l)).is_none() {
            let parent = self.rw.body.parent_op(l);
            self.rw.erase(l);
            match parent {
                Some(p) if p != ROOT => l = p,
                _ => return,
            }
        }
    }

    /// Whether every use of `var` is in bounds, bindings, conditions or index maps.
    pub fn check_replaceable(&self, var: ValueId, what: &str) -> Step<()> {
        for (user, i) in self.rw.body.uses(var) {
            if self.affine_groups(user).iter().all(|g| !g.operands.contains(&i)) {
                return Err(Diag::error(&SCHED003, self.op(user).loc(), &[&what]));
            }
        }
        Ok(())
    }

    /// The operand ranges of an operation that feed affine attributes.
    fn affine_groups(&self, op: OpId) -> Vec<AffineGroup> {
        let view = self.op(op);
        let n = view.n_operands();
        let Some(def) = view.def() else { return Vec::new() };
        let group = |operands, attrs| vec![AffineGroup { operands, attrs }];
        match def.name {
            loops::Block::NAME => group(0..n, &["bindings", "conditions"]),
            loops::Load::NAME => group(1..n, &["map"]),
            loops::Store::NAME => group(2..n, &["map"]),
            "affine.apply" => group(0..n, &["map"]),
            loops::For::NAME => {
                debug_assert!(def.operands.iter().all(|s| s.arity == Arity::Variadic));
                let n_lower = loops::For(view).lower_operands().len();
                vec![
                    AffineGroup { operands: 0..n_lower, attrs: &["lower"] },
                    AffineGroup { operands: n_lower..n, attrs: &["upper"] },
                ]
            }
            _ => Vec::new(),
        }
    }

    /// Replaces `var` by an expression whose dimensions are `new_vars` in every affine use.
    pub fn substitute(&mut self, var: ValueId, expr: &AffineExpr, new_vars: &[ValueId]) {
        let mut users: Vec<OpId> = self.rw.body.uses(var).map(|(op, _)| op).collect();
        users.sort_unstable();
        users.dedup();
        for user in users {
            self.substitute_in(user, var, expr, new_vars);
        }
    }

    fn substitute_in(&mut self, user: OpId, var: ValueId, e: &AffineExpr, new_vars: &[ValueId]) {
        let cx = self.rw.cx;
        let groups = self.affine_groups(user);
        let old: Vec<ValueId> = self.rw.body.operands(user).collect();
        let head = groups.first().map_or(0, |g| g.operands.start);
        let mut operands = old[..head].to_vec();
        let mut sizes = Vec::new();
        let mut attrs = Vec::new();
        for AffineGroup { operands: range, attrs: names } in groups {
            let rebased = Rebased::new(&old[range], var, e, new_vars);
            for name in names {
                let Some(attr) = self.op(user).attr(name) else { continue };
                attrs.push((*name, rebased.attr(cx, attr)));
            }
            sizes.push(rebased.operands.len() as i32);
            operands.extend(rebased.operands);
        }
        self.rw.body.set_operands(user, &operands);
        for (name, attr) in attrs {
            self.rw.set_attr(user, name, Some(attr));
        }
        if self.is_loop(user) {
            let sizes = cx.i32_array(&sizes);
            self.rw.set_attr(user, "operandSegmentSizes", Some(sizes));
        }
    }
}

struct AffineGroup {
    operands: std::ops::Range<usize>,
    attrs: &'static [&'static str],
}

/// A list of map operands after one of them became an expression over others.
struct Rebased {
    operands: Vec<ValueId>,
    dims: Vec<AffineExpr>,
}

impl Rebased {
    fn new(old: &[ValueId], var: ValueId, expr: &AffineExpr, new_vars: &[ValueId]) -> Rebased {
        let mut operands: Vec<ValueId> = Vec::new();
        let mut place = |v: ValueId| {
            let at = operands.iter().position(|&o| o == v).unwrap_or_else(|| {
                operands.push(v);
                operands.len() - 1
            });
            AffineExpr::Dim(at as u32)
        };
        let mut dims = Vec::new();
        for &value in old {
            if value == var {
                let news: Vec<AffineExpr> = new_vars.iter().map(|&v| place(v)).collect();
                dims.push(expr.substitute(&news, &[]));
            } else {
                dims.push(place(value));
            }
        }
        Rebased { operands, dims }
    }

    fn attr(&self, cx: &Context, attr: terrace_ir::Attr) -> terrace_ir::Attr {
        let n_dims = self.operands.len() as u32;
        match &*attr.kind(cx) {
            AttrKind::AffineMap(map) => {
                let results = map.results.iter().map(|e| e.substitute(&self.dims, &[]));
                cx.map_attr(AffineMap::new(n_dims, results.collect()))
            }
            AttrKind::IntegerSet(set) => {
                let rebase = |(e, eq): &(AffineExpr, bool)| (e.substitute(&self.dims, &[]), *eq);
                let constraints = set.constraints.iter().map(rebase).collect();
                cx.attr(AttrKind::IntegerSet(IntegerSet { n_dims, n_syms: 0, constraints }))
            }
            _ => attr,
        }
    }
}

//! Edits that keep a module whole: operations erased while others use their results, regions put
//! in the place of their operation, values found that can stand for others.

use terrace_ir::interface::Materialize;
use terrace_ir::{
    Attr, Body, Context, FloatTy, InsertPoint, Loc, OpId, ROOT, RegionId, Rewriter, Traits, Type,
    TypeKind, ValueDef, ValueId,
};

/// The operations that hold a body, from the module down to it.
pub(crate) type Path = Vec<OpId>;

/// An operation of one of a module's bodies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    pub path: Path,
    pub op: OpId,
}

/// A body of a module.
pub(crate) fn body_at<'a>(module: &'a Body, path: &[OpId]) -> Option<&'a Body> {
    path.iter().try_fold(module, |body, &op| body.child(op))
}

/// As [`body_at`], to change it.
pub(crate) fn body_at_mut<'a>(module: &'a mut Body, path: &[OpId]) -> Option<&'a mut Body> {
    path.iter().try_fold(module, |body, &op| body.child_mut(op))
}

/// Every operation of a module but its root, parents first, in the order of the text.
pub(crate) fn places(module: &Body) -> Vec<Place> {
    fn walk(body: &Body, path: &mut Path, found: &mut Vec<Place>) {
        for op in body.ops_below(ROOT).into_iter().filter(|op| *op != ROOT) {
            found.push(Place { path: path.clone(), op });
            if let Some(child) = body.child(op) {
                path.push(op);
                walk(child, path, found);
                path.pop();
            }
        }
    }
    let mut found = Vec::new();
    walk(module, &mut Vec::new(), &mut found);
    found
}

/// Every body of a module, outermost first.
pub(crate) fn paths(module: &Body) -> Vec<Path> {
    let holders = places(module).into_iter().filter_map(|p| {
        let body = body_at(module, &p.path)?;
        body.child(p.op).map(|_| [p.path.as_slice(), &[p.op]].concat())
    });
    std::iter::once(Vec::new()).chain(holders).collect()
}

/// What may stand for a value that goes away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stand {
    /// An argument of the body, or of a block around.
    Argument,
    /// An operand of the operation that goes away.
    Operand,
    /// A constant: zero.
    Zero,
    /// A constant: one.
    One,
    /// A new argument of a function that nobody calls.
    NewArgument,
    /// Poison.
    Poison,
}

/// A body under the knife.
pub(crate) struct Editor<'a> {
    pub cx: &'a Context,
    pub body: &'a mut Body,
    /// Whether the body is that of a function that nobody refers to.
    pub may_extend: bool,
}

impl Editor<'_> {
    /// Erases an operation; gives whether it could.
    pub fn erase(&mut self, op: OpId, stands: &[Stand]) -> bool {
        if op == ROOT || self.body.is_dead(op) {
            return false;
        }
        let results: Vec<ValueId> = self.body.results(op).collect();
        for result in results {
            if self.body.has_uses(result) {
                let Some(stand) = self.stand_for(op, result, stands) else { return false };
                self.body.replace_all_uses(result, stand);
            }
        }
        self.body.erase(op);
        true
    }

    /// A value of the type of `value` that is there before `op` and does not come from it.
    pub fn stand_for(&mut self, op: OpId, value: ValueId, stands: &[Stand]) -> Option<ValueId> {
        let ty = self.body.ty(value);
        stands.iter().find_map(|stand| match stand {
            Stand::Argument => self.argument(op, value),
            Stand::Operand => self.body.operands(op).find(|&v| v != value && self.body.ty(v) == ty),
            Stand::Zero => self.constant(op, ty, 0),
            Stand::One => self.constant(op, ty, 1),
            Stand::NewArgument => self.new_argument(ty),
            Stand::Poison => self.poison(op, ty),
        })
    }

    /// An argument of the blocks around `op`, the outermost first.
    fn argument(&self, op: OpId, value: ValueId) -> Option<ValueId> {
        let ty = self.body.ty(value);
        let mut around: Vec<_> = std::iter::successors(self.body.block_of(op), |&b| {
            self.body.block_of(self.body.owner_of_block(b))
        })
        .collect();
        around.reverse();
        let entry = self.body.root_block();
        let blocks = entry.into_iter().chain(around);
        let mut args = blocks.flat_map(|b| self.body.args(b).iter().copied());
        args.find(|&a| a != value && self.body.ty(a) == ty)
    }

    fn constant(&mut self, op: OpId, ty: Type, n: i64) -> Option<ValueId> {
        let attr = number(self.cx, ty, n)?;
        let mut rw = Rewriter::new(self.cx, self.body);
        rw.before(op);
        let name = self.cx.op_name("arith.constant");
        let maker = self.cx.op_info(name)?.interface::<Materialize>()?;
        let made = (maker.0)(&mut rw, attr, ty, Loc::UNKNOWN)?;
        Some(self.body.result(made, 0))
    }

    fn poison(&mut self, op: OpId, ty: Type) -> Option<ValueId> {
        self.cx.op_info(self.cx.op_name("ub.poison"))?;
        let mut rw = Rewriter::new(self.cx, self.body);
        rw.before(op);
        Some(rw.build("ub.poison").result(ty).value())
    }

    fn new_argument(&mut self, ty: Type) -> Option<ValueId> {
        if !self.may_extend {
            return None;
        }
        let (inputs, results) = signature(self.cx, self.body)?;
        let inputs = [inputs, vec![ty]].concat();
        let entry = self.body.root_block()?;
        set_signature(self.cx, self.body, &inputs, &results);
        Some(self.body.add_arg(entry, ty, Loc::UNKNOWN))
    }

    /// Puts what is in a region of one block in the place of its operation.
    pub fn unwrap(&mut self, op: OpId, region: usize, stands: &[Stand]) -> bool {
        let Some(&region) = self.body.regions(op).get(region) else { return false };
        let &[block] = self.body.blocks(region) else { return false };
        let args = self.body.args(block).to_vec();
        for (i, &arg) in args.iter().enumerate() {
            if self.body.has_uses(arg) {
                let given = self.passed(op, i, args.len(), self.body.ty(arg));
                let given = given.or_else(|| self.stand_for(op, arg, stands));
                let Some(given) = given else { return false };
                self.body.replace_all_uses(arg, given);
            }
        }
        let inner: Vec<OpId> = self.body.ops_of(block).collect();
        let ends =
            |op: OpId| self.body.op(self.cx, op).def().is_none_or(|d| d.has(Traits::TERMINATOR));
        let end = inner.last().copied().filter(|&last| ends(last));
        for &below in inner.iter().filter(|&&below| Some(below) != end) {
            self.body.move_before(op, below);
        }
        let given: Vec<ValueId> = end.map(|e| self.body.operands(e).collect()).unwrap_or_default();
        for (i, result) in self.body.results(op).enumerate() {
            if !self.body.has_uses(result) {
                continue;
            }
            let fits = |v: &ValueId| self.body.ty(*v) == self.body.ty(result);
            let same = given.get(i).copied().filter(fits);
            let value = same.or_else(|| given.iter().copied().find(fits));
            let value = value.or_else(|| self.stand_for(op, result, stands));
            let Some(value) = value else { return false };
            self.body.replace_all_uses(result, value);
        }
        self.body.erase(op);
        true
    }

    /// The operand that a block argument probably starts with: the last operands are passed to the
    /// last arguments, as in loops; else the first of its type.
    fn passed(&self, op: OpId, i: usize, n_args: usize, ty: Type) -> Option<ValueId> {
        let n = self.body.n_operands(op);
        let aligned = (n + i).checked_sub(n_args).filter(|&k| k < n);
        let fits = |v: &ValueId| self.body.ty(*v) == ty;
        let aligned = aligned.map(|k| self.body.operand(op, k)).filter(fits);
        aligned.or_else(|| self.body.operands(op).find(fits))
    }

    /// Ends a block where another block of its region ends without a successor.
    pub fn end_block(&mut self, op: OpId, stands: &[Stand]) -> bool {
        let Some(block) = self.body.block_of(op) else { return false };
        let Some(region) = self.body.region_of(block) else { return false };
        let ends = self.body.blocks(region).iter().filter_map(|&b| self.body.last_op(b));
        let mut exits = ends.filter(|&e| e != op && self.body.successors(e).is_empty());
        let Some(exit) = exits.next() else { return false };
        let copy = self.body.clone_op(self.cx, exit);
        self.body.insert_before(op, copy);
        for i in 0..self.body.n_operands(copy) {
            let value = self.body.operand(copy, i);
            let near = self.body.def_block(value) == Some(block);
            if !near {
                let Some(stand) = self.stand_for(copy, value, stands) else { return false };
                self.body.set_operand(copy, i, stand);
            }
        }
        self.body.erase(op);
        self.drop_unreachable(region);
        true
    }

    /// Drops the blocks of a region that nothing leads to.
    pub fn drop_unreachable(&mut self, region: RegionId) -> bool {
        let reached = terrace_ir::cfg::reachable(self.body, region);
        let all = self.body.blocks(region).to_vec();
        let dead: Vec<_> = all.into_iter().filter(|b| !reached.contains(b)).collect();
        dead.iter().for_each(|&b| self.body.erase_block(b));
        !dead.is_empty()
    }

    /// Drops argument `i` of the body's function.
    pub fn drop_argument(&mut self, i: usize) -> bool {
        let Some((mut inputs, results)) = signature(self.cx, self.body) else { return false };
        let Some(entry) = self.body.root_block() else { return false };
        let args = self.body.args(entry);
        if !self.may_extend || i >= args.len() || self.body.has_uses(args[i]) {
            return false;
        }
        inputs.remove(i);
        self.body.erase_arg(entry, i);
        set_signature(self.cx, self.body, &inputs, &results);
        true
    }

    /// Drops result `i` of the body's function.
    pub fn drop_result(&mut self, i: usize) -> bool {
        let Some((inputs, mut results)) = signature(self.cx, self.body) else { return false };
        if !self.may_extend || i >= results.len() {
            return false;
        }
        let blocks = self.body.regions(ROOT).iter().flat_map(|&r| self.body.blocks(r).to_vec());
        let ends: Vec<OpId> = blocks.filter_map(|b| self.body.last_op(b)).collect();
        for end in ends {
            let returns = self.body.successors(end).is_empty();
            if returns && self.body.n_operands(end) == results.len() {
                let kept = self.body.operands(end).enumerate().filter(|(k, _)| *k != i);
                let kept: Vec<ValueId> = kept.map(|(_, v)| v).collect();
                self.body.set_operands(end, &kept);
            }
        }
        results.remove(i);
        set_signature(self.cx, self.body, &inputs, &results);
        true
    }
}

/// A number of a type: of each element where it has elements.
pub(crate) fn number(cx: &Context, ty: Type, n: i64) -> Option<Attr> {
    match ty.kind(cx) {
        TypeKind::Int { .. } | TypeKind::Index => Some(cx.int_attr(n.into(), ty)),
        TypeKind::Float(_) => cx.float_attr(n as f64, ty),
        TypeKind::Vector { .. } | TypeKind::Tensor { .. } => {
            ty.static_shape(cx)?;
            let size = ty.elem_bytes(cx)?;
            let mut bytes = vec![0u8; size];
            match (ty.elem(cx).kind(cx), n) {
                (_, 0) => {}
                (TypeKind::Int { .. } | TypeKind::Index, n) => {
                    let from = n.to_le_bytes();
                    let len = size.min(from.len());
                    bytes[..len].copy_from_slice(&from[..len]);
                }
                (TypeKind::Float(FloatTy::F32), n) => {
                    bytes.copy_from_slice(&(n as f32).to_le_bytes())
                }
                (TypeKind::Float(FloatTy::F64), n) => {
                    bytes.copy_from_slice(&(n as f64).to_le_bytes())
                }
                _ => return None,
            }
            Some(cx.dense(ty, bytes, true))
        }
        _ => None,
    }
}

/// Argument and result types of a body whose root says them and whose entry block has them.
pub(crate) fn signature(cx: &Context, body: &Body) -> Option<(Vec<Type>, Vec<Type>)> {
    let ty = body.root(cx).attr("function_type")?.as_type(cx)?;
    let TypeKind::Function { inputs, results } = ty.kind(cx) else { return None };
    let args = body.args(body.root_block()?);
    let fits =
        args.len() == inputs.len() && args.iter().zip(inputs).all(|(&a, &t)| body.ty(a) == t);
    fits.then(|| (inputs.to_vec(), results.to_vec()))
}

fn set_signature(cx: &Context, body: &mut Body, inputs: &[Type], results: &[Type]) {
    let ty = cx.type_attr(cx.function_ty(inputs, results));
    let mut rw = Rewriter::new(cx, body);
    rw.at = InsertPoint::Detached;
    rw.set_attr(ROOT, "function_type", Some(ty));
    // They stand beside arguments and results by position.
    for name in ["arg_attrs", "res_attrs"] {
        if rw.op(ROOT).attr(name).is_some() {
            rw.set_attr(ROOT, name, None);
        }
    }
}

/// Whether a value is the argument of a block.
pub(crate) fn is_argument(body: &Body, value: ValueId) -> bool {
    matches!(body.def(value), ValueDef::Arg(..))
}

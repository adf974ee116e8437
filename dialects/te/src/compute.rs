//! `te.compute`: a perfectly nested formula with parallel and reduce axes.

use terrace_ir::def::{AttrC, OpDef, TypeC};
use terrace_ir::eval::Eval;
use terrace_ir::interface::Verify;
use terrace_ir::{BlockId, Code, Context, DYNAMIC, Diags, OpId, OpRef, Rewriter, Type, ValueId};
use terrace_macros::op;

use crate::formula::Formula;

const TENSOR: TypeC = TypeC::RankedTensor(&TypeC::Any);
pub(crate) const READ_OR_EXTENT: TypeC = TypeC::OneOf(&[TENSOR, TypeC::Index]);

/// For every point of the parallel axes, the combination over the reduce axes of a scalar body.
///
/// # Semantics
/// `result[p] = combine over r in the domain of body(reads at (p, r))`, starting from the
/// combiner's identity; without reduce axes, `body(reads at p)`. Values are combined in
/// lexicographic order of the reduce axes; with `reassoc` any order is allowed. A read outside its
/// operand gives its pad value. Reads never depend on each other: this op has no effects.
///
/// A combiner is a word per result, or one region for all results together: `combine (identities)`
/// and behind the body `combine { .. }`, which takes what is combined so far and then the new
/// values, one of each per result, and yields both combined.
///
/// # Shapes
/// Every result has the shape of the parallel axes. A read has one index per dimension. An extent
/// is a number or an operand of type `index`; then the results are dynamic in this dimension.
///
/// # Errors
/// - `TE001` the attributes do not form a formula
/// - `TE002` a read has the wrong number of indices
/// - `TE003` a read without a pad value leaves its operand
/// - `TE004` the body's arguments or yielded types do not fit
/// - `TE005` a result's shape is not that of the parallel axes
/// - `TE006` a combiner does not fit its result's type, or is missing
/// - `TE007` the number of points overflows
/// - `TE008` a pad value is not of its operand's element type
/// - `TE009` the region that combines does not fit the results
/// - `TE012` a symbolic extent is no `index`, or an operand that is read is no ranked tensor
///
/// # Example
/// ```mlir
/// func.func @matmul(%a: tensor<4x8xf32>, %b: tensor<8x6xf32>) -> tensor<4x6xf32> {
///   %c = te.compute axes(m = 4, n = 6) reduce(k = 8) ins(%a[m, k], %b[k, n]) combine add reassoc
///       : tensor<4x8xf32>, tensor<8x6xf32> -> tensor<4x6xf32> {
///   ^bb0(%x: f32, %y: f32):
///     %p = arith.mulf %x, %y : f32
///     te.yield %p : f32
///   }
///   return %c : tensor<4x6xf32>
/// }
/// ```
/// The sum over the lower triangle, and a window that reads zeros outside of its operand:
/// ```mlir
/// func.func @more(%a: tensor<4x4xf32>) -> (tensor<4xf32>, tensor<4x4xf32>) {
///   %s = te.compute axes(m = 4) reduce(n = 4) ins(%a[m, n]) combine add where n <= m
///       : tensor<4x4xf32> -> tensor<4xf32> {
///   ^bb0(%x: f32):
///     te.yield %x : f32
///   }
///   %w = te.compute axes(i = 4, j = 4) reduce(q = 3) ins(%a[i, j + q - 1] else 0.0 : f32)
///       combine max : tensor<4x4xf32> -> tensor<4x4xf32> {
///   ^bb0(%x: f32):
///     te.yield %x : f32
///   }
///   return %s, %w : tensor<4xf32>, tensor<4x4xf32>
/// }
/// ```
/// The largest element of each row with its position, the first one of equals, for any number of
/// rows:
/// ```mlir
/// func.func @argmax(%a: tensor<?x8xf32>, %n: index) -> (tensor<?xf32>, tensor<?xindex>) {
///   %v, %at = te.compute axes(m = %n) reduce(k = 8) ins(%a[m, k])
///       combine (0xFF800000 : f32, 0 : index)
///       : tensor<?x8xf32> -> tensor<?xf32>, tensor<?xindex> {
///   ^bb0(%x: f32):
///     %k = te.index 1
///     te.yield %x, %k : f32, index
///   } combine {
///   ^bb0(%best: f32, %best_k: index, %x: f32, %k: index):
///     %more = arith.cmpf ogt, %x, %best : f32
///     %v = arith.select %more, %x, %best : f32
///     %i = arith.select %more, %k, %best_k : index
///     te.yield %v, %i : f32, index
///   }
///   return %v, %at : tensor<?xf32>, tensor<?xindex>
/// }
/// ```
///
/// # Source
/// Halide's pure and update definitions and TVM's `te.compute`, with named axes and padded reads.
#[op(
    "te.compute",
    traits(PURE, SINGLE_BLOCK),
    asm(crate::asm::parse, crate::asm::print),
    interfaces(Verify(verify), Eval(crate::eval::compute))
)]
pub struct Compute {
    /// what is read, then the extents that are operands
    inputs: Operands<READ_OR_EXTENT>,
    /// names of the axes, parallel ones first
    axes: Attribute<{ AttrC::Array(&AttrC::Str) }>,
    /// extent of each axis, dynamic for the next operand behind those read
    extents: Attribute<{ AttrC::DenseArray(64) }>,
    /// how many axes are parallel
    n_parallel: Attribute<{ AttrC::I(64) }>,
    /// one index map per operand; unit for operands read with `te.at`
    maps: Attribute<{ AttrC::Array(&AttrC::Any) }>,
    /// one pad value per operand; unit where reads stay inside
    pads: Attribute<{ AttrC::Array(&AttrC::Any) }>,
    /// one combiner word per result
    combine: OptionalAttr<{ AttrC::Array(&AttrC::Str) }>,
    /// what each result starts from when a region combines
    identities: OptionalAttr<{ AttrC::Array(&AttrC::Any) }>,
    /// whether the order of combining may change
    reassoc: OptionalAttr<{ AttrC::Unit }>,
    /// conditions that cut the box of axes
    domain: OptionalAttr<{ AttrC::Set }>,
    /// one tensor per yielded value
    outputs: OpResults<TENSOR>,
    /// the scalar formula
    body: Region,
    /// one region or none: combines what is so far with new values
    combiner: Regions,
}

pub(crate) const OPS: &[OpDef] = &[Compute::DEF];

/// TE001
pub const TE001: Code = Code {
    id: "TE001",
    message: "the attributes of `te.compute` do not form a formula: {0}",
    explain: "`axes`, `extents`, `maps` and `pads` must agree in number, extents must not be \
              negative, axis names must differ, and `n_parallel` must not exceed the axes.",
};
/// TE002
pub const TE002: Code = Code {
    id: "TE002",
    message: "read {0} has {1} indices over {2} axes, expected {3} indices over {4} axes",
    explain: "A read names one index per dimension of its operand, over all axes of the op.",
};
/// TE003
pub const TE003: Code = Code {
    id: "TE003",
    message: "read {0} leaves its operand: index {1} spans {2} to {3}, the dimension is {4}",
    explain: "Give the read a pad value with `else`, or correct its index map.",
};
/// TE004
pub const TE004: Code = Code {
    id: "TE004",
    message: "the body does not fit: {0}",
    explain: "The body takes one scalar per operand that is read by a map, of its element type, \
              and yields one scalar per result, of its element type.",
};
/// TE005
pub const TE005: Code = Code {
    id: "TE005",
    message: "result {0} does not have the shape of the parallel axes, {1}",
    explain: "The parallel axes index every result in their order.",
};
/// TE006
pub const TE006: Code = Code {
    id: "TE006",
    message: "expected {0} combiners that fit the result types, got {1}",
    explain: "With reduce axes each result needs a combiner defined for its element type; without \
              reduce axes there is none.",
};
/// TE007
pub const TE007: Code = Code {
    id: "TE007",
    message: "the number of points of the axes overflows 64 bits",
    explain: "No tensor of this size can exist.",
};

/// TE008
pub const TE008: Code = Code {
    id: "TE008",
    message: "the pad value of read {0} is not of its operand's element type",
    explain: "Outside of the operand a read gives the pad value in place of an element.",
};

/// TE009
pub const TE009: Code = Code {
    id: "TE009",
    message: "the region that combines does not fit: {0}",
    explain: "It takes what is combined so far and then the new values, one scalar of each \
              result's element type, and yields one of each. With it there is one identity per \
              result.",
};

/// TE012
pub const TE012: Code = Code {
    id: "TE012",
    message: "operand {0} is expected to be {1}",
    explain: "Operands that are read come first and are ranked tensors; behind them stands one \
              `index` for each symbolic extent.",
};

impl<'a> Compute<'a> {
    /// The formula; `None` when the attributes do not form one.
    pub fn formula(self) -> Option<Formula> {
        self.try_formula().ok()
    }

    fn try_formula(self) -> Result<Formula, &'static str> {
        Formula::of_attrs(self.0, 0)
    }

    /// The operands that are read.
    pub fn reads(self, formula: &Formula) -> Vec<ValueId> {
        self.0.operands().take(formula.reads.len()).collect()
    }

    /// The block of the body.
    pub fn block(self) -> Option<BlockId> {
        self.body().and_then(|r| r.entry())
    }

    /// The block that combines values of all results together, if there is one.
    pub fn combiner_block(self) -> Option<BlockId> {
        self.combiner().first().and_then(|r| r.entry())
    }

    /// The body's argument that holds the value of operand `i`; `None` for operands read with
    /// `te.at`.
    pub fn scalar_of(self, formula: &Formula, i: usize) -> Option<ValueId> {
        formula.reads.get(i)?.map.as_ref()?;
        let position = formula.reads[..i].iter().filter(|r| r.map.is_some()).count();
        self.0.body.args(self.block()?).get(position).copied()
    }
}

fn verify(op: OpRef<'_>, diags: &mut Diags) {
    let Some(compute) = Compute::cast(op) else { return };
    let formula = match compute.try_formula() {
        Ok(formula) => formula,
        Err(why) => {
            diags.error(&TE001, op.loc(), &[&why]);
            return;
        }
    };
    diags.require(formula.n_points().is_some(), &TE007, op.loc(), &[]);
    if !verify_operands(op, &formula, diags) {
        return;
    }
    verify_reads(op, &formula, diags);
    verify_results(op, &formula, diags);
    verify_body(compute, &formula, diags);
}

/// Whether operands are what the formula takes them for.
pub(crate) fn verify_operands(op: OpRef<'_>, formula: &Formula, diags: &mut Diags) -> bool {
    let n = formula.reads.len();
    let before = diags.n_errors();
    for i in 0..n + formula.n_symbolic() {
        let ty = op.operand_ty(i);
        let (fits, want) = match i < n {
            true => (ty.is_tensor(op.cx), "a ranked tensor"),
            false => (ty.is_index(op.cx), "an `index`"),
        };
        diags.require(fits, &TE012, op.loc(), &[&i, &want]);
    }
    diags.n_errors() == before
}

pub(crate) fn verify_reads(op: OpRef<'_>, formula: &Formula, diags: &mut Diags) {
    for (i, read) in formula.reads.iter().enumerate() {
        if let Some(pad) = read.pad {
            let fits = pad.ty(op.cx) == Some(op.operand_ty(i).elem(op.cx));
            diags.require(fits, &TE008, op.loc(), &[&i]);
        }
        let Some(map) = &read.map else { continue };
        let Some(shape) = op.operand_ty(i).shape(op.cx) else { continue };
        let n_axes = formula.axes.len();
        if map.results.len() != shape.len() || map.n_dims as usize != n_axes || map.n_syms != 0 {
            let args: [&dyn std::fmt::Display; 5] =
                [&i, &map.results.len(), &map.n_dims, &shape.len(), &n_axes];
            diags.error(&TE002, op.loc(), &args);
            continue;
        }
        // Conditions may keep a read inside that the box alone does not.
        if read.pad.is_some() || formula.domain.is_some() {
            continue;
        }
        let Some(axes) = formula.box_of_axes() else { continue };
        for (index, &dim) in map.results.iter().zip(shape) {
            let exact = index.is_linear();
            let Some((low, high)) = index.range(&axes).filter(|_| exact) else { continue };
            let inside = dim == DYNAMIC || low >= 0 && high < dim;
            diags.require(inside, &TE003, op.loc(), &[&i, index, &low, &high, &dim]);
        }
    }
}

fn verify_results(op: OpRef<'_>, formula: &Formula, diags: &mut Diags) {
    let cx = op.cx;
    let shape = formula.shape();
    for i in 0..op.n_results() {
        let fits = op.result_ty(i).shape(cx) == Some(shape.as_slice());
        diags.require(fits, &TE005, op.loc(), &[&i, &format!("{shape:?}")]);
    }
    if formula.combine.is_empty() && !formula.identities.is_empty() {
        return verify_combiner(Compute(op), formula, diags);
    }
    let no_region = op.regions().len() < 2;
    diags.require(no_region, &TE009, op.loc(), &[&"there are no identities for it"]);
    let expected = if formula.reduced().is_empty() { 0 } else { op.n_results() };
    let fit = formula.combine.len() == expected
        && formula.combine.iter().enumerate().all(|(i, c)| {
            let elem = op.result_ty(i).elem(cx);
            c.arith_op(cx, elem).is_some() && c.identity(cx, elem).is_some()
        });
    let words: Vec<_> = formula.combine.iter().map(|c| c.word()).collect();
    diags.require(fit, &TE006, op.loc(), &[&expected, &format!("{words:?}")]);
}

fn verify_combiner(compute: Compute<'_>, formula: &Formula, diags: &mut Diags) {
    let op = compute.0;
    let elems: Vec<Type> = op.results().map(|r| op.body.ty(r).elem(op.cx)).collect();
    let given: Vec<Type> =
        formula.identities.iter().map(|i| i.ty(op.cx).unwrap_or(Type::NONE)).collect();
    let mut refuse = |ok: bool, what: &str| diags.require(ok, &TE009, op.loc(), &[&what]);
    refuse(given == elems, "an identity of each result's element type is expected");
    refuse(!formula.reduced().is_empty(), "there are no reduce axes");
    let Some(block) = compute.combiner_block().filter(|_| op.regions().len() == 2) else {
        return refuse(false, "one region is expected");
    };
    let args: Vec<Type> = op.body.args(block).iter().map(|&a| op.body.ty(a)).collect();
    let twice: Vec<Type> = elems.iter().chain(&elems).copied().collect();
    refuse(args == twice, "its arguments are not the results' elements twice");
    let last = op.body.last_op(block).map(|o| op.at(o));
    let yields: Option<Vec<Type>> = last
        .filter(|l| l.name_str() == "te.yield")
        .map(|l| l.operands().map(|v| op.body.ty(v)).collect());
    refuse(yields == Some(elems), "it does not yield one element per result");
}

fn verify_body(compute: Compute<'_>, formula: &Formula, diags: &mut Diags) {
    let op = compute.0;
    let (cx, body) = (op.cx, op.body);
    let Some(block) = compute.block() else {
        diags.error(&TE004, op.loc(), &[&"it is empty"]);
        return;
    };
    let reads = formula.reads.iter().enumerate().filter(|(_, r)| r.map.is_some());
    let expected: Vec<Type> = reads.map(|(i, _)| op.operand_ty(i).elem(cx)).collect();
    let actual: Vec<Type> = body.args(block).iter().map(|&a| body.ty(a)).collect();
    if expected != actual {
        diags.error(&TE004, op.loc(), &[&"its arguments are not the elements read"]);
    }
    let Some(last) = body.last_op(block).map(|o| op.at(o)) else {
        diags.error(&TE004, op.loc(), &[&"it has no `te.yield`"]);
        return;
    };
    let yields: Vec<Type> = last.operands().map(|v| body.ty(v)).collect();
    let results: Vec<Type> = op.results().map(|r| body.ty(r).elem(cx)).collect();
    if last.name_str() != "te.yield" || yields != results {
        diags.error(&TE004, last.loc(), &[&"it does not yield one element per result"]);
    }
}

/// Makes a `te.compute` with one result per element type in `elems`.
///
/// `body` gets the scalars read (operands read with `te.at` have none) with the rewriter inside the
/// body, and gives the values to yield. `inputs` hold the extents that are operands, too, behind
/// what is read. A region that combines is left to the caller.
pub fn build(
    rw: &mut Rewriter<'_>,
    formula: &Formula,
    inputs: &[ValueId],
    elems: &[Type],
    body: impl FnOnce(&mut Rewriter<'_>, &[ValueId]) -> Vec<ValueId>,
) -> OpId {
    let cx: &Context = rw.cx;
    let reads = formula.reads.iter().zip(inputs).filter(|(r, _)| r.map.is_some());
    let args: Vec<Type> = reads.map(|(_, &v)| rw.ty(v).elem(cx)).collect();
    let shape = formula.shape();
    let results: Vec<Type> = elems.iter().map(|&e| cx.tensor_ty(&shape, e)).collect();
    let mut builder = rw.build(Compute::NAME).operands(inputs).results(&results);
    for (name, attr) in formula.to_attrs(cx) {
        builder = builder.attr(name, attr);
    }
    let op = builder.region_with_block(&args).done();
    let outside = rw.at;
    let Some(block) = rw.body.entry(rw.body.regions(op)[0]) else { return op };
    rw.at_end(block);
    let scalars = rw.body.args(block).to_vec();
    let yields = body(rw, &scalars);
    rw.build("te.yield").operands(&yields).done();
    rw.at = outside;
    op
}

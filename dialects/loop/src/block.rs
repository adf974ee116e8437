//! `loop.block`: one instance of a formula per point of its axes.

use terrace_ir::def::{AttrC, OpDef, TypeC};
use terrace_ir::eval::Eval;
use terrace_ir::interface::Verify;
use terrace_ir::{AffineMap, AttrKind, BlockId, Code, Diags, IntegerSet, OpRef, ValueId};
use terrace_macros::op;

/// One instance of a formula per point of its axes: the unit that schedules name and move.
///
/// # Semantics
/// The axes get the values of `bindings` at the enclosing loop variables. Where `conditions` hold,
/// `init` runs first if all reduce axes are 0, then `body` runs. Axes keep their names and natures:
/// instances that differ in a parallel axis write different elements; those that differ in reduce
/// axes alone combine into the same ones. Over the whole nest every point of the box of axes is
/// reached exactly once.
///
/// # Errors
/// - `LOOP010` the attributes do not fit each other or the operands
/// - `LOOP011` `init` or `body` does not take one `index` per axis
///
/// # Example
/// ```mlir
/// func.func @sums(%a: memref<4x8xf32>, %c: memref<4xf32>) {
///   loop.for %m = 0 to 4 {
///     loop.for %ko = 0 to 3 {
///       loop.for %ki = 0 to 3 {
///         loop.block "sum" axes(m = %m : 4) reduce(k = %ko * 3 + %ki : 8)
///             where %ko * 3 + %ki <= 7 reassoc init {
///         ^bb0(%vm: index, %vk: index):
///           %zero = arith.constant 0.0 : f32
///           loop.store %zero, %c[%vm] : memref<4xf32>
///         } body {
///         ^bb0(%vm: index, %vk: index):
///           %s = loop.load %c[%vm] : memref<4xf32>
///           %x = loop.load %a[%vm, %vk] : memref<4x8xf32>
///           %t = arith.addf %s, %x : f32
///           loop.store %t, %c[%vm] : memref<4xf32>
///         }
///       }
///     }
///   }
///   return
/// }
/// ```
///
/// # Source
/// TensorIR's block (Feng et al., ASPLOS 2023); reads and writes are derived here, not declared.
#[op(
    "loop.block",
    traits(NO_TERMINATOR, SINGLE_BLOCK, RECURSIVE_EFFECTS),
    asm(crate::asm::parse_block, crate::asm::print_block),
    interfaces(Verify(verify), Eval(crate::eval::block))
)]
pub struct Block {
    /// the loop variables that the bindings depend on
    vars: Operands<{ TypeC::Index }>,
    /// name, by which schedules find it
    name: Attribute<{ AttrC::Str }>,
    /// names of the axes, parallel ones first
    axes: Attribute<{ AttrC::Array(&AttrC::Str) }>,
    /// extent of each axis
    extents: Attribute<{ AttrC::DenseArray(64) }>,
    /// how many axes are parallel
    n_parallel: Attribute<{ AttrC::I(64) }>,
    /// one result per axis, over `vars`
    bindings: Attribute<{ AttrC::Map }>,
    /// conditions over `vars` under which the instance exists
    conditions: OptionalAttr<{ AttrC::Set }>,
    /// whether the order of the reduce axes may change
    reassoc: OptionalAttr<{ AttrC::Unit }>,
    /// runs before the first reduction step; empty when there is none
    init: RegionMaxOne,
    /// runs at every point
    body: Region,
}

pub(crate) const OPS: &[OpDef] = &[Block::DEF];

/// LOOP010
pub const LOOP010: Code = Code {
    id: "LOOP010",
    message: "malformed block: {0}",
    explain: "A block has one extent and one binding per axis; bindings and conditions range over \
              its operands.",
};
/// LOOP011
pub const LOOP011: Code = Code {
    id: "LOOP011",
    message: "the `{0}` region of a block takes one `index` per axis, here {1}",
    explain: "The arguments are the values of the axes in their order.",
};

impl<'a> Block<'a> {
    /// Its name.
    pub fn name_str(self) -> &'a str {
        self.name().get().and_then(|n| n.as_str(self.0.cx)).unwrap_or("")
    }

    /// The names of its axes.
    pub fn axis_names(self) -> Vec<&'a str> {
        let axes = self.axes().get().and_then(|a| a.as_array(self.0.cx)).unwrap_or(&[]);
        axes.iter().filter_map(|a| a.as_str(self.0.cx)).collect()
    }

    /// The extents of its axes.
    pub fn axis_extents(self) -> Vec<i64> {
        self.extents().get().and_then(|e| e.as_ints(self.0.cx)).unwrap_or_default()
    }

    /// How many of its axes are parallel.
    pub fn parallel_count(self) -> usize {
        let n = self.n_parallel().get().and_then(|n| n.as_i64(self.0.cx));
        n.and_then(|n| usize::try_from(n).ok()).unwrap_or(0)
    }

    /// The bindings over `vars`.
    pub fn binding_map(self) -> Option<&'a AffineMap> {
        self.bindings().get()?.as_map(self.0.cx)
    }

    /// The conditions over `vars`.
    pub fn condition_set(self) -> Option<IntegerSet> {
        match &*self.conditions()?.kind(self.0.cx) {
            AttrKind::IntegerSet(set) => Some(set.clone()),
            _ => None,
        }
    }

    /// The block of the init region, if there is one.
    pub fn init_block(self) -> Option<BlockId> {
        self.init().and_then(|r| r.entry())
    }

    /// The block of the body.
    pub fn body_block(self) -> Option<BlockId> {
        self.body().and_then(|r| r.entry())
    }

    /// The axis values inside the body.
    pub fn axis_values(self) -> &'a [ValueId] {
        self.body_block().map_or(&[], |b| self.0.body.args(b))
    }
}

/// Whether a name can be written bare.
fn is_identifier(name: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(word)
}

fn verify(op: OpRef<'_>, diags: &mut Diags) {
    let Some(block) = Block::cast(op) else { return };
    let (names, extents) = (block.axis_names(), block.axis_extents());
    let n_axes = names.len();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    sorted.dedup();
    let binding = block.binding_map();
    let n_vars = op.n_operands();
    let over_vars = |dims: u32, syms: u32| syms == 0 && dims as usize == n_vars;
    let checks = [
        (extents.len() == n_axes, "one extent per axis is expected"),
        (extents.iter().all(|&e| e >= 0), "an extent is negative"),
        (sorted.len() == n_axes, "two axes have one name"),
        (names.iter().all(|n| is_identifier(n)), "an axis name is no identifier"),
        (block.parallel_count() <= n_axes, "`n_parallel` exceeds the axes"),
        (
            binding.is_some_and(|b| b.results.len() == n_axes && over_vars(b.n_dims, b.n_syms)),
            "one binding per axis over the operands is expected",
        ),
        (
            block.condition_set().is_none_or(|c| over_vars(c.n_dims, c.n_syms)),
            "the conditions do not range over the operands",
        ),
        (
            block.condition_set().is_none_or(|c| !c.constraints.is_empty()),
            "there is no condition among the conditions",
        ),
    ];
    for (ok, what) in checks {
        diags.require(ok, &LOOP010, op.loc(), &[&what]);
    }
    let init = block.init_block().map(|b| ("init", b));
    for (what, region) in init.into_iter().chain(block.body_block().map(|b| ("body", b))) {
        let args = op.body.args(region);
        let fits = args.len() == n_axes && args.iter().all(|&a| op.body.ty(a).is_index(op.cx));
        diags.require(fits, &LOOP011, op.loc(), &[&what, &args.len()]);
    }
}

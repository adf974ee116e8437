//! Buffers and their elements: `loop.alloc`, `loop.load`, `loop.store`.

use terrace_ir::def::{AttrC, OpDef, TypeC};
use terrace_ir::eval::{Eval, EvalLanes};
use terrace_ir::interface::{Effect, InferArgs, InferTypes, MemoryEffects, Verify};
use terrace_ir::{AffineMap, Code, DYNAMIC, Diags, OpRef, Rewriter, Type, TypeKind, ValueId};
use terrace_macros::op;

const MEMREF: TypeC = TypeC::MemRef(&TypeC::Any);

/// A buffer that lives until the end of the block it is allocated in.
///
/// # Semantics
/// Its elements are unwritten. The memory space says where it lies: the default is the planned
/// arena or the global memory of the target, `"local"` is a register tile or thread-private memory,
/// `"shared"` is the memory of a thread block, `#loop.banks<..>` memory on an FPGA cut into banks.
///
/// # Shapes
/// One size for each dynamic dimension.
///
/// # Errors
/// - `LOOP022` the sizes are not as many as dynamic dimensions
/// - `LOOP023` the banks do not fit the shape
///
/// # Example
/// ```mlir
/// func.func @buffers(%n: index) {
///   %t = loop.alloc : memref<8x48xf32, "local">
///   %d = loop.alloc(%n) : memref<?x48xf32>
///   %w = loop.alloc : memref<8x3x3xf32, #loop.banks<cyclic = [1, 3, 3]>>
///   return
/// }
/// ```
#[op(
    "loop.alloc",
    format = "(`(` $sizes^ `)`)? attr-dict `:` type($buffer)",
    interfaces(Verify(verify_alloc), MemoryEffects(alloc_effects), Eval(crate::eval::alloc))
)]
pub struct Alloc {
    /// the sizes of its dynamic dimensions
    sizes: Operands<{ TypeC::Index }>,
    /// the buffer
    buffer: OpResult<MEMREF>,
}

/// The element of a buffer at affine indices.
///
/// # Semantics
/// With a pad value, an index outside the buffer gives that value instead.
///
/// # Errors
/// - `LOOP020` the map does not give one index per dimension over the operands
/// - `LOOP021` the pad value is not of the element type
///
/// # Example
/// ```mlir
/// func.func @load(%a: memref<4x9xf32>, %i: index, %j: index) -> f32 {
///   %x = loop.load %a[%i, 2 * %j + 1] else 0.0 : f32 : memref<4x9xf32>
///   return %x : f32
/// }
/// ```
#[op(
    "loop.load",
    asm(crate::asm::parse_load, crate::asm::print_load),
    interfaces(
        Verify(verify_load),
        MemoryEffects(load_effects),
        InferTypes(infer_load),
        Eval(crate::eval::load),
        EvalLanes(crate::eval_lanes::load)
    )
)]
pub struct Load {
    /// what is read
    buffer: Operand<MEMREF>,
    /// what the indices depend on
    indices: Operands<{ TypeC::Index }>,
    /// one result per dimension
    map: Attribute<{ AttrC::Map }>,
    /// the value outside the buffer
    pad: OptionalAttr<{ AttrC::Any }>,
    /// the element
    value: OpResult,
}

/// Writes the element of a buffer at affine indices.
///
/// # Errors
/// - `LOOP020` the map does not give one index per dimension over the operands
///
/// # Example
/// ```mlir
/// func.func @store(%x: f32, %a: memref<4x9xf32>, %i: index, %j: index) {
///   loop.store %x, %a[%i, %j] : memref<4x9xf32>
///   return
/// }
/// ```
#[op(
    "loop.store",
    asm(crate::asm::parse_store, crate::asm::print_store),
    interfaces(
        Verify(verify_store),
        MemoryEffects(store_effects),
        Eval(crate::eval::store),
        EvalLanes(crate::eval_lanes::store)
    )
)]
pub struct Store {
    /// what is written
    value: Operand,
    /// where to
    buffer: Operand<MEMREF>,
    /// what the indices depend on
    indices: Operands<{ TypeC::Index }>,
    /// one result per dimension
    map: Attribute<{ AttrC::Map }>,
}

pub(crate) const OPS: &[OpDef] = &[Alloc::DEF, Load::DEF, Store::DEF];

/// LOOP020
pub const LOOP020: Code = Code {
    id: "LOOP020",
    message: "the index map does not give {0} indices over {1} operands",
    explain: "A load or store has one affine index per dimension of its buffer.",
};

/// LOOP021
pub const LOOP021: Code = Code {
    id: "LOOP021",
    message: "the pad value is not of the element type",
    explain: "Outside of the buffer a load gives the pad value in place of an element.",
};

/// LOOP022
pub const LOOP022: Code = Code {
    id: "LOOP022",
    message: "expected {0} sizes, one per dynamic dimension, got {1}",
    explain: "Static dimensions are in the type.",
};

/// LOOP023
pub const LOOP023: Code = Code {
    id: "LOOP023",
    message: "the banks do not fit the shape: {0}",
    explain: "`cyclic` or `block` has a positive number of banks for each dimension, not more than \
              it has elements; `ports` is positive.",
};

impl Load<'_> {
    /// Makes a load.
    pub fn build(
        rw: &mut Rewriter<'_>,
        buffer: ValueId,
        map: AffineMap,
        operands: &[ValueId],
        pad: Option<terrace_ir::Attr>,
    ) -> ValueId {
        let elem = rw.ty(buffer).elem(rw.cx);
        let map = rw.cx.map_attr(map);
        let op = rw.build(Load::NAME).operand(buffer).operands(operands).attr("map", map);
        op.maybe_attr("pad", pad).result(elem).value()
    }

    /// The index map; `None` when malformed.
    pub fn index_map(self) -> Option<AffineMap> {
        self.map().get()?.as_map(self.0.cx).cloned()
    }
}

impl Store<'_> {
    /// Makes a store.
    pub fn build(
        rw: &mut Rewriter<'_>,
        value: ValueId,
        buffer: ValueId,
        map: AffineMap,
        operands: &[ValueId],
    ) -> terrace_ir::OpId {
        let map = rw.cx.map_attr(map);
        let op = rw.build(Store::NAME).operand(value).operand(buffer).operands(operands);
        op.attr("map", map).done()
    }

    /// The index map; `None` when malformed.
    pub fn index_map(self) -> Option<AffineMap> {
        self.map().get()?.as_map(self.0.cx).cloned()
    }
}

fn verify_alloc(op: OpRef<'_>, diags: &mut Diags) {
    let ty = op.result_ty(0);
    let Some(shape) = ty.shape(op.cx) else { return };
    let n_dynamic = shape.iter().filter(|d| **d == DYNAMIC).count();
    let args: [&dyn std::fmt::Display; 2] = [&n_dynamic, &op.n_operands()];
    diags.require(n_dynamic == op.n_operands(), &LOOP022, op.loc(), &args);
    let TypeKind::MemRef { space, .. } = ty.kind(op.cx) else { return };
    let Some(banks) = space.get().filter(|s| s.is_a(op.cx, &crate::BANKS)) else { return };
    let mut refuse = |ok: bool, what: &str| diags.require(ok, &LOOP023, op.loc(), &[&what]);
    let counts = |i| banks.param(op.cx, i).and_then(|p| p.get()).and_then(|p| p.as_ints(op.cx));
    let (cyclic, block) = (counts(0), counts(1));
    refuse(cyclic.is_some() != block.is_some(), "either `cyclic` or `block` is expected");
    for counts in cyclic.iter().chain(&block) {
        let fits = |(&n, &size): (&i64, &i64)| n >= 1 && (size == DYNAMIC || n <= size);
        refuse(counts.len() == shape.len(), "one number of banks per dimension is expected");
        refuse(counts.iter().zip(shape).all(fits), "a number of banks is not in its dimension");
    }
    let ports = banks.param(op.cx, 2).and_then(|p| p.get()).and_then(|p| p.as_i64(op.cx));
    refuse(ports.is_none_or(|p| p >= 1), "`ports` is not positive");
}

fn alloc_effects(op: OpRef<'_>, effects: &mut Vec<(Effect, Option<ValueId>)>) {
    effects.push((Effect::Allocate, Some(op.result(0))));
}

fn load_effects(op: OpRef<'_>, effects: &mut Vec<(Effect, Option<ValueId>)>) {
    effects.push((Effect::Read, Some(op.operand(0))));
}

fn store_effects(op: OpRef<'_>, effects: &mut Vec<(Effect, Option<ValueId>)>) {
    effects.push((Effect::Write, Some(op.operand(1))));
}

fn infer_load(args: &InferArgs<'_>, _: &mut Diags) -> Option<Vec<Type>> {
    args.operands.first().map(|t| vec![t.elem(args.cx)])
}

fn verify_load(op: OpRef<'_>, diags: &mut Diags) {
    verify_map(op, 0, Load(op).index_map(), diags);
    let is_element = op.result_ty(0) == op.operand_ty(0).elem(op.cx);
    diags.check(is_element, op, "the result is not of the element type of the buffer");
    if let Some(pad) = Load(op).pad() {
        diags.require(pad.ty(op.cx) == Some(op.result_ty(0)), &LOOP021, op.loc(), &[]);
    }
}

fn verify_store(op: OpRef<'_>, diags: &mut Diags) {
    verify_map(op, 1, Store(op).index_map(), diags);
    let is_element = op.operand_ty(0) == op.operand_ty(1).elem(op.cx);
    diags.check(is_element, op, "the value is not of the element type of the buffer");
}

fn verify_map(op: OpRef<'_>, buffer: usize, map: Option<AffineMap>, diags: &mut Diags) {
    let Some(shape) = op.operand_ty(buffer).shape(op.cx) else { return };
    let n_operands = op.n_operands() - buffer - 1;
    let fits = map.is_some_and(|m| {
        m.results.len() == shape.len() && m.n_syms == 0 && m.n_dims as usize == n_operands
    });
    diags.require(fits, &LOOP020, op.loc(), &[&shape.len(), &n_operands]);
}

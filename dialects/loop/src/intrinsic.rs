//! `loop.intrinsic`: what a machine operation does, and on which elements.

use terrace_ir::def::{AttrC, OpDef, TypeC};
use terrace_ir::eval::Eval;
use terrace_ir::interface::Verify;
use terrace_ir::{AffineMap, Code, Diags, OpRef};
use terrace_macros::op;

const BUFFER_OR_INDEX: TypeC = TypeC::OneOf(&[TypeC::MemRef(&TypeC::Any), TypeC::Index]);

/// A machine operation in place of the loops that say what it does.
///
/// # Semantics
/// Does what its body does. Targets that have the operation of this name use it; others have the
/// body. Alone among the constructs of this level it declares what it reads and writes, because a
/// machine operation has no body to derive it from: boxes of buffers, at affine positions. The body
/// reads nothing but these boxes (those written included) and writes nothing but those written; a
/// checked run holds it to that.
///
/// # Shapes
/// A box has one position and one size per dimension of its buffer.
///
/// # Errors
/// - `LOOP040` a box does not fit its buffer, or the operands are not buffers and then indices
///
/// # Example
/// ```mlir
/// func.func @mma(%a: memref<16x64xf32>, %b: memref<64x8xf32>, %c: memref<16x8xf32>) {
///   loop.for %k = 0 to 8 {
///     loop.intrinsic "mma.sync.m16n8k8" reads(%a[0, %k * 8] by (16, 8), %b[%k * 8, 0] by (8, 8))
///         writes(%c[0, 0] by (16, 8)) : memref<16x64xf32>, memref<64x8xf32>, memref<16x8xf32> {
///       loop.for %m = 0 to 16 {
///         loop.for %n = 0 to 8 {
///           loop.for %i = 0 to 8 {
///             %x = loop.load %a[%m, %k * 8 + %i] : memref<16x64xf32>
///             %y = loop.load %b[%k * 8 + %i, %n] : memref<64x8xf32>
///             %p = arith.mulf %x, %y : f32
///             %s = loop.load %c[%m, %n] : memref<16x8xf32>
///             %t = arith.addf %s, %p : f32
///             loop.store %t, %c[%m, %n] : memref<16x8xf32>
///           }
///         }
///       }
///     }
///   }
///   return
/// }
/// ```
///
/// # Source
/// TensorIR's tensor intrinsics (Feng et al., ASPLOS 2023); the description stays in place here.
#[op(
    "loop.intrinsic",
    traits(NO_TERMINATOR, SINGLE_BLOCK, RECURSIVE_EFFECTS),
    asm(crate::asm_intrinsic::parse, crate::asm_intrinsic::print),
    interfaces(Verify(verify), Eval(crate::eval_flow::intrinsic))
)]
pub struct Intrinsic {
    /// the buffers of the boxes, then what the positions depend on
    operands: Operands<BUFFER_OR_INDEX>,
    /// the machine operation
    name: Attribute<{ AttrC::Str }>,
    /// for each box where it starts, over the indices
    positions: Attribute<{ AttrC::Array(&AttrC::Map) }>,
    /// for each box how many elements it has in each dimension
    sizes: Attribute<{ AttrC::Array(&AttrC::DenseArray(64)) }>,
    /// how many boxes are read; the others are written
    n_reads: Attribute<{ AttrC::I(64) }>,
    /// what the machine operation does
    body: Region,
}

pub(crate) const OPS: &[OpDef] = &[Intrinsic::DEF];

/// LOOP040
pub const LOOP040: Code = Code {
    id: "LOOP040",
    message: "malformed intrinsic: {0}",
    explain: "Each box has a buffer, and a position and a positive size per dimension of it; \
              positions are affine in the `index` operands behind the buffers.",
};

/// A box of a buffer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BufferBox {
    /// Where it starts, over the indices of the intrinsic.
    pub from: AffineMap,
    /// How many elements it has in each dimension.
    pub sizes: Vec<i64>,
}

impl<'a> Intrinsic<'a> {
    /// The name of the machine operation.
    pub fn name_str(self) -> &'a str {
        self.name().get().and_then(|n| n.as_str(self.0.cx)).unwrap_or("")
    }

    /// How many boxes there are.
    pub fn n_regions(self) -> usize {
        let n = self.positions().get().and_then(|p| p.as_array(self.0.cx)).map_or(0, <[_]>::len);
        n.min(self.0.n_operands())
    }

    /// How many of them are read and not written.
    pub fn n_reads_declared(self) -> usize {
        let n = self.n_reads().get().and_then(|n| n.as_i64(self.0.cx));
        n.and_then(|n| usize::try_from(n).ok()).unwrap_or(0)
    }

    /// The boxes, those that are read first.
    pub fn regions(self) -> Vec<BufferBox> {
        let cx = self.0.cx;
        let positions = self.positions().get().and_then(|p| p.as_array(cx)).unwrap_or(&[]);
        let sizes = self.sizes().get().and_then(|s| s.as_array(cx)).unwrap_or(&[]);
        let region = |(from, sizes): (&terrace_ir::Attr, &terrace_ir::Attr)| {
            Some(BufferBox { from: from.as_map(cx)?.clone(), sizes: sizes.as_ints(cx)? })
        };
        positions.iter().zip(sizes).filter_map(region).collect()
    }
}

fn verify(op: OpRef<'_>, diags: &mut Diags) {
    let this = Intrinsic(op);
    let (regions, n) = (this.regions(), this.n_regions());
    let mut refuse = |ok: bool, what: &str| diags.require(ok, &LOOP040, op.loc(), &[&what]);
    let n_positions = this.positions().get().and_then(|p| p.as_array(op.cx)).map_or(0, <[_]>::len);
    refuse(regions.len() == n && n_positions == n, "a box lacks its buffer, position or size");
    refuse(this.n_reads_declared() <= n, "more boxes are read than there are");
    let indices = (n..op.n_operands()).all(|i| op.operand_ty(i).is_index(op.cx));
    refuse(indices, "behind the buffers an `index` is expected");
    let n_indices = op.n_operands() - n;
    for (i, region) in regions.iter().enumerate() {
        let rank = op.operand_ty(i).shape(op.cx).map(<[i64]>::len);
        let shape = op.operand_ty(i).shape(op.cx).unwrap_or(&[]);
        refuse(op.operand_ty(i).is_memref(op.cx), "a box is not of a buffer");
        refuse(
            rank == Some(region.sizes.len()) && rank == Some(region.from.results.len()),
            "a box does not have the rank of its buffer",
        );
        refuse(
            region.from.n_dims as usize == n_indices && region.from.n_syms == 0,
            "a position is not over the indices",
        );
        let inside = |(&size, &all): (&i64, &i64)| size > 0 && (all < 0 || size <= all);
        refuse(region.sizes.iter().zip(shape).all(inside), "a size does not fit its dimension");
    }
}

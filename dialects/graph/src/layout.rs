//! Layouts: how the elements of a tensor lie in memory, kept in its type as its encoding.
//!
//! The shape stays logical and operations mean the same whatever the layouts of their operands and
//! results are. Without a layout a tensor is row-major.
use crate::infer::{ANY, spell};
use crate::rearrange::{Walk, joined, rearrange};
use terrace_ir::def::{AttrC, AttrTypeDef, OpDef, ParamAsm, ParamDef, TypeRule};
use terrace_ir::interface::{Canonicalize, Fold, Folded, Verify};
use terrace_ir::{
    Attr, AttrKind, Code, Context, DYNAMIC, Diags, Loc, OpId, OpRef, Rewriter, Type, TypeKind,
    pattern,
};
use terrace_macros::op;

/// `#graph.layout<dims = [1], sizes = [16]>`: dimensions are cut into blocks that lie innermost.
///
/// Each entry divides the dimension by the block size and appends one dimension that counts inside
/// the block. So a `64x32x3x3` tensor with `dims = [1, 0], sizes = [16, 16]` lies as
/// `4x2x3x3x16x16`, the last dimension counting output channels. A dimension named twice is cut
/// again: later entries cut what earlier ones left.
pub const LAYOUT: AttrTypeDef = AttrTypeDef {
    name: "graph.layout",
    doc: "How a tensor lies in memory: for each entry, dimension `dims[i]` is divided by \
          `sizes[i]` and a dimension of that size is appended that counts inside the block.",
    params: &[
        ParamDef { name: "dims", constraint: AttrC::Array(&AttrC::I(64)), optional: false },
        ParamDef { name: "sizes", constraint: AttrC::Array(&AttrC::I(64)), optional: false },
    ],
    asm: ParamAsm::Struct,
    verify: Some(verify_layout),
};

/// The same elements in another layout.
///
/// # Semantics
/// `y = x`; only the place of the elements in memory changes.
/// # Errors
/// - `GRAPH061` a layout does not fit the shape
/// # Example
/// ```mlir
/// %y = graph.relayout %x : tensor<1x64x7x7xf32>
///     -> tensor<1x64x7x7xf32, #graph.layout<dims = [1], sizes = [16]>>
/// ```
#[op(
    "graph.relayout",
    traits(PURE),
    format = "$x attr-dict `:` type($x) `->` type($y)",
    types(TypeRule::SameElem, TypeRule::SameShape),
    interfaces(
        Verify(verify),
        Fold(fold_relayout),
        Canonicalize(&[pattern!(relayout_of_relayout on "graph.relayout")])
    )
)]
pub struct Relayout {
    x: Operand<ANY>,
    y: OpResult<ANY>,
}

pub(crate) const OPS: &[OpDef] = &[Relayout::DEF];

/// GRAPH060
pub const GRAPH060: Code = Code {
    id: "GRAPH060",
    message: "`{0}` does not take or give tensors with a layout, got {1}",
    explain: "It is defined by the row-major order of elements, or has no form for blocked ones. \
              Put a `graph.relayout` before or behind it.",
};
/// GRAPH061
pub const GRAPH061: Code = Code {
    id: "GRAPH061",
    message: "layout with dims {0} and sizes {1} does not fit shape {2}",
    explain: "Every block cuts a dimension of the shape, which is static and a multiple of the \
              sizes of all blocks that cut it.",
};
/// GRAPH062
pub const GRAPH062: Code = Code {
    id: "GRAPH062",
    message: "dims {0} and sizes {1} do not form a layout",
    explain: "There is a size for each dimension, at least one of both; dimensions count from 0 \
              and blocks hold at least 2 elements.",
};

/// Operations that are defined by logical elements and lowered through index maps; all others take
/// row-major tensors.
const FREE: &[&str] = &[
    "conv",
    "max_pool",
    "avg_pool",
    "batch_norm",
    "reduce_sum",
    "reduce_mean",
    "reduce_prod",
    "reduce_max",
    "reduce_min",
    "concat",
    "pad",
    "broadcast",
    "constant",
    "relayout",
    "group",
    "yield",
    "cast",
    "compare",
    "select",
    "gelu",
    "mod",
    "abs",
    "neg",
    "sign",
    "ceil",
    "floor",
    "round",
    "exp",
    "log",
    "sqrt",
    "sin",
    "cos",
    "tanh",
    "erf",
    "sigmoid",
    "relu",
    "not",
    "add",
    "sub",
    "mul",
    "div",
    "pow",
    "max",
    "min",
    "and",
    "or",
    "xor",
];

/// One cut of a layout.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Block {
    /// The logical dimension that is cut.
    pub dim: usize,
    /// How many of its elements lie together, at least 2.
    pub size: i64,
}

/// How a tensor lies in memory, apart from the attribute that holds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Layout {
    /// The cuts in order; the last one's dimension is innermost.
    pub blocks: Vec<Block>,
}

impl Layout {
    /// The layout that cuts these dimensions into blocks of these sizes.
    pub fn new(blocks: &[(usize, i64)]) -> Layout {
        Layout { blocks: blocks.iter().map(|&(dim, size)| Block { dim, size }).collect() }
    }

    /// The layout of a tensor type; `None` for row-major ones.
    pub fn of(cx: &Context, ty: Type) -> Option<Layout> {
        let encoding = encoding(cx, ty)?;
        encoding.is_a(cx, &LAYOUT).then_some(())?;
        let (dims, sizes) = (encoding.param(cx, 0)?.as_ints(cx)?, encoding.param(cx, 1)?);
        let blocks = dims.into_iter().zip(sizes.as_ints(cx)?);
        let blocks =
            blocks.map(|(dim, size)| Some(Block { dim: usize::try_from(dim).ok()?, size }));
        Some(Layout { blocks: blocks.collect::<Option<_>>()? })
    }

    /// The tensor type of the same shape and elements with this layout, or row-major.
    pub fn apply(cx: &Context, layout: Option<&Layout>, ty: Type) -> Type {
        match ty.kind(cx) {
            TypeKind::Tensor { shape, elem, .. } => cx.ty(TypeKind::Tensor {
                shape: shape.clone(),
                elem: *elem,
                encoding: layout.map_or(Attr::NONE, |l| l.to_attr(cx)),
            }),
            _ => ty,
        }
    }

    /// The attribute.
    pub fn to_attr(&self, cx: &Context) -> Attr {
        let list = |values: Vec<i64>| {
            let items: Vec<Attr> = values.into_iter().map(|v| cx.i64_attr(v)).collect();
            cx.array_attr(&items)
        };
        let dims = list(self.blocks.iter().map(|b| b.dim as i64).collect());
        let sizes = list(self.blocks.iter().map(|b| b.size).collect());
        cx.attr(AttrKind::Dialect { def: &LAYOUT, params: Box::new([dims, sizes]) })
    }

    /// The shape in memory of a tensor with this logical shape; `None` if it does not fit.
    pub fn physical(&self, shape: &[i64]) -> Option<Vec<i64>> {
        let mut out = shape.to_vec();
        for block in &self.blocks {
            let size = shape.get(block.dim).and(out.get_mut(block.dim))?;
            (*size != DYNAMIC && block.size >= 2 && *size % block.size == 0).then_some(())?;
            *size /= block.size;
            out.push(block.size);
        }
        Some(out)
    }

    /// How the row-major elements of a tensor are walked in the order of this layout.
    fn packing(&self, shape: &[i64]) -> Option<Vec<Walk>> {
        let sizes = self.physical(shape)?;
        let mut strides = terrace_ir::row_major_strides(shape);
        let mut inner = Vec::new();
        for block in &self.blocks {
            inner.push(strides[block.dim]);
            strides[block.dim] = strides[block.dim].checked_mul(block.size)?;
        }
        let strides = strides.into_iter().chain(inner);
        Some(sizes.into_iter().zip(strides).map(|(size, stride)| Walk { size, stride }).collect())
    }

    /// How the elements of a tensor in this layout are walked in row-major order.
    fn unpacking(&self, shape: &[i64]) -> Option<Vec<Walk>> {
        let sizes = self.physical(shape)?;
        let strides = terrace_ir::row_major_strides(&sizes);
        let walk = |at: usize| Walk { size: sizes[at], stride: strides[at] };
        let mut out = Vec::new();
        for dim in 0..shape.len() {
            out.push(walk(dim));
            // The first cut of a dimension counts its last digits.
            let cuts = self.blocks.iter().enumerate().rev().filter(|(_, b)| b.dim == dim);
            out.extend(cuts.map(|(i, _)| walk(shape.len() + i)));
        }
        Some(out)
    }

    /// The bytes of row-major elements in the order of this layout.
    pub fn pack(&self, bytes: &[u8], elem_bytes: usize, shape: &[i64]) -> Option<Vec<u8>> {
        rearrange(bytes, elem_bytes, 0, &self.packing(shape)?)
    }

    /// The bytes of elements in the order of this layout, row-major.
    pub fn unpack(&self, bytes: &[u8], elem_bytes: usize, shape: &[i64]) -> Option<Vec<u8>> {
        rearrange(bytes, elem_bytes, 0, &self.unpacking(shape)?)
    }

    /// Whether the elements of a tensor of this shape lie row-major all the same, as where only
    /// the cut dimension is larger than 1.
    pub fn is_row_major(&self, shape: &[i64]) -> bool {
        let walk = self.packing(shape).map(|walk| joined(&walk));
        walk.is_some_and(|w| w.is_empty() || matches!(&w[..], [Walk { stride: 1, .. }]))
    }
}

/// Whether a relayout leaves every element where it is.
pub fn keeps_order(cx: &Context, from: Type, to: Type) -> bool {
    let Some(shape) = from.static_shape(cx) else { return false };
    let plain = |ty| Layout::of(cx, ty).is_none_or(|l| l.is_row_major(shape));
    from == to || (plain(from) && plain(to))
}

/// The encoding of a tensor type.
pub(crate) fn encoding(cx: &Context, ty: Type) -> Option<Attr> {
    match ty.kind(cx) {
        TypeKind::Tensor { encoding, .. } => encoding.get(),
        _ => None,
    }
}

/// Reports encodings that are no layouts, do not fit their shape, or stand at an operation that
/// takes none.
pub(crate) fn verify(op: OpRef<'_>, diags: &mut Diags) {
    let cx = op.cx;
    let name = op.name_str();
    let free = name.strip_prefix("graph.").is_some_and(|mnemonic| FREE.contains(&mnemonic));
    let operands = (0..op.n_operands()).map(|i| op.operand_ty(i));
    for ty in operands.chain((0..op.n_results()).map(|i| op.result_ty(i))) {
        let Some(shape) = ty.shape(cx) else { continue };
        if encoding(cx, ty).is_none() {
            continue;
        }
        let layout = Layout::of(cx, ty).filter(|_| free);
        let Some(layout) = layout else {
            diags.error(&GRAPH060, op.loc(), &[&name, &spell(shape)]);
            return;
        };
        if layout.physical(shape).is_none() {
            let dims: Vec<i64> = layout.blocks.iter().map(|b| b.dim as i64).collect();
            let sizes: Vec<i64> = layout.blocks.iter().map(|b| b.size).collect();
            diags.error(&GRAPH061, op.loc(), &[&spell(&dims), &spell(&sizes), &spell(shape)]);
            return;
        }
    }
}

fn verify_layout(cx: &Context, params: &[Attr], diags: &mut Diags, loc: Loc) {
    let ints = |i: usize| params.get(i).and_then(|p| p.get()?.as_ints(cx)).unwrap_or_default();
    let (dims, sizes) = (ints(0), ints(1));
    let fits = !dims.is_empty()
        && dims.len() == sizes.len()
        && dims.iter().all(|&d| d >= 0)
        && sizes.iter().all(|&s| s >= 2);
    diags.require(fits, &GRAPH062, loc, &[&spell(&dims), &spell(&sizes)]);
}

/// A relayout to the layout that the tensor has or had before another relayout.
fn fold_relayout(op: OpRef<'_>, _: &[Option<Attr>]) -> Option<Vec<Folded>> {
    let same = |value| (op.body.ty(value) == op.result_ty(0)).then(|| vec![Folded::Value(value)]);
    let inner = op.defining(op.operand(0)).and_then(Relayout::cast);
    same(op.operand(0)).or_else(|| same(inner?.x()))
}

/// relayout(relayout(x)) -> relayout(x)
fn relayout_of_relayout(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let inner = rw.defining(rw.body.operand(op, 0)).and_then(Relayout::cast)?;
    let x = inner.x();
    rw.set_operand(op, 0, x);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use terrace_ir::{Body, ROOT};

    /// What the verifier of an operation on one tensor says.
    fn codes(name: &str, shape: &[i64], layout: &Layout) -> Vec<&'static str> {
        let cx = Context::new();
        cx.load(&crate::GRAPH);
        let ty = Layout::apply(&cx, Some(layout), cx.tensor_ty(shape, cx.f32_ty()));
        let mut body = Body::new(&cx, cx.op_name("builtin.module"), Loc::UNKNOWN, 1);
        let block = body.new_block(body.regions(ROOT)[0], &[ty]);
        let x = body.args(block)[0];
        let mut rw = Rewriter::new(&cx, &mut body);
        rw.at_end(block);
        let op = rw.build(name).operand(x).result(ty).attr("axis", cx.i64_attr(1)).done();
        let mut diags = Diags::new();
        let verify = body.op(&cx, op).info().and_then(|info| info.interface::<Verify>());
        verify.map(|v| (v.0)(body.op(&cx, op), &mut diags)).unwrap();
        diags.items().iter().map(|d| d.code.id).collect()
    }

    #[test]
    fn layouts_stand_where_they_fit() {
        let channels = Layout::new(&[(1, 16)]);
        assert_eq!(codes("graph.relu", &[1, 64, 7], &channels), [""; 0]);
        assert_eq!(codes("graph.softmax", &[1, 64, 7], &channels), ["GRAPH060"]);
        assert_eq!(codes("graph.reshape", &[1, 64, 7], &channels), ["GRAPH060"]);
        assert_eq!(codes("graph.relu", &[1, 60, 7], &channels), ["GRAPH061"]);
        assert_eq!(codes("graph.relu", &[64], &channels), ["GRAPH061"]);
        assert_eq!(codes("graph.relu", &[1, DYNAMIC], &channels), ["GRAPH061"]);
        let twice = Layout::new(&[(1, 16), (1, 8)]);
        assert_eq!(codes("graph.relu", &[1, 64, 7], &twice), ["GRAPH061"]);
    }

    #[test]
    fn packing_follows_the_index_formula() {
        // Output channels 4 in blocks of 2, input channels 6 in blocks of 3 and then 2.
        let layout = Layout::new(&[(1, 3), (0, 2), (1, 2)]);
        let shape = [4, 6, 2];
        assert_eq!(layout.physical(&shape), Some(vec![2, 1, 2, 3, 2, 2]));
        let plain: Vec<u8> = (0..48).collect();
        let packed = layout.pack(&plain, 1, &shape).unwrap();
        for (o, i, k) in (0..48).map(|n| (n / 12, n / 2 % 6, n % 2)) {
            let index = [o / 2, i / 6, k, i % 3, o % 2, i / 3 % 2];
            let at = index.iter().zip([2, 1, 2, 3, 2, 2]).fold(0, |at, (x, size)| at * size + x);
            assert_eq!(packed[at], plain[o * 12 + i * 2 + k]);
        }
        assert_eq!(layout.unpack(&packed, 1, &shape), Some(plain));
    }

    #[test]
    fn a_layout_that_moves_nothing_is_known() {
        let channels = Layout::new(&[(1, 16)]);
        assert!(channels.is_row_major(&[4, 64]));
        assert!(channels.is_row_major(&[4, 64, 1, 1]));
        assert!(!channels.is_row_major(&[1, 64, 2, 1]));
        assert!(channels.is_row_major(&[1, 16, 1]));
        assert!(!channels.is_row_major(&[1, 60]));
    }
}

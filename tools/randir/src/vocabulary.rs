//! What modules are made of: operations, types and attributes.

use terrace_ir::eval::{Eval, EvalScalar};
use terrace_ir::text::{parse_attr, parse_type};
use terrace_ir::{Attr, Context, Diags, OpDef, Traits, Type};

/// Types of arguments and results; the first of them are the most frequent.
pub(crate) const TYPES: &[&str] = &[
    "i32",
    "f32",
    "index",
    "i1",
    "vector<4xi32>",
    "vector<4xf32>",
    "tensor<4xf32>",
    "memref<8xf32>",
    "i64",
    "f64",
    "i8",
    "tensor<4xi32>",
    "memref<8xi32>",
    "vector<4xi1>",
    "vector<2x4xf32>",
    "tensor<2x4xf32>",
    "memref<2x4xf32>",
    "tensor<?xf32>",
    "memref<?xf32>",
    "i16",
    "f16",
    "bf16",
    "tensor<i1>",
    "tensor<4xi1>",
    "vector<4xindex>",
    "tensor<2x4xi32>",
    "vector<4x2xf32>",
    "tensor<4x2xf32>",
    "tensor<1x2x4xf32>",
    "tensor<2xindex>",
    "vector<2x2x2xi32>",
    "tensor<f32>",
    "memref<f32>",
];

const ATTRS: &[&str] = &[
    "0 : i64",
    "1 : i64",
    "2 : i64",
    "0 : i32",
    "1 : i32",
    "3 : index",
    "0 : index",
    "true",
    "false",
    "-1 : i32",
    "100 : i8",
    "0.0 : f32",
    "1.0 : f32",
    "-2.5 : f32",
    "1.0e10 : f64",
    "0x7F800000 : f32",
    "unit",
    "\"text\"",
    "[]",
    "[0]",
    "[0, 1]",
    "[[0]]",
    "[[0, 1]]",
    "[[0], [1]]",
    "[[0], [1, 2]]",
    "[[0, 1], [2]]",
    "[1 : i64]",
    "[true]",
    "[false]",
    "[true, true]",
    "array<i64>",
    "array<i64: 0>",
    "array<i64: 1>",
    "array<i64: 0, 1>",
    "array<i64: 1, 0>",
    "array<i64: 4>",
    "array<i64: 2, 2>",
    "array<i32: 0>",
    "array<i32: 1, 1>",
    "array<i1: true>",
    "array<i1: true, false>",
    "array<i64: 3, 2, 1, 0>",
    "array<i64: 0, 4, 5, 7>",
    "affine_map<(d0) -> (d0)>",
    "affine_map<() -> ()>",
    "affine_map<() -> (2)>",
    "affine_map<(d0, d1) -> (d0, d1)>",
    "affine_map<(d0, d1) -> (d1, d0)>",
    "affine_map<(d0, d1) -> (d0 + d1, d0 - d1)>",
    "affine_map<(d0) -> (d0 + 1)>",
    "affine_map<(d0) -> (d0 floordiv 2, d0 mod 3)>",
    "affine_map<(d0) -> (d0 mod 4)>",
    "affine_map<(d0)[s0] -> (d0 * 2 + s0, 3)>",
    "affine_map<(d0)[s0] -> (d0 ceildiv 2 - s0)>",
    "dense<1> : vector<4xi32>",
    "dense<[1, 0, 3, 4]> : vector<4xi32>",
    "dense<1.5> : vector<4xf32>",
    "dense<[1.0, 2.0, 3.0, -0.0]> : tensor<4xf32>",
    "dense<7> : tensor<4xi32>",
    "dense<true> : vector<4xi1>",
    "dense<[[1.0, 2.0, 3.0, 4.0], [0.5, -1.0, 0.0, 8.0]]> : tensor<2x4xf32>",
    "dense<0.0> : tensor<2x4xf32>",
];

/// Operations that are not put into modules, because what is right after them is not one thing:
/// contents that nobody wrote, memory that may be shared or not, promises, casts between any types,
/// output.
const LOOSE: &[&str] = &[
    "bufferization.alloc_tensor",
    "bufferization.clone",
    "bufferization.dealloc_tensor",
    "bufferization.materialize_in_destination",
    "bufferization.to_buffer",
    "bufferization.to_tensor",
    "memref.alloc",
    "memref.alloca",
    "memref.assume_alignment",
    "memref.dealloc",
    "memref.distinct_objects",
    "memref.realloc",
    "tensor.empty",
    "builtin.unrealized_conversion_cast",
    "loop.alloc",
    "ub.poison",
    "vector.print",
];

/// What is the same for all modules of a context.
pub(crate) struct Vocabulary {
    /// Operations that the interpreter knows, without regions and successors.
    pub known: Vec<&'static OpDef>,
    /// Other operations without regions, successors and symbols.
    pub others: Vec<&'static OpDef>,
    pub types: Vec<Type>,
    pub attrs: Vec<Attr>,
}

impl Vocabulary {
    pub fn new(cx: &Context) -> Vocabulary {
        let mut diags = Diags::new();
        let types = TYPES.iter().filter_map(|t| parse_type(cx, t, &mut diags).ok()).collect();
        let attrs = ATTRS.iter().filter_map(|a| parse_attr(cx, a, &mut diags).ok()).collect();
        assert_eq!(diags.n_errors(), 0, "{:?}", diags.items());
        let (mut known, mut others) = (Vec::new(), Vec::new());
        for def in cx.dialects().into_iter().flat_map(|d| d.ops.iter().copied().flatten()) {
            let info = cx.op_info(cx.op_name(def.name));
            let means = |i: &terrace_ir::OpInfo| {
                i.interface::<Eval>().is_some() || i.interface::<EvalScalar>().is_some()
            };
            match info.is_some_and(means) {
                _ if !stands_alone(def) => {}
                true => known.push(def),
                false => others.push(def),
            }
        }
        Vocabulary { known, others, types, attrs }
    }
}

fn stands_alone(def: &OpDef) -> bool {
    let plain = def.regions.is_empty() && def.successors.is_empty() && def.parents.is_empty();
    let free = [Traits::TERMINATOR, Traits::SYMBOL, Traits::RESULT_SEGMENTS];
    plain && !free.iter().any(|t| def.has(*t)) && !LOOSE.contains(&def.name)
}

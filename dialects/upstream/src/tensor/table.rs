//! Operations of `tensor`, imported from LLVM 22.1.8: `mlir/Dialect/Tensor/IR/TensorOps.td`.
//!
//! Written by terrace-odsgen; not edited by hand. Names, summaries and assembly formats are
//! part of the LLVM Project, under the Apache License v2.0 with LLVM Exceptions
//! (SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception).

use crate::ods::*;

/// Attributes of the dialect.
pub static ATTRS: &[AttrTypeDef] = &[
];

/// Operations of the dialect.
pub const OPS: &[OpDef] = &[
    OpDef {
        name: "tensor.bitcast",
        summary: "tensor bitcast operation",
        operands: &[one("source", TypeC::Tensor(&TypeC::OneOf(&[TypeC::AnySignless, is::UNSIGNED_INT, is::SIGNED_INT, TypeC::AnyFloat])))],
        results: &[one("dest", TypeC::Tensor(&TypeC::OneOf(&[TypeC::AnySignless, is::UNSIGNED_INT, is::SIGNED_INT, TypeC::AnyFloat])))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$source attr-dict `:` type($source) `to` type($dest)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.cast",
        summary: "tensor cast operation",
        operands: &[one("source", TypeC::Tensor(&TypeC::Any))],
        results: &[one("dest", TypeC::Tensor(&TypeC::Any))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$source attr-dict `:` type($source) `to` type($dest)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.collapse_shape",
        summary: "operation to produce a tensor with a smaller rank",
        operands: &[one("src", TypeC::Tensor(&TypeC::Any))],
        results: &[one("result", TypeC::Tensor(&TypeC::Any))],
        attrs: &[attr("reassociation", AttrC::Array(&AttrC::Array(&AttrC::I(64))))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$src $reassociation attr-dict `:` type($src) `into` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.concat",
        summary: "tensor concatenation operation",
        operands: &[many("inputs", TypeC::RankedTensor(&TypeC::Any))],
        results: &[one("result", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("dim", AttrC::I(64))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("`dim` `(` $dim `)` $inputs attr-dict `:` functional-type(operands, results)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.dim",
        summary: "dimension index operation",
        operands: &[
            one("source", TypeC::OneOf(&[TypeC::All(&[TypeC::Tensor(&TypeC::Any), is::UNRANKED]), TypeC::All(&[TypeC::Tensor(&TypeC::Any), is::RANK_AT_LEAST_1])])),
            one("index", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        asm: Asm::Format("attr-dict $source `,` $index `:` type($source)"),
        interfaces: &[&MemoryEffects(|_, _| {})],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.empty",
        summary: "empty tensor operation",
        operands: &[many("dynamicSizes", TypeC::Index)],
        results: &[one("result", TypeC::RankedTensor(&TypeC::Any))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("`(`$dynamicSizes`)` attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.expand_shape",
        summary: "operation to produce a tensor with a higher rank",
        operands: &[
            one("src", TypeC::Tensor(&TypeC::Any)),
            many("output_shape", TypeC::Index),
        ],
        results: &[one("result", TypeC::Tensor(&TypeC::Any))],
        attrs: &[
            attr("reassociation", AttrC::Array(&AttrC::Array(&AttrC::I(64)))),
            attr("static_output_shape", AttrC::DenseArray(64)),
        ],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$src $reassociation `output_shape` custom<DynamicIndexList>($output_shape, $static_output_shape) attr-dict `:` type($src) `into` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.extract",
        summary: "element extraction operation",
        operands: &[
            one("tensor", TypeC::RankedTensor(&TypeC::Any)),
            many("indices", TypeC::Index),
        ],
        results: &[one("result", TypeC::Any)],
        traits: all(&[Traits::PURE]),
        types: &[TypeRule::Derived { from: "tensor", to: "result", via: via::elem, summary: "result type matches element type of tensor" }],
        asm: Asm::Format("$tensor `[` $indices `]` attr-dict `:` type($tensor)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.extract_slice",
        summary: "extract slice operation",
        operands: &[
            one("source", TypeC::RankedTensor(&TypeC::Any)),
            many("offsets", TypeC::Index),
            many("sizes", TypeC::Index),
            many("strides", TypeC::Index),
        ],
        results: &[one("result", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            attr("static_offsets", AttrC::DenseArray(64)),
            attr("static_sizes", AttrC::DenseArray(64)),
            attr("static_strides", AttrC::DenseArray(64)),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        traits: all(&[Traits::OPERAND_SEGMENTS, Traits::PURE]),
        asm: Asm::Format("$source `` custom<DynamicIndexList>($offsets, $static_offsets) custom<DynamicIndexList>($sizes, $static_sizes) custom<DynamicIndexList>($strides, $static_strides) attr-dict `:` type($source) `to` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.from_elements",
        summary: "tensor from elements operation.",
        operands: &[many("elements", TypeC::Any)],
        results: &[one("result", TypeC::All(&[TypeC::RankedTensor(&TypeC::Any), TypeC::StaticShape]))],
        traits: all(&[Traits::PURE]),
        types: &[TypeRule::DerivedList { from: "result", to: "elements", via: via::elem_per_element, summary: "operand types match result element type" }],
        asm: Asm::Format("$elements attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.gather",
        summary: "gather a subset of a tensor at specified indices",
        operands: &[
            one("source", TypeC::RankedTensor(&TypeC::Any)),
            one("indices", TypeC::RankedTensor(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            attr("gather_dims", AttrC::DenseArray(64)),
            maybe_attr("unique", AttrC::Unit),
        ],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$source `[` $indices `]` `gather_dims` `(` $gather_dims `)` (`unique` $unique^)? attr-dict `:` functional-type(operands, results)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.generate",
        summary: "Creates a dynamically sized tensor from elements",
        operands: &[many("dynamicExtents", TypeC::Index)],
        results: &[one("result", TypeC::RankedTensor(&TypeC::Any))],
        regions: &[RegionSlot { name: "body", size: RegionSize::One, variadic: false }],
        traits: all(&[Traits::RECURSIVE_EFFECTS, Traits::SINGLE_BLOCK]),
        asm: Asm::Format("$dynamicExtents $body attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.insert",
        summary: "element insertion operation",
        operands: &[
            one("scalar", TypeC::Any),
            one("dest", TypeC::RankedTensor(&TypeC::Any)),
            many("indices", TypeC::Index),
        ],
        results: &[one("result", TypeC::RankedTensor(&TypeC::Any))],
        traits: all(&[Traits::PURE]),
        types: &[
            TypeRule::AllMatch(&["dest", "result"]),
            TypeRule::Derived { from: "dest", to: "scalar", via: via::elem, summary: "scalar type matches element type of dest" },
        ],
        asm: Asm::Format("$scalar `into` $dest `[` $indices `]` attr-dict `:` type($dest)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.insert_slice",
        summary: "insert_slice operation",
        operands: &[
            one("source", TypeC::RankedTensor(&TypeC::Any)),
            one("dest", TypeC::RankedTensor(&TypeC::Any)),
            many("offsets", TypeC::Index),
            many("sizes", TypeC::Index),
            many("strides", TypeC::Index),
        ],
        results: &[one("result", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            attr("static_offsets", AttrC::DenseArray(64)),
            attr("static_sizes", AttrC::DenseArray(64)),
            attr("static_strides", AttrC::DenseArray(64)),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        traits: all(&[Traits::OPERAND_SEGMENTS, Traits::PURE]),
        types: &[TypeRule::AllMatch(&["dest", "result"])],
        asm: Asm::Format("$source `into` $dest `` custom<DynamicIndexList>($offsets, $static_offsets) custom<DynamicIndexList>($sizes, $static_sizes) custom<DynamicIndexList>($strides, $static_strides) attr-dict `:` type($source) `into` type($dest)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.pad",
        summary: "tensor pad operation",
        operands: &[
            one("source", TypeC::RankedTensor(&TypeC::Any)),
            many("low", TypeC::Index),
            many("high", TypeC::Index),
        ],
        results: &[one("result", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            attr("static_low", AttrC::DenseArray(64)),
            attr("static_high", AttrC::DenseArray(64)),
            maybe_attr("nofold", AttrC::Unit),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::One, variadic: false }],
        traits: all(&[Traits::OPERAND_SEGMENTS, Traits::PURE, Traits::SINGLE_BLOCK]),
        asm: Asm::Format("$source (`nofold` $nofold^)? `low` `` custom<DynamicIndexList>($low, $static_low) `high` `` custom<DynamicIndexList>($high, $static_high) $region attr-dict `:` type($source) `to` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.parallel_insert_slice",
        summary: "Specify the tensor slice update of a single thread of a parent InParallelOpInterface op.",
        operands: &[
            one("source", TypeC::RankedTensor(&TypeC::Any)),
            one("dest", TypeC::RankedTensor(&TypeC::Any)),
            many("offsets", TypeC::Index),
            many("sizes", TypeC::Index),
            many("strides", TypeC::Index),
        ],
        attrs: &[
            attr("static_offsets", AttrC::DenseArray(64)),
            attr("static_sizes", AttrC::DenseArray(64)),
            attr("static_strides", AttrC::DenseArray(64)),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        traits: all(&[Traits::OPERAND_SEGMENTS]),
        asm: Asm::Format("$source `into` $dest `` custom<DynamicIndexList>($offsets, $static_offsets) custom<DynamicIndexList>($sizes, $static_sizes) custom<DynamicIndexList>($strides, $static_strides) attr-dict `:` type($source) `into` type($dest)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.rank",
        summary: "rank operation",
        operands: &[one("tensor", TypeC::Tensor(&TypeC::Any))],
        results: &[one("", TypeC::Index)],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$tensor attr-dict `:` type($tensor)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.reshape",
        summary: "tensor reshape operation",
        operands: &[
            one("source", TypeC::Tensor(&TypeC::Any)),
            one("shape", TypeC::All(&[TypeC::RankedTensor(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])), TypeC::Rank(&[1])])),
        ],
        results: &[one("result", TypeC::Tensor(&TypeC::Any))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$source `(` $shape `)` attr-dict `:` functional-type(operands, results)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.scatter",
        summary: "scatter a tensor into a destination tensor at specified indices",
        operands: &[
            one("source", TypeC::RankedTensor(&TypeC::Any)),
            one("dest", TypeC::RankedTensor(&TypeC::Any)),
            one("indices", TypeC::RankedTensor(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            attr("scatter_dims", AttrC::DenseArray(64)),
            maybe_attr("unique", AttrC::Unit),
        ],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$source `into` $dest `[` $indices `]` `scatter_dims` `(` $scatter_dims `)` (`unique` $unique^)? attr-dict `:` functional-type(operands, results)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.splat",
        summary: "tensor splat or broadcast operation",
        operands: &[
            one("input", TypeC::Any),
            many("dynamicSizes", TypeC::Index),
        ],
        results: &[one("aggregate", TypeC::RankedTensor(&TypeC::Any))],
        traits: all(&[Traits::PURE]),
        types: &[TypeRule::Derived { from: "aggregate", to: "input", via: via::elem, summary: "operand type matches element type of result" }],
        asm: Asm::Format("$input (`[` $dynamicSizes^ `]`)? attr-dict `:` type($aggregate)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "tensor.yield",
        summary: "Yield a value from a region",
        operands: &[one("value", TypeC::Any)],
        traits: all(&[Traits::PURE, Traits::RETURN_LIKE, Traits::TERMINATOR]),
        parents: &["tensor.generate", "tensor.pad"],
        asm: Asm::Format("$value attr-dict `:` type($value)"),
        ..OpDef::EMPTY
    },
];

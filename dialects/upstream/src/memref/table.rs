//! Operations of `memref`, imported from LLVM 22.1.8: `mlir/Dialect/MemRef/IR/MemRefOps.td`.
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
        name: "memref.alloc",
        summary: "memory allocation operation",
        operands: &[
            many("dynamicSizes", TypeC::Index),
            many("symbolOperands", TypeC::Index),
        ],
        results: &[one("memref", TypeC::MemRef(&TypeC::Any))],
        attrs: &[
            maybe_attr("alignment", AttrC::Confined(&AttrC::I(64), is::power_of_two, "a positive power of two")),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        traits: all(&[Traits::OPERAND_SEGMENTS]),
        asm: Asm::Format("`(`$dynamicSizes`)` (`` `[` $symbolOperands^ `]`)? attr-dict `:` type($memref)"),
        interfaces: &[&MemoryEffects(|op, fx| { result(op, 0, Effect::Allocate, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.alloca",
        summary: "stack memory allocation operation",
        operands: &[
            many("dynamicSizes", TypeC::Index),
            many("symbolOperands", TypeC::Index),
        ],
        results: &[one("memref", TypeC::MemRef(&TypeC::Any))],
        attrs: &[
            maybe_attr("alignment", AttrC::Confined(&AttrC::I(64), is::power_of_two, "a positive power of two")),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        traits: all(&[Traits::OPERAND_SEGMENTS]),
        asm: Asm::Format("`(`$dynamicSizes`)` (`` `[` $symbolOperands^ `]`)? attr-dict `:` type($memref)"),
        interfaces: &[&MemoryEffects(|op, fx| { result(op, 0, Effect::Allocate, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.alloca_scope",
        summary: "explicitly delimited scope for stack allocation",
        results: &[many("results", TypeC::Any)],
        regions: &[RegionSlot { name: "bodyRegion", size: RegionSize::One, variadic: false }],
        traits: all(&[Traits::ALLOC_SCOPE, Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS]),
        asm: super::asm::ALLOCA_SCOPE,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.alloca_scope.return",
        summary: "terminator for alloca_scope operation",
        operands: &[many("results", TypeC::Any)],
        traits: all(&[Traits::PURE, Traits::RETURN_LIKE, Traits::TERMINATOR]),
        parents: &["memref.alloca_scope"],
        asm: Asm::Format("attr-dict ($results^ `:` type($results))?"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.assume_alignment",
        summary: "assumption that gives alignment information to the input memref",
        operands: &[one("memref", TypeC::MemRef(&TypeC::Any))],
        results: &[one("result", TypeC::MemRef(&TypeC::Any))],
        attrs: &[attr("alignment", AttrC::Confined(&AttrC::I(32), is::positive, "a positive integer"))],
        traits: all(&[Traits::PURE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$memref `,` $alignment attr-dict `:` type($memref)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.atomic_rmw",
        summary: "atomic read-modify-write operation",
        operands: &[
            one("value", TypeC::OneOf(&[TypeC::AnySignless, TypeC::AnyFloat])),
            one("memref", TypeC::MemRef(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::AnyFloat]))),
            many("indices", TypeC::Index),
        ],
        results: &[one("result", TypeC::OneOf(&[TypeC::AnySignless, TypeC::AnyFloat]))],
        attrs: &[attr("kind", AttrC::Enum(64, &crate::arith::table::ATOMIC_RMW_KIND))],
        types: &[
            TypeRule::AllMatch(&["value", "result"]),
            TypeRule::Derived { from: "memref", to: "value", via: via::elem, summary: "value type matches element type of memref" },
        ],
        asm: Asm::Format("$kind $value `,` $memref `[` $indices `]` attr-dict `:` `(` type($value) `,` type($memref) `)` `->` type($result)"),
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 1, Effect::Read, fx); operand(op, 1, Effect::Write, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.atomic_yield",
        summary: "yield operation for GenericAtomicRMWOp",
        operands: &[one("result", TypeC::Any)],
        traits: all(&[Traits::PURE, Traits::TERMINATOR, Traits::RETURN_LIKE]),
        parents: &["memref.generic_atomic_rmw"],
        asm: Asm::Format("$result attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.cast",
        summary: "memref cast operation",
        operands: &[one("source", TypeC::AnyMemRef(&TypeC::Any))],
        results: &[one("dest", TypeC::AnyMemRef(&TypeC::Any))],
        traits: all(&[Traits::PURE]),
        types: &[TypeRule::SameShape],
        asm: Asm::Format("$source attr-dict `:` type($source) `to` type($dest)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.collapse_shape",
        summary: "operation to produce a memref with a smaller rank.",
        operands: &[one("src", TypeC::All(&[TypeC::MemRef(&TypeC::Any), is::STRIDED_MEMREF]))],
        results: &[one("result", TypeC::All(&[TypeC::MemRef(&TypeC::Any), is::STRIDED_MEMREF]))],
        attrs: &[attr("reassociation", AttrC::Array(&AttrC::Array(&AttrC::I(64))))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$src $reassociation attr-dict `:` type($src) `into` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.copy",
        summary: "",
        operands: &[
            one("source", TypeC::AnyMemRef(&TypeC::Any)),
            one("target", TypeC::AnyMemRef(&TypeC::Any)),
        ],
        types: &[
            TypeRule::SameElem,
            TypeRule::SameOperandShape,
        ],
        asm: Asm::Format("$source `,` $target attr-dict `:` type($source) `to` type($target)"),
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 0, Effect::Read, fx); operand(op, 1, Effect::Write, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.dealloc",
        summary: "memory deallocation operation",
        operands: &[one("memref", TypeC::AnyMemRef(&TypeC::Any))],
        asm: Asm::Format("$memref attr-dict `:` type($memref)"),
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 0, Effect::Free, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.dim",
        summary: "dimension index operation",
        operands: &[
            one("source", TypeC::OneOf(&[TypeC::All(&[TypeC::AnyMemRef(&TypeC::Any), is::UNRANKED]), TypeC::All(&[TypeC::MemRef(&TypeC::Any), is::RANK_AT_LEAST_1])])),
            one("index", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        asm: Asm::Format("attr-dict $source `,` $index `:` type($source)"),
        interfaces: &[&MemoryEffects(|_, _| {})],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.distinct_objects",
        summary: "assumption that acesses to specific memrefs will never alias",
        operands: &[many("operands", TypeC::MemRef(&TypeC::Any))],
        results: &[many("results", TypeC::MemRef(&TypeC::Any))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$operands attr-dict `:` type($operands)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.dma_start",
        summary: "non-blocking DMA operation that starts a transfer",
        operands: &[many("operands", TypeC::Any)],
        asm: super::asm::DMA_START,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.dma_wait",
        summary: "blocking DMA operation that waits for transfer completion",
        operands: &[
            one("tagMemRef", TypeC::MemRef(&TypeC::Any)),
            many("tagIndices", TypeC::Index),
            one("numElements", TypeC::Index),
        ],
        asm: Asm::Format("$tagMemRef `[` $tagIndices `]` `,` $numElements attr-dict `:` type($tagMemRef)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.expand_shape",
        summary: "operation to produce a memref with a higher rank.",
        operands: &[
            one("src", TypeC::All(&[TypeC::MemRef(&TypeC::Any), is::STRIDED_MEMREF])),
            many("output_shape", TypeC::Index),
        ],
        results: &[one("result", TypeC::All(&[TypeC::MemRef(&TypeC::Any), is::STRIDED_MEMREF]))],
        attrs: &[
            attr("reassociation", AttrC::Array(&AttrC::Array(&AttrC::I(64)))),
            attr("static_output_shape", AttrC::DenseArray(64)),
        ],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$src $reassociation `output_shape` custom<DynamicIndexList>($output_shape, $static_output_shape) attr-dict `:` type($src) `into` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.extract_aligned_pointer_as_index",
        summary: "Extracts a memref's underlying aligned pointer as an index",
        operands: &[one("source", TypeC::AnyMemRef(&TypeC::Any))],
        results: &[one("aligned_pointer", TypeC::Index)],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$source `:` type($source) `->` type(results) attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.extract_strided_metadata",
        summary: "Extracts a buffer base with offset and strides",
        operands: &[one("source", TypeC::All(&[TypeC::MemRef(&TypeC::Any), is::STRIDED_MEMREF]))],
        results: &[
            one("base_buffer", TypeC::All(&[TypeC::MemRef(&TypeC::Any), is::STRIDED_MEMREF, TypeC::Rank(&[0])])),
            one("offset", TypeC::Index),
            many("sizes", TypeC::Index),
            many("strides", TypeC::Index),
        ],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$source `:` type($source) `->` type(results) attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.generic_atomic_rmw",
        summary: "atomic read-modify-write operation with a region",
        operands: &[
            one("memref", TypeC::MemRef(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::AnyFloat]))),
            many("indices", TypeC::Index),
        ],
        results: &[one("result", TypeC::OneOf(&[TypeC::AnySignless, TypeC::AnyFloat]))],
        regions: &[RegionSlot { name: "atomic_body", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK]),
        types: &[TypeRule::Derived { from: "memref", to: "result", via: via::elem, summary: "result type matches element type of memref" }],
        asm: super::asm::GENERIC_ATOMIC_RMW,
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 0, Effect::Read, fx); operand(op, 0, Effect::Write, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.get_global",
        summary: "get the memref pointing to a global variable",
        results: &[one("result", TypeC::All(&[TypeC::MemRef(&TypeC::Any), TypeC::StaticShape]))],
        attrs: &[attr("name", AttrC::FlatSymbol)],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$name `:` type($result) attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.global",
        summary: "declare or define a global memref variable",
        attrs: &[
            attr("sym_name", AttrC::SymbolName),
            maybe_attr("sym_visibility", AttrC::Str),
            attr("type", AttrC::Type(&TypeC::AnyMemRef(&TypeC::Any))),
            maybe_attr("initial_value", AttrC::Any),
            maybe_attr("constant", AttrC::Unit),
            maybe_attr("alignment", AttrC::Confined(&AttrC::I(64), is::power_of_two, "a positive power of two")),
        ],
        traits: all(&[Traits::SYMBOL]),
        asm: Asm::Format("($sym_visibility^)? (`constant` $constant^)? $sym_name `:` custom<GlobalMemrefOpTypeAndInitialValue>($type, $initial_value) attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.load",
        summary: "load operation",
        operands: &[
            one("memref", TypeC::MemRef(&TypeC::Any)),
            many("indices", TypeC::Index),
        ],
        results: &[one("result", TypeC::Any)],
        attrs: &[
            maybe_attr_or("nontemporal", AttrC::Bool, "false"),
            maybe_attr("alignment", AttrC::Confined(&AttrC::I(64), is::power_of_two, "a positive power of two")),
        ],
        types: &[TypeRule::Derived { from: "memref", to: "result", via: via::elem, summary: "result type matches element type of 'memref'" }],
        asm: Asm::Format("$memref `[` $indices `]` attr-dict `:` type($memref)"),
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 0, Effect::Read, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.memory_space_cast",
        summary: "memref memory space cast operation",
        operands: &[one("source", TypeC::AnyMemRef(&TypeC::Any))],
        results: &[one("dest", TypeC::AnyMemRef(&TypeC::Any))],
        traits: all(&[Traits::PURE]),
        types: &[
            TypeRule::SameElem,
            TypeRule::SameShape,
        ],
        asm: Asm::Format("$source attr-dict `:` type($source) `to` type($dest)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.prefetch",
        summary: "prefetch operation",
        operands: &[
            one("memref", TypeC::MemRef(&TypeC::Any)),
            many("indices", TypeC::Index),
        ],
        attrs: &[
            attr("isWrite", AttrC::Bool),
            attr("localityHint", AttrC::Confined(&AttrC::I(32), is::from_0_to_3, "an integer from 0 to 3")),
            attr("isDataCache", AttrC::Bool),
        ],
        asm: super::asm::PREFETCH,
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 0, Effect::Write, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.rank",
        summary: "rank operation",
        operands: &[one("memref", TypeC::AnyMemRef(&TypeC::Any))],
        results: &[one("", TypeC::Index)],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$memref attr-dict `:` type($memref)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.realloc",
        summary: "memory reallocation operation",
        operands: &[
            one("source", TypeC::All(&[TypeC::MemRef(&TypeC::Any), TypeC::Rank(&[1])])),
            maybe("dynamicResultSize", TypeC::Index),
        ],
        results: &[one("", TypeC::All(&[TypeC::MemRef(&TypeC::Any), TypeC::Rank(&[1])]))],
        attrs: &[maybe_attr("alignment", AttrC::Confined(&AttrC::I(64), is::power_of_two, "a positive power of two"))],
        asm: Asm::Format("$source (`(` $dynamicResultSize^ `)`)? attr-dict `:` type($source) `to` type(results)"),
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 0, Effect::Free, fx); result(op, 0, Effect::Allocate, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.reinterpret_cast",
        summary: "memref reinterpret cast operation",
        operands: &[
            one("source", TypeC::AnyMemRef(&TypeC::Any)),
            many("offsets", TypeC::Index),
            many("sizes", TypeC::Index),
            many("strides", TypeC::Index),
        ],
        results: &[one("result", TypeC::All(&[TypeC::MemRef(&TypeC::Any), is::STRIDED_MEMREF]))],
        attrs: &[
            attr("static_offsets", AttrC::DenseArray(64)),
            attr("static_sizes", AttrC::DenseArray(64)),
            attr("static_strides", AttrC::DenseArray(64)),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        traits: all(&[Traits::OPERAND_SEGMENTS, Traits::PURE]),
        asm: Asm::Format("$source `to` `offset` `` `:` custom<DynamicIndexList>($offsets, $static_offsets) `` `,` `sizes` `` `:` custom<DynamicIndexList>($sizes, $static_sizes) `` `,` `strides` `` `:` custom<DynamicIndexList>($strides, $static_strides) attr-dict `:` type($source) `to` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.reshape",
        summary: "memref reshape operation",
        operands: &[
            one("source", TypeC::AnyMemRef(&TypeC::Any)),
            one("shape", TypeC::All(&[TypeC::MemRef(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])), TypeC::Rank(&[1])])),
        ],
        results: &[one("result", TypeC::AnyMemRef(&TypeC::Any))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$source `(` $shape `)` attr-dict `:` functional-type(operands, results)"),
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 1, Effect::Read, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.store",
        summary: "store operation",
        operands: &[
            one("value", TypeC::Any),
            one("memref", TypeC::MemRef(&TypeC::Any)),
            many("indices", TypeC::Index),
        ],
        attrs: &[
            maybe_attr_or("nontemporal", AttrC::Bool, "false"),
            maybe_attr("alignment", AttrC::Confined(&AttrC::I(64), is::power_of_two, "a positive power of two")),
        ],
        types: &[TypeRule::Derived { from: "memref", to: "value", via: via::elem, summary: "type of 'value' matches element type of 'memref'" }],
        asm: Asm::Format("$value `,` $memref `[` $indices `]` attr-dict `:` type($memref)"),
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 1, Effect::Write, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.subview",
        summary: "memref subview operation",
        operands: &[
            one("source", TypeC::MemRef(&TypeC::Any)),
            many("offsets", TypeC::Index),
            many("sizes", TypeC::Index),
            many("strides", TypeC::Index),
        ],
        results: &[one("result", TypeC::MemRef(&TypeC::Any))],
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
        name: "memref.transpose",
        summary: "`transpose` produces a new strided memref (metadata-only)",
        operands: &[one("in", TypeC::All(&[TypeC::MemRef(&TypeC::Any), is::STRIDED_MEMREF]))],
        results: &[one("", TypeC::All(&[TypeC::MemRef(&TypeC::Any), is::STRIDED_MEMREF]))],
        attrs: &[attr("permutation", AttrC::Map)],
        traits: all(&[Traits::PURE]),
        asm: super::asm::TRANSPOSE,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "memref.view",
        summary: "memref view operation",
        operands: &[
            one("source", TypeC::All(&[TypeC::MemRef(&TypeC::I(8)), TypeC::Rank(&[1])])),
            one("byte_shift", TypeC::Index),
            many("sizes", TypeC::Index),
        ],
        results: &[one("", TypeC::MemRef(&TypeC::Any))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$source `[` $byte_shift `]` `` `[` $sizes `]` attr-dict `:` type($source) `to` type(results)"),
        ..OpDef::EMPTY
    },
];

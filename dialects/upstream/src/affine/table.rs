//! Operations of `affine`, imported from LLVM 22.1.8: `mlir/Dialect/Affine/IR/AffineOps.td`.
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
        name: "affine.apply",
        summary: "affine apply operation",
        operands: &[many("mapOperands", TypeC::Index)],
        results: &[one("", TypeC::Index)],
        attrs: &[attr("map", AttrC::Map)],
        traits: all(&[Traits::PURE]),
        asm: super::asm::APPLY,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "affine.delinearize_index",
        summary: "delinearize an index",
        operands: &[
            one("linear_index", TypeC::Index),
            many("dynamic_basis", TypeC::Index),
        ],
        results: &[many("multi_index", TypeC::Index)],
        attrs: &[attr("static_basis", AttrC::DenseArray(64))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$linear_index `into` custom<DynamicIndexList>($dynamic_basis, $static_basis, \"{}\", \"::mlir::AsmParser::Delimiter::Paren\") attr-dict `:` type($multi_index)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "affine.for",
        summary: "for operation",
        operands: &[
            many("lowerBoundOperands", TypeC::Index),
            many("upperBoundOperands", TypeC::Index),
            many("inits", TypeC::Any),
        ],
        results: &[many("results", TypeC::Any)],
        attrs: &[
            attr("lowerBoundMap", AttrC::Map),
            attr("upperBoundMap", AttrC::Map),
            attr("step", AttrC::Index),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::One, variadic: false }],
        traits: all(&[Traits::OPERAND_SEGMENTS, Traits::ALLOC_SCOPE, Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS]),
        asm: super::asm::FOR,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "affine.if",
        summary: "if-then-else operation",
        operands: &[many("", TypeC::Any)],
        results: &[many("results", TypeC::Any)],
        attrs: &[attr("condition", AttrC::Set)],
        regions: &[
            RegionSlot { name: "thenRegion", size: RegionSize::One, variadic: false },
            RegionSlot { name: "elseRegion", size: RegionSize::Any, variadic: false },
        ],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS]),
        asm: super::asm::IF,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "affine.linearize_index",
        summary: "linearize an index",
        operands: &[
            many("multi_index", TypeC::Index),
            many("dynamic_basis", TypeC::Index),
        ],
        results: &[one("linear_index", TypeC::Index)],
        attrs: &[
            attr("static_basis", AttrC::DenseArray(64)),
            maybe_attr("disjoint", AttrC::Unit),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        traits: all(&[Traits::PURE, Traits::OPERAND_SEGMENTS]),
        asm: Asm::Format("(`disjoint` $disjoint^)? ` ` `[` $multi_index `]` `by` custom<DynamicIndexList>($dynamic_basis, $static_basis, \"{}\", \"::mlir::AsmParser::Delimiter::Paren\") attr-dict `:` type($linear_index)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "affine.load",
        summary: "affine load operation",
        operands: &[
            one("memref", TypeC::MemRef(&TypeC::Any)),
            many("indices", TypeC::Index),
        ],
        results: &[one("result", TypeC::Any)],
        attrs: &[attr("map", AttrC::Map)],
        asm: super::asm::LOAD,
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 0, Effect::Read, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "affine.max",
        summary: "max operation",
        operands: &[many("operands", TypeC::Index)],
        results: &[one("", TypeC::Index)],
        attrs: &[attr("map", AttrC::Map)],
        traits: all(&[Traits::PURE]),
        asm: super::asm::MAX,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "affine.min",
        summary: "min operation",
        operands: &[many("operands", TypeC::Index)],
        results: &[one("", TypeC::Index)],
        attrs: &[attr("map", AttrC::Map)],
        traits: all(&[Traits::PURE]),
        asm: super::asm::MIN,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "affine.parallel",
        summary: "multi-index parallel band operation",
        operands: &[many("mapOperands", TypeC::Index)],
        results: &[many("results", TypeC::Any)],
        attrs: &[
            attr("reductions", AttrC::Array(&AttrC::Enum(64, &crate::arith::table::ATOMIC_RMW_KIND))),
            attr("lowerBoundsMap", AttrC::Map),
            attr("lowerBoundsGroups", AttrC::IntElements),
            attr("upperBoundsMap", AttrC::Map),
            attr("upperBoundsGroups", AttrC::IntElements),
            attr("steps", AttrC::Array(&AttrC::I(64))),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::One, variadic: false }],
        traits: all(&[Traits::ALLOC_SCOPE, Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS]),
        asm: super::asm::PARALLEL,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "affine.prefetch",
        summary: "affine prefetch operation",
        operands: &[
            one("memref", TypeC::MemRef(&TypeC::Any)),
            many("indices", TypeC::Index),
        ],
        attrs: &[
            attr("isWrite", AttrC::Bool),
            attr("localityHint", AttrC::Confined(&AttrC::I(32), is::from_0_to_3, "an integer from 0 to 3")),
            attr("isDataCache", AttrC::Bool),
            attr("map", AttrC::Map),
        ],
        asm: super::asm::PREFETCH,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "affine.store",
        summary: "affine store operation",
        operands: &[
            one("value", TypeC::Any),
            one("memref", TypeC::MemRef(&TypeC::Any)),
            many("indices", TypeC::Index),
        ],
        attrs: &[attr("map", AttrC::Map)],
        asm: super::asm::STORE,
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 1, Effect::Write, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "affine.vector_load",
        summary: "affine vector load operation",
        operands: &[
            one("memref", TypeC::MemRef(&TypeC::Any)),
            many("indices", TypeC::Index),
        ],
        results: &[one("result", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1]))],
        attrs: &[attr("map", AttrC::Map)],
        asm: super::asm::VECTOR_LOAD,
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 0, Effect::Read, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "affine.vector_store",
        summary: "affine vector store operation",
        operands: &[
            one("value", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1])),
            one("memref", TypeC::MemRef(&TypeC::Any)),
            many("indices", TypeC::Index),
        ],
        attrs: &[attr("map", AttrC::Map)],
        asm: super::asm::VECTOR_STORE,
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 1, Effect::Write, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "affine.yield",
        summary: "Yield values to parent operation",
        operands: &[many("operands", TypeC::Any)],
        traits: all(&[Traits::PURE, Traits::TERMINATOR, Traits::RETURN_LIKE]),
        asm: Asm::Format("attr-dict ($operands^ `:` type($operands))?"),
        ..OpDef::EMPTY
    },
];

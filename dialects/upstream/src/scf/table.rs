//! Operations of `scf`, imported from LLVM 22.1.8: `mlir/Dialect/SCF/IR/SCFOps.td`.
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
        name: "scf.condition",
        summary: "loop continuation condition",
        operands: &[
            one("condition", TypeC::I(1)),
            many("args", TypeC::Any),
        ],
        traits: all(&[Traits::PURE, Traits::TERMINATOR]),
        parents: &["scf.while"],
        asm: Asm::Format("`(` $condition `)` attr-dict ($args^ `:` type($args))?"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "scf.execute_region",
        summary: "operation that executes its region exactly once",
        results: &[many("", TypeC::Any)],
        attrs: &[maybe_attr("no_inline", AttrC::Unit)],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::RECURSIVE_EFFECTS]),
        asm: super::asm::EXECUTE_REGION,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "scf.for",
        summary: "for operation",
        operands: &[
            one("lowerBound", TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])),
            one("upperBound", TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])),
            one("step", TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])),
            many("initArgs", TypeC::Any),
        ],
        results: &[many("results", TypeC::Any)],
        attrs: &[maybe_attr("unsignedCmp", AttrC::Unit)],
        regions: &[RegionSlot { name: "region", size: RegionSize::One, variadic: false }],
        traits: all(&[Traits::ALLOC_SCOPE, Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS]),
        types: &[TypeRule::AllMatch(&["lowerBound", "upperBound", "step"])],
        asm: super::asm::FOR,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "scf.forall",
        summary: "evaluate a block multiple times in parallel",
        operands: &[
            many("dynamicLowerBound", TypeC::Index),
            many("dynamicUpperBound", TypeC::Index),
            many("dynamicStep", TypeC::Index),
            many("outputs", TypeC::RankedTensor(&TypeC::Any)),
        ],
        results: &[many("results", TypeC::Any)],
        attrs: &[
            attr("staticLowerBound", AttrC::DenseArray(64)),
            attr("staticUpperBound", AttrC::DenseArray(64)),
            attr("staticStep", AttrC::DenseArray(64)),
            maybe_attr("mapping", AttrC::Array(&AttrC::Any)),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::One, variadic: false }],
        traits: all(&[Traits::OPERAND_SEGMENTS, Traits::ALLOC_SCOPE, Traits::RECURSIVE_EFFECTS, Traits::SINGLE_BLOCK]),
        asm: super::asm::FORALL,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "scf.forall.in_parallel",
        summary: "terminates a `forall` block",
        regions: &[RegionSlot { name: "region", size: RegionSize::One, variadic: false }],
        traits: all(&[Traits::PURE, Traits::TERMINATOR, Traits::NO_TERMINATOR, Traits::SINGLE_BLOCK, Traits::GRAPH_REGION]),
        parents: &["scf.forall"],
        asm: super::asm::FORALL_IN_PARALLEL,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "scf.if",
        summary: "if-then-else operation",
        operands: &[one("condition", TypeC::I(1))],
        results: &[many("results", TypeC::Any)],
        regions: &[
            RegionSlot { name: "thenRegion", size: RegionSize::One, variadic: false },
            RegionSlot { name: "elseRegion", size: RegionSize::MaxOne, variadic: false },
        ],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS]),
        asm: super::asm::IF,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "scf.index_switch",
        summary: "switch-case operation on an index argument",
        operands: &[one("arg", TypeC::Index)],
        results: &[many("results", TypeC::Any)],
        attrs: &[attr("cases", AttrC::DenseArray(64))],
        regions: &[
            RegionSlot { name: "defaultRegion", size: RegionSize::One, variadic: false },
            RegionSlot { name: "caseRegions", size: RegionSize::One, variadic: true },
        ],
        traits: all(&[Traits::RECURSIVE_EFFECTS, Traits::SINGLE_BLOCK]),
        asm: Asm::Format("$arg attr-dict (`->` type($results)^)? custom<SwitchCases>($cases, $caseRegions) `\\n` `` `default` $defaultRegion"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "scf.parallel",
        summary: "parallel for operation",
        operands: &[
            many("lowerBound", TypeC::Index),
            many("upperBound", TypeC::Index),
            many("step", TypeC::Index),
            many("initVals", TypeC::Any),
        ],
        results: &[many("results", TypeC::Any)],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::One, variadic: false }],
        traits: all(&[Traits::ALLOC_SCOPE, Traits::OPERAND_SEGMENTS, Traits::RECURSIVE_EFFECTS, Traits::SINGLE_BLOCK]),
        asm: super::asm::PARALLEL,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "scf.reduce",
        summary: "reduce operation for scf.parallel",
        operands: &[many("operands", TypeC::Any)],
        regions: &[RegionSlot { name: "reductions", size: RegionSize::One, variadic: true }],
        traits: all(&[Traits::TERMINATOR, Traits::RECURSIVE_EFFECTS]),
        parents: &["scf.parallel"],
        asm: Asm::Format("(`(` $operands^ `:` type($operands) `)`)? $reductions attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "scf.reduce.return",
        summary: "terminator for reduce operation",
        operands: &[one("result", TypeC::Any)],
        traits: all(&[Traits::PURE, Traits::TERMINATOR]),
        parents: &["scf.reduce"],
        asm: Asm::Format("$result attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "scf.while",
        summary: "a generic 'while' loop",
        operands: &[many("inits", TypeC::Any)],
        results: &[many("results", TypeC::Any)],
        regions: &[
            RegionSlot { name: "before", size: RegionSize::One, variadic: false },
            RegionSlot { name: "after", size: RegionSize::One, variadic: false },
        ],
        traits: all(&[Traits::RECURSIVE_EFFECTS, Traits::SINGLE_BLOCK]),
        asm: super::asm::WHILE,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "scf.yield",
        summary: "loop yield and termination operation",
        operands: &[many("results", TypeC::Any)],
        traits: all(&[Traits::PURE, Traits::RETURN_LIKE, Traits::TERMINATOR]),
        parents: &["scf.execute_region", "scf.for", "scf.if", "scf.index_switch", "scf.while"],
        asm: Asm::Format("attr-dict ($results^ `:` type($results))?"),
        ..OpDef::EMPTY
    },
];

//! Operations of `bufferization`, imported from LLVM 22.1.8: `mlir/Dialect/Bufferization/IR/BufferizationOps.td`.
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
        name: "bufferization.alloc_tensor",
        summary: "allocate buffer for a tensor",
        operands: &[
            many("dynamic_sizes", TypeC::Index),
            maybe("copy", TypeC::Tensor(&TypeC::Any)),
            maybe("size_hint", TypeC::Index),
        ],
        results: &[one("result", TypeC::Tensor(&TypeC::Any))],
        attrs: &[
            maybe_attr("memory_space", AttrC::Any),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        traits: all(&[Traits::OPERAND_SEGMENTS]),
        asm: super::asm::ALLOC_TENSOR,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "bufferization.clone",
        summary: "clone a memref",
        operands: &[one("input", TypeC::AnyMemRef(&TypeC::Any))],
        results: &[one("output", TypeC::AnyMemRef(&TypeC::Any))],
        asm: Asm::Format("$input attr-dict `:` type($input) `to` type($output)"),
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 0, Effect::Read, fx); result(op, 0, Effect::Write, fx); result(op, 0, Effect::Allocate, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "bufferization.dealloc",
        summary: "deallocates the given memrefs if no alias is retained",
        operands: &[
            many("memrefs", TypeC::AnyMemRef(&TypeC::Any)),
            many("conditions", TypeC::I(1)),
            many("retained", TypeC::AnyMemRef(&TypeC::Any)),
        ],
        results: &[many("updatedConditions", TypeC::I(1))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        traits: all(&[Traits::OPERAND_SEGMENTS]),
        asm: Asm::Format("(` ``(` $memrefs^ `:` type($memrefs) `)` `if` ` ` `(` $conditions `)` )? (`retain` ` ` `(` $retained^ `:` type($retained) `)` )? attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "bufferization.dealloc_tensor",
        summary: "release underlying storage format of given tensor",
        operands: &[one("tensor", TypeC::Tensor(&TypeC::Any))],
        asm: Asm::Format("$tensor attr-dict `:` type($tensor)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "bufferization.materialize_in_destination",
        summary: "copy a tensor",
        operands: &[
            one("source", TypeC::Tensor(&TypeC::Any)),
            one("dest", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[maybe("result", TypeC::Tensor(&TypeC::Any))],
        attrs: &[
            maybe_attr("restrict", AttrC::Unit),
            maybe_attr("writable", AttrC::Unit),
        ],
        types: &[TypeRule::AllElemMatch(&["source", "dest"])],
        asm: Asm::Format("$source `in` (`restrict` $restrict^)? (`writable` $writable^)? $dest attr-dict `:` functional-type(operands, results)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "bufferization.to_buffer",
        summary: "cast a tensor-like type to buffer-like type",
        operands: &[one("tensor", TypeC::Tensor(&TypeC::Any))],
        results: &[one("buffer", TypeC::AnyMemRef(&TypeC::Any))],
        attrs: &[maybe_attr("read_only", AttrC::Unit)],
        traits: all(&[Traits::PURE]),
        types: &[
            TypeRule::SameShape,
            TypeRule::SameElem,
        ],
        asm: Asm::Format("$tensor (`read_only` $read_only^)? attr-dict `:` type($tensor) `to` type($buffer)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "bufferization.to_tensor",
        summary: "create a tensor-like type from a buffer-like type",
        operands: &[one("buffer", TypeC::AnyMemRef(&TypeC::Any))],
        results: &[one("result", TypeC::Tensor(&TypeC::Any))],
        attrs: &[
            maybe_attr("restrict", AttrC::Unit),
            maybe_attr("writable", AttrC::Unit),
        ],
        types: &[
            TypeRule::SameShape,
            TypeRule::SameElem,
        ],
        asm: Asm::Format("$buffer (`restrict` $restrict^)? (`writable` $writable^)? attr-dict `:` type($buffer) `to` type($result)"),
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 0, Effect::Read, fx) })],
        ..OpDef::EMPTY
    },
];

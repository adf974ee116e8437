//! Operations of `index`, imported from LLVM 22.1.8: `mlir/Dialect/Index/IR/IndexOps.td`.
//!
//! Written by terrace-odsgen; not edited by hand. Names, summaries and assembly formats are
//! part of the LLVM Project, under the Apache License v2.0 with LLVM Exceptions
//! (SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception).

use crate::ods::*;

/// Cases of `IndexCmpPredicate`.
pub const INDEX_CMP_PREDICATE: EnumDef = EnumDef {
    name: "IndexCmpPredicate",
    bits: false,
    separator: "",
    cases: &[
        ("eq", 0),
        ("ne", 1),
        ("slt", 2),
        ("sle", 3),
        ("sgt", 4),
        ("sge", 5),
        ("ult", 6),
        ("ule", 7),
        ("ugt", 8),
        ("uge", 9),
    ],
};

/// Attributes of the dialect.
pub static ATTRS: &[AttrTypeDef] = &[
    AttrTypeDef {
        name: "index.cmp_predicate",
        doc: "index comparison predicate kind",
        params: &[ParamDef { name: "value", constraint: AttrC::Enum(32, &INDEX_CMP_PREDICATE), optional: false }],
        asm: ParamAsm::BareEnum(&INDEX_CMP_PREDICATE),
        verify: None,
    },
];

/// Operations of the dialect.
pub const OPS: &[OpDef] = &[
    OpDef {
        name: "index.add",
        summary: "index addition",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        traits: all(&[Traits::COMMUTATIVE, Traits::PURE]),
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.and",
        summary: "index bitwise and",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        traits: all(&[Traits::COMMUTATIVE, Traits::PURE]),
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.bool.constant",
        summary: "boolean constant",
        results: &[one("result", TypeC::I(1))],
        attrs: &[attr("value", AttrC::Bool)],
        traits: all(&[Traits::CONSTANT_LIKE, Traits::PURE]),
        asm: Asm::Format("attr-dict $value"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.casts",
        summary: "index signed cast",
        operands: &[one("input", TypeC::OneOf(&[TypeC::AnyInt, TypeC::Index]))],
        results: &[one("output", TypeC::OneOf(&[TypeC::AnyInt, TypeC::Index]))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$input attr-dict `:` type($input) `to` type($output)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.castu",
        summary: "index unsigned cast",
        operands: &[one("input", TypeC::OneOf(&[TypeC::AnyInt, TypeC::Index]))],
        results: &[one("output", TypeC::OneOf(&[TypeC::AnyInt, TypeC::Index]))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$input attr-dict `:` type($input) `to` type($output)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.ceildivs",
        summary: "index signed ceil division",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        interfaces: &[&MemoryEffects(|_, _| {})],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.ceildivu",
        summary: "index unsigned ceil division",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        interfaces: &[&MemoryEffects(|_, _| {})],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.cmp",
        summary: "index compare",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::I(1))],
        attrs: &[attr("pred", AttrC::DialectEnum("index.cmp_predicate", &INDEX_CMP_PREDICATE))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("`` $pred `(` $lhs `,` $rhs `)` attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.constant",
        summary: "index constant",
        results: &[one("result", TypeC::Index)],
        attrs: &[attr("value", AttrC::Index)],
        traits: all(&[Traits::CONSTANT_LIKE, Traits::PURE]),
        asm: Asm::Format("attr-dict $value"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.divs",
        summary: "index signed division",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        interfaces: &[&MemoryEffects(|_, _| {})],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.divu",
        summary: "index unsigned division",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        interfaces: &[&MemoryEffects(|_, _| {})],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.floordivs",
        summary: "index signed floor division",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        interfaces: &[&MemoryEffects(|_, _| {})],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.maxs",
        summary: "index signed maximum",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        traits: all(&[Traits::COMMUTATIVE, Traits::PURE]),
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.maxu",
        summary: "index unsigned maximum",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        traits: all(&[Traits::COMMUTATIVE, Traits::PURE]),
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.mins",
        summary: "index signed minimum",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        traits: all(&[Traits::COMMUTATIVE, Traits::PURE]),
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.minu",
        summary: "index unsigned minimum",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        traits: all(&[Traits::COMMUTATIVE, Traits::PURE]),
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.mul",
        summary: "index multiplication",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        traits: all(&[Traits::COMMUTATIVE, Traits::PURE]),
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.or",
        summary: "index bitwise or",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        traits: all(&[Traits::COMMUTATIVE, Traits::PURE]),
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.rems",
        summary: "index signed remainder",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        interfaces: &[&MemoryEffects(|_, _| {})],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.remu",
        summary: "index unsigned remainder",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        interfaces: &[&MemoryEffects(|_, _| {})],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.shl",
        summary: "index shift left",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.shrs",
        summary: "signed index shift right",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.shru",
        summary: "unsigned index shift right",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.sizeof",
        summary: "size in bits of the index type",
        results: &[one("result", TypeC::Index)],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.sub",
        summary: "index subtraction",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "index.xor",
        summary: "index bitwise xor",
        operands: &[
            one("lhs", TypeC::Index),
            one("rhs", TypeC::Index),
        ],
        results: &[one("result", TypeC::Index)],
        traits: all(&[Traits::COMMUTATIVE, Traits::PURE]),
        asm: Asm::Format("$lhs `,` $rhs attr-dict"),
        ..OpDef::EMPTY
    },
];

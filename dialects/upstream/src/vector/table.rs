//! Operations of `vector`, imported from LLVM 22.1.8: `mlir/Dialect/Vector/IR/VectorOps.td`.
//!
//! Written by terrace-odsgen; not edited by hand. Names, summaries and assembly formats are
//! part of the LLVM Project, under the Apache License v2.0 with LLVM Exceptions
//! (SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception).

use crate::ods::*;

/// Cases of `CombiningKind`.
pub const COMBINING_KIND: EnumDef = EnumDef {
    name: "CombiningKind",
    bits: false,
    separator: "",
    cases: &[
        ("add", 0),
        ("mul", 1),
        ("minui", 2),
        ("minsi", 3),
        ("minnumf", 4),
        ("maxui", 5),
        ("maxsi", 6),
        ("maxnumf", 7),
        ("and", 8),
        ("or", 9),
        ("xor", 10),
        ("maximumf", 12),
        ("minimumf", 11),
    ],
};

/// Cases of `IteratorType`.
pub const ITERATOR_TYPE: EnumDef = EnumDef {
    name: "IteratorType",
    bits: false,
    separator: "",
    cases: &[
        ("parallel", 0),
        ("reduction", 1),
    ],
};

/// Cases of `PrintPunctuation`.
pub const PRINT_PUNCTUATION: EnumDef = EnumDef {
    name: "PrintPunctuation",
    bits: false,
    separator: "",
    cases: &[
        ("no_punctuation", 0),
        ("newline", 1),
        ("comma", 2),
        ("open", 3),
        ("close", 4),
    ],
};

/// Attributes of the dialect.
pub static ATTRS: &[AttrTypeDef] = &[
    AttrTypeDef {
        name: "vector.iterator_type",
        doc: "Iterator type",
        params: &[ParamDef { name: "value", constraint: AttrC::Enum(32, &ITERATOR_TYPE), optional: false }],
        asm: ParamAsm::Enum(&ITERATOR_TYPE),
        verify: None,
    },
    AttrTypeDef {
        name: "vector.kind",
        doc: "Kind of combining function for contractions and reductions",
        params: &[ParamDef { name: "value", constraint: AttrC::Enum(32, &COMBINING_KIND), optional: false }],
        asm: ParamAsm::Enum(&COMBINING_KIND),
        verify: None,
    },
    AttrTypeDef {
        name: "vector.punctuation",
        doc: "Punctuation for separating vectors or vector elements",
        params: &[ParamDef { name: "value", constraint: AttrC::Enum(32, &PRINT_PUNCTUATION), optional: false }],
        asm: ParamAsm::Enum(&PRINT_PUNCTUATION),
        verify: None,
    },
];

/// Operations of the dialect.
pub const OPS: &[OpDef] = &[
    OpDef {
        name: "vector.bitcast",
        summary: "bitcast casts between vectors",
        operands: &[one("source", TypeC::Vector(&TypeC::Any))],
        results: &[one("result", TypeC::Vector(&TypeC::Any))],
        traits: all(&[Traits::PURE]),
        types: &[TypeRule::AllRankMatch(&["source", "result"])],
        asm: Asm::Format("$source attr-dict `:` type($source) `to` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.broadcast",
        summary: "broadcast operation",
        operands: &[one("source", TypeC::Any)],
        results: &[one("vector", TypeC::Vector(&TypeC::Any))],
        traits: all(&[Traits::PURE]),
        types: &[TypeRule::AllElemMatch(&["vector", "source"])],
        asm: Asm::Format("$source attr-dict `:` type($source) `to` type($vector)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.compressstore",
        summary: "writes elements selectively from a vector as defined by a mask",
        operands: &[
            one("base", TypeC::MemRef(&TypeC::Any)),
            many("indices", TypeC::Index),
            one("mask", TypeC::All(&[TypeC::Vector(&TypeC::I(1)), is::FIXED_VECTOR, is::RANK_AT_LEAST_1])),
            one("valueToStore", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1])),
        ],
        attrs: &[maybe_attr("alignment", AttrC::Confined(&AttrC::I(64), is::power_of_two, "a positive power of two"))],
        asm: Asm::Format("$base `[` $indices `]` `,` $mask `,` $valueToStore attr-dict `:` type($base) `,` type($mask) `,` type($valueToStore)"),
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 0, Effect::Write, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.constant_mask",
        summary: "creates a constant vector mask",
        results: &[one("", TypeC::Vector(&TypeC::I(1)))],
        attrs: &[attr("mask_dim_sizes", AttrC::DenseArray(64))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$mask_dim_sizes attr-dict `:` type(results)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.contract",
        summary: "vector contraction operation",
        operands: &[
            one("lhs", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1])),
            one("rhs", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1])),
            one("acc", TypeC::Any),
        ],
        results: &[one("", TypeC::Any)],
        attrs: &[
            attr("indexing_maps", AttrC::Array(&AttrC::Any)),
            attr("iterator_types", AttrC::Array(&AttrC::DialectEnum("vector.iterator_type", &ITERATOR_TYPE))),
            attr_or("kind", AttrC::DialectEnum("vector.kind", &COMBINING_KIND), "#vector.kind<add>"),
        ],
        traits: all(&[Traits::PURE]),
        types: &[
            TypeRule::AllElemMatch(&["lhs", "rhs"]),
            TypeRule::AllElemMatch(&["", "acc"]),
        ],
        asm: super::asm::CONTRACT,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.create_mask",
        summary: "creates a vector mask",
        operands: &[many("operands", TypeC::Index)],
        results: &[one("", TypeC::Vector(&TypeC::I(1)))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$operands attr-dict `:` type(results)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.deinterleave",
        summary: "constructs two vectors by deinterleaving an input vector",
        operands: &[one("source", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1]))],
        results: &[
            one("res1", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1])),
            one("res2", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1])),
        ],
        traits: all(&[Traits::PURE]),
        types: &[
            TypeRule::Derived { from: "source", to: "res1", via: via::half_last_dim, summary: "the trailing dimension of the results is half the width of source trailing dimension" },
            TypeRule::AllMatch(&["res1", "res2"]),
        ],
        asm: Asm::Format("$source attr-dict `:` type($source) `->` type($res1)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.expandload",
        summary: "reads elements from memory and spreads them into a vector as defined by a mask",
        operands: &[
            one("base", TypeC::MemRef(&TypeC::Any)),
            many("indices", TypeC::Index),
            one("mask", TypeC::All(&[TypeC::Vector(&TypeC::I(1)), is::FIXED_VECTOR, is::RANK_AT_LEAST_1])),
            one("pass_thru", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1])),
        ],
        results: &[one("result", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1]))],
        attrs: &[maybe_attr("alignment", AttrC::Confined(&AttrC::I(64), is::power_of_two, "a positive power of two"))],
        asm: Asm::Format("$base `[` $indices `]` `,` $mask `,` $pass_thru attr-dict `:` type($base) `,` type($mask) `,` type($pass_thru) `into` type($result)"),
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 0, Effect::Read, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.extract",
        summary: "extract operation",
        operands: &[
            one("source", TypeC::Vector(&TypeC::Any)),
            many("dynamic_position", TypeC::Index),
        ],
        results: &[one("result", TypeC::Any)],
        attrs: &[attr("static_position", AttrC::DenseArray(64))],
        traits: all(&[Traits::PURE]),
        types: &[TypeRule::AllElemMatch(&["result", "source"])],
        asm: Asm::Format("$source `` custom<DynamicIndexList>($dynamic_position, $static_position) attr-dict `:` type($result) `from` type($source)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.extract_strided_slice",
        summary: "extract_strided_slice operation",
        operands: &[one("source", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1]))],
        results: &[one("", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1]))],
        attrs: &[
            attr("offsets", AttrC::Array(&AttrC::I(64))),
            attr("sizes", AttrC::Array(&AttrC::I(64))),
            attr("strides", AttrC::Array(&AttrC::I(64))),
        ],
        traits: all(&[Traits::PURE]),
        types: &[TypeRule::AllElemMatch(&["", "source"])],
        asm: Asm::Format("$source attr-dict `:` type($source) `to` type(results)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.fma",
        summary: "vector fused multiply-add",
        operands: &[
            one("lhs", TypeC::Vector(&TypeC::AnyFloat)),
            one("rhs", TypeC::Vector(&TypeC::AnyFloat)),
            one("acc", TypeC::Vector(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Vector(&TypeC::AnyFloat))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::AllMatch(&["lhs", "rhs", "acc", "result"])],
        asm: Asm::Format("$lhs `,` $rhs `,` $acc attr-dict `:` type($lhs)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.from_elements",
        summary: "operation that defines a vector from scalar elements",
        operands: &[many("elements", TypeC::Any)],
        results: &[one("dest", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::FIXED_VECTOR]))],
        traits: all(&[Traits::PURE]),
        types: &[TypeRule::DerivedList { from: "dest", to: "elements", via: via::elem_per_element, summary: "shaped type 'dest' matches 'elements' element count and types" }],
        asm: Asm::Format("$elements attr-dict `:` type($dest)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.gather",
        summary: "Gathers elements from memory or ranked tensor into a vector as defined by an index vector and a mask vector.",
        operands: &[
            one("base", TypeC::OneOf(&[TypeC::Tensor(&TypeC::Any), TypeC::MemRef(&TypeC::Any)])),
            many("offsets", TypeC::Index),
            one("indices", TypeC::All(&[TypeC::Vector(&TypeC::OneOf(&[TypeC::AnyInt, TypeC::Index])), is::RANK_AT_LEAST_1])),
            one("mask", TypeC::All(&[TypeC::Vector(&TypeC::I(1)), is::RANK_AT_LEAST_1])),
            one("pass_thru", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1])),
        ],
        results: &[one("result", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1]))],
        attrs: &[maybe_attr("alignment", AttrC::Confined(&AttrC::I(64), is::power_of_two, "a positive power of two"))],
        asm: Asm::Format("$base `[` $offsets `]` `[` $indices `]` `,` $mask `,` $pass_thru attr-dict `:` type($base) `,` type($indices) `,` type($mask) `,` type($pass_thru) `into` type($result)"),
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 0, Effect::Read, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.insert",
        summary: "insert operation",
        operands: &[
            one("valueToStore", TypeC::Any),
            one("dest", TypeC::Vector(&TypeC::Any)),
            many("dynamic_position", TypeC::Index),
        ],
        results: &[one("result", TypeC::Vector(&TypeC::Any))],
        attrs: &[attr("static_position", AttrC::DenseArray(64))],
        traits: all(&[Traits::PURE]),
        types: &[
            TypeRule::AllElemMatch(&["result", "valueToStore"]),
            TypeRule::AllMatch(&["dest", "result"]),
        ],
        asm: Asm::Format("$valueToStore `,` $dest custom<DynamicIndexList>($dynamic_position, $static_position) attr-dict `:` type($valueToStore) `into` type($dest)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.insert_strided_slice",
        summary: "strided_slice operation",
        operands: &[
            one("valueToStore", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1])),
            one("dest", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1])),
        ],
        results: &[one("result", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1]))],
        attrs: &[
            attr("offsets", AttrC::Array(&AttrC::I(64))),
            attr("strides", AttrC::Array(&AttrC::I(64))),
        ],
        traits: all(&[Traits::PURE]),
        types: &[
            TypeRule::AllElemMatch(&["result", "valueToStore"]),
            TypeRule::AllMatch(&["dest", "result"]),
        ],
        asm: Asm::Format("$valueToStore `,` $dest attr-dict `:` type($valueToStore) `into` type($dest)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.interleave",
        summary: "constructs a vector by interleaving two input vectors",
        operands: &[
            one("lhs", TypeC::Vector(&TypeC::Any)),
            one("rhs", TypeC::Vector(&TypeC::Any)),
        ],
        results: &[one("result", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1]))],
        traits: all(&[Traits::PURE]),
        types: &[
            TypeRule::AllMatch(&["lhs", "rhs"]),
            TypeRule::Derived { from: "lhs", to: "result", via: via::double_last_dim, summary: "type of 'result' is double the width of the inputs" },
        ],
        asm: Asm::Format("$lhs `,` $rhs attr-dict `:` type($lhs) `->` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.load",
        summary: "reads an n-D slice of memory into an n-D vector",
        operands: &[
            one("base", TypeC::MemRef(&TypeC::Any)),
            many("indices", TypeC::Index),
        ],
        results: &[one("result", TypeC::Vector(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("nontemporal", AttrC::Bool, "false"),
            maybe_attr("alignment", AttrC::Confined(&AttrC::I(64), is::power_of_two, "a positive power of two")),
        ],
        asm: Asm::Format("$base `[` $indices `]` attr-dict `:` type($base) `,` type($result)"),
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 0, Effect::Read, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.mask",
        summary: "Predicates a maskable vector operation",
        operands: &[
            one("mask", TypeC::All(&[TypeC::Vector(&TypeC::I(1)), is::RANK_AT_LEAST_1])),
            maybe("passthru", TypeC::Any),
        ],
        results: &[many("results", TypeC::Any)],
        regions: &[RegionSlot { name: "maskRegion", size: RegionSize::One, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS]),
        asm: super::asm::MASK,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.maskedload",
        summary: "loads elements from memory into a vector as defined by a mask vector",
        operands: &[
            one("base", TypeC::MemRef(&TypeC::Any)),
            many("indices", TypeC::Index),
            one("mask", TypeC::All(&[TypeC::Vector(&TypeC::I(1)), is::RANK_AT_LEAST_1])),
            one("pass_thru", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1])),
        ],
        results: &[one("result", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1]))],
        attrs: &[maybe_attr("alignment", AttrC::Confined(&AttrC::I(64), is::power_of_two, "a positive power of two"))],
        asm: Asm::Format("$base `[` $indices `]` `,` $mask `,` $pass_thru attr-dict `:` type($base) `,` type($mask) `,` type($pass_thru) `into` type($result)"),
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 0, Effect::Read, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.maskedstore",
        summary: "stores elements from a vector into memory as defined by a mask vector",
        operands: &[
            one("base", TypeC::MemRef(&TypeC::Any)),
            many("indices", TypeC::Index),
            one("mask", TypeC::All(&[TypeC::Vector(&TypeC::I(1)), is::RANK_AT_LEAST_1])),
            one("valueToStore", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1])),
        ],
        attrs: &[maybe_attr("alignment", AttrC::Confined(&AttrC::I(64), is::power_of_two, "a positive power of two"))],
        asm: Asm::Format("$base `[` $indices `]` `,` $mask `,` $valueToStore attr-dict `:` type($base) `,` type($mask) `,` type($valueToStore)"),
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 0, Effect::Write, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.multi_reduction",
        summary: "Multi-dimensional reduction operation",
        operands: &[
            one("source", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1])),
            one("acc", TypeC::Any),
        ],
        results: &[one("dest", TypeC::Any)],
        attrs: &[
            attr("kind", AttrC::DialectEnum("vector.kind", &COMBINING_KIND)),
            attr("reduction_dims", AttrC::DenseArray(64)),
        ],
        traits: all(&[Traits::PURE]),
        types: &[
            TypeRule::AllMatch(&["dest", "acc"]),
            TypeRule::AllElemMatch(&["dest", "source"]),
        ],
        asm: Asm::Format("$kind `,` $source `,` $acc attr-dict $reduction_dims `:` type($source) `to` type($dest)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.outerproduct",
        summary: "vector outerproduct with optional fused add",
        operands: &[
            one("lhs", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1])),
            one("rhs", TypeC::Any),
            maybe("acc", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1])),
        ],
        results: &[one("", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1]))],
        attrs: &[attr_or("kind", AttrC::DialectEnum("vector.kind", &COMBINING_KIND), "#vector.kind<add>")],
        traits: all(&[Traits::PURE]),
        types: &[
            TypeRule::AllElemMatch(&["", "lhs"]),
            TypeRule::AllElemMatch(&["", "rhs"]),
        ],
        asm: super::asm::OUTERPRODUCT,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.print",
        summary: "print operation (for testing and debugging)",
        operands: &[maybe("source", TypeC::OneOf(&[TypeC::Vector(&TypeC::Any), TypeC::AnyInt, TypeC::Index, TypeC::AnyFloat]))],
        attrs: &[
            attr_or("punctuation", AttrC::DialectEnum("vector.punctuation", &PRINT_PUNCTUATION), "#vector.punctuation<newline>"),
            maybe_attr("stringLiteral", AttrC::Str),
        ],
        asm: Asm::Format("($source^ `:` type($source))? oilist( `str` $stringLiteral | `punctuation` $punctuation) attr-dict"),
        interfaces: &[&MemoryEffects(|_, fx| { fx.push((Effect::Write, None)) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.reduction",
        summary: "reduction operation",
        operands: &[
            one("vector", TypeC::Vector(&TypeC::Any)),
            maybe("acc", TypeC::Any),
        ],
        results: &[one("dest", TypeC::Any)],
        attrs: &[
            attr("kind", AttrC::DialectEnum("vector.kind", &COMBINING_KIND)),
            attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>"),
        ],
        traits: all(&[Traits::PURE]),
        types: &[
            TypeRule::AllElemMatch(&["dest", "vector"]),
            TypeRule::AllMatch(&["dest", "acc"]),
        ],
        asm: Asm::Format("$kind `,` $vector (`,` $acc^)? (`fastmath` `` $fastmath^)? attr-dict `:` type($vector) `into` type($dest)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.scalable.extract",
        summary: "extract subvector from scalable vector operation",
        operands: &[one("source", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::SCALABLE_VECTOR, TypeC::Rank(&[1])]))],
        results: &[one("result", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1, TypeC::Rank(&[1])]))],
        attrs: &[attr("pos", AttrC::I(64))],
        traits: all(&[Traits::PURE]),
        types: &[TypeRule::AllElemMatch(&["source", "result"])],
        asm: Asm::Format("$source `[` $pos `]` attr-dict `:` type($result) `from` type($source)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.scalable.insert",
        summary: "insert subvector into scalable vector operation",
        operands: &[
            one("valueToStore", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1, TypeC::Rank(&[1])])),
            one("dest", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::SCALABLE_VECTOR, TypeC::Rank(&[1])])),
        ],
        results: &[one("result", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::SCALABLE_VECTOR, TypeC::Rank(&[1])]))],
        attrs: &[attr("pos", AttrC::I(64))],
        traits: all(&[Traits::PURE]),
        types: &[
            TypeRule::AllElemMatch(&["valueToStore", "dest"]),
            TypeRule::AllMatch(&["dest", "result"]),
        ],
        asm: Asm::Format("$valueToStore `,` $dest `[` $pos `]` attr-dict `:` type($valueToStore) `into` type($dest)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.scan",
        summary: "Scan operation",
        operands: &[
            one("source", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1])),
            one("initial_value", TypeC::Vector(&TypeC::Any)),
        ],
        results: &[
            one("dest", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1])),
            one("accumulated_value", TypeC::Vector(&TypeC::Any)),
        ],
        attrs: &[
            attr("kind", AttrC::DialectEnum("vector.kind", &COMBINING_KIND)),
            attr("reduction_dim", AttrC::I(64)),
            attr("inclusive", AttrC::Bool),
        ],
        traits: all(&[Traits::PURE]),
        types: &[
            TypeRule::AllMatch(&["source", "dest"]),
            TypeRule::AllMatch(&["initial_value", "accumulated_value"]),
        ],
        asm: Asm::Format("$kind `,` $source `,` $initial_value attr-dict `:` type($source) `,` type($initial_value)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.scatter",
        summary: "scatters elements from a vector into memory or ranked tensor as defined by an index vector and a mask vector",
        operands: &[
            one("base", TypeC::OneOf(&[TypeC::Tensor(&TypeC::Any), TypeC::MemRef(&TypeC::Any)])),
            many("offsets", TypeC::Index),
            one("indices", TypeC::All(&[TypeC::Vector(&TypeC::OneOf(&[TypeC::AnyInt, TypeC::Index])), is::RANK_AT_LEAST_1])),
            one("mask", TypeC::All(&[TypeC::Vector(&TypeC::I(1)), is::RANK_AT_LEAST_1])),
            one("valueToStore", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1])),
        ],
        results: &[maybe("result", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[maybe_attr("alignment", AttrC::Confined(&AttrC::I(64), is::power_of_two, "a positive power of two"))],
        asm: Asm::Format("$base `[` $offsets `]` `[` $indices `]` `,` $mask `,` $valueToStore attr-dict `:` type($base) `,` type($indices) `,` type($mask) `,` type($valueToStore) (`->` type($result)^)?"),
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 0, Effect::Write, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.shape_cast",
        summary: "shape_cast casts between vector shapes",
        operands: &[one("source", TypeC::Vector(&TypeC::Any))],
        results: &[one("result", TypeC::Vector(&TypeC::Any))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$source attr-dict `:` type($source) `to` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.shuffle",
        summary: "shuffle operation",
        operands: &[
            one("v1", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::FIXED_VECTOR])),
            one("v2", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::FIXED_VECTOR])),
        ],
        results: &[one("vector", TypeC::All(&[TypeC::Vector(&TypeC::Any), is::RANK_AT_LEAST_1]))],
        attrs: &[attr("mask", AttrC::DenseArray(64))],
        traits: all(&[Traits::PURE]),
        types: &[
            TypeRule::AllElemMatch(&["vector", "v1"]),
            TypeRule::AllElemMatch(&["vector", "v2"]),
        ],
        asm: Asm::Format("operands $mask attr-dict `:` type(operands)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.step",
        summary: "A linear sequence of values from 0 to N",
        results: &[one("result", TypeC::All(&[TypeC::Vector(&TypeC::Index), is::RANK_AT_LEAST_1, TypeC::Rank(&[1])]))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.store",
        summary: "writes an n-D vector to an n-D slice of memory",
        operands: &[
            one("valueToStore", TypeC::Vector(&TypeC::Any)),
            one("base", TypeC::MemRef(&TypeC::Any)),
            many("indices", TypeC::Index),
        ],
        attrs: &[
            maybe_attr_or("nontemporal", AttrC::Bool, "false"),
            maybe_attr("alignment", AttrC::Confined(&AttrC::I(64), is::power_of_two, "a positive power of two")),
        ],
        asm: Asm::Format("$valueToStore `,` $base `[` $indices `]` attr-dict `:` type($base) `,` type($valueToStore)"),
        interfaces: &[&MemoryEffects(|op, fx| { operand(op, 1, Effect::Write, fx) })],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.to_elements",
        summary: "operation that decomposes a vector into all its scalar elements",
        operands: &[one("source", TypeC::Vector(&TypeC::Any))],
        results: &[many("elements", TypeC::Any)],
        traits: all(&[Traits::PURE]),
        types: &[TypeRule::DerivedList { from: "source", to: "elements", via: via::elem_per_element, summary: "shaped type 'source' matches 'elements' element count and types" }],
        asm: Asm::Format("$source attr-dict `:` type($source)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.transfer_read",
        summary: "Reads a supervector from memory into an SSA vector value.",
        operands: &[
            one("base", TypeC::Shaped(&TypeC::Any)),
            many("indices", TypeC::Index),
            one("padding", TypeC::Any),
            maybe("mask", TypeC::All(&[TypeC::Vector(&TypeC::I(1)), is::RANK_AT_LEAST_1])),
        ],
        results: &[one("vector", TypeC::Vector(&TypeC::Any))],
        attrs: &[
            attr("permutation_map", AttrC::Map),
            attr("in_bounds", AttrC::Array(&AttrC::Bool)),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        traits: all(&[Traits::OPERAND_SEGMENTS]),
        asm: super::asm::TRANSFER_READ,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.transfer_write",
        summary: "The vector.transfer_write op writes a supervector to memory.",
        operands: &[
            one("valueToStore", TypeC::Vector(&TypeC::Any)),
            one("base", TypeC::Shaped(&TypeC::Any)),
            many("indices", TypeC::Index),
            maybe("mask", TypeC::All(&[TypeC::Vector(&TypeC::I(1)), is::RANK_AT_LEAST_1])),
        ],
        results: &[maybe("result", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            attr("permutation_map", AttrC::Map),
            attr("in_bounds", AttrC::Array(&AttrC::Bool)),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        traits: all(&[Traits::OPERAND_SEGMENTS]),
        asm: super::asm::TRANSFER_WRITE,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.transpose",
        summary: "vector transpose operation",
        operands: &[one("vector", TypeC::Vector(&TypeC::Any))],
        results: &[one("result", TypeC::Vector(&TypeC::Any))],
        attrs: &[attr("permutation", AttrC::DenseArray(64))],
        traits: all(&[Traits::PURE]),
        types: &[TypeRule::AllElemMatch(&["result", "vector"])],
        asm: Asm::Format("$vector `,` $permutation attr-dict `:` type($vector) `to` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.type_cast",
        summary: "type_cast op converts a scalar memref to a vector memref",
        operands: &[one("memref", TypeC::All(&[TypeC::MemRef(&TypeC::Any), TypeC::StaticShape]))],
        results: &[one("result", TypeC::MemRef(&TypeC::Any))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$memref attr-dict `:` type($memref) `to` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.vscale",
        summary: "Load vector scale size",
        results: &[one("res", TypeC::Index)],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "vector.yield",
        summary: "Terminates and yields values from vector regions.",
        operands: &[many("operands", TypeC::Any)],
        traits: all(&[Traits::PURE, Traits::RETURN_LIKE, Traits::TERMINATOR]),
        asm: Asm::Format("attr-dict ($operands^ `:` type($operands))?"),
        ..OpDef::EMPTY
    },
];

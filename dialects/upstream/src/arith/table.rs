//! Operations of `arith`, imported from LLVM 22.1.8: `mlir/Dialect/Arith/IR/ArithOps.td`.
//!
//! Written by terrace-odsgen; not edited by hand. Names, summaries and assembly formats are
//! part of the LLVM Project, under the Apache License v2.0 with LLVM Exceptions
//! (SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception).

use crate::ods::*;

/// Cases of `AtomicRMWKind`.
pub const ATOMIC_RMW_KIND: EnumDef = EnumDef {
    name: "AtomicRMWKind",
    bits: false,
    separator: "",
    cases: &[
        ("addf", 0),
        ("addi", 1),
        ("andi", 2),
        ("assign", 3),
        ("maximumf", 4),
        ("maxnumf", 5),
        ("maxs", 6),
        ("maxu", 7),
        ("minimumf", 8),
        ("minnumf", 9),
        ("mins", 10),
        ("minu", 11),
        ("mulf", 12),
        ("muli", 13),
        ("ori", 14),
        ("xori", 15),
    ],
};

/// Cases of `CmpFPredicate`.
pub const CMP_F_PREDICATE: EnumDef = EnumDef {
    name: "CmpFPredicate",
    bits: false,
    separator: "",
    cases: &[
        ("false", 0),
        ("oeq", 1),
        ("ogt", 2),
        ("oge", 3),
        ("olt", 4),
        ("ole", 5),
        ("one", 6),
        ("ord", 7),
        ("ueq", 8),
        ("ugt", 9),
        ("uge", 10),
        ("ult", 11),
        ("ule", 12),
        ("une", 13),
        ("uno", 14),
        ("true", 15),
    ],
};

/// Cases of `CmpIPredicate`.
pub const CMP_I_PREDICATE: EnumDef = EnumDef {
    name: "CmpIPredicate",
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

/// Cases of `FastMathFlags`.
pub const FAST_MATH_FLAGS: EnumDef = EnumDef {
    name: "FastMathFlags",
    bits: true,
    separator: ",",
    cases: &[
        ("none", 0),
        ("reassoc", 1),
        ("nnan", 2),
        ("ninf", 4),
        ("nsz", 8),
        ("arcp", 16),
        ("contract", 32),
        ("afn", 64),
        ("fast", 127),
    ],
};

/// Cases of `IntegerOverflowFlags`.
pub const INTEGER_OVERFLOW_FLAGS: EnumDef = EnumDef {
    name: "IntegerOverflowFlags",
    bits: true,
    separator: ", ",
    cases: &[
        ("none", 0),
        ("nsw", 1),
        ("nuw", 2),
    ],
};

/// Cases of `RoundingMode`.
pub const ROUNDING_MODE: EnumDef = EnumDef {
    name: "RoundingMode",
    bits: false,
    separator: "",
    cases: &[
        ("to_nearest_even", 0),
        ("downward", 1),
        ("upward", 2),
        ("toward_zero", 3),
        ("to_nearest_away", 4),
    ],
};

/// Attributes of the dialect.
pub static ATTRS: &[AttrTypeDef] = &[
    AttrTypeDef {
        name: "arith.fastmath",
        doc: "Floating point fast math flags",
        params: &[ParamDef { name: "value", constraint: AttrC::Enum(32, &FAST_MATH_FLAGS), optional: false }],
        asm: ParamAsm::Enum(&FAST_MATH_FLAGS),
        verify: None,
    },
    AttrTypeDef {
        name: "arith.overflow",
        doc: "Integer overflow arith flags",
        params: &[ParamDef { name: "value", constraint: AttrC::Enum(32, &INTEGER_OVERFLOW_FLAGS), optional: false }],
        asm: ParamAsm::Enum(&INTEGER_OVERFLOW_FLAGS),
        verify: None,
    },
];

/// Operations of the dialect.
pub const OPS: &[OpDef] = &[
    OpDef {
        name: "arith.addf",
        summary: "floating point addition operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::AnyFloat)),
            one("rhs", TypeC::Like(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::COMMUTATIVE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.addi",
        summary: "integer addition operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        attrs: &[attr_or("overflowFlags", AttrC::DialectEnum("arith.overflow", &INTEGER_OVERFLOW_FLAGS), "#arith.overflow<none>")],
        traits: all(&[Traits::COMMUTATIVE, Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`overflow` `` $overflowFlags^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.addui_extended",
        summary: "extended unsigned integer addition operation returning sum and overflow bit",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[
            one("sum", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("overflow", TypeC::Like(&TypeC::I(1))),
        ],
        traits: all(&[Traits::PURE, Traits::COMMUTATIVE, Traits::ELEMENTWISE]),
        types: &[TypeRule::AllMatch(&["lhs", "rhs", "sum"])],
        asm: Asm::Format("$lhs `,` $rhs attr-dict `:` type($sum) `,` type($overflow)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.andi",
        summary: "integer binary and",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        traits: all(&[Traits::COMMUTATIVE, Traits::IDEMPOTENT, Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.bitcast",
        summary: "bitcast between values of equal bit width",
        operands: &[one("in", TypeC::OneOf(&[TypeC::OneOf(&[TypeC::Like(&TypeC::AnySignless), TypeC::Like(&TypeC::AnyFloat)]), TypeC::MemRef(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::AnyFloat]))]))],
        results: &[one("out", TypeC::OneOf(&[TypeC::OneOf(&[TypeC::Like(&TypeC::AnySignless), TypeC::Like(&TypeC::AnyFloat)]), TypeC::MemRef(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::AnyFloat]))]))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameShape],
        asm: Asm::Format("$in attr-dict `:` type($in) `to` type($out)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.ceildivsi",
        summary: "signed ceil integer division operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        traits: all(&[Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs attr-dict `:` type($result)"),
        interfaces: &[&MemoryEffects(|_, _| {})],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.ceildivui",
        summary: "unsigned ceil integer division operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        traits: all(&[Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs attr-dict `:` type($result)"),
        interfaces: &[&MemoryEffects(|_, _| {})],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.cmpf",
        summary: "floating-point comparison operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::AnyFloat)),
            one("rhs", TypeC::Like(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Like(&TypeC::I(1)))],
        attrs: &[
            attr("predicate", AttrC::Enum(64, &CMP_F_PREDICATE)),
            attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &FAST_MATH_FLAGS), "#arith.fastmath<none>"),
        ],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[
            TypeRule::SameOperands,
            TypeRule::Derived { from: "lhs", to: "result", via: via::i1_same_shape, summary: "result type has i1 element type and same shape as operands" },
        ],
        asm: Asm::Format("$predicate `,` $lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($lhs)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.cmpi",
        summary: "integer comparison operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::I(1)))],
        attrs: &[attr("predicate", AttrC::Enum(64, &CMP_I_PREDICATE))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[
            TypeRule::SameOperands,
            TypeRule::Derived { from: "lhs", to: "result", via: via::i1_same_shape, summary: "result type has i1 element type and same shape as operands" },
        ],
        asm: Asm::Format("$predicate `,` $lhs `,` $rhs attr-dict `:` type($lhs)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.constant",
        summary: "integer or floating point constant",
        results: &[one("result", TypeC::Any)],
        attrs: &[attr("value", AttrC::Is(is::typed_attr, "an attribute with a type"))],
        traits: all(&[Traits::CONSTANT_LIKE, Traits::PURE]),
        types: &[TypeRule::AllMatch(&["value", "result"])],
        asm: Asm::Format("attr-dict $value"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.divf",
        summary: "floating point division operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::AnyFloat)),
            one("rhs", TypeC::Like(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.divsi",
        summary: "signed integer division operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        attrs: &[maybe_attr("isExact", AttrC::Unit)],
        traits: all(&[Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`exact` $isExact^)? attr-dict `:` type($result)"),
        interfaces: &[&MemoryEffects(|_, _| {})],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.divui",
        summary: "unsigned integer division operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        attrs: &[maybe_attr("isExact", AttrC::Unit)],
        traits: all(&[Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`exact` $isExact^)? attr-dict `:` type($result)"),
        interfaces: &[&MemoryEffects(|_, _| {})],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.extf",
        summary: "cast from floating-point to wider floating-point",
        operands: &[one("in", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("out", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[maybe_attr("fastmath", AttrC::DialectEnum("arith.fastmath", &FAST_MATH_FLAGS))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameShape],
        asm: Asm::Format("$in (`fastmath` `` $fastmath^)? attr-dict `:` type($in) `to` type($out)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.extsi",
        summary: "integer sign extension operation",
        operands: &[one("in", TypeC::OneOf(&[TypeC::AnySignless, TypeC::Vector(&TypeC::AnySignless), TypeC::Tensor(&TypeC::AnySignless)]))],
        results: &[one("out", TypeC::OneOf(&[TypeC::AnySignless, TypeC::Vector(&TypeC::AnySignless), TypeC::Tensor(&TypeC::AnySignless)]))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameShape],
        asm: Asm::Format("$in attr-dict `:` type($in) `to` type($out)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.extui",
        summary: "integer zero extension operation",
        operands: &[one("in", TypeC::OneOf(&[TypeC::AnySignless, TypeC::Vector(&TypeC::AnySignless), TypeC::Tensor(&TypeC::AnySignless)]))],
        results: &[one("out", TypeC::OneOf(&[TypeC::AnySignless, TypeC::Vector(&TypeC::AnySignless), TypeC::Tensor(&TypeC::AnySignless)]))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameShape],
        asm: Asm::Format("$in attr-dict `:` type($in) `to` type($out)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.floordivsi",
        summary: "signed floor integer division operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.fptosi",
        summary: "cast from floating-point type to integer type",
        operands: &[one("in", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("out", TypeC::OneOf(&[TypeC::AnySignless, TypeC::Vector(&TypeC::AnySignless), TypeC::Tensor(&TypeC::AnySignless)]))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameShape],
        asm: Asm::Format("$in attr-dict `:` type($in) `to` type($out)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.fptoui",
        summary: "cast from floating-point type to integer type",
        operands: &[one("in", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("out", TypeC::OneOf(&[TypeC::AnySignless, TypeC::Vector(&TypeC::AnySignless), TypeC::Tensor(&TypeC::AnySignless)]))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameShape],
        asm: Asm::Format("$in attr-dict `:` type($in) `to` type($out)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.index_cast",
        summary: "cast between index and integer types",
        operands: &[one("in", TypeC::OneOf(&[TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])), TypeC::MemRef(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))]))],
        results: &[one("out", TypeC::OneOf(&[TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])), TypeC::MemRef(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))]))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameShape],
        asm: Asm::Format("$in attr-dict `:` type($in) `to` type($out)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.index_castui",
        summary: "unsigned cast between index and integer types",
        operands: &[one("in", TypeC::OneOf(&[TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])), TypeC::MemRef(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))]))],
        results: &[one("out", TypeC::OneOf(&[TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])), TypeC::MemRef(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))]))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameShape],
        asm: Asm::Format("$in attr-dict `:` type($in) `to` type($out)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.maximumf",
        summary: "floating-point maximum operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::AnyFloat)),
            one("rhs", TypeC::Like(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::COMMUTATIVE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.maxnumf",
        summary: "floating-point maximum operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::AnyFloat)),
            one("rhs", TypeC::Like(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::COMMUTATIVE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.maxsi",
        summary: "signed integer maximum operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        traits: all(&[Traits::COMMUTATIVE, Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.maxui",
        summary: "unsigned integer maximum operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        traits: all(&[Traits::COMMUTATIVE, Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.minimumf",
        summary: "floating-point minimum operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::AnyFloat)),
            one("rhs", TypeC::Like(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::COMMUTATIVE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.minnumf",
        summary: "floating-point minimum operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::AnyFloat)),
            one("rhs", TypeC::Like(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::COMMUTATIVE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.minsi",
        summary: "signed integer minimum operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        traits: all(&[Traits::COMMUTATIVE, Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.minui",
        summary: "unsigned integer minimum operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        traits: all(&[Traits::COMMUTATIVE, Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.mulf",
        summary: "floating point multiplication operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::AnyFloat)),
            one("rhs", TypeC::Like(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::COMMUTATIVE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.muli",
        summary: "Integer multiplication operation.",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        attrs: &[attr_or("overflowFlags", AttrC::DialectEnum("arith.overflow", &INTEGER_OVERFLOW_FLAGS), "#arith.overflow<none>")],
        traits: all(&[Traits::COMMUTATIVE, Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`overflow` `` $overflowFlags^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.mulsi_extended",
        summary: "extended signed integer multiplication operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[
            one("low", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("high", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        traits: all(&[Traits::PURE, Traits::COMMUTATIVE, Traits::ELEMENTWISE]),
        types: &[TypeRule::AllMatch(&["lhs", "rhs", "low", "high"])],
        asm: Asm::Format("$lhs `,` $rhs attr-dict `:` type($lhs)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.mului_extended",
        summary: "extended unsigned integer multiplication operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[
            one("low", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("high", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        traits: all(&[Traits::PURE, Traits::COMMUTATIVE, Traits::ELEMENTWISE]),
        types: &[TypeRule::AllMatch(&["lhs", "rhs", "low", "high"])],
        asm: Asm::Format("$lhs `,` $rhs attr-dict `:` type($lhs)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.negf",
        summary: "floating point negation",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.ori",
        summary: "integer binary or",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        traits: all(&[Traits::COMMUTATIVE, Traits::IDEMPOTENT, Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.remf",
        summary: "floating point division remainder operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::AnyFloat)),
            one("rhs", TypeC::Like(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.remsi",
        summary: "signed integer division remainder operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.remui",
        summary: "unsigned integer division remainder operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.scaling_extf",
        summary: "Upcasts input floats using provided scales values following OCP MXFP Spec",
        operands: &[
            one("in", TypeC::Like(&TypeC::AnyFloat)),
            one("scale", TypeC::Like(&TypeC::AnyFloat)),
        ],
        results: &[one("out", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[maybe_attr("fastmath", AttrC::DialectEnum("arith.fastmath", &FAST_MATH_FLAGS))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameShape],
        asm: Asm::Format("$in `,` $scale (`fastmath` `` $fastmath^)? attr-dict `:` type($in) `,` type($scale) `to` type($out)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.scaling_truncf",
        summary: "Downcasts input floating point values using provided scales values following OCP MXFP Spec",
        operands: &[
            one("in", TypeC::Like(&TypeC::AnyFloat)),
            one("scale", TypeC::Like(&TypeC::AnyFloat)),
        ],
        results: &[one("out", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[
            maybe_attr("roundingmode", AttrC::Enum(32, &ROUNDING_MODE)),
            maybe_attr("fastmath", AttrC::DialectEnum("arith.fastmath", &FAST_MATH_FLAGS)),
        ],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameShape],
        asm: Asm::Format("$in `,` $scale ($roundingmode^)? (`fastmath` `` $fastmath^)? attr-dict `:` type($in) `,` type($scale) `to` type($out)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.select",
        summary: "select operation",
        operands: &[
            one("condition", TypeC::Like(&TypeC::I(1))),
            one("true_value", TypeC::Any),
            one("false_value", TypeC::Any),
        ],
        results: &[one("result", TypeC::Any)],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::AllMatch(&["true_value", "false_value", "result"])],
        asm: super::asm::SELECT,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.shli",
        summary: "integer left-shift",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        attrs: &[attr_or("overflowFlags", AttrC::DialectEnum("arith.overflow", &INTEGER_OVERFLOW_FLAGS), "#arith.overflow<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`overflow` `` $overflowFlags^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.shrsi",
        summary: "signed integer right-shift",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        attrs: &[maybe_attr("isExact", AttrC::Unit)],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`exact` $isExact^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.shrui",
        summary: "unsigned integer right-shift",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        attrs: &[maybe_attr("isExact", AttrC::Unit)],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`exact` $isExact^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.sitofp",
        summary: "cast from integer type to floating-point",
        operands: &[one("in", TypeC::OneOf(&[TypeC::AnySignless, TypeC::Vector(&TypeC::AnySignless), TypeC::Tensor(&TypeC::AnySignless)]))],
        results: &[one("out", TypeC::Like(&TypeC::AnyFloat))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameShape],
        asm: Asm::Format("$in attr-dict `:` type($in) `to` type($out)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.subf",
        summary: "floating point subtraction operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::AnyFloat)),
            one("rhs", TypeC::Like(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.subi",
        summary: "Integer subtraction operation.",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        attrs: &[attr_or("overflowFlags", AttrC::DialectEnum("arith.overflow", &INTEGER_OVERFLOW_FLAGS), "#arith.overflow<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`overflow` `` $overflowFlags^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.truncf",
        summary: "cast from floating-point to narrower floating-point",
        operands: &[one("in", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("out", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[
            maybe_attr("roundingmode", AttrC::Enum(32, &ROUNDING_MODE)),
            maybe_attr("fastmath", AttrC::DialectEnum("arith.fastmath", &FAST_MATH_FLAGS)),
        ],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameShape],
        asm: Asm::Format("$in ($roundingmode^)? (`fastmath` `` $fastmath^)? attr-dict `:` type($in) `to` type($out)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.trunci",
        summary: "integer truncation operation",
        operands: &[one("in", TypeC::OneOf(&[TypeC::AnySignless, TypeC::Vector(&TypeC::AnySignless), TypeC::Tensor(&TypeC::AnySignless)]))],
        results: &[one("out", TypeC::OneOf(&[TypeC::AnySignless, TypeC::Vector(&TypeC::AnySignless), TypeC::Tensor(&TypeC::AnySignless)]))],
        attrs: &[attr_or("overflowFlags", AttrC::DialectEnum("arith.overflow", &INTEGER_OVERFLOW_FLAGS), "#arith.overflow<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameShape],
        asm: Asm::Format("$in (`overflow` `` $overflowFlags^)? attr-dict `:` type($in) `to` type($out)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.uitofp",
        summary: "cast from unsigned integer type to floating-point",
        operands: &[one("in", TypeC::OneOf(&[TypeC::AnySignless, TypeC::Vector(&TypeC::AnySignless), TypeC::Tensor(&TypeC::AnySignless)]))],
        results: &[one("out", TypeC::Like(&TypeC::AnyFloat))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameShape],
        asm: Asm::Format("$in attr-dict `:` type($in) `to` type($out)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "arith.xori",
        summary: "integer binary xor",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        traits: all(&[Traits::COMMUTATIVE, Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
];

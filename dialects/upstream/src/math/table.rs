//! Operations of `math`, imported from LLVM 22.1.8: `mlir/Dialect/Math/IR/MathOps.td`.
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
        name: "math.absf",
        summary: "floating point absolute-value operation",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.absi",
        summary: "integer absolute-value operation",
        operands: &[one("operand", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.acos",
        summary: "arcus cosine of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.acosh",
        summary: "Hyperbolic arcus cosine of the given value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.asin",
        summary: "arcus sine of the given value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.asinh",
        summary: "hyperbolic arcus sine of the given value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.atan",
        summary: "arcus tangent of the given value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.atan2",
        summary: "2-argument arcus tangent of the given values",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::AnyFloat)),
            one("rhs", TypeC::Like(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.atanh",
        summary: "hyperbolic arcus tangent of the given value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.cbrt",
        summary: "cube root of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.ceil",
        summary: "ceiling of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.clampf",
        summary: "floating point clamping operation",
        operands: &[
            one("value", TypeC::Like(&TypeC::AnyFloat)),
            one("min", TypeC::Like(&TypeC::AnyFloat)),
            one("max", TypeC::Like(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$value `to` ` ` `[` $min `,` $max `]` (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.copysign",
        summary: "A copysign operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::AnyFloat)),
            one("rhs", TypeC::Like(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.cos",
        summary: "cosine of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.cosh",
        summary: "hyperbolic cosine of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.ctlz",
        summary: "counts the leading zeros an integer value",
        operands: &[one("operand", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.ctpop",
        summary: "counts the number of set bits of an integer value",
        operands: &[one("operand", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.cttz",
        summary: "counts the trailing zeros an integer value",
        operands: &[one("operand", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        results: &[one("result", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index])))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.erf",
        summary: "error function of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.erfc",
        summary: "complementary error function of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.exp",
        summary: "base-e exponential of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.exp2",
        summary: "base-2 exponential of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.expm1",
        summary: "base-e exponential of the specified value minus 1",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.floor",
        summary: "floor of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.fma",
        summary: "floating point fused multipy-add operation",
        operands: &[
            one("a", TypeC::Like(&TypeC::AnyFloat)),
            one("b", TypeC::Like(&TypeC::AnyFloat)),
            one("c", TypeC::Like(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$a `,` $b `,` $c (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.fpowi",
        summary: "floating point raised to the signed integer power",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::AnyFloat)),
            one("rhs", TypeC::Like(&TypeC::OneOf(&[TypeC::AnySignless, TypeC::Index]))),
        ],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[
            TypeRule::SameShape,
            TypeRule::AllMatch(&["lhs", "result"]),
        ],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($lhs) `,` type($rhs)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.ipowi",
        summary: "signed integer raised to the power of operation",
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
        name: "math.isfinite",
        summary: "returns true if the operand classifies as finite",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::I(1)))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::Derived { from: "operand", to: "result", via: via::i1_same_shape, summary: "result type has i1 element type and same shape as operands" }],
        asm: Asm::Format("$operand attr-dict `:` type($operand)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.isinf",
        summary: "returns true if the operand classifies as infinite",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::I(1)))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::Derived { from: "operand", to: "result", via: via::i1_same_shape, summary: "result type has i1 element type and same shape as operands" }],
        asm: Asm::Format("$operand attr-dict `:` type($operand)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.isnan",
        summary: "returns true if the operand classifies as NaN",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::I(1)))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::Derived { from: "operand", to: "result", via: via::i1_same_shape, summary: "result type has i1 element type and same shape as operands" }],
        asm: Asm::Format("$operand attr-dict `:` type($operand)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.isnormal",
        summary: "returns true if the operand classifies as normal",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::I(1)))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::Derived { from: "operand", to: "result", via: via::i1_same_shape, summary: "result type has i1 element type and same shape as operands" }],
        asm: Asm::Format("$operand attr-dict `:` type($operand)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.log",
        summary: "base-e logarithm of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.log10",
        summary: "base-10 logarithm of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.log1p",
        summary: "Computes the natural logarithm of one plus the given value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.log2",
        summary: "base-2 logarithm of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.powf",
        summary: "floating point raised to the power of operation",
        operands: &[
            one("lhs", TypeC::Like(&TypeC::AnyFloat)),
            one("rhs", TypeC::Like(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.round",
        summary: "round of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.roundeven",
        summary: "round of the specified value with halfway cases to even",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.rsqrt",
        summary: "reciprocal of sqrt (1 / sqrt of the specified value)",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.sin",
        summary: "sine of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.sincos",
        summary: "sine and cosine of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[
            one("sin", TypeC::Like(&TypeC::AnyFloat)),
            one("cos", TypeC::Like(&TypeC::AnyFloat)),
        ],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[
            TypeRule::SameShape,
            TypeRule::AllMatch(&["operand", "sin", "cos"]),
        ],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($operand)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.sinh",
        summary: "hyperbolic sine of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.sqrt",
        summary: "sqrt of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.tan",
        summary: "tangent of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.tanh",
        summary: "hyperbolic tangent of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "math.trunc",
        summary: "trunc of the specified value",
        operands: &[one("operand", TypeC::Like(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Like(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$operand (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
];

//! Operations of `complex`, imported from LLVM 22.1.8: `mlir/Dialect/Complex/IR/ComplexOps.td`.
//!
//! Written by terrace-odsgen; not edited by hand. Names, summaries and assembly formats are
//! part of the LLVM Project, under the Apache License v2.0 with LLVM Exceptions
//! (SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception).

use crate::ods::*;

/// Cases of `ComplexRangeFlags`.
pub const COMPLEX_RANGE_FLAGS: EnumDef = EnumDef {
    name: "ComplexRangeFlags",
    bits: true,
    separator: "|",
    cases: &[
        ("improved", 1),
        ("basic", 2),
        ("none", 4),
    ],
};

/// Attributes of the dialect.
pub static ATTRS: &[AttrTypeDef] = &[
];

/// Operations of the dialect.
pub const OPS: &[OpDef] = &[
    OpDef {
        name: "complex.abs",
        summary: "computes absolute value of a complex number",
        operands: &[one("complex", TypeC::Complex(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::AnyFloat)],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::Derived { from: "complex", to: "result", via: via::complex_part, summary: "complex element type matches result type" }],
        asm: Asm::Format("$complex (`fastmath` `` $fastmath^)? attr-dict `:` type($complex)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.add",
        summary: "complex addition",
        operands: &[
            one("lhs", TypeC::Complex(&TypeC::AnyFloat)),
            one("rhs", TypeC::Complex(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.angle",
        summary: "computes argument value of a complex number",
        operands: &[one("complex", TypeC::Complex(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::AnyFloat)],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::Derived { from: "complex", to: "result", via: via::complex_part, summary: "complex element type matches result type" }],
        asm: Asm::Format("$complex (`fastmath` `` $fastmath^)? attr-dict `:` type($complex)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.atan2",
        summary: "complex 2-argument arctangent",
        operands: &[
            one("lhs", TypeC::Complex(&TypeC::AnyFloat)),
            one("rhs", TypeC::Complex(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.bitcast",
        summary: "computes bitcast between complex and equal arith types",
        operands: &[one("operand", TypeC::Any)],
        results: &[one("result", TypeC::Any)],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$operand attr-dict `:` type($operand) `to` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.conj",
        summary: "Calculate the complex conjugate",
        operands: &[one("complex", TypeC::Complex(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$complex (`fastmath` `` $fastmath^)? attr-dict `:` type($complex)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.constant",
        summary: "complex number constant operation",
        results: &[one("complex", TypeC::Complex(&TypeC::Any))],
        attrs: &[attr("value", AttrC::Array(&AttrC::Any))],
        traits: all(&[Traits::CONSTANT_LIKE, Traits::PURE]),
        asm: Asm::Format("$value attr-dict `:` type($complex)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.cos",
        summary: "computes cosine of a complex number",
        operands: &[one("complex", TypeC::Complex(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$complex (`fastmath` `` $fastmath^)? attr-dict `:` type($complex)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.create",
        summary: "complex number creation operation",
        operands: &[
            one("real", TypeC::AnyFloat),
            one("imaginary", TypeC::AnyFloat),
        ],
        results: &[one("complex", TypeC::Complex(&TypeC::AnyFloat))],
        traits: all(&[Traits::PURE]),
        types: &[
            TypeRule::AllMatch(&["real", "imaginary"]),
            TypeRule::Derived { from: "complex", to: "real", via: via::complex_part, summary: "complex element type matches real operand type" },
            TypeRule::Derived { from: "complex", to: "imaginary", via: via::complex_part, summary: "complex element type matches imaginary operand type" },
        ],
        asm: Asm::Format("$real `,` $imaginary attr-dict `:` type($complex)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.div",
        summary: "complex division",
        operands: &[
            one("lhs", TypeC::Complex(&TypeC::AnyFloat)),
            one("rhs", TypeC::Complex(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.eq",
        summary: "computes whether two complex values are equal",
        operands: &[
            one("lhs", TypeC::Complex(&TypeC::AnyFloat)),
            one("rhs", TypeC::Complex(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::I(1))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::AllMatch(&["lhs", "rhs"])],
        asm: Asm::Format("$lhs `,` $rhs attr-dict `:` type($lhs)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.exp",
        summary: "computes exponential of a complex number",
        operands: &[one("complex", TypeC::Complex(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$complex (`fastmath` `` $fastmath^)? attr-dict `:` type($complex)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.expm1",
        summary: "computes exponential of a complex number minus 1",
        operands: &[one("complex", TypeC::Complex(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$complex (`fastmath` `` $fastmath^)? attr-dict `:` type($complex)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.im",
        summary: "extracts the imaginary part of a complex number",
        operands: &[one("complex", TypeC::Complex(&TypeC::AnyFloat))],
        results: &[one("imaginary", TypeC::AnyFloat)],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::Derived { from: "complex", to: "imaginary", via: via::complex_part, summary: "complex element type matches result type" }],
        asm: Asm::Format("$complex (`fastmath` `` $fastmath^)? attr-dict `:` type($complex)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.log",
        summary: "computes natural logarithm of a complex number",
        operands: &[one("complex", TypeC::Complex(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$complex (`fastmath` `` $fastmath^)? attr-dict `:` type($complex)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.log1p",
        summary: "computes natural logarithm of a complex number",
        operands: &[one("complex", TypeC::Complex(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$complex (`fastmath` `` $fastmath^)? attr-dict `:` type($complex)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.mul",
        summary: "complex multiplication",
        operands: &[
            one("lhs", TypeC::Complex(&TypeC::AnyFloat)),
            one("rhs", TypeC::Complex(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.neg",
        summary: "Negation operator",
        operands: &[one("complex", TypeC::Complex(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$complex (`fastmath` `` $fastmath^)? attr-dict `:` type($complex)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.neq",
        summary: "computes whether two complex values are not equal",
        operands: &[
            one("lhs", TypeC::Complex(&TypeC::AnyFloat)),
            one("rhs", TypeC::Complex(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::I(1))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::AllMatch(&["lhs", "rhs"])],
        asm: Asm::Format("$lhs `,` $rhs attr-dict `:` type($lhs)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.pow",
        summary: "complex power function",
        operands: &[
            one("lhs", TypeC::Complex(&TypeC::AnyFloat)),
            one("rhs", TypeC::Complex(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.powi",
        summary: "complex number raised to signed integer power",
        operands: &[
            one("lhs", TypeC::Complex(&TypeC::AnyFloat)),
            one("rhs", TypeC::AnySignless),
        ],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[maybe_attr("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS))],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[
            TypeRule::SameShape,
            TypeRule::AllMatch(&["lhs", "result"]),
        ],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result) `,` type($rhs)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.re",
        summary: "extracts the real part of a complex number",
        operands: &[one("complex", TypeC::Complex(&TypeC::AnyFloat))],
        results: &[one("real", TypeC::AnyFloat)],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::Derived { from: "complex", to: "real", via: via::complex_part, summary: "complex element type matches result type" }],
        asm: Asm::Format("$complex (`fastmath` `` $fastmath^)? attr-dict `:` type($complex)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.rsqrt",
        summary: "complex reciprocal of square root",
        operands: &[one("complex", TypeC::Complex(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$complex (`fastmath` `` $fastmath^)? attr-dict `:` type($complex)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.sign",
        summary: "computes sign of a complex number",
        operands: &[one("complex", TypeC::Complex(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$complex (`fastmath` `` $fastmath^)? attr-dict `:` type($complex)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.sin",
        summary: "computes sine of a complex number",
        operands: &[one("complex", TypeC::Complex(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$complex (`fastmath` `` $fastmath^)? attr-dict `:` type($complex)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.sqrt",
        summary: "complex square root",
        operands: &[one("complex", TypeC::Complex(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$complex (`fastmath` `` $fastmath^)? attr-dict `:` type($complex)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.sub",
        summary: "complex subtraction",
        operands: &[
            one("lhs", TypeC::Complex(&TypeC::AnyFloat)),
            one("rhs", TypeC::Complex(&TypeC::AnyFloat)),
        ],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.tan",
        summary: "computes tangent of a complex number",
        operands: &[one("complex", TypeC::Complex(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$complex (`fastmath` `` $fastmath^)? attr-dict `:` type($complex)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "complex.tanh",
        summary: "complex hyperbolic tangent",
        operands: &[one("complex", TypeC::Complex(&TypeC::AnyFloat))],
        results: &[one("result", TypeC::Complex(&TypeC::AnyFloat))],
        attrs: &[attr_or("fastmath", AttrC::DialectEnum("arith.fastmath", &crate::arith::table::FAST_MATH_FLAGS), "#arith.fastmath<none>")],
        traits: all(&[Traits::PURE, Traits::ELEMENTWISE]),
        types: &[TypeRule::SameOperandsAndResults],
        asm: Asm::Format("$complex (`fastmath` `` $fastmath^)? attr-dict `:` type($complex)"),
        ..OpDef::EMPTY
    },
];

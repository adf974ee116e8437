//! Operations of `linalg`, imported from LLVM 22.1.8: `mlir/Dialect/Linalg/IR/LinalgOps.td`, `mlir/Dialect/Linalg/IR/LinalgRelayoutOps.td`, `mlir/Dialect/Linalg/IR/LinalgStructuredOps.td`.
//!
//! Written by terrace-odsgen; not edited by hand. Names, summaries and assembly formats are
//! part of the LLVM Project, under the Apache License v2.0 with LLVM Exceptions
//! (SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception).

use crate::ods::*;

/// Cases of `BinaryFn`.
pub const BINARY_FN: EnumDef = EnumDef {
    name: "BinaryFn",
    bits: false,
    separator: "",
    cases: &[
        ("add", 0),
        ("sub", 1),
        ("mul", 2),
        ("div", 3),
        ("div_unsigned", 4),
        ("max_signed", 5),
        ("min_signed", 6),
        ("max_unsigned", 7),
        ("min_unsigned", 8),
        ("powf", 9),
    ],
};

/// Cases of `ElementwiseArityGroup`.
pub const ELEMENTWISE_ARITY_GROUP: EnumDef = EnumDef {
    name: "ElementwiseArityGroup",
    bits: false,
    separator: "",
    cases: &[
        ("Unary", 1),
        ("Binary", 2),
        ("Ternary", 3),
    ],
};

/// Cases of `ElementwiseCaseLimits`.
pub const ELEMENTWISE_CASE_LIMITS: EnumDef = EnumDef {
    name: "ElementwiseCaseLimits",
    bits: false,
    separator: "",
    cases: &[
        ("LastUnary", 13),
        ("LastBinary", 23),
        ("LastTernary", 24),
    ],
};

/// Cases of `ElementwiseKind`.
pub const ELEMENTWISE_KIND: EnumDef = EnumDef {
    name: "ElementwiseKind",
    bits: false,
    separator: "",
    cases: &[
        ("exp", 0),
        ("log", 1),
        ("abs", 2),
        ("ceil", 3),
        ("floor", 4),
        ("negf", 5),
        ("reciprocal", 6),
        ("round", 7),
        ("sqrt", 8),
        ("rsqrt", 9),
        ("square", 10),
        ("tanh", 11),
        ("erf", 12),
        ("add", 13),
        ("sub", 14),
        ("mul", 15),
        ("div", 16),
        ("div_unsigned", 17),
        ("max_signed", 18),
        ("min_signed", 19),
        ("max_unsigned", 20),
        ("min_unsigned", 21),
        ("powf", 22),
        ("select", 23),
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

/// Cases of `TernaryFn`.
pub const TERNARY_FN: EnumDef = EnumDef {
    name: "TernaryFn",
    bits: false,
    separator: "",
    cases: &[
        ("select", 0),
    ],
};

/// Cases of `TypeFn`.
pub const TYPE_FN: EnumDef = EnumDef {
    name: "TypeFn",
    bits: false,
    separator: "",
    cases: &[
        ("cast_signed", 0),
        ("cast_unsigned", 1),
    ],
};

/// Cases of `UnaryFn`.
pub const UNARY_FN: EnumDef = EnumDef {
    name: "UnaryFn",
    bits: false,
    separator: "",
    cases: &[
        ("exp", 0),
        ("log", 1),
        ("abs", 2),
        ("ceil", 3),
        ("floor", 4),
        ("negf", 5),
        ("reciprocal", 6),
        ("round", 7),
        ("sqrt", 8),
        ("rsqrt", 9),
        ("square", 10),
        ("tanh", 11),
        ("erf", 12),
    ],
};

/// Cases of `WinogradConv2DFmr`.
pub const WINOGRAD_CONV2D_FMR: EnumDef = EnumDef {
    name: "WinogradConv2DFmr",
    bits: false,
    separator: "",
    cases: &[
        ("F_2_3", 0),
        ("F_4_3", 1),
        ("F_2_5", 2),
    ],
};

/// Attributes of the dialect.
pub static ATTRS: &[AttrTypeDef] = &[
    AttrTypeDef {
        name: "linalg.binary_fn",
        doc: "allowed 32-bit signless integer cases: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9",
        params: &[ParamDef { name: "value", constraint: AttrC::Enum(32, &BINARY_FN), optional: false }],
        asm: ParamAsm::Enum(&BINARY_FN),
        verify: None,
    },
    AttrTypeDef {
        name: "linalg.elementwise_kind",
        doc: "allowed 32-bit signless integer cases: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23",
        params: &[ParamDef { name: "value", constraint: AttrC::Enum(32, &ELEMENTWISE_KIND), optional: false }],
        asm: ParamAsm::Enum(&ELEMENTWISE_KIND),
        verify: None,
    },
    AttrTypeDef {
        name: "linalg.iterator_type",
        doc: "Iterator type",
        params: &[ParamDef { name: "value", constraint: AttrC::Enum(32, &ITERATOR_TYPE), optional: false }],
        asm: ParamAsm::Enum(&ITERATOR_TYPE),
        verify: None,
    },
    AttrTypeDef {
        name: "linalg.ternary_fn",
        doc: "allowed 32-bit signless integer cases: 0",
        params: &[ParamDef { name: "value", constraint: AttrC::Enum(32, &TERNARY_FN), optional: false }],
        asm: ParamAsm::Enum(&TERNARY_FN),
        verify: None,
    },
    AttrTypeDef {
        name: "linalg.type_fn",
        doc: "allowed 32-bit signless integer cases: 0, 1",
        params: &[ParamDef { name: "value", constraint: AttrC::Enum(32, &TYPE_FN), optional: false }],
        asm: ParamAsm::Enum(&TYPE_FN),
        verify: None,
    },
    AttrTypeDef {
        name: "linalg.unary_fn",
        doc: "allowed 32-bit signless integer cases: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12",
        params: &[ParamDef { name: "value", constraint: AttrC::Enum(32, &UNARY_FN), optional: false }],
        asm: ParamAsm::Enum(&UNARY_FN),
        verify: None,
    },
];

/// Operations of the dialect.
pub const OPS: &[OpDef] = &[
    OpDef {
        name: "linalg.abs",
        summary: "Applies abs(x) elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.add",
        summary: "Adds two tensors elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.batch_matmul",
        summary: "Performs a batched matrix multiplication of two 3D inputs.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr("indexing_maps", AttrC::Array(&AttrC::Map)),
            maybe_attr_or("cast", AttrC::DialectEnum("linalg.type_fn", &TYPE_FN), "#linalg.type_fn<cast_signed>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::BATCH_MATMUL,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.batch_matvec",
        summary: "Performs a batched matrix-vector multiplication.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.batch_mmt4d",
        summary: "Performs a batched matrix-matrix-transpose multiplication of two batched-4D (5D) inputs.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.batch_reduce_matmul",
        summary: "Performs a batch-reduce matrix multiplication on two inputs. The partial multiplication results are reduced into a 2D output.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr("indexing_maps", AttrC::Array(&AttrC::Map)),
            maybe_attr_or("cast", AttrC::DialectEnum("linalg.type_fn", &TYPE_FN), "#linalg.type_fn<cast_signed>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::BATCH_REDUCE_MATMUL,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.batch_vecmat",
        summary: "Performs a batched matrix-vector multiplication.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.broadcast",
        summary: "Static broadcast operator",
        operands: &[
            one("input", TypeC::OneOf(&[TypeC::MemRef(&TypeC::Any), TypeC::RankedTensor(&TypeC::Any)])),
            one("init", TypeC::OneOf(&[TypeC::MemRef(&TypeC::Any), TypeC::RankedTensor(&TypeC::Any)])),
        ],
        results: &[many("result", TypeC::Tensor(&TypeC::Any))],
        attrs: &[attr("dimensions", AttrC::DenseArray(64))],
        regions: &[RegionSlot { name: "region", size: RegionSize::One, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS]),
        asm: super::asm::BROADCAST,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.ceil",
        summary: "Applies ceil(x) elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.contract",
        summary: "Perform a contraction on two inputs, accumulating into the third.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::Shaped(&TypeC::Any))],
        attrs: &[
            attr("indexing_maps", AttrC::Array(&AttrC::Map)),
            maybe_attr_or("cast", AttrC::DialectEnum("linalg.type_fn", &TYPE_FN), "#linalg.type_fn<cast_signed>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "combiner", size: RegionSize::One, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::CONTRACT,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.conv_1d",
        summary: "Performs 1-D convolution with no channels.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.conv_1d_ncw_fcw",
        summary: "Performs 1-D convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.conv_1d_nwc_wcf",
        summary: "Performs 1-D convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.conv_2d",
        summary: "Performs 2-D convolution with no channels.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.conv_2d_nchw_fchw",
        summary: "Performs 2-D convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.conv_2d_nchw_fchw_q",
        summary: "Performs 2-D convolution with zero point offsets.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.conv_2d_ngchw_fgchw",
        summary: "Performs 2-D grouped convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.conv_2d_ngchw_gfchw",
        summary: "Performs 2-D grouped convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.conv_2d_ngchw_gfchw_q",
        summary: "Performs 2-D grouped convolution with zero-point offsets.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.conv_2d_nhwc_fhwc",
        summary: "Performs 2-D convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.conv_2d_nhwc_fhwc_q",
        summary: "Performs 2-D convolution with zero point offsets.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.conv_2d_nhwc_hwcf",
        summary: "Performs 2-D convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.conv_2d_nhwc_hwcf_q",
        summary: "Performs 2-D convolution with zero point offsets.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.conv_2d_nhwgc_gfhwc",
        summary: "Performs 2-D grouped convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.conv_2d_nhwgc_gfhwc_q",
        summary: "Performs 2-D grouped convolution with zero point offsets.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.conv_3d",
        summary: "Performs 3-D convolution with no channels.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.conv_3d_ncdhw_fcdhw",
        summary: "Performs 3-D convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<3xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<3xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.conv_3d_ndhwc_dhwcf",
        summary: "Performs 3-D convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<3xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<3xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.conv_3d_ndhwc_dhwcf_q",
        summary: "Performs 3-D convolution with zero point offsets.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<3xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<3xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.copy",
        summary: "Copies the tensor elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("cast", AttrC::DialectEnum("linalg.type_fn", &TYPE_FN), "#linalg.type_fn<cast_signed>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.depthwise_conv_1d_ncw_cw",
        summary: "Performs depth-wise 1-D convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.depthwise_conv_1d_nwc_wc",
        summary: "Performs depth-wise 1-D convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.depthwise_conv_1d_nwc_wcm",
        summary: "Performs depth-wise 1-D convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.depthwise_conv_2d_nchw_chw",
        summary: "Performs depth-wise 2-D convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.depthwise_conv_2d_nhwc_hwc",
        summary: "Performs depth-wise 2-D convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.depthwise_conv_2d_nhwc_hwc_q",
        summary: "Performs depth-wise 2-D convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.depthwise_conv_2d_nhwc_hwcm",
        summary: "Performs depth-wise 2-D convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.depthwise_conv_2d_nhwc_hwcm_q",
        summary: "Performs depth-wise 2-D convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.depthwise_conv_3d_ncdhw_cdhw",
        summary: "Performs depth-wise 3-D convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<3xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<3xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.depthwise_conv_3d_ndhwc_dhwc",
        summary: "Performs depth-wise 3-D convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<3xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<3xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.depthwise_conv_3d_ndhwc_dhwcm",
        summary: "Performs depth-wise 3-D convolution.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<3xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<3xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.div",
        summary: "Divides the first tensor by the second tensor, elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.div_unsigned",
        summary: "Divides the first tensor by the second tensor, elementwise. For integer types, performs an unsigned division.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.dot",
        summary: "Performs a dot product of two vectors to a scalar result.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.elementwise",
        summary: "Performs element-wise operation",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            attr("kind", AttrC::DialectEnum("linalg.elementwise_kind", &ELEMENTWISE_KIND)),
            maybe_attr_or("indexing_maps", AttrC::Array(&AttrC::Map), "[]"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::ELEMENTWISE,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.erf",
        summary: "Applies erf(x) elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.exp",
        summary: "Applies exp(x) elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.fill",
        summary: "Fills the output tensor with the given value.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.fill_rng_2d",
        summary: "Fills the output tensor with pseudo random numbers.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.floor",
        summary: "Applies floor(x) elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.generic",
        summary: "",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            attr("indexing_maps", AttrC::Array(&AttrC::Map)),
            attr("iterator_types", AttrC::Array(&AttrC::DialectEnum("linalg.iterator_type", &ITERATOR_TYPE))),
            maybe_attr("doc", AttrC::Str),
            maybe_attr("library_call", AttrC::Str),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::GENERIC,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.index",
        summary: "linalg index operation",
        results: &[one("result", TypeC::Index)],
        attrs: &[attr("dim", AttrC::Confined(&AttrC::I(64), is::non_negative, "an integer that is not negative"))],
        traits: all(&[Traits::PURE]),
        asm: Asm::Format("$dim attr-dict `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.log",
        summary: "Applies log(x) elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.map",
        summary: "Elementwise operations",
        operands: &[
            many("inputs", TypeC::OneOf(&[TypeC::MemRef(&TypeC::Any), TypeC::RankedTensor(&TypeC::Any)])),
            one("init", TypeC::OneOf(&[TypeC::MemRef(&TypeC::Any), TypeC::RankedTensor(&TypeC::Any)])),
        ],
        results: &[many("result", TypeC::Tensor(&TypeC::Any))],
        regions: &[RegionSlot { name: "mapper", size: RegionSize::One, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS]),
        asm: super::asm::MAP,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.matmul",
        summary: "Performs a matrix multiplication of two 2D inputs without broadcast or transpose.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr("indexing_maps", AttrC::Array(&AttrC::Map)),
            maybe_attr_or("cast", AttrC::DialectEnum("linalg.type_fn", &TYPE_FN), "#linalg.type_fn<cast_signed>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::MATMUL,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.matvec",
        summary: "Performs a matrix-vector multiplication.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.max",
        summary: "Takes the max (signed) between two inputs, elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.min",
        summary: "Takes the min (signed) between two inputs, elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.mmt4d",
        summary: "Performs a matrix-matrix-transpose multiplication of two 4D inputs.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.mul",
        summary: "Multiplies two tensors elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.negf",
        summary: "Applies negf(x) elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.pack",
        summary: "linalg.pack operation",
        operands: &[
            one("source", TypeC::RankedTensor(&TypeC::Any)),
            one("dest", TypeC::RankedTensor(&TypeC::Any)),
            maybe("padding_value", TypeC::Any),
            many("inner_tiles", TypeC::Index),
        ],
        results: &[one("result", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("outer_dims_perm", AttrC::DenseArray(64), "array<i64>"),
            attr("inner_dims_pos", AttrC::DenseArray(64)),
            attr("static_inner_tiles", AttrC::DenseArray(64)),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        traits: all(&[Traits::OPERAND_SEGMENTS]),
        types: &[TypeRule::AllMatch(&["dest", "result"])],
        asm: Asm::Format("$source (`padding_value` `(` $padding_value^ `:` type($padding_value) `)`)? (`outer_dims_perm` `=` $outer_dims_perm^)? `inner_dims_pos` `=` $inner_dims_pos `inner_tiles` `=` custom<DynamicIndexList>($inner_tiles, $static_inner_tiles) `into` $dest attr-dict `:` type($source) `->` type($dest)"),
        interfaces: &[&MemoryEffects(|_, _| {})],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.pooling_nchw_max",
        summary: "Performs max pooling.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.pooling_nchw_sum",
        summary: "Performs sum pooling.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.pooling_ncw_max",
        summary: "Performs max pooling.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.pooling_ncw_sum",
        summary: "Performs sum pooling.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.pooling_ndhwc_max",
        summary: "Performs 3D max pooling.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<3xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<3xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.pooling_ndhwc_min",
        summary: "Performs 3D min pooling.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<3xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<3xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.pooling_ndhwc_sum",
        summary: "Performs 3D sum pooling.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<3xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<3xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.pooling_nhwc_max",
        summary: "Performs max pooling.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.pooling_nhwc_max_unsigned",
        summary: "Performs unsigned max pooling.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.pooling_nhwc_min",
        summary: "Performs min pooling.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.pooling_nhwc_min_unsigned",
        summary: "Performs unsigned min pooling.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.pooling_nhwc_sum",
        summary: "Performs sum pooling.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<2xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.pooling_nwc_max",
        summary: "Performs max pooling.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.pooling_nwc_max_unsigned",
        summary: "Performs unsigned max pooling.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.pooling_nwc_min",
        summary: "Performs min pooling.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.pooling_nwc_min_unsigned",
        summary: "Performs unsigned min pooling.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.pooling_nwc_sum",
        summary: "Performs sum pooling.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("strides", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            maybe_attr_or("dilations", AttrC::IntElements, "dense<1> : tensor<1xi64>"),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.powf",
        summary: "Takes the powf(lhs, rhs) between two inputs, elementwise. For powf(arg, 2) use `linalg.square`.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.quantized_batch_matmul",
        summary: "Performs a batched matrix multiplication of two 3D inputs.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.quantized_matmul",
        summary: "Performs a matrix multiplication of two 2D inputs.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.reciprocal",
        summary: "Applies reciprocal(x) elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.reduce",
        summary: "Reduce operator",
        operands: &[
            many("inputs", TypeC::OneOf(&[TypeC::MemRef(&TypeC::Any), TypeC::RankedTensor(&TypeC::Any)])),
            many("inits", TypeC::OneOf(&[TypeC::MemRef(&TypeC::Any), TypeC::RankedTensor(&TypeC::Any)])),
        ],
        results: &[many("", TypeC::Tensor(&TypeC::Any))],
        attrs: &[attr("dimensions", AttrC::Confined(&AttrC::DenseArray(64), is::increasing, "integers in increasing order"))],
        regions: &[RegionSlot { name: "combiner", size: RegionSize::One, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS]),
        asm: super::asm::REDUCE,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.round",
        summary: "Applies round(x) elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.rsqrt",
        summary: "Applies rsqrt(x) elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.select",
        summary: "Chooses one value based on a binary condition supplied as its first operand.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.softmax",
        summary: "Softmax operator",
        operands: &[
            one("input", TypeC::Shaped(&TypeC::Any)),
            one("output", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("dimension", AttrC::I(64))],
        types: &[TypeRule::AllElemMatch(&["input", "output"])],
        asm: Asm::Format("attr-dict `dimension` `(` $dimension `)` `ins` `(` $input `:` type($input) `)` `outs` `(` $output `:` type($output) `)` (`->` type($result)^)?"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.sqrt",
        summary: "Applies sqrt(x) elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.square",
        summary: "Applies square(x) elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.sub",
        summary: "Subtracts two tensors elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.tanh",
        summary: "Applies tanh(x) elementwise.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.transpose",
        summary: "Transpose operator",
        operands: &[
            one("input", TypeC::OneOf(&[TypeC::MemRef(&TypeC::Any), TypeC::RankedTensor(&TypeC::Any)])),
            one("init", TypeC::OneOf(&[TypeC::MemRef(&TypeC::Any), TypeC::RankedTensor(&TypeC::Any)])),
        ],
        results: &[many("result", TypeC::Tensor(&TypeC::Any))],
        attrs: &[attr("permutation", AttrC::DenseArray(64))],
        regions: &[RegionSlot { name: "region", size: RegionSize::One, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS]),
        asm: super::asm::TRANSPOSE,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.unpack",
        summary: "linalg.unpack operation",
        operands: &[
            one("source", TypeC::RankedTensor(&TypeC::Any)),
            one("dest", TypeC::RankedTensor(&TypeC::Any)),
            many("inner_tiles", TypeC::Index),
        ],
        results: &[one("result", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[
            maybe_attr_or("outer_dims_perm", AttrC::DenseArray(64), "array<i64>"),
            attr("inner_dims_pos", AttrC::DenseArray(64)),
            attr("static_inner_tiles", AttrC::DenseArray(64)),
        ],
        types: &[TypeRule::AllMatch(&["dest", "result"])],
        asm: Asm::Format("$source (`outer_dims_perm` `=` $outer_dims_perm^)? `inner_dims_pos` `=` $inner_dims_pos `inner_tiles` `=` custom<DynamicIndexList>($inner_tiles, $static_inner_tiles) `into` $dest attr-dict `:` type($source) `->` type($dest)"),
        interfaces: &[&MemoryEffects(|_, _| {})],
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.vecmat",
        summary: "Performs a vector-matrix multiplication.",
        operands: &[
            many("inputs", TypeC::Any),
            many("outputs", TypeC::Shaped(&TypeC::Any)),
        ],
        results: &[many("result_tensors", TypeC::RankedTensor(&TypeC::Any))],
        attrs: &[attr("operandSegmentSizes", AttrC::DenseArray(32))],
        regions: &[RegionSlot { name: "region", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::SINGLE_BLOCK, Traits::RECURSIVE_EFFECTS, Traits::OPERAND_SEGMENTS]),
        asm: super::asm::NAMED,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.winograd_filter_transform",
        summary: "Winograd filter transform operator",
        operands: &[
            one("filter", TypeC::All(&[TypeC::RankedTensor(&TypeC::Any), TypeC::Rank(&[4])])),
            one("output", TypeC::All(&[TypeC::RankedTensor(&TypeC::Any), TypeC::Rank(&[4])])),
        ],
        results: &[one("result", TypeC::All(&[TypeC::RankedTensor(&TypeC::Any), TypeC::Rank(&[4])]))],
        attrs: &[attr("fmr", AttrC::Enum(32, &WINOGRAD_CONV2D_FMR))],
        types: &[TypeRule::AllElemMatch(&["filter", "output"])],
        asm: Asm::Format("attr-dict `fmr` `(` $fmr `)` `ins` `(` $filter `:` type($filter) `)` `outs` `(` $output `:` type($output) `)` `->` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.winograd_input_transform",
        summary: "Winograd input transform operator",
        operands: &[
            one("input", TypeC::All(&[TypeC::RankedTensor(&TypeC::Any), TypeC::Rank(&[4])])),
            one("output", TypeC::All(&[TypeC::RankedTensor(&TypeC::Any), TypeC::Rank(&[6])])),
        ],
        results: &[one("result", TypeC::All(&[TypeC::RankedTensor(&TypeC::Any), TypeC::Rank(&[6])]))],
        attrs: &[attr("fmr", AttrC::Enum(32, &WINOGRAD_CONV2D_FMR))],
        types: &[TypeRule::AllElemMatch(&["input", "output"])],
        asm: Asm::Format("attr-dict `fmr` `(` $fmr `)` `ins` `(` $input `:` type($input) `)` `outs` `(` $output `:` type($output) `)` `->` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.winograd_output_transform",
        summary: "Winograd output transform operator",
        operands: &[
            one("value", TypeC::All(&[TypeC::RankedTensor(&TypeC::Any), TypeC::Rank(&[6])])),
            one("output", TypeC::All(&[TypeC::RankedTensor(&TypeC::Any), TypeC::Rank(&[4])])),
        ],
        results: &[one("result", TypeC::All(&[TypeC::RankedTensor(&TypeC::Any), TypeC::Rank(&[4])]))],
        attrs: &[attr("fmr", AttrC::Enum(32, &WINOGRAD_CONV2D_FMR))],
        types: &[TypeRule::AllElemMatch(&["value", "output"])],
        asm: Asm::Format("attr-dict `fmr` `(` $fmr `)` `ins` `(` $value `:` type($value) `)` `outs` `(` $output `:` type($output) `)` `->` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "linalg.yield",
        summary: "Linalg yield operation",
        operands: &[many("values", TypeC::Any)],
        traits: all(&[Traits::PURE, Traits::RETURN_LIKE, Traits::TERMINATOR]),
        asm: super::asm::YIELD,
        ..OpDef::EMPTY
    },
];

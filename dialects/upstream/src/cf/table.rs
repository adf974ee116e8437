//! Operations of `cf`, imported from LLVM 22.1.8: `mlir/Dialect/ControlFlow/IR/ControlFlowOps.td`.
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
        name: "cf.assert",
        summary: "Assert operation with message attribute",
        operands: &[one("arg", TypeC::I(1))],
        attrs: &[attr("msg", AttrC::Str)],
        asm: Asm::Format("$arg `,` $msg attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "cf.br",
        summary: "Branch operation",
        operands: &[many("destOperands", TypeC::Any)],
        successors: &[SuccessorSlot { name: "dest", variadic: false }],
        traits: all(&[Traits::PURE, Traits::TERMINATOR]),
        asm: Asm::Format("$dest (`(` $destOperands^ `:` type($destOperands) `)`)? attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "cf.cond_br",
        summary: "Conditional branch operation",
        operands: &[
            one("condition", TypeC::I(1)),
            many("trueDestOperands", TypeC::Any),
            many("falseDestOperands", TypeC::Any),
        ],
        attrs: &[
            maybe_attr("branch_weights", AttrC::DenseArray(32)),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        successors: &[
            SuccessorSlot { name: "trueDest", variadic: false },
            SuccessorSlot { name: "falseDest", variadic: false },
        ],
        traits: all(&[Traits::OPERAND_SEGMENTS, Traits::PURE, Traits::TERMINATOR]),
        asm: Asm::Format("$condition (`weights` `(` $branch_weights^ `)` )? `,` $trueDest (`(` $trueDestOperands^ `:` type($trueDestOperands) `)`)? `,` $falseDest (`(` $falseDestOperands^ `:` type($falseDestOperands) `)`)? attr-dict"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "cf.switch",
        summary: "Switch operation",
        operands: &[
            one("flag", TypeC::AnyInt),
            many("defaultOperands", TypeC::Any),
            many("caseOperands", TypeC::Any),
        ],
        attrs: &[
            maybe_attr("case_values", AttrC::IntElements),
            attr("case_operand_segments", AttrC::DenseArray(32)),
            attr("operandSegmentSizes", AttrC::DenseArray(32)),
        ],
        successors: &[
            SuccessorSlot { name: "defaultDestination", variadic: false },
            SuccessorSlot { name: "caseDestinations", variadic: true },
        ],
        traits: all(&[Traits::OPERAND_SEGMENTS, Traits::PURE, Traits::TERMINATOR]),
        asm: Asm::Format("$flag `:` type($flag) `,` `[` `\\n` custom<SwitchOpCases>(ref(type($flag)),$defaultDestination, $defaultOperands, type($defaultOperands), $case_values, $caseDestinations, $caseOperands, type($caseOperands)) `]` attr-dict"),
        ..OpDef::EMPTY
    },
];

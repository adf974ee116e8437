//! Operations of `func`, imported from LLVM 22.1.8: `mlir/Dialect/Func/IR/FuncOps.td`.
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
        name: "func.call",
        summary: "call operation",
        operands: &[many("operands", TypeC::Any)],
        results: &[many("", TypeC::Any)],
        attrs: &[
            attr("callee", AttrC::FlatSymbol),
            maybe_attr("arg_attrs", AttrC::Array(&AttrC::Dict)),
            maybe_attr("res_attrs", AttrC::Array(&AttrC::Dict)),
            maybe_attr("no_inline", AttrC::Unit),
        ],
        asm: Asm::Format("$callee `(` $operands `)` attr-dict `:` functional-type($operands, results)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "func.call_indirect",
        summary: "indirect call operation",
        operands: &[
            one("callee", TypeC::Function),
            many("callee_operands", TypeC::Any),
        ],
        results: &[many("results", TypeC::Any)],
        attrs: &[
            maybe_attr("arg_attrs", AttrC::Array(&AttrC::Dict)),
            maybe_attr("res_attrs", AttrC::Array(&AttrC::Dict)),
        ],
        types: &[
            TypeRule::DerivedList { from: "callee", to: "callee_operands", via: via::function_inputs, summary: "callee input types match argument types" },
            TypeRule::DerivedList { from: "callee", to: "results", via: via::function_results, summary: "callee result types match result types" },
        ],
        asm: Asm::Format("$callee `(` $callee_operands `)` attr-dict `:` type($callee)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "func.constant",
        summary: "constant",
        results: &[one("", TypeC::Any)],
        attrs: &[attr("value", AttrC::FlatSymbol)],
        traits: all(&[Traits::CONSTANT_LIKE, Traits::PURE]),
        asm: Asm::Format("attr-dict $value `:` type(results)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "func.func",
        summary: "An operation with a name containing a single `SSACFG` region",
        attrs: &[
            attr("sym_name", AttrC::SymbolName),
            attr("function_type", AttrC::Type(&TypeC::Function)),
            maybe_attr("sym_visibility", AttrC::Str),
            maybe_attr("arg_attrs", AttrC::Array(&AttrC::Dict)),
            maybe_attr("res_attrs", AttrC::Array(&AttrC::Dict)),
            maybe_attr("no_inline", AttrC::Unit),
        ],
        regions: &[RegionSlot { name: "body", size: RegionSize::Any, variadic: false }],
        traits: all(&[Traits::AFFINE_SCOPE, Traits::ALLOC_SCOPE, Traits::SYMBOL, Traits::ISOLATED]),
        asm: super::asm::FUNC,
        ..OpDef::EMPTY
    },
    OpDef {
        name: "func.return",
        summary: "Function return operation",
        operands: &[many("operands", TypeC::Any)],
        traits: all(&[Traits::PURE, Traits::RETURN_LIKE, Traits::TERMINATOR]),
        parents: &["func.func"],
        asm: Asm::Format("attr-dict ($operands^ `:` type($operands))?"),
        ..OpDef::EMPTY
    },
];

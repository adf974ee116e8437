//! Operations of `ub`, imported from LLVM 22.1.8: `mlir/Dialect/UB/IR/UBOps.td`.
//!
//! Written by terrace-odsgen; not edited by hand. Names, summaries and assembly formats are
//! part of the LLVM Project, under the Apache License v2.0 with LLVM Exceptions
//! (SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception).

use crate::ods::*;

/// Attributes of the dialect.
pub static ATTRS: &[AttrTypeDef] = &[
    AttrTypeDef {
        name: "ub.poison",
        doc: "",
        params: &[],
        asm: ParamAsm::List,
        verify: None,
    },
];

/// Operations of the dialect.
pub const OPS: &[OpDef] = &[
    OpDef {
        name: "ub.poison",
        summary: "Poisoned constant operation.",
        results: &[one("result", TypeC::Any)],
        attrs: &[attr_or("value", AttrC::Dialect("ub.poison"), "#ub.poison")],
        traits: all(&[Traits::CONSTANT_LIKE, Traits::PURE]),
        asm: Asm::Format("attr-dict (`<` $value^ `>`)? `:` type($result)"),
        ..OpDef::EMPTY
    },
    OpDef {
        name: "ub.unreachable",
        summary: "Unreachable operation.",
        traits: all(&[Traits::TERMINATOR]),
        asm: Asm::Format("attr-dict"),
        ..OpDef::EMPTY
    },
];

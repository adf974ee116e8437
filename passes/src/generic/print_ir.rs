//! Prints the IR as it stands here in a pipeline, beside the output, and changes nothing.
//!
//! The options `--print-ir-*` of `terrace opt` do so around passes that are there anyway.
//! Not in a pipeline because it is for looking.

use terrace_ir::text::{PrintOptions, print_module};

use crate::prelude::*;

const LABEL: Opt<String> = Opt::str("label", "", "what stands in the line before the IR");

pub(super) const PASS: PassInfo = PassInfo {
    name: "print-ir",
    summary: "print the IR as it stands here",
    options: &[LABEL.def],
    run: |body, cx| {
        let label = cx.option(&LABEL);
        let space = if label.is_empty() { "" } else { " " };
        let text = print_module(cx.cx, body, &PrintOptions::default());
        cx.print(&format!("// -----// IR Dump{space}{label} //----- //\n{text}"));
        Ok(())
    },
    ..PassInfo::EMPTY
};

//! The bridge to upstream MLIR: our module to one of theirs in memory and back, and their passes.
//!
//! - [`Bridge`] holds a context of upstream MLIR beside one of ours. [`Bridge::export`] and
//!   [`Bridge::import`] walk a module operation by operation; [`Bridge::run`] runs a pipeline.
//! - Builtin types, attributes and locations are translated by structure, those of other dialects
//!   by the text of the one type or attribute, each once.
//! - What upstream says about a module becomes our diagnostics, at our locations.
//!
//! Upstream keeps no names of values. They cross in the locations of what defines the values, which
//! passes carry along, and are taken out of them on the way back.
//!
//! This crate alone links MLIR; `terrace-mlir` (tools/bridge) is the program that has it.

mod affine;
mod attrs;
mod export;
mod import;
mod listen;
mod locs;
mod pipeline;
mod raw;
mod table;
mod types;

use std::rc::Rc;

use mlir_sys::MlirModule;
use terrace_ir::Context;

use listen::Listener;
use raw::{Owner, c};
use table::Table;

/// A context of upstream MLIR with all of upstream's dialects, beside one of ours.
///
/// # Example
/// ```no_run
/// use terrace_ir::text::{PrintOptions, parse_module, print_module};
/// use terrace_ir::{Context, Diags};
///
/// let (cx, mut diags) = (Context::new(), Diags::new());
/// terrace_upstream::all().iter().for_each(|d| cx.load(d));
/// let text = "func.func @four() -> i32 {
///               %x = arith.constant 2 : i32
///               %y = arith.addi %x, %x : i32
///               return %y : i32
///             }";
/// let body = parse_module(&cx, text, "f.mlir", &mut diags).unwrap();
///
/// let mut bridge = terrace_mlir::Bridge::new(&cx);
/// let theirs = bridge.export(&body, &mut diags).unwrap();
/// bridge.run(&theirs, "canonicalize", &mut diags).unwrap();
/// let body = bridge.import(&theirs, Default::default(), &mut diags).unwrap();
/// assert!(print_module(&cx, &body, &PrintOptions::default()).contains("arith.constant 4 : i32"));
/// ```
pub struct Bridge<'c> {
    cx: &'c Context,
    // Dropped before the context that it listens to.
    listener: Listener,
    owner: Rc<Owner>,
    table: Table,
}

impl<'c> Bridge<'c> {
    /// A bridge from this context. Upstream uses threads if ours does.
    pub fn new(cx: &'c Context) -> Bridge<'c> {
        let owner = Owner::new(cx.threads());
        Bridge { cx, listener: Listener::new(owner.clone()), owner, table: Table::default() }
    }
}

/// A module of upstream MLIR.
pub struct Module {
    raw: MlirModule,
    owner: Rc<Owner>,
}

impl Drop for Module {
    fn drop(&mut self) {
        c!(mlir_sys::mlirModuleDestroy(self.raw));
    }
}

impl Module {
    /// As upstream prints it, in the generic form; with locations if asked for.
    pub fn text(&self, locations: bool) -> String {
        use mlir_sys::*;
        raw::printed(|append, out| {
            c!({
                let flags = mlirOpPrintingFlagsCreate();
                mlirOpPrintingFlagsPrintGenericOpForm(flags);
                mlirOpPrintingFlagsEnableDebugInfo(flags, locations, false);
                mlirOpPrintingFlagsUseLocalScope(flags);
                let op = mlirModuleGetOperation(self.raw);
                mlirOperationPrintWithFlags(op, flags, append, out);
                mlirOpPrintingFlagsDestroy(flags);
            })
        })
    }
}

/// What is done with what Terrace does not know when it comes back.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Unknown {
    /// It is an error.
    #[default]
    Refuse,
    /// Operations, types and attributes of dialects that are not loaded stand in the generic form.
    Keep,
}

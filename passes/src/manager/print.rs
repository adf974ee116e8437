//! Printing the IR before and after passes.

use std::io::Write;
use std::sync::Mutex;

use terrace_ir::text::{PrintOptions, write_module};
use terrace_ir::{Body, Context};

use super::info::PassInfo;

/// Which passes something is done at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// None.
    #[default]
    None,
    /// All.
    All,
    /// Those of these names.
    Named(Vec<String>),
}

impl Which {
    fn has(&self, pass: &PassInfo) -> bool {
        match self {
            Which::None => false,
            Which::All => true,
            Which::Named(names) => names.iter().any(|n| n == pass.name),
        }
    }
}

/// Prints what a pass runs on, before and after it. Passes then run on one thread, so that texts
/// come in order and are complete even if a pass fails.
pub struct PrintIr<'a> {
    /// Passes to print before.
    pub before: Which,
    /// Passes to print after; a pass that fails prints, too.
    pub after: Which,
    /// Print after a pass only when it changed something.
    pub only_changes: bool,
    /// How.
    pub options: PrintOptions,
    /// Where to. A text that cannot be written is dropped: printing must not stop the pipeline.
    pub out: Mutex<&'a mut (dyn Write + Send)>,
}

impl PrintIr<'_> {
    pub(super) fn before(&self, cx: &Context, pass: &PassInfo, body: &Body) {
        if self.before.has(pass) {
            self.print(cx, "Before", pass, "", body);
        }
    }

    pub(super) fn after(
        &self,
        cx: &Context,
        pass: &PassInfo,
        body: &Body,
        changed: bool,
        failed: bool,
    ) {
        if self.after.has(pass) && (changed || failed || !self.only_changes) {
            self.print(cx, "After", pass, if failed { " Failed" } else { "" }, body);
        }
    }

    fn print(&self, cx: &Context, when: &str, pass: &PassInfo, failed: &str, body: &Body) {
        let root = body.root(cx);
        let symbol = root.symbol().map_or(String::new(), |s| format!(": @{}", cx.str(s)));
        let on = format!("('{}' operation{symbol})", root.name_str());
        let mut out = self.out.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let name = pass.name;
        let header = format!("// -----// IR Dump {when} {name}{failed} {on} //----- //\n");
        let _ = out.write_all(header.as_bytes());
        let _ = write_module(cx, body, &self.options, &mut **out);
        let _ = out.write_all(b"\n\n").and_then(|()| out.flush());
    }
}

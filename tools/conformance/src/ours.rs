//! Our side: text to module to text, in this process.

use std::panic::{AssertUnwindSafe, catch_unwind};

use terrace_ir::text::{ParseOptions, PrintOptions, parse_module_with, print_module};
use terrace_ir::{Context, Diags, Severity};

/// What we say about a text.
pub enum Answer {
    /// The module, printed in generic and in custom form.
    Printed(Box<[String; 2]>),
    /// The line, code and message of each error.
    Rejected(Vec<(u32, String)>),
    /// We did not survive.
    Panicked,
}

/// Reads, verifies and prints in both forms.
pub fn read(text: &[u8], allow_unregistered: bool) -> Answer {
    catch_unwind(AssertUnwindSafe(|| answer(text, allow_unregistered))).unwrap_or(Answer::Panicked)
}

fn answer(text: &[u8], allow_unregistered: bool) -> Answer {
    let cx = Context::new();
    terrace_upstream::load(&cx);
    let mut diags = Diags::new();
    let options = ParseOptions { allow_unregistered };
    let parsed = parse_module_with(&cx, text, "<stdin>", options, &mut diags);
    let verified = parsed.and_then(|body| {
        terrace_ir::verify::verify(&cx, &body, &mut diags)?;
        Ok(body)
    });
    match verified {
        Ok(body) => {
            let print = |o: &PrintOptions| print_module(&cx, &body, o);
            Answer::Printed(Box::new([
                print(&PrintOptions::GENERIC),
                print(&PrintOptions { interop: true, ..PrintOptions::default() }),
            ]))
        }
        Err(_) => {
            let errors = diags.items().iter().filter(|d| d.severity == Severity::Error);
            let line = |d: &terrace_ir::Diag| d.loc.file_line_col(&cx).map_or(0, |(_, l, _)| l);
            let text = |d: &terrace_ir::Diag| format!("{} {}", d.code.id, d.message);
            Answer::Rejected(errors.map(|d| (line(d), text(d))).collect())
        }
    }
}

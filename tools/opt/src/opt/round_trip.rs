//! `--verify-roundtrip`: what prints must parse back to the same thing.

use terrace_ir::text::{ParseOptions, PrintOptions, parse_module_with, print_module};
use terrace_ir::{Body, Code, Context, Diags, ROOT, Reported};

/// What was printed does not read back as it was.
pub const BUG003: Code = Code {
    id: "BUG003",
    message: "the {0} form does not survive a round trip: {1}",
    explain: "Whatever prints must parse back to the same thing. The printer or the parser of one \
              of the operations is wrong.",
};

/// Prints, parses and prints again, in both forms and with locations: the texts must be equal.
pub fn check(
    cx: &Context,
    body: &Body,
    parse: ParseOptions,
    diags: &mut Diags,
) -> Result<(), Reported> {
    for (form, generic) in [("generic", true), ("custom", false)] {
        let options = PrintOptions { generic, locations: true, ..PrintOptions::default() };
        let first = print_module(cx, body, &options);
        let why = match parse_module_with(cx, first.as_bytes(), "<round trip>", parse, diags) {
            Err(_) => "it does not parse".to_string(),
            Ok(again) => {
                let second = print_module(cx, &again, &options);
                let differ = first.lines().zip(second.lines()).find(|(a, b)| a != b);
                match differ {
                    None if first == second => continue,
                    None => "one text is longer".to_string(),
                    Some((a, b)) => format!("`{}` became `{}`", a.trim(), b.trim()),
                }
            }
        };
        return Err(diags.error(&BUG003, body.loc(ROOT), &[&form, &why]));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use terrace_ir::OpDef;
    use terrace_ir::def::{Asm, Dialect};
    use terrace_ir::text::parse_module;

    use super::*;

    /// Prints a word that it does not read.
    const ODD: OpDef = OpDef {
        name: "odd.op",
        asm: Asm::Hand { parse: |_, _| Ok(()), print: |printer, _| printer.text(" word") },
        ..OpDef::EMPTY
    };

    static ODD_DIALECT: Dialect = Dialect { name: "odd", ops: &[&[ODD]], ..Dialect::EMPTY };

    #[test]
    fn a_form_that_does_not_read_back_is_named() {
        let cx = Context::new();
        cx.load(&ODD_DIALECT);
        let mut diags = Diags::new();
        let body = parse_module(&cx, "odd.op", "f", &mut diags).unwrap();
        check(&cx, &body, ParseOptions::default(), &mut diags).unwrap_err();
        let last = diags.items().last().unwrap();
        assert_eq!(
            last.message,
            "the custom form does not survive a round trip: it does not parse"
        );
        assert_eq!(last.code, &BUG003);
    }
}

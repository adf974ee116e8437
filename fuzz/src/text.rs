//! IR text: what parses and verifies prints, and what is printed reads back as the same.

use terrace_ir::text::{ParseOptions, PrintOptions, parse_module_with, print_module};
use terrace_ir::verify::verify;
use terrace_ir::{Body, Context, Diags};

/// A context with every dialect.
pub fn context() -> Context {
    terrace_passes::Language::default().context()
}

fn parse(cx: &Context, text: &[u8]) -> Result<Body, Diags> {
    let mut diags = Diags::new();
    let options = ParseOptions { allow_unregistered: true };
    let parsed = parse_module_with(cx, text, "fuzz.mlir", options, &mut diags);
    let verified = parsed.and_then(|body| verify(cx, &body, &mut diags).map(|()| body));
    verified.map_err(|_| diags)
}

/// Panics if the parser, the verifier or the printer does, or if they disagree.
pub fn check(data: &[u8]) {
    let cx = context();
    let body = match parse(&cx, data) {
        Ok(body) => body,
        Err(diags) => {
            assert!(diags.n_errors() > 0, "a refusal says why");
            return;
        }
    };
    for options in [PrintOptions::default(), PrintOptions::GENERIC] {
        let once = print_module(&cx, &body, &options);
        let again = match parse(&cx, once.as_bytes()) {
            Ok(body) => print_module(&cx, &body, &options),
            Err(diags) => panic!("what prints does not parse: {:?}\n{once}", diags.items()),
        };
        assert_eq!(once, again, "what prints reads back as the same");
    }
}

//! IR text: what parses and verifies prints, and what is printed reads back as the same.

use std::cell::RefCell;

use terrace_ir::text::{ParseOptions, PrintOptions, parse_module_with, print_module};
use terrace_ir::verify::verify;
use terrace_ir::{Body, Context, Diags};

/// Inputs after which there is a new context: what it interned is never given back.
const INPUTS_PER_CONTEXT: u32 = 1024;

/// A context with every dialect, and how many inputs it was used for.
struct Used(Context, u32);

impl Used {
    fn new() -> Used {
        let cx = terrace_passes::Language::default().context();
        // An input is a few KiB, and each thread of the fuzzer is one.
        cx.set_threads(false);
        Used(cx, 0)
    }
}

thread_local! {
    static CONTEXT: RefCell<Used> = RefCell::new(Used::new());
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
    CONTEXT.with_borrow_mut(|used| {
        used.1 += 1;
        if used.1 > INPUTS_PER_CONTEXT {
            *used = Used::new();
        }
        check_in(&used.0, data);
    });
}

fn check_in(cx: &Context, data: &[u8]) {
    let body = match parse(cx, data) {
        Ok(body) => body,
        Err(diags) => {
            assert!(diags.n_errors() > 0, "a refusal says why");
            return;
        }
    };
    for options in [PrintOptions::default(), PrintOptions::GENERIC] {
        let once = print_module(cx, &body, &options);
        let again = match parse(cx, once.as_bytes()) {
            Ok(body) => print_module(cx, &body, &options),
            Err(diags) => panic!("what prints does not parse: {:?}\n{once}", diags.items()),
        };
        assert_eq!(once, again, "what prints reads back as the same");
    }
}

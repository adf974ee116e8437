//! ONNX models: what the importer takes verifies.

use terrace_ir::verify::verify;
use terrace_ir::{Context, Diags};
use terrace_onnx::{ImportOptions, Limits, Model, import};

/// Small, so that what gets past the checks cannot be large either.
pub const LIMITS: Limits = Limits { file_bytes: 1 << 20, decoded_bytes: 16 << 20, depth: 90 };

/// Panics if the reader or the importer does, or if what they give does not verify.
pub fn check(data: &[u8]) {
    let model = match Model::from_bytes(data.to_vec().into(), None, &LIMITS) {
        Ok(model) => model,
        Err(problems) => return assert!(!problems.is_empty(), "a refusal says why"),
    };
    assert!(model.opset() >= 7, "older ones are refused");
    let cx = Context::new();
    let bind = ["batch", "time"].map(|symbol| (symbol.to_owned(), 3)).into();
    match import(&cx, &model, &ImportOptions { bind, ..ImportOptions::default() }) {
        Err(problems) => assert!(!problems.is_empty(), "a refusal says why"),
        Ok(imported) => {
            let mut diags = Diags::new();
            let verified = verify(&cx, &imported.module, &mut diags);
            assert!(verified.is_ok(), "{:?}", diags.items());
        }
    }
}

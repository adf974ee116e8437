//! Models as exporters write them, where they are at hand.
//!
//! `TERRACE_ONNX_MODELS` lists folders, separated by `:`; every `.onnx` file in them must open and
//! import into operations that verify, and every shape that the exporter declared must be the
//! inferred one.
use std::path::PathBuf;
use terrace_ir::interface::Verify;
use terrace_ir::{Body, Context, Diags};
use terrace_onnx::{ImportOptions, Limits, Model, import};

fn models() -> Vec<PathBuf> {
    let Some(folders) = std::env::var_os("TERRACE_ONNX_MODELS") else { return Vec::new() };
    let mut models = Vec::new();
    for folder in std::env::split_paths(&folders) {
        let entries = std::fs::read_dir(&folder).expect("a folder of TERRACE_ONNX_MODELS");
        models.extend(entries.map(|entry| entry.unwrap().path()));
    }
    models.retain(|path| path.extension().is_some_and(|extension| extension == "onnx"));
    models.sort();
    models
}

/// What the operations' own verifiers report, and names that no loaded dialect has.
fn complaints(cx: &Context, module: &Body) -> Vec<String> {
    let (mut diags, mut unknown) = (Diags::new(), Vec::new());
    module.root(cx).walk(&mut |op| {
        match op.info() {
            Some(info) => {
                info.interface::<Verify>().into_iter().for_each(|v| (v.0)(op, &mut diags))
            }
            None => unknown.push(format!("{} is not registered", op.name_str())),
        }
        true
    });
    unknown.extend(diags.items().iter().map(|diag| diag.message.clone()));
    unknown
}

#[test]
fn real_models_import() {
    let models = models();
    if models.is_empty() {
        eprintln!("SKIPPED: no models; set TERRACE_ONNX_MODELS to folders of .onnx files");
    }
    for path in models {
        let name = path.display();
        let model = Model::open(&path, &Limits::default());
        let model = model.unwrap_or_else(|problems| panic!("{name}:\n{problems}"));
        assert!(!model.graph.nodes.is_empty() && !model.graph.inputs.is_empty());
        let cx = Context::new();
        let imported = import(&cx, &model, &ImportOptions::default());
        let imported = imported.unwrap_or_else(|problems| panic!("{name}:\n{problems}"));
        assert!(imported.warnings.is_empty(), "{name}:\n{}", imported.warnings);
        assert_eq!(complaints(&cx, &imported.module), [""; 0], "{name}");
        assert_eq!(imported.outputs.len(), model.graph.outputs.len());
    }
}

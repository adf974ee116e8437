//! The importer, on small models that show one thing each.
use std::path::Path;
use terrace_ir::{Body, Context, OpRef, TypeKind};
use terrace_onnx::{ImportOptions, Imported, Limits, Model, Problems, import};

fn model(name: &str) -> Model {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test/models/onnx_cases");
    let opened = Model::open(&folder.join(name).with_extension("onnx"), &Limits::default());
    opened.unwrap_or_else(|problems| panic!("{problems}"))
}

fn bind(sizes: &[(&str, u64)]) -> ImportOptions {
    let bind = sizes.iter().map(|(name, size)| ((*name).to_owned(), *size)).collect();
    ImportOptions { bind, ..ImportOptions::default() }
}

fn imported(cx: &Context, name: &str, options: &ImportOptions) -> Imported {
    import(cx, &model(name), options).unwrap_or_else(|problems| panic!("{problems}"))
}

fn refused(name: &str, options: &ImportOptions) -> Vec<String> {
    let cx = Context::new();
    let problems: Problems = match import(&cx, &model(name), options) {
        Ok(_) => panic!("the model must be refused"),
        Err(problems) => problems,
    };
    problems.iter().map(ToString::to_string).collect()
}

/// Each operation of `@main` as `name: shape of its first result`, constants left out.
fn outline(cx: &Context, module: &Body) -> Vec<String> {
    let mut lines = Vec::new();
    module.root(cx).walk(&mut |op: OpRef<'_>| {
        let name = op.name_str();
        if let Some(short) = name.strip_prefix("graph.").filter(|name| *name != "constant") {
            lines.push(format!("{short} {}", spell(cx, op)));
        }
        true
    });
    lines
}

fn spell(cx: &Context, op: OpRef<'_>) -> String {
    let TypeKind::Tensor { shape, .. } = op.result_ty(0).kind(cx) else { return "?".into() };
    shape.iter().map(i64::to_string).collect::<Vec<_>>().join("x")
}

#[test]
fn exported_shape_arithmetic_becomes_numbers() {
    let cx = Context::new();
    let imported = imported(&cx, "shape_chain", &bind(&[("batch", 2), ("time", 5)]));
    assert_eq!(outline(&cx, &imported.module), ["reshape 2x5x3x4", "transpose 2x3x5x4"]);
    assert_eq!(imported.inputs, ["x"]);
    assert_eq!(imported.outputs, ["t", "ones", "row"]);
    assert!(imported.warnings.is_empty(), "{}", imported.warnings);
}

#[test]
fn constants_that_nothing_uses_are_not_made() {
    let cx = Context::new();
    let imported = imported(&cx, "shape_chain", &bind(&[("batch", 2), ("time", 5)]));
    let mut constants = Vec::new();
    imported.module.root(&cx).walk(&mut |op: OpRef<'_>| {
        if op.name_str() == "graph.constant" {
            constants.push(spell(&cx, op));
        }
        true
    });
    // The results `ones` and `row`, no matter how many tensors the shape arithmetic went through.
    assert_eq!(constants, ["2x5x3x4", "5"]);
}

#[test]
fn unbound_sizes_are_asked_for_once_each() {
    assert_eq!(
        refused("shape_chain", &ImportOptions::default()),
        [
            "ONNX107: value `x`: size 0 is `batch`: bind it to a number",
            "ONNX107: value `x`: size 1 is `time`: bind it to a number"
        ]
    );
    assert_eq!(
        refused("shape_chain", &bind(&[("batch", 1), ("batch", 2), ("time", 1), ("width", 1)])),
        [
            "ONNX112: model: symbol `batch` is bound twice",
            "ONNX112: model: no input has a size `width`"
        ]
    );
}

#[test]
fn old_and_new_forms_mean_the_same() {
    let cx = Context::new();
    let lines = |name| outline(&cx, &imported(&cx, name, &ImportOptions::default()).module);
    let front = ["slice 2x3x3", "max 2x3x3", "min 2x3x3"];
    let back = ["reduce_sum 2x3", "slice 2x1", "slice 2x2", "pad 2x3"];
    // Softmax alone differs: before version 13 it is over the matrix 2 x 9.
    let old = ["reshape 2x9", "softmax 2x9", "reshape 2x3x3"];
    let reshapes = ["reshape 1x2x5x3", "reshape 2x5x3"];
    assert_eq!(lines("old_forms"), [&reshapes[..], &front, &old, &back].concat());
    assert_eq!(lines("new_forms"), [&reshapes[..], &front, &["softmax 2x3x3"], &back].concat());
}

#[test]
fn windows_have_the_sizes_that_onnx_infers() {
    let cx = Context::new();
    let imported = imported(&cx, "windows", &ImportOptions::default());
    let lines = outline(&cx, &imported.module);
    let expected = ["conv 1x6x5x5", "max_pool 1x6x3x3", "avg_pool 1x6x3x2", "reduce_mean 1x6x1x1"];
    assert_eq!(lines, expected);
    let mut pads = Vec::new();
    imported.module.root(&cx).walk(&mut |op: OpRef<'_>| {
        pads.extend(op.attr("pads").and_then(|pads| pads.as_ints(&cx)));
        true
    });
    // Automatic padding and the last window of `ceil_mode` are numbers now.
    assert_eq!(pads, [[1, 0, 1, 1], [0, 0, 1, 1], [1, 0, 0, 0]]);
}

#[test]
fn functions_and_known_branches_are_expanded() {
    let cx = Context::new();
    let imported = imported(&cx, "functions", &ImportOptions::default());
    assert_eq!(outline(&cx, &imported.module), ["mul 4", "mul 4", "neg 4"]);
    let mut factors = Vec::new();
    imported.module.root(&cx).walk(&mut |op: OpRef<'_>| {
        if let Some(value) = op.attr("value")
            && let terrace_ir::AttrKind::DenseElements { data, .. } = &*value.kind(&cx)
        {
            factors.push(data.to_vec());
        }
        true
    });
    assert_eq!(factors, [3f32.to_le_bytes(), 0.5f32.to_le_bytes()]);
}

#[test]
fn everything_that_is_refused_is_named_at_once() {
    let report = refused("refused", &ImportOptions::default());
    let expected = [
        "ONNX109: value `words`: inputs of type tensor(string) are not supported",
        "ONNX107: value `d`: size 0 is `batch`: bind it to a number",
        "ONNX105: node 4 `types` (Add) of graph `refused`: \
         element types differ: float, int64",
        "ONNX106: node 5 `sizes` (MatMul) of graph `refused`: \
         shapes [2, 3] and [2, 3] do not \
         multiply",
        "ONNX108: node 6 `runtime` (Reshape) of graph `refused`: \
         the shape must be known when the \
         model is compiled",
        "ONNX111: node 8 `indices` (MaxPool) of graph `refused`: \
         result 1 is not supported",
        "ONNX102: node 9 `attribute` (Softmax) of graph `refused`: \
         attribute `color` is not known",
        "ONNX103: node 10 `kind` (Gemm) of graph `refused`: \
         attribute `alpha` must be a float, got \
         int",
        "ONNX106: node 11 `order` (Transpose) of graph `refused`: \
         axes [0, 0] are not distinct ones of \
         2",
        "ONNX104: node 12 `missing` (BatchNormalization) of graph `refused`: \
         operand 1 is absent",
        "ONNX101: node 7 `newer` (Gelu) of graph `refused`: \
         operator ai.onnx.Gelu (version 18) is used \
         once",
        "ONNX101: node 0 `first` (NonZero) of graph `refused`: \
         operator ai.onnx.NonZero (version 18) \
         is used 2 times",
        "ONNX101: node 3 `odd` (Mystery) of graph `refused`: \
         operator far.Mystery (version 1) is used \
         once",
    ];
    assert_eq!(report, expected);
}

#[test]
fn expansion_is_bounded() {
    let report = refused("endless", &ImportOptions::default());
    let expected = "ONNX113: node 0 (loop) of graph `loop`: function `loop` nests too deeply";
    assert_eq!(report, [expected]);
}

#[test]
fn wrong_declarations_are_warned_about() {
    let cx = Context::new();
    let imported = imported(&cx, "claims", &ImportOptions::default());
    let said: Vec<_> = imported.warnings.iter().map(ToString::to_string).collect();
    let expected = "ONNX110: value `y`: declared as float [3, 2], inferred as float [2, 3]";
    assert_eq!(said, [expected]);
}

#[test]
fn names_and_places_survive() {
    let cx = Context::new();
    let imported = imported(&cx, "functions", &ImportOptions::default());
    let mut names = Vec::new();
    imported.module.root(&cx).walk(&mut |op: OpRef<'_>| {
        if op.n_results() == 1 && op.name_str() != "graph.constant" {
            let name = op.body.value_name(op.result(0)).map(|sym| cx.str(sym).to_owned());
            let at = op.loc().names(&cx).first().map(|sym| cx.str(*sym).to_owned());
            names.push((name.unwrap_or_default(), at.unwrap_or_default()));
        }
        true
    });
    let expected = [("b", "b"), ("b", "b"), ("e", "e")];
    let expected = expected.map(|(name, at)| (name.to_owned(), at.to_owned()));
    assert_eq!(names, expected);
}

//! Models that open, and every way in which one is refused.
use bytes::Bytes;
use prost::Message;
use std::path::{Path, PathBuf};
use terrace_onnx::proto::attribute_proto::AttributeType;
use terrace_onnx::proto::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, SparseTensorProto,
    StringStringEntryProto, TensorProto, TrainingInfoProto, ValueInfoProto,
};
use terrace_onnx::{AttrValue, DType, Dim, Limits, Model, Place, Problems, ValueType};

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test/models/onnx_cases").join(name)
}

fn open(name: &str) -> Model {
    Model::open(&case(name), &Limits::default()).unwrap_or_else(|problems| panic!("{problems}"))
}

fn decode(model: &ModelProto) -> Result<Model, Problems> {
    Model::from_bytes(model.encode_to_vec().into(), None, &Limits::default())
}

/// The codes, in order, of a model that must be refused.
fn codes(model: &ModelProto) -> Vec<&'static str> {
    let problems = decode(model).expect_err("the model must be refused");
    problems.iter().map(|problem| problem.code).collect()
}

fn named(name: &str) -> ValueInfoProto {
    ValueInfoProto { name: Some(name.into()), ..Default::default() }
}

fn node(op: &str, inputs: &[&str], outputs: &[&str]) -> NodeProto {
    NodeProto {
        op_type: Some(op.into()),
        input: inputs.iter().map(|&name| name.into()).collect(),
        output: outputs.iter().map(|&name| name.into()).collect(),
        ..Default::default()
    }
}

fn floats(name: &str, dims: &[i64], data: &[f32]) -> TensorProto {
    TensorProto {
        name: Some(name.into()),
        dims: dims.into(),
        data_type: Some(1),
        float_data: data.into(),
        ..Default::default()
    }
}

fn external(entries: &[(&str, &str)]) -> TensorProto {
    let pair = |&(key, value): &(&str, &str)| StringStringEntryProto {
        key: Some(key.into()),
        value: Some(value.into()),
    };
    TensorProto {
        data_location: Some(1),
        external_data: entries.iter().map(pair).collect(),
        ..floats("w", &[2], &[])
    }
}

/// `y = Relu(x)`, valid as it stands.
fn relu() -> ModelProto {
    ModelProto {
        ir_version: Some(8),
        opset_import: vec![OperatorSetIdProto { domain: Some(String::new()), version: Some(18) }],
        graph: Some(GraphProto {
            node: vec![node("Relu", &["x"], &["y"])],
            input: vec![named("x")],
            output: vec![named("y")],
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// `relu` with a change to its graph.
fn changed(change: impl FnOnce(&mut GraphProto)) -> ModelProto {
    let mut model = relu();
    change(model.graph.get_or_insert_default());
    model
}

#[test]
fn typed_fields_and_raw_data_hold_the_same_tensors() {
    let (raw, typed) = (open("dtypes_raw.onnx"), open("dtypes_typed.onnx"));
    assert_eq!(raw.graph.initializers, typed.graph.initializers);
    let mut seen: Vec<_> = raw.graph.initializers.iter().map(|tensor| tensor.dtype).collect();
    seen.sort();
    let mut all = DType::ALL;
    all.sort();
    assert_eq!(seen, all, "a model with one tensor of each element type");
    for tensor in &raw.graph.initializers {
        assert_eq!(tensor.name, tensor.dtype.onnx_name());
    }
}

#[test]
fn raw_data_stays_where_the_file_lies() {
    let file = Bytes::from(std::fs::read(case("dtypes_raw.onnx")).unwrap());
    let model = Model::from_bytes(file.clone(), None, &Limits::default()).unwrap();
    for tensor in &model.graph.initializers {
        assert!(file.as_ptr_range().contains(&tensor.data.as_ptr()), "{}", tensor.name);
    }
}

#[test]
fn everything_a_model_can_hold_is_decoded() {
    let model = open("everything.onnx");
    assert_eq!((model.ir_version, model.opset()), (10, 18));
    let names: Vec<_> = model.graph.nodes.iter().map(|node| node.name.as_str()).collect();
    // Sorted by data flow; `choose` reads `scaled` only through its branch.
    assert_eq!(names, ["scale", "choose", "shift", "call", "join", "odd"]);
    let choose = &model.graph.nodes[1];
    let Some(AttrValue::Graph(then)) = choose.attribute("then_branch") else { panic!() };
    assert_eq!(then.captures, ["scaled", "two"]);
    let odd = &model.graph.nodes[5];
    assert_eq!(odd.attribute("ints"), Some(&AttrValue::Ints(vec![1, -2])));
    assert_eq!(odd.attribute("s"), Some(&AttrValue::String(b"text".to_vec())));
    let function = &model.functions[0];
    assert_eq!((function.domain.as_str(), function.name.as_str()), ("local", "twice"));
    let reference = function.nodes[0].attribute("value_float");
    assert_eq!(reference, Some(&AttrValue::Reference("factor".into())));
    // `bias` has an initializer, so it is a default and no operand.
    let inputs: Vec<_> = model.graph.inputs.iter().map(|input| input.name.as_str()).collect();
    assert_eq!(inputs, ["x", "flag"]);
    assert_eq!(model.graph.defaults[0].name, "bias");
    let shape = Some(vec![Dim::Symbol("batch".into()), Dim::Known(3)]);
    assert_eq!(model.graph.inputs[0].ty, ValueType::Tensor { dtype: DType::F32, shape });
    let shape = Some(vec![Dim::Unknown, Dim::Known(3)]);
    let scaled = &model.graph.value_types["scaled"];
    assert_eq!(scaled, &ValueType::Tensor { dtype: DType::F32, shape });
}

#[test]
fn all_complaints_come_at_once() {
    let mut model = changed(|graph| {
        graph.node.push(node("Add", &["y", "nowhere"], &["y"]));
        graph.initializer.push(floats("w", &[3], &[1.0]));
    });
    model.ir_version = Some(2);
    model.opset_import[0].version = Some(6);
    assert_eq!(codes(&model), ["ONNX005", "ONNX006", "ONNX008", "ONNX013", "ONNX009"]);
}

#[test]
fn versions_are_bounded() {
    for (ir, opset, expected) in [(3, 7, None), (14, 26, None), (15, 18, Some("ONNX005"))] {
        let mut model = relu();
        model.ir_version = Some(ir);
        model.opset_import[0].version = Some(opset);
        let code = decode(&model).err().map(|problems| problems.iter().next().unwrap().code);
        assert_eq!(code, expected, "IR {ir}, opset {opset}");
    }
    let mut model = relu();
    model.opset_import.clear();
    assert_eq!(codes(&model), ["ONNX006", "ONNX019"]);
}

#[test]
fn missing_parts_are_named() {
    let mut model = relu();
    model.graph = None;
    assert_eq!(codes(&model), ["ONNX007"]);
    assert_eq!(codes(&changed(|graph| graph.node[0].op_type = None)), ["ONNX007"]);
    let mut model = relu();
    model.training_info.push(TrainingInfoProto::default());
    assert_eq!(codes(&model), ["ONNX022"]);
}

#[test]
fn names_are_unique_and_defined() {
    assert_eq!(codes(&changed(|graph| graph.input.push(named("x")))), ["ONNX008"]);
    assert_eq!(codes(&changed(|graph| graph.output.push(named("z")))), ["ONNX009"]);
    let twice = changed(|graph| graph.initializer = vec![floats("w", &[], &[1.0]); 2]);
    assert_eq!(codes(&twice), ["ONNX008"]);
    assert_eq!(codes(&changed(|graph| graph.node[0].domain = Some("far".into()))), ["ONNX019"]);
}

#[test]
fn each_circle_is_reported_with_its_nodes() {
    let model = changed(|graph| {
        graph.node.push(node("Add", &["b", "x"], &["a"]));
        graph.node.push(node("Add", &["a", "x"], &["b"]));
        graph.node.push(node("Relu", &["c"], &["c"]));
        // Not in a circle, only behind one.
        graph.node.push(node("Relu", &["b"], &["d"]));
    });
    let problems = decode(&model).unwrap_err();
    let said: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
    let expected = ["`a`, `b`", "`c`"].map(|n| format!("the nodes depend on each other: {n}"));
    assert_eq!(said, expected);
    assert!(problems.iter().all(|problem| problem.code == "ONNX010"));
}

#[test]
fn bad_tensors_are_refused() {
    let tensor = |tensor: TensorProto| codes(&changed(|graph| graph.initializer.push(tensor)));
    let of_type = |kind| TensorProto { data_type: Some(kind), ..floats("w", &[0], &[]) };
    assert_eq!(tensor(of_type(8)), ["ONNX011"]);
    assert_eq!(tensor(of_type(99)), ["ONNX011"]);
    assert_eq!(tensor(floats("w", &[-1], &[])), ["ONNX012"]);
    assert_eq!(tensor(floats("w", &[1 << 40, 1 << 40], &[])), ["ONNX012"]);
    assert_eq!(tensor(floats("w", &[1 << 62], &[])), ["ONNX012"]);
    assert_eq!(tensor(floats("w", &[2], &[1.0])), ["ONNX013"]);
    let both = TensorProto { raw_data: Some(vec![0; 4].into()), ..floats("w", &[1], &[1.0]) };
    assert_eq!(tensor(both), ["ONNX013"]);
    let wrong_field = TensorProto { int64_data: vec![1], ..floats("w", &[1], &[]) };
    assert_eq!(tensor(wrong_field), ["ONNX013"]);
    let too_large =
        TensorProto { data_type: Some(2), int32_data: vec![256], ..floats("w", &[1], &[]) };
    assert_eq!(tensor(too_large), ["ONNX014"]);
    let not_a_bool = TensorProto {
        data_type: Some(9),
        raw_data: Some(vec![2].into()),
        ..floats("w", &[1], &[])
    };
    assert_eq!(tensor(not_a_bool), ["ONNX014"]);
    assert_eq!(tensor(external(&[("location", "weights.bin")])), ["ONNX016"]);
    let sparse = SparseTensorProto { values: Some(floats("w", &[], &[])), ..Default::default() };
    assert_eq!(codes(&changed(|graph| graph.sparse_initializer.push(sparse))), ["ONNX017"]);
}

#[test]
fn bad_attributes_are_refused() {
    let attribute = |attribute: AttributeProto| {
        codes(&changed(|graph| graph.node[0].attribute.push(attribute)))
    };
    let name = Some("alpha".to_owned());
    let int = |kind: AttributeType| AttributeProto {
        name: name.clone(),
        r#type: Some(kind as i32),
        i: Some(1),
        ..Default::default()
    };
    assert_eq!(attribute(AttributeProto { name: None, ..int(AttributeType::Int) }), ["ONNX018"]);
    assert_eq!(attribute(AttributeProto { r#type: None, ..int(AttributeType::Int) }), ["ONNX018"]);
    assert_eq!(
        attribute(AttributeProto { r#type: Some(77), ..int(AttributeType::Int) }),
        ["ONNX018"]
    );
    assert_eq!(attribute(int(AttributeType::Float)), ["ONNX018"]);
    assert_eq!(attribute(AttributeProto { f: Some(1.0), ..int(AttributeType::Int) }), ["ONNX018"]);
    let outside = AttributeProto { ref_attr_name: Some("beta".into()), ..int(AttributeType::Int) };
    assert_eq!(attribute(outside), ["ONNX018"]);
    let twice = changed(|graph| graph.node[0].attribute = vec![int(AttributeType::Int); 2]);
    assert_eq!(codes(&twice), ["ONNX018"]);
}

#[test]
fn external_data_comes_from_the_folder_alone() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("model");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("weights.bin"), [0, 0, 0, 0, 0, 0, 128, 63, 0, 0, 0, 64]).unwrap();
    std::fs::write(outer.path().join("secret.bin"), [0; 8]).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(outer.path().join("secret.bin"), folder.join("link.bin")).unwrap();
    let load = |entries: &[(&str, &str)]| {
        let data = changed(|graph| graph.initializer.push(external(entries))).encode_to_vec();
        let model = Model::from_bytes(data.into(), Some(&folder), &Limits::default());
        model.map(|model| model.graph.initializers[0].data.to_vec()).map_err(|problems| {
            assert_eq!(problems.iter().next().unwrap().place, Place::Tensor("w".into()));
            problems.iter().map(|problem| problem.code).collect::<Vec<_>>()
        })
    };
    let weights = ("location", "weights.bin");
    let found = load(&[weights, ("offset", "4"), ("length", "8")]).unwrap();
    assert_eq!(found, [0, 0, 128, 63, 0, 0, 0, 64]);
    assert_eq!(load(&[weights, ("offset", "4")]).unwrap(), found);
    assert_eq!(load(&[("location", "./weights.bin"), ("offset", "4")]).unwrap(), found);
    for location in ["", "../secret.bin", "sub/../weights.bin", "/etc/hostname", "a\0b"] {
        assert_eq!(load(&[("location", location)]), Err(vec!["ONNX015"]), "{location:?}");
    }
    #[cfg(unix)]
    assert_eq!(load(&[("location", "link.bin")]), Err(vec!["ONNX015"]));
    assert_eq!(load(&[("location", "absent.bin")]), Err(vec!["ONNX016"]));
    assert_eq!(load(&[("location", ".")]), Err(vec!["ONNX016"]));
    for (offset, length) in [("8", "8"), ("99", "0"), ("18446744073709551615", "8"), ("+4", "8")] {
        let found = load(&[weights, ("offset", offset), ("length", length)]);
        assert_eq!(found, Err(vec!["ONNX016"]), "{offset} {length}");
    }
    assert_eq!(load(&[weights, ("length", "4")]), Err(vec!["ONNX013"]));
}

#[test]
fn costs_are_bounded_before_decoding() {
    // 2 bytes each in the file, hundreds in memory.
    let mut model = relu().encode_to_vec();
    let nodes = [0x0a, 0x00].repeat(1 << 20);
    model.extend([0x3a]);
    prost::encoding::encode_varint(nodes.len() as u64, &mut model);
    model.extend(nodes);
    let limits = Limits { decoded_bytes: 64 << 20, ..Limits::default() };
    let problems = Model::from_bytes(model.into(), None, &limits).unwrap_err();
    assert_eq!(problems.iter().next().unwrap().code, "ONNX002");
    let small = Limits { file_bytes: 10, ..Limits::default() };
    let problems = Model::open(&case("everything.onnx"), &small).unwrap_err();
    assert_eq!(problems.iter().next().unwrap().code, "ONNX002");
}

#[test]
fn nesting_is_bounded() {
    let mut graph = GraphProto::default();
    for _ in 0..40 {
        let attribute = AttributeProto {
            name: Some("body".into()),
            r#type: Some(AttributeType::Graph as i32),
            g: Some(graph),
            ..Default::default()
        };
        let node = NodeProto { attribute: vec![attribute], ..node("If", &[], &[]) };
        graph = GraphProto { node: vec![node], ..Default::default() };
    }
    assert_eq!(codes(&changed(|outer| outer.node = graph.node)), ["ONNX004"]);
}

#[test]
fn damage_has_an_offset() {
    let file = std::fs::read(case("everything.onnx")).unwrap();
    let cut = Bytes::copy_from_slice(&file[..file.len() / 2]);
    let problems = Model::from_bytes(cut, None, &Limits::default()).unwrap_err();
    let problem = problems.iter().next().unwrap();
    assert_eq!(problem.code, "ONNX003");
    assert!(matches!(problem.place, Place::Offset(at) if at > 0));
    let absent = Model::open(&case("absent.onnx"), &Limits::default()).unwrap_err();
    assert_eq!(absent.iter().next().unwrap().code, "ONNX001");
}

#[test]
fn a_hostile_file_cannot_make_us_store_complaints_without_end() {
    let model = changed(|graph| graph.node = vec![node("Relu", &["no"], &["y"]); 5000]);
    let problems = decode(&model).unwrap_err();
    assert_eq!(problems.iter().len(), Problems::KEPT);
    assert_eq!(problems.iter().len() + problems.dropped(), 4999 + 5000);
}

//! Tensor files, with NumPy and the `onnx` package as oracle.
use std::path::{Path, PathBuf};
use terrace_onnx::tensor_io::{self, Format};
use terrace_onnx::{DType, Limits, Model, Tensor};

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test/models/onnx_cases").join(name)
}

fn read(name: &str) -> Tensor {
    tensor_io::read(&case(name)).unwrap_or_else(|problems| panic!("{name}: {problems}"))
}

fn code(data: &[u8], format: Format) -> &'static str {
    let refused = tensor_io::decode(data.to_vec().into(), format, None);
    refused.expect_err("must be refused").iter().next().unwrap().code
}

const NAMES: [&str; 10] = [
    "f4",
    "f2_big",
    "i8",
    "bool",
    "u1_fortran",
    "c16",
    "f8_fortran_big",
    "scalar",
    "empty",
    "vector",
];

#[test]
fn arrays_of_numpy_equal_their_messages() {
    for name in NAMES {
        let (npy, pb) = (read(&format!("{name}.npy")), read(&format!("{name}.pb")));
        assert_eq!(npy, pb, "{name}");
    }
    assert_eq!(read("f4.npy").shape, [2, 3, 4]);
    assert_eq!(
        (read("empty.npy").shape.as_slice(), read("scalar.npy").elements()),
        (&[0, 7][..], 1)
    );
}

#[test]
fn what_is_written_is_what_numpy_writes() {
    for name in NAMES {
        let pb = tensor_io::encode(&read(&format!("{name}.pb")), Format::Pb).unwrap();
        assert_eq!(pb, std::fs::read(case(&format!("{name}.pb"))).unwrap(), "{name}");
        if name.ends_with("big") || name.ends_with("fortran") {
            continue;
        }
        let npy = tensor_io::encode(&read(&format!("{name}.npy")), Format::Npy).unwrap();
        assert_eq!(npy, std::fs::read(case(&format!("{name}.npy"))).unwrap(), "{name}");
    }
}

#[test]
fn every_element_type_survives_a_message_and_some_an_array() {
    let folder = tempfile::tempdir().unwrap();
    let model = Model::open(&case("dtypes_raw.onnx"), &Limits::default()).unwrap();
    let mut arrays = 0;
    for tensor in &model.graph.initializers {
        let path = folder.path().join("t.pb");
        tensor_io::write(&path, tensor).unwrap();
        assert_eq!(&tensor_io::read(&path).unwrap(), tensor);
        let path = folder.path().join("t.npy");
        match tensor_io::write(&path, tensor) {
            Ok(()) => {
                let nameless = Tensor { name: String::new(), ..tensor.clone() };
                assert_eq!(tensor_io::read(&path).unwrap(), nameless);
                arrays += 1;
            }
            Err(problems) => assert_eq!(problems.iter().next().unwrap().code, "ONNX021"),
        }
    }
    assert_eq!((arrays, model.graph.initializers.len()), (14, DType::ALL.len()));
}

#[test]
fn bad_arrays_are_refused() {
    let npy = |header: &str, data: &[u8]| {
        let mut file = b"\x93NUMPY\x01\x00".to_vec();
        file.extend((header.len() as u16).to_le_bytes());
        file.extend(header.as_bytes());
        file.extend(data);
        file
    };
    let f4 = |shape: &str| format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}}}");
    let good = npy(&f4("(1,)"), &[0; 4]);
    assert!(tensor_io::decode(good.clone().into(), Format::Npy, None).is_ok());
    for cut in 0..good.len() {
        assert_eq!(code(&good[..cut], Format::Npy), "ONNX020", "cut at {cut}");
    }
    let overflow = f4("(4294967296, 4294967296, 4294967296)");
    let many = f4(&format!("({})", "1,".repeat(65)));
    for header in [
        &overflow,
        &many,
        &f4("(-1,)"),
        &f4("(2,)"),
        &f4("(1,"),
        &f4("1"),
        "{'descr': '<f4', 'shape': (1,)}",
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} extra",
        "{'descr: 1}",
        "",
    ] {
        assert_eq!(code(&npy(header, &[0; 4]), Format::Npy), "ONNX020", "{header}");
    }
}

#[test]
fn bad_messages_are_refused() {
    assert_eq!(code(&[0x0a], Format::Pb), "ONNX003");
    // A message without an element type, and one of strings.
    assert_eq!(code(&[], Format::Pb), "ONNX011");
    assert_eq!(code(&[0x10, 0x08], Format::Pb), "ONNX011");
    assert_eq!(code(&[0x08, 0x02, 0x10, 0x01], Format::Pb), "ONNX013");
}

#[test]
fn the_extension_decides() {
    assert_eq!(Format::of(Path::new("a/b.npy")), Some(Format::Npy));
    let refused = tensor_io::read(&case("everything.onnx")).unwrap_err();
    assert_eq!(refused.iter().next().unwrap().code, "ONNX020");
}

//! No bytes whatever make the reader or the importer panic, what the cost scan accepts the decoder
//! accepts, and what the importer gives verifies. `fuzz/` runs the same checks under libFuzzer.
use proptest::prelude::*;
use prost::Message;
use std::path::Path;
use std::sync::LazyLock;
use terrace_onnx::tensor_io::{self, Format};
use terrace_onnx::{proto, wire};

#[path = "../../../fuzz/src/model.rs"]
mod model;
use model::LIMITS;

fn case(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test/models/onnx_cases");
    std::fs::read(folder.join(name)).unwrap()
}

static MODELS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test/models/onnx_cases");
    let entries = std::fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name.ends_with(".onnx")).collect();
    names.sort();
    names.iter().map(|name| case(name)).collect()
});
static ARRAYS: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| ["f4.npy", "f8_fortran_big.npy", "scalar.npy", "c16.pb"].map(case).into());

fn open(data: Vec<u8>) {
    let scanned = wire::scan(&data, &wire::MODEL, LIMITS.decoded_bytes, LIMITS.depth);
    if scanned.is_ok() {
        let decoded = proto::ModelProto::decode(data.as_slice());
        assert!(decoded.is_ok(), "the scan and the decoder disagree: {decoded:?}");
    }
    model::check(&data);
}

/// A single number is not a packed list; the decoder refuses that, so the scan has to.
#[test]
fn a_single_number_is_not_a_list() {
    // ModelProto.graph.node.attribute.f with the wire type of a list of one.
    let data = [0x3a, 10, 0x0a, 8, 0x2a, 6, 0x12, 4, 0, 0, 0, 0];
    assert!(proto::ModelProto::decode(&data[..]).is_err());
    assert!(wire::scan(&data, &wire::MODEL, LIMITS.decoded_bytes, LIMITS.depth).is_err());
}

fn damage(seed: &[u8], at: f64, change: &Change) -> Vec<u8> {
    let mut data = seed.to_vec();
    let at = (at * data.len() as f64) as usize;
    match change {
        Change::Cut => data.truncate(at),
        Change::Flip(mask) => data[at] ^= mask,
        Change::Insert(bytes) => drop(data.splice(at..at, bytes.iter().copied())),
        Change::Remove(count) => drop(data.drain(at..(at + count).min(seed.len()))),
    }
    data
}

#[derive(Debug, Clone)]
enum Change {
    Cut,
    Flip(u8),
    Insert(Vec<u8>),
    Remove(usize),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::Cut),
        (1..=255u8).prop_map(Change::Flip),
        prop::collection::vec(any::<u8>(), 1..12).prop_map(Change::Insert),
        (1..40usize).prop_map(Change::Remove),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(data in prop::collection::vec(any::<u8>(), 0..300)) {
        open(data.clone());
        for format in [Format::Npy, Format::Pb] {
            let _ = tensor_io::decode(data.clone().into(), format, None);
        }
    }

    #[test]
    fn damaged_models(
        which in 0..MODELS.len(),
        at in 0.0..1.0f64,
        first in change(),
        again in prop::option::of((0.0..1.0f64, change())),
    ) {
        let mut data = damage(&MODELS[which], at, &first);
        if let Some((at, second)) = again && !data.is_empty() {
            data = damage(&data, at, &second);
        }
        open(data);
    }

    #[test]
    fn damaged_arrays(which in 0..4usize, at in 0.0..1.0f64, change in change()) {
        let format = if which == 3 { Format::Pb } else { Format::Npy };
        let data = damage(&ARRAYS[which], at, &change);
        let _ = tensor_io::decode(data.into(), format, None);
    }
}

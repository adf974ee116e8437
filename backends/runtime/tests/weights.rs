//! The weights file: written, read back, and every way in which it can be wrong.

mod common;

use std::path::Path;

use common::{open, program, tensor, with_threads};
use terrace_runtime::abi::ALIGN;
use terrace_runtime::hash::Xxh64;
use terrace_runtime::weights::{WeightsInfo, WeightsWriter};
use terrace_runtime::{DType, Error, Kind, Options, Output};

/// Copies the weights to the output; its second half says how both are aligned.
unsafe extern "C" fn echo(
    io: *const *mut u8,
    arena: *mut u8,
    weights: *const u8,
    tid: i64,
    _n_threads: i64,
) {
    if tid == 0 {
        // SAFETY: the output holds the `DATA_BYTES` of the weights and two bytes more.
        unsafe {
            std::ptr::copy_nonoverlapping(weights, *io, DATA_BYTES);
            *(*io).add(DATA_BYTES) = u8::from(weights.addr().is_multiple_of(ALIGN));
            *(*io).add(DATA_BYTES + 1) = u8::from(arena.addr().is_multiple_of(ALIGN));
        }
    }
}

const TENSORS: [usize; 4] = [100, 64, 1, 3 << 20];
/// Each tensor but the last padded to 64 bytes: 128 + 64 + 64.
const DATA_BYTES: usize = 256 + (3 << 20);

/// Bytes of tensor `idx`, none of them zero.
fn contents(idx: usize) -> Vec<u8> {
    (0..TENSORS[idx]).map(|at| (at * 7 + idx) as u8 | 1).collect()
}

fn write(path: &Path) -> WeightsInfo {
    let mut writer = WeightsWriter::create(path).unwrap();
    let offsets: Vec<u64> = (0..3).map(|idx| writer.append(&contents(idx)).unwrap()).collect();
    assert_eq!(offsets, [0, 128, 192]);
    // The last one in pieces.
    assert_eq!(writer.begin_tensor().unwrap(), 256);
    for piece in contents(3).chunks(1000) {
        writer.write(piece).unwrap();
    }
    writer.finish().unwrap()
}

/// The data as it should be: tensors at their offsets, zeros between them.
fn expected_data() -> Vec<u8> {
    let mut data = vec![0; DATA_BYTES];
    for (idx, offset) in [0, 128, 192, 256].into_iter().enumerate() {
        data[offset..offset + TENSORS[idx]].copy_from_slice(&contents(idx));
    }
    data
}

/// Opens a program that expects `info` and returns what it sees.
fn read(path: &Path, info: WeightsInfo, options: &Options) -> Result<Vec<u8>, Error> {
    let shape = [DATA_BYTES as i64 + 2];
    let mut program = program(echo, vec![], vec![tensor("data", DType::U8, &shape)]);
    program.weights_bytes = info.bytes;
    program.weights_hash = info.hash;
    program.arena_bytes = 100;
    let model = open(program, Some(path), options)?;
    let mut data = vec![0u8; DATA_BYTES + 2];
    model.run(&[], &mut [Output::of(&shape, &mut data)?])?;
    assert_eq!(data.split_off(DATA_BYTES), [1, 1], "weights and arena are aligned");
    Ok(data)
}

fn mapped() -> Options {
    Options { map_weights: true, ..with_threads(1) }
}

fn mapped_and_verified() -> Options {
    Options { verify_mapped: true, ..mapped() }
}

#[test]
fn what_was_written_is_read_back_copied_and_mapped() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("m.weights");
    let info = write(&path);
    assert_eq!(info.bytes as usize, DATA_BYTES);
    assert_eq!(info.hash, Xxh64::of(&expected_data()));
    for options in [with_threads(1), with_threads(2), mapped(), mapped_and_verified()] {
        assert_eq!(read(&path, info, &options).unwrap(), expected_data());
    }
}

#[test]
fn finishing_replaces_an_older_file_and_leaves_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("m.weights");
    std::fs::write(&path, "old").unwrap();
    let info = write(&path);
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 4096 + info.bytes);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn a_writer_that_is_given_up_leaves_the_old_file_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("m.weights");
    std::fs::write(&path, "old").unwrap();
    let mut writer = WeightsWriter::create(&path).unwrap();
    writer.append(&contents(3)).unwrap();
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2);
    drop(writer);
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    // A target that cannot be replaced: the rename fails, and nothing stays.
    let taken = dir.path().join("taken");
    std::fs::create_dir_all(taken.join("inner")).unwrap();
    let mut writer = WeightsWriter::create(&taken).unwrap();
    writer.append(&[1]).unwrap();
    writer.finish().unwrap_err();
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2);
    WeightsWriter::create(&dir.path().join("no/such/folder")).unwrap_err();
}

#[test]
fn an_empty_file_of_weights_is_sound() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("m.weights");
    let info = WeightsWriter::create(&path).unwrap().finish().unwrap();
    assert_eq!(info, WeightsInfo { bytes: 0, hash: Xxh64::of(b"") });
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 4096);
}

/// Damages a good file and returns the error of opening it.
fn rejection(options: &Options, damage: impl FnOnce(&mut Vec<u8>)) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("m.weights");
    let info = write(&path);
    let mut file = std::fs::read(&path).unwrap();
    damage(&mut file);
    std::fs::write(&path, file).unwrap();
    let error = read(&path, info, options).unwrap_err();
    assert_eq!(error.kind(), Kind::Weights);
    assert!(error.message().starts_with("weights file `/"), "{error}");
    error.message().to_owned()
}

#[test]
fn bad_files_are_rejected() {
    for options in [with_threads(1), mapped_and_verified()] {
        let rejected = |damage: fn(&mut Vec<u8>), expected: &str| {
            let message = rejection(&options, damage);
            assert!(message.contains(expected), "{message}");
        };
        rejected(|file| file.clear(), "shorter than its header");
        rejected(|file| file.truncate(4095), "shorter than its header");
        rejected(|file| file.truncate(4096), "truncated or extended");
        rejected(|file| file.truncate(file.len() - 1), "truncated or extended");
        rejected(|file| file.push(0), "truncated or extended");
        rejected(|file| file[0] ^= 1, "no weights file");
        rejected(|file| file[8] = 2, "expected version 1, got version 2");
        rejected(|file| file[13] ^= 1, "header is damaged");
        rejected(|file| file[100] = 1, "header is damaged");
        rejected(|file| file[16] ^= 1, "belongs to another program");
        rejected(|file| file[24] ^= 1, "belongs to another program");
        rejected(|file| file[4096] ^= 1, "damaged: expected data with hash");
        rejected(|file| *file.last_mut().unwrap() ^= 0x80, "damaged: expected data with hash");
    }
}

#[test]
fn a_missing_file_and_a_folder_are_rejected_with_their_path() {
    let dir = tempfile::tempdir().unwrap();
    let info = WeightsInfo { bytes: DATA_BYTES as u64, hash: 1 };
    for path in [dir.path().join("none.weights"), dir.path().to_owned()] {
        let error = read(&path, info, &with_threads(1)).unwrap_err();
        assert_eq!(error.kind(), Kind::Weights);
        assert!(error.message().contains(path.to_str().unwrap()), "{error}");
    }
}

#[test]
fn a_program_that_is_in_no_file_needs_a_path() {
    // The test makes its program on the heap.
    let mut program = program(echo, vec![], vec![]);
    program.weights_bytes = 1;
    let error = open(program, None, &with_threads(1)).unwrap_err();
    assert_eq!(error.kind(), Kind::Weights);
    assert!(error.message().starts_with("cannot tell which file holds the program"), "{error}");
}

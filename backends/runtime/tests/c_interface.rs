//! A C program and a C-made model with the static library, and the same model loaded from outside.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use tempfile::TempDir;
use terrace_runtime::abi::ABI_VERSION;
use terrace_runtime::link::{EXPORTS, HEADER, find_archive, link_shared};
use terrace_runtime::weights::WeightsWriter;
use terrace_runtime::{DType, Input, Kind, Options, Output, SharedModel, capi};

const SHAPE: [i64; 2] = [4, 250];
const LEN: usize = 1000;

/// A folder with `m.so` and `m.weights`, made from `tests/c/model.c`.
struct Compiled {
    dir: TempDir,
    /// What the compiler saw as hash of the weights.
    hash: u64,
}

impl Compiled {
    fn new() -> Compiled {
        let dir = tempfile::tempdir().unwrap();
        let weights: Vec<u8> = (0..LEN).flat_map(|idx| ((idx % 10) as f32).to_le_bytes()).collect();
        let mut writer = WeightsWriter::create(&dir.path().join("m.weights")).unwrap();
        assert_eq!(writer.append(&weights).unwrap(), 0);
        let hash = writer.finish().unwrap().hash;
        let compiled = Compiled { dir, hash };
        link_shared(&[&compiled.object()], &compiled.library()).unwrap();
        compiled
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn library(&self) -> PathBuf {
        self.path("m.so")
    }

    fn object(&self) -> PathBuf {
        let object = self.path("m.o");
        let hash = format!("-DWEIGHTS_HASH={}ull", self.hash);
        cc(&["-O2", "-fPIC", "-c", &hash, "-o"], &[&object, &source("model.c")]);
        object
    }
}

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/c").join(name)
}

fn cc(flags: &[&str], paths: &[&Path]) {
    let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("include");
    let mut command = Command::new("cc");
    command.args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-pedantic", "-I"]).arg(include);
    let output = command.args(flags).args(paths).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Runs the C user and expects silence.
fn run_user(compiled: &Compiled, program: &Path) {
    let damaged = compiled.path("damaged.weights");
    let mut file = std::fs::read(compiled.path("m.weights")).unwrap();
    *file.last_mut().unwrap() ^= 1;
    std::fs::write(&damaged, file).unwrap();
    let output = Command::new(program).arg(damaged).output().unwrap();
    assert!(
        output.status.success() && output.stdout.is_empty(),
        "{}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn a_c_program_uses_the_shared_library() {
    let compiled = Compiled::new();
    let program = compiled.path("user");
    let library = compiled.library();
    let flags = ["-O1", "-Wl,-rpath,$ORIGIN", "-o"];
    cc(&flags, &[&program, &source("user.c"), &library]);
    run_user(&compiled, &program);
}

#[test]
fn a_c_program_links_model_and_runtime_statically() {
    let compiled = Compiled::new();
    // The weights of an executable are those beside it.
    let program = compiled.path("m");
    let libraries = ["-lpthread", "-ldl", "-lm"].map(Path::new);
    let (object, archive) = (compiled.object(), find_archive().unwrap());
    let mut paths: Vec<&Path> = vec![&program];
    let user = source("user.c");
    paths.extend([user.as_path(), &object, &archive]);
    paths.extend(libraries);
    cc(&["-O1", "-Wl,--gc-sections", "-o"], &paths);
    run_user(&compiled, &program);
}

fn infer(model: &SharedModel, first: f32) {
    let x: Vec<f32> = (0..LEN).map(|idx| first + idx as f32).collect();
    let mut y = vec![0.0f32; LEN];
    model
        .run(
            &[Input::of(&SHAPE, &x).unwrap()],
            &mut [Output::of(&SHAPE, y.as_mut_slice()).unwrap()],
        )
        .unwrap();
    for (idx, y) in y.into_iter().enumerate() {
        assert_eq!(y, 2.0 * x[LEN - 1 - idx] + (idx % 10) as f32);
    }
}

#[test]
fn a_library_is_loaded_from_outside() {
    let compiled = Compiled::new();
    let model = SharedModel::open(&compiled.library(), None, &Options::default()).unwrap();
    let [x] = model.inputs() else { panic!("one input") };
    let [y] = model.outputs() else { panic!("one output") };
    assert_eq!(
        (x.name.as_str(), x.dtype, &x.shape[..], x.bytes),
        ("x", DType::F32, &SHAPE[..], 4000)
    );
    assert_eq!(y.name, "y");
    assert_eq!((model.arena_bytes(), model.weights_bytes()), (4000, 4000));
    infer(&model, 1.0);
    infer(&model, 2.0);
    let profile = model.profile().unwrap();
    assert_eq!(profile.len(), 2);
    assert_eq!((profile[1].source.as_str(), profile[1].calls), ("Slice_1,Add_2", 2));
    model.reset_profile();
    assert_eq!(model.profile().unwrap()[1].calls, 0);
    let error = model.run(&[], &mut []).unwrap_err();
    assert_eq!((error.kind(), error.message()), (Kind::Argument, "expected 1 inputs, got 0"));
}

#[test]
fn libraries_come_and_go_in_many_threads() {
    let compiled = Arc::new(Compiled::new());
    // The tuner does this: each thread loads, runs and unloads; errors leave no trace behind.
    let threads: Vec<_> = (0..3)
        .map(|thread| {
            let compiled = Arc::clone(&compiled);
            std::thread::spawn(move || {
                for round in 0..20 {
                    let options =
                        Options { threads: 1 + (round + thread) % 3, ..Options::default() };
                    let model = SharedModel::open(&compiled.library(), None, &options).unwrap();
                    infer(&model, round as f32);
                    model.run(&[], &mut []).unwrap_err();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn two_models_in_one_process_do_not_meet() {
    let (one, two) = (Compiled::new(), Compiled::new());
    let options = Options { threads: 2, ..Options::default() };
    let open = |compiled: &Compiled| SharedModel::open(&compiled.library(), None, &options);
    // Two libraries, and two models of one of them.
    let models = [open(&one).unwrap(), open(&two).unwrap(), open(&two).unwrap()];
    std::thread::scope(|scope| {
        for (idx, model) in models.iter().enumerate() {
            scope.spawn(move || (0..50).for_each(|round| infer(model, (idx * 100 + round) as f32)));
        }
    });
    for model in &models {
        assert!(model.profile().unwrap().iter().all(|kernel| kernel.calls == 50));
    }
}

#[test]
fn a_file_that_is_no_model_is_rejected() {
    let compiled = Compiled::new();
    let options = Options::default();
    let text = compiled.path("text.so");
    std::fs::write(&text, "no library").unwrap();
    let plain = compiled.path("plain.so");
    let empty = compiled.path("empty.c");
    std::fs::write(&empty, "int nothing;\n").unwrap();
    cc(&["-shared", "-fPIC", "-o"], &[&plain, &empty]);
    for (path, expected) in [
        (compiled.path("none.so"), "No such file"),
        (text, "text.so"),
        (plain, "the library is no compiled model: it lacks `terrace_abi_version`"),
    ] {
        let error = SharedModel::open(&path, None, &options).unwrap_err();
        assert_eq!(error.kind(), Kind::Program);
        assert!(error.message().contains(expected), "{error}");
    }
    // A model without its weights says where they should be.
    std::fs::remove_file(compiled.path("m.weights")).unwrap();
    let error = SharedModel::open(&compiled.library(), None, &options).unwrap_err();
    assert_eq!(error.kind(), Kind::Weights);
    assert!(error.message().contains("/m.weights"), "{error}");
}

#[test]
fn a_failed_link_leaves_nothing_and_quotes_the_linker() {
    let dir = tempfile::tempdir().unwrap();
    let object = dir.path().join("m.o");
    std::fs::write(&object, "no object").unwrap();
    let error = link_shared(&[&object], &dir.path().join("m.so")).unwrap_err();
    assert_eq!(error.kind(), Kind::System);
    assert!(error.message().contains("m.o"), "{error}");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn the_library_exports_its_interface_only_and_is_small() {
    let compiled = Compiled::new();
    let arguments = ["-D", "--defined-only"].map(Path::new);
    let output = Command::new("nm").args(arguments).arg(compiled.library()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut exported: Vec<&str> = text.lines().filter_map(|line| line.split(' ').nth(2)).collect();
    exported.sort_unstable();
    assert_eq!(exported, EXPORTS);
    let size = std::fs::metadata(compiled.library()).unwrap().len();
    assert!(size < 600 << 10, "the library has {size} bytes");
}

/// The constants `TERRACE_NAME = number` of the header, without their prefix.
fn header_constants() -> BTreeMap<String, u32> {
    let constant = |line: &str| {
        let (name, rest) = line.trim().strip_prefix("TERRACE_")?.split_once(" = ")?;
        let digits = rest.split([',', ' ']).next()?;
        Some((name.to_owned(), digits.parse().unwrap()))
    };
    HEADER.lines().filter_map(constant).collect()
}

#[test]
fn the_header_has_the_numbers_of_the_code() {
    let mut expected: BTreeMap<String, u32> =
        DType::ALL.iter().map(|dtype| (dtype.name().to_uppercase(), dtype.number())).collect();
    let mut add = |name: &str, number: u32| expected.insert(name.to_owned(), number);
    add("OK", capi::TERRACE_OK as u32);
    add("ERR_ARGUMENT", Kind::Argument as u32);
    add("ERR_WEIGHTS", Kind::Weights as u32);
    add("ERR_SYSTEM", Kind::System as u32);
    add("ERR_PROGRAM", Kind::Program as u32);
    add("ERR_INTERNAL", Kind::Internal as u32);
    add("MAP_WEIGHTS", capi::TERRACE_MAP_WEIGHTS);
    add("VERIFY_MAPPED", capi::TERRACE_VERIFY_MAPPED);
    add("PIN_NEVER", capi::TERRACE_PIN_NEVER);
    add("PIN_ALWAYS", capi::TERRACE_PIN_ALWAYS);
    add("NO_HUGE_PAGES", capi::TERRACE_NO_HUGE_PAGES);
    add("NO_SPIN", capi::TERRACE_NO_SPIN);
    assert_eq!(header_constants(), expected);
    let version = format!("#define TERRACE_ABI_VERSION {ABI_VERSION}u\n");
    assert!(HEADER.contains(&version));
}

#[test]
fn the_header_declares_what_a_model_exports() {
    // A declaration is the only place where a name is followed by its parameters at a line that
    // starts with a type.
    let declared: BTreeSet<&str> = HEADER
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .filter_map(|line| line.split_once('(')?.0.split([' ', '*']).next_back())
        .collect();
    let functions = EXPORTS.into_iter().filter(|name| *name != "terrace_program");
    assert_eq!(declared, functions.collect());
}

//! The runner on `tests/suite`: one file for each way a test can end, and the whole report.

use std::time::{Duration, Instant};

use terrace_lit::run::{Config, Outcome, Output, discover, run};

/// Prints its input without comment lines; does what its flags say.
fn emit(args: &[String], stdin: &[u8]) -> Output {
    let has = |flag: &str| args.iter().any(|arg| arg == flag);
    if has("--panic") {
        panic!("told to panic");
    }
    if has("--sleep") {
        std::thread::sleep(Duration::from_secs(30));
    }
    if has("--fail") {
        return Output { code: 1, stderr: b"error: told to fail\n".to_vec(), ..Output::default() };
    }
    let text = match args.iter().find(|arg| !arg.starts_with("--")) {
        Some(path) => std::fs::read_to_string(path).expect("the test file is there"),
        None => String::from_utf8_lossy(stdin).into_owned(),
    };
    let mut stdout = String::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("// ")) {
        stdout.push_str(line);
        stdout.push('\n');
    }
    let stderr = if has("--verbose") { "remark: was asked to talk\n" } else { "" };
    Output { code: 0, stdout: stdout.into_bytes(), stderr: stderr.into() }
}

fn config() -> Config {
    Config::new("tests/suite")
        .temp(env!("CARGO_TARGET_TMPDIR"))
        .tool("emit", emit)
        .time_limit(Duration::from_secs(3))
        .jobs(4)
}

#[test]
fn every_ending_is_told_as_it_should_be() {
    let config = config();
    let files = discover(&config, &[]).unwrap();
    let start = Instant::now();
    let summary = run(&config, &files);
    assert!(start.elapsed() < Duration::from_secs(20), "time limits do not limit");
    insta::assert_snapshot!(summary);
    assert!(!summary.is_success());
    let json: serde_json::Value = serde_json::from_str(&summary.to_json()).unwrap();
    assert_eq!(json["failed"].as_u64(), Some(summary.n_failed() as u64));
    assert_eq!(json["results"].as_array().map(Vec::len), Some(files.len()));
    let wrong = &json["results"][5]["outcome"]["failed"]["problems"][0];
    assert_eq!(wrong["directive"], "CHECK-NEXT", "{json:#}");
}

#[test]
fn the_report_does_not_depend_on_the_number_of_threads() {
    let filters = ["nested".to_string(), "pass".to_string(), "xfail".to_string()];
    let config = config();
    let files = discover(&config, &filters).unwrap();
    let reports: Vec<String> =
        [1, 2, 8].iter().map(|n| run(&config.clone().jobs(*n), &files).to_string()).collect();
    assert!(reports.windows(2).all(|pair| pair[0] == pair[1]), "{reports:#?}");
}

#[test]
fn discovery_is_sorted_filtered_and_leaves_inputs_alone() {
    let config = config();
    let names = |filters: &[&str]| {
        let filters: Vec<String> = filters.iter().map(|f| f.to_string()).collect();
        let found = discover(&config, &filters)?;
        Ok(found.iter().map(|path| path.to_string_lossy().into_owned()).collect::<Vec<_>>())
    };
    let nested = ["tests/suite/nested/missing-string.mlir", "tests/suite/nested/wrong-line.mlir"];
    assert_eq!(names(&["nested/"]), Ok(nested.map(String::from).to_vec()));
    assert!(names(&[]).is_ok_and(|all| all.is_sorted() && !all.concat().contains("Inputs")));
    let error: Result<_, String> = names(&["nested", "no-such-test"]);
    assert!(error.is_err_and(|message| message.contains("matches `no-such-test`")));
}

#[test]
fn files_and_folders_outside_the_root_are_tests_and_the_command_printed_finds_them() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).to_string_lossy().into_owned();
    for folder in ["own/tools/lit", "tools/lit", "more"] {
        std::fs::create_dir_all(dir.path().join(folder)).unwrap();
    }
    for name in ["own/tools/lit/a.mlir", "tools/lit/b.mlir", "more/c d.mlir"] {
        std::fs::write(dir.path().join(name), "// RUN: emit --fail\n").unwrap();
    }
    let config = Config::new(at("own")).temp(at("tmp")).tool("emit", emit).rerun("emit lit");
    let found = |wanted: &str| discover(&config, &[wanted.to_string()]);
    let one = |name: &str| Ok(vec![dir.path().join(name)]);
    // What names a test of the root does so; a folder of that name may lie here as well.
    assert!(std::path::Path::new("src/run").is_dir());
    assert_eq!(found("tools/lit"), one("own/tools/lit/a.mlir"));
    assert_eq!(found(&at("tools/lit")), one("tools/lit/b.mlir"));
    assert_eq!(found(&at("more/c d.mlir")), one("more/c d.mlir"));
    assert!(found("src/run").is_err_and(|e| e.contains("matches `src/run`")));
    let elsewhere = Config::new(at("no-such-root"));
    assert_eq!(discover(&elsewhere, &[at("more")]), one("more/c d.mlir"));
    let files = [at("own/tools/lit/a.mlir"), at("more/c d.mlir")];
    let summary = run(&config, &discover(&config, &files).unwrap());
    for (result, file) in summary.results.iter().rev().zip(&files) {
        let rerun = result.rerun.strip_prefix("emit lit ").unwrap();
        assert_eq!(rerun.trim_matches('\''), file);
        assert_eq!(discover(&config, std::slice::from_ref(file)).map(|f| f.len()), Ok(1));
    }
    assert!(!dir.path().join("more/c d.mlir.tmp").exists() && dir.path().join("tmp").exists());
}

#[test]
fn programs_of_the_system_take_part() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.txt");
    let text = "# RUN: sed s/one/two/ < %s | FileCheck %s --check-prefix=SED && true\n\
                # RUN: not sh -c 'kill -9 %{pid}'\n# SED: two fish\none fish\n";
    std::fs::write(&file, text.replace("%{pid}", "0x0")).unwrap();
    let config = Config::new(dir.path()).extensions(&["txt"]).temp(dir.path().join("tmp"));
    let summary = run(&config, &[file]);
    assert_eq!(summary.results[0].outcome, Outcome::Passed, "{summary}");
}

#[test]
fn a_test_starts_without_the_files_of_its_last_run() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.txt");
    let text = "# RUN: emit %s >> %t.log && mkdir %t\n# RUN: FileCheck %s --input-file=%t.log\n\
                # CHECK-COUNT-1: line\n# CHECK-NOT: line\nline\n";
    std::fs::write(&file, text).unwrap();
    let config = Config::new(dir.path())
        .temp(dir.path().join("tmp"))
        .tool("emit", |_, _| Output { stdout: b"line\n".to_vec(), ..Output::default() });
    for _ in 0..2 {
        let summary = run(&config, std::slice::from_ref(&file));
        assert_eq!(summary.results[0].outcome, Outcome::Passed, "{summary}");
    }
}

#[test]
fn blessing_writes_what_then_passes_or_nothing() {
    use terrace_lit::update::{BlessOutcome, bless};
    let dir = tempfile::tempdir().unwrap();
    let config = Config::new(dir.path()).temp(dir.path().join("tmp")).tool("emit", emit);
    let run_line = "// RUN: emit %s | FileCheck %s\n";
    let block = "// AUTOGEN\n// CHECK: stale\n// CHECK-NEXT: stale\n\n";
    let cases = [
        ("changed.mlir", format!("{run_line}{block}func {{\n\n  [[x]] {{{{y}}}}\n}}\n")),
        ("still-fails.mlir", format!("{run_line}{block}x\n// CHECK: never printed\n")),
        ("no-block.mlir", format!("{run_line}// CHECK: x\nx\n")),
        ("tool-fails.mlir", format!("// RUN: emit --fail | FileCheck %s\n{block}x\n")),
        ("tool-missing.mlir", format!("// RUN: no-such-tool | FileCheck %s\n{block}x\n")),
    ];
    for (name, text) in &cases {
        std::fs::write(dir.path().join(name), text).unwrap();
    }
    let files = discover(&config, &[]).unwrap();
    let outcomes = bless(&config, &files);
    let told: Vec<String> = outcomes.iter().map(|b| b.to_string()).collect();
    assert_eq!(told[0], "changed.mlir: changed");
    assert_eq!(told[1], "no-block.mlir: no AUTOGEN block");
    assert!(told[2].starts_with("FAIL still-fails.mlir: it would still fail"), "{told:#?}");
    assert!(told[3].starts_with("FAIL tool-fails.mlir:"), "{told:#?}");
    assert_eq!(told[4], "SKIP tool-missing.mlir: no-such-tool is missing");
    for (name, text) in cases.iter().skip(1) {
        assert_eq!(&std::fs::read_to_string(dir.path().join(name)).unwrap(), text, "{name}");
    }
    let changed = [dir.path().join("changed.mlir")];
    let summary = run(&config, &changed);
    assert_eq!(summary.results[0].outcome, Outcome::Passed, "{summary}");
    assert_eq!(bless(&config, &changed)[0].outcome, BlessOutcome::Unchanged);
    insta::assert_snapshot!(std::fs::read_to_string(&changed[0]).unwrap());
}

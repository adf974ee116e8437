//! `./x test` against stand-ins for every tool it calls: it counts, and no failure is lost.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use xtask::repo::Repo;

/// One of every ending: a suite that passes though a test lacked its tool, one that does not
/// compile, lit with a failure.
const CARGO: &str = r#"#!/bin/sh
case "$*" in
--version) echo "cargo 99.0.0 (stand-in)" ;;
*xtask*--no-fail-fast*)
    if [ -n "$BROKEN" ]; then echo "error: does not compile"; exit 101; fi
    echo "test result: ok. 7 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out" ;;
test*)
    echo "running 5 tests"
    echo "test a ... ok"
    echo "NOT CHECKED: a second opinion: not installed"
    echo "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out" ;;
*lit*) echo "3 passed, 0 failed, 2 skipped" ;;
esac
"#;

/// A folder with stand-ins for what setup looks for, so that it finds nothing to install.
fn tools() -> PathBuf {
    let dir = std::env::temp_dir().join(format!("xtask-script-{}", std::process::id()));
    let llvm = format!("#!/bin/sh\necho {}\n", dir.display());
    let cc = "#!/bin/sh\necho /usr/lib/libstdc++.so\n";
    for (path, text) in [
        ("bin/cargo", CARGO),
        ("bin/cc", cc),
        ("bin/llvm-config-22", &llvm),
        ("bin/mlir-opt", ""),
        ("bin/FileCheck", ""),
        ("include/llvm-c/Core.h", ""),
    ] {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().expect("it has one")).expect("the folder is ours");
        fs::write(&path, text).expect("the folder is ours");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is ours");
    }
    dir
}

/// The last line that `./x test` prints, and whether it succeeds.
fn x_test(tools: &Path, broken: &str) -> (String, bool) {
    let path = format!("{}/bin:{}", tools.display(), std::env::var("PATH").unwrap_or_default());
    let out = Command::new(Repo::root().join("x"))
        .arg("test")
        .env("PATH", path)
        .env("BROKEN", broken)
        .env("CARGO_TARGET_DIR", tools.join("target"))
        .output()
        .expect("bash runs");
    let said = String::from_utf8_lossy(&out.stdout);
    (said.lines().last().unwrap_or_default().to_owned(), out.status.success())
}

#[test]
fn one_line_sums_everything_up_and_no_failure_is_lost() {
    let tools = tools();
    let whole = x_test(&tools, "");
    let broken = x_test(&tools, "yes");
    fs::remove_dir_all(&tools).expect("the folder is ours");
    // Two of them are the checks of format and lints.
    assert_eq!(whole, ("22 passed, 0 failed, 7 skipped".to_owned(), true));
    assert_eq!(broken, ("15 passed, 1 failed, 7 skipped".to_owned(), false));
}

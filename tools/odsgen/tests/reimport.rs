//! The checked-in tables are what the installed LLVM 22 says.

use std::path::Path;

use terrace_odsgen::{Llvm, SOURCES, import, table_path};

#[test]
fn tables_equal_a_fresh_import() {
    let Some(llvm) = Llvm::find() else {
        eprintln!("NOT CHECKED: no llvm-tblgen 22 with MLIR's definitions is installed");
        return;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut stale = Vec::new();
    for source in SOURCES {
        let fresh = import(&llvm, source).unwrap_or_else(|e| panic!("{}: {e:#}", source.dialect));
        let path = table_path(&root, source.dialect);
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        // A patch release changes the version in the head and nothing else.
        let body = |text: &str| text.lines().skip(1).map(String::from).collect::<Vec<_>>();
        if body(&kept) != body(&fresh) {
            stale.push(source.dialect);
        }
    }
    assert!(stale.is_empty(), "run `cargo run -p terrace-odsgen`: {stale:?} differ");
}

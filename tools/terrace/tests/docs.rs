//! What `docs/` says is so; `xtask::documents` says how that is found out.

use std::path::{Path, PathBuf};

use xtask::documents::{Place, of_folder, wrong_commands, wrong_quotes};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("it exists")
}

fn documents(folders: &[&str]) -> Vec<PathBuf> {
    let of = |folder: &&str| of_folder(&root().join(folder)).expect("a folder of documents");
    folders.iter().flat_map(of).collect()
}

/// The document whose commands need upstream MLIR.
const NEEDS_MLIR: &str = "upstream-passes.md";

#[test]
fn commands_print_what_documents_say() {
    let root = root();
    let folder = root.join("target/tour");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("target is ours");
    let programs = Path::new(env!("CARGO_BIN_EXE_terrace")).parent().expect("a folder");
    let mut documents = documents(&["docs", "docs/howto"]);
    if !programs.join("terrace-mlir").is_file() {
        println!("NOT CHECKED: {NEEDS_MLIR}: terrace-mlir is not built (terrace-bridge)");
        documents.retain(|d| !d.ends_with(NEEDS_MLIR));
    }
    let (n, wrong) = wrong_commands(&documents, &Place { root: &root, programs });
    assert!(n > 10, "the documents hold commands");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn quoted_sources_are_still_there() {
    let (n, wrong) = wrong_quotes(&documents(&["docs", "docs/howto", "docs/tutorial"]), &root());
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(n > 3, "the documents quote sources");
}

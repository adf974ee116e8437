//! `terrace-odsgen [--check] [dialect..]`: writes (or compares) the tables of upstream dialects.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use terrace_odsgen::{Llvm, SOURCES, import, table_path};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("terrace-odsgen: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut names: Vec<String> = std::env::args().skip(1).collect();
    let check = names.iter().any(|n| n == "--check");
    names.retain(|n| n != "--check");
    if let Some(unknown) = names.iter().find(|n| SOURCES.iter().all(|s| s.dialect != **n)) {
        bail!("`{unknown}` is not among the imported dialects");
    }
    let llvm = Llvm::find().context("no llvm-tblgen 22 with MLIR's definitions is installed")?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let chosen =
        SOURCES.iter().filter(|s| names.is_empty() || names.iter().any(|n| n == s.dialect));
    for source in chosen {
        let text = import(&llvm, source).with_context(|| format!("dialect {}", source.dialect))?;
        let path = table_path(&root, source.dialect);
        if check {
            let old = std::fs::read_to_string(&path).unwrap_or_default();
            if old != text {
                bail!("{} differs from LLVM {}", path.display(), llvm.version);
            }
        } else {
            std::fs::create_dir_all(path.parent().context("a table stands in a folder")?)?;
            std::fs::write(&path, text)?;
        }
    }
    Ok(())
}

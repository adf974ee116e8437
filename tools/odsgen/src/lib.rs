//! Imports upstream MLIR's operation definitions as Rust tables.
//!
//! `llvm-tblgen --dump-json` of LLVM 22 turns the `.td` files of a dialect into records; this crate
//! turns the records into the text of `dialects/upstream/src/<dialect>/table.rs`. What upstream
//! says in C++ (verifiers, folders, hand-written assembly) does not come along. Whatever it does
//! not know how to say as data is an error, never a silent `Any`.

mod attrs;
mod emit;
mod enums;
mod records;
mod traits;
mod types;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

pub use records::Records;

/// The LLVM major whose definitions the tables hold.
pub const LLVM_MAJOR: &str = "22";

/// A dialect to import: its name, its module in `terrace-upstream`, and its `.td` files below
/// `mlir/Dialect`.
pub struct Source {
    /// The dialect's namespace, also the name of its module.
    pub dialect: &'static str,
    /// Its files in the order they are listed in the table's head.
    pub files: &'static [&'static str],
}

/// Every imported dialect.
pub const SOURCES: &[Source] = &[
    Source { dialect: "affine", files: &["Affine/IR/AffineOps.td"] },
    Source { dialect: "arith", files: &["Arith/IR/ArithOps.td"] },
    Source { dialect: "bufferization", files: &["Bufferization/IR/BufferizationOps.td"] },
    Source { dialect: "cf", files: &["ControlFlow/IR/ControlFlowOps.td"] },
    Source { dialect: "complex", files: &["Complex/IR/ComplexOps.td"] },
    Source { dialect: "func", files: &["Func/IR/FuncOps.td"] },
    Source { dialect: "index", files: &["Index/IR/IndexOps.td"] },
    Source {
        dialect: "linalg",
        files: &[
            "Linalg/IR/LinalgOps.td",
            "Linalg/IR/LinalgRelayoutOps.td",
            "Linalg/IR/LinalgStructuredOps.td",
        ],
    },
    Source { dialect: "math", files: &["Math/IR/MathOps.td"] },
    Source { dialect: "memref", files: &["MemRef/IR/MemRefOps.td"] },
    Source { dialect: "scf", files: &["SCF/IR/SCFOps.td"] },
    Source { dialect: "tensor", files: &["Tensor/IR/TensorOps.td"] },
    Source { dialect: "ub", files: &["UB/IR/UBOps.td"] },
    Source { dialect: "vector", files: &["Vector/IR/VectorOps.td"] },
];

/// Where LLVM is installed.
pub struct Llvm {
    /// The installation prefix.
    pub prefix: PathBuf,
    /// The full version.
    pub version: String,
}

impl Llvm {
    /// Asks `llvm-config`; `None` when no LLVM of the right major with MLIR's `.td` files and
    /// `llvm-tblgen` is installed.
    pub fn find() -> Option<Llvm> {
        let names = ["llvm-config-22", "/usr/lib/llvm-22/bin/llvm-config", "llvm-config"];
        names.iter().find_map(|name| {
            let ask = |what: &str| {
                let output = Command::new(name).arg(what).output().ok()?;
                String::from_utf8(output.stdout).ok().map(|s| s.trim().to_string())
            };
            let version = ask("--version")?;
            let prefix = PathBuf::from(ask("--prefix")?);
            let complete = version.split('.').next() == Some(LLVM_MAJOR)
                && prefix.join("bin/llvm-tblgen").exists()
                && prefix.join("include/mlir/Dialect").exists();
            complete.then_some(Llvm { prefix, version })
        })
    }

    /// The records of one `.td` file below `mlir/Dialect`.
    ///
    /// # Errors
    /// When `llvm-tblgen` fails or writes something other than JSON.
    pub fn records(&self, file: &str) -> Result<Records> {
        let include = self.prefix.join("include");
        let dialects = include.join("mlir/Dialect");
        let output = Command::new(self.prefix.join("bin/llvm-tblgen"))
            .arg("--dump-json")
            .arg("-I")
            .arg(&include)
            .arg("-I")
            .arg(&dialects)
            .arg(dialects.join(file))
            .output()
            .with_context(|| format!("llvm-tblgen on {file}"))?;
        if !output.status.success() {
            bail!("llvm-tblgen on {file}: {}", String::from_utf8_lossy(&output.stderr));
        }
        Records::parse(&output.stdout).with_context(|| format!("records of {file}"))
    }
}

/// The text of a dialect's table.
///
/// # Errors
/// When LLVM's tool fails, or a definition says something the tables have no word for.
pub fn import(llvm: &Llvm, source: &Source) -> Result<String> {
    let all: Result<Vec<Records>> = source.files.iter().map(|f| llvm.records(f)).collect();
    emit::table(&llvm.version, source, &all?)
}

/// The place of a dialect's table below the repository's root.
pub fn table_path(root: &Path, dialect: &str) -> PathBuf {
    root.join("dialects/upstream/src").join(dialect).join("table.rs")
}

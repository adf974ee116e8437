//! The cases: upstream's test files, cut into parts.

use std::path::Path;

use anyhow::{Context as _, Result};

/// The tests of a dialect.
pub struct Folder {
    /// The dialect, as rows of the table and arguments name it.
    pub dialect: &'static str,
    /// Where its tests stand below `mlir/test`.
    path: &'static str,
    /// Which of the files there; all when empty.
    only: &'static str,
}

const fn folder(dialect: &'static str, path: &'static str) -> Folder {
    Folder { dialect, path, only: "" }
}

/// Every folder that is looked at, in the order of the table.
pub const FOLDERS: &[Folder] = &[
    folder("builtin", "IR"),
    folder("func", "Dialect/Func"),
    folder("arith", "Dialect/Arith"),
    folder("scf", "Dialect/SCF"),
    folder("memref", "Dialect/MemRef"),
    folder("affine", "Dialect/Affine"),
    folder("linalg", "Dialect/Linalg"),
    folder("tensor", "Dialect/Tensor"),
    folder("math", "Dialect/Math"),
    folder("vector", "Dialect/Vector"),
    folder("cf", "Dialect/ControlFlow"),
    folder("complex", "Dialect/Complex"),
    folder("index", "Dialect/Index"),
    folder("ub", "Dialect/UB"),
    folder("bufferization", "Dialect/Bufferization"),
    folder("transforms", "Transforms"),
];

/// The folder of a dialect.
pub fn folder_of(dialect: &str) -> Option<&'static Folder> {
    FOLDERS.iter().find(|f| f.dialect == dialect)
}

/// What stands between `// -----` lines of a file.
pub struct Case {
    /// `FOLDER/FILE.mlir#N`, counted from 0.
    pub name: String,
    /// Its text, which need not be UTF-8.
    pub text: Vec<u8>,
    /// Whether the file's own command allows unregistered dialects.
    pub allow_unregistered: bool,
}

/// The cases of a folder, by name of file.
pub fn read(tests: &Path, folder: &Folder) -> Result<Vec<Case>> {
    let root = tests.join(folder.path);
    let mut files = Vec::new();
    collect(&root, &mut files).with_context(|| format!("tests of {}", folder.dialect))?;
    files.sort();
    let mut cases = Vec::new();
    for path in files {
        let name = path.strip_prefix(tests).unwrap_or(&path).display().to_string();
        if !name.contains(folder.only) {
            continue;
        }
        let text = std::fs::read(&path).with_context(|| name.clone())?;
        cases.extend(of_file(&name, &text));
    }
    Ok(cases)
}

/// The cases of a file.
pub fn of_file(name: &str, text: &[u8]) -> Vec<Case> {
    let allow_unregistered = runs(text).any(|run| run.contains("allow-unregistered-dialect"));
    let case = |(i, text)| Case { name: format!("{name}#{i}"), text, allow_unregistered };
    parts(text).into_iter().enumerate().map(case).collect()
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "mlir") {
            files.push(path);
        }
    }
    Ok(())
}

/// The commands of a test.
fn runs(text: &[u8]) -> impl Iterator<Item = std::borrow::Cow<'_, str>> {
    let lines = text.split(|b| *b == b'\n');
    lines.filter(|l| l.starts_with(b"// RUN:")).map(|l| String::from_utf8_lossy(l))
}

/// The text without the top-level operations for which `drop` says so; `None` if nothing is left.
pub fn without(text: &str, drop: impl Fn(&str) -> bool) -> Option<String> {
    let mut chunks: Vec<String> = vec![String::new()];
    for line in text.split_inclusive('\n') {
        let starts = line.starts_with(|c: char| c.is_alphabetic() || "#!%\"@".contains(c));
        if starts {
            chunks.push(String::new());
        }
        chunks.last_mut()?.push_str(line);
    }
    let kept: Vec<String> = chunks.into_iter().filter(|c| !drop(c)).collect();
    let op = |c: &&String| c.starts_with(|c: char| c.is_alphabetic() || "%\"@".contains(c));
    kept.iter().any(|c| op(&c)).then(|| kept.concat())
}

/// Cut at lines that start with the mark.
fn parts(text: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = vec![Vec::new()];
    for line in text.split_inclusive(|b| *b == b'\n') {
        if line.starts_with(b"// -----") {
            parts.push(Vec::new());
        } else if let Some(part) = parts.last_mut() {
            part.extend_from_slice(line);
        }
    }
    parts
}

//! What can be asked of the backend, and what it gives.

use std::path::PathBuf;

/// What to make of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Emit {
    /// LLVM IR as text, after the mid-end.
    Llvm,
    /// Assembly.
    Asm,
    /// One relocatable object, to be linked with the runtime.
    Object,
    /// A shared library at this path with the runtime inside, its weights beside it.
    Library(PathBuf),
}

/// How to compile.
#[derive(Clone, Debug)]
pub struct Options {
    /// Effort of mid-end and code generator, 0 to 3.
    pub opt_level: u8,
    /// Processor name as LLVM knows it; the one that compiles when absent.
    pub cpu: Option<String>,
    /// Features as LLVM writes them, `+avx2,-fma`; those of this machine when both are absent.
    pub features: Option<String>,
    /// Whether to time every kernel.
    pub profile: bool,
    /// What to make.
    pub emit: Emit,
    /// Where the weights go; beside a library by default. Without a path they are laid out and
    /// hashed but not written.
    pub weights: Option<PathBuf>,
    /// The function that a program starts with.
    pub entry: String,
    /// Threads to compile with; the machine's when 0.
    pub threads: usize,
}

impl Options {
    /// The usual options for this output.
    pub fn new(emit: Emit) -> Options {
        Options {
            opt_level: 3,
            cpu: None,
            features: None,
            profile: false,
            emit,
            weights: None,
            entry: "main".into(),
            threads: 0,
        }
    }
}

/// What was made.
#[derive(Clone, Debug, Default)]
pub struct Artifacts {
    /// LLVM IR or assembly, as asked.
    pub text: String,
    /// The object, as asked.
    pub object: Vec<u8>,
    /// The shared library, as asked.
    pub library: Option<PathBuf>,
    /// The weights file, where one was written.
    pub weights: Option<PathBuf>,
    /// Bytes of weights.
    pub weights_bytes: u64,
    /// Where the time went.
    pub times: Times,
}

/// Seconds of wall time. Units that are compiled side by side count once each.
#[derive(Clone, Copy, Debug, Default)]
pub struct Times {
    /// Laying out and writing weights.
    pub weights: f64,
    /// Making LLVM IR.
    pub translate: f64,
    /// LLVM's mid-end.
    pub optimize: f64,
    /// LLVM's code generator.
    pub generate: f64,
    /// Linking.
    pub link: f64,
}
